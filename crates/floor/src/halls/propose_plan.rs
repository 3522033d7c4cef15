//! Proposing a change of a hall's plan.

use kernel::{Cx, Day, Event, HallId, RecordId, StaffId};
use pack::Pack;
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::{PlanState, PlanVersion, check_plan, hall};
use crate::HallPlan;

/// The longest reason, in characters.
const REASON_MAX: usize = 400;

store::statements! {
    /// A new proposal.
    ADD_PROPOSAL = "INSERT INTO hall_plan (org, id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us) VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8, NULL, NULL)";
}

/// A plan to come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProposePlan {
    /// From which day.
    pub from_day: Day,
    /// Why.
    pub reason: String,
    /// The plan.
    pub plan: HallPlan,
}

kernel::refusals! {
    /// Why a plan was not taken as a proposal.
    pub enum ProposePlanRefusal {
        /// No such hall.
        HallUnknown = "hall_unknown",
        /// Before tomorrow.
        InPast { field, rule } = "plan_in_past",
        /// No hall could be like that.
        Invalid { field, rule } = "plan_invalid",
        /// No reason given.
        ReasonMissing { field, rule } = "field_wrong",
    }
}

/// Proposes a plan of `hall`, by `staff`, for a second person to decide. In force from tomorrow at the earliest, so
/// that a hall never changes under a day that has begun.
///
/// # Errors
/// As [`ProposePlanRefusal`] says, or the database could not.
pub fn propose_plan(
    tx: &mut dyn Tx,
    cx: &Cx,
    pack: &Pack,
    at: HallId,
    staff: StaffId,
    input: &ProposePlan,
) -> Result<PlanVersion, Fail<Refusal<ProposePlanRefusal>>> {
    once(tx, cx, "propose_plan", &[at], &(at, staff, input), |tx| {
        if hall(tx, cx.org, at)?.is_none() {
            return Err(Fail::Refused(ProposePlanRefusal::HallUnknown));
        }
        check_from_day(cx, input.from_day)?;
        let letters = input.reason.trim().chars().count();
        if letters == 0 || letters > REASON_MAX {
            let rule = format!("1–{REASON_MAX}");
            return Err(Fail::Refused(ProposePlanRefusal::ReasonMissing { field: "reason".into(), rule }));
        }
        check_plan(pack, &input.plan, input.from_day).map_err(|fault| {
            let field = format!("plan.{}", fault.field);
            Fail::Refused(ProposePlanRefusal::Invalid { field, rule: fault.rule })
        })?;
        let plan: RecordId = cx.ids.next();
        let body = serde_json::to_string(&input.plan).expect("a plan is plain data");
        let reason = input.reason.trim();
        tx.execute(
            &ADD_PROPOSAL,
            &[
                cx.org.into(),
                plan.into(),
                at.into(),
                input.from_day.into(),
                (&body).into(),
                reason.into(),
                staff.into(),
                cx.now.into(),
            ],
        )?;
        append(tx, cx, at, Event::HallPlanProposed { plan, from_day: input.from_day })?;
        Ok(PlanVersion {
            id: plan,
            hall: at,
            from_day: input.from_day,
            state: PlanState::Proposed,
            reason: reason.to_owned(),
            proposed_by: staff,
            proposed_at: cx.now,
            decided_by: None,
            decided_at: None,
            plan: input.plan.clone(),
        })
    })
}

fn check_from_day(cx: &Cx, from_day: Day) -> Result<(), Fail<ProposePlanRefusal>> {
    let earliest = cx.now.day(cx.zone).plus(1);
    if from_day >= earliest {
        return Ok(());
    }
    let rule = format!("≥ {earliest}");
    Err(Fail::Refused(ProposePlanRefusal::InPast { field: "from_day".into(), rule }))
}
