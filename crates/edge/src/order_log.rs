//! What orders a device has seen: bounded, so that no flood of orders fills a small device, and sound, because what
//! it forgets has expired and would be refused for that.

use std::collections::BTreeMap;

use kernel::{DeviceOrderId, Time};

use crate::payload::AckState;

/// Where an order that came before stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Taken up, not finished.
    Doing,
    /// Finished: what was acknowledged, and why.
    Done(AckState, Option<String>),
}

/// The orders a device has taken, by id.
///
/// Invariant: an id whose order has not expired is remembered, unless `limit` younger ones pushed it out; then
/// [`OrderLog::floor`] refuses everything that expires no later, so that nothing forgotten can be done again.
#[derive(Clone, Debug)]
pub struct OrderLog {
    limit: usize,
    orders: BTreeMap<DeviceOrderId, (Time, Seen)>,
    floor: Time,
}

impl OrderLog {
    /// A log that remembers at most `limit` orders (at least one).
    #[must_use]
    pub fn new(limit: usize) -> OrderLog {
        OrderLog { limit: limit.max(1), orders: BTreeMap::new(), floor: Time(i64::MIN) }
    }

    /// What is known of an order.
    #[must_use]
    pub fn seen(&self, id: DeviceOrderId) -> Option<Seen> {
        self.orders.get(&id).map(|(_, seen)| seen.clone())
    }

    /// Orders that expire at or before this were perhaps forgotten; they must be treated as expired.
    #[must_use]
    pub fn floor(&self) -> Time {
        self.floor
    }

    /// Remembers that an order was taken up. Expired ones are forgotten; then the ones that expire first.
    pub fn take(&mut self, id: DeviceOrderId, expires_at: Time, now: Time) {
        if self.orders.len() >= self.limit {
            // Raising the floor for these too keeps them refused when the device's clock is set back.
            let floor = &mut self.floor;
            self.orders.retain(|_, (expires, _)| {
                let keep = *expires >= now;
                if !keep {
                    *floor = (*floor).max(*expires);
                }
                keep
            });
        }
        while self.orders.len() >= self.limit {
            let (first, expires) = self
                .orders
                .iter()
                .map(|(id, (expires, _))| (*id, *expires))
                .min_by_key(|(_, expires)| *expires)
                .expect("a full log is not empty");
            self.floor = self.floor.max(expires);
            self.orders.remove(&first);
        }
        self.orders.insert(id, (expires_at, Seen::Doing));
    }

    /// Remembers what was acknowledged, to say it again.
    pub fn done(&mut self, id: DeviceOrderId, state: AckState, why: Option<String>) {
        if let Some((_, seen)) = self.orders.get_mut(&id) {
            *seen = Seen::Done(state, why);
        }
    }

    /// How many are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }
}
