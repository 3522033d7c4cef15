//! Printing a number once more: the paper was out, jammed or lost. The number and its place stay as they are.

use kernel::{Cx, TicketId};
use store::{Fail, Refusal, Tx, once};

use super::row::ticket;
use super::stations::print;
use super::take_number::Issued;
use crate::Setting;

kernel::refusals! {
    /// Why a number was not printed again.
    pub enum PrintRefusal {
        /// No such ticket in this hall.
        Unknown = "ticket_unknown",
        /// The ticket is over, or a booking that has no number yet.
        NotNow { rule } = "move_not_now",
    }
}

/// Prints the number of `id` once more. No event: nothing changed; what the printer was ordered is an event of its own.
///
/// # Errors
/// As [`PrintRefusal`] says, or the database could not.
pub fn print_again(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    id: TicketId,
) -> Result<Issued, Fail<Refusal<PrintRefusal>>> {
    once(tx, cx, "print_again", &[setting.hall], &id, |tx| {
        let found = ticket(tx, cx.org, id)?.filter(|it| it.hall == setting.hall);
        let ticket = found.ok_or(Fail::Refused(PrintRefusal::Unknown))?;
        let state = ticket.standing.state;
        let (Some(number), Some(issued_at), false) = (ticket.number, ticket.issued_at, state.is_over())
        else {
            return Err(Fail::Refused(PrintRefusal::NotNow { rule: state.to_string() }));
        };
        print(tx, cx, setting, &ticket)?;
        Ok(Issued {
            ticket: ticket.id,
            visit: ticket.visit,
            hall: ticket.hall,
            prefix: ticket.prefix.clone(),
            number,
            class: ticket.standing.class,
            issued_at,
        })
    })
}
