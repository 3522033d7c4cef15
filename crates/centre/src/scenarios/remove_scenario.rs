//! Taking a scenario away.

use kernel::{Cx, Event, HallId, RunState, ScenarioId};
use store::{Fail, Refusal, Tx, append, once, one_int};

use super::scenario;
use crate::runs::runs_of;

store::statements! {
    /// How many of its runs were proposed.
    COUNT_PROPOSED = "SELECT COUNT(*) FROM scenario_proposal p JOIN scenario_run r ON r.org = p.org AND r.id = p.run WHERE p.org = $1 AND r.scenario = $2";
    /// Takes its runs away.
    REMOVE_RUNS = "DELETE FROM scenario_run WHERE org = $1 AND scenario = $2";
    /// Takes it away.
    REMOVE_SCENARIO = "DELETE FROM scenario WHERE org = $1 AND id = $2";
}

kernel::refusals! {
    /// Why a scenario was not taken away.
    pub enum RemoveScenarioRefusal {
        /// No such scenario.
        Unknown = "scenario_unknown",
        /// One of its runs was proposed: what was decided must stay to be seen.
        Proposed = "scenario_proposed",
        /// One of its runs goes on.
        Running = "scenario_running",
    }
}

/// Takes a scenario away with its runs.
///
/// # Errors
/// As [`RemoveScenarioRefusal`] says, or the database could not.
pub fn remove_scenario(
    tx: &mut dyn Tx,
    cx: &Cx,
    id: ScenarioId,
) -> Result<(), Fail<Refusal<RemoveScenarioRefusal>>> {
    use RemoveScenarioRefusal as No;
    once(tx, cx, "remove_scenario", &[HallId::ORG], &id, |tx| {
        if scenario(tx, cx.org, id)?.is_none() {
            return Err(Fail::Refused(No::Unknown));
        }
        if one_int(tx, &COUNT_PROPOSED, &[cx.org.into(), id.into()])? > 0 {
            return Err(Fail::Refused(No::Proposed));
        }
        let goes_on = |state: RunState| matches!(state, RunState::Queued | RunState::Running);
        if runs_of(tx, cx.org, id)?.iter().any(|run| goes_on(run.state)) {
            return Err(Fail::Refused(No::Running));
        }
        tx.execute(&REMOVE_RUNS, &[cx.org.into(), id.into()])?;
        tx.execute(&REMOVE_SCENARIO, &[cx.org.into(), id.into()])?;
        append(tx, cx, HallId::ORG, Event::ScenarioRemoved { scenario: id })?;
        Ok(())
    })
}
