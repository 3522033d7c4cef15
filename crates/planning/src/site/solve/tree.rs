//! Branch and bound over what the prices could not settle.
//!
//! Branches are looked into in batches of a fixed size, best bound first, so that the tree is the same on any number of
//! threads. Never drops a branch whose bound does not exclude a plan better than the best known.

use std::collections::BTreeMap;

use super::dual::{Ascent, Core};
use super::lanes;

/// Branches that are looked into at once: part of what the answer depends on, unlike the number of threads.
const BATCH: usize = 8;
/// Numbers that waiting branches may hold (100 MB) before new ones go first.
const HELD: usize = 25_000_000;
/// Rounds of prices for each branch, and how often what they settle is taken out.
const ROUNDS: u32 = 32;
const FIX_EVERY: u32 = 8;
/// How far the prices of a branch stride at first.
const STRETCH: f64 = 0.3;

/// A branch that waits.
#[derive(Debug, Clone)]
struct Branch {
    bound: f64,
    /// Candidates of the trunk that may be open.
    alive: Vec<u32>,
    /// Those of them that are.
    forced: Vec<u32>,
    /// Prices to begin with; single precision does, for what they are worth is reckoned anew.
    prices: Vec<f32>,
}

impl Branch {
    fn size(&self) -> usize {
        self.alive.len() + self.forced.len() + self.prices.len()
    }
}

/// What came of looking into a branch.
enum Outcome {
    /// Nothing better is in it.
    Closed,
    /// One plan is in it.
    Plan(Vec<u32>),
    /// It parts in two, or was not looked into to the end and comes back as it was.
    Parts(Vec<Branch>),
}

/// A tree under way.
#[derive(Debug)]
pub(super) struct Tree {
    trunk: Core,
    /// By bound and age.
    waiting: BTreeMap<(u64, u64), Branch>,
    /// Branches that go first, the last of them before the others.
    pressing: Vec<Branch>,
    grown: u64,
    held: usize,
    /// Distances looked at.
    pub work: u64,
}

impl Tree {
    /// A tree over all plans of `core`, whose best prices are those of `ascent`.
    pub fn new(core: &Core, ascent: &Ascent) -> Self {
        let all = 0..core.cands.len() as u32;
        let root = Branch {
            bound: ascent.best.bound,
            alive: all.clone().collect(),
            forced: all.filter(|&i| core.forced[i as usize]).collect(),
            prices: ascent.climb.prices.iter().map(|&price| price as f32).collect(),
        };
        let mut tree = Self {
            trunk: core.clone(),
            waiting: BTreeMap::new(),
            pressing: Vec::new(),
            grown: 0,
            held: 0,
            work: 0,
        };
        tree.hang(root);
        tree
    }

    /// No plan of the trunk that is better than the best known costs less; `inf` when there is none.
    pub fn bound(&self) -> f64 {
        let first = self.waiting.first_key_value().map_or(f64::INFINITY, |(_, branch)| branch.bound);
        self.pressing.iter().map(|branch| branch.bound).fold(first, f64::min)
    }

    /// Looks into the next branches, for plans below `enough`, `best` being the best known.
    /// Answers the open candidates of those it came upon.
    pub fn grow(
        &mut self,
        best: f64,
        enough: f64,
        threads: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Vec<Vec<u32>> {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let Some(branch) = self.take() else { break };
            if branch.bound < enough {
                batch.push(branch);
            }
        }
        let trunk = &self.trunk;
        let outcomes = lanes::each(threads, batch, |branch| look(trunk, branch, best, enough, stop));
        let mut plans = Vec::new();
        for (outcome, work) in outcomes {
            self.work += work;
            match outcome {
                Outcome::Closed => {}
                Outcome::Plan(open) => plans.push(open),
                Outcome::Parts(parts) => parts.into_iter().for_each(|part| self.hang(part)),
            }
        }
        plans
    }

    fn hang(&mut self, branch: Branch) {
        self.held += branch.size();
        if self.held > HELD {
            self.pressing.push(branch);
        } else {
            // Bounds below 0 cannot be: nothing costs less than nothing.
            self.waiting.insert((branch.bound.max(0.0).to_bits(), self.grown), branch);
        }
        self.grown += 1;
    }

    fn take(&mut self) -> Option<Branch> {
        let branch = self.pressing.pop().or_else(|| self.waiting.pop_first().map(|(_, branch)| branch))?;
        self.held -= branch.size();
        Some(branch)
    }
}

/// Moves the prices of a branch, settles what they settle, and parts it if something is left. Answers also how many
/// distances were looked at.
fn look(
    trunk: &Core,
    branch: Branch,
    best: f64,
    enough: f64,
    stop: &(dyn Fn() -> bool + Sync),
) -> (Outcome, u64) {
    let (mut alive, mut forced) = (vec![false; trunk.cands.len()], vec![false; trunk.cands.len()]);
    branch.alive.iter().for_each(|&i| alive[i as usize] = true);
    branch.forced.iter().for_each(|&i| forced[i as usize] = true);
    let mut ids = branch.alive.clone();
    let mut core = trunk.part(&alive, &forced);
    let mut work = trunk.pairs() as u64;
    let prices = branch.prices.iter().map(|&price| f64::from(price)).collect();
    let mut ascent = Ascent::new(&core, prices, STRETCH);
    for round in 1..=ROUNDS {
        if core.impossible() || ascent.best.bound >= enough {
            return (Outcome::Closed, work + ascent.work);
        }
        if let Some(only) = core.only() {
            return (Outcome::Plan(only), work + ascent.work);
        }
        if stop() {
            return (Outcome::Parts(vec![branch]), work + ascent.work);
        }
        ascent.step(&core, best);
        if round % FIX_EVERY == 0 {
            let fixed = ascent.fix(&core, enough);
            if fixed.fixed > 0 {
                work += core.pairs() as u64;
                core = core.part(&fixed.alive, &fixed.forced);
                ids = ids.iter().zip(&fixed.alive).filter(|(_, alive)| **alive).map(|(i, _)| *i).collect();
                ascent = ascent.narrowed(&core, &fixed.alive);
            }
        }
    }
    let work = work + ascent.work;
    if core.impossible() || ascent.best.bound >= enough {
        return (Outcome::Closed, work);
    }
    match core.only() {
        Some(only) => (Outcome::Plan(only), work),
        None => (Outcome::Parts(part(&core, &ascent, &ids, branch.bound)), work),
    }
}

/// Two branches, with and without the candidate that the prices are least sure of.
fn part(core: &Core, ascent: &Ascent, ids: &[u32], bound: f64) -> Vec<Branch> {
    let unsure = |i: &usize| (ascent.likely[*i] - 0.5).abs();
    let free = (0..core.cands.len()).filter(|&i| !core.forced[i]);
    let pick = free.min_by(|a, b| unsure(a).total_cmp(&unsure(b))).expect("something is not settled");
    let pick = ids[pick];
    let forced: Vec<u32> =
        ids.iter().zip(&core.forced).filter(|(_, forced)| **forced).map(|(i, _)| *i).collect();
    let bound = bound.max(ascent.best.bound);
    let prices: Vec<f32> = ascent.climb.prices.iter().map(|&price| price as f32).collect();
    let with = forced.iter().copied().chain([pick]).collect();
    let without = ids.iter().copied().filter(|&i| i != pick).collect();
    vec![
        Branch { bound, alive: ids.to_vec(), forced: with, prices: prices.clone() },
        Branch { bound, alive: without, forced, prices },
    ]
}
