//! Taking a number at a kiosk, from a guide or from a clerk.

use kernel::{CareNeed, Channel, Cx, Event, HallId, PriorityClass, TicketId, TicketState, Time, VisitId};
use queueing::SkillSet;
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, append, once, one_int};

use super::row::{Origin, Standing, Ticket, insert};
use super::stations::print;
use super::visits::{NewVisit, open_visit};
use crate::Setting;
use crate::tickets::TokenHash;

/// Items of one visit at most: more than this is a mistake of the form, not a customer.
const ITEMS_MAX: usize = 8;
/// People of one party at most.
const PEOPLE_MAX: i64 = 50;

store::statements! {
    /// The next number of a prefix in a hall on a day. The row is the counter: no gap, no second.
    NEXT_NUMBER = "INSERT INTO ticket_number (org, hall, day, prefix, last) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (org, hall, day, prefix) DO UPDATE SET last = ticket_number.last + 1 RETURNING last";
}

/// Takes a number.
#[derive(Clone, Debug, Serialize)]
pub struct TakeNumber<'a> {
    /// Service items.
    pub items: &'a [String],
    /// Needs the person told.
    pub needs: &'a [CareNeed],
    /// People in the party.
    pub people: i64,
    /// A key customer.
    pub vip: bool,
    /// How it came.
    pub channel: Channel,
    /// Whether a printer of the hall is to print it.
    pub print: bool,
    /// The name, encrypted. Not part of what makes two requests the same: the same name encrypts differently.
    #[serde(skip)]
    pub name_enc: Option<Vec<u8>>,
    /// The phone number, encrypted.
    #[serde(skip)]
    pub phone_enc: Option<Vec<u8>>,
}

/// The forecast that the customer is told, in seconds; kept with the ticket to learn how good forecasts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Half of such waits are no longer.
    pub p50_s: Option<i64>,
    /// Nine of ten are no longer.
    pub p90_s: Option<i64>,
}

/// A number was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// The ticket.
    pub ticket: TicketId,
    /// The visit.
    pub visit: VisitId,
    /// The hall.
    pub hall: HallId,
    /// Prefix.
    pub prefix: String,
    /// Number.
    pub number: i64,
    /// Class.
    pub class: PriorityClass,
    /// When.
    pub issued_at: Time,
}

kernel::refusals! {
    /// Why no number was given.
    pub enum TakeNumberRefusal {
        /// Outside opening hours.
        Closed = "hall_closed",
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
        /// A party of nobody, or a crowd.
        PeopleWrong { field, rule } = "people_wrong",
    }
}

/// Gives a number: unique for the hall, day and prefix, one after the other without gaps.
///
/// # Errors
/// As [`TakeNumberRefusal`] says, or the database could not.
pub fn take_number(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &TakeNumber<'_>,
    told: Told,
    token_hash: TokenHash<'_>,
) -> Result<Issued, Fail<Refusal<TakeNumberRefusal>>> {
    once(tx, cx, "take_number", &[setting.hall], input, |tx| {
        check_open(setting, cx.now)?;
        let skills = check_items(setting, input.items)?;
        check_people(input.people)?;
        let visit: VisitId = cx.ids.next();
        let new = NewVisit {
            id: visit,
            day: setting.day,
            token_hash: token_hash(visit),
            channel: input.channel,
            needs: input.needs,
            people: input.people,
            name_enc: input.name_enc.as_deref(),
            phone_enc: input.phone_enc.as_deref(),
            from: cx.now,
        };
        open_visit(tx, cx, setting, &new)?;
        let class = setting.class_of(input.needs, input.vip);
        let fresh = Fresh {
            visit,
            items: input.items,
            skills,
            channel: input.channel,
            class,
            told,
            from: None,
            print: input.print,
        };
        Ok(issue(tx, cx, setting, &fresh)?)
    })
}

/// A ticket to be issued at once.
pub(crate) struct Fresh<'a> {
    pub(crate) visit: VisitId,
    pub(crate) items: &'a [String],
    pub(crate) skills: SkillSet,
    pub(crate) channel: Channel,
    pub(crate) class: PriorityClass,
    pub(crate) told: Told,
    /// The hall and ticket it was transferred from.
    pub(crate) from: Option<(HallId, TicketId)>,
    pub(crate) print: bool,
}

/// Gives a walk-in its number and writes the ticket.
pub(crate) fn issue(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    fresh: &Fresh<'_>,
) -> Result<Issued, DbError> {
    let facts = fresh.items.first().and_then(|code| setting.items.get(code));
    let prefix = facts.map_or_else(|| setting.booked_prefix.clone(), |facts| facts.prefix.clone());
    let number = next_number(tx, cx, setting, &prefix)?;
    let ticket = Ticket {
        id: cx.ids.next(),
        hall: setting.hall,
        day: setting.day,
        visit: fresh.visit,
        prefix,
        number: Some(number),
        channel: fresh.channel,
        items: fresh.items.to_vec(),
        skills: fresh.skills,
        slot_at: None,
        slot_min: None,
        check_in_code: None,
        issued_at: Some(cx.now),
        from_hall: fresh.from.map(|(hall, _)| hall),
        p50_s: fresh.told.p50_s,
        p90_s: fresh.told.p90_s,
        moves: 1,
        undo: None,
        standing: Standing::new(TicketState::Waiting, fresh.class, cx.now),
    };
    let origin = Origin { slot_seat: None, from_ticket: fresh.from.map(|(_, ticket)| ticket) };
    let written = insert(tx, cx.org, &ticket, origin)?;
    assert!(written, "number {}{number} was given twice", ticket.prefix);
    say_issued(tx, cx, &ticket, false)?;
    if fresh.print {
        print(tx, cx, setting, &ticket)?;
    }
    Ok(issued(cx, &ticket))
}

/// The next number of `prefix`, for a ticket that is about to be written.
pub(crate) fn next_number(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, prefix: &str) -> Result<i64, DbError> {
    one_int(tx, &NEXT_NUMBER, &[cx.org.into(), setting.hall.into(), setting.day.into(), prefix.into()])
}

/// The event of a number given.
pub(crate) fn say_issued(tx: &mut dyn Tx, cx: &Cx, ticket: &Ticket, booked: bool) -> Result<(), DbError> {
    let event = Event::TicketIssued {
        ticket: ticket.id,
        visit: ticket.visit,
        prefix: ticket.prefix.clone(),
        number: ticket.number.expect("an issued ticket has a number"),
        items: ticket.items.clone(),
        class: ticket.standing.class,
        channel: ticket.channel,
        queued_at: ticket.standing.queued_at,
        booked,
        p50_s: ticket.p50_s,
        p90_s: ticket.p90_s,
        from_hall: ticket.from_hall,
    };
    append(tx, cx, ticket.hall, event)
}

/// What is answered for an issued ticket.
pub(crate) fn issued(cx: &Cx, ticket: &Ticket) -> Issued {
    Issued {
        ticket: ticket.id,
        visit: ticket.visit,
        hall: ticket.hall,
        prefix: ticket.prefix.clone(),
        number: ticket.number.expect("an issued ticket has a number"),
        class: ticket.standing.class,
        issued_at: cx.now,
    }
}

/// Whether the hall is open now.
pub(crate) fn check_open(setting: &Setting, now: Time) -> Result<(), TakeNumberRefusal> {
    if setting.hours.is_none() {
        return Err(TakeNumberRefusal::CalendarUnpublished);
    }
    if setting.open_at(now) { Ok(()) } else { Err(TakeNumberRefusal::Closed) }
}

/// Whether this hall can do all of `items` at one counter; answers the skills they need together.
pub(crate) fn check_items(setting: &Setting, items: &[String]) -> Result<SkillSet, TakeNumberRefusal> {
    if items.is_empty() {
        return Err(TakeNumberRefusal::ItemsMissing { field: "items".into() });
    }
    if items.len() > ITEMS_MAX {
        return Err(TakeNumberRefusal::ItemsTooMany { field: "items".into(), rule: ITEMS_MAX.to_string() });
    }
    if let Some(at) = items.iter().position(|code| !setting.items.contains_key(code)) {
        return Err(TakeNumberRefusal::ItemUnknown { field: format!("items[{at}]") });
    }
    let skills = setting.needs_of(items).expect("every item was just found");
    if setting.can_serve(skills, None, None) {
        return Ok(skills);
    }
    // Name the first item that no counter can add to those before it.
    let at = (1..items.len())
        .find(|&count| setting.needs_of(&items[..count]).is_some_and(|it| !setting.can_serve(it, None, None)))
        .map_or(items.len() - 1, |count| count - 1);
    Err(TakeNumberRefusal::ItemNotHere { field: format!("items[{at}]") })
}

/// Whether a party is of a size that comes to a hall.
pub(crate) fn check_people(people: i64) -> Result<(), TakeNumberRefusal> {
    if (1..=PEOPLE_MAX).contains(&people) {
        return Ok(());
    }
    Err(TakeNumberRefusal::PeopleWrong { field: "people".into(), rule: format!("1–{PEOPLE_MAX}") })
}

impl From<TakeNumberRefusal> for Fail<TakeNumberRefusal> {
    fn from(refusal: TakeNumberRefusal) -> Self {
        Fail::Refused(refusal)
    }
}
