//! Closing the gap: branch and bound over the options of sites, the most promising node first.
//!
//! A node is a set of options left to each site. Its bound is the Lagrangian one, begun from its parent's multipliers. Where
//! every site has one option left, the plan is weighed in full, so that what is proven is proven for the whole objective.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::bound::{Lagrange, Standing, settle};
use super::layout::Layout;
use super::model::Model;
use super::search::{Found, options};
use super::worth::Desk;
use crate::{Progress, Watch};

/// Rounds of the bound at a node.
const ROUNDS: u32 = 90;
/// Numbers that all open nodes together may hold: 256 MB.
const NUMBERS_MAX: usize = 32_000_000;
/// A plan that is within this of the bound is the best, up to rounding.
const ROUNDING: f64 = 1e-9;

/// With more undecided sites than this, the proof is given up when the first nodes have closed less than this share of
/// the gap: what is left of it is what the bound cannot see.
const MANY: usize = 40;
const TRIAL: u32 = 16;
const CLOSED: f64 = 0.1;

/// What is known at the end.
pub(super) struct Proof {
    pub(super) bound: f64,
    pub(super) steps: u64,
    pub(super) stopped: bool,
}

struct Open {
    standing: Standing,
    number: u64,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    /// The lowest bound comes out of the heap first, then the newest node: deep ones find plans.
    fn cmp(&self, other: &Self) -> Ordering {
        other.standing.value.total_cmp(&self.standing.value).then(self.number.cmp(&other.number))
    }
}

/// Bounds the city from below, and mends `best` wherever a better plan turns up.
pub(super) fn prove(model: &Model<'_>, best: &mut Found, watch: &dyn Watch) -> Proof {
    let mut prover = Prover { model, lagrange: Lagrange::new(model), desk: Desk::default(), steps: 0 };
    let effort = model.city.effort;
    let mut root = Standing::first(model, &Layout::new(model, best.options.clone()), &mut prover.desk);
    let mut heap = BinaryHeap::new();
    let mut stopped = false;
    if settle(model, &mut root.left) {
        let rounds = effort.bound_rounds;
        prover.bound(&mut root, best, rounds, watch, None);
        prover.try_plan(&root.chosen, best);
        heap.push(Open { standing: root, number: 0 });
    }
    let most = effort.nodes.min((NUMBERS_MAX / (model.nodes.len() * 3 + model.sites() * 4)) as u32);
    let (mut looked, mut number) = (0, 0);
    let (first, many) = heap.peek().map_or((0.0, false), |open: &Open| {
        let free = open.standing.left.iter().filter(|bits| bits.count_ones() > 1).count();
        (open.standing.value, free > MANY)
    });
    while let Some(open) = heap.pop() {
        let lowest = open.standing.value;
        if lowest >= known(best) * (1.0 - ROUNDING) {
            // Everything that is left is no better.
            heap.clear();
            break;
        }
        stopped = watch.stop();
        let vain = many && looked == TRIAL && lowest - first < CLOSED * (known(best) - first);
        if looked >= most || stopped || vain {
            heap.push(open);
            break;
        }
        looked += 1;
        for mut child in prover.branch(open.standing) {
            if !settle(model, &mut child.left) {
                continue;
            }
            if child.left.iter().all(|bits| bits.count_ones() == 1) {
                let plan: Vec<u8> = child.left.iter().map(|bits| bits.trailing_zeros() as u8).collect();
                prover.try_plan(&plan, best);
                continue;
            }
            prover.bound(&mut child, best, ROUNDS, watch, Some(lowest));
            prover.try_plan(&child.chosen, best);
            if child.value < known(best) * (1.0 - ROUNDING) {
                number += 1;
                heap.push(Open { standing: child, number });
            }
        }
    }
    let lowest = heap.peek().map_or(f64::INFINITY, |open| open.standing.value);
    Proof { bound: lowest.min(known(best)), steps: prover.steps, stopped }
}

/// The objective of the best plan known; infinite when none keeps the constraints.
fn known(best: &Found) -> f64 {
    if best.score.kept() { best.score.value } else { f64::INFINITY }
}

struct Prover<'m> {
    model: &'m Model<'m>,
    lagrange: Lagrange<'m>,
    desk: Desk,
    steps: u64,
}

impl Prover<'_> {
    /// Improves a node's bound. `lowest` is the bound of everything that is open; nothing at the root.
    fn bound(
        &mut self,
        node: &mut Standing,
        best: &Found,
        rounds: u32,
        watch: &dyn Watch,
        lowest: Option<f64>,
    ) {
        let known = known(best);
        let before = self.steps;
        let mut stop = |round: u32, value: f64| {
            if round.is_multiple_of(8) {
                let bound = lowest.unwrap_or(value);
                watch.tell(Progress { done: before + u64::from(round), of: 0, best: known, bound });
            }
            watch.stop()
        };
        self.steps += u64::from(self.lagrange.improve(node, known, rounds, lowest.is_none(), &mut stop));
    }

    /// Weighs a plan in full and keeps it if it is better.
    fn try_plan(&mut self, plan: &[u8], best: &mut Found) {
        let layout = Layout::new(self.model, plan.to_vec());
        let score = self.desk.worth(&layout, self.model.city.effort.wait_rounds).score;
        self.steps += 1;
        if score.beats(&best.score) {
            *best = Found { options: plan.to_vec(), score };
        }
    }

    /// Splits a node at the site that the rounds were least agreed about: the option they leaned to, or one of the others.
    fn branch(&self, node: Standing) -> [Standing; 2] {
        let lean = |site: usize| {
            let shares = &node.leaning[site];
            let by = |option: &u8| shares[*option as usize];
            options(node.left[site])
                .max_by(|a, b| by(a).total_cmp(&by(b)).then(b.cmp(a)))
                .map_or((0, 1.0), |option| (option, by(&option)))
        };
        let free = (0..node.left.len()).filter(|site| node.left[*site].count_ones() > 1);
        let site = free.min_by(|a, b| lean(*a).1.total_cmp(&lean(*b).1)).unwrap_or(0);
        let option = lean(site).0;
        let (mut with, mut without) = (node.clone(), node);
        with.left[site] = 1 << option;
        without.left[site] &= !(1 << option);
        [without, with]
    }
}
