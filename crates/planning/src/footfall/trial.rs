//! The rolling-origin trial: the same forecast made at eight past days and held against what came then. It weighs the ways
//! of carrying the level on, and says how wide the bands must be.

use super::columns::Row;
use super::effects::{Effects, effect};
use super::level::{MODELS, Plain, carry_on};
use super::series::Seen;
use super::shares::{ByHour, Profile};
use super::width::{Pair, Width, widths};

/// Days between the origins of the trial, and how many there are.
const ORIGIN_STEP_DAYS: i64 = 7;
const ORIGINS: i64 = 8;
/// An origin needs so many counted open days before it.
pub(super) const LEAST_DAYS: usize = 28;
/// Trial days that kin's errors count for, beside a hall's own.
const KIN_DAYS: f64 = 20.0;
/// How sharply the better way is preferred: weights go with error to the power of minus this.
const SHARPNESS: f64 = 6.0;

/// A past day as it would have been forecast.
#[derive(Debug)]
struct Tried {
    /// Its day, counted from 1970.
    at: i64,
    /// Days ahead.
    ahead: i64,
    /// What each way says.
    says: [f64; 6],
    came: f64,
    /// What came by the hour, and the shares that would have been forecast.
    hours: Option<(ByHour, ByHour)>,
}

impl Tried {
    fn pair(&self, weights: &[f64; 6]) -> Pair {
        let mean = self.says.iter().zip(weights).map(|(says, weight)| says * weight).sum();
        Pair { at: self.at, ahead: self.ahead, came: self.came, mean }
    }

    fn hour_pairs(&self, weights: &[f64; 6]) -> Vec<Pair> {
        let day = self.pair(weights);
        let hours = self.hours.iter().flat_map(|(came, shares)| came.iter().zip(shares));
        let open = hours.filter(|(_, share)| **share > 0.0);
        open.map(|(came, share)| Pair { came: *came, mean: day.mean * share, ..day }).collect()
    }
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
            at: day.at,
            ahead: ahead[n],
            says: std::array::from_fn(|model| levels[model][n] * factor),
            came: day.came,
            hours: day.hours.map(|hours| (hours, shares())),
        });
    }
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
    let trials = || tried.iter().zip(&weights);
    let by_day: Vec<Vec<Pair>> =
        trials().map(|(days, weights)| days.iter().map(|day| day.pair(weights)).collect()).collect();
    let by_hour: Vec<Vec<Pair>> = trials()
        .map(|(days, weights)| days.iter().flat_map(|day| day.hour_pairs(weights)).collect())
        .collect();
    let fallback: f64 = effects.cases.iter().map(|case| case.alpha).fold(0.0, f64::max);
    let widths = widths(&by_day, 1.5 * fallback).into_iter().zip(widths(&by_hour, 2.0 * fallback + 0.1));
    let lesson = |((errors, weights), (day, hour))| Lesson { weights, errors, day, hour };
    errors.into_iter().zip(weights).zip(widths).map(lesson).collect()
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
    let raw: [f64; 6] = std::array::from_fn(|model| libm::pow(best / error(model).max(1e-6), SHARPNESS));
    let sum: f64 = raw.iter().sum();
    raw.map(|weight| weight / sum)
}
