//! Visits and tickets: one state machine for booked and walk-in customers, every move an event.
//!
//! Reading order: `row` (what a ticket is), `take_number`, `book_time` and `check_in` (how one comes to be),
//! `call_next` and `move_ticket` (how it moves), `counters` (where it is served), `live` (the read model that screens
//! watch, built from rows or folded from events, with the same result).

mod book_time;
mod call_next;
mod check_in;
mod counters;
mod learned;
mod live;
mod move_ticket;
mod needs;
mod print_again;
mod row;
mod stations;
mod take_number;
mod undo;
mod visits;

pub use book_time::{BookTime, BookTimeRefusal, BookingFacts, SlotFacts, book_time, slots};
pub use call_next::{CallNextRefusal, Called, call_next};
pub use check_in::{CheckInRefusal, booking, check_in, left_open, overdue_bookings};
pub use counters::{CounterNow, CounterRefusal, change_counter, counters_now};
pub use learned::{learned_of, service_of};
pub use live::{HallLive, LiveCounter, LiveTicket, load_live};
pub use move_ticket::{MoveRefusal, MoveTicket, Moved, Mover, move_ticket};
pub use needs::{NeedsRefusal, RecordNeeds, SetItems, SetItemsRefusal, record_needs, set_items};
pub use print_again::{PrintRefusal, print_again};
pub use row::{Standing, Ticket, UndoNote, last_moved_by, open_tickets, ticket, tickets_of_visit};
pub use stations::{Announce, PrintTicket};
pub use take_number::{Issued, TakeNumber, TakeNumberRefusal, Told, take_number};
pub use visits::{Visit, ticket_and_visit, visit, visit_by_token};

use store::Sql;

/// How the hash of a visit's link is made: by the server, from its secret and the visit's id.
pub type TokenHash<'a> = &'a dyn Fn(kernel::VisitId) -> [u8; 32];

pub(crate) fn statements() -> Vec<&'static Sql> {
    [
        book_time::STATEMENTS,
        call_next::STATEMENTS,
        check_in::STATEMENTS,
        counters::STATEMENTS,
        learned::STATEMENTS,
        live::STATEMENTS,
        needs::STATEMENTS,
        row::STATEMENTS,
        take_number::STATEMENTS,
        undo::STATEMENTS,
        visits::STATEMENTS,
    ]
    .concat()
}
