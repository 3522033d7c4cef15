//! The roster: who works which shift on which day of a month.
//!
//! Read `problem` for the question, `answer` for what comes back, `check` for what every answer must
//! keep and `price` for what it costs; then `find`, with its `search` over `books`; `cover` is the bound, `relief` what is
//! said of what stays short.

mod answer;
mod books;
mod check;
mod cover;
mod find;
mod price;
mod problem;
mod relief;
mod search;
mod valid;

pub use answer::{
    Assignment, Breach, BreachCode, Change, Price, Relief, Roster, RosterAnswer, RosterRefusal, Short,
};
pub use check::check;
pub use find::{RosterEffort, mend_roster, roster};
pub use price::{changes, price};
pub use problem::{
    Band, Before, Contract, DAY_SLOTS, Need, Pause, Person, Pin, RestRules, RosterDay, RosterQuestion, Shift,
    Want, Weights, Wish,
};
pub use relief::{relief, short};
pub use valid::valid;
