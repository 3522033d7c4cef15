//! The played day: the same customers, drawn once, served first come first served by whatever counters are tried.
//!
//! For service times that are not exponential, and as the check of what was computed. Every plan meets the same people
//! (common random numbers): without patience, one counter more is never worse for anybody, here as in the hall. The
//! customers are kept; nothing is drawn once they are.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use libm::{log, pow};

use super::{Judge, Per, Reached, SLOT_MIN, StaffDay, Target, Waits};
use crate::Stream;

/// Standard normal quantile of a two-sided interval of 95 %.
const Z95: f64 = 1.959_963_984_540_054;

/// Plays a number of days.
#[derive(Debug)]
pub struct PlayedDays {
    days: Vec<Vec<Customer>>,
    wait_min: f64,
    per: Per,
    periods: usize,
    visitors: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Customer {
    comes: f64,
    service: f64,
    patience: f64,
}

impl PlayedDays {
    /// `count` days of customers of `day`, drawn from `seed`; each day has a stream of its own.
    #[must_use]
    pub fn new(day: &StaffDay, target: &Target, count: u32, seed: u64) -> Self {
        let days = (0..count).map(|number| customers(day, Stream::new(seed, number.into()))).collect();
        let periods = target.per.count(day.visitors.len());
        let mut visitors = vec![0.0; periods];
        for (slot, expected) in day.visitors.iter().enumerate() {
            visitors[target.per.of(slot)] += expected;
        }
        Self { days, wait_min: target.wait_min, per: target.per, periods, visitors }
    }
}

/// The customers of one day in the order they come.
fn customers(day: &StaffDay, mut draw: Stream) -> Vec<Customer> {
    let mut all = vec![];
    // Work still to be used up of an exponential with mean 1, through a rate that moves.
    let mut left = -log(draw.uniform());
    for (slot, visitors) in day.visitors.iter().enumerate() {
        let mut used = 0.0;
        while visitors - used > left {
            used += left;
            let comes = f64::from(SLOT_MIN) * (slot as f64 + used / visitors);
            let service = day.service_min * gamma(day.service_cv2, &mut draw);
            let patience = day.patience_min.map_or(f64::INFINITY, |mean| -mean * log(draw.uniform()));
            all.push(Customer { comes, service, patience });
            left = -log(draw.uniform());
        }
        left -= visitors - used;
    }
    all
}

/// A gamma variate of mean 1 and variance `cv2` (Marsaglia, Tsang 2000); 1 for a variance of 0.
fn gamma(cv2: f64, draw: &mut Stream) -> f64 {
    if cv2 <= 0.0 {
        return 1.0;
    }
    if cv2 == 1.0 {
        return -log(draw.uniform());
    }
    let shape = 1.0 / cv2;
    // Below a shape of one: one shape more, and a power of a uniform.
    let lifted = if shape < 1.0 { shape + 1.0 } else { shape };
    let d = lifted - 1.0 / 3.0;
    let c = 1.0 / f64::sqrt(9.0 * d);
    loop {
        let x = normal(draw);
        let v = 1.0 + c * x;
        let v = v * v * v;
        if v > 0.0 && log(draw.uniform()) < 0.5 * x * x + d - d * v + d * log(v) {
            let lift = if shape < 1.0 { pow(draw.uniform(), cv2) } else { 1.0 };
            return d * v * lift * cv2;
        }
    }
}

/// A standard normal variate by the polar method (Marsaglia, Bray 1964), without keeping the second.
fn normal(draw: &mut Stream) -> f64 {
    loop {
        let (x, y) = (2.0 * draw.uniform() - 1.0, 2.0 * draw.uniform() - 1.0);
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * f64::sqrt(-2.0 * log(square) / square);
        }
    }
}

/// Plays one day and tells of each customer when they came and how long they waited; infinitely where they left unserved
/// or nobody ever serves them.
fn play(customers: &[Customer], counters: &[u32], mut tell: impl FnMut(f64, f64)) {
    let slot = f64::from(SLOT_MIN);
    let last = counters.len() - 1;
    let open = |at: usize| counters[at.min(last)] as usize;
    // The bits of positive floats are ordered as they are.
    let mut busy: BinaryHeap<Reverse<u64>> = BinaryHeap::new();
    let mut begun = 0.0_f64;
    for customer in customers {
        let mut now = begun.max(customer.comes);
        let mut at = ((now / slot) as usize).min(last);
        loop {
            while busy.peek().is_some_and(|Reverse(end)| f64::from_bits(*end) <= now) {
                busy.pop();
            }
            if busy.len() < open(at) {
                break;
            }
            let freed = busy.peek().map_or(f64::INFINITY, |Reverse(end)| f64::from_bits(*end));
            let changes = if at < last { (at + 1) as f64 * slot } else { f64::INFINITY };
            now = freed.min(changes);
            if now == f64::INFINITY {
                break;
            }
            if changes <= freed {
                at += 1;
            }
        }
        // No counter is free before, for whoever is next either, even if this one has left by then.
        begun = now;
        let wait = now - customer.comes;
        if wait > customer.patience || now == f64::INFINITY {
            tell(customer.comes, f64::INFINITY);
            continue;
        }
        busy.push(Reverse((now + customer.service).to_bits()));
        tell(customer.comes, wait);
    }
}

impl Judge for PlayedDays {
    fn periods(&self, counters: &[u32]) -> Vec<Reached> {
        let mut rows = vec![(0.0, 0.0); self.periods * self.days.len()];
        for (day, row) in self.days.iter().zip(rows.chunks_mut(self.periods)) {
            play(day, counters, |comes, wait| {
                let slot = ((comes / f64::from(SLOT_MIN)) as usize).min(counters.len() - 1);
                let cell = &mut row[self.per.of(slot)];
                cell.0 += 1.0;
                cell.1 += f64::from(u8::from(wait <= self.wait_min));
            });
        }
        let of = |period: usize| rows.iter().skip(period).step_by(self.periods);
        (0..self.periods).map(|period| ratio(of(period).copied(), self.visitors[period])).collect()
    }

    fn waits(&self, counters: &[u32]) -> Waits {
        let mut waits = vec![];
        let mut waited = 0.0;
        for day in &self.days {
            let mut who = day.iter();
            play(day, counters, |_, wait| {
                let patience = who.next().map_or(f64::INFINITY, |customer| customer.patience);
                waited += wait.min(patience);
                waits.push(wait.min(patience));
            });
        }
        if waits.is_empty() {
            return Waits { mean_min: 0.0, p50_min: 0.0, p90_min: 0.0 };
        }
        waits.sort_by(f64::total_cmp);
        let at = |share: f64| waits[((waits.len() as f64 * share).ceil() as usize).max(1) - 1];
        Waits { mean_min: waited / waits.len() as f64, p50_min: at(0.5), p90_min: at(0.9) }
    }
}

/// The ratio of sums of `(visitors, in time)` over days with its interval (delta method).
fn ratio(days: impl Iterator<Item = (f64, f64)> + Clone, visitors: f64) -> Reached {
    let n = days.clone().count() as f64;
    let (came, in_time) = days.clone().fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    if came == 0.0 {
        return Reached { visitors, within: 1.0, low: 1.0, high: 1.0 };
    }
    let within = in_time / came;
    let square: f64 = days.map(|(came, in_time)| (in_time - within * came) * (in_time - within * came)).sum();
    let half = if n > 1.0 { Z95 * f64::sqrt(square * n / (n - 1.0)) / came } else { 1.0 };
    Reached { visitors, within, low: (within - half).max(0.0), high: (within + half).min(1.0) }
}
