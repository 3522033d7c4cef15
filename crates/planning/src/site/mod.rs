//! Siting: which halls to have, where, and of which grade.
//!
//! Read [`solve`] for the classic problems of location and their solvers, [`city`] for the one model of the real decision.

pub mod city;
pub mod solve;
