//! A plan under way: what is open, and for each place the nearest two of it, so that the worth of any swap is known from
//! the few places near it.
//!
//! The worth of a swap is gain less loss plus what both share, as Whitaker (1983) and Resende and Werneck (2007) keep it;
//! here what is shared is found again from the candidate's own list, cut at the last place it can matter to. Never looks at
//! a place that a move does not change.

use std::collections::VecDeque;

use super::answer::Answer;
use super::problem::Problem;

const NONE: u32 = Answer::NONE;

/// A place's two nearest that are open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    pub first: f64,
    pub second: f64,
    pub weight: f64,
    pub by: u32,
    pub then: u32,
}

/// What opening a candidate would bring.
#[derive(Debug, Clone, Copy)]
struct Trial {
    /// What is saved by opening it, less its cost.
    gain: f64,
    /// The open one that is best closed for it.
    out: u32,
    /// What closing that one then costs, less its opening cost.
    loss: f64,
}

/// What is open, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    problem: &'a Problem<'a>,
    seats: Vec<Seat>,
    open: Vec<u32>,
    /// Where a candidate stands in `open`, or [`NONE`].
    slot: Vec<u32>,
    /// What closing an open candidate costs its places.
    loss: Vec<f64>,
    /// How many places have the candidate as one of their nearest two.
    seated: Vec<u32>,
    /// No place of a candidate's list from here on has its second nearest as far as the candidate.
    reach: Vec<u32>,
    kept: Vec<bool>,
    /// Candidates that are not worth opening.
    barred: Vec<bool>,
    pub cost: f64,
    /// Distances looked at.
    pub work: u64,
    queue: VecDeque<u32>,
    queued: Vec<bool>,
    journal: Option<Vec<(u32, Seat)>>,
    /// What was opened (true) and closed since the journal was begun.
    moved: Vec<(u32, bool)>,
    cost_at_mark: f64,
    /// The open candidate that is cheapest to close, when known.
    cheapest: Option<(f64, u32)>,
    shared: Vec<f64>,
    sharing: Vec<u32>,
}

impl<'a> Plan<'a> {
    /// The plan that has `open` open, and what must be.
    pub fn new(problem: &'a Problem<'a>, open: &[u32]) -> Self {
        let candidates = problem.instance.candidates();
        let seats = problem.instance.weights().iter().zip(&problem.beyond);
        let mut plan = Self {
            problem,
            seats: seats
                .map(|(&weight, &far)| Seat { first: far, second: far, weight, by: NONE, then: NONE })
                .collect(),
            open: Vec::new(),
            slot: vec![NONE; candidates],
            loss: vec![0.0; candidates],
            seated: vec![0; candidates],
            reach: vec![0; candidates],
            kept: vec![false; candidates],
            barred: problem
                .instance
                .stances()
                .iter()
                .map(|stance| *stance == super::Stance::Closed)
                .collect(),
            cost: 0.0,
            work: 0,
            queue: VecDeque::new(),
            queued: vec![false; candidates],
            journal: None,
            moved: Vec::new(),
            cost_at_mark: 0.0,
            cheapest: None,
            shared: vec![0.0; candidates],
            sharing: Vec::new(),
        };
        problem.kept.iter().for_each(|&i| plan.kept[i as usize] = true);
        plan.set(open);
        plan
    }

    /// Makes `open`, and what must be, the open ones, and reckons everything from the beginning.
    pub fn set(&mut self, open: &[u32]) {
        self.open.iter().for_each(|&i| self.slot[i as usize] = NONE);
        self.open.clear();
        self.loss.fill(0.0);
        self.seated.fill(0);
        self.reach.fill(0);
        self.cheapest = None;
        self.cost = 0.0;
        for &candidate in self.problem.kept.iter().chain(open) {
            self.note_open(candidate);
        }
        for place in 0..self.seats.len() {
            let seat = self.nearest_two(place);
            self.cost += seat.weight * seat.first;
            self.count(seat, 1.0);
            self.seats[place] = seat;
        }
    }

    /// What is open.
    pub fn open(&self) -> &[u32] {
        &self.open
    }

    /// The nearest two of each place.
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// Bars candidates from being opened; what is open stays so.
    pub fn bar(&mut self, candidate: u32) {
        self.barred[candidate as usize] = true;
    }

    pub fn is_open(&self, candidate: u32) -> bool {
        self.slot[candidate as usize] != NONE
    }

    pub fn may_open(&self, candidate: u32) -> bool {
        !self.is_open(candidate) && !self.barred[candidate as usize]
    }

    pub fn may_close(&self, candidate: u32) -> bool {
        self.is_open(candidate) && !self.kept[candidate as usize]
    }

    fn note_open(&mut self, candidate: u32) {
        if self.is_open(candidate) {
            return;
        }
        self.slot[candidate as usize] = self.open.len() as u32;
        self.open.push(candidate);
        self.cost += self.problem.instance.opening()[candidate as usize];
        self.cheapest = None;
    }

    fn note_closed(&mut self, candidate: u32) {
        let slot = self.slot[candidate as usize];
        self.slot[candidate as usize] = NONE;
        self.open.swap_remove(slot as usize);
        if let Some(&moved) = self.open.get(slot as usize) {
            self.slot[moved as usize] = slot;
        }
        self.cost -= self.problem.instance.opening()[candidate as usize];
        self.cheapest = None;
    }

    /// Finds the nearest two by walking the place's list, and lets every candidate on the way know that it may matter.
    fn nearest_two(&mut self, place: usize) -> Seat {
        let far = self.problem.beyond[place];
        let mut seat =
            Seat { first: far, second: far, weight: self.seats[place].weight, by: NONE, then: NONE };
        let near = &self.problem.near;
        let range = near.starts[place]..near.starts[place + 1];
        let mut walked = 0;
        for pair in range {
            walked += 1;
            let candidate = near.to_cand[pair];
            self.reach[candidate as usize] = self.reach[candidate as usize].max(near.to_back[pair] + 1);
            if self.slot[candidate as usize] != NONE {
                if seat.by == NONE {
                    (seat.first, seat.by) = (near.to_dist[pair], candidate);
                } else {
                    (seat.second, seat.then) = (near.to_dist[pair], candidate);
                    break;
                }
            }
        }
        self.work += walked;
        if seat.then == NONE && near.cutoff[place] < far {
            self.beyond_the_list(place, &mut seat);
        }
        seat
    }

    /// The list was cut before two open ones stood in it: asks the distances themselves.
    fn beyond_the_list(&mut self, place: usize, seat: &mut Seat) {
        for &candidate in &self.open {
            let distance = self.problem.instance.distances().between(place, candidate as usize);
            if candidate == seat.by || distance >= seat.second {
                continue;
            }
            if distance < seat.first {
                (seat.second, seat.then) = (seat.first, seat.by);
                (seat.first, seat.by) = (distance, candidate);
            } else {
                (seat.second, seat.then) = (distance, candidate);
            }
        }
        self.work += self.open.len() as u64;
    }

    fn put(&mut self, place: u32, seat: Seat) {
        let old = std::mem::replace(&mut self.seats[place as usize], seat);
        self.count(old, -1.0);
        self.count(seat, 1.0);
        self.cost += seat.weight * (seat.first - old.first);
        if let Some(journal) = &mut self.journal {
            journal.push((place, old));
        }
    }

    /// Adds a seat to what its candidates know of their places, or with -1 takes it away.
    fn count(&mut self, seat: Seat, sign: f64) {
        if seat.by != NONE {
            self.loss[seat.by as usize] += sign * seat.weight * (seat.second - seat.first);
        }
        for candidate in [seat.by, seat.then].into_iter().filter(|&candidate| candidate != NONE) {
            let seated = &mut self.seated[candidate as usize];
            *seated = if sign > 0.0 { *seated + 1 } else { *seated - 1 };
        }
    }

    /// Queues the candidates for which `place` matters up to `distance`.
    fn wake(&mut self, place: u32, distance: f64) {
        let near = &self.problem.near;
        let range = near.starts[place as usize]..near.starts[place as usize + 1];
        let first = range.start;
        for pair in range {
            if near.to_dist[pair] > distance {
                self.work += (pair - first) as u64;
                return;
            }
            let candidate = near.to_cand[pair];
            let reach = &mut self.reach[candidate as usize];
            *reach = (*reach).max(near.to_back[pair] + 1);
            self.enqueue(candidate);
        }
    }

    pub fn enqueue(&mut self, candidate: u32) {
        if !self.queued[candidate as usize] && self.may_open(candidate) {
            self.queued[candidate as usize] = true;
            self.queue.push_back(candidate);
        }
    }

    /// Opens a candidate that is not open.
    pub fn open_up(&mut self, candidate: u32) {
        self.note_open(candidate);
        if self.journal.is_some() {
            self.moved.push((candidate, true));
        }
        let near = &self.problem.near;
        let first = near.from_starts[candidate as usize];
        for pair in first..first + self.reach[candidate as usize] as usize {
            let (distance, place) = (near.from_dist[pair], near.from_place[pair]);
            let old = self.seats[place as usize];
            if distance >= old.second {
                continue;
            }
            let seat = if distance < old.first {
                Seat { first: distance, by: candidate, second: old.first, then: old.by, ..old }
            } else {
                Seat { second: distance, then: candidate, ..old }
            };
            self.put(place, seat);
            self.wake(place, old.second);
        }
        self.work += u64::from(self.reach[candidate as usize]);
    }

    /// Closes a candidate that is open.
    pub fn close_down(&mut self, candidate: u32) {
        self.note_closed(candidate);
        if self.journal.is_some() {
            self.moved.push((candidate, false));
        }
        let near = &self.problem.near;
        let first = near.from_starts[candidate as usize];
        let reach = self.reach[candidate as usize] as usize;
        for pair in first..first + reach {
            let place = near.from_place[pair];
            self.leave(place, candidate);
        }
        self.work += reach as u64;
        if self.seated[candidate as usize] > 0 {
            // Where lists are cut, a place may have gone to a candidate that its list does not hold.
            for place in 0..self.seats.len() as u32 {
                self.leave(place, candidate);
            }
        }
        self.loss[candidate as usize] = 0.0;
    }

    fn leave(&mut self, place: u32, candidate: u32) {
        let seat = self.seats[place as usize];
        if seat.by == candidate || seat.then == candidate {
            let seat = self.nearest_two(place as usize);
            self.put(place, seat);
            self.wake(place, seat.second);
        }
    }

    fn cheapest(&mut self) -> (f64, u32) {
        if let Some(known) = self.cheapest {
            return known;
        }
        let mut cheapest = (f64::INFINITY, NONE);
        for &candidate in &self.open {
            let loss = self.loss[candidate as usize] - self.problem.instance.opening()[candidate as usize];
            if loss < cheapest.0 && !self.kept[candidate as usize] {
                cheapest = (loss, candidate);
            }
        }
        self.work += self.open.len() as u64;
        self.cheapest = Some(cheapest);
        cheapest
    }

    /// What opening `candidate` would bring, and which one is best closed for it.
    fn weigh(&mut self, candidate: u32) -> Trial {
        let near = &self.problem.near;
        let opening = self.problem.instance.opening();
        let first = near.from_starts[candidate as usize];
        let reach = self.reach[candidate as usize] as usize;
        let (mut gain, mut last) = (-opening[candidate as usize], 0);
        let pairs = near.from_dist[first..first + reach].iter().zip(&near.from_place[first..first + reach]);
        for (at, (&distance, &place)) in pairs.enumerate() {
            let seat = &self.seats[place as usize];
            if distance > seat.second {
                continue;
            }
            last = at + 1;
            let saved = seat.weight * (seat.first - distance).max(0.0);
            gain += saved;
            if seat.by != NONE {
                let share = &mut self.shared[seat.by as usize];
                if *share == 0.0 {
                    self.sharing.push(seat.by);
                }
                *share += seat.weight * (seat.second - seat.first.max(distance));
            }
        }
        self.reach[candidate as usize] = last as u32;
        self.work += reach as u64;
        let (mut loss, mut out) = self.cheapest();
        for at in 0..self.sharing.len() {
            let other = self.sharing[at] as usize;
            let left = self.loss[other] - opening[other] - self.shared[other];
            self.shared[other] = 0.0;
            if left < loss && !self.kept[other] {
                (loss, out) = (left, other as u32);
            }
        }
        self.sharing.clear();
        Trial { gain, out, loss }
    }

    /// Makes moves that pay, until none of the queue does. Stops early when `until` says so.
    pub fn settle(&mut self, until: &dyn Fn(u64) -> bool) {
        while let Some(candidate) = self.queue.pop_front() {
            self.queued[candidate as usize] = false;
            if !self.may_open(candidate) {
                continue;
            }
            let trial = self.weigh(candidate);
            let least_worth = 1e-11 * self.cost.abs();
            let swap = trial.gain - trial.loss;
            let can_add = self.open.len() < self.problem.most;
            if can_add && trial.gain > least_worth && trial.loss >= 0.0 {
                self.open_up(candidate);
            } else if swap > least_worth && trial.out != NONE {
                self.open_up(candidate);
                self.close_down(trial.out);
                self.enqueue(trial.out);
            }
            self.drop_what_pays_nothing();
            if until(self.work) {
                break;
            }
        }
        while let Some(candidate) = self.queue.pop_front() {
            self.queued[candidate as usize] = false;
        }
    }

    /// Closes what costs more than it saves, while fewer may be open.
    pub fn drop_what_pays_nothing(&mut self) {
        while self.open.len() > self.problem.least {
            let (loss, candidate) = self.cheapest();
            let must = self.open.len() > self.problem.most;
            if candidate == NONE || (!must && loss >= -1e-11 * self.cost.abs()) {
                return;
            }
            self.close_down(candidate);
            self.enqueue(candidate);
        }
    }

    /// Begins to note what is moved, so that it can be taken back.
    pub fn mark(&mut self) {
        self.journal.get_or_insert_default().clear();
        self.moved.clear();
        self.cost_at_mark = self.cost;
    }

    /// Ends noting.
    pub fn unmark(&mut self) {
        self.journal = None;
        self.moved.clear();
    }

    /// Takes back all that was moved since the mark.
    pub fn take_back(&mut self) {
        let mut journal = self.journal.take().unwrap_or_default();
        for at in (0..self.moved.len()).rev() {
            let (candidate, opened) = self.moved[at];
            if opened {
                self.note_closed(candidate);
            } else {
                self.note_open(candidate);
            }
        }
        for (place, seat) in journal.drain(..).rev() {
            let grew = seat.second > self.seats[place as usize].second;
            self.put(place, seat);
            if grew {
                self.reach_again(place, seat.second);
            }
        }
        self.journal = Some(journal);
        self.moved.clear();
        self.cost = self.cost_at_mark;
    }

    fn reach_again(&mut self, place: u32, distance: f64) {
        let near = &self.problem.near;
        let range = near.starts[place as usize]..near.starts[place as usize + 1];
        for pair in range {
            if near.to_dist[pair] > distance {
                break;
            }
            let reach = &mut self.reach[near.to_cand[pair] as usize];
            *reach = (*reach).max(near.to_back[pair] + 1);
            self.work += 1;
        }
    }
}

#[cfg(test)]
mod tests;
