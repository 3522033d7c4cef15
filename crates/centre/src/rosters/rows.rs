//! Rosters as they are stored.

use kernel::{Day, HallId, Org, Time};
use planning::roster::{Roster, RosterQuestion};
use serde::{Deserialize, Serialize};
use store::{DbError, DbErrorKind, Tx, first};

store::statements! {
    /// The roster of a hall's month.
    ROSTER = "SELECT version, seed, changed_us, question, roster, bound FROM roster WHERE org = $1 AND hall = $2 AND month = $3";
}

/// The roster of a hall's month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterRow {
    /// Counts its changes, from 1.
    pub version: i64,
    /// The seed of its first draft.
    pub seed: i64,
    /// When it was changed last.
    pub changed_at: Time,
    /// What was asked: days with needs, shifts, people by their account, rules.
    pub question: RosterQuestion,
    /// Who works when.
    pub roster: Roster,
    /// No roster costs less; nothing once it was changed by hand.
    pub bound: Option<i64>,
}

/// The roster of the month that begins on `month`.
///
/// # Errors
/// The database could not, or the roster is not of this version's shape.
pub fn roster(tx: &mut dyn Tx, org: Org, hall: HallId, month: Day) -> Result<Option<RosterRow>, DbError> {
    let broken = |error: serde_json::Error| DbError {
        kind: DbErrorKind::Broken,
        message: format!("the roster of hall {hall} from {month} cannot be read: {error}"),
        during: ROSTER.name,
    };
    let found = first(tx, &ROSTER, &[org.into(), hall.into(), month.into()], |row| {
        Ok(RosterRow {
            version: row.int(0),
            seed: row.int(1),
            changed_at: Time(row.int(2)),
            question: serde_json::from_str(row.text(3))?,
            roster: serde_json::from_str(row.text(4))?,
            bound: row.opt_int(5),
        })
    })?;
    found.transpose().map_err(broken)
}
