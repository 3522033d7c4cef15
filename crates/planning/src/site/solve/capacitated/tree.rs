//! Branch and bound over which plants are open. Batches are of a fixed size, so that the tree is the same on any number of
//! threads. Never drops a branch that its bound does not exclude.

use std::collections::BTreeMap;

use super::super::lanes;
use super::plants::Plants;
use super::relax::{Relaxed, State};
use super::transport::{Transport, transport};

/// Branches that are looked into at once.
const BATCH: usize = 8;
/// Rounds of prices for each branch, and how often what they settle is taken in.
const ROUNDS: u32 = 40;
const FIX_EVERY: u32 = 10;
/// How far the prices of a branch stride at first.
const STRETCH: f64 = 0.3;
/// Numbers that waiting branches may hold before new ones go first.
const HELD: usize = 25_000_000;

/// A branch that waits.
#[derive(Debug, Clone)]
struct Branch {
    bound: f64,
    states: Vec<State>,
    prices: Vec<f64>,
}

/// What came of looking into a branch.
#[derive(Default)]
struct Outcome {
    parts: Vec<Branch>,
    plan: Option<Transport>,
    work: u64,
}

/// A tree under way.
#[derive(Debug, Default)]
pub(super) struct Tree {
    waiting: BTreeMap<(u64, u64), Branch>,
    pressing: Vec<Branch>,
    grown: u64,
    /// Distances looked at.
    pub work: u64,
}

impl Tree {
    pub fn new(states: Vec<State>, relaxed: &Relaxed) -> Self {
        let mut tree = Self::default();
        let (bound, prices) = (relaxed.climb.bound, relaxed.climb.prices.clone());
        tree.hang(Branch { bound, states, prices });
        tree
    }

    /// No plan of the tree costs less; `inf` when none is left.
    pub fn bound(&self) -> f64 {
        let first = self.waiting.first_key_value().map_or(f64::INFINITY, |(_, branch)| branch.bound);
        self.pressing.iter().map(|branch| branch.bound).fold(first, f64::min)
    }

    fn hang(&mut self, branch: Branch) {
        let size = branch.states.len() + branch.prices.len();
        if self.waiting.len() * size > HELD {
            self.pressing.push(branch);
        } else {
            self.waiting.insert((branch.bound.max(0.0).to_bits(), self.grown), branch);
        }
        self.grown += 1;
    }

    /// Looks into the next branches, for plans below `enough`; answers the plans that it came upon.
    pub fn grow(
        &mut self,
        plants: &Plants,
        best: f64,
        enough: f64,
        threads: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Vec<Transport> {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let next = self.pressing.pop().or_else(|| self.waiting.pop_first().map(|(_, branch)| branch));
            let Some(branch) = next else { break };
            if branch.bound < enough {
                batch.push(branch);
            }
        }
        let mut plans = Vec::new();
        for outcome in lanes::each(threads, batch, |branch| look(plants, branch, best, enough, stop)) {
            self.work += outcome.work;
            outcome.parts.into_iter().for_each(|part| self.hang(part));
            plans.extend(outcome.plan);
        }
        plans
    }
}

fn look(
    plants: &Plants,
    branch: Branch,
    best: f64,
    enough: f64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Outcome {
    let mut states = branch.states.clone();
    let mut relaxed = Relaxed::new(plants, &states, branch.prices.clone(), STRETCH);
    for round in 1..=ROUNDS {
        if relaxed.climb.bound >= enough {
            return Outcome { work: relaxed.work, ..Outcome::default() };
        }
        if stop() {
            return Outcome { parts: vec![branch], work: relaxed.work, plan: None };
        }
        relaxed.step(plants, &states, best);
        if round % FIX_EVERY == 0 && relaxed.fix(plants, &mut states, enough) > 0 {
            if !states.contains(&State::Free) {
                break;
            }
            let mut next = Relaxed::new(plants, &states, relaxed.climb.prices.clone(), STRETCH);
            next.climb.as_before(&relaxed.climb);
            next.work += relaxed.work;
            relaxed = next;
        }
    }
    if relaxed.climb.bound >= enough {
        return Outcome { work: relaxed.work, ..Outcome::default() };
    }
    let plan = transport(plants, &relaxed.open(plants, &states));
    let work = relaxed.work + plan.as_ref().map_or(0, |plan| plan.work);
    let unsure = |plant: &usize| (relaxed.likely[*plant] - 0.5).abs();
    let free = (0..plants.count()).filter(|&plant| states[plant] == State::Free);
    let Some(pick) = free.min_by(|a, b| unsure(a).total_cmp(&unsure(b))) else {
        return Outcome { plan, work, parts: Vec::new() };
    };
    let bound = branch.bound.max(relaxed.climb.bound);
    let parts = [State::Open, State::Closed].map(|state| {
        let mut states = states.clone();
        states[pick] = state;
        Branch { bound, states, prices: relaxed.climb.prices.clone() }
    });
    Outcome { parts: parts.into(), plan, work }
}
