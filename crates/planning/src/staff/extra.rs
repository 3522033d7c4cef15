//! What each extra clerk buys.

use super::{Extra, Judge, SLOT_MIN, StaffDay, Target};

/// What the plan reaches with so many counters fewer, up to so many more, in every quarter hour.
///
/// `judge` is one of this day and target; `clerk_hour_fen` is what a clerk costs an hour.
#[must_use]
pub fn extra_clerks(
    day: &StaffDay,
    target: &Target,
    judge: &dyn Judge,
    counters: &[u32],
    deltas: std::ops::RangeInclusive<i32>,
    clerk_hour_fen: i64,
) -> Vec<Extra> {
    let point = |delta: i32| {
        let moved = |open: &u32| open.saturating_add_signed(delta).clamp(day.counters_min, day.counters_max);
        let counters: Vec<u32> = counters.iter().map(moved).collect();
        let counter_quarters: u32 = counters.iter().sum();
        let periods = judge.periods(&counters);
        let visitors: f64 = periods.iter().map(|p| p.visitors).sum();
        let in_time: f64 = periods.iter().map(|p| p.visitors * p.within).sum();
        let asked = periods.iter().filter(|p| p.visitors > 0.0);
        Extra {
            delta,
            counter_quarters,
            within: if visitors > 0.0 { in_time / visitors } else { 1.0 },
            worst_within: asked.clone().map(|p| p.within).fold(1.0, f64::min),
            missed: asked.filter(|p| p.low < target.share).count() as u32,
            waits: judge.waits(&counters),
            cost_fen: clerk_hour_fen * i64::from(counter_quarters * SLOT_MIN) / 60,
        }
    };
    deltas.map(point).collect()
}
