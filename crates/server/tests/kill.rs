//! The real program is ended in the middle of a crowd, by `kill -9` again and again and by SIGTERM: what was
//! acknowledged is there, once, with the number that was printed. The seed is printed; `GRIDHALL_SEED` plays one again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use floor::setup::first_plan;
use floor::tickets::load_live;
use house::line::Line;
use house::program::{Program, verify};
use house::{Answer, as_staff};
use kernel::{CounterId, Day, Event, HallId, Move, Role, TicketId};
use serde_json::{Value as Json, json};
use store::events_after;
use testkit::{World, every_engine};

const HALL: HallId = HallId(1);
const TAKERS: usize = 8;
const CLERKS: usize = 3;
const ROUNDS: u64 = 5;

/// What was acknowledged to whom: the key of the request, and the answer.
#[derive(Clone, Debug)]
enum Ack {
    Taken { key: String, issued: Json },
    Called { clerk: usize, key: String, ticket: Json },
}

/// Everything acknowledged so far, by the keys of the requests.
#[derive(Default)]
struct Acks {
    taken: BTreeMap<String, Json>,
    called: BTreeMap<String, (usize, Json)>,
}

impl Acks {
    fn keep(&mut self, ack: Ack) {
        let first = match ack {
            Ack::Taken { key, issued } => self.taken.insert(key, issued).is_none(),
            Ack::Called { clerk, key, ticket } => self.called.insert(key, (clerk, ticket)).is_none(),
        };
        assert!(first, "every key is used once");
    }
}

/// A company with people who take numbers in a hall and clerks at its counters.
fn staffed(w: &mut World) {
    house::load(w);
    house::add_staff(w, "guide", Role::Guide, Some(HALL), "no password");
    for clerk in 1..=CLERKS {
        house::add_staff(w, &clerk_name(clerk), Role::Clerk, Some(HALL), "no password");
    }
    w.store.engine().close();
}

fn clerk_name(clerk: usize) -> String {
    format!("clerk{clerk}")
}

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{HALL}{rest}")
}

/// What a customer takes a number for: the same for the same key.
fn wish(key: &str) -> Json {
    let items = ["DF01", "DF04", "XZ01", "BG10", "XZ12"];
    let at = key.bytes().map(usize::from).sum::<usize>() % items.len();
    json!({ "items": [items[at]], "phone": "13800001234" })
}

fn take(line: &mut Line, key: &str) -> std::io::Result<Answer> {
    line.post(&path("/tickets"), &as_staff("guide").key(key).json(wish(key).to_string()))
}

/// The part of an answer that is printed and never changes; how many are ahead does.
fn printed(answer: &Answer) -> Json {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut issued = answer.json();
    for changing in ["ahead", "wait", "print"] {
        issued.as_object_mut().unwrap().remove(changing);
    }
    issued
}

/// Takes numbers until the server is gone.
fn take_numbers(addr: SocketAddr, who: String, acks: &Sender<Ack>) {
    let Ok(mut line) = Line::open(addr) else { return };
    for turn in 0..10_000 {
        let key = format!("t-{who}-{turn}");
        let Ok(answer) = take(&mut line, &key) else { return };
        acks.send(Ack::Taken { key, issued: printed(&answer) }).unwrap();
    }
}

/// Calls and serves until the server is gone.
fn serve(addr: SocketAddr, clerk: usize, round: u64, acks: &Sender<Ack>) {
    let Ok(mut line) = Line::open(addr) else { return };
    let mut turn = 0;
    let mut post = |rest: &str, body: Json| {
        turn += 1;
        let key = format!("c-{clerk}-{round}-{turn}");
        let with = as_staff(&clerk_name(clerk)).key(&key).json(body.to_string());
        line.post(&path(rest), &with).map(|answer| (key, answer))
    };
    let counter = format!("/counters/{clerk}");
    let Ok((_, opened)) = post(&format!("{counter}/open"), json!({})) else { return };
    let mut here = opened.json()["ticket"].clone();
    for _ in 0..10_000 {
        if here.is_null() {
            let Ok((key, called)) = post(&format!("{counter}/call"), json!({})) else { return };
            assert_eq!(called.status, 200, "{}", called.text);
            here = called.json()["ticket"].clone();
            if here.is_null() {
                continue;
            }
            acks.send(Ack::Called { clerk, key, ticket: here["ticket"].clone() }).unwrap();
        }
        let on = format!("/tickets/{}/move", here["ticket"].as_str().unwrap());
        let step = if here["state"] == "serving" { "finish" } else { "start" };
        let Ok((_, moved)) = post(&on, json!({ "step": step })) else { return };
        assert_eq!(moved.status, 200, "{}", moved.text);
        here = if step == "finish" { Json::Null } else { moved.json() };
    }
}

/// Lets a crowd at the server, calls `end` after `lives` acknowledgements, and answers all there were.
fn crowd(addr: SocketAddr, round: u64, lives: u64, end: impl FnOnce()) -> Vec<Ack> {
    let (sender, receiver) = channel();
    let takers = (0..TAKERS).map(|taker| {
        let sender = sender.clone();
        thread::spawn(move || take_numbers(addr, format!("{round}-{taker}"), &sender))
    });
    let mut threads: Vec<_> = takers.collect();
    threads.extend((1..=CLERKS).map(|clerk| {
        let sender = sender.clone();
        thread::spawn(move || serve(addr, clerk, round, &sender))
    }));
    drop(sender);
    let mut acks: Vec<Ack> = receiver.iter().take(usize::try_from(lives).unwrap()).collect();
    end();
    acks.extend(receiver.iter());
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    acks
}

/// Everything acknowledged is in the store, once; and its chains are whole.
fn check_store(w: &mut World, acks: &Acks) {
    let walked = verify(w);
    assert!(walked.status.success(), "{}", String::from_utf8_lossy(&walked.stderr));
    w.restart();
    let org = w.org;
    let day: Day = "2026-10-12".parse().unwrap();
    let events = w.read(move |tx| events_after(tx, org, HALL, day, 0, 50_000)).unwrap();
    let mut issued: BTreeMap<TicketId, String> = BTreeMap::new();
    let mut numbers = BTreeMap::<String, i64>::new();
    let mut calls: BTreeSet<(TicketId, CounterId)> = BTreeSet::new();
    for stored in &events {
        match &stored.event {
            Event::TicketIssued { ticket, prefix, number, .. } => {
                let last = numbers.entry(prefix.clone()).or_default();
                assert_eq!(*number, *last + 1, "numbers of {prefix} come once and without gaps");
                *last = *number;
                assert_eq!(issued.insert(*ticket, format!("{prefix}{number:03}")), None);
            }
            Event::TicketMoved { ticket, step: Move::Call, counter, .. } => {
                assert!(calls.insert((*ticket, counter.unwrap())), "{ticket} was called twice");
            }
            _ => {}
        }
    }
    for (key, told) in &acks.taken {
        let ticket = TicketId(told["ticket"].as_str().unwrap().parse().unwrap());
        let label = issued.get(&ticket).map(String::as_str);
        assert_eq!(label, told["label"].as_str(), "request {key}");
    }
    for (key, (clerk, ticket)) in &acks.called {
        let ticket = TicketId(ticket.as_str().unwrap().parse().unwrap());
        assert!(calls.contains(&(ticket, CounterId(*clerk as i64))), "call {key} of {ticket} is lost");
    }
    let live = live(w, day);
    assert_eq!(live.tickets.keys().collect::<Vec<_>>(), issued.keys().collect::<Vec<_>>());
    w.store.engine().close();
}

/// The rows of the hall's day.
fn live(w: &World, day: Day) -> floor::tickets::HallLive {
    let pack = house::pack();
    let hall = &pack.halls[0];
    let plan = Arc::new(first_plan(pack, hall, day).unwrap());
    let setting = floor::Setting::of(pack, HALL, &hall.code, plan, None, day).unwrap();
    let org = w.org;
    w.read(move |tx| load_live(tx, org, &setting)).unwrap()
}

/// Every request sent again under its own key gets the same answer.
fn ask_again(addr: SocketAddr, acks: &Acks) {
    let mut line = Line::open(addr).unwrap();
    for (key, told) in &acks.taken {
        assert_eq!(&printed(&take(&mut line, key).unwrap()), told, "request {key}");
    }
    for (key, (clerk, ticket)) in &acks.called {
        let with = as_staff(&clerk_name(*clerk)).key(key).json("{}");
        let again = line.post(&path(&format!("/counters/{clerk}/call")), &with).unwrap();
        assert_eq!(&again.json()["ticket"]["ticket"], ticket, "call {key}: {}", again.text);
    }
    let metrics = line.ask("GET", "/metrics", &house::With::default()).unwrap().text;
    assert!(metrics.contains("gridhall_panics_total 0"), "{metrics}");
}

fn seed() -> u64 {
    let seed = std::env::var("GRIDHALL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x1407);
    println!("GRIDHALL_SEED={seed}");
    seed
}

#[every_engine]
fn what_was_acknowledged_before_kill_9_is_there_once_with_its_number(w: &mut World) {
    let mut random = seed() | 1;
    staffed(w);
    let (mut all, mut last) = (Acks::default(), Acks::default());
    for round in 0..ROUNDS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // The clock goes on from life to life, as a clock does.
        let server = Program::serve(w, &format!("2026-10-12T10:{:02}", round * 5));
        ask_again(server.addr, &last);
        last = Acks::default();
        for ack in crowd(server.addr, round, random % 80 + 1, || server.kill()) {
            last.keep(ack.clone());
            all.keep(ack);
        }
        check_store(w, &all);
    }
    let server = Program::serve(w, "2026-10-12T11:00");
    ask_again(server.addr, &all);
    drop(server);
    house::sweep(w);
    let tickets: BTreeSet<_> = all.taken.values().map(|told| told["ticket"].to_string()).collect();
    assert_eq!(tickets.len(), all.taken.len(), "two requests got one ticket");
    assert!(all.called.len() > 5, "a crowd that nobody serves proves nothing: {}", all.called.len());
}

#[every_engine]
fn sigterm_answers_the_requests_under_way_and_loses_nothing(w: &mut World) {
    staffed(w);
    let mut all = Acks::default();
    let server = Program::serve(w, "2026-10-12T10:00");
    let addr = server.addr;
    let wish = |key: &str| as_staff("guide").key(key).json(wish(key).to_string());
    let begin = |n: usize| {
        let key = format!("under-way-{n}");
        let mut line = Line::open(addr).unwrap();
        let body = line.begin(&path("/tickets"), &wish(&key)).unwrap();
        (key, line, body)
    };
    let mut under_way: Vec<(String, Line, String)> = (0..4).map(begin).collect();
    let acks = crowd(addr, 0, 100, || {
        server.terminate();
        // Nobody new comes in, and whoever is inside is served.
        let since = Instant::now();
        while Line::open(addr).is_ok() {
            assert!(since.elapsed() < Duration::from_secs(8), "it goes on taking connections");
            thread::yield_now();
        }
        for (key, line, body) in &mut under_way {
            let answer = line.end(body).expect("a request under way is answered");
            all.keep(Ack::Taken { key: key.clone(), issued: printed(&answer) });
        }
    });
    assert!(server.wait().success());
    acks.into_iter().for_each(|ack| all.keep(ack));
    check_store(w, &all);
    house::sweep(w);
}
