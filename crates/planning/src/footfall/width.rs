//! How wide the bands are, from what a trial missed.
//!
//! A band is the negative binomial's, with a variance by how far ahead, and its levels moved to those under which nine of
//! ten (one of ten, half) of the trial's counts really stayed: conformal prediction on the distribution's own ranks
//! (Chernozhukov, Wüthrich, Zhu 2021), so that it may be lopsided. A day that several origins foretold is one day, and
//! few days lean on kin.

use super::counts::Counts;
use super::effects::excess;

/// Stretches of days ahead, by their last day, that have variances of their own.
const STRETCHES: [i64; 4] = [7, 14, 28, i64::MAX];
/// Days of trial that kin count for, beside a hall's own: for variances, and for ranks, which need more.
const KIN_DAYS: (f64, f64) = (20.0, 60.0);
/// Ranks of fewer days say nothing yet.
const LEAST_RANK_DAYS: f64 = 10.0;
/// The levels of a band.
const LEVELS: [f64; 3] = [0.1, 0.5, 0.9];

/// What came and what was expected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// The day, counted from 1970.
    pub at: i64,
    /// How many days ahead it was expected.
    pub ahead: i64,
    /// People who came.
    pub came: f64,
    /// People who were expected.
    pub mean: f64,
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

/// The widths of all halls from their trial's pairs. Without any pair, `fallback` is the excess of the first stretch.
pub(super) fn widths(pairs: &[Vec<Pair>], fallback: f64) -> Vec<Width> {
    let alphas = alphas(pairs, fallback);
    let rank =
        |pair: &Pair, alphas: &[f64; 4]| Counts::new(pair.mean, alphas[stretch(pair.ahead)]).rank(pair.came);
    let ranks = pairs.iter().zip(&alphas);
    let ranks: Vec<Vec<f64>> =
        ranks.map(|(pairs, alphas)| pairs.iter().map(|pair| rank(pair, alphas)).collect()).collect();
    let days: Vec<f64> = pairs.iter().map(|pairs| distinct_days(pairs.iter())).collect();
    let kin = levels(ranks.iter().flatten().copied().collect(), days.iter().sum());
    let of = |((alphas, ranks), days): (([f64; 4], Vec<f64>), f64)| {
        let own = levels(ranks, days);
        let mix = |n: usize| (days * own[n] + KIN_DAYS.1 * kin[n]) / (days + KIN_DAYS.1);
        Width { alphas, levels: std::array::from_fn(mix) }
    };
    alphas.into_iter().zip(ranks).zip(days).map(of).collect()
}

/// The excess of each hall by stretch, drawn towards kin's.
fn alphas(pairs: &[Vec<Pair>], fallback: f64) -> Vec<[f64; 4]> {
    let of = |pairs: &[Pair], n: usize| -> (f64, f64) {
        let here = pairs.iter().filter(|pair| stretch(pair.ahead) == n);
        let days = distinct_days(here.clone());
        (days, if days > 0.0 { excess(here.map(|pair| (pair.came, pair.mean))) } else { 0.0 })
    };
    let own: Vec<[(f64, f64); 4]> = pairs.iter().map(|pairs| std::array::from_fn(|n| of(pairs, n))).collect();
    let mut kin = [fallback; 4];
    for n in 0..4 {
        let (days, sum) = own.iter().fold((0.0, 0.0), |(c, s), own| (c + own[n].0, s + own[n].0 * own[n].1));
        // A stretch that no trial reached is as wide as the one before and a quarter more.
        let beyond = if n > 0 { 1.25 * kin[n - 1] } else { fallback };
        kin[n] = if days > 0.0 { sum / days } else { beyond };
    }
    let mix = |own: &[(f64, f64); 4]| {
        let mut last = 0.0_f64;
        std::array::from_fn(|n| {
            let (days, alpha) = own[n];
            // What is further off is never surer.
            last = last.max((days * alpha + KIN_DAYS.0 * kin[n]) / (days + KIN_DAYS.0));
            last
        })
    };
    own.iter().map(mix).collect()
}

/// Days among pairs: a day's hours stand and fall together, and so do what several origins said of it.
fn distinct_days<'a>(pairs: impl Iterator<Item = &'a Pair>) -> f64 {
    let mut days: Vec<i64> = pairs.map(|pair| pair.at).collect();
    days.sort_unstable();
    days.dedup();
    days.len() as f64
}

/// The ranks under which [`LEVELS`] of the ranks of `days` days lie, counting in the one that is to come (Vovk, Gammerman,
/// Shafer 2005); the levels themselves of few.
fn levels(mut ranks: Vec<f64>, days: f64) -> [f64; 3] {
    if days < LEAST_RANK_DAYS {
        return LEVELS;
    }
    ranks.sort_unstable_by(f64::total_cmp);
    LEVELS.map(|level| {
        let share = ((level * (days + 1.0) - 1.0) / (days - 1.0)).clamp(0.0, 1.0);
        let place = share * (ranks.len() - 1) as f64;
        let (at, way) = (place.floor() as usize, place - place.floor());
        ranks[at] + way * (ranks[(at + 1).min(ranks.len() - 1)] - ranks[at])
    })
}
