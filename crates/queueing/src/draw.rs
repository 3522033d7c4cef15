//! Random draws that depend on nothing but their key, and the normal distribution both ways.
//!
//! A draw is a hash of (seed, run, ticket, purpose), not the next of a stream: the same ticket meets the same fate in
//! the same run whoever else is there. So a forecast does not flicker when somebody far behind leaves, and two halls can
//! be compared run by run. A stream generator of a library cannot give that. Mathematics comes from `libm`, never from
//! the platform, so that the same seed gives the same figures everywhere.

use as241::*;

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input changes every bit of the output.
#[inline]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// SplitMix64's increment, which keeps nearby keys apart.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is drawn; each purpose has its own draws.
#[derive(Clone, Copy)]
pub(crate) enum Draw {
    Service = 1,
    Remaining = 2,
    NoShow = 3,
    GivesUp = 4,
    Arrives = 5,
    PickUp = 6,
    Approach = 7,
    Hold = 8,
}

/// The key of one run.
#[inline]
pub(crate) const fn run_key(seed: u64, run: u32) -> u64 {
    mix(mix(seed.wrapping_add(GOLDEN)) ^ (run as u64 + 1).wrapping_mul(GOLDEN))
}

/// A uniform number in (0, 1): never 0, never 1.
#[inline]
pub(crate) const fn uniform(run_key: u64, subject: i64, draw: Draw) -> f64 {
    let subject = mix((subject as u64).wrapping_mul(GOLDEN).wrapping_add(draw as u64));
    let bits = mix(run_key ^ subject) >> 11;
    (bits as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}

/// The share of a standard normal distribution above `x`, precise far out in the tail.
pub(crate) fn normal_above(x: f64) -> f64 {
    0.5 * libm::erfc(x * std::f64::consts::FRAC_1_SQRT_2)
}

/// The quantile of the standard normal distribution: algorithm AS 241 (Wichura 1988), PPND16, relative error below
/// 1e-15. `p` in (0, 1).
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * poly(&CENTRE_TOP, r) / poly(&CENTRE_BOTTOM, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail.max(f64::MIN_POSITIVE)));
    let z = if r <= 5.0 {
        poly(&NEAR_TOP, r - 1.6) / poly(&NEAR_BOTTOM, r - 1.6)
    } else {
        poly(&FAR_TOP, r - 5.0) / poly(&FAR_BOTTOM, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// Horner's scheme, lowest power first.
#[inline]
fn poly(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// The coefficients as the paper prints them.
#[allow(clippy::excessive_precision, clippy::inconsistent_digit_grouping)]
mod as241 {
    pub(super) const CENTRE_TOP: [f64; 8] = [
        3.387_132_872_796_366_608,
        133.141_667_891_784_377_45,
        1_971.590_950_306_551_442_7,
        13_731.693_765_509_461_125,
        45_921.953_931_549_871_457,
        67_265.770_927_008_700_853,
        33_430.575_583_588_128_105,
        2_509.080_928_730_122_672_7,
    ];
    pub(super) const CENTRE_BOTTOM: [f64; 8] = [
        1.0,
        42.313_330_701_600_911_252,
        687.187_007_492_057_908_3,
        5_394.196_021_424_751_107_7,
        21_213.794_301_586_595_867,
        39_307.895_800_092_710_610,
        28_729.085_735_721_942_674,
        5_226.495_278_852_854_561,
    ];
    pub(super) const NEAR_TOP: [f64; 8] = [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        0.241_780_725_177_450_611_770,
        0.022_723_844_989_269_184_583_3,
        7.745_450_142_783_414_076_40e-4,
    ];
    pub(super) const NEAR_BOTTOM: [f64; 8] = [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        0.689_767_334_985_100_004_550,
        0.148_103_976_427_480_074_590,
        0.015_198_666_563_616_457_196_6,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ];
    pub(super) const FAR_TOP: [f64; 8] = [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        0.296_560_571_828_504_891_230,
        0.026_532_189_526_576_123_093_0,
        0.001_242_660_947_388_078_438_60,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ];
    pub(super) const FAR_BOTTOM: [f64; 8] = [
        1.0,
        0.599_832_206_555_887_937_690,
        0.136_929_880_922_735_805_310,
        0.014_875_361_290_850_614_852_5,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_is_the_inverse_of_the_share_above() {
        for p in [1e-300, 1e-100, 1e-12, 1e-6, 0.01, 0.074, 0.076, 0.3, 0.5, 0.7, 0.924, 0.926, 0.99] {
            // From above: the tail keeps its precision there.
            let back = normal_above(-normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-10, "{p}: {back}");
        }
        // Abramowitz & Stegun, table 26.1.
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((normal_above(3.0) - 1.349_898_031_630_094_5e-3).abs() < 1e-16);
    }

    #[test]
    fn a_draw_depends_on_its_key_alone_and_spreads_evenly() {
        let key = run_key(1, 0);
        assert_eq!(uniform(key, 5, Draw::Service).to_bits(), uniform(key, 5, Draw::Service).to_bits());
        assert_ne!(uniform(key, 5, Draw::Service).to_bits(), uniform(key, 5, Draw::NoShow).to_bits());
        assert_ne!(uniform(key, 5, Draw::Service).to_bits(), uniform(key, 6, Draw::Service).to_bits());
        // Over subjects and over runs: 40,000 draws into 20 bins; chi-square with 19 degrees, 99.9 % below 43.8.
        let mut bins = [0.0_f64; 20];
        for run in 0..200 {
            let key = run_key(20_261_012, run);
            for subject in 0..200 {
                bins[(uniform(key, subject, Draw::Service) * 20.0) as usize] += 1.0;
            }
        }
        let chi: f64 = bins.iter().map(|n| (n - 2000.0).powi(2) / 2000.0).sum();
        assert!(chi < 43.8, "chi-square {chi}: {bins:?}");
    }
}
