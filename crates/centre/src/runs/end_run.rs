//! The answer of a run.

use kernel::{Cx, Event, HallId, RunId, RunState};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::rows::{Point, lock_run};

store::statements! {
    /// A run has its answer.
    END_RUN = "UPDATE scenario_run SET state = $3, complete = $4, ended_us = $5, series = $6, result = $7 WHERE org = $1 AND id = $2 AND state = 'running'";
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EndRun {
    /// The run.
    pub run: RunId,
    /// Whether there is no plan: then `result` is the planner's refusal.
    pub failed: bool,
    /// Whether the search came to its end.
    pub complete: bool,
    /// Its course.
    pub series: Vec<Point>,
    /// What the planner answered, as JSON of its own types.
    pub result: String,
}

kernel::refusals! {
    /// Why an answer was not taken.
    pub enum EndRunRefusal {
        /// The run does not go on: it has its answer.
        Over = "run_over",
    }
}

/// Stores what the planner answered. A run that somebody wanted no more of is cancelled, with the best there was if there was
/// any.
///
/// # Errors
/// As [`EndRunRefusal`] says, or the database could not.
pub fn end_run(tx: &mut dyn Tx, cx: &Cx, input: &EndRun) -> Result<RunState, Fail<Refusal<EndRunRefusal>>> {
    once(tx, cx, "end_run", &[HallId::ORG], input, |tx| {
        let found = lock_run(tx, cx.org, input.run)?.filter(|it| it.run.state == RunState::Running);
        let Some(found) = found else { return Err(Fail::Refused(EndRunRefusal::Over)) };
        let state = match (found.run.stop && !input.complete, input.failed) {
            (true, _) => RunState::Cancelled,
            (false, true) => RunState::Failed,
            (false, false) => RunState::Done,
        };
        // Who stopped it before there was any plan has none, and no reason either.
        let result = (state != RunState::Cancelled || !input.failed).then_some(&input.result);
        let series = serde_json::to_string(&input.series).expect("a series is plain data");
        let params = [
            cx.org.into(),
            input.run.into(),
            state.as_str().into(),
            input.complete.into(),
            cx.now.into(),
            (&series).into(),
            result.into(),
        ];
        if tx.execute(&END_RUN, &params)? == 0 {
            return Err(Fail::Refused(EndRunRefusal::Over));
        }
        let scenario = found.run.scenario;
        append(tx, cx, HallId::ORG, Event::RunEnded { run: input.run, scenario, state })?;
        Ok(state)
    })
}
