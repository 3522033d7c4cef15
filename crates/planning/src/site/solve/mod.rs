//! The classic problems of location: where to open so that many are near.
//!
//! Every solver takes an [`Instance`], an [`Effort`] and a [`Watch`](crate::Watch), and answers with an [`Answer`]: what to
//! open, who goes where, what it costs, and a bound that no plan can be better than. The answer depends on the instance,
//! the seed and the steps alone, never on the number of threads; stopped at any moment, a solver answers with what it
//! has. Never a time limit, and never an answer without a bound.
//!
//! Read in this order: [`Distances`] and [`Instance`] (what is asked), [`Answer`] (what comes back), [`median`] and its
//! neighbours (the problems by name), then `locate.rs`, the course of a search, which says what it calls in turn: `plan.rs`
//! for plans and the moves that pay, `dual.rs` for the bound, `polish.rs` for upsets, `afresh.rs` for new beginnings and
//! `mix.rs` for the best of what they come to, `tree.rs` for the proof. What holds only so much is in `capacitated/`, the
//! files of the literature in [`read`].

mod afresh;
mod answer;
mod capacitated;
mod classic;
mod climb;
mod distances;
mod dual;
mod instance;
mod lanes;
mod ledger;
mod locate;
mod mix;
mod near;
mod plan;
mod polish;
mod problem;
pub mod read;
mod refused;
mod tree;

pub use answer::{Answer, Effort, Share};
pub use capacitated::capacitated;
pub use classic::{cover_all, cover_most, fixed_charge, median};
pub use distances::{Distances, Metric};
pub use instance::{Instance, Stance};
pub use locate::locate;
pub use refused::Refused;
