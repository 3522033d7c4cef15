//! Laws that hold whatever the city.

use std::sync::atomic::{AtomicU32, Ordering};

use planning::site::city::instance::{Kind, planted};
use planning::site::city::{
    BySegment, Choice, City, Constraints, Crew, Decay, FixedGrade, GradeOffer, Plan, Sizing, front, plan,
    plan_with,
};
use planning::{Progress, Silent, Watch};

use crate::small;

fn total(city: &City) -> Option<f64> {
    plan(city, &Silent).ok().map(|plan| plan.objective.total)
}

#[test]
fn the_plan_does_not_depend_on_the_number_of_threads() {
    for seed in [3, 8, 21] {
        let mut city = small::city(seed, 9, 7);
        city.effort.nodes = 20;
        let plans: Vec<Option<Plan>> = [1, 2, 5]
            .into_iter()
            .map(|threads| {
                city.effort.threads = threads;
                plan(&city, &Silent).ok()
            })
            .collect();
        assert!(plans.iter().all(|it| *it == plans[0]), "seed {seed}");
    }
}

#[test]
fn more_money_is_never_worse_and_neither_is_one_more_choice() {
    for seed in 0..25 {
        let mut city = small::city(seed, 6, 4);
        city.constraints.yearly_max = None;
        let Some(free) = total(&city) else { continue };
        let mut last = f64::INFINITY;
        for yearly_max in [90_000_000, 120_000_000, 170_000_000, 400_000_000] {
            city.constraints.yearly_max = Some(yearly_max);
            let value = total(&city).unwrap_or(f64::INFINITY);
            assert!(value <= last * (1.0 + 1e-9), "seed {seed}: {value} after {last}");
            assert!(value >= free * (1.0 - 1e-9), "seed {seed}: {value} below {free}");
            last = value;
        }
        city.constraints.yearly_max = None;
        city.constraints.forbid.push("s3".into());
        assert!(total(&city).unwrap_or(f64::INFINITY) >= free * (1.0 - 1e-9), "seed {seed}");
    }
}

#[test]
fn every_visit_goes_somewhere_and_shares_add_up() {
    for seed in 0..40 {
        let city = small::city(seed, 7, 5);
        let Ok(plan) = plan(&city, &Silent) else { continue };
        for catchment in &plan.catchments {
            let sum: f64 = catchment.shares.iter().map(|it| it.share).sum();
            assert!((sum - 1.0).abs() < 1e-9, "seed {seed}: {catchment:?}");
        }
        let halls: f64 = plan.halls.iter().map(|hall| hall.visits.sum()).sum();
        let visits = |place: &planning::site::city::Place| {
            let of = |segment| {
                let habit = city.habits.of(segment);
                place.people.of(segment) * habit.visits * (1.0 - habit.online)
            };
            planning::site::city::Segment::ALL.into_iter().map(of).sum::<f64>()
        };
        let all: f64 = city.places.iter().map(visits).sum();
        assert!((halls - all).abs() < 1e-6 * all, "seed {seed}: {halls} of {all}");
        assert!(plan.bound.value <= plan.objective.total);
    }
}

/// One counter, and a wait that grows with the visits.
struct Slow;

impl Sizing for Slow {
    fn size(&self, _: &GradeOffer, visits: &BySegment<f64>) -> Crew {
        Crew { counters: 1, yearly: 0, wait_min: visits.sum() / 4000.0 }
    }
}

#[test]
fn people_who_mind_waiting_make_the_longest_wait_shorter() {
    let mut city = small::city(1, 8, 4);
    city.constraints = Constraints::default();
    city.constraints.fixed =
        city.sites.iter().map(|site| FixedGrade { site: site.id.clone(), grade: kernel::Grade::B }).collect();
    let longest = |wait| {
        let decay = Decay::Power { exponent: 2.0 };
        let city = City { choice: Choice::Huff { decay, further_min: 60.0, wait }, ..city.clone() };
        let plan = plan_with(&city, Some(&Slow), &[], &Silent).unwrap();
        plan.halls.iter().map(|hall| hall.crew.wait_min).fold(0.0, f64::max)
    };
    let (deaf, minding) = (longest(false), longest(true));
    assert!(minding < 0.95 * deaf && minding > 0.0, "{minding} with, {deaf} without");
}

#[test]
fn the_front_goes_from_the_cheapest_plan_up_and_each_point_is_the_best_for_its_money() {
    let mut city = planted(11, 3, Kind::Grades).unwrap().city;
    city.effort.nodes = 200;
    let front = front(&city, None, 6, &Silent).unwrap();
    assert!(front.points.len() >= 4 && !front.stopped, "{} points", front.points.len());
    for pair in front.points.windows(2) {
        assert!(pair[0].plan.cost_after.yearly() < pair[1].plan.cost_after.yearly());
        assert!(pair[0].access > pair[1].access);
    }
    for point in &front.points {
        assert!(point.plan.cost_after.yearly() <= point.yearly_max);
        assert!(point.plan.bound.gap < 0.02, "{:?}", point.plan.bound);
    }
    // One B in each county is the least there can be.
    assert_eq!(front.points[0].yearly_max, 3 * 90_000_000);
}

/// Stops after so many questions, and counts what it is told.
struct Impatient {
    left: AtomicU32,
    told: AtomicU32,
}

impl Watch for Impatient {
    fn stop(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }
    fn tell(&self, progress: Progress) {
        assert!(progress.bound <= progress.best * (1.0 + 1e-9), "{progress:?}");
        self.told.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn whoever_stops_it_gets_the_best_so_far_with_a_bound_that_holds() {
    let planted = planted(4, 8, Kind::Clerks).unwrap();
    for patience in [0, 3, 40, 200, 1000] {
        let watch = Impatient { left: AtomicU32::new(patience), told: AtomicU32::new(0) };
        let plan = plan(&planted.city, &watch).unwrap();
        assert!(plan.stopped, "after {patience}");
        assert!(plan.bound.value <= planted.objective * (1.0 + 1e-9));
        assert!(plan.objective.total >= planted.objective * (1.0 - 1e-9));
        assert!(watch.told.into_inner() > 0);
    }
}
