//! Visits: one customer's stay in a hall, followed by an unguessable link of which only a hash is kept.

use kernel::{CareNeed, Channel, Cx, Day, Event, HallId, Org, TicketId, Time, VisitId};
use store::{DbError, Row, Tx, append, first};

use super::row::{TICKET_COLUMNS, Ticket, columns, read_ticket};
use crate::Setting;

store::statements! {
    /// Opens a visit.
    OPEN_VISIT = "INSERT INTO visit (org, id, hall, day, token_hash, channel, needs, people, consent, preferences_enc, name_enc, phone_enc, opened_us, expires_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL, $9, $10, $11, $12)";
    /// One visit.
    VISIT = "SELECT id, hall, day, channel, needs, people, consent, preferences_enc, name_enc, phone_enc, opened_us, expires_us FROM visit WHERE org = $1 AND id = $2";
    /// One ticket with its visit.
    TICKET_AND_VISIT = concat!("SELECT ", columns!(), ", visit_id, visit_hall, visit_day, visit_channel, needs, people, consent, preferences_enc, name_enc, phone_enc, opened_us, expires_us FROM ticket JOIN (SELECT org AS visit_org, id AS visit_id, hall AS visit_hall, day AS visit_day, channel AS visit_channel, needs, people, consent, preferences_enc, name_enc, phone_enc, opened_us, expires_us FROM visit) AS its ON visit_org = org AND visit_id = visit WHERE org = $1 AND id = $2");
    /// The visit of a link.
    VISIT_BY_TOKEN = "SELECT id, hall, day, channel, needs, people, consent, preferences_enc, name_enc, phone_enc, opened_us, expires_us FROM visit WHERE org = $1 AND token_hash = $2";
}

/// A visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The hall.
    pub hall: HallId,
    /// The day it is for.
    pub day: Day,
    /// How it began.
    pub channel: Channel,
    /// Needs the person told.
    pub needs: Vec<CareNeed>,
    /// People in the party.
    pub people: i64,
    /// Whether preferences may be kept.
    pub consent: bool,
    /// Preferences in words, a list in JSON, encrypted.
    pub preferences_enc: Option<Vec<u8>>,
    /// The name, encrypted.
    pub name_enc: Option<Vec<u8>>,
    /// The phone number, encrypted.
    pub phone_enc: Option<Vec<u8>>,
    /// When it began.
    pub opened_at: Time,
    /// When its link stops working.
    pub expires_at: Time,
}

/// A visit to be opened.
pub(crate) struct NewVisit<'a> {
    pub(crate) id: VisitId,
    pub(crate) day: Day,
    pub(crate) token_hash: [u8; 32],
    pub(crate) channel: Channel,
    pub(crate) needs: &'a [CareNeed],
    pub(crate) people: i64,
    pub(crate) name_enc: Option<&'a [u8]>,
    pub(crate) phone_enc: Option<&'a [u8]>,
    /// When the link begins to age.
    pub(crate) from: Time,
}

/// Opens a visit and says so in an event.
pub(crate) fn open_visit(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    new: &NewVisit<'_>,
) -> Result<(), DbError> {
    let needs = serde_json::to_string(new.needs).expect("needs are plain data");
    let expires = new.from.plus_s(setting.rules.ticket_link_h * 3600);
    tx.execute(
        &OPEN_VISIT,
        &[
            cx.org.into(),
            new.id.into(),
            setting.hall.into(),
            new.day.into(),
            new.token_hash.as_slice().into(),
            new.channel.as_str().into(),
            (&needs).into(),
            new.people.into(),
            new.name_enc.into(),
            new.phone_enc.into(),
            cx.now.into(),
            expires.into(),
        ],
    )?;
    let event = Event::VisitOpened {
        visit: new.id,
        channel: new.channel,
        needs: new.needs.to_vec(),
        people: new.people,
    };
    append(tx, cx, setting.hall, event)
}

/// The visit in the columns of a row from number `at` on.
fn read_visit(row: &dyn Row, at: usize) -> Visit {
    Visit {
        id: VisitId(row.int(at)),
        hall: HallId(row.int(at + 1)),
        day: Day::from_number(row.int(at + 2)).expect("a stored day is a day"),
        channel: Channel::parse(row.text(at + 3)).expect("a stored channel is a word of the list"),
        needs: serde_json::from_str(row.text(at + 4)).expect("a stored document reads back"),
        people: row.int(at + 5),
        consent: row.flag(at + 6),
        preferences_enc: row.opt_bytes(at + 7).map(<[u8]>::to_vec),
        name_enc: row.opt_bytes(at + 8).map(<[u8]>::to_vec),
        phone_enc: row.opt_bytes(at + 9).map(<[u8]>::to_vec),
        opened_at: Time(row.int(at + 10)),
        expires_at: Time(row.int(at + 11)),
    }
}

/// The visit `id`.
///
/// # Errors
/// The database could not.
pub fn visit(tx: &mut dyn Tx, org: Org, id: VisitId) -> Result<Option<Visit>, DbError> {
    first(tx, &VISIT, &[org.into(), id.into()], |row| read_visit(row, 0))
}

/// The visit whose link hashes to `token_hash`.
///
/// # Errors
/// The database could not.
pub fn visit_by_token(tx: &mut dyn Tx, org: Org, token_hash: &[u8; 32]) -> Result<Option<Visit>, DbError> {
    first(tx, &VISIT_BY_TOKEN, &[org.into(), token_hash.as_slice().into()], |row| read_visit(row, 0))
}

/// The ticket `id` with its visit, in one statement: what every move is answered with.
///
/// # Errors
/// The database could not.
pub fn ticket_and_visit(tx: &mut dyn Tx, org: Org, id: TicketId) -> Result<Option<(Ticket, Visit)>, DbError> {
    first(tx, &TICKET_AND_VISIT, &[org.into(), id.into()], |row| {
        (read_ticket(row), read_visit(row, TICKET_COLUMNS))
    })
}
