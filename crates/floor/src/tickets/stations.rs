//! Letting the hall hear a call and print a number: effects in the outbox, which the server turns into signed orders
//! for callers and printers. No link and no name is in them.

use kernel::{CounterId, Cx, HallId, TicketId, Time, VisitId};
use serde::{Deserialize, Serialize};
use store::{DbError, Tx, send};

use super::row::Ticket;
use crate::Setting;

/// What is to be spoken in a hall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announce {
    /// The ticket.
    pub ticket: TicketId,
    /// Prefix of its number.
    pub prefix: String,
    /// Its number.
    pub number: i64,
    /// As printed.
    pub label: String,
    /// The counter it is called to.
    pub counter: CounterId,
    /// The counter's name.
    pub counter_name: String,
    /// 0 for the first call, then how often it was repeated.
    pub recalls: i64,
}

/// Puts the call of `ticket` into the outbox. A booking that has no number yet is never called.
pub(crate) fn announce(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, ticket: &Ticket) -> Result<(), DbError> {
    let (Some(number), Some(counter)) = (ticket.number, ticket.standing.counter) else { return Ok(()) };
    let body = Announce {
        ticket: ticket.id,
        prefix: ticket.prefix.clone(),
        number,
        label: setting.label(&ticket.prefix, number),
        counter,
        counter_name: setting.counter(counter).map_or_else(String::new, |counter| counter.name.clone()),
        recalls: ticket.standing.recalls,
    };
    let body = serde_json::to_string(&body).expect("a call is plain data");
    send(tx, cx, cx.ids.next(), "announce", &setting.hall.to_string(), &body)
}

/// A number to be printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintTicket {
    /// The hall whose printer is to print it.
    pub hall: HallId,
    /// The ticket.
    pub ticket: TicketId,
    /// The visit; the server makes its link from it.
    pub visit: VisitId,
    /// As printed.
    pub label: String,
    /// Service items.
    pub items: Vec<String>,
    /// Forecast told, in seconds.
    pub p50_s: Option<i64>,
    /// Forecast told, in seconds.
    pub p90_s: Option<i64>,
    /// When it was given.
    pub issued_at: Time,
}

/// Puts the printing of `ticket` into the outbox.
pub(crate) fn print(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, ticket: &Ticket) -> Result<(), DbError> {
    let Some(number) = ticket.number else { return Ok(()) };
    let body = PrintTicket {
        hall: setting.hall,
        ticket: ticket.id,
        visit: ticket.visit,
        label: setting.label(&ticket.prefix, number),
        items: ticket.items.clone(),
        p50_s: ticket.p50_s,
        p90_s: ticket.p90_s,
        issued_at: ticket.issued_at.unwrap_or(cx.now),
    };
    let body = serde_json::to_string(&body).expect("a slip is plain data");
    send(tx, cx, cx.ids.next(), "print_ticket", &setting.hall.to_string(), &body)
}
