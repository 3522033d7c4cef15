//! The snapshot that a plan is made from. Data only: nothing here judges or computes.
//!
//! Units: money in fen, travel in minutes one way, coordinates in metres on a plane, people in heads, visits a year, shares
//! from 0 to 1.

use kernel::Grade;
use serde::{Deserialize, Serialize};

/// What people come for. Each head is counted in one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Pays bills (交费).
    Payment,
    /// Applies for supply or a change of it (办电).
    Connection,
    /// Old and without a smartphone: needs a person at a counter (无智能手机老人).
    Elder,
    /// A firm, with business of high voltage (企业).
    Firm,
}

impl Segment {
    /// Every segment, in the order of [`BySegment`].
    pub const ALL: [Segment; 4] = [Segment::Payment, Segment::Connection, Segment::Elder, Segment::Firm];
}

/// A value for each segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BySegment<T> {
    /// Of [`Segment::Payment`].
    pub payment: T,
    /// Of [`Segment::Connection`].
    pub connection: T,
    /// Of [`Segment::Elder`].
    pub elder: T,
    /// Of [`Segment::Firm`].
    pub firm: T,
}

impl<T> BySegment<T> {
    /// The value of one segment.
    pub const fn of(&self, segment: Segment) -> &T {
        match segment {
            Segment::Payment => &self.payment,
            Segment::Connection => &self.connection,
            Segment::Elder => &self.elder,
            Segment::Firm => &self.firm,
        }
    }

    /// A value made for each segment.
    pub fn each(mut make: impl FnMut(Segment) -> T) -> Self {
        Self {
            payment: make(Segment::Payment),
            connection: make(Segment::Connection),
            elder: make(Segment::Elder),
            firm: make(Segment::Firm),
        }
    }
}

impl BySegment<f64> {
    /// The sum over the segments.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.payment + self.connection + self.elder + self.firm
    }
}

/// Everything that a plan depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Where people live.
    pub places: Vec<Place>,
    /// Halls as they are, and where one could be.
    pub sites: Vec<Site>,
    /// What each grade offers and costs; a grade that is not listed is not used. Functions nest: what D serves, C serves.
    pub grades: Vec<GradeOffer>,
    /// How often people come.
    pub habits: BySegment<Habit>,
    /// How long the way takes.
    pub travel: Travel,
    /// Which hall people choose.
    pub choice: Choice,
    /// How demand becomes counters, clerks and waiting; without it clerks cost nothing and nobody waits.
    #[serde(default)]
    pub staffing: Option<Staffing>,
    /// What is wanted, in fen a year.
    pub weights: Weights,
    /// What must hold.
    #[serde(default)]
    pub constraints: Constraints,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// How hard to look.
    #[serde(default)]
    pub effort: Effort,
}

/// A point on the plane, in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Metres to the east.
    pub x_m: f64,
    /// Metres to the north.
    pub y_m: f64,
}

/// A demand place: a town, a community.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its code; unique among places.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Code of its county.
    pub county: String,
    /// Code of its township cluster, if it is in one.
    #[serde(default)]
    pub cluster: Option<String>,
    /// Where it is.
    pub at: Point,
    /// Heads in each segment.
    pub people: BySegment<f64>,
    /// Share of its people who are 65 or older.
    pub over_65: f64,
}

/// A hall as it is, or a place where one could be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its code; unique among sites.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Code of its county.
    pub county: String,
    /// Code of its township cluster, if it is in one.
    #[serde(default)]
    pub cluster: Option<String>,
    /// Where it is.
    pub at: Point,
    /// Its grade today; nothing where there is no hall.
    #[serde(default)]
    pub grade: Option<Grade>,
    /// Grades it may have. To be closed is always possible unless a constraint says otherwise.
    pub allowed: Vec<Grade>,
}

/// What a grade offers and costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeOffer {
    /// The grade.
    pub grade: Grade,
    /// Whom such a hall can serve.
    pub serves: Vec<Segment>,
    /// Running cost a year without clerks, in fen.
    pub yearly: i64,
    /// Most visits a year.
    pub visits_max: f64,
    /// Most counters with a clerk; 0 for a self-service hall, which has no clerks and no [`Staffing`].
    pub counters_max: u32,
    /// Hours a year that it is open.
    pub hours: f64,
    /// One-off cost of opening one where there is no hall, in fen.
    pub open: i64,
    /// One-off cost of closing one, in fen.
    pub close: i64,
    /// One-off cost of turning a hall of another grade into one, in fen.
    pub regrade: i64,
    /// How strongly it draws people, under [`Choice::Huff`]; 1 for a plain hall.
    pub attraction: f64,
}

/// How often people of a segment need something, and how many of them go online for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Habit {
    /// Needs a head and year, online or at a hall.
    pub visits: f64,
    /// Share of them that is done online.
    pub online: f64,
}

/// How long the way takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Travel {
    /// Straight line × detour at one speed, and a start that every trip has.
    Straight {
        /// Length of the road by the length of the straight line; at least 1.
        detour: f64,
        /// Speed, km/h.
        km_per_hour: f64,
        /// Minutes to set out and to arrive, in every trip.
        #[serde(default)]
        start_min: f64,
    },
    /// Given: a row for each place, a column for each site; nothing where there is no way.
    Matrix {
        /// Minutes one way.
        minutes: Vec<Vec<Option<f64>>>,
    },
}

/// Which hall people choose, among the open ones that can serve them and can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Choice {
    /// The nearest; of equally near ones the first in the list of sites.
    Nearest,
    /// Gravity (Huff 1964): a hall gets a share in proportion to attraction × decay of the time.
    Huff {
        /// How the draw falls with time.
        decay: Decay,
        /// Halls more than so many minutes further than the nearest are not considered.
        further_min: f64,
        /// Whether the wait at the hall counts as time of the way; found by a fixed point of at most
        /// [`Effort::wait_rounds`] rounds.
        #[serde(default)]
        wait: bool,
    },
}

/// How the draw of a hall falls with the minutes `t` to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Decay {
    /// (t + 1)^−exponent.
    Power {
        /// Exponent, above 0.
        exponent: f64,
    },
    /// e^(−t · per_min).
    Exponential {
        /// A minute's fall, above 0.
        per_min: f64,
    },
}

/// How demand becomes counters: the plain sizing that is used when the caller brings none of their own.
///
/// Visits come evenly over the opening hours, `peak` times as many in the busy hour that the counters are sized for
/// (M/M/c, Erlang 1917).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staffing {
    /// Minutes of a clerk for a visit.
    pub minutes: BySegment<f64>,
    /// Cost of a counter with its clerks for 1,000 opening hours, in fen.
    pub per_1000_hours: i64,
    /// Visits in the busy hour by those of an average one; at least 1.
    pub peak: f64,
    /// Longest mean wait in the busy hour, minutes.
    pub wait_max_min: f64,
}

/// What a hall needs for its visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// Counters with a clerk.
    pub counters: u32,
    /// Cost of the clerks a year, in fen.
    pub yearly: i64,
    /// Mean wait of a visit, minutes.
    pub wait_min: f64,
}

/// What is wanted. Every part is brought to fen a year, so that parts can be weighed against each other; the smaller the
/// better. A part of weight 0 is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// A fen of cost: running cost, clerks, and one-off cost spread over `years`.
    pub cost: f64,
    /// Years over which one-off cost is spread; above 0.
    pub years: f64,
    /// A visit's minute of travel one way, in fen.
    pub minute: f64,
    /// A visit's minute of waiting, in fen.
    pub wait_minute: f64,
    /// Each head that has more than 15 minutes to go, in fen a year.
    pub beyond_15: f64,
    /// Each head that has more than 30 minutes to go, in fen a year; comes on top of `beyond_15`.
    pub beyond_30: f64,
    /// A head's minute in the worst-served tenth of all people, in fen a year.
    pub worst_tenth: f64,
    /// How much more the travel of [`Segment::Elder`] counts in `minute`, `beyond_15` and `beyond_30`; 1 for no more.
    pub elders: f64,
    /// Each visit that would have to go elsewhere for all staffed halls to be equally full, in fen.
    pub balance: f64,
}

/// What must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Constraints {
    /// Most yearly cost of all halls with their clerks, in fen.
    pub yearly_max: Option<i64>,
    /// Most one-off cost of all changes, in fen.
    pub change_max: Option<i64>,
    /// At least so many halls of a grade or better in each county.
    pub quotas: Vec<Quota>,
    /// At most so many halls of a grade.
    pub at_most: Vec<GradeMax>,
    /// At least one hall in each township cluster that a place is in.
    pub one_per_cluster: bool,
    /// No hall may have more visits than its grade allows.
    pub capacity: bool,
    /// Sites that must have a hall.
    pub open: Vec<String>,
    /// Counties in which no hall of today may close.
    pub close_none_in: Vec<String>,
    /// Sites that must not have a hall.
    pub forbid: Vec<String>,
    /// Sites with a grade that is given.
    pub fixed: Vec<FixedGrade>,
}

/// At least so many halls of a grade or better in each county.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// This grade or a better one.
    pub at_least: Grade,
    /// How many.
    pub count: u32,
    /// The counties; every county that a place is in when there is none.
    #[serde(default)]
    pub counties: Vec<String>,
}

/// At most so many halls of a grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeMax {
    /// Exactly this grade.
    pub grade: Grade,
    /// In all or in each county.
    pub within: Allowance,
    /// How many.
    pub count: u32,
}

/// Where a [`GradeMax`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    /// In the whole city.
    City,
    /// In each county.
    County,
}

/// A site with a grade that is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedGrade {
    /// Code of the site.
    pub site: String,
    /// Its grade.
    pub grade: Grade,
}

/// How hard to look, in steps. More is never worse, except by the luck of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Effort {
    /// Starts of the search: as it is, greedy, and random ones.
    pub starts: u32,
    /// Rounds of the lower bound at the root.
    pub bound_rounds: u32,
    /// Nodes of branch and bound, each with its own bound.
    pub nodes: u32,
    /// Rounds of waits and choices that answer each other.
    pub wait_rounds: u32,
    /// Threads; changes no answer.
    pub threads: u32,
}

impl Default for Effort {
    fn default() -> Self {
        Self { starts: 6, bound_rounds: 600, nodes: 100, wait_rounds: 8, threads: 2 }
    }
}
