//! How many commands of five statements a store takes in a second, from 64 clients, on each engine.
//!
//! `cargo run --release -p testkit --example store_speed [clients] [seconds]`. Prints; judges nothing.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use std::{env, thread};

use kernel::{Actor, Cx, HallId, Ids};
use store::{Lane, Store};
use testkit::sample::take_number;
use testkit::{Place, World, request};

fn main() {
    let mut arguments = env::args().skip(1).map(|text| text.parse::<u64>().expect("a number"));
    let clients = arguments.next().unwrap_or(64);
    let seconds = arguments.next().unwrap_or(5);
    for halls in [1, 8] {
        for place in [Some(Place::file()), Place::schema()].into_iter().flatten() {
            let w = World::in_place(place);
            measure(&w, clients, halls, Duration::from_secs(seconds));
        }
    }
}

fn measure(w: &World, clients: u64, halls: i64, time: Duration) {
    let numbers = Arc::new(AtomicI64::new(1));
    let start = Arc::new(Barrier::new(clients as usize));
    let threads: Vec<_> = (0..clients)
        .map(|client| {
            let (store, numbers, start) = (w.store.clone(), Arc::clone(&numbers), Arc::clone(&start));
            let (now, zone, org) = (w.now, w.zone, w.org);
            thread::spawn(move || {
                let hall = HallId(client as i64 % halls + 1);
                start.wait();
                let begun = Instant::now();
                let mut waits = Vec::new();
                while begun.elapsed() < time {
                    let id = numbers.fetch_add(1, Ordering::Relaxed);
                    let request = request(&id.to_string());
                    let cx = Cx { now, org, zone, actor: Actor::Guest, request, ids: Ids::block(id, 1) };
                    let asked = Instant::now();
                    take(&store, cx, hall);
                    waits.push(asked.elapsed());
                }
                waits
            })
        })
        .collect();
    let mut waits: Vec<_> =
        threads.into_iter().flat_map(|thread| thread.join().expect("a client ends well")).collect();
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{:8} {clients} clients, {halls} halls: {:6.0} commands/s, p50 {:.1} ms, p99 {:.1} ms",
        w.store.engine().name(),
        waits.len() as f64 / time.as_secs_f64(),
        at(0.5),
        at(0.99),
    );
}

fn take(store: &Store, cx: Cx, hall: HallId) {
    let answer = store.write_and_wait(Lane(hall.0), move |tx| take_number(tx, &cx, hall, "A", false));
    answer.expect("the store works").expect("nothing refuses");
}
