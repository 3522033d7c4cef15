//! What a roster is asked: days with their needs, shifts, people with contracts and wishes, rules, weights.
//!
//! Every figure of a rule is data of who asks; nothing here knows a law. All times are quarter hours of a local day,
//! counted from midnight; people, days, shifts and skills are named by their position in the question's lists.

use serde::{Deserialize, Serialize};

/// The quarter hours of a day.
pub const DAY_SLOTS: u32 = 96;

/// A roster to be found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterQuestion {
    /// The weekday of the first day: 1 is Monday. Weeks run from Monday to Sunday.
    pub first_weekday: u32,
    /// The days, in order, none left out.
    pub days: Vec<RosterDay>,
    /// Names of the skills that needs and people speak of.
    pub skills: Vec<String>,
    /// The shifts that may be worked.
    pub shifts: Vec<Shift>,
    /// The contracts that people have.
    pub contracts: Vec<Contract>,
    /// The people.
    pub people: Vec<Person>,
    /// The rules of rest.
    pub rules: RestRules,
    /// What is paid for what.
    pub weights: Weights,
    /// Cells of the board that somebody has set by hand and the search leaves alone.
    #[serde(default)]
    pub pins: Vec<Pin>,
}

/// One day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterDay {
    /// A weekend or public holiday: working on it is shared out evenly.
    pub rest_day: bool,
    /// Who is needed when; none where the hall is closed.
    pub needs: Vec<Need>,
}

/// So many people at once, from a quarter hour on. A person with two skills counts for a need of either and for that of
/// all: who needs them apart says so with a need of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Only people with this skill count; everybody does without one.
    pub skill: Option<usize>,
    /// The first quarter hour.
    pub from_slot: u32,
    /// People needed in each quarter hour from then on.
    pub people: Vec<u32>,
}

/// A shift that may be worked, within one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Its short name, as the board shows it.
    pub code: String,
    /// Its first quarter hour.
    pub start_slot: u32,
    /// How many quarter hours it lasts, its break among them.
    pub slots: u32,
    /// The break, in which its person is not at the counter.
    pub pause: Option<Pause>,
    /// What kind of shift it is for fairness.
    pub band: Band,
}

/// The break of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The first quarter hour of the day at which it may begin.
    pub earliest_slot: u32,
    /// The last.
    pub latest_slot: u32,
    /// How many quarter hours it lasts.
    pub slots: u32,
    /// Whether it counts as working time.
    pub paid: bool,
}

/// What kind of shift it is for fairness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// One that nobody minds.
    #[default]
    Plain,
    /// An early one.
    Early,
    /// A late one.
    Late,
}

/// What a contract says of a calendar week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Its name.
    pub name: String,
    /// The working time that must be given in a whole week, minutes; less in proportion to the days somebody is away.
    /// A week that the roster holds only a part of has no minimum.
    pub week_min_min: u32,
    /// The working time that must not be exceeded in a week, minutes.
    pub week_max_min: u32,
}

/// A person of the roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Who: an id of the caller's. No name.
    pub key: String,
    /// What they can do.
    #[serde(default)]
    pub skills: Vec<usize>,
    /// Their contract.
    pub contract: usize,
    /// Days on which they are away.
    #[serde(default)]
    pub away: Vec<usize>,
    /// What they wish.
    #[serde(default)]
    pub wishes: Vec<Wish>,
    /// What was before the first day.
    #[serde(default)]
    pub before: Before,
}

/// What of a person's work before the first day still counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// Days worked in a row up to the eve.
    #[serde(default)]
    pub run_days: u32,
    /// The quarter hour in which work ended on the eve (exclusive), if there was any.
    #[serde(default)]
    pub eve_end_slot: Option<u32>,
    /// Minutes worked already in the week of the first day.
    #[serde(default)]
    pub week_minutes: u32,
    /// Days worked already in that week.
    #[serde(default)]
    pub week_days: u32,
    /// Rest days worked that fairness still remembers.
    #[serde(default)]
    pub rest_days: u32,
    /// Early shifts that it remembers.
    #[serde(default)]
    pub early: u32,
    /// Late shifts that it remembers.
    #[serde(default)]
    pub late: u32,
}

/// A wish for one day; `weight` is what denying it is priced at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The day.
    pub day: usize,
    /// What is wished.
    pub want: Want,
    /// The price of denying it; at least 0.
    pub weight: i64,
}

/// What somebody wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Not to work.
    Off,
    /// To work, whatever the shift.
    Work,
    /// This shift.
    Shift(usize),
}

/// The rules of rest. None may be broken by an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestRules {
    /// Least rest between two shifts, minutes.
    pub rest_min: u32,
    /// Most days worked in a row.
    pub run_days_max: u32,
    /// Least days off in a calendar week.
    pub week_off_min: u32,
}

/// Prices, in points: the answer with the least sum is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// One person missing for a quarter hour.
    pub short: i64,
    /// A quarter hour of working time.
    pub paid: i64,
    /// A quarter hour (begun) below a contract's minimum of a week.
    pub under: i64,
    /// Rest days worked, per step away from the evenest split among people of one contract.
    pub rest_days: i64,
    /// Early shifts, likewise.
    pub early: i64,
    /// Late shifts, likewise.
    pub late: i64,
    /// A cell of the board that is not as it was, when a roster is mended.
    pub change: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { short: 1_000, paid: 10, under: 200, rest_days: 60, early: 20, late: 20, change: 400 }
    }
}

/// A cell that somebody has set: this shift, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Whose.
    pub person: usize,
    /// Which day.
    pub day: usize,
    /// The shift; a day off without one.
    pub shift: Option<usize>,
}
