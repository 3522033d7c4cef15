//! Why a hall cannot be simulated, and the least that would have to change. Says it; never changes anything itself.

use std::fmt;

use queueing::SkillSet;
use serde::{Deserialize, Serialize};

/// Why a hall, or a moment of one, cannot be simulated. Fields are named by their path, as in `segments[2].mix[0].share`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum HallRefusal {
    /// Not a number, or without end.
    NotFinite {
        /// Which.
        field: String,
        /// The nearest to it that would do.
        set: f64,
    },
    /// Too small or too great.
    OutOfRange {
        /// Which.
        field: String,
        /// What it is.
        value: f64,
        /// The least that would do.
        least: f64,
        /// The most that would do.
        most: f64,
    },
    /// A list in which there must be something.
    Empty {
        /// Which.
        field: String,
    },
    /// More than can be simulated.
    TooMany {
        /// Of what.
        field: String,
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
    /// A number that should name an entry of a list.
    NoSuch {
        /// Which.
        field: String,
        /// What it names.
        index: usize,
        /// How many entries there are.
        of: usize,
    },
    /// A field of the floor's rules.
    Rules {
        /// Which.
        field: String,
        /// What it must be.
        must: String,
    },
    /// The last number of a list that has to ascend is below the one before.
    NotAscending {
        /// Which.
        field: String,
        /// The least that would do.
        least: f64,
    },
    /// A part of the day ends before it begins.
    Backwards {
        /// Which.
        field: String,
        /// When it begins, in seconds after midnight.
        from_s: u32,
    },
    /// A shift or a break begins before the one before it is over.
    Overlap {
        /// Which.
        field: String,
        /// When the one before is over, in seconds after midnight.
        free_s: u32,
    },
    /// A break outside the shifts of its clerk.
    OutsideShift {
        /// Which.
        field: String,
        /// The clerk.
        clerk: usize,
    },
    /// Two clerks at one counter.
    CounterTaken {
        /// The counter.
        counter: usize,
        /// Who is there already.
        by: usize,
        /// Who comes too.
        clerk: usize,
        /// When it is free, in seconds after midnight.
        free_s: u32,
    },
    /// Nobody works at any counter while the hall is open, and something has to be done at one.
    NobodyWorks,
    /// No clerk at any counter can do a step of an item that people come for.
    NobodyCan {
        /// The item.
        item: usize,
        /// The step.
        step: usize,
        /// Whom it would take least to enable.
        clerk: usize,
        /// What that clerk would have to learn.
        learn: SkillSet,
        /// What that clerk's counter would have to be equipped for.
        equip: SkillSet,
    },
    /// Who could do a step sits at counters that take only what they are specialised for.
    OnlySpecialists {
        /// The item.
        item: usize,
        /// The step.
        step: usize,
        /// A counter that could take it if it helped with other tickets.
        counter: usize,
    },
    /// Somebody waits for one counter alone, at which nobody can take them.
    SentInVain {
        /// Which.
        field: String,
        /// The counter.
        counter: usize,
    },
    /// The same clerk serves two people.
    ServesTwo {
        /// Which.
        field: String,
        /// The clerk.
        clerk: usize,
    },
}

/// The least change after which the same refusal does not come again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Relaxation {
    /// Set a number.
    Set {
        /// Which.
        field: String,
        /// To what.
        to: f64,
    },
    /// Add an entry to a list.
    Add {
        /// Which.
        field: String,
    },
    /// Take entries out of a list.
    Remove {
        /// Which list or entry.
        field: String,
        /// How many.
        count: usize,
    },
    /// Change a rule.
    Rule {
        /// Which.
        field: String,
        /// What it must be.
        must: String,
    },
    /// Teach a clerk, and equip the counter.
    Enable {
        /// Whom.
        clerk: usize,
        /// What to learn.
        learn: SkillSet,
        /// What to equip the counter for.
        equip: SkillSet,
    },
    /// Let a specialised counter take other tickets too.
    HelpGeneral {
        /// Which.
        counter: usize,
    },
}

impl HallRefusal {
    /// The least change that removes this cause.
    #[must_use]
    pub fn relaxation(&self) -> Relaxation {
        let set = |field: &String, to: f64| Relaxation::Set { field: field.clone(), to };
        match self {
            Self::NotFinite { field, set: to } => set(field, *to),
            Self::OutOfRange { field, value, least, most } => set(field, value.clamp(*least, *most)),
            Self::NotAscending { field, least } => set(field, *least),
            Self::Backwards { field, from_s } => set(&format!("{field}.to_s"), f64::from(*from_s) + 1.0),
            Self::Overlap { field, free_s } => set(&format!("{field}.from_s"), f64::from(*free_s)),
            Self::CounterTaken { clerk, free_s, .. } => {
                set(&format!("clerks[{clerk}].shifts[0].from_s"), f64::from(*free_s))
            }
            Self::NoSuch { field, of, .. } => set(field, of.saturating_sub(1) as f64),
            Self::Empty { field } => Relaxation::Add { field: field.clone() },
            Self::NobodyWorks => Relaxation::Add { field: "clerks".into() },
            Self::TooMany { field, given, most } => {
                Relaxation::Remove { field: field.clone(), count: given.saturating_sub(*most) }
            }
            Self::OutsideShift { field, .. } | Self::ServesTwo { field, .. } => {
                Relaxation::Remove { field: field.clone(), count: 1 }
            }
            Self::SentInVain { field, .. } => {
                Relaxation::Remove { field: format!("{field}.only_counter"), count: 1 }
            }
            Self::Rules { field, must } => Relaxation::Rule { field: field.clone(), must: must.clone() },
            Self::NobodyCan { clerk, learn, equip, .. } => {
                Relaxation::Enable { clerk: *clerk, learn: *learn, equip: *equip }
            }
            Self::OnlySpecialists { counter, .. } => Relaxation::HelpGeneral { counter: *counter },
        }
    }
}

impl fmt::Display for HallRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { field, .. } => write!(f, "`{field}` is not a finite number"),
            Self::OutOfRange { field, value, least, most } => {
                write!(f, "`{field}` is {value}; it must be {least} to {most}")
            }
            Self::Empty { field } => write!(f, "`{field}` is empty"),
            Self::TooMany { field, given, most } => write!(f, "`{field}` has {given}; at most {most} can be"),
            Self::NoSuch { field, index, of } => write!(f, "`{field}` names {index}, of {of}"),
            Self::Rules { field, must } => write!(f, "rule `{field}` must be {must}"),
            Self::NotAscending { field, least } => write!(f, "`{field}` is below the one before, {least}"),
            Self::Backwards { field, .. } => write!(f, "`{field}` ends before it begins"),
            Self::Overlap { field, free_s } => {
                write!(f, "`{field}` begins before the one before it ends, at second {free_s}")
            }
            Self::OutsideShift { field, clerk } => write!(f, "`{field}` is in no shift of clerk {clerk}"),
            Self::CounterTaken { counter, by, clerk, free_s } => {
                write!(
                    f,
                    "clerk {clerk} is to sit at counter {counter} while clerk {by} does, until second {free_s}"
                )
            }
            Self::NobodyWorks => write!(f, "nobody works at a counter while the hall is open"),
            Self::NobodyCan { item, step, .. } => {
                write!(f, "nobody who works here can do step {step} of item {item}")
            }
            Self::OnlySpecialists { item, step, .. } => {
                write!(f, "who can do step {step} of item {item} sits where only other tickets are taken")
            }
            Self::SentInVain { field, counter } => {
                write!(f, "`{field}` waits for counter {counter} alone, where nobody can take it")
            }
            Self::ServesTwo { field, clerk } => write!(f, "`{field}`: clerk {clerk} already serves somebody"),
        }
    }
}
