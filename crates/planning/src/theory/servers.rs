//! Several servers at one queue: Erlang's B and C, and the hall with a limited number of places (M/M/c/K).
//!
//! Formulas: A. K. Erlang 1917; as in Gross, Shortle, Thompson, Harris, *Fundamentals of Queueing Theory*, ch. 3.

use super::{NoAnswer, above_zero, bearable};

/// Erlang's B: the share of arrivals that find all `servers` busy where nobody waits; `load` is arrivals times mean
/// service. By the recurrence on the servers, which keeps its precision for thousands.
///
/// # Errors
/// The load is not finite and above 0.
pub fn erlang_b(load: f64, servers: u32) -> Result<f64, NoAnswer> {
    above_zero("load", load)?;
    Ok((1..=servers).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked)))
}

/// M/M/c: Poisson arrivals, exponential services, one queue for all servers, first come first served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangC {
    arrivals: f64,
    rate: f64,
    servers: f64,
    p_wait: f64,
}

impl ErlangC {
    /// `arrivals` and `rate` (of one server) in the same unit of time.
    ///
    /// # Errors
    /// Nothing comes, nobody serves, or more comes than can be served.
    pub fn new(arrivals: f64, rate: f64, servers: u32) -> Result<ErlangC, NoAnswer> {
        above_zero("arrivals", arrivals)?;
        above_zero("rate", rate)?;
        above_zero("servers", f64::from(servers))?;
        let (load, c) = (arrivals / rate, f64::from(servers));
        bearable(load, c)?;
        let blocked = erlang_b(load, servers)?;
        let p_wait = c * blocked / (c - load * (1.0 - blocked));
        Ok(ErlangC { arrivals, rate, servers: c, p_wait })
    }

    /// How fast the queue is worked off, over how fast it grows.
    fn slack(&self) -> f64 {
        self.servers * self.rate - self.arrivals
    }

    /// The share who have to wait at all.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        self.p_wait
    }

    /// The mean wait, of all.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.p_wait / self.slack()
    }

    /// The mean number of people waiting.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.arrivals * self.mean_wait()
    }

    /// The mean time from coming to going.
    #[must_use]
    pub fn mean_stay(&self) -> f64 {
        self.mean_wait() + 1.0 / self.rate
    }

    /// The share who wait longer than `t`.
    #[must_use]
    pub fn p_wait_beyond(&self, t: f64) -> f64 {
        self.p_wait * libm::exp(-self.slack() * t)
    }

    /// What the share `p` wait at most.
    #[must_use]
    pub fn wait_quantile(&self, p: f64) -> f64 {
        (libm::log(self.p_wait / (1.0 - p)) / self.slack()).max(0.0)
    }

    /// The share of the time that a server is busy.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrivals / (self.rate * self.servers)
    }
}

/// M/M/c/K: as M/M/c, but only `places` people fit in, and who comes to a full hall goes away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finite {
    /// The share who find the hall full.
    pub p_full: f64,
    /// The mean number of people waiting.
    pub mean_queue: f64,
    /// The mean wait of those let in.
    pub mean_wait: f64,
    /// The share of the time that a server is busy.
    pub utilisation: f64,
}

impl Finite {
    /// `places` counts those being served too. Any load has an answer.
    ///
    /// # Errors
    /// Nothing comes, nobody serves, or there are fewer places than servers.
    pub fn new(arrivals: f64, rate: f64, servers: u32, places: u32) -> Result<Finite, NoAnswer> {
        above_zero("arrivals", arrivals)?;
        above_zero("rate", rate)?;
        above_zero("servers", f64::from(servers))?;
        if places < servers {
            return Err(NoAnswer::NotANumber { field: "places" });
        }
        let busy = |n: usize| f64::from(servers).min(n as f64);
        let shares = birth_death(|_| arrivals, |n| busy(n) * rate, 0, places as usize);
        let p_full = shares[places as usize];
        let mean = |of: &dyn Fn(usize) -> f64| shares.iter().enumerate().map(|(n, p)| p * of(n)).sum::<f64>();
        let mean_queue = mean(&|n| n as f64 - busy(n));
        let let_in = arrivals * (1.0 - p_full);
        Ok(Finite {
            p_full,
            mean_queue,
            mean_wait: mean_queue / let_in,
            utilisation: mean(&busy) / f64::from(servers),
        })
    }
}

/// The stationary shares of the states `0..=last` of a birth and death process: `up(n)` from n to n + 1, `down(n)` from n
/// to n − 1. Begins at `start`, where the weight should be great, so that nothing overflows; shares that vanish beside
/// the greatest are 0.
pub(super) fn birth_death(
    up: impl Fn(usize) -> f64,
    down: impl Fn(usize) -> f64,
    start: usize,
    last: usize,
) -> Vec<f64> {
    let mut shares = vec![0.0; last + 1];
    let start = start.min(last);
    shares[start] = 1.0;
    for n in start..last {
        shares[n + 1] = shares[n] * up(n) / down(n + 1);
    }
    for n in (0..start).rev() {
        shares[n] = shares[n + 1] * down(n + 1) / up(n);
    }
    let all: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= all);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn one_server_is_the_textbook_queue() {
        let q = ErlangC::new(0.9, 1.0, 1).unwrap();
        near(q.p_wait(), 0.9);
        near(q.mean_wait(), 9.0);
        near(q.mean_queue(), 8.1);
        near(q.mean_stay(), 10.0);
        near(q.utilisation(), 0.9);
        near(q.p_wait_beyond(q.wait_quantile(0.95)), 0.05);
        assert_eq!(
            ErlangC::new(0.05, 1.0, 1).unwrap().wait_quantile(0.9),
            0.0,
            "nine of ten do not wait at all"
        );
    }

    #[test]
    fn two_servers_have_a_short_formula() {
        // C(2, 2r) = 2r² / (1 + r).
        for r in [0.1, 0.5, 0.95] {
            near(ErlangC::new(2.0 * r, 1.0, 2).unwrap().p_wait(), 2.0 * r * r / (1.0 + r));
        }
    }

    #[test]
    fn blocking_is_that_of_the_sum_over_states() {
        near(erlang_b(1.0, 2).unwrap(), 0.2);
        // a^c/c! over the sum of a^n/n!, written out.
        let (mut term, mut sum) = (1.0, 1.0);
        for n in 1..=12 {
            term *= 7.5 / f64::from(n);
            sum += term;
        }
        near(erlang_b(7.5, 12).unwrap(), term / sum);
        assert!(erlang_b(4_990.0, 5_000).unwrap() < 0.02);
    }

    #[test]
    fn an_overload_is_answered_as_an_overload() {
        assert_eq!(ErlangC::new(3.0, 1.0, 3), Err(NoAnswer::Overload { load: 3.0, servers: 3.0 }));
        for (arrivals, rate, servers) in [(f64::NAN, 1.0, 3), (1.0, 0.0, 3), (1.0, 1.0, 0), (-1.0, 1.0, 1)] {
            assert!(matches!(ErlangC::new(arrivals, rate, servers), Err(NoAnswer::NotANumber { .. })));
        }
        assert!(Finite::new(3.0, 1.0, 3, 9).is_ok(), "where there are few places no queue grows for ever");
        assert!(Finite::new(3.0, 1.0, 3, 2).is_err());
    }

    #[test]
    fn a_hall_of_few_places_lies_between_no_queue_and_any_queue() {
        // No place to wait: Erlang's B. Places without end: Erlang's C.
        let none = Finite::new(6.0, 1.0, 8, 8).unwrap();
        near(none.p_full, erlang_b(6.0, 8).unwrap());
        near(none.mean_wait, 0.0);
        let any = Finite::new(6.0, 1.0, 8, 400).unwrap();
        let erlang = ErlangC::new(6.0, 1.0, 8).unwrap();
        near(any.mean_wait, erlang.mean_wait());
        near(any.utilisation, erlang.utilisation());
        // One server, r = 1/2, 3 places: shares 8, 4, 2, 1 of 15.
        let small = Finite::new(1.0, 2.0, 1, 3).unwrap();
        near(small.p_full, 1.0 / 15.0);
        near(small.mean_queue, (2.0 + 2.0) / 15.0);
        near(small.utilisation, 7.0 / 15.0);
    }
}
