//! The read model of a hall's day that every screen watches: all tickets and counters, numbers only.
//!
//! Built from rows ([`load_live`]) or folded from events ([`HallLive::apply`]): the two must come to the same, and a
//! test holds them to it. No name, no phone number, no need of a person is in here.

use std::collections::BTreeMap;

use kernel::{
    CounterId, CounterState, Day, Event, HallId, Move, Org, PriorityClass, StaffId, TicketId, TicketState,
    Time, VisitId, Zone,
};
use store::{DbError, StoredEvent, Tx, all, one_int};

use super::counters::counters_now;
use super::row::{Ticket, columns, read_ticket};
use crate::Setting;

store::statements! {
    /// Every ticket of a hall's day.
    TICKETS_OF_DAY = concat!("SELECT ", columns!(), " FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 ORDER BY id LIMIT 50000");
    /// The place in the chain that the rows stand for.
    SEQ = "SELECT seq FROM hall_day WHERE org = $1 AND hall = $2 AND day = $3";
}

/// A hall's day as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct HallLive {
    /// The hall.
    pub hall: HallId,
    /// The day.
    pub day: Day,
    /// The company's zone.
    pub zone: Zone,
    /// The place in the day's chain that this stands for.
    pub seq: i64,
    /// Every ticket of the day, over or not.
    pub tickets: BTreeMap<TicketId, LiveTicket>,
    /// Counters that have been opened today.
    pub counters: BTreeMap<CounterId, LiveCounter>,
}

/// A ticket in the read model.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveTicket {
    /// The visit.
    pub visit: VisitId,
    /// Prefix of the number.
    pub prefix: String,
    /// The number; absent until a booking checks in.
    pub number: Option<i64>,
    /// State.
    pub state: TicketState,
    /// Class.
    pub class: PriorityClass,
    /// Service items.
    pub items: Vec<String>,
    /// Since when the wait counts.
    pub queued_at: Time,
    /// Not called before.
    pub not_before: Option<Time>,
    /// Only this counter may call it.
    pub only_counter: Option<CounterId>,
    /// Only counters of this zone may call it.
    pub zone: Option<String>,
    /// The counter it is at, or was last.
    pub counter: Option<CounterId>,
    /// Who called it.
    pub staff: Option<StaffId>,
    /// How often the last call was repeated.
    pub recalls: i64,
    /// When it was called last.
    pub called_at: Option<Time>,
    /// When service began.
    pub started_at: Option<Time>,
    /// Booked time.
    pub slot_at: Option<Time>,
}

/// A counter in the read model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveCounter {
    /// State.
    pub state: CounterState,
    /// Who is there.
    pub staff: Option<StaffId>,
    /// Since when.
    pub since: Time,
}

impl HallLive {
    /// A day on which nothing has happened yet.
    #[must_use]
    pub fn new(hall: HallId, day: Day, zone: Zone) -> HallLive {
        HallLive { hall, day, zone, seq: 0, tickets: BTreeMap::new(), counters: BTreeMap::new() }
    }

    /// Takes one event in. Events of other days count only for the bookings they make for this one.
    pub fn apply(&mut self, stored: &StoredEvent) {
        if stored.hall != self.hall {
            return;
        }
        if stored.day == self.day {
            self.seq = stored.seq;
        }
        match &stored.event {
            Event::TicketBooked { ticket, visit, items, slot_at, class, .. }
                if slot_at.day(self.zone) == self.day =>
            {
                let booked = LiveTicket {
                    slot_at: Some(*slot_at),
                    ..LiveTicket::new(*visit, "", None, TicketState::Booked, *class, items, *slot_at)
                };
                self.tickets.insert(*ticket, booked);
            }
            Event::TicketIssued {
                ticket, visit, prefix, number, items, class, queued_at, booked, ..
            } => {
                if *booked {
                    if let Some(it) = self.tickets.get_mut(ticket) {
                        it.number = Some(*number);
                        prefix.clone_into(&mut it.prefix);
                        it.class = *class;
                    }
                } else if stored.day == self.day {
                    let number = Some(*number);
                    let it = LiveTicket::new(
                        *visit,
                        prefix,
                        number,
                        TicketState::Waiting,
                        *class,
                        items,
                        *queued_at,
                    );
                    self.tickets.insert(*ticket, it);
                }
            }
            Event::TicketMoved { ticket, .. } => {
                if let Some(it) = self.tickets.get_mut(ticket) {
                    it.go(&stored.event);
                }
            }
            Event::ItemsChanged { ticket, items } => {
                if let Some(it) = self.tickets.get_mut(ticket) {
                    items.clone_into(&mut it.items);
                }
            }
            Event::NeedsRecorded { ticket, care: true, .. } => {
                if let Some(it) = self.tickets.get_mut(ticket) {
                    it.class = PriorityClass::Care;
                }
            }
            Event::CounterChanged { counter, staff, state } if stored.day == self.day => {
                let now = LiveCounter { state: *state, staff: *staff, since: stored.at };
                self.counters.insert(*counter, now);
            }
            _ => {}
        }
    }

    /// The ticket at a counter, if one was called there and is not over.
    #[must_use]
    pub fn at_counter(&self, counter: CounterId) -> Option<(TicketId, &LiveTicket)> {
        let here = |it: &LiveTicket| it.state.at_counter() && it.counter == Some(counter);
        self.tickets.iter().find(|(_, it)| here(it)).map(|(id, it)| (*id, it))
    }

    /// How many tickets stand at `state`.
    #[must_use]
    pub fn count(&self, state: TicketState) -> i64 {
        let count = self.tickets.values().filter(|it| it.state == state).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }
}

impl LiveTicket {
    fn new(
        visit: VisitId,
        prefix: &str,
        number: Option<i64>,
        state: TicketState,
        class: PriorityClass,
        items: &[String],
        queued_at: Time,
    ) -> LiveTicket {
        LiveTicket {
            visit,
            prefix: prefix.to_owned(),
            number,
            state,
            class,
            items: items.to_vec(),
            queued_at,
            not_before: None,
            only_counter: None,
            zone: None,
            counter: None,
            staff: None,
            recalls: 0,
            called_at: None,
            started_at: None,
            slot_at: None,
        }
    }

    /// Puts the ticket where a move left it.
    fn go(&mut self, event: &Event) {
        let Event::TicketMoved {
            step,
            to,
            counter,
            staff,
            only_counter,
            zone,
            not_before,
            queued_at,
            called_at,
            started_at,
            recalls,
            ..
        } = event
        else {
            return;
        };
        debug_assert!(*step != Move::Issue, "issuing is an event of its own");
        self.state = *to;
        self.counter = *counter;
        self.staff = *staff;
        self.only_counter = *only_counter;
        zone.clone_into(&mut self.zone);
        self.not_before = *not_before;
        self.queued_at = *queued_at;
        self.called_at = *called_at;
        self.started_at = *started_at;
        self.recalls = *recalls;
    }
}

impl From<&Ticket> for LiveTicket {
    fn from(ticket: &Ticket) -> Self {
        let now = &ticket.standing;
        LiveTicket {
            visit: ticket.visit,
            prefix: if ticket.number.is_some() { ticket.prefix.clone() } else { String::new() },
            number: ticket.number,
            state: now.state,
            class: now.class,
            items: ticket.items.clone(),
            queued_at: now.queued_at,
            not_before: now.not_before,
            only_counter: now.only_counter,
            zone: now.zone.clone(),
            counter: now.counter,
            staff: now.staff,
            recalls: now.recalls,
            called_at: now.called_at,
            started_at: now.started_at,
            slot_at: ticket.slot_at,
        }
    }
}

/// The read model of the setting's day, from the rows.
///
/// # Errors
/// The database could not.
pub fn load_live(tx: &mut dyn Tx, org: Org, setting: &Setting) -> Result<HallLive, DbError> {
    let params = [org.into(), setting.hall.into(), setting.day.into()];
    let mut live = HallLive::new(setting.hall, setting.day, setting.zone);
    live.seq = one_int(tx, &SEQ, &params)?;
    let tickets = all(tx, &TICKETS_OF_DAY, &params, read_ticket)?;
    live.tickets = tickets.iter().map(|ticket| (ticket.id, LiveTicket::from(ticket))).collect();
    let counters = counters_now(tx, org, setting)?;
    let opened = counters.into_iter().filter(|now| now.since != Time(0));
    live.counters = opened
        .map(|now| (now.counter, LiveCounter { state: now.state, staff: now.staff, since: now.since }))
        .collect();
    Ok(live)
}
