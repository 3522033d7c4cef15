//! Siting: which halls to have, and where.
//!
//! Read [`solve`] for the classic problems of location and their solvers. Knows nothing of maps, money or law.

pub mod solve;
