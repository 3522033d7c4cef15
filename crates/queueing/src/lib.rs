//! Queueing in a hall: the ticket's state machine, who is called next and why, and how long the wait will be.
//!
//! Pure functions of what they are handed: no clock, no randomness but a seed, no I/O, and no number of the field, for
//! those are data of the company pack. The floor runs them on rows, planning on simulated people.

mod draw;
mod fairness;
mod forecast;
mod moves;
mod order;
mod routing;
mod rules;
mod service_time;
mod skills;
mod snapshot;
mod why;

pub use draw::normal_quantile;
pub use fairness::{Unfair, fair};
pub use forecast::{Forecaster, forecast};
pub use moves::{LastMove, MoveBar, MoveRefusal, UndoRefusal, begin, may_undo, step, step_within, undoable};
pub use order::{Best, Order, Rank};
pub use routing::{Choice, Desk, Skip, Waiting, choose, eligible, is_special, pick};
pub use rules::{HeadStarts, Rules, RulesRefusal, Seat, SpecialPolicy, seat};
pub use service_time::{Learned, ServiceTime};
pub use skills::SkillSet;
pub use snapshot::{
    CannotSay, DeskNow, DeskState, Due, Forecast, Newcomer, NewcomerWait, Pace, Person, Snapshot, TicketWait,
    Wait,
};
pub use why::{Reason, Rule, RunnerUp, Skipped, Verdict, Why, explain};
