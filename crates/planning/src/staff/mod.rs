//! Staffing: how many counters each quarter hour of a day needs, and what one more buys.
//!
//! Read `day` for the question and the answer; `formula` for what the books say; `judge` for who has the last word, with
//! `exact` and `played`, the two that are here.

mod day;
mod exact;
mod formula;
mod judge;
mod played;
mod valid;

pub(crate) use day::HOUR_SLOTS;
pub use day::{
    Extra, Formula, FormulaName, Per, Reached, SLOT_MIN, StaffDay, Staffing, StaffingRefusal, Target, Waits,
};
pub use exact::ExactDay;
pub use formula::{by_formula, steady_within};
pub use judge::Judge;
pub use played::PlayedDays;
pub use valid::valid;
