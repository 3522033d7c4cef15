//! The queueing rules of a company: data of the pack, handed in by the caller. No number of the field is written here.

use kernel::{PriorityClass, Time};
use serde::{Deserialize, Serialize};

/// What the pack decides about queueing. Filled by the caller from effective-dated pack data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How much earlier each class counts as having come.
    pub head_start_s: HeadStarts,
    /// How specialised counters prefer their own tickets.
    pub special: SpecialPolicy,
    /// How often a called ticket may be called again.
    pub recall_max: u32,
    /// How long the last move can be taken back.
    pub undo_window_s: i64,
    /// A booking that checks in later than its slot by more than this queues like everybody.
    pub appointment_late_s: i64,
    /// How long a counter waits for a called ticket that does not come, for the forecast.
    pub no_show_hold_s: i64,
    /// How many observations the prior of a service time is worth.
    pub prior_weight: f64,
}

/// Seconds of head start for each priority class: the bounded ageing. Anyone who has waited longer than another by more
/// than the other's head start goes first, so nobody starves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadStarts {
    /// 爱心: old, disabled, pregnant and whoever else the pack protects.
    pub care: i64,
    /// A booking on time.
    pub appointment: i64,
    /// Everybody.
    pub normal: i64,
    /// Key customers.
    pub vip: i64,
}

impl HeadStarts {
    /// The head start of one class.
    #[must_use]
    pub const fn of(&self, class: PriorityClass) -> i64 {
        match class {
            PriorityClass::Care => self.care,
            PriorityClass::Appointment => self.appointment,
            PriorityClass::Normal => self.normal,
            PriorityClass::Vip => self.vip,
        }
    }
}

/// How a specialised counter prefers the tickets it is specialised for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SpecialPolicy {
    /// Its own tickets always go first; general ones only when none of its own waits.
    Always,
    /// Its own tickets have a further head start, so that general ones are not starved where all counters are special.
    HeadStart {
        /// Seconds, on top of the class's.
        s: i64,
    },
}

/// What is wrong with the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesRefusal {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub must: &'static str,
}

impl std::fmt::Display for RulesRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` must be {}", self.field, self.must)
    }
}

impl Rules {
    /// A day: no length of time in these rules can be longer, or "bounded" would mean nothing.
    const SPAN_MAX_S: i64 = 86_400;

    /// Checks that every length is within 0 and a day, and the prior worth something finite.
    ///
    /// # Errors
    /// Names the first field that is not.
    pub fn check(&self) -> Result<(), RulesRefusal> {
        let special = match self.special {
            SpecialPolicy::Always => 0,
            SpecialPolicy::HeadStart { s } => s,
        };
        let spans = [
            ("head_start_s.care", self.head_start_s.care),
            ("head_start_s.appointment", self.head_start_s.appointment),
            ("head_start_s.normal", self.head_start_s.normal),
            ("head_start_s.vip", self.head_start_s.vip),
            ("special.s", special),
            ("undo_window_s", self.undo_window_s),
            ("appointment_late_s", self.appointment_late_s),
            ("no_show_hold_s", self.no_show_hold_s),
        ];
        if let Some((field, _)) = spans.into_iter().find(|(_, s)| !(0..=Self::SPAN_MAX_S).contains(s)) {
            return Err(RulesRefusal { field, must: "0 to 86400 seconds" });
        }
        if !(self.prior_weight.is_finite() && self.prior_weight > 0.0) {
            return Err(RulesRefusal { field: "prior_weight", must: "a number above 0" });
        }
        Ok(())
    }

    /// By how many seconds somebody who came later can at most be preferred (but for the counters that always take
    /// their own tickets first): the starvation bound.
    #[must_use]
    pub fn head_start_max_s(&self) -> i64 {
        let hs = &self.head_start_s;
        let class = hs.care.max(hs.appointment).max(hs.normal).max(hs.vip);
        match self.special {
            SpecialPolicy::Always => class,
            SpecialPolicy::HeadStart { s } => class + s,
        }
    }
}

/// Where a booking stands when it checks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its class in the queue.
    pub class: PriorityClass,
    /// Since when its wait counts.
    pub queued_at: Time,
}

/// Seats a booking for `slot` that checks in at `at`; `class` is what the person would have without a booking.
///
/// On time (or early) it counts from its slot: coming early gains nothing over the slot, and before it the wait is
/// negative. Later than `appointment_late_s` it queues like everybody from now. Care keeps its class where that is worth
/// at least as much.
#[must_use]
pub fn seat(rules: &Rules, class: PriorityClass, slot: Time, at: Time) -> Seat {
    if at.0 > slot.plus_s(rules.appointment_late_s).0 {
        return Seat { class, queued_at: at };
    }
    let keeps = class == PriorityClass::Care && rules.head_start_s.care >= rules.head_start_s.appointment;
    Seat { class: if keeps { class } else { PriorityClass::Appointment }, queued_at: slot }
}
