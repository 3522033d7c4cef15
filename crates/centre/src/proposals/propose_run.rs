//! Proposing to carry out the plan of a run.

use kernel::{Cx, Day, Event, HallId, ProposalId, RunId, RunState, RunWork, StaffId};
use serde::{Deserialize, Serialize};
use store::{Fail, Tx, append, one_int};

use super::{HallChange, Proposal, ProposalState};
use crate::runs::run;

/// The longest reason, in characters.
const REASON_MAX: usize = 400;

store::statements! {
    /// A new proposal.
    ADD_SCENARIO_PROPOSAL = "INSERT INTO scenario_proposal (org, id, run, from_day, reason, state, proposed_by, proposed_us, decided_by, decided_us, halls) VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7, NULL, NULL, $8)";
    /// Proposals of a run that wait or were approved.
    COUNT_LIVE = "SELECT COUNT(*) FROM scenario_proposal WHERE org = $1 AND run = $2 AND state IN ('proposed', 'approved')";
}

/// A plan to be carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposeRun {
    /// The run.
    pub run: RunId,
    /// From which day.
    pub from_day: Day,
    /// Why.
    pub reason: String,
}

kernel::refusals! {
    /// Why a plan was not proposed.
    pub enum ProposeRunRefusal {
        /// No such run.
        Unknown = "run_unknown",
        /// It is not done, or was no siting.
        NotDone = "run_not_done",
        /// It was proposed already.
        There = "proposal_there",
        /// Before tomorrow.
        InPast { field, rule } = "plan_in_past",
        /// No reason given.
        ReasonMissing { field, rule } = "field_wrong",
        /// It changes no hall that is there.
        Nothing = "proposal_nothing",
    }
}

/// Proposes the plan of a run, which changes `halls`.
///
/// Invariant: a proposal names exactly one run, and that run is done.
///
/// # Errors
/// As [`ProposeRunRefusal`] says, or the database could not.
pub fn propose_run(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &ProposeRun,
    halls: Vec<HallChange>,
) -> Result<Proposal, Fail<ProposeRunRefusal>> {
    use ProposeRunRefusal as No;
    let Some(found) = run(tx, cx.org, input.run)? else { return Err(Fail::Refused(No::Unknown)) };
    if found.run.state != RunState::Done || found.run.asked.work != RunWork::Site {
        return Err(Fail::Refused(No::NotDone));
    }
    if one_int(tx, &COUNT_LIVE, &[cx.org.into(), input.run.into()])? > 0 {
        return Err(Fail::Refused(No::There));
    }
    let earliest = cx.now.day(cx.zone).plus(1);
    if input.from_day < earliest {
        let rule = format!("≥ {earliest}");
        return Err(Fail::Refused(No::InPast { field: "from_day".into(), rule }));
    }
    let reason = input.reason.trim();
    if !(1..=REASON_MAX).contains(&reason.chars().count()) {
        let rule = format!("1–{REASON_MAX}");
        return Err(Fail::Refused(No::ReasonMissing { field: "reason".into(), rule }));
    }
    if halls.is_empty() {
        return Err(Fail::Refused(No::Nothing));
    }
    let id: ProposalId = cx.ids.next();
    let body = serde_json::to_string(&halls).expect("changes are plain data");
    let params = [
        cx.org.into(),
        id.into(),
        input.run.into(),
        input.from_day.into(),
        reason.into(),
        staff.into(),
        cx.now.into(),
        (&body).into(),
    ];
    tx.execute(&ADD_SCENARIO_PROPOSAL, &params)?;
    let (run, from_day) = (input.run, input.from_day);
    append(tx, cx, HallId::ORG, Event::ScenarioProposed { proposal: id, run, from_day })?;
    Ok(Proposal {
        id,
        run,
        from_day,
        reason: reason.to_owned(),
        state: ProposalState::Proposed,
        proposed_by: staff,
        proposed_at: cx.now,
        decided_by: None,
        decided_at: None,
        halls,
    })
}
