//! Making a scenario.

use kernel::{Cx, Event, HallId, ScenarioId, StaffId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once, one_int};

use super::{Body, Scenario, checked_name, scenario};

/// So many scenarios can be kept at once.
const MANY: i64 = 200;

store::statements! {
    /// A new scenario.
    ADD_SCENARIO = "INSERT INTO scenario (org, id, name, version, author, changed_us, body) VALUES ($1, $2, $3, 1, $4, $5, $6)";
    /// How many there are.
    COUNT_SCENARIOS = "SELECT COUNT(*) FROM scenario WHERE org = $1";
}

/// A scenario to be made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddScenario {
    /// Its name.
    pub name: String,
    /// The scenario it begins as a copy of.
    pub copy: Option<ScenarioId>,
}

kernel::refusals! {
    /// Why a scenario was not made.
    pub enum AddScenarioRefusal {
        /// The name is empty or too long.
        Name { field, rule } = "field_wrong",
        /// There is nothing to copy.
        Unknown = "scenario_unknown",
        /// There are too many.
        Many { rule } = "scenarios_many",
    }
}

/// Makes a scenario, of the `city` of the pack or as a copy. The city is no part of the request: it follows the pack.
///
/// # Errors
/// As [`AddScenarioRefusal`] says, or the database could not.
pub fn add_scenario(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &AddScenario,
    city: &planning::site::city::City,
) -> Result<Scenario, Fail<Refusal<AddScenarioRefusal>>> {
    once(tx, cx, "add_scenario", &[HallId::ORG], &(staff, input), |tx| {
        let name = checked_name(&input.name)
            .map_err(|rule| Fail::Refused(AddScenarioRefusal::Name { field: "name".into(), rule }))?;
        if one_int(tx, &COUNT_SCENARIOS, &[cx.org.into()])? >= MANY {
            return Err(Fail::Refused(AddScenarioRefusal::Many { rule: format!("≤ {MANY}") }));
        }
        let body = match input.copy {
            None => Body::of(city.clone()),
            Some(copied) => match scenario(tx, cx.org, copied)? {
                Some((_, body)) => body,
                None => return Err(Fail::Refused(AddScenarioRefusal::Unknown)),
            },
        };
        let id: ScenarioId = cx.ids.next();
        let body = serde_json::to_string(&body).expect("a scenario is plain data");
        let params = [cx.org.into(), id.into(), name.into(), staff.into(), cx.now.into(), (&body).into()];
        tx.execute(&ADD_SCENARIO, &params)?;
        append(tx, cx, HallId::ORG, Event::ScenarioAdded { scenario: id, copied: input.copy })?;
        Ok(Scenario { id, name: name.to_owned(), version: 1, author: staff, changed_at: cx.now })
    })
}
