//! What chance decides for each person, by keys: whoever designs the hall, the same people come and want the same.
//!
//! A draw is a hash of (seed, day, segment, person, what is drawn, how often before), so that two halls can be compared on
//! the same people, and nobody's service grows longer because somebody else left. Must never allocate.

use std::sync::LazyLock;

use queueing::{ServiceTime, normal_quantile};

use super::Law;
use crate::draw::{GOLDEN, mix, unit};

/// What is drawn; each has draws of its own.
#[derive(Clone, Copy)]
pub(super) enum Draw {
    Item = 1,
    Way = 2,
    Service = 3,
    Turn = 4,
    Patience = 5,
    Again = 6,
    AtKiosk = 7,
    Unsolved = 8,
    Late = 9,
    Comes = 10,
    Fails = 11,
    Repair = 12,
}

/// The key of everything that chance decides for one person, or machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fate(u64);

/// The key of one day.
pub(super) const fn day_key(seed: u64, day: u32) -> u64 {
    mix(mix(seed.wrapping_add(GOLDEN)) ^ (day as u64 + 1).wrapping_mul(GOLDEN))
}

/// The key of one source of people on that day.
pub(super) const fn source_key(day_key: u64, source: u64) -> u64 {
    mix(day_key ^ (source + 1).wrapping_mul(0xd6e8_feb8_6659_fd93))
}

impl Fate {
    /// Of the person with that number, of those who come from one source.
    #[inline]
    pub(super) const fn of(source_key: u64, number: u32) -> Fate {
        Fate(mix(source_key.wrapping_add((number as u64).wrapping_mul(GOLDEN))))
    }

    #[inline]
    const fn bits(self, draw: Draw, turn: u32) -> u64 {
        mix(self.0.wrapping_add((draw as u64 + 16 * turn as u64).wrapping_mul(0x9fb2_1c65_1e98_df25)))
    }

    /// A uniform number in (0, 1) for the `turn`th time that this is drawn.
    #[inline]
    pub(super) const fn uniform(self, draw: Draw, turn: u32) -> f64 {
        unit(self.bits(draw, turn))
    }

    /// Whether something happens that happens with this share.
    #[inline]
    pub(super) fn happens(self, draw: Draw, turn: u32, share: f64) -> bool {
        share > 0.0 && self.uniform(draw, turn) < share
    }

    /// As many uniform numbers as it takes.
    pub(super) const fn drops(self, draw: Draw, turn: u32) -> Drops {
        Drops(self.bits(draw, turn))
    }
}

/// A stream of random numbers (SplitMix64).
#[derive(Clone, Copy, Debug)]
pub(super) struct Drops(u64);

impl Drops {
    /// The stream with this key.
    pub(super) const fn new(key: u64) -> Drops {
        Drops(key)
    }

    /// The next 64 bits.
    #[inline]
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// The next uniform number in (0, 1).
    #[inline]
    pub(super) const fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// The next exponential number with mean 1.
    #[inline]
    pub(super) fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }
}

/// The parts into which [`ln`] cuts an octave.
const PARTS: usize = 128;

/// For each part of the octave from 1 to 2, one over its middle and the logarithm of its middle.
static OCTAVE: LazyLock<[(f64, f64); PARTS]> = LazyLock::new(|| {
    std::array::from_fn(|part| {
        let middle = 1.0 + (part as f64 + 0.5) / PARTS as f64;
        (1.0 / middle, libm::log(middle))
    })
});

/// The natural logarithm of a uniform number, which is at least 2⁻⁵⁴: by a table and five terms of the series, to 1e-15.
/// A simulated day is mostly logarithms, and the one of `libm` divides, which takes four times as long.
#[inline]
fn ln(uniform: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    let bits = uniform.to_bits();
    let (inverse, of_middle) = OCTAVE[(bits >> 45) as usize % PARTS];
    let mantissa = f64::from_bits(bits & MANTISSA | 1.0_f64.to_bits());
    let r = mantissa * inverse - 1.0;
    let octaves = ((bits >> 52) as i32 - 1_023) as f64;
    let series = r - r * r * (0.5 - r * (1.0 / 3.0 - r * (0.25 - r * 0.2)));
    octaves * std::f64::consts::LN_2 + (of_middle + series)
}

/// A law made ready to draw from, in microseconds.
#[derive(Clone, Debug)]
pub(super) enum Sampler {
    Fixed {
        us: f64,
    },
    Exponential {
        mean_us: f64,
    },
    /// So many phases.
    Erlang {
        phases: u32,
        phase_us: f64,
    },
    /// Marsaglia and Tsang 2000; `boost` is 1/shape where the shape is below 1.
    Gamma {
        d: f64,
        c: f64,
        scale_us: f64,
        boost: Option<f64>,
    },
    /// The service time is in seconds.
    Lognormal {
        time: ServiceTime,
    },
    Empirical {
        quantiles_us: Box<[f64]>,
    },
}

/// Longer than anything takes; keeps sums of lengths far from the end of `i64`.
const LONGEST_US: f64 = 100.0 * 86_400e6;
/// Up to so many phases a gamma of whole shape is drawn as their sum.
const PHASES_MAX: f64 = 12.0;
/// How often a length beyond the time already elapsed is sought, before the tail is taken as exponential.
const TRIES: u32 = 400;

/// Seconds as microseconds, within reason.
#[inline]
fn micros(us: f64) -> i64 {
    us.clamp(0.0, LONGEST_US) as i64
}

impl Sampler {
    /// The law must have been checked.
    pub(super) fn new(law: &Law) -> Sampler {
        match law {
            Law::Fixed { s } => Sampler::Fixed { us: s * 1e6 },
            Law::Exponential { mean_s } => Sampler::Exponential { mean_us: mean_s * 1e6 },
            Law::Gamma { mean_s, shape } if shape.fract() == 0.0 && *shape <= PHASES_MAX => {
                Sampler::Erlang { phases: *shape as u32, phase_us: mean_s * 1e6 / shape }
            }
            Law::Gamma { mean_s, shape } => {
                let boosted = if *shape < 1.0 { shape + 1.0 } else { *shape };
                let d = boosted - 1.0 / 3.0;
                Sampler::Gamma {
                    d,
                    c: 1.0 / (9.0 * d).sqrt(),
                    scale_us: mean_s * 1e6 / shape,
                    boost: (*shape < 1.0).then_some(1.0 / shape),
                }
            }
            Law::Lognormal { mean_s, deviation_s } => match ServiceTime::from_mean(*mean_s, *deviation_s) {
                Some(time) => Sampler::Lognormal { time },
                None => Sampler::Fixed { us: mean_s * 1e6 },
            },
            Law::Learned { mu, sigma } => Sampler::Lognormal { time: ServiceTime { mu: *mu, sigma: *sigma } },
            Law::Empirical { quantiles_s } => {
                Sampler::Empirical { quantiles_us: quantiles_s.iter().map(|s| s * 1e6).collect() }
            }
        }
    }

    /// A length in microseconds.
    #[inline]
    pub(super) fn draw_us(&self, fate: Fate, draw: Draw, turn: u32) -> i64 {
        match self {
            Sampler::Exponential { mean_us } => micros(mean_us * -ln(fate.uniform(draw, turn))),
            other => micros(other.other_us(&mut fate.drops(draw, turn))),
        }
    }

    /// What is left of a length of which `elapsed_us` have gone, given that it is not over.
    pub(super) fn left_us(&self, elapsed_us: i64, fate: Fate, draw: Draw) -> i64 {
        let elapsed = elapsed_us.max(0) as f64;
        let mut drops = fate.drops(draw, 0);
        match self {
            Sampler::Exponential { mean_us } => micros(mean_us * drops.exponential()),
            Sampler::Lognormal { time } => micros(1e6 * time.remaining_s(elapsed / 1e6, drops.uniform())),
            Sampler::Empirical { quantiles_us } => {
                let gone = share_below(quantiles_us, elapsed);
                micros(quantile(quantiles_us, gone + (1.0 - gone) * drops.uniform()) - elapsed)
            }
            Sampler::Fixed { us } => micros(us - elapsed),
            Sampler::Erlang { .. } | Sampler::Gamma { .. } => {
                let longer = (0..TRIES).map(|_| self.other_us(&mut drops)).find(|us| *us > elapsed);
                // Far out a gamma's tail is as good as exponential, with the mean of one phase.
                let scale_us = match self {
                    Sampler::Erlang { phase_us, .. } => *phase_us,
                    Sampler::Gamma { scale_us, .. } => *scale_us,
                    _ => 0.0,
                };
                micros(longer.map_or_else(|| scale_us * drops.exponential(), |us| us - elapsed))
            }
        }
    }

    /// Apart from the exponential, which is drawn most.
    fn other_us(&self, drops: &mut Drops) -> f64 {
        match self {
            Sampler::Fixed { us } => *us,
            Sampler::Exponential { mean_us } => mean_us * drops.exponential(),
            Sampler::Erlang { phases, phase_us } => {
                // One logarithm for all: twelve numbers of at least 2⁻⁵⁴ do not underflow.
                let product: f64 = (0..*phases).map(|_| drops.uniform()).product();
                phase_us * -libm::log(product)
            }
            Sampler::Gamma { d, c, scale_us, boost } => {
                let factor = boost.map_or(1.0, |inverse| libm::pow(drops.uniform(), inverse));
                scale_us * factor * marsaglia_tsang(*d, *c, drops)
            }
            Sampler::Lognormal { time } => {
                1e6 * libm::exp(time.mu + time.sigma * normal_quantile(drops.uniform()))
            }
            Sampler::Empirical { quantiles_us } => quantile(quantiles_us, drops.uniform()),
        }
    }
}

/// A gamma number of scale 1 and a shape of at least 1, by rejection; one in thirty is drawn again.
fn marsaglia_tsang(d: f64, c: f64, drops: &mut Drops) -> f64 {
    for _ in 0..TRIES {
        let x = normal_quantile(drops.uniform());
        let v = 1.0 + c * x;
        if v > 0.0 {
            let v = v * v * v;
            if libm::log(drops.uniform()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
    d
}

/// The quantile `p` of evenly spread quantiles with straight lines between.
fn quantile(quantiles: &[f64], p: f64) -> f64 {
    let place = p * (quantiles.len() - 1) as f64;
    let below = (place as usize).min(quantiles.len() - 2);
    let (low, high) = (quantiles[below], quantiles[below + 1]);
    low + (place - below as f64) * (high - low)
}

/// The share of an empirical law below `x`; just under 1 from its greatest quantile on.
fn share_below(quantiles: &[f64], x: f64) -> f64 {
    let pieces = (quantiles.len() - 1) as f64;
    let at = quantiles.partition_point(|q| *q <= x);
    if at == 0 {
        return 0.0;
    }
    if at == quantiles.len() {
        return 1.0 - f64::EPSILON;
    }
    let (low, high) = (quantiles[at - 1], quantiles[at]);
    ((at - 1) as f64 + (x - low) / (high - low)) / pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Vec<Law> {
        vec![
            Law::Fixed { s: 300.0 },
            Law::Exponential { mean_s: 300.0 },
            Law::Gamma { mean_s: 300.0, shape: 4.0 },
            Law::Gamma { mean_s: 300.0, shape: 2.5 },
            Law::Gamma { mean_s: 300.0, shape: 0.6 },
            Law::Gamma { mean_s: 300.0, shape: 40.0 },
            Law::Lognormal { mean_s: 300.0, deviation_s: 200.0 },
            Law::Learned { mu: 5.0, sigma: 0.6 },
            Law::Empirical { quantiles_s: vec![60.0, 200.0, 260.0, 900.0] },
        ]
    }

    #[test]
    fn every_law_is_drawn_with_its_mean_and_mean_square() {
        let n = 60_000_u32;
        for law in laws() {
            let sampler = Sampler::new(&law);
            let key = source_key(day_key(20_261_126, 0), 0);
            let (mut sum, mut square, mut fourth) = (0.0, 0.0, 0.0);
            for i in 0..n {
                let s = sampler.draw_us(Fate::of(key, i), Draw::Service, 0) as f64 / 1e6;
                sum += s;
                square += s * s;
                fourth += s * s * s * s;
            }
            let n = f64::from(n);
            let (mean, mean_square) = (sum / n, square / n);
            // Four and a half standard errors.
            let error = 4.5 * ((mean_square - mean * mean).max(0.0) / n).sqrt() + 1e-6 * law.mean_s();
            assert!((mean - law.mean_s()).abs() < error, "{law:?}: mean {mean}");
            let error2 = 4.5 * ((fourth / n - mean_square * mean_square).max(0.0) / n).sqrt()
                + 1e-6 * law.mean_square_s2();
            assert!((mean_square - law.mean_square_s2()).abs() < error2, "{law:?}: square {mean_square}");
        }
    }

    #[test]
    fn what_is_left_is_the_law_beyond_what_has_gone() {
        let n = 30_000_u32;
        for law in laws() {
            let sampler = Sampler::new(&law);
            let key = source_key(day_key(7, 1), 3);
            let elapsed_us = 240_000_000;
            let whole = (0..n).map(|i| sampler.draw_us(Fate::of(key, i), Draw::Service, 1));
            let beyond: Vec<f64> =
                whole.filter(|us| *us > elapsed_us).map(|us| (us - elapsed_us) as f64).collect();
            let left: Vec<f64> =
                (0..n).map(|i| sampler.left_us(elapsed_us, Fate::of(key, i), Draw::Service) as f64).collect();
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let spread = |values: &[f64]| {
                let m = mean(values);
                values.iter().map(|v| (v - m) * (v - m)).sum::<f64>() / values.len() as f64
            };
            let error = 4.5
                * (spread(&beyond) / beyond.len() as f64 + spread(&left) / left.len() as f64).sqrt()
                + 2.0;
            assert!(
                (mean(&beyond) - mean(&left)).abs() < error,
                "{law:?}: {} {}",
                mean(&beyond),
                mean(&left)
            );
        }
        let none_left = Sampler::new(&Law::Empirical { quantiles_s: vec![1.0, 2.0] });
        assert_eq!(none_left.left_us(9_000_000, Fate(1), Draw::Service), 0);
    }

    #[test]
    fn the_quick_logarithm_is_the_logarithm() {
        let mut drops = Drops::new(3);
        let ends = [f64::powi(2.0, -54), 1.0 - f64::EPSILON, 0.5, 0.25, 0.75];
        for uniform in (0..200_000).map(|_| drops.uniform()).chain(ends) {
            let (quick, exact) = (ln(uniform), libm::log(uniform));
            assert!(
                (quick - exact).abs() <= 1e-15 * (1.0 + exact.abs()),
                "{uniform}: {quick} is not {exact}"
            );
        }
    }

    #[test]
    fn a_draw_depends_on_person_purpose_and_turn() {
        let key = source_key(day_key(1, 0), 0);
        let drawn = |number, draw, turn| Fate::of(key, number).uniform(draw, turn).to_bits();
        assert_eq!(drawn(5, Draw::Service, 0), drawn(5, Draw::Service, 0));
        assert_ne!(drawn(5, Draw::Service, 0), drawn(6, Draw::Service, 0));
        assert_ne!(drawn(5, Draw::Service, 0), drawn(5, Draw::Patience, 0));
        assert_ne!(drawn(5, Draw::Service, 0), drawn(5, Draw::Service, 1));
        // 40,000 draws into 20 bins; chi-square with 19 degrees, 99.9 % below 43.8.
        let mut bins = [0.0_f64; 20];
        for day in 0..200 {
            let key = source_key(day_key(20_261_126, day), 2);
            for number in 0..200 {
                bins[(Fate::of(key, number).uniform(Draw::Item, 0) * 20.0) as usize] += 1.0;
            }
        }
        let chi: f64 = bins.iter().map(|n| (n - 2000.0).powi(2) / 2000.0).sum();
        assert!(chi < 43.8, "chi-square {chi}: {bins:?}");
    }
}
