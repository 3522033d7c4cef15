//! What the forecast says in halls that can be thought through by hand.

use expect_test::expect;
use kernel::PriorityClass::{Appointment, Care, Normal};
use kernel::{CounterId, TicketId, Time};
use queueing::{
    CannotSay, Desk, DeskNow, DeskState, Due, Forecaster, Newcomer, Pace, Person, ServiceTime, SkillSet,
    Snapshot, Wait, Waiting, forecast,
};

mod common;
use common::{NINE, came, desk, desk_now, person, rules};

const SEED: u64 = 20_261_012;

fn usual() -> ServiceTime {
    ServiceTime::from_mean(300.0, 240.0).expect("a distribution")
}

/// Always takes just this long.
fn exactly(seconds: f64) -> ServiceTime {
    ServiceTime::from_mean(seconds, 0.0).expect("a distribution")
}

fn serving(ticket: i64, for_min: i64, service: ServiceTime) -> DeskState {
    DeskState::Serving { ticket: TicketId(ticket), since: NINE.plus_s(-60 * for_min), service }
}

fn hall(desks: Vec<DeskNow>, waiting: Vec<Person>) -> Snapshot {
    Snapshot {
        now: NINE,
        desks,
        waiting,
        due: vec![],
        newcomers: vec![SkillSet(1).into()],
        pace: Pace::default(),
    }
}

/// `n` ordinary people, the first has waited longest.
fn line(n: i64, service: ServiceTime) -> Vec<Person> {
    (0..n).map(|i| person(came(100 + i, Normal, n - i), service)).collect()
}

fn waits(snapshot: &Snapshot) -> Vec<Wait> {
    let said = forecast(snapshot, &rules(), SEED, 200);
    said.tickets.iter().map(|t| t.wait).chain(said.newcomers.iter().map(|n| n.wait)).collect()
}

const fn both(p50_s: u32, p90_s: u32) -> Wait {
    Wait { p50_s: Some(p50_s), p90_s: Some(p90_s), cannot_say: None }
}

const fn cannot(why: CannotSay) -> Wait {
    Wait { p50_s: None, p90_s: None, cannot_say: Some(why) }
}

#[test]
fn an_idle_counter_that_can_means_no_wait() {
    assert_eq!(waits(&hall(vec![desk_now(1, DeskState::Idle)], line(1, usual())))[0], both(0, 0));
    // Nobody there: a newcomer is called at once.
    assert_eq!(waits(&hall(vec![desk_now(1, DeskState::Idle)], vec![])), [both(0, 0)]);
    // Two idle counters and three people: only the third waits.
    let two = vec![desk_now(1, DeskState::Idle), desk_now(2, DeskState::Idle)];
    let said = waits(&hall(two, line(3, usual())));
    assert_eq!(said[..2], [both(0, 0), both(0, 0)]);
    assert!(said[2].p50_s > Some(0));
}

#[test]
fn services_of_known_length_add_up() {
    let said = waits(&hall(vec![desk_now(1, serving(1, 2, exactly(300.0)))], line(2, exactly(60.0))));
    assert_eq!(said, [both(180, 180), both(240, 240), both(300, 300)]);
}

#[test]
fn a_called_customer_holds_the_counter_until_served_or_given_up() {
    let called = |no_show| DeskState::Called {
        ticket: TicketId(1),
        since: NINE.plus_s(-20),
        service: exactly(300.0),
        no_show,
    };
    assert_eq!(waits(&hall(vec![desk_now(1, called(0.0))], vec![])), [both(300, 300)]);
    assert_eq!(waits(&hall(vec![desk_now(1, called(1.0))], vec![])), [both(40, 40)]);
}

#[test]
fn no_shows_and_people_who_give_up_take_less_time() {
    let mut people = line(3, exactly(600.0));
    people[0].no_show = 1.0;
    let idle = vec![desk_now(1, DeskState::Idle)];
    assert_eq!(waits(&hall(idle, people.clone()))[1], both(60, 60));
    people[1].gives_up_per_h = 1e9;
    let busy = vec![desk_now(1, serving(1, 0, exactly(300.0)))];
    // The ticket's own wait is said as if it stayed.
    assert_eq!(waits(&hall(busy, people)), [both(300, 300), both(360, 360), both(360, 360), both(960, 960)]);
}

#[test]
fn says_that_it_cannot_say_instead_of_guessing() {
    let gone = DeskState::Paused { back_at: None };
    for desks in [vec![], vec![desk_now(1, DeskState::Closed)], vec![desk_now(1, gone)]] {
        assert_eq!(waits(&hall(desks, line(1, usual()))), [cannot(CannotSay::NoDeskOpen); 2]);
    }
    let unskilled =
        DeskNow { desk: Desk { skills: SkillSet(0b10), ..desk(1) }, ..desk_now(1, DeskState::Idle) };
    assert_eq!(waits(&hall(vec![unskilled], line(1, usual())))[0], cannot(CannotSay::NoDeskCan));
    let closing = DeskNow { closes_at: Some(NINE.plus_s(300)), ..desk_now(1, serving(1, 0, exactly(200.0))) };
    let said = waits(&hall(vec![closing], line(2, exactly(100.0))));
    assert_eq!(said[..2], [both(200, 200), cannot(CannotSay::ClosesFirst)]);
    let closed = DeskNow { closes_at: Some(NINE), ..desk_now(1, DeskState::Idle) };
    assert_eq!(waits(&hall(vec![closed], line(1, usual())))[0], cannot(CannotSay::NoDeskOpen));
}

#[test]
fn a_percentile_that_the_closing_cuts_off_is_left_open() {
    let median = usual().quantile_s(0.7) as i64;
    let closing = DeskNow { closes_at: Some(NINE.plus_s(median)), ..desk_now(1, serving(1, 0, usual())) };
    let said = waits(&hall(vec![closing], line(1, usual())))[0];
    assert!(said.p50_s.is_some() && said.p90_s.is_none(), "{said:?}");
    assert_eq!(said.cannot_say, Some(CannotSay::ClosesFirst));
}

#[test]
fn a_paused_counter_counts_from_its_return() {
    let back = |s| DeskState::Paused { back_at: Some(NINE.plus_s(s)) };
    assert_eq!(waits(&hall(vec![desk_now(1, back(120))], line(1, usual())))[0], both(120, 120));
    assert_eq!(waits(&hall(vec![desk_now(1, back(-120))], line(1, usual())))[0], both(0, 0));
}

#[test]
fn a_deferred_ticket_is_called_when_it_may_be() {
    let mut people = line(1, usual());
    people[0].waiting.not_before = Some(NINE.plus_s(90));
    assert_eq!(waits(&hall(vec![desk_now(1, DeskState::Idle)], people)), [both(90, 90), both(0, 0)]);
}

#[test]
fn a_booking_that_comes_goes_ahead_and_one_that_does_not_changes_nothing() {
    let booked = Waiting { queued_at: NINE.plus_s(60), ..came(500, Appointment, 0) };
    let due = |comes| Due { at: NINE.plus_s(60), comes, person: person(booked, exactly(600.0)) };
    let mut hall = hall(vec![desk_now(1, serving(1, 0, exactly(120.0)))], line(1, exactly(60.0)));
    for (comes, wait_s) in [(0.0, 120), (1.0, 720)] {
        hall.due = vec![due(comes)];
        assert_eq!(waits(&hall)[0], both(wait_s, wait_s), "a booking that comes with share {comes}");
    }
    // One that comes after the counter was free is too late to go ahead, though the counter has looked up before.
    hall.due = vec![Due { at: NINE.plus_s(121), ..due(1.0) }];
    assert_eq!(waits(&hall)[0], both(120, 120));
    // And an idle counter takes it when it comes: the newcomer is gone by then.
    hall.waiting.clear();
    assert_eq!(waits(&hall), [both(120, 120)]);
}

#[test]
fn an_idle_counter_takes_a_booking_as_it_comes() {
    let booked = Waiting { queued_at: NINE.plus_s(60), ..came(500, Appointment, 0) };
    let mut hall = hall(vec![desk_now(1, DeskState::Idle)], line(1, usual()));
    hall.waiting[0].waiting.not_before = Some(NINE.plus_s(100));
    hall.due = vec![Due { at: NINE.plus_s(30), comes: 1.0, person: person(booked, exactly(600.0)) }];
    // Nobody can be called until the booking comes, which then holds the counter.
    assert_eq!(waits(&hall)[0], both(630, 630));
}

#[test]
fn each_need_waits_for_the_counters_that_can() {
    let only = |counter, skills, state| DeskNow {
        desk: Desk { skills: SkillSet(skills), ..desk(counter) },
        ..desk_now(counter, state)
    };
    let mut hall =
        hall(vec![only(1, 0b01, DeskState::Idle), only(2, 0b10, serving(1, 0, exactly(500.0)))], vec![]);
    hall.newcomers = [0b01, 0b10, 0b11, 0].map(|needs| SkillSet(needs).into()).into();
    assert_eq!(waits(&hall), [both(0, 0), both(500, 500), cannot(CannotSay::NoDeskCan), both(0, 0)]);
}

#[test]
fn the_newcomers_wait_is_that_of_a_ticket_issued_now_and_changes_nobody_elses() {
    let desks = vec![desk_now(1, serving(1, 3, usual())), desk_now(2, serving(2, 1, usual()))];
    let mut asked = hall(desks, line(8, usual()));
    let told = waits(&asked);
    asked.newcomers.clear();
    asked.waiting.push(person(came(999, Normal, 0), usual()));
    assert_eq!(waits(&asked), told);
}

#[test]
fn more_people_ahead_never_make_a_shorter_wait() {
    let desks: Vec<DeskNow> = (1..4).map(|i| desk_now(i, serving(i, i, usual()))).collect();
    let mut hall = hall(desks, line(12, usual()));
    let mut before = waits(&hall);
    let at_first = before[before.len() - 1];
    for extra in 0..8 {
        hall.waiting.insert(0, person(came(200 + extra, Normal, 60 + extra), usual()));
        let after = waits(&hall);
        for (index, (less, more)) in before.iter().zip(&after[1..]).enumerate() {
            assert!(
                more.p50_s >= less.p50_s && more.p90_s >= less.p90_s,
                "place {index} with {extra} more ahead, seed {SEED}: {less:?} then {more:?}"
            );
        }
        before = after;
    }
    let at_last = before[before.len() - 1];
    assert!(at_last.p50_s > at_first.p50_s && at_last.p90_s > at_first.p90_s);
}

#[test]
fn care_waits_less_than_the_ordinary_who_came_a_little_before() {
    let mut people = line(6, usual());
    people.push(person(came(300, Care, 0), usual()));
    let said = waits(&hall(vec![desk_now(1, serving(1, 0, usual()))], people));
    assert!(said[6].p90_s < said[1].p90_s, "{said:?}");
}

#[test]
fn is_not_people_ahead_times_mean_where_services_are_skewed() {
    let skewed = ServiceTime::from_mean(300.0, 600.0).expect("a distribution");
    let said = waits(&hall(vec![desk_now(1, serving(1, 0, skewed))], line(2, skewed)));
    let times_mean = 2.0 * 300.0;
    let (p50_s, p90_s) = (said[1].p50_s.expect("said"), said[1].p90_s.expect("said"));
    assert!(f64::from(p50_s) < 0.75 * times_mean, "P50 {p50_s}");
    assert!(f64::from(p90_s) > 1.5 * times_mean, "P90 {p90_s}");
}

#[test]
fn a_service_that_already_takes_long_takes_longer_still() {
    // Of a lognormal, the longer it has lasted the longer it will: the mean would say that it is over.
    let left_s = |for_min| waits(&hall(vec![desk_now(1, serving(1, for_min, usual()))], vec![]))[0].p50_s;
    assert!(left_s(30) > left_s(5), "{:?} {:?}", left_s(30), left_s(5));
}

fn busy_hall() -> Snapshot {
    let mut people = line(9, usual());
    people[2].waiting.class = Care;
    people[4].waiting.only_counter = Some(CounterId(2));
    people[5].no_show = 0.3;
    let booked = Waiting { queued_at: NINE.plus_s(300), ..came(500, Appointment, 0) };
    Snapshot {
        due: vec![Due { at: NINE.plus_s(200), comes: 0.8, person: person(booked, usual()) }],
        newcomers: vec![SkillSet(1).into(), SkillSet::EMPTY.into()],
        ..hall(vec![desk_now(1, serving(1, 3, usual())), desk_now(2, serving(2, 9, usual()))], people)
    }
}

#[test]
fn the_same_seed_gives_the_same_figures_on_every_platform() {
    let said: Vec<String> = waits(&busy_hall())
        .iter()
        .map(|w| format!("{}/{}", w.p50_s.expect("said"), w.p90_s.expect("said")))
        .collect();
    expect![
        "216/453 362/640 71/271 519/939 755/1357 926/1529 1054/1659 1213/1793 1354/1969 1521/2110 1521/2110"
    ]
    .assert_eq(&said.join(" "));
}

#[test]
fn the_order_of_the_snapshot_and_the_last_forecast_do_not_matter() {
    let mut hall = busy_hall();
    let mut forecaster = Forecaster::default();
    let first = forecaster.forecast(&hall, &rules(), SEED, 100).clone();
    forecaster.forecast(&Snapshot { waiting: line(30, usual()), ..busy_hall() }, &rules(), 1, 7);
    assert_eq!(*forecaster.forecast(&hall, &rules(), SEED, 100), first);
    hall.waiting.reverse();
    let mut turned = forecast(&hall, &rules(), SEED, 100);
    turned.tickets.reverse();
    assert_eq!(turned, first);
    assert_ne!(forecast(&busy_hall(), &rules(), SEED + 1, 100), first);
}

#[test]
fn hostile_figures_end_in_an_answer() {
    let bad = ServiceTime { mu: f64::NAN, sigma: -1.0 };
    let huge = ServiceTime { mu: 1e9, sigma: 1e9 };
    let mut people = line(2, bad);
    people.push(person(came(7, Normal, 0), huge));
    people[0].no_show = f64::NAN;
    people[1].gives_up_per_h = f64::INFINITY;
    let mut hall = hall(vec![desk_now(1, serving(1, -5, huge)), desk_now(2, DeskState::Idle)], people);
    hall.due = vec![Due { at: Time(0), comes: 2.0, person: person(came(8, Normal, 5), bad) }];
    assert_eq!(forecast(&hall, &rules(), 0, 0).tickets.len(), 3);
}

#[test]
fn a_turn_costs_what_calling_and_coming_take_beside_the_service() {
    let mut hall = hall(vec![desk_now(1, DeskState::Idle)], line(2, exactly(300.0)));
    hall.pace =
        Pace { pick_up: Some(exactly(10.0)), approach: Some(exactly(30.0)), no_show: Some(exactly(90.0)) };
    // 10 s to the first call; 30 s to the counter, 300 s served, 10 s to the second; and once more for a newcomer.
    assert_eq!(waits(&hall), [both(10, 10), both(350, 350), both(690, 690)]);
    hall.desks = vec![desk_now(
        1,
        DeskState::Called {
            ticket: TicketId(1),
            since: NINE.plus_s(-20),
            service: exactly(300.0),
            no_show: 0.0,
        },
    )];
    assert_eq!(waits(&hall)[0], both(320, 320), "ten of the thirty seconds are left");
    hall.waiting[0].no_show = 1.0;
    assert_eq!(waits(&hall)[1], both(420, 420), "who does not come costs 90 s, not the rules' hold");
}

#[test]
fn a_newcomer_with_a_head_start_waits_less_and_one_expected_makes_the_others_wait() {
    let mut hall = hall(vec![desk_now(1, serving(1, 1, exactly(120.0)))], line(3, exactly(200.0)));
    hall.newcomers.push(Newcomer { needs: SkillSet(1), class: Care });
    let before = waits(&hall);
    assert_eq!(before[3..], [both(660, 660), both(60, 60)]);
    // One with care is expected in half a minute, and is called before all who are here.
    let late = Waiting { queued_at: NINE.plus_s(30), ..came(-7, Care, 0) };
    hall.due = vec![Due { at: NINE.plus_s(30), comes: 1.0, person: person(late, exactly(100.0)) }];
    assert_eq!(waits(&hall)[..3], [both(160, 160), both(360, 360), both(560, 560)]);
}
