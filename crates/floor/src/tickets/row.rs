//! A ticket as it is stored: what never changes, and its [`Standing`], which every move replaces as a whole.

use kernel::{
    Actor, Channel, CounterId, Cx, Day, Event, HallId, Move, Org, PriorityClass, StaffId, TicketId,
    TicketState, Time, VisitId,
};
use queueing::{SkillSet, Why};
use serde::{Deserialize, Serialize};
use store::{DbError, Row, Tx, Value, all, append, first};

use crate::Setting;

macro_rules! columns {
    () => {
        "id, hall, day, visit, prefix, number, channel, items, skills, slot_us, slot_min, check_in_code, issued_us, \
         from_hall, p50_s, p90_s, moves, undo, \
         state, class, queued_us, not_before_us, only_counter, zone, counter, staff, recalls, defers, called_us, \
         arrived_us, started_us, ended_us, served_s, why"
    };
}
pub(crate) use columns;

/// How many columns [`read_ticket`] reads.
pub(crate) const TICKET_COLUMNS: usize = 34;

store::statements! {
    /// One ticket.
    TICKET = concat!("SELECT ", columns!(), " FROM ticket WHERE org = $1 AND id = $2");
    /// Tickets of a hall's day that are not over.
    OPEN_TICKETS = concat!("SELECT ", columns!(), " FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND state IN ('booked', 'waiting', 'called', 'arrived', 'serving', 'parked') ORDER BY queued_us, id LIMIT 5000");
    /// Tickets of a visit.
    TICKETS_OF_VISIT = concat!("SELECT ", columns!(), " FROM ticket WHERE org = $1 AND visit = $2 ORDER BY id LIMIT 20");
    /// The ticket that a member of staff moved last, wherever it is now: a transfer leaves no counter behind.
    LAST_MOVED_BY = concat!("SELECT ", columns!(), " FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND undo_by = $4 ORDER BY undo_us DESC, id DESC LIMIT 1");
    /// A new ticket.
    INSERT_TICKET = "INSERT INTO ticket (org, id, hall, day, visit, prefix, number, channel, items, skills, slot_us, slot_min, slot_seat, check_in_code, issued_us, from_hall, from_ticket, p50_s, p90_s, moves, undo, state, class, queued_us, not_before_us, only_counter, zone, counter, staff, recalls, defers, called_us, arrived_us, started_us, ended_us, served_s, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, NULL, $20, $21, $22, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, 0, NULL) ON CONFLICT DO NOTHING";
    /// Where a ticket stands now.
    UPDATE_STANDING = "UPDATE ticket SET moves = $3, undo = $4, state = $5, class = $6, queued_us = $7, not_before_us = $8, only_counter = $9, zone = $10, counter = $11, staff = $12, recalls = $13, defers = $14, called_us = $15, arrived_us = $16, started_us = $17, ended_us = $18, served_s = $19, why = $20, undo_by = $21, undo_us = $22 WHERE org = $1 AND id = $2";
}

/// A ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The hall.
    pub hall: HallId,
    /// The day.
    pub day: Day,
    /// The visit.
    pub visit: VisitId,
    /// Prefix of the number.
    pub prefix: String,
    /// The number; absent until a booking checks in.
    pub number: Option<i64>,
    /// How it came.
    pub channel: Channel,
    /// Service items.
    pub items: Vec<String>,
    /// Skills they need together.
    pub skills: SkillSet,
    /// Booked time.
    pub slot_at: Option<Time>,
    /// Length of the slot in minutes.
    pub slot_min: Option<i64>,
    /// Code for the kiosk.
    pub check_in_code: Option<String>,
    /// When the number was given.
    pub issued_at: Option<Time>,
    /// The hall it came from.
    pub from_hall: Option<HallId>,
    /// Forecast told when it was given, in seconds.
    pub p50_s: Option<i64>,
    /// Forecast told when it was given, in seconds.
    pub p90_s: Option<i64>,
    /// How many moves it has made.
    pub moves: i64,
    /// What can be taken back.
    pub undo: Option<UndoNote>,
    /// Where it stands.
    pub standing: Standing,
}

/// Where a ticket stands: everything that a move may change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// State.
    pub state: TicketState,
    /// Class.
    pub class: PriorityClass,
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
    /// How often the customer asked for time.
    pub defers: i64,
    /// When it was called last.
    pub called_at: Option<Time>,
    /// When the customer came to the counter.
    pub arrived_at: Option<Time>,
    /// When service began, or went on after a pause.
    pub started_at: Option<Time>,
    /// When it was over.
    pub ended_at: Option<Time>,
    /// Seconds served, without parked time.
    pub served_s: i64,
    /// Why it was called.
    pub why: Option<Why>,
}

/// The last move with what was before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoNote {
    /// The move.
    pub step: Move,
    /// Who made it.
    pub by: Actor,
    /// When.
    pub at: Time,
    /// What it is to be put back to.
    pub before: Standing,
}

impl Standing {
    /// Takes back that only one counter or zone may call it, if that one cannot do `skills`: nobody waits for ever.
    pub(crate) fn let_be_called(&mut self, setting: &Setting, skills: SkillSet) {
        if !setting.can_serve(skills, self.zone.as_deref(), self.only_counter) {
            self.only_counter = None;
            self.zone = None;
        }
    }

    /// A new ticket's standing.
    pub(crate) fn new(state: TicketState, class: PriorityClass, queued_at: Time) -> Standing {
        Standing {
            state,
            class,
            queued_at,
            not_before: None,
            only_counter: None,
            zone: None,
            counter: None,
            staff: None,
            recalls: 0,
            defers: 0,
            called_at: None,
            arrived_at: None,
            started_at: None,
            ended_at: None,
            served_s: 0,
            why: None,
        }
    }
}

fn time(row: &dyn Row, column: usize) -> Option<Time> {
    row.opt_int(column).map(Time)
}

pub(crate) fn read_ticket(row: &dyn Row) -> Ticket {
    fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
        serde_json::from_str(text).expect("a stored document reads back")
    }
    Ticket {
        id: TicketId(row.int(0)),
        hall: HallId(row.int(1)),
        day: Day::from_number(row.int(2)).expect("a stored day is a day"),
        visit: VisitId(row.int(3)),
        prefix: row.text(4).to_owned(),
        number: row.opt_int(5),
        channel: Channel::parse(row.text(6)).expect("a stored channel is a word of the list"),
        items: json(row.text(7)),
        skills: SkillSet(row.int(8).cast_unsigned()),
        slot_at: time(row, 9),
        slot_min: row.opt_int(10),
        check_in_code: row.opt_text(11).map(str::to_owned),
        issued_at: time(row, 12),
        from_hall: row.opt_int(13).map(HallId),
        p50_s: row.opt_int(14),
        p90_s: row.opt_int(15),
        moves: row.int(16),
        undo: row.opt_text(17).map(json),
        standing: Standing {
            state: TicketState::parse(row.text(18)).expect("a stored state is a word of the list"),
            class: PriorityClass::parse(row.text(19)).expect("a stored class is a word of the list"),
            queued_at: Time(row.int(20)),
            not_before: time(row, 21),
            only_counter: row.opt_int(22).map(CounterId),
            zone: row.opt_text(23).map(str::to_owned),
            counter: row.opt_int(24).map(CounterId),
            staff: row.opt_int(25).map(StaffId),
            recalls: row.int(26),
            defers: row.int(27),
            called_at: time(row, 28),
            arrived_at: time(row, 29),
            started_at: time(row, 30),
            ended_at: time(row, 31),
            served_s: row.int(32),
            why: row.opt_text(33).map(json),
        },
    }
}

/// The ticket `id`.
///
/// # Errors
/// The database could not.
pub fn ticket(tx: &mut dyn Tx, org: Org, id: TicketId) -> Result<Option<Ticket>, DbError> {
    first(tx, &TICKET, &[org.into(), id.into()], read_ticket)
}

/// Tickets of a hall's day that are not over, longest wait first.
///
/// # Errors
/// The database could not.
pub fn open_tickets(tx: &mut dyn Tx, org: Org, hall: HallId, day: Day) -> Result<Vec<Ticket>, DbError> {
    all(tx, &OPEN_TICKETS, &[org.into(), hall.into(), day.into()], read_ticket)
}

/// Tickets of a visit, oldest first.
///
/// # Errors
/// The database could not.
pub fn tickets_of_visit(tx: &mut dyn Tx, org: Org, visit: VisitId) -> Result<Vec<Ticket>, DbError> {
    all(tx, &TICKETS_OF_VISIT, &[org.into(), visit.into()], read_ticket)
}

/// The ticket that `staff` has moved last, if that move can still be put back.
///
/// # Errors
/// The database could not.
pub fn last_moved_by(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
    staff: StaffId,
) -> Result<Option<Ticket>, DbError> {
    first(tx, &LAST_MOVED_BY, &[org.into(), hall.into(), day.into(), staff.into()], read_ticket)
}

/// What a new row needs beyond the ticket itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Origin {
    /// The place in the slot that keeps bookings apart.
    pub slot_seat: Option<i64>,
    /// The ticket of another hall that this one stands for.
    pub from_ticket: Option<TicketId>,
}

/// Writes a new ticket; false when its number or its place in the slot is taken.
pub(crate) fn insert(tx: &mut dyn Tx, org: Org, ticket: &Ticket, origin: Origin) -> Result<bool, DbError> {
    let items = serde_json::to_string(&ticket.items).expect("items are plain data");
    let standing = &ticket.standing;
    let params: [Value<'_>; 22] = [
        org.into(),
        ticket.id.into(),
        ticket.hall.into(),
        ticket.day.into(),
        ticket.visit.into(),
        (&ticket.prefix).into(),
        ticket.number.into(),
        ticket.channel.as_str().into(),
        (&items).into(),
        ticket.skills.0.cast_signed().into(),
        ticket.slot_at.into(),
        ticket.slot_min.into(),
        origin.slot_seat.into(),
        ticket.check_in_code.as_deref().into(),
        ticket.issued_at.into(),
        ticket.from_hall.into(),
        origin.from_ticket.into(),
        ticket.p50_s.into(),
        ticket.p90_s.into(),
        standing.state.as_str().into(),
        standing.class.as_str().into(),
        standing.queued_at.into(),
    ];
    Ok(tx.execute(&INSERT_TICKET, &params)? == 1)
}

/// Moves a ticket on to `standing`, and says so in an event. `undo` is kept for moves that can be taken back.
pub(crate) fn advance(
    tx: &mut dyn Tx,
    cx: &Cx,
    ticket: &mut Ticket,
    step: Move,
    standing: Standing,
    to_hall: Option<HallId>,
) -> Result<(), DbError> {
    let before = std::mem::replace(&mut ticket.standing, standing);
    let from = before.state;
    ticket.moves += 1;
    let note = UndoNote { step, by: cx.actor, at: cx.now, before };
    ticket.undo = queueing::undoable(step).then_some(note);
    save(tx, cx.org, ticket)?;
    let now = &ticket.standing;
    let event = Event::TicketMoved {
        ticket: ticket.id,
        n: ticket.moves,
        step,
        from,
        to: now.state,
        counter: now.counter,
        staff: now.staff,
        only_counter: now.only_counter,
        zone: now.zone.clone(),
        to_hall,
        not_before: now.not_before,
        queued_at: now.queued_at,
        called_at: now.called_at,
        started_at: now.started_at,
        recalls: now.recalls,
    };
    append(tx, cx, ticket.hall, event)
}

fn save(tx: &mut dyn Tx, org: Org, ticket: &Ticket) -> Result<(), DbError> {
    let undo = ticket.undo.as_ref().map(|undo| serde_json::to_string(undo).expect("a note is plain data"));
    let now = &ticket.standing;
    let why = now.why.as_ref().map(|why| serde_json::to_string(why).expect("a reason is plain data"));
    let undo_by = ticket.undo.as_ref().and_then(|undo| match undo.by {
        Actor::Staff(staff) => Some(staff),
        _ => None,
    });
    let params: [Value<'_>; 22] = [
        org.into(),
        ticket.id.into(),
        ticket.moves.into(),
        undo.as_deref().into(),
        now.state.as_str().into(),
        now.class.as_str().into(),
        now.queued_at.into(),
        now.not_before.into(),
        now.only_counter.into(),
        now.zone.as_deref().into(),
        now.counter.into(),
        now.staff.into(),
        now.recalls.into(),
        now.defers.into(),
        now.called_at.into(),
        now.arrived_at.into(),
        now.started_at.into(),
        now.ended_at.into(),
        now.served_s.into(),
        why.as_deref().into(),
        undo_by.into(),
        ticket.undo.as_ref().map(|undo| undo.at).into(),
    ];
    tx.execute(&UPDATE_STANDING, &params).map(drop)
}
