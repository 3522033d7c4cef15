//! Halls: what they are, the plan in force on a day, its opening hours, what can be done there, and how far apart
//! halls are. A plan changes only by a proposal that a second person approves, from tomorrow at the earliest.

mod ability;
mod adopt_plan;
mod changes;
mod check;
mod decide_plan;
mod distance;
mod propose_plan;
mod regrade;
mod rows;

pub use ability::{Ability, ability};
pub use adopt_plan::{AdoptPlan, adopt_plan, check_adopted};
pub use changes::{Change, changes};
pub use check::{GRID_HEIGHT, GRID_WIDTH, PlanFault, check_plan};
pub use decide_plan::{DecidePlan, DecidePlanRefusal, decide_plan};
pub use distance::{Near, distance_m, nearest};
pub use propose_plan::{ProposePlan, ProposePlanRefusal, propose_plan};
pub use regrade::{closed, is_closed, regraded};
pub use rows::{
    HallRow, PlanState, PlanVersion, hall, hall_by_code, halls, plan_in_force, plan_version, plan_versions,
    proposals,
};

use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    [adopt_plan::STATEMENTS, rows::STATEMENTS, propose_plan::STATEMENTS, decide_plan::STATEMENTS].concat()
}
