//! All that a command may know beyond its input and the database.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use crate::{DeviceId, Org, StaffId, Time, VisitId, Zone};

/// Who acts. Part of every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// An employee who has logged in.
    Staff(StaffId),
    /// A device with its own credential.
    Device(DeviceId),
    /// A customer who follows a visit by its unguessable link.
    Customer(VisitId),
    /// Somebody who has shown no credential (a web guest).
    Guest,
    /// The system itself: timers, the pack loader.
    System,
}

/// The id of one request, made by whoever sends it; the same id sent again gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(String);

impl RequestId {
    /// The longest id that is taken.
    pub const LENGTH_MAX: usize = 64;

    /// Takes `text` as a request id: 1 to 64 letters, digits, `-`, `_`, `.` or `:`.
    #[must_use]
    pub fn new(text: &str) -> Option<RequestId> {
        let fine = (1..=Self::LENGTH_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
        fine.then(|| RequestId(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A block of fresh ids, drawn by the server before a command first runs.
///
/// A re-run starts with [`Ids::rewind`], so that it hands out the same ids in the same order.
#[derive(Clone, Debug)]
pub struct Ids {
    first: i64,
    count: i64,
    used: Cell<i64>,
}

impl Ids {
    /// Ids that a command may draw: enough for one that writes a row for each hall of a city.
    pub const BLOCK: i64 = 256;

    /// The block `first .. first + count`.
    #[must_use]
    pub fn block(first: i64, count: i64) -> Ids {
        Ids { first, count, used: Cell::new(0) }
    }

    /// The next id of the block, as whatever it is to name.
    ///
    /// # Panics
    /// When a command asks for more ids than were drawn: a bug in the command.
    pub fn next<T: From<i64>>(&self) -> T {
        let used = self.used.get();
        assert!(used < self.count, "a command drew more than its {} ids", self.count);
        self.used.set(used + 1);
        T::from(self.first + used)
    }

    /// Starts the block again, for a re-run.
    pub fn rewind(&self) {
        self.used.set(0);
    }
}

/// All that a command may know beyond its input and the database.
///
/// Drawn once, before the first run, so every re-run computes the same answer.
#[derive(Clone, Debug)]
pub struct Cx {
    /// When the request was taken up.
    pub now: Time,
    /// The company it is for.
    pub org: Org,
    /// The company's zone.
    pub zone: Zone,
    /// Who asks.
    pub actor: Actor,
    /// The request's own id.
    pub request: RequestId,
    /// Ids drawn ahead.
    pub ids: Ids,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewound_block_hands_out_the_same_ids() {
        let ids = Ids::block(7, 2);
        let first: (i64, i64) = (ids.next(), ids.next());
        ids.rewind();
        assert_eq!((ids.next::<i64>(), ids.next::<i64>()), first);
    }

    #[test]
    fn a_request_id_is_short_and_plain() {
        assert!(RequestId::new("c0ffee-1").is_some());
        for bad in ["", "a b", "é", &"x".repeat(65)] {
            assert!(RequestId::new(bad).is_none(), "{bad:?} was taken");
        }
    }
}
