//! Proposing a draft for a second person to decide.

use kernel::{Cx, Event, HallId, RecordId, StaffId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::check::{digest, earliest, fit, reason, seen};
use super::{Stamp, State};

store::statements! {
    /// A draft is proposed, in the edition that was seen.
    PROPOSE_DRAFT = "UPDATE tariff_version SET state = 'proposed', edition = edition + 1, from_day = $4, reason = $5, proposed_by = $6, proposed_us = $7, decided_by = NULL, decided_us = NULL WHERE org = $1 AND id = $2 AND edition = $3 AND state IN ('draft', 'returned')";
}

/// A draft to be proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Propose {
    /// The draft.
    pub version: RecordId,
    /// The edition that was seen.
    pub edition: i64,
    /// Why.
    pub reason: String,
}

kernel::refusals! {
    /// Why a draft was not taken as a proposal.
    pub enum ProposeRefusal {
        /// No such version.
        Unknown = "tariff_unknown",
        /// Somebody has changed it since.
        Stale { field, rule } = "tariff_stale",
        /// It is proposed, approved or withdrawn.
        Closed = "tariff_closed",
        /// Its text is no sound document, or does not stand beside what is in force.
        Unsound { line, field, rule } = "tariff_unsound",
        /// It would hold before tomorrow.
        InPast { field, rule } = "tariff_in_past",
        /// No reason given.
        ReasonMissing { field, rule } = "field_wrong",
    }
}

/// Proposes a draft, by `staff`. Only a checked document may be proposed, from tomorrow at the earliest, so that no
/// price changes during a day that has begun.
///
/// # Errors
/// As [`ProposeRefusal`] says, or the database could not.
pub fn propose(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &Propose,
) -> Result<Stamp, Fail<Refusal<ProposeRefusal>>> {
    once(tx, cx, "propose_tariff", &[HallId::ORG], &(staff, input), |tx| {
        let stale = |rule| ProposeRefusal::Stale { field: "edition".into(), rule };
        let version = seen(tx, cx, input.version, input.edition, ProposeRefusal::Unknown, stale)?;
        if !version.state.open() {
            return Err(Fail::Refused(ProposeRefusal::Closed));
        }
        let refuse = |rule| Fail::Refused(ProposeRefusal::ReasonMissing { field: "reason".into(), rule });
        let reason = reason(&input.reason).map_err(refuse)?;
        let from_day = fit(tx, cx, &version)?.map_err(|refusal| {
            let (line, rule) = (refusal.line.to_string(), refusal.rule.code().to_owned());
            Fail::Refused(ProposeRefusal::Unsound { line, field: refusal.about, rule })
        })?;
        if from_day < earliest(cx) {
            let rule = format!("≥ {}", earliest(cx));
            return Err(Fail::Refused(ProposeRefusal::InPast { field: "effective_from".into(), rule }));
        }
        let params = [
            cx.org.into(),
            input.version.into(),
            input.edition.into(),
            from_day.into(),
            reason.into(),
            staff.into(),
            cx.now.into(),
        ];
        if tx.execute(&PROPOSE_DRAFT, &params)? == 0 {
            return Err(Fail::Refused(ProposeRefusal::Closed));
        }
        let (tariff, digest) = (version.tariff, digest(&version.text));
        append(
            tx,
            cx,
            HallId::ORG,
            Event::TariffProposed { version: input.version, tariff, from_day, digest },
        )?;
        Ok(Stamp { id: input.version, edition: input.edition + 1, state: State::Proposed })
    })
}
