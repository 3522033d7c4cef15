//! Who says what counters reach.

use super::{Reached, Waits};

/// Says what the counters of a day reach. The search asks nothing else, so that a day may be computed, or played.
pub trait Judge: Sync {
    /// The share within the target, by period, with `counters` open in each quarter hour.
    fn periods(&self, counters: &[u32]) -> Vec<Reached>;

    /// How long people wait over the day.
    fn waits(&self, counters: &[u32]) -> Waits;
}
