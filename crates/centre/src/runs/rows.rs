//! Runs as they are stored, and what their worker notes while it works: no event, for nothing has happened yet.

use kernel::{Org, RunId, RunState, RunWork, ScenarioId, StaffId, Time};
use planning::site::city::City;
use serde::{Deserialize, Serialize};
use store::{DbError, DbErrorKind, Row, Tx, all, first, one_int};

store::statements! {
    /// One run without its texts.
    RUN = "SELECT id, scenario, version, work, state, seed, effort, limit_s, stop, complete, asked_by, asked_us, started_us, ended_us, series FROM scenario_run WHERE org = $1 AND id = $2";
    /// One run, to be changed.
    LOCK_RUN = "SELECT id, scenario, version, work, state, seed, effort, limit_s, stop, complete, asked_by, asked_us, started_us, ended_us, series FROM scenario_run WHERE org = $1 AND id = $2 {for_update}";
    /// Runs of a scenario without their course, the newest first.
    RUNS_OF = "SELECT id, scenario, version, work, state, seed, effort, limit_s, stop, complete, asked_by, asked_us, started_us, ended_us, '[]' FROM scenario_run WHERE org = $1 AND scenario = $2 ORDER BY id DESC LIMIT 50";
    /// The run whose turn it is: one that was begun, else the oldest that waits.
    NEXT_RUN = "SELECT id, scenario, version, work, state, seed, effort, limit_s, stop, complete, asked_by, asked_us, started_us, ended_us, series FROM scenario_run WHERE org = $1 AND state IN ('queued', 'running') ORDER BY CASE state WHEN 'running' THEN 0 ELSE 1 END, id LIMIT 1";
    /// How many are before a run.
    AHEAD = "SELECT COUNT(*) FROM scenario_run WHERE org = $1 AND state IN ('queued', 'running') AND id < $2";
    /// A run begins.
    BEGIN_RUN = "UPDATE scenario_run SET state = 'running', started_us = $3, series = '[]' WHERE org = $1 AND id = $2 AND state IN ('queued', 'running')";
    /// Where a run came to.
    NOTE_PROGRESS = "UPDATE scenario_run SET series = $3 WHERE org = $1 AND id = $2 AND state = 'running'";
    /// What a run is about.
    SNAPSHOT = "SELECT snapshot FROM scenario_run WHERE org = $1 AND id = $2";
    /// What it answered.
    RESULT = "SELECT result FROM scenario_run WHERE org = $1 AND id = $2";
}

/// What a run was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which answer is wanted.
    pub work: RunWork,
    /// The seed of what is drawn.
    pub seed: i64,
    /// How hard to search, from 1 to 10.
    pub effort: i64,
    /// Seconds after which the best so far is the answer.
    pub limit_s: i64,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The scenario.
    pub scenario: ScenarioId,
    /// Its version.
    pub version: i64,
    /// What was asked.
    pub asked: Asked,
    /// How it stands.
    pub state: RunState,
    /// Somebody wants no more of it.
    pub stop: bool,
    /// The search came to its end.
    pub complete: bool,
    /// Who asked.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Time,
    /// When it began.
    pub started_at: Option<Time>,
    /// When it ended.
    pub ended_at: Option<Time>,
}

/// A run with its course.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// The run.
    pub run: Run,
    /// Where it came to, oldest first.
    pub series: Vec<Point>,
}

/// Where a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Milliseconds since it began.
    pub at_ms: i64,
    /// Steps done.
    pub done: i64,
    /// Steps in all.
    pub of: i64,
    /// The best found.
    pub best: Option<f64>,
    /// Nothing can be better.
    pub bound: Option<f64>,
}

/// One run.
///
/// # Errors
/// The database could not.
pub fn run(tx: &mut dyn Tx, org: Org, id: RunId) -> Result<Option<RunRow>, DbError> {
    first(tx, &RUN, &[org.into(), id.into()], read)?.transpose()
}

/// One run, locked for the command under way.
pub(crate) fn lock_run(tx: &mut dyn Tx, org: Org, id: RunId) -> Result<Option<RunRow>, DbError> {
    first(tx, &LOCK_RUN, &[org.into(), id.into()], read)?.transpose()
}

/// Runs of a scenario, the newest first.
///
/// # Errors
/// The database could not.
pub fn runs_of(tx: &mut dyn Tx, org: Org, scenario: ScenarioId) -> Result<Vec<Run>, DbError> {
    let rows = all(tx, &RUNS_OF, &[org.into(), scenario.into()], read)?;
    rows.into_iter().map(|row| row.map(|it| it.run)).collect()
}

/// How many runs are before this one.
///
/// # Errors
/// The database could not.
pub fn ahead(tx: &mut dyn Tx, org: Org, id: RunId) -> Result<i64, DbError> {
    one_int(tx, &AHEAD, &[org.into(), id.into()])
}

/// The run whose turn it is: one that was begun by a process that died, else the oldest that waits.
///
/// # Errors
/// The database could not.
pub fn take_next(tx: &mut dyn Tx, org: Org) -> Result<Option<Run>, DbError> {
    Ok(first(tx, &NEXT_RUN, &[org.into()], read)?.transpose()?.map(|it| it.run))
}

/// Notes that a run begins now, or begins again; answers whether it still may.
///
/// # Errors
/// The database could not.
pub fn begin_run(tx: &mut dyn Tx, org: Org, id: RunId, now: Time) -> Result<bool, DbError> {
    Ok(tx.execute(&BEGIN_RUN, &[org.into(), id.into(), now.into()])? == 1)
}

/// Notes where a run came to.
///
/// # Errors
/// The database could not.
pub fn note_progress(tx: &mut dyn Tx, org: Org, id: RunId, series: &[Point]) -> Result<(), DbError> {
    let series = serde_json::to_string(series).expect("a series is plain data");
    tx.execute(&NOTE_PROGRESS, &[org.into(), id.into(), (&series).into()]).map(drop)
}

/// The city that a run is about, with its seed and effort: all that its answer depends on.
///
/// # Errors
/// The database could not, or the snapshot is not of this version's shape.
pub fn snapshot(tx: &mut dyn Tx, org: Org, id: RunId) -> Result<Option<City>, DbError> {
    let text = first(tx, &SNAPSHOT, &[org.into(), id.into()], |row| row.text(0).to_owned())?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| broken(id, error, SNAPSHOT.name))).transpose()
}

/// What a run answered, as JSON of the planner's own types; nothing while it goes on.
///
/// # Errors
/// The database could not.
pub fn result(tx: &mut dyn Tx, org: Org, id: RunId) -> Result<Option<String>, DbError> {
    Ok(first(tx, &RESULT, &[org.into(), id.into()], |row| row.opt_text(0).map(str::to_owned))?.flatten())
}

fn broken(id: RunId, error: impl std::fmt::Display, during: &'static str) -> DbError {
    DbError { kind: DbErrorKind::Broken, message: format!("run {id} cannot be read: {error}"), during }
}

fn read(row: &dyn Row) -> Result<RunRow, DbError> {
    let id = RunId(row.int(0));
    let wrong = |what: &str| broken(id, what, RUN.name);
    let run = Run {
        id,
        scenario: ScenarioId(row.int(1)),
        version: row.int(2),
        asked: Asked {
            work: RunWork::parse(row.text(3)).ok_or_else(|| wrong(row.text(3)))?,
            seed: row.int(5),
            effort: row.int(6),
            limit_s: row.int(7),
        },
        state: RunState::parse(row.text(4)).ok_or_else(|| wrong(row.text(4)))?,
        stop: row.flag(8),
        complete: row.flag(9),
        asked_by: StaffId(row.int(10)),
        asked_at: Time(row.int(11)),
        started_at: row.opt_int(12).map(Time),
        ended_at: row.opt_int(13).map(Time),
    };
    let series = serde_json::from_str(row.text(14)).map_err(|error| broken(id, error, RUN.name))?;
    Ok(RunRow { run, series })
}
