//! What staffing is asked and what it answers: a day by quarter hours, the target, the counters, what they reach.
//!
//! Never a rule of the field: the target, the least and the most counters are data of who asks.

use serde::{Deserialize, Serialize};

/// Minutes of one slot of a day: a quarter hour, here and in the roster.
pub const SLOT_MIN: u32 = 15;
/// Slots of an hour.
pub(crate) const HOUR_SLOTS: usize = 4;

/// One opening day of one group of counters that serve one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffDay {
    /// Visitors expected in each quarter hour of the opening time; they come as a Poisson stream. The doors close after
    /// the last, and everybody who is in is served by the counters of the last quarter hour.
    pub visitors: Vec<f64>,
    /// Mean time at the counter, minutes.
    pub service_min: f64,
    /// Squared coefficient of variation of the time at the counter: 1 is exponential, 0 always the same.
    pub service_cv2: f64,
    /// Mean patience in minutes (exponential) before somebody who waits walks out; nobody does without it.
    pub patience_min: Option<f64>,
    /// The fewest counters that may be open.
    pub counters_min: u32,
    /// The most counters that may be open: the hall has no more, or nobody to sit there.
    pub counters_max: u32,
}

/// What is promised: at least `share` of the visitors of every period begin to be served within `wait_min`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Between 0 and 1. Who walks out unserved counts as missed.
    pub share: f64,
    /// Minutes.
    pub wait_min: f64,
    /// Over which visitors the share is taken.
    pub per: Per,
}

/// Over which visitors a share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Those who came in each hour from opening on; a last piece of an hour is a period of its own.
    Hour,
    /// Those of the whole day.
    Day,
}

impl Per {
    /// The period of a quarter hour.
    #[must_use]
    pub const fn of(self, slot: usize) -> usize {
        match self {
            Self::Hour => slot / HOUR_SLOTS,
            Self::Day => 0,
        }
    }

    /// How many periods a day of so many quarter hours has.
    #[must_use]
    pub const fn count(self, slots: usize) -> usize {
        match self {
            Self::Hour => slots.div_ceil(HOUR_SLOTS),
            Self::Day => 1,
        }
    }
}

/// What one period reaches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// Visitors expected to come in it.
    pub visitors: f64,
    /// Share of them who wait no longer than the target; 1 where nobody comes.
    pub within: f64,
    /// Lower end of the 95 % confidence interval of `within`; `within` itself where it was computed, not played.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How long people wait over the day, in minutes, whether they are served in the end or walk out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waits {
    /// Mean.
    pub mean_min: f64,
    /// Half wait no longer.
    pub p50_min: f64,
    /// Nine tenths wait no longer.
    pub p90_min: f64,
}

/// The counters of a day, and what they reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staffing {
    /// Open counters in each quarter hour.
    pub counters: Vec<u32>,
    /// Their sum.
    pub counter_quarters: u32,
    /// No plan that meets the target has fewer counter-quarters than this.
    pub bound: u32,
    /// What each period reaches, by the judge that was asked.
    pub periods: Vec<Reached>,
    /// How long people wait.
    pub waits: Waits,
    /// The plan the search began with, and what it would have missed.
    pub formula: Formula,
    /// How often the judge was asked.
    pub judged: u64,
    /// Whether the watcher stopped it before it was through.
    pub stopped: bool,
}

/// What a formula alone would have said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Formula {
    /// Which.
    pub name: FormulaName,
    /// Its counters.
    pub counters: Vec<u32>,
    /// Their sum.
    pub counter_quarters: u32,
    /// Periods that miss the target with them.
    pub missed: u32,
}

/// The formulas that staff a day whose demand moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormulaName {
    /// Each hour for itself, as if it had lasted for ever: what every spreadsheet does.
    HourlyErlang,
    /// Each quarter hour for itself.
    QuarterErlang,
    /// As that, with the demand of one service time ago (lagged SIPP; Green, Kolesar, Soares 2001).
    Lagged,
    /// With the load that infinitely many counters would carry (Jennings, Mandelbaum, Massey, Whitt 1996).
    ModifiedLoad,
    /// Who found no counter is carried into the next quarter hour (SBC; Stolletz 2008).
    BacklogCarryover,
}

/// One point of what another clerk buys.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extra {
    /// Counters more (or fewer) than the plan, in every quarter hour, within what the day allows.
    pub delta: i32,
    /// Counter-quarters in all.
    pub counter_quarters: u32,
    /// Share of the day's visitors who wait no longer than the target.
    pub within: f64,
    /// The worst period's share.
    pub worst_within: f64,
    /// Periods that miss the target.
    pub missed: u32,
    /// How long people wait.
    pub waits: Waits,
    /// Cost of the day in fen.
    pub cost_fen: i64,
}

kernel::refusals! {
    /// Why no counters were found.
    pub enum StaffingRefusal {
        /// A figure of the day or the target is not one: which, and what it must be.
        Figure { field, rule } = "staffing_figure",
        /// Even all counters all day miss the target: the periods that do, the load there in counters, and the fewest
        /// counters that would do (`none` where no number does).
        Overload { periods, load, needed } = "staffing_overload",
    }
}
