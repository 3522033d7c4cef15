//! Rosters: who works which shift of a hall's month, as the planner drafted it and people changed it.

mod put_roster;
mod rows;

pub use put_roster::{PutRoster, PutRosterRefusal, put_roster};
pub use rows::{RosterRow, roster};

pub(crate) fn statements() -> Vec<&'static store::Sql> {
    [put_roster::STATEMENTS, rows::STATEMENTS].concat()
}
