//! What the company charges: the tariff documents that are in force, and how a new version comes to be.
//!
//! A document is drafted by one person and approved by another, and holds from its own first day. Nothing here computes
//! an amount (that is `tariff`), reads a file or asks a clock.
//!
//! Read [`tariffs`]: the shelf of what is in force first, then the commands.

pub mod tariffs;

use store::Sql;

/// Every statement of this crate, for the test that prepares each on every engine.
#[must_use]
pub fn statements() -> Vec<&'static Sql> {
    tariffs::statements()
}
