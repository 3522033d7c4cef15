//! Days on which the rate of arrivals changes: the exact shares of the number of people in a hall with c counters
//! (Mt/M/c), and their mean where nobody ever waits (Mt/M/∞).
//!
//! By uniformization (Jensen 1953): within a slot of constant rates the chain makes a Poisson number of steps of one matrix,
//! and the mean over the slot is the same sum with the Poisson tails. Nothing is approximated but for a tail below 1e-13.

use super::{NoAnswer, above_zero};

/// The shares of the number of people in a hall, moved on slot by slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Transient {
    rate: f64,
    servers: usize,
    /// The shares now.
    now: Vec<f64>,
    /// The mean shares over the last slot.
    over: Vec<f64>,
}

/// The share at the greatest number that may be cut off.
const CUT: f64 = 1e-13;
/// A slot is cut into parts in which the Poisson weights do not underflow.
const STEPS_MAX: f64 = 500.0;

impl Transient {
    /// An empty hall of `servers` counters, each of which serves `rate` by unit of time.
    ///
    /// # Errors
    /// The rate is no number above 0, or there is no server.
    pub fn empty(rate: f64, servers: u32) -> Result<Transient, NoAnswer> {
        above_zero("rate", rate)?;
        above_zero("servers", f64::from(servers))?;
        let mut now = vec![0.0; 2 * servers as usize + 64];
        now[0] = 1.0;
        Ok(Transient { rate, servers: servers as usize, over: now.clone(), now })
    }

    /// Lets a slot of the given length go by, in which `arrivals` come by unit of time.
    ///
    /// # Errors
    /// The arrivals are negative or no number, or the length is not above 0.
    pub fn slot(&mut self, arrivals: f64, length: f64) -> Result<(), NoAnswer> {
        above_zero("length", length)?;
        if arrivals != 0.0 {
            above_zero("arrivals", arrivals)?;
        }
        let pace = arrivals + self.servers as f64 * self.rate;
        let parts = (pace * length / STEPS_MAX).ceil().max(1.0);
        let mut over = vec![0.0; self.now.len()];
        for _ in 0..parts as usize {
            let before = self.now.clone();
            loop {
                let (end, mean) = self.part(&before, arrivals, pace, length / parts);
                let fits = end.last().is_some_and(|top| *top < CUT);
                if fits {
                    over.resize(mean.len(), 0.0);
                    over.iter_mut().zip(&mean).for_each(|(sum, share)| *sum += share / parts);
                    self.now = end;
                    break;
                }
                let more = self.now.len() * 2;
                self.now.resize(more, 0.0);
            }
        }
        self.over = over;
        Ok(())
    }

    /// The shares after a part of a slot that began with `before`, and their mean over it, with as many states as `now`.
    fn part(&self, before: &[f64], arrivals: f64, pace: f64, length: f64) -> (Vec<f64>, Vec<f64>) {
        let states = self.now.len();
        let mut shares = before.to_vec();
        shares.resize(states, 0.0);
        let (mut next, mut end, mut mean) = (vec![0.0; states], vec![0.0; states], vec![0.0; states]);
        let steps = pace * length;
        let (mut weight, mut tail, mut k) = (libm::exp(-steps), 1.0, 0.0);
        while tail > CUT * 1e-3 || k < steps {
            tail -= weight;
            let tail_now = tail.max(0.0);
            for n in 0..states {
                end[n] += weight * shares[n];
                mean[n] += tail_now / steps * shares[n];
            }
            self.step(&shares, &mut next, arrivals / pace, self.rate / pace);
            std::mem::swap(&mut shares, &mut next);
            k += 1.0;
            weight *= steps / k;
            if weight == 0.0 {
                break;
            }
        }
        (end, mean)
    }

    /// One step of the uniformized chain: `up` to the next number, `down` by each busy server to the one before.
    fn step(&self, from: &[f64], to: &mut [f64], up: f64, down: f64) {
        let busy = |n: usize| n.min(self.servers) as f64 * down;
        let last = from.len() - 1;
        for n in 0..=last {
            let goes_up = if n < last { up } else { 0.0 };
            let below = if n > 0 { from[n - 1] * up } else { 0.0 };
            let above = if n < last { from[n + 1] * busy(n + 1) } else { 0.0 };
            to[n] = from[n] * (1.0 - goes_up - busy(n)) + below + above;
        }
    }

    /// The mean number of people now.
    #[must_use]
    pub fn mean_people(&self) -> f64 {
        self.now.iter().enumerate().map(|(n, share)| n as f64 * share).sum()
    }

    /// The mean wait of somebody who comes now.
    #[must_use]
    pub fn wait_now(&self) -> f64 {
        self.wait(&self.now)
    }

    /// The mean wait of those who came in the last slot.
    #[must_use]
    pub fn wait_over(&self) -> f64 {
        self.wait(&self.over)
    }

    /// The share of those who came in the last slot who had to wait.
    #[must_use]
    pub fn p_wait_over(&self) -> f64 {
        self.over[self.servers..].iter().sum()
    }

    /// Who finds n people waits until n − c + 1 of them have gone.
    fn wait(&self, shares: &[f64]) -> f64 {
        let behind = shares[self.servers..].iter().zip(1..).map(|(share, k)| share * f64::from(k));
        behind.sum::<f64>() / (self.servers as f64 * self.rate)
    }
}

/// Mt/M/∞ from empty: the mean number of people after each slot, where the rate of arrivals is constant within each.
///
/// # Errors
/// A rate or the length is no number above 0.
pub fn infinite_servers(arrivals: &[f64], slot: f64, rate: f64) -> Result<Vec<f64>, NoAnswer> {
    above_zero("slot", slot)?;
    above_zero("rate", rate)?;
    if arrivals.iter().any(|arrivals| !arrivals.is_finite() || *arrivals < 0.0) {
        return Err(NoAnswer::NotANumber { field: "arrivals" });
    }
    let (stay, mut people) = (libm::exp(-rate * slot), 0.0);
    Ok(arrivals
        .iter()
        .map(|arrivals| {
            people = people * stay + arrivals / rate * (1.0 - stay);
            people
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::ErlangC;

    fn near(a: f64, b: f64, off: f64) {
        assert!((a - b).abs() <= off * b.abs().max(1e-3), "{a} is not {b}");
    }

    #[test]
    fn a_long_day_of_one_rate_ends_as_erlangs_c() {
        let mut hall = Transient::empty(1.0 / 6.0, 8).unwrap();
        hall.slot(1.0, 3_000.0).unwrap();
        let erlang = ErlangC::new(1.0, 1.0 / 6.0, 8).unwrap();
        near(hall.wait_now(), erlang.mean_wait(), 1e-9);
        near(hall.now.iter().sum(), 1.0, 1e-10);
        near(hall.over.iter().sum(), 1.0, 1e-10);
        hall.slot(1.0, 60.0).unwrap();
        near(hall.wait_over(), erlang.mean_wait(), 1e-9);
        near(hall.p_wait_over(), erlang.p_wait(), 1e-9);
    }

    #[test]
    fn steps_of_a_chain_and_small_steps_in_time_agree() {
        // Runge and Kutta on the same differential equations, through a rush that overloads.
        let (rate, c, states) = (1.0 / 6.0, 3_usize, 200);
        let slots = [0.3, 0.9, 0.4];
        let flow = |p: &[f64], arrivals: f64| -> Vec<f64> {
            let busy = |n: usize| n.min(c) as f64 * rate;
            (0..states)
                .map(|n| {
                    let below = if n > 0 { p[n - 1] * arrivals } else { 0.0 };
                    let above = if n + 1 < states { p[n + 1] * busy(n + 1) } else { 0.0 };
                    let goes_up = if n + 1 < states { arrivals } else { 0.0 };
                    below + above - p[n] * (goes_up + busy(n))
                })
                .collect()
        };
        let plus = |p: &[f64], k: &[f64], h: f64| p.iter().zip(k).map(|(p, k)| p + h * k).collect::<Vec<_>>();
        let mut p = vec![0.0; states];
        p[0] = 1.0;
        let mut hall = Transient::empty(rate, 3).unwrap();
        let wait =
            |p: &[f64]| (c..states).map(|n| p[n] * (n - c + 1) as f64).sum::<f64>() / (c as f64 * rate);
        for arrivals in slots {
            let h = 0.05;
            let mut over = 0.0;
            for _ in 0..1_200 {
                let a = flow(&p, arrivals);
                let b = flow(&plus(&p, &a, h / 2.0), arrivals);
                let d = flow(&plus(&p, &b, h / 2.0), arrivals);
                let e = flow(&plus(&p, &d, h), arrivals);
                let old = wait(&p);
                for n in 0..states {
                    p[n] += h / 6.0 * (a[n] + 2.0 * b[n] + 2.0 * d[n] + e[n]);
                }
                over += (old + wait(&p)) / 2.0 / 1_200.0;
            }
            hall.slot(arrivals, 60.0).unwrap();
            near(hall.wait_now(), wait(&p), 1e-7);
            near(hall.wait_over(), over, 1e-5);
        }
    }

    #[test]
    fn counters_for_everybody_are_servers_without_end() {
        let slots = [0.5, 1.5, 0.0];
        let people = infinite_servers(&slots, 10.0, 1.0 / 6.0).unwrap();
        let mut hall = Transient::empty(1.0 / 6.0, 80).unwrap();
        for (arrivals, people) in slots.iter().zip(people) {
            hall.slot(*arrivals, 10.0).unwrap();
            near(hall.mean_people(), people, 1e-9);
        }
        assert!(infinite_servers(&[f64::NAN], 1.0, 1.0).is_err());
        assert!(hall.slot(-1.0, 1.0).is_err() && hall.slot(1.0, 0.0).is_err());
    }
}
