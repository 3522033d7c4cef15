//! Halls: the plan in force, opening hours, ability, proposals and decisions, distances.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{HALL, MANAGER, code, demo_pack, events, run, setting, with_halls};
use floor::halls::{
    DecidePlan, PlanState, PlanVersion, ProposePlan, ability, changes, decide_plan, distance_m, halls,
    nearest, plan_in_force, plan_versions, proposals, propose_plan,
};
use floor::{HallPlan, Span};
use kernel::{Actor, CounterId, Day, DayKind, Event, RecordId, StaffId};
use testkit::{World, every_engine};

const OTHER: StaffId = StaffId(777);

fn plan_on(w: &World, day: Day) -> HallPlan {
    let org = w.org;
    w.read(move |tx| plan_in_force(tx, org, HALL, day)).unwrap().unwrap().plan
}

fn propose(
    w: &mut World,
    day: Day,
    plan: HallPlan,
) -> Result<PlanVersion, store::Refusal<floor::halls::ProposePlanRefusal>> {
    let input = ProposePlan { from_day: day, reason: "加开窗口".into(), plan };
    run(w, MANAGER, move |tx, cx| propose_plan(tx, cx, demo_pack(), HALL, StaffId(901), &input))
}

fn decide(
    w: &mut World,
    by: StaffId,
    plan: RecordId,
    approve: bool,
) -> Result<PlanVersion, store::Refusal<floor::halls::DecidePlanRefusal>> {
    run(w, Actor::Staff(by), move |tx, cx| decide_plan(tx, cx, HALL, by, DecidePlan { plan, approve }))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[every_engine]
fn a_make_up_saturday_opens_as_a_workday_and_an_unpublished_year_is_refused(w: &mut World) {
    with_halls(w);
    let plan = plan_on(w, w.day());
    let calendar = demo_pack().working_calendar();
    let hours = |text: &str| plan.hours_on(&calendar, day(text));
    let winter = vec![Span { from_min: 8 * 60 + 30, to_min: 17 * 60 + 30 }];
    assert_eq!(hours("2026-10-10").unwrap().kind, DayKind::MakeUpWorkday);
    assert_eq!(hours("2026-10-10").unwrap().spans, hours("2026-10-12").unwrap().spans);
    assert_eq!(hours("2026-10-12").unwrap().spans, winter);
    assert_eq!(hours("2026-01-05").unwrap().spans, winter, "winter goes on over the end of the year");
    assert_eq!(hours("2026-07-06").unwrap().spans, [Span { from_min: 480, to_min: 1080 }]);
    assert_eq!(hours("2026-10-01").unwrap().kind, DayKind::Holiday);
    assert_eq!(hours("2031-03-03").unwrap_err().year, 2031);
    // Without a rule of its own a make-up workday keeps the hours of a workday, and a weekend is closed.
    let mut bare = plan.clone();
    bare.hours.retain(|rule| rule.day_kind == DayKind::Workday);
    assert_eq!(bare.hours_on(&calendar, day("2026-10-10")).unwrap().spans, winter);
    assert_eq!(bare.hours_on(&calendar, day("2026-10-17")).unwrap().spans, []);
}

#[every_engine]
fn a_hall_is_open_from_the_first_minute_to_before_the_last(w: &mut World) {
    with_halls(w);
    let setting = setting(w, HALL);
    for (time, open) in [("08:29:59", false), ("08:30", true), ("17:29:59", true), ("17:30", false)] {
        assert_eq!(setting.open_at(w.at(time).now), open, "{time}");
    }
}

#[every_engine]
fn a_hall_can_do_what_one_of_its_counters_has_all_skills_for(w: &mut World) {
    with_halls(w);
    let today = w.day();
    let mut plan = plan_on(w, today);
    let pack = demo_pack();
    assert!(ability(pack, &plan, today).items.len() > 50);
    assert!(!ability(pack, &plan, today).kiosk_items.is_empty());
    plan.kiosks = 0;
    assert!(ability(pack, &plan, today).kiosk_items.is_empty());
    plan.counters.truncate(1);
    plan.counters[0].skills = vec!["payment".into()];
    let items = ability(pack, &plan, today).items;
    assert!(items.contains(&"DF01".to_owned()) && !items.contains(&"DF06".to_owned()), "{items:?}");
    plan.functions.clear();
    assert!(ability(pack, &plan, today).items.is_empty());
}

#[every_engine]
fn an_approved_plan_holds_from_its_day_and_not_before(w: &mut World) {
    with_halls(w);
    let today = w.day();
    let mut plan = plan_on(w, today);
    let new = plan.counters.len() as i64 + 1;
    let mut counter = plan.counters[0].clone();
    counter.id = CounterId(new);
    plan.counters.push(counter);
    let from = today.plus(3);
    let version = propose(w, from, plan.clone()).unwrap();
    assert_eq!(plan_on(w, from), plan_on(w, today), "a proposal changes nothing");
    let org = w.org;
    assert_eq!(w.read(move |tx| proposals(tx, org)).unwrap(), std::slice::from_ref(&version));
    let decided = decide(w, OTHER, version.id, true).unwrap();
    assert_eq!(decided.state, PlanState::Approved);
    assert_eq!(plan_on(w, from.plus(-1)).counters.len() as i64, new - 1);
    assert_eq!(plan_on(w, from), plan);
    assert_eq!(plan_on(w, from.plus(400)), plan);
    assert_eq!(w.read(move |tx| proposals(tx, org)).unwrap(), []);
    assert_eq!(w.read(move |tx| plan_versions(tx, org, HALL)).unwrap()[0], decided);
    let said = events(w, HALL);
    assert_eq!(
        said[1..],
        [
            Event::HallPlanProposed { plan: version.id, from_day: from },
            Event::HallPlanDecided { plan: version.id, from_day: from, approved: true },
        ]
    );
}

#[every_engine]
fn of_two_plans_for_one_day_the_one_decided_last_holds(w: &mut World) {
    with_halls(w);
    let from = w.day().plus(1);
    let (mut one, mut two) = (plan_on(w, from), plan_on(w, from));
    one.kiosks = 5;
    two.kiosks = 6;
    let one = propose(w, from, one).unwrap();
    let two = propose(w, from, two).unwrap();
    decide(w.pass_s(1), OTHER, two.id, true).unwrap();
    assert_eq!(plan_on(w, from).kiosks, 6);
    decide(w.pass_s(1), OTHER, one.id, true).unwrap();
    assert_eq!(plan_on(w, from).kiosks, 5);
}

#[every_engine]
fn refuses_a_decision_by_the_proposer_a_second_one_and_one_too_late(w: &mut World) {
    with_halls(w);
    let from = w.day().plus(1);
    let plan = plan_on(w, from);
    let version = propose(w, from, plan.clone()).unwrap();
    assert_eq!(code(decide(w, StaffId(901), version.id, true)), "plan_own");
    assert_eq!(code(decide(w, OTHER, RecordId(12), true)), "plan_unknown");
    decide(w, OTHER, version.id, false).unwrap();
    assert_eq!(code(decide(w, OTHER, version.id, true)), "plan_decided");
    assert_eq!(plan_on(w, from), plan);
    let late = propose(w, from, plan).unwrap();
    w.on(&from.to_string());
    assert_eq!(code(decide(w, OTHER, late.id, true)), "plan_in_past");
    assert_eq!(decide(w, OTHER, late.id, false).unwrap().state, PlanState::Rejected);
}

#[every_engine]
fn refuses_a_plan_for_today_without_a_reason_or_of_no_hall(w: &mut World) {
    with_halls(w);
    let today = w.day();
    let plan = plan_on(w, today);
    assert_eq!(code(propose(w, today, plan.clone())), "plan_in_past");
    let input = ProposePlan { from_day: today.plus(1), reason: " ".into(), plan };
    let (silent, nowhere) = (input.clone(), ProposePlan { reason: "x".into(), ..input });
    let refused =
        run(w, MANAGER, move |tx, cx| propose_plan(tx, cx, demo_pack(), HALL, StaffId(901), &silent));
    assert_eq!(code(refused), "field_wrong");
    let nobody = kernel::HallId(4711);
    let refused =
        run(w, MANAGER, move |tx, cx| propose_plan(tx, cx, demo_pack(), nobody, StaffId(901), &nowhere));
    assert_eq!(code(refused), "hall_unknown");
}

#[test]
fn refuses_a_plan_that_no_hall_could_be_and_names_the_field() {
    let pack = demo_pack();
    let hall = pack.halls.iter().find(|hall| hall.grade == kernel::Grade::A).unwrap();
    let today = day("2026-10-12");
    let plan = floor::setup::first_plan(pack, hall, today).unwrap();
    type Break = fn(&mut HallPlan);
    let broken: [(&str, Break); 22] = [
        ("zones[0]", |plan| plan.zones[0].x = 99),
        ("zones[0]", |plan| plan.zones[0].w = i64::MAX),
        ("zones[0]", |plan| plan.zones[0].y = -1),
        ("zones[1]", |plan| plan.zones[1].x = 20),
        ("zones[1].code", |plan| plan.zones[1].code = plan.zones[0].code.clone()),
        ("zones[0].name", |plan| plan.zones[0].name.clear()),
        ("counters[1].id", |plan| plan.counters[1].id = CounterId(1)),
        ("counters[0].id", |plan| plan.counters[0].id = CounterId(0)),
        ("counters[0].zone", |plan| plan.counters[0].zone = "cellar".into()),
        ("counters[0]", |plan| plan.counters[0].y = 40),
        ("counters[0].kind", |plan| plan.counters[0].kind = "general".into()),
        ("counters[0].skills", |plan| plan.counters[0].skills.push("magic".into())),
        ("counters[0].skills", |plan| plan.counters[0].skills.clear()),
        ("counters[0].special", |plan| plan.counters[0].special = vec!["solar".into()]),
        ("functions", |plan| drop(plan.functions.pop())),
        ("functions", |plan| {
            for counter in &mut plan.counters {
                counter.skills.retain(|skill| skill != "vendor");
                counter.special.retain(|skill| skill != "vendor");
            }
        }),
        ("hours[0].spans[0]", |plan| plan.hours[0].spans[0].to_min = 1441),
        ("hours[0].spans[1]", |plan| {
            let again = plan.hours[0].spans[0];
            plan.hours[0].spans.push(again);
        }),
        ("hours[1]", |plan| plan.hours[1] = plan.hours[0].clone()),
        ("hours", |plan| plan.hours.iter_mut().for_each(|rule| rule.spans.clear())),
        ("child_corner_places", |plan| plan.child_corner_places = -1),
        ("rooms[1]", |plan| plan.rooms[1] = plan.rooms[0].clone()),
    ];
    assert_eq!(floor::halls::check_plan(pack, &plan, today), Ok(()));
    for (n, (field, break_it)) in broken.iter().enumerate() {
        let mut plan = plan.clone();
        break_it(&mut plan);
        let fault = floor::halls::check_plan(pack, &plan, today).unwrap_err();
        assert_eq!(fault.field, *field, "{n}: {fault:?}");
    }
}

#[test]
fn differences_between_plans_are_told_in_both_languages() {
    let pack = demo_pack();
    let hall = pack.halls.iter().find(|hall| hall.grade == kernel::Grade::A).unwrap();
    let before = floor::setup::first_plan(pack, hall, day("2026-10-12")).unwrap();
    let mut after = before.clone();
    assert_eq!(changes(&before, &after), []);
    after.counters.pop();
    after.counters[3].skills.retain(|skill| skill != "solar");
    after.zones[0].w = 20;
    after.kiosks += 1;
    for rule in after.hours.iter_mut().filter(|rule| rule.day_kind == DayKind::Weekend) {
        rule.spans.truncate(0);
    }
    let told: Vec<String> =
        changes(&before, &after).into_iter().map(|it| format!("{} | {}", it.zh, it.en)).collect();
    assert_eq!(
        told,
        [
            "功能区 收费区 调整位置 | zone Payment counters moves".to_owned(),
            "撤销柜台 10号窗口 | counter 10 goes".into(),
            "柜台 4号窗口：取消技能 solar | counter 4: no longer does solar".into(),
            "营业时间 5 月 1 日起周末：不营业 | hours on weekends from 05-01: closed".into(),
            "营业时间 10 月 1 日起周末：不营业 | hours on weekends from 10-01: closed".into(),
            format!("自助机台数由 {0} 改为 {1} | kiosks: {0} becomes {1}", before.kiosks, after.kiosks),
        ]
    );
}

#[every_engine]
fn the_nearest_hall_comes_first_and_a_known_distance_is_right(w: &mut World) {
    with_halls(w);
    let org = w.org;
    let rows = w.read(move |tx| halls(tx, org)).unwrap();
    let from = rows[0].clone();
    let near = nearest(&rows, &from, i64::MAX);
    assert_eq!(near.len(), 43);
    assert!(near.windows(2).all(|pair| pair[0].distance_m <= pair[1].distance_m));
    assert!(nearest(&rows, &from, near[0].distance_m).len() < 43);
    // One degree of latitude along a meridian: 111 195 m on the mean sphere.
    let mut north = from.clone();
    north.lat_e6 += 1_000_000;
    assert_eq!(distance_m(&from, &north), 111_195);
    assert_eq!(distance_m(&from, &from), 0);
}
