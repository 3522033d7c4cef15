//! From the pack and the store to what the planner is asked, and back: a city, a hall, a month, a history.
//!
//! The planner knows neither pack nor store, and those know no planner; they meet here. No rule of the field stands here:
//! every figure is the pack's, the hall's plan's or what was counted.

mod answer;
pub(crate) mod city;
pub(crate) mod footfall;
pub(crate) mod hall;
pub(crate) mod many;
pub(crate) mod roster;
mod words;

pub(crate) use answer::{Beside, Outcome, answer, parsed};
pub(crate) use words::refusal_words;
