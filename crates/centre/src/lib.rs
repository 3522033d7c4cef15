//! The command centre's own state: questions to the planner and what came of them.
//!
//! Invariant: what a run answered is what the planner gives for the run's stored snapshot and seed, and a proposal names
//! exactly one run that is done. Commands over [`store::Tx`]; the planner itself runs elsewhere, for it takes minutes. No
//! I/O of its own, no clock, no randomness; never another domain crate.
//!
//! Reading order: [`scenarios`] (what is asked), [`runs`] (what was answered), [`proposals`] (what is to be carried out),
//! [`rosters`] (who works when in a hall), [`weather`] (what the forecast of footfall is told of the city's days).

pub mod proposals;
pub mod rosters;
pub mod runs;
pub mod scenarios;
pub mod weather;

/// Every statement of this crate, for the test that prepares each on every engine.
#[must_use]
pub fn statements() -> Vec<&'static store::Sql> {
    [
        proposals::statements(),
        rosters::statements(),
        runs::statements(),
        scenarios::statements(),
        weather::statements(),
    ]
    .concat()
}

/// Every code this crate refuses with, for the test that asks whether there are words for each.
#[must_use]
pub fn codes() -> Vec<&'static str> {
    [
        scenarios::AddScenarioRefusal::CODES,
        scenarios::ChangeScenarioRefusal::CODES,
        scenarios::RemoveScenarioRefusal::CODES,
        runs::StartRunRefusal::CODES,
        runs::CancelRunRefusal::CODES,
        proposals::ProposeRunRefusal::CODES,
        proposals::DecideProposalRefusal::CODES,
        rosters::PutRosterRefusal::CODES,
        weather::WeatherRefusal::CODES,
    ]
    .concat()
}
