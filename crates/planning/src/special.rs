//! The special functions that intervals and theory need. From `libm` and series only, so that they are the same on every
//! platform.

/// The share of the beta distribution with `a` and `b` (both above 0) below `x`: the regularised incomplete beta function,
/// by Lentz's continued fraction (Numerical Recipes, 6.4).
pub(crate) fn beta_share(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction is quick on one side of the mean; the other side is its mirror.
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - below(1.0 - x, b, a) } else { below(x, a, b) }
}

fn below(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let off_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let mut c = 1.0;
    let mut d = 1.0 / off_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..2_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / off_zero(1.0 + even * d);
        c = off_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / off_zero(1.0 + odd * d);
        c = off_zero(1.0 + odd / c);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    libm::exp(front) * fraction / a
}

/// How many standard errors lie on either side of a mean of `degrees` + 1 values so that the interval holds the truth with
/// the share `level` (in (0, 1)): Student's t. By bisection on the exact distribution; infinite without a degree.
pub(crate) fn student_t(level: f64, degrees: u32) -> f64 {
    if degrees == 0 {
        return f64::INFINITY;
    }
    let n = f64::from(degrees);
    let outside = |t: f64| beta_share(n / (n + t * t), n / 2.0, 0.5);
    let (mut low, mut high) = (0.0, 1.0);
    while outside(high) > 1.0 - level && high < 1e12 {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if outside(middle) > 1.0 - level { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beta_share_is_that_of_polynomials() {
        // b = 1: x^a. a = 1: 1 - (1-x)^b. a = b: half below a half. a = 2, b = 3: 6x² - 8x³ + 3x⁴.
        for x in [0.01_f64, 0.3, 0.5, 0.77, 0.999] {
            assert!((beta_share(x, 3.5, 1.0) - x.powf(3.5)).abs() < 1e-13);
            assert!((beta_share(x, 1.0, 2.5) - (1.0 - (1.0 - x).powf(2.5))).abs() < 1e-13);
            let by_hand = 6.0 * x.powi(2) - 8.0 * x.powi(3) + 3.0 * x.powi(4);
            assert!((beta_share(x, 2.0, 3.0) - by_hand).abs() < 1e-13);
        }
        assert!((beta_share(0.5, 400.0, 400.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn students_t_is_that_of_the_tables() {
        // Abramowitz and Stegun, table 26.10.
        for (level, degrees, t) in [(0.95, 1, 12.706), (0.95, 10, 2.228), (0.99, 30, 2.750), (0.9, 5, 2.015)]
        {
            assert!((student_t(level, degrees) - t).abs() < 6e-4, "{level} {degrees}");
        }
        assert!((student_t(0.95, 1_000_000) - 1.959_966).abs() < 1e-5);
        assert_eq!(student_t(0.95, 0), f64::INFINITY);
    }
}
