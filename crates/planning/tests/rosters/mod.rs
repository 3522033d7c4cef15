//! Questions that the roster tests ask: a plain hall, a month of one, and random ones from a seed.

#![allow(dead_code)]

use planning::Stream;
use planning::roster::{
    Assignment, Band, Contract, Need, Pause, Person, RestRules, RosterDay, RosterQuestion, Shift, Want,
    Weights, Wish,
};

/// A shift from one hour to another with an unpaid hour's break somewhere in a window of hours.
pub fn shift(code: &str, from_h: u32, to_h: u32, pause_h: Option<(u32, u32)>, band: Band) -> Shift {
    let pause = pause_h.map(|(earliest, latest)| Pause {
        earliest_slot: earliest * 4,
        latest_slot: latest * 4,
        slots: 4,
        paid: false,
    });
    Shift { code: code.into(), start_slot: from_h * 4, slots: (to_h - from_h) * 4, pause, band }
}

/// Eight to five with needs of two, and somebody with the skill of contracts at all times; four people, seven days from
/// Monday, an early and a late shift; eleven hours' rest, six days in a row, one day off a week, forty hours.
pub fn plain() -> RosterQuestion {
    let needs = vec![
        Need { skill: None, from_slot: 32, people: vec![2; 36] },
        Need { skill: Some(0), from_slot: 32, people: vec![1; 36] },
    ];
    let person = |key: &str, skills: &[usize]| Person {
        key: key.into(),
        skills: skills.to_vec(),
        ..Person::default()
    };
    RosterQuestion {
        first_weekday: 1,
        days: (0..7).map(|day| RosterDay { rest_day: day >= 5, needs: needs.clone() }).collect(),
        skills: vec!["contracts".into()],
        shifts: vec![
            shift("E", 8, 16, Some((11, 12)), Band::Early),
            shift("L", 10, 18, Some((12, 14)), Band::Late),
            shift("H", 8, 12, None, Band::Plain),
        ],
        contracts: vec![Contract { name: "full".into(), week_min_min: 0, week_max_min: 42 * 60 }],
        people: vec![person("a", &[0]), person("b", &[0]), person("c", &[]), person("d", &[0])],
        rules: RestRules { rest_min: 11 * 60, run_days_max: 6, week_off_min: 1 },
        weights: Weights::default(),
        pins: vec![],
    }
}

/// The shift `shift` of `person` on `day`, its break as early as can be.
pub fn works(question: &RosterQuestion, person: usize, day: usize, shift: usize) -> Assignment {
    let pause_slot = question.shifts[shift].pause.map(|pause| pause.earliest_slot);
    Assignment { person, day, shift, pause_slot }
}

/// A month of a hall of the given number of people: two peaks a day, quieter at the weekend, two skills, full and half
/// contracts, wishes and leave drawn from the seed.
pub fn month(seed: u64, people: usize, days: usize) -> RosterQuestion {
    let mut draw = Stream::new(seed, 0);
    let full = people * 3 / 4;
    let need = |day: usize| {
        let scale = if day % 7 >= 5 { 3 } else { 5 };
        let shape = [2, 4, 5, 3, 2, 3, 5, 4, 2];
        let all: Vec<u32> =
            shape.iter().flat_map(|part| [(part * scale * people as u32 / 60).max(1); 4]).collect();
        vec![
            Need { skill: None, from_slot: 34, people: all.clone() },
            Need { skill: Some(0), from_slot: 34, people: vec![1; all.len()] },
        ]
    };
    let staff = (0..people)
        .map(|at| Person {
            key: format!("p{at}"),
            skills: if at % 2 == 0 { vec![0, 1] } else { vec![1] },
            contract: usize::from(at >= full),
            away: if draw.below(4) == 0 { vec![draw.below(days)] } else { vec![] },
            wishes: (0..2)
                .map(|_| Wish {
                    day: draw.below(days),
                    want: [Want::Off, Want::Off, Want::Shift(draw.below(4))][draw.below(3)],
                    weight: 50,
                })
                .collect(),
            ..Person::default()
        })
        .collect();
    RosterQuestion {
        first_weekday: 1,
        days: (0..days).map(|day| RosterDay { rest_day: day % 7 >= 5, needs: need(day) }).collect(),
        skills: vec!["contracts".into(), "payments".into()],
        shifts: vec![
            Shift { start_slot: 34, slots: 33, ..shift("E", 8, 17, Some((11, 13)), Band::Early) },
            Shift { start_slot: 36, slots: 34, ..shift("L", 9, 18, Some((12, 14)), Band::Late) },
            Shift { start_slot: 34, slots: 18, ..shift("M", 8, 13, None, Band::Plain) },
            Shift { start_slot: 52, slots: 18, ..shift("A", 13, 18, None, Band::Plain) },
        ],
        contracts: vec![
            Contract { name: "full".into(), week_min_min: 32 * 60, week_max_min: 44 * 60 },
            Contract { name: "half".into(), week_min_min: 12 * 60, week_max_min: 24 * 60 },
        ],
        people: staff,
        rules: RestRules { rest_min: 11 * 60, run_days_max: 6, week_off_min: 1 },
        weights: Weights::default(),
        pins: vec![],
    }
}
