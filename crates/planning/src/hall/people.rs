//! Who comes on a day: drawn before the doors open, from the design's demand and the seed alone. Must never look at
//! counters, clerks or kiosks: two designs of a hall are compared on the same people.

use kernel::{PriorityClass, Time};
use queueing::{Rules, normal_quantile, seat};

use super::draws::{Draw, Drops, Fate, day_key, source_key};
use super::guest::{Ending, Guest, NEVER, NO_STATION, NOBODY, Way};
use super::plan::{NO_KIND, Plan, SegmentPlan};

/// Draws the people of days, keeping its buffers between them.
#[derive(Debug, Default, Clone)]
pub(super) struct People {
    sources: Vec<Source>,
    booked: Vec<Booked>,
}

/// A segment while its people come.
#[derive(Debug, Clone)]
struct Source {
    segment: usize,
    key: u64,
    drops: Drops,
    /// When the next party comes.
    next_us: i64,
    rate: usize,
    number: u32,
}

/// Somebody with a reserved time who will come.
#[derive(Debug, Clone, Copy)]
struct Booked {
    at_us: i64,
    number: u32,
    plan: u16,
    slot_us: i64,
    fate: Fate,
}

/// Bookings draw from other sources than walk-ins, also where there are many segments.
const BOOKINGS: u64 = 1 << 32;

impl People {
    /// Appends the people of that day to `guests`, in the order in which they come.
    pub(super) fn draw(&mut self, plan: &Plan, rules: &Rules, seed: u64, day: u32, guests: &mut Vec<Guest>) {
        let day_key = day_key(seed, day);
        self.book(plan, day_key);
        self.sources.clear();
        for segment in 0..plan.segments.len() {
            let key = source_key(day_key, segment as u64);
            let mut source = Source {
                segment,
                key,
                drops: Drops::new(key ^ day_key.rotate_left(17)),
                next_us: plan.from_us,
                rate: 0,
                number: 0,
            };
            source.advance(&plan.segments[segment]);
            self.sources.push(source);
        }
        let mut booked = 0;
        loop {
            let mut first = 0;
            for (at, source) in self.sources.iter().enumerate().skip(1) {
                if source.next_us < self.sources[first].next_us {
                    first = at;
                }
            }
            let walk_in_us = self.sources[first].next_us;
            match self.booked.get(booked) {
                Some(next) if next.at_us <= walk_in_us => {
                    booked += 1;
                    guests.push(with_booking(plan, rules, next));
                }
                _ if walk_in_us == NEVER => return,
                _ => self.sources[first].party(plan, guests),
            }
        }
    }

    /// Draws who of the booked comes when.
    fn book(&mut self, plan: &Plan, day_key: u64) {
        self.booked.clear();
        for (n, bookings) in plan.bookings.iter().enumerate() {
            let key = source_key(day_key, BOOKINGS + n as u64);
            let mut number = 0;
            for &(slot_us, people) in &bookings.slots {
                for _ in 0..people {
                    let fate = Fate::of(key, number);
                    number += 1;
                    if fate.happens(Draw::Comes, 0, bookings.no_show) {
                        continue;
                    }
                    let late = bookings.late_us.0
                        + bookings.late_us.1 * normal_quantile(fate.uniform(Draw::Late, 0));
                    // Who is early waits outside until the doors open.
                    let at_us = (slot_us + late as i64).max(plan.from_us);
                    self.booked.push(Booked { at_us, number, plan: n as u16, slot_us, fate });
                }
            }
        }
        self.booked.sort_unstable_by_key(|booked| (booked.at_us, booked.plan, booked.number));
    }
}

impl Source {
    /// Moves on to the next party: the time until then is exponential in the area under the rate.
    #[inline]
    fn advance(&mut self, segment: &SegmentPlan) {
        let mut left = self.drops.exponential();
        let mut at_us = self.next_us;
        while let Some(rate) = segment.rates.get(self.rate) {
            let area = (rate.until_us - at_us) as f64 * rate.per_us;
            if left < area {
                self.next_us = at_us + (left * rate.gap_us) as i64;
                return;
            }
            left -= area.max(0.0);
            at_us = at_us.max(rate.until_us);
            self.rate += 1;
        }
        self.next_us = NEVER;
    }

    /// Lets a party in.
    #[inline]
    fn party(&mut self, plan: &Plan, guests: &mut Vec<Guest>) {
        let segment = &plan.segments[self.segment];
        let (least, most) = segment.party;
        let people = if most > least {
            least + (self.drops.uniform() * f64::from(most - least + 1)) as u32
        } else {
            least
        };
        for _ in 0..people {
            let fate = Fate::of(self.key, self.number);
            self.number += 1;
            let mut guest = newcomer(self.next_us, self.segment, segment, fate);
            guest.way = way(plan, segment, &guest);
            guests.push(guest);
        }
        self.advance(segment);
    }
}

/// Somebody who comes in at `at_us`; to the counter, as whom they are like.
#[inline]
fn newcomer(at_us: i64, number: usize, segment: &SegmentPlan, fate: Fate) -> Guest {
    let item = match segment.mix.as_slice() {
        [(_, item)] => *item,
        mix => {
            let drawn = fate.uniform(Draw::Item, 0);
            let at = mix.iter().position(|(sum, _)| drawn < *sum).unwrap_or(mix.len() - 1);
            mix[at].1
        }
    };
    blank(at_us, number, segment.class, item, fate)
}

/// Somebody of whom nothing more is known.
#[inline]
pub(super) fn blank(at_us: i64, segment: usize, class: PriorityClass, item: u16, fate: Fate) -> Guest {
    Guest {
        came_us: at_us,
        queued_us: at_us,
        joined_us: at_us,
        leaves_us: NEVER,
        first_us: at_us,
        called_us: at_us,
        left_us: NEVER,
        waited_us: 0,
        rest_us: 0,
        fate,
        next: NOBODY,
        before: NOBODY,
        item,
        step: 0,
        segment: segment as u8,
        kind: NO_KIND,
        turns: 0,
        station: NO_STATION,
        class: class as u8,
        way: Way::Counter,
        ending: Ending::StillThere,
        joined: false,
    }
}

/// Where the guide at the door sends somebody.
#[inline]
fn way(plan: &Plan, segment: &SegmentPlan, guest: &Guest) -> Way {
    let item = &plan.items[guest.item as usize];
    let counter = if item.steps.0 == item.steps.1 { Way::Elsewhere } else { Way::Counter };
    if segment.online + segment.kiosk <= 0.0 {
        return counter;
    }
    let drawn = guest.fate.uniform(Draw::Way, 0);
    if item.online && drawn < segment.online {
        Way::Online
    } else if item.kiosk.is_some() && drawn >= 1.0 - segment.kiosk {
        // From the other end: a design with more online keeps the same people at the kiosks.
        Way::Kiosk
    } else {
        counter
    }
}

/// Somebody who comes with a booking: seated as the floor seats them, and sent to the counter.
fn with_booking(plan: &Plan, rules: &Rules, booked: &Booked) -> Guest {
    let number = plan.bookings[booked.plan as usize].segment;
    let segment = &plan.segments[number];
    let seat = seat(rules, segment.class, Time(booked.slot_us), Time(booked.at_us));
    let mut guest = newcomer(booked.at_us, number, segment, booked.fate);
    guest.class = seat.class as u8;
    guest.queued_us = seat.queued_at.0;
    let item = &plan.items[guest.item as usize];
    guest.way = if item.steps.0 == item.steps.1 { Way::Elsewhere } else { Way::Counter };
    guest
}
