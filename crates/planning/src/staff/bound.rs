//! What no plan can go below.
//!
//! Without patience, one counter more is never worse for anybody who is served first come first served. So a stretch of the
//! day needs at least what it needs when all counters are open in the rest of the day; and stretches that do not overlap
//! need at least the sum. Each hour is
//! searched through from the fewest up, as far as the questions go.

use super::HOUR_SLOTS;
use super::mend::{Search, sum};

/// No plan that keeps the target has fewer counter-quarters; found with about so many questions.
///
/// With patience, more counters may keep people in the line who are in the way of others later: only the fewest counters
/// that may be open are sure then, as they are without a question.
pub(super) fn bound(search: &mut Search<'_>, asks: u64) -> u32 {
    let slots = search.day.visitors.len();
    let trivial = search.day.counters_min * slots as u32;
    if search.day.patience_min.is_some() || asks == 0 {
        return trivial;
    }
    let mut stretches: u32 = 0;
    for first in (0..slots).step_by(HOUR_SLOTS) {
        let window = first..(first + HOUR_SLOTS).min(slots);
        search.allow(asks / slots.div_ceil(HOUR_SLOTS) as u64);
        stretches += fewest(search, window);
    }
    stretches.max(trivial)
}

/// The fewest counter-quarters of a stretch with all counters open around it.
fn fewest(search: &mut Search<'_>, window: std::ops::Range<usize>) -> u32 {
    let slots = search.day.visitors.len();
    let all = vec![search.day.counters_max; slots];
    // Of each quarter hour alone, by halving: the target is kept from some number on.
    let least: Vec<u32> = window
        .clone()
        .map(|slot| {
            let (mut low, mut high) = (search.day.counters_min, search.day.counters_max);
            while low < high {
                let middle = low.midpoint(high);
                let mut plan = all.clone();
                plan[slot] = middle;
                if search.lack(&plan) == 0.0 { high = middle } else { low = middle + 1 }
            }
            low
        })
        .collect();
    let mut total = sum(&least);
    while total < search.day.counters_max * window.len() as u32 {
        let mut plan = all.clone();
        plan[window.clone()].copy_from_slice(&least);
        // What the questions did not suffice for is not known to fail.
        if any(search, &mut plan, window.clone(), total - sum(&least)) || search.stopped() {
            break;
        }
        total += 1;
    }
    total
}

/// Whether `more` counter-quarters spread over the stretch keep the target.
fn any(search: &mut Search<'_>, plan: &mut [u32], window: std::ops::Range<usize>, more: u32) -> bool {
    if search.stopped() {
        return false;
    }
    let slot = window.start;
    let room = search.day.counters_max - plan[slot];
    if window.len() == 1 {
        if more > room {
            return false;
        }
        plan[slot] += more;
        let keeps = search.lack(plan) == 0.0;
        plan[slot] -= more;
        return keeps;
    }
    for here in 0..=more.min(room) {
        plan[slot] += here;
        let keeps = any(search, plan, slot + 1..window.end, more - here);
        plan[slot] -= here;
        if keeps {
            return true;
        }
    }
    false
}
