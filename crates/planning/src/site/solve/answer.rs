//! What a solver may spend and what it answers. Never an answer that does not say how far from the best it can be.

/// What a solver may spend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Where the random numbers come from. Another seed may give another plan, never another bound's truth.
    pub seed: u64,
    /// The most steps: one step is a thousand distances looked at, some five microseconds. A solver that has proven its
    /// answer stops before.
    pub steps: u64,
    /// A gap that is good enough to stop at, as a part of the value; 0 goes on to the proof.
    pub gap: f64,
    /// How many threads may work at once; at least 1. The answer does not depend on it.
    pub threads: usize,
}

impl Default for Effort {
    /// About half a minute of one core.
    fn default() -> Self {
        Self { seed: 1, steps: 6_000_000, gap: 0.0, threads: 1 }
    }
}

/// A part of a place's demand that goes to one of the open candidates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The place.
    pub place: u32,
    /// The open candidate.
    pub candidate: u32,
    /// The part of the place's demand, in (0, 1].
    pub part: f64,
}

/// A plan, and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The candidates that are open, ascending.
    pub open: Vec<u32>,
    /// For each place the open candidate that it goes to, where several share it the one with the largest part, or
    /// [`Answer::NONE`].
    pub assign: Vec<u32>,
    /// The shares of every place where capacity divides them, by place and candidate; empty where each place goes to one.
    pub shares: Vec<Share>,
    /// The value of the plan: cost, which is to be low, or in maximal covering the weight covered, which is to be high.
    pub value: f64,
    /// No plan has a better value.
    pub bound: f64,
    /// Steps spent.
    pub steps: u64,
}

impl Answer {
    /// Stands in `assign` where a place is served by none.
    pub const NONE: u32 = u32::MAX;

    /// How far the value can be from the best, as a part of the value: 0 when it is proven.
    #[must_use]
    pub fn gap(&self) -> f64 {
        let apart = (self.value - self.bound).abs();
        if apart == 0.0 { 0.0 } else { apart / self.value.abs().max(f64::MIN_POSITIVE) }
    }

    /// Whether no plan can be better, up to what rounding may hide.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.gap() <= 1e-9
    }
}
