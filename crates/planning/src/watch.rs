//! How a long computation is followed and stopped.

/// What a computation has reached. Both figures are in the units of the objective; a bound that is not known yet is
/// `-inf`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Steps done; their unit is the solver's own.
    pub done: u64,
    /// Steps in all, as far as they are known.
    pub of: u64,
    /// The best value found so far; `inf` before the first.
    pub best: f64,
    /// No value can be better than this.
    pub bound: f64,
}

/// Whoever follows a computation. Is called often, from any of its threads, and must answer at once.
pub trait Watch: Sync {
    /// Whether to stop now: the computation answers with the best it has and the bound it has.
    fn stop(&self) -> bool;
    /// How far it has come.
    fn tell(&self, progress: Progress);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Watch for Silent {
    fn stop(&self) -> bool {
        false
    }
    fn tell(&self, _: Progress) {}
}
