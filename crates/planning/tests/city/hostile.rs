//! Cities that cannot be planned: the cause is named, and what is named to help helps.

use kernel::Grade;
use planning::Silent;
use planning::site::city::{
    BySegment, Choice, City, CityRefusal, Constraints, FixedGrade, Quota, Relaxation, Segment, Travel, plan,
};

use crate::small;

/// A city that can be planned.
fn fine() -> City {
    let mut city = small::city(1, 6, 4);
    city.constraints = Constraints {
        quotas: vec![Quota { at_least: Grade::B, count: 1, counties: vec![] }],
        ..Constraints::default()
    };
    (city.choice, city.staffing) = (Choice::Nearest, None);
    city
}

fn refused(change: impl FnOnce(&mut City)) -> CityRefusal {
    let mut city = fine();
    assert!(plan(&city, &Silent).is_ok());
    change(&mut city);
    plan(&city, &Silent).expect_err("what was changed is refused")
}

#[test]
fn numbers_that_are_none_are_refused_with_their_field() {
    type Spoil = fn(&mut City);
    let spoils: [(Spoil, &str); 9] = [
        (|city| city.places[2].people.elder = f64::NAN, "places[2].people.elder"),
        (|city| city.places[0].at.x_m = f64::INFINITY, "places[0].at.x_m"),
        (|city| city.sites[3].at.y_m = f64::NAN, "sites[3].at.y_m"),
        (|city| city.grades[1].yearly = -1, "grades[1].yearly"),
        (|city| city.habits.firm.online = 1.2, "habits.firm.online"),
        (|city| city.weights.years = 0.0, "weights.years"),
        (|city| city.travel = Travel::Matrix { minutes: vec![vec![]] }, "travel.minutes"),
        (|city| city.constraints.yearly_max = Some(-5), "constraints.yearly_max"),
        (|city| city.weights.minute = f64::NAN, "weights.minute"),
    ];
    for (spoil, wanted) in spoils {
        match refused(spoil) {
            CityRefusal::Number { field, .. } => assert_eq!(field, wanted),
            other => panic!("{wanted}: {other:?}"),
        }
    }
}

#[test]
fn codes_that_are_nowhere_or_twice_are_refused() {
    let refusal = refused(|city| city.constraints.open.push("nowhere".into()));
    assert_eq!(refusal, CityRefusal::Unknown { field: "constraints.open[0]".into(), id: "nowhere".into() });
    let refusal = refused(|city| city.places[1].id = "p0".into());
    assert_eq!(refusal, CityRefusal::Twice { field: "places[1].id".into(), id: "p0".into() });
    let refusal = refused(|city| city.sites[0].allowed.push(Grade::A));
    assert_eq!(refusal, CityRefusal::NoSuchGrade { field: "sites[0].allowed".into(), grade: Grade::A });
    let refusal = refused(|city| {
        city.constraints.forbid.push("s1".into());
        city.constraints.fixed.push(FixedGrade { site: "s1".into(), grade: Grade::C });
    });
    let (one, other) = ("forbid".into(), "fixed".into());
    assert_eq!(refusal, CityRefusal::Conflict { site: "s1".into(), one, other });
}

#[test]
fn a_city_without_demand_is_refused() {
    let empty = refused(|city| city.places.iter_mut().for_each(|it| it.people = BySegment::default()));
    assert_eq!(empty, CityRefusal::NoDemand);
    let online = refused(|city| {
        city.habits = BySegment::each(|segment| planning::site::city::Habit {
            online: 1.0,
            ..*city.habits.of(segment)
        });
    });
    assert_eq!(online, CityRefusal::NoDemand);
}

#[test]
fn a_function_that_no_grade_offers_is_named_with_the_grade_that_could() {
    let refusal = refused(|city| {
        city.grades.iter_mut().for_each(|offer| offer.serves.retain(|segment| *segment != Segment::Firm));
    });
    let relax = Relaxation::Serve { grade: Grade::B, segment: Segment::Firm };
    assert_eq!(refusal, CityRefusal::NowhereServed { segment: Segment::Firm, relax });
    let refusal = refused(|city| city.grades[1].serves = vec![Segment::Payment]);
    assert!(matches!(refusal, CityRefusal::NotNested { better: Grade::B, lower: Grade::C, .. }), "{refusal}");
}

#[test]
fn an_island_is_named_with_the_way_it_lacks() {
    let mut minutes = vec![vec![Some(10.0); 4]; 6];
    minutes[4] = vec![None; 4];
    let cut_off = refused(|city| city.travel = Travel::Matrix { minutes: minutes.clone() });
    match cut_off {
        CityRefusal::Unreachable { place, relax, .. } => {
            assert_eq!((place.as_str(), relax), ("p4", Relaxation::Way { place: "p4".into() }));
        }
        other => panic!("{other:?}"),
    }
    // A way to one site alone, which is forbidden: permitting it is what helps.
    minutes[4][2] = Some(50.0);
    let mut city = fine();
    city.travel = Travel::Matrix { minutes };
    city.constraints.forbid.push("s2".into());
    match plan(&city, &Silent).unwrap_err() {
        CityRefusal::Unreachable { relax: Relaxation::Permit { site }, .. } => assert_eq!(site, "s2"),
        other => panic!("{other:?}"),
    }
    city.constraints.forbid.clear();
    assert!(plan(&city, &Silent).is_ok());
}

#[test]
fn a_county_that_cannot_have_its_halls_is_named_with_the_site_to_free() {
    let refusal = refused(|city| city.constraints.forbid = vec!["s0".into(), "s2".into()]);
    match refusal {
        CityRefusal::Quota { county, wanted, possible, relax, .. } => {
            assert_eq!((county.as_str(), wanted, possible), ("east", 1, 0));
            assert_eq!(relax, Relaxation::Permit { site: "s0".into() });
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_budget_too_small_is_named_with_the_least_that_is_enough() {
    let mut city = fine();
    city.constraints.yearly_max = Some(100_000_000);
    let refusal = plan(&city, &Silent).unwrap_err();
    // One B in each of two counties is the cheapest there is.
    let CityRefusal::Budget { budget, cheapest, at_least, relax } = refusal else { panic!("{refusal:?}") };
    assert_eq!((budget, cheapest, at_least), (100_000_000, 140_000_000, 140_000_000));
    assert_eq!(relax, Relaxation::Yearly { fen: cheapest });
    city.constraints.yearly_max = Some(cheapest - 1);
    assert!(plan(&city, &Silent).is_err());
    city.constraints.yearly_max = Some(cheapest);
    assert_eq!(plan(&city, &Silent).unwrap().cost_after.yearly(), cheapest);
}

#[test]
fn a_budget_for_changes_too_small_is_named_as_well() {
    let mut city = fine();
    city.sites.iter_mut().for_each(|site| site.grade = Some(Grade::C));
    city.constraints.change_max = Some(10_000_000);
    let refusal = plan(&city, &Silent).unwrap_err();
    // Two halls have to become B, at 70,000,000 / 3 each.
    let CityRefusal::ChangeBudget { cheapest, at_least, .. } = refusal else { panic!("{refusal:?}") };
    assert_eq!((cheapest, at_least), (46_666_666, 46_666_666));
    city.constraints.change_max = Some(cheapest);
    assert_eq!(plan(&city, &Silent).unwrap().cost_after.change(), cheapest);
}

#[test]
fn more_visits_than_all_halls_take_are_refused_with_the_room_that_lacks() {
    let refusal = refused(|city| {
        city.constraints.capacity = true;
        city.habits.payment.visits = 500.0;
    });
    let CityRefusal::Capacity { visits, room, relax } = refusal else { panic!("{refusal:?}") };
    assert_eq!(room, 4.0 * 120_000.0);
    assert_eq!(relax, Relaxation::Room { visits: visits - room });
}
