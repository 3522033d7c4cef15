//! The simulation of a hall.
//!
//! Read in this order: `model` (what a hall is), `law` (how long things take).

mod law;
mod model;

pub use law::Law;
pub use model::{
    Away, Bookings, Clerk, Closing, Costs, Counter, Curve, Failures, Hall, Item, Kiosks, Lateness, Live,
    Party, Segment, Served, Slot, Span, Stands, Step, Triage, Wants,
};
