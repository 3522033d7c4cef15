//! The one model of the real decision: which halls stay, open, close or change grade, for whom, at what cost.
//!
//! [`City`] is a snapshot of demand, sites, grades, travel, habits, weights and constraints. [`Plan`] is the answer, with a
//! lower bound and who loses by it; [`CityRefusal`] names why there is none, and the smallest relaxation that gives one.
//! [`plan`] finds one, [`weigh`] says what an arrangement that somebody set by hand is worth, [`front`] what access each
//! budget buys, [`online_shift`] what becomes of halls as payments go online.
//!
//! Read in this order: [`City`] (input.rs), [`Plan`] (answer.rs), solve.rs; then model.rs (the numbers), worth.rs (the
//! whole figure), search.rs (good plans), bound.rs (what no plan can be better than), exact.rs (the proof), check.rs.
//!
//! Everything is a pure function of the snapshot, its seed and the effort counted in steps; the number of threads changes
//! how long it takes and nothing else.

mod answer;
mod bound;
mod by_day;
mod check;
mod exact;
mod front;
#[cfg(test)]
mod holds;
mod input;
pub mod instance;
mod join;
mod layout;
mod model;
mod refusal;
mod report;
mod search;
mod shift;
mod sizing;
mod solve;
mod tuning;
mod worth;

pub use answer::{
    Access, Bound, BoundPart, Catchment, Change, Cost, Felt, HallPlan, Moved, Objective, Plan, Share,
};
pub use by_day::{ByDay, DayShape, StaffedDays};
pub use front::{Front, FrontPoint, front};
pub use input::{
    Allowance, BySegment, Choice, City, Constraints, Crew, Decay, Effort, FixedGrade, GradeMax, GradeOffer,
    Habit, Place, Point, Quota, Segment, Site, Staffing, Travel, Weights,
};
pub use refusal::{CityRefusal, Relaxation};
pub use shift::{Advice, Round, ShiftHall, ShiftStep, ShiftTerms, online_shift};
pub use sizing::{Floor, Sizing, Step};
pub use solve::{plan, plan_with, weigh};
