//! Deciding on a proposal: by a second person, once.

use kernel::{Cx, Event, HallId, RecordId, StaffId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::check::{digest, earliest, fit, reason, seen};
use super::{Stamp, State};

store::statements! {
    /// Decides a proposal in the edition that was seen, by somebody who neither wrote nor proposed it.
    DECIDE_TARIFF = "UPDATE tariff_version SET state = $4, edition = edition + 1, verdict = $5, decided_by = $6, decided_us = $7 WHERE org = $1 AND id = $2 AND edition = $3 AND state = 'proposed' AND proposed_by <> $6 AND written_by <> $6";
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decide {
    /// The proposal.
    pub version: RecordId,
    /// The edition that was seen.
    pub edition: i64,
    /// Whether it is approved; else it is sent back.
    pub approve: bool,
    /// Why it is sent back.
    pub reason: String,
}

kernel::refusals! {
    /// Why a proposal was not decided.
    pub enum DecideRefusal {
        /// No such version.
        Unknown = "tariff_unknown",
        /// Somebody has changed it since.
        Stale { field, rule } = "tariff_stale",
        /// It is no proposal: a draft, or decided already.
        NotProposed = "tariff_not_proposed",
        /// By one who wrote or proposed it.
        Own = "tariff_own",
        /// What is in force has changed: it does not stand beside it any more.
        Unsound { line, field, rule } = "tariff_unsound",
        /// Its first day has begun meanwhile; it can only be sent back.
        InPast { field, rule } = "tariff_in_past",
        /// Sent back without a reason.
        ReasonMissing { field, rule } = "field_wrong",
    }
}

/// Decides on a proposal, by `staff`.
///
/// Invariant: whoever wrote or proposed it never approves it, and an approval stands. What is approved begins on a day
/// on which no other version of its tariff begins, and holds until the next.
///
/// # Errors
/// As [`DecideRefusal`] says, or the database could not.
pub fn decide(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &Decide,
) -> Result<Stamp, Fail<Refusal<DecideRefusal>>> {
    once(tx, cx, "decide_tariff", &[HallId::ORG], &(staff, input), |tx| {
        let stale = |rule| DecideRefusal::Stale { field: "edition".into(), rule };
        let version = seen(tx, cx, input.version, input.edition, DecideRefusal::Unknown, stale)?;
        let Some(from_day) = version.from_day.filter(|_| version.state == State::Proposed) else {
            return Err(Fail::Refused(DecideRefusal::NotProposed));
        };
        if version.proposed_by == Some(staff) || version.written_by == staff {
            return Err(Fail::Refused(DecideRefusal::Own));
        }
        let verdict = if input.approve {
            fit(tx, cx, &version)?.map_err(|refusal| {
                let (line, rule) = (refusal.line.to_string(), refusal.rule.code().to_owned());
                Fail::Refused(DecideRefusal::Unsound { line, field: refusal.about, rule })
            })?;
            if from_day < earliest(cx) {
                let rule = format!("≥ {}", earliest(cx));
                return Err(Fail::Refused(DecideRefusal::InPast { field: "effective_from".into(), rule }));
            }
            ""
        } else {
            let refuse = |rule| Fail::Refused(DecideRefusal::ReasonMissing { field: "reason".into(), rule });
            reason(&input.reason).map_err(refuse)?
        };
        let state = if input.approve { State::Approved } else { State::Returned };
        let params = [
            cx.org.into(),
            input.version.into(),
            input.edition.into(),
            state.as_str().into(),
            verdict.into(),
            staff.into(),
            cx.now.into(),
        ];
        if tx.execute(&DECIDE_TARIFF, &params)? == 0 {
            return Err(Fail::Refused(DecideRefusal::NotProposed));
        }
        let (tariff, digest) = (version.tariff, digest(&version.text));
        let (version, approved) = (input.version, input.approve);
        append(tx, cx, HallId::ORG, Event::TariffDecided { version, tariff, from_day, approved, digest })?;
        Ok(Stamp { id: version, edition: input.edition + 1, state })
    })
}
