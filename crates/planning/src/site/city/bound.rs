//! What no plan can be better than: a Lagrangian bound, and what it rules out.
//!
//! Relaxed (Geoffrion 1974; for location Cornuéjols, Fisher, Nemhauser 1977): that every node goes to exactly one hall
//! (a multiplier `u` for each node), that counts of halls are kept, and the budgets. What is left falls apart into sites,
//! each of which takes the option that is cheapest by itself: its own price, its clerks, and every node whose price there
//! is below its multiplier. The sum is a lower bound for *any* multipliers, so rounding and early stopping cost strength
//! and never truth.
//!
//! - Rules of choice are relaxed with it: a node goes where it costs least, in fractions. Both the nearest hall and shares
//!   by gravity are such assignments, so the bound holds for both. What is left of the rule of the nearest: a node goes to
//!   the nearest site that may still serve it if that does, and to none that is further than one that surely does.
//! - Clerks and capacity: a site's nodes are a knapsack of work, and every step of the [`Floor`](super::Floor) is a size
//!   of it; the continuous knapsack (Dantzig 1957) of the best step is a bound of the stair.
//! - The worst-served tenth is the largest of all sums of q·minutes with 0 ≤ q ≤ heads and Σq = a tenth of the heads: any
//!   one q gives a bound that is linear in the way. q follows the tenth of the averaged assignment.
//! - Waiting and balance are at least 0.
//!
//! An option of a site whose own price is so far above the site's best that bound + difference exceeds a known plan cannot
//! be in a better plan: it is ruled out, and the bound goes on without it.

use super::Choice;
use super::layout::price;
use super::model::{Model, WORST};
use super::search::options;
use super::tuning::Tuning;
use super::worth::Desk;

/// Rounds without a better bound after which the step is halved.
const PATIENCE: u32 = 12;
/// Rounds between two looks at what can be ruled out.
const RULE_OUT: u32 = 25;

/// Multipliers: whatever they are, the bound that they give is valid.
#[derive(Clone, Debug)]
pub(super) struct Dual {
    /// Of each node, fen a year, at least 0.
    pub(super) node: Vec<f64>,
    /// Of each row, fen a year, at least 0.
    row: Vec<f64>,
    /// Of a fen of yearly and of one-off cost, at least 0.
    pub(super) yearly: f64,
    pub(super) once: f64,
    /// Heads of each node in the worst-served tenth.
    worst: Vec<f64>,
}

/// Something assigned to a site in the relaxation.
#[derive(Clone, Copy, Debug)]
struct Entry {
    node: u32,
    site: u32,
    minutes: f64,
    /// Price there less the multiplier: below 0.
    reduced: f64,
    /// How much of the node goes there.
    part: f64,
    /// Whether it must go there if it is served there.
    bound: bool,
}

/// Where a bound stands: the options that are left, the best multipliers and what they give.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// Options that are left for each site, as bits.
    pub(super) left: Vec<u8>,
    pub(super) dual: Dual,
    pub(super) value: f64,
    /// By site: how the rounds were split between its options, for branching.
    pub(super) leaning: Vec<[f32; 5]>,
    /// The options of the best round.
    pub(super) chosen: Vec<u8>,
}

/// Room to work in.
pub(super) struct Lagrange<'m> {
    model: &'m Model<'m>,
    entries: Vec<Entry>,
    /// Entries by site: where each begins in `order`.
    begins: Vec<u32>,
    order: Vec<u32>,
    /// By layer and site: sum of reduced prices.
    sums: Vec<f64>,
    /// By site and option: what the option costs there.
    values: Vec<[f64; 5]>,
    chosen: Vec<u8>,
    /// How much of each node is assigned, and its minutes.
    assigned: Vec<f64>,
    minutes: Vec<f64>,
    /// Averages over rounds.
    drift: Vec<f64>,
    mean_minutes: Vec<f64>,
    packed: Vec<(f64, f64, u32)>,
    stairs: bool,
    yearly: f64,
    once: f64,
}

impl Standing {
    /// The first standing: multipliers from a known plan, nothing ruled out.
    pub(super) fn first(model: &Model<'_>, plan: &super::layout::Layout<'_>, desk: &mut Desk) -> Self {
        let weight = model.city.weights.worst_tenth;
        let mut worst = Vec::new();
        desk.worth(plan, 1);
        desk.worst(model);
        desk.worst_heads(model, &mut worst);
        let cap = |minutes: f64, first: f64| if minutes.is_finite() { minutes } else { 2.0 * first + 60.0 };
        let node = model
            .nodes
            .iter()
            .zip(&plan.two)
            .zip(&worst)
            .map(|((node, two), heads)| {
                let first = if two.first_min.is_finite() { two.first_min } else { 60.0 };
                let second = cap(two.second_min, first);
                let extra = weight * heads;
                0.5 * (price(node, first, extra) + price(node, second, extra))
            })
            .collect();
        let dual = Dual { node, row: vec![0.0; model.rows.len()], yearly: 0.0, once: 0.0, worst };
        Self {
            left: model.allowed.clone(),
            dual,
            value: f64::NEG_INFINITY,
            leaning: vec![[0.0; 5]; model.sites()],
            chosen: plan.options().to_vec(),
        }
    }
}

impl<'m> Lagrange<'m> {
    pub(super) fn new(model: &'m Model<'m>) -> Self {
        let sites = model.sites();
        let rules = &model.city.constraints;
        Self {
            model,
            entries: Vec::new(),
            begins: vec![0; sites + 1],
            order: Vec::new(),
            sums: vec![0.0; model.last.len() * sites],
            values: vec![[0.0; 5]; sites],
            chosen: vec![0; sites],
            assigned: vec![0.0; model.nodes.len()],
            minutes: vec![0.0; model.nodes.len()],
            drift: Vec::new(),
            mean_minutes: Vec::new(),
            packed: Vec::new(),
            stairs: rules.capacity || model.floors.iter().any(|floor| !floor.steps.is_empty()),
            yearly: 0.0,
            once: 0.0,
        }
    }

    /// Improves a standing by so many rounds; `known` is the objective of a known plan. Stops early when the bound has
    /// reached it, when the steps have become too small to matter, or when `stop` says so. Answers the rounds done.
    ///
    /// The budgets' multipliers are looked for in blocks of rounds, everywhere if `wide`: they move every price at once, so
    /// that no step of theirs means anything until the nodes' have followed.
    pub(super) fn improve(
        &mut self,
        standing: &mut Standing,
        known: f64,
        rounds: u32,
        wide: bool,
        stop: &mut dyn FnMut(u32, f64) -> bool,
    ) -> u32 {
        let mut dual = standing.dual.clone();
        let scale = self.scales(known);
        let (mut theta, mut idle) = (1.0, 0);
        self.drift.clear();
        self.drift.resize(dual.node.len(), 0.0);
        self.mean_minutes.clear();
        self.mean_minutes.extend(vec![f64::NAN; dual.node.len()]);
        standing.leaning.iter_mut().for_each(|leaning| *leaning = [0.0; 5]);
        let mut tuning = Tuning::new(self.model, known, &dual, wide);
        for round in 0..rounds {
            let value = self.round(&dual, &standing.left);
            self.average(standing);
            if round % RULE_OUT == RULE_OUT - 1 && !self.rule_out(standing, value, known) {
                standing.value = f64::INFINITY;
                return round + 1;
            }
            if value > standing.value + 1e-7 * value.abs() {
                (standing.value, idle) = (value, 0);
                standing.dual = dual.clone();
                standing.chosen.clone_from(&self.chosen);
            } else {
                idle += 1;
                if idle >= PATIENCE {
                    (theta, idle) = (theta * 0.6, 0);
                    if tuning.done() {
                        dual = standing.dual.clone();
                        self.drift.fill(0.0);
                        self.round(&dual, &standing.left);
                    }
                }
            }
            if tuning.note(&mut dual, self.yearly, self.once) {
                (theta, idle) = (1.0, 0);
                self.drift.fill(0.0);
            }
            if tuning.done_now() {
                dual = standing.dual.clone();
            }
            let settled = theta < 1e-4 && tuning.done();
            if standing.value >= known || settled || stop(round, standing.value) {
                return round + 1;
            }
            self.step(&mut dual, known, value, theta, &scale);
            self.lean_worst(&mut dual, round);
        }
        rounds
    }

    /// Sizes of the multipliers' units, so that one step suits them all.
    fn scales(&self, known: f64) -> Vec<f64> {
        let mean = if known.is_finite() { known / self.model.nodes.len().max(1) as f64 } else { 1.0 };
        let node = |node: &super::model::Node| (price(node, 20.0, 0.0)).max(1e-3 * mean).max(1e-9);
        self.model.nodes.iter().map(node).collect()
    }

    /// What a hall's own price is on average, with what it takes of the budgets: the unit of rows' multipliers.
    fn hall_price(&self, dual: &Dual, known: f64) -> f64 {
        let (mut sum, mut n) = (self.model.clerk_at_least(1), 1.0);
        for (site, bits) in self.model.allowed.iter().enumerate() {
            for option in options(*bits & !1) {
                let cost = self.model.cost(site, option);
                sum += cost.price + dual.yearly * cost.yearly as f64 + dual.once * cost.once as f64;
                n += 1.0;
            }
        }
        let share = if known.is_finite() { 0.1 * known / self.model.sites() as f64 } else { 1.0 };
        (sum / n).max(share).max(1.0)
    }

    /// The bound for these multipliers. Leaves the options chosen and how much of each node is assigned.
    fn round(&mut self, dual: &Dual, left: &[u8]) -> f64 {
        self.assign(dual, left);
        let mut value: f64 = dual.node.iter().sum();
        let rules = &self.model.city.constraints;
        value -= dual.yearly * rules.yearly_max.unwrap_or(0) as f64;
        value -= dual.once * rules.change_max.unwrap_or(0) as f64;
        for (row, multiplier) in self.model.rows.iter().zip(&dual.row) {
            value += if row.least > 0 { f64::from(row.least) } else { -f64::from(row.most) } * multiplier;
        }
        if self.stairs {
            self.bucket();
        }
        self.assigned.fill(0.0);
        self.minutes.fill(0.0);
        (self.yearly, self.once) = (0.0, 0.0);
        for (site, bits) in left.iter().enumerate() {
            let mut best = (f64::INFINITY, 0_u8, 0.0);
            self.values[site] = [f64::INFINITY; 5];
            for option in options(*bits) {
                let (own, clerks) = self.own(dual, site, option);
                self.values[site][option as usize] = own;
                if own < best.0 {
                    best = (own, option, clerks);
                }
            }
            self.chosen[site] = best.1;
            value += best.0;
            let cost = self.model.cost(site, best.1);
            self.yearly += cost.yearly as f64 + best.2;
            self.once += cost.once as f64;
            if self.stairs && best.1 > 0 {
                // Once more for the option that won, so that its parts stand in the entries.
                self.own(dual, site, best.1);
                self.take(site, best.1);
            }
        }
        if !self.stairs {
            for entry in &self.entries {
                let node = &self.model.nodes[entry.node as usize];
                if self.model.serves(self.chosen[entry.site as usize], node.layer) {
                    self.assigned[entry.node as usize] += 1.0;
                    self.minutes[entry.node as usize] += entry.minutes;
                }
            }
        }
        value
    }

    /// Lists every node and site where the node's price is below its multiplier, or where it must go if it is served.
    fn assign(&mut self, dual: &Dual, left: &[u8]) {
        let (model, weight) = (self.model, self.model.city.weights.worst_tenth);
        let nearest = model.city.choice == Choice::Nearest;
        self.entries.clear();
        self.sums.fill(0.0);
        for (at, node) in model.nodes.iter().enumerate() {
            let (multiplier, extra) = (dual.node[at], weight * dual.worst[at]);
            let serving = model.serving(node.layer);
            let row = node.layer as usize * model.sites();
            let mut bound = nearest;
            for site in model.near(node.place) {
                let bits = left[*site as usize];
                if bits & serving == 0 {
                    continue;
                }
                let minutes = model.minutes(node.place, *site);
                let reduced = node.price(minutes, extra) - multiplier;
                if reduced >= 0.0 && !bound {
                    break;
                }
                self.sums[row + *site as usize] += reduced;
                let (node, site) = (at as u32, *site);
                self.entries.push(Entry { node, site, minutes, reduced, part: 0.0, bound });
                if nearest && bits & !serving == 0 {
                    break;
                }
                bound = false;
            }
        }
    }

    /// Orders the entries by site.
    fn bucket(&mut self) {
        self.begins.fill(0);
        self.entries.iter().for_each(|entry| self.begins[entry.site as usize + 1] += 1);
        for site in 0..self.model.sites() {
            self.begins[site + 1] += self.begins[site];
        }
        let mut at = self.begins.clone();
        self.order.clear();
        self.order.resize(self.entries.len(), 0);
        for (n, entry) in self.entries.iter().enumerate() {
            self.order[at[entry.site as usize] as usize] = n as u32;
            at[entry.site as usize] += 1;
        }
    }

    /// What an option of a site costs by itself, and the clerks in it, fen.
    fn own(&mut self, dual: &Dual, site: usize, option: u8) -> (f64, f64) {
        let model = self.model;
        let cost = model.cost(site, option);
        let mut own = cost.price + dual.yearly * cost.yearly as f64 + dual.once * cost.once as f64;
        for r in &model.rows_of[site] {
            let row = &model.rows[*r as usize];
            if row.mask >> option & 1 == 1 {
                own += if row.least > 0 { -dual.row[*r as usize] } else { dual.row[*r as usize] };
            }
        }
        if option == 0 {
            return (own, 0.0);
        }
        if self.stairs {
            let (packed, clerks) = self.pack(dual, site, option);
            return (own + packed, clerks);
        }
        for layer in 0..model.last.len() as u8 {
            if model.serves(option, layer) {
                own += self.sums[layer as usize * model.sites() + site];
            }
        }
        (own, 0.0)
    }

    /// The cheapest that the nodes of a site and its clerks can be: for each step of the stair the continuous knapsack
    /// of its work, and for the capacity that of visits; the better of the two bounds. Leaves the parts in the entries.
    fn pack(&mut self, dual: &Dual, site: usize, option: u8) -> (f64, f64) {
        let model = self.model;
        let Some(offer) = model.offer(option) else { return (0.0, 0.0) };
        let capacity = model.city.constraints.capacity;
        let floor = &model.floors[option as usize - 1];
        let by_visits = capacity.then_some(offer.visits_max);
        if offer.counters_max == 0 || floor.steps.is_empty() {
            return (self.knapsack(site, option, [1.0; 4], by_visits.unwrap_or(f64::INFINITY)), 0.0);
        }
        let work = [floor.work.payment, floor.work.connection, floor.work.elder, floor.work.firm];
        let per_fen = model.city.weights.cost + dual.yearly;
        let sure = self.sort(site, option, work);
        let mut best = (f64::INFINITY, 0.0, 0.0);
        let (mut at, mut used, mut sum) = (sure, 0.0, 0.0);
        for (reduced, work, _) in &self.packed[..sure] {
            (used, sum) = (used + work, sum + reduced);
        }
        let must = used * (1.0 - 1e-12);
        for step in floor.steps.iter().filter(|step| step.work_max >= must) {
            if capacity && step.counters > offer.counters_max {
                break;
            }
            while at < self.packed.len() && used + self.packed[at].1 <= step.work_max {
                (used, sum) = (used + self.packed[at].1, sum + self.packed[at].0);
                at += 1;
            }
            let rest = match self.packed.get(at) {
                Some((reduced, work, _)) => reduced * ((step.work_max - used) / work).clamp(0.0, 1.0),
                None => 0.0,
            };
            let clerks = step.yearly as f64;
            let value = per_fen * clerks + sum + rest;
            if value < best.0 {
                best = (value, clerks, step.work_max);
            }
            if at == self.packed.len() {
                break;
            }
        }
        let least = floor.steps.first().map_or(0.0, |step| step.yearly as f64);
        if let Some(visits_max) = by_visits {
            let value = per_fen * least + self.knapsack(site, option, [1.0; 4], visits_max);
            if value > best.0 || best.0 == f64::INFINITY {
                return (value.max(best.0), least);
            }
        }
        self.knapsack(site, option, work, best.2);
        (best.0, best.1)
    }

    /// Fills `packed` with what the option serves of a site's entries: first those that must be, then the most saved by
    /// unit of weight first. Answers how many must be.
    fn sort(&mut self, site: usize, option: u8, weights: [f64; 4]) -> usize {
        self.packed.clear();
        let mut sure = 0;
        for n in self.begins[site]..self.begins[site + 1] {
            let at = self.order[n as usize];
            let entry = &self.entries[at as usize];
            let node = &self.model.nodes[entry.node as usize];
            if !self.model.serves(option, node.layer) {
                continue;
            }
            let weight: f64 = node.visits.iter().zip(weights).map(|(visits, weight)| visits * weight).sum();
            self.packed.push((entry.reduced, weight, at));
            if entry.bound {
                let last = self.packed.len() - 1;
                self.packed.swap(sure, last);
                sure += 1;
            }
        }
        let ratio = |it: &(f64, f64, u32)| if it.1 > 0.0 { it.0 / it.1 } else { f64::NEG_INFINITY };
        self.packed[sure..]
            .sort_unstable_by(|a, b| ratio(a).total_cmp(&ratio(b)).then_with(|| a.2.cmp(&b.2)));
        sure
    }

    /// The continuous knapsack of a site's entries; infinite when those that must be do not fit. Leaves the parts in the
    /// entries.
    fn knapsack(&mut self, site: usize, option: u8, weights: [f64; 4], most: f64) -> f64 {
        let sure = self.sort(site, option, weights);
        let (mut room, mut sum) = (most, 0.0);
        for (n, (reduced, weight, entry)) in self.packed.iter().enumerate() {
            let part = if *weight <= room || n < sure { 1.0 } else { (room / weight).max(0.0) };
            room -= weight * part;
            sum += reduced * part;
            self.entries[*entry as usize].part = part;
            if n + 1 == sure && room < -1e-6 * most.max(1.0) {
                return f64::INFINITY;
            }
        }
        sum
    }

    /// Notes what the option that won takes of each node.
    fn take(&mut self, site: usize, option: u8) {
        for n in self.begins[site]..self.begins[site + 1] {
            let entry = self.entries[self.order[n as usize] as usize];
            if self.model.serves(option, self.model.nodes[entry.node as usize].layer) {
                self.assigned[entry.node as usize] += entry.part;
                self.minutes[entry.node as usize] += entry.part * entry.minutes;
            }
        }
    }

    fn average(&mut self, standing: &mut Standing) {
        for (leaning, chosen) in standing.leaning.iter_mut().zip(&self.chosen) {
            leaning.iter_mut().for_each(|share| *share *= 0.95);
            leaning[*chosen as usize] += 0.05;
        }
        for (mean, (assigned, minutes)) in
            self.mean_minutes.iter_mut().zip(self.assigned.iter().zip(&self.minutes))
        {
            if *assigned > 0.0 {
                let now = minutes / assigned;
                *mean = if mean.is_nan() { now } else { 0.9 * *mean + 0.1 * now };
            }
        }
    }

    /// One step along the averaged subgradient, as long as Polyak's rule says for a value of `known`.
    fn step(&mut self, dual: &mut Dual, known: f64, value: f64, theta: f64, scale: &[f64]) {
        let mut rows: Vec<f64> = Vec::with_capacity(dual.row.len());
        for (row, multiplier) in self.model.rows.iter().zip(&dual.row) {
            let count =
                row.sites.iter().filter(|site| row.mask >> self.chosen[**site as usize] & 1 == 1).count();
            let lacking = if row.least > 0 {
                f64::from(row.least) - count as f64
            } else {
                count as f64 - f64::from(row.most)
            };
            // A multiplier that is 0 and would fall stays there: it is no part of the step.
            rows.push(if *multiplier <= 0.0 && lacking < 0.0 { 0.0 } else { lacking });
        }
        let mut square = 0.0;
        for (at, drift) in self.drift.iter_mut().enumerate() {
            *drift = 0.6 * *drift + 0.4 * (1.0 - self.assigned[at]);
            square += scale[at] * *drift * *drift;
        }
        let unit = self.hall_price(dual, known);
        square += unit * rows.iter().map(|g| g * g).sum::<f64>();
        if square <= 0.0 {
            return;
        }
        // With no plan to aim at, a tenth above the value will do.
        let aim = if known.is_finite() { known } else { value + 0.1 * value.abs() + 1.0 };
        let length = theta * (aim - value).max(1e-6 * aim.abs()) / square;
        for (at, multiplier) in dual.node.iter_mut().enumerate() {
            *multiplier = (*multiplier + length * scale[at] * self.drift[at]).max(0.0);
        }
        for (multiplier, lacking) in dual.row.iter_mut().zip(rows) {
            *multiplier = (*multiplier + length * unit * lacking).max(0.0);
        }
    }

    /// Moves the weights of the worst-served tenth towards those who have longest to go on average.
    fn lean_worst(&mut self, dual: &mut Dual, round: u32) {
        if self.model.city.weights.worst_tenth == 0.0 {
            return;
        }
        let mut order: Vec<u32> = (0..self.model.nodes.len() as u32).collect();
        let minutes = |at: u32| {
            let minutes = self.mean_minutes[at as usize];
            if minutes.is_nan() { 0.0 } else { minutes }
        };
        order.sort_unstable_by(|a, b| minutes(*b).total_cmp(&minutes(*a)).then_with(|| a.cmp(b)));
        let pace = 1.0 / (10.0 + f64::from(round));
        dual.worst.iter_mut().for_each(|heads| *heads *= 1.0 - pace);
        let mut left = WORST * self.model.heads;
        for at in order {
            let taken = self.model.nodes[at as usize].heads.min(left);
            dual.worst[at as usize] += pace * taken;
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
    }

    /// Rules options out that cannot be in a plan better than `known`, by the values of the round that gave `value`; and
    /// what rows then leave no choice about. False when nothing is left for some site or row: no plan is better.
    fn rule_out(&self, standing: &mut Standing, value: f64, known: f64) -> bool {
        for (site, left) in standing.left.iter_mut().enumerate() {
            let best = self.values[site][self.chosen[site] as usize];
            for option in options(*left) {
                let gap = self.values[site][option as usize] - best;
                if value + gap > known * (1.0 + 1e-9 * known.signum()) {
                    *left &= !(1 << option);
                }
            }
        }
        settle(self.model, &mut standing.left)
    }
}

/// Draws what rows leave no choice about. False when a row or site cannot be kept.
pub(super) fn settle(model: &Model<'_>, left: &mut [u8]) -> bool {
    if left.contains(&0) {
        return false;
    }
    loop {
        let mut changed = false;
        for row in &model.rows {
            let (mut sure, mut maybe) = (0, 0);
            for site in &row.sites {
                let bits = left[*site as usize];
                sure += u32::from(bits & !row.mask == 0);
                maybe += u32::from(bits & row.mask != 0);
            }
            if maybe < row.least || sure > row.most {
                return false;
            }
            for site in &row.sites {
                let bits = &mut left[*site as usize];
                let open = *bits & row.mask != 0 && *bits & !row.mask != 0;
                if open && maybe == row.least {
                    (*bits, changed) = (*bits & row.mask, true);
                } else if open && sure == row.most {
                    (*bits, changed) = (*bits & !row.mask, true);
                }
            }
        }
        if !changed {
            return true;
        }
    }
}
