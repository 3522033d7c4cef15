//! How long each waiting ticket will wait: the hall is played forward many times from what it is now, with the very rule
//! that calls tickets, and the waits are read off as P50 and P90.
//!
//! Deterministic: same snapshot, rules, seed and number of runs, same forecast on every platform. Must never allocate
//! inside the runs; [`Forecaster`] keeps its buffers between forecasts.

use std::cmp::Reverse;

use kernel::{TicketId, Time};

use crate::draw::{Draw, run_key, uniform};
use crate::order::capped_us;
use crate::routing::pick_sorted;
use crate::{
    CannotSay, DeskNow, DeskState, Forecast, NewcomerWait, Person, Rules, ServiceTime, Snapshot, TicketWait,
    Wait, Waiting, eligible,
};

/// One forecast. Whoever makes many keeps a [`Forecaster`].
#[must_use]
pub fn forecast(snapshot: &Snapshot, rules: &Rules, seed: u64, runs: u32) -> Forecast {
    let mut forecaster = Forecaster::default();
    forecaster.forecast(snapshot, rules, seed, runs);
    forecaster.said
}

/// Makes forecasts, keeping its buffers between them.
#[derive(Debug)]
pub struct Forecaster {
    hall: Hall,
    /// Indexes of the bookings by when they come.
    due_order: Vec<usize>,
    /// The queue at the beginning of each run, with who stands there.
    at_start: Vec<(Waiting, usize)>,
    /// Wait in whole seconds, subject by subject, run by run; [`NEVER`] when not called.
    waits_s: Vec<u32>,
    said: Forecast,
}

/// A hall while it is played forward.
#[derive(Debug, Default)]
struct Hall {
    queue: Vec<Waiting>,
    /// Who stands at that place of `queue`: waiting tickets, then bookings, then newcomers.
    who: Vec<usize>,
    /// When each desk is free next, in microseconds; [`OUT`] when it calls no more.
    free_us: Vec<i64>,
}

/// Whose turn is over at a counter that is idle. All idle counters draw alike: what was learned is how long it took
/// the first of them, and the first of several independent draws would be sooner than that.
const IDLE: i64 = i64::MIN;
const NEVER: u32 = u32::MAX;
const OUT: i64 = i64::MAX;
/// Longer than any service; keeps the arithmetic far from its ends.
const SERVICE_MAX_US: f64 = 30.0 * 86_400e6;

impl Default for Forecaster {
    fn default() -> Forecaster {
        Forecaster {
            hall: Hall::default(),
            due_order: Vec::new(),
            at_start: Vec::new(),
            waits_s: Vec::new(),
            said: Forecast { at: Time(0), tickets: Vec::new(), newcomers: Vec::new() },
        }
    }
}

impl Forecaster {
    /// Plays the hall forward `runs` times (at least once) and says what each ticket and each newcomer would wait.
    ///
    /// A ticket's wait is until its call, given that it stays. Newcomers are watched, and take no counter's time. Who
    /// comes later is foreseen as far as the snapshot says: bookings, and whom the caller expects with a head start.
    pub fn forecast(&mut self, snapshot: &Snapshot, rules: &Rules, seed: u64, runs: u32) -> &Forecast {
        let runs = runs.max(1);
        let subjects = snapshot.waiting.len() + snapshot.newcomers.len();
        self.due_order.clear();
        self.due_order.extend(0..snapshot.due.len());
        self.due_order.sort_unstable_by_key(|&i| (snapshot.due[i].at, i));
        self.at_start.clear();
        self.at_start.extend(snapshot.waiting.iter().map(|person| person.waiting).zip(0..));
        let first = snapshot.waiting.len() + snapshot.due.len();
        self.at_start.extend((0..snapshot.newcomers.len()).map(|i| (newcomer(snapshot, i), first + i)));
        // Next to be called last: there it is found at once, and little has to close up behind it.
        self.at_start.sort_unstable_by_key(|(waiting, _)| Reverse(starts(rules, waiting)));
        self.waits_s.clear();
        self.waits_s.resize(subjects * runs as usize, NEVER);
        for run in 0..runs {
            let stride = runs as usize;
            let waits_s = &mut self.waits_s[run as usize..];
            let said = &mut |subject: usize, wait_s: u32| waits_s[subject * stride] = wait_s;
            let world = World { snapshot, rules, due_order: &self.due_order, key: run_key(seed, run) };
            self.hall.begin(&world, &self.at_start);
            self.hall.play(&world, subjects, said);
        }
        self.read_off(snapshot, runs as usize);
        &self.said
    }

    fn read_off(&mut self, snapshot: &Snapshot, runs: usize) {
        self.said.at = snapshot.now;
        self.said.tickets.clear();
        self.said.newcomers.clear();
        let mut waits_s = self.waits_s.chunks_exact_mut(runs);
        for (person, waits_s) in snapshot.waiting.iter().zip(&mut waits_s) {
            let wait = Wait::of(waits_s, snapshot, &person.waiting);
            self.said.tickets.push(TicketWait { ticket: person.waiting.ticket, wait });
        }
        for (i, (who, waits_s)) in snapshot.newcomers.iter().zip(waits_s).enumerate() {
            let wait = Wait::of(waits_s, snapshot, &newcomer(snapshot, i));
            self.said.newcomers.push(NewcomerWait { who: *who, wait });
        }
    }
}

/// The `i`th of the newcomers as a ticket that is issued now.
fn newcomer(snapshot: &Snapshot, i: usize) -> Waiting {
    Waiting {
        // The last of all ids: whoever came at the same instant goes first.
        ticket: TicketId(i64::MAX - i as i64),
        class: snapshot.newcomers[i].class,
        queued_at: snapshot.now,
        not_before: None,
        needs: snapshot.newcomers[i].needs,
        only_counter: None,
        zone: None,
    }
}

/// What the queue is kept sorted by, latest first, as [`pick_sorted`] asks.
fn starts(rules: &Rules, waiting: &Waiting) -> (i64, i64) {
    (waiting.queued_at.0.wrapping_sub(capped_us(rules.head_start_s.of(waiting.class))), waiting.ticket.0)
}

impl Wait {
    fn of(waits_s: &mut [u32], snapshot: &Snapshot, asked: &Waiting) -> Wait {
        let p50_s = quantile(waits_s, 0.5);
        let p90_s = quantile(waits_s, 0.9);
        Wait { p50_s, p90_s, cannot_say: p90_s.is_none().then(|| why_not(snapshot, asked)) }
    }
}

/// The smallest wait within which at least the share `q` of the runs was called.
fn quantile(waits_s: &mut [u32], q: f64) -> Option<u32> {
    let rank = (q * waits_s.len() as f64).ceil() as usize;
    let (_, wait_s, _) = waits_s.select_nth_unstable(rank.max(1) - 1);
    (*wait_s != NEVER).then_some(*wait_s)
}

fn why_not(snapshot: &Snapshot, asked: &Waiting) -> CannotSay {
    let mut working = snapshot.desks.iter().filter(|desk| desk.free_at_us(snapshot.now, 0) != OUT).peekable();
    if working.peek().is_none() {
        return CannotSay::NoDeskOpen;
    }
    let some_day = Time(i64::MAX);
    if working.all(|desk| eligible(some_day, &desk.desk, asked).is_err()) {
        return CannotSay::NoDeskCan;
    }
    CannotSay::ClosesFirst
}

impl DeskNow {
    /// When it calls next; `busy_us` is how long what it is doing still takes, with the time to turn to the next.
    fn free_at_us(&self, now: Time, busy_us: i64) -> i64 {
        let free_us = match self.state {
            DeskState::Idle | DeskState::Serving { .. } | DeskState::Called { .. } => now.0 + busy_us,
            DeskState::Paused { back_at: Some(back_at) } => back_at.max(now).0,
            DeskState::Paused { back_at: None } | DeskState::Closed => OUT,
        };
        if self.closes_at.is_some_and(|closes_at| free_us >= closes_at.0) { OUT } else { free_us }
    }
}

/// What one run is played with.
struct World<'a> {
    snapshot: &'a Snapshot,
    rules: &'a Rules,
    due_order: &'a [usize],
    key: u64,
}

impl World<'_> {
    fn happens(&self, ticket: TicketId, draw: Draw, share: f64) -> bool {
        share > 0.0 && uniform(self.key, ticket.0, draw) < share
    }

    fn service_us(&self, ticket: TicketId, service: &ServiceTime) -> i64 {
        micros(service.quantile_s(uniform(self.key, ticket.0, Draw::Service)))
    }

    /// How long a counter waits for somebody who does not come.
    fn hold_us(&self, ticket: TicketId) -> i64 {
        match self.snapshot.pace.no_show {
            Some(hold) => micros(hold.quantile_s(uniform(self.key, ticket.0, Draw::Hold))),
            None => self.rules.no_show_hold_s.saturating_mul(1_000_000),
        }
    }

    /// How long it takes from being free to the next call; `turn` is the ticket whose turn is over, or [`IDLE`].
    fn pick_up_us(&self, turn: i64) -> i64 {
        let drawn = |pace: ServiceTime| micros(pace.quantile_s(uniform(self.key, turn, Draw::PickUp)));
        self.snapshot.pace.pick_up.map_or(0, drawn)
    }

    /// How long somebody who was called `called_s` ago still takes to the begin of the service.
    fn approach_us(&self, ticket: TicketId, called_s: f64) -> i64 {
        let drawn = |pace: ServiceTime| {
            micros(pace.remaining_s(called_s, uniform(self.key, ticket.0, Draw::Approach)))
        };
        self.snapshot.pace.approach.map_or(0, drawn)
    }

    /// How long until the desk calls next in this run, as far as what it is doing goes.
    fn busy_us(&self, desk: &DeskNow) -> i64 {
        let turn = match desk.state {
            DeskState::Serving { ticket, .. } | DeskState::Called { ticket, .. } => ticket.0,
            _ => IDLE,
        };
        self.left_us(&desk.state) + self.pick_up_us(turn)
    }

    /// How long what the desk is doing still takes in this run.
    fn left_us(&self, state: &DeskState) -> i64 {
        let now = self.snapshot.now;
        match state {
            DeskState::Serving { ticket, since, service } => {
                let elapsed_s = (now.0 - since.0) as f64 / 1e6;
                micros(service.remaining_s(elapsed_s, uniform(self.key, ticket.0, Draw::Remaining)))
            }
            DeskState::Called { ticket, since, no_show, .. }
                if self.happens(*ticket, Draw::NoShow, *no_show) =>
            {
                (since.0 + self.hold_us(*ticket) - now.0).max(0)
            }
            DeskState::Called { ticket, since, service, .. } => {
                let called_s = (now.0 - since.0) as f64 / 1e6;
                self.approach_us(*ticket, called_s) + self.service_us(*ticket, service)
            }
            DeskState::Idle | DeskState::Paused { .. } | DeskState::Closed => 0,
        }
    }

    /// What the person who is called at `at` after coming at `came` costs the desk: nothing when they have given up.
    fn takes_us(&self, person: &Person, came: Time, at: Time) -> i64 {
        let ticket = person.waiting.ticket;
        if person.gives_up_per_h > 0.0 {
            let hours = (at.0 - came.0).max(0) as f64 / 3.6e9;
            let gone = -libm::expm1(-person.gives_up_per_h * hours);
            if self.happens(ticket, Draw::GivesUp, gone) {
                return 0;
            }
        }
        let turn_us = if self.happens(ticket, Draw::NoShow, person.no_show) {
            self.hold_us(ticket)
        } else {
            self.approach_us(ticket, 0.0) + self.service_us(ticket, &person.service)
        };
        turn_us + self.pick_up_us(ticket.0)
    }
}

/// Seconds as microseconds within reason; what is not a number takes no time.
fn micros(seconds: f64) -> i64 {
    (seconds * 1e6).round().clamp(0.0, SERVICE_MAX_US) as i64
}

impl Hall {
    fn begin(&mut self, world: &World<'_>, at_start: &[(Waiting, usize)]) {
        let snapshot = world.snapshot;
        self.queue.clear();
        self.queue.extend(at_start.iter().map(|(waiting, _)| *waiting));
        self.who.clear();
        self.who.extend(at_start.iter().map(|(_, who)| *who));
        self.free_us.clear();
        self.free_us
            .extend(snapshot.desks.iter().map(|desk| desk.free_at_us(snapshot.now, world.busy_us(desk))));
    }

    /// Plays until everybody who is watched has been called or no desk calls any more.
    fn play(&mut self, world: &World<'_>, watched: usize, said: &mut impl FnMut(usize, u32)) {
        let snapshot = world.snapshot;
        let (tickets, dues) = (snapshot.waiting.len(), snapshot.due.len());
        let mut coming = world.due_order;
        let mut left = watched;
        while left > 0 {
            let Some((desk_index, at)) = self.next_free() else { return };
            let desk = &snapshot.desks[desk_index];
            if desk.closes_at.is_some_and(|closes_at| at >= closes_at) {
                self.free_us[desk_index] = OUT;
                continue;
            }
            coming = self.admit(world, coming, at);
            let Some(index) = pick_sorted(world.rules, at, &desk.desk, &self.queue) else {
                let change_us = self.next_change_us(world, coming, at);
                self.free_us[desk_index] =
                    if change_us == OUT { OUT } else { change_us + world.pick_up_us(IDLE) };
                continue;
            };
            self.queue.remove(index);
            let who = self.who.remove(index);
            if who < tickets {
                said(who, wait_s(snapshot.now, at));
                left -= 1;
                let takes_us = world.takes_us(&snapshot.waiting[who], snapshot.now, at);
                self.free_us[desk_index] = at.0 + takes_us;
            } else if who < tickets + dues {
                let due = &snapshot.due[who - tickets];
                self.free_us[desk_index] = at.0 + world.takes_us(&due.person, due.at, at);
            } else {
                // Only watched: the desk stays free and calls again.
                said(who - dues, wait_s(snapshot.now, at));
                left -= 1;
            }
        }
    }

    fn next_free(&self) -> Option<(usize, Time)> {
        let (index, free_us) = self.free_us.iter().enumerate().min_by_key(|(_, free_us)| **free_us)?;
        (*free_us != OUT).then_some((index, Time(*free_us)))
    }

    /// Lets in the bookings that have come by `at`; returns those still to come.
    fn admit<'a>(&mut self, world: &World<'a>, coming: &'a [usize], at: Time) -> &'a [usize] {
        let mut rest = coming;
        while let [first, later @ ..] = rest {
            let due = &world.snapshot.due[*first];
            if due.at > at {
                break;
            }
            if world.happens(due.person.waiting.ticket, Draw::Arrives, due.comes) {
                let start = starts(world.rules, &due.person.waiting);
                let place = self.queue.partition_point(|w| starts(world.rules, w) > start);
                self.queue.insert(place, due.person.waiting);
                self.who.insert(place, world.snapshot.waiting.len() + first);
            }
            rest = later;
        }
        rest
    }

    /// When a desk that found nobody has to look again: somebody comes, or may be called then.
    fn next_change_us(&self, world: &World<'_>, coming: &[usize], at: Time) -> i64 {
        let comes_us = coming.first().map(|&first| world.snapshot.due[first].at.0);
        let times_us = self.queue.iter().filter_map(|w| w.not_before).filter(|t| *t > at).map(|t| t.0);
        times_us.chain(comes_us).min().unwrap_or(OUT)
    }
}

/// Whole seconds from `now` to the call, rounded up: a promise must not be short.
fn wait_s(now: Time, at: Time) -> u32 {
    let seconds = ((at.0 - now.0).max(0) + 999_999) / 1_000_000;
    u32::try_from(seconds).unwrap_or(NEVER - 1).min(NEVER - 1)
}
