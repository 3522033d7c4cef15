//! Work that goes on without anybody waiting for it. Each job may be begun again at any point, and comes to the same.

mod course;
mod planner;

pub(crate) use course::Course;
pub(crate) use planner::{Planner, work};
