//! Staffing: how many counters each quarter hour of a day needs, and what one more buys.
//!
//! Read [`day`](self) for the question and the answer.

mod day;

pub use day::{
    Extra, Formula, FormulaName, Per, Reached, SLOT_MIN, StaffDay, Staffing, StaffingRefusal, Target, Waits,
};
