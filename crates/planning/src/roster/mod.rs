//! The roster: who works which shift on which day of a month.
//!
//! Read [`problem`](self) for the question, `answer` for what comes back.

mod answer;
mod problem;

pub use answer::{
    Assignment, Breach, BreachCode, Change, Price, Relief, Roster, RosterAnswer, RosterRefusal, Short,
};
pub use problem::{
    Band, Before, Contract, DAY_SLOTS, Need, Pause, Person, Pin, RestRules, RosterDay, RosterQuestion, Shift,
    Want, Weights, Wish,
};
