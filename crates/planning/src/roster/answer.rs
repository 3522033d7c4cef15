//! What a roster answers: who works when, what it costs and why, what stays short, and which rules it breaks.

use serde::{Deserialize, Serialize};

/// Who works when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// By person, then by day.
    pub assignments: Vec<Assignment>,
}

/// One shift of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Whose, by position in the question.
    pub person: usize,
    /// Which day.
    pub day: usize,
    /// Which shift.
    pub shift: usize,
    /// The quarter hour of the day at which its break begins; none where the shift has no break.
    pub pause_slot: Option<u32>,
}

/// A roster found, with what it costs and how far from the best it can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterAnswer {
    /// Who works when.
    pub roster: Roster,
    /// What it costs, by reason.
    pub price: Price,
    /// No roster that keeps the rules costs less.
    pub bound: i64,
    /// `(price − bound) / max(price, 1)`.
    pub gap: f64,
    /// The quarter hours that stay short.
    pub short: Vec<Short>,
    /// The fewest shifts that somebody from elsewhere would have to work so that nothing stays short; empty when nothing
    /// does.
    pub relief: Vec<Relief>,
    /// What the independent check says of it: contract minima that could not be given, quarter hours short. Never a rule
    /// of rest.
    pub breaches: Vec<Breach>,
    /// Cells that differ from the roster that was mended; empty for a new one.
    pub changes: Vec<Change>,
    /// No roster that covers every quarter hour as the mended one did, as far as it is needed, has fewer changes than
    /// this; 0 for a new one.
    pub changes_bound: u32,
    /// Moves tried.
    pub steps: u64,
    /// Whether the watcher stopped it before it was through.
    pub stopped: bool,
}

/// What a roster costs, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// All of it.
    pub total: i64,
    /// People missing.
    pub short: i64,
    /// Working time.
    pub paid: i64,
    /// Contract minima not given.
    pub under: i64,
    /// Wishes denied.
    pub wishes: i64,
    /// Rest days, early and late shifts shared unevenly.
    pub unfair: i64,
    /// Cells changed, when a roster is mended.
    pub changes: i64,
}

/// A run of quarter hours with too few people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// Which day.
    pub day: usize,
    /// Which skill is missing; anybody without one.
    pub skill: Option<usize>,
    /// The first quarter hour.
    pub from_slot: u32,
    /// The one after the last.
    pub to_slot: u32,
    /// How many people are missing throughout.
    pub people: u32,
}

/// A shift that somebody from elsewhere would have to work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// Which day.
    pub day: usize,
    /// Which shift.
    pub shift: usize,
    /// The skills that whoever comes must have.
    pub skills: Vec<usize>,
}

/// A cell of the board that is no longer as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Whose.
    pub person: usize,
    /// Which day.
    pub day: usize,
    /// The shift before; a day off without one.
    pub was: Option<usize>,
    /// The shift now.
    pub is: Option<usize>,
}

/// A rule that a roster breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// Which.
    pub code: BreachCode,
    /// Whose, where it is one person's.
    pub person: Option<usize>,
    /// The day on which it shows; the first of the week for a rule of the week.
    pub day: usize,
    /// What is, in the unit of the rule.
    pub have: i64,
    /// What the rule asks.
    pub limit: i64,
}

/// The rules that a roster can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreachCode {
    /// A person, day or shift that is not in the question.
    Unknown,
    /// Two shifts of one person on one day.
    TwoShifts,
    /// At work on a day away.
    Away,
    /// Not as somebody set it by hand.
    Pin,
    /// The break is missing, outside its window, or there is none to be had: its quarter hour against the window's end.
    PauseWrong,
    /// Too little rest since the shift of the day before: minutes.
    RestShort,
    /// Too many days in a row: days.
    RunLong,
    /// Too few days off in the week: days worked against the most that leave enough.
    WeekOff,
    /// Too much work in the week: minutes.
    WeekOver,
    /// Too little work in the week: minutes.
    WeekUnder,
    /// Too few people: the sum of what is missing over the day in person-quarters, against none.
    Short,
}

impl BreachCode {
    /// The rule as it is written on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::TwoShifts => "two_shifts",
            Self::Away => "away",
            Self::Pin => "pin",
            Self::PauseWrong => "pause_wrong",
            Self::RestShort => "rest_short",
            Self::RunLong => "run_long",
            Self::WeekOff => "week_off",
            Self::WeekOver => "week_over",
            Self::WeekUnder => "week_under",
            Self::Short => "short",
        }
    }

    /// Whether an answer may have it: what cannot be covered or given is said, not hidden.
    #[must_use]
    pub const fn is_soft(self) -> bool {
        matches!(self, Self::WeekUnder | Self::Short)
    }
}

kernel::refusals! {
    /// Why no roster was sought.
    pub enum RosterRefusal {
        /// A figure of the question is not one: where, and what it must be.
        Figure { field, rule } = "roster_figure",
        /// What was set by hand breaks a rule already: whose, on which day, which rule.
        PinsBreak { person, day, rule } = "roster_pins_break",
    }
}
