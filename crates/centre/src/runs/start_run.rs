//! Asking the planner about a scenario.

use kernel::{Cx, Event, HallId, RunId, RunState, ScenarioId, StaffId};
use planning::site::city::Effort;
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once, one_int};

use super::{Asked, Run};
use crate::scenarios::scenario;

/// Runs that may wait: who asks for more should cancel some.
const QUEUE_MAX: i64 = 20;
/// The effort that is the planner's own default.
const EFFORT_PLAIN: u32 = 3;
/// The longest that a run may take, in seconds.
const LIMIT_S_MAX: i64 = 3600;

store::statements! {
    /// A new run.
    ADD_RUN = "INSERT INTO scenario_run (org, id, scenario, version, work, state, seed, effort, limit_s, stop, complete, asked_by, asked_us, started_us, ended_us, series, snapshot, result) VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, 0, 0, $9, $10, NULL, NULL, '[]', $11, NULL)";
    /// How many runs wait or go on.
    COUNT_QUEUED = "SELECT COUNT(*) FROM scenario_run WHERE org = $1 AND state IN ('queued', 'running')";
}

/// A run to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StartRun {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The version that is meant.
    pub version: i64,
    /// What is asked.
    pub asked: Asked,
}

kernel::refusals! {
    /// Why no run was begun.
    pub enum StartRunRefusal {
        /// No such scenario.
        Unknown = "scenario_unknown",
        /// Somebody changed it since.
        Stale { rule } = "scenario_stale",
        /// A field is wrong.
        Wrong { field, rule } = "field_wrong",
        /// Too many wait.
        Full { rule } = "runs_full",
    }
}

/// The planner's effort for one from 1 to 10.
fn effort_of(effort: i64) -> Effort {
    let plain = Effort::default();
    let scaled = |n: u32| (n * u32::try_from(effort).unwrap_or(1)).div_ceil(EFFORT_PLAIN);
    Effort {
        starts: scaled(plain.starts),
        bound_rounds: scaled(plain.bound_rounds),
        nodes: scaled(plain.nodes),
        ..plain
    }
}

/// Asks for a run of the scenario as it is now. The run keeps its own snapshot, whatever becomes of the scenario.
///
/// # Errors
/// As [`StartRunRefusal`] says, or the database could not.
pub fn start_run(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &StartRun,
) -> Result<Run, Fail<Refusal<StartRunRefusal>>> {
    use StartRunRefusal as No;
    once(tx, cx, "start_run", &[HallId::ORG], &(staff, input), |tx| {
        let asked = input.asked;
        let ranges = [
            ("effort", asked.effort, 1, 10),
            ("limit_s", asked.limit_s, 1, LIMIT_S_MAX),
            ("seed", asked.seed, 0, i64::MAX),
        ];
        if let Some((field, _, low, high)) =
            ranges.into_iter().find(|(_, it, low, high)| it < low || it > high)
        {
            return Err(Fail::Refused(No::Wrong { field: field.into(), rule: format!("{low}–{high}") }));
        }
        let Some((found, body)) = scenario(tx, cx.org, input.scenario)? else {
            return Err(Fail::Refused(No::Unknown));
        };
        if found.version != input.version {
            return Err(Fail::Refused(No::Stale { rule: found.version.to_string() }));
        }
        if one_int(tx, &COUNT_QUEUED, &[cx.org.into()])? >= QUEUE_MAX {
            return Err(Fail::Refused(No::Full { rule: format!("≤ {QUEUE_MAX}") }));
        }
        let city = body.snapshot(asked.seed.unsigned_abs(), effort_of(asked.effort));
        let snapshot = serde_json::to_string(&city).expect("a city is plain data");
        let id: RunId = cx.ids.next();
        tx.execute(
            &ADD_RUN,
            &[
                cx.org.into(),
                id.into(),
                found.id.into(),
                found.version.into(),
                asked.work.as_str().into(),
                asked.seed.into(),
                asked.effort.into(),
                asked.limit_s.into(),
                staff.into(),
                cx.now.into(),
                (&snapshot).into(),
            ],
        )?;
        let (scenario, version, work) = (found.id, found.version, asked.work);
        append(tx, cx, HallId::ORG, Event::RunAsked { run: id, scenario, version, work })?;
        Ok(Run {
            id,
            scenario,
            version,
            asked,
            state: RunState::Queued,
            stop: false,
            complete: false,
            asked_by: staff,
            asked_at: cx.now,
            started_at: None,
            ended_at: None,
        })
    })
}
