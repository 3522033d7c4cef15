//! One command of the shape that every command of a hall has, for tests of the engines: lock, look up, count,
//! append, move the head, remember.

use std::sync::mpsc::sync_channel;

use kernel::{Channel, Cx, Event, HallId, Org, VisitId};
use store::{DbError, Fail, Lane, Refusal, Store, Tx, append, once, one_int};

store::statements! {
    /// Takes the next number.
    TAKE_NUMBER = "INSERT INTO ticket_number (org, hall, day, prefix, last) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (org, hall, day, prefix) DO UPDATE SET last = ticket_number.last + 1 RETURNING last";
    /// Every number taken.
    NUMBERS = "SELECT SUM(last) FROM ticket_number WHERE org = $1";
    /// How many events there are.
    EVENTS = "SELECT count(*) FROM event WHERE org = $1";
    /// How many answers are remembered.
    ANSWERS = "SELECT count(*) FROM request WHERE org = $1";
}

/// What the sample refuses with.
pub type SampleRefusal = Refusal<String>;

/// Takes the next number of `prefix` in `hall` and tells of it in an event; then refuses if it is to `refuse`.
/// Whether it refuses is no part of its input.
///
/// # Errors
/// As it is told, and as [`once`].
pub fn take_number(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    prefix: &str,
    refuse: bool,
) -> Result<i64, Fail<SampleRefusal>> {
    once(tx, cx, "take_number", &[hall], &prefix, |tx| {
        let key = [cx.org.into(), hall.into(), cx.now.day(cx.zone).into(), prefix.into()];
        let number = one_int(tx, &TAKE_NUMBER, &key)?;
        append(tx, cx, hall, greeted(cx))?;
        if refuse { Err(Fail::Refused(format!("no {number}"))) } else { Ok(number) }
    })
}

/// An event that needs nothing else to be there.
#[must_use]
pub fn greeted(cx: &Cx) -> Event {
    let visit: VisitId = cx.ids.next();
    Event::VisitOpened { visit, channel: Channel::Kiosk, needs: vec![], people: 1 }
}

/// How many rows the sample has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Numbers taken.
    pub numbers: i64,
    /// Events.
    pub events: i64,
    /// Answers remembered.
    pub answers: i64,
}

/// Counts what the sample has left.
///
/// # Errors
/// The database could not.
pub fn left(tx: &mut dyn Tx, org: Org) -> Result<Left, DbError> {
    Ok(Left {
        numbers: one_int(tx, &NUMBERS, &[org.into()])?,
        events: one_int(tx, &EVENTS, &[org.into()])?,
        answers: one_int(tx, &ANSWERS, &[org.into()])?,
    })
}

/// Every chain of `org` that does not verify.
///
/// # Errors
/// The database could not.
pub fn broken_chains(tx: &mut dyn Tx, org: Org) -> Result<Vec<store::ChainReport>, DbError> {
    let mut broken = Vec::new();
    let mut after = None;
    loop {
        let page = store::chain_days(tx, org, after, 100)?;
        let Some((hall, day, ..)) = page.last() else { return Ok(broken) };
        after = Some((*day, *hall));
        for chain in page {
            let report = store::verify_chain(tx, org, chain)?;
            broken.extend(report.broken.is_some().then_some(report));
        }
    }
}

/// Holds `lane` with a command that waits until the answer is called, so that what is queued meanwhile shares a group.
///
/// # Panics
/// When the store takes no command.
pub fn hold(store: &Store, lane: Lane) -> impl FnOnce() + use<> {
    let (begun, begins) = sync_channel(1);
    let (let_go, held) = sync_channel::<()>(1);
    let wait = move |_: &mut dyn Tx| {
        begun.send(()).expect("the test waits for this");
        held.recv().expect("the test lets go");
        Ok::<(), Fail<()>>(())
    };
    store.write(lane, wait, |answer| assert_eq!(answer, Ok(Ok(())))).expect("there is room for one command");
    begins.recv().expect("the command begins");
    move || let_go.send(()).expect("the command waits")
}
