//! The budgets' multipliers of the bound.

use super::bound::Dual;
use super::model::Model;

/// Looks for the budgets' multipliers. The bound is concave in each, and its slope is what the relaxed plans spend above
/// the budget: so each is doubled until they spend less, and then halved between.
pub(super) struct Tuning {
    /// Budget, and the multipliers between which the best one lies; the yearly one first.
    budgets: [Option<f64>; 2],
    low: [f64; 2],
    high: [f64; 2],
    first: f64,
    turn: usize,
    round: u32,
    spent: f64,
    blocks: u32,
    ended: bool,
}

/// Rounds of a block; what is spent is averaged over the second half.
const BLOCK: u32 = 40;
/// Blocks for each budget.
const BLOCKS: u32 = 14;

impl Tuning {
    pub(super) fn new(model: &Model<'_>, tune: bool) -> Self {
        let rules = &model.city.constraints;
        let of = |budget: Option<i64>| budget.filter(|_| tune).map(|fen| fen as f64);
        let budgets = [of(rules.yearly_max), of(rules.change_max)];
        let many = budgets.iter().flatten().count() as u32;
        Self {
            budgets,
            low: [0.0; 2],
            high: [f64::INFINITY; 2],
            first: if model.city.weights.cost > 0.0 { 0.5 * model.city.weights.cost } else { 0.1 },
            turn: usize::from(budgets[0].is_none()),
            round: 0,
            spent: 0.0,
            blocks: many * BLOCKS,
            ended: many == 0,
        }
    }

    pub(super) fn done(&self) -> bool {
        self.blocks == 0
    }

    /// True once, when the looking has just ended.
    pub(super) fn done_now(&mut self) -> bool {
        self.done() && !std::mem::replace(&mut self.ended, true)
    }

    /// Notes what a round spends; at the end of a block gives a multiplier its next value and answers true.
    pub(super) fn block(&mut self, dual: &mut Dual, yearly: f64, once: f64) -> bool {
        if self.done() {
            return false;
        }
        self.round += 1;
        let turn = self.turn;
        if self.round > BLOCK / 2 {
            self.spent += [yearly, once][turn];
        }
        if self.round < BLOCK {
            return false;
        }
        let over = self.spent / f64::from(BLOCK / 2) - self.budgets[turn].unwrap_or(0.0);
        let multiplier = if turn == 0 { &mut dual.yearly } else { &mut dual.once };
        if over > 0.0 {
            self.low[turn] = *multiplier;
        } else {
            self.high[turn] = *multiplier;
        }
        *multiplier = match self.high[turn] {
            high if high.is_finite() => 0.5 * (self.low[turn] + high),
            _ => (2.0 * self.low[turn]).max(self.first),
        };
        (self.round, self.spent) = (0, 0.0);
        self.blocks -= 1;
        if self.budgets[1 - turn].is_some() {
            self.turn = 1 - turn;
        }
        true
    }
}
