//! What every engine promises, tried on each.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use kernel::{Actor, Cx, HallId, Org, RequestId};
use store::{DbErrorKind, Fail, Lane, Refusal, Tx, Value, WriteFail};
use testkit::sample::{Left, SampleRefusal, hold, left, take_number};
use testkit::{World, every_engine, request};

store::statements! {
    /// Reads a number where text was expected.
    LAST_NUMBER = "SELECT last FROM ticket_number WHERE org = $1";
    /// A row under a unique key.
    ADD_COUNT = "INSERT INTO triage_count (org, hall, day, triage, n) VALUES ($1, $2, $3, $4, $5)";
    /// A row with a column that must not be NULL.
    ADD_NULL = "INSERT INTO amenity (org, hall, kind, total, lent, counted_us) VALUES ($1, $2, $3, $4, 0, 0)";
    /// A row with every type, each of which may be NULL.
    ADD_EVALUATION = "INSERT INTO evaluation (org, ticket, hall, day, asked_us, reasons, score, text_enc, channel) VALUES ($1, $2, $3, $4, 0, '', $5, $6, $7)";
    /// Reads it back.
    EVALUATION = "SELECT score, text_enc, channel FROM evaluation WHERE org = $1 AND ticket = $2";
}

const HALL: HallId = HallId(7);
const LANE: Lane = Lane(7);

fn numbers(w: &World) -> i64 {
    let org = w.org;
    w.read(move |tx| left(tx, org)).unwrap().numbers
}

/// The sample command in the hall of these tests.
fn take(tx: &mut dyn Tx, cx: &Cx, prefix: &str, refuse: bool) -> Result<i64, Fail<SampleRefusal>> {
    take_number(tx, cx, HALL, prefix, refuse)
}

fn take_now(w: &mut World, id: RequestId, refuse: bool) -> Result<Result<i64, SampleRefusal>, WriteFail> {
    w.write(LANE, Actor::Guest, id, move |tx, cx| take(tx, cx, "A", refuse))
}

#[every_engine]
fn an_answer_comes_after_its_commit(w: &mut World) {
    for turn in 1..=20 {
        let id = w.fresh_request();
        assert_eq!(take_now(w, id, false), Ok(Ok(turn)));
        assert_eq!(numbers(w), turn, "answered, but not there for a reader");
        assert_eq!(w.published().len() as i64, turn, "answered before it was published");
    }
}

#[every_engine]
fn the_same_request_has_one_effect_and_one_answer(w: &mut World) {
    let first = take_now(w, request("one"), false);
    let other = take_now(w, request("two"), false);
    let again = take_now(w, request("one"), false);
    assert_eq!((&first, &other, &again), (&Ok(Ok(1)), &Ok(Ok(2)), &Ok(Ok(1))));
    assert_eq!((numbers(w), w.published().len()), (2, 2));
    w.restart();
    assert_eq!(take_now(w, request("one"), false), Ok(Ok(1)), "forgotten by a restart");
}

#[every_engine]
fn the_same_request_with_another_input_is_refused(w: &mut World) {
    take_now(w, request("one"), false).unwrap().unwrap();
    let other = w.write(LANE, Actor::Guest, request("one"), |tx, cx| take(tx, cx, "B", false));
    assert_eq!(other, Ok(Err(Refusal::RequestReused)));
    let another_actor = w.write(LANE, Actor::System, request("one"), |tx, cx| take(tx, cx, "B", false));
    assert_eq!(another_actor, Ok(Ok(1)), "ids of different actors have nothing to do with each other");
}

#[every_engine]
fn a_refused_request_leaves_nothing_and_stays_refused(w: &mut World) {
    let refused = || Ok(Err(Refusal::Command("no 1".to_owned())));
    assert_eq!(take_now(w, request("one"), true), refused());
    assert_eq!((numbers(w), w.published().len()), (0, 0));
    assert_eq!(
        take_now(w, request("one"), false),
        refused(),
        "it would be taken now, but its answer was given"
    );
    assert_eq!(take_now(w, request("two"), false), Ok(Ok(1)));
}

#[every_engine]
fn a_refusal_a_failure_and_a_panic_undo_only_their_own_rows(w: &mut World) {
    let (answers, got) = sync_channel(16);
    let go = hold(&w.store, LANE);
    for turn in 0..8 {
        let cx = w.fresh_cx(Actor::Guest);
        let answers = answers.clone();
        let command = move |tx: &mut dyn Tx| {
            let taken = take(tx, &cx, "A", turn == 2)?;
            match turn {
                4 => panic!("a bug in turn {turn}"),
                5 => {
                    let key = [cx.org.into(), HALL.into(), 1.into(), "x".into(), 1.into()];
                    tx.execute(&ADD_COUNT, &key)?;
                    tx.execute(&ADD_COUNT, &key)?;
                }
                _ => {}
            }
            Ok(taken)
        };
        w.store.write(LANE, command, move |answer| answers.send((turn, answer)).unwrap()).unwrap();
    }
    go();
    let mut came = Vec::new();
    for _ in 0..8 {
        let (turn, answer) = got.recv().unwrap();
        came.push((
            turn,
            match answer {
                Ok(Ok(number)) => number.to_string(),
                Ok(Err(refusal)) => format!("{refusal:?}"),
                Err(WriteFail::Db(error)) => format!("{:?}", error.kind),
                Err(fail) => fail.to_string(),
            },
        ));
    }
    let words =
        ["1", "2", "Command(\"no 3\")", "3", "a command panicked: a bug in turn 4", "Unique", "4", "5"];
    let expected: Vec<_> = words.iter().enumerate().map(|(turn, word)| (turn, (*word).to_owned())).collect();
    assert_eq!(came, expected);
    assert_eq!((numbers(w), w.published().len()), (5, 5));
}

#[every_engine]
fn nothing_is_kept_of_a_command_that_goes_on_after_a_failed_statement(w: &mut World) {
    let id = w.fresh_request();
    let went_on = w.write(LANE, Actor::Guest, id, |tx, cx| {
        let key = [cx.org.into(), HALL.into(), 1.into(), "x".into(), 1.into()];
        tx.execute(&ADD_COUNT, &key)?;
        // A command must hand an error on; this one swallows it.
        assert_eq!(tx.execute(&ADD_COUNT, &key).unwrap_err().kind, DbErrorKind::Unique);
        assert!(
            tx.execute(&ADD_COUNT, &[cx.org.into(), HALL.into(), 2.into(), "x".into(), 1.into()]).is_err()
        );
        Ok::<(), Fail<()>>(())
    });
    assert!(matches!(went_on, Err(WriteFail::Db(_))), "{went_on:?}");
    let id = w.fresh_request();
    assert_eq!(take_now(w, id, false), Ok(Ok(1)), "the engine goes on");
}

#[every_engine]
fn a_broken_constraint_is_told_from_a_key_that_is_there(w: &mut World) {
    let id = w.fresh_request();
    let null = w.write(LANE, Actor::Guest, id, |tx, cx| {
        let null = Value::Null;
        tx.execute(&ADD_NULL, &[cx.org.into(), HALL.into(), null, null])?;
        Ok::<(), Fail<()>>(())
    });
    let Err(WriteFail::Db(error)) = null else { panic!("{null:?}") };
    assert_eq!(error.kind, DbErrorKind::Constraint, "{error}");
}

#[every_engine]
fn a_statement_with_too_few_or_too_many_parameters_fails(w: &mut World) {
    for params in [vec![], vec![Value::Int(1); 2]] {
        let ran = w.read(move |tx| store::first(tx, &LAST_NUMBER, &params, |row| row.int(0)));
        assert_eq!(ran.unwrap_err().kind, DbErrorKind::Broken);
    }
}

#[every_engine]
fn every_type_and_null_come_back_as_they_went(w: &mut World) {
    let id = w.fresh_request();
    w.write(LANE, Actor::Guest, id, |tx, cx| {
        for (ticket, score, text, channel) in
            [(1, Some(i64::MIN), Some(&b"\0\xff"[..]), Some("户号 '\"")), (2, None, None, None)]
        {
            let day = cx.now.day(cx.zone).into();
            let row =
                [cx.org.into(), ticket.into(), HALL.into(), day, score.into(), text.into(), channel.into()];
            tx.execute(&ADD_EVALUATION, &row)?;
        }
        Ok::<(), Fail<()>>(())
    })
    .unwrap()
    .unwrap();
    let org = w.org;
    let read = move |ticket: i64| {
        move |tx: &mut dyn Tx| {
            store::first(tx, &EVALUATION, &[org.into(), ticket.into()], |row| {
                (row.opt_int(0), row.opt_bytes(1).map(<[u8]>::to_vec), row.opt_text(2).map(str::to_owned))
            })
        }
    };
    let full = (Some(i64::MIN), Some(b"\0\xff".to_vec()), Some("户号 '\"".to_owned()));
    assert_eq!(w.read(read(1)).unwrap(), Some(full));
    assert_eq!(w.read(read(2)).unwrap(), Some((None, None, None)));
}

#[every_engine]
fn a_command_that_panics_is_answered_and_the_next_one_runs(w: &mut World) {
    let id = w.fresh_request();
    let panicked = w.write(LANE, Actor::Guest, id, |tx, cx| {
        take(tx, cx, "A", false)?;
        // The statement and its reader disagree: a bug, in the middle of reading a row.
        store::first(tx, &LAST_NUMBER, &[cx.org.into()], |row| row.text(0).to_owned())?;
        Ok(())
    });
    assert!(matches!(panicked, Err(WriteFail::Panicked(_))), "{panicked:?}");
    for turn in 1..=3 {
        let id = w.fresh_request();
        assert_eq!(take_now(w, id, false), Ok(Ok(turn)));
    }
}

#[every_engine]
fn a_full_queue_refuses_at_once(w: &mut World) {
    let mut w = w.another(4);
    let (answers, got) = sync_channel(16);
    let go = hold(&w.store, LANE);
    let mut taken = 0;
    let mut full = 0;
    for _ in 0..7 {
        let cx = w.fresh_cx(Actor::Guest);
        let answers = answers.clone();
        let done = move |answer| answers.send(answer).unwrap();
        match w.store.write(LANE, move |tx| take(tx, &cx, "A", false), done) {
            Ok(()) => taken += 1,
            Err(store::Full) => full += 1,
        }
    }
    assert_eq!((taken, full, w.store.engine().queued()), (4, 3, 4));
    go();
    let answers: Vec<_> = (0..4).map(|_| got.recv().unwrap()).collect();
    assert_eq!(answers, [Ok(Ok(1)), Ok(Ok(2)), Ok(Ok(3)), Ok(Ok(4))]);
    assert_eq!(numbers(&w), 4, "what was refused was run");
}

#[every_engine]
fn closing_answers_what_is_queued_and_refuses_what_comes_after(w: &mut World) {
    let (answers, got) = sync_channel(16);
    let go = hold(&w.store, LANE);
    for _ in 0..5 {
        let cx = w.fresh_cx(Actor::Guest);
        let answers = answers.clone();
        w.store.write(LANE, move |tx| take(tx, &cx, "A", false), move |a| answers.send(a).unwrap()).unwrap();
    }
    let engine = Arc::clone(w.store.engine());
    let closing = std::thread::spawn(move || engine.close());
    go();
    closing.join().unwrap();
    let last: Vec<_> = got.try_iter().map(|answer| answer.unwrap().unwrap()).collect();
    assert_eq!(last, [1, 2, 3, 4, 5], "close returned before the queue was answered");
    let id = w.fresh_request();
    assert_eq!(take_now(w, id, false), Err(WriteFail::Closed));
    let late = w.read(|tx| left(tx, Org(0)));
    assert_eq!(late.unwrap_err().kind, DbErrorKind::Unavailable);
    w.restart();
    assert_eq!(numbers(w), 5);
}

#[every_engine]
fn a_reader_cannot_write(w: &mut World) {
    let org = w.org;
    let wrote =
        w.read(move |tx| tx.execute(&ADD_COUNT, &[org.into(), HALL.into(), 1.into(), "A".into(), 1.into()]));
    assert_eq!(wrote.unwrap_err().kind, DbErrorKind::Broken);
}

#[every_engine]
fn a_reader_sees_one_snapshot(w: &mut World) {
    let (seen, looked) = sync_channel::<()>(1);
    let (changed, go_on) = sync_channel::<()>(1);
    let (result, answer) = sync_channel(1);
    let org = w.org;
    let look = move |tx: &mut dyn Tx| {
        let before = left(tx, org)?;
        seen.send(()).unwrap();
        go_on.recv().unwrap();
        Ok((before, left(tx, org)?))
    };
    w.store.read(look, move |answer| result.send(answer).unwrap()).unwrap();
    looked.recv().unwrap();
    let id = w.fresh_request();
    take_now(w, id, false).unwrap().unwrap();
    changed.send(()).unwrap();
    let nothing = Left { numbers: 0, events: 0, answers: 0 };
    assert_eq!(answer.recv().unwrap(), Ok((nothing, nothing)));
    assert_eq!(numbers(w), 1);
}
