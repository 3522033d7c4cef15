//! What a forecast is made from, and what it says: plain data.

use kernel::{PriorityClass, TicketId, Time};
use serde::{Deserialize, Serialize};

use crate::{Desk, ServiceTime, SkillSet, Waiting};

/// A hall at one moment, as far as waiting in it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The moment.
    pub now: Time,
    /// Every counter, working or not.
    pub desks: Vec<DeskNow>,
    /// Every ticket in the queue.
    pub waiting: Vec<Person>,
    /// Bookings that may still come and be called before others.
    pub due: Vec<Due>,
    /// Of whom to say what they would wait if they took a number now.
    pub newcomers: Vec<Newcomer>,
    /// How its counters go about it.
    pub pace: Pace,
}

/// Somebody who may take a number now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    /// What is needed; empty needs mean any counter.
    pub needs: SkillSet,
    /// The class.
    pub class: PriorityClass,
}

impl From<SkillSet> for Newcomer {
    /// An ordinary customer.
    fn from(needs: SkillSet) -> Newcomer {
        Newcomer { needs, class: PriorityClass::Normal }
    }
}

/// What a turn at a counter costs beside the service: learned, and left out where nothing is known. A hall in which
/// calls took no time would promise waits that no hall keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    /// From a counter being free, with somebody waiting, to its next call.
    pub pick_up: Option<ServiceTime>,
    /// From a call to the begin of the service.
    pub approach: Option<ServiceTime>,
    /// From a call to the no-show of somebody who does not come; the rules' hold where it is not known.
    pub no_show: Option<ServiceTime>,
}

/// A counter at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskNow {
    /// The counter.
    pub desk: Desk,
    /// What it is doing.
    pub state: DeskState,
    /// From when on it calls nobody any more.
    pub closes_at: Option<Time>,
}

/// What a counter is doing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeskState {
    /// Free to call.
    Idle,
    /// Serving somebody.
    Serving { ticket: TicketId, since: Time, service: ServiceTime },
    /// Has called somebody who is not there yet.
    Called { ticket: TicketId, since: Time, service: ServiceTime, no_show: f64 },
    /// Paused. Without a time of return it is not counted on.
    Paused { back_at: Option<Time> },
    /// Nobody works there.
    Closed,
}

/// A ticket in the queue with what is expected of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The ticket.
    pub waiting: Waiting,
    /// How long its services will take together ([`ServiceTime::in_a_row`]).
    pub service: ServiceTime,
    /// The share of such tickets that do not come when called.
    pub no_show: f64,
    /// How many of such tickets give up in an hour of waiting, as a rate; 0 where that is not known.
    pub gives_up_per_h: f64,
}

/// A booking that may still come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Due {
    /// When it would check in.
    pub at: Time,
    /// The share of such bookings that come.
    pub comes: f64,
    /// What it is once it has come; `queued_at` is its slot.
    pub person: Person,
}

/// What can be said about the waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The moment it was made for.
    pub at: Time,
    /// One for each waiting ticket, in the snapshot's order.
    pub tickets: Vec<TicketWait>,
    /// One for each of the asked needs, in the snapshot's order.
    pub newcomers: Vec<NewcomerWait>,
}

/// A wait from now until the call. A percentile that cannot be said is `None`, never a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Half of the runs called within this.
    pub p50_s: Option<u32>,
    /// Nine of ten runs called within this.
    pub p90_s: Option<u32>,
    /// Why a percentile is missing.
    pub cannot_say: Option<CannotSay>,
}

/// The wait of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketWait {
    /// The ticket.
    pub ticket: TicketId,
    /// Its wait.
    pub wait: Wait,
}

/// The wait of somebody who takes a number now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewcomerWait {
    /// Who.
    pub who: Newcomer,
    /// The wait.
    pub wait: Wait,
}

/// Why a percentile cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CannotSay {
    /// No counter works, or none says when it is back.
    NoDeskOpen,
    /// No working counter can take such a ticket.
    NoDeskCan,
    /// In too many of the runs the counters close first.
    ClosesFirst,
}
