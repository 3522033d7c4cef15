//! Rosters that are found: against every roster there is on small questions, by the independent check on random ones, and
//! with the fewest changes when somebody falls out.

mod rosters;

use std::sync::atomic::{AtomicBool, Ordering};

use planning::roster::{
    Assignment, BreachCode, Pin, Roster, RosterAnswer, RosterEffort, RosterQuestion, Want, Wish, check,
    mend_roster, price, roster,
};
use planning::{Progress, Silent, Stream, Watch};
use proptest::prelude::*;
use rosters::{month, plain};

const QUICK: RosterEffort = RosterEffort { steps: 30_000, nodes: 0, seed: 1 };

fn found(question: &RosterQuestion) -> RosterAnswer {
    roster(question, QUICK, &Silent).expect("a question")
}

/// Every hard rule is kept, the price is that of the objective, and the bound is below it.
fn holds(question: &RosterQuestion, answer: &RosterAnswer, was: Option<&Roster>) {
    let breaches = check(question, &answer.roster);
    assert_eq!(breaches, answer.breaches);
    assert!(breaches.iter().all(|breach| breach.code.is_soft()), "{breaches:?}");
    assert_eq!(price(question, &answer.roster, was), answer.price);
    assert!((0..=answer.price.total).contains(&answer.bound), "{} {}", answer.bound, answer.price.total);
    let missing: i64 =
        answer.short.iter().map(|s| i64::from(s.people) * i64::from(s.to_slot - s.from_slot)).sum();
    let counted: i64 = breaches.iter().filter(|b| b.code == BreachCode::Short).map(|b| b.have).sum();
    assert_eq!(missing, counted);
}

/// The cheapest roster of all there are without breaks, by trying each.
fn cheapest_of_all(question: &RosterQuestion) -> i64 {
    let (people, days, shifts) = (question.people.len(), question.days.len(), question.shifts.len());
    let cells = people * days;
    let mut cell = vec![0; cells];
    let mut cheapest = i64::MAX;
    loop {
        let worked = (0..cells).filter(|at| cell[*at] > 0);
        let assign = |at: usize| Assignment {
            person: at / days,
            day: at % days,
            shift: cell[at] - 1,
            pause_slot: None,
        };
        let roster = Roster { assignments: worked.map(assign).collect() };
        if check(question, &roster).iter().all(|breach| breach.code.is_soft()) {
            cheapest = cheapest.min(price(question, &roster, None).total);
        }
        let Some(at) = (0..cells).find(|at| cell[*at] < shifts) else { return cheapest };
        cell[at] += 1;
        cell[..at].fill(0);
    }
}

/// Three days, three people, two shifts without breaks, random needs, wishes and rules.
fn small(seed: u64) -> RosterQuestion {
    let mut draw = Stream::new(seed, 0);
    let mut question = plain();
    question.days.truncate(3);
    question.people.truncate(3);
    question.shifts.truncate(2);
    question.shifts.iter_mut().for_each(|shift| shift.pause = None);
    for day in &mut question.days {
        day.rest_day = draw.below(2) == 0;
        day.needs[0].people =
            (0..36).map(|slot| if slot % 9 == 0 { draw.below(3) as u32 } else { 1 }).collect();
    }
    question.rules.run_days_max = 2;
    question.rules.rest_min = 60 * (12 + draw.below(4)) as u32;
    question.people[2].away = vec![draw.below(3)];
    question.people[0].before.early = draw.below(3) as u32;
    for person in &mut question.people {
        person.wishes.push(Wish { day: draw.below(3), want: Want::Shift(draw.below(2)), weight: 70 });
    }
    question.contracts[0].week_min_min = 0;
    question
}

#[test]
fn on_small_questions_no_roster_at_all_is_cheaper_and_none_is_below_the_bound() {
    for seed in 0..6 {
        let question = small(seed);
        let answer = roster(&question, RosterEffort { nodes: 50, ..QUICK }, &Silent).unwrap();
        holds(&question, &answer, None);
        let cheapest = cheapest_of_all(&question);
        assert_eq!(answer.price.total, cheapest, "seed {seed}: {answer:?}");
        assert!(answer.bound <= cheapest && answer.bound > 0);
    }
}

#[test]
fn where_nothing_but_the_need_counts_the_bound_is_reached() {
    let mut question = plain();
    question.weights = planning::roster::Weights { rest_days: 0, early: 0, late: 0, ..question.weights };
    question.shifts.truncate(1);
    question.shifts[0].pause = None;
    for day in &mut question.days {
        day.needs.truncate(1);
        day.needs[0].people = vec![1; 32];
    }
    let answer = found(&question);
    assert_eq!((answer.price.total, answer.bound), (7 * 32 * 10, 7 * 32 * 10));
    assert_eq!((answer.gap, answer.short.len(), answer.relief.len()), (0.0, 0, 0));
}

#[test]
fn a_month_is_covered_by_the_rules_and_shared_out() {
    let question = month(1, 10, 28);
    let answer = roster(&question, RosterEffort { steps: 150_000, ..QUICK }, &Silent).unwrap();
    holds(&question, &answer, None);
    assert_eq!(answer.price.short, 0, "{:?}", answer.short);
    assert!(answer.gap < 0.1, "gap {}: {:?}, bound {}", answer.gap, answer.price, answer.bound);
}

#[test]
fn the_same_question_has_the_same_roster_and_who_stops_it_gets_one_that_keeps_the_rules() {
    struct Stops(AtomicBool);
    impl Watch for Stops {
        fn stop(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }
        fn tell(&self, progress: Progress) {
            assert!(progress.bound <= progress.best);
            self.0.store(progress.done > 5_000, Ordering::Relaxed);
        }
    }
    let question = month(2, 8, 14);
    assert_eq!(found(&question), found(&question));
    let answer = roster(&question, QUICK, &Stops(AtomicBool::new(false))).unwrap();
    assert!(answer.stopped && answer.steps < 10_000);
    holds(&question, &answer, None);
}

#[test]
fn what_cannot_be_covered_stays_short_by_name_with_the_fewest_shifts_that_would_help() {
    let mut question = plain();
    question.days.truncate(2);
    question.people.truncate(2);
    // Three until four o'clock on the second day, one of them with the skill, and nobody who is there has it.
    question.people.iter_mut().for_each(|person| person.skills.clear());
    question.shifts.truncate(1);
    question.shifts[0].pause = None;
    question.days[0].needs.clear();
    question.days[1].needs[0].people = vec![3; 32];
    question.days[1].needs[1].people = vec![1; 32];
    let answer = found(&question);
    holds(&question, &answer, None);
    let runs: Vec<_> =
        answer.short.iter().map(|s| (s.day, s.skill, s.from_slot, s.to_slot, s.people)).collect();
    assert_eq!(runs, [(1, None, 32, 64, 1), (1, Some(0), 32, 64, 1)]);
    let relief: Vec<_> = answer.relief.iter().map(|r| (r.day, r.shift, r.skills.clone())).collect();
    assert_eq!(relief, [(1, 0, vec![0])], "one person with the skill mends both");
    // Nobody at all: each need is missing in full, and the hour after the last shift has no relief.
    question.days[1].needs[0].people = vec![2; 36];
    question.people.iter_mut().for_each(|person| person.away = vec![0, 1]);
    let answer = found(&question);
    assert_eq!(answer.roster, Roster::default());
    assert_eq!(answer.relief.len(), 2);
    assert!(answer.short.iter().any(|s| s.to_slot == 68));
}

#[test]
fn the_price_is_what_is_missing_worked_denied_and_shared_unevenly() {
    let mut question = plain();
    question.days.truncate(2);
    question.days[1].rest_day = true;
    question.people[1].wishes = vec![Wish { day: 0, want: Want::Work, weight: 7 }];
    question.people[2].before.late = 2;
    let works = |person, day, shift| rosters::works(&question, person, day, shift);
    let was = Roster { assignments: vec![works(0, 0, 0), works(0, 1, 1)] };
    let paid = price(&question, &was, None);
    // Twice 36 quarter hours of two people and of one with the skill are asked. The early shift gives 28 of each, the late
    // one, which ends after the doors have closed, 24.
    assert_eq!(paid.short, 1_000 * (2 * (72 + 36) - 2 * (28 + 24)));
    assert_eq!((paid.paid, paid.wishes, paid.under, paid.changes), (10 * 56, 7, 0, 0));
    // One rest day and one early shift among four are even; late shifts are 1, 0, 2, 0 where 1, 1, 1, 0 is the best.
    assert_eq!(paid.unfair, 20 * (5 - 3));
    let is = Roster { assignments: vec![works(0, 0, 0), works(3, 1, 1)] };
    assert_eq!(price(&question, &is, Some(&was)).changes, 2 * 400);
}

#[test]
fn a_question_and_its_answer_come_back_from_json_as_they_were() {
    let question = small(1);
    let text = serde_json::to_string(&question).unwrap();
    assert_eq!(serde_json::from_str::<RosterQuestion>(&text).unwrap(), question);
    let answer = found(&question);
    let text = serde_json::to_string(&answer).unwrap();
    let back: RosterAnswer = serde_json::from_str(&text).unwrap();
    assert_eq!((back.roster, back.price, back.breaches), (answer.roster, answer.price, answer.breaches));
    assert!(serde_json::from_str::<RosterQuestion>(r#"{"first_weekday":1,"surprise":2}"#).is_err());
}

#[test]
fn what_was_set_by_hand_stays() {
    let mut question = plain();
    question.pins = vec![
        Pin { person: 3, day: 1, shift: Some(1) },
        Pin { person: 3, day: 2, shift: None },
        Pin { person: 0, day: 6, shift: Some(0) },
    ];
    let answer = found(&question);
    holds(&question, &answer, None);
}

#[test]
fn nothing_changes_when_nobody_falls_out() {
    let question = month(3, 8, 14);
    let was = roster(&question, RosterEffort { steps: 100_000, ..QUICK }, &Silent).unwrap().roster;
    let mended = mend_roster(&question, &was, QUICK, &Silent).unwrap();
    holds(&question, &mended, Some(&was));
    assert_eq!((mended.changes.len(), mended.changes_bound), (0, 0), "{:?}", mended.changes);
}

#[test]
fn after_an_absence_as_few_cells_change_as_the_bound_says_there_must() {
    let mut question = month(4, 10, 28);
    let before = roster(&question, RosterEffort { steps: 150_000, ..QUICK }, &Silent).unwrap();
    assert_eq!(before.price.short, 0);
    let (who, day) =
        before.roster.assignments.iter().map(|at| (at.person, at.day)).find(|at| at.1 == 9).unwrap();
    question.people[who].away.extend([day, day + 1]);
    let mended = mend_roster(&question, &before.roster, QUICK, &Silent).unwrap();
    holds(&question, &mended, Some(&before.roster));
    assert_eq!(mended.price.short, 0);
    assert!(mended.changes.iter().any(|change| (change.person, change.day, change.is) == (who, day, None)));
    let fewest = mended.changes_bound..=mended.changes_bound + 2;
    assert!(mended.changes_bound >= 1 && fewest.contains(&(mended.changes.len() as u32)), "{mended:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_no_rule_of_rest_is_broken(
        seed in 0_u64..1_000_000, people in 1_usize..7, days in 1_usize..12, weekday in 1_u32..8,
        run in 1_u32..7, off in 0_u32..4, rest in 0_u32..19, before in 0_u32..8,
    ) {
        let mut question = month(seed, people, days);
        question.first_weekday = weekday;
        question.rules.run_days_max = run;
        question.rules.week_off_min = off;
        question.rules.rest_min = rest * 60;
        let first = &mut question.people[0].before;
        (first.run_days, first.week_days, first.week_minutes) = (before, before.min(7), before * 400);
        first.eve_end_slot = Some(80);
        let effort = RosterEffort { steps: 4_000, seed, ..QUICK };
        let answer = roster(&question, effort, &Silent).unwrap();
        holds(&question, &answer, None);
        question.people[people - 1].away = (0..days).step_by(2).collect();
        let mended = mend_roster(&question, &answer.roster, effort, &Silent).unwrap();
        holds(&question, &mended, Some(&answer.roster));
        if mended.price.short == 0 {
            prop_assert!(mended.changes.len() as u32 >= mended.changes_bound, "{mended:?}");
        }
    }
}
