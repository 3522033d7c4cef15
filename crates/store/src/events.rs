//! Appending events, reading them back, and proving that none is missing.
//!
//! Invariant: events of one hall and day are numbered from 1 without gaps, each hashed over the one before; the
//! `hall_day` row holds the head. Whoever appends holds that row's lock.

use kernel::{Actor, ChainHash, ChainLink, Cx, Day, Event, HallId, Org, Time};

use crate::error::DbError;
use crate::query::{all, first};
use crate::sql::{Row, Tx};

statements! {
    /// The root row of a hall's day: first statement of every command of that hall.
    LOCK_HALL_DAY = "SELECT seq, head FROM hall_day WHERE org = $1 AND hall = $2 AND day = $3 {for_update}";
    /// Opens a hall's day.
    OPEN_HALL_DAY = "INSERT INTO hall_day (org, hall, day, seq, head) VALUES ($1, $2, $3, 0, $4) ON CONFLICT DO NOTHING";
    /// Moves the head of a chain.
    MOVE_HEAD = "UPDATE hall_day SET seq = $4, head = $5 WHERE org = $1 AND hall = $2 AND day = $3";
    /// Adds an event.
    ADD_EVENT = "INSERT INTO event (org, hall, day, seq, at_us, actor, kind, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Events of a hall's day after a place.
    EVENTS_AFTER = "SELECT seq, at_us, actor, body, hash FROM event WHERE org = $1 AND hall = $2 AND day = $3 AND seq > $4 ORDER BY seq LIMIT $5";
    /// The event at one place.
    EVENT_AT = "SELECT at_us, body FROM event WHERE org = $1 AND hall = $2 AND day = $3 AND seq = $4";
    /// Every chain of an org, oldest first.
    CHAIN_DAYS = "SELECT hall, day, seq, head FROM hall_day WHERE org = $1 AND (day > $2 OR (day = $2 AND hall > $3)) ORDER BY day, hall LIMIT $4";
}

/// An event as it was stored, ready to be published.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// The company.
    pub org: Org,
    /// The hall, or [`HallId::ORG`].
    pub hall: HallId,
    /// The hall's day.
    pub day: Day,
    /// Its place in the chain.
    pub seq: i64,
    /// When.
    pub at: Time,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: Event,
    /// The stored JSON of the event.
    pub body: String,
}

/// The head of one chain, locked by the command under way.
#[derive(Debug)]
pub(crate) struct Chain {
    hall: HallId,
    day: Day,
    seq: i64,
    head: ChainHash,
    moved: bool,
}

/// Locks the day of `hall` and takes up its chain. Called by [`crate::once`] before anything else.
pub(crate) fn lock_chain(tx: &mut dyn Tx, cx: &Cx, hall: HallId) -> Result<(), DbError> {
    let day = cx.now.day(cx.zone);
    let params = [cx.org.into(), hall.into(), day.into()];
    let read = |row: &dyn Row| (row.int(0), head_of(row, 1));
    let mut found = first(tx, &LOCK_HALL_DAY, &params, read)?;
    if found.is_none() {
        let start = ChainHash::START.0;
        tx.execute(&OPEN_HALL_DAY, &[cx.org.into(), hall.into(), day.into(), start.as_slice().into()])?;
        found = first(tx, &LOCK_HALL_DAY, &params, read)?;
    }
    let (seq, head) = found.expect("the row was just inserted, here or by another");
    tx.notes().chains.push(Chain { hall, day, seq, head, moved: false });
    Ok(())
}

fn head_of(row: &dyn Row, column: usize) -> ChainHash {
    ChainHash::from_bytes(row.bytes(column)).expect("a stored head has 32 bytes")
}

/// Appends `event` to the chain of `hall`.
///
/// # Errors
/// The database could not.
///
/// # Panics
/// When the command did not name `hall` to [`crate::once`], and so does not hold its lock.
pub fn append(tx: &mut dyn Tx, cx: &Cx, hall: HallId, event: Event) -> Result<(), DbError> {
    let actor = serde_json::to_string(&cx.actor).expect("an actor is plain data");
    let body = serde_json::to_string(&event).expect("an event is plain data");
    let kind = event.kind();
    let chain = tx
        .notes()
        .chains
        .iter_mut()
        .find(|chain| chain.hall == hall)
        .unwrap_or_else(|| panic!("an event for hall {hall} by a command that does not hold it"));
    chain.seq += 1;
    chain.moved = true;
    let (seq, day) = (chain.seq, chain.day);
    let link = ChainLink {
        org: cx.org.0,
        hall: hall.0,
        day: day.number(),
        seq,
        at_us: cx.now.0,
        actor: &actor,
        body: &body,
    };
    chain.head = chain.head.after(&link);
    let hash = chain.head.0;
    tx.execute(
        &ADD_EVENT,
        &[
            cx.org.into(),
            hall.into(),
            day.into(),
            seq.into(),
            cx.now.into(),
            (&actor).into(),
            (&kind).into(),
            (&body).into(),
            hash.as_slice().into(),
        ],
    )?;
    let at = cx.now;
    tx.notes().events.push(StoredEvent { org: cx.org, hall, day, seq, at, actor: cx.actor, event, body });
    Ok(())
}

/// Writes the heads of the chains that moved. Called by [`crate::once`] at the end.
pub(crate) fn write_heads(tx: &mut dyn Tx, cx: &Cx) -> Result<(), DbError> {
    let chains = std::mem::take(&mut tx.notes().chains);
    for chain in chains.iter().filter(|chain| chain.moved) {
        let head = chain.head.0;
        tx.execute(
            &MOVE_HEAD,
            &[cx.org.into(), chain.hall.into(), chain.day.into(), chain.seq.into(), head.as_slice().into()],
        )?;
    }
    Ok(())
}

/// Up to `limit` events of a hall's day after place `after`, in order.
///
/// # Errors
/// The database could not, or an event is not of this version's vocabulary.
pub fn events_after(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredEvent>, DbError> {
    let params = [org.into(), hall.into(), day.into(), after.into(), limit.into()];
    let rows = all(tx, &EVENTS_AFTER, &params, |row| {
        let body = row.text(3).to_owned();
        let event = serde_json::from_str(&body)?;
        let actor = serde_json::from_str(row.text(2))?;
        Ok(StoredEvent { org, hall, day, seq: row.int(0), at: Time(row.int(1)), actor, event, body })
    })?;
    rows.into_iter().collect::<Result<_, serde_json::Error>>().map_err(|error| DbError {
        kind: crate::DbErrorKind::Broken,
        message: format!("an event of hall {hall} on {day} cannot be read: {error}"),
        during: EVENTS_AFTER.name,
    })
}

/// Whether `event` is in its place. Called by [`crate::group`] after a commit that nobody answered.
pub(crate) fn is_stored(tx: &mut dyn Tx, event: &StoredEvent) -> Result<bool, DbError> {
    let place = [event.org.into(), event.hall.into(), event.day.into(), event.seq.into()];
    // The lock waits for a commit that may still be under way on the lost connection.
    tx.query(&LOCK_HALL_DAY, &place[..3], &mut |_| {})?;
    let found = first(tx, &EVENT_AT, &place, |row| row.int(0) == event.at.0 && row.text(1) == event.body)?;
    Ok(found == Some(true))
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainBreak {
    /// An event is missing before this place.
    Missing(i64),
    /// The event at this place was changed.
    Changed(i64),
    /// The chain ends elsewhere than at the head that the day's row remembers, most likely before it.
    CutOff {
        /// The place the head stands at.
        expected: i64,
        /// The last event found.
        found: i64,
    },
    /// All events are there, but the day's row remembers another head.
    HeadDiffers,
}

/// What walking one chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    /// The hall, or [`HallId::ORG`].
    pub hall: HallId,
    /// The day.
    pub day: Day,
    /// Events walked.
    pub events: i64,
    /// The first break, if there is one.
    pub broken: Option<ChainBreak>,
}

/// Up to `limit` chains of `org` after the one of `after`, oldest first: hall, day, place and head.
///
/// # Errors
/// The database could not.
pub fn chain_days(
    tx: &mut dyn Tx,
    org: Org,
    after: Option<(Day, HallId)>,
    limit: i64,
) -> Result<Vec<(HallId, Day, i64, ChainHash)>, DbError> {
    let (day, hall) = after.map_or((0, -1), |(day, hall)| (day.number(), hall.0));
    all(tx, &CHAIN_DAYS, &[org.into(), day.into(), hall.into(), limit.into()], |row| {
        let day = Day::from_number(row.int(1)).expect("a stored day is a day");
        (HallId(row.int(0)), day, row.int(2), head_of(row, 3))
    })
}

/// Walks one chain from its start and compares it with the head that the day's row remembers.
///
/// # Errors
/// The database could not.
pub fn verify_chain(
    tx: &mut dyn Tx,
    org: Org,
    (hall, day, seq, head): (HallId, Day, i64, ChainHash),
) -> Result<ChainReport, DbError> {
    const PAGE: i64 = 500;
    let mut at = 0;
    let mut walked = ChainHash::START;
    let mut broken = None;
    loop {
        let params = [org.into(), hall.into(), day.into(), at.into(), PAGE.into()];
        let mut rows = 0;
        tx.query(&EVENTS_AFTER, &params, &mut |row| {
            rows += 1;
            if broken.is_some() {
                return;
            }
            let link = ChainLink {
                org: org.0,
                hall: hall.0,
                day: day.number(),
                seq: row.int(0),
                at_us: row.int(1),
                actor: row.text(2),
                body: row.text(3),
            };
            walked = walked.after(&link);
            if link.seq != at + 1 {
                broken = Some(ChainBreak::Missing(at + 1));
            } else if row.bytes(4) != walked.0 {
                broken = Some(ChainBreak::Changed(link.seq));
            }
            at = link.seq;
        })?;
        if rows < PAGE || broken.is_some() {
            break;
        }
    }
    if broken.is_none() && at != seq {
        broken = Some(ChainBreak::CutOff { expected: seq, found: at });
    } else if broken.is_none() && walked != head {
        broken = Some(ChainBreak::HeadDiffers);
    }
    Ok(ChainReport { hall, day, events: at, broken })
}
