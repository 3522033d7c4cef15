//! Halls and plan versions as they are stored. Reads only.

use kernel::{Day, HallId, Org, RecordId, StaffId, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, DbErrorKind, Row, Tx, all, first};

use crate::HallPlan;

store::statements! {
    /// Every hall.
    HALLS = "SELECT id, code, name, name_en, county, town, lat_e6, lon_e6, coord_source FROM hall WHERE org = $1 ORDER BY code LIMIT 10000";
    /// One hall.
    HALL = "SELECT id, code, name, name_en, county, town, lat_e6, lon_e6, coord_source FROM hall WHERE org = $1 AND id = $2";
    /// The hall of a code.
    HALL_BY_CODE = "SELECT id, code, name, name_en, county, town, lat_e6, lon_e6, coord_source FROM hall WHERE org = $1 AND code = $2";
    /// The plan in force on a day: of those approved for it, the one that begins last; of two for the same day, the one decided last.
    PLAN_IN_FORCE = "SELECT id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us FROM hall_plan WHERE org = $1 AND hall = $2 AND state = 'approved' AND from_day <= $3 ORDER BY from_day DESC, decided_us DESC, id DESC LIMIT 1";
    /// Versions of a hall's plan, the one with the latest first day on top: a pack may be loaded by another clock than proposals are made by.
    PLAN_VERSIONS = "SELECT id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us FROM hall_plan WHERE org = $1 AND hall = $2 ORDER BY from_day DESC, proposed_us DESC, id DESC LIMIT 200";
    /// Proposals that wait, oldest first.
    PROPOSALS = "SELECT id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us FROM hall_plan WHERE org = $1 AND state = 'proposed' ORDER BY proposed_us, id LIMIT 500";
    /// One version.
    PLAN_VERSION = "SELECT id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us FROM hall_plan WHERE org = $1 AND id = $2";
}

/// A hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HallRow {
    /// Its id.
    pub id: HallId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Code of its county.
    pub county: String,
    /// Code of its town; empty for a hall of the county.
    pub town: String,
    /// Latitude, WGS 84, millionths of a degree.
    pub lat_e6: i64,
    /// Longitude, WGS 84, millionths of a degree.
    pub lon_e6: i64,
    /// Where the position comes from.
    pub coord_source: String,
}

/// What became of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// Waits for a second person.
    Proposed,
    /// Holds from its day.
    Approved,
    /// Turned down.
    Rejected,
}

impl PlanState {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PlanState::Proposed => "proposed",
            PlanState::Approved => "approved",
            PlanState::Rejected => "rejected",
        }
    }
}

/// A version of a hall's plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// Its id.
    pub id: RecordId,
    /// The hall.
    pub hall: HallId,
    /// From which day it holds, once approved.
    pub from_day: Day,
    /// What became of it.
    pub state: PlanState,
    /// Why it was proposed.
    pub reason: String,
    /// Who proposed it; 0 for the pack.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Time,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<Time>,
    /// The plan.
    pub plan: HallPlan,
}

/// Every hall, by code.
///
/// # Errors
/// The database could not.
pub fn halls(tx: &mut dyn Tx, org: Org) -> Result<Vec<HallRow>, DbError> {
    all(tx, &HALLS, &[org.into()], read_hall)
}

/// One hall.
///
/// # Errors
/// The database could not.
pub fn hall(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Option<HallRow>, DbError> {
    first(tx, &HALL, &[org.into(), hall.into()], read_hall)
}

/// The hall with this code.
///
/// # Errors
/// The database could not.
pub fn hall_by_code(tx: &mut dyn Tx, org: Org, code: &str) -> Result<Option<HallRow>, DbError> {
    first(tx, &HALL_BY_CODE, &[org.into(), code.into()], read_hall)
}

/// The plan of a hall in force on `day`; nothing before its first.
///
/// # Errors
/// The database could not.
pub fn plan_in_force(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
) -> Result<Option<PlanVersion>, DbError> {
    first(tx, &PLAN_IN_FORCE, &[org.into(), hall.into(), day.into()], read_version)?.transpose()
}

/// Versions of a hall's plan, the one with the latest first day on top; of two for one day the newer proposal.
///
/// # Errors
/// The database could not.
pub fn plan_versions(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<PlanVersion>, DbError> {
    all(tx, &PLAN_VERSIONS, &[org.into(), hall.into()], read_version)?.into_iter().collect()
}

/// Proposals of every hall that wait for a decision, oldest first.
///
/// # Errors
/// The database could not.
pub fn proposals(tx: &mut dyn Tx, org: Org) -> Result<Vec<PlanVersion>, DbError> {
    all(tx, &PROPOSALS, &[org.into()], read_version)?.into_iter().collect()
}

/// One version.
///
/// # Errors
/// The database could not.
pub fn plan_version(tx: &mut dyn Tx, org: Org, plan: RecordId) -> Result<Option<PlanVersion>, DbError> {
    first(tx, &PLAN_VERSION, &[org.into(), plan.into()], read_version)?.transpose()
}

fn read_hall(row: &dyn Row) -> HallRow {
    HallRow {
        id: HallId(row.int(0)),
        code: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        name_en: row.text(3).to_owned(),
        county: row.text(4).to_owned(),
        town: row.text(5).to_owned(),
        lat_e6: row.int(6),
        lon_e6: row.int(7),
        coord_source: row.text(8).to_owned(),
    }
}

fn read_version(row: &dyn Row) -> Result<PlanVersion, DbError> {
    let broken = |message: String| DbError { kind: DbErrorKind::Broken, message, during: PLAN_VERSION.name };
    let id = RecordId(row.int(0));
    let plan = serde_json::from_str(row.text(4))
        .map_err(|error| broken(format!("plan {id} cannot be read: {error}")))?;
    let state = match row.text(3) {
        "proposed" => PlanState::Proposed,
        "approved" => PlanState::Approved,
        "rejected" => PlanState::Rejected,
        other => return Err(broken(format!("plan {id} is {other:?}"))),
    };
    Ok(PlanVersion {
        id,
        hall: HallId(row.int(1)),
        from_day: Day::from_number(row.int(2)).ok_or_else(|| broken(format!("plan {id} has no day")))?,
        state,
        reason: row.text(5).to_owned(),
        proposed_by: StaffId(row.int(6)),
        proposed_at: Time(row.int(7)),
        decided_by: row.opt_int(8).map(StaffId),
        decided_at: row.opt_int(9).map(Time),
        plan,
    })
}
