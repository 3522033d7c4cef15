//! Why there is no plan, and the least that would have to give. Money in fen.

use std::fmt;

use kernel::Grade;
use serde::{Deserialize, Serialize};

use super::Segment;

/// Why a city has no plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CityRefusal {
    /// Nobody needs anything: there is nothing to plan for.
    NoDemand,
    /// A number is not one, or out of its range.
    Number {
        /// The field, such as `places[3].people.elder`.
        field: String,
        /// What it must be.
        rule: String,
    },
    /// The same code twice.
    Twice {
        /// The field that repeats it.
        field: String,
        /// The code.
        id: String,
    },
    /// A code that is nowhere in the city.
    Unknown {
        /// The field that names it.
        field: String,
        /// The code.
        id: String,
    },
    /// A site may have a grade that the city does not offer.
    NoSuchGrade {
        /// The field that names it.
        field: String,
        /// The grade.
        grade: Grade,
    },
    /// A better grade cannot do what a lower one can.
    NotNested {
        /// The better grade.
        better: Grade,
        /// The lower grade.
        lower: Grade,
        /// What is missing.
        segment: Segment,
    },
    /// Two constraints about one site exclude each other.
    Conflict {
        /// Code of the site.
        site: String,
        /// The one field.
        one: String,
        /// The other field.
        other: String,
    },
    /// A segment has people, and no grade serves it.
    NowhereServed {
        /// The segment.
        segment: Segment,
        /// The least that would help.
        relax: Relaxation,
    },
    /// No site that a place can reach may have a grade that serves it.
    Unreachable {
        /// Code of the place.
        place: String,
        /// The segment.
        segment: Segment,
        /// The least that would help.
        relax: Relaxation,
    },
    /// A county cannot have as many halls of a grade as it must.
    Quota {
        /// Code of the county.
        county: String,
        /// This grade or better.
        at_least: Grade,
        /// How many there must be.
        wanted: u32,
        /// How many there can be.
        possible: u32,
        /// The least that would help.
        relax: Relaxation,
    },
    /// More halls of a grade are demanded than are allowed.
    TooMany {
        /// The county; nothing when it is the whole city.
        county: Option<String>,
        /// Exactly this grade.
        grade: Grade,
        /// How many may be.
        allowed: u32,
        /// How many other constraints ask for.
        demanded: u32,
        /// The least that would help.
        relax: Relaxation,
    },
    /// A township cluster has no site that may have a hall.
    Cluster {
        /// Code of the cluster.
        cluster: String,
        /// The least that would help.
        relax: Relaxation,
    },
    /// All halls together cannot take the visits.
    Capacity {
        /// Visits a year.
        visits: f64,
        /// Most visits a year of all sites at the grade that takes most.
        room: f64,
        /// The least that would help.
        relax: Relaxation,
    },
    /// The yearly budget is below the cheapest plan that keeps the other constraints.
    Budget {
        /// The budget.
        budget: i64,
        /// The cheapest plan's yearly cost.
        cheapest: i64,
        /// No plan costs less than this; equal to `cheapest` when that is proven.
        at_least: i64,
        /// The least that would help.
        relax: Relaxation,
    },
    /// The budget for changes is below the least that the other constraints ask for.
    ChangeBudget {
        /// The budget.
        budget: i64,
        /// The one-off cost of the cheapest plan.
        cheapest: i64,
        /// No plan costs less than this; equal to `cheapest` when that is proven.
        at_least: i64,
        /// The least that would help.
        relax: Relaxation,
    },
    /// No plan was found within the effort, and none was proven impossible. The nearest one breaks these constraints.
    NotFound {
        /// Yearly cost above the budget.
        yearly_over: i64,
        /// One-off cost above the budget.
        change_over: i64,
        /// Visits above what halls allow.
        visits_over: f64,
        /// Halls that are missing or too many.
        halls_off: u32,
        /// Stopped before the effort was spent.
        stopped: bool,
        /// What would let the nearest one pass.
        relax: Relaxation,
    },
}

/// The least that would have to give for a plan to be there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Relaxation {
    /// Let a grade serve a segment, and the better ones with it.
    Serve {
        /// The grade.
        grade: Grade,
        /// The segment.
        segment: Segment,
    },
    /// Let a site have a grade.
    Allow {
        /// Code of the site.
        site: String,
        /// The grade.
        grade: Grade,
    },
    /// Take a site off the forbidden ones.
    Permit {
        /// Code of the site.
        site: String,
    },
    /// Ask for so many halls only, or allow so many.
    Halls {
        /// How many.
        count: u32,
    },
    /// A way from the place to some site.
    Way {
        /// Code of the place.
        place: String,
    },
    /// A site where there is none, in a county or cluster.
    Site {
        /// Code of the county or cluster.
        within: String,
    },
    /// Raise the yearly budget to this.
    Yearly {
        /// Fen.
        fen: i64,
    },
    /// Raise the budget for changes to this.
    Change {
        /// Fen.
        fen: i64,
    },
    /// Room for so many more visits a year.
    Room {
        /// Visits.
        visits: f64,
    },
}

/// Fen as yuan with thousands, the fen dropped when there are none.
fn yuan(fen: i64) -> String {
    let (whole, part) = ((fen / 100).unsigned_abs().to_string(), (fen % 100).unsigned_abs());
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    if part == 0 { format!("{sign}{text} yuan") } else { format!("{sign}{text}.{part:02} yuan") }
}

impl fmt::Display for CityRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDemand => write!(f, "nobody in the city needs anything"),
            Self::Number { field, rule } => write!(f, "{field} must be {rule}"),
            Self::Twice { field, id } => write!(f, "{field}: {id} is there already"),
            Self::Unknown { field, id } => write!(f, "{field}: there is no {id}"),
            Self::NoSuchGrade { field, grade } => write!(f, "{field}: grade {grade} is not offered"),
            Self::NotNested { better, lower, segment } => {
                write!(f, "grade {lower} serves {segment:?}, and {better}, the better one, does not")
            }
            Self::Conflict { site, one, other } => {
                write!(f, "site {site}: {one} and {other} exclude each other")
            }
            Self::NowhereServed { segment, relax } => write!(f, "no grade serves {segment:?}; {relax}"),
            Self::Unreachable { place, segment, relax } => {
                write!(f, "no site that {place} can reach may serve {segment:?}; {relax}")
            }
            Self::Quota { county, at_least, wanted, possible, relax } => write!(
                f,
                "county {county} must have {wanted} of grade {at_least} or better and can have {possible}; {relax}"
            ),
            Self::TooMany { county, grade, allowed, demanded, relax } => write!(
                f,
                "{} may have {allowed} of grade {grade}, and {demanded} are demanded; {relax}",
                county.as_deref().unwrap_or("the city")
            ),
            Self::Cluster { cluster, relax } => {
                write!(f, "cluster {cluster} must have a hall and no site of it may; {relax}")
            }
            Self::Capacity { visits, room, relax } => {
                write!(
                    f,
                    "{visits:.0} visits a year are more than the {room:.0} that all halls can take; {relax}"
                )
            }
            Self::Budget { budget, cheapest, at_least, relax } => write!(
                f,
                "budget {} is below {}, the cheapest plan found that keeps the other constraints (none is below {}); {relax}",
                yuan(*budget),
                yuan(*cheapest),
                yuan(*at_least)
            ),
            Self::ChangeBudget { budget, cheapest, at_least, relax } => write!(
                f,
                "budget for changes {} is below {}, the least found that keeps the other constraints (none is below {}); {relax}",
                yuan(*budget),
                yuan(*cheapest),
                yuan(*at_least)
            ),
            Self::NotFound { yearly_over, change_over, visits_over, halls_off, relax, .. } => write!(
                f,
                "no plan was found; the nearest is {} over the yearly budget, {} over that for changes, \
                 {visits_over:.0} visits over what halls allow and {halls_off} halls off; {relax}",
                yuan(*yearly_over),
                yuan(*change_over)
            ),
        }
    }
}

impl fmt::Display for Relaxation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serve { grade, segment } => write!(f, "let grade {grade} serve {segment:?}"),
            Self::Allow { site, grade } => write!(f, "let {site} have grade {grade}"),
            Self::Permit { site } => write!(f, "do not forbid {site}"),
            Self::Halls { count } => write!(f, "ask for {count}"),
            Self::Way { place } => write!(f, "give {place} a way to a site"),
            Self::Site { within } => write!(f, "name a site in {within}"),
            Self::Yearly { fen } => write!(f, "raise the yearly budget to {}", yuan(*fen)),
            Self::Change { fen } => write!(f, "raise the budget for changes to {}", yuan(*fen)),
            Self::Room { visits } => write!(f, "make room for {visits:.0} more visits a year"),
        }
    }
}

impl std::error::Error for CityRefusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_money_in_yuan_and_what_would_help() {
        let refusal = CityRefusal::Budget {
            budget: 310_000_000,
            cheapest: 348_000_050,
            at_least: 348_000_050,
            relax: Relaxation::Yearly { fen: 348_000_050 },
        };
        let said = refusal.to_string();
        assert!(said.starts_with("budget 3,100,000 yuan is below 3,480,000.50 yuan"), "{said}");
        assert!(said.ends_with("raise the yearly budget to 3,480,000.50 yuan"), "{said}");
    }
}
