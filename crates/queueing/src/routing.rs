//! Who is called next: eligibility, the order, and the choice with its explanation.
//!
//! `pick` and `choose` must never allocate: simulations call them millions of times.

use kernel::{CounterId, PriorityClass, TicketId, Time};
use serde::{Deserialize, Serialize};

use crate::order::{Best, Order};
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

/// The seconds by which `ticket` counts as having come earlier at this counter.
pub(crate) fn head_start_s(rules: &Rules, desk: &Desk, ticket: &Waiting) -> i64 {
    let class = rules.head_start_s.of(ticket.class);
    match rules.special {
        SpecialPolicy::HeadStart { s } if is_special(desk, ticket) => class.saturating_add(s),
        _ => class,
    }
}

/// The index of the ticket that `desk` is to call at `now`: [`choose`] without its explanation.
///
/// The order of the slice does not matter for the answer, only for the speed: the next to be called at its end is best.
#[must_use]
pub fn pick(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting]) -> Option<usize> {
    let order = Order::new(rules, desk);
    let mut best = Best::NONE;
    for (index, ticket) in waiting.iter().enumerate().rev() {
        if best.could_matter(ticket.class, order.start_us(ticket)) {
            consider(&mut best, &order, now, desk, index, ticket);
        }
    }
    best.winner()
}

/// [`pick`] from a queue that is sorted by plain start, the earliest last: need not look at all of it.
pub(crate) fn pick_sorted(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting]) -> Option<usize> {
    let order = Order::new(rules, desk);
    let mut best = Best::NONE;
    for (index, ticket) in waiting.iter().enumerate().rev() {
        if best.is_settled(order.earliest_us(order.plain_start_us(ticket))) {
            break;
        }
        if best.could_matter(ticket.class, order.start_us(ticket)) {
            consider(&mut best, &order, now, desk, index, ticket);
        }
    }
    best.winner()
}

/// Apart from [`pick`], so that its loop stays small: most tickets never come here.
#[inline(never)]
fn consider(best: &mut Best, order: &Order, now: Time, desk: &Desk, index: usize, ticket: &Waiting) {
    if eligible(now, desk, ticket).is_ok() {
        best.offer(index, ticket.class, order.rank(ticket));
    }
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

#[cfg(test)]
mod tests {
    use kernel::PriorityClass;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::{HeadStarts, Rank};

    fn rules(special: SpecialPolicy) -> Rules {
        Rules {
            head_start_s: HeadStarts { care: 900, appointment: 600, normal: 0, vip: 1200 },
            special,
            recall_max: 2,
            undo_window_s: 60,
            appointment_late_s: 600,
            no_show_hold_s: 60,
            prior_weight: 20.0,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 400,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(20_261_012),
            ..ProptestConfig::default()
        })]

        #[test]
        fn looking_at_a_part_of_a_sorted_queue_finds_the_same_ticket(
            queue in prop::collection::vec((0_usize..4, 0_i64..40, 0_u64..4, prop::option::weighted(0.2, 1_i64..3)), 0..14),
            skills in 1_u64..4, special in 0_u64..4, always: bool,
        ) {
            let rules = rules(if always { SpecialPolicy::Always } else { SpecialPolicy::HeadStart { s: 300 } });
            let special = SkillSet(special & skills);
            let desk = Desk {
                counter: CounterId(1), skills: SkillSet(skills), zone: None, special, helps_general: true,
            };
            let mut queue: Vec<Waiting> = queue.iter().zip(0..).map(|((class, min, needs, only), id)| Waiting {
                ticket: TicketId(id), class: PriorityClass::ALL[*class], queued_at: Time(min * 60_000_000),
                not_before: None, needs: SkillSet(*needs), only_counter: only.map(CounterId), zone: None,
            }).collect();
            let order = Order::new(&rules, &desk);
            queue.sort_by_key(|w| std::cmp::Reverse(order.plain_start_us(w)));
            let now = Time(3_600_000_000);
            prop_assert_eq!(pick_sorted(&rules, now, &desk, &queue), pick(&rules, now, &desk, &queue));
        }

        #[test]
        fn comparing_the_first_of_each_kind_finds_the_same_ticket(
            queue in prop::collection::vec((0_usize..4, 0_i64..12, 0_u64..8), 0..24),
            skills in 1_u64..8, special in 0_u64..8, helps_general: bool, always: bool,
        ) {
            let rules = rules(if always { SpecialPolicy::Always } else { SpecialPolicy::HeadStart { s: 300 } });
            let special = SkillSet(special & skills);
            let desk = Desk { counter: CounterId(1), skills: SkillSet(skills), zone: None, special, helps_general };
            let queue: Vec<Waiting> = queue.iter().zip(0..).map(|((class, min, needs), id)| Waiting {
                ticket: TicketId(id), class: PriorityClass::ALL[*class], queued_at: Time(min * 60_000_000),
                not_before: None, needs: SkillSet(*needs), only_counter: None, zone: None,
            }).collect();
            let now = Time(3_600_000_000);
            let order = Order::new(&rules, &desk);
            let mut best = Best::NONE;
            for class in PriorityClass::ALL {
                for needs in (0..8).map(SkillSet) {
                    let alike = queue.iter().enumerate().filter(|(_, w)| w.class == *class && w.needs == needs);
                    let Some((index, first)) = alike.min_by_key(|(_, w)| (w.queued_at, w.ticket)) else { continue };
                    if eligible(now, &desk, first).is_ok() {
                        let lead_us = order.lead_us(*class, needs);
                        best.offer(index, *class, Rank::new(first.queued_at, lead_us, first.ticket));
                    }
                }
            }
            prop_assert_eq!(best.winner(), pick(&rules, now, &desk, &queue));
        }
    }
}
