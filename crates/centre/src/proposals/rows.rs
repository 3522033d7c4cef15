//! Proposals as they are stored.

use kernel::{Day, Grade, HallId, Org, ProposalId, RecordId, RunId, StaffId, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, DbErrorKind, Row, Tx, all, first};

store::statements! {
    /// Proposals, the newest first.
    SCENARIO_PROPOSALS = "SELECT id, run, from_day, reason, state, proposed_by, proposed_us, decided_by, decided_us, halls FROM scenario_proposal WHERE org = $1 ORDER BY id DESC LIMIT 100";
    /// One proposal.
    SCENARIO_PROPOSAL = "SELECT id, run, from_day, reason, state, proposed_by, proposed_us, decided_by, decided_us, halls FROM scenario_proposal WHERE org = $1 AND id = $2";
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// Waits for a second person.
    Proposed,
    /// The halls change from its day.
    Approved,
    /// Turned down.
    Rejected,
}

impl ProposalState {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ProposalState::Proposed => "proposed",
            ProposalState::Approved => "approved",
            ProposalState::Rejected => "rejected",
        }
    }
}

/// A hall that a proposal changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HallChange {
    /// The hall.
    pub hall: HallId,
    /// Its grade when it was proposed.
    pub before: Grade,
    /// Its grade from the day on; it closes if absent.
    pub after: Option<Grade>,
    /// The hall's own plan that says so, once it is approved.
    pub plan: Option<RecordId>,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// The run whose plan it is.
    pub run: RunId,
    /// From which day halls change.
    pub from_day: Day,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub state: ProposalState,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Time,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<Time>,
    /// Halls that change.
    pub halls: Vec<HallChange>,
}

/// Proposals, the newest first.
///
/// # Errors
/// The database could not.
pub fn proposals(tx: &mut dyn Tx, org: Org) -> Result<Vec<Proposal>, DbError> {
    all(tx, &SCENARIO_PROPOSALS, &[org.into()], read)?.into_iter().collect()
}

/// One proposal.
///
/// # Errors
/// The database could not.
pub fn proposal(tx: &mut dyn Tx, org: Org, id: ProposalId) -> Result<Option<Proposal>, DbError> {
    first(tx, &SCENARIO_PROPOSAL, &[org.into(), id.into()], read)?.transpose()
}

fn read(row: &dyn Row) -> Result<Proposal, DbError> {
    let id = ProposalId(row.int(0));
    let broken = |what: &str| DbError {
        kind: DbErrorKind::Broken,
        message: format!("proposal {id} cannot be read: {what}"),
        during: SCENARIO_PROPOSAL.name,
    };
    let states = [ProposalState::Proposed, ProposalState::Approved, ProposalState::Rejected];
    let state = states.into_iter().find(|state| state.as_str() == row.text(4));
    Ok(Proposal {
        id,
        run: RunId(row.int(1)),
        from_day: Day::from_number(row.int(2)).ok_or_else(|| broken("its day"))?,
        reason: row.text(3).to_owned(),
        state: state.ok_or_else(|| broken(row.text(4)))?,
        proposed_by: StaffId(row.int(5)),
        proposed_at: Time(row.int(6)),
        decided_by: row.opt_int(7).map(StaffId),
        decided_at: row.opt_int(8).map(Time),
        halls: serde_json::from_str(row.text(9)).map_err(|error| broken(&error.to_string()))?,
    })
}
