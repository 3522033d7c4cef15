//! Taking the last move back: within the time the rules grant, by whoever made it, and only while nothing stands on it.

use kernel::{CounterState, Cx, Move, TicketState};
use queueing::{LastMove, UndoRefusal};
use store::{DbError, Fail, Tx, one_int};

use super::counters::{add_counter_day, counter_now};
use super::learned::learn;
use super::move_ticket::{MoveRefusal, Outcome, learned_from};
use super::row::{Standing, Ticket, advance};
use crate::Setting;

store::statements! {
    /// Whether somebody else is at the counter by now.
    OTHERS_AT_COUNTER = "SELECT COUNT(*) FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND state IN ('called', 'arrived', 'serving') AND counter = $4 AND id <> $5";
    /// Takes an unanswered question back.
    UNASK = "DELETE FROM evaluation WHERE org = $1 AND ticket = $2 AND answered_us IS NULL";
    /// Whether the question was answered.
    ANSWERED = "SELECT COUNT(*) FROM evaluation WHERE org = $1 AND ticket = $2 AND answered_us IS NOT NULL";
}

/// Puts `ticket` back to where it stood before its last move.
pub(super) fn undo(tx: &mut dyn Tx, cx: &Cx, setting: &Setting, ticket: &mut Ticket) -> Outcome<()> {
    let Some(note) = ticket.undo.clone() else {
        return Err(Fail::Refused(MoveRefusal::UndoNothing));
    };
    let last = LastMove { step: note.step, by: note.by, at: note.at };
    queueing::may_undo(&last, cx.actor, cx.now, &setting.queue).map_err(|refusal| {
        Fail::Refused(match refusal {
            UndoRefusal::NotUndoable { .. } => MoveRefusal::UndoNothing,
            UndoRefusal::NotYours => MoveRefusal::UndoNotYours,
            UndoRefusal::TooLate { limit_s } => MoveRefusal::UndoTooLate { rule: format!("{limit_s} s") },
        })
    })?;
    if !is_place_free(tx, cx, setting, ticket, &note.before)? {
        return Err(Fail::Refused(MoveRefusal::UndoOvertaken));
    }
    if note.step == Move::Finish {
        if one_int(tx, &ANSWERED, &[cx.org.into(), ticket.id.into()])? > 0 {
            return Err(Fail::Refused(MoveRefusal::UndoOvertaken));
        }
        tx.execute(&UNASK, &[cx.org.into(), ticket.id.into()])?;
        if let Some((item, hour)) = learned_from(setting, ticket) {
            let item = item.to_owned();
            learn(tx, cx, setting, (&item, hour), ticket.standing.served_s, -1)?;
        }
    }
    let counted = ticket.standing.served_s - note.before.served_s;
    if let (true, Some(counter)) = (counted != 0, note.before.counter) {
        add_counter_day(tx, cx.org, setting, counter, 0, -counted)?;
    }
    // The class may have been raised since, by a need that was written down: that is not part of the move.
    let mut back = Standing { class: ticket.standing.class, ..note.before };
    if back.state == TicketState::Waiting {
        back.let_be_called(setting, ticket.skills);
    }
    advance(tx, cx, ticket, Move::Undo, back, None)?;
    Ok(())
}

/// Whether the counter that the ticket goes back to is still its clerk's, and empty.
fn is_place_free(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    ticket: &Ticket,
    before: &Standing,
) -> Result<bool, DbError> {
    // A booking's place in its slot was given free when it was cancelled.
    if before.state == TicketState::Booked {
        return Ok(false);
    }
    let (true, Some(counter)) = (before.state.at_counter(), before.counter) else { return Ok(true) };
    let now = counter_now(tx, cx.org, setting, counter)?;
    if now.state == CounterState::Closed || now.staff != before.staff {
        return Ok(false);
    }
    let params = [cx.org.into(), setting.hall.into(), setting.day.into(), counter.into(), ticket.id.into()];
    Ok(one_int(tx, &OTHERS_AT_COUNTER, &params)? == 0)
}
