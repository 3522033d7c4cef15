//! The one model of the real decision: which halls stay, open, close or change grade, for whom, at what cost.
//!
//! [`City`] is a snapshot of demand, sites, grades, travel, habits, weights and constraints. [`Plan`] is the answer, with a
//! lower bound and who loses by it; [`CityRefusal`] names why there is none, and the smallest relaxation that gives one.
//! Read in this order: [`City`] (input.rs), [`Plan`] (answer.rs), refusal.rs.
//!
//! Everything is a pure function of the snapshot, its seed and the effort counted in steps; the number of threads changes
//! how long it takes and nothing else.

mod answer;
mod input;
mod refusal;

pub use answer::{
    Access, Bound, BoundPart, Catchment, Change, Cost, Felt, HallPlan, Moved, Objective, Plan, Share,
};
pub use input::{
    Allowance, BySegment, Choice, City, Constraints, Crew, Decay, Effort, FixedGrade, GradeMax, GradeOffer,
    Habit, Place, Point, Quota, Segment, Site, Staffing, Travel, Weights,
};
pub use refusal::{CityRefusal, Relaxation};
