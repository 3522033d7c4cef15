//! The fewest counter-quarters that keep a target: begins with what the formulas say, and mends it by asking a judge.
//!
//! Where the judge finds a period missed, counters are added where they help most; then all that can go is taken away; then,
//! with one counter-quarter less, counters are moved about in search of a plan that keeps the target again. A formula is
//! never believed.

use super::bound::bound;
use super::{
    Formula, FormulaName, HOUR_SLOTS, Judge, Reached, SLOT_MIN, StaffDay, Staffing, StaffingRefusal, Target,
    by_formula, valid,
};
use crate::staff::valid::COUNTERS_MAX;
use crate::{Progress, Stream, Watch};

/// How far the search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How often the judge may be asked in the search for fewer; what mending asks comes on top.
    pub asks: u64,
    /// How often it may be asked for the bound, which is worth it on short days: on a long one it stays far below.
    pub bound_asks: u64,
    /// What the search draws from.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { asks: 3_000, bound_asks: 0, seed: 1 }
    }
}

/// The formulas that the search begins with.
const STARTS: [FormulaName; 4] = [
    FormulaName::Lagged,
    FormulaName::ModifiedLoad,
    FormulaName::BacklogCarryover,
    FormulaName::QuarterErlang,
];
/// How many moves are compared in each step of the search.
const MOVES: usize = 12;
/// Steps that a quarter hour stays as it is after a move.
const TABU: u64 = 7;

/// The fewest counters by quarter hour that keep `target` by the word of `judge`, who must be one of this day and target.
///
/// # Errors
/// A figure is out of its limits; or all counters all day miss the target.
pub fn staff(
    day: &StaffDay,
    target: &Target,
    judge: &dyn Judge,
    effort: Effort,
    watch: &dyn Watch,
) -> Result<Staffing, StaffingRefusal> {
    valid(day, target)?;
    let mut search = Search { day, target, judge, watch, asked: 0, limit: u64::MAX };
    search.bearable()?;
    let (mut best, mut formula) = (vec![], None);
    for name in STARTS {
        let counters = by_formula(day, target, name);
        let periods = search.reached(&counters);
        let missed = search.missed(&periods).len() as u32;
        let mended = search.mended(counters.clone());
        let plan = search.pruned(mended);
        if formula.is_none() || sum(&plan) < sum(&best) {
            let counter_quarters = sum(&counters);
            (best, formula) = (plan, Some(Formula { name, counters, counter_quarters, missed }));
        }
        if search.stopped() {
            break;
        }
    }
    let least = bound(&mut search, effort.bound_asks);
    search.allow(effort.asks);
    search.fewer(&mut best, least, effort.seed);
    let periods = judge.periods(&best);
    Ok(Staffing {
        counter_quarters: sum(&best),
        bound: least.min(sum(&best)),
        waits: judge.waits(&best),
        periods,
        counters: best,
        formula: formula.expect("there is a formula to begin with"),
        judged: search.asked,
        stopped: watch.stop(),
    })
}

pub(super) fn sum(counters: &[u32]) -> u32 {
    counters.iter().sum()
}

/// The same counters but for some changes.
fn with(counters: &[u32], changes: &[(usize, i32)]) -> Vec<u32> {
    let mut changed = counters.to_vec();
    for (slot, by) in changes {
        changed[*slot] = changed[*slot].saturating_add_signed(*by);
    }
    changed
}

/// What the search knows, and how often it has asked.
pub(super) struct Search<'a> {
    pub day: &'a StaffDay,
    pub target: &'a Target,
    judge: &'a dyn Judge,
    watch: &'a dyn Watch,
    asked: u64,
    limit: u64,
}

impl Search<'_> {
    /// From here on, so many questions at most.
    pub fn allow(&mut self, asks: u64) {
        self.limit = self.asked + asks;
    }

    pub fn stopped(&self) -> bool {
        self.asked >= self.limit || self.watch.stop()
    }

    fn reached(&mut self, counters: &[u32]) -> Vec<Reached> {
        self.asked += 1;
        self.judge.periods(counters)
    }

    /// Visitors that the periods are short of their target: 0 where it is kept. What is played must keep it with the lower
    /// end of its interval.
    fn lack_of(&self, periods: &[Reached]) -> f64 {
        periods.iter().map(|p| p.visitors * (self.target.share - p.low).max(0.0)).sum()
    }

    pub fn lack(&mut self, counters: &[u32]) -> f64 {
        let periods = self.reached(counters);
        self.lack_of(&periods)
    }

    /// The periods that miss the target.
    fn missed(&self, periods: &[Reached]) -> Vec<usize> {
        let misses = |p: &usize| periods[*p].visitors > 0.0 && periods[*p].low < self.target.share;
        (0..periods.len()).filter(misses).collect()
    }

    /// All counters all day must keep the target, or nothing does.
    fn bearable(&mut self) -> Result<(), StaffingRefusal> {
        let (slots, most) = (self.day.visitors.len(), self.day.counters_max);
        let swamped = self.swamped(most);
        let missed = if swamped.is_empty() {
            let periods = self.reached(&vec![most; slots]);
            self.missed(&periods)
        } else {
            swamped
        };
        if missed.is_empty() {
            return Ok(());
        }
        let in_missed = |slot: &usize| missed.contains(&self.target.per.of(*slot));
        let peak = (0..slots).filter(in_missed).map(|slot| self.day.visitors[slot]).fold(0.0, f64::max);
        let load = peak / f64::from(SLOT_MIN) * self.day.service_min;
        let (mut low, mut high) = (most, most);
        let mut keeps =
            |counters: u32| self.swamped(counters).is_empty() && self.lack(&vec![counters; slots]) == 0.0;
        while low == high && high < COUNTERS_MAX {
            high = (2 * high).min(COUNTERS_MAX);
            low = if keeps(high) { low } else { high };
        }
        while high - low > 1 {
            let middle = low.midpoint(high);
            if keeps(middle) { high = middle } else { low = middle }
        }
        let needed = if high > low { high.to_string() } else { "none".into() };
        let periods: Vec<String> = missed.iter().map(usize::to_string).collect();
        Err(StaffingRefusal::Overload { periods: periods.join(","), load: format!("{load:.2}"), needed })
    }

    /// Periods in which so many counters cannot even begin to serve as many as the target asks, without asking the judge: in
    /// a time `t` one counter begins at most `t / s + 2 + cv²` services of mean `s` on average (Lorden 1970), and one more.
    fn swamped(&self, counters: u32) -> Vec<usize> {
        let slots = self.day.visitors.len();
        let swamped = |period: &usize| {
            let own = (0..slots).filter(|slot| self.target.per.of(*slot) == *period);
            let (minutes, visitors) = own.fold((self.target.wait_min, 0.0), |(minutes, visitors), slot| {
                (minutes + f64::from(SLOT_MIN), visitors + self.day.visitors[slot])
            });
            let begun = minutes / self.day.service_min + 3.0 + self.day.service_cv2;
            f64::from(counters) * begun < visitors * self.target.share
        };
        (0..self.target.per.count(slots)).filter(swamped).collect()
    }

    /// Adds counters until the target is kept.
    fn mended(&mut self, mut counters: Vec<u32>) -> Vec<u32> {
        loop {
            let periods = self.reached(&counters);
            let lack = self.lack_of(&periods);
            let missed = self.missed(&periods);
            let Some(first) = missed.first() else { return counters };
            let slots = self.around(*first);
            let mut best: Option<(f64, usize)> = None;
            for slot in slots.clone().filter(|slot| counters[*slot] < self.day.counters_max) {
                let left = self.lack(&with(&counters, &[(slot, 1)]));
                if best.is_none_or(|(least, _)| left < least) {
                    best = Some((left, slot));
                }
            }
            match best {
                Some((left, slot)) if left < lack => counters[slot] += 1,
                // One alone changes nothing yet: one everywhere, as far as there are any, and the rest goes again later.
                _ => {
                    let most = self.day.counters_max;
                    let below = |slot: &usize| counters[*slot] < most;
                    let mut room: Vec<usize> = (0..slots.end).filter(below).collect();
                    if room.is_empty() {
                        // Whoever came in this period is served in a later one.
                        room = (slots.end..counters.len()).filter(below).collect();
                    }
                    if room.is_empty() {
                        return counters;
                    }
                    room.into_iter().for_each(|slot| counters[slot] += 1);
                }
            }
        }
    }

    /// The quarter hours whose counters matter to a period: its own and the two hours before.
    fn around(&self, period: usize) -> std::ops::Range<usize> {
        let slots = self.day.visitors.len();
        let own = |slot: &usize| self.target.per.of(*slot) == period;
        let first = (0..slots).find(own).unwrap_or(0);
        let end = (0..slots).rfind(own).map_or(slots, |last| last + 1);
        first.saturating_sub(2 * HOUR_SLOTS)..end
    }

    /// Takes away what can go, what hurts least first.
    ///
    /// What cannot go now cannot go later, and what would be left to spare only falls with what has gone: a figure found
    /// earlier is an upper one, and only the best by it is looked at again (lazy greedy; Minoux 1978).
    fn pruned(&mut self, mut counters: Vec<u32>) -> Vec<u32> {
        let mut open: Vec<(f64, usize)> = (0..counters.len()).map(|slot| (f64::INFINITY, slot)).collect();
        while let Some(best) = (0..open.len()).max_by(|a, b| open[*a].0.total_cmp(&open[*b].0)) {
            let (_, slot) = open.swap_remove(best);
            if counters[slot] <= self.day.counters_min {
                continue;
            }
            let less = with(&counters, &[(slot, -1)]);
            let periods = self.reached(&less);
            if self.lack_of(&periods) > 0.0 {
                continue;
            }
            let spare: f64 = periods.iter().map(|p| p.visitors * (p.within - self.target.share)).sum();
            if open.iter().all(|(other, _)| *other <= spare) {
                counters = less;
            }
            open.push((spare, slot));
        }
        counters
    }

    /// One counter-quarter less, again and again, as long as moving the others about keeps the target.
    fn fewer(&mut self, best: &mut Vec<u32>, least: u32, seed: u64) {
        let mut draw = Stream::new(seed, 0);
        while sum(best) > least && !self.stopped() {
            let mut plan = best.clone();
            let Some(slot) = self.cheapest(&plan) else { return };
            plan[slot] -= 1;
            if !self.moved(&mut plan, least, &mut draw) {
                return;
            }
            *best = self.pruned(plan);
        }
    }

    /// The quarter hour in which a counter is missed least.
    fn cheapest(&mut self, plan: &[u32]) -> Option<usize> {
        let mut plan = plan.to_vec();
        let can: Vec<usize> = (0..plan.len()).filter(|slot| plan[*slot] > self.day.counters_min).collect();
        let mut lack = |slot: usize| {
            plan[slot] -= 1;
            let lack = self.lack(&plan);
            plan[slot] += 1;
            lack
        };
        can.into_iter()
            .map(|slot| (lack(slot), slot))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, slot)| slot)
    }

    /// Moves counters from one quarter hour to another until the target is kept or the effort is spent: of a few moves drawn
    /// the best, even if it is worse than staying, and no quarter hour again too soon.
    fn moved(&mut self, plan: &mut [u32], least: u32, draw: &mut Stream) -> bool {
        let mut closed = vec![0; plan.len()];
        let mut step = 0;
        while !self.stopped() {
            step += 1;
            let periods = self.reached(plan);
            let lack = self.lack_of(&periods);
            self.watch.tell(Progress {
                done: self.asked,
                of: self.limit,
                best: f64::from(sum(plan)) + lack.min(1.0),
                bound: f64::from(least),
            });
            if lack == 0.0 {
                return true;
            }
            let missed = self.missed(&periods);
            let mut best: Option<(f64, usize, usize)> = None;
            for _ in 0..MOVES {
                let near = self.around(missed[draw.below(missed.len())]);
                let to = near.start + draw.below(near.len());
                let from = draw.below(plan.len());
                let free = closed[from] <= step && closed[to] <= step && from != to;
                if !free || plan[from] <= self.day.counters_min || plan[to] >= self.day.counters_max {
                    continue;
                }
                let left = self.lack(&with(plan, &[(from, -1), (to, 1)]));
                if best.is_none_or(|(least, ..)| left < least) {
                    best = Some((left, from, to));
                }
            }
            if let Some((_, from, to)) = best {
                plan[from] -= 1;
                plan[to] += 1;
                (closed[from], closed[to]) = (step + TABU, step + TABU);
            }
        }
        false
    }
}
