//! The ticket's state machine: which move is allowed in which state, and which moves can be taken back.
//!
//! Pure decisions. Counting recalls, giving numbers and restoring a snapshot are the floor's; nothing here may know
//! of rows or of time beyond what it is handed.

use std::fmt;

use kernel::{Actor, Move, TicketState, Time};
use serde::{Deserialize, Serialize};

use crate::Rules;

/// Why a move is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveBar {
    /// The ticket is over; nothing more happens to it.
    Over,
    /// The ticket already exists; it cannot be booked or issued again.
    Exists,
    /// A booking has to be checked in first.
    NotCheckedIn,
    /// Only tickets in the queue can do this.
    NotInQueue,
    /// The ticket has to be called first.
    NotCalled,
    /// Service has not begun.
    NotServing,
    /// The customer is being served: park, transfer or finish.
    InService,
    /// The ticket is not parked.
    NotParked,
    /// Only a no-show is readmitted.
    NotNoShow,
    /// The ticket is parked: resume it first.
    Parked,
    /// The last move is taken back by restoring what was before it, not by a step forward.
    UndoRestores,
    /// The ticket has been called as often as the rules allow.
    RecalledEnough,
}

/// A move that the state machine refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveRefusal {
    /// Where the ticket stands; `None` when there is no ticket yet.
    pub from: Option<TicketState>,
    /// What was asked.
    pub step: Move,
    /// Why not.
    pub why: MoveBar,
}

/// The state after `step` on a ticket that stands at `from`.
///
/// Every pair is decided. Sending on within the hall leads back to `waiting`, where the ticket keeps its `queued_at`.
/// Undo is always refused here: the floor restores the earlier snapshot after [`may_undo`].
///
/// # Errors
/// The move is not allowed in that state; the refusal says why.
pub const fn step(from: TicketState, step: Move) -> Result<TicketState, MoveRefusal> {
    use Move as M;
    use TicketState as S;
    let to = match (from, step) {
        // A booking that was released and never had a number may still be used, as a walk-in.
        (S::Booked | S::NoShow, M::CheckIn)
        | (S::NoShow, M::Readmit)
        | (S::Waiting, M::Defer)
        | (
            S::Waiting | S::Called | S::Arrived | S::Serving | S::Parked,
            M::TransferCounter | M::TransferZone,
        ) => S::Waiting,
        (S::Waiting | S::Called | S::Arrived | S::Serving | S::Parked, M::TransferHall) => S::Transferred,
        (S::Waiting, M::Call) | (S::Called, M::Recall) => S::Called,
        (S::Called, M::Arrive) => S::Arrived,
        (S::Called | S::Arrived, M::Start) | (S::Parked, M::Resume) => S::Serving,
        (S::Serving, M::Park) => S::Parked,
        (S::Serving, M::Finish) => S::Done,
        (S::Booked | S::Called, M::NoShow) => S::NoShow,
        (S::Booked | S::Waiting | S::Called | S::Arrived | S::Parked, M::Leave) => S::Left,
        _ => return Err(MoveRefusal { from: Some(from), step, why: bar(from, step) }),
    };
    Ok(to)
}

/// The state of a new ticket: booked or waiting.
///
/// # Errors
/// Only booking and issuing make a ticket.
pub const fn begin(step: Move) -> Result<TicketState, MoveRefusal> {
    match step {
        Move::Book => Ok(TicketState::Booked),
        Move::Issue => Ok(TicketState::Waiting),
        _ => Err(MoveRefusal { from: None, step, why: MoveBar::NotInQueue }),
    }
}

/// [`step`], and a recall only while the ticket was recalled less often than the rules allow.
///
/// # Errors
/// As [`step`], and [`MoveBar::RecalledEnough`].
pub const fn step_within(
    rules: &Rules,
    from: TicketState,
    mv: Move,
    recalls: u32,
) -> Result<TicketState, MoveRefusal> {
    match step(from, mv) {
        Ok(_) if matches!(mv, Move::Recall) && recalls >= rules.recall_max => {
            Err(MoveRefusal { from: Some(from), step: mv, why: MoveBar::RecalledEnough })
        }
        decided => decided,
    }
}

/// The most helpful reason for a refused pair: what state the move would have needed.
const fn bar(from: TicketState, step: Move) -> MoveBar {
    use Move as M;
    use TicketState as S;
    match (from, step) {
        (_, M::Undo) => MoveBar::UndoRestores,
        (_, M::Book | M::Issue) => MoveBar::Exists,
        (_, M::Readmit) => MoveBar::NotNoShow,
        (S::Transferred | S::NoShow | S::Left | S::Done, _) => MoveBar::Over,
        (S::Booked, _) => MoveBar::NotCheckedIn,
        (_, M::CheckIn) => MoveBar::Exists,
        (S::Serving, M::Call | M::Recall | M::Arrive | M::Start | M::NoShow | M::Leave | M::Defer) => {
            MoveBar::InService
        }
        (_, M::Resume) => MoveBar::NotParked,
        (S::Parked, _) => MoveBar::Parked,
        (_, M::Park | M::Finish) => MoveBar::NotServing,
        (_, M::Call | M::Defer) => MoveBar::NotInQueue,
        _ => MoveBar::NotCalled,
    }
}

impl MoveBar {
    /// The stable code, as on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What the clerk reads, in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        self.words().1
    }

    /// What the clerk reads, in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        self.words().2
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            MoveBar::Over => ("over", "该号已结束", "this ticket is over"),
            MoveBar::Exists => ("exists", "该号已存在", "this ticket exists already"),
            MoveBar::NotCheckedIn => {
                ("not_checked_in", "预约客户尚未签到", "the booking has not been checked in")
            }
            MoveBar::NotInQueue => ("not_in_queue", "该号不在等候队列中", "this ticket is not in the queue"),
            MoveBar::NotCalled => ("not_called", "该号尚未叫号", "this ticket has not been called"),
            MoveBar::NotServing => ("not_serving", "该号尚未开始办理", "service has not begun"),
            MoveBar::InService => ("in_service", "客户正在办理", "the customer is being served"),
            MoveBar::NotParked => ("not_parked", "该号未挂起", "this ticket is not parked"),
            MoveBar::NotNoShow => ("not_no_show", "该号未过号", "this ticket is not a no-show"),
            MoveBar::Parked => ("parked", "该号已挂起，请先恢复", "this ticket is parked: resume it first"),
            MoveBar::UndoRestores => ("undo_restores", "撤销不是一步操作", "undo is not a step of its own"),
            MoveBar::RecalledEnough => {
                ("recalled_enough", "重呼次数已达上限", "recalled as often as the rules allow")
            }
        }
    }
}

impl fmt::Display for MoveRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.from.map_or("nothing", TicketState::as_str);
        write!(f, "{} is not possible from {from}: {}", self.step, self.why.en())
    }
}

/// The last move of a ticket, as far as undoing it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastMove {
    /// What was done.
    pub step: Move,
    /// Who did it.
    pub by: Actor,
    /// When.
    pub at: Time,
}

/// Why a move cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum UndoRefusal {
    /// Such a move has gone out of the house: a number was printed, a call spoken again, another hall has it.
    NotUndoable {
        /// The last move.
        step: Move,
    },
    /// Only who made the move takes it back.
    NotYours,
    /// The time for it is over.
    TooLate {
        /// How long it was possible.
        limit_s: i64,
    },
}

impl UndoRefusal {
    /// The stable code, as on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            UndoRefusal::NotUndoable { .. } => "not_undoable",
            UndoRefusal::NotYours => "not_yours",
            UndoRefusal::TooLate { .. } => "too_late",
        }
    }

    /// What the clerk reads, in Chinese.
    #[must_use]
    pub fn zh(self) -> String {
        match self {
            UndoRefusal::NotUndoable { step } => format!("操作“{step}”不可撤销"),
            UndoRefusal::NotYours => "只能由操作人本人撤销".to_owned(),
            UndoRefusal::TooLate { limit_s } => format!("已超过{limit_s}秒，不可撤销"),
        }
    }

    /// What the clerk reads, in English.
    #[must_use]
    pub fn en(self) -> String {
        match self {
            UndoRefusal::NotUndoable { step } => format!("a `{step}` cannot be taken back"),
            UndoRefusal::NotYours => "only who made the move takes it back".to_owned(),
            UndoRefusal::TooLate { limit_s } => format!("it could be taken back for {limit_s} s"),
        }
    }
}

/// Whether `actor` may take back `last` at `now`: their own move, within `rules.undo_window_s`, and not one that has
/// gone out of the house (a number given, a recall spoken, a transfer to another hall, an undo).
///
/// # Errors
/// Says which of the three rules forbids it.
pub fn may_undo(last: &LastMove, actor: Actor, now: Time, rules: &Rules) -> Result<(), UndoRefusal> {
    if !undoable(last.step) {
        return Err(UndoRefusal::NotUndoable { step: last.step });
    }
    // Two guests are two people: the same word for both is no proof.
    if actor != last.by || actor == Actor::Guest {
        return Err(UndoRefusal::NotYours);
    }
    if now.0.saturating_sub(last.at.0) > rules.undo_window_s.saturating_mul(1_000_000) {
        return Err(UndoRefusal::TooLate { limit_s: rules.undo_window_s });
    }
    Ok(())
}

/// Whether a move of this kind can be taken back at all.
#[must_use]
pub const fn undoable(step: Move) -> bool {
    match step {
        Move::Book | Move::Issue | Move::CheckIn | Move::Recall | Move::TransferHall | Move::Undo => false,
        Move::Call
        | Move::Arrive
        | Move::Start
        | Move::Park
        | Move::Resume
        | Move::TransferCounter
        | Move::TransferZone
        | Move::Defer
        | Move::NoShow
        | Move::Readmit
        | Move::Leave
        | Move::Finish => true,
    }
}
