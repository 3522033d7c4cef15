//! Planning: where halls, functions and staff should be, and what would happen if.
//!
//! Pure functions of a snapshot and a seed: no clock, no I/O, no randomness but the seed. Effort is counted in steps and
//! replications, never in seconds, so that the same seed gives the same plan on any machine and with any number of
//! threads; who calls may watch the progress and stop it ([`Watch`]), and gets the best found so far and how far from the
//! best possible it can be.

#[cfg(test)]
extern crate self as planning;

mod draw;
pub mod footfall;
pub mod hall;
pub mod roster;
pub mod site;
mod special;
pub mod staff;
pub mod theory;
mod watch;

pub use draw::Stream;
pub use watch::{Progress, Silent, Watch};
