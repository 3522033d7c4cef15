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
    /// The first multiplier above 0: what would make a quarter of the objective of the whole budget.
    first: [f64; 2],
    turn: usize,
    block: u32,
    round: u32,
    spent: f64,
    blocks: u32,
    ended: bool,
}

/// Rounds of a block, and blocks for each budget: from nothing, and around a multiplier that is known. What is spent is
/// averaged over the second half of a block.
const WIDE: (u32, u32) = (40, 14);
const CLOSE: (u32, u32) = (20, 3);
/// How far around a known multiplier is looked.
const AROUND: f64 = 1.6;

impl Tuning {
    /// Looks everywhere, or with `wide` false around what `dual` has.
    pub(super) fn new(model: &Model<'_>, known: f64, dual: &Dual, wide: bool) -> Self {
        let rules = &model.city.constraints;
        let now = [dual.yearly, dual.once];
        let of = |budget: Option<i64>, now: f64| budget.filter(|_| wide || now > 0.0).map(|fen| fen as f64);
        let budgets = [of(rules.yearly_max, now[0]), of(rules.change_max, now[1])];
        let many = budgets.iter().flatten().count() as u32;
        let (block, blocks) = if wide { WIDE } else { CLOSE };
        Self {
            budgets,
            low: if wide { [0.0; 2] } else { now.map(|now| now / AROUND) },
            high: if wide { [f64::INFINITY; 2] } else { now.map(|now| now * AROUND) },
            block,
            first: budgets.map(|budget| match budget {
                Some(fen) if known.is_finite() && fen > 0.0 => (0.25 * known / fen).max(1e-9),
                _ => 0.5,
            }),
            turn: usize::from(budgets[0].is_none()),
            round: 0,
            spent: 0.0,
            blocks: many * blocks,
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
    pub(super) fn note(&mut self, dual: &mut Dual, yearly: f64, once: f64) -> bool {
        if self.done() {
            return false;
        }
        self.round += 1;
        let turn = self.turn;
        if self.round > self.block / 2 {
            self.spent += [yearly, once][turn];
        }
        if self.round < self.block {
            return false;
        }
        let over = self.spent / f64::from(self.block / 2) - self.budgets[turn].unwrap_or(0.0);
        let multiplier = if turn == 0 { &mut dual.yearly } else { &mut dual.once };
        if over > 0.0 {
            self.low[turn] = *multiplier;
        } else {
            self.high[turn] = *multiplier;
        }
        *multiplier = match self.high[turn] {
            high if high.is_finite() => 0.5 * (self.low[turn] + high),
            _ => (2.0 * self.low[turn]).max(self.first[turn]),
        };
        (self.round, self.spent) = (0, 0.0);
        self.blocks -= 1;
        if self.budgets[1 - turn].is_some() {
            self.turn = 1 - turn;
        }
        true
    }
}
