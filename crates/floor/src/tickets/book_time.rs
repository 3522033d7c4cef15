//! Booking a time: slots from the hall's capacity, of which the pack holds a share against walk-ins.

use kernel::{CareNeed, Channel, Cx, Event, HallId, Org, TicketId, TicketState, Time, VisitId};
use queueing::{ServiceTime, SkillSet};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, all, append, once, one_int};

use super::row::{Origin, Standing, Ticket, insert};
use super::take_number::{TakeNumberRefusal, check_items};
use super::visits::{NewVisit, open_visit};
use crate::Setting;
use crate::tickets::TokenHash;

store::statements! {
    /// Places taken in the slots of a day.
    TAKEN = "SELECT slot_us, slot_seat FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND slot_seat IS NOT NULL ORDER BY slot_us, slot_seat LIMIT 10000";
    /// Whether a code is in use.
    CODE_USED = "SELECT COUNT(*) FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND check_in_code = $4";
    /// Gives the place of a booking free.
    FREE_PLACE = "UPDATE ticket SET slot_seat = NULL WHERE org = $1 AND id = $2";
}

/// Books a time.
#[derive(Clone, Debug, Serialize)]
pub struct BookTime<'a> {
    /// Service items.
    pub items: &'a [String],
    /// The slot's begin.
    pub slot_at: Time,
    /// Needs the person told.
    pub needs: &'a [CareNeed],
    /// How it came.
    pub channel: Channel,
    /// The name, encrypted.
    #[serde(skip)]
    pub name_enc: Option<Vec<u8>>,
    /// The phone number, encrypted.
    #[serde(skip)]
    pub phone_enc: Option<Vec<u8>>,
}

/// What was booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingFacts {
    /// The ticket that gets its number at check-in.
    pub ticket: TicketId,
    /// The visit.
    pub visit: VisitId,
    /// The code to type at the kiosk.
    pub code: String,
    /// Begin.
    pub slot_at: Time,
    /// From when one may check in.
    pub check_in_from: Time,
    /// Until when it is kept.
    pub kept_until: Time,
}

/// A slot of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotFacts {
    /// Begin.
    pub at: Time,
    /// Length in minutes.
    pub minutes: i64,
    /// Places in all.
    pub capacity: i64,
    /// Places free.
    pub free: i64,
}

kernel::refusals! {
    /// Why no time was booked.
    pub enum BookTimeRefusal {
        /// The year's calendar was never published.
        CalendarUnpublished = "calendar_unpublished",
        /// No item was named.
        ItemsMissing { field } = "items_missing",
        /// More items than one visit takes.
        ItemsTooMany { field, rule } = "items_too_many",
        /// No such item.
        ItemUnknown { field } = "item_unknown",
        /// No counter here does all of them.
        ItemNotHere { field } = "item_not_here",
        /// No slot begins then.
        SlotUnknown { field } = "slot_unknown",
        /// All places are taken.
        SlotFull = "slot_full",
        /// It has begun.
        SlotPast = "slot_past",
        /// Further ahead than the rules allow.
        TooFar { rule } = "slot_too_far",
    }
}

impl From<TakeNumberRefusal> for BookTimeRefusal {
    fn from(refusal: TakeNumberRefusal) -> Self {
        match refusal {
            TakeNumberRefusal::ItemsTooMany { field, rule } => BookTimeRefusal::ItemsTooMany { field, rule },
            TakeNumberRefusal::ItemUnknown { field } => BookTimeRefusal::ItemUnknown { field },
            TakeNumberRefusal::ItemNotHere { field } => BookTimeRefusal::ItemNotHere { field },
            _ => BookTimeRefusal::ItemsMissing { field: "items".into() },
        }
    }
}

/// Books a time in the hall of `setting`, which is the hall's setting on the day of the slot.
///
/// Invariant: a slot never has more bookings than its capacity; the key of the place keeps two bookings apart.
/// `codes` are candidates for the check-in code, drawn ahead; the first that is not in use that day is taken.
///
/// # Errors
/// As [`BookTimeRefusal`] says, or the database could not.
pub fn book_time(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &BookTime<'_>,
    codes: &[String],
    token_hash: TokenHash<'_>,
) -> Result<BookingFacts, Fail<Refusal<BookTimeRefusal>>> {
    once(tx, cx, "book_time", &[setting.hall], input, |tx| {
        let skills = check_items(setting, input.items).map_err(|refusal| Fail::Refused(refusal.into()))?;
        let slot = find_slot(tx, cx, setting, input, skills)?;
        let visit: VisitId = cx.ids.next();
        let new = NewVisit {
            id: visit,
            day: setting.day,
            token_hash: token_hash(visit),
            channel: input.channel,
            needs: input.needs,
            people: 1,
            name_enc: input.name_enc.as_deref(),
            phone_enc: input.phone_enc.as_deref(),
            from: input.slot_at,
        };
        open_visit(tx, cx, setting, &new)?;
        let ticket = Ticket {
            id: cx.ids.next(),
            hall: setting.hall,
            day: setting.day,
            visit,
            prefix: setting.booked_prefix.clone(),
            number: None,
            channel: input.channel,
            items: input.items.to_vec(),
            skills,
            slot_at: Some(slot.at),
            slot_min: Some(slot.minutes),
            check_in_code: Some(free_code(tx, cx, setting, codes)?),
            issued_at: None,
            from_hall: None,
            p50_s: None,
            p90_s: None,
            moves: 1,
            undo: None,
            standing: Standing::new(TicketState::Booked, setting.class_of(input.needs, false), slot.at),
        };
        take_place(tx, cx, &ticket, slot.capacity)?;
        let event = Event::TicketBooked {
            ticket: ticket.id,
            visit,
            items: ticket.items.clone(),
            slot_at: slot.at,
            slot_min: slot.minutes,
            class: ticket.standing.class,
            channel: input.channel,
        };
        append(tx, cx, setting.hall, event)?;
        Ok(BookingFacts {
            ticket: ticket.id,
            visit,
            code: ticket.check_in_code.expect("a booking has a code"),
            slot_at: slot.at,
            check_in_from: slot.at.plus_s(-setting.rules.appointment_early_min * 60),
            kept_until: slot.at.plus_s(setting.rules.appointment_release_min * 60),
        })
    })
}

fn find_slot(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &BookTime<'_>,
    skills: SkillSet,
) -> Result<SlotFacts, Fail<BookTimeRefusal>> {
    if setting.hours.is_none() {
        return Err(Fail::Refused(BookTimeRefusal::CalendarUnpublished));
    }
    let ahead = setting.rules.appointment_days_ahead;
    let last = cx.now.day(cx.zone).plus(i32::try_from(ahead).unwrap_or(i32::MAX));
    if setting.day > last {
        return Err(Fail::Refused(BookTimeRefusal::TooFar { rule: format!("≤ {ahead} d") }));
    }
    let slots = slots_for(tx, cx.org, setting, input.items, skills)?;
    let Some(slot) = slots.into_iter().find(|slot| slot.at == input.slot_at) else {
        return Err(Fail::Refused(BookTimeRefusal::SlotUnknown { field: "slot_us".into() }));
    };
    if slot.at <= cx.now {
        return Err(Fail::Refused(BookTimeRefusal::SlotPast));
    }
    if slot.free <= 0 {
        return Err(Fail::Refused(BookTimeRefusal::SlotFull));
    }
    Ok(slot)
}

/// Writes the booking on the first free place of its slot.
fn take_place(tx: &mut dyn Tx, cx: &Cx, ticket: &Ticket, capacity: i64) -> Result<(), Fail<BookTimeRefusal>> {
    let slot = ticket.slot_at.expect("a booking has a slot");
    let taken: Vec<i64> = taken(tx, cx.org, ticket.hall, ticket)?
        .into_iter()
        .filter(|(at, _)| *at == slot)
        .map(|(_, seat)| seat)
        .collect();
    for seat in (1..=capacity).filter(|seat| !taken.contains(seat)) {
        if insert(tx, cx.org, ticket, Origin { slot_seat: Some(seat), from_ticket: None })? {
            return Ok(());
        }
    }
    Err(Fail::Refused(BookTimeRefusal::SlotFull))
}

fn taken(tx: &mut dyn Tx, org: Org, hall: HallId, ticket: &Ticket) -> Result<Vec<(Time, i64)>, DbError> {
    all(tx, &TAKEN, &[org.into(), hall.into(), ticket.day.into()], |row| (Time(row.int(0)), row.int(1)))
}

fn free_code(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, codes: &[String]) -> Result<String, DbError> {
    for code in codes {
        let params = [cx.org.into(), setting.hall.into(), setting.day.into(), code.into()];
        if one_int(tx, &CODE_USED, &params)? == 0 {
            return Ok(code.clone());
        }
    }
    Ok(codes.last().cloned().expect("codes were drawn ahead"))
}

/// Gives the place of a booking free, so that another can take it.
pub(crate) fn free_place(tx: &mut dyn Tx, org: Org, ticket: TicketId) -> Result<(), DbError> {
    tx.execute(&FREE_PLACE, &[org.into(), ticket.into()]).map(drop)
}

/// The slots of the setting's day for `items`, with what is free; empty when the hall cannot do them or is closed.
///
/// # Errors
/// The database could not.
pub fn slots(
    tx: &mut dyn Tx,
    org: Org,
    setting: &Setting,
    items: &[String],
) -> Result<Vec<SlotFacts>, DbError> {
    match setting.needs_of(items) {
        Some(skills) if setting.can_serve(skills, None, None) => slots_for(tx, org, setting, items, skills),
        _ => Ok(Vec::new()),
    }
}

fn slots_for(
    tx: &mut dyn Tx,
    org: Org,
    setting: &Setting,
    items: &[String],
    skills: SkillSet,
) -> Result<Vec<SlotFacts>, DbError> {
    let minutes = setting.rules.appointment_slot_min;
    let capacity = capacity(setting, items, skills, minutes);
    let params = [org.into(), setting.hall.into(), setting.day.into()];
    let taken = all(tx, &TAKEN, &params, |row| Time(row.int(0)))?;
    let spans = setting.hours.as_ref().map_or(&[][..], |hours| &hours.spans);
    let midnight = setting.day.start(setting.zone);
    let begins = spans.iter().flat_map(|span| {
        let count = (span.to_min - span.from_min).div_euclid(minutes);
        (0..count).map(move |nth| midnight.plus_s((span.from_min + nth * minutes) * 60))
    });
    let with_free = |at| {
        let used = taken.iter().filter(|slot| **slot == at).count();
        let free = capacity - i64::try_from(used).unwrap_or(i64::MAX);
        SlotFacts { at, minutes, capacity, free: free.max(0) }
    };
    Ok(begins.map(with_free).collect())
}

/// Bookings that one slot takes: what the counters that can do the items get through in that time, of which the pack
/// gives bookings a share; at least one.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn capacity(setting: &Setting, items: &[String], skills: SkillSet, minutes: i64) -> i64 {
    let able = setting.plan.counters.iter().filter(|it| setting.skill_set(&it.skills).covers(skills)).count();
    let services: Vec<ServiceTime> =
        items.iter().filter_map(|code| Some(setting.items.get(code)?.service)).collect();
    let mean_s = ServiceTime::in_a_row(&services).map_or(600.0, |service| service.mean_s().max(60.0));
    let served = able as f64 * (minutes * 60) as f64 / mean_s;
    ((served * setting.rules.appointment_share).floor() as i64).max(1)
}
