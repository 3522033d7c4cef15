//! Changing a scenario: sites moved, graded, fixed or forbidden, and what is asked.

use kernel::{Cx, Event, HallId, ScenarioId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::{Ask, Scenario, SetSite, checked_name, scenario};

store::statements! {
    /// Changes a scenario, if nobody has since.
    CHANGE_SCENARIO = "UPDATE scenario SET name = $4, version = version + 1, changed_us = $5, body = $6 WHERE org = $1 AND id = $2 AND version = $3";
}

/// A change. What is absent stays.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeScenario {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The version that was changed.
    pub version: i64,
    /// Its name.
    pub name: Option<String>,
    /// What is asked.
    pub ask: Option<Ask>,
    /// Sites.
    pub sites: Vec<SetSite>,
}

kernel::refusals! {
    /// Why a scenario was not changed.
    pub enum ChangeScenarioRefusal {
        /// No such scenario.
        Unknown = "scenario_unknown",
        /// Somebody else changed it since.
        Stale { rule } = "scenario_stale",
        /// A field is wrong.
        Wrong { field, rule } = "field_wrong",
    }
}

/// Changes a scenario. Runs that were asked for before keep the city they were asked with.
///
/// # Errors
/// As [`ChangeScenarioRefusal`] says, or the database could not.
pub fn change_scenario(
    tx: &mut dyn Tx,
    cx: &Cx,
    input: &ChangeScenario,
) -> Result<Scenario, Fail<Refusal<ChangeScenarioRefusal>>> {
    use ChangeScenarioRefusal as No;
    once(tx, cx, "change_scenario", &[HallId::ORG], input, |tx| {
        let Some((mut found, mut body)) = scenario(tx, cx.org, input.scenario)? else {
            return Err(Fail::Refused(No::Unknown));
        };
        let stale = |version: i64| Fail::Refused(No::Stale { rule: version.to_string() });
        if found.version != input.version {
            return Err(stale(found.version));
        }
        let wrong = |(field, rule)| Fail::Refused(No::Wrong { field, rule });
        if let Some(name) = &input.name {
            let name = checked_name(name).map_err(|rule| wrong(("name".to_owned(), rule)))?;
            name.clone_into(&mut found.name);
        }
        if let Some(ask) = &input.ask {
            ask.put(&mut body).map_err(wrong)?;
        }
        for (n, site) in input.sites.iter().enumerate() {
            body.set_site(n, site).map_err(wrong)?;
        }
        let body = serde_json::to_string(&body).expect("a scenario is plain data");
        let params = [
            cx.org.into(),
            found.id.into(),
            found.version.into(),
            (&found.name).into(),
            cx.now.into(),
            (&body).into(),
        ];
        if tx.execute(&CHANGE_SCENARIO, &params)? == 0 {
            return Err(stale(found.version));
        }
        (found.version, found.changed_at) = (found.version + 1, cx.now);
        let (scenario, version) = (found.id, found.version);
        append(tx, cx, HallId::ORG, Event::ScenarioChanged { scenario, version })?;
        Ok(found)
    })
}
