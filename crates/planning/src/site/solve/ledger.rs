//! What a search has spent and reached, and whether it is to go on. Never forgets a bound, nor tells one above the best.

use super::answer::Effort;
use crate::{Progress, Watch};

/// The account of a search.
pub(super) struct Ledger<'a> {
    effort: &'a Effort,
    pub watch: &'a dyn Watch,
    /// Values are whole multiples of it; 0 when they can be anything.
    grain: f64,
    /// The value of the best plan known.
    pub best: f64,
    /// No plan costs less.
    bound: f64,
    /// Distances looked at.
    pub work: u64,
}

impl<'a> Ledger<'a> {
    pub fn new(effort: &'a Effort, watch: &'a dyn Watch, grain: f64) -> Self {
        Self { effort, watch, grain, best: f64::INFINITY, bound: 0.0, work: 0 }
    }

    pub fn threads(&self) -> usize {
        self.effort.threads
    }

    pub fn seed(&self) -> u64 {
        self.effort.seed
    }

    /// Steps spent.
    pub fn steps(&self) -> u64 {
        self.work / 1000
    }

    /// How many distances may yet be looked at.
    pub fn left(&self) -> u64 {
        self.effort.steps.saturating_mul(1000).saturating_sub(self.work)
    }

    /// How far a bound may be off because sums are rounded.
    fn rounding(&self) -> f64 {
        1e-5 * self.grain + 1e-13 * self.best.abs()
    }

    /// No plan with a bound from here on is worth looking for.
    pub fn enough(&self) -> f64 {
        if self.grain > 0.0 {
            self.best - self.grain + self.rounding()
        } else {
            self.best - 1e-10 * self.best.abs()
        }
    }

    /// How far the best can be from the best possible.
    pub fn gap(&self) -> f64 {
        self.best - self.bound
    }

    /// Whether no better plan is to be looked for: there is none, or the gap is good enough.
    pub fn closed(&self) -> bool {
        self.bound >= self.enough() || self.gap() <= self.effort.gap * self.best.abs()
    }

    /// Whether to end.
    pub fn over(&self) -> bool {
        self.left() == 0 || self.closed() || self.watch.stop()
    }

    /// Takes a bound of whatever is better than the best known.
    pub fn raise(&mut self, bound: f64) {
        let whole = match self.grain {
            0.0 => bound,
            grain => ((bound - self.rounding()) / grain).ceil() * grain,
        };
        self.bound = self.bound.max(whole.min(self.best));
        self.watch.tell(Progress {
            done: self.steps(),
            of: self.effort.steps,
            best: self.best,
            bound: self.bound,
        });
    }

    /// The bound to answer with beside a plan of this value.
    pub fn bound_of(&self, value: f64) -> f64 {
        if self.bound >= self.enough() { value } else { self.bound.min(value) }
    }
}
