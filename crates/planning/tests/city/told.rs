//! What a plan tells, reckoned by hand.

use std::collections::BTreeMap;

use kernel::Grade;
use planning::Silent;
use planning::site::city::{
    BySegment, Choice, City, Constraints, Effort, Habit, Place, Point, Segment, Site, Staffing, Travel,
    Weights, plan, weigh,
};

use crate::small;

/// Two towns 6 km apart at 60 km/h, each with a hall of grade C in its middle and a B in between, at the second town.
fn two_towns() -> City {
    let place = |id: &str, x_m: f64, payment: f64, elder: f64| Place {
        id: id.into(),
        name: id.into(),
        county: "one".into(),
        cluster: None,
        at: Point { x_m, y_m: 0.0 },
        people: BySegment { payment, connection: 0.0, elder, firm: 0.0 },
        over_65: 0.2,
    };
    let site = |id: &str, x_m: f64, grade| Site {
        id: id.into(),
        name: id.into(),
        county: "one".into(),
        cluster: None,
        at: Point { x_m, y_m: 0.0 },
        grade: Some(grade),
        allowed: vec![Grade::B, Grade::C],
    };
    City {
        places: vec![place("west", 0.0, 3600.0, 400.0), place("east", 6000.0, 9000.0, 1000.0)],
        sites: vec![site("old", 0.0, Grade::C), site("centre", 6000.0, Grade::B)],
        grades: small::offers(),
        habits: BySegment::each(|_| Habit { visits: 2.0, online: 0.5 }),
        travel: Travel::Straight { detour: 1.0, km_per_hour: 60.0, start_min: 0.0 },
        choice: Choice::Nearest,
        staffing: None,
        weights: Weights {
            cost: 1.0,
            years: 10.0,
            minute: 1.0,
            wait_minute: 0.0,
            beyond_15: 0.0,
            beyond_30: 0.0,
            worst_tenth: 0.0,
            elders: 1.0,
            balance: 0.0,
        },
        constraints: Constraints::default(),
        seed: 1,
        effort: Effort::default(),
    }
}

#[test]
fn closing_a_hall_tells_how_many_go_how_much_further_what_it_saves_and_how_many_are_old() {
    let mut city = two_towns();
    city.constraints.fixed =
        vec![planning::site::city::FixedGrade { site: "centre".into(), grade: Grade::B }];
    let plan = plan(&city, &Silent).unwrap();
    assert_eq!(plan.halls[0].after, None);
    let [change] = &plan.changes[..] else { panic!("{:?}", plan.changes) };
    assert_eq!((change.site.as_str(), change.before, change.after), ("old", Some(Grade::C), None));
    assert_eq!(change.further.people, 4000.0);
    assert!((change.further.minutes - 6.0).abs() < 1e-9);
    // 0.2 · 4,000 = 800 are 65 or older: the 400 elders and 400 of the others.
    assert!((change.further.over_65 - 0.2).abs() < 1e-12);
    assert_eq!(change.nearer.people, 0.0);
    assert_eq!((change.saves, change.once), (30_000_000, 7_500_000));
    assert_eq!(plan.cost_before.yearly(), 100_000_000);
    assert_eq!((plan.cost_after.yearly(), plan.cost_after.change()), (70_000_000, 7_500_000));
    let before = plan.access_before.unwrap();
    assert_eq!((before.mean_min, before.within_15), (0.0, 1.0));
    // A visit a head: 4,000 of 14,000 go 6 minutes; the worst tenth are all of them.
    assert!((plan.access_after.mean_min - 4000.0 * 6.0 / 14_000.0).abs() < 1e-9);
    assert!((plan.access_after.worst_tenth_min - 6.0).abs() < 1e-9);
    assert_eq!(plan.moved.len(), 2);
    assert_eq!((plan.moved[0].place.as_str(), plan.moved[0].segment), ("west", Segment::Payment));
    assert_eq!((plan.moved[0].before_min, plan.moved[0].after_min), (Some(0.0), 6.0));
    assert_eq!(plan.objective.total, 70_000_000.0 + 750_000.0 + 24_000.0);
    assert_eq!(plan.bound.value, plan.objective.total);
}

#[test]
fn counters_of_today_are_those_that_today_weighed_as_a_plan_has() {
    let mut city = two_towns();
    city.constraints.fixed =
        vec![planning::site::city::FixedGrade { site: "centre".into(), grade: Grade::B }];
    let minutes = BySegment::each(|_| 10.0);
    let staffing = Staffing { minutes, per_1000_hours: 1, peak: 2.0, wait_max_min: 5.0 };
    city.staffing = Some(staffing.clone());
    let told = plan(&city, &Silent).unwrap();
    assert_eq!(told.halls[0].after, None, "the plan closes one");
    let today = BTreeMap::from([("old".to_owned(), Grade::C), ("centre".to_owned(), Grade::B)]);
    let weighed = weigh(&city, Some(&staffing), &today, &Silent).unwrap();
    for (told, weighed) in told.halls.iter().zip(&weighed.halls) {
        assert!(told.counters_before > 0, "{told:?}");
        assert_eq!(told.counters_before, weighed.crew.counters);
    }
    assert_eq!(told.halls[0].crew.counters, 0);
}

#[test]
fn an_arrangement_set_by_hand_is_weighed_beside_the_best() {
    let city = two_towns();
    let both = BTreeMap::from([("old".to_owned(), Grade::C), ("centre".to_owned(), Grade::B)]);
    let weighed = weigh(&city, None, &both, &Silent).unwrap();
    assert_eq!(weighed.objective.total, 100_000_000.0);
    assert!(weighed.changes.is_empty() && weighed.moved.is_empty());
    let best = plan(&city, &Silent).unwrap();
    assert!(weighed.bound.value <= best.objective.total && weighed.bound.gap > 0.2, "{:?}", weighed.bound);
    let nowhere = BTreeMap::from([("elsewhere".to_owned(), Grade::C)]);
    assert!(weigh(&city, None, &nowhere, &Silent).is_err());
}

#[test]
fn minutes_may_be_given_and_a_missing_way_is_not_taken() {
    let mut city = two_towns();
    city.travel = Travel::Matrix { minutes: vec![vec![None, Some(21.0)], vec![Some(4.0), Some(9.0)]] };
    let today = BTreeMap::from([("old".to_owned(), Grade::C), ("centre".to_owned(), Grade::B)]);
    let weighed = weigh(&city, None, &today, &Silent).unwrap();
    let ways: Vec<(f64, &str)> =
        weighed.catchments.iter().map(|it| (it.minutes, it.shares[0].site.as_str())).collect();
    assert_eq!(ways, [(21.0, "centre"), (21.0, "centre"), (4.0, "old"), (4.0, "old")]);
    assert!((weighed.access_after.within_15 - 10_000.0 / 14_000.0).abs() < 1e-12);
}
