//! Proofs that look into the inner loop: that it calls whom the floor would call (each choice of a simulated day is made
//! once more by [`queueing::choose`], on the whole queue as it was), and that no microsecond of waiting is lost.

use kernel::{PriorityClass, TicketId, Time};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use queueing::{Desk, Waiting, choose};

use super::Hall;
use super::floor::{Spot, Witness};
use super::guest::{Guest, NEVER};
use super::plan::desk;
use super::simulator::{Ready, Stage};

#[path = "../../tests/common/mod.rs"]
mod common;

/// Keeps the queue as the floor would, and judges each call.
struct Judge<'a> {
    hall: &'a Hall,
    /// The desk of each station, and the needs of each step of all items.
    desks: Vec<Desk>,
    needs: Vec<queueing::SkillSet>,
    /// Who waits, and until when.
    waiting: Vec<(Waiting, i64)>,
    judged: usize,
    compared: usize,
}

impl Judge<'_> {
    fn choice(&mut self, at_us: i64, station: usize) -> Option<TicketId> {
        self.waiting.retain(|(_, leaves_us)| *leaves_us > at_us);
        let queue: Vec<Waiting> = self.waiting.iter().map(|(waiting, _)| *waiting).collect();
        self.judged += 1;
        let choice = choose(&self.hall.rules, Time(at_us), &self.desks[station], &queue)?;
        self.compared += usize::from(choice.why.eligible > 1);
        Some(choice.why.ticket)
    }
}

impl Witness for Judge<'_> {
    fn moved(&mut self, at_us: i64, who: u32, guest: &Guest, to: Spot) {
        let ticket = TicketId(i64::from(who));
        match to {
            Spot::Station(station) => {
                assert_eq!(self.choice(at_us, station), Some(ticket), "at {at_us} by {station}");
                self.waiting.retain(|(waiting, _)| waiting.ticket != ticket);
            }
            Spot::Waiting => {
                let waiting = Waiting {
                    ticket,
                    class: PriorityClass::ALL[guest.class as usize],
                    queued_at: Time(guest.queued_us),
                    not_before: None,
                    needs: self.needs[guest.step as usize],
                    only_counter: None,
                    zone: None,
                };
                self.waiting.push((waiting, guest.leaves_us));
            }
            _ => self.waiting.retain(|(waiting, _)| waiting.ticket != ticket),
        }
    }

    fn found_nobody(&mut self, at_us: i64, station: usize) {
        assert_eq!(self.choice(at_us, station), None, "at {at_us} by {station}");
    }
}

/// Plays a day under the judge's eyes; how many choices were judged, and in how many there was one.
fn judge(hall: &Hall, day: u32) -> (usize, usize) {
    let ready = Ready::new(hall, None).unwrap();
    let clerk = |station: &super::plan::Station| &hall.clerks[station.clerk];
    let desks = ready.plan.stations.iter().map(clerk).map(|clerk| desk(hall, clerk.counter, clerk.skills));
    let steps = hall.items.iter().flat_map(|item| item.steps.iter().map(|step| step.needs));
    let mut judge = Judge {
        hall,
        desks: desks.collect(),
        needs: steps.collect(),
        waiting: Vec::new(),
        judged: 0,
        compared: 0,
    };
    Stage::new(&ready).day(&ready, 1, day, NEVER, &mut judge);
    (judge.judged, judge.compared)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_126),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_inner_loop_calls_whom_the_floor_would_call(seed: u64) {
        let hall = common::any_hall(seed);
        judge(&hall, 0);
    }

    #[test]
    fn the_area_under_the_queue_is_the_sum_of_the_waits_to_the_microsecond(
        seed: u64, until_us in prop::option::of(0_i64..14_400_000_000),
    ) {
        let hall = common::any_hall(seed);
        let ready = Ready::new(&hall, None).unwrap();
        let (mut stage, mut path) = (Stage::new(&ready), Path::default());
        let until_us = until_us.unwrap_or(NEVER);
        stage.day(&ready, 1, 0, until_us, &mut path);
        let waits_us: i64 = stage.guests.iter().map(|guest| guest.waited_us).sum();
        prop_assert_eq!(path.area_us(until_us), waits_us);
    }
}

/// When somebody joins a queue, and when somebody leaves one.
#[derive(Default)]
struct Path {
    steps: Vec<(i64, i64)>,
    waiting: std::collections::HashSet<u32>,
}

impl Witness for Path {
    fn moved(&mut self, at_us: i64, who: u32, _: &Guest, to: Spot) {
        if self.waiting.remove(&who) {
            self.steps.push((at_us, -1));
        }
        if matches!(to, Spot::Waiting | Spot::KioskQueue) {
            self.waiting.insert(who);
            self.steps.push((at_us, 1));
        }
    }
}

impl Path {
    /// The number of people waiting, summed over time as it goes by.
    fn area_us(mut self, until_us: i64) -> i64 {
        self.steps.sort_unstable();
        let (mut area_us, mut queue, mut then_us) = (0, 0, 0);
        let end = (until_us != NEVER).then_some((until_us, 0));
        for (at_us, step) in self.steps.into_iter().chain(end) {
            area_us += queue * (at_us - then_us);
            queue += step;
            then_us = at_us;
        }
        area_us
    }
}

#[test]
fn the_judge_has_something_to_judge() {
    let (judged, compared) = (0..40)
        .map(|seed| judge(&common::any_hall(seed), 1))
        .fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    assert!(judged > 2_000 && compared > 500, "{judged} choices, {compared} of them among several");
}
