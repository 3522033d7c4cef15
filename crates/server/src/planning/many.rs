//! Several plans of one city: the front of access against cost, and what becomes of halls as payments go online.
//!
//! Asks the planner again and again; decides nothing about a site by itself.

use std::collections::BTreeMap;

use kernel::Grade;
use planning::site::city::{Access, City, CityRefusal, Cost, Plan, Sizing, front, plan, weigh};
use planning::{Progress, Watch};
use serde::{Deserialize, Serialize};

/// Budgets from that of the cheapest plan to that of the best one.
const BUDGETS: u32 = 8;
/// Further shares of payments online that are looked at, in per mille.
pub(crate) const SHARES_PM: [i64; 4] = [0, 100, 300, 500];

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
pub(crate) fn front_of(city: &City, watch: &dyn Watch) -> Result<Front, CityRefusal> {
    let sizing = city.staffing.as_ref().map(|it| it as &dyn Sizing);
    let found = front(city, sizing, BUDGETS, watch)?;
    let points = found.points.iter().map(|it| Arrangement::of(&it.plan));
    Ok(Front { points: points.collect(), stopped: found.stopped })
}

/// One plan of several: how many are done is told, best and bound are those of another question each time.
struct OneOf<'a> {
    watch: &'a dyn Watch,
    done: u64,
    of: u64,
}

impl OneOf<'_> {
    fn say(&self) {
        let (best, bound) = (f64::INFINITY, f64::NEG_INFINITY);
        self.watch.tell(Progress { done: self.done, of: self.of, best, bound });
    }
}

impl Watch for OneOf<'_> {
    fn stop(&self) -> bool {
        self.watch.stop()
    }
    fn tell(&self, _: Progress) {}
}

/// What becomes of the halls of a city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shift {
    /// From no further shift on.
    pub(crate) steps: Vec<ShiftStep>,
    /// Stopped before all were asked for.
    pub(crate) stopped: bool,
}

/// The city when a further share of payments went online.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShiftStep {
    /// The further share, in per mille.
    pub(crate) online_pm: i64,
    /// Everything as it is today.
    pub(crate) unchanged: Plan,
    /// Planned anew.
    pub(crate) adapted: Plan,
}

/// What becomes of the halls as payments go online: with the halls of today, and planned anew.
///
/// # Errors
/// There is no plan at some share.
#[allow(clippy::cast_precision_loss, reason = "a share in per mille")]
pub(crate) fn online_shift(city: &City, watch: &dyn Watch) -> Result<Shift, CityRefusal> {
    let grades = city.sites.iter().filter_map(|site| Some((site.id.clone(), site.grade?)));
    let today: BTreeMap<String, Grade> = grades.collect();
    let mut step = OneOf { watch, done: 0, of: SHARES_PM.len() as u64 };
    let mut shift = Shift { steps: Vec::new(), stopped: false };
    for online_pm in SHARES_PM {
        step.say();
        let mut there = city.clone();
        let online = &mut there.habits.payment.online;
        *online += (1.0 - *online) * online_pm as f64 / 1000.0;
        let sizing = there.staffing.as_ref().map(|it| it as &dyn Sizing);
        let unchanged = weigh(&there, sizing, &today, &step)?;
        let adapted = plan(&there, &step)?;
        shift.stopped |= adapted.stopped;
        shift.steps.push(ShiftStep { online_pm, unchanged, adapted });
        step.done += 1;
        if watch.stop() {
            shift.stopped |= shift.steps.len() < SHARES_PM.len();
            break;
        }
    }
    Ok(shift)
}
