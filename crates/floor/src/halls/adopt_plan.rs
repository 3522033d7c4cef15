//! A plan of a hall that comes out of a decision about many halls at once.

use kernel::{Cx, Day, Event, HallId, RecordId, StaffId, Time};
use pack::Pack;
use store::{DbError, Tx, append};

use super::check::{PlanFault, check_shape};
use super::decide_plan::add_rows;
use super::regrade::is_closed;
use super::{PlanState, PlanVersion, check_plan};
use crate::HallPlan;

store::statements! {
    /// A plan that was decided on elsewhere.
    ADOPT = "INSERT INTO hall_plan (org, id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us) VALUES ($1, $2, $3, $4, 'approved', $5, $6, $7, $8, $9, $10)";
}

/// A plan to be adopted.
#[derive(Clone, Debug, PartialEq)]
pub struct AdoptPlan {
    /// The hall.
    pub hall: HallId,
    /// From which day.
    pub from_day: Day,
    /// Why.
    pub reason: String,
    /// The plan; one without any opening hours closes the hall.
    pub plan: HallPlan,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Time,
    /// Who decided.
    pub decided_by: StaffId,
}

/// Checks a plan that closes a hall, or any other.
///
/// # Errors
/// The first fault.
pub fn check_adopted(pack: &Pack, plan: &HallPlan, day: Day) -> Result<(), PlanFault> {
    if is_closed(plan) { check_shape(pack, plan) } else { check_plan(pack, plan, day) }
}

/// Adopts a plan: proposed and approved in one step, for both was done about all the halls of a scenario together.
///
/// Belongs to a flow of the server: runs inside its `once`, and the caller has checked the plan ([`check_adopted`]), the
/// day and the two persons, and holds the lock of the hall.
///
/// # Errors
/// The database could not.
///
/// # Panics
/// When the same person proposed and decided, which the flow has refused.
pub fn adopt_plan(tx: &mut dyn Tx, cx: &Cx, input: AdoptPlan) -> Result<PlanVersion, DbError> {
    assert_ne!(input.proposed_by, input.decided_by, "whoever proposed never decides");
    let plan: RecordId = cx.ids.next();
    let body = serde_json::to_string(&input.plan).expect("a plan is plain data");
    let params = [
        cx.org.into(),
        plan.into(),
        input.hall.into(),
        input.from_day.into(),
        (&body).into(),
        (&input.reason).into(),
        input.proposed_by.into(),
        input.proposed_at.into(),
        input.decided_by.into(),
        cx.now.into(),
    ];
    tx.execute(&ADOPT, &params)?;
    let version = PlanVersion {
        id: plan,
        hall: input.hall,
        from_day: input.from_day,
        state: PlanState::Approved,
        reason: input.reason,
        proposed_by: input.proposed_by,
        proposed_at: input.proposed_at,
        decided_by: Some(input.decided_by),
        decided_at: Some(cx.now),
        plan: input.plan,
    };
    add_rows(tx, cx, &version)?;
    let (hall, from_day) = (version.hall, version.from_day);
    append(tx, cx, hall, Event::HallPlanProposed { plan, from_day })?;
    append(tx, cx, hall, Event::HallPlanDecided { plan, from_day, approved: true })?;
    Ok(version)
}
