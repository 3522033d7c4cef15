//! What a hall's plan becomes when the hall gets another grade, or closes. Pure.

use kernel::{Day, Grade};
use pack::Pack;

use crate::HallPlan;
use crate::setup::first_plan;

/// The plan of the hall with this code as one of `grade` from `day` on, with `counters` counters as far as the grade's
/// standard draws so many: what the standard says, and the kiosks that are there. Nothing when the pack has not the hall
/// or the grade.
#[must_use]
pub fn regraded(
    pack: &Pack,
    code: &str,
    plan: &HallPlan,
    grade: Grade,
    counters: i64,
    day: Day,
) -> Option<HallPlan> {
    let standard = pack.standard(grade, day)?;
    let drawn = i64::try_from(standard.counter.len()).unwrap_or(i64::MAX);
    let hall = pack::Hall {
        grade,
        windows: counters.clamp(drawn.min(1), drawn),
        // Without counters the kiosks are all there is.
        kiosks: if drawn == 0 { plan.kiosks.max(1) } else { plan.kiosks },
        ..pack.hall(code)?.clone()
    };
    first_plan(pack, &hall, day)
}

/// The plan of a hall that is open no more.
#[must_use]
pub fn closed(plan: &HallPlan) -> HallPlan {
    let mut plan = plan.clone();
    plan.hours.iter_mut().for_each(|rule| rule.spans.clear());
    plan
}

/// Whether nobody is ever let in under this plan.
#[must_use]
pub fn is_closed(plan: &HallPlan) -> bool {
    plan.hours.iter().all(|rule| rule.spans.is_empty())
}
