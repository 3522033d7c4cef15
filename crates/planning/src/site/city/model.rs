//! A checked city in numbers: indices instead of codes, segments that the same grades serve gathered in layers.
//!
//! Because functions nest, the grades that serve a segment are the best few; segments that the same grades serve choose
//! the same halls and are one *layer*. An *option* of a site is 0 (no hall) or the place of a grade in the list of offers,
//! the best first, counted from 1: option `o` serves layer `l` when `1 ≤ o ≤ last(l)`. A *node* is a layer and a place
//! that has people in it.

use std::collections::BTreeMap;

use kernel::Grade;

use super::sizing::{Floor, Sizing};
use super::{Allowance, Choice, City, Decay, GradeOffer, Segment, Travel};

/// Minutes beyond which the shares are counted, and a grain that keeps rounding from pushing 15.0 over it.
const FIRST_MIN: f64 = 15.0 + 1e-9;
const SECOND_MIN: f64 = 30.0 + 1e-9;
/// The share of people that the worst-served tenth is.
pub(super) const WORST: f64 = 0.1;

/// What an option of a site costs and counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OptionCost {
    /// Running cost a year, fen.
    pub(super) yearly: i64,
    /// One-off cost, fen.
    pub(super) once: i64,
    /// Both weighed, fen a year.
    pub(super) price: f64,
}

/// A place in a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) place: u32,
    pub(super) layer: u8,
    /// Heads.
    pub(super) heads: f64,
    /// Visits a year, by segment.
    pub(super) visits: [f64; 4],
    /// Price of a minute one way, fen a year; and of being beyond 15 and 30 minutes.
    pub(super) minute: f64,
    pub(super) beyond_15: f64,
    pub(super) beyond_30: f64,
}

impl Node {
    /// What it costs that its people go `minutes`, plus `extra` a minute. Rises with `minutes`.
    #[inline]
    pub(super) fn price(&self, minutes: f64, extra: f64) -> f64 {
        let mut price = (self.minute + extra) * minutes;
        if minutes > FIRST_MIN {
            price += self.beyond_15;
            if minutes > SECOND_MIN {
                price += self.beyond_30;
            }
        }
        price
    }

    /// Heads that count as beyond 15 and as beyond 30 minutes.
    pub(super) fn beyond(minutes: f64) -> (bool, bool) {
        (minutes > FIRST_MIN, minutes > SECOND_MIN)
    }

    pub(super) fn visits_sum(&self) -> f64 {
        self.visits.iter().sum()
    }
}

/// A count of halls that must be kept: how many of `sites` have one of the options of `mask`.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) sites: Vec<u32>,
    /// Bit `o` is set when option `o` counts.
    pub(super) mask: u8,
    pub(super) least: u32,
    pub(super) most: u32,
    pub(super) of: RowOf,
}

/// What a row comes from, for refusals.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RowOf {
    Quota { county: String, at_least: Grade },
    AtMost { county: Option<String>, grade: Grade },
    Cluster { cluster: String },
}

/// A city in numbers.
pub(super) struct Model<'a> {
    pub(super) city: &'a City,
    pub(super) sizing: Option<&'a dyn Sizing>,
    /// Offers, the best first; option `o` is `offers[o − 1]`.
    pub(super) offers: Vec<&'a GradeOffer>,
    /// The worst option that serves each layer.
    pub(super) last: Vec<u8>,
    /// The layer of each segment; none where nobody is in it.
    pub(super) layer_of: [Option<u8>; 4],
    pub(super) nodes: Vec<Node>,
    /// Minutes by place and site, infinite where there is no way.
    minutes: Vec<f64>,
    /// Sites that a place can reach, the nearest first, and where each place's begin.
    near: Vec<u32>,
    near_at: Vec<usize>,
    /// Options that each site may have, as bits.
    pub(super) allowed: Vec<u8>,
    /// Today's options.
    pub(super) today: Vec<u8>,
    /// Cost by site and option.
    costs: Vec<OptionCost>,
    pub(super) rows: Vec<Row>,
    /// Rows that each site is in.
    pub(super) rows_of: Vec<Vec<u32>>,
    pub(super) heads: f64,
    pub(super) visits: f64,
    /// Draw by place and site, under gravity without waits.
    draw: Vec<f64>,
    /// What any hall of an option needs at the least.
    pub(super) floors: Vec<Floor>,
}

impl<'a> Model<'a> {
    /// Builds the numbers of a city that `check` has passed.
    pub(super) fn new(city: &'a City, sizing: Option<&'a dyn Sizing>) -> Self {
        let mut offers: Vec<&GradeOffer> = city.grades.iter().collect();
        offers.sort_by_key(|offer| offer.grade);
        let (last, layer_of) = layers(city, &offers);
        let minutes = minutes(city);
        let (near, near_at) = nearest(&minutes, city.sites.len());
        let draw = draws(city, &minutes);
        let option_of = |grade: Option<Grade>| option_of(&offers, grade);
        let today: Vec<u8> = city.sites.iter().map(|site| option_of(site.grade)).collect();
        let nodes = nodes(city, &layer_of, last.len());
        let floors = match sizing {
            Some(sizing) => offers.iter().map(|offer| sizing.floor(offer)).collect(),
            None => vec![Floor::default(); offers.len()],
        };
        let mut model = Self {
            city,
            sizing,
            last,
            layer_of,
            minutes,
            near,
            near_at,
            allowed: allowed(city, &offers),
            costs: costs(city, &offers, &today),
            rows: rows(city, &offers),
            rows_of: vec![Vec::new(); city.sites.len()],
            heads: nodes.iter().map(|node| node.heads).sum(),
            visits: nodes.iter().map(Node::visits_sum).sum(),
            nodes,
            today,
            draw,
            floors,
            offers,
        };
        for (r, row) in model.rows.iter().enumerate() {
            row.sites.iter().for_each(|site| model.rows_of[*site as usize].push(r as u32));
        }
        model
    }

    pub(super) fn sites(&self) -> usize {
        self.city.sites.len()
    }

    /// Whether a hall with this option serves the layer.
    #[inline]
    pub(super) fn serves(&self, option: u8, layer: u8) -> bool {
        option >= 1 && option <= self.last[layer as usize]
    }

    /// The options that serve a layer, as bits.
    #[inline]
    pub(super) fn serving(&self, layer: u8) -> u8 {
        ((1_u16 << (self.last[layer as usize] + 1)) - 2) as u8
    }

    #[inline]
    pub(super) fn minutes(&self, place: u32, site: u32) -> f64 {
        self.minutes[place as usize * self.city.sites.len() + site as usize]
    }

    /// Sites that a place can reach, the nearest first.
    #[inline]
    pub(super) fn near(&self, place: u32) -> &[u32] {
        &self.near[self.near_at[place as usize]..self.near_at[place as usize + 1]]
    }

    #[inline]
    pub(super) fn cost(&self, site: usize, option: u8) -> &OptionCost {
        &self.costs[site * (self.offers.len() + 1) + option as usize]
    }

    /// The draw of a site on a place under gravity, its wait not counted.
    #[inline]
    pub(super) fn draw(&self, place: u32, site: u32) -> f64 {
        self.draw[place as usize * self.city.sites.len() + site as usize]
    }

    pub(super) fn offer(&self, option: u8) -> Option<&'a GradeOffer> {
        self.offers.get((option as usize).wrapping_sub(1)).copied()
    }

    pub(super) fn grade(&self, option: u8) -> Option<Grade> {
        self.offer(option).map(|offer| offer.grade)
    }

    pub(super) fn option(&self, grade: Option<Grade>) -> u8 {
        option_of(&self.offers, grade)
    }

    /// Price of the clerks that any hall with this option has, fen a year.
    pub(super) fn clerk_at_least(&self, option: u8) -> f64 {
        let staffed = self.offer(option).is_some_and(|offer| offer.counters_max > 0);
        match (option as usize).checked_sub(1).and_then(|at| self.floors[at].steps.first()) {
            Some(step) if staffed => self.city.weights.cost * step.yearly as f64,
            _ => 0.0,
        }
    }
}

/// The draw of a hall `minutes` away, attraction not counted.
pub(super) fn decayed(decay: Decay, minutes: f64) -> f64 {
    match decay {
        Decay::Power { exponent } => libm::pow(minutes + 1.0, -exponent),
        Decay::Exponential { per_min } => libm::exp(-minutes * per_min),
    }
}

fn option_of(offers: &[&GradeOffer], grade: Option<Grade>) -> u8 {
    grade.and_then(|grade| offers.iter().position(|offer| offer.grade == grade)).map_or(0, |at| at as u8 + 1)
}

/// The layers by their worst serving option, and the layer of each segment; none where no grade serves it.
fn layers(city: &City, offers: &[&GradeOffer]) -> (Vec<u8>, [Option<u8>; 4]) {
    let last_of = Segment::ALL.map(|s| offers.iter().filter(|offer| offer.serves.contains(&s)).count() as u8);
    let wanted =
        |s: usize| last_of[s] > 0 && city.places.iter().any(|place| *place.people.of(Segment::ALL[s]) > 0.0);
    let mut last: Vec<u8> = (0..4).filter(|s| wanted(*s)).map(|s| last_of[s]).collect();
    last.sort_unstable();
    last.dedup();
    let mut layer_of = [None; 4];
    for s in 0..4 {
        layer_of[s] = last.iter().position(|at| *at == last_of[s]).map(|at| at as u8);
    }
    (last, layer_of)
}

fn minutes(city: &City) -> Vec<f64> {
    match &city.travel {
        Travel::Straight { detour, km_per_hour, start_min } => {
            let per_metre = detour * 60.0 / (km_per_hour * 1000.0);
            let of = |a: &super::Point, b: &super::Point| {
                let (x, y) = (a.x_m - b.x_m, a.y_m - b.y_m);
                start_min + (x * x + y * y).sqrt() * per_metre
            };
            let all = city.places.iter().flat_map(|place| city.sites.iter().map(move |site| (place, site)));
            all.map(|(place, site)| of(&place.at, &site.at)).collect()
        }
        Travel::Matrix { minutes } => {
            minutes.iter().flatten().map(|minutes| minutes.unwrap_or(f64::INFINITY)).collect()
        }
    }
}

fn nearest(minutes: &[f64], sites: usize) -> (Vec<u32>, Vec<usize>) {
    let (mut near, mut at) = (Vec::with_capacity(minutes.len()), vec![0]);
    for row in minutes.chunks(sites.max(1)) {
        let from = near.len();
        near.extend((0..sites as u32).filter(|site| row[*site as usize].is_finite()));
        near[from..]
            .sort_unstable_by(|a, b| row[*a as usize].total_cmp(&row[*b as usize]).then_with(|| a.cmp(b)));
        at.push(near.len());
    }
    (near, at)
}

fn draws(city: &City, minutes: &[f64]) -> Vec<f64> {
    let Choice::Huff { decay, .. } = city.choice else { return Vec::new() };
    minutes.iter().map(|minutes| if minutes.is_finite() { decayed(decay, *minutes) } else { 0.0 }).collect()
}

fn nodes(city: &City, layer_of: &[Option<u8>; 4], layers: usize) -> Vec<Node> {
    let weights = &city.weights;
    let mut nodes = Vec::new();
    for layer in 0..layers as u8 {
        for (place, at) in city.places.iter().enumerate() {
            let mut node = Node {
                place: place as u32,
                layer,
                heads: 0.0,
                visits: [0.0; 4],
                minute: 0.0,
                beyond_15: 0.0,
                beyond_30: 0.0,
            };
            for (s, segment) in
                Segment::ALL.into_iter().enumerate().filter(|(s, _)| layer_of[*s] == Some(layer))
            {
                let (heads, habit) = (*at.people.of(segment), city.habits.of(segment));
                let visits = heads * habit.visits * (1.0 - habit.online);
                let more = if segment == Segment::Elder { weights.elders } else { 1.0 };
                node.heads += heads;
                node.visits[s] = visits;
                node.minute += visits * weights.minute * more;
                node.beyond_15 += heads * weights.beyond_15 * more;
                node.beyond_30 += heads * weights.beyond_30 * more;
            }
            if node.heads > 0.0 {
                nodes.push(node);
            }
        }
    }
    nodes
}

/// The options that each site may have.
fn allowed(city: &City, offers: &[&GradeOffer]) -> Vec<u8> {
    let rules = &city.constraints;
    let one = |site: &super::Site| {
        if let Some(fixed) = rules.fixed.iter().find(|fixed| fixed.site == site.id) {
            return 1 << option_of(offers, Some(fixed.grade));
        }
        if rules.forbid.contains(&site.id) {
            return 1;
        }
        let stays = site.grade.is_some() && rules.close_none_in.contains(&site.county);
        let mut bits = u8::from(!stays && !rules.open.contains(&site.id));
        site.allowed.iter().for_each(|grade| bits |= 1 << option_of(offers, Some(*grade)));
        bits
    };
    city.sites.iter().map(one).collect()
}

fn costs(city: &City, offers: &[&GradeOffer], today: &[u8]) -> Vec<OptionCost> {
    let weights = &city.weights;
    let mut costs = Vec::with_capacity(today.len() * (offers.len() + 1));
    for now in today {
        for option in 0..=offers.len() as u8 {
            let yearly = if option == 0 { 0 } else { offers[option as usize - 1].yearly };
            let once = match (*now, option) {
                (now, then) if now == then => 0,
                (0, then) => offers[then as usize - 1].open,
                (now, 0) => offers[now as usize - 1].close,
                (_, then) => offers[then as usize - 1].regrade,
            };
            let price = weights.cost * (yearly as f64 + once as f64 / weights.years);
            costs.push(OptionCost { yearly, once, price });
        }
    }
    costs
}

/// Every count of halls that must be kept.
fn rows(city: &City, offers: &[&GradeOffer]) -> Vec<Row> {
    let sites_in = |within: &dyn Fn(&super::Site) -> bool| -> Vec<u32> {
        (0..city.sites.len() as u32).filter(|site| within(&city.sites[*site as usize])).collect()
    };
    let mut rows = Vec::new();
    let lived_in: BTreeMap<&str, ()> = city.places.iter().map(|place| (place.county.as_str(), ())).collect();
    let in_county = |county: &str| sites_in(&|site| site.county == county);
    for quota in &city.constraints.quotas {
        let better = offers.iter().filter(|offer| offer.grade <= quota.at_least).count() as u8;
        let listed: Vec<&str> = match quota.counties.is_empty() {
            true => lived_in.keys().copied().collect(),
            false => quota.counties.iter().map(String::as_str).collect(),
        };
        for county in listed {
            let mask = (1..=better).fold(0, |bits, option| bits | 1 << option);
            let of = RowOf::Quota { county: county.to_owned(), at_least: quota.at_least };
            rows.push(Row { sites: in_county(county), mask, least: quota.count, most: u32::MAX, of });
        }
    }
    let settled: BTreeMap<&str, ()> = city.sites.iter().map(|site| (site.county.as_str(), ())).collect();
    let offered = |grade: Grade| offers.iter().any(|offer| offer.grade == grade);
    for max in city.constraints.at_most.iter().filter(|max| offered(max.grade)) {
        let mask = 1 << option_of(offers, Some(max.grade));
        let mut push = |sites, county| {
            let of = RowOf::AtMost { county, grade: max.grade };
            rows.push(Row { sites, mask, least: 0, most: max.count, of });
        };
        match max.within {
            Allowance::City => push(sites_in(&|_| true), None),
            Allowance::County => {
                settled.keys().for_each(|county| push(in_county(county), Some((*county).to_owned())));
            }
        }
    }
    if city.constraints.one_per_cluster {
        let clusters: BTreeMap<&str, ()> =
            city.places.iter().filter_map(|place| Some((place.cluster.as_deref()?, ()))).collect();
        for cluster in clusters.keys() {
            let sites = sites_in(&|site| site.cluster.as_deref() == Some(cluster));
            let mask = (1..=offers.len() as u8).fold(0, |bits, option| bits | 1 << option);
            let of = RowOf::Cluster { cluster: (*cluster).to_owned() };
            rows.push(Row { sites, mask, least: 1, most: u32::MAX, of });
        }
    }
    rows
}
