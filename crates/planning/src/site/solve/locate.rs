//! From an instance to an answer: a first plan, prices, what they settle, upsets and branches in turns, until the answer is
//! proven or the effort is spent. Never answers with a plan whose value was not reckoned anew from the instance.

use std::ops::RangeInclusive;

use super::answer::{Answer, Effort};
use super::dual::{Ascent, Core};
use super::instance::{Instance, Stance};
use super::lanes;
use super::plan::Plan;
use super::polish::polish;
use super::problem::Problem;
use super::refused::Refused;
use super::tree::Tree;
use crate::{Progress, Stream, Watch};

/// Plans that are polished side by side: part of what the answer depends on, unlike the number of threads.
const WALKERS: u64 = 4;
/// Rounds of prices between looks at what they say.
const LOOK_EVERY: u32 = 10;
/// Rounds of prices at the most before branches are tried.
const ROUNDS: u32 = 2_000;
/// The first turn of branches and of upsets, in distances looked at, is at least this.
const TURN: u64 = 5_000_000;

/// Opens as many of the candidates as `count` allows, so that the opening costs and the weighted distances together are
/// the least. A step is a thousand distances looked at.
///
/// # Errors
/// A count that the candidates do not allow; a place that nothing reaches, or that is left over.
pub fn locate(
    instance: &Instance,
    count: RangeInclusive<usize>,
    effort: &Effort,
    watch: &dyn Watch,
) -> Result<Answer, Refused> {
    let problem = Problem::new(instance, *count.start(), *count.end())?;
    let mut run = Run::new(&problem, effort, watch);
    run.begin();
    let (core, ascent) = run.prices();
    run.branches(core, ascent);
    run.answer()
}

/// A computation under way.
struct Run<'a> {
    problem: &'a Problem<'a>,
    effort: &'a Effort,
    watch: &'a dyn Watch,
    plan: Plan<'a>,
    best: f64,
    best_open: Vec<u32>,
    /// No plan costs less.
    bound: f64,
    /// Distances looked at, but for the plan's.
    work: u64,
}

impl<'a> Run<'a> {
    fn new(problem: &'a Problem<'a>, effort: &'a Effort, watch: &'a dyn Watch) -> Self {
        let mut draw = Stream::new(effort.seed, 0);
        let stances = problem.instance.stances();
        let mut free: Vec<u32> =
            (0..stances.len() as u32).filter(|&i| stances[i as usize] == Stance::Free).collect();
        draw.shuffle(&mut free);
        free.truncate(problem.least.saturating_sub(problem.kept.len()));
        let plan = Plan::new(problem, &free);
        let best_open = plan.open().to_vec();
        Self { problem, effort, watch, best: plan.cost, plan, best_open, bound: 0.0, work: 0 }
    }

    /// Distances looked at so far.
    fn spent(&self) -> u64 {
        self.work + self.plan.work
    }

    fn left(&self) -> u64 {
        self.effort.steps.saturating_mul(1000).saturating_sub(self.spent())
    }

    fn closed(&self) -> bool {
        self.bound >= self.problem.enough(self.best)
            || self.best - self.bound <= self.effort.gap * self.best.abs()
    }

    fn over(&self) -> bool {
        self.left() == 0 || self.closed() || self.watch.stop()
    }

    /// Takes a bound of what is better than the best known.
    fn raise(&mut self, bound: f64) {
        let grain = self.problem.grain;
        let bound = if grain > 0.0 { ((bound / grain - 1e-5).ceil()) * grain } else { bound };
        self.bound = self.bound.max(bound.min(self.best));
        self.watch.tell(Progress {
            done: self.spent() / 1000,
            of: self.effort.steps,
            best: self.best,
            bound: self.bound,
        });
    }

    /// Makes every move that pays from where the plan is, and remembers it if it is the best.
    fn settle(&mut self, awake: &[u32]) {
        awake.iter().for_each(|&candidate| self.plan.enqueue(candidate));
        let (end, watch) = (self.plan.work + self.left(), self.watch);
        self.plan.settle(&|work| work > end || watch.stop());
        self.keep();
    }

    fn keep(&mut self) {
        if self.plan.cost < self.best {
            self.best = self.plan.cost;
            self.best_open.clear();
            self.best_open.extend_from_slice(self.plan.open());
        }
    }

    fn begin(&mut self) {
        let mut all: Vec<u32> = (0..self.problem.instance.candidates() as u32).collect();
        Stream::new(self.effort.seed, 1).shuffle(&mut all);
        self.settle(&all);
        self.plan.drop_what_pays_nothing();
        self.keep();
        self.raise(0.0);
    }

    /// Raises the prices, tries what they would open, and takes out what they settle.
    fn prices(&mut self) -> (Core, Ascent) {
        let mut core = Core::whole(self.problem);
        let first = self.plan.seats().iter().map(|seat| (seat.first + seat.second) / 2.0).collect();
        let mut ascent = Ascent::new(&core, first, 0.5);
        let (mut last, mut tried) = (Vec::new(), 0);
        let mut stirred_at = 0.0;
        for round in 0..ROUNDS {
            let before = ascent.work;
            ascent.step(&core, self.best);
            self.work += ascent.work - before;
            if round % LOOK_EVERY == LOOK_EVERY - 1 || ascent.climb.settled() {
                let chosen = ascent.chosen(&core);
                // Trying costs as much as the prices do, no more.
                if chosen != last && tried <= ascent.work {
                    tried += self.attempt(&core, &chosen);
                    last = chosen;
                }
                self.raise(ascent.best.bound);
                if self.over() {
                    break;
                }
                if ascent.climb.settled() {
                    if ascent.best.bound - stirred_at < 0.02 * (self.best - ascent.best.bound) {
                        break;
                    }
                    stirred_at = ascent.best.bound;
                    ascent.climb.stir(0.3);
                }
                (core, ascent) = self.narrow(core, ascent, 0.2);
                if core.impossible() {
                    break;
                }
            }
        }
        let (core, ascent) = self.narrow(core, ascent, 0.0);
        if !self.over() {
            self.attempt(&core, &ascent.chosen(&core));
        }
        self.narrow(core, ascent, 0.0)
    }

    /// Goes on from what the prices would open; answers what that cost.
    fn attempt(&mut self, core: &Core, chosen: &[u32]) -> u64 {
        let before = self.plan.work;
        self.plan.set(chosen);
        self.settle(&core.cands);
        self.plan.work - before
    }

    /// Takes out what the prices settle, if it is more than `share` of what is not settled.
    fn narrow(&mut self, core: Core, ascent: Ascent, share: f64) -> (Core, Ascent) {
        let fixed = ascent.fix(&core, self.problem.enough(self.best));
        if fixed.fixed == 0 || (fixed.fixed as f64) < share * core.free() as f64 {
            return (core, ascent);
        }
        for (&candidate, _) in core.cands.iter().zip(&fixed.alive).filter(|(_, alive)| !**alive) {
            self.plan.bar(candidate);
        }
        self.work += core.pairs() as u64;
        let part = core.part(&fixed.alive, &fixed.forced);
        if part.impossible() {
            self.raise(f64::INFINITY);
            return (part, ascent);
        }
        let before = ascent.work;
        let ascent = ascent.narrowed(&part, &fixed.alive);
        self.work += ascent.work - before;
        self.raise(ascent.best.bound);
        (part, ascent)
    }

    /// Branches and upsets in turns, each turn twice as long as the last.
    fn branches(&mut self, core: Core, ascent: Ascent) {
        if self.over() {
            return;
        }
        let (mut core, mut ascent) = (core, ascent);
        let mut tree = Tree::new(&core, &ascent);
        let mut turn = TURN.max(self.spent() / 2);
        for number in 1.. {
            self.grow(&mut tree, turn);
            if self.over() {
                return;
            }
            if self.upset(turn, number) {
                let free = core.free();
                (core, ascent) = self.narrow(core, ascent, 0.1);
                if core.free() < free {
                    tree = Tree::new(&core, &ascent);
                }
            }
            if self.over() {
                return;
            }
            turn = turn.saturating_mul(2);
        }
    }

    fn grow(&mut self, tree: &mut Tree, turn: u64) {
        let end = tree.work + turn.min(self.left());
        let (watch, threads) = (self.watch, self.effort.threads);
        while tree.work < end && !self.over() {
            let before = tree.work;
            let plans = tree.grow(self.problem, self.best, threads, &|| watch.stop());
            self.work += tree.work - before;
            for open in plans {
                self.plan.set(&open);
                self.settle(&open);
            }
            self.raise(tree.bound());
        }
    }

    /// Polishes several plans, the best among them; whether one became better than the best known.
    fn upset(&mut self, turn: u64, number: u64) -> bool {
        let before = self.best;
        let work = turn.min(self.left()) / WALKERS;
        let (watch, problem, seed) = (self.watch, self.problem, self.effort.seed);
        self.plan.set(&self.best_open);
        let plans: Vec<(u64, Plan<'_>)> = (0..WALKERS).map(|walker| (walker, self.plan.clone())).collect();
        let polished = lanes::each(self.effort.threads, plans, |(walker, mut plan)| {
            let mut draw = Stream::new(seed, 2 + number * WALKERS + walker);
            let before = plan.work;
            polish(problem, &mut plan, &mut draw, work, &|| watch.stop());
            (plan.work - before, plan)
        });
        for (work, plan) in polished {
            self.work += work;
            if plan.cost < self.plan.cost {
                self.plan.set(plan.open());
            }
        }
        self.keep();
        self.raise(self.bound);
        self.best < before
    }

    fn answer(self) -> Result<Answer, Refused> {
        let mut open = self.best_open.clone();
        open.sort_unstable();
        let mut assign = Vec::new();
        let value = self.problem.value(&open, &mut assign);
        let unserved = assign.iter().filter(|&&to| to == Answer::NONE).count();
        if unserved > 0 && self.problem.instance.limit().is_none() {
            return Err(Refused::NotCovered { open: open.len(), unserved });
        }
        let closed = self.bound >= self.problem.enough(self.best);
        let bound = if closed { value } else { self.bound.min(value) };
        Ok(Answer { open, assign, shares: Vec::new(), value, bound, steps: self.spent() / 1000 })
    }
}
