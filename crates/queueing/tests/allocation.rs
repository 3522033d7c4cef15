//! Choosing and repeated forecasts must not allocate: simulations do nothing else.

use std::hint::black_box;

use allocation_counter::measure;
use kernel::PriorityClass::{Care, Normal, Vip};
use kernel::TicketId;
use queueing::{
    DeskState, Due, Forecaster, Pace, ServiceTime, SkillSet, Snapshot, choose, explain, fair, pick,
};

mod common;
use common::{NINE, came, desk, desk_now, person, rules};

#[test]
fn choosing_explaining_and_judging_do_not_allocate() {
    let (rules, desk) = (rules(), desk(1));
    let waiting: Vec<_> = (0..60).map(|i| came(i, [Normal, Care, Vip][i as usize % 3], i)).collect();
    let counted = measure(|| {
        black_box(pick(&rules, NINE, &desk, &waiting));
        black_box(choose(&rules, NINE, &desk, &waiting).map(|choice| choice.why.reason()));
        black_box(explain(&rules, NINE, &desk, &waiting, TicketId(7)));
        black_box(fair(&rules, NINE, &desk, &waiting, Some(TicketId(7)))).expect_err("another goes first");
    });
    assert_eq!(counted.count_total, 0);
}

#[test]
fn a_second_forecast_of_the_same_size_does_not_allocate() {
    let service = ServiceTime::from_mean(300.0, 200.0).expect("a distribution");
    let snapshot = Snapshot {
        now: NINE,
        desks: (1..5).map(|i| desk_now(i, DeskState::Idle)).collect(),
        waiting: (10..40).map(|i| person(came(i, Normal, i), service)).collect(),
        due: vec![Due { at: NINE.plus_s(60), comes: 1.0, person: person(came(90, Care, 0), service) }],
        newcomers: vec![SkillSet(1).into()],
        pace: Pace { pick_up: Some(service), approach: Some(service), no_show: Some(service) },
    };
    let (rules, mut forecaster) = (rules(), Forecaster::default());
    forecaster.forecast(&snapshot, &rules, 1, 50);
    let counted = measure(|| {
        black_box(forecaster.forecast(&snapshot, &rules, 2, 50));
    });
    assert_eq!(counted.count_total, 0);
}
