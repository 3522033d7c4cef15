//! Figures: counted honestly, by hall, grade, day and hour.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{HALL, run, with_halls};
use floor::observe::{DaysRefusal, Observation, Observed, days, nearest_rank, observe};
use kernel::{Actor, Day, Grade, HallId, Refuse};
use store::Fail;
use testkit::{World, every_engine};

store::statements! {
    TICKET_ROW = "INSERT INTO ticket (org, id, hall, day, visit, prefix, number, state, class, channel, items, skills, queued_us, recalls, defers, moves, issued_us, called_us, started_us, ended_us, served_s) VALUES ($1, $2, $3, $4, 1, 'A', $5, $6, 'normal', 'kiosk', '[]', 0, $7, 0, 0, 1, $7, $8, $9, $10, $11)";
    COUNTER_DAY_ROW = "INSERT INTO counter_day (org, hall, day, counter, open_s, busy_s) VALUES ($1, $2, $3, $4, $5, $6)";
    OPEN_ROW = "UPDATE counter_now SET state = 'open', since_us = $4, day = $5 WHERE org = $1 AND hall = $2 AND counter = $3";
    WAY_ROW = "INSERT INTO triage_count (org, hall, day, triage, n) VALUES ($1, $2, $3, $4, $5)";
    RATING_ROW = "INSERT INTO evaluation (org, ticket, hall, day, asked_us, reasons, score, answered_us) VALUES ($1, $2, $3, $4, 0, '[]', $5, $6)";
}

/// A ticket: hall, state, queued at a minute of the day, waited, served (both in seconds).
#[derive(Clone, Copy)]
struct T(i64, &'static str, i64, Option<i64>, Option<i64>);

fn put(w: &mut World, day: Day, tickets: &[T]) {
    let tickets = tickets.to_vec();
    let (zone, base) = (w.zone, w.next_id * 1000);
    run(w, Actor::System, move |tx, cx| {
        for (id, T(hall, state, minute, waited, served)) in (base..).zip(tickets.clone()) {
            let queued = day.start(zone).plus_s(minute * 60);
            let called = waited.map(|s| queued.plus_s(s));
            let ended = called.zip(served).map(|(at, s)| at.plus_s(s));
            let number = (state != "booked").then_some(id);
            let params = [
                cx.org.into(),
                id.into(),
                hall.into(),
                day.into(),
                number.into(),
                state.into(),
                queued.into(),
                called.into(),
                if state == "serving" { called.into() } else { store::Value::Null },
                ended.into(),
                served.unwrap_or(0).into(),
            ];
            tx.execute(&TICKET_ROW, &params)?;
        }
        Ok::<(), Fail<()>>(())
    })
    .unwrap();
}

fn look(w: &World, halls: &[(i64, Grade)], from: Day, to: Day) -> Observation {
    let halls: Vec<Observed> = halls
        .iter()
        .map(|(hall, grade)| Observed {
            hall: HallId(*hall),
            name: format!("{hall}"),
            grade: *grade,
            wait_alert_s: 1200,
        })
        .collect();
    let (org, now, zone) = (w.org, w.now, w.zone);
    w.read(move |tx| observe(tx, org, &halls, (from, to), now, zone)).unwrap()
}

#[test]
fn a_percentile_is_a_value_that_was_there() {
    assert_eq!(nearest_rank(&[], 500), None);
    assert_eq!(nearest_rank(&[7], 0), Some(7));
    let ten: Vec<i64> = (1..=10).map(|n| n * 10).collect();
    for (per_mille, value) in [(500, 50), (501, 60), (900, 90), (901, 100), (1000, 100), (1, 10)] {
        assert_eq!(nearest_rank(&ten, per_mille), Some(value), "{per_mille}");
    }
}

#[every_engine]
fn waits_and_abandonment_are_counted_from_the_tickets(w: &mut World) {
    with_halls(w);
    let today = w.at("12:00").day();
    put(
        w,
        today,
        &[
            T(1, "done", 540, Some(60), Some(300)),
            T(1, "done", 541, Some(120), Some(500)),
            T(1, "done", 600, Some(1201), Some(100)),
            T(1, "no_show", 601, Some(30), None),
            T(1, "left", 602, None, None),
            T(1, "waiting", 603, None, None),
            T(1, "booked", 900, None, None),
        ],
    );
    let seen = look(w, &[(1, Grade::B)], today, today).total;
    assert_eq!((seen.issued, seen.called, seen.served), (6, 4, 3), "a booking has no number yet");
    assert_eq!((seen.left, seen.no_show, seen.waiting), (1, 1, 1));
    assert_eq!((seen.wait_p50_s, seen.wait_p90_s), (Some(60), Some(1201)));
    assert_eq!((seen.service_mean_s, seen.over_alert_pm, seen.abandon_pm), (Some(300), Some(250), Some(333)));
}

#[every_engine]
fn where_there_is_nothing_to_divide_by_a_share_is_absent(w: &mut World) {
    with_halls(w);
    let today = w.day();
    let seen = look(w, &[(1, Grade::B)], today, today);
    assert_eq!(seen.total, floor::observe::Figures::default());
    assert_eq!((seen.days.len(), seen.hours.len(), seen.grades.len()), (1, 24, 1));
}

#[every_engine]
fn counters_are_used_as_far_as_they_were_open_up_to_now(w: &mut World) {
    with_halls(w);
    let today = w.at("10:00").day();
    let since = w.now.plus_s(-1800);
    run(w, Actor::System, move |tx, cx| {
        let counter = |n: i64, open: i64, busy: i64| {
            [cx.org.into(), HALL.into(), today.into(), n.into(), open.into(), busy.into()]
        };
        tx.execute(&COUNTER_DAY_ROW, &counter(1, 3600, 1200))?;
        tx.execute(&COUNTER_DAY_ROW, &counter(2, 600, 300))?;
        tx.execute(&OPEN_ROW, &[cx.org.into(), HALL.into(), 1.into(), since.into(), today.into()])?;
        Ok::<(), Fail<()>>(())
    })
    .unwrap();
    // Called at 09:50 and still served: ten minutes more.
    put(w, today, &[T(1, "serving", 589, Some(60), None)]);
    let seen = look(w, &[(1, Grade::B)], today, today).total;
    assert_eq!((seen.counter_use_pm, seen.idle_min), (Some(2100 * 1000 / 6000), 65));
    w.on(&today.plus(1).to_string());
    let later = look(w, &[(1, Grade::B)], today, today).total;
    assert_eq!((later.counter_use_pm, later.idle_min), (Some(1500 * 1000 / 4200), 45), "yesterday is closed");
}

#[every_engine]
fn the_online_share_and_the_ratings_are_of_those_who_were_guided_and_asked(w: &mut World) {
    with_halls(w);
    let today = w.day();
    run(w, Actor::System, move |tx, cx| {
        for (triage, n) in [("online", 3), ("kiosk", 1), ("counter", 4), ("other_hall", 2)] {
            tx.execute(&WAY_ROW, &[cx.org.into(), HALL.into(), today.into(), triage.into(), n.into()])?;
        }
        for (ticket, score) in [(1, Some(5)), (2, Some(4)), (3, Some(2)), (4, None), (5, None)] {
            let answered = score.map(|_| 1_i64);
            let params =
                [cx.org.into(), ticket.into(), HALL.into(), today.into(), score.into(), answered.into()];
            tx.execute(&RATING_ROW, &params)?;
        }
        Ok::<(), Fail<()>>(())
    })
    .unwrap();
    let seen = look(w, &[(1, Grade::B)], today, today).total;
    assert_eq!((seen.guided, seen.online_pm), (10, Some(400)));
    assert_eq!((seen.rating_asked, seen.rating_given), (5, 3));
    assert_eq!((seen.rating_mean_c, seen.rating_good_pm), (Some(366), Some(666)));
}

#[every_engine]
fn halls_grades_days_and_hours_add_up(w: &mut World) {
    with_halls(w);
    let today = w.at("17:00").day();
    let before = today.plus(-1);
    let ten = |hall: i64| T(hall, "done", 600, Some(10), Some(60));
    put(w, today, &[ten(1), ten(1), ten(2), T(3, "done", 659, Some(200), Some(60))]);
    put(w, before, &[ten(1), ten(4)]);
    let asked = [(1, Grade::B), (2, Grade::C), (3, Grade::C)];
    let seen = look(w, &asked, before, today);
    assert_eq!(seen.total.issued, 5, "hall 4 was not asked about");
    assert_eq!(seen.halls.iter().map(|it| it.figures.issued).collect::<Vec<_>>(), [3, 1, 1]);
    let grades: Vec<_> = seen.grades.iter().map(|it| (it.grade, it.halls, it.figures.issued)).collect();
    assert_eq!(grades, [(Grade::B, 1, 3), (Grade::C, 2, 2)]);
    assert_eq!(seen.grades[1].figures.wait_p90_s, Some(200), "of all waits, not of the halls' figures");
    assert_eq!(
        seen.days.iter().map(|it| (it.day, it.figures.issued)).collect::<Vec<_>>(),
        [(before, 1), (today, 4)]
    );
    let hour = |hour: usize| (seen.hours[hour].issued, seen.hours[hour].served);
    assert_eq!((hour(10), hour(11), hour(9)), ((5, 4), (0, 1), (0, 0)));
    assert_eq!(look(w, &asked, today, today).total.issued, 4);
}

#[test]
fn refuses_days_out_of_order_in_the_future_or_too_many() {
    let day = |text: &str| Some(text.parse::<Day>().unwrap());
    let today = "2026-10-12".parse().unwrap();
    let field = |refused: Result<(Day, Day), DaysRefusal>| refused.unwrap_err().details()[0].1.to_owned();
    assert_eq!(days(None, None, today), Ok((today, today)));
    let (one, two) = (day("2026-10-01"), day("2026-10-05"));
    assert_eq!(days(one, None, today), Ok((one.unwrap(), today)));
    assert_eq!(days(None, one, today), Ok((one.unwrap(), one.unwrap())));
    assert_eq!(field(days(two, one, today)), "from");
    assert_eq!(field(days(one, day("2026-10-13"), today)), "to");
    assert_eq!(field(days(day("2026-07-12"), None, today)), "from");
    assert_eq!(days(day("2026-07-13"), None, today).map(|it| it.1), Ok(today));
}
