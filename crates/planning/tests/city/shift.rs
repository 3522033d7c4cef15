//! What becomes of halls as payments go online, and the clerks who travel.

use std::collections::BTreeMap;

use kernel::Grade;
use planning::Silent;
use planning::site::city::{
    Advice, BySegment, Choice, City, CityRefusal, Constraints, FixedGrade, Point, Segment, ShiftTerms,
    Staffing, online_shift, plan,
};

use crate::small;

fn terms() -> ShiftTerms {
    ShiftTerms {
        shares: vec![0.1, 0.3, 0.5],
        minutes: BySegment { payment: 5.0, connection: 16.0, elder: 7.0, firm: 30.0 },
        days: 5,
        hours_a_day: 7.0,
        busy_max: 0.8,
        apart_max_m: 30_000.0,
        clerk_yearly: 8_000_000,
        markets: BTreeMap::new(),
    }
}

fn staffing() -> Staffing {
    Staffing { minutes: terms().minutes, per_1000_hours: 3_500_000, peak: 1.7, wait_max_min: 12.0 }
}

/// Three towns of one county with a hall of grade C each that stays, and a B far away.
fn villages() -> City {
    let mut city = small::city(2, 4, 4);
    city.constraints = Constraints::default();
    city.choice = Choice::Nearest;
    city.staffing = Some(staffing());
    for (n, (people, x_m)) in
        [(6000.0, 0.0), (3000.0, 8000.0), (2500.0, 16_000.0), (0.0, 200_000.0)].iter().enumerate()
    {
        let at = Point { x_m: *x_m, y_m: 0.0 };
        let (place, site) = (&mut city.places[n], &mut city.sites[n]);
        (place.at, site.at) = (at, at);
        (place.county, site.county) = ("one".into(), "one".into());
        place.people = BySegment { payment: *people, connection: 50.0, elder: 300.0, firm: 0.0 };
        let grade = if n == 3 { Grade::B } else { Grade::C };
        site.grade = Some(grade);
        city.constraints.fixed.push(FixedGrade { site: site.id.clone(), grade });
    }
    city
}

#[test]
fn visits_fall_by_the_payments_that_go_online_and_by_nothing_else() {
    let city = villages();
    let steps = online_shift(&city, city.staffing.as_ref().map(|it| it as _), &terms(), &Silent).unwrap();
    assert_eq!(steps.iter().map(|step| step.share).collect::<Vec<_>>(), [0.1, 0.3, 0.5]);
    for step in &steps {
        let hall = &step.halls[0];
        // 6,000 heads · 5 needs · 0.3 at the hall; 50 · 1.5 · 0.8 and 300 · 9 stay what they are.
        assert!((hall.visits_today - (9000.0 + 60.0 + 2700.0)).abs() < 1e-6, "{hall:?}");
        let after = 9000.0 * (1.0 - step.share) + 60.0 + 2700.0;
        assert!((hall.visits_unchanged - after).abs() < 1e-6, "{hall:?}");
        assert!((hall.visits_adapted - after).abs() < 1e-6, "{hall:?}");
    }
}

#[test]
fn halls_that_fill_part_of_a_week_share_a_clerk_who_is_in_one_place_at_a_time_and_there_on_market_days() {
    let mut terms = terms();
    terms.markets = BTreeMap::from([("s1".to_owned(), vec![3]), ("s2".to_owned(), vec![0])]);
    let city = villages();
    let steps = online_shift(&city, city.staffing.as_ref().map(|it| it as _), &terms, &Silent).unwrap();
    let step = &steps[2];
    // Minutes a week at half the payments: (4,500·5 + 60·16 + 2,700·7)·7/365.25 = 811 of 336 a day: 3 days.
    // s1 has (2,250·5 + 960 + 18,900)·7/365.25 = 596: 2 days; s2 has 573: 2 days. s0 and s1 fill a clerk's five days.
    let [round] = &step.rounds[..] else { panic!("{:?}", step.rounds) };
    let days = |site: &str| round.days.iter().filter(|day| day.as_deref() == Some(site)).count();
    assert_eq!((round.days.len(), days("s0"), days("s1"), days("s2")), (5, 3, 2, 0));
    assert_eq!(round.days[3].as_deref(), Some("s1"), "{round:?}");
    assert_eq!(step.rounds_save, 8_000_000);
    let advice: Vec<Advice> = step.halls.iter().map(|hall| hall.advice).collect();
    assert_eq!(advice[..3], [Advice::ShareClerk, Advice::ShareClerk, Advice::Keep]);
    // Too far apart, nobody travels.
    terms.apart_max_m = 5000.0;
    let steps = online_shift(&city, None, &terms, &Silent).unwrap();
    assert!(steps.iter().all(|step| step.rounds.is_empty() && step.rounds_save == 0));
}

#[test]
fn a_hall_becomes_self_service_when_what_is_left_can_be_done_there_and_elsewhere() {
    let mut city = villages();
    city.constraints.fixed.retain(|fixed| fixed.site == "s3");
    city.places.iter_mut().for_each(|place| (place.people.elder, place.people.connection) = (2.0, 1.0));
    city.grades.iter_mut().filter(|it| it.grade == Grade::D).for_each(|it| it.yearly = 200_000);
    city.weights.minute = 100.0;
    let steps = online_shift(&city, city.staffing.as_ref().map(|it| it as _), &terms(), &Silent).unwrap();
    let kinds = |at: usize| steps[at].halls.iter().map(|hall| hall.advice).collect::<Vec<_>>();
    assert!(kinds(2).contains(&Advice::SelfService), "{:?}", kinds(2));
    let after: Vec<Option<Grade>> = steps[2].adapted.halls.iter().map(|hall| hall.after).collect();
    assert!(after.contains(&Some(Grade::D)), "{after:?}");
    for step in &steps {
        assert!(step.adapted.objective.total <= step.unchanged.objective.total * (1.0 + 1e-9));
    }
}

#[test]
fn terms_out_of_range_are_refused_by_name() {
    type Spoil = fn(&mut ShiftTerms);
    let spoils: [(Spoil, &str); 5] = [
        (|terms| terms.shares[1] = f64::NAN, "shares"),
        (|terms| terms.days = 0, "days"),
        (|terms| terms.busy_max = 0.0, "busy_max"),
        (|terms| terms.minutes.elder = -1.0, "minutes"),
        (|terms| terms.markets = BTreeMap::from([("s0".to_owned(), vec![5])]), "markets"),
    ];
    for (spoil, wanted) in spoils {
        let mut terms = terms();
        spoil(&mut terms);
        match online_shift(&villages(), None, &terms, &Silent).unwrap_err() {
            CityRefusal::Number { field, .. } => assert_eq!(field, wanted),
            other => panic!("{wanted}: {other:?}"),
        }
    }
}

#[test]
fn nobody_goes_online_who_is_asked_to_by_a_share_of_nothing() {
    let city = villages();
    let none = ShiftTerms { shares: vec![0.0], ..terms() };
    let steps = online_shift(&city, None, &none, &Silent).unwrap();
    assert!(steps[0].halls.iter().all(|hall| hall.visits_today == hall.visits_unchanged));
    let best = plan(&City { staffing: None, ..city.clone() }, &Silent).unwrap();
    assert!((steps[0].adapted.objective.total - best.objective.total).abs() < 1e-6);
    assert!(Segment::ALL.iter().all(|s| city.habits.of(*s).online < 1.0));
}
