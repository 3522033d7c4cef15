//! Checking in: a booking gets its number and its place in the queue.

use kernel::{Cx, Day, HallId, Move, Org, TicketId, TicketState, Time};
use store::{DbError, Fail, Refusal, Tx, all, first, once};

use super::row::{Standing, Ticket, advance, columns, read_ticket};
use super::stations::print;
use super::take_number::{Issued, Told, issued, next_number, say_issued};
use crate::Setting;

store::statements! {
    /// The booking of a code.
    BY_CODE = concat!("SELECT ", columns!(), " FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND check_in_code = $4 AND number IS NULL AND state IN ('booked', 'no_show') ORDER BY id LIMIT 1");
    /// Gives a booking its number.
    SET_NUMBER = "UPDATE ticket SET number = $3, issued_us = $4, p50_s = $5, p90_s = $6 WHERE org = $1 AND id = $2";
    /// Tickets of a day that are not over.
    LEFT_OPEN = "SELECT id, state FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND state IN ('booked', 'waiting', 'called', 'arrived', 'serving', 'parked') ORDER BY id LIMIT 1000";
    /// Bookings whose time has gone by.
    OVERDUE = "SELECT id FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND state = 'booked' AND slot_us < $4 ORDER BY slot_us, id LIMIT 200";
}

kernel::refusals! {
    /// Why a booking was not checked in.
    pub enum CheckInRefusal {
        /// No booking here today has that code.
        Unknown { field } = "check_in_code",
        /// Earlier than the rules allow.
        Early { rule } = "check_in_early",
        /// The hall is closed.
        Closed = "hall_closed",
    }
}

/// The booking of `code` that waits for its number, for whoever has to know its items first.
///
/// # Errors
/// The database could not.
pub fn booking(tx: &mut dyn Tx, org: Org, setting: &Setting, code: &str) -> Result<Option<Ticket>, DbError> {
    first(tx, &BY_CODE, &[org.into(), setting.hall.into(), setting.day.into(), code.into()], read_ticket)
}

/// Gives the booking of `code` its number. On time it counts from its slot; later, and even after its place was
/// released, it queues from now like everybody, without going to the kiosk a second time.
///
/// # Errors
/// As [`CheckInRefusal`] says, or the database could not.
pub fn check_in(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    code: &str,
    to_print: bool,
    told: Told,
) -> Result<Issued, Fail<Refusal<CheckInRefusal>>> {
    once(tx, cx, "check_in", &[setting.hall], &(code, to_print), |tx| {
        if !setting.open_at(cx.now) {
            return Err(Fail::Refused(CheckInRefusal::Closed));
        }
        let Some(mut ticket) = booking(tx, cx.org, setting, code)? else {
            return Err(Fail::Refused(CheckInRefusal::Unknown { field: "code".into() }));
        };
        let slot = ticket.slot_at.expect("a booking has a slot");
        let early_min = setting.rules.appointment_early_min;
        if cx.now < slot.plus_s(-early_min * 60) {
            return Err(Fail::Refused(CheckInRefusal::Early { rule: format!("-{early_min} min") }));
        }
        let seat = queueing::seat(&setting.queue, ticket.standing.class, slot, cx.now);
        let number = next_number(tx, cx, setting, &ticket.prefix)?;
        give_number(tx, cx, &mut ticket, number, told)?;
        let standing = Standing {
            state: TicketState::Waiting,
            class: seat.class,
            queued_at: seat.queued_at,
            ended_at: None,
            ..ticket.standing.clone()
        };
        advance(tx, cx, &mut ticket, Move::CheckIn, standing, None)?;
        say_issued(tx, cx, &ticket, true)?;
        if to_print {
            print(tx, cx, setting, &ticket)?;
        }
        Ok(issued(cx, &ticket))
    })
}

fn give_number(
    tx: &mut dyn Tx,
    cx: &Cx,
    ticket: &mut Ticket,
    number: i64,
    told: Told,
) -> Result<(), DbError> {
    ticket.number = Some(number);
    ticket.issued_at = Some(cx.now);
    ticket.p50_s = told.p50_s;
    ticket.p90_s = told.p90_s;
    let params =
        [cx.org.into(), ticket.id.into(), number.into(), cx.now.into(), told.p50_s.into(), told.p90_s.into()];
    tx.execute(&SET_NUMBER, &params).map(drop)
}

/// Tickets of a day gone by that nobody ended, with the move that ends each: whoever still waited has left, a service
/// is over, a booking was not used. Without this they would be in no figure.
///
/// # Errors
/// The database could not.
pub fn left_open(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
) -> Result<Vec<(TicketId, Move)>, DbError> {
    all(tx, &LEFT_OPEN, &[org.into(), hall.into(), day.into()], |row| {
        let step = match TicketState::parse(row.text(1)) {
            Some(TicketState::Booked) => Move::NoShow,
            Some(TicketState::Serving) => Move::Finish,
            _ => Move::Leave,
        };
        (TicketId(row.int(0)), step)
    })
}

/// Bookings of the setting's day that were kept long enough and did not come; a timer releases them as no-shows.
///
/// # Errors
/// The database could not.
pub fn overdue_bookings(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    setting: &Setting,
    now: Time,
) -> Result<Vec<TicketId>, DbError> {
    let before = now.plus_s(-setting.rules.appointment_release_min * 60);
    let params = [org.into(), hall.into(), setting.day.into(), before.into()];
    all(tx, &OVERDUE, &params, |row| TicketId(row.int(0)))
}
