//! Siting: what every solver promises.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod capacity;
mod classic;
mod literature;
mod world;
