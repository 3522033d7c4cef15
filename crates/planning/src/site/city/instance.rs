//! Our own published instances: cities whose best plan is known, with a proof, at any size.
//!
//! What one model decides here together (nested grades, regrading, quotas, budgets, clerks that follow demand) no public
//! collection has instances of. [`planted`] draws counties so far apart that the best plan of the whole can be computed
//! exactly, although the number of plans is 4^(6 · counties):
//!
//! 1. Every county must have a hall of grade B, and B serves everyone. So in every plan that keeps the constraints each
//!    place has a hall of its own county that serves it, at most [`COUNTY_M`]·√2 away.
//! 2. Sites of different counties are at least [`APART_M`] − [`COUNTY_M`] apart, which is more. So everyone's nearest hall
//!    is in their own county.
//! 3. Therefore cost, travel, shares beyond 15 and 30 minutes, visits and counters of a county depend on that county's
//!    options alone, and the objective is the sum of the counties'.
//! 4. Without a budget the best plan is the best of each county, found by trying all its 4⁶ plans. With a budget on the
//!    yearly cost it is a multiple-choice knapsack over the counties' (cost, objective) pairs; adding county by county and
//!    dropping pairs that another is at most as dear and at most as bad as loses no best plan, so what is left is exact.
//!
//! The trying is done by the plainest code there is, not by the solver's.

use kernel::Grade;

use super::sizing::Sizing;
use super::{
    BySegment, Choice, City, Constraints, Effort, GradeOffer, Habit, Place, Point, Quota, Segment, Site,
    Staffing, Travel, Weights,
};
use crate::Stream;

/// Width of a county, metres.
pub const COUNTY_M: f64 = 24_000.0;
/// Distance between the middles of neighbouring counties, metres.
pub const APART_M: f64 = 400_000.0;
const PLACES: usize = 7;
const SITES: usize = 6;
/// Pairs of cost and objective that a budget's exact sum may need.
const PAIRS_MAX: usize = 400_000;

/// A city and its best plan.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The city.
    pub city: City,
    /// Its least objective.
    pub objective: f64,
}

/// What is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Grades, quotas and changes.
    Grades,
    /// And clerks that follow demand.
    Clerks,
    /// Grades, quotas, changes and a yearly budget that binds.
    Budget,
}

/// A county's plan: its yearly cost and its objective.
type Pair = (i64, f64);

/// Draws a city of so many counties and finds its best plan. Nothing when a budget's exact sum would need more than
/// 400,000 pairs.
#[must_use]
pub fn planted(seed: u64, counties: usize, kind: Kind) -> Option<Planted> {
    let mut city = draw(seed, counties, kind);
    let pairs: Vec<Vec<Pair>> = (0..counties).map(|county| plans(&city, county)).collect();
    let least = |pairs: &[Pair]| pairs.iter().map(|pair| pair.1).fold(f64::INFINITY, f64::min);
    if kind != Kind::Budget {
        return Some(Planted { objective: pairs.iter().map(|pairs| least(pairs)).sum(), city });
    }
    let mut all: Vec<Pair> = vec![(0, 0.0)];
    for county in &pairs {
        let sums = all.iter().flat_map(|a| county.iter().map(|b| (a.0 + b.0, a.1 + b.1))).collect();
        all = undominated(sums);
        if all.len() > PAIRS_MAX {
            return None;
        }
    }
    // A third of the way from the cheapest plan to what the best one costs without a budget.
    let (cheapest, dearest) = (all.first()?.0, all.last()?.0);
    let budget = cheapest + (dearest - cheapest) / 3;
    city.constraints.yearly_max = Some(budget);
    let within = all.iter().filter(|pair| pair.0 <= budget);
    Some(Planted { objective: within.map(|pair| pair.1).fold(f64::INFINITY, f64::min), city })
}

/// Pairs that no other is at most as dear and at most as bad as, the cheapest first.
fn undominated(mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut best = f64::INFINITY;
    pairs.retain(|pair| {
        let better = pair.1 < best;
        best = best.min(pair.1);
        better
    });
    pairs
}

/// Every plan of one county that has a B, as what it costs and its objective.
fn plans(city: &City, county: usize) -> Vec<Pair> {
    let sites = &city.sites[county * SITES..(county + 1) * SITES];
    let places = &city.places[county * PLACES..(county + 1) * PLACES];
    let grades = [None, Some(Grade::B), Some(Grade::C), Some(Grade::D)];
    let mut pairs = Vec::new();
    for code in 0..4_usize.pow(SITES as u32) {
        let plan: Vec<Option<Grade>> = (0..SITES).map(|n| grades[code / 4_usize.pow(n as u32) % 4]).collect();
        let may =
            sites.iter().zip(&plan).all(|(site, grade)| grade.is_none_or(|it| site.allowed.contains(&it)));
        if may && plan.contains(&Some(Grade::B)) {
            pairs.push(figure(city, places, sites, &plan));
        }
    }
    undominated(pairs)
}

/// Yearly cost and objective of one county's plan, straight from the words of the model.
fn figure(city: &City, places: &[Place], sites: &[Site], plan: &[Option<Grade>]) -> Pair {
    let offer = |grade: Grade| city.grades.iter().find(|offer| offer.grade == grade);
    let mut visits = vec![BySegment::<f64>::default(); sites.len()];
    let mut objective = 0.0;
    for place in places {
        for segment in Segment::ALL {
            let serving = (0..sites.len())
                .filter(|n| plan[*n].and_then(offer).is_some_and(|offer| offer.serves.contains(&segment)));
            let minutes = |n: usize| {
                let (x, y) = (place.at.x_m - sites[n].at.x_m, place.at.y_m - sites[n].at.y_m);
                SPEED_START_MIN + (x * x + y * y).sqrt() * SPEED_DETOUR * 60.0 / (SPEED_KM_PER_HOUR * 1000.0)
            };
            let Some(hall) = serving.min_by(|a, b| minutes(*a).total_cmp(&minutes(*b))) else { continue };
            let (heads, habit, weights) = (*place.people.of(segment), city.habits.of(segment), &city.weights);
            let going = heads * habit.visits * (1.0 - habit.online);
            let old = if segment == Segment::Elder { weights.elders } else { 1.0 };
            let way = minutes(hall);
            objective += old * weights.minute * going * way;
            objective += if way > 15.0 { old * weights.beyond_15 * heads } else { 0.0 };
            objective += if way > 30.0 { old * weights.beyond_30 * heads } else { 0.0 };
            match segment {
                Segment::Payment => visits[hall].payment += going,
                Segment::Connection => visits[hall].connection += going,
                Segment::Elder => visits[hall].elder += going,
                Segment::Firm => visits[hall].firm += going,
            }
        }
    }
    let (mut yearly, mut once) = (0, 0);
    for (n, site) in sites.iter().enumerate() {
        once += match (site.grade.and_then(offer), plan[n].and_then(offer)) {
            (None, Some(new)) => new.open,
            (Some(old), None) => old.close,
            (Some(old), Some(new)) if old.grade != new.grade => new.regrade,
            _ => 0,
        };
        if let Some(offer) = plan[n].and_then(offer) {
            yearly += offer.yearly;
            if let Some(staffing) = city.staffing.as_ref().filter(|_| offer.counters_max > 0) {
                yearly += staffing.size(offer, &visits[n]).yearly;
            }
        }
    }
    objective += city.weights.cost * (yearly as f64 + once as f64 / city.weights.years);
    (yearly, objective)
}

const SPEED_START_MIN: f64 = 2.0;
const SPEED_DETOUR: f64 = 1.35;
const SPEED_KM_PER_HOUR: f64 = 32.0;

/// The city: figures that are round, and drawn places, people and present halls.
fn draw(seed: u64, counties: usize, kind: Kind) -> City {
    let mut stream = Stream::new(seed, 0x0c17);
    let (mut places, mut sites) = (Vec::new(), Vec::new());
    for county in 0..counties {
        let code = format!("county-{county:02}");
        let middle = Point { x_m: (county % 8) as f64 * APART_M, y_m: (county / 8) as f64 * APART_M };
        let mut at = || Point {
            x_m: (middle.x_m + (stream.uniform() - 0.5) * COUNTY_M).round(),
            y_m: (middle.y_m + (stream.uniform() - 0.5) * COUNTY_M).round(),
        };
        let spots: Vec<Point> = (0..PLACES + SITES).map(|_| at()).collect();
        for (n, at) in spots.iter().take(PLACES).enumerate() {
            let people = 2000.0 + (stream.uniform() * 40_000.0).round();
            places.push(Place {
                id: format!("{code}-place-{n}"),
                name: format!("{code} place {n}"),
                county: code.clone(),
                cluster: None,
                at: *at,
                people: BySegment {
                    payment: people,
                    connection: (people * 0.03).round(),
                    elder: (people * (0.05 + 0.1 * stream.uniform())).round(),
                    firm: (people * 0.01 * stream.uniform()).round(),
                },
                over_65: 0.16,
            });
        }
        for (n, at) in spots.iter().skip(PLACES).enumerate() {
            let present = [None, None, Some(Grade::C), Some(Grade::D), Some(Grade::B)];
            sites.push(Site {
                id: format!("{code}-site-{n}"),
                name: format!("{code} site {n}"),
                county: code.clone(),
                cluster: None,
                at: *at,
                grade: if n == 0 { Some(Grade::B) } else { present[stream.below(4)] },
                allowed: vec![Grade::B, Grade::C, Grade::D],
            });
        }
    }
    City {
        places,
        sites,
        grades: offers(kind),
        habits: BySegment {
            payment: Habit { visits: 6.0, online: 0.85 },
            connection: Habit { visits: 2.0, online: 0.3 },
            elder: Habit { visits: 8.0, online: 0.0 },
            firm: Habit { visits: 5.0, online: 0.4 },
        },
        travel: Travel::Straight {
            detour: SPEED_DETOUR,
            km_per_hour: SPEED_KM_PER_HOUR,
            start_min: SPEED_START_MIN,
        },
        choice: Choice::Nearest,
        staffing: (kind == Kind::Clerks).then_some(Staffing {
            minutes: BySegment { payment: 4.0, connection: 15.0, elder: 6.0, firm: 25.0 },
            per_1000_hours: 4_000_000,
            peak: 1.8,
            wait_max_min: 10.0,
        }),
        weights: Weights {
            cost: 1.0,
            years: 5.0,
            minute: 30.0,
            wait_minute: 0.0,
            beyond_15: 600.0,
            beyond_30: 1500.0,
            worst_tenth: 0.0,
            elders: 1.5,
            balance: 0.0,
        },
        constraints: Constraints {
            quotas: vec![Quota { at_least: Grade::B, count: 1, counties: Vec::new() }],
            ..Constraints::default()
        },
        seed,
        effort: Effort::default(),
    }
}

fn offers(kind: Kind) -> Vec<GradeOffer> {
    let clerks = if kind == Kind::Clerks { 1 } else { 0 };
    let offer = |grade, serves: &[Segment], yearly: i64, counters_max, open, close| GradeOffer {
        grade,
        serves: serves.to_vec(),
        // Where clerks are counted on their own, a hall costs so much less.
        yearly: yearly - clerks * yearly / 2,
        visits_max: 400_000.0,
        counters_max,
        hours: 2400.0,
        open,
        close,
        regrade: open / 3,
        attraction: 1.0,
    };
    use Segment::{Connection, Elder, Payment};
    vec![
        offer(Grade::B, &Segment::ALL, 90_000_000, 12, 120_000_000, 30_000_000),
        offer(Grade::C, &[Payment, Connection, Elder], 40_000_000, 6, 40_000_000, 10_000_000),
        offer(Grade::D, &[Payment], 9_000_000, 0, 12_000_000, 3_000_000),
    ]
}
