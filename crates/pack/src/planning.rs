//! What planning rests on (`planning.toml`): who needs what how often, what halls of each grade cost and can do, how people
//! travel and choose, what counts how much, and the shifts and contracts of rosters.

use std::collections::BTreeMap;

use kernel::{Certainty, ChoiceRule, Day, Grade};
use serde::{Deserialize, Serialize};

use crate::Clock;

/// The whole of `planning.toml`. Money in yuan, ways in minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planning {
    /// From when these figures hold.
    pub effective_from: Day,
    /// Where they come from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// Share of people who are 65 or older.
    pub over_65: f64,
    /// How far from its seat a county's places are drawn, by the radius of a circle of the county's area. Towns have no
    /// coordinates in a pack: their places are schematic.
    pub spread: f64,
    /// How people travel.
    pub travel: PlanTravel,
    /// How people choose a hall.
    pub choice: PlanChoice,
    /// Groups of customers, each once.
    pub segment: Vec<PlanSegment>,
    /// What halls of each grade are.
    pub grade: Vec<PlanGrade>,
    /// Where a hall could be opened.
    pub candidate: PlanCandidate,
    /// How demand becomes counters.
    pub staffing: PlanStaffing,
    /// Clerks who serve several halls by day of week.
    pub travelling: PlanTravelling,
    /// What counts how much.
    pub weights: PlanWeights,
    /// What must hold.
    pub constraints: PlanConstraints,
    /// Contracts and costs of clerks.
    pub roster: PlanRoster,
    /// Shifts that can be worked.
    pub shift: Vec<PlanShift>,
}

/// How people travel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTravel {
    /// Length of the road by that of the straight line.
    pub detour: f64,
    /// Speed.
    pub km_per_hour: f64,
    /// Minutes to set out and to arrive.
    pub start_min: f64,
}

/// How people choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanChoice {
    /// The rule.
    pub rule: ChoiceRule,
    /// Exponent of gravity.
    pub decay: f64,
    /// Halls so many minutes further than the nearest are not considered.
    pub further_min: f64,
    /// Whether the wait counts as way.
    pub wait_counts: bool,
}

/// A group of customers: `payment`, `connection`, `elder` or `firm`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSegment {
    /// Which.
    pub segment: String,
    /// Share of the inhabitants; all add up to 1.
    pub share: f64,
    /// Needs a head and year, online or at a hall.
    pub needs: f64,
    /// Share of them that is done online.
    pub online: f64,
    /// Minutes of a clerk.
    pub minutes: f64,
}

/// What a hall of a grade is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanGrade {
    /// The grade.
    pub grade: Grade,
    /// Segments that it serves.
    pub serves: Vec<String>,
    /// Running cost a year without clerks.
    pub yearly_yuan: i64,
    /// Most visits a year.
    pub visits_max: f64,
    /// Most counters with a clerk.
    pub counters_max: u32,
    /// Hours a year that it is open.
    pub hours: f64,
    /// Cost of opening one.
    pub open_yuan: i64,
    /// Cost of closing one.
    pub close_yuan: i64,
    /// Cost of making one of another.
    pub regrade_yuan: i64,
    /// How strongly it draws people.
    pub attraction: f64,
    /// Grades that a hall of this grade may get.
    pub may: Vec<Grade>,
}

/// Where a hall could be opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanCandidate {
    /// Kinds of towns.
    pub kinds: Vec<String>,
    /// Grades that it may get.
    pub grades: Vec<Grade>,
}

/// How demand becomes counters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStaffing {
    /// Cost of a counter's clerks for 1,000 hours.
    pub per_1000_hours_yuan: i64,
    /// Share of the customers of every hour who begin to be served in time.
    pub share: f64,
    /// Which time that is.
    pub within_min: f64,
}

/// Clerks who serve several halls by day of week (流动服务).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTravelling {
    /// Days a week on which halls with clerks are open, from Monday on.
    pub days: u8,
    /// Hours of a clerk's day.
    pub hours_a_day: f64,
    /// Share of the day that may be filled with work.
    pub busy_max: f64,
    /// Furthest two halls of one clerk may be apart, as the crow flies.
    pub apart_km: f64,
    /// Market days of halls, by their code: days of the week, 1 for Monday.
    pub market_days: BTreeMap<String, Vec<u8>>,
}

/// What counts how much, each brought to yuan a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanWeights {
    /// A yuan of cost.
    pub cost: f64,
    /// Years over which one-off cost is spread.
    pub years: f64,
    /// A visit's minute of way.
    pub minute_yuan: f64,
    /// A visit's minute of waiting.
    pub wait_minute_yuan: f64,
    /// A head with more than 15 minutes to go.
    pub beyond_15_yuan: f64,
    /// A head with more than 30 minutes to go, on top.
    pub beyond_30_yuan: f64,
    /// A head's minute in the worst-served tenth.
    pub worst_tenth_yuan: f64,
    /// How much more the way of elders counts.
    pub elders: f64,
    /// A visit that would have to go elsewhere for halls to be equally full.
    pub balance_yuan: f64,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanConstraints {
    /// Each county keeps a hall of grade B or better.
    pub county_b: bool,
    /// Halls of these grades stay open.
    pub keep: Vec<Grade>,
    /// Most halls of grade A in the city.
    pub city_a_max: u32,
    /// No hall has more visits than its grade can take.
    pub capacity: bool,
}

/// Contracts, rules of rest and costs of clerks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRoster {
    /// An hour of a clerk.
    pub clerk_yuan_per_hour: f64,
    /// A day of a kiosk.
    pub kiosk_yuan_per_day: f64,
    /// Hours of a week by contract, at least.
    pub week_hours_min: u32,
    /// At most.
    pub week_hours_max: u32,
    /// Hours of rest between two shifts.
    pub rest_hours_min: u32,
    /// Most days worked in a row.
    pub days_in_row_max: u32,
    /// Days off in a week.
    pub days_off_per_week: u32,
}

/// What kind of shift it is for fairness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftBand {
    /// One that nobody minds.
    Plain,
    /// An early one.
    Early,
    /// A late one.
    Late,
}

/// A shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanShift {
    /// Its short name.
    pub code: String,
    /// Begins.
    pub from: Clock,
    /// Ends.
    pub to: Clock,
    /// Its break begins no sooner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_from: Option<Clock>,
    /// Its break is over by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_to: Option<Clock>,
    /// Minutes of the break; 0 without one.
    pub break_min: i32,
    /// What kind of shift it is for fairness.
    pub band: ShiftBand,
}
