//! The inner loop: one day of a hall, event by event. Must never allocate once its buffers stand, never look ahead of the
//! time it has reached, and never decide by itself who is called: that is [`queueing::Best`] over [`queueing::Rank`]s.
//!
//! People who lose patience are not looked for: whoever comes to the head of a queue after their time was up has left
//! then. Until somebody looks, it makes no difference to anybody.

use kernel::{TicketId, Time};
use queueing::{Best, Rank};

use super::draws::Draw;
use super::guest::{Ending, Guest, NEVER, NOBODY, Way};
use super::kiosks::KioskFloor;
use super::minutes::Minutes;
use super::plan::{NO_KIND, Plan, Turn};
use super::queues::Queues;

/// A moment and a server in one number, so that the earliest is the least: the lower eight bits are the server.
const SERVER_BITS: u32 = 8;

/// Somewhere in the hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Entrance,
    Waiting,
    KioskQueue,
    Kiosk(usize),
    Station(usize),
    Exit,
}

/// Whoever wants to see each move. Nobody does in a study.
pub(super) trait Witness {
    /// Somebody is now there.
    fn moved(&mut self, _at_us: i64, _who: u32, _guest: &Guest, _to: Spot) {}
    /// A station looked for somebody and found nobody.
    fn found_nobody(&mut self, _at_us: i64, _station: usize) {}
}

impl Witness for () {}

/// The state of a hall, and what is counted in it.
#[derive(Debug, Default, Clone)]
pub(super) struct Floor {
    pub(super) queues: Queues,
    /// When something next happens at each server, stations first, then kiosks, with its number; [`NEVER`].
    next: Vec<i64>,
    /// The least of them, unless it has to be sought.
    first: Option<i64>,
    /// Who is at each station.
    at: Vec<u32>,
    /// Stations, as bits: free to call, there at all, at rest.
    idle: u128,
    there: u128,
    resting: u128,
    /// The rest that each is still to take.
    rest_us: Vec<i64>,
    /// How long each was busy.
    pub busy_us: Vec<i64>,
    /// When the last service at each was over.
    pub last_us: Vec<i64>,
    pub(super) kiosks: KioskFloor,
    /// How many people are in the hall, counting those who left and were not noticed yet.
    pub(super) inside: u32,
    /// How many wait, and how many are in the hall, minute by minute.
    pub queue: Minutes,
    pub inside_by_minute: Minutes,
    closed: bool,
}

/// One day while it is played.
pub(super) struct Day<'a, W> {
    pub plan: &'a Plan,
    pub guests: &'a mut [Guest],
    pub floor: &'a mut Floor,
    pub witness: &'a mut W,
}

#[inline]
const fn packed(at_us: i64, server: usize) -> i64 {
    at_us << SERVER_BITS | server as i64
}

/// Bit numbers of a word, lowest first.
#[inline]
fn bits(mut word: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(bit)
    })
}

impl Floor {
    /// An empty hall.
    pub(super) fn begin(&mut self, plan: &Plan, minutes: usize) {
        let stations = plan.stations.len();
        let kiosks = plan.kiosks.as_ref().map_or(0, |kiosks| kiosks.count);
        self.queues.clear(plan.kinds.len() + 1);
        self.next.clear();
        self.next.resize(stations + kiosks, NEVER);
        self.first = None;
        self.at.clear();
        self.at.resize(stations, NOBODY);
        (self.idle, self.there, self.resting) = (0, 0, 0);
        for list in [&mut self.rest_us, &mut self.busy_us, &mut self.last_us] {
            list.clear();
            list.resize(stations, 0);
        }
        self.inside = 0;
        self.closed = false;
        self.queue.clear(plan.from_us, minutes);
        self.inside_by_minute.clear(plan.from_us, minutes);
    }

    /// Whether the doors are closed and nobody is served any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    #[inline]
    fn first(&mut self) -> i64 {
        let next = &self.next;
        *self.first.get_or_insert_with(|| next.iter().fold(NEVER, |first, next| first.min(*next)))
    }

    /// Something happens next at that server then.
    #[inline]
    pub(super) fn sets(&mut self, server: usize, at_us: i64) {
        let next = if at_us == NEVER { NEVER } else { packed(at_us, server) };
        let before = std::mem::replace(&mut self.next[server], next);
        match self.first {
            Some(first) if next < first => self.first = Some(next),
            Some(first) if before == first => self.first = None,
            _ => {}
        }
    }
}

impl<W: Witness> Day<'_, W> {
    /// Plays until nothing more happens, or until just before `until_us`. Who is `inside` already comes first in the list
    /// of people and has been put where they are.
    pub(super) fn play(&mut self, inside: usize, until_us: i64) {
        let (mut coming, mut change) = (inside, 0);
        loop {
            let server = self.floor.first();
            let server_us = server >> SERVER_BITS;
            let comes_us = self.guests.get(coming).map_or(NEVER, |guest| guest.came_us);
            let change_us = self.plan.changes.get(change).map_or(NEVER, |change| change.at_us);
            let clock_us = change_us.min(server_us);
            if comes_us < clock_us {
                if comes_us >= until_us {
                    break;
                }
                self.comes(comes_us, coming as u32);
                coming += 1;
            } else if clock_us >= until_us.min(NEVER >> SERVER_BITS) {
                break;
            } else if change_us <= server_us {
                let it = self.plan.changes[change];
                change += 1;
                self.changes(it.at_us, it.station as usize, it.what);
            } else {
                let server = (server & ((1 << SERVER_BITS) - 1)) as usize;
                if server < self.plan.stations.len() {
                    self.over(server_us, server);
                } else if coming == self.guests.len() && self.is_over(change) {
                    break;
                } else {
                    self.kiosk_event(server_us, server - self.plan.stations.len());
                }
            }
        }
        self.ends(until_us);
    }

    /// Whether nothing is left to happen but machines failing and being repaired.
    fn is_over(&self, change: usize) -> bool {
        let stations = &self.floor.next[..self.plan.stations.len()];
        change == self.plan.changes.len()
            && stations.iter().all(|next| *next == NEVER)
            && self.floor.kiosks.nobody_there()
    }

    /// Somebody comes in at the door.
    #[inline]
    fn comes(&mut self, at_us: i64, who: u32) {
        let guest = &mut self.guests[who as usize];
        self.witness.moved(at_us, who, guest, Spot::Entrance);
        if self.floor.closed {
            return self.exits(at_us, who, Ending::SentHome);
        }
        let full = guest.way != Way::Inside && self.floor.inside >= self.plan.places;
        if full && !self.makes_room(at_us) {
            return self.exits(at_us, who, Ending::FoundFull);
        }
        self.floor.inside += 1;
        let guest = &mut self.guests[who as usize];
        match guest.way {
            Way::Counter => {
                guest.step = self.plan.items[guest.item as usize].steps.0;
                self.joins(at_us, who);
            }
            Way::Kiosk => self.joins_kiosks(at_us, who),
            Way::Online => self.leaves(at_us, who, Ending::Online),
            Way::Elsewhere => self.leaves(at_us, who, Ending::SentElsewhere),
            Way::Inside => {
                // Waited already, but was not to be called before now.
                guest.came_us = guest.joined_us;
                let (left_us, kind) = (guest.leaves_us, guest.kind as usize);
                if left_us > at_us {
                    return self.asks(at_us, who, kind);
                }
                self.waits_until(left_us, who);
                self.leaves(left_us, who, Ending::Left);
            }
        }
    }

    /// Somebody joins the queue for their step.
    #[inline]
    pub(super) fn joins(&mut self, at_us: i64, who: u32) {
        let guest = &mut self.guests[who as usize];
        guest.joined_us = at_us;
        guest.joined = true;
        guest.leaves_us = NEVER;
        let kind = self.plan.steps[guest.step as usize].kinds[guest.class as usize];
        debug_assert_ne!(kind, NO_KIND, "every class that can come has a kind for every step");
        guest.kind = kind;
        self.asks(at_us, who, kind as usize);
    }

    /// Somebody is in the queue: a free station calls them at once, or they wait.
    #[inline]
    fn asks(&mut self, at_us: i64, who: u32, kind: usize) {
        let it = &self.plan.kinds[kind];
        let free = self.floor.idle & it.takers;
        if free != 0 {
            let own = free & it.own;
            let station = if own == 0 { free } else { own }.trailing_zeros() as usize;
            self.floor.idle &= !(1 << station);
            self.witness.moved(at_us, who, &self.guests[who as usize], Spot::Waiting);
            return self.calls(at_us, station, who);
        }
        let guest = &mut self.guests[who as usize];
        if let Some(patience) = &self.plan.segments[guest.segment as usize].patience
            && guest.leaves_us == NEVER
        {
            let drawn = patience.draw_us(guest.fate, Draw::Patience, u32::from(guest.turns));
            guest.leaves_us = guest.joined_us + drawn;
        }
        self.witness.moved(at_us, who, guest, Spot::Waiting);
        self.floor.queues.push(self.guests, kind, who);
        if self.plan.interrupts
            && let Some(station) = self.lower(kind)
        {
            self.parks(at_us, station);
            // Whom the rules give it now, be it the one who was served.
            if let Some(who) = self.pick(at_us, station) {
                self.calls(at_us, station, who);
            }
        }
    }

    /// The station that serves somebody of the smallest head start below that of the kind, if any does.
    fn lower(&self, kind: usize) -> Option<usize> {
        let it = &self.plan.kinds[kind];
        let busy = it.takers & !self.floor.idle;
        let served = bits(busy).filter(|station| self.floor.at[*station] != NOBODY);
        let lead = |station: &usize| {
            let other = self.guests[self.floor.at[*station] as usize].kind;
            if other == NO_KIND { i64::MAX } else { self.plan.lead_us(*station, other as usize) }
        };
        let lowest = served.min_by_key(lead)?;
        (lead(&lowest) < self.plan.lead_us(lowest, kind)).then_some(lowest)
    }

    /// A service is interrupted: who was served waits, and keeps their place.
    fn parks(&mut self, at_us: i64, station: usize) {
        let who = self.floor.at[station];
        let guest = &mut self.guests[who as usize];
        let left_us = (self.floor.next[station] >> SERVER_BITS) - at_us;
        self.floor.busy_us[station] -= left_us;
        guest.rest_us = left_us.max(1);
        guest.joined_us = at_us;
        guest.leaves_us = NEVER;
        self.floor.sets(station, NEVER);
        self.floor.at[station] = NOBODY;
        let kind = guest.kind as usize;
        self.witness.moved(at_us, who, guest, Spot::Waiting);
        self.floor.queues.push(self.guests, kind, who);
    }

    /// A station calls somebody, who is in no queue any more.
    #[inline]
    fn calls(&mut self, at_us: i64, station: usize, who: u32) {
        let guest = &mut self.guests[who as usize];
        if at_us > guest.joined_us {
            guest.waited_us += at_us - guest.joined_us;
            self.floor.queue.stay(guest.joined_us, at_us);
        }
        guest.called_us = at_us;
        guest.station = station as u8;
        let takes_us = if guest.rest_us > 0 {
            std::mem::take(&mut guest.rest_us)
        } else {
            let turn = u32::from(guest.turns);
            if turn == 0 {
                guest.first_us = at_us;
            }
            guest.turns = guest.turns.saturating_add(1);
            let service_us =
                self.plan.steps[guest.step as usize].time.draw_us(guest.fate, Draw::Service, turn);
            let around_us =
                self.plan.turn.as_ref().map_or(0, |law| law.draw_us(guest.fate, Draw::Turn, turn));
            service_us + around_us
        };
        self.witness.moved(at_us, who, guest, Spot::Station(station));
        self.serves(at_us, station, who, takes_us);
    }

    /// A station is busy with somebody for so long.
    #[inline]
    pub(super) fn serves(&mut self, at_us: i64, station: usize, who: u32, takes_us: i64) {
        self.floor.at[station] = who;
        self.floor.busy_us[station] += takes_us;
        self.floor.sets(station, at_us + takes_us);
    }

    /// A service or a rest is over.
    #[inline]
    fn over(&mut self, at_us: i64, station: usize) {
        let who = std::mem::replace(&mut self.floor.at[station], NOBODY);
        self.floor.sets(station, NEVER);
        if who == NOBODY {
            self.floor.resting &= !(1 << station);
        } else {
            self.floor.last_us[station] = at_us;
            self.goes_on(at_us, who);
        }
        self.is_free(at_us, station);
    }

    /// Somebody has been served: the same step again, the next one, or the exit.
    #[inline]
    fn goes_on(&mut self, at_us: i64, who: u32) {
        let guest = &mut self.guests[who as usize];
        let again = self.plan.steps[guest.step as usize].again;
        let once_more =
            guest.turns < u8::MAX && guest.fate.happens(Draw::Again, u32::from(guest.turns), again);
        if !once_more {
            guest.step += 1;
            if guest.step == self.plan.items[guest.item as usize].steps.1 {
                return self.leaves(at_us, who, Ending::Served);
            }
        }
        if self.floor.closed {
            return self.leaves(at_us, who, Ending::SentHome);
        }
        guest.queued_us = at_us;
        self.joins(at_us, who);
    }

    /// A station has nothing to do: it rests, goes, calls, or stands ready.
    #[inline]
    fn is_free(&mut self, at_us: i64, station: usize) {
        let bit = 1 << station;
        if self.floor.there & bit == 0 {
            return;
        }
        let rest_us = std::mem::take(&mut self.floor.rest_us[station]);
        if rest_us > 0 {
            self.floor.resting |= bit;
            self.floor.sets(station, at_us + rest_us);
            return;
        }
        match self.pick(at_us, station) {
            Some(who) => self.calls(at_us, station, who),
            None => {
                self.witness.found_nobody(at_us, station);
                self.floor.idle |= bit;
            }
        }
    }

    /// Takes the one whom the floor's rules give that station out of the queue.
    #[inline]
    fn pick(&mut self, at_us: i64, station: usize) -> Option<u32> {
        let open = self.floor.queues.waiting & self.plan.stations[station].takes;
        if open == 0 {
            return None;
        }
        if open & (open - 1) == 0 {
            // One queue only: its first has nobody to be compared with.
            let kind = open.trailing_zeros() as usize;
            let who = self.first_there(at_us, kind)?;
            self.floor.queues.remove(self.guests, kind, who);
            return Some(who);
        }
        let mut best = Best::NONE;
        for kind in bits(open) {
            if let Some(who) = self.first_there(at_us, kind) {
                let queued_at = Time(self.guests[who as usize].queued_us);
                let rank = Rank::new(queued_at, self.plan.lead_us(station, kind), TicketId(i64::from(who)));
                best.offer(kind, self.plan.kinds[kind].class, rank);
            }
        }
        let kind = best.winner()?;
        let who = self.floor.queues.first(kind)?;
        self.floor.queues.remove(self.guests, kind, who);
        Some(who)
    }

    /// The first of a queue who has not lost patience; who has is let go.
    #[inline]
    pub(super) fn first_there(&mut self, at_us: i64, queue: usize) -> Option<u32> {
        loop {
            let who = self.floor.queues.first(queue)?;
            if self.guests[who as usize].leaves_us > at_us {
                return Some(who);
            }
            self.gives_up(queue, who);
        }
    }

    /// Somebody lost patience, at the time that was theirs.
    fn gives_up(&mut self, queue: usize, who: u32) {
        self.floor.queues.remove(self.guests, queue, who);
        let at_us = self.guests[who as usize].leaves_us;
        self.waits_until(at_us, who);
        self.leaves(at_us, who, Ending::Left);
    }

    /// Notes that somebody was in a queue until then.
    pub(super) fn waits_until(&mut self, at_us: i64, who: u32) {
        let guest = &mut self.guests[who as usize];
        guest.waited_us += at_us - guest.joined_us;
        self.floor.queue.stay(guest.joined_us, at_us);
    }

    /// Whether somebody who lost patience has made room in a full hall.
    fn makes_room(&mut self, at_us: i64) -> bool {
        self.each_waiting(|day, queue, who| {
            if day.guests[who as usize].leaves_us <= at_us {
                day.gives_up(queue, who);
            }
        });
        self.floor.inside < self.plan.places
    }

    /// Does something with everybody who waits, queue by queue; they may be taken out.
    fn each_waiting(&mut self, mut with: impl FnMut(&mut Self, usize, u32)) {
        for queue in bits(self.floor.queues.waiting) {
            let mut next = self.floor.queues.first(queue);
            while let Some(who) = next {
                let after = self.guests[who as usize].next;
                next = (after != NOBODY).then_some(after);
                with(self, queue, who);
            }
        }
    }

    /// Somebody leaves the hall.
    #[inline]
    pub(super) fn leaves(&mut self, at_us: i64, who: u32, ending: Ending) {
        self.floor.inside -= 1;
        self.exits(at_us, who, ending);
    }

    #[inline]
    fn exits(&mut self, at_us: i64, who: u32, ending: Ending) {
        let guest = &mut self.guests[who as usize];
        guest.left_us = at_us;
        guest.ending = ending;
        self.witness.moved(at_us, who, guest, Spot::Exit);
    }

    /// Something happens by the clock.
    fn changes(&mut self, at_us: i64, station: usize, what: Turn) {
        let bit = 1_u128 << station;
        let busy = self.floor.next[station..].first().is_some_and(|next| *next != NEVER);
        match what {
            Turn::Comes => {
                self.floor.there |= bit;
                if !busy {
                    self.is_free(at_us, station);
                }
            }
            Turn::Leaves => {
                self.floor.there &= !bit;
                self.floor.idle &= !bit;
                self.floor.rest_us[station] = 0;
            }
            Turn::Rests { us } => {
                self.floor.rest_us[station] += us;
                if !busy && self.floor.there & bit != 0 {
                    self.floor.idle &= !bit;
                    self.is_free(at_us, station);
                }
            }
            Turn::Closes => {
                self.floor.closed = true;
                self.empties(at_us);
            }
        }
    }

    /// Everybody who waits leaves unserved; who has lost patience before did so then.
    fn empties(&mut self, at_us: i64) {
        self.each_waiting(|day, queue, who| {
            if day.guests[who as usize].leaves_us <= at_us {
                return day.gives_up(queue, who);
            }
            let at_us = day.guests[who as usize].joined_us.max(at_us);
            day.floor.queues.remove(day.guests, queue, who);
            day.waits_until(at_us, who);
            day.leaves(at_us, who, Ending::SentHome);
        });
    }

    /// The end of what is played: who is still there is written down as that, up to then.
    fn ends(&mut self, until_us: i64) {
        if until_us == NEVER {
            // Nobody is left who could serve them: they go when the doors close, or when the last service is over.
            let last_us = self.floor.last_us.iter().fold(self.plan.closes_us, |last, us| last.max(*us));
            return self.empties(last_us);
        }
        self.each_waiting(|day, queue, who| {
            if day.guests[who as usize].leaves_us < until_us {
                day.gives_up(queue, who);
            } else {
                day.waits_until(until_us, who);
            }
        });
        for station in 0..self.plan.stations.len() {
            if self.floor.at[station] != NOBODY {
                let end_us = self.floor.next[station] >> SERVER_BITS;
                self.floor.busy_us[station] -= end_us - until_us;
            }
        }
        self.floor.kiosks.ends(until_us);
    }

    /// Somebody who waits when the day is taken up.
    pub(super) fn stands(&mut self, who: u32) {
        self.floor.inside += 1;
        let kind = self.guests[who as usize].kind as usize;
        self.asks(self.plan.from_us, who, kind);
    }

    /// Somebody who is being served when the day is taken up, and has been for so long.
    pub(super) fn sits(&mut self, who: u32, station: usize, gone_us: i64) {
        self.floor.inside += 1;
        let step = &self.plan.steps[self.guests[who as usize].step as usize];
        let guest = &mut self.guests[who as usize];
        let left_us = step.time.left_us(gone_us, guest.fate, Draw::Service);
        guest.station = station as u8;
        guest.turns = 1;
        guest.kind = step.kinds[guest.class as usize];
        self.witness.moved(self.plan.from_us, who, guest, Spot::Station(station));
        self.serves(self.plan.from_us, station, who, left_us);
    }
}
