//! How long a service takes: a lognormal distribution, learned from the event log and held near a prior.
//!
//! Handling times are skewed (many short, a few very long); in the published statistics of real service centres they
//! are close to lognormal. Priors and their weight are data of the pack.

use serde::{Deserialize, Serialize};

use crate::draw::{normal_above, normal_quantile};

/// The logarithm of a service time in seconds is normal with this mean and standard deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceTime {
    /// Mean of ln(seconds); `exp(mu)` is the median.
    pub mu: f64,
    /// Standard deviation of ln(seconds), 0 or more.
    pub sigma: f64,
}

impl ServiceTime {
    /// The distribution with this mean and standard deviation in seconds, as office people give them; `None` unless the
    /// mean is above 0, the deviation 0 or more, and both finite.
    #[must_use]
    pub fn from_mean(mean_s: f64, deviation_s: f64) -> Option<ServiceTime> {
        let sane = mean_s > 0.0 && mean_s.is_finite() && deviation_s >= 0.0 && deviation_s.is_finite();
        let ratio = deviation_s / mean_s;
        let sigma2 = libm::log(1.0 + ratio * ratio);
        let time = ServiceTime { mu: libm::log(mean_s) - sigma2 / 2.0, sigma: libm::sqrt(sigma2) };
        (sane && time.is_sane()).then_some(time)
    }

    /// The distribution with this median and 90th percentile; `None` unless 0 < median ≤ p90, both finite.
    #[must_use]
    pub fn from_p50_p90(p50_s: f64, p90_s: f64) -> Option<ServiceTime> {
        let sane = p50_s > 0.0 && p50_s <= p90_s && p90_s.is_finite();
        let sigma = libm::log(p90_s / p50_s) / normal_quantile(0.9);
        sane.then(|| ServiceTime { mu: libm::log(p50_s), sigma })
    }

    /// Whether both figures are finite and the deviation is not negative.
    #[must_use]
    pub fn is_sane(&self) -> bool {
        self.mu.is_finite() && self.sigma.is_finite() && self.sigma >= 0.0
    }

    /// The mean in seconds.
    #[must_use]
    pub fn mean_s(&self) -> f64 {
        libm::exp(self.mu + self.sigma * self.sigma / 2.0)
    }

    /// The quantile `p` in (0, 1), in seconds.
    #[must_use]
    pub fn quantile_s(&self, p: f64) -> f64 {
        libm::exp(self.mu + self.sigma * normal_quantile(p))
    }

    /// Several services in a row as one: the lognormal with the sum's mean and variance (Fenton and Wilkinson), the
    /// services taken as independent. `None` of nothing.
    #[must_use]
    pub fn in_a_row(services: &[ServiceTime]) -> Option<ServiceTime> {
        if let [one] = services {
            return Some(*one);
        }
        let (mut mean, mut variance) = (0.0, 0.0);
        for service in services {
            let m = service.mean_s();
            mean += m;
            variance += m * m * libm::expm1(service.sigma * service.sigma);
        }
        ServiceTime::from_mean(mean, libm::sqrt(variance))
    }

    /// The quantile `p` of what remains after `elapsed_s` of service, given that it is not over: what is drawn with a
    /// uniform `p`.
    #[must_use]
    pub fn remaining_s(&self, elapsed_s: f64, p: f64) -> f64 {
        if elapsed_s <= 0.0 {
            return self.quantile_s(p);
        }
        if self.sigma < 1e-9 {
            return (libm::exp(self.mu) - elapsed_s).max(0.0);
        }
        let z = (libm::log(elapsed_s) - self.mu) / self.sigma;
        let above = normal_above(z) * (1.0 - p);
        if above > 1e-290 {
            // By the share above, not below: it keeps its precision far out.
            return (libm::exp(self.mu - self.sigma * normal_quantile(above)) - elapsed_s).max(0.0);
        }
        // Further out than numbers reach, the tail is as good as exponential; its mean is Mills' ratio.
        -libm::log(1.0 - p) * elapsed_s * self.sigma / z
    }
}

/// What was seen of a service: enough to learn from, and to be added up in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// How many.
    pub n: f64,
    /// Sum of ln(seconds).
    pub sum_ln: f64,
    /// Sum of ln(seconds) squared.
    pub sum_ln2: f64,
}

impl Learned {
    /// One more service; anything below a second counts as one.
    pub fn observe(&mut self, service_s: i64) {
        let ln = libm::log(service_s.max(1) as f64);
        self.n += 1.0;
        self.sum_ln += ln;
        self.sum_ln2 += ln * ln;
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Learned) -> Learned {
        Learned {
            n: self.n + other.n,
            sum_ln: self.sum_ln + other.sum_ln,
            sum_ln2: self.sum_ln2 + other.sum_ln2,
        }
    }

    /// The distribution after seeing this, where `prior` counts as `weight` observations (normal and inverse gamma,
    /// conjugate). Chains: an hour's figures over the item's, the item's over the pack's.
    #[must_use]
    pub fn with_prior(&self, prior: ServiceTime, weight: f64) -> ServiceTime {
        if self.n <= 0.0 {
            return prior;
        }
        let total = weight + self.n;
        let mean = self.sum_ln / self.n;
        let mu = (weight * prior.mu + self.sum_ln) / total;
        let around_mean = (self.sum_ln2 - self.n * mean * mean).max(0.0);
        let apart = weight * self.n / total * (mean - prior.mu) * (mean - prior.mu);
        let sigma2 = (weight * prior.sigma * prior.sigma + around_mean + apart) / total;
        ServiceTime { mu, sigma: libm::sqrt(sigma2) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draw, run_key, uniform};

    fn near(a: f64, b: f64, share: f64) {
        assert!((a / b - 1.0).abs() <= share, "{a} is not within {share} of {b}");
    }

    #[test]
    fn reads_mean_and_deviation_and_percentiles_as_offices_give_them() {
        let t = ServiceTime::from_mean(300.0, 200.0).unwrap();
        near(t.mean_s(), 300.0, 1e-12);
        let p = ServiceTime::from_p50_p90(240.0, 600.0).unwrap();
        near(p.quantile_s(0.5), 240.0, 1e-12);
        near(p.quantile_s(0.9), 600.0, 1e-12);
        for (mean, deviation) in [(0.0, 1.0), (-3.0, 1.0), (f64::NAN, 1.0), (5.0, -1.0), (5.0, f64::INFINITY)]
        {
            assert_eq!(ServiceTime::from_mean(mean, deviation), None, "{mean} {deviation}");
        }
        assert_eq!(ServiceTime::from_p50_p90(10.0, 9.0), None);
    }

    #[test]
    fn services_in_a_row_add_their_means_and_variances() {
        let a = ServiceTime::from_mean(300.0, 200.0).unwrap();
        let b = ServiceTime::from_mean(600.0, 100.0).unwrap();
        let both = ServiceTime::in_a_row(&[a, b]).unwrap();
        near(both.mean_s(), 900.0, 1e-12);
        let sd = both.mean_s() * libm::sqrt(libm::expm1(both.sigma * both.sigma));
        near(sd, libm::sqrt(200.0 * 200.0 + 100.0 * 100.0), 1e-12);
        assert_eq!(ServiceTime::in_a_row(&[a]), Some(a));
        assert_eq!(ServiceTime::in_a_row(&[]), None);
    }

    #[test]
    fn what_remains_is_the_distribution_beyond_the_time_already_served() {
        let t = ServiceTime { mu: 5.0, sigma: 0.8 };
        for elapsed in [1.0, 60.0, 400.0, 3000.0] {
            for p in [0.01, 0.5, 0.99] {
                let total = elapsed + t.remaining_s(elapsed, p);
                let above = |x: f64| normal_above((libm::log(x) - t.mu) / t.sigma);
                near(above(total) / above(elapsed), 1.0 - p, 1e-6);
            }
        }
        assert_eq!(t.remaining_s(0.0, 0.5), t.quantile_s(0.5));
    }

    #[test]
    fn what_remains_of_an_absurdly_long_service_is_a_finite_positive_time() {
        let narrow = ServiceTime { mu: 5.0, sigma: 0.05 };
        for elapsed in [1e3, 1e5, 1e9] {
            let left = narrow.remaining_s(elapsed, 0.5);
            assert!(left.is_finite() && left > 0.0 && left < elapsed, "{elapsed}: {left}");
        }
        assert_eq!(ServiceTime { mu: 5.0, sigma: 0.0 }.remaining_s(1e4, 0.5), 0.0);
    }

    #[test]
    fn a_prior_rules_until_there_is_more_seen_than_it_weighs() {
        let prior = ServiceTime { mu: 6.0, sigma: 0.5 };
        assert_eq!(Learned::default().with_prior(prior, 20.0), prior);
        let mut seen = Learned::default();
        (0..20).for_each(|_| seen.observe(100));
        // As many as the prior weighs: half way between.
        let apart = 6.0 - libm::log(100.0);
        let after = seen.with_prior(prior, 20.0);
        near(after.mu, 6.0 - apart / 2.0, 1e-12);
        // The less prior and sight agree, the less is known: half the prior's variance and a quarter of their distance.
        near(after.sigma * after.sigma, 0.25 / 2.0 + apart * apart / 4.0, 1e-9);
    }

    #[test]
    fn learns_the_distribution_that_made_what_it_saw() {
        let truth = ServiceTime { mu: 5.7, sigma: 0.7 };
        let prior = ServiceTime { mu: 4.0, sigma: 0.2 };
        let (mut first, mut second) = (Learned::default(), Learned::default());
        for i in 0..4000 {
            let service_s = truth.quantile_s(uniform(run_key(7, 0), i, Draw::Service)).round() as i64;
            if i % 3 == 0 { &mut first } else { &mut second }.observe(service_s);
        }
        let learned = first.and(second).with_prior(prior, 20.0);
        near(learned.mu, truth.mu, 0.01);
        near(learned.sigma, truth.sigma, 0.06);
    }
}
