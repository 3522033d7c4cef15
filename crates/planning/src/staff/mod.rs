//! Staffing: how many counters each quarter hour of a day needs, and what one more buys.
//!
//! Read `day` for the question and the answer; `formula` for what the books say; `judge` for who has the last word, with
//! `exact` and `played`, the two that are here; `mend` for the search, and `bound` for what nothing can
//! go below; `extra` for what a clerk buys, and `sizing` for what siting asks.

mod bound;
mod day;
mod exact;
mod extra;
mod formula;
mod judge;
mod mend;
mod played;
mod sizing;
mod valid;

pub(crate) use day::HOUR_SLOTS;
pub use day::{
    Extra, Formula, FormulaName, Per, Reached, SLOT_MIN, StaffDay, Staffing, StaffingRefusal, Target, Waits,
};
pub use exact::ExactDay;
pub use extra::extra_clerks;
pub use formula::{by_formula, steady_within};
pub use judge::Judge;
pub use mend::{Effort, staff};
pub use played::PlayedDays;
pub use sizing::{HallNeed, HallStandard, Segment, hall_need};
pub use valid::valid;
