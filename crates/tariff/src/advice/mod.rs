//! What else one could pay, and what would change it: answers from the engine that bills, or from a formula of the field
//! whose parameters are given. Nothing here knows a price that a document or the caller did not say.

mod cheapest;

pub use cheapest::{Compared, Cost, compare, price};
