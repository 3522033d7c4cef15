//! 64 people at the kiosks and 16 clerks at the counters of one hall, all at once over HTTP: no number comes twice or
//! is left out, nobody is called twice, everybody is called in their turn, everybody is served.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use floor::Setting;
use floor::tickets::HallLive;
use house::line::Line;
use house::{as_staff, open};
use kernel::{CounterId, Event, Grade, HallId, Move, Role, TicketId, TicketState};
use pack::{CounterKind, Pack};
use queueing::{SkillSet, Waiting, fair};
use serde_json::{Value as Json, json};
use server::config::ScaledClock;
use store::{StoredEvent, events_after};
use testkit::{World, every_engine};

const HALL: HallId = HallId(1);
const CLIENTS: usize = 64;
const NUMBERS_EACH: usize = 4;
const COUNTERS: i64 = 16;
/// Nobody may take longer than this, on a slow and busy machine.
const TIME_MAX: Duration = Duration::from_secs(300);

/// The demo pack, but for its largest hall, which has sixteen counters.
fn pack_of_sixteen() -> &'static Pack {
    let mut pack = house::pack().clone();
    let hall = pack.halls.iter_mut().find(|hall| hall.grade == Grade::A).unwrap();
    hall.windows = COUNTERS;
    let standard = pack.grades.grade.iter_mut().find(|standard| standard.grade == Grade::A).unwrap();
    let general = standard.counter.iter().find(|it| it.kind == CounterKind::General).unwrap().clone();
    let there = standard.counter.len() as i64;
    let more = (there + 1..=COUNTERS).map(|number| pack::PlanCounter { number, ..general.clone() });
    standard.counter.extend(more);
    Box::leak(Box::new(pack))
}

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}{rest}")
}

/// What the client comes for at its turn: mostly ordinary, now and then with a need, now and then a key customer.
fn wish(client: usize, turn: usize) -> Json {
    let items = ["DF01", "DF04", "XZ01", "BG10", "XZ12"];
    let n = client * NUMBERS_EACH + turn;
    let needs: &[&str] = if n.is_multiple_of(7) { &["elder"] } else { &[] };
    json!({ "items": [items[n % items.len()]], "needs": needs, "vip": n % 11 == 3 })
}

/// Takes the client's numbers and answers what was printed.
fn take_numbers(addr: SocketAddr, client: usize) -> Vec<Json> {
    let mut line = Line::open(addr).unwrap();
    let take = |turn| {
        let with = as_staff("guide").key(format!("{client}-{turn}")).json(wish(client, turn).to_string());
        let answer = line.post(&path("/tickets"), &with).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    (0..NUMBERS_EACH).map(take).collect()
}

/// Calls and serves at one counter until everybody is served; answers whom it called.
fn serve(addr: SocketAddr, counter: i64, served: &AtomicUsize) -> Vec<String> {
    let mut line = Line::open(addr).unwrap();
    let mut turn = 0;
    let mut post = |rest: &str, body: Json| {
        turn += 1;
        let name = format!("clerk{counter}");
        let with = as_staff(&name).key(format!("{turn}")).json(body.to_string());
        let answer = line.post(&path(rest), &with).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    let since = Instant::now();
    let mut called = Vec::new();
    post(&format!("/counters/{counter}/open"), json!({}));
    while served.load(Ordering::Relaxed) < CLIENTS * NUMBERS_EACH {
        assert!(since.elapsed() < TIME_MAX, "{} are served", served.load(Ordering::Relaxed));
        let call = post(&format!("/counters/{counter}/call"), json!({}));
        let Some(ticket) = call["ticket"]["ticket"].as_str() else { continue };
        called.push(ticket.to_owned());
        for step in ["start", "finish"] {
            post(&format!("/tickets/{ticket}/move"), json!({ "step": step }));
        }
        served.fetch_add(1, Ordering::Relaxed);
    }
    called
}

#[every_engine]
fn a_crowd_gets_every_number_once_and_is_called_once_in_its_turn_and_served(w: &mut World) {
    house::load_pack(w, pack_of_sixteen());
    house::add_staff(w, "guide", Role::Guide, Some(HALL), "no password");
    for counter in 1..=COUNTERS {
        house::add_staff(w, &format!("clerk{counter}"), Role::Clerk, Some(HALL), "no password");
    }
    let mut house = open(w, |config| config.clock = ScaledClock::starting("2026-10-12 10:00", 1.0));
    let (addr, app) = (house.addr, house.app().clone());
    let setting = house.block_on(app.live.today(&app, HALL)).unwrap();
    let served = AtomicUsize::new(0);
    let (printed, called) = thread::scope(|scope| {
        let takers: Vec<_> =
            (0..CLIENTS).map(|client| scope.spawn(move || take_numbers(addr, client))).collect();
        let served = &served;
        let clerks: Vec<_> =
            (1..=COUNTERS).map(|counter| scope.spawn(move || serve(addr, counter, served))).collect();
        let printed: Vec<Json> = takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect();
        let called: Vec<String> = clerks.into_iter().flat_map(|clerk| clerk.join().unwrap()).collect();
        (printed, called)
    });
    drop(app);
    house.shut();
    each_number_once(&printed);
    let once: BTreeSet<&String> = called.iter().collect();
    assert_eq!(
        (once.len(), called.len()),
        (CLIENTS * NUMBERS_EACH, CLIENTS * NUMBERS_EACH),
        "called once each"
    );

    w.restart();
    let (org, day) = (w.org, setting.day);
    let events = w.read(move |tx| events_after(tx, org, HALL, day, 0, 50_000)).unwrap();
    let live = every_call_was_fair(&setting, &events);
    assert_eq!(live.count(TicketState::Done), (CLIENTS * NUMBERS_EACH) as i64, "everybody is served");
    assert_eq!(w.broken_chains(), []);
}

/// Each prefix counts from one without a gap and without a second.
fn each_number_once(printed: &[Json]) {
    let mut numbers = BTreeMap::<&str, Vec<i64>>::new();
    for issued in printed {
        let prefix = issued["prefix"].as_str().unwrap();
        numbers.entry(prefix).or_default().push(issued["number"].as_i64().unwrap());
    }
    assert!(numbers.len() > 1, "several prefixes: {:?}", numbers.keys());
    for (prefix, mut numbers) in numbers {
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>(), "prefix {prefix}");
    }
}

/// Folds the day and judges every call by who waited at that moment.
fn every_call_was_fair(setting: &Setting, events: &[StoredEvent]) -> HallLive {
    let mut live = HallLive::new(setting.hall, setting.day, setting.zone);
    let mut called = BTreeMap::<TicketId, CounterId>::new();
    let mut waits_max = 0;
    for stored in events {
        if let Event::TicketMoved { ticket, step: Move::Call, counter, .. } = &stored.event {
            let counter = counter.unwrap();
            assert_eq!(called.insert(*ticket, counter), None, "{ticket} was called by two counters");
            let waiting = waiting(setting, &live);
            waits_max = waits_max.max(waiting.len());
            let desk = setting.desk(setting.counter(counter).unwrap());
            let verdict = fair(&setting.queue, stored.at, &desk, &waiting, Some(*ticket));
            assert_eq!(verdict, Ok(()), "call {} at counter {counter}", stored.seq);
        }
        live.apply(stored);
    }
    assert!(waits_max > COUNTERS as usize, "a queue of {waits_max} proves nothing");
    live
}

fn waiting(setting: &Setting, live: &HallLive) -> Vec<Waiting> {
    let all = live.tickets.iter().filter(|(_, it)| it.state == TicketState::Waiting);
    all.map(|(id, it)| Waiting {
        ticket: *id,
        class: it.class,
        queued_at: it.queued_at,
        not_before: it.not_before,
        needs: setting.needs_of(&it.items).unwrap_or(SkillSet::EMPTY),
        only_counter: it.only_counter,
        zone: it.zone.as_deref().and_then(|zone| setting.zone_index(zone)),
    })
    .collect()
}
