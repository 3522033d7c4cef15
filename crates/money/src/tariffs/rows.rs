//! Versions as they are stored. Reads only.

use kernel::{Day, Org, RecordId, StaffId, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, DbErrorKind, Row, Tx, all, first};

store::statements! {
    /// Versions that people made, the newest on top.
    TARIFF_VERSIONS = "SELECT id, tariff, state, edition, from_day, body, reason, verdict, written_by, written_us, proposed_by, proposed_us, decided_by, decided_us FROM tariff_version WHERE org = $1 ORDER BY written_us DESC, id DESC LIMIT 500";
    /// One version.
    TARIFF_VERSION = "SELECT id, tariff, state, edition, from_day, body, reason, verdict, written_by, written_us, proposed_by, proposed_us, decided_by, decided_us FROM tariff_version WHERE org = $1 AND id = $2";
}

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written.
    Draft,
    /// Waits for a second person.
    Proposed,
    /// Sent back with a reason, to be written further.
    Returned,
    /// Holds from its day.
    Approved,
    /// Given up before it held.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] =
        [State::Draft, State::Proposed, State::Returned, State::Approved, State::Withdrawn];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Proposed => "proposed",
            State::Returned => "returned",
            State::Approved => "approved",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Whether its text may still be written.
    #[must_use]
    pub fn open(self) -> bool {
        matches!(self, State::Draft | State::Returned)
    }
}

/// A version that somebody made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: RecordId,
    /// The tariff that it is a version of.
    pub tariff: String,
    /// Where it stands.
    pub state: State,
    /// Counts every change from 1; whoever changes it says which one they saw.
    pub edition: i64,
    /// First day on which it holds, since it was proposed.
    pub from_day: Option<Day>,
    /// The document.
    pub text: String,
    /// Why it was made.
    pub reason: String,
    /// Why it was sent back; empty if it never was.
    pub verdict: String,
    /// Who wrote its text last.
    pub written_by: StaffId,
    /// When.
    pub written_at: Time,
    /// Who proposed it.
    pub proposed_by: Option<StaffId>,
    /// When.
    pub proposed_at: Option<Time>,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<Time>,
}

/// What a change left: which version, and the edition to name at the next change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The version.
    pub id: RecordId,
    /// Its edition now.
    pub edition: i64,
    /// Where it stands now.
    pub state: State,
}

/// Versions that people made, the newest on top.
///
/// # Errors
/// The database could not.
pub fn versions(tx: &mut dyn Tx, org: Org) -> Result<Vec<Version>, DbError> {
    all(tx, &TARIFF_VERSIONS, &[org.into()], read_version)?.into_iter().collect()
}

/// One version.
///
/// # Errors
/// The database could not.
pub fn version(tx: &mut dyn Tx, org: Org, id: RecordId) -> Result<Option<Version>, DbError> {
    first(tx, &TARIFF_VERSION, &[org.into(), id.into()], read_version)?.transpose()
}

pub(super) fn read_version(row: &dyn Row) -> Result<Version, DbError> {
    let id = RecordId(row.int(0));
    let broken = |what: &str| DbError {
        kind: DbErrorKind::Broken,
        message: format!("tariff version {id}: {what}"),
        during: TARIFF_VERSION.name,
    };
    let state = State::ALL.into_iter().find(|state| state.as_str() == row.text(2));
    let from_day = match row.opt_int(4) {
        Some(number) => Some(Day::from_number(number).ok_or_else(|| broken("its day is none"))?),
        None => None,
    };
    Ok(Version {
        id,
        tariff: row.text(1).to_owned(),
        state: state.ok_or_else(|| broken(row.text(2)))?,
        edition: row.int(3),
        from_day,
        text: row.text(5).to_owned(),
        reason: row.text(6).to_owned(),
        verdict: row.text(7).to_owned(),
        written_by: StaffId(row.int(8)),
        written_at: Time(row.int(9)),
        proposed_by: row.opt_int(10).map(StaffId),
        proposed_at: row.opt_int(11).map(Time),
        decided_by: row.opt_int(12).map(StaffId),
        decided_at: row.opt_int(13).map(Time),
    })
}
