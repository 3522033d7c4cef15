//! Halls that make no sense are refused with the cause by name, and the least change that is named removes that cause.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kernel::PriorityClass::Normal;
use planning::Silent;
use planning::hall::{
    Ask, Bookings, Hall, HallRefusal, Kiosks, Lateness, Law, Relaxation, Simulator, Slot, Span, simulate,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use queueing::SkillSet;
use serde_json::Value;

mod common;
use common::{any_hall, hall, item, segment};

fn sound() -> Hall {
    let items = vec![item(1, Law::Exponential { mean_s: 300.0 })];
    let mut it = hall(36_000, 2, items, vec![segment(Normal, 0.2, 36_000, 0)]);
    it.bookings = vec![Bookings {
        segment: 0,
        slots: vec![Slot { at_s: 600, people: 1 }],
        lateness: Lateness::default(),
        no_show: 0.1,
    }];
    it.kiosks = Some(Kiosks { count: 2, failures: None, unsolved: 0.1 });
    it
}

fn refused(change: impl Fn(&mut Hall)) -> (Hall, HallRefusal) {
    let mut it = sound();
    change(&mut it);
    let refusal = Simulator::new(&it).expect_err("it makes no sense");
    (it, refusal)
}

/// What a path such as `segments[2].mix[0].share` names in a document.
fn at<'d>(document: &'d mut Value, path: &str) -> &'d mut Value {
    path.split(['.', '[']).fold(document, |value, name| match name.strip_suffix(']') {
        Some(index) => &mut value[index.parse::<usize>().unwrap()],
        None => &mut value[name],
    })
}

/// Does what the refusal asks for, as far as it is a matter of numbers, skills or lists.
fn relaxed(hall: &Hall, relaxation: &Relaxation) -> Hall {
    let mut it = hall.clone();
    match relaxation {
        Relaxation::Set { field, to } => {
            let mut document = serde_json::to_value(hall).unwrap();
            let whole = to.fract() == 0.0;
            *at(&mut document, field) = if whole { Value::from(*to as i64) } else { Value::from(*to) };
            return serde_json::from_value(document).unwrap();
        }
        Relaxation::Enable { clerk, learn, equip } => {
            it.clerks[*clerk].skills = it.clerks[*clerk].skills.union(*learn);
            let counter = it.clerks[*clerk].counter;
            it.counters[counter].skills = it.counters[counter].skills.union(*equip);
        }
        Relaxation::HelpGeneral { counter } => it.counters[*counter].helps_general = true,
        other => panic!("{other:?} is no matter of numbers"),
    }
    it
}

#[test]
fn every_cause_is_named_and_its_least_change_removes_it() {
    let nan = f64::NAN;
    type Change = Box<dyn Fn(&mut Hall)>;
    let cases: Vec<(&str, Change)> = vec![
        (
            "closes_s",
            Box::new(|it| {
                it.closes_s = 0;
                it.bookings.clear();
            }),
        ),
        (
            "items[0].steps[0].time.mean_s",
            Box::new(move |it| it.items[0].steps[0].time = Law::Exponential { mean_s: nan }),
        ),
        (
            "items[0].steps[0].time.mean_s",
            Box::new(|it| it.items[0].steps[0].time = Law::Exponential { mean_s: -3.0 }),
        ),
        (
            "items[0].steps[0].time.shape",
            Box::new(|it| it.items[0].steps[0].time = Law::Gamma { mean_s: 9.0, shape: 0.0 }),
        ),
        (
            "items[0].steps[0].time.sigma",
            Box::new(|it| it.items[0].steps[0].time = Law::Learned { mu: 5.0, sigma: f64::INFINITY }),
        ),
        ("items[0].steps[0].again", Box::new(|it| it.items[0].steps[0].again = 1.0)),
        ("segments[0].arrivals.per_h[0]", Box::new(|it| it.segments[0].arrivals.per_h[0] = -1.0)),
        ("segments[0].arrivals.per_h[0]", Box::new(move |it| it.segments[0].arrivals.per_h[0] = nan)),
        ("segments[0].arrivals.per_h[0]", Box::new(|it| it.segments[0].arrivals.per_h[0] = 9e5)),
        ("segments[0].arrivals.slot_s", Box::new(|it| it.segments[0].arrivals.slot_s = 0)),
        ("segments[0].party.least", Box::new(|it| it.segments[0].party.least = 0)),
        ("segments[0].mix[0].share", Box::new(|it| it.segments[0].mix[0].share = 0.0)),
        ("segments[0].mix[0].item", Box::new(|it| it.segments[0].mix[0].item = 4)),
        (
            "segments[0].triage.kiosk",
            Box::new(|it| {
                it.segments[0].triage.online = 0.5;
                it.segments[0].triage.kiosk = 0.75;
            }),
        ),
        ("bookings[0].segment", Box::new(|it| it.bookings[0].segment = 3)),
        ("bookings[0].slots[0].at_s", Box::new(|it| it.bookings[0].slots[0].at_s = 99_000)),
        ("bookings[0].no_show", Box::new(|it| it.bookings[0].no_show = 1.5)),
        ("clerks[1].counter", Box::new(|it| it.clerks[1].counter = 2)),
        ("clerks[0].shifts[0].to_s", Box::new(|it| it.clerks[0].shifts[0] = Span { from_s: 500, to_s: 500 })),
        (
            "clerks[0].breaks[1].from_s",
            Box::new(|it| {
                it.clerks[0].breaks =
                    vec![Span { from_s: 500, to_s: 900 }, Span { from_s: 800, to_s: 1_200 }];
            }),
        ),
        (
            "clerks[1].shifts[0].from_s",
            Box::new(|it| {
                it.clerks[0].shifts[0].to_s = 20_000;
                it.clerks[1].counter = 0;
            }),
        ),
        ("kiosks.unsolved", Box::new(|it| it.kiosks.as_mut().unwrap().unsolved = -0.1)),
        ("kiosks.count", Box::new(|it| it.kiosks.as_mut().unwrap().count = 65)),
        ("places", Box::new(|it| it.places = Some(0))),
        ("costs.lost_fen", Box::new(|it| it.costs.lost_fen = -1)),
    ];
    for (field, change) in cases {
        let (it, refusal) = refused(change);
        let relaxation = refusal.relaxation();
        assert!(
            matches!(&relaxation, Relaxation::Set { field: named, .. } if named == field),
            "{field}: {refusal:?}"
        );
        let after = relaxed(&it, &relaxation);
        assert!(Simulator::new(&after).is_ok(), "{refusal}: {:?}", Simulator::new(&after).err());
        assert!(!refusal.to_string().is_empty());
    }
}

#[test]
fn an_item_that_nobody_can_do_names_whom_it_takes_least_to_enable() {
    let (it, refusal) = refused(|it| {
        it.items[0].steps[0].needs = SkillSet(0b111);
        it.clerks[0].skills = SkillSet(0b001);
        it.clerks[1].skills = SkillSet(0b011);
        it.counters[1].skills = SkillSet(0b110);
    });
    let (learn, equip) = (SkillSet(0b100), SkillSet(0b001));
    assert_eq!(
        refusal,
        HallRefusal::NobodyCan { item: 0, step: 0, clerk: 0, learn: SkillSet(0b110), equip: SkillSet(0) }
    );
    assert!(Simulator::new(&relaxed(&it, &refusal.relaxation())).is_ok());
    // The one whom it takes least: two skills lacking at either, but three at the first.
    let (it, refusal) = refused(|it| {
        it.items[0].steps[0].needs = SkillSet(0b111);
        it.clerks[0].skills = SkillSet(0b1000);
        it.clerks[1].skills = SkillSet(0b011);
        it.counters[1].skills = SkillSet(0b110);
    });
    assert_eq!(refusal, HallRefusal::NobodyCan { item: 0, step: 0, clerk: 1, learn, equip });
    assert!(Simulator::new(&relaxed(&it, &refusal.relaxation())).is_ok());
}

#[test]
fn specialists_alone_are_told_to_help() {
    let (it, refusal) = refused(|it| {
        for counter in &mut it.counters {
            counter.special = SkillSet(2);
            counter.helps_general = false;
        }
    });
    assert_eq!(refusal, HallRefusal::OnlySpecialists { item: 0, step: 0, counter: 0 });
    assert!(Simulator::new(&relaxed(&it, &refusal.relaxation())).is_ok());
}

#[test]
fn a_hall_without_counters_clerks_items_or_people_says_what_to_add() {
    let add = |field: &str| Relaxation::Add { field: field.into() };
    let nobody = |it: &mut Hall| {
        it.counters.clear();
        it.clerks.clear();
    };
    assert_eq!(refused(nobody).1, HallRefusal::NobodyWorks);
    assert_eq!(refused(nobody).1.relaxation(), add("clerks"));
    let night = |it: &mut Hall| {
        it.clerks.iter_mut().for_each(|clerk| clerk.shifts = vec![Span { from_s: 40_000, to_s: 50_000 }])
    };
    assert_eq!(refused(night).1, HallRefusal::NobodyWorks, "who comes after closing time does not count");
    assert_eq!(refused(|it| it.items.clear()).1.relaxation(), add("items"));
    assert_eq!(refused(|it| it.segments.clear()).1.relaxation(), add("segments"));
    assert_eq!(refused(|it| it.segments[0].mix.clear()).1.relaxation(), add("segments[0].mix"));
    let flat = |it: &mut Hall| it.items[0].steps[0].time = Law::Empirical { quantiles_s: vec![3.0] };
    assert_eq!(refused(flat).1.relaxation(), add("items[0].steps[0].time.quantiles_s[1]"));
    let falls = |it: &mut Hall| it.items[0].steps[0].time = Law::Empirical { quantiles_s: vec![3.0, 2.0] };
    assert_eq!(
        refused(falls).1,
        HallRefusal::NotAscending { field: "items[0].steps[0].time.quantiles_s[1]".into(), least: 3.0 }
    );
}

#[test]
fn more_than_can_be_played_and_rests_outside_shifts_say_what_to_take_away() {
    let crowd = |it: &mut Hall| {
        it.counters = vec![it.counters[0].clone(); 130];
        it.clerks = vec![it.clerks[0].clone(); 130];
        it.clerks.iter_mut().enumerate().for_each(|(n, clerk)| clerk.counter = n);
    };
    assert_eq!(refused(crowd).1, HallRefusal::TooMany { field: "clerks".into(), given: 130, most: 128 });
    assert_eq!(refused(crowd).1.relaxation(), Relaxation::Remove { field: "clerks".into(), count: 2 });
    let (_, outside) = refused(|it| {
        it.clerks[0].shifts[0].to_s = 20_000;
        it.clerks[0].breaks = vec![Span { from_s: 19_000, to_s: 21_000 }];
    });
    assert_eq!(outside, HallRefusal::OutsideShift { field: "clerks[0].breaks[0]".into(), clerk: 0 });
    let (_, rule) = refused(|it| it.rules.head_start_s.care = -1);
    assert!(matches!(rule.relaxation(), Relaxation::Rule { field, .. } if field == "head_start_s.care"));
}

#[test]
fn a_question_without_an_answer_is_refused() {
    let refused = |ask: Ask| simulate(&sound(), &ask, &Silent).unwrap_err().relaxation();
    let set = |field: &str, to: f64| Relaxation::Set { field: field.into(), to };
    assert_eq!(refused(Ask { days: 0, ..Ask::default() }), set("ask.days", 1.0));
    assert_eq!(refused(Ask { days: u32::MAX, ..Ask::default() }), set("ask.days", 2_500_000.0));
    assert_eq!(refused(Ask { threads: 0, ..Ask::default() }), set("ask.threads", 1.0));
    assert_eq!(refused(Ask { level: f64::NAN, ..Ask::default() }), set("ask.level", 0.5));
    assert_eq!(refused(Ask { slot_s: 0, ..Ask::default() }), set("ask.slot_s", 1.0));
}

/// The numbers of a document, by reference.
fn numbers(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Number(_) => vec![value],
        Value::Array(list) => list.iter_mut().flat_map(numbers).collect(),
        Value::Object(fields) => fields.values_mut().flat_map(numbers).collect(),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_126),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_a_number_is_changed_to_the_hall_is_refused_or_played_to_its_end(
        seed in 0_u64..60,
        place: prop::sample::Index,
        whole in prop::option::of(prop::sample::select(vec![-1_i64, 0, 1, 63, 255, 86_400, 4_294_967_295, i64::MAX])),
        part in prop::sample::select(vec![-0.5, 1e-300, 0.999, 7.5, 1e5, 1e300]),
    ) {
        let mut document = serde_json::to_value(any_hall(seed)).unwrap();
        let changed = whole.map_or(Value::from(part), Value::from);
        let mut found = numbers(&mut document);
        let at = place.index(found.len());
        *found[at] = changed;
        // A number that does not fit its field is refused by whoever reads it.
        let Ok(it) = serde_json::from_value::<Hall>(document) else { return Ok(()) };
        match Simulator::new(&it) {
            Err(refusal) => {
                let (words, least) = (refusal.to_string(), serde_json::to_string(&refusal.relaxation()).unwrap());
                prop_assert!(!words.is_empty() && !least.contains("null"), "{}: {}", words, least);
            }
            Ok(mut simulator) => {
                let left = simulator.play(1, 0, None).filter(|record| record.left_us.is_none()).count();
                prop_assert_eq!(left, 0);
            }
        }
    }
}

#[test]
fn refusals_and_halls_survive_being_sent() {
    let (it, refusal) = refused(|it| it.places = Some(0));
    let sent: HallRefusal = serde_json::from_str(&serde_json::to_string(&refusal).unwrap()).unwrap();
    assert_eq!(sent, refusal);
    let sent: Hall = serde_json::from_str(&serde_json::to_string(&it).unwrap()).unwrap();
    assert_eq!(sent, it);
    for seed in 0..20 {
        let it = any_hall(seed);
        assert_eq!(serde_json::from_value::<Hall>(serde_json::to_value(&it).unwrap()).unwrap(), it);
    }
}
