//! Rosters: nothing is stored that breaks a rule of rest, and nobody overwrites anybody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use centre::rosters::{PutRoster, PutRosterRefusal, RosterRow, put_roster, roster};
use kernel::{Actor, Day, Event, HallId, StaffId};
use planning::roster::{
    Assignment, Band, Contract, Need, Person, RestRules, Roster, RosterDay, RosterQuestion, Shift, Weights,
};
use store::{Lane, Refusal};
use testkit::{World, every_engine};

const HALL: HallId = HallId(7);

fn month() -> Day {
    Day::new(2026, 12, 1).unwrap()
}

/// Two days from the eve of a week on, an early and a late shift, one person who must rest ten hours.
fn question() -> RosterQuestion {
    let shift = |code: &str, start_slot: u32| Shift {
        code: code.into(),
        start_slot,
        slots: 28,
        pause: None,
        band: Band::Plain,
    };
    let need = Need { skill: None, from_slot: 32, people: vec![1; 8] };
    RosterQuestion {
        first_weekday: 2,
        days: vec![RosterDay { rest_day: false, needs: vec![need] }; 2],
        skills: vec![],
        shifts: vec![shift("早", 24), shift("晚", 60)],
        contracts: vec![Contract { name: "全日".into(), week_min_min: 0, week_max_min: 2_640 }],
        people: vec![Person { key: "901".into(), ..Person::default() }],
        rules: RestRules { rest_min: 600, run_days_max: 6, week_off_min: 1 },
        weights: Weights::default(),
        pins: vec![],
    }
}

fn works(shifts: &[usize]) -> Roster {
    let each = shifts.iter().enumerate();
    let assignments = each.map(|(day, shift)| Assignment { person: 0, day, shift: *shift, pause_slot: None });
    Roster { assignments: assignments.collect() }
}

fn put(w: &mut World, version: i64, shifts: &[usize]) -> Result<RosterRow, Refusal<PutRosterRefusal>> {
    put_question(w, version, question(), shifts)
}

fn put_question(
    w: &mut World,
    version: i64,
    question: RosterQuestion,
    shifts: &[usize],
) -> Result<RosterRow, Refusal<PutRosterRefusal>> {
    let request = w.fresh_request();
    let input =
        PutRoster { month: month(), version, seed: 3, question, roster: works(shifts), bound: Some(1) };
    w.write(Lane(7), Actor::Staff(StaffId(1)), request, move |tx, cx| put_roster(tx, cx, HALL, &input))
        .unwrap()
}

fn stored(w: &World) -> Option<RosterRow> {
    let org = w.org;
    w.read(move |tx| roster(tx, org, HALL, month())).unwrap()
}

#[every_engine]
fn a_roster_reads_back_as_it_was_stored_and_counts_its_changes(w: &mut World) {
    assert_eq!(stored(w), None);
    let first = put(w, 0, &[0, 0]).unwrap();
    assert_eq!((stored(w), first.version), (Some(first.clone()), 1));
    let second = put(w, 1, &[0, 1]).unwrap();
    assert_eq!((stored(w), second.version), (Some(second), 2));
    let changed = Event::RosterChanged { month: month(), version: 2 };
    assert!(w.published().iter().any(|it| it.hall == HALL && it.event == changed));
}

#[every_engine]
fn whoever_changes_a_roster_that_changed_since_is_told_and_changes_nothing(w: &mut World) {
    put(w, 0, &[0, 0]).unwrap();
    let stale = |version: &str| Err(Refusal::Command(PutRosterRefusal::Stale { rule: version.into() }));
    assert_eq!(put(w, 0, &[1, 1]), stale("1"));
    assert_eq!(put(w, 2, &[1, 1]), stale("1"));
    assert_eq!(stored(w).unwrap().roster, works(&[0, 0]));
}

#[every_engine]
fn nothing_is_stored_that_breaks_a_rule_of_rest_or_asks_what_is_no_question(w: &mut World) {
    let refused = put(w, 0, &[1, 0]);
    let breaks = PutRosterRefusal::Breaks {
        rule: "rest_short".into(),
        person: "901".into(),
        day: "2026-12-02".into(),
    };
    assert_eq!(refused, Err(Refusal::Command(breaks)));
    let mut nowhere = question();
    nowhere.people[0].contract = 5;
    let refused = put_question(w, 0, nowhere, &[0, 0]);
    assert!(matches!(refused, Err(Refusal::Command(PutRosterRefusal::Question { .. }))), "{refused:?}");
    assert_eq!(stored(w), None);
}
