//! How fast halls are simulated: customers per second on one thread, for a plain hall of three classes at eight counters
//! and for one with everything switched on, and how a study scales with threads.
//!
//! `cargo run --release -p planning --example hall -- [days] [rounds]`
//!
//! Prints a table, and as its last line the figures as JSON. Time is that which the thread was on a processor where the
//! system tells it (Linux), so that a busy machine does not slow the figures; of studies on several threads it is that of
//! the clock on the wall. The best of several rounds counts: whatever else runs can only slow a round.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::time::Instant;

use kernel::PriorityClass::{Care, Normal, Vip};
use planning::Silent;
use planning::hall::{
    Ask, Bookings, Failures, Hall, Kiosks, Lateness, Law, Record, Simulator, Slot, Span, Triage, Wants,
    simulate,
};
use queueing::SkillSet;

#[path = "../tests/common/mod.rs"]
mod common;
use common::{item, segment, three_classes};

/// Nanoseconds that this thread has been on a processor.
fn on_processor_ns() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok()
}

/// The best rate of several rounds: what `play` counts, each second.
fn best(rounds: u32, mut play: impl FnMut() -> u64) -> f64 {
    (0..rounds).fold(0.0, |best: f64, _| {
        let (clock, before) = (Instant::now(), on_processor_ns());
        let count = play() as f64;
        let seconds = match (before, on_processor_ns()) {
            (Some(before), Some(after)) => (after - before) as f64 / 1e9,
            _ => clock.elapsed().as_secs_f64(),
        };
        best.max(count / seconds)
    })
}

/// About as many people, and everything that a hall can have: lognormal services, skills, care and key customers,
/// patience, bookings, groups, triage, kiosks that fail, split counters, breaks, two shifts.
fn everything_on() -> Hall {
    let mut it = three_classes();
    let lognormal = |mean_s: f64| Law::Lognormal { mean_s, deviation_s: 0.7 * mean_s };
    it.items = vec![item(1, lognormal(240.0)), item(2, lognormal(360.0)), item(4, lognormal(480.0))];
    let payment = it.items[0].steps[0].clone();
    it.items[2].steps.push(payment);
    it.items[0].kiosk = Some(Law::Gamma { mean_s: 120.0, shape: 2.0 });
    it.items[0].online = true;
    it.items[1].steps[0].again = 0.05;
    let per_h = |n: usize| {
        (0..40).map(|quarter| 20.0 * (1.0 + 0.5 * ((quarter + 5 * n) as f64 / 4.0).sin())).collect()
    };
    it.segments =
        [Normal, Care, Vip].iter().zip(0..).map(|(class, n)| segment(*class, 0.0, 36_000, n)).collect();
    for (n, segment) in it.segments.iter_mut().enumerate() {
        segment.arrivals.slot_s = 900;
        segment.arrivals.per_h = per_h(n);
        segment.mix = (0..3).map(|item| Wants { item, share: if item == n { 2.0 } else { 1.0 } }).collect();
        segment.triage = Triage { online: 0.1, kiosk: 0.5 };
        segment.patience = Some(lognormal(1_800.0));
    }
    it.segments[0].party.most = 2;
    it.bookings = vec![Bookings {
        segment: 1,
        slots: (1..20).map(|n| Slot { at_s: n * 1_800, people: 2 }).collect(),
        lateness: Lateness { mean_s: -120.0, deviation_s: 300.0 },
        no_show: 0.15,
    }];
    for (n, clerk) in it.clerks.iter_mut().enumerate() {
        clerk.skills = SkillSet([7, 7, 7, 3, 3, 5, 6, 7][n]);
        clerk.shifts = vec![Span { from_s: 0, to_s: 18_000 }, Span { from_s: 18_000, to_s: 36_000 }];
        let from_s = 7_200 + 900 * n as u32;
        clerk.breaks = vec![Span { from_s, to_s: from_s + 900 }];
    }
    it.counters[0].special = SkillSet(4);
    let failures = Failures { mean_up_s: 7_200.0, repair: lognormal(1_200.0) };
    it.kiosks = Some(Kiosks { count: 3, failures: Some(failures), unsolved: 0.1 });
    it.turn = Some(Law::Exponential { mean_s: 20.0 });
    it
}

/// What is played, and customers each second: days alone, with a record of everybody, and with all figures of a study.
fn measured(name: &str, hall: &Hall, days: u32, rounds: u32) -> [f64; 3] {
    let mut simulator = Simulator::new(hall).unwrap();
    let mut records: Vec<Record> = Vec::with_capacity(2_000);
    let alone = best(rounds, || (0..days).map(|day| simulator.play(1, day, None).len() as u64).sum());
    let recorded = best(rounds, || {
        (0..days).fold(0, |sum, day| {
            records.clear();
            records.extend(simulator.play(1, day, None));
            sum + black_box(&records).len() as u64
        })
    });
    let ask = Ask { days, ..Ask::default() };
    let clock = best(rounds, || people(hall, &ask));
    println!("{name:<28}{:>10.2}{:>14.2}{:>14.2}", alone / 1e6, recorded / 1e6, clock / 1e6);
    [alone, recorded, clock]
}

/// Plays a study; how many people came.
fn people(hall: &Hall, ask: &Ask) -> u64 {
    let outcome = simulate(hall, ask, &Silent).unwrap();
    (outcome.all.came.unwrap().value * f64::from(outcome.days)).round() as u64
}

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u32>().expect("a number"));
    let (days, rounds) = (numbers.next().unwrap_or(1_000), numbers.next().unwrap_or(7));
    println!("{days} days, best of {rounds} rounds; million customers each second\n");
    println!("{:<28}{:>10}{:>14}{:>14}", "one thread", "days alone", "with records", "all figures");
    let plain = measured("three classes, M/M/8", &three_classes(), days, rounds);
    let full = measured("everything switched on", &everything_on(), days, rounds);
    println!("\n{:<28}{:>10}{:>14}", "threads, all figures", "plain", "everything on");
    let mut scaling = Vec::new();
    for threads in [1, 2, 4] {
        let of = |hall: &Hall| {
            let ask = Ask { days, threads, ..Ask::default() };
            (0..rounds).fold(0.0, |best: f64, _| {
                let clock = Instant::now();
                let count = people(hall, &ask) as f64;
                best.max(count / clock.elapsed().as_secs_f64())
            })
        };
        let (plain, full) = (of(&three_classes()), of(&everything_on()));
        println!("{threads:<28}{:>10.2}{:>14.2}", plain / 1e6, full / 1e6);
        scaling.push(format!(
            r#"{{"threads":{threads},"plain_per_s":{plain:.0},"everything_on_per_s":{full:.0}}}"#
        ));
    }
    println!(
        concat!(
            r#"{{"days":{},"plain_per_s":{:.0},"plain_records_per_s":{:.0},"plain_figures_per_s":{:.0},"#,
            r#""everything_on_per_s":{:.0},"everything_on_records_per_s":{:.0},"everything_on_figures_per_s":{:.0},"#,
            r#""scaling":[{}]}}"#
        ),
        days,
        plain[0],
        plain[1],
        plain[2],
        full[0],
        full[1],
        full[2],
        scaling.join(",")
    );
}
