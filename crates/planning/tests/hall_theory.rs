//! The simulator against theory: the confidence intervals of long runs hold the values that the formulas give, and are
//! narrow enough to tell a wrong formula. One unit of theory's time is a minute.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use kernel::PriorityClass::{self, Appointment, Care, Normal};
use planning::Silent;
use planning::hall::{
    Ask, Bookings, Curve, Estimate, Hall, Item, Lateness, Law, Outcome, Place, Simulator, Slot, Step,
    simulate,
};
use planning::theory::{
    Class, ErlangA, ErlangC, Finite, Network, Station, Transient, infinite_servers, priorities,
    priorities_many, priorities_preemptive, waits,
};
use queueing::{HeadStarts, SkillSet};

mod common;
use common::{hall, item, segment};

/// So long is a run where about one person comes a minute; the first twentieth, in which the hall fills, is not counted.
const OPEN_S: u32 = 2_000_000;

/// So long is a run where so many come a minute.
fn open_s(arrivals: f64) -> u32 {
    if arrivals < 2.0 { OPEN_S } else { (6e6 / arrivals) as u32 }
}

fn exponential(mean_min: f64) -> Law {
    Law::Exponential { mean_s: mean_min * 60.0 }
}

/// Many long runs, with intervals that fail once in a thousand.
fn steady(hall: &Hall) -> Outcome {
    let ask = Ask {
        seed: 20_261_126,
        days: 30,
        threads: 2,
        level: 0.999,
        within_s: 60,
        count_from_s: Some(hall.closes_s / 20),
        until_s: Some(hall.closes_s),
        ..Ask::default()
    };
    simulate(hall, &ask, &Silent).unwrap()
}

/// The interval holds `truth`, and is narrower than `share` of it.
#[track_caller]
fn holds(what: &str, said: Option<Estimate>, truth: f64, share: f64) {
    let it = said.unwrap_or_else(|| panic!("{what}: nothing said"));
    let half = it.half.unwrap();
    assert!(it.covers(truth), "{what}: {} ± {half} does not hold {truth}", it.value);
    assert!(
        half <= share * truth.abs().max(1e-3),
        "{what}: {} ± {half} says too little of {truth}",
        it.value
    );
}

/// Seconds as minutes.
fn minutes(seconds: Option<Estimate>) -> Option<Estimate> {
    seconds.map(|it| Estimate { value: it.value / 60.0, half: it.half.map(|half| half / 60.0) })
}

/// One less that share.
fn rest(share: Option<Estimate>) -> Option<Estimate> {
    share.map(|it| Estimate { value: 1.0 - it.value, ..it })
}

fn plain(arrivals: f64, mean_min: f64, servers: usize) -> Hall {
    let open_s = open_s(arrivals);
    hall(open_s, servers, vec![item(1, exponential(mean_min))], vec![segment(Normal, arrivals, open_s, 0)])
}

#[test]
fn several_servers_wait_as_erlang_says() {
    let cases = [(0.5, 1.0, 1), (0.9, 1.0, 1), (1.0, 6.0, 8), (1.2, 6.0, 8), (1.9, 1.0, 2), (45.0, 1.0, 50)];
    for (arrivals, mean, servers) in cases {
        let theory = ErlangC::new(arrivals, 1.0 / mean, servers).unwrap();
        let said = steady(&plain(arrivals, mean, servers as usize));
        let name = |what: &str| format!("M/M/{servers} at {arrivals}: {what}");
        let rare = if theory.p_wait_beyond(1.0) < 0.01 { 1.0 } else { 0.1 };
        holds(&name("share who wait"), said.all.waited_share, theory.p_wait(), 0.06);
        holds(&name("wait"), minutes(said.all.wait_s), theory.mean_wait(), 0.25);
        holds(&name("queue"), said.queue, theory.mean_queue(), 0.25);
        holds(&name("stay"), minutes(said.all.stay_s), theory.mean_stay(), 0.25);
        holds(&name("beyond a minute"), rest(said.all.within_share), theory.p_wait_beyond(1.0), rare);
        holds(&name("utilisation"), said.utilisation, theory.utilisation(), 0.01);
        holds(&name("nine tenths"), minutes(said.all.wait_p90_s), theory.wait_quantile(0.9), 0.25);
    }
}

#[test]
fn a_hall_of_few_places_turns_away_as_many_as_theory_says() {
    for (arrivals, mean, servers, places) in
        [(1.0, 6.0, 8, 12), (1.6, 6.0, 8, 20), (0.9, 1.0, 1, 5), (6.0, 1.0, 8, 8)]
    {
        let theory = Finite::new(arrivals, 1.0 / mean, servers, places).unwrap();
        let it = Hall { places: Some(places), ..plain(arrivals, mean, servers as usize) };
        let said = steady(&it);
        let name = |what: &str| format!("M/M/{servers}/{places} at {arrivals}: {what}");
        let (came, full) = (said.all.came.unwrap(), said.all.found_full.unwrap());
        let share = |it: Estimate| Estimate {
            value: it.value / came.value,
            half: it.half.map(|half| half / came.value),
        };
        holds(&name("share who find it full"), Some(share(full)), theory.p_full, 0.15);
        holds(&name("utilisation"), said.utilisation, theory.utilisation, 0.01);
        if places > servers {
            holds(&name("wait"), minutes(said.all.wait_s), theory.mean_wait, 0.1);
            holds(&name("queue"), said.queue, theory.mean_queue, 0.1);
        } else {
            assert_eq!(said.all.wait_s.unwrap().value, 0.0);
            assert_eq!(said.queue.unwrap().value, 0.0);
        }
    }
}

#[test]
fn any_service_time_waits_as_pollaczek_and_khinchine_say() {
    let laws = [
        Law::Fixed { s: 60.0 },
        exponential(1.0),
        Law::Gamma { mean_s: 60.0, shape: 4.0 },
        Law::Empirical { quantiles_s: vec![30.0, 90.0] },
        Law::Lognormal { mean_s: 60.0, deviation_s: 48.0 },
    ];
    for law in laws {
        let class =
            Class { arrivals: 0.8, mean: law.mean_s() / 60.0, mean_square: law.mean_square_s2() / 3600.0 };
        let segments = vec![segment(Normal, 0.8, OPEN_S, 0)];
        let said = steady(&hall(OPEN_S, 1, vec![item(1, law.clone())], segments));
        let wait = waits(&class).unwrap();
        holds(&format!("{law:?}: wait"), minutes(said.all.wait_s), wait, 0.1);
        holds(&format!("{law:?}: queue"), said.queue, 0.8 * wait, 0.1);
        holds(&format!("{law:?}: share who wait"), said.all.waited_share, 0.8, 0.02);
    }
    // Two items, half each, of half a minute and one and a half: hyperexponential.
    let mut both = segment(Normal, 0.8, OPEN_S, 0);
    both.mix = [0, 1].map(|item| planning::hall::Wants { item, share: 0.5 }).to_vec();
    let items = vec![item(1, exponential(0.5)), item(1, exponential(1.5))];
    let said = steady(&hall(OPEN_S, 1, items, vec![both]));
    let class = Class { arrivals: 0.8, mean: 1.0, mean_square: 0.25 + 2.25 };
    holds("two items: wait", minutes(said.all.wait_s), waits(&class).unwrap(), 0.1);
    holds("two items: share who wait", said.all.waited_share, 0.8, 0.02);
}

#[test]
fn people_leave_as_erlangs_a_says() {
    let cases = [
        (1.0, 6.0, 10.0, 8),
        (1.5, 6.0, 10.0, 8),
        (1.5, 6.0, 30.0, 8),
        (50.0, 1.0, 2.0, 50),
        (100.0, 1.0, 1.0, 100),
    ];
    for (arrivals, mean, patience, servers) in cases {
        let theory = ErlangA::new(arrivals, 1.0 / mean, 1.0 / patience, servers).unwrap();
        let mut it = plain(arrivals, mean, servers as usize);
        it.segments[0].patience = Some(exponential(patience));
        let said = steady(&it);
        let name = |what: &str| format!("M/M/{servers}+M at {arrivals}, patience {patience}: {what}");
        holds(&name("share who wait"), said.all.waited_share, theory.p_wait(), 0.06);
        holds(&name("share who leave"), said.all.left_share, theory.p_leave(), 0.1);
        holds(&name("time in the queue"), minutes(said.all.queued_s), theory.mean_wait(), 0.1);
        holds(&name("queue"), said.queue, theory.mean_queue(), 0.1);
        holds(&name("wait of those served"), minutes(said.all.wait_s), theory.mean_wait_served(), 0.1);
        holds(&name("utilisation"), said.utilisation, theory.utilisation(), 0.01);
        let short = 1.0 - theory.p_leave() - theory.p_served_beyond(1.0);
        holds(&name("served within a minute"), said.all.within_share, short, 0.1);
    }
}

/// The head starts are so long that they are never waited out: strict priorities.
fn strict(mut it: Hall) -> Hall {
    it.rules.head_start_s = HeadStarts { care: 86_400, appointment: 43_200, normal: 0, vip: 0 };
    it
}

/// Three classes, by what comes each minute and how long it takes.
fn classes(servers: usize, arrivals: [f64; 3], laws: [Law; 3]) -> Hall {
    let order: [PriorityClass; 3] = [Care, Appointment, Normal];
    let segments = (0..3).map(|n| segment(order[n], arrivals[n], OPEN_S, n)).collect();
    strict(hall(OPEN_S, servers, laws.map(|law| item(1, law)).to_vec(), segments))
}

#[test]
fn classes_wait_as_cobham_says() {
    let arrivals = [0.2, 0.3, 0.3];
    let cases = [
        [exponential(1.0), exponential(1.0), exponential(1.0)],
        [exponential(0.5), exponential(1.0), exponential(1.2)],
        [Law::Fixed { s: 60.0 }, Law::Fixed { s: 60.0 }, Law::Fixed { s: 60.0 }],
    ];
    for laws in cases {
        let class = |n: usize| Class {
            arrivals: arrivals[n],
            mean: laws[n].mean_s() / 60.0,
            mean_square: laws[n].mean_square_s2() / 3600.0,
        };
        let theory = priorities(&[class(0), class(1), class(2)]).unwrap();
        let said = steady(&classes(1, arrivals, laws.clone()));
        for (n, wait) in theory.iter().enumerate() {
            holds(&format!("{:?}: class {n}", laws[0]), minutes(said.segments[n].wait_s), *wait, 0.25);
        }
    }
    for each in [1.0 / 3.0, 0.4] {
        let theory = priorities_many(&[each; 3], 1.0 / 6.0, 8).unwrap();
        let said = steady(&classes(8, [each; 3], [exponential(6.0), exponential(6.0), exponential(6.0)]));
        for (n, wait) in theory.iter().enumerate() {
            holds(
                &format!("8 servers at 3 x {each}: class {n}"),
                minutes(said.segments[n].wait_s),
                *wait,
                0.2,
            );
        }
    }
}

#[test]
fn who_interrupts_stays_as_long_as_theory_says() {
    let arrivals = [0.2, 0.3, 0.3];
    let class = |arrivals| Class { arrivals, mean: 1.0, mean_square: 2.0 };
    let theory = priorities_preemptive(&arrivals.map(class)).unwrap();
    let it = classes(1, arrivals, [exponential(1.0), exponential(1.0), exponential(1.0)]);
    let said = steady(&Hall { interrupts: true, ..it });
    for (n, stay) in theory.iter().enumerate() {
        holds(&format!("class {n}: stay"), minutes(said.segments[n].stay_s), *stay, 0.15);
    }
}

#[test]
fn one_counter_after_another_and_coming_back_wait_as_jackson_says() {
    let step =
        |needs: u64, mean: f64, again: f64| Step { needs: SkillSet(needs), time: exponential(mean), again };
    let two = Item { steps: vec![step(1, 2.0, 0.0), step(2, 6.0, 0.0)], ..item(1, exponential(1.0)) };
    let mut it = hall(OPEN_S, 11, vec![two], vec![segment(Normal, 1.0, OPEN_S, 0)]);
    for (n, clerk) in it.clerks.iter_mut().enumerate() {
        clerk.skills = SkillSet(if n < 3 { 1 } else { 2 });
    }
    let first = Station { arrivals: 1.0, rate: 0.5, servers: 3, onward: vec![0.0, 1.0] };
    let second = Station { arrivals: 0.0, rate: 1.0 / 6.0, servers: 8, onward: vec![] };
    let theory = Network::new(&[first, second]).unwrap();
    let said = steady(&it);
    let wait = theory.stations[0].mean_wait() + theory.stations[1].mean_wait();
    holds("both counters: wait", minutes(said.all.wait_s), wait, 0.1);
    holds("both counters: stay", minutes(said.all.stay_s), theory.mean_stay, 0.02);
    let each = waits_by_counter(&it, 3);
    holds("first counters: wait", Some(each[0]), theory.stations[0].mean_wait(), 0.1);
    holds("second counters: wait", Some(each[1]), theory.stations[1].mean_wait(), 0.1);
    // A quarter have to queue once more.
    let back = Item { steps: vec![step(1, 1.0, 0.25)], ..item(1, exponential(1.0)) };
    let it = hall(OPEN_S, 1, vec![back], vec![segment(Normal, 0.6, OPEN_S, 0)]);
    let theory =
        Network::new(&[Station { arrivals: 0.6, rate: 1.0, servers: 1, onward: vec![0.25] }]).unwrap();
    let said = steady(&it);
    holds("coming back: stay", minutes(said.all.stay_s), theory.mean_stay, 0.1);
    holds("coming back: utilisation", said.utilisation, theory.stations[0].utilisation(), 0.01);
}

/// The mean waits in minutes before the counters below number `first` and before the others, with intervals that fail once
/// in a thousand.
fn waits_by_counter(it: &Hall, first: u16) -> [Estimate; 2] {
    let days = 30;
    let mut simulator = Simulator::new(it).unwrap();
    let (mut sums, mut squares) = ([0.0; 2], [0.0; 2]);
    for day in 0..days {
        let (mut waits, mut calls) = ([0.0; 2], [0.0; 2]);
        let mut since_ms = HashMap::new();
        for moved in simulator.replay(20_261_126, day, Some(it.closes_s)).moves() {
            let waited = since_ms.remove(&moved.who).map_or(0, |since_ms: u32| moved.at_ms - since_ms);
            match moved.place {
                Place::Waiting => {
                    since_ms.insert(moved.who, moved.at_ms);
                }
                Place::Counter(counter) if moved.at_ms > it.closes_s / 20 * 1_000 => {
                    let at = usize::from(counter >= first);
                    waits[at] += f64::from(waited) / 60_000.0;
                    calls[at] += 1.0;
                }
                _ => {}
            }
        }
        for at in 0..2 {
            sums[at] += waits[at] / calls[at];
            squares[at] += (waits[at] / calls[at]) * (waits[at] / calls[at]);
        }
    }
    let n = f64::from(days);
    [0, 1].map(|at| {
        let value: f64 = sums[at] / n;
        // Student's t of 29 degrees.
        let half = 3.659 * ((squares[at] / n - value * value) / (n - 1.0)).sqrt();
        Estimate { value, half: Some(half) }
    })
}

/// A day of ten hours with a rate for each, at eight counters; and at each full hour somebody who takes no time, to see
/// how long they wait.
fn day_with_probes(rates: [f64; 10]) -> Hall {
    const OPEN_S: u32 = 36_000;
    let mut people = segment(Normal, 0.0, OPEN_S, 0);
    people.arrivals = Curve { slot_s: 3_600, per_h: rates.map(|rate| rate * 60.0).to_vec() };
    let probes = (1..=10).map(|_| segment(Normal, 0.0, OPEN_S, 1));
    let items = vec![item(1, exponential(6.0)), item(1, Law::Fixed { s: 0.0 })];
    let mut it = hall(OPEN_S, 8, items, [people].into_iter().chain(probes).collect());
    it.rules.head_start_s = HeadStarts { care: 0, appointment: 0, normal: 0, vip: 0 };
    it.bookings = (1..=10)
        .map(|hour| Bookings {
            segment: hour,
            slots: vec![Slot { at_s: hour as u32 * 3_600, people: 1 }],
            lateness: Lateness::default(),
            no_show: 0.0,
        })
        .collect();
    it
}

#[test]
fn changing_days_wait_as_the_exact_chain_does() {
    let days = [
        [1.0; 10],
        [0.5, 1.1, 1.5, 1.3, 0.6, 0.5, 1.1, 1.4, 1.0, 0.4],
        [0.8, 1.6, 1.9, 1.5, 0.7, 0.6, 1.2, 1.3, 0.9, 0.4],
    ];
    for rates in days {
        let ask = Ask { seed: 7, days: 6_000, threads: 2, level: 0.999, ..Ask::default() };
        let said = simulate(&day_with_probes(rates), &ask, &Silent).unwrap();
        let mut theory = Transient::empty(1.0 / 6.0, 8).unwrap();
        let (mut wait, mut p_wait) = (0.0, 0.0);
        for (hour, rate) in rates.iter().enumerate() {
            theory.slot(*rate, 60.0).unwrap();
            wait += rate * theory.wait_over();
            p_wait += rate * theory.p_wait_over();
            // Where hardly anybody waits, the interval is wide beside the mean.
            let share = if theory.wait_now() < 0.1 { 5.0 } else { 0.5 };
            let probe = minutes(said.segments[hour + 1].queued_s);
            holds(&format!("{rates:?}: wait at hour {}", hour + 1), probe, theory.wait_now(), share);
        }
        let come: f64 = rates.iter().sum();
        holds(&format!("{rates:?}: wait"), minutes(said.segments[0].queued_s), wait / come, 0.1);
        holds(&format!("{rates:?}: share who wait"), said.segments[0].waited_share, p_wait / come, 0.02);
    }
}

#[test]
fn a_hall_with_counters_for_everybody_fills_and_empties_as_theory_says() {
    let sine =
        |minute: u32| 1.0 + 0.8 * (2.0 * std::f64::consts::PI * (f64::from(minute) + 0.5) / 600.0).sin();
    let rates: Vec<f64> = (0..600).map(sine).collect();
    let mut people = segment(Normal, 0.0, 36_000, 0);
    people.arrivals = Curve { slot_s: 60, per_h: rates.iter().map(|rate| rate * 60.0).collect() };
    let it = hall(36_000, 60, vec![item(1, exponential(6.0))], vec![people]);
    let ask = Ask { days: 1_500, threads: 2, level: 0.999, ..Ask::default() };
    let said = simulate(&it, &ask, &Silent).unwrap();
    let theory = infinite_servers(&rates, 1.0, 1.0 / 6.0).unwrap();
    for minute in [60, 150, 300, 450, 600] {
        let it = said.minutes[minute];
        assert_eq!(it.at_s, minute as u32 * 60);
        holds(&format!("people at minute {minute}"), Some(it.inside), theory[minute - 1], 0.1);
        assert_eq!(it.waiting.value, 0.0);
    }
}
