//! The fairness of a call, judged afterwards: what simulations check after each step.
//!
//! Must never use `choose`, `pick`, `eligible` or their order: it states the rules a second time, in their own words, so
//! that a slip there shows here.

use kernel::{PriorityClass, TicketId, Time};

use crate::{Desk, Rules, SpecialPolicy, Waiting};

/// How a call broke the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfair {
    /// The called ticket was not in the queue.
    NotInQueue { ticket: TicketId },
    /// The counter could not take the called ticket.
    CannotTake { ticket: TicketId },
    /// Nobody was called, though the counter could have taken this one.
    LeftWaiting { ticket: TicketId },
    /// A key customer was called while care waited.
    VipBeforeCare { vip: TicketId, care: TicketId },
    /// A general ticket was called by a counter that always takes its own kind first, while one of those waited.
    GeneralBeforeSpecial { called: TicketId, special: TicketId },
    /// This one had waited longer than the called by more than any head start.
    Starved { ticket: TicketId, called: TicketId, older_by_s: i64 },
    /// This one scored higher.
    Outscored { ticket: TicketId, called: TicketId },
    /// Same score, but this one's wait began first, or its id is lower.
    TieBroken { ticket: TicketId, called: TicketId },
}

/// Checks that calling `chosen` (or nobody) at `desk` was right.
///
/// # Errors
/// The rule that was broken, and by whom.
pub fn fair(
    rules: &Rules,
    now: Time,
    desk: &Desk,
    waiting: &[Waiting],
    chosen: Option<TicketId>,
) -> Result<(), Unfair> {
    let Some(called) = chosen else {
        return match waiting.iter().find(|w| can_take(now, desk, w)) {
            Some(w) => Err(Unfair::LeftWaiting { ticket: w.ticket }),
            None => Ok(()),
        };
    };
    let Some(mine) = waiting.iter().find(|w| w.ticket == called) else {
        return Err(Unfair::NotInQueue { ticket: called });
    };
    if !can_take(now, desk, mine) {
        return Err(Unfair::CannotTake { ticket: called });
    }
    let care = waiting.iter().find(|w| w.class == PriorityClass::Care && can_take(now, desk, w));
    if let (PriorityClass::Vip, Some(care)) = (mine.class, care) {
        return Err(Unfair::VipBeforeCare { vip: called, care: care.ticket });
    }
    for other in waiting {
        let barred = other.class == PriorityClass::Vip && care.is_some();
        if other.ticket != called && !barred && can_take(now, desk, other) {
            no_better(rules, now, desk, mine, other)?;
        }
    }
    Ok(())
}

/// Checks that `other` had no better right to be called than `mine`.
fn no_better(rules: &Rules, now: Time, desk: &Desk, mine: &Waiting, other: &Waiting) -> Result<(), Unfair> {
    let (called, ticket) = (mine.ticket, other.ticket);
    let of_kind = |w: &Waiting| w.needs.0 & desk.special.0 > 0;
    if rules.special == SpecialPolicy::Always && of_kind(mine) != of_kind(other) {
        return if of_kind(other) {
            Err(Unfair::GeneralBeforeSpecial { called, special: ticket })
        } else {
            Ok(())
        };
    }
    let older_by_us = mine.queued_at.0 - other.queued_at.0;
    if older_by_us > rules.head_start_max_s() * 1_000_000 {
        return Err(Unfair::Starved { ticket, called, older_by_s: older_by_us / 1_000_000 });
    }
    let score_us = |w: &Waiting| {
        let extra_s = match rules.special {
            SpecialPolicy::HeadStart { s } if of_kind(w) => s,
            _ => 0,
        };
        (now.0 - w.queued_at.0) + 1_000_000 * (rules.head_start_s.of(w.class) + extra_s)
    };
    let (my_score, other_score) = (score_us(mine), score_us(other));
    if other_score > my_score {
        return Err(Unfair::Outscored { ticket, called });
    }
    let earlier = other.queued_at < mine.queued_at || (older_by_us == 0 && ticket < called);
    if other_score == my_score && earlier {
        return Err(Unfair::TieBroken { ticket, called });
    }
    Ok(())
}

/// The rules of who may be taken, said once more.
fn can_take(now: Time, desk: &Desk, w: &Waiting) -> bool {
    let skilled = w.needs.0 & desk.skills.0 == w.needs.0;
    let due = w.not_before.is_none_or(|time| time <= now);
    let general_desk = desk.special.0 == 0 || desk.helps_general;
    let sent_here = w.only_counter == Some(desk.counter);
    let free_to_come = w.only_counter.is_none()
        && (w.zone.is_none() || w.zone == desk.zone)
        && (general_desk || w.needs.0 & desk.special.0 != 0);
    skilled && due && (sent_here || free_to_come)
}
