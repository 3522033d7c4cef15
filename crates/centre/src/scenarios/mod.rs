//! Scenarios: a city as somebody would have it, and what is asked of the planner.

mod add_scenario;
mod ask;
mod body;
mod change_scenario;
mod remove_scenario;
mod rows;

pub use add_scenario::{AddScenario, AddScenarioRefusal, add_scenario};
pub use ask::Ask;
pub use body::{Body, SetSite};
pub use change_scenario::{ChangeScenario, ChangeScenarioRefusal, change_scenario};
pub use remove_scenario::{RemoveScenarioRefusal, remove_scenario};
pub use rows::{Scenario, scenario, scenarios};

pub(crate) fn statements() -> Vec<&'static store::Sql> {
    [add_scenario::STATEMENTS, change_scenario::STATEMENTS, remove_scenario::STATEMENTS, rows::STATEMENTS]
        .concat()
}

/// The longest name, in characters.
const NAME_MAX: usize = 60;

/// The name without white space around it, or the rule that it breaks.
fn checked_name(name: &str) -> Result<&str, String> {
    let name = name.trim();
    let fits = (1..=NAME_MAX).contains(&name.chars().count());
    if fits { Ok(name) } else { Err(format!("1–{NAME_MAX}")) }
}
