//! A hall made ready to be played: indexes instead of names, microseconds instead of rates, and for each counter the
//! floor's own order worked out for each kind of ticket.
//!
//! Tickets of one *kind* have the same class, are taken by the same counters and are special at the same: among them the
//! order is that of their waits, so that each kind is a queue of its own, and a counter compares the first of each
//! ([`queueing::Best`]). Whether a counter can take a kind is asked of [`queueing::eligible`], once.

use kernel::{CounterId, PriorityClass, TicketId, Time};
use queueing::{Desk, Order, SkillSet, Skip, Waiting, eligible, is_special};

use super::draws::Sampler;
use super::{Closing, Hall, HallRefusal, Live, check};

/// As many kinds of tickets as bits in the word that holds which of them wait, but for the queue of the kiosks.
pub(super) const KINDS_MAX: usize = 127;
const SECOND_US: i64 = 1_000_000;

/// A hall made ready.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub closes_us: i64,
    /// From when on it is played: the opening, or the moment of a live hall.
    pub from_us: i64,
    pub sends_home: bool,
    pub interrupts: bool,
    pub places: u32,
    pub turn: Option<Sampler>,
    pub stations: Vec<Station>,
    pub kinds: Vec<Kind>,
    /// Who of those who wait at the beginning was sent to one counter, and as what kind they wait.
    pub sent: Vec<(usize, u8)>,
    /// For each station and kind, by how much such a ticket counts there as having come earlier.
    lead_us: Vec<i64>,
    pub changes: Vec<Change>,
    pub items: Vec<ItemPlan>,
    pub steps: Vec<StepPlan>,
    pub segments: Vec<SegmentPlan>,
    pub bookings: Vec<BookingPlan>,
    pub kiosks: Option<KioskPlan>,
}

/// A clerk at a counter.
#[derive(Debug, Clone)]
pub(super) struct Station {
    /// Which of the hall's clerks.
    pub clerk: usize,
    /// At which of its counters.
    pub counter: usize,
    /// The kinds that it takes, as bits.
    pub takes: u128,
    /// Whether it stays beyond the closing time while there is somebody.
    pub stays: bool,
    /// When its last shift ends.
    pub ends_us: i64,
    /// How long it is paid for, in microseconds, overtime aside.
    pub paid_us: i64,
    /// How long of that it is not at rest.
    pub there_us: i64,
}

/// Tickets among which the wait alone decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    pub class: PriorityClass,
    /// The stations that take it, as bits.
    pub takers: u128,
    /// Those of them that are specialised for it.
    pub own: u128,
    /// What a ticket of this kind looks like to the floor's rules.
    pub like: Waiting,
}

/// What happens to a station by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub at_us: i64,
    pub what: Turn,
    pub station: u8,
}

/// The order is that in which they happen at one time: who comes in their rest calls nobody before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Leaves,
    /// Rests from now on, or as soon as it is there and free, for so long.
    Rests {
        us: i64,
    },
    Comes,
    /// The doors close and who waits is sent home.
    Closes,
}

#[derive(Debug, Clone)]
pub(super) struct ItemPlan {
    /// Its steps: from, to.
    pub steps: (u16, u16),
    pub online: bool,
    pub kiosk: Option<Sampler>,
}

#[derive(Debug, Clone)]
pub(super) struct StepPlan {
    pub time: Sampler,
    pub again: f64,
    /// The kind of a ticket for it, by class; [`NO_KIND`] where no such ticket can be.
    pub kinds: [u8; PriorityClass::ALL.len()],
}

pub(super) const NO_KIND: u8 = u8::MAX;

#[derive(Debug, Clone)]
pub(super) struct SegmentPlan {
    pub class: PriorityClass,
    pub rates: Vec<Rate>,
    pub party: (u32, u32),
    /// Items with the share of those before them and with them.
    pub mix: Vec<(f64, u16)>,
    pub online: f64,
    pub kiosk: f64,
    pub patience: Option<Sampler>,
}

/// A constant rate until a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    pub until_us: i64,
    pub per_us: f64,
    /// One over it.
    pub gap_us: f64,
}

#[derive(Debug, Clone)]
pub(super) struct BookingPlan {
    pub segment: usize,
    /// When and how many.
    pub slots: Vec<(i64, u32)>,
    pub late_us: (f64, f64),
    pub no_show: f64,
}

#[derive(Debug, Clone)]
pub(super) struct KioskPlan {
    pub count: usize,
    pub failures: Option<(Sampler, Sampler)>,
    pub unsolved: f64,
}

impl Plan {
    /// Makes `hall` ready, from its opening or from a moment of its day.
    pub(super) fn new(hall: &Hall, live: Option<&Live>) -> Result<Plan, HallRefusal> {
        check::hall(hall)?;
        if let Some(live) = live {
            check::live(hall, live)?;
        }
        let desks: Vec<Desk> =
            hall.clerks.iter().map(|clerk| desk(hall, clerk.counter, clerk.skills)).collect();
        somebody_can(hall, &desks)?;
        let mut plan = Plan {
            closes_us: i64::from(hall.closes_s) * SECOND_US,
            from_us: i64::from(live.map_or(hall.opens_s, |live| live.at_s)) * SECOND_US,
            sends_home: hall.closing == Closing::SendsHome,
            interrupts: hall.interrupts,
            places: hall.places.unwrap_or(u32::MAX),
            turn: hall.turn.as_ref().map(Sampler::new),
            stations: Vec::new(),
            kinds: Vec::new(),
            sent: Vec::new(),
            lead_us: Vec::new(),
            changes: Vec::new(),
            items: Vec::new(),
            steps: Vec::new(),
            segments: hall.segments.iter().map(|segment| segment_plan(hall, segment)).collect(),
            bookings: Vec::new(),
            kiosks: hall.kiosks.as_ref().filter(|kiosks| kiosks.count > 0).map(kiosk_plan),
        };
        plan.bookings = booking_plans(hall, live);
        // Who can do least has the lowest number, and is asked first: so who can do more stays free for it.
        let mut clerks: Vec<usize> = (0..hall.clerks.len()).collect();
        clerks.sort_by_key(|&clerk| (desks[clerk].skills.0.count_ones(), clerk));
        plan.kinds_and_items(hall, &desks, &clerks, live)?;
        plan.stations(hall, &desks, &clerks);
        plan.changes(hall, live);
        Ok(plan)
    }

    /// By how much a ticket of that kind counts at that station as having come earlier.
    #[inline]
    pub(super) fn lead_us(&self, station: usize, kind: usize) -> i64 {
        self.lead_us[station * self.kinds.len() + kind]
    }

    fn kinds_and_items(
        &mut self,
        hall: &Hall,
        desks: &[Desk],
        clerks: &[usize],
        live: Option<&Live>,
    ) -> Result<(), HallRefusal> {
        let mut classes: Vec<PriorityClass> = hall.segments.iter().map(|segment| segment.class).collect();
        if !hall.bookings.is_empty() {
            classes.push(PriorityClass::Appointment);
        }
        classes.extend(live.iter().flat_map(|live| live.waiting.iter().map(|stands| stands.class)));
        for item in &hall.items {
            let first = self.steps.len() as u16;
            for step in &item.steps {
                let mut kinds = [NO_KIND; PriorityClass::ALL.len()];
                for class in &classes {
                    kinds[*class as usize] = self.kind(desks, clerks, like(*class, step.needs, None))?;
                }
                self.steps.push(StepPlan { time: Sampler::new(&step.time), again: step.again, kinds });
            }
            let kiosk = item.kiosk.as_ref().filter(|_| self.kiosks.is_some()).map(Sampler::new);
            self.items.push(ItemPlan { steps: (first, self.steps.len() as u16), online: item.online, kiosk });
        }
        // Who was sent to one counter is a kind of their own.
        for (i, stands) in live.iter().flat_map(|live| live.waiting.iter().enumerate()) {
            if let Some(counter) = stands.only_counter {
                let needs = hall.items[stands.item].steps[stands.step].needs;
                let ticket = like(stands.class, needs, Some(counter));
                if !desks.iter().any(|desk| eligible(Time(0), desk, &ticket).is_ok()) {
                    return Err(HallRefusal::SentInVain { field: format!("live.waiting[{i}]"), counter });
                }
                let kind = self.kind(desks, clerks, ticket)?;
                self.sent.push((i, kind));
            }
        }
        Ok(())
    }

    /// The number of the kind of such a ticket; a new one where none is like it.
    fn kind(&mut self, desks: &[Desk], clerks: &[usize], like: Waiting) -> Result<u8, HallRefusal> {
        let (mut takers, mut own) = (0_u128, 0_u128);
        for (station, clerk) in clerks.iter().enumerate() {
            if eligible(Time(0), &desks[*clerk], &like).is_ok() {
                takers |= 1 << station;
                own |= u128::from(is_special(&desks[*clerk], &like)) << station;
            }
        }
        let kind = Kind { class: like.class, takers, own, like };
        let alike = |k: &Kind| k.class == kind.class && k.takers == takers && k.own == own;
        let at = self.kinds.iter().position(alike).unwrap_or(self.kinds.len());
        if at == KINDS_MAX {
            return Err(HallRefusal::TooMany { field: "items".into(), given: at + 1, most: KINDS_MAX });
        }
        if at == self.kinds.len() {
            self.kinds.push(kind);
        }
        Ok(at as u8)
    }

    fn stations(&mut self, hall: &Hall, desks: &[Desk], clerks: &[usize]) {
        for (at, &clerk) in clerks.iter().enumerate() {
            let order = Order::new(&hall.rules, &desks[clerk]);
            let mut takes = 0_u128;
            for (n, kind) in self.kinds.iter().enumerate() {
                takes |= (kind.takers >> at & 1) << n;
                self.lead_us.push(order.lead_us(kind.class, kind.like.needs));
            }
            let within = |s: u32| (i64::from(s) * SECOND_US).max(self.from_us);
            let length_us = |spans: &[super::Span]| -> i64 {
                spans.iter().map(|span| within(span.to_s) - within(span.from_s)).sum()
            };
            let it = &hall.clerks[clerk];
            let paid_us = length_us(&it.shifts);
            let there_us = paid_us - length_us(&it.breaks);
            let stays = !self.sends_home && it.shifts.last().is_some_and(|shift| shift.to_s >= hall.closes_s);
            let ends_us = it.shifts.last().map_or(0, |shift| within(shift.to_s));
            self.stations.push(Station {
                clerk,
                counter: it.counter,
                takes,
                stays,
                ends_us,
                paid_us,
                there_us,
            });
        }
    }

    /// The timetable, in order; what lies before the beginning is brought up to it.
    fn changes(&mut self, hall: &Hall, live: Option<&Live>) {
        let us = |s: u32| i64::from(s) * SECOND_US;
        for (at, station) in self.stations.iter().enumerate() {
            let clerk = &hall.clerks[station.clerk];
            let away = live.and_then(|live| live.away.iter().find(|away| away.clerk == station.clerk));
            let back_us = away.map_or(0, |away| away.back_s.map_or(i64::MAX, us)).max(self.from_us);
            let mut add = |at_us: i64, what: Turn| {
                self.changes.push(Change { at_us, what, station: at as u8 });
            };
            for (n, shift) in clerk.shifts.iter().enumerate() {
                let (from_us, to_us) = (us(shift.from_s).max(back_us), us(shift.to_s));
                let last = n + 1 == clerk.shifts.len();
                if from_us < to_us {
                    add(from_us, Turn::Comes);
                    if !(last && station.stays) {
                        add(to_us, Turn::Leaves);
                    }
                }
            }
            for rest in &clerk.breaks {
                let (from_us, to_us) = (us(rest.from_s).max(back_us), us(rest.to_s));
                if from_us < to_us {
                    add(from_us, Turn::Rests { us: to_us - from_us });
                }
            }
        }
        if self.sends_home {
            self.changes.push(Change { at_us: self.closes_us, what: Turn::Closes, station: 0 });
        }
        self.changes.sort_unstable();
    }
}

/// What can be done at that counter by somebody who can do that.
pub(super) fn desk(hall: &Hall, counter: usize, skills: SkillSet) -> Desk {
    let it = &hall.counters[counter];
    let both = SkillSet(it.skills.0 & skills.0);
    Desk {
        counter: CounterId(counter as i64),
        skills: both,
        zone: None,
        special: SkillSet(it.special.0 & both.0),
        helps_general: it.helps_general,
    }
}

/// A ticket as the floor's rules see it.
fn like(class: PriorityClass, needs: SkillSet, only_counter: Option<usize>) -> Waiting {
    Waiting {
        ticket: TicketId(0),
        class,
        queued_at: Time(0),
        not_before: None,
        needs,
        only_counter: only_counter.map(|counter| CounterId(counter as i64)),
        zone: None,
    }
}

/// Refuses a hall in which nobody can do what people come for.
fn somebody_can(hall: &Hall, desks: &[Desk]) -> Result<(), HallRefusal> {
    let works = |clerk: &usize| {
        let open = |shift: &super::Span| shift.from_s < hall.closes_s && hall.opens_s < shift.to_s;
        hall.clerks[*clerk].shifts.iter().any(open)
    };
    let workers: Vec<usize> = (0..desks.len()).filter(works).collect();
    let wanted = |item: &usize| {
        let wants = |wants: &super::Wants| wants.item == *item && wants.share > 0.0;
        hall.segments.iter().any(|segment| segment.mix.iter().any(wants))
    };
    for item in (0..hall.items.len()).filter(wanted) {
        for (step, it) in hall.items[item].steps.iter().enumerate() {
            let ticket = like(PriorityClass::Normal, it.needs, None);
            let tried = workers.iter().map(|&clerk| (clerk, eligible(Time(0), &desks[clerk], &ticket)));
            let mut special_only = None;
            let mut can = false;
            for (clerk, tried) in tried {
                can |= tried.is_ok();
                if tried == Err(Skip::OnlySpecial) {
                    special_only.get_or_insert(hall.clerks[clerk].counter);
                }
            }
            if can {
                continue;
            }
            if let Some(counter) = special_only {
                return Err(HallRefusal::OnlySpecialists { item, step, counter });
            }
            let lacks = |clerk: &usize| it.needs.without(desks[*clerk].skills).0.count_ones();
            let Some(&clerk) = workers.iter().min_by_key(|clerk| lacks(clerk)) else {
                return Err(HallRefusal::NobodyWorks);
            };
            let learn = it.needs.without(hall.clerks[clerk].skills);
            let equip = it.needs.without(hall.counters[hall.clerks[clerk].counter].skills);
            return Err(HallRefusal::NobodyCan { item, step, clerk, learn, equip });
        }
    }
    Ok(())
}

fn segment_plan(hall: &Hall, segment: &super::Segment) -> SegmentPlan {
    let slot_us = i64::from(segment.arrivals.slot_s) * SECOND_US;
    let closes_us = i64::from(hall.closes_s) * SECOND_US;
    let mut rates: Vec<Rate> = Vec::new();
    let mut until_us = i64::from(hall.opens_s) * SECOND_US;
    for per_h in &segment.arrivals.per_h {
        if until_us >= closes_us {
            break;
        }
        until_us = (until_us + slot_us).min(closes_us);
        let per_us = per_h / 3.6e9;
        match rates.last_mut() {
            Some(last) if last.per_us == per_us => last.until_us = until_us,
            _ => rates.push(Rate { until_us, per_us, gap_us: 1.0 / per_us }),
        }
    }
    let all: f64 = segment.mix.iter().map(|wants| wants.share).sum();
    let mut sum = 0.0;
    let mut mix: Vec<(f64, u16)> = Vec::new();
    for wants in segment.mix.iter().filter(|wants| wants.share > 0.0) {
        sum += wants.share / all;
        mix.push((sum, wants.item as u16));
    }
    SegmentPlan {
        class: segment.class,
        rates,
        party: (segment.party.least, segment.party.most),
        mix,
        online: segment.triage.online,
        kiosk: segment.triage.kiosk,
        patience: segment.patience.as_ref().map(Sampler::new),
    }
}

/// The bookings that are still to come.
fn booking_plans(hall: &Hall, live: Option<&Live>) -> Vec<BookingPlan> {
    let still = live.map(|live| &live.still_booked).filter(|still| !still.is_empty());
    let from_s = live.map_or(0, |live| live.at_s);
    let plan = |(n, bookings): (usize, &super::Bookings)| {
        let slot = |(k, slot): (usize, &super::Slot)| {
            let people = match still {
                Some(still) => still[n][k],
                None if slot.at_s < from_s => 0,
                None => slot.people,
            };
            (i64::from(slot.at_s) * SECOND_US, people)
        };
        BookingPlan {
            segment: bookings.segment,
            slots: bookings.slots.iter().enumerate().map(slot).collect(),
            late_us: (bookings.lateness.mean_s * 1e6, bookings.lateness.deviation_s * 1e6),
            no_show: bookings.no_show,
        }
    };
    hall.bookings.iter().enumerate().map(plan).collect()
}

fn kiosk_plan(kiosks: &super::Kiosks) -> KioskPlan {
    let failures = kiosks.failures.as_ref().map(|failures| {
        (Sampler::Exponential { mean_us: failures.mean_up_s * 1e6 }, Sampler::new(&failures.repair))
    });
    KioskPlan { count: kiosks.count as usize, failures, unsolved: kiosks.unsolved }
}
