//! Halls for the tests of this crate. The figures are examples and belong to no company.
#![allow(dead_code, clippy::unwrap_used, reason = "each test binary uses its own part")]

use kernel::PriorityClass;
use planning::Stream;
use planning::hall::{
    Bookings, Clerk, Closing, Costs, Counter, Curve, Failures, Hall, Item, Kiosks, Lateness, Law, Party,
    Segment, Slot, Span, Step, Triage, Wants,
};
use queueing::{HeadStarts, Rules, SkillSet, SpecialPolicy};

pub const ALL: SkillSet = SkillSet(u64::MAX);

pub fn rules() -> Rules {
    Rules {
        head_start_s: HeadStarts { care: 900, appointment: 600, normal: 0, vip: 300 },
        special: SpecialPolicy::HeadStart { s: 300 },
        recall_max: 2,
        undo_window_s: 60,
        appointment_late_s: 600,
        no_show_hold_s: 60,
        prior_weight: 20.0,
    }
}

pub fn item(needs: u64, time: Law) -> Item {
    let step = Step { needs: SkillSet(needs), time, again: 0.0 };
    Item { name: format!("needs {needs}"), steps: vec![step], online: false, kiosk: None }
}

/// People of one kind: `per_min` come all day, and want one item.
pub fn segment(class: PriorityClass, per_min: f64, open_s: u32, item: usize) -> Segment {
    Segment {
        name: format!("{class:?} for {item}"),
        class,
        arrivals: Curve { slot_s: open_s, per_h: vec![per_min * 60.0] },
        party: Party::default(),
        mix: vec![Wants { item, share: 1.0 }],
        triage: Triage::default(),
        patience: None,
    }
}

/// `counters` counters for everything, all day.
pub fn hall(open_s: u32, counters: usize, items: Vec<Item>, segments: Vec<Segment>) -> Hall {
    let counter =
        |n| Counter { name: format!("{n}"), skills: ALL, special: SkillSet::EMPTY, helps_general: true };
    let shift = Span { from_s: 0, to_s: open_s };
    let clerk = |counter| Clerk { counter, skills: ALL, shifts: vec![shift], breaks: vec![] };
    Hall {
        opens_s: 0,
        closes_s: open_s,
        closing: Closing::ServesAll,
        rules: rules(),
        items,
        segments,
        bookings: vec![],
        counters: (1..=counters).map(counter).collect(),
        clerks: (0..counters).map(clerk).collect(),
        kiosks: None,
        places: None,
        turn: None,
        interrupts: false,
        costs: Costs::default(),
    }
}

/// Three classes of people, 20 an hour each, at eight counters for ten hours; services of 4, 6 and 8 minutes.
pub fn three_classes() -> Hall {
    let items = [4.0, 6.0, 8.0].map(|mean| item(1, Law::Exponential { mean_s: mean * 60.0 }));
    let segments = [0, 1, 2].map(|n| segment(PriorityClass::Normal, 1.0 / 3.0, 36_000, n));
    hall(36_000, 8, items.to_vec(), segments.to_vec())
}

/// A law of lengths of about that mean, of any kind.
fn any_law(chance: &mut Stream, mean_s: f64) -> Law {
    match chance.below(6) {
        0 => Law::Fixed { s: mean_s },
        1 => Law::Gamma { mean_s, shape: 0.5 + 4.0 * chance.uniform() },
        2 => Law::Lognormal { mean_s, deviation_s: mean_s * chance.uniform() },
        3 => Law::Empirical { quantiles_s: vec![0.0, mean_s, 2.5 * mean_s] },
        _ => Law::Exponential { mean_s },
    }
}

/// A hall of a few hours with a bit of everything, which makes sense: the first clerk is there all day and can do
/// everything.
pub fn any_hall(seed: u64) -> Hall {
    let chance = &mut Stream::new(seed, 0);
    let often = |chance: &mut Stream, share: f64| chance.uniform() < share;
    let open_s = 3_600 * (1 + chance.below(4) as u32);
    let counters = 1 + chance.below(5);
    let items: Vec<Item> = (0..1 + chance.below(4))
        .map(|n| Item {
            name: format!("item {n}"),
            steps: (0..1 + chance.below(2))
                .map(|_| Step {
                    needs: SkillSet(chance.below(8) as u64),
                    time: any_law(chance, 120.0 + 400.0 * chance.clone().uniform()),
                    again: if often(chance, 0.3) { 0.2 } else { 0.0 },
                })
                .collect(),
            online: often(chance, 0.5),
            kiosk: often(chance, 0.6).then(|| any_law(chance, 150.0)),
        })
        .collect();
    let segments: Vec<Segment> = (0..1 + chance.below(4))
        .map(|n| Segment {
            class: PriorityClass::ALL[chance.below(4)],
            arrivals: Curve { slot_s: 900, per_h: (0..16).map(|_| 25.0 * chance.uniform()).collect() },
            party: Party { least: 1, most: 1 + chance.below(3) as u32 },
            mix: (0..items.len()).map(|item| Wants { item, share: chance.uniform() }).collect(),
            triage: Triage { online: 0.3 * chance.uniform(), kiosk: 0.5 * chance.uniform() },
            patience: often(chance, 0.6).then(|| any_law(chance, 900.0)),
            ..segment(PriorityClass::Normal, 0.0, open_s, n % items.len())
        })
        .collect();
    let mut it = hall(open_s, counters, items, segments);
    for counter in it.counters.iter_mut().skip(1) {
        counter.special = SkillSet(if often(chance, 0.4) { chance.below(8) as u64 } else { 0 });
        counter.helps_general = often(chance, 0.5);
    }
    for clerk in it.clerks.iter_mut().skip(1) {
        clerk.skills = SkillSet(1 + chance.below(7) as u64);
        let half_s = open_s / 2;
        clerk.shifts = vec![Span { from_s: chance.below(600) as u32, to_s: half_s }];
        if often(chance, 0.7) {
            clerk.shifts.push(Span { from_s: half_s + 60, to_s: open_s - 300 * chance.below(2) as u32 });
        }
        clerk.breaks = vec![Span { from_s: half_s - 1_000, to_s: half_s - 400 }];
    }
    it.bookings = vec![Bookings {
        segment: 0,
        slots: (0..4).map(|n| Slot { at_s: open_s / 5 * (n + 1), people: 2 }).collect(),
        lateness: Lateness { mean_s: -60.0, deviation_s: 400.0 },
        no_show: 0.2,
    }];
    it.kiosks = often(chance, 0.7).then(|| Kiosks {
        count: 1 + chance.below(3) as u32,
        failures: often(chance, 0.6).then(|| Failures { mean_up_s: 1_500.0, repair: any_law(chance, 600.0) }),
        unsolved: 0.2,
    });
    it.closing = if often(chance, 0.4) { Closing::SendsHome } else { Closing::ServesAll };
    it.places = often(chance, 0.3).then(|| 3 + chance.below(20) as u32);
    it.turn = often(chance, 0.4).then(|| any_law(chance, 20.0));
    it.interrupts = often(chance, 0.2);
    if often(chance, 0.3) {
        it.rules.special = SpecialPolicy::Always;
    }
    it
}
