//! Deciding on a proposed plan: by a second person, once.

use kernel::{Cx, Event, HallId, ProposalId, StaffId};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Tx, append};

use super::{Proposal, ProposalState, proposal};

store::statements! {
    /// Decides a proposal, if nobody has.
    DECIDE_PROPOSAL = "UPDATE scenario_proposal SET state = $3, decided_by = $4, decided_us = $5 WHERE org = $1 AND id = $2 AND state = 'proposed' AND proposed_by <> $4";
    /// Keeps the plans that halls got by it.
    KEEP_PLANS = "UPDATE scenario_proposal SET halls = $3 WHERE org = $1 AND id = $2";
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideProposal {
    /// The proposal.
    pub proposal: ProposalId,
    /// Whether it is approved.
    pub approve: bool,
}

kernel::refusals! {
    /// Why a proposal was not decided.
    pub enum DecideProposalRefusal {
        /// No such proposal.
        Unknown = "proposal_unknown",
        /// Decided already.
        Decided = "plan_decided",
        /// By the one who proposed it.
        Own = "plan_own",
        /// Its first day has begun meanwhile; it can only be rejected.
        InPast { field, rule } = "plan_in_past",
    }
}

/// Decides on a proposal, by `staff`.
///
/// Invariant: whoever proposed never decides, and a decision stands.
///
/// # Errors
/// As [`DecideProposalRefusal`] says, or the database could not.
pub fn decide_proposal(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: DecideProposal,
) -> Result<Proposal, Fail<DecideProposalRefusal>> {
    use DecideProposalRefusal as No;
    let Some(mut found) = proposal(tx, cx.org, input.proposal)? else {
        return Err(Fail::Refused(No::Unknown));
    };
    if found.state != ProposalState::Proposed {
        return Err(Fail::Refused(No::Decided));
    }
    if found.proposed_by == staff {
        return Err(Fail::Refused(No::Own));
    }
    let earliest = cx.now.day(cx.zone).plus(1);
    if input.approve && found.from_day < earliest {
        let rule = format!("≥ {earliest}");
        return Err(Fail::Refused(No::InPast { field: "from_day".into(), rule }));
    }
    found.state = if input.approve { ProposalState::Approved } else { ProposalState::Rejected };
    (found.decided_by, found.decided_at) = (Some(staff), Some(cx.now));
    let state = found.state.as_str();
    let params = [cx.org.into(), found.id.into(), state.into(), staff.into(), cx.now.into()];
    if tx.execute(&DECIDE_PROPOSAL, &params)? == 0 {
        return Err(Fail::Refused(No::Decided));
    }
    let (proposal, run, from_day) = (found.id, found.run, found.from_day);
    let approved = input.approve;
    append(tx, cx, HallId::ORG, Event::ScenarioDecided { proposal, run, from_day, approved })?;
    Ok(found)
}

/// Keeps with an approved proposal which plan each hall got by it.
///
/// # Errors
/// The database could not.
pub fn keep_plans(tx: &mut dyn Tx, cx: &Cx, proposal: &Proposal) -> Result<(), DbError> {
    let body = serde_json::to_string(&proposal.halls).expect("changes are plain data");
    tx.execute(&KEEP_PLANS, &[cx.org.into(), proposal.id.into(), (&body).into()]).map(drop)
}
