//! Halls for the tests of this crate. The figures are examples and belong to no company.
#![allow(dead_code, clippy::unwrap_used, reason = "each test binary uses its own part")]

use kernel::PriorityClass;
use planning::hall::{
    Clerk, Closing, Costs, Counter, Curve, Hall, Item, Law, Party, Segment, Span, Step, Triage, Wants,
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
