//! Streams of random numbers that are the same on every platform.
//!
//! `queueing` draws by key, because its forecasts must not flicker; a plan draws millions of numbers in a row, where a
//! stream is cheaper. The generator is xoshiro256++ (Blackman, Vigna 2019), seeded by SplitMix64 as its authors say.
//! Randomness libraries are kept out of pure crates, and their numbers may change with their versions: a plan that was
//! approved must come out again.

/// A stream of random numbers from a seed and the number of the stream: streams of one seed are independent.
#[derive(Debug, Clone)]
pub struct Stream([u64; 4]);

impl Stream {
    /// The stream `number` of `seed`.
    #[must_use]
    pub const fn new(seed: u64, number: u64) -> Self {
        let mut state = mix(seed) ^ mix(number.wrapping_add(GOLDEN)).rotate_left(32);
        let mut words = [0; 4];
        let mut i = 0;
        while i < 4 {
            state = state.wrapping_add(GOLDEN);
            words[i] = mix(state);
            i += 1;
        }
        Self(words)
    }

    /// The next 64 random bits.
    #[inline]
    pub const fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let out = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        out
    }

    /// A uniform number in (0, 1): never 0, never 1.
    #[inline]
    pub const fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// A uniform number in `0..n` (Lemire 2019, without the rejection: the bias is below n / 2^64). `n` is at least 1.
    #[inline]
    pub const fn below(&mut self, n: usize) -> usize {
        ((self.bits() as u128 * n as u128) >> 64) as usize
    }

    /// Puts `items` into a random order, each as likely as any other.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// 64 random bits as a number in (0, 1): never 0, never 1.
#[inline]
pub(crate) const fn unit(bits: u64) -> f64 {
    ((bits >> 11) as f64 + 0.5) * (1.0 / (1_u64 << 53) as f64)
}

/// SplitMix64's increment.
pub(crate) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
#[inline]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_and_number_alone_and_spreads_evenly() {
        let first = |seed, number| Stream::new(seed, number).bits();
        assert_eq!(first(1, 2), first(1, 2));
        assert_ne!(first(1, 2), first(2, 1));
        assert_ne!(first(1, 2), first(1, 3));
        // 40,000 draws into 20 bins; chi-square with 19 degrees, 99.9 % below 43.8.
        let mut bins = [0.0_f64; 20];
        for number in 0..200 {
            let mut stream = Stream::new(20_261_012, number);
            (0..200).for_each(|_| bins[stream.below(20)] += 1.0);
        }
        let chi: f64 = bins.iter().map(|n| (n - 2000.0).powi(2) / 2000.0).sum();
        assert!(chi < 43.8, "chi-square {chi}: {bins:?}");
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<usize> = (0..100).collect();
        Stream::new(7, 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
