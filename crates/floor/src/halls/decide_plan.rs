//! Deciding on a proposed plan: by a second person, once.

use kernel::{Cx, Event, HallId, RecordId, StaffId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::{PlanState, PlanVersion, plan_version};

store::statements! {
    /// Decides a proposal, if nobody has.
    DECIDE = "UPDATE hall_plan SET state = $3, decided_by = $4, decided_us = $5 WHERE org = $1 AND id = $2 AND state = 'proposed' AND proposed_by <> $4";
    /// Gives the counters of a plan their row, where they have none.
    ADD_PLAN_COUNTER = "INSERT INTO counter_now (org, hall, counter, state, staff, since_us, open_s, day) VALUES ($1, $2, $3, 'closed', NULL, $4, 0, $5) ON CONFLICT DO NOTHING";
    /// Gives the zones of a plan their row, where they have none.
    ADD_PLAN_ZONE = "INSERT INTO zone_now (org, hall, zone, cleaned_us, people) VALUES ($1, $2, $3, NULL, 0) ON CONFLICT DO NOTHING";
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DecidePlan {
    /// The proposal.
    pub plan: RecordId,
    /// Whether it is approved.
    pub approve: bool,
}

kernel::refusals! {
    /// Why a proposal was not decided.
    pub enum DecidePlanRefusal {
        /// No such proposal in this hall.
        Unknown = "plan_unknown",
        /// Decided already.
        Decided = "plan_decided",
        /// By the one who proposed it.
        Own = "plan_own",
        /// Its first day has begun meanwhile; it can only be rejected.
        InPast { field, rule } = "plan_in_past",
    }
}

/// Decides on a proposal of `hall`, by `staff`.
///
/// Invariant: whoever proposed never decides, and a decision stands. Of two plans approved for the same day the one
/// decided last is in force.
///
/// # Errors
/// As [`DecidePlanRefusal`] says, or the database could not.
pub fn decide_plan(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    staff: StaffId,
    input: DecidePlan,
) -> Result<PlanVersion, Fail<Refusal<DecidePlanRefusal>>> {
    once(tx, cx, "decide_plan", &[hall], &(hall, staff, input), |tx| {
        let found = plan_version(tx, cx.org, input.plan)?.filter(|version| version.hall == hall);
        let Some(mut version) = found else {
            return Err(Fail::Refused(DecidePlanRefusal::Unknown));
        };
        if version.state != PlanState::Proposed {
            return Err(Fail::Refused(DecidePlanRefusal::Decided));
        }
        if version.proposed_by == staff {
            return Err(Fail::Refused(DecidePlanRefusal::Own));
        }
        let earliest = cx.now.day(cx.zone).plus(1);
        if input.approve && version.from_day < earliest {
            let rule = format!("≥ {earliest}");
            return Err(Fail::Refused(DecidePlanRefusal::InPast { field: "from_day".into(), rule }));
        }
        version.state = if input.approve { PlanState::Approved } else { PlanState::Rejected };
        version.decided_by = Some(staff);
        version.decided_at = Some(cx.now);
        let state = version.state.as_str();
        let params = [cx.org.into(), input.plan.into(), state.into(), staff.into(), cx.now.into()];
        if tx.execute(&DECIDE, &params)? == 0 {
            return Err(Fail::Refused(DecidePlanRefusal::Decided));
        }
        if input.approve {
            add_rows(tx, cx, &version)?;
        }
        let from_day = version.from_day;
        append(tx, cx, hall, Event::HallPlanDecided { plan: input.plan, from_day, approved: input.approve })?;
        Ok(version)
    })
}

/// Rows for counters and zones that the hall did not have before.
pub(super) fn add_rows(tx: &mut dyn Tx, cx: &Cx, version: &PlanVersion) -> Result<(), store::DbError> {
    let today = cx.now.day(cx.zone);
    for counter in &version.plan.counters {
        let params = [cx.org.into(), version.hall.into(), counter.id.into(), cx.now.into(), today.into()];
        tx.execute(&ADD_PLAN_COUNTER, &params)?;
    }
    for zone in &version.plan.zones {
        tx.execute(&ADD_PLAN_ZONE, &[cx.org.into(), version.hall.into(), (&zone.code).into()])?;
    }
    Ok(())
}
