//! Recording the way that a customer chose: what the online share is counted from.

use kernel::{Channel, Cx, Day, Event, HallId, Org, Triage};
use serde::Serialize;
use store::{DbError, Fail, Refusal, Tx, all, append, once};

use crate::Setting;

store::statements! {
    /// Counts a way.
    COUNT_WAY = "INSERT INTO triage_count (org, hall, day, triage, n) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (org, hall, day, triage) DO UPDATE SET n = triage_count.n + 1";
    /// Ways counted on a day.
    WAYS_OF_DAY = "SELECT triage, n FROM triage_count WHERE org = $1 AND hall = $2 AND day = $3 ORDER BY triage LIMIT 20";
    /// Whether there is such a hall.
    HALL_THERE = "SELECT id FROM hall WHERE org = $1 AND id = $2";
}

/// The way that a customer chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChooseWay {
    /// The item, if one was chosen.
    pub item: Option<String>,
    /// The way.
    pub triage: Triage,
    /// The other hall, if that is the way.
    pub to_hall: Option<HallId>,
    /// Where the guidance was given.
    pub channel: Channel,
}

/// How often a way was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriageCount {
    /// The way.
    pub triage: Triage,
    /// How often.
    pub n: i64,
}

kernel::refusals! {
    /// Why a choice was not recorded.
    pub enum ChooseWayRefusal {
        /// No such item.
        ItemUnknown { field } = "item_unknown",
        /// Another hall without saying which, or one that is not there, or this one.
        HallUnknown { field } = "hall_unknown",
    }
}

/// Records the way that a customer chose.
///
/// # Errors
/// As [`ChooseWayRefusal`] says, or the database could not.
pub fn choose_way(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &ChooseWay,
) -> Result<(), Fail<Refusal<ChooseWayRefusal>>> {
    let hall = setting.hall;
    once(tx, cx, "choose_way", &[hall], &(hall, input), |tx| {
        if input.item.as_ref().is_some_and(|item| !setting.items.contains_key(item)) {
            return Err(Fail::Refused(ChooseWayRefusal::ItemUnknown { field: "item".into() }));
        }
        check_hall(tx, cx, hall, input)?;
        let triage = input.triage;
        tx.execute(&COUNT_WAY, &[cx.org.into(), hall.into(), setting.day.into(), triage.as_str().into()])?;
        let ChooseWay { item, to_hall, channel, .. } = input.clone();
        append(tx, cx, hall, Event::Guided { item, triage, to_hall, channel })?;
        Ok(())
    })
}

/// Another hall is named for that way, and for no other.
fn check_hall(
    tx: &mut dyn Tx,
    cx: &Cx,
    from: HallId,
    input: &ChooseWay,
) -> Result<(), Fail<ChooseWayRefusal>> {
    let wrong = || Fail::Refused(ChooseWayRefusal::HallUnknown { field: "to_hall".into() });
    match (input.triage, input.to_hall) {
        (Triage::OtherHall, Some(to)) if to != from => {
            let there = store::first(tx, &HALL_THERE, &[cx.org.into(), to.into()], |_| ())?;
            there.ok_or_else(wrong)
        }
        (Triage::OtherHall, _) | (_, Some(_)) => Err(wrong()),
        (_, None) => Ok(()),
    }
}

/// Ways counted in a hall on a day, by word.
///
/// # Errors
/// The database could not.
pub fn triage_counts(tx: &mut dyn Tx, org: Org, hall: HallId, day: Day) -> Result<Vec<TriageCount>, DbError> {
    let rows = all(tx, &WAYS_OF_DAY, &[org.into(), hall.into(), day.into()], |row| {
        Some(TriageCount { triage: Triage::parse(row.text(0))?, n: row.int(1) })
    })?;
    Ok(rows.into_iter().flatten().collect())
}
