//! Letting the hall hear a call: an effect in the outbox, which the server turns into signed orders for the callers.

use kernel::{CounterId, Cx, TicketId};
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
///
/// # Errors
/// The database could not.
pub fn announce(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, ticket: &Ticket) -> Result<(), DbError> {
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
