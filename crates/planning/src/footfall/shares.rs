//! When in the day people come: rates by clock hour and kind of day, each drawn towards what is known better.
//!
//! A weekday's deviations from its hall's rates, and a hall's from its kin's, are kept as far as they are larger than
//! chance (empirical Bayes by moments, as DerSimonian and Laird 1986 have it for trials): a hall whose Mondays look like
//! its Fridays gets one profile.

use kernel::DayKind;

use super::calendar::DayFeatures;
use super::series::{HOURS, Seen};

/// Kinds of day with rates of their own: Monday … Sunday, holidays. A make-up workday has the hall's own rates.
const KINDS: usize = 8;
/// Days after which what was seen counts half.
const HALF_LIFE_DAYS: f64 = 180.0;

/// Something for each clock hour.
pub(super) type ByHour = [f64; HOURS];

/// People per open minute by clock hour, on a scale on which an average day of the hall has 1.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    /// The hall's rates.
    pub all: ByHour,
    kinds: [ByHour; KINDS],
    /// Minutes that it is open on an average day.
    usual: ByHour,
    /// Relative variance of each hour's rate; infinite where the hall was never open.
    doubt: ByHour,
}

fn kind(features: &DayFeatures) -> Option<usize> {
    match features.kind {
        DayKind::MakeUpWorkday => None,
        DayKind::Holiday => Some(7),
        DayKind::Workday | DayKind::Weekend => Some(features.weekday as usize - 1),
    }
}

/// What was seen and expected in one hour over some days.
#[derive(Clone, Copy, Default)]
struct Sum {
    came: f64,
    expected: f64,
    squares: f64,
}

impl Sum {
    fn ratio(&self) -> f64 {
        if self.expected > 0.0 { self.came / self.expected } else { 1.0 }
    }

    fn doubt(&self, noise: f64) -> f64 {
        if self.expected > 0.0 {
            noise * self.squares / (self.expected * self.expected)
        } else {
            f64::INFINITY
        }
    }
}

impl Profile {
    /// The rates seen on `seen`, whose totals are taken as `people` (pulled in where they were outliers). Without a day
    /// counted by hours, the same rate for every open minute.
    pub fn of(seen: &[Seen], people: &[f64]) -> Self {
        let end = seen.last().map_or(0, |day| day.at);
        let days: Vec<(&Seen, &ByHour, f64)> = seen
            .iter()
            .zip(people)
            .filter_map(|(day, people)| {
                let age = (end - day.at) as f64 / HALF_LIFE_DAYS;
                let pulled = if day.came > 0.0 { people / day.came } else { 0.0 };
                Some((day, day.hours.as_ref()?, pulled * libm::exp2(-age)))
            })
            .filter(|(.., weight)| *weight > 0.0)
            .collect();
        let mut all = flat(seen);
        for _ in 0..2 {
            all = rates(&days, &all);
        }
        let mut sums = [[Sum::default(); HOURS]; KINDS];
        let (mut total, mut misses) = ([Sum::default(); HOURS], [0.0; HOURS]);
        for (day, hours, weight) in &days {
            let scale = day.came * weight / exposure(&all, &day.open).max(1e-9);
            for k in 0..HOURS {
                let (came, expected) = (hours[k] * weight, all[k] * day.open[k] * scale);
                misses[k] += (came - expected) * (came - expected);
                let into = [kind(&day.features).map(|kind| &mut sums[kind][k]), Some(&mut total[k])];
                for sum in into.into_iter().flatten() {
                    sum.came += came;
                    sum.expected += expected;
                    sum.squares += expected * expected;
                }
            }
        }
        let noise: ByHour = std::array::from_fn(|k| misses[k] / total[k].squares.max(1e-12));
        let doubt = std::array::from_fn(|k| total[k].doubt(noise[k]));
        let kept = kept_spread(
            sums.iter().flat_map(|sums| (0..HOURS).map(|k| (sums[k].ratio() - 1.0, sums[k].doubt(noise[k])))),
        );
        let kinds = std::array::from_fn(|kind| {
            std::array::from_fn(|k| {
                let sum: &Sum = &sums[kind][k];
                all[k] * (1.0 + keep(sum.ratio() - 1.0, sum.doubt(noise[k]), kept)).max(0.0)
            })
        });
        let count = seen.len().max(1) as f64;
        let usual = std::array::from_fn(|k| seen.iter().map(|day| day.open[k]).sum::<f64>() / count);
        Self { all, kinds, usual, doubt }
    }

    /// The rates on a day.
    pub fn on(&self, features: &DayFeatures) -> &ByHour {
        kind(features).map_or(&self.all, |kind| &self.kinds[kind])
    }

    /// How much of an average day's opening a day's is, weighed by when people come.
    pub fn exposure(&self, open: &ByHour) -> f64 {
        exposure(&self.all, open)
    }

    /// The share of each hour in a day with `open` minutes; adds up to 1 unless the day is closed.
    pub fn shares(&self, features: &DayFeatures, open: &ByHour) -> ByHour {
        let rates = self.on(features);
        let weights: ByHour = std::array::from_fn(|k| rates[k] * open[k]);
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 {
            return weights.map(|weight| weight / sum);
        }
        let minutes: f64 = open.iter().sum();
        open.map(|open| if minutes > 0.0 { open / minutes } else { 0.0 })
    }
}

/// The rates of kin: the mean over the halls that were open, each on its own scale.
pub(super) fn kin_rates(profiles: &[&Profile]) -> ByHour {
    std::array::from_fn(|k| {
        let seen = || profiles.iter().filter(|profile| profile.doubt[k].is_finite()).map(|p| p.all[k]);
        if seen().count() == 0 { 0.0 } else { seen().sum::<f64>() / seen().count() as f64 }
    })
}

/// Draws the profiles of halls towards those of kin, as far as halls differ by no more than chance, and gives hours that
/// a hall was never open the rate of its kin, or of its nearest hour.
pub(super) fn draw_together(profiles: &mut [Profile]) {
    let kin = kin_rates(&profiles.iter().collect::<Vec<_>>());
    let away = |profile: &Profile, k: usize| {
        let known = kin[k] > 0.0 && profile.doubt[k].is_finite();
        if known { (profile.all[k] / kin[k] - 1.0, profile.doubt[k]) } else { (0.0, f64::INFINITY) }
    };
    let pairs = profiles.iter().flat_map(|profile| (0..HOURS).map(|k| away(profile, k)));
    let kept = kept_spread(pairs);
    for profile in profiles.iter_mut() {
        for k in (0..HOURS).filter(|&k| kin[k] > 0.0) {
            let (ratio, doubt) = away(profile, k);
            profile.set(k, kin[k] * (1.0 + keep(ratio, doubt, kept)));
        }
        profile.fill_unseen(&kin);
        profile.scale_to_usual();
    }
}

impl Profile {
    /// Sets the hall's rate in hour `k`; kinds of day keep their ratio to it.
    fn set(&mut self, k: usize, rate: f64) {
        for rates in &mut self.kinds {
            let ratio =
                if self.doubt[k].is_finite() && self.all[k] > 0.0 { rates[k] / self.all[k] } else { 1.0 };
            rates[k] = rate * ratio;
        }
        self.all[k] = rate;
    }

    /// Gives hours of which neither hall nor kin know anything the rate of the nearest that they know.
    fn fill_unseen(&mut self, kin: &ByHour) {
        let known = |k: &usize| self.doubt[*k].is_finite() || kin[*k] > 0.0;
        let seen: Vec<usize> = (0..HOURS).filter(known).collect();
        for k in (0..HOURS).filter(|k| !seen.contains(k)) {
            if let Some(&nearest) = seen.iter().min_by_key(|other| other.abs_diff(k)) {
                self.set(k, self.all[nearest]);
            }
        }
    }

    /// Puts the rates back on the scale on which an average day has 1. Where nobody has counted yet it is that of kin.
    fn scale_to_usual(&mut self) {
        let average = exposure(&self.all, &self.usual);
        if average > 0.0 {
            let rates = self.kinds.iter_mut().chain([&mut self.all]);
            rates.flatten().for_each(|rate| *rate /= average);
        }
    }
}

fn exposure(rates: &ByHour, open: &ByHour) -> f64 {
    rates.iter().zip(open).map(|(rate, open)| rate * open).sum()
}

/// The same rate for every open minute, on the scale of an average day.
fn flat(seen: &[Seen]) -> ByHour {
    let minutes: f64 = seen.iter().map(|day| day.open.iter().sum::<f64>()).sum();
    [if minutes > 0.0 { seen.len() as f64 / minutes } else { 1.0 / 480.0 }; HOURS]
}

/// Rates as the ratio of what came and what minutes were open on days as large, from rates that are nearly right.
fn rates(days: &[(&Seen, &ByHour, f64)], before: &ByHour) -> ByHour {
    let (mut came, mut open) = ([0.0; HOURS], [0.0; HOURS]);
    for (day, hours, weight) in days {
        let scale = day.came * weight / exposure(before, &day.open).max(1e-9);
        for k in 0..HOURS {
            came[k] += hours[k] * weight;
            open[k] += day.open[k] * scale;
        }
    }
    let raw: ByHour = std::array::from_fn(|k| if open[k] > 0.0 { came[k] / open[k] } else { before[k] });
    if days.is_empty() {
        return raw;
    }
    let mean = days.iter().map(|(day, ..)| exposure(&raw, &day.open)).sum::<f64>() / days.len() as f64;
    raw.map(|rate| rate / mean.max(1e-9))
}

/// The variance that is left of some relative deviations after chance: by moments, each weighed by how well it is known.
fn kept_spread(deviations: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (deviation, doubt) in deviations.filter(|(_, doubt)| doubt.is_finite()) {
        let weight = 1.0 / (doubt + 0.01);
        sum += weight * (deviation * deviation - doubt);
        weights += weight;
    }
    if weights > 0.0 { (sum / weights).max(0.0) } else { 0.0 }
}

/// What is kept of a deviation.
fn keep(deviation: f64, doubt: f64, spread: f64) -> f64 {
    if doubt.is_finite() && spread > 0.0 { deviation * spread / (spread + doubt) } else { 0.0 }
}
