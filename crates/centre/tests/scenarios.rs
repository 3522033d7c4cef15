//! Scenarios: what can be set, what is refused by name, and that nobody overwrites anybody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use centre::runs::StartRun;
use centre::scenarios::{
    Ask, Body, ChangeScenario, ChangeScenarioRefusal, RemoveScenarioRefusal, Scenario, SetSite,
    change_scenario, remove_scenario, scenario,
};
use common::{ANN, add, asked, begin, city, start, try_add, try_start};
use kernel::{Actor, ChoiceRule, Event, Grade, HallId, Refuse, RunState, ScenarioId, SiteRule};
use planning::site::city::{Choice, Point, Quota};
use store::{Lane, Refusal};
use testkit::{World, every_engine, request};

fn try_change(w: &mut World, input: ChangeScenario) -> Result<Scenario, Refusal<ChangeScenarioRefusal>> {
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(ANN), request, move |tx, cx| change_scenario(tx, cx, &input)).unwrap()
}

fn nothing(of: &Scenario) -> ChangeScenario {
    ChangeScenario { scenario: of.id, version: of.version, name: None, ask: None, sites: vec![] }
}

fn try_remove(w: &mut World, id: ScenarioId) -> Result<(), Refusal<RemoveScenarioRefusal>> {
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(ANN), request, move |tx, cx| remove_scenario(tx, cx, id)).unwrap()
}

fn body(w: &World, id: ScenarioId) -> Body {
    let org = w.org;
    w.read(move |tx| scenario(tx, org, id)).unwrap().unwrap().1
}

fn set(site: &str, rule: SiteRule, grade: Option<Grade>, at: (f64, f64)) -> SetSite {
    SetSite { site: site.into(), rule, grade, at: Point { x_m: at.0, y_m: at.1 } }
}

#[every_engine]
fn every_statement_prepares(w: &mut World) {
    assert_eq!(w.refused_statements(&centre::statements()), Vec::<String>::new());
}

#[every_engine]
fn a_scenario_begins_as_the_city_of_the_pack_or_as_a_copy_that_goes_its_own_way(w: &mut World) {
    let first = add(w);
    assert_eq!((first.version, body(w, first.id)), (1, Body::of(city())));
    let moved = vec![set("s1", SiteRule::Free, None, (5.0, 6.0))];
    try_change(w, ChangeScenario { sites: moved, ..nothing(&first) }).unwrap();
    let copy = try_add(w, "副本", Some(first.id)).unwrap();
    assert_eq!(body(w, copy.id), body(w, first.id));
    try_change(w, ChangeScenario { name: Some(" 另一个 ".into()), ..nothing(&copy) }).unwrap();
    assert!(body(w, copy.id).moved(0), "what is not named stays");
    let events: Vec<Event> = w.published().into_iter().map(|stored| stored.event).collect();
    assert!(events.contains(&Event::ScenarioAdded { scenario: copy.id, copied: Some(first.id) }));
    assert!(events.contains(&Event::ScenarioChanged { scenario: copy.id, version: 2 }));
    assert!(w.published().iter().all(|stored| stored.hall == HallId::ORG));
}

#[every_engine]
fn a_name_that_is_none_and_a_copy_of_nothing_are_refused(w: &mut World) {
    for name in ["", "  ", &"长".repeat(61)] {
        let Err(Refusal::Command(refusal)) = try_add(w, name, None) else { panic!("{name:?} was taken") };
        assert_eq!((refusal.code(), refusal.details()[0]), ("field_wrong", ("field", "name")));
    }
    let Err(Refusal::Command(refusal)) = try_add(w, "副本", Some(ScenarioId(5))) else { panic!("copied") };
    assert_eq!(refusal.code(), "scenario_unknown");
}

#[every_engine]
fn the_same_request_twice_makes_one_scenario(w: &mut World) {
    w.send_again(request("r-once"));
    let first = add(w);
    w.send_again(request("r-once"));
    assert_eq!(add(w), first);
    let org = w.org;
    assert_eq!(w.read(move |tx| centre::scenarios::scenarios(tx, org)).unwrap(), [first]);
}

#[every_engine]
fn a_site_reads_back_as_it_was_set_and_forgets_what_is_lifted(w: &mut World) {
    let first = add(w);
    let edits = [
        set("s1", SiteRule::Open, Some(Grade::C), (1.0, 2.0)),
        set("s2", SiteRule::Closed, None, (20_000.0, 0.0)),
        set("s3", SiteRule::Free, Some(Grade::C), (10_000.0, 0.0)),
    ];
    let changed = try_change(w, ChangeScenario { sites: edits.to_vec(), ..nothing(&first) }).unwrap();
    let held = body(w, first.id);
    assert_eq!([0, 1, 2].map(|n| held.set(n)), edits);
    assert_eq!([0, 1, 2].map(|n| held.moved(n)), [true, false, false]);
    assert_eq!(held.city.constraints.forbid, ["s2"]);
    let lifted: Vec<SetSite> = Body::of(city())
        .city
        .sites
        .iter()
        .map(|site| set(&site.id, SiteRule::Free, None, (site.at.x_m, site.at.y_m)))
        .collect();
    try_change(w, ChangeScenario { sites: lifted, ..nothing(&changed) }).unwrap();
    assert_eq!(body(w, first.id), Body::of(city()));
}

#[every_engine]
fn what_is_asked_reads_back_and_leaves_other_quotas_alone(w: &mut World) {
    let first = add(w);
    let mut ask = Ask::of(&body(w, first.id));
    assert!(!ask.county_b);
    ask.county_b = true;
    (ask.choice, ask.decay, ask.further_min) = (ChoiceRule::Gravity, 1.5, 20.0);
    (ask.yearly_max, ask.online) = (Some(90_000_000), 0.3);
    ask.close_none_in = vec!["c1".into()];
    let changed = try_change(w, ChangeScenario { ask: Some(ask.clone()), ..nothing(&first) }).unwrap();
    let held = body(w, first.id);
    assert_eq!(Ask::of(&held), ask);
    let county_b = Quota { at_least: Grade::B, count: 1, counties: vec![] };
    assert_eq!(held.city.constraints.quotas, [county_b]);
    let snapshot = held.snapshot(9, held.city.effort);
    assert!((snapshot.habits.payment.online - 0.65).abs() < 1e-12, "half of it, and 0.3 of the other half");
    assert_eq!(snapshot.habits.elder, held.city.habits.elder, "only payments go online");
    ask.county_b = false;
    ask.choice = ChoiceRule::Nearest;
    try_change(w, ChangeScenario { ask: Some(ask), ..nothing(&changed) }).unwrap();
    let held = body(w, first.id);
    assert_eq!((held.city.constraints.quotas.len(), held.city.choice), (0, Choice::Nearest));
}

#[every_engine]
fn numbers_that_are_none_and_codes_that_nobody_knows_are_refused_by_field_and_nothing_is_changed(
    w: &mut World,
) {
    let first = add(w);
    let ask = Ask::of(&body(w, first.id));
    let asks = [
        (
            "settings.weights.cost",
            Ask {
                weights: {
                    let mut it = ask.weights;
                    it.cost = f64::NAN;
                    it
                },
                ..ask.clone()
            },
        ),
        (
            "settings.weights.years",
            Ask {
                weights: {
                    let mut it = ask.weights;
                    it.years = 0.0;
                    it
                },
                ..ask.clone()
            },
        ),
        ("settings.decay", Ask { decay: -1.0, ..ask.clone() }),
        ("settings.online_pm", Ask { online: 1.0, ..ask.clone() }),
        ("settings.further_min", Ask { further_min: f64::INFINITY, ..ask.clone() }),
        ("settings.yearly_max_fen", Ask { yearly_max: Some(-1), ..ask.clone() }),
        ("settings.close_none_in", Ask { close_none_in: vec!["nowhere".into()], ..ask.clone() }),
    ];
    let mut changes: Vec<(&str, ChangeScenario)> = asks
        .into_iter()
        .map(|(field, ask)| (field, ChangeScenario { ask: Some(ask), ..nothing(&first) }))
        .collect();
    let sites = [
        ("sites[1].site", set("s9", SiteRule::Free, None, (0.0, 0.0))),
        ("sites[1].x_m", set("s2", SiteRule::Free, None, (f64::NAN, 0.0))),
        ("sites[1].x_m", set("s2", SiteRule::Free, None, (0.0, 1e9))),
        ("sites[1].grade", set("s2", SiteRule::Open, Some(Grade::A), (0.0, 0.0))),
    ];
    for (field, wrong) in sites {
        let sites = vec![set("s1", SiteRule::Open, None, (9.0, 9.0)), wrong];
        changes.push((field, ChangeScenario { sites, ..nothing(&first) }));
    }
    for (field, change) in changes {
        let Err(Refusal::Command(refusal)) = try_change(w, change) else { panic!("{field} was taken") };
        assert_eq!((refusal.code(), refusal.details()[0]), ("field_wrong", ("field", field)));
    }
    assert_eq!(body(w, first.id), Body::of(city()));
}

#[every_engine]
fn whoever_changes_what_somebody_else_changed_since_is_told_and_changes_nothing(w: &mut World) {
    let first = add(w);
    let name = |name: &str| ChangeScenario { name: Some(name.into()), ..nothing(&first) };
    try_change(w, name("甲")).unwrap();
    let refused = try_change(w, name("乙"));
    assert_eq!(refused, Err(Refusal::Command(ChangeScenarioRefusal::Stale { rule: "2".into() })));
    let org = w.org;
    let all = w.read(move |tx| centre::scenarios::scenarios(tx, org)).unwrap();
    assert_eq!((all[0].name.as_str(), all[0].version), ("甲", 2));
    let gone = ChangeScenario { scenario: ScenarioId(5), ..nothing(&first) };
    assert_eq!(try_change(w, gone), Err(Refusal::Command(ChangeScenarioRefusal::Unknown)));
}

#[every_engine]
fn a_scenario_goes_with_its_runs_but_not_while_one_goes_on(w: &mut World) {
    let run = start(w);
    let scenario = run.scenario;
    assert_eq!(try_remove(w, scenario), Err(Refusal::Command(RemoveScenarioRefusal::Running)));
    assert!(begin(w, run.id));
    assert_eq!(try_remove(w, scenario), Err(Refusal::Command(RemoveScenarioRefusal::Running)));
    common::end(w, run.id, true, "{}").unwrap();
    try_remove(w, scenario).unwrap();
    let org = w.org;
    assert_eq!(w.read(move |tx| centre::runs::run(tx, org, run.id)).unwrap(), None);
    assert_eq!(try_remove(w, scenario), Err(Refusal::Command(RemoveScenarioRefusal::Unknown)));
    let late = StartRun { scenario, version: 1, asked: asked() };
    assert!(try_start(w, late).is_err());
    let ended = Event::RunEnded { run: run.id, scenario, state: RunState::Done };
    assert!(w.published().iter().any(|stored| stored.event == ended));
}
