//! Several plans of one city: the front of access against cost, and what becomes of halls as payments go online.
//!
//! Asks the planner again and again; decides nothing about a site by itself.

use std::collections::BTreeMap;

use kernel::Grade;
use planning::Watch;
use planning::site::city::{
    Access, City, CityRefusal, Cost, Plan, ShiftStep, ShiftTerms, Sizing, front, online_shift,
};
use serde::{Deserialize, Serialize};

/// Budgets from that of the cheapest plan to that of the best one.
const BUDGETS: u32 = 8;

/// An arrangement of halls and what it comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Arrangement {
    /// Open sites.
    pub(crate) open: BTreeMap<String, Grade>,
    /// Access.
    pub(crate) access: Access,
    /// Cost.
    pub(crate) cost: Cost,
    /// Counters.
    pub(crate) counters: i64,
    /// How far it can be from the best possible, from 0 to 1.
    pub(crate) gap: f64,
}

impl Arrangement {
    fn of(plan: &Plan) -> Arrangement {
        let open = plan.halls.iter().filter_map(|hall| Some((hall.site.clone(), hall.after?)));
        Arrangement {
            open: open.collect(),
            access: plan.access_after,
            cost: plan.cost_after,
            counters: plan.halls.iter().map(|hall| i64::from(hall.crew.counters)).sum(),
            gap: plan.bound.gap,
        }
    }
}

/// Access against cost, from the cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Front {
    /// Plans of which none is better than another in both.
    pub(crate) points: Vec<Arrangement>,
    /// Stopped before all were asked for.
    pub(crate) stopped: bool,
}

/// The front of `city`, without the catchments of its plans.
///
/// # Errors
/// There is no plan at all.
pub(crate) fn front_of(
    city: &City,
    sizing: Option<&dyn Sizing>,
    watch: &dyn Watch,
) -> Result<Front, CityRefusal> {
    let found = front(city, sizing, BUDGETS, watch)?;
    let points = found.points.iter().map(|it| Arrangement::of(&it.plan));
    Ok(Front { points: points.collect(), stopped: found.stopped })
}

/// What becomes of the halls of a city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shift {
    /// From no further shift on.
    pub(crate) steps: Vec<ShiftStep>,
    /// Stopped before all were asked for.
    pub(crate) stopped: bool,
}

/// What becomes of the halls as payments go online: with the halls of today, and planned anew.
///
/// # Errors
/// There is no plan at some share.
pub(crate) fn shift_of(
    city: &City,
    sizing: Option<&dyn Sizing>,
    terms: &ShiftTerms,
    watch: &dyn Watch,
) -> Result<Shift, CityRefusal> {
    let steps = online_shift(city, sizing, terms, watch)?;
    let stopped = steps.len() < terms.shares.len() || steps.iter().any(|step| step.adapted.stopped);
    Ok(Shift { steps, stopped })
}
