//! Every plan of small cities tried, by code that shares nothing with the solver but the words of the model.

use kernel::Grade;
use planning::Silent;
use planning::site::city::instance::{Kind, planted};
use planning::site::city::{
    Allowance, BySegment, Choice, City, Crew, Decay, Effort, GradeOffer, Segment, Sizing, Travel, plan,
};

use crate::small;

type Grades = Vec<Option<Grade>>;

fn offer(city: &City, grade: Grade) -> &GradeOffer {
    city.grades.iter().find(|offer| offer.grade == grade).expect("an offered grade")
}

fn minutes(city: &City, place: usize, site: usize) -> f64 {
    let Travel::Straight { detour, km_per_hour, start_min } = city.travel else { panic!("a matrix") };
    let (a, b) = (city.places[place].at, city.sites[site].at);
    start_min + (a.x_m - b.x_m).hypot(a.y_m - b.y_m) / 1000.0 * detour / km_per_hour * 60.0
}

/// Whether the grades keep what is said about halls and one-off cost; visits and clerks not counted.
fn keeps(city: &City, grades: &Grades) -> bool {
    let rules = &city.constraints;
    let sites = || city.sites.iter().zip(grades);
    let each = sites().all(|(site, grade)| {
        let fixed = rules.fixed.iter().find(|fixed| fixed.site == site.id);
        if let Some(fixed) = fixed {
            return *grade == Some(fixed.grade);
        }
        let stays = site.grade.is_some() && rules.close_none_in.contains(&site.county);
        match grade {
            None => !rules.open.contains(&site.id) && !stays,
            Some(grade) => !rules.forbid.contains(&site.id) && site.allowed.contains(grade),
        }
    });
    let quotas = rules.quotas.iter().all(|quota| {
        ["east", "west"].iter().all(|county| {
            let asked = quota.counties.is_empty() || quota.counties.iter().any(|it| it == county);
            let have = sites().filter(|(site, grade)| {
                site.county == *county && grade.is_some_and(|grade| grade <= quota.at_least)
            });
            !asked || have.count() >= quota.count as usize
        })
    });
    let most = rules.at_most.iter().all(|max| {
        assert_eq!(max.within, Allowance::City);
        grades.iter().filter(|grade| **grade == Some(max.grade)).count() <= max.count as usize
    });
    let cluster = !rules.one_per_cluster
        || sites().any(|(site, grade)| site.cluster.as_deref() == Some("market") && grade.is_some());
    each && quotas && most && cluster
}

fn once(city: &City, grades: &Grades) -> i64 {
    let one = |(site, grade): (&planning::site::city::Site, &Option<Grade>)| match (site.grade, *grade) {
        (None, Some(new)) => offer(city, new).open,
        (Some(old), None) => offer(city, old).close,
        (Some(old), Some(new)) if old != new => offer(city, new).regrade,
        _ => 0,
    };
    city.sites.iter().zip(grades).map(one).sum()
}

/// Where a place's people of a segment go: sites and shares. Empty when none serves them.
fn shares(city: &City, grades: &Grades, place: usize, segment: Segment) -> Vec<(usize, f64)> {
    let serving: Vec<usize> = (0..grades.len())
        .filter(|n| grades[*n].is_some_and(|grade| offer(city, grade).serves.contains(&segment)))
        .collect();
    let way = |n: &usize| minutes(city, place, *n);
    let Some(nearest) = serving.iter().min_by(|a, b| way(a).total_cmp(&way(b))) else { return vec![] };
    match city.choice {
        Choice::Nearest => vec![(*nearest, 1.0)],
        Choice::Huff { decay, further_min, .. } => {
            let near = serving.iter().filter(|n| way(n) <= way(nearest) + further_min);
            let draw = |n: &usize| {
                offer(city, grades[*n].expect("an open site")).attraction
                    * match decay {
                        Decay::Power { exponent } => (way(n) + 1.0).powf(-exponent),
                        Decay::Exponential { per_min } => (-per_min * way(n)).exp(),
                    }
            };
            let all: Vec<(usize, f64)> = near.map(|n| (*n, draw(n))).collect();
            let sum: f64 = all.iter().map(|it| it.1).sum();
            all.into_iter().map(|(n, draw)| (n, draw / sum)).collect()
        }
    }
}

/// The objective of these grades; nothing when they break a constraint or leave somebody unserved.
fn objective(city: &City, grades: &Grades) -> Option<f64> {
    if !keeps(city, grades) {
        return None;
    }
    let weights = &city.weights;
    let mut visits = vec![BySegment::<f64>::default(); grades.len()];
    let (mut value, mut ways) = (0.0, Vec::new());
    for (p, place) in city.places.iter().enumerate() {
        for segment in Segment::ALL.into_iter().filter(|segment| *place.people.of(*segment) > 0.0) {
            let shares = shares(city, grades, p, segment);
            if shares.is_empty() {
                return None;
            }
            let habit = city.habits.of(segment);
            let old = if segment == Segment::Elder { weights.elders } else { 1.0 };
            for (site, share) in shares {
                let heads = *place.people.of(segment) * share;
                let going = heads * habit.visits * (1.0 - habit.online);
                let way = minutes(city, p, site);
                value += old * weights.minute * going * way;
                value += old * heads * if way > 15.0 { weights.beyond_15 } else { 0.0 };
                value += old * heads * if way > 30.0 { weights.beyond_30 } else { 0.0 };
                ways.push((way, heads));
                let at = &mut visits[site];
                *at = BySegment::each(|s| at.of(s) + if s == segment { going } else { 0.0 });
            }
        }
    }
    value += weights.worst_tenth * worst(ways);
    let (mut yearly, mut full) = (0, Vec::new());
    for (n, grade) in grades.iter().enumerate() {
        let Some(offer) = grade.map(|grade| offer(city, grade)) else { continue };
        let staffed = offer.counters_max > 0;
        let crew = match &city.staffing {
            Some(staffing) if staffed => staffing.size(offer, &visits[n]),
            _ => Crew::default(),
        };
        yearly += offer.yearly + crew.yearly;
        value += weights.wait_minute * visits[n].sum() * crew.wait_min;
        let over = visits[n].sum() > offer.visits_max + 1e-6;
        if city.constraints.capacity && (over || staffed && crew.counters > offer.counters_max) {
            return None;
        }
        if staffed {
            full.push((visits[n].sum(), offer.visits_max));
        }
    }
    let (all, room) = full.iter().fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    value += weights.balance * full.iter().map(|it| (it.0 - it.1 * all / room).abs() / 2.0).sum::<f64>();
    let once = once(city, grades);
    let within = |is: i64, most: Option<i64>| most.is_none_or(|most| is <= most);
    let kept = within(yearly, city.constraints.yearly_max) && within(once, city.constraints.change_max);
    kept.then_some(value + weights.cost * (yearly as f64 + once as f64 / weights.years))
}

/// Head-minutes of the tenth with the longest ways.
fn worst(mut ways: Vec<(f64, f64)>) -> f64 {
    ways.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut left = 0.1 * ways.iter().map(|it| it.1).sum::<f64>();
    let mut sum = 0.0;
    for (way, heads) in ways {
        sum += way * heads.min(left);
        left -= heads.min(left);
    }
    sum
}

/// The least objective of all plans.
fn least(city: &City) -> Option<f64> {
    let choices = [None, Some(Grade::B), Some(Grade::C), Some(Grade::D)];
    let plans = (0..4_usize.pow(city.sites.len() as u32)).filter_map(|code| {
        let grades = (0..city.sites.len()).map(|n| choices[code >> (2 * n) & 3]).collect();
        objective(city, &grades)
    });
    plans.min_by(f64::total_cmp)
}

#[test]
fn the_plan_of_a_small_city_is_the_best_of_all_plans_and_the_bound_says_so() {
    let (mut planned, mut refused) = (0, 0);
    for seed in 0..160 {
        let city = small::city(seed, 6, 4);
        match (least(&city), plan(&city, &Silent)) {
            (Some(least), Ok(plan)) => {
                let total = plan.objective.total;
                assert!((total - least).abs() <= 1e-7 * least, "seed {seed}: {total}, best {least}");
                assert_eq!(plan.bound.gap, 0.0, "seed {seed}: {:?} of {total}", plan.bound);
                planned += 1;
            }
            (None, Err(_)) => refused += 1,
            (least, plan) => panic!("seed {seed}: best {least:?}, answer {:?}", plan.map(|it| it.objective)),
        }
    }
    assert!(planned >= 60 && refused >= 20, "{planned} planned, {refused} refused");
}

#[test]
fn the_bound_is_below_every_plan_however_early_it_is_stopped() {
    let mut tried = 0;
    for seed in 200..300 {
        let mut city = small::city(seed, 5, 4);
        let Some(least) = least(&city) else { continue };
        for (bound_rounds, nodes) in [(1, 0), (30, 0), (200, 0), (60, 5)] {
            city.effort = Effort { bound_rounds, nodes, ..city.effort };
            let Ok(plan) = plan(&city, &Silent) else { continue };
            let bound = plan.bound.value;
            assert!(
                bound <= least * (1.0 + 1e-9),
                "seed {seed}, {bound_rounds} rounds: {bound} above {least}"
            );
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn planted_plans_are_found_and_proven() {
    for (kind, counties) in [(Kind::Grades, 9), (Kind::Budget, 4), (Kind::Clerks, 2)] {
        for seed in 1..=3 {
            let mut planted = planted(seed, counties, kind).unwrap();
            planted.city.effort.nodes = 400;
            let plan = plan(&planted.city, &Silent).unwrap();
            let (found, best) = (plan.objective.total, planted.objective);
            assert!((found - best).abs() <= 1e-9 * best, "{kind:?} {seed}: {found}, planted {best}");
            assert_eq!(plan.bound.gap, 0.0, "{kind:?} {seed}: {:?}", plan.bound);
        }
    }
}

#[test]
fn planted_plans_of_many_counties_are_found_with_a_bound_within_three_per_cent() {
    for kind in [Kind::Clerks, Kind::Budget] {
        let mut planted = planted(5, 10, kind).unwrap();
        planted.city.effort.nodes = 0;
        let plan = plan(&planted.city, &Silent).unwrap();
        let (found, best) = (plan.objective.total, planted.objective);
        assert!((found - best).abs() <= 1e-9 * best, "{kind:?}: {found}, planted {best}");
        assert!(plan.bound.value <= best && plan.bound.gap < 0.03, "{kind:?}: {:?}", plan.bound);
    }
}
