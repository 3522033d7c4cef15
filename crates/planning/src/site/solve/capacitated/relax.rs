//! The bound of the capacitated problem: every place has a price for what it asks for, every plant takes what pays best
//! until it is full, and enough plants are open for all demand (Lagrangian relaxation of the demand, as Cornuéjols,
//! Sridharan and Thizy 1991 compare it). Every value is reckoned from the prices alone.

use super::super::climb::Climb;
use super::plants::Plants;

/// Whether a plant is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Free,
    Open,
    Closed,
}

/// What a plant would take at given prices.
#[derive(Debug, Clone, Copy, Default)]
struct Take {
    /// What it adds to the cost, opening included.
    reduced: f64,
    /// The worth of the item at which it is full, the place, and the part of it that is taken.
    edge: f64,
    place: u32,
    part: f64,
}

/// Prices under way.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    /// The prices, one for each place and unit of scale.
    pub climb: Climb,
    /// What each plant adds at the best prices.
    pub reduced: Vec<f64>,
    /// How far each plant would be open at the best prices, in [0, 1].
    pub chosen: Vec<f64>,
    /// How far each was open lately.
    pub likely: Vec<f64>,
    takes: Vec<Take>,
    share: Vec<f64>,
    items: Vec<(f64, u32)>,
    /// Distances looked at.
    pub work: u64,
}

impl Relaxed {
    pub fn new(plants: &Plants, states: &[State], prices: Vec<f64>, stretch: f64) -> Self {
        let (count, places) = (plants.count(), plants.places());
        let mut relaxed = Self {
            climb: Climb::new(prices, vec![0.0; places], 0.0, stretch),
            reduced: Vec::new(),
            chosen: Vec::new(),
            likely: Vec::new(),
            takes: vec![Take::default(); count],
            share: vec![0.0; count],
            items: Vec::with_capacity(places),
            work: 0,
        };
        let bound = relaxed.reckon(plants, states);
        let Climb { prices, slope, .. } = relaxed.climb;
        relaxed.climb = Climb::new(prices, slope, bound, stretch);
        relaxed.likely = relaxed.share.clone();
        relaxed.take_over();
        relaxed
    }

    /// One move of the prices towards `target`.
    pub fn step(&mut self, plants: &Plants, states: &[State], target: f64) {
        if !self.climb.propose(&plants.scale, target) {
            return;
        }
        let bound = self.reckon(plants, states);
        let judged = self.climb.judge(&plants.scale, bound);
        self.likely.iter_mut().zip(&self.share).for_each(|(l, s)| *l += judged.share * (s - *l));
        if judged.better {
            self.take_over();
        }
    }

    /// What would be open at the best prices, with enough room for all demand.
    pub fn open(&self, plants: &Plants, states: &[State]) -> Vec<usize> {
        let open = |plant: &usize| states[*plant] != State::Closed && self.chosen[*plant] > 0.0;
        (0..plants.count()).filter(open).collect()
    }

    fn take_over(&mut self) {
        self.reduced.clear();
        self.reduced.extend(self.takes.iter().map(|take| take.reduced));
        self.chosen.clone_from(&self.share);
    }

    /// Settles the plants that no plan below `enough` can have, or do without, as far as the best prices tell. Answers how
    /// many.
    pub fn fix(&self, plants: &Plants, states: &mut [State], enough: f64) -> usize {
        let base: f64 = self.climb.prices.iter().zip(&plants.scale).map(|(price, scale)| price * scale).sum();
        let (mut probe, mut share) = (states.to_vec(), vec![0.0; states.len()]);
        let mut fixed = 0;
        for plant in 0..states.len() {
            if states[plant] != State::Free {
                continue;
            }
            for (tried, left) in [(State::Open, State::Closed), (State::Closed, State::Open)] {
                probe[plant] = tried;
                if base + choose(plants, &probe, &self.reduced, &mut share) >= enough {
                    states[plant] = left;
                    fixed += 1;
                    break;
                }
            }
            probe[plant] = states[plant];
        }
        fixed
    }

    /// The bound of the prices on trial, and where it rises.
    fn reckon(&mut self, plants: &Plants, states: &[State]) -> f64 {
        for (plant, state) in states.iter().enumerate() {
            if *state != State::Closed {
                self.takes[plant] = take(plants, plant, &self.climb.trial, &mut self.items);
                self.work += 2 * plants.places() as u64;
            }
        }
        let reduced: Vec<f64> = self.takes.iter().map(|take| take.reduced).collect();
        let value = choose(plants, states, &reduced, &mut self.share);
        self.climb.slope.fill(1.0);
        for plant in (0..plants.count()).filter(|&plant| self.share[plant] > 0.0) {
            let (take, share) = (self.takes[plant], self.share[plant]);
            let row = plants.of(plant);
            for (place, slope) in self.climb.slope.iter_mut().enumerate() {
                let worth = worth(plants, self.climb.trial[place] - row[place], place);
                if worth > take.edge || (worth == take.edge && (place as u32) < take.place) {
                    *slope -= share;
                } else if worth == take.edge && place as u32 == take.place {
                    *slope -= share * take.part;
                }
            }
            self.work += plants.places() as u64;
        }
        let base: f64 = self.climb.trial.iter().zip(&plants.scale).map(|(price, scale)| price * scale).sum();
        base + value
    }
}

/// What a unit of a place is worth to a plant: what pays nothing is worth 0, what needs no room more than all else.
#[inline]
fn worth(plants: &Plants, margin: f64, place: usize) -> f64 {
    if margin > 0.0 && plants.demand[place] == 0.0 { f64::INFINITY } else { margin.max(0.0) }
}

/// What a plant would add to the cost at `prices`; opening it can save no more than that is below 0.
pub(super) fn reduced(plants: &Plants, plant: usize, prices: &[f64]) -> f64 {
    take(plants, plant, prices, &mut Vec::new()).reduced
}

/// Fills a plant with what pays best at `prices`, splitting the last that does not fit.
fn take(plants: &Plants, plant: usize, prices: &[f64], items: &mut Vec<(f64, u32)>) -> Take {
    items.clear();
    let (mut gain, mut room) = (0.0, plants.capacity[plant]);
    let mut asked = 0.0;
    for (place, (&price, &unit)) in prices.iter().zip(plants.of(plant)).enumerate() {
        let margin = price - unit;
        if margin <= 0.0 {
            continue;
        }
        if plants.demand[place] == 0.0 {
            gain += margin;
        } else {
            items.push((margin, place as u32));
            asked += plants.demand[place];
            gain += margin * plants.demand[place];
        }
    }
    let nothing = Take { reduced: plants.opening[plant] - gain, edge: 0.0, place: 0, part: 0.0 };
    if asked <= room {
        return nothing;
    }
    // Halves the items again and again around the one that does not fit whole.
    let mut rest = items.as_mut_slice();
    let dearest = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    while rest.len() > 1 {
        let middle = rest.len() / 2;
        rest.select_nth_unstable_by(middle, dearest);
        let upper: f64 = rest[..middle].iter().map(|item| plants.demand[item.1 as usize]).sum();
        if upper <= room {
            room -= upper;
            rest = &mut rest[middle..];
        } else {
            for item in &rest[middle..] {
                gain -= item.0 * plants.demand[item.1 as usize];
            }
            rest = &mut rest[..middle];
        }
    }
    let (margin, place) = rest[0];
    let part = (room / plants.demand[place as usize]).clamp(0.0, 1.0);
    gain -= margin * plants.demand[place as usize] * (1.0 - part);
    Take { reduced: plants.opening[plant] - gain, edge: margin, place, part }
}

/// Opens what pays, and what is needed to hold all demand, at the least cost; the last may be open in part. Answers what
/// that adds, `inf` if there is not enough.
fn choose(plants: &Plants, states: &[State], reduced: &[f64], share: &mut [f64]) -> f64 {
    let (mut value, mut lacking) = (0.0, plants.total);
    let mut others = Vec::new();
    for plant in 0..states.len() {
        share[plant] = 0.0;
        match states[plant] {
            State::Closed => continue,
            State::Free if reduced[plant] >= 0.0 => {
                others.push(plant);
                continue;
            }
            _ => {}
        }
        share[plant] = 1.0;
        value += reduced[plant];
        lacking -= plants.capacity[plant];
    }
    if lacking <= 1e-9 * plants.total {
        return value;
    }
    let largest = others.iter().map(|&plant| plants.capacity[plant]).fold(0.0, f64::max);
    let equal = others.iter().all(|&plant| plants.capacity[plant] == largest);
    others.retain(|&plant| plants.capacity[plant] > 0.0);
    others.sort_unstable_by(|&a, &b| {
        (reduced[a] / plants.capacity[a]).total_cmp(&(reduced[b] / plants.capacity[b])).then(a.cmp(&b))
    });
    for plant in others {
        // Where all hold the same, a part of one is as good as none.
        let part = if equal { 1.0 } else { (lacking / plants.capacity[plant]).min(1.0) };
        share[plant] = part;
        value += part * reduced[plant];
        lacking -= part * plants.capacity[plant];
        if lacking <= 1e-9 * plants.total {
            return value;
        }
    }
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use super::super::super::distances::Distances;
    use super::super::super::instance::Instance;
    use super::super::transport::transport;
    use super::*;
    use crate::Stream;

    #[test]
    fn no_plan_costs_less_than_any_prices_say_and_none_that_is_best_is_settled_away() {
        let mut settled = 0;
        for seed in 0..200 {
            let mut draw = Stream::new(seed, 0);
            let (places, candidates) = (3 + draw.below(8), 2 + draw.below(5));
            let cells = (0..places * candidates).map(|_| draw.below(40) as f64).collect();
            let instance = Instance::new(Distances::double(places, candidates, cells).unwrap())
                .costing((0..candidates).map(|_| draw.below(60) as f64).collect())
                .unwrap();
            let demand: Vec<f64> = (0..places).map(|_| draw.below(6) as f64).collect();
            let capacity: Vec<f64> = (0..candidates).map(|_| 4.0 + draw.below(20) as f64).collect();
            let Ok(plants) = Plants::new(&instance, &demand, &capacity) else { continue };
            let plans = (1_u32..1 << candidates).filter_map(|set| {
                let open: Vec<usize> = (0..candidates).filter(|i| set >> i & 1 == 1).collect();
                Some((transport(&plants, &open)?.cost, open))
            });
            let (best, open) = plans.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            for _ in 0..20 {
                let prices = (0..places).map(|_| draw.uniform() * 50.0).collect();
                let mut states = vec![State::Free; candidates];
                let mut relaxed = Relaxed::new(&plants, &states, prices, 0.3);
                for _ in 0..draw.below(40) {
                    relaxed.step(&plants, &states, best);
                }
                assert!(relaxed.climb.bound <= best + 1e-9, "seed {seed}: {} {best}", relaxed.climb.bound);
                settled += relaxed.fix(&plants, &mut states, best + 1e-6);
                for (plant, state) in states.iter().enumerate() {
                    let fits = match state {
                        State::Free => true,
                        State::Open => open.contains(&plant),
                        State::Closed => !open.contains(&plant),
                    };
                    assert!(fits, "seed {seed}: {open:?} {states:?}");
                }
                let narrowed = Relaxed::new(&plants, &states, relaxed.climb.prices.clone(), 0.3);
                assert!(narrowed.climb.bound <= best + 1e-6);
            }
        }
        assert!(settled > 1000, "{settled}");
    }
}
