//! Figures over many days with their confidence intervals, and differences between two designs day by day.
//!
//! A figure is a ratio of sums over days, such as all waits over all people, so that a busy day counts for as many as came.
//! Its interval comes from how far each day is off the ratio (the delta method), with Student's t; of two designs played
//! on the same people the days are subtracted one by one (common random numbers).

use serde::{Deserialize, Serialize};

use crate::special::student_t;

/// A figure and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Half the width of its confidence interval; `None` where one day alone says nothing about others.
    pub half: Option<f64>,
}

impl Estimate {
    /// Whether the interval holds `truth`.
    #[must_use]
    pub fn covers(&self, truth: f64) -> bool {
        self.half.is_some_and(|half| (self.value - truth).abs() <= half)
    }

    /// Whether the interval holds no zero: a difference that is none by chance.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.half.is_some_and(|half| self.value.abs() > half)
    }
}

/// What of a day is divided by what: waits by people, say. A plain mean over days divides by 1.
pub(super) type Ratio = (f64, f64);

/// How many standard errors lie on either side of a figure of `days` days so that the interval holds the truth with the
/// share `level`; `None` for a single day. Worked out once for all figures of a study.
pub(super) fn errors(level: f64, days: u32) -> Option<f64> {
    (days >= 2).then(|| student_t(level, days - 1))
}

/// The ratio of the sums of `days`; `None` where there is nothing to divide by.
pub(super) fn estimate(errors: Option<f64>, days: impl Iterator<Item = Ratio> + Clone) -> Option<Estimate> {
    let ratio = Sums::of(days.clone())?;
    let spread = days.map(|day| ratio.off(day)).fold((0.0, 0.0), add_square);
    Some(Estimate { value: ratio.value, half: half(errors, spread) })
}

/// The ratio of `b`'s sums less that of `a`'s, whose days are the same; `None` where either has nothing to divide by.
pub(super) fn difference(
    errors: Option<f64>,
    a: impl Iterator<Item = Ratio> + Clone,
    b: impl Iterator<Item = Ratio> + Clone,
) -> Option<Estimate> {
    let (of_a, of_b) = (Sums::of(a.clone())?, Sums::of(b.clone())?);
    let off = a.zip(b).map(|(a, b)| of_b.off(b) - of_a.off(a));
    Some(Estimate { value: of_b.value - of_a.value, half: half(errors, off.fold((0.0, 0.0), add_square)) })
}

struct Sums {
    value: f64,
    mean_below: f64,
}

impl Sums {
    fn of(days: impl Iterator<Item = Ratio>) -> Option<Sums> {
        let (mut above, mut below, mut n) = (0.0, 0.0, 0.0);
        for day in days {
            above += day.0;
            below += day.1;
            n += 1.0;
        }
        (below > 0.0).then(|| Sums { value: above / below, mean_below: below / n })
    }

    /// By how much that day moves the ratio, times the number of days.
    fn off(&self, day: Ratio) -> f64 {
        (day.0 - self.value * day.1) / self.mean_below
    }
}

fn add_square((n, squares): (f64, f64), off: f64) -> (f64, f64) {
    (n + 1.0, squares + off * off)
}

/// Half the interval of a mean of `n` values around 0 with that sum of squares.
fn half(errors: Option<f64>, (n, squares): (f64, f64)) -> Option<f64> {
    errors.filter(|_| n >= 2.0).map(|errors| errors * (squares / (n - 1.0) / n).sqrt())
}

/// The mean of whole numbers over that many days, from their sum and the sum of their squares.
pub(super) fn mean(errors: Option<f64>, days: u32, [sum, squares]: [i64; 2]) -> Option<Estimate> {
    let (n, sum) = (f64::from(days), sum as f64);
    let value = sum / n;
    (days > 0).then(|| Estimate { value, half: half(errors, (n, (squares as f64 - sum * value).max(0.0))) })
}

/// Sums over days of a whole number and its square, and of its product with another: exact, so that they do not depend on
/// which thread added which day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Exact {
    above: i128,
    below: i128,
    above2: i128,
    below2: i128,
    product: i128,
}

impl Exact {
    /// One more day; `below` is 1 for a plain mean.
    #[inline]
    pub(super) fn add(&mut self, above: i64, below: i64) {
        let (a, b) = (i128::from(above), i128::from(below));
        self.above += a;
        self.below += b;
        self.above2 += a * a;
        self.below2 += b * b;
        self.product += a * b;
    }

    /// All days of both.
    pub(super) fn merge(&mut self, other: &Exact) {
        self.above += other.above;
        self.below += other.below;
        self.above2 += other.above2;
        self.below2 += other.below2;
        self.product += other.product;
    }

    /// The ratio over that many days, times `scale`.
    pub(super) fn estimate(&self, errors: Option<f64>, days: u32, scale: f64) -> Option<Estimate> {
        let (above, below, n) = (self.above as f64, self.below as f64, f64::from(days));
        if below <= 0.0 {
            return None;
        }
        let value = above / below;
        let squares =
            self.above2 as f64 - 2.0 * value * self.product as f64 + value * value * self.below2 as f64;
        let mean_below = below / n;
        let half = half(errors, (n, squares.max(0.0) / (mean_below * mean_below)));
        Some(Estimate { value: scale * value, half: half.map(|half| scale * half) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_the_interval_of_the_textbooks() {
        // 1, 2, 3, 4: mean 2.5, standard error 0.6455, t of three degrees 3.182.
        let days = [1.0, 2.0, 3.0, 4.0].map(|value| (value, 1.0));
        let it = estimate(errors(0.95, 4), days.into_iter()).unwrap();
        assert!((it.value - 2.5).abs() < 1e-12 && (it.half.unwrap() - 2.0541).abs() < 1e-3, "{it:?}");
        assert!(it.covers(4.5) && !it.covers(4.6) && it.differs());
        let mut exact = Exact::default();
        (1..5).for_each(|value| exact.add(value, 1));
        let same = exact.estimate(errors(0.95, 4), 4, 1.0).unwrap();
        assert_eq!(mean(errors(0.95, 4), 4, [10, 30]), Some(same));
        assert!((same.value - it.value).abs() < 1e-12);
        assert!((same.half.unwrap() - it.half.unwrap()).abs() < 1e-9);
    }

    #[test]
    fn a_ratio_counts_busy_days_for_as_many_as_came() {
        // 10 people waiting 1 each and 30 waiting 3 each: 2.5, not 2.
        let it = estimate(errors(0.95, 2), [(10.0, 10.0), (90.0, 30.0)].into_iter()).unwrap();
        assert!((it.value - 2.5).abs() < 1e-12);
        assert_eq!(estimate(None, [(0.0, 0.0)].into_iter()), None);
        assert_eq!(
            estimate(errors(0.95, 1), [(3.0, 1.0)].into_iter()).unwrap().half,
            None,
            "one day says nothing of others"
        );
    }

    #[test]
    fn days_that_go_up_and_down_together_leave_a_sharp_difference() {
        let a = [1.0, 5.0, 3.0, 8.0].map(|value| (value, 1.0));
        let b = a.map(|(value, one)| (value + 0.5, one));
        let it = difference(errors(0.95, 4), a.into_iter(), b.into_iter()).unwrap();
        assert!((it.value - 0.5).abs() < 1e-12 && it.half.unwrap() < 1e-9 && it.differs());
    }
}
