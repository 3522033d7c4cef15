//! What a simulated hall is: who comes when and for what, and who is there to serve them. Plain data.
//!
//! Times of day are whole seconds after midnight, lengths of time are seconds, rates are per hour, money is fen. Nothing
//! here says who is called next: those are the floor's own [`Rules`].

use kernel::PriorityClass;
use queueing::{Rules, SkillSet};
use serde::{Deserialize, Serialize};

use super::Law;

/// A hall on one kind of day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hall {
    /// When the doors open, in seconds after midnight.
    pub opens_s: u32,
    /// When the doors close; after `opens_s`. A hall that never closes may be studied for up to 40 days.
    pub closes_s: u32,
    /// What becomes of those who are inside at closing time.
    pub closing: Closing,
    /// Who is called next: the floor's own rules, as the pack gives them.
    pub rules: Rules,
    /// What can be done here.
    pub items: Vec<Item>,
    /// Who comes without a booking.
    pub segments: Vec<Segment>,
    /// Who comes with one.
    #[serde(default)]
    pub bookings: Vec<Bookings>,
    /// The counters, staffed or not.
    pub counters: Vec<Counter>,
    /// Who sits at them when. A counter without a clerk serves nobody.
    pub clerks: Vec<Clerk>,
    /// The self-service corner, where there is one.
    #[serde(default)]
    pub kiosks: Option<Kiosks>,
    /// How many people may be inside; who comes then turns round at the door. No limit where it is `None`.
    #[serde(default)]
    pub places: Option<u32>,
    /// What a turn at a counter takes beside the service: from the call to the customer's sitting there, and putting
    /// the papers away.
    #[serde(default)]
    pub turn: Option<Law>,
    /// Whether somebody of a class with a greater head start interrupts the service of one with a smaller: that one is
    /// parked, keeps its place, and goes on where it stopped. No hall of today does so; emergencies would.
    #[serde(default)]
    pub interrupts: bool,
    /// What it costs.
    #[serde(default)]
    pub costs: Costs,
}

/// What becomes of those who are inside at closing time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Whoever has a number is served: clerks who are there at closing time stay until nobody waits whom they can take.
    #[default]
    ServesAll,
    /// Services that have begun are finished; who still waits leaves unserved.
    SendsHome,
}

/// A piece of business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is called.
    pub name: String,
    /// What is done for it at counters, one after another; each step waits in the queue anew. One step is one clerk for
    /// everything; several are split counters (application here, payment there). At most 8. None: it is not done at
    /// counters here, and who does not manage it online or at a kiosk is sent elsewhere.
    pub steps: Vec<Step>,
    /// Whether it can be done online, by the customer's own phone.
    #[serde(default)]
    pub online: bool,
    /// How long it takes at a kiosk, where it can be done there.
    #[serde(default)]
    pub kiosk: Option<Law>,
}

/// One visit to a counter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The skills it needs, all at one counter.
    pub needs: SkillSet,
    /// How long the service takes.
    pub time: Law,
    /// The share who have to queue for this very step once more (papers missing, a copy to be made), each time.
    #[serde(default)]
    pub again: f64,
}

/// People who are alike in when they come, what they want and how long they wait: payers, the old, firms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// What it is called.
    pub name: String,
    /// Its class in the queue.
    pub class: PriorityClass,
    /// How many parties come when.
    pub arrivals: Curve,
    /// How many come together, each with a number of their own.
    #[serde(default)]
    pub party: Party,
    /// What they want; shares are weights, and need not sum to 1.
    pub mix: Vec<Wants>,
    /// Where the guide at the door sends them.
    #[serde(default)]
    pub triage: Triage,
    /// How long they wait in one queue before they leave; for ever where it is `None`.
    #[serde(default)]
    pub patience: Option<Law>,
}

/// A rate of arrivals over the day: constant within each slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// The length of a slot: a quarter of an hour unless it is said otherwise.
    #[serde(default = "quarter_hour")]
    pub slot_s: u32,
    /// Parties per hour, slot by slot from the opening of the doors; nobody comes after the last.
    pub per_h: Vec<f64>,
}

const fn quarter_hour() -> u32 {
    900
}

/// How many people come together: each number between these is as likely as any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// At least so many; 1 or more.
    pub least: u32,
    /// At most so many; at most 200.
    pub most: u32,
}

impl Default for Party {
    fn default() -> Party {
        Party { least: 1, most: 1 }
    }
}

/// That somebody wants something.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wants {
    /// Which of the hall's items.
    pub item: usize,
    /// How many want it, as a weight.
    pub share: f64,
}

/// Where the guide sends people, as shares of those whose item allows it. The rest go to the counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// Shown how to do it online, and gone at once.
    pub online: f64,
    /// To a kiosk.
    pub kiosk: f64,
}

/// People with a reserved time. On time they are seated as the rules say ([`queueing::seat`]).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookings {
    /// Whom they are like: class without a booking, mix, patience. They go to a counter, past the guide.
    pub segment: usize,
    /// The reserved times.
    pub slots: Vec<Slot>,
    /// How much later than their slot they come.
    #[serde(default)]
    pub lateness: Lateness,
    /// The share who do not come.
    #[serde(default)]
    pub no_show: f64,
}

/// A time that people reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// In seconds after midnight.
    pub at_s: u32,
    /// How many.
    pub people: u32,
}

/// A normal distribution of how much later than their slot people come; below 0 they are early.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lateness {
    /// The mean.
    pub mean_s: f64,
    /// The standard deviation.
    pub deviation_s: f64,
}

/// A counter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// What it is called.
    pub name: String,
    /// What it is equipped for. What can be done there is what its clerk can do of it.
    pub skills: SkillSet,
    /// What it is specialised for; empty at a counter for everything.
    #[serde(default)]
    pub special: SkillSet,
    /// Whether it takes other tickets too, where it is specialised.
    #[serde(default = "yes")]
    pub helps_general: bool,
}

const fn yes() -> bool {
    true
}

/// Somebody at a counter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clerk {
    /// At which of the hall's counters.
    pub counter: usize,
    /// What they can do.
    pub skills: SkillSet,
    /// When they work, in order and apart. Whoever is being served at the end of one is served to the end.
    pub shifts: Vec<Span>,
    /// When they rest, in order, apart, and each within a shift. A rest begins when the service before it is over, and
    /// lasts its whole length.
    #[serde(default)]
    pub breaks: Vec<Span>,
}

/// A part of the day, from `from_s` until just before `to_s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// In seconds after midnight.
    pub from_s: u32,
    /// In seconds after midnight; after `from_s`.
    pub to_s: u32,
}

/// Machines that are alike and have one queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kiosks {
    /// How many.
    pub count: u32,
    /// How often one fails, and how long it is out. `None`: never.
    #[serde(default)]
    pub failures: Option<Failures>,
    /// The share of those served there who need a counter afterwards.
    #[serde(default)]
    pub unsolved: f64,
}

/// How a machine fails: whoever stands at it goes to the counters. When none is left, those who wait for one go too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failures {
    /// The mean time from a repair to the next failure, exponential.
    pub mean_up_s: f64,
    /// How long a repair takes.
    pub repair: Law,
}

/// What things cost, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Costs {
    /// An hour of a clerk, breaks and overtime included.
    pub clerk_fen_per_h: i64,
    /// A kiosk for the day.
    pub kiosk_fen_per_day: i64,
    /// An hour that somebody waits.
    pub wait_fen_per_h: i64,
    /// Somebody who left unserved.
    pub lost_fen: i64,
}

/// A hall at a moment of the day, from which the day goes on: what the command centre sees. Kiosks begin in order and
/// unused: nobody tells the hall's system who stands at one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// The moment, in seconds after midnight.
    pub at_s: u32,
    /// Who waits for a counter.
    pub waiting: Vec<Stands>,
    /// Who is being served.
    pub serving: Vec<Served>,
    /// Clerks who are not there though their shift says so: paused, ill, not yet come.
    #[serde(default)]
    pub away: Vec<Away>,
    /// Bookings of today that have checked in, been served or been cancelled are not expected any more: how many of
    /// each of the hall's slots are still to come, in the order of `bookings` and `slots`. All of them after `at_s`
    /// where it is empty.
    #[serde(default)]
    pub still_booked: Vec<Vec<u32>>,
}

/// Somebody in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stands {
    /// Whom they are like.
    pub segment: usize,
    /// What they wait for.
    pub item: usize,
    /// Which of its steps.
    #[serde(default)]
    pub step: usize,
    /// Their class in the queue.
    pub class: PriorityClass,
    /// Since when the wait counts, in seconds after midnight: a booking's slot may still be to come.
    pub since_s: i64,
    /// Not to be called before, in seconds after midnight.
    #[serde(default)]
    pub not_before_s: Option<u32>,
    /// Sent to this counter only.
    #[serde(default)]
    pub only_counter: Option<usize>,
}

/// Somebody at a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Served {
    /// By which of the hall's clerks.
    pub clerk: usize,
    /// Whom they are like.
    pub segment: usize,
    /// What for.
    pub item: usize,
    /// Which of its steps.
    #[serde(default)]
    pub step: usize,
    /// Since when, in seconds after midnight.
    pub since_s: i64,
}

/// A clerk who is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Away {
    /// Which of the hall's clerks.
    pub clerk: usize,
    /// Back from then on, in seconds after midnight; not today where it is `None`.
    #[serde(default)]
    pub back_s: Option<u32>,
}
