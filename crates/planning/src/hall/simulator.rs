//! Plays days of a hall one by one, for whoever wants each person's fate: a record for each, or all moves of one day.

use kernel::PriorityClass;
use queueing::Rules;
use serde::{Deserialize, Serialize};

use super::draws::{Draw, Fate, day_key, source_key};
use super::floor::{Day, Floor, Witness};
use super::guest::{Ending, Guest, NEVER, NO_STATION, Way};
use super::people::{People, blank};
use super::plan::Plan;
use super::{Hall, HallRefusal, Live, Served, Stands};

/// A hall that days can be played of. Keeps its buffers: playing does not allocate.
#[derive(Debug, Clone)]
pub struct Simulator {
    ready: Ready,
    stage: Stage,
}

/// What became of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which of the hall's segments.
    pub segment: u16,
    /// Which of its items.
    pub item: u16,
    /// The class in the queue.
    pub class: PriorityClass,
    /// How the stay ended.
    pub ending: Ending,
    /// When it began, in microseconds after midnight.
    pub came_us: i64,
    /// In queues, in all.
    pub waited_us: i64,
    /// When they were called last, or stepped to a kiosk; when they came, where that never was.
    pub called_us: i64,
    /// When it ended; `None` where they are still there.
    pub left_us: Option<i64>,
    /// Which of the hall's clerks served them last.
    pub clerk: Option<u16>,
}

impl Simulator {
    /// Makes a hall ready, from the opening of its doors.
    ///
    /// # Errors
    /// The hall makes no sense; the refusal names the cause and the least change.
    pub fn new(hall: &Hall) -> Result<Simulator, HallRefusal> {
        Simulator::at(hall, None)
    }

    /// Makes a hall ready, from a moment of its day. Those who are there come first among the records: who waits, then who
    /// is served, then who comes; but who is not to be called yet stands among those who come.
    ///
    /// # Errors
    /// The hall or the moment makes no sense; the refusal names the cause and the least change.
    pub fn from_live(hall: &Hall, live: &Live) -> Result<Simulator, HallRefusal> {
        Simulator::at(hall, Some(live))
    }

    fn at(hall: &Hall, live: Option<&Live>) -> Result<Simulator, HallRefusal> {
        let ready = Ready::new(hall, live)?;
        Ok(Simulator { stage: Stage::new(&ready), ready })
    }

    /// What is only read, and what is played on.
    pub(super) fn parts(&mut self) -> (&Ready, &mut Stage) {
        (&self.ready, &mut self.stage)
    }

    /// Plays day number `day` of `seed`, until nobody is left or until `until_s` seconds after midnight.
    pub fn play(
        &mut self,
        seed: u64,
        day: u32,
        until_s: Option<u32>,
    ) -> impl ExactSizeIterator<Item = Record> {
        let until_us = until_s.map_or(NEVER, |s| i64::from(s) * 1_000_000);
        self.stage.day(&self.ready, seed, day, until_us, &mut ());
        let plan = &self.ready.plan;
        self.stage.guests.iter().map(|guest| record(plan, guest))
    }
}

fn record(plan: &Plan, guest: &Guest) -> Record {
    let clerk = (guest.station != NO_STATION).then(|| plan.stations[guest.station as usize].clerk as u16);
    Record {
        segment: u16::from(guest.segment),
        item: guest.item,
        class: PriorityClass::ALL[guest.class as usize],
        ending: guest.ending,
        came_us: guest.came_us,
        waited_us: guest.waited_us,
        called_us: guest.called_us,
        left_us: (guest.left_us != NEVER).then_some(guest.left_us),
        clerk,
    }
}

/// A hall made ready, with those who are in it already. Is only read while days are played: threads share it.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub plan: Plan,
    rules: Rules,
    waiting: Vec<(Stands, u8)>,
    serving: Vec<(Served, u16)>,
    /// More people than this have hardly ever come on a day.
    people_max: usize,
    /// Minutes that are counted.
    pub minutes: usize,
}

/// Beyond closing time minutes are counted for two hours.
const OVERTIME_MIN: i64 = 120;
/// Those who are in the hall already draw from a source of their own.
const INSIDE: u64 = 1 << 48;

impl Ready {
    pub(super) fn new(hall: &Hall, live: Option<&Live>) -> Result<Ready, HallRefusal> {
        let plan = Plan::new(hall, live)?;
        let minutes = (plan.closes_us - plan.from_us) / 60_000_000 + OVERTIME_MIN;
        let mut ready = Ready {
            people_max: expected(&plan),
            minutes: minutes as usize,
            rules: hall.rules.clone(),
            waiting: Vec::new(),
            serving: Vec::new(),
            plan,
        };
        if let Some(live) = live {
            ready.takes_up(live);
        }
        ready.people_max += ready.waiting.len() + ready.serving.len();
        Ok(ready)
    }

    /// Notes who is in the hall. All indexes have been checked.
    fn takes_up(&mut self, live: &Live) {
        for (n, stands) in live.waiting.iter().enumerate() {
            let step = self.step(stands.item, stands.step);
            let sent = self.plan.sent.iter().find(|(who, _)| *who == n).map(|(_, kind)| *kind);
            let kind = sent.unwrap_or(self.plan.steps[step as usize].kinds[stands.class as usize]);
            self.waiting.push((*stands, kind));
        }
        for served in &live.serving {
            let station = self.plan.stations.iter().position(|station| station.clerk == served.clerk);
            let station = station.expect("every clerk has a station") as u16;
            self.serving.push((*served, station));
        }
    }

    /// The number of an item's step among those of all items.
    fn step(&self, item: usize, step: usize) -> u16 {
        self.plan.items[item].steps.0 + step as u16
    }

    /// How many wait at the beginning.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// How many people there are at the beginning who can be called at once.
    fn callable(&self) -> usize {
        self.waiting.iter().filter(|(stands, _)| self.not_before_us(stands).is_none()).count()
    }

    /// When somebody may be called, where that is still to come.
    fn not_before_us(&self, stands: &Stands) -> Option<i64> {
        let at_us = i64::from(stands.not_before_s?) * 1_000_000;
        (at_us > self.plan.from_us).then_some(at_us)
    }
}

/// The people that come on a day, and ten standard deviations more.
fn expected(plan: &Plan) -> usize {
    let (mut people, mut variance) = (64.0, 0.0);
    for segment in &plan.segments {
        let mut from_us = plan.from_us;
        let mean = f64::midpoint(f64::from(segment.party.0), f64::from(segment.party.1));
        for rate in &segment.rates {
            let parties = (rate.until_us - from_us).max(0) as f64 * rate.per_us;
            from_us = from_us.max(rate.until_us);
            people += parties * mean;
            variance += parties * f64::from(segment.party.1).powi(2);
        }
    }
    let booked: u32 = plan.bookings.iter().flat_map(|it| it.slots.iter().map(|slot| slot.1)).sum();
    (people + 10.0 * variance.sqrt()) as usize + booked as usize
}

/// Where days are played: one for each thread.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    people: People,
    pub guests: Vec<Guest>,
    pub floor: Floor,
    /// Where each who waited at the beginning stands among the guests.
    stood: Vec<u32>,
}

impl Stage {
    pub(super) fn new(ready: &Ready) -> Stage {
        let guests = Vec::with_capacity(ready.people_max);
        Stage { people: People::default(), guests, floor: Floor::default(), stood: Vec::new() }
    }

    /// Plays one day; its people are in `guests` then.
    pub(super) fn day<W: Witness>(
        &mut self,
        ready: &Ready,
        seed: u64,
        day: u32,
        until_us: i64,
        witness: &mut W,
    ) {
        let plan = &ready.plan;
        let day_key = day_key(seed, day);
        self.floor.begin(plan, ready.minutes);
        self.floor.kiosks.begin(plan.kiosks.as_ref(), day_key, plan.from_us);
        self.guests.clear();
        let key = source_key(day_key, INSIDE);
        self.stood.clear();
        for ((stands, kind), n) in ready.waiting.iter().zip(0..) {
            self.stood.push(self.guests.len() as u32);
            if ready.not_before_us(stands).is_none() {
                self.guests.push(waits(ready, stands, *kind, Fate::of(key, n)));
            }
        }
        let serving = ready.waiting.len() as u32;
        self.guests.extend(
            ready.serving.iter().zip(serving..).map(|((it, _), n)| serves(ready, it, Fate::of(key, n))),
        );
        let inside = self.guests.len();
        self.people.draw(plan, &ready.rules, seed, day, &mut self.guests);
        for ((stands, kind), n) in ready.waiting.iter().zip(0..) {
            if let Some(at_us) = ready.not_before_us(stands) {
                let mut guest = waits(ready, stands, *kind, Fate::of(key, n));
                guest.came_us = at_us;
                let place = inside + self.guests[inside..].partition_point(|other| other.came_us < at_us);
                self.guests.insert(place, guest);
                self.stood.iter_mut().filter(|at| **at >= place as u32).for_each(|at| *at += 1);
                self.stood[n as usize] = place as u32;
            }
        }
        let guests = &mut self.guests;
        let mut it = Day { plan, guests, floor: &mut self.floor, witness };
        it.plans_kiosks();
        let first = ready.callable();
        for ((served, station), who) in ready.serving.iter().zip(first as u32..) {
            let gone_us = plan.from_us - served.since_s * 1_000_000;
            it.sits(who, *station as usize, gone_us);
        }
        for who in 0..first as u32 {
            it.stands(who);
        }
        it.play(inside, until_us);
    }
}

impl Stage {
    /// When each who waited at the beginning was called, in microseconds from then; [`NEVER`] where they were not.
    pub(super) fn calls(&self, ready: &Ready, calls_us: &mut [i64]) {
        let from_us = ready.plan.from_us;
        for (call_us, at) in calls_us.iter_mut().zip(&self.stood) {
            let guest = &self.guests[*at as usize];
            *call_us = if guest.turns > 0 { guest.first_us - from_us } else { NEVER };
        }
    }
}

/// Somebody who waits at the beginning.
fn waits(ready: &Ready, stands: &Stands, kind: u8, fate: Fate) -> Guest {
    let plan = &ready.plan;
    let since_us = (stands.since_s * 1_000_000).min(plan.from_us);
    let mut guest = blank(since_us, stands.segment, stands.class, stands.item as u16, fate);
    guest.queued_us = stands.since_s * 1_000_000;
    guest.step = ready.step(stands.item, stands.step);
    guest.kind = kind;
    guest.way = Way::Inside;
    guest.joined = true;
    if let Some(patience) = &plan.segments[stands.segment].patience {
        let gone_us = plan.from_us - since_us;
        guest.leaves_us = plan.from_us + patience.left_us(gone_us, fate, Draw::Patience);
    }
    guest
}

/// Somebody who is being served at the beginning.
fn serves(ready: &Ready, served: &Served, fate: Fate) -> Guest {
    let class = ready.plan.segments[served.segment].class;
    let mut guest = blank(served.since_s * 1_000_000, served.segment, class, served.item as u16, fate);
    guest.step = ready.step(served.item, served.step);
    guest.way = Way::Inside;
    guest.joined = true;
    guest
}
