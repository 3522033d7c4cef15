//! The floor of a service hall: halls and their plans, visits and tickets, guidance, care and amenities,
//! evaluations, devices, and the figures a manager watches.
//!
//! Commands over [`store::Tx`], rules handed in as a [`Setting`]. No I/O of its own, no clock, no randomness, no
//! engine; never another domain crate.

pub mod care;
pub mod devices;
pub mod evaluations;
pub mod guidance;
pub mod halls;
pub mod observe;
mod plan;
mod setting;
pub mod setup;
pub mod tickets;

pub use plan::{DayHours, HallPlan, HoursRule, PlanCounter, PlanZone, Span};
pub use setting::{ItemFacts, Setting};

/// Every statement of this crate, for the test that prepares each on every engine.
#[must_use]
pub fn statements() -> Vec<&'static store::Sql> {
    [
        care::statements(),
        devices::statements(),
        evaluations::statements(),
        guidance::statements(),
        halls::statements(),
        observe::statements(),
        setup::statements(),
        tickets::statements(),
    ]
    .concat()
}
