//! The order in which one counter takes its tickets. The inner loop of every simulation: must never allocate.
//!
//! [`crate::pick`] goes through a slice of tickets with it. Who keeps tickets that are alike in their own queues (of one
//! class, taken by the same counters, and special at the same) need only compare the first of each, with the very same
//! [`Rank`] and [`Best`]: within such a queue the order is that of the waits, whatever the counter.

use kernel::{PriorityClass, TicketId, Time};

use crate::{Desk, Rules, SkillSet, SpecialPolicy, Waiting};

/// "Always first" as a head start, and the most that any counts: 36,000 years, so that two of them still fit beside a
/// time in an `i64`.
const ALWAYS_US: i64 = 1 << 60;

/// A head start in microseconds, within what can be counted with.
pub(crate) fn capped_us(head_start_s: i64) -> i64 {
    head_start_s.saturating_mul(1_000_000).clamp(0, ALWAYS_US)
}

/// The rules as they apply at one counter, in microseconds.
#[derive(Clone, Debug)]
pub struct Order {
    class_us: [i64; PriorityClass::ALL.len()],
    special: SkillSet,
    special_us: i64,
}

/// The place in the order of one counter; the smallest goes first.
///
/// Waited time plus head start is highest exactly where the start of the wait, moved back by the head start, is
/// earliest. So the order does not depend on the time of asking. Ties go by the wait alone, then by the ticket's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub(crate) start_us: i64,
    queued_us: i64,
    ticket: i64,
}

impl Rank {
    /// The place of a ticket whose wait counts from `queued_at` and which has `lead_us` before others
    /// ([`Order::lead_us`]).
    #[inline]
    #[must_use]
    pub const fn new(queued_at: Time, lead_us: i64, ticket: TicketId) -> Rank {
        Rank { start_us: queued_at.0.wrapping_sub(lead_us), queued_us: queued_at.0, ticket: ticket.0 }
    }
}

impl Order {
    /// The order at `desk`.
    #[inline]
    #[must_use]
    pub fn new(rules: &Rules, desk: &Desk) -> Order {
        let mut class_us = [0; PriorityClass::ALL.len()];
        for class in PriorityClass::ALL {
            class_us[*class as usize] = capped_us(rules.head_start_s.of(*class));
        }
        let special_us = match rules.special {
            SpecialPolicy::Always => ALWAYS_US,
            SpecialPolicy::HeadStart { s } => capped_us(s),
        };
        Order { class_us, special: desk.special, special_us }
    }

    /// By how much a ticket of this class with these needs counts as having come earlier: the same for all that are
    /// alike in both.
    #[inline]
    #[must_use]
    pub fn lead_us(&self, class: PriorityClass, needs: SkillSet) -> i64 {
        let special_us = if self.special.meets(needs) { self.special_us } else { 0 };
        self.class_us[class as usize] + special_us
    }

    /// The first and nearly always deciding part of the rank.
    #[inline]
    pub(crate) fn start_us(&self, ticket: &Waiting) -> i64 {
        ticket.queued_at.0.wrapping_sub(self.lead_us(ticket.class, ticket.needs))
    }

    /// Start of the wait moved back by the class's head start alone, leaving the counter's specialty out.
    #[inline]
    pub(crate) fn plain_start_us(&self, ticket: &Waiting) -> i64 {
        ticket.queued_at.0.wrapping_sub(self.class_us[ticket.class as usize])
    }

    /// The earliest that a ticket with this plain start, or a later one, can count as having come.
    #[inline]
    pub(crate) fn earliest_us(&self, plain_start_us: i64) -> i64 {
        if self.special.is_empty() { plain_start_us } else { plain_start_us.wrapping_sub(self.special_us) }
    }

    #[inline]
    pub(crate) fn rank(&self, ticket: &Waiting) -> Rank {
        Rank::new(ticket.queued_at, self.lead_us(ticket.class, ticket.needs), ticket.ticket)
    }
}

/// The best seen so far, with and without key customers: whether those count is known only at the end.
#[derive(Clone, Debug)]
pub struct Best {
    any: Option<(Rank, usize)>,
    not_vip: Option<(Rank, usize)>,
    /// Where the best without key customers starts. The best of all is never behind it.
    cut_us: i64,
    care: bool,
}

impl Best {
    /// Nobody seen yet.
    pub const NONE: Best = Best { any: None, not_vip: None, cut_us: i64::MAX, care: false };

    /// Whether a ticket of this class and start could still change who wins: cheaper to ask than eligibility.
    #[inline]
    pub(crate) fn could_matter(&self, class: PriorityClass, start_us: i64) -> bool {
        start_us <= self.cut_us || class == PriorityClass::Care && !self.care
    }

    /// Whether nobody who counts as having come at `earliest_us` or later can change who wins, of whatever class.
    #[inline]
    pub(crate) fn is_settled(&self, earliest_us: i64) -> bool {
        // A care ticket far behind still matters where a key customer is first.
        let no_vip_first = self.care || self.any.map(|(_, i)| i) == self.not_vip.map(|(_, i)| i);
        earliest_us > self.cut_us && no_vip_first
    }

    /// One more ticket that the counter can take; `index` is how the caller knows it.
    #[inline]
    pub fn offer(&mut self, index: usize, class: PriorityClass, rank: Rank) {
        if self.any.is_none_or(|(best, _)| rank < best) {
            self.any = Some((rank, index));
        }
        if class != PriorityClass::Vip && self.not_vip.is_none_or(|(best, _)| rank < best) {
            self.not_vip = Some((rank, index));
            self.cut_us = rank.start_us;
        }
        self.care |= class == PriorityClass::Care;
    }

    /// The `index` of who goes first. While care waits, key customers are passed over.
    #[inline]
    #[must_use]
    pub fn winner(&self) -> Option<usize> {
        if self.care { self.not_vip } else { self.any }.map(|(_, index)| index)
    }
}
