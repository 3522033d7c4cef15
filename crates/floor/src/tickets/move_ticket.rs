//! Moving a ticket on: everything that happens to it after it was given and before it is over, but for the call.

use kernel::{
    Actor, CounterId, CounterState, Cx, Event, HallId, Move, StaffId, TicketId, TicketState, VisitId,
};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, append, once};

use super::book_time::free_place;
use super::counters::{add_counter_day, counter_now, is_busy};
use super::learned::{hour_of, learn};
use super::row::{Standing, Ticket, advance, ticket};
use super::stations::announce;
use super::take_number::{Fresh, Issued, Told, issue};
use super::undo::undo;
use crate::{Setting, evaluations};

/// Moves a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct MoveTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// The move.
    pub step: Move,
    /// The counter that resumes it, or that it is sent to.
    pub counter: Option<CounterId>,
    /// The zone it is sent to.
    pub zone: Option<String>,
    /// The hall it is sent to.
    pub to_hall: Option<HallId>,
    /// For how many minutes it is put off.
    pub minutes: Option<i64>,
}

/// Who moves a ticket, as far as the rules tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Mover {
    /// A clerk or guide.
    Staff(StaffId),
    /// The hall's manager, who may act for any counter.
    Manager(StaffId),
    /// The customer of this visit.
    Customer(VisitId),
    /// A timer.
    System,
}

/// What a move came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The ticket.
    pub ticket: TicketId,
    /// Where it stands now.
    pub state: TicketState,
    /// The hall and ticket that stand for it now, after a transfer to another hall.
    pub there: Option<(HallId, TicketId)>,
}

kernel::refusals! {
    /// Why a ticket was not moved.
    pub enum MoveRefusal {
        /// No such ticket in this hall.
        Unknown = "ticket_unknown",
        /// The state does not allow it; the rule says why.
        NotNow { rule } = "move_not_now",
        /// Recalled as often as the rules allow.
        RecallLimit { rule } = "recall_limit",
        /// Another counter has it, or it is not the customer's.
        NotYours = "not_your_ticket",
        /// The clerk is not at that counter.
        CounterNotYours = "counter_not_yours",
        /// Somebody is at that counter.
        CounterBusy = "counter_busy",
        /// No target was named.
        TargetMissing { field } = "target_missing",
        /// The target cannot serve it.
        TargetWrong { field } = "target_wrong",
        /// The other hall is closed.
        TargetClosed = "hall_closed",
        /// Put off for longer, or more often, than the rules allow.
        DeferLimit { field, rule } = "defer_limit",
        /// Too late to take back.
        UndoTooLate { rule } = "undo_too_late",
        /// Somebody else's move.
        UndoNotYours = "undo_not_yours",
        /// Nothing to take back.
        UndoNothing = "undo_nothing",
        /// Something happened since.
        UndoOvertaken = "undo_overtaken",
    }
}

pub(super) type Outcome<T> = Result<T, Fail<MoveRefusal>>;

/// Moves a ticket. `other` is the setting of `input.to_hall`, which is locked with this hall.
///
/// # Errors
/// As [`MoveRefusal`] says, or the database could not.
pub fn move_ticket(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    other: Option<&Setting>,
    mover: Mover,
    input: &MoveTicket,
) -> Result<Moved, Fail<Refusal<MoveRefusal>>> {
    let halls: Vec<HallId> = std::iter::once(setting.hall).chain(other.map(|other| other.hall)).collect();
    once(tx, cx, "move_ticket", &halls, &(mover, input), |tx| {
        let found = ticket(tx, cx.org, input.ticket)?;
        let mut ticket = found
            .filter(|it| it.hall == setting.hall && it.day == setting.day)
            .ok_or(Fail::Refused(MoveRefusal::Unknown))?;
        may_move(&ticket, mover, input.step)?;
        let mut there = None;
        if input.step == Move::Undo {
            undo(tx, cx, setting, &mut ticket)?;
        } else {
            let to = decide(setting, &ticket, input.step)?;
            there = carry_out(tx, cx, setting, other, &mut ticket, mover, input, to)?;
        }
        let there = there.map(|issued: Issued| (issued.hall, issued.ticket));
        Ok(Moved { ticket: ticket.id, state: ticket.standing.state, there })
    })
}

/// Whether `mover` may make this move on a ticket that stands there.
fn may_move(ticket: &Ticket, mover: Mover, step: Move) -> Outcome<()> {
    let allowed = match mover {
        Mover::Manager(_) => step != Move::Call,
        Mover::System => matches!(step, Move::NoShow | Move::Leave | Move::Finish),
        Mover::Customer(visit) => {
            ticket.visit == visit && matches!(step, Move::Leave | Move::Defer | Move::Undo)
        }
        Mover::Staff(staff) => {
            let at_counter = ticket.standing.state.at_counter();
            step == Move::Undo || !at_counter || ticket.standing.staff == Some(staff)
        }
    };
    if allowed { Ok(()) } else { Err(Fail::Refused(MoveRefusal::NotYours)) }
}

fn decide(setting: &Setting, ticket: &Ticket, step: Move) -> Outcome<TicketState> {
    let recalls = u32::try_from(ticket.standing.recalls).unwrap_or(u32::MAX);
    let state = ticket.standing.state;
    // Calling goes by the routing rules, checking in by the booking's code: neither is a move of its own.
    if matches!(step, Move::Call | Move::CheckIn | Move::Book | Move::Issue) {
        return Err(Fail::Refused(MoveRefusal::NotNow { rule: format!("{state}→{step}") }));
    }
    queueing::step_within(&setting.queue, state, step, recalls).map_err(|refusal| {
        Fail::Refused(if refusal.why == queueing::MoveBar::RecalledEnough {
            MoveRefusal::RecallLimit { rule: setting.rules.recall_max.to_string() }
        } else {
            MoveRefusal::NotNow { rule: format!("{state}→{step}") }
        })
    })
}

#[allow(clippy::too_many_arguments)]
fn carry_out(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    other: Option<&Setting>,
    ticket: &mut Ticket,
    mover: Mover,
    input: &MoveTicket,
    to: TicketState,
) -> Outcome<Option<Issued>> {
    let mut next = Standing { state: to, ..ticket.standing.clone() };
    let mut there = None;
    match input.step {
        Move::Recall => {
            next.recalls += 1;
            next.called_at = Some(cx.now);
        }
        Move::Arrive => next.arrived_at = Some(cx.now),
        Move::Start => {
            next.arrived_at = next.arrived_at.or(Some(cx.now));
            next.started_at = Some(cx.now);
        }
        Move::Park => stop_service(tx, cx, setting, &mut next)?,
        Move::Resume => resume(tx, cx, setting, &mut next, mover, input)?,
        Move::TransferCounter | Move::TransferZone => {
            send_within(setting, ticket, &mut next, input)?;
            stop_service(tx, cx, setting, &mut next)?;
            next.counter = None;
            next.staff = None;
        }
        Move::TransferHall => {
            there = Some(send_away(tx, cx, other, ticket, input)?);
            stop_service(tx, cx, setting, &mut next)?;
            next.ended_at = Some(cx.now);
        }
        Move::Defer => put_off(cx, setting, &mut next, input)?,
        Move::NoShow => {
            may_be_no_show(cx, setting, ticket, mover)?;
            next.ended_at = Some(cx.now);
        }
        Move::Readmit => readmit(cx, setting, ticket, &mut next)?,
        Move::Leave => next.ended_at = Some(cx.now),
        // Nobody knows when a service ended that was left open over night: it counts as served, not as lasting till now.
        Move::Finish if mover == Mover::System => {
            next.started_at = None;
            next.ended_at = Some(cx.now);
        }
        Move::Finish => {
            stop_service(tx, cx, setting, &mut next)?;
            next.ended_at = Some(cx.now);
        }
        Move::Book | Move::Issue | Move::CheckIn | Move::Call | Move::Undo => {
            unreachable!("decided elsewhere")
        }
    }
    if ticket.standing.state == TicketState::Booked {
        free_place(tx, cx.org, ticket.id)?;
    }
    let to_hall = there.as_ref().map(|issued: &Issued| issued.hall);
    advance(tx, cx, ticket, input.step, next, to_hall)?;
    match input.step {
        Move::Recall => announce(tx, cx, setting, ticket)?,
        Move::Finish if mover != Mover::System => after_service(tx, cx, setting, ticket)?,
        _ => {}
    }
    Ok(there)
}

/// Ends the running piece of service, if there is one, and counts it.
fn stop_service(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, next: &mut Standing) -> Result<(), DbError> {
    let (Some(started), Some(counter)) = (next.started_at.take(), next.counter) else { return Ok(()) };
    let seconds = cx.now.since_s(started);
    next.served_s += seconds;
    add_counter_day(tx, cx.org, setting, counter, 0, seconds)
}

/// Takes a parked ticket up again, at the mover's own open and free counter.
fn resume(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    next: &mut Standing,
    mover: Mover,
    input: &MoveTicket,
) -> Outcome<()> {
    let (Mover::Staff(staff) | Mover::Manager(staff)) = mover else {
        return Err(Fail::Refused(MoveRefusal::NotYours));
    };
    let Some(counter) = input.counter.or(next.counter) else {
        return Err(Fail::Refused(MoveRefusal::TargetMissing { field: "counter".into() }));
    };
    let now = counter_now(tx, cx.org, setting, counter)?;
    if now.staff != Some(staff) || now.state != CounterState::Open {
        return Err(Fail::Refused(MoveRefusal::CounterNotYours));
    }
    if is_busy(tx, cx.org, setting, counter)? {
        return Err(Fail::Refused(MoveRefusal::CounterBusy));
    }
    next.counter = Some(counter);
    next.staff = Some(staff);
    next.started_at = Some(cx.now);
    Ok(())
}

/// Names the counter or zone that may call it from now on. The place in the queue is kept.
fn send_within(setting: &Setting, ticket: &Ticket, next: &mut Standing, input: &MoveTicket) -> Outcome<()> {
    if input.step == Move::TransferCounter {
        let field = || "counter".to_owned();
        let Some(counter) = input.counter else {
            return Err(Fail::Refused(MoveRefusal::TargetMissing { field: field() }));
        };
        if !setting.can_serve(ticket.skills, None, Some(counter)) {
            return Err(Fail::Refused(MoveRefusal::TargetWrong { field: field() }));
        }
        next.only_counter = Some(counter);
        next.zone = None;
    } else {
        let field = || "zone".to_owned();
        let Some(zone) = &input.zone else {
            return Err(Fail::Refused(MoveRefusal::TargetMissing { field: field() }));
        };
        if !setting.can_serve(ticket.skills, Some(zone), None) {
            return Err(Fail::Refused(MoveRefusal::TargetWrong { field: field() }));
        }
        next.zone = Some(zone.clone());
        next.only_counter = None;
    }
    Ok(())
}

/// Gives the customer a number in another hall, where the wait counts from now: it cannot have waited there before.
fn send_away(
    tx: &mut dyn Tx,
    cx: &Cx,
    other: Option<&Setting>,
    ticket: &Ticket,
    input: &MoveTicket,
) -> Outcome<Issued> {
    let field = || "to_hall".to_owned();
    let other = match (other, input.to_hall) {
        (Some(other), Some(hall)) if other.hall == hall && hall != ticket.hall => other,
        (_, None) => return Err(Fail::Refused(MoveRefusal::TargetMissing { field: field() })),
        _ => return Err(Fail::Refused(MoveRefusal::TargetWrong { field: field() })),
    };
    if !other.open_at(cx.now) {
        return Err(Fail::Refused(MoveRefusal::TargetClosed));
    }
    if !other.can_serve(ticket.skills, None, None) {
        return Err(Fail::Refused(MoveRefusal::TargetWrong { field: field() }));
    }
    let fresh = Fresh {
        visit: ticket.visit,
        items: &ticket.items,
        skills: ticket.skills,
        channel: ticket.channel,
        class: ticket.standing.class,
        told: Told::default(),
        from: Some((ticket.hall, ticket.id)),
        print: false,
    };
    Ok(issue(tx, cx, other, &fresh)?)
}

fn put_off(cx: &Cx, setting: &Setting, next: &mut Standing, input: &MoveTicket) -> Outcome<()> {
    let longest = setting.rules.defer_min;
    let minutes = input.minutes.unwrap_or(longest);
    if !(1..=longest).contains(&minutes) {
        let rule = format!("1–{longest} min");
        return Err(Fail::Refused(MoveRefusal::DeferLimit { field: "minutes".into(), rule }));
    }
    if next.defers >= setting.rules.defer_max {
        let rule = format!("≤ {}×", setting.rules.defer_max);
        return Err(Fail::Refused(MoveRefusal::DeferLimit { field: "step".into(), rule }));
    }
    next.defers += 1;
    next.not_before = Some(cx.now.plus_s(minutes * 60));
    Ok(())
}

/// A clerk gives a customer the time that the rules grant before marking a no-show; a booking has until its release.
fn may_be_no_show(cx: &Cx, setting: &Setting, ticket: &Ticket, mover: Mover) -> Outcome<()> {
    let kept_min = setting.rules.appointment_release_min;
    let kept = ticket.slot_at.filter(|_| ticket.standing.state == TicketState::Booked);
    if kept.is_some_and(|slot| cx.now < slot.plus_s(kept_min * 60)) {
        return Err(Fail::Refused(MoveRefusal::NotNow { rule: format!("+{kept_min} min") }));
    }
    let hold = setting.rules.call_no_show_s;
    let too_early = ticket.standing.called_at.is_some_and(|called| cx.now.since_s(called) < hold);
    if too_early && mover != Mover::System {
        return Err(Fail::Refused(MoveRefusal::NotNow { rule: format!("≥ {hold} s") }));
    }
    Ok(())
}

/// Back in the queue, behind those who were there: the wait counts from now.
fn readmit(cx: &Cx, setting: &Setting, ticket: &Ticket, next: &mut Standing) -> Outcome<()> {
    // A released booking has no number to be called by: its code gets it one.
    if ticket.number.is_none() {
        return Err(Fail::Refused(MoveRefusal::NotNow { rule: Move::CheckIn.to_string() }));
    }
    let window = setting.rules.readmit_window_min;
    if next.ended_at.is_some_and(|ended| cx.now.since_s(ended) > window * 60) {
        return Err(Fail::Refused(MoveRefusal::NotNow { rule: format!("≤ {window} min") }));
    }
    next.queued_at = cx.now;
    next.ended_at = None;
    next.counter = None;
    next.staff = None;
    next.recalls = 0;
    next.let_be_called(setting, ticket.skills);
    Ok(())
}

/// What follows the end of service: the forecast learns, and the customer is asked to rate.
fn after_service(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, ticket: &Ticket) -> Result<(), DbError> {
    let standing = &ticket.standing;
    if let Some((item, hour)) = learned_from(setting, ticket) {
        let service_s = standing.served_s;
        learn(tx, cx, setting, (item, hour), service_s, 1)?;
        let event = Event::ServiceTimed { ticket: ticket.id, item: item.to_owned(), service_s, hour };
        append(tx, cx, setting.hall, event)?;
    }
    evaluations::ask(tx, cx, setting.hall, ticket.id, standing.staff, standing.counter)
}

/// The item and hour that a finished ticket teaches about: only a ticket of one item says what that item takes.
pub(super) fn learned_from<'a>(setting: &Setting, ticket: &'a Ticket) -> Option<(&'a str, i64)> {
    let [item] = ticket.items.as_slice() else { return None };
    let ended = ticket.standing.ended_at?;
    (ticket.standing.served_s > 0).then(|| (item.as_str(), hour_of(setting, ended)))
}

/// The actor's id as a mover, for moves that staff make.
impl Mover {
    /// The mover that an actor stands for; `senior` for a hall's manager.
    #[must_use]
    pub fn of(actor: Actor, senior: bool) -> Option<Mover> {
        match actor {
            Actor::Staff(staff) if senior => Some(Mover::Manager(staff)),
            Actor::Staff(staff) => Some(Mover::Staff(staff)),
            Actor::Customer(visit) => Some(Mover::Customer(visit)),
            Actor::System => Some(Mover::System),
            Actor::Device(_) | Actor::Guest => None,
        }
    }
}
