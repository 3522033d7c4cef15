//! The only place where two domain crates meet in one transaction: this folder is the coupling diagram.

mod adopt_scenario;

pub(crate) use adopt_scenario::{Regrade, adopt_scenario, propose_scenario};
