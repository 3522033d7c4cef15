//! Who serves whom at the least cost when it is settled what is open: the transportation problem.
//!
//! Every place begins at its cheapest plant; then what is too much is moved along the cheapest chains of plants, each giving
//! its cheapest place to the next, until all fits (successive shortest paths on the graph of plants). Never moves along a
//! chain that is not the cheapest, so that what comes out is the best there is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::plants::Plants;

/// What is left over by rounding.
const DUST: f64 = 1e-9;

/// A plan of transport, and the prices that prove it.
#[derive(Debug, Clone, Default)]
pub(super) struct Transport {
    /// The open plants.
    pub open: Vec<usize>,
    /// The opening costs and those of serving.
    pub cost: f64,
    /// For each open plant and place what is brought, in units of scale.
    pub flow: Vec<f64>,
    /// What one more unit of capacity would save, for each open plant.
    pub rent: Vec<f64>,
    /// What one more unit of a place would cost.
    pub prices: Vec<f64>,
    /// Distances looked at.
    pub work: u64,
}

/// The cost of moving one unit from a plant to another by way of a place, ordered as bits.
type Moves = BinaryHeap<Reverse<(u64, u32)>>;

/// A transport under way.
struct Course<'a> {
    plants: &'a Plants,
    open: &'a [usize],
    flow: Vec<f64>,
    load: Vec<f64>,
    /// For each pair of open plants the places that can be moved, cheapest first; places may have left since.
    moves: Vec<Moves>,
    /// Whether the heaps from a plant are filled.
    filled: Vec<bool>,
    potential: Vec<f64>,
    work: u64,
}

/// The best transport with `open` open, if everything can be served.
pub(super) fn transport(plants: &Plants, open: &[usize]) -> Option<Transport> {
    let (count, places) = (open.len(), plants.places());
    let mut course = Course {
        plants,
        open,
        flow: vec![0.0; count * places],
        load: vec![0.0; count],
        moves: vec![Moves::new(); count * count],
        filled: vec![false; count],
        potential: vec![0.0; count],
        work: (count * places) as u64,
    };
    course.begin()?;
    for from in 0..count {
        while course.over(from) > course.dust() {
            course.relieve(from)?;
        }
    }
    Some(course.end())
}

impl Course<'_> {
    fn dust(&self) -> f64 {
        DUST * self.plants.total
    }

    fn capacity(&self, at: usize) -> f64 {
        self.plants.capacity[self.open[at]]
    }

    fn over(&self, at: usize) -> f64 {
        self.load[at] - self.capacity(at)
    }

    fn unit(&self, at: usize, place: usize) -> f64 {
        self.plants.of(self.open[at])[place]
    }

    /// Brings every place to its cheapest plant.
    fn begin(&mut self) -> Option<()> {
        for place in 0..self.plants.places() {
            let cheapest = (0..self.open.len())
                .min_by(|&a, &b| self.unit(a, place).total_cmp(&self.unit(b, place)))
                .filter(|&at| self.unit(at, place) < f64::INFINITY)?;
            self.flow[cheapest * self.plants.places() + place] = self.plants.scale[place];
            self.load[cheapest] += self.plants.demand[place];
        }
        Some(())
    }

    /// Moves what is too much at `from` along the cheapest chain that ends where there is room.
    fn relieve(&mut self, from: usize) -> Option<()> {
        let count = self.open.len();
        let (mut far, mut via, mut done) =
            (vec![f64::INFINITY; count], vec![(usize::MAX, 0_u32); count], vec![false; count]);
        far[from] = 0.0;
        let to = loop {
            let nearest = (0..count).filter(|&at| !done[at] && far[at] < f64::INFINITY);
            let at = nearest.min_by(|&a, &b| far[a].total_cmp(&far[b]))?;
            done[at] = true;
            if at != from && self.over(at) < -self.dust() {
                break at;
            }
            self.fill(at);
            for next in (0..count).filter(|&next| !done[next]) {
                let Some((cost, place)) = self.cheapest_move(at, next) else { continue };
                let way = far[at] + (cost + self.potential[at] - self.potential[next]).max(0.0);
                if way < far[next] {
                    (far[next], via[next]) = (way, (at, place));
                }
            }
            self.work += (count * 3) as u64;
        };
        let limit = far[to];
        self.potential.iter_mut().zip(&far).for_each(|(potential, &far)| *potential += far.min(limit));
        let mut amount = self.over(from).min(-self.over(to));
        let mut at = to;
        while at != from {
            let (before, place) = via[at];
            amount = amount.min(self.flow[before * self.plants.places() + place as usize]);
            at = before;
        }
        at = to;
        while at != from {
            let (before, place) = via[at];
            self.shift(before, at, place, amount);
            at = before;
        }
        self.load[from] -= amount;
        self.load[to] += amount;
        Some(())
    }

    fn shift(&mut self, from: usize, to: usize, place: u32, amount: f64) {
        let places = self.plants.places();
        let left = &mut self.flow[from * places + place as usize];
        *left -= amount;
        if *left <= DUST * self.plants.scale[place as usize] {
            *left = 0.0;
        }
        let had = self.flow[to * places + place as usize];
        self.flow[to * places + place as usize] = had + amount;
        if had == 0.0 && self.filled[to] {
            self.offer(to, place);
        }
    }

    /// Makes the heaps of what `at` could give away, when they are first asked for.
    fn fill(&mut self, at: usize) {
        if std::mem::replace(&mut self.filled[at], true) {
            return;
        }
        let places = self.plants.places();
        for place in 0..places {
            // What asks for nothing takes no room, and moving it would help nobody.
            if self.flow[at * places + place] > 0.0 && self.plants.demand[place] > 0.0 {
                self.offer(at, place as u32);
            }
        }
    }

    fn offer(&mut self, at: usize, place: u32) {
        let count = self.open.len();
        for next in (0..count).filter(|&next| next != at) {
            let cost = self.unit(next, place as usize) - self.unit(at, place as usize);
            if cost < f64::INFINITY {
                self.moves[at * count + next].push(Reverse((ordered(cost), place)));
            }
        }
        self.work += 4 * count as u64;
    }

    fn cheapest_move(&mut self, from: usize, to: usize) -> Option<(f64, u32)> {
        let places = self.plants.places();
        let moves = &mut self.moves[from * self.open.len() + to];
        while let Some(&Reverse((cost, place))) = moves.peek() {
            if self.flow[from * places + place as usize] > 0.0 {
                return Some((number(cost), place));
            }
            moves.pop();
        }
        None
    }

    fn end(self) -> Transport {
        let (places, count) = (self.plants.places(), self.open.len());
        let highest = self.potential.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let rent: Vec<f64> = self.potential.iter().map(|potential| highest - potential).collect();
        let mut cost: f64 = self.open.iter().map(|&plant| self.plants.opening[plant]).sum();
        let mut prices = vec![f64::INFINITY; places];
        for (at, &rent) in rent.iter().enumerate() {
            let row = self.plants.of(self.open[at]);
            for place in 0..places {
                let flow = self.flow[at * places + place];
                if flow > 0.0 {
                    cost += flow * row[place];
                }
                let needs_room = if self.plants.demand[place] > 0.0 { rent } else { 0.0 };
                prices[place] = prices[place].min(row[place] + needs_room);
            }
        }
        let work = self.work + (count * places) as u64;
        Transport { open: self.open.to_vec(), cost, flow: self.flow, rent, prices, work }
    }
}

/// Bits that order as the numbers do.
fn ordered(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The number behind [`ordered`] bits.
fn number(bits: u64) -> f64 {
    f64::from_bits(if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits })
}
