//! What every step of a version asks first: that it is there, in the edition that was seen, and fit to hold.

use data_encoding::HEXLOWER;
use kernel::{Cx, Day, RecordId};
use sm3::{Digest, Sm3};
use store::{DbError, Fail, Tx};
use tariff::Refusal;

use super::Version;
use super::rows::version;
use super::shelf::{file_of, shelf};

/// The longest reason, characters.
pub(super) const REASON_MAX: usize = 400;

/// The version in the edition that whoever asks has seen, or the refusal made of why not.
pub(super) fn seen<E>(
    tx: &mut dyn Tx,
    cx: &Cx,
    id: RecordId,
    edition: i64,
    unknown: E,
    stale: impl FnOnce(String) -> E,
) -> Result<Version, Fail<E>> {
    let found = version(tx, cx.org, id)?.ok_or(Fail::Refused(unknown))?;
    if found.edition == edition {
        Ok(found)
    } else {
        Err(Fail::Refused(stale(format!("{edition} ≠ {}", found.edition))))
    }
}

/// A reason, or the rule that it breaks.
pub(super) fn reason(text: &str) -> Result<&str, String> {
    let text = text.trim();
    let letters = text.chars().count();
    if (1..=REASON_MAX).contains(&letters) { Ok(text) } else { Err(format!("1–{REASON_MAX}")) }
}

/// The first day from which a version may hold that is decided now.
pub(super) fn earliest(cx: &Cx) -> Day {
    cx.now.day(cx.zone).plus(1)
}

/// What keeps the text of `version` from standing beside everything in force: the first thing, or the first day on
/// which it would hold.
pub(super) fn fit(tx: &mut dyn Tx, cx: &Cx, version: &Version) -> Result<Result<Day, Refusal>, DbError> {
    let shelf = shelf(tx, cx.org)?;
    let file = file_of(&Version { from_day: None, ..version.clone() });
    let first = |mut refused: Vec<Refusal>| refused.swap_remove(0);
    let document = match shelf.document(&file, &version.text) {
        Ok(document) => document,
        Err(refused) => return Ok(Err(first(refused))),
    };
    if document.id != version.tariff {
        let about = format!("{} ≠ {}", document.id, version.tariff);
        return Ok(Err(Refusal::at(&file, 1, tariff::Rule::Dangling, about)));
    }
    let from = document.effective_from;
    Ok(shelf.book_with(&file, &version.text).map(|_| from).map_err(first))
}

/// The digest of a text, by which the chain of events proves what was approved.
pub(super) fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sm3::digest(text.as_bytes()))
}
