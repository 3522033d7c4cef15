//! Asking the planner, and its answers as they are stored.

use kernel::RunWork;
use planning::Watch;
use planning::site::city::{City, CityRefusal, ShiftTerms, plan};

use serde::Serialize;
use serde::de::DeserializeOwned;

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

/// Asks the planner about `city`; `terms` are those of the shift online. The answer depends on the city with its seed and effort alone, unless `watch` stops it.
pub(crate) fn answer(work: RunWork, city: City, terms: &ShiftTerms, watch: &dyn Watch) -> Outcome {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // One core is left to the halls; how many there are changes no answer.
    let threads = u32::try_from(cores.saturating_sub(1).max(1)).unwrap_or(1);
    let mut city = city;
    city.effort.threads = threads;
    let answered = match work {
        RunWork::Site => plan(&city, watch).map(|plan| Outcome::of(!plan.stopped, &plan)),
        RunWork::Front => front_of(&city, watch).map(|front| Outcome::of(!front.stopped, &front)),
        RunWork::Online => shift_of(&city, terms, watch).map(|shift| Outcome::of(!shift.stopped, &shift)),
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
