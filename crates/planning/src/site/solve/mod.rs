//! The classic problems of location: where to open so that many are near.
//!
//! Every solver takes an [`Instance`], an [`Effort`] and a [`Watch`](crate::Watch), and answers with an [`Answer`]: what to
//! open, who goes where, what it costs, and a bound that no plan can be better than. The answer depends on the instance,
//! the seed and the steps alone, never on the number of threads; stopped at any moment, a solver answers with what it
//! has. Never a time limit, and never an answer without a bound.
//!
//! Read in this order: [`distances`] (how far), [`instance`] (what is asked), [`answer`] (what comes back).

mod answer;
mod distances;
mod instance;
mod refused;

pub use answer::{Answer, Effort, Share};
pub use distances::{Distances, Metric};
pub use instance::{Instance, Stance};
pub use refused::Refused;
