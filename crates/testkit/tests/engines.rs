//! What every engine promises, tried on each.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use kernel::{Actor, Cx, HallId, Org, RequestId};
use store::{DbError, DbErrorKind, Fail, Lane, Refusal, Store, Tx, Value, WriteFail, append, once};
use testkit::sample::{Left, SampleRefusal, greeted, left, take_number};
use testkit::{World, every_engine, request};

store::statements! {
    /// Reads a number where text was expected.
    LAST_NUMBER = "SELECT last FROM ticket_number WHERE org = $1";
    /// A row under a unique key.
    ADD_COUNT = "INSERT INTO triage_count (org, hall, day, triage, n) VALUES ($1, $2, $3, $4, $5)";
    /// Counts one more under a key.
    COUNT_ONE = "INSERT INTO triage_count (org, hall, day, triage, n) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (org, hall, day, triage) DO UPDATE SET n = triage_count.n + 1";
    /// Every count.
    COUNTS = "SELECT n FROM triage_count WHERE org = $1 ORDER BY hall, day, triage LIMIT 100";
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

/// Holds the lane of [`HALL`] with a command that waits, so that what is queued meanwhile shares one group.
fn hold(store: &Store) -> impl FnOnce() + use<> {
    let (begun, begins) = sync_channel(1);
    let (let_go, held) = sync_channel::<()>(1);
    let wait = move |_: &mut dyn Tx| {
        begun.send(()).unwrap();
        held.recv().unwrap();
        Ok::<(), Fail<()>>(())
    };
    store.write(LANE, wait, |done| done.unwrap().unwrap()).unwrap();
    begins.recv().unwrap();
    move || let_go.send(()).unwrap()
}

#[every_engine]
fn a_refusal_a_failure_and_a_panic_undo_only_their_own_rows(w: &mut World) {
    let (answers, got) = sync_channel(16);
    let go = hold(&w.store);
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
    let go = hold(&w.store);
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
    let go = hold(&w.store);
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

/// Sends `each` commands from each of 16 threads, thread `t` to `halls[t % halls.len()]`; answers the numbers.
fn storm(w: &mut World, halls: &'static [HallId], each: usize) -> Vec<(HallId, i64)> {
    let start = Arc::new(Barrier::new(16));
    let threads: Vec<_> = (0..16)
        .map(|thread| {
            let hall = halls[thread % halls.len()];
            let contexts: Vec<Cx> = (0..each).map(|_| w.fresh_cx(Actor::Guest)).collect();
            let (store, start) = (w.store.clone(), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                let take = |cx: Cx| {
                    let take = move |tx: &mut dyn Tx| take_number(tx, &cx, hall, "A", false);
                    (hall, store.write_and_wait(Lane(hall.0), take).unwrap().unwrap())
                };
                contexts.into_iter().map(take).collect::<Vec<_>>()
            })
        })
        .collect();
    threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
}

#[every_engine]
fn sixteen_threads_on_one_hall_leave_no_gap_and_no_double(w: &mut World) {
    let mut taken: Vec<i64> = storm(w, &[HALL], 40).into_iter().map(|(_, number)| number).collect();
    taken.sort_unstable();
    assert_eq!(taken, (1..=640).collect::<Vec<_>>());
    let published: Vec<i64> = w.published().iter().map(|event| event.seq).collect();
    assert_eq!(published, (1..=640).collect::<Vec<_>>(), "published out of order, twice or not at all");
    assert_eq!(w.broken_chains(), vec![]);
}

#[every_engine]
fn many_halls_at_once_keep_each_its_own_order(w: &mut World) {
    const HALLS: &[HallId] = &[HallId(1), HallId(2), HallId(3), HallId(4), HallId(5)];
    let taken = storm(w, HALLS, 20);
    for hall in HALLS {
        let count = taken.iter().filter(|(of, _)| of == hall).count() as i64;
        let of_hall: Vec<_> = w.published().into_iter().filter(|event| event.hall == *hall).collect();
        let places: Vec<i64> = of_hall.iter().map(|event| event.seq).collect();
        assert_eq!(places, (1..=count).collect::<Vec<_>>(), "hall {hall}");
    }
    assert_eq!(w.broken_chains(), vec![]);
}

#[every_engine]
fn events_of_one_command_are_published_in_their_order(w: &mut World) {
    let cx = w.fresh_cx(Actor::Guest);
    let three = move |tx: &mut dyn Tx| {
        once(tx, &cx, "three", &[HALL], &(), |tx| {
            for _ in 0..3 {
                append(tx, &cx, HALL, greeted(&cx))?;
            }
            Ok::<(), Fail<String>>(())
        })
    };
    w.store.write_and_wait(LANE, three).unwrap().unwrap();
    assert_eq!(w.published().iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
}

/// Two halls in one command, from lanes that hold them in opposite order: on PostgreSQL groups collide and are run
/// again, one command at a time.
#[every_engine]
fn commands_over_two_halls_from_two_lanes_all_come_through(w: &mut World) {
    const PAIR: [HallId; 2] = [HallId(1), HallId(2)];
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let contexts: Vec<Cx> = (0..20).map(|_| w.fresh_cx(Actor::Guest)).collect();
            let (store, lane) = (w.store.clone(), Lane(PAIR[thread % 2].0));
            std::thread::spawn(move || {
                for (turn, cx) in contexts.into_iter().enumerate() {
                    let halls: &'static [HallId] = match turn % 3 {
                        0 => &PAIR,
                        _ => &PAIR[thread % 2..=thread % 2],
                    };
                    let both = move |tx: &mut dyn Tx| {
                        once(tx, &cx, "both", halls, &(), |tx| {
                            for hall in halls {
                                append(tx, &cx, *hall, greeted(&cx))?;
                            }
                            Ok::<(), Fail<String>>(())
                        })
                    };
                    store.write_and_wait(lane, both).unwrap().unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    // Of each thread's 20 turns 7 are for both halls, the others for one.
    assert_eq!(w.published().len(), 8 * (7 * 2 + 13));
    assert_eq!(w.broken_chains(), vec![]);
}

fn conflict() -> Fail<SampleRefusal> {
    let message = "met another".to_owned();
    Fail::Db(DbError { kind: DbErrorKind::Conflict, message, during: "this test" })
}

#[every_engine]
fn a_command_that_met_another_is_run_again_and_its_group_with_it(w: &mut World) {
    let (answers, got) = sync_channel(16);
    let go = hold(&w.store);
    for turn in 0..5 {
        let cx = w.fresh_cx(Actor::Guest);
        let answers = answers.clone();
        let mut runs = 0;
        let command = move |tx: &mut dyn Tx| {
            runs += 1;
            let number = take(tx, &cx, "A", false)?;
            if turn == 2 && runs == 1 { Err(conflict()) } else { Ok(number) }
        };
        w.store.write(LANE, command, move |answer| answers.send(answer).unwrap()).unwrap();
    }
    go();
    let came: Vec<_> = (0..5).map(|_| got.recv().unwrap()).collect();
    assert_eq!(came, [1, 2, 3, 4, 5].map(|number| Ok(Ok(number))));
    assert_eq!(w.published().iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[every_engine]
fn a_command_that_always_meets_another_is_given_up(w: &mut World) {
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let cx = w.fresh_cx(Actor::Guest);
    let given_up = w.store.write_and_wait(LANE, move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        take(tx, &cx, "A", false)?;
        Err::<(), _>(conflict())
    });
    assert!(
        matches!(given_up, Err(WriteFail::Db(DbError { kind: DbErrorKind::Conflict, .. }))),
        "{given_up:?}"
    );
    let runs = runs.load(Ordering::SeqCst);
    // In its group, alone, and ten times more where trying again can help.
    assert!((2..=12).contains(&runs), "{runs} runs");
    assert_eq!((numbers(w), w.published().len()), (0, 0));
}

/// Two commands that take two rows in opposite order, each waiting until the other has its first: PostgreSQL must
/// break the circle, and both must come through.
#[test]
fn two_commands_in_a_circle_both_come_through() {
    testkit::on_postgres(|w| {
        let (ours, theirs) = (sync_channel::<()>(4), sync_channel::<()>(4));
        let sides = [(1, 2, ours.0, theirs.1), (2, 1, theirs.0, ours.1)];
        let (answers, got) = sync_channel(4);
        for (first, second, tell, hear) in sides {
            let cx = w.fresh_cx(Actor::Guest);
            let mut runs = 0;
            let command = move |tx: &mut dyn Tx| {
                runs += 1;
                let mut count =
                    |of: i64| tx.execute(&COUNT_ONE, &[cx.org.into(), HALL.into(), of.into(), "x".into()]);
                count(first)?;
                if runs == 1 {
                    tell.send(()).unwrap();
                    hear.recv_timeout(Duration::from_secs(10)).expect("the two run in lanes of their own");
                }
                count(second)?;
                Ok::<i32, Fail<()>>(runs)
            };
            let answers = answers.clone();
            w.store.write(Lane(first), command, move |answer| answers.send(answer).unwrap()).unwrap();
        }
        let runs: i32 = (0..2).map(|_| got.recv().unwrap().unwrap().unwrap()).sum();
        assert!(runs > 2, "there was no circle");
        let org = w.org;
        let counted = w.read(move |tx| store::all(tx, &COUNTS, &[org.into()], |row| row.int(0)));
        assert_eq!(counted, Ok(vec![2, 2]));
    });
}
