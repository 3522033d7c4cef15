//! Several servers at one queue from which people leave: Erlang's A (M/M/c+M).
//!
//! Formulas: C. Palm 1957; Garnett, Mandelbaum, Reiman 2002. The wait of somebody with k people before them is a sum of
//! exponentials of rates c·μ, c·μ+θ, …, c·μ+k·θ, so `exp(-θ·wait)` has the beta distribution with c·μ/θ and k + 1.

use super::servers::birth_death;
use super::{NoAnswer, above_zero};
use crate::special::beta_share;

/// M/M/c+M: Poisson arrivals, exponential services, and a patience that is exponential too.
#[derive(Debug, Clone, PartialEq)]
pub struct ErlangA {
    arrivals: f64,
    rate: f64,
    leave: f64,
    servers: f64,
    /// The share of the time that all servers are busy and k people wait, by k.
    behind: Vec<f64>,
    mean_queue: f64,
}

/// States whose share is below this beside the greatest do not count.
const NOTHING: f64 = 1e-22;

impl ErlangA {
    /// `arrivals`, `rate` (of one server) and `leave` (of one who waits, 1 over the mean patience) in one unit of time.
    /// Any load has an answer.
    ///
    /// # Errors
    /// Nothing comes, nobody serves, or nobody ever leaves (that is [`super::ErlangC`]).
    pub fn new(arrivals: f64, rate: f64, leave: f64, servers: u32) -> Result<ErlangA, NoAnswer> {
        above_zero("arrivals", arrivals)?;
        above_zero("rate", rate)?;
        above_zero("leave", leave)?;
        above_zero("servers", f64::from(servers))?;
        let (c, busy) = (servers as usize, f64::from(servers) * rate);
        let down = |n: usize| if n <= c { n as f64 * rate } else { busy + (n - c) as f64 * leave };
        // Where arrivals and departures balance the weight is greatest.
        let balance = if arrivals <= busy { arrivals / rate } else { c as f64 + (arrivals - busy) / leave };
        let start = balance as usize;
        let (mut last, mut weight) = (start.max(c), 1.0);
        while weight > NOTHING {
            last += 1;
            weight *= arrivals / down(last);
        }
        let shares = birth_death(|_| arrivals, down, start, last);
        let behind = shares[c..].to_vec();
        let mean_queue = behind.iter().enumerate().map(|(k, share)| k as f64 * share).sum();
        Ok(ErlangA { arrivals, rate, leave, servers: f64::from(servers), behind, mean_queue })
    }

    /// The share who find all servers busy.
    #[must_use]
    pub fn p_wait(&self) -> f64 {
        self.behind.iter().sum()
    }

    /// The share who leave unserved.
    #[must_use]
    pub fn p_leave(&self) -> f64 {
        self.leave * self.mean_queue / self.arrivals
    }

    /// The mean number of people waiting.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.mean_queue
    }

    /// The mean time in the queue, of all, served or not.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.mean_queue / self.arrivals
    }

    /// The mean wait of those who are served.
    #[must_use]
    pub fn mean_wait_served(&self) -> f64 {
        let busy = self.servers * self.rate;
        let (mut sum, mut steps) = (0.0, 0.0);
        for (k, share) in self.behind.iter().enumerate() {
            let next = busy + (k + 1) as f64 * self.leave;
            steps += 1.0 / next;
            sum += share * busy / next * steps;
        }
        sum / (1.0 - self.p_leave())
    }

    /// The share who are in the queue for longer than `t`, served in the end or not.
    #[must_use]
    pub fn p_wait_beyond(&self, t: f64) -> f64 {
        let stays = libm::exp(-self.leave * t);
        let a = self.servers * self.rate / self.leave;
        let share_of = |(k, share): (usize, &f64)| share * beta_share(stays, a, (k + 1) as f64);
        stays * self.behind.iter().enumerate().map(share_of).sum::<f64>()
    }

    /// The share, of all, who are served after a wait longer than `t`.
    #[must_use]
    pub fn p_served_beyond(&self, t: f64) -> f64 {
        let stays = libm::exp(-self.leave * t);
        let a = self.servers * self.rate / self.leave;
        let share_of = |(k, share): (usize, &f64)| {
            let b = (k + 1) as f64;
            share * a / (a + b) * beta_share(stays, a + 1.0, b)
        };
        self.behind.iter().enumerate().map(share_of).sum()
    }

    /// The share of the time that a server is busy.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrivals * (1.0 - self.p_leave()) / (self.rate * self.servers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::ErlangC;

    fn near(a: f64, b: f64, off: f64) {
        assert!((a - b).abs() <= off * b.abs().max(1e-3), "{a} is not {b}");
    }

    #[test]
    fn who_leaves_as_fast_as_others_are_served_fills_the_hall_as_if_all_were_served_at_once() {
        // θ = μ: the number of people is Poisson, whatever the servers.
        let (load, c) = (9.0_f64, 7);
        let poisson: Vec<f64> = (0..60)
            .scan((-load).exp(), |p, n| {
                let now = *p;
                *p *= load / f64::from(n + 1);
                Some(now)
            })
            .collect();
        let q = ErlangA::new(load, 1.0, 1.0, c).unwrap();
        near(q.p_wait(), poisson[c as usize..].iter().sum(), 1e-12);
        let queue: f64 = poisson.iter().zip(0..).skip(7).map(|(p, n)| p * f64::from(n - 7)).sum();
        near(q.mean_queue(), queue, 1e-12);
        near(q.p_leave(), queue / load, 1e-12);
    }

    #[test]
    fn nearly_endless_patience_is_erlangs_c() {
        let (a, c) =
            (ErlangA::new(1.0, 1.0 / 6.0, 1e-9, 8).unwrap(), ErlangC::new(1.0, 1.0 / 6.0, 8).unwrap());
        near(a.p_wait(), c.p_wait(), 1e-6);
        near(a.mean_wait_served(), c.mean_wait(), 1e-6);
        near(a.utilisation(), c.utilisation(), 1e-6);
        near(a.p_wait_beyond(3.0), c.p_wait_beyond(3.0), 1e-5);
    }

    #[test]
    fn one_server_and_nobody_behind_can_be_counted_by_hand() {
        // λ = μ = 1 and θ = 1: Poisson(1). Somebody with k before them is served with the share 1/(k + 2).
        let q = ErlangA::new(1.0, 1.0, 1.0, 1).unwrap();
        near(q.p_wait(), 1.0 - (-1.0_f64).exp(), 1e-12);
        near(q.utilisation(), 1.0 - (-1.0_f64).exp(), 1e-12);
        near(q.p_leave(), (-1.0_f64).exp(), 1e-12);
    }

    #[test]
    fn the_areas_under_the_tails_are_the_means() {
        for (arrivals, leave, servers) in
            [(1.0, 0.1, 8), (1.5, 0.1, 8), (1.5, 1.0 / 30.0, 8), (50.0 / 6.0, 0.5, 50)]
        {
            let q = ErlangA::new(arrivals, 1.0 / 6.0, leave, servers).unwrap();
            let step = 0.05;
            let area = |tail: &dyn Fn(f64) -> f64| {
                (0..4_000).map(|i| step * tail(step * (f64::from(i) + 0.5))).sum::<f64>()
            };
            near(area(&|t| q.p_wait_beyond(t)), q.mean_wait(), 1e-3);
            near(area(&|t| q.p_served_beyond(t)), q.mean_wait_served() * (1.0 - q.p_leave()), 1e-3);
            near(q.p_wait_beyond(0.0), q.p_wait(), 1e-12);
        }
    }
}
