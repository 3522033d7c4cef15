//! Negotiation rooms, booked by the slot (a quarter of an hour in the pack's rules).
//!
//! Invariant: a room belongs to one booking at a time; the key of `room_quarter` sees to it.

use kernel::{Cx, Event, HallId, Org, RecordId, Time, VisitId};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, all, append, first, once};

use crate::{DayHours, Setting};

store::statements! {
    /// A booking.
    ADD_BOOKING = "INSERT INTO room_booking (org, id, hall, room, from_us, quarters, visit, state, booked_us) VALUES ($1, $2, $3, $4, $5, $6, $7, 'booked', $8)";
    /// Holds one slot of a room, if nobody does.
    HOLD_SLOT = "INSERT INTO room_quarter (org, hall, room, quarter_us, booking) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// Gives a booking up.
    RELEASE = "UPDATE room_booking SET state = 'released' WHERE org = $1 AND id = $2 AND hall = $3 AND state = 'booked'";
    /// Lets the slots of a booking go.
    FREE_SLOTS = "DELETE FROM room_quarter WHERE org = $1 AND hall = $2 AND room = $3 AND booking = $4";
    /// The room of a booking.
    ROOM_OF = "SELECT room FROM room_booking WHERE org = $1 AND id = $2 AND hall = $3";
    /// Bookings that begin within a span.
    BOOKINGS = "SELECT id, room, from_us, quarters, visit FROM room_booking WHERE org = $1 AND hall = $2 AND from_us >= $3 AND from_us < $4 AND state = 'booked' ORDER BY from_us, id LIMIT 1000";
    /// Rooms held in a slot.
    HELD = "SELECT room FROM room_quarter WHERE org = $1 AND hall = $2 AND quarter_us > $3 AND quarter_us <= $4 ORDER BY room, quarter_us LIMIT 1000";
}

/// Books a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BookRoom {
    /// The room.
    pub room: String,
    /// Begin, on a slot.
    pub from: Time,
    /// Slots.
    pub quarters: i64,
    /// The visit it is for.
    pub visit: Option<VisitId>,
}

/// A booking of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomBooking {
    /// Its id.
    pub id: RecordId,
    /// The room.
    pub room: String,
    /// Begin.
    pub from: Time,
    /// Slots.
    pub quarters: i64,
    /// The visit it is for.
    pub visit: Option<VisitId>,
}

kernel::refusals! {
    /// Why a room was not booked.
    pub enum BookRoomRefusal {
        /// No such room in this hall.
        RoomUnknown = "room_unknown",
        /// Not on a slot, none, or too many.
        QuartersWrong { field, rule } = "quarters_wrong",
        /// It is over already.
        Past = "slot_past",
        /// Further ahead than the pack allows.
        TooFar { field, rule } = "slot_too_far",
        /// The calendar of that day's year was never published.
        CalendarUnpublished = "calendar_unpublished",
        /// The hall is closed then.
        Closed = "hall_closed",
        /// Somebody has it then.
        Taken = "room_taken",
    }
    /// Why a booking was not given up.
    pub enum ReleaseRoomRefusal {
        /// No such booking in this hall, or given up already.
        Unknown = "booking_unknown",
    }
}

/// Books a room of the hall. `hours` are the opening hours of the day the booking is on; absent when the calendar of
/// its year was never published.
///
/// # Errors
/// As [`BookRoomRefusal`] says, or the database could not.
pub fn book_room(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    hours: Option<&DayHours>,
    input: &BookRoom,
) -> Result<RoomBooking, Fail<Refusal<BookRoomRefusal>>> {
    once(tx, cx, "book_room", &[setting.hall], input, |tx| {
        check(cx, setting, hours, input).map_err(Fail::Refused)?;
        let id: RecordId = cx.ids.next();
        let BookRoom { room, from, quarters, visit } = input.clone();
        tx.execute(
            &ADD_BOOKING,
            &[
                cx.org.into(),
                id.into(),
                setting.hall.into(),
                (&room).into(),
                from.into(),
                quarters.into(),
                visit.into(),
                cx.now.into(),
            ],
        )?;
        for slot in 0..quarters {
            let at = from.plus_s(slot * setting.rules.room_slot_min * 60);
            let params = [cx.org.into(), setting.hall.into(), (&room).into(), at.into(), id.into()];
            if tx.execute(&HOLD_SLOT, &params)? == 0 {
                return Err(Fail::Refused(BookRoomRefusal::Taken));
            }
        }
        let event = Event::RoomBooked { booking: id, room: room.clone(), from, quarters };
        append(tx, cx, setting.hall, event)?;
        Ok(RoomBooking { id, room, from, quarters, visit })
    })
}

fn check(
    cx: &Cx,
    setting: &Setting,
    hours: Option<&DayHours>,
    input: &BookRoom,
) -> Result<(), BookRoomRefusal> {
    let rules = &setting.rules;
    if !setting.plan.rooms.contains(&input.room) {
        return Err(BookRoomRefusal::RoomUnknown);
    }
    if !(1..=rules.room_slots_max).contains(&input.quarters) {
        let rule = format!("1–{}", rules.room_slots_max);
        return Err(BookRoomRefusal::QuartersWrong { field: "quarters".into(), rule });
    }
    let day = input.from.day(cx.zone);
    let today = cx.now.day(cx.zone);
    if day > today.plus(i32::try_from(rules.room_days_ahead).unwrap_or(i32::MAX)) {
        let rule = format!("≤ {} d", rules.room_days_ahead);
        return Err(BookRoomRefusal::TooFar { field: "from_us".into(), rule });
    }
    // The day first: a time far outside of any day would overflow below.
    if day < today {
        return Err(BookRoomRefusal::Past);
    }
    let slot_us = rules.room_slot_min * 60_000_000;
    if (input.from.0 - day.start(cx.zone).0) % slot_us != 0 {
        let rule = format!("{} min", rules.room_slot_min);
        return Err(BookRoomRefusal::QuartersWrong { field: "from_us".into(), rule });
    }
    if input.from.0 + input.quarters * slot_us <= cx.now.0 {
        return Err(BookRoomRefusal::Past);
    }
    let hours = hours.ok_or(BookRoomRefusal::CalendarUnpublished)?;
    let from_min = i64::from(input.from.second_of_day(cx.zone)) / 60;
    if !hours.covers(from_min, from_min + input.quarters * rules.room_slot_min) {
        return Err(BookRoomRefusal::Closed);
    }
    Ok(())
}

/// Gives a booking up; its slots are free at once.
///
/// # Errors
/// As [`ReleaseRoomRefusal`] says, or the database could not.
pub fn release_room(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    booking: RecordId,
) -> Result<(), Fail<Refusal<ReleaseRoomRefusal>>> {
    once(tx, cx, "release_room", &[hall], &(hall, booking), |tx| {
        if tx.execute(&RELEASE, &[cx.org.into(), booking.into(), hall.into()])? == 0 {
            return Err(Fail::Refused(ReleaseRoomRefusal::Unknown));
        }
        let params = [cx.org.into(), booking.into(), hall.into()];
        let room = first(tx, &ROOM_OF, &params, |row| row.text(0).to_owned())?
            .expect("the booking was just given up");
        tx.execute(&FREE_SLOTS, &[cx.org.into(), hall.into(), (&room).into(), booking.into()])?;
        append(tx, cx, hall, Event::RoomReleased { booking, room })?;
        Ok(())
    })
}

/// Bookings of a hall that begin in `from..to`, in order.
///
/// # Errors
/// The database could not.
pub fn room_bookings(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    from: Time,
    to: Time,
) -> Result<Vec<RoomBooking>, DbError> {
    all(tx, &BOOKINGS, &[org.into(), hall.into(), from.into(), to.into()], |row| RoomBooking {
        id: RecordId(row.int(0)),
        room: row.text(1).to_owned(),
        from: Time(row.int(2)),
        quarters: row.int(3),
        visit: row.opt_int(4).map(VisitId),
    })
}

/// Rooms of the hall that nobody has at `now`.
///
/// # Errors
/// The database could not.
pub fn rooms_free(tx: &mut dyn Tx, org: Org, setting: &Setting, now: Time) -> Result<Vec<String>, DbError> {
    // The slot that `now` is in began less than a slot ago.
    let after = now.plus_s(-setting.rules.room_slot_min * 60);
    let params = [org.into(), setting.hall.into(), after.into(), now.into()];
    let held = all(tx, &HELD, &params, |row| row.text(0).to_owned())?;
    Ok(setting.plan.rooms.iter().filter(|room| !held.contains(room)).cloned().collect())
}
