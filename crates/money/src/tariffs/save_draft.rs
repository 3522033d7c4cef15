//! Writing a draft. What is wrong with its text is told when it is checked, not here: a draft may be broken.

use kernel::{Cx, Event, HallId, RecordId, StaffId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::check::{REASON_MAX, seen};
use super::{Stamp, State};

store::statements! {
    /// A new draft.
    ADD_DRAFT = "INSERT INTO tariff_version (org, id, tariff, state, edition, from_day, body, reason, verdict, written_by, written_us, proposed_by, proposed_us, decided_by, decided_us) VALUES ($1, $2, $3, 'draft', 1, NULL, $4, $5, '', $6, $7, NULL, NULL, NULL, NULL)";
    /// Another text of a draft, over the edition that was seen.
    WRITE_DRAFT = "UPDATE tariff_version SET state = 'draft', edition = edition + 1, body = $4, reason = $5, written_by = $6, written_us = $7 WHERE org = $1 AND id = $2 AND edition = $3 AND state IN ('draft', 'returned')";
}

/// The longest text of a document, bytes.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;
/// The longest id of a tariff.
const ID_MAX: usize = 40;

/// A draft to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaveDraft {
    /// The draft it is a new edition of; nothing for a new one.
    pub version: Option<RecordId>,
    /// The edition that was seen; 0 for a new one.
    pub edition: i64,
    /// The tariff that it is a version of. A draft stays with its tariff.
    pub tariff: String,
    /// The document.
    pub text: String,
    /// Why it is made; may be empty until it is proposed.
    pub reason: String,
}

kernel::refusals! {
    /// Why a draft was not kept.
    pub enum SaveDraftRefusal {
        /// No such version.
        Unknown = "tariff_unknown",
        /// Somebody has changed it since.
        Stale { field, rule } = "tariff_stale",
        /// It is proposed, approved or withdrawn.
        Closed = "tariff_closed",
        /// A field is wrong.
        Wrong { field, rule } = "field_wrong",
    }
}

/// Keeps a draft, written by `staff`.
///
/// # Errors
/// As [`SaveDraftRefusal`] says, or the database could not.
pub fn save_draft(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &SaveDraft,
) -> Result<Stamp, Fail<Refusal<SaveDraftRefusal>>> {
    once(tx, cx, "save_draft", &[HallId::ORG], &(staff, input), |tx| {
        check(input).map_err(Fail::Refused)?;
        let (text, reason) = (input.text.as_str(), input.reason.trim());
        let (id, edition) = match input.version {
            None => {
                let id: RecordId = cx.ids.next();
                let params = [
                    cx.org.into(),
                    id.into(),
                    (&input.tariff).into(),
                    text.into(),
                    reason.into(),
                    staff.into(),
                    cx.now.into(),
                ];
                tx.execute(&ADD_DRAFT, &params)?;
                (id, 1)
            }
            Some(id) => {
                let stale = |rule| SaveDraftRefusal::Stale { field: "edition".into(), rule };
                let version = seen(tx, cx, id, input.edition, SaveDraftRefusal::Unknown, stale)?;
                if version.tariff != input.tariff {
                    let rule = version.tariff;
                    return Err(Fail::Refused(SaveDraftRefusal::Wrong { field: "tariff".into(), rule }));
                }
                let params = [
                    cx.org.into(),
                    id.into(),
                    input.edition.into(),
                    text.into(),
                    reason.into(),
                    staff.into(),
                    cx.now.into(),
                ];
                if tx.execute(&WRITE_DRAFT, &params)? == 0 {
                    return Err(Fail::Refused(SaveDraftRefusal::Closed));
                }
                (id, input.edition + 1)
            }
        };
        let tariff = input.tariff.clone();
        append(tx, cx, HallId::ORG, Event::TariffDrafted { version: id, tariff, edition })?;
        Ok(Stamp { id, edition, state: State::Draft })
    })
}

fn check(input: &SaveDraft) -> Result<(), SaveDraftRefusal> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let id = (1..=ID_MAX).contains(&input.tariff.len()) && input.tariff.chars().all(plain);
    let wrong = [
        (!id, "tariff", format!("1–{ID_MAX} of a–z 0–9 _")),
        (input.text.len() > TEXT_BYTES_MAX, "text", format!("≤ {TEXT_BYTES_MAX} bytes")),
        (input.reason.trim().chars().count() > REASON_MAX, "reason", format!("≤ {REASON_MAX}")),
    ];
    match wrong.into_iter().find(|(wrong, ..)| *wrong) {
        Some((_, field, rule)) => Err(SaveDraftRefusal::Wrong { field: field.into(), rule }),
        None => Ok(()),
    }
}
