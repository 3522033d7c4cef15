//! The roster: who works which shift on which day of a month.
//!
//! Read `problem` for the question, `answer` for what comes back, `check` for what every answer must keep.

mod answer;
mod check;
mod problem;
mod valid;

pub use answer::{
    Assignment, Breach, BreachCode, Change, Price, Relief, Roster, RosterAnswer, RosterRefusal, Short,
};
pub use check::check;
pub use problem::{
    Band, Before, Contract, DAY_SLOTS, Need, Pause, Person, Pin, RestRules, RosterDay, RosterQuestion, Shift,
    Want, Weights, Wish,
};
pub use valid::valid;
