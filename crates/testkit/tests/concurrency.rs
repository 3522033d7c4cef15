//! Many at once: no gap, no double, no order lost; and what happens when commands meet in the database.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use kernel::{Actor, Cx, HallId};
use store::{DbError, DbErrorKind, Fail, Lane, Tx, WriteFail, append, once};
use testkit::sample::{SampleRefusal, greeted, hold, left, take_number};
use testkit::{World, every_engine};

store::statements! {
    /// Counts one more under a key.
    COUNT_ONE = "INSERT INTO triage_count (org, hall, day, triage, n) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (org, hall, day, triage) DO UPDATE SET n = triage_count.n + 1";
    /// Every count.
    COUNTS = "SELECT n FROM triage_count WHERE org = $1 ORDER BY hall, day, triage LIMIT 100";
}

const HALL: HallId = HallId(7);
const LANE: Lane = Lane(7);

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
    let go = hold(&w.store, LANE);
    for turn in 0..5 {
        let cx = w.fresh_cx(Actor::Guest);
        let answers = answers.clone();
        let mut runs = 0;
        let command = move |tx: &mut dyn Tx| {
            runs += 1;
            let number = take_number(tx, &cx, HALL, "A", false)?;
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
        take_number(tx, &cx, HALL, "A", false)?;
        Err::<(), _>(conflict())
    });
    assert!(
        matches!(given_up, Err(WriteFail::Db(DbError { kind: DbErrorKind::Conflict, .. }))),
        "{given_up:?}"
    );
    let runs = runs.load(Ordering::SeqCst);
    // In its group, alone, and ten times more where trying again can help.
    assert!((2..=12).contains(&runs), "{runs} runs");
    let org = w.org;
    assert_eq!((w.read(move |tx| left(tx, org)).unwrap().events, w.published().len()), (0, 0));
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
