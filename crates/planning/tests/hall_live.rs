//! A day taken up where it stands: who waits since when, who is served since when, and what comes of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kernel::PriorityClass::{Care, Normal};
use planning::Silent;
use planning::hall::{
    Ask, Away, Bookings, Ending, Hall, HallRefusal, Lateness, Law, Live, Record, Served, Simulator, Slot,
    Stands, foresee, simulate,
};
use planning::theory::ErlangC;

mod common;
use common::{hall, item, segment, three_classes};

const TEN_42: u32 = 10 * 3_600 + 42 * 60;

/// Two counters from eight to eighteen; a service takes 600 seconds, always.
fn two_counters() -> Hall {
    let mut it =
        hall(36_000, 2, vec![item(1, Law::Fixed { s: 600.0 })], vec![segment(Normal, 0.0, 36_000, 0)]);
    it.opens_s = 8 * 3_600;
    it.closes_s = 18 * 3_600;
    for clerk in &mut it.clerks {
        clerk.shifts[0] = planning::hall::Span { from_s: 8 * 3_600, to_s: 18 * 3_600 };
    }
    it
}

fn stands(since_s: i64) -> Stands {
    Stands { segment: 0, item: 0, step: 0, class: Normal, since_s, not_before_s: None, only_counter: None }
}

fn served(clerk: usize, since_s: i64) -> Served {
    Served { clerk, segment: 0, item: 0, step: 0, since_s }
}

fn at_ten_42() -> Live {
    let now = i64::from(TEN_42);
    Live {
        at_s: TEN_42,
        waiting: vec![stands(now - 500), stands(now - 300), stands(now - 100)],
        serving: vec![served(0, now - 400), served(1, now - 50)],
        ..Live::default()
    }
}

fn ends(it: &Hall, live: &Live) -> Vec<Record> {
    Simulator::from_live(it, live).unwrap().play(1, 0, None).collect()
}

/// Seconds from the moment to each call.
fn calls_s(records: &[Record]) -> Vec<i64> {
    records.iter().map(|record| record.called_us / 1_000_000 - i64::from(TEN_42)).collect()
}

#[test]
fn who_waits_is_called_as_the_counters_become_free() {
    let records = ends(&two_counters(), &at_ten_42());
    // Counter 1 has 200 s to go, counter 2 550 s; then 800 s.
    assert_eq!(calls_s(&records[..3]), [200, 550, 800]);
    assert_eq!(records[0].waited_us, 700_000_000, "the wait counts from when they came");
    assert!(records.iter().all(|record| record.ending == Ending::Served));
    assert_eq!(records[3].left_us, Some(i64::from(TEN_42 + 200) * 1_000_000));
}

#[test]
fn care_goes_first_a_sent_one_waits_for_their_counter_and_a_late_one_for_their_time() {
    let mut live = at_ten_42();
    live.waiting[2].class = Care;
    assert_eq!(calls_s(&ends(&two_counters(), &live)[..3]), [550, 800, 200]);
    let mut live = at_ten_42();
    live.waiting[0].only_counter = Some(1);
    assert_eq!(calls_s(&ends(&two_counters(), &live)[..3]), [550, 200, 800]);
    // Two who were sent there for different things are alike to that counter, and go to no other.
    let mut it = two_counters();
    it.items.push(item(2, Law::Fixed { s: 600.0 }));
    live.waiting[2].only_counter = Some(1);
    live.waiting[2].item = 1;
    assert_eq!(calls_s(&ends(&it, &live)[..3]), [550, 200, 1_150]);
    let mut live = at_ten_42();
    live.waiting[0].not_before_s = Some(TEN_42 + 1_000);
    // The late one is no longer among those who wait at the beginning, and stands behind those who are served.
    let records = ends(&two_counters(), &live);
    assert_eq!(calls_s(&records[..2]), [200, 550]);
    assert_eq!(calls_s(&records[4..]), [1_000]);
    assert_eq!(records[4].waited_us, 1_500_000_000, "it keeps its wait");
    assert_eq!(records[4].came_us, i64::from(TEN_42 - 500) * 1_000_000);
    let said =
        foresee(&two_counters(), &live, &Ask { days: 3, threads: 2, ..Ask::default() }, &Silent).unwrap();
    let calls: Vec<Option<f64>> = said.waiting.iter().map(|it| it.p90_s).collect();
    assert_eq!(calls, [Some(1_000.0), Some(200.0), Some(550.0)]);
    let mut hasty = two_counters();
    hasty.segments[0].patience = Some(Law::Fixed { s: 900.0 });
    let late = ends(&hasty, &live)[4];
    let left_us = i64::from(TEN_42 + 400) * 1_000_000;
    assert_eq!((late.ending, late.left_us), (Ending::Left, Some(left_us)), "900 s after they came");
    live.serving.clear();
    live.away = [0, 1].map(|clerk| Away { clerk, back_s: None }).to_vec();
    let said = foresee(&two_counters(), &live, &Ask { days: 3, ..Ask::default() }, &Silent).unwrap();
    assert!(said.waiting.iter().all(|it| it.called_share == 0.0 && it.p50_s.is_none()), "nobody calls");
}

#[test]
fn a_clerk_who_is_away_calls_nobody_until_back() {
    let mut live = at_ten_42();
    live.serving.truncate(1);
    live.away = vec![Away { clerk: 1, back_s: None }];
    assert_eq!(calls_s(&ends(&two_counters(), &live)[..3]), [200, 800, 1_400]);
    live.away = vec![Away { clerk: 1, back_s: Some(TEN_42 + 300) }];
    assert_eq!(calls_s(&ends(&two_counters(), &live)[..3]), [200, 300, 800]);
}

#[test]
fn an_idle_counter_calls_at_once_and_a_rest_under_way_goes_on() {
    let mut live = at_ten_42();
    live.serving.truncate(1);
    assert_eq!(calls_s(&ends(&two_counters(), &live)[..3]), [0, 200, 600]);
    let mut it = two_counters();
    it.clerks[1].breaks = vec![planning::hall::Span { from_s: TEN_42 - 300, to_s: TEN_42 + 100 }];
    assert_eq!(calls_s(&ends(&it, &live)[..3]), [100, 200, 700]);
}

#[test]
fn only_bookings_still_to_come_are_expected() {
    let mut it = two_counters();
    let slots = [TEN_42 - 600, TEN_42 + 600, TEN_42 + 1_200].map(|at_s| Slot { at_s, people: 2 });
    it.bookings =
        vec![Bookings { segment: 0, slots: slots.to_vec(), lateness: Lateness::default(), no_show: 0.0 }];
    let mut live = at_ten_42();
    assert_eq!(ends(&it, &live).len(), 5 + 4);
    live.still_booked = vec![vec![1, 0, 2]];
    assert_eq!(ends(&it, &live).len(), 5 + 3);
}

#[test]
fn a_hall_in_its_stride_goes_on_as_if_it_had_never_been_looked_at() {
    // Without memory: whoever has been served for how long ever still takes as long as anybody.
    let (servers, arrivals, mean) = (3, 0.4, 6.0);
    let mut it = hall(36_000, servers, vec![item(1, Law::Exponential { mean_s: 360.0 })], vec![]);
    it.segments = vec![segment(Normal, arrivals, 36_000, 0)];
    let live = Live {
        at_s: 3_600,
        waiting: (0..6).map(|n| stands(3_500 + n)).collect(),
        serving: (0..3).map(|clerk| served(clerk, 600 * clerk as i64)).collect(),
        ..Live::default()
    };
    let ask =
        Ask { days: 4_000, threads: 2, level: 0.999, slot_s: 600, until_s: Some(7_200), ..Ask::default() };
    let said = foresee(&it, &live, &ask, &Silent).unwrap();
    // The first call is exponential with a mean of two minutes: half within 83 s, nine tenths within 276 s.
    let call = said.waiting[0];
    assert!(
        (call.p50_s.unwrap() - 83.2).abs() < 6.0 && (call.p90_s.unwrap() - 276.3).abs() < 16.0,
        "{call:?}"
    );
    let said = said.outcome;
    // The first of the six is called after a third of a mean service, and so on.
    let first = said.minutes[0];
    assert_eq!((first.at_s, first.waiting.value), (3_600, 6.0));
    let mut calls = [0.0; 6];
    let mut simulator = Simulator::from_live(&it, &live).unwrap();
    for day in 0..4_000 {
        for (sum, record) in calls.iter_mut().zip(simulator.play(9, day, None)) {
            *sum += (record.called_us / 1_000_000 - 3_600) as f64 / 4_000.0;
        }
    }
    for (n, call) in calls.iter().enumerate() {
        let theory = (n + 1) as f64 * mean * 60.0 / servers as f64;
        assert!((call - theory).abs() < 0.06 * theory, "{n}: {call} is not {theory}");
    }
    // Much later it is Erlang's queue again.
    let late = Ask { count_from_s: Some(20_000), until_s: Some(36_000), ..ask };
    let said = foresee(&it, &live, &late, &Silent).unwrap().outcome;
    let theory = ErlangC::new(arrivals, 1.0 / mean, servers as u32).unwrap();
    let wait = said.all.waited_share.unwrap();
    assert!((wait.value - theory.p_wait()).abs() < 0.02, "{wait:?}");
}

#[test]
fn from_an_empty_hall_at_the_opening_a_live_day_is_any_day() {
    let it = three_classes();
    let ask = Ask { days: 5, ..Ask::default() };
    let live = foresee(&it, &Live::default(), &ask, &Silent).unwrap();
    assert_eq!(live.outcome, simulate(&it, &ask, &Silent).unwrap());
    assert_eq!(live.waiting, []);
}

#[test]
fn a_moment_that_does_not_fit_the_hall_is_refused() {
    let refused = |change: &dyn Fn(&mut Live)| {
        let mut live = at_ten_42();
        change(&mut live);
        Simulator::from_live(&two_counters(), &live).unwrap_err()
    };
    let no_such = |field: &str, index, of| HallRefusal::NoSuch { field: field.into(), index, of };
    assert_eq!(refused(&|live| live.waiting[1].item = 7), no_such("live.waiting[1].item", 7, 1));
    assert_eq!(refused(&|live| live.waiting[0].step = 1), no_such("live.waiting[0].step", 1, 1));
    assert_eq!(refused(&|live| live.serving[1].clerk = 2), no_such("live.serving[1].clerk", 2, 2));
    assert_eq!(refused(&|live| live.still_booked = vec![vec![]]), no_such("live.still_booked", 1, 0));
    let twice = HallRefusal::ServesTwo { field: "live.serving[1]".into(), clerk: 0 };
    assert_eq!(refused(&|live| live.serving[1].clerk = 0), twice);
    let early = refused(&|live| live.at_s = 5);
    assert!(matches!(early, HallRefusal::OutOfRange { field, .. } if field == "live.at_s"));
    let future = refused(&|live| live.serving[0].since_s += 9_000);
    assert!(matches!(future, HallRefusal::OutOfRange { field, .. } if field == "live.serving[0].since_s"));
    let mut it = two_counters();
    it.clerks[1].skills = queueing::SkillSet(2);
    let mut live = at_ten_42();
    live.waiting[0].only_counter = Some(1);
    let vain = HallRefusal::SentInVain { field: "live.waiting[0]".into(), counter: 1 };
    assert_eq!(Simulator::from_live(&it, &live).unwrap_err(), vain);
}
