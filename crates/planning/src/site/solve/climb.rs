//! How prices move: the volume algorithm (Barahona, Anbil 2000), whatever the prices are for.
//!
//! Whoever owns the prices says what they are worth and where the worth rises; here is only how far to go. Never takes over
//! prices that are worth less than the best before.

/// How much of a new slope goes into the direction at the most, at first. Measured, as are the others here.
const MIXING: f64 = 0.3;
/// The same when prices are stirred up again.
const STIRRED: f64 = 0.1;
/// Rounds without gain after which the stride is shortened.
const PATIENCE: u32 = 4;
/// A stride so short that prices have come as far as they will.
const SETTLED: f64 = 1.5e-4;

/// Prices on their way up.
#[derive(Debug, Clone)]
pub(super) struct Climb {
    /// The best prices.
    pub prices: Vec<f64>,
    /// What they are worth.
    pub bound: f64,
    /// Prices to be tried; their owner may clip them.
    pub trial: Vec<f64>,
    /// Where the worth of the prices on trial rises, for each unit of weight.
    pub slope: Vec<f64>,
    direction: Vec<f64>,
    stretch: f64,
    mixing: f64,
    patience: u32,
    idle: u32,
    rounds: u32,
}

/// What became of prices on trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Judged {
    /// They are the best now.
    pub better: bool,
    /// The share of them in the direction, and so in all averages.
    pub share: f64,
}

impl Climb {
    /// Begins at `prices`, of which `slope` and `bound` are known. The first stride is `stretch` of the way that a straight
    /// slope to the target would take.
    pub fn new(prices: Vec<f64>, slope: Vec<f64>, bound: f64, stretch: f64) -> Self {
        Self {
            trial: prices.clone(),
            direction: slope.clone(),
            prices,
            bound,
            slope,
            stretch,
            mixing: MIXING,
            patience: PATIENCE,
            idle: 0,
            rounds: 0,
        }
    }

    /// Proposes prices towards `target`; false when there is nowhere to go.
    pub fn propose(&mut self, weights: &[f64], target: f64) -> bool {
        let length: f64 = self.direction.iter().zip(weights).map(|(d, w)| d * d * w).sum();
        if length <= 0.0 {
            self.stretch = 0.0;
            return false;
        }
        let apart = (target - self.bound).max(1e-9 * target.abs());
        let stride = self.stretch * apart / length;
        let from = self.prices.iter().zip(&self.direction);
        self.trial.iter_mut().zip(from).for_each(|(trial, (price, d))| *trial = price + stride * d);
        true
    }

    /// Takes in what the prices on trial are worth, their slope being written already.
    pub fn judge(&mut self, weights: &[f64], bound: f64) -> Judged {
        let share = self.mix(weights);
        let better = bound > self.bound;
        if better {
            let mixed = self.slope.iter().zip(&self.direction).zip(weights);
            let along: f64 = mixed.map(|((s, d), w)| s * d * w).sum();
            std::mem::swap(&mut self.prices, &mut self.trial);
            self.bound = bound;
            self.idle = 0;
            if along >= 0.0 {
                self.stretch = (self.stretch * 1.1).min(2.0);
            }
        } else {
            self.idle += 1;
            if self.idle.is_multiple_of(self.patience) {
                self.stretch *= 0.66;
            }
        }
        self.rounds += 1;
        Judged { better, share }
    }

    /// Mixes the newest slope into the direction, with the share at which the mixture is shortest.
    fn mix(&mut self, weights: &[f64]) -> f64 {
        let (mut apart, mut across) = (0.0, 0.0);
        for ((s, d), w) in self.slope.iter().zip(&self.direction).zip(weights) {
            apart += w * (s - d) * (s - d);
            across += w * d * (d - s);
        }
        let shortest = if apart > 0.0 { across / apart } else { 1.0 };
        let share = shortest.clamp(self.mixing / 10.0, self.mixing);
        self.direction.iter_mut().zip(&self.slope).for_each(|(d, s)| *d += share * (s - *d));
        if self.rounds % 100 == 99 {
            self.mixing = (self.mixing * 0.7).max(0.01);
        }
        share
    }

    /// Goes on as `before` did, from prices that are begun anew.
    pub fn as_before(&mut self, before: &Self) {
        self.stretch = before.stretch;
        self.mixing = before.mixing;
        self.patience = before.patience;
        self.rounds = before.rounds;
    }

    /// Strides far again, and is slower to shorten the stride.
    pub fn stir(&mut self, stretch: f64) {
        self.stretch = stretch;
        self.mixing = STIRRED;
        self.patience += 8;
        self.idle = 0;
    }

    /// Whether the prices hardly move any more.
    pub fn settled(&self) -> bool {
        self.stretch < SETTLED
    }
}
