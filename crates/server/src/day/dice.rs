//! Chance from a seed: each person and each hall has dice of its own, so that one more customer in one hall changes
//! nothing in another.

use pack::Lognormal;

/// A generator with a seed (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for `who` under the day's seed.
    pub(crate) fn of(seed: u64, who: &str) -> Dice {
        let folded = who.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Dice(folded)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A share, from 0 up to but not 1.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// One of `all` by weight; nothing when no weight is above zero.
    pub(crate) fn by_weight<'a, T>(&mut self, all: &'a [T], weight: impl Fn(&T) -> f64) -> Option<&'a T> {
        let total: f64 = all.iter().map(&weight).sum();
        let mut left = self.share() * total;
        all.iter().filter(|it| weight(it) > 0.0).find(|it| {
            left -= weight(it);
            left < 0.0
        })
    }

    /// A lognormal time in seconds.
    pub(crate) fn lognormal(&mut self, of: &Lognormal) -> f64 {
        self.around(of.median_s, of.sigma)
    }

    /// A lognormal time in seconds with this median.
    pub(crate) fn around(&mut self, median_s: f64, sigma: f64) -> f64 {
        // Box and Muller; the share is never 0 inside the logarithm.
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.share()).cos();
        median_s * (sigma * normal).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_throw_the_same() {
        let throws = |seed, who| {
            let mut dice = Dice::of(seed, who);
            (0..5).map(|_| dice.share()).collect::<Vec<_>>()
        };
        assert_eq!(throws(1, "a"), throws(1, "a"));
        assert_ne!(throws(1, "a"), throws(2, "a"));
        assert_ne!(throws(1, "a"), throws(1, "b"));
        assert!(throws(3, "c").iter().all(|share| (0.0..1.0).contains(share)));
    }

    #[test]
    fn half_of_lognormal_times_are_below_the_median() {
        let mut dice = Dice::of(7, "median");
        let below = (0..4000).filter(|_| dice.around(100.0, 0.6) < 100.0).count();
        assert!((1850..2150).contains(&below), "{below} of 4000");
    }
}
