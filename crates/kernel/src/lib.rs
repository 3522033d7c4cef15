//! The vocabulary that every other crate speaks: identifiers, time, the working calendar, who acts, what a
//! command may know ([`Cx`]), and the closed list of everything that can happen ([`Event`]).
//!
//! Pure: no I/O, no clock, no randomness, no async, no SQL. Nothing here may depend on another crate of gridhall.

mod calendar;
mod certainty;
mod chain;
mod cx;
mod event;
mod id;
mod refuse;
#[cfg(feature = "schema")]
mod schema;
mod time;
mod words;

pub use calendar::{CalendarRefusal, DayKind, WorkingCalendar};
pub use certainty::Certainty;
pub use chain::{ChainHash, ChainLink};
pub use cx::{Actor, Cx, Ids, RequestId};
pub use event::{Event, EventAt};
pub use id::*;
pub use refuse::Refuse;
pub use time::{Day, Time, Zone};
pub use words::*;
