//! How long something takes: the distributions that a hall's lengths of time are given by or learned as.

use queueing::ServiceTime;
use serde::{Deserialize, Serialize};

/// The distribution of a length of time in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Law {
    /// Always the same.
    Fixed {
        /// 0 or more.
        s: f64,
    },
    /// Without memory.
    Exponential {
        /// Above 0.
        mean_s: f64,
    },
    /// The sum of `shape` exponential phases: Erlang's where it is a whole number, gamma otherwise.
    Gamma {
        /// Above 0.
        mean_s: f64,
        /// Above 0; the coefficient of variation is `1/√shape`.
        shape: f64,
    },
    /// Skewed, as handling times are.
    Lognormal {
        /// Above 0.
        mean_s: f64,
        /// 0 or more.
        deviation_s: f64,
    },
    /// As `queueing` learns it from the event log.
    Learned {
        /// Mean of ln(seconds).
        mu: f64,
        /// Standard deviation of ln(seconds), 0 or more.
        sigma: f64,
    },
    /// By its quantiles, evenly spread from the least to the most, straight lines between: a sorted sample, or as few as
    /// two (then it is uniform).
    Empirical {
        /// At least two, ascending, 0 or more.
        quantiles_s: Vec<f64>,
    },
}

impl From<ServiceTime> for Law {
    fn from(learned: ServiceTime) -> Law {
        Law::Learned { mu: learned.mu, sigma: learned.sigma }
    }
}

impl Law {
    /// The mean in seconds; not a number where the parameters are none.
    #[must_use]
    pub fn mean_s(&self) -> f64 {
        match self {
            Law::Fixed { s } => *s,
            Law::Exponential { mean_s } | Law::Gamma { mean_s, .. } | Law::Lognormal { mean_s, .. } => {
                *mean_s
            }
            Law::Learned { mu, sigma } => ServiceTime { mu: *mu, sigma: *sigma }.mean_s(),
            Law::Empirical { quantiles_s } => trapezoid(quantiles_s, |a, b| (a + b) / 2.0),
        }
    }

    /// The mean of the square, in seconds squared: what waiting grows with.
    #[must_use]
    pub fn mean_square_s2(&self) -> f64 {
        match self {
            Law::Fixed { s } => s * s,
            Law::Exponential { mean_s } => 2.0 * mean_s * mean_s,
            Law::Gamma { mean_s, shape } => mean_s * mean_s * (1.0 + 1.0 / shape),
            Law::Lognormal { mean_s, deviation_s } => mean_s * mean_s + deviation_s * deviation_s,
            Law::Learned { sigma, .. } => self.mean_s() * self.mean_s() * libm::exp(sigma * sigma),
            Law::Empirical { quantiles_s } => trapezoid(quantiles_s, |a, b| (a * a + a * b + b * b) / 3.0),
        }
    }
}

/// The mean over the pieces between neighbouring quantiles of what `piece` says of one.
fn trapezoid(quantiles_s: &[f64], piece: impl Fn(f64, f64) -> f64) -> f64 {
    let pieces = quantiles_s.windows(2).map(|pair| piece(pair[0], pair[1]));
    pieces.sum::<f64>() / quantiles_s.len().saturating_sub(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_mean_squares_are_those_of_the_textbooks() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.max(1.0), "{a} is not {b}");
        let cases = [
            (Law::Fixed { s: 3.0 }, 3.0, 9.0),
            (Law::Exponential { mean_s: 3.0 }, 3.0, 18.0),
            (Law::Gamma { mean_s: 3.0, shape: 4.0 }, 3.0, 11.25),
            (Law::Lognormal { mean_s: 3.0, deviation_s: 4.0 }, 3.0, 25.0),
            // Uniform on 1..3: variance 1/3.
            (Law::Empirical { quantiles_s: vec![1.0, 3.0] }, 2.0, 4.0 + 1.0 / 3.0),
            (Law::Empirical { quantiles_s: vec![1.0, 2.0, 3.0] }, 2.0, 4.0 + 1.0 / 3.0),
        ];
        for (law, mean_s, square_s2) in cases {
            near(law.mean_s(), mean_s);
            near(law.mean_square_s2(), square_s2);
        }
        let given = ServiceTime::from_mean(300.0, 200.0).unwrap();
        near(Law::from(given).mean_s(), 300.0);
        near(Law::from(given).mean_square_s2(), 130_000.0);
    }
}
