//! Asking for a rating at the end of a service; unanswered questions stay, so that they are counted honestly.

use kernel::{CounterId, Cx, Event, HallId, StaffId, TicketId};
use store::{DbError, Tx, append};

store::statements! {
    /// Asks; a service that was finished, taken back and finished again is asked about once.
    ASK = "INSERT INTO evaluation (org, ticket, hall, day, staff, counter, asked_us, reasons) VALUES ($1, $2, $3, $4, $5, $6, $7, '[]') ON CONFLICT DO NOTHING";
}

/// Asks the customer of `ticket` to rate, in the transaction that finishes the service.
///
/// # Errors
/// The database could not.
pub(crate) fn ask(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    ticket: TicketId,
    staff: Option<StaffId>,
    counter: Option<CounterId>,
) -> Result<(), DbError> {
    let day = cx.now.day(cx.zone);
    let params =
        [cx.org.into(), ticket.into(), hall.into(), day.into(), staff.into(), counter.into(), cx.now.into()];
    if tx.execute(&ASK, &params)? == 0 {
        return Ok(());
    }
    append(tx, cx, hall, Event::EvaluationAsked { ticket, staff })
}
