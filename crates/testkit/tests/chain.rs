//! The chain of events shows every tampering, on each engine.
#![expect(clippy::unwrap_used, reason = "a test may")]

use kernel::{Actor, HallId};
use store::{ChainBreak, Fail, Lane, Sql, Tx};
use testkit::sample::take_number;
use testkit::{World, every_engine};

store::statements! {
    /// Takes an event out of the middle.
    REMOVE = "DELETE FROM event WHERE org = $1 AND seq = 4";
    /// Takes the first event out.
    REMOVE_FIRST = "DELETE FROM event WHERE org = $1 AND seq = 1";
    /// Takes the last events out.
    CUT_OFF = "DELETE FROM event WHERE org = $1 AND seq > 6";
    /// Changes what happened.
    CHANGE_BODY = "UPDATE event SET body = body || ' ' WHERE org = $1 AND seq = 4";
    /// Changes when it happened.
    CHANGE_TIME = "UPDATE event SET at_us = at_us + 1 WHERE org = $1 AND seq = 4";
    /// Changes who did it.
    CHANGE_ACTOR = "UPDATE event SET actor = '{\"kind\":\"system\"}' WHERE org = $1 AND seq = 4";
    /// Changes where the chain ends, and takes the end out.
    SHORTEN = "UPDATE hall_day SET seq = 6 WHERE org = $1";
    /// Adds an event behind the last.
    ADD = "INSERT INTO event (org, hall, day, seq, at_us, actor, kind, body, hash) SELECT org, hall, day, 9, at_us, actor, kind, body, hash FROM event WHERE org = $1 AND seq = 8";
    /// Lets two events change places: the first out of the way,
    ASIDE = "UPDATE event SET seq = 104 WHERE org = $1 AND seq = 4";
    /// the second into its place,
    FORWARD = "UPDATE event SET seq = 4 WHERE org = $1 AND seq = 5";
    /// and the first into that of the second.
    BACK = "UPDATE event SET seq = 5 WHERE org = $1 AND seq = 104";
    /// Moves an event into another hall's chain.
    MOVE = "UPDATE event SET hall = 9 WHERE org = $1 AND seq = 4";
}

const HALL: HallId = HallId(7);

fn eight_events(w: &mut World) {
    for _ in 0..8 {
        let cx = w.fresh_cx(Actor::Guest);
        let command = move |tx: &mut dyn Tx| take_number(tx, &cx, HALL, "A", false);
        w.store.write_and_wait(Lane(7), command).unwrap().unwrap();
    }
}

fn tamper(w: &mut World, sql: &'static Sql) {
    let org = w.org;
    let tamper = move |tx: &mut dyn Tx| {
        assert!(tx.execute(sql, &[org.into()])? > 0, "nothing was tampered with");
        Ok::<(), Fail<()>>(())
    };
    w.store.write_and_wait(Lane(7), tamper).unwrap().unwrap();
}

fn found(w: &World) -> Option<ChainBreak> {
    let org = w.org;
    w.read(move |tx| {
        let [chain] = store::chain_days(tx, org, None, 10)?[..] else { panic!("one chain was written") };
        store::verify_chain(tx, org, chain)
    })
    .unwrap()
    .broken
}

#[every_engine]
fn an_untouched_chain_verifies(w: &mut World) {
    eight_events(w);
    assert_eq!(found(w), None);
}

macro_rules! finds {
    ($($name:ident: $sql:expr => $found:expr;)*) => {$(
        #[every_engine]
        fn $name(w: &mut World) {
            eight_events(w);
            tamper(w, &$sql);
            assert_eq!(found(w), Some($found));
        }
    )*};
}

finds! {
    finds_an_event_that_was_removed: REMOVE => ChainBreak::Missing(4);
    finds_the_first_event_removed: REMOVE_FIRST => ChainBreak::Missing(1);
    finds_an_event_that_was_moved_to_another_hall: MOVE => ChainBreak::Missing(4);
    finds_events_that_were_cut_off: CUT_OFF => ChainBreak::CutOff { expected: 8, found: 6 };
    finds_an_event_that_was_added: ADD => ChainBreak::Changed(9);
    finds_what_happened_changed: CHANGE_BODY => ChainBreak::Changed(4);
    finds_when_it_happened_changed: CHANGE_TIME => ChainBreak::Changed(4);
    finds_who_did_it_changed: CHANGE_ACTOR => ChainBreak::Changed(4);
}

#[every_engine]
fn finds_two_events_that_changed_places(w: &mut World) {
    eight_events(w);
    for step in [&ASIDE, &FORWARD, &BACK] {
        tamper(w, step);
    }
    assert_eq!(found(w), Some(ChainBreak::Changed(4)));
}

#[every_engine]
fn finds_events_cut_off_with_the_count_set_back(w: &mut World) {
    eight_events(w);
    tamper(w, &CUT_OFF);
    tamper(w, &SHORTEN);
    assert_eq!(found(w), Some(ChainBreak::HeadDiffers));
}
