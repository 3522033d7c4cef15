//! What a plan says: grades, catchments, access and cost before and after, how good it is, and who loses by it.
//!
//! Data only. Units as in input.rs.

use kernel::Grade;
use serde::{Deserialize, Serialize};

use super::{BySegment, Crew, Segment};

/// A plan for a [`City`](super::City), the best that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Every site, in the order of the city's.
    pub halls: Vec<HallPlan>,
    /// Who goes where: every place and segment with people, in the order of the city's.
    pub catchments: Vec<Catchment>,
    /// Access as it is; nothing when no hall is open today.
    pub access_before: Option<Access>,
    /// Access under the plan.
    pub access_after: Access,
    /// Cost as it is.
    pub cost_before: Cost,
    /// Cost under the plan.
    pub cost_after: Cost,
    /// What the plan is worth; the smaller the better.
    pub objective: Objective,
    /// What no plan can be better than.
    pub bound: Bound,
    /// Every site that changes, and what that change alone does: the plan beside the plan without it. In the order of sites.
    pub changes: Vec<Change>,
    /// Every place and segment whose minutes change from today to the plan; those who lose most (people × minutes) first.
    pub moved: Vec<Moved>,
    /// Whether it was stopped before the effort was spent.
    pub stopped: bool,
    /// Steps done: moves weighed, rounds of the bound and nodes.
    pub steps: u64,
}

/// One site of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HallPlan {
    /// Code of the site.
    pub site: String,
    /// Its grade today.
    pub before: Option<Grade>,
    /// Its grade in the plan; nothing when there is no hall.
    pub after: Option<Grade>,
    /// Visits a year today.
    pub visits_before: f64,
    /// Visits a year in the plan.
    pub visits: BySegment<f64>,
    /// Visits by the most its grade allows; 0 when there is no hall.
    pub full: f64,
    /// Counters that today's visits need, by the same sizing.
    pub counters_before: u32,
    /// Counters, clerks and wait.
    pub crew: Crew,
    /// Running cost a year without clerks, fen.
    pub yearly: i64,
    /// One-off cost of its change, fen.
    pub change: i64,
}

/// Where the people of a place and segment go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catchment {
    /// Code of the place.
    pub place: String,
    /// The segment.
    pub segment: Segment,
    /// Mean minutes one way.
    pub minutes: f64,
    /// The halls and their shares, which add up to 1; the nearest first.
    pub shares: Vec<Share>,
}

/// A share of a place's people that goes to a hall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// Code of the site.
    pub site: String,
    /// The share.
    pub share: f64,
}

/// How well people reach a hall that can serve them. Over those who have one; the others are counted in `unserved`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    /// Mean minutes one way of a visit.
    pub mean_min: f64,
    /// Share of people who have at most 15 minutes to go.
    pub within_15: f64,
    /// Share of people who have at most 30 minutes to go.
    pub within_30: f64,
    /// Mean minutes of the tenth of people who have longest to go.
    pub worst_tenth_min: f64,
    /// Mean minutes one way of a visit of [`Segment::Elder`].
    pub elders_min: f64,
    /// Mean wait of a visit, minutes.
    pub wait_min: f64,
    /// People whom no hall that they can reach serves.
    pub unserved: f64,
}

/// What the halls cost, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Running cost a year without clerks.
    pub halls: i64,
    /// Clerks a year.
    pub clerks: i64,
    /// One-off: opening.
    pub open: i64,
    /// One-off: closing.
    pub close: i64,
    /// One-off: other grades.
    pub regrade: i64,
}

impl Cost {
    /// Cost a year, fen: what [`Constraints::yearly_max`](super::Constraints::yearly_max) is held against.
    #[must_use]
    pub const fn yearly(&self) -> i64 {
        self.halls + self.clerks
    }

    /// One-off cost, fen: what [`Constraints::change_max`](super::Constraints::change_max) is held against.
    #[must_use]
    pub const fn change(&self) -> i64 {
        self.open + self.close + self.regrade
    }
}

/// The objective by its parts, each already weighed: fen a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// The sum of the parts.
    pub total: f64,
    /// Cost.
    pub cost: f64,
    /// Travel of visits.
    pub travel: f64,
    /// Waiting of visits.
    pub wait: f64,
    /// People beyond 15 and 30 minutes.
    pub beyond: f64,
    /// The worst-served tenth.
    pub worst_tenth: f64,
    /// Unequally full halls.
    pub balance: f64,
}

/// What no plan that keeps the constraints can be better than.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// Every plan's objective is at least this, fen a year.
    pub value: f64,
    /// (objective − value) / objective; 0 when the plan is proven to be the best.
    pub gap: f64,
    /// Parts of the objective and rules of the city that the bound does not see in full: it is valid all the same, but
    /// the gap holds these as well. Empty when the bound sees everything.
    pub blind: Vec<BoundPart>,
}

/// What a bound does not see in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundPart {
    /// People choose by gravity; the bound lets each go where it costs least.
    Choice,
    /// Clerks are counted as a caller's sizing promises at least, and in fractions.
    Clerks,
    /// Waiting is counted as nothing.
    Wait,
    /// Balance is counted as nothing.
    Balance,
    /// The nearest hall is chosen even when it is full; the bound sends people to the next one.
    Capacity,
}

/// What one site's change does alone: the plan beside the plan without this change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Code of the site.
    pub site: String,
    /// Grade today.
    pub before: Option<Grade>,
    /// Grade in the plan.
    pub after: Option<Grade>,
    /// Those who go further.
    pub further: Felt,
    /// Those who have less far to go.
    pub nearer: Felt,
    /// Yearly cost saved in all halls together, fen; negative when it costs more.
    pub saves: i64,
    /// One-off cost of the change, fen.
    pub once: i64,
}

/// How a group of people feels a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Felt {
    /// How many people.
    pub people: f64,
    /// By how many minutes one way, on average; at least 0.
    pub minutes: f64,
    /// Share of them who are 65 or older.
    pub over_65: f64,
}

/// A place and segment whose minutes change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Code of the place.
    pub place: String,
    /// The segment.
    pub segment: Segment,
    /// How many people.
    pub people: f64,
    /// Share of them who are 65 or older.
    pub over_65: f64,
    /// Minutes one way today; nothing when no hall serves them.
    pub before_min: Option<f64>,
    /// Minutes one way in the plan.
    pub after_min: f64,
}
