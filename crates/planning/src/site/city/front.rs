//! Access against cost: the best access that each yearly budget buys.
//!
//! Steps of ε (Haimes, Lasdon, Wismer 1971): cost is a constraint, access the objective. A grain of cost stays in the
//! objective, so that of plans with the same access the cheaper one is taken (Mavrotas 2009). Each step begins from the
//! plan of the step before, which its larger budget allows too, so that access never gets worse from one to the next.

use std::collections::BTreeMap;

use kernel::Grade;
use serde::{Deserialize, Serialize};

use super::sizing::Sizing;
use super::solve::{least_cost, plan_with};
use super::{City, CityRefusal, Plan};
use crate::{Progress, Watch};

/// How much less cost counts than in the city's own weights.
const GRAIN: f64 = 1e-6;

/// Plans of which none is both cheaper and better than another, the cheapest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// The plans.
    pub points: Vec<FrontPoint>,
    /// Whether it was stopped before the last step.
    pub stopped: bool,
}

/// The best access that a yearly budget buys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontPoint {
    /// The budget, fen.
    pub yearly_max: i64,
    /// What access, waiting and balance cost by the city's weights, fen a year; the smaller the better.
    pub access: f64,
    /// The plan. Its objective and bound are those of the step: cost counts a millionth in them.
    pub plan: Plan,
}

/// The front of a city in so many steps (at least 2), from the cheapest plan there is to the one with the best access, or
/// up to the city's own yearly budget.
///
/// # Errors
/// As [`plan`](super::plan): no plan keeps the constraints.
pub fn front(
    city: &City,
    sizing: Option<&dyn Sizing>,
    steps: u32,
    watch: &dyn Watch,
) -> Result<Front, CityRefusal> {
    let steps = steps.max(2);
    let mut eps = city.clone();
    eps.weights.cost = GRAIN * city.weights.cost.max(1e-3);
    let step = |n: u32| Step { watch, n, of: steps };
    let (low, cheap) = least_cost(city, sizing, &step(0))?;
    let best = plan_with(&eps, sizing, &[], &step(0))?;
    let high = best.cost_after.yearly().max(low);
    let (mut points, mut from): (Vec<FrontPoint>, Vec<BTreeMap<String, Grade>>) = (Vec::new(), vec![cheap]);
    let mut stopped = false;
    for n in 0..steps {
        stopped = watch.stop();
        if stopped && n > 0 {
            break;
        }
        let yearly_max = low + ((high - low) as f64 * f64::from(n) / f64::from(steps - 1)).round() as i64;
        eps.constraints.yearly_max = Some(yearly_max);
        if n == steps - 1 {
            from.push(grades(&best));
        }
        let plan = plan_with(&eps, sizing, &from, &step(n))?;
        from = vec![grades(&plan)];
        push(&mut points, yearly_max, plan);
    }
    Ok(Front { points, stopped })
}

/// Adds a point unless the last one is as good, and takes away what it is cheaper and no worse than.
fn push(points: &mut Vec<FrontPoint>, yearly_max: i64, plan: Plan) {
    let access = plan.objective.total - plan.objective.cost;
    if points.last().is_some_and(|last| access >= last.access * (1.0 - 1e-12)) {
        return;
    }
    while points.last().is_some_and(|last| plan.cost_after.yearly() <= last.plan.cost_after.yearly()) {
        points.pop();
    }
    points.push(FrontPoint { yearly_max, access, plan });
}

/// The grades of a plan by site.
fn grades(plan: &Plan) -> BTreeMap<String, Grade> {
    plan.halls.iter().filter_map(|hall| Some((hall.site.clone(), hall.after?))).collect()
}

/// Tells of one step of several.
struct Step<'a> {
    watch: &'a dyn Watch,
    n: u32,
    of: u32,
}

impl Watch for Step<'_> {
    fn stop(&self) -> bool {
        self.watch.stop()
    }
    fn tell(&self, progress: Progress) {
        self.watch.tell(Progress { done: u64::from(self.n), of: u64::from(self.of), ..progress });
    }
}
