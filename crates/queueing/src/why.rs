//! Why a ticket was called, or was not: facts for the screens, never text. Screens make words of the codes.

use kernel::{PriorityClass, TicketId, Time};
use serde::{Deserialize, Serialize};

use crate::order::{Best, Order};
use crate::routing::head_start_s;
use crate::{Desk, Rules, Skip, SpecialPolicy, Waiting, eligible, is_special, pick};

/// The rule that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nobody else could be taken.
    OnlyOne,
    /// Had waited longest.
    LongestWait,
    /// Somebody had waited longer, but by less than this class's head start.
    HeadStart,
    /// The counter is specialised for it, and takes its own tickets first.
    SpecialFirst,
    /// A key customer would have been first, but care goes before.
    CareBeforeVip,
    /// Same score as the next; the one whose wait began first, or the lower id, goes first.
    Tie,
}

/// How many tickets the counter could not take, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Asked not to be called yet.
    pub not_yet: u32,
    /// Sent to another counter.
    pub other_counter: u32,
    /// Sent to another zone.
    pub other_zone: u32,
    /// The counter lacks a skill.
    pub lacks_skill: u32,
    /// The counter takes only its own kind.
    pub only_special: u32,
    /// Key customers passed over for care. These could be taken, and are counted as eligible too.
    pub vip_after_care: u32,
}

impl Skipped {
    fn count(&mut self, skip: Skip) {
        *match skip {
            Skip::NotYet => &mut self.not_yet,
            Skip::OtherCounter => &mut self.other_counter,
            Skip::OtherZone => &mut self.other_zone,
            Skip::LacksSkill => &mut self.lacks_skill,
            Skip::OnlySpecial => &mut self.only_special,
        } += 1;
    }
}

/// The next best ticket, which the chosen one was preferred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerUp {
    /// The ticket.
    pub ticket: TicketId,
    /// Its score.
    pub score_s: i64,
    /// Whether it is a ticket that the counter is specialised for.
    pub special: bool,
}

/// Why a ticket was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The chosen ticket.
    pub ticket: TicketId,
    /// Its class.
    pub class: PriorityClass,
    /// The rule that decided.
    pub rule: Rule,
    /// How long it has waited; negative for a booking taken before its slot.
    pub waited_s: i64,
    /// The head start of its class, and of the specialisation where the rules give one.
    pub head_start_s: i64,
    /// `waited_s + head_start_s`.
    pub score_s: i64,
    /// Whether the counter is specialised for it.
    pub special: bool,
    /// The next best, if there was one.
    pub runner_up: Option<RunnerUp>,
    /// How many tickets the counter could take.
    pub eligible: u32,
    /// How many it could not, and why.
    pub skipped: Skipped,
}

/// The reason in one code with its parameters, for a text in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Nobody else could be taken.
    OnlyOne { waited_s: i64 },
    /// Had waited longest of `of` tickets.
    LongestWait { waited_s: i64, of: u32 },
    /// The class's head start put it before `over`, who scored `over_score_s`.
    HeadStart { class: PriorityClass, waited_s: i64, head_start_s: i64, over: TicketId, over_score_s: i64 },
    /// The counter takes its own kind first.
    SpecialFirst { waited_s: i64, of: u32 },
    /// `passed` key customers wait for care.
    CareBeforeVip { waited_s: i64, passed: u32 },
    /// Same score as `over`.
    Tie { waited_s: i64, over: TicketId },
}

impl Why {
    /// The explanation of the choice of `waiting[index]`, which [`pick`] has made.
    pub(crate) fn of(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting], index: usize) -> Why {
        let chosen = &waiting[index];
        let chosen_special = is_special(desk, chosen);
        let mut why = Why {
            ticket: chosen.ticket,
            class: chosen.class,
            rule: Rule::OnlyOne,
            waited_s: now.since_s(chosen.queued_at),
            head_start_s: head_start_s(rules, desk, chosen),
            score_s: score_s(rules, now, desk, chosen),
            special: chosen_special,
            runner_up: None,
            eligible: 0,
            skipped: Skipped::default(),
        };
        let order = Order::new(rules, desk);
        let (own_rank, own_plain_us) = (order.rank(chosen), order.plain_start_us(chosen));
        let mut others = Best::NONE;
        let (mut longer_waiting, mut ahead_but_for_specialty, mut vip_ahead) = (false, false, false);
        let (mut vips, mut care) = (0, chosen.class == PriorityClass::Care);
        for (i, ticket) in waiting.iter().enumerate() {
            if let Err(skip) = eligible(now, desk, ticket) {
                why.skipped.count(skip);
                continue;
            }
            why.eligible += 1;
            if i == index {
                continue;
            }
            let rank = order.rank(ticket);
            if ticket.class == PriorityClass::Vip {
                vips += 1;
                vip_ahead |= rank < own_rank;
            }
            care |= ticket.class == PriorityClass::Care;
            others.offer(i, ticket.class, rank);
            longer_waiting |= ticket.queued_at < chosen.queued_at;
            ahead_but_for_specialty |=
                chosen_special && !is_special(desk, ticket) && order.plain_start_us(ticket) < own_plain_us;
        }
        why.skipped.vip_after_care = if care { vips } else { 0 };
        let runner_up = others.winner().map(|i| &waiting[i]);
        why.runner_up = runner_up.map(|ticket| RunnerUp {
            ticket: ticket.ticket,
            score_s: score_s(rules, now, desk, ticket),
            special: is_special(desk, ticket),
        });
        why.rule = match runner_up {
            None => Rule::OnlyOne,
            // A key customer who ranks before the chosen can only have been passed over.
            Some(_) if vip_ahead => Rule::CareBeforeVip,
            Some(_) if ahead_but_for_specialty => Rule::SpecialFirst,
            Some(_) if longer_waiting => Rule::HeadStart,
            Some(next) if order.start_us(next) == own_rank.start_us => Rule::Tie,
            Some(_) => Rule::LongestWait,
        };
        why
    }

    /// The reason as a code and its parameters.
    #[must_use]
    pub fn reason(&self) -> Reason {
        let Why { waited_s, head_start_s, class, eligible: of, .. } = *self;
        match (self.rule, self.runner_up) {
            (Rule::CareBeforeVip, _) => {
                Reason::CareBeforeVip { waited_s, passed: self.skipped.vip_after_care }
            }
            (Rule::OnlyOne, _) | (_, None) => Reason::OnlyOne { waited_s },
            (Rule::LongestWait, _) => Reason::LongestWait { waited_s, of },
            (Rule::SpecialFirst, _) => Reason::SpecialFirst { waited_s, of },
            (Rule::Tie, Some(next)) => Reason::Tie { waited_s, over: next.ticket },
            (Rule::HeadStart, Some(next)) => Reason::HeadStart {
                class,
                waited_s,
                head_start_s,
                over: next.ticket,
                over_score_s: next.score_s,
            },
        }
    }
}

fn score_s(rules: &Rules, now: Time, desk: &Desk, ticket: &Waiting) -> i64 {
    now.since_s(ticket.queued_at).saturating_add(head_start_s(rules, desk, ticket))
}

/// What became of one ticket when a counter asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Verdict {
    /// It is the one to be called.
    Chosen { why: Why },
    /// It is not in the queue.
    NotWaiting,
    /// This counter cannot take it now.
    Skipped { skip: Skip },
    /// A key customer; `care` care tickets wait that this counter can take.
    AfterCare { chosen: TicketId, care: u32 },
    /// The counter takes its own kind first.
    AfterSpecial { chosen: TicketId, ahead: u32 },
    /// Others score higher: `ahead` of them.
    Behind {
        chosen: TicketId,
        chosen_score_s: i64,
        score_s: i64,
        waited_s: i64,
        head_start_s: i64,
        ahead: u32,
    },
}

/// Why `ticket` is, or is not, the one that `desk` would call at `now`.
#[must_use]
pub fn explain(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting], ticket: TicketId) -> Verdict {
    let Some((index, asked)) = waiting.iter().enumerate().find(|(_, w)| w.ticket == ticket) else {
        return Verdict::NotWaiting;
    };
    if let Err(skip) = eligible(now, desk, asked) {
        return Verdict::Skipped { skip };
    }
    let Some(first) = pick(rules, now, desk, waiting) else {
        unreachable!("an eligible ticket waits, so somebody is picked")
    };
    if first == index {
        return Verdict::Chosen { why: Why::of(rules, now, desk, waiting, index) };
    }
    let chosen = &waiting[first];
    let order = Order::new(rules, desk);
    let own_rank = order.rank(asked);
    let (mut care, mut ahead) = (0, 0);
    for other in waiting.iter().filter(|other| eligible(now, desk, other).is_ok()) {
        care += u32::from(other.class == PriorityClass::Care);
        ahead += u32::from(order.rank(other) < own_rank);
    }
    if asked.class == PriorityClass::Vip && care > 0 {
        return Verdict::AfterCare { chosen: chosen.ticket, care };
    }
    let own_kind_first = rules.special == SpecialPolicy::Always;
    if own_kind_first && is_special(desk, chosen) && !is_special(desk, asked) {
        return Verdict::AfterSpecial { chosen: chosen.ticket, ahead };
    }
    Verdict::Behind {
        chosen: chosen.ticket,
        chosen_score_s: score_s(rules, now, desk, chosen),
        score_s: score_s(rules, now, desk, asked),
        waited_s: now.since_s(asked.queued_at),
        head_start_s: head_start_s(rules, desk, asked),
        ahead,
    }
}
