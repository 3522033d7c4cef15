//! How the level of a hall is carried on: six simple ways, which the rolling-origin trial weighs against each other.
//!
//! Each sees the people of every open day divided by the day's factors. Exponential smoothing as in Hyndman, Koehler, Ord,
//! Snyder (2008), weighed by how much a day can say; trends are damped (Gardner, McKenzie 1985) and drawn towards none as
//! far as they could be chance.

/// An open day of the past, freed from its effects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    /// Days since 1970.
    pub at: i64,
    /// People, divided by the day's factors.
    pub people: f64,
    /// One over its variance.
    pub weight: f64,
}

/// The ways, by name.
pub(super) const MODELS: [&str; 6] = ["steady", "slow", "lively", "quick", "trend", "long_trend"];

/// How much of its weight a day keeps for each open day that follows it.
const KEEPS: [f64; 4] = [1.0, 0.985, 0.95, 0.8];
/// A shift of the level is believed from so many standard errors on, with so many days behind it.
const SHIFT: (f64, usize) = (5.0, 6);
/// Days before a possible shift that it is compared with.
const BEFORE_SHIFT: usize = 40;

/// The level each way has for days `ahead` of the last, in days.
pub(super) fn carry_on(days: &[Plain], ahead: &[i64]) -> [Vec<f64>; 6] {
    let since_shift = &days[shift(days)..];
    let steady = |keep: f64, days: &[Plain]| vec![mean(days, keep); ahead.len()];
    [
        steady(KEEPS[0], since_shift),
        steady(KEEPS[1], days),
        steady(KEEPS[2], days),
        steady(KEEPS[3], days),
        trend(days, 0.975, 0.98, ahead),
        trend(since_shift, 0.997, 0.997, ahead),
    ]
}

/// The weighted mean in which each day keeps `keep` of its weight for each day that follows.
fn mean(days: &[Plain], keep: f64) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for day in days {
        sum = sum * keep + day.weight * day.people;
        weights = weights * keep + day.weight;
    }
    // Half a person in all: who has seen nobody yet has not seen that nobody ever comes.
    let never = 0.5 / days.len().max(1) as f64;
    if weights > 0.0 { (sum / weights).max(never) } else { never }
}

/// A straight line through days that keep `keep` of their weight, carried on with a slope that keeps `damp` of itself
/// each day.
fn trend(days: &[Plain], keep: f64, damp: f64, ahead: &[i64]) -> Vec<f64> {
    let end = days.last().map_or(0, |day| day.at);
    let (mut w, mut wx, mut wy, mut wxx, mut wxy, mut wwx) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let mut fade = 1.0;
    for day in days.iter().rev() {
        let (weight, x, y) = (day.weight * fade, (day.at - end) as f64, day.people);
        (w, wx, wy, wxx, wxy) =
            (w + weight, wx + weight * x, wy + weight * y, wxx + weight * x * x, wxy + weight * x * y);
        wwx += weight * fade;
        fade *= keep;
    }
    let base = mean(days, keep);
    let spread = wxx - wx * wx / w.max(1e-300);
    if days.len() < 14 || spread <= 0.0 {
        return vec![base; ahead.len()];
    }
    let slope = (wxy - wx * wy / w) / spread;
    // Weights are one over variances, faded: the slope's variance grows by how unequal the fading made them.
    let variance = wwx / w / spread;
    let believed = (1.0 - 2.0 * variance / (slope * slope).max(1e-300)).max(0.0);
    let slope = slope * believed;
    let now = (wy - slope * wx) / w;
    let growth = (slope / now.max(1e-9)).clamp(-0.02, 0.02);
    let now = now.max(0.1 * base);
    let run = |days: &i64| (1.0 - libm::pow(damp, *days as f64)) * damp / (1.0 - damp);
    ahead.iter().map(|days| now * libm::exp(growth * run(days))).collect()
}

/// The first day after the last shift of the level.
fn shift(days: &[Plain]) -> usize {
    let mut from = 0;
    // Each round finds the clearest shift and goes on behind it.
    for _ in 0..6 {
        match clearest_shift(&days[from..]) {
            Some(at) => from += at,
            None => break,
        }
    }
    from
}

fn clearest_shift(days: &[Plain]) -> Option<usize> {
    let (needed, least) = SHIFT;
    let mut sums = Vec::with_capacity(days.len() + 1);
    sums.push((0.0, 0.0));
    for day in days {
        let (sum, weights) = sums[sums.len() - 1];
        sums.push((sum + day.weight * day.people, weights + day.weight));
    }
    let part = |from: usize, to: usize| {
        let (sum, weights) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
        (sum / weights, 1.0 / weights)
    };
    let clear = |at: usize| {
        let (before, before_doubt) = part(at.saturating_sub(BEFORE_SHIFT), at);
        let (after, after_doubt) = part(at, (at + BEFORE_SHIFT).min(days.len()));
        (after - before).abs() / (before_doubt + after_doubt).sqrt()
    };
    let places = least..(days.len() + 1).saturating_sub(least);
    let best = places.map(|at| (at, clear(at))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 > needed).then_some(best.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(people: impl Fn(f64) -> f64) -> Vec<Plain> {
        (0..200).map(|n| Plain { at: n, people: people(n as f64), weight: 0.01 }).collect()
    }

    #[test]
    fn every_way_carries_a_still_level_on_and_a_trend_fades() {
        for path in carry_on(&days(|_| 100.0), &[1, 60]) {
            assert!(path.iter().all(|level| (level - 100.0).abs() < 1e-9), "{path:?}");
        }
        let falling = carry_on(&days(|n| 300.0 * libm::exp(-0.004 * n)), &[1, 2, 365, 366]);
        for (name, path) in MODELS.iter().zip(&falling).skip(4) {
            let (first, last) = (path[1] / path[0], path[3] / path[2]);
            assert!(first < 0.998, "{name} goes on: {path:?}");
            assert!(last > 1.0 - 0.5 * (1.0 - first), "{name} fades by half within a year: {path:?}");
        }
    }

    #[test]
    fn a_trend_that_chance_could_make_is_not_carried_on() {
        // Up and down by a standard deviation, and a drift that is small beside it.
        let wavering = days(|n| 100.0 + 10.0 * libm::sin(2.4 * n) + 0.002 * n);
        let paths = carry_on(&wavering, &[1, 90]);
        assert!((paths[5][1] / paths[5][0] - 1.0).abs() < 1e-9, "{:?}", paths[5]);
    }

    #[test]
    fn a_lasting_shift_is_where_the_steady_level_begins_and_one_far_day_is_none() {
        assert_eq!(shift(&days(|n| if n < 150.0 { 100.0 } else { 60.0 })), 150);
        assert_eq!(shift(&days(|n| if n == 150.0 { 130.0 } else { 100.0 })), 0);
    }
}
