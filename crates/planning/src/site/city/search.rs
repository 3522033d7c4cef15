//! Finding good plans: starts, a neighbourhood of opened, closed, regraded and swapped halls, and kicks.
//!
//! One step weighs every single change and every pair of a hall that loses functions and one that gains them, by a cheap
//! figure: the way to the nearest hall and the halls' own cost, which for such moves is exact and is read off tables of
//! gains, losses and their corrections (Resende, Werneck 2007). The most promising are then weighed in full, and the first
//! that is better is made. Starts are independent streams of the seed; threads share them out and change nothing.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::Cost;
use super::layout::{Layout, price};
use super::model::Model;
use super::worth::{Desk, Score};
use crate::{Progress, Stream, Watch};

/// Moves of one step that are weighed in full: so many, and one more for each site up to a limit.
const CLOSE: usize = 24;
const CLOSE_MAX: usize = 400;
/// Kicks of one start: so many, and one more for every fourth site up to a limit.
const KICKS: usize = 8;
const KICKS_MAX: usize = 60;
/// Work allowed for each, in nodes weighed: large cities get fewer of both, but never fewer than the least.
const CLOSE_WORK: usize = 400_000;
const CLOSE_MIN: usize = 12;
const KICK_WORK: usize = 200_000;
const KICKS_MIN: usize = 2;
/// Sites around a place among which one kick falls.
const AROUND: usize = 8;
/// With more sites than this, a pair is weighed only if its halls share people or the opening one is among the best.
const PAIRS_ALL: usize = 400;
/// Opening halls that are weighed with every closing one.
const UPS: usize = 48;

/// What one start found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) options: Vec<u8>,
    pub(super) score: Score,
}

/// A change of one or two sites.
#[derive(Clone, Copy, Debug)]
struct Move {
    changes: [(u32, u8); 2],
    len: u8,
    broken: f64,
    value: f64,
}

impl Move {
    fn changes(&self) -> &[(u32, u8)] {
        &self.changes[..self.len as usize]
    }

    fn key(&self) -> (f64, f64) {
        (self.broken, self.value)
    }

    fn before(&self, other: &Move) -> bool {
        let by = |a: (f64, f64), b: (f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        by(self.key(), other.key()).then_with(|| self.changes.cmp(&other.changes)).is_lt()
    }
}

/// Runs the starts and gives what each found, in their order. `warm` are plans to start from besides.
pub(super) fn run(model: &Model<'_>, warm: &[Vec<u8>], watch: &dyn Watch) -> (Vec<Found>, u64) {
    let effort = model.city.effort;
    let starts = warm.len() + effort.starts.max(1) as usize;
    let (next, steps) = (AtomicUsize::new(0), AtomicU64::new(0));
    let found: Mutex<Vec<Option<Found>>> = Mutex::new(vec![None; starts]);
    let work = || {
        let mut search = Search::new(model);
        loop {
            let start = next.fetch_add(1, Ordering::Relaxed);
            if start >= starts || (start > 0 && watch.stop()) {
                return;
            }
            let options = match warm.get(start) {
                Some(options) => fitted(model, options),
                None => begin(model, start - warm.len()),
            };
            let one = search.start(options, start as u64, watch, &steps);
            let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            found[start] = Some(one);
            let best = found.iter().flatten().filter(|one| one.score.kept()).map(|one| one.score.value);
            watch.tell(Progress {
                done: found.iter().flatten().count() as u64,
                of: starts as u64,
                best: best.fold(f64::INFINITY, f64::min),
                bound: f64::NEG_INFINITY,
            });
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..effort.threads.clamp(1, 64) {
            scope.spawn(work);
        }
        work();
    });
    let found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut found: Vec<Found> = found.into_iter().flatten().collect();
    let joined = Search::new(model).join(&found, watch, &steps);
    found.extend(joined);
    (found, steps.into_inner())
}

/// The options of a start: as it is, nothing more than must be, all that may be, then drawn.
fn begin(model: &Model<'_>, start: usize) -> Vec<u8> {
    let mut stream = Stream::new(model.city.seed, start as u64);
    let drawn = |stream: &mut Stream, bits: u8| {
        // Half of the sites that may be closed are.
        if bits & 1 == 1 && (bits == 1 || stream.bits() >> 63 == 0) {
            return 0;
        }
        let open = options(bits & !1).count();
        options(bits & !1).nth(stream.below(open.max(1))).unwrap_or(0)
    };
    match start {
        0 => fitted(model, &model.today),
        1 => model
            .allowed
            .iter()
            .map(|bits| if bits & 1 == 1 { 0 } else { 7 - bits.leading_zeros() as u8 })
            .collect(),
        2 => model.allowed.iter().map(|bits| options(bits & !1).next().unwrap_or(0)).collect(),
        _ => model.allowed.iter().map(|bits| drawn(&mut stream, *bits)).collect(),
    }
}

/// `wanted`, with what is not allowed replaced by the lowest option that is.
fn fitted(model: &Model<'_>, wanted: &[u8]) -> Vec<u8> {
    let fit = |(option, bits): (&u8, &u8)| match bits >> option & 1 {
        1 => *option,
        _ => bits.trailing_zeros() as u8,
    };
    wanted.iter().zip(&model.allowed).map(fit).collect()
}

/// The options in a set of bits.
pub(super) fn options(bits: u8) -> impl Iterator<Item = u8> {
    (0..8_u8).filter(move |option| bits >> option & 1 == 1)
}

/// One thread's room to work in.
pub(super) struct Search<'m> {
    pub(super) model: &'m Model<'m>,
    pub(super) desk: Desk,
    /// Price of a minute more for each node: its heads in the worst-served tenth.
    extra: Vec<f64>,
    /// By layer and site: what serving the layer there would bring (≤ 0), or what ending it would cost.
    gain: Vec<f64>,
    loss: Vec<f64>,
    /// By layer and site, for the closing hall at hand: how much more serving there would bring.
    more: Vec<f64>,
    touched: Vec<u32>,
    /// Nodes by their nearest hall.
    of: Vec<Vec<u32>>,
    best: Vec<Move>,
    /// How many of them.
    close: usize,
    kicks: usize,
    /// Cost of the layout that moves are weighed for.
    cost: Cost,
}

impl<'m> Search<'m> {
    fn new(model: &'m Model<'m>) -> Self {
        let (cells, nodes) = (model.last.len() * model.sites(), model.nodes.len().max(1));
        Self {
            model,
            desk: Desk::default(),
            extra: vec![0.0; model.nodes.len()],
            gain: vec![0.0; cells],
            loss: vec![0.0; cells],
            more: vec![0.0; cells],
            touched: Vec::new(),
            of: vec![Vec::new(); model.sites()],
            best: Vec::new(),
            close: (CLOSE + model.sites()).min(CLOSE_MAX).min((CLOSE_WORK / nodes).max(CLOSE_MIN)),
            kicks: (KICKS + model.sites() / 4).min(KICKS_MAX).min((KICK_WORK / nodes).max(KICKS_MIN)),
            cost: Cost::default(),
        }
    }

    /// One start: down to where no move helps, then kicked and down again, as often as there are kicks.
    fn start(&mut self, options: Vec<u8>, start: u64, watch: &dyn Watch, steps: &AtomicU64) -> Found {
        let mut stream = Stream::new(self.model.city.seed, start ^ 0x5eed_0000_0000);
        let mut layout = Layout::new(self.model, options);
        let mut score = self.descend(&mut layout, watch, steps);
        for _ in 0..self.kicks {
            if watch.stop() {
                break;
            }
            let mut kicked = layout.clone();
            self.kick(&mut kicked, &mut stream);
            let after = self.descend(&mut kicked, watch, steps);
            if after.beats(&score) {
                (layout, score) = (kicked, after);
            }
        }
        Found { options: layout.options().to_vec(), score }
    }

    /// Gives one to four sites around a place another option.
    fn kick(&self, layout: &mut Layout<'m>, stream: &mut Stream) {
        let node = &self.model.nodes[stream.below(self.model.nodes.len())];
        let near = self.model.near(node.place).iter().map(|site| *site as usize);
        let free: Vec<usize> =
            near.filter(|site| self.model.allowed[*site].count_ones() > 1).take(AROUND).collect();
        if free.is_empty() {
            return;
        }
        for _ in 0..1 + stream.below(4) {
            let site = free[stream.below(free.len())];
            let others = self.model.allowed[site] & !(1 << layout.option(site));
            let at = stream.below(others.count_ones() as usize);
            let option = options(others).nth(at).unwrap_or(0);
            layout.set(site, option);
        }
    }

    /// Makes moves that help until none does.
    pub(super) fn descend(&mut self, layout: &mut Layout<'m>, watch: &dyn Watch, steps: &AtomicU64) -> Score {
        let mut worth = self.desk.worth(layout, 1);
        loop {
            if watch.stop() {
                return worth.score;
            }
            self.cost = worth.cost;
            let weighed = self.list(layout);
            steps.fetch_add(weighed, Ordering::Relaxed);
            let mut made = false;
            for n in 0..self.best.len() {
                let tried = self.best[n];
                let before: Vec<(u32, u8)> =
                    tried.changes().iter().map(|(site, _)| (*site, layout.option(*site as usize))).collect();
                tried.changes().iter().for_each(|(site, option)| layout.set(*site as usize, *option));
                let after = self.desk.worth(layout, 1);
                if after.score.beats(&worth.score) {
                    (worth, made) = (after, true);
                    break;
                }
                before.iter().for_each(|(site, option)| layout.set(*site as usize, *option));
            }
            if !made {
                return worth.score;
            }
        }
    }

    /// Lists the most promising moves, the best first; answers how many were weighed.
    fn list(&mut self, layout: &Layout<'m>) -> u64 {
        let weight = self.model.city.weights.worst_tenth;
        if weight > 0.0 {
            self.desk.worth(layout, 1);
            let mut heads = std::mem::take(&mut self.extra);
            self.desk.worst_heads(self.model, &mut heads);
            heads.iter_mut().for_each(|heads| *heads *= weight);
            self.extra = heads;
        }
        self.tables(layout);
        self.best.clear();
        let (mut downs, mut ups) = (Vec::new(), Vec::new());
        let mut weighed = 0;
        for site in 0..self.model.sites() {
            let now = layout.option(site);
            for option in options(self.model.allowed[site] & !(1 << now)) {
                let value = self.single(layout, site, option);
                weighed += 1;
                self.offer(layout, &[(site as u32, option)], value);
                let loses = option == 0 || (now != 0 && option > now);
                if loses { &mut downs } else { &mut ups }.push((value, site as u32, option));
            }
        }
        ups.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let mut at = 0;
        while at < downs.len() {
            let closing = downs[at].1;
            let same = downs[at..].iter().take_while(|down| down.1 == closing).count();
            self.corrections(closing as usize, layout);
            weighed += self.pairs(layout, &downs[at..at + same], &ups);
            at += same;
        }
        weighed
    }

    /// Weighs one closing hall with every opening one that comes into question.
    fn pairs(&mut self, layout: &Layout<'m>, downs: &[(f64, u32, u8)], ups: &[(f64, u32, u8)]) -> u64 {
        let all = self.model.sites() <= PAIRS_ALL;
        let mut weighed = 0;
        for (rank, (up, opening, to)) in ups.iter().enumerate() {
            if !all && rank >= UPS && self.touched.binary_search(opening).is_err() {
                continue;
            }
            for (down, closing, from) in downs.iter().filter(|down| down.1 != *opening) {
                let mut value = up + down;
                let (was, had) = (layout.option(*closing as usize), layout.option(*opening as usize));
                for layer in 0..self.model.last.len() as u8 {
                    let ends = self.model.serves(was, layer) && !self.model.serves(*from, layer);
                    let begins = !self.model.serves(had, layer) && self.model.serves(*to, layer);
                    if ends && begins {
                        value += self.more[self.cell(layer, *opening)];
                    }
                }
                weighed += 1;
                self.offer(layout, &[(*closing, *from), (*opening, *to)], value);
            }
        }
        weighed
    }

    fn cell(&self, layer: u8, site: u32) -> usize {
        layer as usize * self.model.sites() + site as usize
    }

    /// Keeps a move if it is among the most promising.
    fn offer(&mut self, layout: &Layout<'m>, changes: &[(u32, u8)], value: f64) {
        let mut tried = Move { changes: [(0, 0); 2], len: changes.len() as u8, broken: 0.0, value };
        tried.changes[..changes.len()].copy_from_slice(changes);
        tried.broken = self.breaks(layout, changes);
        if self.best.len() == self.close {
            if !self.best.last().is_some_and(|last| tried.before(last)) {
                return;
            }
            self.best.pop();
        }
        let at = self.best.partition_point(|other| other.before(&tried));
        self.best.insert(at, tried);
    }

    /// How much more a move breaks, as far as it is cheap to say: halls, and the halls' own cost.
    fn breaks(&self, layout: &Layout<'m>, changes: &[(u32, u8)]) -> f64 {
        let rules = &self.model.city.constraints;
        let mut broken = 0.0;
        if !self.model.rows.is_empty() {
            broken += layout.off_by(changes) as f64;
        }
        if rules.yearly_max.is_none() && rules.change_max.is_none() {
            return broken;
        }
        let (mut yearly, mut once) = (0, 0);
        for (site, option) in changes {
            let site = *site as usize;
            let (now, then) = (self.model.cost(site, layout.option(site)), self.model.cost(site, *option));
            yearly += then.yearly - now.yearly;
            once += then.once - now.once;
        }
        let mut by = |is: i64, most: Option<i64>, more: i64| {
            if let Some(most) = most {
                broken += ((is + more - most).max(0) - (is - most).max(0)) as f64 / (most as f64).max(1.0);
            }
        };
        by(self.cost.yearly(), rules.yearly_max, yearly);
        by(self.cost.change(), rules.change_max, once);
        broken
    }

    /// The cheap figure of one site's change.
    fn single(&self, layout: &Layout<'m>, site: usize, option: u8) -> f64 {
        let now = layout.option(site);
        let own = |option: u8| self.model.cost(site, option).price + self.model.clerk_at_least(option);
        let mut value = own(option) - own(now);
        for layer in 0..self.model.last.len() as u8 {
            match (self.model.serves(now, layer), self.model.serves(option, layer)) {
                (false, true) => value += self.gain[self.cell(layer, site as u32)],
                (true, false) => value += self.loss[self.cell(layer, site as u32)],
                _ => {}
            }
        }
        value
    }

    /// Fills the tables of gains and losses.
    fn tables(&mut self, layout: &Layout<'m>) {
        let sites = self.model.sites();
        self.gain.fill(0.0);
        self.loss.fill(0.0);
        self.of.iter_mut().for_each(Vec::clear);
        for (at, node) in self.model.nodes.iter().enumerate() {
            let (two, extra) = (layout.two[at], self.extra[at]);
            let now = price(node, two.first_min, extra);
            let row = node.layer as usize * sites;
            for site in self.model.near(node.place) {
                let minutes = self.model.minutes(node.place, *site);
                if minutes >= two.first_min {
                    break;
                }
                self.gain[row + *site as usize] += price(node, minutes, extra) - now;
            }
            if (two.first as usize) < sites {
                self.loss[row + two.first as usize] += price(node, two.second_min, extra) - now;
                self.of[two.first as usize].push(at as u32);
            }
        }
    }

    /// Fills the corrections for a closing hall: its people would go to their second, so that an opening hall brings
    /// them more.
    fn corrections(&mut self, closing: usize, layout: &Layout<'m>) {
        let sites = self.model.sites();
        for site in self.touched.drain(..) {
            for layer in 0..self.model.last.len() {
                self.more[layer * sites + site as usize] = 0.0;
            }
        }
        for at in &self.of[closing] {
            let (node, extra) = (&self.model.nodes[*at as usize], self.extra[*at as usize]);
            let two = layout.two[*at as usize];
            let row = node.layer as usize * sites;
            let (first, second) = (price(node, two.first_min, extra), price(node, two.second_min, extra));
            for site in self.model.near(node.place) {
                let minutes = self.model.minutes(node.place, *site);
                if minutes >= two.second_min {
                    break;
                }
                let there = price(node, minutes, extra);
                self.more[row + *site as usize] += (there - second) - (there - first).min(0.0);
                self.touched.push(*site);
            }
        }
        self.touched.sort_unstable();
        self.touched.dedup();
    }
}
