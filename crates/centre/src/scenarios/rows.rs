//! Scenarios as they are stored.

use kernel::{Org, ScenarioId, StaffId, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, DbErrorKind, Row, Tx, all, first};

use super::Body;

store::statements! {
    /// Every scenario without its city, the one changed last on top.
    SCENARIOS = "SELECT id, name, version, author, changed_us FROM scenario WHERE org = $1 ORDER BY changed_us DESC, id DESC LIMIT 200";
    /// One scenario.
    SCENARIO = "SELECT id, name, version, author, changed_us, body FROM scenario WHERE org = $1 AND id = $2";
}

/// A scenario, but for what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// Its name.
    pub name: String,
    /// Counts its changes, from 1.
    pub version: i64,
    /// Who made it.
    pub author: StaffId,
    /// When it was changed last.
    pub changed_at: Time,
}

/// Scenarios, the one changed last on top.
///
/// # Errors
/// The database could not.
pub fn scenarios(tx: &mut dyn Tx, org: Org) -> Result<Vec<Scenario>, DbError> {
    all(tx, &SCENARIOS, &[org.into()], read)
}

/// A scenario with what it holds.
///
/// # Errors
/// The database could not, or the body is not of this version's shape.
pub fn scenario(tx: &mut dyn Tx, org: Org, id: ScenarioId) -> Result<Option<(Scenario, Body)>, DbError> {
    let found = first(tx, &SCENARIO, &[org.into(), id.into()], |row| (read(row), row.text(5).to_owned()))?;
    let Some((scenario, body)) = found else { return Ok(None) };
    let body = serde_json::from_str(&body).map_err(|error| DbError {
        kind: DbErrorKind::Broken,
        message: format!("scenario {id} cannot be read: {error}"),
        during: SCENARIO.name,
    })?;
    Ok(Some((scenario, body)))
}

fn read(row: &dyn Row) -> Scenario {
    Scenario {
        id: ScenarioId(row.int(0)),
        name: row.text(1).to_owned(),
        version: row.int(2),
        author: StaffId(row.int(3)),
        changed_at: Time(row.int(4)),
    }
}
