//! Asking the planner, and its answers as they are stored.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::RunWork;
use pack::Pack;
use planning::Watch;
use planning::site::city::{ByDay, City, CityRefusal, DayShape, ShiftTerms, Sizing, StaffedDays, plan_with};
use planning::staff::StaffingRefusal;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::city::{day_shape, shift_terms};
use super::many::{front_of, shift_of};
use crate::Refused;

/// What came of a run.
pub(crate) struct Outcome {
    /// There is no plan: then `json` is the planner's refusal.
    pub(crate) failed: bool,
    /// The search came to its end.
    pub(crate) complete: bool,
    /// The answer, as JSON of the planner's own types.
    pub(crate) json: String,
}

impl Outcome {
    fn of(complete: bool, answer: &impl Serialize) -> Outcome {
        let json = serde_json::to_string(answer).expect("an answer is plain data");
        Outcome { failed: false, complete, json }
    }

    /// The planner panicked: a bug, which the log has the place of.
    pub(crate) fn broken() -> Outcome {
        Outcome { failed: true, complete: true, json: "null".to_owned() }
    }
}

/// What the pack says beside the city.
#[derive(Clone, Debug)]
pub(crate) struct Beside {
    shape: DayShape,
    pub(crate) terms: ShiftTerms,
}

impl Beside {
    pub(crate) fn of(pack: &Pack) -> Beside {
        Beside { shape: day_shape(pack), terms: shift_terms(pack) }
    }

    /// The days that halls are staffed by. They take seconds and change with the pack only, so the last ones are kept.
    ///
    /// # Errors
    /// A figure of the pack is out of the limits of staffing.
    pub(crate) fn days(&self) -> Result<Arc<StaffedDays>, StaffingRefusal> {
        static KEPT: Mutex<Option<(DayShape, Arc<StaffedDays>)>> = Mutex::new(None);
        // Held while they are made: whoever asks meanwhile waits for them instead of making them too.
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((shape, days)) = &*kept
            && *shape == self.shape
        {
            return Ok(Arc::clone(days));
        }
        let days = Arc::new(StaffedDays::of(&self.shape)?);
        *kept = Some((self.shape.clone(), Arc::clone(&days)));
        Ok(days)
    }
}

/// Asks the planner about `city`; `beside` is what the pack says besides. The answer depends on the city with its seed and effort alone, unless `watch` stops it.
pub(crate) fn answer(work: RunWork, city: City, beside: &Beside, watch: &dyn Watch) -> Outcome {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // One core is left to the halls; how many there are changes no answer.
    let threads = u32::try_from(cores.saturating_sub(1).max(1)).unwrap_or(1);
    let mut city = city;
    city.effort.threads = threads;
    let days = match beside.days() {
        Ok(days) => days,
        Err(refusal) => {
            tracing::error!(?refusal, "the pack's day cannot be staffed");
            return Outcome::broken();
        }
    };
    let by_day = city.staffing.as_ref().map(|staffing| ByDay { days: &days, staffing });
    let sizing = by_day.as_ref().map(|it| it as &dyn Sizing);
    let answered = match work {
        RunWork::Site => plan_with(&city, sizing, &[], watch).map(|plan| Outcome::of(!plan.stopped, &plan)),
        RunWork::Front => front_of(&city, sizing, watch).map(|front| Outcome::of(!front.stopped, &front)),
        RunWork::Online => {
            shift_of(&city, sizing, &beside.terms, watch).map(|shift| Outcome::of(!shift.stopped, &shift))
        }
    };
    answered.unwrap_or_else(|refusal| {
        let stopped = matches!(refusal, CityRefusal::NotFound { stopped: true, .. });
        Outcome { failed: true, ..Outcome::of(!stopped, &refusal) }
    })
}

/// A stored answer as one of the planner's types.
///
/// # Errors
/// It is not of this version's shape.
pub(crate) fn parsed<T: DeserializeOwned>(json: &str) -> Result<T, Refused> {
    serde_json::from_str(json).map_err(|error| {
        tracing::error!(%error, "a stored answer of the planner cannot be read");
        Refused::new("internal")
    })
}
