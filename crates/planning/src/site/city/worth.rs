//! The whole figure of a plan: who goes where, what clerks that takes, and every part of the objective.
//!
//! The search looks at moves by a cheap figure first and asks for this one only for the few that promise most.

use super::layout::{Layout, NONE};
use super::model::{Model, Node, WORST, decayed};
use super::{BySegment, Choice, Cost, Crew, Decay, Objective, Segment};

/// A wait that is as good as for ever, minutes: keeps an overloaded hall's figure finite.
const FOR_EVER_MIN: f64 = 1e6;
/// Waits that change by less than this have settled, minutes.
const SETTLED_MIN: f64 = 0.01;

/// A share of a node's people that goes to a site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    pub(super) node: u32,
    pub(super) site: u32,
    pub(super) share: f64,
    pub(super) minutes: f64,
}

/// By how much a plan breaks the constraints.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Broken {
    pub(super) yearly_over: i64,
    pub(super) change_over: i64,
    pub(super) visits_over: f64,
    pub(super) halls_off: u32,
    pub(super) unserved: f64,
}

/// How good a plan is: first that it keeps the constraints, then the objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Score {
    /// 0 when everything is kept.
    pub(super) broken: f64,
    pub(super) value: f64,
}

impl Score {
    pub(super) const WORST: Score = Score { broken: f64::INFINITY, value: f64::INFINITY };

    /// Whether this is better than `other` by more than rounding.
    pub(super) fn beats(&self, other: &Score) -> bool {
        if self.broken < other.broken - 1e-9 {
            return true;
        }
        self.broken <= other.broken + 1e-9 && self.value < other.value - 1e-9 * (1.0 + other.value.abs())
    }

    pub(super) fn kept(&self) -> bool {
        self.broken <= 1e-9
    }
}

/// The whole figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worth {
    pub(super) objective: Objective,
    pub(super) cost: Cost,
    pub(super) broken: Broken,
    pub(super) score: Score,
}

/// Room to work in, kept from one plan to the next.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) flows: Vec<Flow>,
    /// Visits a year by site and segment.
    pub(super) visits: Vec<[f64; 4]>,
    pub(super) crews: Vec<Crew>,
    waits: Vec<f64>,
    /// Minutes, heads and node of every flow, those with the longest way first.
    far: Vec<(f64, f64, u32)>,
}

impl Desk {
    /// The whole figure of a layout, with at most `rounds` rounds of waits and choices that answer each other. What was
    /// found on the way (flows, visits, crews) stays on the desk.
    pub(super) fn worth(&mut self, layout: &Layout<'_>, rounds: u32) -> Worth {
        let model = layout.model;
        self.waits.clear();
        self.waits.resize(model.sites(), 0.0);
        self.go(layout);
        self.staff(layout);
        if let Choice::Huff { wait: true, .. } = model.city.choice {
            for _ in 1..rounds {
                let mut moved = 0.0_f64;
                for (wait, crew) in self.waits.iter_mut().zip(&self.crews) {
                    // Half way, so that two halls do not throw their queues at each other for ever.
                    let next = 0.5 * (*wait + crew.wait_min);
                    moved = moved.max((next - *wait).abs());
                    *wait = next;
                }
                if moved < SETTLED_MIN {
                    break;
                }
                self.go(layout);
                self.staff(layout);
            }
        }
        self.sum(layout)
    }

    /// Who goes where.
    fn go(&mut self, layout: &Layout<'_>) {
        let model = layout.model;
        self.flows.clear();
        for (at, (node, two)) in model.nodes.iter().zip(&layout.two).enumerate() {
            if two.first == NONE {
                continue;
            }
            let flow = Flow { node: at as u32, site: two.first, share: 1.0, minutes: two.first_min };
            match model.city.choice {
                Choice::Nearest => self.flows.push(flow),
                Choice::Huff { decay, further_min, .. } => {
                    self.spread(layout, node, flow, decay, two.first_min + further_min);
                }
            }
        }
        self.visits.clear();
        self.visits.resize(model.sites(), [0.0; 4]);
        for flow in &self.flows {
            let visits = &mut self.visits[flow.site as usize];
            let node = &model.nodes[flow.node as usize];
            visits.iter_mut().zip(node.visits).for_each(|(sum, visits)| *sum += visits * flow.share);
        }
    }

    /// Shares of one node by gravity, among halls up to `most` minutes away.
    fn spread(&mut self, layout: &Layout<'_>, node: &Node, flow: Flow, decay: Decay, most: f64) {
        let (model, from) = (layout.model, self.flows.len());
        let mut sum = 0.0;
        for site in model.near(node.place) {
            let minutes = model.minutes(node.place, *site);
            if minutes > most {
                break;
            }
            let option = layout.option(*site as usize);
            if !model.serves(option, node.layer) {
                continue;
            }
            let wait = self.waits[*site as usize];
            let draw = match decay {
                _ if wait == 0.0 => model.draw(node.place, *site),
                decay => decayed(decay, minutes + wait),
            };
            let draw = draw * model.offer(option).map_or(1.0, |offer| offer.attraction);
            sum += draw;
            self.flows.push(Flow { site: *site, share: draw, minutes, ..flow });
        }
        if sum > 0.0 {
            self.flows[from..].iter_mut().for_each(|flow| flow.share /= sum);
        } else {
            // So far away that every draw is zero in floating point: the nearest it is.
            self.flows.truncate(from);
            self.flows.push(flow);
        }
    }

    /// Counters, clerks and waits.
    fn staff(&mut self, layout: &Layout<'_>) {
        let model = layout.model;
        self.crews.clear();
        self.crews.resize(model.sites(), Crew::default());
        let Some(sizing) = model.sizing else { return };
        for (site, crew) in self.crews.iter_mut().enumerate() {
            let Some(offer) = model.offer(layout.option(site)).filter(|offer| offer.counters_max > 0) else {
                continue;
            };
            *crew = sizing.size(offer, &by_segment(&self.visits[site]));
            if !(0.0..=FOR_EVER_MIN).contains(&crew.wait_min) {
                crew.wait_min = FOR_EVER_MIN;
            }
        }
    }

    /// Every part of the objective.
    fn sum(&mut self, layout: &Layout<'_>) -> Worth {
        let (model, weights) = (layout.model, &layout.model.city.weights);
        let (cost, price) = cost(layout, &self.crews);
        let mut objective = Objective { cost: price, ..Objective::default() };
        for flow in &self.flows {
            let node = &model.nodes[flow.node as usize];
            objective.travel += flow.share * node.minute * flow.minutes;
            let (first, second) = Node::beyond(flow.minutes);
            let beyond = if first { node.beyond_15 } else { 0.0 } + if second { node.beyond_30 } else { 0.0 };
            objective.beyond += flow.share * beyond;
        }
        let waits = self.visits.iter().zip(&self.crews);
        objective.wait = waits.map(|(v, crew)| v.iter().sum::<f64>() * crew.wait_min).sum::<f64>();
        objective.wait *= weights.wait_minute;
        if weights.worst_tenth > 0.0 {
            objective.worst_tenth = weights.worst_tenth * self.worst(model).0;
        }
        if weights.balance > 0.0 {
            objective.balance = weights.balance * self.unequal(layout);
        }
        objective.total = objective.cost
            + objective.travel
            + objective.wait
            + objective.beyond
            + objective.worst_tenth
            + objective.balance;
        let broken = self.broken(layout, &cost);
        let score = Score { broken: broken.sum(model), value: objective.total };
        Worth { objective, cost, broken, score }
    }

    fn broken(&self, layout: &Layout<'_>, cost: &Cost) -> Broken {
        let (model, rules) = (layout.model, &layout.model.city.constraints);
        let over = |is: i64, most: Option<i64>| most.map_or(0, |most| (is - most).max(0));
        let mut visits_over = 0.0;
        if rules.capacity {
            for (site, visits) in self.visits.iter().enumerate() {
                let Some(offer) = model.offer(layout.option(site)) else { continue };
                let visits: f64 = visits.iter().sum();
                let (counters, most) = (self.crews[site].counters, offer.counters_max);
                let by_counters = if counters > most && most > 0 {
                    visits * (1.0 - f64::from(most) / f64::from(counters))
                } else {
                    0.0
                };
                visits_over += by_counters.max(visits - offer.visits_max).max(0.0);
            }
            // A sum of shares may miss a whole number of visits by rounding.
            visits_over = if visits_over < 1e-6 { 0.0 } else { visits_over };
        }
        let nodes = model.nodes.iter().zip(&layout.two);
        Broken {
            yearly_over: over(cost.yearly(), rules.yearly_max),
            change_over: over(cost.change(), rules.change_max),
            visits_over,
            halls_off: layout.off(),
            unserved: nodes.filter(|(_, two)| two.first == NONE).map(|(node, _)| node.heads).sum(),
        }
    }

    /// Head-minutes of the worst-served tenth of all people that a hall serves, and the heads in that tenth.
    pub(super) fn worst(&mut self, model: &Model<'_>) -> (f64, f64) {
        self.far.clear();
        self.far.extend(
            self.flows
                .iter()
                .map(|flow| (flow.minutes, flow.share * model.nodes[flow.node as usize].heads, flow.node)),
        );
        self.far.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        let tenth = WORST * self.far.iter().map(|(_, heads, _)| heads).sum::<f64>();
        let (mut left, mut sum) = (tenth, 0.0);
        for (minutes, heads, _) in &self.far {
            let taken = heads.min(left);
            sum += taken * minutes;
            left -= taken;
        }
        (sum, tenth)
    }

    /// Heads of each node in the worst-served tenth, after [`Desk::worst`].
    pub(super) fn worst_heads(&self, model: &Model<'_>, heads: &mut Vec<f64>) {
        heads.clear();
        heads.resize(model.nodes.len(), 0.0);
        let mut left = WORST * model.heads;
        for (_, of, node) in &self.far {
            let taken = of.min(left);
            heads[*node as usize] += taken;
            left -= taken;
        }
    }

    /// Visits that would have to go elsewhere for all staffed halls to be equally full.
    fn unequal(&self, layout: &Layout<'_>) -> f64 {
        let staffed = || {
            self.visits.iter().enumerate().filter_map(|(site, visits)| {
                let offer = layout.model.offer(layout.option(site)).filter(|offer| offer.counters_max > 0)?;
                Some((visits.iter().sum::<f64>(), offer.visits_max))
            })
        };
        let (visits, room) = staffed().fold((0.0, 0.0), |(a, b), (v, most)| (a + v, b + most));
        let full = if room > 0.0 { visits / room } else { 0.0 };
        0.5 * staffed().map(|(visits, most)| (visits - full * most).abs()).sum::<f64>()
    }
}

impl Broken {
    /// One number, each part by the size of what it breaks.
    fn sum(&self, model: &Model<'_>) -> f64 {
        let rules = &model.city.constraints;
        let of = |over: i64, most: Option<i64>| over as f64 / most.map_or(1.0, |most| (most as f64).max(1.0));
        of(self.yearly_over, rules.yearly_max)
            + of(self.change_over, rules.change_max)
            + self.visits_over / model.visits.max(1.0)
            + f64::from(self.halls_off)
            + 10.0 * self.unserved / model.heads.max(1.0)
    }
}

/// What the halls cost, and that weighed.
fn cost(layout: &Layout<'_>, crews: &[Crew]) -> (Cost, f64) {
    let model = layout.model;
    let (mut cost, mut price) = (Cost::default(), 0.0);
    for (site, crew) in crews.iter().enumerate() {
        let (before, after) = (model.today[site], layout.option(site));
        let of = model.cost(site, after);
        cost.halls += of.yearly;
        cost.clerks += crew.yearly;
        match (before, after) {
            (0, _) => cost.open += of.once,
            (_, 0) => cost.close += of.once,
            _ => cost.regrade += of.once,
        }
        price += of.price + model.city.weights.cost * crew.yearly as f64;
    }
    (cost, price)
}

pub(super) fn by_segment(visits: &[f64; 4]) -> BySegment<f64> {
    BySegment::each(|segment| visits[segment as usize])
}

/// The segments of [`by_segment`] stand in the order of the enum.
const _: () = assert!(Segment::Payment as usize == 0 && Segment::Firm as usize == 3);
