//! One person of a simulated day: what chance gave them, and what became of them.

use serde::{Deserialize, Serialize};

use super::draws::Fate;

/// How a stay in the hall ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Served at counters.
    Served,
    /// Served at a kiosk.
    ServedAtKiosk,
    /// Shown at the door how to do it online.
    Online,
    /// Waited too long, and left.
    Left,
    /// Found the hall full.
    FoundFull,
    /// Still waited when the hall closed, or nobody was left who could serve them.
    SentHome,
    /// It is not done at counters here, and neither online nor a kiosk was the way.
    SentElsewhere,
    /// Is still in the hall at the end of what was played.
    StillThere,
}

impl Ending {
    /// How many endings there are.
    pub const COUNT: usize = 8;

    /// Whether what they came for was done here.
    #[must_use]
    pub const fn is_served(self) -> bool {
        matches!(self, Ending::Served | Ending::ServedAtKiosk)
    }
}

/// Nobody, at the end of a queue.
pub(super) const NOBODY: u32 = u32::MAX;
/// Never, in microseconds.
pub(super) const NEVER: i64 = i64::MAX;

/// A person. Moments are microseconds after midnight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guest {
    /// Came into the hall.
    pub came_us: i64,
    /// Since when the wait counts for the floor's rules.
    pub queued_us: i64,
    /// Joined the queue that they are in, or were in last.
    pub joined_us: i64,
    /// Leaves the queue then, unless called before.
    pub leaves_us: i64,
    /// Was called for the first time, and was called or stepped to a kiosk last.
    pub first_us: i64,
    pub called_us: i64,
    /// Left the hall.
    pub left_us: i64,
    /// In queues, in all.
    pub waited_us: i64,
    /// What is left of an interrupted service; 0 of none.
    pub rest_us: i64,
    pub fate: Fate,
    pub next: u32,
    pub before: u32,
    pub item: u16,
    /// Which step of the hall, of all its items' steps in a row.
    pub step: u16,
    pub segment: u8,
    /// As what they queue.
    pub kind: u8,
    /// How many services have begun.
    pub turns: u8,
    /// Where they were served last; [`NO_STATION`] before.
    pub station: u8,
    pub class: u8,
    pub way: Way,
    pub ending: Ending,
    /// Whether they were in a queue or at a counter or kiosk at all.
    pub joined: bool,
}

pub(super) const NO_STATION: u8 = u8::MAX;

/// Where the guide sends somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Counter,
    Kiosk,
    Online,
    Elsewhere,
    /// Was in the hall when the day was taken up: in a queue or at a counter.
    Inside,
}
