//! Days of a hall from a seed: random customers, clerks, timers, repeated requests and restarts, thousands of steps,
//! and after every step the invariants of the floor. The seed is printed; `GRIDHALL_SEED` plays one again.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::play::{Floor, staff};
use floor::tickets::{HallLive, MoveTicket, Mover};
use kernel::{
    Actor, CareNeed, CounterId, CounterState, Event, Move, PriorityClass, RequestId, TicketId, TicketState,
};
use queueing::{SkillSet, Waiting, fair};
use testkit::{World, every_engine, request};

const STEPS: usize = 1200;
const CLERKS: i64 = 4;

/// A small generator of its own, so that a seed means the same on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[usize::try_from(self.roll(all.len() as u64)).unwrap()]) }
    }
}

fn seed() -> u64 {
    let seed = std::env::var("GRIDHALL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_012);
    println!("seed {seed}");
    seed
}

/// What the invariants remember between steps.
struct Seen {
    folded: HallLive,
    numbers: BTreeMap<String, i64>,
    calls: BTreeSet<(TicketId, i64)>,
    events: usize,
}

#[every_engine]
fn the_invariants_hold_after_every_step_of_a_random_day(w: &mut World) {
    let mut dice = Dice(seed());
    let (here, there) = (Floor::open(w, "JZ-0728-B01", 1), Floor::open(w, "JZ-0702-C01", 2));
    let mut seen =
        Seen { folded: here.folded(w), numbers: BTreeMap::new(), calls: BTreeSet::new(), events: 0 };
    let mut last: Option<(RequestId, &'static str)> = None;
    for step in 0..STEPS {
        w.pass_s(i64::try_from(dice.roll(40)).unwrap());
        let before = here.live(w);
        act(w, &mut dice, &here, &there, &before, &mut last);
        if dice.roll(300) == 0 {
            w.restart();
        }
        check(w, &here, &before, &mut seen, step);
    }
    assert_eq!(w.broken_chains(), []);
    assert_eq!(there.folded(w), there.live(w));
    let end = here.live(w);
    let counts = TicketState::ALL.iter().map(|state| (state.as_str(), end.count(*state))).collect::<Vec<_>>();
    assert!(end.count(TicketState::Done) > 20, "a day in which nothing is served proves nothing: {counts:?}");
}

/// One random thing that somebody does. What is refused is refused; the invariants see to the rest.
fn act(
    w: &mut World,
    dice: &mut Dice,
    here: &Floor,
    there: &Floor,
    live: &HallLive,
    last: &mut Option<(RequestId, &'static str)>,
) {
    let clerk = 1 + i64::try_from(dice.roll(CLERKS as u64)).unwrap();
    let tickets: Vec<TicketId> = live.tickets.keys().rev().take(40).copied().collect();
    let pick = dice.of(&tickets);
    let plain =
        |ticket, step| MoveTicket { ticket, step, counter: None, zone: None, to_hall: None, minutes: None };
    match dice.roll(20) {
        0..=5 => {
            let item = dice.of(&["DF01", "DF04", "XZ01", "BG10", "XZ12", "SQ02"]).unwrap();
            let needs: &[CareNeed] = if dice.roll(5) == 0 { &[CareNeed::Elder] } else { &[] };
            let again = dice.roll(8) == 0;
            let (id, item) = match last.clone().filter(|_| again) {
                Some(repeated) => repeated,
                None => (request(&format!("take-{}", w.next_id)), item),
            };
            let vip = dice.roll(10) == 0 && !again;
            drop(here.take_as(w, id.clone(), &[item], needs, vip));
            *last = Some((id, item));
        }
        6 | 7 => drop(here.counter(w, clerk, clerk, CounterState::Open)),
        8..=11 => drop(here.call(w, clerk, clerk)),
        12 => {
            let to = dice.of(&[CounterState::Paused, CounterState::Closed]).unwrap();
            drop(here.counter(w, clerk, clerk, to));
        }
        13..=17 => {
            // Mostly what a clerk does with the customer at hand.
            let at = live.at_counter(CounterId(clerk)).map(|(id, _)| id).or(pick);
            let any = [Move::Start, Move::Finish, Move::Arrive, Move::Recall, Move::NoShow, Move::Park];
            let usual = match at.map(|id| live.tickets[&id].state) {
                Some(TicketState::Called | TicketState::Arrived) => Some(Move::Start),
                Some(TicketState::Serving) => Some(Move::Finish),
                _ => None,
            };
            let step = usual.filter(|_| dice.roll(4) > 0).or_else(|| dice.of(&any));
            if let (Some(ticket), Some(step)) = (at, step) {
                drop(here.step(w, clerk, ticket, step));
            }
        }
        18 => {
            let Some(ticket) = pick else { return };
            let step = dice.of(&[Move::Resume, Move::Undo, Move::Readmit, Move::Leave, Move::Defer]).unwrap();
            let visit = live.tickets[&ticket].visit;
            if dice.roll(2) == 0 {
                let input = MoveTicket { minutes: Some(5), ..plain(ticket, step) };
                drop(here.go_as(w, Actor::Customer(visit), Mover::Customer(visit), input, None));
            } else {
                drop(here.go(
                    w,
                    clerk,
                    MoveTicket { counter: Some(CounterId(clerk)), ..plain(ticket, step) },
                    None,
                ));
            }
        }
        _ => {
            let Some(ticket) = pick else { return };
            let input = match dice.roll(3) {
                0 => MoveTicket { counter: Some(CounterId(clerk)), ..plain(ticket, Move::TransferCounter) },
                1 => MoveTicket { zone: Some("business".to_owned()), ..plain(ticket, Move::TransferZone) },
                _ => MoveTicket { to_hall: Some(there.setting.hall), ..plain(ticket, Move::TransferHall) },
            };
            drop(here.go(w, clerk, input, Some(there)));
        }
    }
}

fn check(w: &World, here: &Floor, before: &HallLive, seen: &mut Seen, step: usize) {
    let live = here.live(w);
    let events = w.published_after(seen.events);
    for stored in &events {
        seen.folded.apply(stored);
        check_event(here, before, stored, seen, step);
    }
    seen.events += events.len();
    assert_eq!(seen.folded, live, "step {step}: the read model from events is the one from rows");
    for counter in &here.setting.plan.counters {
        let at = live.tickets.values().filter(|it| it.state.at_counter() && it.counter == Some(counter.id));
        assert!(at.count() <= 1, "step {step}: two customers at counter {}", counter.id);
    }
    for (id, it) in &live.tickets {
        assert!(!it.state.at_counter() || it.counter.is_some(), "step {step}: {id} is at no counter");
        assert!(it.state == TicketState::Booked || it.number.is_some(), "step {step}: {id} has no number");
    }
    let clerks: Vec<_> = live.counters.values().filter_map(|it| it.staff).collect();
    let unique: BTreeSet<_> = clerks.iter().collect();
    assert_eq!(clerks.len(), unique.len(), "step {step}: a clerk is at two counters");
}

fn check_event(here: &Floor, before: &HallLive, stored: &store::StoredEvent, seen: &mut Seen, step: usize) {
    if stored.hall != here.setting.hall {
        return;
    }
    match &stored.event {
        Event::TicketIssued { prefix, number, .. } => {
            let last = seen.numbers.entry(prefix.clone()).or_default();
            assert_eq!(*number, *last + 1, "step {step}: numbers of {prefix} have a gap or come twice");
            *last = *number;
        }
        Event::TicketMoved { ticket, n, step: Move::Call, counter, staff: Some(clerk), .. } => {
            assert!(seen.calls.insert((*ticket, *n)), "step {step}: {ticket} was called twice by one call");
            assert!((1..=CLERKS).any(|n| staff(n) == *clerk));
            let counter = here.setting.counter(counter.unwrap()).unwrap();
            let waiting = waiting(here, before);
            let verdict =
                fair(&here.setting.queue, stored.at, &here.setting.desk(counter), &waiting, Some(*ticket));
            assert_eq!(verdict, Ok(()), "step {step}");
        }
        _ => {}
    }
}

fn waiting(here: &Floor, live: &HallLive) -> Vec<Waiting> {
    let all = live.tickets.iter().filter(|(_, it)| it.state == TicketState::Waiting);
    let as_waiting = |(id, it): (&TicketId, &floor::tickets::LiveTicket)| Waiting {
        ticket: *id,
        class: it.class,
        queued_at: it.queued_at,
        not_before: it.not_before,
        needs: here.setting.needs_of(&it.items).unwrap_or(SkillSet::EMPTY),
        only_counter: it.only_counter,
        zone: it.zone.as_deref().and_then(|zone| here.setting.zone_index(zone)),
    };
    let waiting: Vec<Waiting> = all.map(as_waiting).collect();
    assert!(waiting.iter().all(|it| PriorityClass::ALL.contains(&it.class)));
    waiting
}
