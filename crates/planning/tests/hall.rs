//! The simulator at its boundary: nobody is lost, time never goes back, the same seed gives the same answer, two designs
//! see the same people, and small days come out as counted by hand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use allocation_counter::measure;
use kernel::PriorityClass::{Care, Normal};
use planning::hall::{
    Ask, Bookings, Clerk, Closing, Costs, Ending, Failures, Hall, Kiosks, Lateness, Law, Place, Record,
    Replay, Simulator, Slot, Span, Step, compare, simulate,
};
use planning::{Progress, Silent, Watch};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use queueing::SkillSet;

mod common;
use common::{any_hall, hall, item, segment, three_classes};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_126),
        ..ProptestConfig::default()
    }
}

fn played(hall: &Hall, seed: u64, until_s: Option<u32>) -> Vec<Record> {
    Simulator::new(hall).unwrap().play(seed, 0, until_s).collect()
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn nobody_is_lost_and_time_never_goes_back(seed: u64, until_s in prop::option::of(1_u32..14_400)) {
        let hall = any_hall(seed);
        let open_us = i64::from(hall.closes_s) * 1_000_000;
        let mut came_us = 0;
        for record in played(&hall, seed, until_s) {
            prop_assert!(record.came_us >= came_us, "people come one after another");
            came_us = record.came_us;
            prop_assert!(record.waited_us >= 0);
            match record.left_us {
                Some(left_us) => {
                    prop_assert_ne!(record.ending, Ending::StillThere);
                    prop_assert!(left_us >= record.called_us && record.called_us >= record.came_us, "{:?}", record);
                    prop_assert!(left_us - record.came_us >= record.waited_us);
                }
                None => prop_assert_eq!(record.ending, Ending::StillThere),
            }
            let at_the_end = until_s.is_none() && record.ending == Ending::StillThere;
            prop_assert!(!at_the_end, "a day that is played to its end leaves nobody: {:?}", record);
            let late = record.ending == Ending::SentHome && record.came_us < open_us;
            prop_assert!(!late || record.left_us.unwrap() >= open_us, "nobody is sent home early");
        }
    }

    #[test]
    fn figures_count_everybody_once_on_any_number_of_threads(seed: u64) {
        let hall = any_hall(seed);
        let ask = Ask { seed, days: 9, ..Ask::default() };
        let one = simulate(&hall, &ask, &Silent).unwrap();
        for threads in [2, 7] {
            prop_assert_eq!(&simulate(&hall, &Ask { threads, ..ask }, &Silent).unwrap(), &one);
        }
        let all = &one.all;
        let endings = [
            all.served, all.served_at_kiosk, all.online, all.left, all.found_full, all.sent_home, all.sent_elsewhere,
            all.still_there,
        ];
        let sum: f64 = endings.into_iter().flatten().map(|it| it.value).sum();
        prop_assert!((sum - all.came.unwrap().value).abs() < 1e-9);
        let came: f64 = one.segments.iter().map(|it| it.came.unwrap().value).sum();
        prop_assert!((came - all.came.unwrap().value).abs() < 1e-9);
    }

    #[test]
    fn a_replay_shows_what_the_records_say(seed: u64) {
        let hall = any_hall(seed);
        let mut simulator = Simulator::new(&hall).unwrap();
        let replay = simulator.replay(seed, 3, None);
        let records: Vec<Record> = simulator.play(seed, 3, None).collect();
        prop_assert!(replay.at_ms.is_sorted());
        let mut at: HashMap<u32, (Place, u32)> = HashMap::new();
        let mut waits_ms: HashMap<u32, i64> = HashMap::new();
        for moved in replay.moves() {
            let before = at.insert(moved.who, (moved.place, moved.at_ms));
            match before {
                None => prop_assert_eq!(moved.place, Place::Entrance),
                Some((Place::Exit, _)) => prop_assert!(false, "who is gone moves no more"),
                Some((Place::Waiting | Place::KioskQueue, then_ms)) => {
                    *waits_ms.entry(moved.who).or_default() += i64::from(moved.at_ms - then_ms);
                }
                Some(_) => {}
            }
        }
        prop_assert_eq!(at.len(), records.len());
        for (who, record) in (0..).zip(&records) {
            prop_assert_eq!(at[&who].0, Place::Exit);
            let waited_ms = waits_ms.get(&who).copied().unwrap_or(0);
            prop_assert!((waited_ms - record.waited_us / 1_000).abs() <= 20, "{:?}", record);
            prop_assert_eq!(u16::from(replay.segments[who as usize]), record.segment);
        }
        let sent: Replay = serde_json::from_str(&serde_json::to_string(&replay).unwrap()).unwrap();
        prop_assert_eq!(sent, replay);
    }
}

#[test]
fn nobody_waits_while_a_counter_that_can_is_free() {
    let mut it = three_classes();
    it.segments[0].patience = Some(Law::Exponential { mean_s: 300.0 });
    let replay = Simulator::new(&it).unwrap().replay(5, 0, Some(36_000));
    let (mut at, mut busy, mut waiting, mut then_ms, mut waited) = (HashMap::new(), 0, 0, 0, 0);
    for moved in replay.moves() {
        if moved.at_ms > then_ms {
            assert!(
                waiting == 0 || busy == 8,
                "{waiting} wait and {busy} counters are busy until {}",
                moved.at_ms
            );
            waited += u32::from(waiting > 0);
            then_ms = moved.at_ms;
        }
        let before = at.insert(moved.who, moved.place);
        for (place, step) in [(before, -1), (Some(moved.place), 1)] {
            match place {
                Some(Place::Waiting) => waiting += step,
                Some(Place::Counter(_)) => busy += step,
                _ => {}
            }
        }
    }
    assert!(waited > 100, "somebody waited only {waited} times");
}

#[test]
fn playing_days_does_not_allocate() {
    let mut halls: Vec<Hall> = (0..12).map(any_hall).collect();
    halls.push(three_classes());
    for it in &halls {
        let mut simulator = Simulator::new(it).unwrap();
        simulator.play(1, 0, None).count();
        let counted = measure(|| {
            for day in 1..30 {
                assert!(simulator.play(1, day, None).map(|record| record.waited_us).sum::<i64>() >= 0);
            }
        });
        assert_eq!(counted.count_total, 0, "{it:?}");
    }
}

#[test]
fn two_designs_see_the_same_people() {
    let one = three_classes();
    let mut two = one.clone();
    two.counters.push(one.counters[0].clone());
    two.clerks.push(Clerk { counter: 8, ..one.clerks[0].clone() });
    let of = |it: &Hall| -> Vec<(i64, u16)> {
        played(it, 3, None).iter().map(|record| (record.came_us, record.segment)).collect()
    };
    assert_eq!(of(&one), of(&two));
    let ask = Ask { days: 100, ..Ask::default() };
    let same = compare(&one, &one, &ask, &Silent).unwrap();
    assert_eq!((same.all.wait_s.unwrap().value, same.all.wait_s.unwrap().half), (0.0, Some(0.0)));
    let both = compare(&one, &two, &ask, &Silent).unwrap();
    let (first, second) = (both.first.all.wait_s.unwrap(), both.second.all.wait_s.unwrap());
    let less = both.all.wait_s.unwrap();
    assert!((less.value - (second.value - first.value)).abs() < 1e-9 && less.value < 0.0 && less.differs());
    // Drawn apart, the difference would be as unsure as both together.
    let apart = first.half.unwrap().hypot(second.half.unwrap());
    assert!(less.half.unwrap() < 0.8 * apart, "{less:?} against {apart}");
    // A small change drowns in the noise of two samples, but not on the same people.
    let mut slower = one.clone();
    slower.items[0].steps[0].time = Law::Exponential { mean_s: 242.0 };
    let both = compare(&one, &slower, &ask, &Silent).unwrap();
    let more = both.all.stay_s.unwrap();
    let apart =
        both.first.all.stay_s.unwrap().half.unwrap().hypot(both.second.all.stay_s.unwrap().half.unwrap());
    assert!(more.differs() && more.half.unwrap() < 0.1 * apart, "{more:?} against {apart}");
}

#[test]
fn a_study_that_is_stopped_says_what_it_has() {
    struct After(AtomicU64, u64);
    impl Watch for After {
        fn stop(&self) -> bool {
            self.0.load(Ordering::Relaxed) >= self.1
        }
        fn tell(&self, progress: Progress) {
            assert!(progress.done <= progress.of);
            self.0.fetch_max(progress.done, Ordering::Relaxed);
        }
    }
    let ask = Ask { days: 50, ..Ask::default() };
    let said = simulate(&three_classes(), &ask, &After(AtomicU64::new(0), 20)).unwrap();
    assert_eq!(said.days, 20);
    assert_eq!(said, simulate(&three_classes(), &Ask { days: 20, ..ask }, &Silent).unwrap());
    let none = simulate(&three_classes(), &ask, &After(AtomicU64::new(9), 0)).unwrap();
    assert_eq!((none.days, none.all.wait_s), (0, None));
}

/// One counter, open for an hour; people with a time come then, want that item and take 600 seconds.
fn by_hand(slots: &[(u32, usize)]) -> Hall {
    let mut it = hall(3_600, 1, vec![item(1, Law::Fixed { s: 600.0 })], vec![]);
    it.segments = [Normal, Care].map(|class| segment(class, 0.0, 3_600, 0)).to_vec();
    it.rules.head_start_s.appointment = 0;
    it.bookings = slots.iter().map(|&(at_s, segment)| booked(segment, at_s)).collect();
    it
}

fn booked(segment: usize, at_s: u32) -> Bookings {
    let slots = vec![Slot { at_s, people: 1 }];
    Bookings { segment, slots, lateness: Lateness::default(), no_show: 0.0 }
}

/// When each was called last, and left, in seconds.
fn times(it: &Hall) -> Vec<(i64, i64)> {
    played(it, 1, None).iter().map(|r| (r.called_us / 1_000_000, r.left_us.unwrap() / 1_000_000)).collect()
}

#[test]
fn a_head_start_puts_care_before_who_came_a_little_earlier() {
    // Two normal at 10 and 20 s, care at 500 s: the second normal has waited less than 900 s longer.
    assert_eq!(times(&by_hand(&[(10, 0), (20, 0), (500, 1)])), [(10, 610), (1_210, 1_810), (610, 1_210)]);
    let mut far = by_hand(&[(10, 0), (20, 0), (500, 1)]);
    far.rules.head_start_s.care = 400;
    assert_eq!(times(&far), [(10, 610), (610, 1_210), (1_210, 1_810)]);
}

#[test]
fn a_rest_begins_after_the_service_and_lasts_its_whole_length() {
    let mut it = by_hand(&[(10, 0), (20, 0)]);
    it.clerks[0].breaks = vec![Span { from_s: 300, to_s: 600 }];
    assert_eq!(times(&it), [(10, 610), (910, 1_510)]);
    it.clerks[0].breaks = vec![Span { from_s: 0, to_s: 15 }];
    assert_eq!(times(&it), [(15, 615), (615, 1_215)]);
}

#[test]
fn the_end_of_a_shift_waits_for_the_service_and_the_next_clerk_goes_on() {
    let mut it = by_hand(&[(10, 0), (20, 0)]);
    it.clerks[0].shifts = vec![Span { from_s: 0, to_s: 300 }, Span { from_s: 1_000, to_s: 3_600 }];
    assert_eq!(times(&it), [(10, 610), (1_000, 1_600)]);
}

#[test]
fn closing_time_serves_all_or_sends_home() {
    let mut it = by_hand(&[(3_000, 0), (3_100, 0), (3_200, 0)]);
    assert_eq!(times(&it), [(3_000, 3_600), (3_600, 4_200), (4_200, 4_800)]);
    it.closing = Closing::SendsHome;
    let endings: Vec<Ending> = played(&it, 1, None).iter().map(|record| record.ending).collect();
    assert_eq!(endings, [Ending::Served, Ending::SentHome, Ending::SentHome]);
    assert_eq!(times(&it)[1].1, 3_600);
}

#[test]
fn a_day_costs_clerks_waits_and_the_lost() {
    let mut it = by_hand(&[(10, 0), (20, 0), (30, 0)]);
    it.segments[0].patience = Some(Law::Fixed { s: 900.0 });
    it.costs = Costs { clerk_fen_per_h: 3_000, kiosk_fen_per_day: 500, wait_fen_per_h: 3_600, lost_fen: 70 };
    it.kiosks = Some(Kiosks { count: 2, failures: None, unsolved: 0.0 });
    let said = simulate(&it, &Ask { days: 2, ..Ask::default() }, &Silent).unwrap();
    // An hour of a clerk; the second waits 590 s and the third 900 s, and goes.
    assert_eq!(said.cost_fen.unwrap().value, 3_000.0 + 2.0 * 500.0 + 590.0 + 900.0 + 70.0);
    assert_eq!(said.utilisation.unwrap().value, 1_200.0 / 3_600.0);
    assert_eq!(said.all.left.unwrap().value, 1.0);
    assert_eq!(said.queue.unwrap().value, (590.0 + 900.0) / 3_600.0);
}

#[test]
fn who_is_sent_to_a_broken_kiosk_goes_to_a_counter() {
    let mut it = by_hand(&[]);
    it.items[0].kiosk = Some(Law::Fixed { s: 60.0 });
    it.segments[0].arrivals.per_h = vec![20.0];
    it.segments[0].triage.kiosk = 1.0;
    it.kiosks = Some(Kiosks { count: 1, failures: None, unsolved: 0.0 });
    let works = played(&it, 1, None);
    assert!(works.len() > 5 && works.iter().all(|record| record.ending == Ending::ServedAtKiosk));
    let repair = Law::Fixed { s: 6_000.0 };
    it.kiosks =
        Some(Kiosks { count: 1, failures: Some(Failures { mean_up_s: 60.0, repair }), unsolved: 0.0 });
    let broken = played(&it, 1, None);
    assert!(broken.iter().any(|record| record.ending == Ending::Served));
    it.kiosks = Some(Kiosks { count: 0, failures: None, unsolved: 0.0 });
    assert!(played(&it, 1, None).iter().all(|record| record.ending == Ending::Served));
}

#[test]
fn a_hall_of_machines_alone_sends_elsewhere_what_they_cannot() {
    let mut it = by_hand(&[]);
    it.items[0].steps.clear();
    it.items[0].kiosk = Some(Law::Fixed { s: 60.0 });
    it.segments[0].arrivals.per_h = vec![60.0];
    it.segments[0].triage.kiosk = 0.5;
    it.kiosks = Some(Kiosks { count: 4, failures: None, unsolved: 0.1 });
    it.counters.clear();
    it.clerks.clear();
    let said = simulate(&it, &Ask::default(), &Silent).unwrap();
    let (came, kiosk) = (said.all.came.unwrap().value, said.all.served_at_kiosk.unwrap());
    assert!((kiosk.value / came - 0.45).abs() < 0.02, "{kiosk:?} of {came}");
    assert!((kiosk.value + said.all.sent_elsewhere.unwrap().value - came).abs() < 1e-9);
}

#[test]
fn split_counters_take_their_own_step_and_one_clerk_for_all_takes_any() {
    let mut it = by_hand(&[(10, 0), (20, 0)]);
    let step = |needs| Step { needs: SkillSet(needs), time: Law::Fixed { s: 600.0 }, again: 0.0 };
    it.items[0].steps = vec![step(1), step(2)];
    it.counters.push(it.counters[0].clone());
    let shifts = it.clerks[0].shifts.clone();
    let clerk =
        |counter, skills| Clerk { counter, skills: SkillSet(skills), shifts: shifts.clone(), breaks: vec![] };
    it.clerks = vec![clerk(0, 1), clerk(1, 2)];
    assert_eq!(times(&it), [(610, 1_210), (1_210, 1_810)]);
    it.clerks = vec![clerk(0, 3), clerk(1, 3)];
    assert_eq!(times(&it), [(610, 1_210), (620, 1_220)]);
}
