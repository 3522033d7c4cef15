//! Who is called next: eligibility, the order, and the choice with its explanation.
//!
//! `pick` and `choose` must never allocate: simulations call them millions of times.

use kernel::{CounterId, PriorityClass, TicketId, Time};
use serde::{Deserialize, Serialize};

use crate::{Rules, SkillSet, SpecialPolicy, Why};

/// A ticket in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The ticket.
    pub ticket: TicketId,
    /// Its priority class.
    pub class: PriorityClass,
    /// Since when the wait counts; kept through transfers and deferrals.
    pub queued_at: Time,
    /// Not to be called before ("I am late").
    pub not_before: Option<Time>,
    /// Every skill that its items need: one clerk serves all of them.
    pub needs: SkillSet,
    /// Sent to this counter only.
    pub only_counter: Option<CounterId>,
    /// Sent to the counters of this zone only.
    pub zone: Option<u8>,
}

/// A counter that asks for its next ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The counter.
    pub counter: CounterId,
    /// What can be done there now: the counter's and the clerk's skills.
    pub skills: SkillSet,
    /// The zone it stands in.
    pub zone: Option<u8>,
    /// What it is specialised for; empty at a counter for everything.
    pub special: SkillSet,
    /// Whether a specialised counter also takes other tickets.
    pub helps_general: bool,
}

/// Why a counter cannot take a ticket now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// The customer asked not to be called yet.
    NotYet,
    /// It was sent to another counter.
    OtherCounter,
    /// It was sent to another zone.
    OtherZone,
    /// The counter lacks a skill that it needs.
    LacksSkill,
    /// The counter is specialised and takes nothing else.
    OnlySpecial,
}

/// Whether `desk` can take `ticket` at `now`.
///
/// # Errors
/// Names the first rule that forbids it.
#[inline]
pub fn eligible(now: Time, desk: &Desk, ticket: &Waiting) -> Result<(), Skip> {
    if !desk.skills.covers(ticket.needs) {
        return Err(Skip::LacksSkill);
    }
    match (ticket.only_counter, ticket.zone) {
        // Sent to a counter by a person: that beats the zone and the specialisation.
        (Some(counter), _) if counter != desk.counter => return Err(Skip::OtherCounter),
        (Some(_), _) => {}
        (None, Some(_)) if ticket.zone != desk.zone => return Err(Skip::OtherZone),
        (None, _) if !desk.helps_general && !desk.special.is_empty() && !is_special(desk, ticket) => {
            return Err(Skip::OnlySpecial);
        }
        (None, _) => {}
    }
    match ticket.not_before {
        Some(time) if time > now => Err(Skip::NotYet),
        _ => Ok(()),
    }
}

/// Whether `desk` is specialised for `ticket`.
#[inline]
#[must_use]
pub const fn is_special(desk: &Desk, ticket: &Waiting) -> bool {
    desk.special.meets(ticket.needs)
}

/// The place in the order of one counter; the smallest goes first.
///
/// Waited seconds plus head start is highest exactly where the start of the wait, moved back by the head start, is
/// earliest. So the order does not depend on the time of asking. Ties go by the wait alone, then by the ticket's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    /// False for the own tickets of a counter that always takes them first.
    general: bool,
    from_us: i64,
    queued_us: i64,
    ticket: i64,
}

impl Rank {
    /// Whether the two score the same.
    pub(crate) fn ties(self, other: Rank) -> bool {
        self.general == other.general && self.from_us == other.from_us
    }
}

#[inline]
pub(crate) fn head_start_s(rules: &Rules, desk: &Desk, ticket: &Waiting) -> i64 {
    let class = rules.head_start_s.of(ticket.class);
    match rules.special {
        SpecialPolicy::HeadStart { s } if is_special(desk, ticket) => class.saturating_add(s),
        _ => class,
    }
}

#[inline]
pub(crate) fn rank(rules: &Rules, desk: &Desk, ticket: &Waiting) -> Rank {
    let head_start_us = head_start_s(rules, desk, ticket).saturating_mul(1_000_000);
    Rank {
        general: rules.special == SpecialPolicy::Always && !is_special(desk, ticket),
        from_us: ticket.queued_at.0.saturating_sub(head_start_us),
        queued_us: ticket.queued_at.0,
        ticket: ticket.ticket.0,
    }
}

/// The best seen so far, with and without key customers: whether those count is known only at the end.
#[derive(Clone, Copy, Default)]
pub(crate) struct Best {
    any: Option<(Rank, usize)>,
    not_vip: Option<(Rank, usize)>,
    care: bool,
}

impl Best {
    #[inline]
    pub(crate) fn offer(&mut self, index: usize, class: PriorityClass, rank: Rank) {
        if self.any.is_none_or(|(best, _)| rank < best) {
            self.any = Some((rank, index));
        }
        if class != PriorityClass::Vip && self.not_vip.is_none_or(|(best, _)| rank < best) {
            self.not_vip = Some((rank, index));
        }
        self.care |= class == PriorityClass::Care;
    }

    /// While care waits, key customers are passed over.
    #[inline]
    pub(crate) fn winner(&self) -> Option<usize> {
        if self.care { self.not_vip } else { self.any }.map(|(_, index)| index)
    }

    /// Whether somebody of the care class is among them.
    pub(crate) fn care(&self) -> bool {
        self.care
    }

    /// The key customer who would have been first, had no care ticket waited.
    pub(crate) fn passed_over(&self) -> Option<usize> {
        match (self.any, self.not_vip) {
            (Some((_, any)), Some((_, not_vip))) if self.care && any != not_vip => Some(any),
            _ => None,
        }
    }
}

/// The index of the ticket that `desk` is to call at `now`: [`choose`] without its explanation.
#[must_use]
pub fn pick(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting]) -> Option<usize> {
    let mut best = Best::default();
    for (index, ticket) in waiting.iter().enumerate() {
        if eligible(now, desk, ticket).is_ok() {
            best.offer(index, ticket.class, rank(rules, desk, ticket));
        }
    }
    best.winner()
}

/// A choice and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Where in the slice.
    pub index: usize,
    /// Why this one.
    pub why: Why,
}

/// The ticket that `desk` is to call at `now`, and why; `None` when nobody waits whom it can take.
///
/// Longest wait first, where each class counts as having come earlier by its bounded head start; a specialised counter
/// prefers its own tickets as the rules say; no key customer goes while a care ticket waits that this counter can take;
/// ties by the start of the wait, then by the ticket's id. The order of the slice does not matter.
#[must_use]
pub fn choose(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting]) -> Option<Choice> {
    let index = pick(rules, now, desk, waiting)?;
    Some(Choice { index, why: Why::of(rules, now, desk, waiting, index) })
}
