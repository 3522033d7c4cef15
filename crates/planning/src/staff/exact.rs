//! The exact day of Mt/M/c(t)+M: Poisson arrivals whose rate moves, exponential services, counters that open and close
//! by the quarter hour, patience if there is any.
//!
//! The law of the hall's state is carried through the day by uniformisation (Jensen 1953), and the wait of whoever comes
//! at a moment is the first passage of a pure death process, carried backwards from the end of the patience of the
//! target. Nothing is drawn. A counter that closes finishes its customer, so that more may be busy than are open: the
//! state is the number in the hall, or, while that lasts, how many too many are busy and how many wait.
//!
//! Error: the day is integrated by two Gauss points in cells of at most five minutes and a third of a service time;
//! what is cut off anywhere has a probability below 1e-9.

mod hope;
mod law;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use self::hope::backwards;
use self::law::{Chain, Law, Rates};
use super::{Judge, Per, Reached, SLOT_MIN, StaffDay, Target, Waits};

/// The probability that may lie in the last state before more states are taken.
const EDGE: f64 = 1e-9;
/// Computed days that are kept.
const TRACES: usize = 6;

/// Computes a day.
#[derive(Debug)]
pub struct ExactDay {
    day: StaffDay,
    wait_min: f64,
    per: Per,
    /// What it is worth to have walked out by then: nothing for the target, all for how long people wait.
    left: f64,
    /// Moments of a quarter hour at which arrivals are asked, and the minutes each stands for.
    points: Vec<(f64, f64)>,
    /// What whoever comes may hope for, by moment and by the counters of the time they may wait.
    hopes: Mutex<BTreeMap<Vec<u32>, Hope>>,
    /// The last few days computed: the next often begins as one of them did.
    traces: Mutex<Vec<Trace>>,
}

/// A day that was computed: the law at the end of each quarter hour, and what came of it.
#[derive(Debug)]
struct Trace {
    counters: Vec<u32>,
    states: usize,
    laws: Vec<Arc<Law>>,
    slots: Vec<(f64, f64)>,
}

/// The chance to be at the counter in time, by the number too many busy and the number ahead in the line.
type Hope = Arc<Vec<Vec<f64>>>;

impl ExactDay {
    /// A judge of `day` for `target`; both are valid. Only a service time with `service_cv2` of 1 is this one's.
    #[must_use]
    pub fn new(day: &StaffDay, target: &Target) -> Self {
        let points = points(day.service_min, target.wait_min);
        let (day, wait_min, per) = (day.clone(), target.wait_min, target.per);
        Self { day, wait_min, per, left: 0.0, points, hopes: Mutex::default(), traces: Mutex::default() }
    }

    fn rates(&self, visitors: f64) -> Rates {
        Rates {
            arrive: visitors / f64::from(SLOT_MIN),
            serve: 1.0 / self.day.service_min,
            leave: self.day.patience_min.map_or(0.0, |mean| 1.0 / mean),
        }
    }

    /// Visitors in time and minutes waited by each quarter hour, and the law when the doors close.
    fn slots(&self, counters: &[u32], states: usize) -> Result<(Vec<(f64, f64)>, Law), TooFew> {
        let mut trace = self.begun(counters, states);
        let mut law = trace.laws.last().map_or_else(|| Law::empty(states), |law| Law::clone(law));
        for slot in trace.slots.len()..counters.len() {
            law.opened(counters[slot] as usize);
            let rates = self.rates(self.day.visitors[slot]);
            let over = law.over();
            let (mut in_time, mut waited) = (0.0, 0.0);
            self.through(&mut law, rates, |law, point, minutes| {
                let hope = self.hope(counters, slot, point, over);
                in_time += law.in_time(&hope) * minutes * rates.arrive;
                waited += law.waiting() * minutes;
            });
            if law.edge() > EDGE {
                return Err(TooFew);
            }
            trace.slots.push((in_time, waited));
            trace.laws.push(Arc::new(law.clone()));
        }
        let out = trace.slots.clone();
        self.keep(trace);
        Ok((out, law))
    }

    /// A quarter hour passes; `each` is shown every point of it and the minutes it stands for.
    fn through(&self, law: &mut Law, rates: Rates, mut each: impl FnMut(&Law, usize, f64)) {
        let chain = Chain::new(law, rates);
        let mut clock = 0.0;
        for (point, (at, minutes)) in self.points.iter().enumerate() {
            law.pass(at - clock, &chain);
            clock = *at;
            each(law, point, *minutes);
        }
        law.pass(f64::from(SLOT_MIN) - clock, &chain);
        law.thin();
    }

    /// The minutes waited after the doors have closed.
    fn rest(&self, mut law: Law) -> f64 {
        let rates = self.rates(0.0);
        let mut waited = 0.0;
        while law.waiting() > 1e-9 {
            if law.open() == 0 && rates.leave == 0.0 {
                // Nobody serves them, and they never leave.
                return f64::INFINITY;
            }
            self.through(&mut law, rates, |law, _, minutes| waited += law.waiting() * minutes);
        }
        waited
    }

    /// As far as a day that begins with the same counters has been computed already.
    fn begun(&self, counters: &[u32], states: usize) -> Trace {
        let traces = self.traces.lock().expect("nobody panics while holding it");
        let same = |trace: &&Trace| counters.iter().zip(&trace.counters).take_while(|(a, b)| a == b).count();
        let best = traces.iter().filter(|trace| trace.states == states).max_by_key(same);
        // Whoever comes late in what is the same may be waiting in what is not.
        let reach = (self.wait_min / f64::from(SLOT_MIN)).ceil() as usize;
        let slots = best.as_ref().map_or(0, same);
        let slots = if slots == counters.len() { slots } else { slots.saturating_sub(reach) };
        let of = |trace: &Trace| (trace.laws[..slots].to_vec(), trace.slots[..slots].to_vec());
        let (laws, slots) = best.map(of).unwrap_or_default();
        Trace { counters: counters.to_vec(), states, laws, slots }
    }

    /// Keeps a day that was computed, in the place of the one kept longest.
    fn keep(&self, trace: Trace) {
        let mut traces = self.traces.lock().expect("nobody panics while holding it");
        if traces.len() >= TRACES {
            traces.remove(0);
        }
        traces.push(trace);
    }

    /// [`Self::slots`] with as many states as it takes.
    fn judged(&self, counters: &[u32]) -> (Vec<(f64, f64)>, Law) {
        let mut states = self.states(counters);
        loop {
            match self.slots(counters, states) {
                Ok(day) => return day,
                Err(TooFew) => states *= 2,
            }
        }
    }

    /// A first guess at the states: the line of a fluid, and a good deal more.
    fn states(&self, counters: &[u32]) -> usize {
        let (mut line, mut most) = (0.0_f64, 0.0_f64);
        for (visitors, open) in self.day.visitors.iter().zip(counters) {
            line = (line + visitors - f64::from(open * SLOT_MIN) / self.day.service_min).max(0.0);
            most = most.max(line + visitors);
        }
        let open = counters.iter().copied().max().unwrap_or(0) as usize;
        open + (most + 6.0 * f64::sqrt(most)) as usize + 24
    }

    /// What an arrival at a point of a quarter hour may hope for, with up to `over` more busy than open.
    fn hope(&self, counters: &[u32], slot: usize, point: usize, over: usize) -> Hope {
        let mut left = self.wait_min;
        let mut spans = vec![];
        let mut room = f64::from(SLOT_MIN) - self.points[point].0;
        let mut key = vec![point as u32, over as u32];
        for at in slot.. {
            // After the doors closed the last counters stay.
            let open = counters[at.min(counters.len() - 1)];
            let span = if at + 1 >= counters.len() { left } else { left.min(room) };
            spans.push((open as usize, span));
            key.push(open);
            left -= span;
            room = f64::from(SLOT_MIN);
            if left <= 1e-9 {
                break;
            }
        }
        // At the day's end the spans are cut differently: they are part of what was asked.
        key.push(u32::from(slot + spans.len() >= counters.len()) * (counters.len() - slot) as u32);
        let known = self.hopes.lock().expect("nobody panics while holding it").get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let hope = Hope::new(backwards(&spans, over, self.rates(0.0), self.left));
        let mut hopes = self.hopes.lock().expect("nobody panics while holding it");
        if hopes.len() > 200_000 {
            hopes.clear();
        }
        hopes.insert(key, Hope::clone(&hope));
        hope
    }

    /// The share of the day's visitors who are no longer in the line after `wait_min`.
    fn share_within(&self, counters: &[u32], wait_min: f64) -> f64 {
        let target = Target { share: 0.0, wait_min, per: Per::Day };
        let through = Self { left: 1.0, ..Self::new(&self.day, &target) };
        through.periods(counters)[0].within
    }

    /// The shortest wait, to a hundredth of a minute or 0.2 %, that `share` of the day's visitors do not exceed; infinite when so
    /// many are in the line for ever.
    fn quantile(&self, counters: &[u32], share: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        while self.share_within(counters, high) < share {
            (low, high) = (high, high * 2.0);
            if high > 4_096.0 {
                return f64::INFINITY;
            }
        }
        if low == 0.0 && self.share_within(counters, 0.0) >= share {
            return 0.0;
        }
        while high - low > f64::max(0.01, 0.002 * high) {
            let middle = f64::midpoint(low, high);
            if self.share_within(counters, middle) < share { low = middle } else { high = middle }
        }
        high
    }
}

/// More states are needed.
struct TooFew;

impl Judge for ExactDay {
    fn periods(&self, counters: &[u32]) -> Vec<Reached> {
        let (slots, _) = self.judged(counters);
        let mut sums = vec![(0.0, 0.0); self.per.count(counters.len())];
        for (slot, (in_time, _)) in slots.iter().enumerate() {
            let sum = &mut sums[self.per.of(slot)];
            sum.0 += self.day.visitors[slot];
            sum.1 += in_time;
        }
        let reached = |(visitors, in_time): (f64, f64)| {
            let within = if visitors > 0.0 { (in_time / visitors).min(1.0) } else { 1.0 };
            Reached { visitors, within, low: within, high: within }
        };
        sums.into_iter().map(reached).collect()
    }

    fn waits(&self, counters: &[u32]) -> Waits {
        let visitors: f64 = self.day.visitors.iter().sum();
        if visitors == 0.0 {
            return Waits { mean_min: 0.0, p50_min: 0.0, p90_min: 0.0 };
        }
        // Little's law: the minutes that all wait together are the line summed over the day.
        let (slots, law) = self.judged(counters);
        let waited = slots.iter().map(|(_, waited)| waited).sum::<f64>() + self.rest(law);
        Waits {
            mean_min: waited / visitors,
            p50_min: self.quantile(counters, 0.5),
            p90_min: self.quantile(counters, 0.9),
        }
    }
}

/// Two Gauss points for each cell of a quarter hour: cells are cut where the wait of the target reaches into one quarter
/// hour more.
fn points(service_min: f64, wait_min: f64) -> Vec<(f64, f64)> {
    let slot = f64::from(SLOT_MIN);
    let cells = (slot / f64::min(5.0, service_min / 3.0)).ceil().min(90.0) as usize;
    let mut cuts: Vec<f64> = (0..=cells).map(|cell| slot * cell as f64 / cells as f64).collect();
    cuts.push(slot - wait_min % slot);
    cuts.sort_by(f64::total_cmp);
    let gauss = 0.5 / f64::sqrt(3.0);
    let mut points = vec![];
    for cell in cuts.windows(2).filter(|cell| cell[1] - cell[0] > 1e-9) {
        let (width, middle) = (cell[1] - cell[0], f64::midpoint(cell[0], cell[1]));
        points.push((middle - gauss * width, width / 2.0));
        points.push((middle + gauss * width, width / 2.0));
    }
    points
}
