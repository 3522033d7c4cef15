//! From an instance to an answer: a first plan, prices, what they settle, upsets and branches in turns, until the answer is
//! proven or the effort is spent. Never answers with a plan whose value was not reckoned anew from the instance.

use std::ops::RangeInclusive;

use super::afresh::afresh;
use super::answer::{Answer, Effort};
use super::dual::{Ascent, Core};
use super::instance::{Instance, Stance};
use super::lanes;
use super::ledger::Ledger;
use super::mix::{self, mix};
use super::plan::Plan;
use super::polish::polish;
use super::problem::Problem;
use super::refused::Refused;
use super::tree::Tree;
use crate::{Stream, Watch};

/// Lines of upsets that go on from the best plan, and lines that begin afresh: how much worse each may become on its way,
/// as a part of the cost. All lines are part of what the answer depends on, unlike the number of threads.
const ON: [f64; 1] = [2e-4];
const AFRESH: [f64; 3] = [0.0, 3e-5, 2e-4];
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
    let mut run = Run::new(&problem, Ledger::new(effort, watch, problem.grain));
    run.begin();
    let (core, ascent) = run.prices();
    run.branches(core, ascent);
    run.answer()
}

/// A computation under way.
struct Run<'a> {
    problem: &'a Problem<'a>,
    ledger: Ledger<'a>,
    plan: Plan<'a>,
    /// The best plan's open candidates.
    best: Vec<u32>,
    /// What lines of upsets came to, and what each cost, the cheapest first.
    ends: Vec<(f64, Vec<u32>)>,
}

impl<'a> Run<'a> {
    /// Begins with candidates drawn at random, as few as may be.
    fn new(problem: &'a Problem<'a>, mut ledger: Ledger<'a>) -> Self {
        let stances = problem.instance.stances();
        let mut free: Vec<u32> =
            (0..stances.len() as u32).filter(|&i| stances[i as usize] == Stance::Free).collect();
        Stream::new(ledger.seed(), 0).shuffle(&mut free);
        free.truncate(problem.least.saturating_sub(problem.kept.len()));
        let plan = Plan::new(problem, &free);
        ledger.best = plan.cost;
        Self { problem, ledger, best: plan.open().to_vec(), ends: Vec::new(), plan }
    }

    /// Makes every move that pays from where the plan is, and remembers it if it is the best.
    fn settle(&mut self, awake: &[u32]) {
        awake.iter().for_each(|&candidate| self.plan.enqueue(candidate));
        let (before, watch) = (self.plan.work, self.ledger.watch);
        let end = before.saturating_add(self.ledger.left());
        self.plan.settle(&|work| work > end || watch.stop());
        self.ledger.work += self.plan.work - before;
        self.keep();
    }

    fn keep(&mut self) {
        if self.plan.cost < self.ledger.best {
            self.ledger.best = self.plan.cost;
            self.best.clear();
            self.best.extend_from_slice(self.plan.open());
        }
    }

    fn begin(&mut self) {
        let mut all: Vec<u32> = (0..self.problem.instance.candidates() as u32).collect();
        Stream::new(self.ledger.seed(), 1).shuffle(&mut all);
        self.settle(&all);
        self.plan.drop_what_pays_nothing();
        self.keep();
        self.ledger.raise(0.0);
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
            ascent.step(&core, self.ledger.best);
            self.ledger.work += ascent.work - before;
            let look = round % LOOK_EVERY == LOOK_EVERY - 1 || ascent.climb.settled();
            if look || self.ledger.watch.stop() {
                let chosen = ascent.chosen(&core);
                // Trying costs as much as the prices do, no more.
                if chosen != last && tried <= ascent.work {
                    tried += self.attempt(&core, &chosen);
                    last = chosen;
                }
                self.ledger.raise(ascent.best.bound);
                if self.ledger.over() {
                    break;
                }
                if ascent.climb.settled() {
                    let gap = self.ledger.best - ascent.best.bound;
                    if ascent.best.bound - stirred_at < 0.02 * gap {
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
        if !self.ledger.over() {
            self.attempt(&core, &ascent.chosen(&core));
        }
        self.narrow(core, ascent, 0.0)
    }

    /// Goes on from what the prices would open; answers what that cost.
    fn attempt(&mut self, core: &Core, chosen: &[u32]) -> u64 {
        let before = self.plan.work;
        self.plan.set(chosen);
        self.ledger.work += self.plan.work - before;
        self.settle(&core.cands);
        self.plan.work - before
    }

    /// Takes out what the prices settle, if it is more than `share` of what is not settled.
    fn narrow(&mut self, core: Core, ascent: Ascent, share: f64) -> (Core, Ascent) {
        let fixed = ascent.fix(&core, self.ledger.enough());
        if fixed.fixed == 0 || (fixed.fixed as f64) < share * core.free() as f64 {
            return (core, ascent);
        }
        for (&candidate, _) in core.cands.iter().zip(&fixed.alive).filter(|(_, alive)| !**alive) {
            self.plan.bar(candidate);
        }
        self.ledger.work += core.pairs() as u64;
        let part = core.part(&fixed.alive, &fixed.forced);
        if part.impossible() {
            self.ledger.raise(f64::INFINITY);
            return (part, ascent);
        }
        let before = ascent.work;
        let ascent = ascent.narrowed(&part, &fixed.alive);
        self.ledger.work += ascent.work - before;
        self.ledger.raise(ascent.best.bound);
        (part, ascent)
    }

    /// Branches and upsets in turns, each turn twice as long as the last.
    fn branches(&mut self, core: Core, ascent: Ascent) {
        if self.ledger.over() {
            return;
        }
        let (mut core, mut ascent) = (core, ascent);
        let mut tree = Tree::new(&core, &ascent);
        let mut turn = TURN.max(self.ledger.work / 2);
        let mut grow = turn;
        for number in 1.. {
            let gap = self.ledger.gap();
            self.grow(&mut tree, grow);
            // Where branches bring little, upsets get their time.
            let slow = self.ledger.gap() > 0.9 * gap;
            if self.ledger.over() {
                return;
            }
            if self.upset(turn, number) {
                let free = core.free();
                (core, ascent) = self.narrow(core, ascent, 0.1);
                if core.free() < free {
                    tree = Tree::new(&core, &ascent);
                }
            }
            if self.ledger.over() {
                return;
            }
            turn = turn.saturating_mul(2);
            grow = if slow { turn / 8 } else { turn };
        }
    }

    fn grow(&mut self, tree: &mut Tree, turn: u64) {
        let end = tree.work + turn.min(self.ledger.left());
        let (watch, threads) = (self.ledger.watch, self.ledger.threads());
        while tree.work < end && !self.ledger.over() {
            let before = tree.work;
            let plans = tree.grow(self.ledger.best, self.ledger.enough(), threads, &|| watch.stop());
            self.ledger.work += tree.work - before;
            for open in plans {
                self.plan.set(&open);
                self.settle(&open);
            }
            self.ledger.raise(tree.bound());
        }
    }

    /// Follows several lines side by side and mixes what they come to; whether something became better than the best known.
    fn upset(&mut self, turn: u64, number: u64) -> bool {
        let before = self.ledger.best;
        let lines = ON.len() + AFRESH.len();
        let work = turn.min(self.ledger.left()) / lines as u64;
        let (watch, problem, seed) = (self.ledger.watch, self.problem, self.ledger.seed());
        self.plan.set(&self.best);
        let plans: Vec<(usize, Plan<'_>)> = (0..lines).map(|line| (line, self.plan.clone())).collect();
        let ended = lanes::each(self.ledger.threads(), plans, |(line, mut plan)| {
            let mut draw = Stream::new(seed, 2 + number * lines as u64 + line as u64);
            let (before, stop) = (plan.work, || watch.stop());
            let ends = match ON.get(line) {
                Some(&slack) => {
                    polish(problem, &mut plan, &mut draw, slack, work, &stop);
                    vec![plan.open().to_vec()]
                }
                None => afresh(problem, &mut plan, &mut draw, AFRESH[line - ON.len()], work, &stop),
            };
            (plan.work - before, ends)
        });
        for (work, ends) in ended {
            self.ledger.work += work;
            ends.into_iter().for_each(|open| self.gather(open));
        }
        let ends = std::mem::take(&mut self.ends);
        self.mix_with(&ends.iter().map(|(_, open)| open.as_slice()).collect::<Vec<_>>());
        self.ends = ends;
        self.ledger.raise(0.0);
        self.ledger.best < before
    }

    /// Takes in what a line came to, as the best if it is, mixes it with the best, and keeps it for later mixtures.
    fn gather(&mut self, mut open: Vec<u32>) {
        let before = self.plan.work;
        self.plan.set(&open);
        self.ledger.work += self.plan.work - before;
        let cost = self.plan.cost;
        self.keep();
        self.mix_with(&[&open]);
        open.sort_unstable();
        if !self.ends.iter().any(|(_, end)| *end == open) {
            self.ends.insert(self.ends.partition_point(|end| end.0 <= cost), (cost, open));
            self.ends.truncate(mix::MOST - 1);
        }
    }

    /// Mixes the best with others, and makes every move that then pays.
    fn mix_with(&mut self, others: &[&[u32]]) {
        let mut plans: Vec<&[u32]> = vec![&self.best];
        plans.extend(others);
        let (mixed, work) = mix(self.problem, &plans);
        self.ledger.work += work;
        let Some(mut mixed) = mixed else { return };
        mixed.sort_unstable();
        let before = self.plan.work;
        self.plan.set(&self.best);
        for &candidate in mixed.iter().filter(|i| !self.best.contains(i)) {
            self.plan.open_up(candidate);
        }
        for &candidate in self.best.iter().filter(|i| mixed.binary_search(i).is_err()) {
            self.plan.close_down(candidate);
            self.plan.enqueue(candidate);
        }
        self.ledger.work += self.plan.work - before;
        self.settle(&[]);
    }

    fn answer(self) -> Result<Answer, Refused> {
        let mut open = self.best;
        open.sort_unstable();
        let mut assign = Vec::new();
        let value = self.problem.value(&open, &mut assign);
        let unserved = assign.iter().filter(|&&to| to == Answer::NONE).count();
        if unserved > 0 && self.problem.instance.limit().is_none() {
            return Err(Refused::NotCovered { open: open.len(), unserved });
        }
        let bound = self.ledger.bound_of(value);
        Ok(Answer { open, assign, shares: Vec::new(), value, bound, steps: self.ledger.steps() })
    }
}
