//! Days of a hall from a seed: random customers, clerks, guides, devices, timers, requests sent again and restarts,
//! thousands of steps, and after every step the invariants of the floor. The seed is printed; `GRIDHALL_SEED` plays
//! one again.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use common::deeds::{CLERKS, Deed, Dice, Stage, choose};
use common::demo_pack;
use common::play::{Floor, staff};
use common::rebuilt::Rebuilt;
use floor::tickets::HallLive;
use kernel::{Event, HallId, Move, PriorityClass, RequestId, TicketId, TicketState};
use queueing::{SkillSet, Waiting, fair};
use testkit::{World, every_engine};

const DAYS: [&str; 3] = ["2026-10-12", "2026-10-13", "2026-10-14"];
const STEPS_A_DAY: usize = 1100;
/// What is kept beside the tickets is held against the events once in so many steps, and after every restart.
const REBUILD_EVERY: usize = 20;

fn seed() -> u64 {
    let seed = std::env::var("GRIDHALL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_012);
    println!("GRIDHALL_SEED={seed}");
    seed
}

/// The halls on the day of the world's clock.
fn stage(w: &World) -> Stage {
    let floor = |code: &str, days: i32| {
        let at = demo_pack().halls.iter().position(|hall| hall.code == code).unwrap();
        Floor::on(w.day().plus(days), code, at as i64 + 1)
    };
    Stage { here: floor("JZ-0728-B01", 0), there: floor("JZ-0702-C01", 0), tomorrow: floor("JZ-0728-B01", 1) }
}

/// A deed that was done, under which request, and what came of it.
type Sent = (RequestId, Deed, String);

/// What the invariants remember between steps.
struct Seen {
    folded: HallLive,
    rebuilt: Rebuilt,
    numbers: BTreeMap<String, i64>,
    calls: BTreeSet<(TicketId, i64)>,
    events: usize,
}

#[every_engine]
fn the_invariants_hold_after_every_step_of_random_days(w: &mut World) {
    let mut dice = Dice(seed());
    common::with_halls(w);
    let mut rebuilt = Rebuilt::new(stage(w).here.setting.hall);
    let (mut done, mut repeated) = (0, 0);
    for day in DAYS {
        w.on(day).at("09:00");
        let stage = stage(w);
        let mut seen = Seen {
            folded: stage.here.folded(w),
            rebuilt,
            numbers: BTreeMap::new(),
            calls: BTreeSet::new(),
            events: w.published().len(),
        };
        // A request belongs to the day it was sent on.
        let mut sent: VecDeque<Sent> = VecDeque::new();
        let mut before = stage.here.live(w);
        for step in 0..STEPS_A_DAY {
            w.pass_s(dice.roll(40) as i64);
            repeated += usize::from(act(w, &mut dice, &stage, &before, &mut sent));
            let restarted = dice.roll(300) == 0;
            if restarted {
                w.restart();
            }
            let live = check(w, &stage.here, &before, &mut seen, step);
            if restarted || step % REBUILD_EVERY == 0 {
                seen.rebuilt.check(w, &stage.here, &live);
            }
            before = live;
        }
        assert_eq!(stage.there.folded(w), stage.there.live(w));
        done += stage.here.live(w).count(TicketState::Done);
        rebuilt = seen.rebuilt;
    }
    assert_eq!(w.broken_chains(), []);
    assert!(done > 100 && repeated > 100, "{done} served, {repeated} sent again: that proves nothing");
    everything_happened(w, stage(w).here.setting.hall);
}

/// One random thing that somebody does, or one that was done sent again: the same answer, and nothing happens.
/// Answers whether it was one of these.
fn act(w: &mut World, dice: &mut Dice, stage: &Stage, live: &HallLive, sent: &mut VecDeque<Sent>) -> bool {
    if dice.roll(8) == 0 && !sent.is_empty() {
        let (request, deed, answer) = &sent[dice.roll(sent.len() as u64) as usize];
        let events = w.published().len();
        w.send_again(request.clone());
        assert_eq!(deed(w, stage), *answer, "request {request:?} sent again");
        assert_eq!(w.published().len(), events, "request {request:?} happened twice");
        return true;
    }
    let Some(done) = choose(w, dice, stage, live) else { return false };
    let request = w.fresh_request();
    w.send_again(request.clone());
    let answer = (done.deed)(w, stage);
    if done.repeats {
        sent.push_back((request, done.deed, answer));
        if sent.len() > 30 {
            sent.pop_front();
        }
    }
    false
}

fn check(w: &World, here: &Floor, before: &HallLive, seen: &mut Seen, step: usize) -> HallLive {
    let live = here.live(w);
    let events = w.published_after(seen.events);
    for stored in &events {
        seen.folded.apply(stored);
        seen.rebuilt.apply(stored);
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
        let numbered = it.number.is_some() || it.slot_at.is_some();
        assert!(numbered && (it.state != TicketState::Waiting || it.number.is_some()), "step {step}: {id}");
        let skills = here.setting.needs_of(&it.items).unwrap_or(SkillSet::EMPTY);
        let callable = here.setting.can_serve(skills, it.zone.as_deref(), it.only_counter);
        assert!(it.state != TicketState::Waiting || callable, "step {step}: nobody can ever call {id}");
    }
    let clerks: Vec<_> = live.counters.values().filter_map(|it| it.staff).collect();
    let unique: BTreeSet<_> = clerks.iter().collect();
    assert_eq!(clerks.len(), unique.len(), "step {step}: a clerk is at two counters");
    live
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

/// A day in which something never happened says nothing about it.
fn everything_happened(w: &World, hall: HallId) {
    let kinds: BTreeSet<String> =
        w.published().iter().filter(|it| it.hall == hall).map(|it| it.event.kind()).collect();
    let due = [
        "needs_recorded",
        "items_changed",
        "ticket_booked",
        "service_timed",
        "room_booked",
        "room_released",
        "item_lent",
        "item_returned",
        "stock_counted",
        "zone_cleaned",
        "child_corner_changed",
        "evaluation_given",
        "follow_up_opened",
        "follow_up_closed",
        "device_enrolled",
        "device_revoked",
        "device_link",
        "device_health",
        "device_ordered",
        "device_fact",
    ];
    let never: Vec<&str> = due.into_iter().filter(|kind| !kinds.contains(*kind)).collect();
    assert_eq!(never, Vec::<&str>::new(), "never happened");
    let steps: BTreeSet<&str> = w
        .published()
        .iter()
        .filter_map(
            |it| if let Event::TicketMoved { step, .. } = &it.event { Some(step.as_str()) } else { None },
        )
        .collect();
    let never: Vec<&str> = Move::ALL
        .iter()
        .filter(|it| !matches!(it, Move::Book | Move::Issue))
        .map(|it| it.as_str())
        .filter(|it| !steps.contains(it))
        .collect();
    assert_eq!(never, Vec::<&str>::new(), "never moved so");
}
