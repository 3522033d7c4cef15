//! The distribution of a number of people: negative binomial by its mean and its excess of relative variance, which is
//! Poisson's at an excess of 0.
//!
//! Variance `μ + α μ²` (Cameron, Trivedi 1986, "NB2"): `α` is the squared coefficient of variation that the rate itself
//! has. A quantile runs straight between whole numbers, each spread evenly over the unit around it (Machado, Santos Silva
//! 2005), so that bands do not jump with the mean.

/// The probabilities of the numbers that matter.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    /// The first of them.
    from: usize,
    /// Their probabilities, which add up to 1.
    chances: Vec<f64>,
}

/// Numbers less likely than the likeliest by this much are left out.
const NEGLIGIBLE: f64 = 1e-9;

impl Counts {
    /// The distribution of mean `mean ≥ 0` and excess `alpha ≥ 0`. Takes a step for each number within six standard
    /// deviations or so.
    pub fn new(mean: f64, alpha: f64) -> Self {
        if mean <= 0.0 {
            return Self { from: 0, chances: vec![1.0] };
        }
        // P(k + 1) / P(k).
        let ratio = |k: f64| (alpha * k + 1.0) * mean / ((k + 1.0) * (1.0 + alpha * mean));
        let mode = if alpha < 1.0 { (mean * (1.0 - alpha)).floor().max(0.0) } else { 0.0 };
        let mut below = Vec::new();
        let (mut k, mut chance) = (mode, 1.0);
        while k > 0.0 && chance > NEGLIGIBLE {
            k -= 1.0;
            chance /= ratio(k);
            below.push(chance);
        }
        let from = mode as usize - below.len();
        let mut chances: Vec<f64> = below.into_iter().rev().collect();
        (k, chance) = (mode, 1.0);
        while chance > NEGLIGIBLE {
            chances.push(chance);
            chance *= ratio(k);
            k += 1.0;
        }
        let sum: f64 = chances.iter().sum();
        chances.iter_mut().for_each(|chance| *chance /= sum);
        Self { from, chances }
    }

    /// The chance of fewer than `came`, and half of that of just as many: uniform on average over what happens, also
    /// where numbers are small. Between whole numbers it runs straight.
    pub fn rank(&self, came: f64) -> f64 {
        // Each whole number is spread over the unit around it.
        let at = came + 0.5 - self.from as f64;
        if at <= 0.0 {
            return 0.0;
        }
        let whole = (at.floor() as usize).min(self.chances.len());
        let below: f64 = self.chances[..whole].iter().sum();
        below + self.chances.get(whole).map_or(0.0, |chance| chance * (at - at.floor()))
    }

    /// The number that is not exceeded with `level` in 0 … 1, between whole numbers by interpolation; never negative.
    pub fn quantile(&self, level: f64) -> f64 {
        let mut below = 0.0;
        for (i, chance) in self.chances.iter().enumerate() {
            if below + chance >= level {
                return ((self.from + i) as f64 - 0.5 + (level - below) / chance).max(0.0);
            }
            below += chance;
        }
        (self.from + self.chances.len()) as f64 - 0.5
    }

    /// The smallest whole number that is not exceeded with `level`.
    pub fn whole_quantile(&self, level: f64) -> f64 {
        let mut below = 0.0;
        for (i, chance) in self.chances.iter().enumerate() {
            below += chance;
            if below >= level {
                return (self.from + i) as f64;
            }
        }
        (self.from + self.chances.len() - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_variance_are_those_of_the_negative_binomial() {
        for (mean, alpha) in [(0.3, 0.0), (5.0, 0.2), (40.0, 0.175), (900.0, 0.05), (3.0, 2.0)] {
            let counts = Counts::new(mean, alpha);
            let moment = |f: &dyn Fn(f64) -> f64| -> f64 {
                counts.chances.iter().enumerate().map(|(i, p)| p * f((counts.from + i) as f64)).sum()
            };
            let found = moment(&|k| k);
            assert!((found / mean - 1.0).abs() < 1e-5, "{mean}, {alpha}: {found}");
            let variance = moment(&|k| (k - mean) * (k - mean));
            assert!(
                (variance / (mean + alpha * mean * mean) - 1.0).abs() < 1e-3,
                "{mean}, {alpha}: {variance}"
            );
        }
    }

    #[test]
    fn poissons_quantiles_are_those_of_the_tables() {
        // Poisson 4: F(3) = 0.4335, F(4) = 0.6288, F(6) = 0.8893, F(7) = 0.9489.
        let counts = Counts::new(4.0, 0.0);
        assert_eq!(counts.whole_quantile(0.5), 4.0);
        assert_eq!(counts.whole_quantile(0.9), 7.0);
        assert!((counts.quantile(0.9) - (6.5 + (0.9 - 0.8893) / (0.9489 - 0.8893))).abs() < 2e-3);
        for level in [0.1, 0.5, 0.9] {
            assert!((counts.rank(counts.quantile(level)) - level).abs() < 1e-12);
        }
        assert_eq!(
            Counts::new(0.0, 0.3).quantile(0.9),
            0.4,
            "nobody can come, and the unit around nobody is spread"
        );
        assert_eq!(Counts::new(0.0, 0.3).whole_quantile(0.9), 0.0);
    }
}
