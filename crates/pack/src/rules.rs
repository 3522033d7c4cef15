//! Rules of the field: effective-dated values with a source, and the typed [`Rules`] that hold in one hall on one day.
//!
//! The names, units and bounds of rules are a closed list here; their values are only in the pack.

use std::fmt;

use kernel::{CareNeed, Certainty, Day, Grade};
use serde::{Deserialize, Serialize};

/// The value of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RuleValue {
    /// A whole number.
    Int(i64),
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
    /// Words.
    List(Vec<String>),
}

impl fmt::Display for RuleValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RuleValue::Int(value) => value.fmt(f),
            RuleValue::Number(value) => value.fmt(f),
            RuleValue::Text(value) => value.fmt(f),
            RuleValue::List(values) => f.write_str(&values.join(", ")),
        }
    }
}

/// One value of one rule, from a day on (`rules.toml`). Without grade and hall it holds in the whole company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name, one of [`RULES`].
    pub name: String,
    /// The value.
    pub value: RuleValue,
    /// The unit, as [`RULES`] has it.
    pub unit: String,
    /// Only in halls of this grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Only in the hall with this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hall: Option<String>,
    /// From when it holds.
    pub effective_from: Day,
    /// Where it comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// What values a rule may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RuleKind {
    /// A whole number between two bounds, both taken.
    Int(i64, i64),
    /// A number between two bounds, both taken.
    Number(f64, f64),
    /// A list of needs.
    Needs,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl RuleKind {
    /// What values it takes, said in Chinese and in English.
    #[must_use]
    pub fn said(self) -> (String, String) {
        match self {
            RuleKind::Int(min, max) => {
                (format!("{min} 到 {max} 的整数"), format!("a whole number from {min} to {max}"))
            }
            RuleKind::Number(min, max) => {
                (format!("{min} 到 {max} 的数"), format!("a number from {min} to {max}"))
            }
            RuleKind::Needs => {
                let needs: Vec<&str> = CareNeed::ALL.iter().map(|need| need.as_str()).collect();
                (format!("{} 中的若干项", needs.join("、")), format!("a list of {}", needs.join(", ")))
            }
            RuleKind::Word(words) => (words.join(" 或 "), words.join(" or ")),
        }
    }
}

/// A rule that every pack gives a value to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleSpec {
    /// Its name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What values it may have.
    pub kind: RuleKind,
}

impl RuleSpec {
    /// Whether `value` is of the kind and within the bounds.
    #[must_use]
    pub fn takes(&self, value: &RuleValue) -> bool {
        match (self.kind, value) {
            (RuleKind::Int(min, max), RuleValue::Int(value)) => (min..=max).contains(value),
            (RuleKind::Number(min, max), RuleValue::Number(value)) => (min..=max).contains(value),
            #[allow(clippy::cast_precision_loss)]
            (RuleKind::Number(min, max), RuleValue::Int(value)) => (min..=max).contains(&(*value as f64)),
            (RuleKind::Needs, RuleValue::List(needs)) => {
                needs.iter().all(|need| CareNeed::parse(need).is_some())
            }
            (RuleKind::Word(words), RuleValue::Text(value)) => words.contains(&value.as_str()),
            _ => false,
        }
    }
}

/// Why the rules of a hall and day could not be put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesRefusal {
    /// The rule that has no value there.
    pub name: &'static str,
}

impl fmt::Display for RulesRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rule {} has no value on that day", self.name)
    }
}

/// Turns a value into a field's type; nothing if it is of another kind.
trait FromRule: Sized {
    fn from_rule(value: &RuleValue) -> Option<Self>;
}

impl FromRule for i64 {
    fn from_rule(value: &RuleValue) -> Option<i64> {
        if let RuleValue::Int(value) = value { Some(*value) } else { None }
    }
}

impl FromRule for f64 {
    #[allow(clippy::cast_precision_loss)]
    fn from_rule(value: &RuleValue) -> Option<f64> {
        match value {
            RuleValue::Number(value) => Some(*value),
            RuleValue::Int(value) => Some(*value as f64),
            _ => None,
        }
    }
}

impl FromRule for String {
    fn from_rule(value: &RuleValue) -> Option<String> {
        if let RuleValue::Text(value) = value { Some(value.clone()) } else { None }
    }
}

impl FromRule for Vec<CareNeed> {
    fn from_rule(value: &RuleValue) -> Option<Vec<CareNeed>> {
        if let RuleValue::List(needs) = value {
            needs.iter().map(|need| CareNeed::parse(need)).collect()
        } else {
            None
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $kind:expr, $unit:literal;)*) => {
        /// Every rule of the field that the house knows; a pack gives each a value.
        pub const RULES: &[RuleSpec] =
            &[$(RuleSpec { name: stringify!($name), unit: $unit, kind: $kind }),*];

        /// The rules that hold in one hall on one day.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct Rules {$(
            $(#[$doc])*
            pub $name: $type,
        )*}

        impl Rules {
            /// Puts the rules together from `value`, which finds the value of a name.
            pub(crate) fn resolve<'a>(
                value: impl Fn(&str) -> Option<&'a RuleValue>,
            ) -> Result<Rules, RulesRefusal> {
                Ok(Rules {$(
                    $name: value(stringify!($name))
                        .and_then(<$type as FromRule>::from_rule)
                        .ok_or(RulesRefusal { name: stringify!($name) })?,
                )*})
            }
        }
    };
}

use RuleKind::{Int, Needs, Number, Word};

rules! {
    // Calling.
    /// How often one call may be repeated.
    recall_max: i64 = Int(0, 20), "times";
    /// Seconds after the last call before a clerk may mark a no-show.
    call_no_show_s: i64 = Int(0, 3600), "s";
    /// Seconds in which who made a move may take it back.
    undo_window_s: i64 = Int(0, 600), "s";
    /// Minutes in which a no-show may be put back in the queue.
    readmit_window_min: i64 = Int(0, 480), "min";
    /// Minutes a customer may put off a call with "I am late", each time.
    defer_min: i64 = Int(1, 240), "min";
    /// How often a customer may say "I am late".
    defer_max: i64 = Int(0, 10), "times";
    /// Minutes before closing from which kiosks warn that a number may not be served today.
    closing_warn_min: i64 = Int(0, 240), "min";
    /// Digits of a ticket number.
    number_digits: i64 = Int(2, 6), "digits";
    /// Hours for which a ticket's link works.
    ticket_link_h: i64 = Int(1, 720), "h";

    // Priority.
    /// Seconds of head start of care.
    head_start_care_s: i64 = Int(0, 7200), "s";
    /// Seconds of head start of an appointment on time.
    head_start_appointment_s: i64 = Int(0, 7200), "s";
    /// Seconds of head start of everybody else.
    head_start_normal_s: i64 = Int(0, 7200), "s";
    /// Seconds of head start of key customers; never more than care's.
    head_start_vip_s: i64 = Int(0, 7200), "s";
    /// Needs that put a person in the care class.
    care_needs: Vec<CareNeed> = Needs, "needs";
    /// Seconds by which a specialised counter prefers its own kind, on top of the classes' head starts. Whoever has
    /// waited longer than another by more than this and the head start goes first, at whatever counter.
    starvation_after_s: i64 = Int(60, 36_000), "s";

    // Counters.
    /// What counters other than the general ones call: `specialised_first` (their own, then the rest they can do) or
    /// `specialised_only`.
    specialised_counters: String = Word(&["specialised_first", "specialised_only"]), "policy";

    // Appointments.
    /// Length of a slot.
    appointment_slot_min: i64 = Int(5, 240), "min";
    /// Share of a slot's capacity held for bookings.
    appointment_share: f64 = Number(0.0, 1.0), "share";
    /// How many days ahead one may book.
    appointment_days_ahead: i64 = Int(0, 90), "days";
    /// Minutes before the time from which a booking counts as on time.
    appointment_early_min: i64 = Int(0, 240), "min";
    /// Minutes after the time until which a booking counts as on time.
    appointment_late_min: i64 = Int(0, 240), "min";
    /// Minutes after the time when an unused booking is released.
    appointment_release_min: i64 = Int(0, 480), "min";

    // Waiting.
    /// Minutes of waiting that warn.
    wait_warn_min: i64 = Int(1, 240), "min";
    /// Minutes of waiting that alarm.
    wait_alert_min: i64 = Int(1, 240), "min";
    /// Handling norm of a payment of a resident.
    payment_norm_min: i64 = Int(1, 240), "min";
    /// Handling norm of other business.
    business_norm_min: i64 = Int(1, 480), "min";
    /// How many served tickets the prior of a service time is worth.
    forecast_prior_weight: f64 = Number(0.1, 10_000.0), "tickets";
    /// Seconds from a counter being free to its next call, half of the time, before a day has shown it.
    forecast_pick_up_s: i64 = Int(1, 600), "s";
    /// Seconds from a call to the begin of the service, half of the time, before a day has shown it.
    forecast_approach_s: i64 = Int(1, 600), "s";
    /// How widely both scatter: the deviation of their logarithm.
    forecast_turn_sigma: f64 = Number(0.1, 2.0), "ln";

    // Guidance.
    /// How far away another hall may be to be named.
    guide_other_hall_km: f64 = Number(0.0, 500.0), "km";
    /// Minutes it must save (P90, way included) to be named.
    guide_other_hall_saved_min: i64 = Int(0, 240), "min";
    /// Speed by which the way to another hall is reckoned.
    guide_travel_km_h: f64 = Number(1.0, 200.0), "km/h";
    /// How many items guidance shows.
    guide_items_shown: i64 = Int(1, 10), "items";

    // Evaluation.
    /// Seconds the pad asks.
    evaluation_pad_s: i64 = Int(5, 600), "s";
    /// Hours in which the phone link takes an answer.
    evaluation_link_h: i64 = Int(1, 720), "h";
    /// Faces from which down a follow-up task opens.
    evaluation_low_max: i64 = Int(1, 4), "of 5";
    /// Hours in which the manager follows up.
    follow_up_h: i64 = Int(1, 720), "h";

    // Care and amenities.
    /// Length of a room slot.
    room_slot_min: i64 = Int(5, 120), "min";
    /// Most slots of one booking.
    room_slots_max: i64 = Int(1, 48), "slots";
    /// How many days ahead a room may be booked.
    room_days_ahead: i64 = Int(0, 90), "days";
    /// Minutes an umbrella is lent.
    loan_umbrella_min: i64 = Int(1, 43_200), "min";
    /// Minutes glasses are lent.
    loan_glasses_min: i64 = Int(1, 43_200), "min";
    /// Minutes a charger is lent.
    loan_charger_min: i64 = Int(1, 43_200), "min";
    /// Minutes a wheelchair is lent.
    loan_wheelchair_min: i64 = Int(1, 43_200), "min";
    /// Minutes between cleanings.
    cleaning_every_min: i64 = Int(10, 1440), "min";

    // Devices.
    /// Seconds between heartbeats.
    device_heartbeat_s: i64 = Int(1, 3600), "s";
    /// Seconds without a heartbeat after which a device counts as lost.
    device_lost_after_s: i64 = Int(2, 7200), "s";
    /// Seconds an order to a device is good for.
    device_order_s: i64 = Int(1, 3600), "s";
    /// Minutes an enrolment code is good for.
    device_enrol_min: i64 = Int(1, 1440), "min";
    /// Percent of paper below which a printer is reported.
    device_paper_low_pct: i64 = Int(0, 100), "%";
    /// Degrees Celsius inside a case above which a device is too hot.
    device_temp_max_c: i64 = Int(20, 120), "°C";
    /// Degrees Celsius inside a case below which a device is too cold.
    device_temp_min_c: i64 = Int(-60, 20), "°C";
    /// Percent of a disk in use above which it counts as nearly full.
    device_disk_max_pct: i64 = Int(10, 100), "%";

    // Staff.
    /// Wrong passwords after which an account is locked.
    login_tries_max: i64 = Int(1, 20), "times";
    /// Minutes it stays locked.
    login_lockout_min: i64 = Int(1, 1440), "min";
    /// Minutes without a request after which a session ends.
    session_idle_min: i64 = Int(1, 1440), "min";
    /// Hours after which a session ends in any case.
    session_max_h: i64 = Int(1, 168), "h";
}

impl Rules {
    /// Minutes for which the amenity `code` is lent, if such things are lent.
    #[must_use]
    pub fn loan_min(&self, code: &str) -> Option<i64> {
        match code {
            "umbrella" => Some(self.loan_umbrella_min),
            "glasses" => Some(self.loan_glasses_min),
            "charger" => Some(self.loan_charger_min),
            "wheelchair" => Some(self.loan_wheelchair_min),
            _ => None,
        }
    }

    /// Seconds of head start of `class`.
    #[must_use]
    pub fn head_start_s(&self, class: kernel::PriorityClass) -> i64 {
        match class {
            kernel::PriorityClass::Care => self.head_start_care_s,
            kernel::PriorityClass::Appointment => self.head_start_appointment_s,
            kernel::PriorityClass::Normal => self.head_start_normal_s,
            kernel::PriorityClass::Vip => self.head_start_vip_s,
        }
    }
}
