//! Capacitated location: what is open holds only so much, and a place may be divided.
//!
//! Read `plants.rs` for the problem, `transport.rs` for who goes where, `relax.rs` for the bound, `search.rs` for better
//! plans, `tree.rs` for the proof. Never answers with more brought to a candidate than it can hold.

mod plants;
mod relax;
mod search;
mod transport;
mod tree;

use super::answer::{Answer, Effort, Share};
use super::instance::Instance;
use super::ledger::Ledger;
use super::refused::Refused;
use crate::{Stream, Watch};
use plants::Plants;
use relax::{Relaxed, State};
use transport::{Transport, transport};
use tree::Tree;

/// Rounds of prices between looks at what they say, and at the most before branches are tried.
const LOOK_EVERY: u32 = 20;
const ROUNDS: u32 = 1_200;
/// Transports that may fail to better a plan before it is let be.
const TRIES: usize = 240;
/// The first turn of branches and of upsets, in distances looked at, is at least this.
const TURN: u64 = 20_000_000;

/// Opens as many as pay, none serving more than its capacity: each place's demand may be divided among several. The cost is
/// that of opening, and for each place its weight times the distance, for the part that goes there; demand counts against
/// capacity only.
///
/// # Errors
/// Lists that do not fit the instance; less capacity than demand, or none that the demand can reach.
pub fn capacitated(
    instance: &Instance,
    demand: &[f64],
    capacity: &[f64],
    effort: &Effort,
    watch: &dyn Watch,
) -> Result<Answer, Refused> {
    let plants = Plants::new(instance, demand, capacity)?;
    let mut run = Run::new(&plants, Ledger::new(effort, watch, 0.0))?;
    let (states, relaxed) = run.prices();
    run.branches(states, &relaxed);
    Ok(run.answer(instance))
}

/// A computation under way.
struct Run<'a> {
    plants: &'a Plants,
    ledger: Ledger<'a>,
    best: Transport,
}

impl<'a> Run<'a> {
    /// Begins with everything open: if that does not do, nothing does.
    fn new(plants: &'a Plants, mut ledger: Ledger<'a>) -> Result<Self, Refused> {
        let all: Vec<usize> = (0..plants.count()).collect();
        let best = transport(plants, &all).ok_or(Refused::Crowded)?;
        ledger.best = best.cost;
        ledger.work += best.work;
        ledger.raise(0.0);
        Ok(Self { plants, ledger, best })
    }

    fn keep(&mut self, plan: Transport) {
        if plan.cost < self.best.cost {
            self.ledger.best = plan.cost;
            self.best = plan;
        }
    }

    /// Reckons what `open` costs and betters it; whether that is a plan at all.
    fn attempt(&mut self, open: &[usize]) {
        let Some(mut plan) = transport(self.plants, open) else { return };
        self.ledger.work += plan.work;
        let watch = self.ledger.watch;
        let threads = self.ledger.threads();
        self.ledger.work += search::better(self.plants, &mut plan, TRIES, threads, &|| watch.stop());
        self.keep(plan);
    }

    /// Raises the prices, tries what they would open, and settles what they settle.
    fn prices(&mut self) -> (Vec<State>, Relaxed) {
        let plants = self.plants;
        let forced = plants.forced.iter();
        let mut states: Vec<State> =
            forced.map(|&forced| if forced { State::Open } else { State::Free }).collect();
        let mut relaxed = Relaxed::new(plants, &states, self.best.prices.clone(), 0.5);
        let (mut last, mut tried, mut stirred_at) = (Vec::new(), 0, 0.0);
        for round in 1..=ROUNDS {
            let before = relaxed.work;
            relaxed.step(plants, &states, self.ledger.best);
            self.ledger.work += relaxed.work - before;
            if round % LOOK_EVERY != 0 && !relaxed.climb.settled() {
                continue;
            }
            let open = relaxed.open(plants, &states);
            if open != last && tried <= relaxed.work {
                let before = self.ledger.work;
                self.attempt(&open);
                tried += self.ledger.work - before;
                last = open;
            }
            self.ledger.raise(relaxed.climb.bound);
            if self.ledger.over() {
                break;
            }
            relaxed.fix(plants, &mut states, self.ledger.enough());
            if relaxed.climb.settled() {
                let gap = self.ledger.best - relaxed.climb.bound;
                if relaxed.climb.bound - stirred_at < 0.02 * gap {
                    break;
                }
                stirred_at = relaxed.climb.bound;
                relaxed.climb.stir(0.3);
            }
        }
        (states, relaxed)
    }

    /// Branches and upsets in turns, each turn twice as long as the last.
    fn branches(&mut self, states: Vec<State>, relaxed: &Relaxed) {
        if self.ledger.over() {
            return;
        }
        let mut tree = Tree::new(states, relaxed);
        let mut draw = Stream::new(self.ledger.seed(), 0);
        let mut turn = TURN.max(self.ledger.work / 2);
        while !self.ledger.over() {
            let end = self.ledger.work.saturating_add(turn);
            while self.ledger.work < end && !self.ledger.over() {
                let (watch, before) = (self.ledger.watch, tree.work);
                let (best, enough, threads) = (self.best.cost, self.ledger.enough(), self.ledger.threads());
                let plans = tree.grow(self.plants, best, enough, threads, &|| watch.stop());
                self.ledger.work += tree.work - before;
                plans.into_iter().for_each(|plan| self.keep(plan));
                self.ledger.raise(tree.bound());
            }
            let end = self.ledger.work.saturating_add(turn / 4);
            while self.ledger.work < end && !self.ledger.over() {
                let open = self.upset(&mut draw);
                self.ledger.work += self.plants.places() as u64;
                self.attempt(&open);
            }
            self.ledger.raise(0.0);
            turn = turn.saturating_mul(2);
        }
    }

    /// The best plan with up to three plants closed and as many others open.
    fn upset(&self, draw: &mut Stream) -> Vec<usize> {
        let mut open = self.best.open.clone();
        let mut others: Vec<usize> = (0..self.plants.count()).filter(|plant| !open.contains(plant)).collect();
        for _ in 0..1 + draw.below(3) {
            let at = draw.below(open.len());
            if !self.plants.forced[open[at]] && !others.is_empty() {
                let other = draw.below(others.len());
                std::mem::swap(&mut open[at], &mut others[other]);
            }
        }
        open
    }

    fn answer(self, instance: &Instance) -> Answer {
        let plants = self.plants;
        let mut assign = vec![Answer::NONE; plants.places()];
        let mut shares = Vec::new();
        let mut open = Vec::new();
        let mut order: Vec<usize> = (0..self.best.open.len()).collect();
        order.sort_unstable_by_key(|&at| self.best.open[at]);
        open.extend(order.iter().filter_map(|&at| plants.candidates[self.best.open[at]]));
        let mut value: f64 = open.iter().map(|&i| instance.opening()[i as usize]).sum();
        for (place, assign) in assign.iter_mut().enumerate() {
            let mut largest = 0.0;
            for &at in &order {
                let part = self.best.flow[at * plants.places() + place] / plants.scale[place];
                if part <= 0.0 {
                    continue;
                }
                let plant = self.best.open[at];
                let distance = match plants.candidates[plant] {
                    Some(candidate) => {
                        shares.push(Share { place: place as u32, candidate, part });
                        if part > largest {
                            (largest, *assign) = (part, candidate);
                        }
                        instance.distances().between(place, candidate as usize)
                    }
                    None => instance.limit().expect("to be served by none needs a limit"),
                };
                value += part * instance.weights()[place] * distance;
            }
        }
        let bound = self.ledger.bound_of(value);
        Answer { open, assign, shares, value, bound, steps: self.ledger.steps() }
    }
}
