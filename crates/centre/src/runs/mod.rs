//! Runs: the planner asked about a scenario as it was, and what it answered.
//!
//! A run is queued, running, and then over for good: done, cancelled with the best there was, or failed with the reason.
//! One that is running when the process dies is taken up again from its seed, and comes to the same answer.

mod cancel_run;
mod end_run;
mod rows;
mod start_run;

pub use cancel_run::{CancelRunRefusal, cancel_run};
pub use end_run::{EndRun, EndRunRefusal, end_run};
pub use rows::{
    Asked, Point, Run, RunRow, ahead, begin_run, note_progress, result, run, runs_of, snapshot, take_next,
};
pub use start_run::{StartRun, StartRunRefusal, start_run};

pub(crate) fn statements() -> Vec<&'static store::Sql> {
    [cancel_run::STATEMENTS, end_run::STATEMENTS, rows::STATEMENTS, start_run::STATEMENTS].concat()
}
