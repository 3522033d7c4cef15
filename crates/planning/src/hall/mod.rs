//! The simulation of a hall: who comes, who waits how long, what it costs, and what another design would make of the same
//! people.
//!
//! Read in this order: `model` (what a hall is) and `law` (how long things take); `refusal` and `check` (what makes no
//! sense); `plan` (a hall made ready); `draws` and `people` (who comes, by chance alone); `guest`, `queues`, `kiosks`,
//! `floor` (the inner loop); `simulator` (days one by one); `tally`, `estimate`, `study` (many days and how sure the
//! figures are); `replay` (one day to look at).

mod check;
mod draws;
mod estimate;
mod floor;
mod guest;
mod kiosks;
mod law;
mod minutes;
mod model;
mod people;
mod plan;
#[cfg(test)]
mod proofs;
mod queues;
mod refusal;
mod replay;
mod simulator;
mod study;
mod tally;

pub use estimate::Estimate;
pub use guest::Ending;
pub use law::Law;
pub use model::{
    Away, Bookings, Clerk, Closing, Costs, Counter, Curve, Failures, Hall, Item, Kiosks, Lateness, Live,
    Party, Segment, Served, Slot, Span, Stands, Step, Triage, Wants,
};
pub use refusal::{HallRefusal, Relaxation};
pub use replay::{Moved, Place, Replay};
pub use simulator::{Record, Simulator};
pub use study::{
    Ask, Comparison, Figures, Foreseen, Foresight, Minute, Outcome, SlotFigures, compare, foresee, simulate,
};
