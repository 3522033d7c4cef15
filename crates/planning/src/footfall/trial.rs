//! The rolling-origin trial: the same forecast made at eight past days and held against what came then. It weighs the ways
//! of carrying the level on, and says how wide the bands must be.
//!
//! Bands are the negative binomial's, with a variance by how far ahead, and its levels moved to those under which nine of
//! ten (one of ten, half) of the trial's counts really stayed: conformal prediction on the distribution's own ranks
//! (Chernozhukov, Wüthrich, Zhu 2021), so that they may be lopsided. Few trials are leant on kin.

use super::columns::Row;
use super::counts::Counts;
use super::effects::{Effects, effect, excess};
use super::level::{MODELS, Plain, carry_on};
use super::series::{HOURS, Seen};
use super::shares::{ByHour, Profile};

/// Days between the origins of the trial, and how many there are.
const ORIGIN_STEP_DAYS: i64 = 7;
const ORIGINS: i64 = 8;
/// An origin needs so many counted open days before it.
pub(super) const LEAST_DAYS: usize = 28;
/// Stretches of days ahead, by their last day, that have variances of their own.
const STRETCHES: [i64; 4] = [7, 14, 28, i64::MAX];
/// Trial days that kin count for, beside a hall's own.
const KIN_DAYS: f64 = 20.0;
/// How sharply the better way is preferred: weights go with error to the power of minus this.
const SHARPNESS: i32 = 6;
/// The levels of a band.
pub(super) const LEVELS: [f64; 3] = [0.1, 0.5, 0.9];

/// A past day as it would have been forecast.
#[derive(Debug)]
struct Tried {
    /// Days ahead.
    ahead: i64,
    /// What each way says.
    says: [f64; 6],
    came: f64,
    /// What came by the hour, and the shares that would have been forecast.
    hours: Option<(ByHour, ByHour)>,
}

/// What the trial of a hall says.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    /// The weight of each way.
    pub weights: [f64; 6],
    /// Each way's mean absolute error in parts of the mean day; nothing without a trial.
    pub errors: Option<[f64; 6]>,
    /// Bands of days.
    pub day: Width,
    /// Bands of hours.
    pub hour: Width,
}

/// How wide bands are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    /// Excess of relative variance, by stretch ahead.
    alphas: [f64; 4],
    /// The distribution's levels under which [`LEVELS`] of what came stayed.
    pub levels: [f64; 3],
}

impl Width {
    /// The excess `ahead` days ahead.
    pub fn alpha(&self, ahead: i64) -> f64 {
        self.alphas[stretch(ahead)]
    }
}

fn stretch(ahead: i64) -> usize {
    STRETCHES.iter().position(|last| ahead <= *last).unwrap_or(STRETCHES.len() - 1)
}

/// A hall on trial.
pub(super) struct Subject<'a> {
    /// Its days.
    pub seen: &'a [Seen],
    /// Rows of its days.
    pub rows: &'a [Row],
}

/// The days before `end`, freed from their effects.
pub(super) fn plain(
    effects: &Effects,
    hall: usize,
    subject: &Subject,
    own: &[f64],
    end: usize,
) -> Vec<Plain> {
    let case = &effects.cases[hall];
    let factor = |t: usize| libm::exp(case.offset[t] + effect(&subject.rows[t], own));
    let factors: Vec<f64> = (0..end).map(factor).collect();
    let late = end.saturating_sub(60)..end;
    let people: f64 = case.came[late.clone()].iter().sum::<f64>() + 0.5;
    let level = people / factors[late].iter().sum::<f64>().max(1e-9);
    let day = |t: usize| {
        let s = factors[t];
        let weight = 1.0 / (level / s + case.alpha * level * level);
        Plain { at: subject.seen[t].at, people: case.came[t] / s, weight }
    };
    (0..end).map(day).collect()
}

/// Holds the trial of all halls, to days at most `horizon` ahead.
pub(super) fn hold(effects: &Effects, subjects: &[Subject], horizon: i64) -> Vec<Lesson> {
    let end = subjects.iter().filter_map(|subject| subject.seen.last()).map(|day| day.at).max().unwrap_or(0);
    let mut tried: Vec<Vec<Tried>> = subjects.iter().map(|_| Vec::new()).collect();
    for back in 1..=ORIGINS {
        let origin = end - back * ORIGIN_STEP_DAYS;
        let known = |hall: usize| subjects[hall].seen.partition_point(|day| day.at <= origin);
        if (0..subjects.len()).all(|hall| known(hall) < LEAST_DAYS) {
            continue;
        }
        let found = effects.found(|hall, _| known(hall));
        for (hall, subject) in subjects.iter().enumerate().filter(|(hall, _)| known(*hall) >= LEAST_DAYS) {
            let past = plain(effects, hall, subject, &found.own[hall], known(hall));
            try_days(effects, hall, subject, &found.own[hall], &past, horizon, &mut tried[hall]);
        }
    }
    learn(effects, &tried)
}

fn try_days(
    effects: &Effects,
    hall: usize,
    subject: &Subject,
    own: &[f64],
    past: &[Plain],
    horizon: i64,
    tried: &mut Vec<Tried>,
) {
    let (known, case) = (past.len(), &effects.cases[hall]);
    let last = past[known - 1].at;
    let until = subject.seen.partition_point(|day| day.at <= last + horizon);
    let ahead: Vec<i64> = subject.seen[known..until].iter().map(|day| day.at - last).collect();
    let levels = carry_on(past, &ahead);
    let profile = Profile::of(&subject.seen[..known], &case.came[..known]);
    for (n, day) in subject.seen[known..until].iter().enumerate() {
        let factor = libm::exp(case.offset[known + n] + effect(&subject.rows[known + n], own));
        let shares = || profile.shares(&day.features, &day.open);
        tried.push(Tried {
            ahead: ahead[n],
            says: std::array::from_fn(|model| levels[model][n] * factor),
            came: day.came,
            hours: day.hours.map(|hours| (hours, shares())),
        });
    }
}

/// A pair of what came and what was expected, and how far ahead.
#[derive(Clone, Copy)]
struct Pair {
    came: f64,
    mean: f64,
    ahead: i64,
}

fn learn(effects: &Effects, tried: &[Vec<Tried>]) -> Vec<Lesson> {
    let errors: Vec<Option<[f64; 6]>> = tried.iter().map(|days| errors(days)).collect();
    let known: Vec<&[f64; 6]> = errors.iter().flatten().collect();
    let kin: [f64; 6] = match known.len() {
        0 => [1.0; 6],
        n => std::array::from_fn(|model| known.iter().map(|errors| errors[model]).sum::<f64>() / n as f64),
    };
    let weights: Vec<[f64; 6]> =
        errors.iter().zip(tried).map(|(own, days)| weigh(own.as_ref(), days.len() as f64, &kin)).collect();
    let mean =
        |day: &Tried, weights: &[f64; 6]| -> f64 { day.says.iter().zip(weights).map(|(a, b)| a * b).sum() };
    let by_day: Vec<Vec<Pair>> = tried
        .iter()
        .zip(&weights)
        .map(|(days, weights)| {
            days.iter()
                .map(|day| Pair { came: day.came, mean: mean(day, weights), ahead: day.ahead })
                .collect()
        })
        .collect();
    let by_hour: Vec<Vec<Pair>> = tried
        .iter()
        .zip(&weights)
        .map(|(days, weights)| {
            days.iter()
                .flat_map(|day| {
                    let people = mean(day, weights);
                    let hours = day.hours.iter().flat_map(|(came, shares)| came.iter().zip(shares));
                    hours
                        .filter(|(_, share)| **share > 0.0)
                        .map(move |(came, share)| Pair {
                            came: *came,
                            mean: people * share,
                            ahead: day.ahead,
                        })
                        .collect::<Vec<_>>()
                })
                .collect()
        })
        .collect();
    let fallback: f64 = effects.cases.iter().map(|case| case.alpha).fold(0.0, f64::max);
    let days = widths(&by_day, 1.0, 1.5 * fallback);
    let hours = widths(&by_hour, hours_a_day(tried), 2.0 * fallback + 0.1);
    errors
        .into_iter()
        .zip(weights)
        .zip(days.into_iter().zip(hours))
        .map(|((errors, weights), (day, hour))| Lesson { weights, errors, day, hour })
        .collect()
}

fn hours_a_day(tried: &[Vec<Tried>]) -> f64 {
    let days = tried.iter().flatten().filter_map(|day| day.hours.as_ref());
    let (days, hours) = days.fold((0, 0), |(days, hours), (_, shares)| {
        (days + 1, hours + shares.iter().filter(|share| **share > 0.0).count())
    });
    if days > 0 { (hours as f64 / f64::from(days)).max(1.0) } else { HOURS as f64 }
}

/// The mean absolute error of each way in parts of the mean day. A day counts for three mean days of error at most.
fn errors(days: &[Tried]) -> Option<[f64; 6]> {
    if days.is_empty() {
        return None;
    }
    let scale = (days.iter().map(|day| day.came).sum::<f64>() / days.len() as f64).max(0.1);
    Some(std::array::from_fn(|model| {
        let misses = days.iter().map(|day| ((day.came - day.says[model]).abs() / scale).min(3.0));
        misses.sum::<f64>() / days.len() as f64
    }))
}

fn weigh(own: Option<&[f64; 6]>, days: f64, kin: &[f64; 6]) -> [f64; 6] {
    let error = |model: usize| match own {
        // Scales differ between halls, ranks of ways less so: kin's errors come in on the hall's own scale.
        Some(own) => {
            let scale = own.iter().sum::<f64>() / kin.iter().sum::<f64>().max(1e-9);
            (days * own[model] + KIN_DAYS * kin[model] * scale) / (days + KIN_DAYS)
        }
        None => kin[model],
    };
    let best = (0..MODELS.len()).map(error).fold(f64::INFINITY, f64::min).max(1e-6);
    let raw: [f64; 6] = std::array::from_fn(|model| (best / error(model).max(1e-6)).powi(SHARPNESS));
    let sum: f64 = raw.iter().sum();
    raw.map(|weight| weight / sum)
}

/// The widths of all halls from their trial's pairs, `per_day` of which fall on a day and so say hardly more than one.
fn widths(pairs: &[Vec<Pair>], per_day: f64, fallback: f64) -> Vec<Width> {
    let of = |pairs: &[Pair], n: usize| -> (f64, f64) {
        let here = pairs.iter().filter(|pair| stretch(pair.ahead) == n);
        let count = here.clone().count() as f64 / per_day;
        (count, if count > 0.0 { excess(here.map(|pair| (pair.came, pair.mean))) } else { 0.0 })
    };
    let own: Vec<[(f64, f64); 4]> = pairs.iter().map(|pairs| std::array::from_fn(|n| of(pairs, n))).collect();
    let mut kin = [fallback; 4];
    for n in 0..4 {
        let (count, sum) = own.iter().fold((0.0, 0.0), |(c, s), own| (c + own[n].0, s + own[n].0 * own[n].1));
        // A stretch that no trial reached is as wide as the one before and a quarter more.
        let beyond = if n > 0 { 1.25 * kin[n - 1] } else { fallback };
        kin[n] = if count > 0.0 { sum / count } else { beyond };
    }
    let alphas: Vec<[f64; 4]> = own
        .iter()
        .map(|own| {
            let mut last = 0.0_f64;
            std::array::from_fn(|n| {
                let (count, alpha) = own[n];
                let mixed = (count * alpha + KIN_DAYS * kin[n]) / (count + KIN_DAYS);
                // What is further off is never surer.
                last = last.max(mixed);
                last
            })
        })
        .collect();
    let ranks: Vec<Vec<f64>> = pairs
        .iter()
        .zip(&alphas)
        .map(|(pairs, alphas)| {
            pairs
                .iter()
                .map(|pair| Counts::new(pair.mean, alphas[stretch(pair.ahead)]).rank(pair.came))
                .collect()
        })
        .collect();
    let kin_levels = levels(ranks.iter().flatten().copied().collect());
    alphas
        .into_iter()
        .zip(ranks)
        .map(|(alphas, ranks)| {
            let count = ranks.len() as f64 / per_day;
            let own = levels(ranks);
            let kin_days = 2.0 * KIN_DAYS;
            let mix = |n: usize| (count * own[n] + kin_days * kin_levels[n]) / (count + kin_days);
            Width { alphas, levels: std::array::from_fn(mix) }
        })
        .collect()
}

/// The ranks under which [`LEVELS`] of the ranks lie, with the one more that is to come; the levels themselves of none.
fn levels(mut ranks: Vec<f64>) -> [f64; 3] {
    ranks.sort_unstable_by(f64::total_cmp);
    LEVELS.map(|level| {
        let place = level * (ranks.len() as f64 + 1.0) - 1.0;
        match ranks.len() {
            0..20 => level,
            n => {
                let left = place.clamp(0.0, (n - 1) as f64);
                let (at, way) = (left.floor() as usize, left - left.floor());
                ranks[at] + way * (ranks[(at + 1).min(n - 1)] - ranks[at])
            }
        }
    })
}
