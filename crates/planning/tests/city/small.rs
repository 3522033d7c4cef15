//! Small drawn cities with every feature by turns.

use kernel::Grade;
use planning::Stream;
use planning::site::city::{
    Allowance, BySegment, Choice, City, Constraints, Decay, Effort, FixedGrade, GradeMax, GradeOffer, Habit,
    Place, Point, Quota, Segment, Site, Staffing, Travel, Weights,
};

/// What each grade offers here; C and D serve less and less.
pub fn offers() -> Vec<GradeOffer> {
    let offer = |grade, serves: &[Segment], yearly, visits_max, counters_max| GradeOffer {
        grade,
        serves: serves.to_vec(),
        yearly,
        visits_max,
        counters_max,
        hours: 2400.0,
        open: yearly,
        close: yearly / 4,
        regrade: yearly / 3,
        attraction: if grade == Grade::D { 1.0 } else { 1.5 },
    };
    use Segment::{Connection, Elder, Payment};
    vec![
        offer(Grade::D, &[Payment], 8_000_000, 60_000.0, 0),
        offer(Grade::B, &Segment::ALL, 70_000_000, 120_000.0, 9),
        offer(Grade::C, &[Payment, Connection, Elder], 30_000_000, 45_000.0, 4),
    ]
}

/// A city of so many places and sites. The features are drawn from the seed, so that many seeds try them all together.
pub fn city(seed: u64, places: usize, sites: usize) -> City {
    let mut stream = Stream::new(seed, 77);
    let coin = |of: usize| Stream::new(seed, 78 + of as u64).bits() & 1 == 1;
    let point = |stream: &mut Stream| Point {
        x_m: (stream.uniform() * 40_000.0).round(),
        y_m: (stream.uniform() * 40_000.0).round(),
    };
    let county = |n: usize| if n.is_multiple_of(2) { "east".to_owned() } else { "west".to_owned() };
    let place = |n: usize, stream: &mut Stream| {
        let people = 500.0 + (stream.uniform() * 20_000.0).round();
        Place {
            id: format!("p{n}"),
            name: format!("place {n}"),
            county: county(n),
            cluster: (n == 0).then(|| "market".to_owned()),
            at: point(stream),
            people: BySegment {
                payment: people,
                connection: (people * 0.04).round(),
                elder: (people * 0.1).round(),
                firm: if n == 1 { 60.0 } else { 0.0 },
            },
            over_65: 0.2,
        }
    };
    let places: Vec<Place> = (0..places).map(|n| place(n, &mut stream)).collect();
    let grades = [None, Some(Grade::C), Some(Grade::D), Some(Grade::B)];
    let sites: Vec<Site> = (0..sites)
        .map(|n| Site {
            id: format!("s{n}"),
            name: format!("site {n}"),
            county: county(n),
            cluster: (n < 2).then(|| "market".to_owned()),
            at: point(&mut stream),
            grade: grades[stream.below(4)],
            allowed: vec![Grade::B, Grade::C, Grade::D],
        })
        .collect();
    let huff = Choice::Huff {
        decay: if coin(20) { Decay::Power { exponent: 1.7 } } else { Decay::Exponential { per_min: 0.12 } },
        further_min: 25.0,
        wait: false,
    };
    let constraints = Constraints {
        yearly_max: coin(0).then_some(150_000_000),
        change_max: coin(1).then_some(60_000_000),
        quotas: if coin(2) {
            vec![Quota { at_least: Grade::C, count: 1, counties: vec![] }]
        } else {
            vec![Quota { at_least: Grade::B, count: 1, counties: vec!["east".into()] }]
        },
        at_most: if coin(3) {
            vec![GradeMax { grade: Grade::B, within: Allowance::City, count: 1 }]
        } else {
            vec![]
        },
        one_per_cluster: coin(4),
        capacity: coin(5),
        open: if coin(6) { vec!["s1".into()] } else { vec![] },
        close_none_in: if coin(7) { vec!["west".into()] } else { vec![] },
        forbid: if coin(8) { vec!["s2".into()] } else { vec![] },
        fixed: if coin(9) { vec![FixedGrade { site: "s0".into(), grade: Grade::C }] } else { vec![] },
    };
    let constraints =
        if coin(7) && coin(8) { Constraints { forbid: vec![], ..constraints } } else { constraints };
    City {
        places,
        sites,
        grades: offers(),
        habits: BySegment {
            payment: Habit { visits: 5.0, online: 0.7 },
            connection: Habit { visits: 1.5, online: 0.2 },
            elder: Habit { visits: 9.0, online: 0.0 },
            firm: Habit { visits: 6.0, online: 0.3 },
        },
        travel: Travel::Straight { detour: 1.3, km_per_hour: 30.0, start_min: 3.0 },
        choice: if coin(10) { Choice::Nearest } else { huff },
        staffing: coin(11).then_some(Staffing {
            minutes: BySegment { payment: 5.0, connection: 16.0, elder: 7.0, firm: 30.0 },
            per_1000_hours: 3_500_000,
            peak: 1.7,
            wait_max_min: 12.0,
        }),
        weights: Weights {
            cost: 1.0,
            years: 6.0,
            minute: 40.0,
            wait_minute: if coin(12) { 20.0 } else { 0.0 },
            beyond_15: 500.0,
            beyond_30: 900.0,
            worst_tenth: if coin(13) { 400.0 } else { 0.0 },
            elders: 1.7,
            balance: if coin(14) { 150.0 } else { 0.0 },
        },
        constraints,
        seed,
        effort: Effort { starts: 5, bound_rounds: 300, nodes: 3000, wait_rounds: 6, threads: 1 },
    }
}
