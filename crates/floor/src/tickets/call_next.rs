//! Calling the next customer to a counter.

use kernel::{CounterId, CounterState, Cx, Move, PriorityClass, StaffId, TicketId, TicketState, Time};
use queueing::{SkillSet, Waiting, Why};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, all, once};

use super::counters::{counter_now, is_busy};
use super::row::{Standing, Ticket, advance, ticket};
use super::stations::announce;
use crate::Setting;

store::statements! {
    /// Everybody who waits, as the routing rules see them.
    WAITING = "SELECT id, class, queued_us, not_before_us, skills, only_counter, zone FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND state = 'waiting' ORDER BY queued_us, id LIMIT 5000";
}

/// What a call came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Called {
    /// The ticket called; absent when nobody waits that this counter can serve.
    pub ticket: Option<TicketId>,
    /// Why this one.
    pub why: Option<Why>,
}

kernel::refusals! {
    /// Why nobody was called.
    pub enum CallNextRefusal {
        /// No such counter.
        CounterUnknown = "counter_unknown",
        /// The clerk is not at this counter.
        NotYours = "counter_not_yours",
        /// The counter is paused or closed.
        NotOpen = "counter_not_open",
        /// A customer is still there.
        Busy = "counter_busy",
    }
}

/// Calls the customer whom the rules put next for `counter`.
///
/// Invariant: a ticket is called by one counter only, and a counter has one customer only. The hall's day is locked,
/// so two clerks never see the same ticket waiting.
///
/// # Errors
/// As [`CallNextRefusal`] says, or the database could not.
pub fn call_next(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    counter: CounterId,
    staff: StaffId,
) -> Result<Called, Fail<Refusal<CallNextRefusal>>> {
    once(tx, cx, "call_next", &[setting.hall], &(counter, staff), |tx| {
        let Some(planned) = setting.counter(counter) else {
            return Err(Fail::Refused(CallNextRefusal::CounterUnknown));
        };
        check_may_call(tx, cx, setting, counter, staff)?;
        let waiting = waiting(tx, cx, setting)?;
        let Some(choice) = queueing::choose(&setting.queue, cx.now, &setting.desk(planned), &waiting) else {
            return Ok(Called { ticket: None, why: None });
        };
        let id = waiting[choice.index].ticket;
        let mut chosen = ticket(tx, cx.org, id)?.expect("a waiting ticket of a locked hall is there");
        call(tx, cx, setting, &mut chosen, counter, staff, Some(choice.why))?;
        Ok(Called { ticket: Some(id), why: Some(choice.why) })
    })
}

fn check_may_call(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    counter: CounterId,
    staff: StaffId,
) -> Result<(), Fail<CallNextRefusal>> {
    let now = counter_now(tx, cx.org, setting, counter)?;
    if now.staff != Some(staff) {
        return Err(Fail::Refused(CallNextRefusal::NotYours));
    }
    if now.state != CounterState::Open {
        return Err(Fail::Refused(CallNextRefusal::NotOpen));
    }
    if is_busy(tx, cx.org, setting, counter)? {
        return Err(Fail::Refused(CallNextRefusal::Busy));
    }
    Ok(())
}

/// Calls `ticket` to `counter` and lets the hall hear it.
pub(crate) fn call(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    ticket: &mut Ticket,
    counter: CounterId,
    staff: StaffId,
    why: Option<Why>,
) -> Result<(), DbError> {
    let standing = Standing {
        state: TicketState::Called,
        counter: Some(counter),
        staff: Some(staff),
        recalls: 0,
        called_at: Some(cx.now),
        arrived_at: None,
        not_before: None,
        why,
        ..ticket.standing.clone()
    };
    advance(tx, cx, ticket, Move::Call, standing, None)?;
    announce(tx, cx, setting, ticket)
}

/// Everybody who waits in the hall, as the routing rules see them.
fn waiting(tx: &mut dyn Tx, cx: &Cx, setting: &Setting) -> Result<Vec<Waiting>, DbError> {
    let params = [cx.org.into(), setting.hall.into(), setting.day.into()];
    all(tx, &WAITING, &params, |row| Waiting {
        ticket: TicketId(row.int(0)),
        class: PriorityClass::parse(row.text(1)).expect("a stored class is a word of the list"),
        queued_at: Time(row.int(2)),
        not_before: row.opt_int(3).map(Time),
        needs: SkillSet(row.int(4).cast_unsigned()),
        only_counter: row.opt_int(5).map(CounterId),
        zone: row.opt_text(6).and_then(|zone| setting.zone_index(zone)),
    })
}
