//! The bound: the places' own prices, raised until no plan can cost less than they add up to.
//!
//! Lagrangian relaxation of "each place goes somewhere" (Cornuéjols, Fisher, Nemhauser 1977); the averages of the volume
//! algorithm also say what is likely to be open. Every value that is answered is reckoned from the prices alone, so that it
//! is a bound however the prices came about.

use super::climb::Climb;
use super::problem::Problem;

/// A part of a problem: some candidates, and what each place can still go to.
#[derive(Debug, Clone)]
pub(super) struct Core {
    /// The candidates of the core, by their numbers in the problem.
    pub cands: Vec<u32>,
    pub opening: Vec<f64>,
    /// Whether a candidate of the core has to be open.
    pub forced: Vec<bool>,
    pub least: usize,
    pub most: usize,
    pub weights: Vec<f64>,
    /// No price is higher.
    pub cap: Vec<f64>,
    pub starts: Vec<u32>,
    pub dist: Vec<f64>,
    pub cand: Vec<u32>,
}

impl Core {
    pub fn whole(problem: &Problem<'_>) -> Self {
        let near = &problem.near;
        let stances = problem.instance.stances();
        let cands: Vec<u32> =
            (0..stances.len() as u32).filter(|&i| stances[i as usize] != super::Stance::Closed).collect();
        let mut local = vec![0_u32; stances.len()];
        cands.iter().enumerate().for_each(|(at, &i)| local[i as usize] = at as u32);
        Self {
            opening: cands.iter().map(|&i| problem.instance.opening()[i as usize]).collect(),
            forced: cands.iter().map(|&i| stances[i as usize] == super::Stance::Open).collect(),
            cands,
            least: problem.least,
            most: problem.most,
            weights: problem.instance.weights().to_vec(),
            cap: near.cutoff.clone(),
            starts: near.starts.iter().map(|&s| s as u32).collect(),
            dist: near.to_dist.clone(),
            cand: near.to_cand.iter().map(|&i| local[i as usize]).collect(),
        }
    }

    /// The part of the core with the candidates that `alive` lets be, those of `forced` forced. A place never needs to
    /// look farther than the nearest that is forced.
    pub fn part(&self, alive: &[bool], forced: &[bool]) -> Self {
        let mut local = vec![u32::MAX; self.cands.len()];
        let mut part = Self {
            cands: Vec::new(),
            opening: Vec::new(),
            forced: Vec::new(),
            least: self.least,
            most: self.most,
            weights: self.weights.clone(),
            cap: self.cap.clone(),
            starts: vec![0],
            dist: Vec::new(),
            cand: Vec::new(),
        };
        for i in (0..self.cands.len()).filter(|&i| alive[i]) {
            local[i] = part.cands.len() as u32;
            part.cands.push(self.cands[i]);
            part.opening.push(self.opening[i]);
            part.forced.push(forced[i]);
        }
        for place in 0..self.weights.len() {
            for pair in self.starts[place] as usize..self.starts[place + 1] as usize {
                let candidate = self.cand[pair] as usize;
                if local[candidate] == u32::MAX {
                    continue;
                }
                if forced[candidate] {
                    part.cap[place] = part.cap[place].min(self.dist[pair]);
                    break;
                }
                part.dist.push(self.dist[pair]);
                part.cand.push(local[candidate]);
            }
            part.starts.push(part.dist.len() as u32);
        }
        part
    }

    /// Pairs of place and candidate.
    pub fn pairs(&self) -> usize {
        self.dist.len()
    }

    /// How many candidates have to be open.
    pub fn forced(&self) -> usize {
        self.forced.iter().filter(|forced| **forced).count()
    }

    /// How many candidates are not settled.
    pub fn free(&self) -> usize {
        self.cands.len() - self.forced()
    }

    /// Whether no plan has these candidates: too many have to be open, or too few may be.
    pub fn impossible(&self) -> bool {
        self.forced() > self.most || self.cands.len() < self.least
    }

    /// The one plan that is left, if there is no choice any more.
    pub fn only(&self) -> Option<Vec<u32>> {
        let pick = |all: bool| {
            let chosen = self.cands.iter().zip(&self.forced).filter(|(_, forced)| all || **forced);
            Some(chosen.map(|(i, _)| *i).collect())
        };
        if self.forced() == self.most {
            pick(false)
        } else if self.cands.len() == self.least || self.free() == 0 {
            pick(true)
        } else {
            None
        }
    }
}

/// What prices say.
#[derive(Debug, Clone, Default)]
pub(super) struct Value {
    /// No plan of the core costs less.
    pub bound: f64,
    /// What each candidate would add if it were open, mostly negative.
    pub reduced: Vec<f64>,
    /// Whether it would be open at these prices.
    pub chosen: Vec<bool>,
}

/// What prices settle.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    /// Candidates of the core that may be open.
    pub alive: Vec<bool>,
    /// Candidates of the core that have to be.
    pub forced: Vec<bool>,
    /// How many were settled that had not been.
    pub fixed: usize,
}

/// Prices under way.
#[derive(Debug, Clone)]
pub(super) struct Ascent {
    /// The prices, one for each place and unit of weight.
    pub climb: Climb,
    /// What the best of them say.
    pub best: Value,
    /// How often each candidate was open lately, in [0, 1].
    pub likely: Vec<f64>,
    now: Value,
    order: Vec<u32>,
    /// Distances looked at.
    pub work: u64,
}

impl Ascent {
    /// Begins at `prices`; for `stretch` see [`Climb::new`].
    pub fn new(core: &Core, mut prices: Vec<f64>, stretch: f64) -> Self {
        let (places, candidates) = (core.weights.len(), core.cands.len());
        prices.iter_mut().enumerate().for_each(|(place, price)| *price = clip(core, place, *price));
        let now = Value { bound: 0.0, reduced: vec![0.0; candidates], chosen: vec![false; candidates] };
        let mut ascent = Self {
            climb: Climb::new(prices, vec![0.0; places], 0.0, stretch),
            best: Value::default(),
            likely: Vec::new(),
            now,
            order: Vec::with_capacity(candidates),
            work: 0,
        };
        ascent.reckon(core);
        let Climb { prices, slope, .. } = ascent.climb;
        ascent.climb = Climb::new(prices, slope, ascent.now.bound, stretch);
        ascent.best = ascent.now.clone();
        ascent.likely = ascent.now.chosen.iter().map(|&chosen| f64::from(u8::from(chosen))).collect();
        ascent
    }

    /// One move of the prices towards `target`, the value of a plan that is known.
    pub fn step(&mut self, core: &Core, target: f64) {
        if !self.climb.propose(&core.weights, target) {
            return;
        }
        let trial = self.climb.trial.iter_mut().enumerate();
        trial.for_each(|(place, price)| *price = clip(core, place, *price));
        self.reckon(core);
        let judged = self.climb.judge(&core.weights, self.now.bound);
        for (likely, &chosen) in self.likely.iter_mut().zip(&self.now.chosen) {
            *likely += judged.share * (f64::from(u8::from(chosen)) - *likely);
        }
        if judged.better {
            std::mem::swap(&mut self.best, &mut self.now);
        }
    }

    /// Reckons the bound of the prices on trial, and how each place is served by what would be open.
    fn reckon(&mut self, core: &Core) {
        let now = &mut self.now;
        now.reduced.clear();
        now.reduced.extend_from_slice(&core.opening);
        let mut bound = 0.0;
        for place in 0..core.weights.len() {
            let (price, weight) = (self.climb.trial[place], core.weights[place]);
            bound += weight * price;
            let range = core.starts[place] as usize..core.starts[place + 1] as usize;
            for (&distance, &candidate) in core.dist[range.clone()].iter().zip(&core.cand[range]) {
                if distance >= price {
                    break;
                }
                now.reduced[candidate as usize] -= weight * (price - distance);
                self.work += 1;
            }
        }
        choose(core, now, &mut self.order);
        bound += now.reduced.iter().zip(&now.chosen).filter(|(_, c)| **c).map(|(r, _)| r).sum::<f64>();
        now.bound = bound;
        for place in 0..core.weights.len() {
            let price = self.climb.trial[place];
            let range = core.starts[place] as usize..core.starts[place + 1] as usize;
            let mut served = 0.0;
            for (&distance, &candidate) in core.dist[range.clone()].iter().zip(&core.cand[range]) {
                if distance >= price {
                    break;
                }
                served += f64::from(u8::from(now.chosen[candidate as usize]));
            }
            // At its cap a price cannot follow a slope upwards.
            let held = price >= core.cap[place] && served < 1.0;
            self.climb.slope[place] = if held { 0.0 } else { 1.0 - served };
        }
    }

    /// Which candidates a plan below `enough` can have open, and which it must, as far as the best prices tell.
    pub fn fix(&self, core: &Core, enough: f64) -> Fixed {
        let value = &self.best;
        let slack = enough - value.bound;
        let count = value.chosen.iter().filter(|c| **c).count();
        let (mut worst_in, mut best_out) = (f64::NEG_INFINITY, f64::INFINITY);
        for i in 0..core.cands.len() {
            if value.chosen[i] && !core.forced[i] {
                worst_in = worst_in.max(value.reduced[i]);
            } else if !value.chosen[i] {
                best_out = best_out.min(value.reduced[i]);
            }
        }
        let room = if count == core.most { worst_in } else { worst_in.max(0.0) };
        let filler = if count > core.least { best_out.min(0.0) } else { best_out };
        let (mut alive, mut forced) = (vec![true; core.cands.len()], core.forced.clone());
        let mut fixed = 0;
        for i in 0..core.cands.len() {
            if value.chosen[i] {
                if !core.forced[i] && filler - value.reduced[i] >= slack {
                    forced[i] = true;
                    fixed += 1;
                }
            } else if value.reduced[i] - room >= slack {
                alive[i] = false;
                fixed += 1;
            }
        }
        Fixed { alive, forced, fixed }
    }

    /// Goes on in a part of the core, that of the candidates `alive`.
    pub fn narrowed(self, part: &Core, alive: &[bool]) -> Self {
        let mut next = Self::new(part, self.climb.prices.clone(), 1.0);
        next.climb.as_before(&self.climb);
        let kept = self.likely.iter().zip(alive).filter(|(_, alive)| **alive);
        next.likely = kept.map(|(likely, _)| *likely).collect();
        next.work += self.work;
        next
    }

    /// What would be open at the best prices, by numbers of the problem.
    pub fn chosen(&self, core: &Core) -> Vec<u32> {
        core.cands.iter().zip(&self.best.chosen).filter(|(_, chosen)| **chosen).map(|(i, _)| *i).collect()
    }
}

fn clip(core: &Core, place: usize, price: f64) -> f64 {
    let range = core.starts[place] as usize..core.starts[place + 1] as usize;
    // Below the nearest distance a higher price costs nothing.
    let floor = core.dist[range].first().copied().unwrap_or(core.cap[place]);
    price.max(floor).min(core.cap[place])
}

/// Which candidates would be open: those that are forced, and the cheapest of the others that pay, or that are needed.
fn choose(core: &Core, value: &mut Value, order: &mut Vec<u32>) {
    order.clear();
    let mut forced = 0;
    for i in 0..core.cands.len() {
        value.chosen[i] = core.forced[i];
        if core.forced[i] {
            forced += 1;
        } else {
            order.push(i as u32);
        }
    }
    let most = core.most.saturating_sub(forced).min(order.len());
    let least = core.least.saturating_sub(forced).min(most);
    let reduced = &value.reduced;
    let by_cost = |a: &u32, b: &u32| reduced[*a as usize].total_cmp(&reduced[*b as usize]).then(a.cmp(b));
    if most < order.len() && most > 0 {
        order.select_nth_unstable_by(most - 1, by_cost);
    }
    order.truncate(most);
    if least > 0 && least < most {
        order.select_nth_unstable_by(least - 1, by_cost);
    }
    for (at, &i) in order.iter().enumerate() {
        if at < least || reduced[i as usize] < 0.0 {
            value.chosen[i as usize] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::distances::Distances;
    use super::super::instance::Instance;
    use super::*;
    use crate::Stream;

    #[test]
    fn no_plan_costs_less_than_any_prices_say_and_none_that_is_best_is_settled_away() {
        let mut settled = 0;
        for seed in 0..300 {
            let mut draw = Stream::new(seed, 0);
            let (places, candidates) = (3 + draw.below(10), 2 + draw.below(6));
            let cells = (0..places * candidates).map(|_| draw.below(40) as f64).collect();
            let instance = Instance::new(Distances::double(places, candidates, cells).unwrap())
                .weighing((0..places).map(|_| draw.below(5) as f64).collect())
                .unwrap()
                .costing((0..candidates).map(|_| draw.below(60) as f64).collect())
                .unwrap();
            let least = 1 + draw.below(candidates);
            let most = least + draw.below(candidates - least + 1);
            let problem = Problem::new(&instance, least, most).unwrap();
            let plans = (1_u32..1 << candidates)
                .map(|set| (0..candidates as u32).filter(|i| set >> i & 1 == 1).collect::<Vec<u32>>())
                .filter(|open| (least..=most).contains(&open.len()))
                .map(|open| (problem.value(&open, &mut Vec::new()), open));
            let (best, open) = plans.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            for _ in 0..20 {
                let mut core = Core::whole(&problem);
                let prices = (0..places).map(|_| draw.uniform() * 50.0).collect();
                let mut ascent = Ascent::new(&core, prices, 0.3);
                for _ in 0..3 {
                    for _ in 0..draw.below(20) {
                        ascent.step(&core, best);
                    }
                    assert!(ascent.best.bound <= best + 1e-9, "seed {seed}: {} {best}", ascent.best.bound);
                    let fixed = ascent.fix(&core, best + 1e-6);
                    settled += fixed.fixed;
                    core = core.part(&fixed.alive, &fixed.forced);
                    assert!(open.iter().all(|i| core.cands.contains(i)), "seed {seed}");
                    let forced = core.cands.iter().zip(&core.forced).filter(|(_, forced)| **forced);
                    assert!(forced.into_iter().all(|(i, _)| open.contains(i)), "seed {seed}");
                    ascent = ascent.narrowed(&core, &fixed.alive);
                }
            }
        }
        assert!(settled > 1000, "{settled}");
    }
}
