//! Wanting no more of a run.

use kernel::{Cx, Event, HallId, RunId, RunState};
use store::{Fail, Refusal, Tx, append, once};

use super::Run;
use super::rows::lock_run;

store::statements! {
    /// A run that waits is over.
    CANCEL_QUEUED = "UPDATE scenario_run SET state = 'cancelled', stop = 1, ended_us = $3 WHERE org = $1 AND id = $2 AND state = 'queued'";
    /// A run that goes on is to stop.
    STOP_RUNNING = "UPDATE scenario_run SET stop = 1 WHERE org = $1 AND id = $2 AND state = 'running'";
}

kernel::refusals! {
    /// Why a run was not cancelled.
    pub enum CancelRunRefusal {
        /// No such run.
        Unknown = "run_unknown",
        /// It is over already.
        Over = "run_over",
    }
}

/// Cancels a run: at once if it waits. One that goes on is told to stop, and ends with the best it has.
///
/// # Errors
/// As [`CancelRunRefusal`] says, or the database could not.
pub fn cancel_run(tx: &mut dyn Tx, cx: &Cx, id: RunId) -> Result<Run, Fail<Refusal<CancelRunRefusal>>> {
    once(tx, cx, "cancel_run", &[HallId::ORG], &id, |tx| {
        let Some(found) = lock_run(tx, cx.org, id)? else {
            return Err(Fail::Refused(CancelRunRefusal::Unknown));
        };
        let mut run = found.run;
        match run.state {
            RunState::Queued => {
                tx.execute(&CANCEL_QUEUED, &[cx.org.into(), id.into(), cx.now.into()])?;
                (run.state, run.ended_at) = (RunState::Cancelled, Some(cx.now));
                let (scenario, state) = (run.scenario, run.state);
                append(tx, cx, HallId::ORG, Event::RunEnded { run: id, scenario, state })?;
            }
            RunState::Running => {
                tx.execute(&STOP_RUNNING, &[cx.org.into(), id.into()])?;
            }
            RunState::Done | RunState::Cancelled | RunState::Failed => {
                return Err(Fail::Refused(CancelRunRefusal::Over));
            }
        }
        run.stop = true;
        Ok(run)
    })
}
