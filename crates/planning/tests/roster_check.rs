//! Every rule that a roster can break, tried one by one by hand; and questions that are none, refused by name.

mod rosters;

use kernel::Refuse;
use planning::roster::{BreachCode, Pin, Roster, RosterQuestion, check, valid};
use rosters::{plain, works};

/// The hard breaches of the shifts `(person, day, shift)`: code, day, have, limit.
fn hard(question: &RosterQuestion, shifts: &[(usize, usize, usize)]) -> Vec<(BreachCode, usize, i64, i64)> {
    valid(question).expect("a question");
    let assignments = shifts.iter().map(|(p, d, s)| works(question, *p, *d, *s)).collect();
    let all = check(question, &Roster { assignments });
    let hard = all.into_iter().filter(|breach| !breach.code.is_soft());
    hard.map(|breach| (breach.code, breach.day, breach.have, breach.limit)).collect()
}

#[test]
fn two_shifts_of_one_person_on_one_day_are_a_breach() {
    assert_eq!(hard(&plain(), &[(0, 2, 2), (1, 2, 1), (0, 2, 1)]), [(BreachCode::TwoShifts, 2, 2, 1)]);
}

#[test]
fn rest_between_a_late_and_an_early_shift_is_measured_in_minutes() {
    let mut question = plain();
    // Until 18:00, then from 08:00: fourteen hours.
    assert_eq!(hard(&question, &[(0, 0, 1), (0, 1, 0)]), []);
    question.rules.rest_min = 14 * 60 + 1;
    assert_eq!(hard(&question, &[(0, 0, 1), (0, 1, 0)]), [(BreachCode::RestShort, 1, 840, 841)]);
    question.people[0].before.eve_end_slot = Some(72);
    assert_eq!(hard(&question, &[(0, 0, 0)]), [(BreachCode::RestShort, 0, 840, 841)]);
    assert_eq!(hard(&question, &[(0, 1, 0)]), [], "a day between is rest enough");
}

#[test]
fn a_run_counts_the_days_before_the_first_and_is_told_on_its_last_day() {
    let mut question = plain();
    question.rules.run_days_max = 3;
    let run = [(0, 0, 2), (0, 1, 2), (0, 2, 2)];
    assert_eq!(hard(&question, &run), []);
    question.people[0].before.run_days = 1;
    assert_eq!(hard(&question, &run), [(BreachCode::RunLong, 2, 4, 3)]);
    question.people[0].before.run_days = 9;
    assert_eq!(hard(&question, &[(0, 1, 2)]), [], "what was before is not this roster's");
}

#[test]
fn a_week_keeps_its_days_off_and_its_hours_with_what_was_worked_before_the_first_day() {
    let mut question = plain();
    question.rules.run_days_max = 9;
    let all: Vec<_> = (0..7).map(|day| (0, day, 2)).collect();
    assert_eq!(hard(&question, &all), [(BreachCode::WeekOff, 0, 7, 6)]);
    question.first_weekday = 4;
    assert_eq!(hard(&question, &all), [], "a Thursday's seven days are in two weeks");
    question.people[0].before.week_days = 3;
    assert_eq!(hard(&question, &all), [(BreachCode::WeekOff, 0, 7, 6)]);
    question.people[0].before.week_days = 0;
    question.people[0].before.week_minutes = 27 * 60;
    assert_eq!(hard(&question, &all), [(BreachCode::WeekOver, 0, 43 * 60, 42 * 60)]);
}

#[test]
fn away_means_away_and_a_pin_is_kept() {
    let mut question = plain();
    question.people[0].away = vec![3];
    assert_eq!(hard(&question, &[(0, 3, 0)]), [(BreachCode::Away, 3, 1, 0)]);
    question.pins = vec![Pin { person: 1, day: 2, shift: Some(0) }, Pin { person: 1, day: 3, shift: None }];
    assert_eq!(hard(&question, &[(1, 2, 0)]), []);
    assert_eq!(
        hard(&question, &[(1, 2, 1), (1, 3, 1)]),
        [(BreachCode::Pin, 2, 1, 0), (BreachCode::Pin, 3, 1, -1)]
    );
}

#[test]
fn a_break_is_within_its_window_and_only_where_the_shift_has_one() {
    let question = plain();
    let with = |shift: usize, pause_slot| {
        let assignments = vec![planning::roster::Assignment { person: 0, day: 0, shift, pause_slot }];
        let all = check(&question, &Roster { assignments });
        all.into_iter()
            .filter(|b| b.code == BreachCode::PauseWrong)
            .map(|b| (b.have, b.limit))
            .collect::<Vec<_>>()
    };
    assert_eq!(with(0, Some(48)), []);
    assert_eq!(with(0, Some(49)), [(49, 48)]);
    assert_eq!(with(0, None), [(-1, 48)]);
    assert_eq!(with(2, Some(40)), [(40, -1)]);
}

#[test]
fn what_is_short_counts_skills_and_breaks() {
    let mut question = plain();
    question.days.truncate(1);
    let roster = |shifts: &[(usize, usize)]| Roster {
        assignments: shifts.iter().map(|(p, s)| works(&question, *p, 0, *s)).collect(),
    };
    let short = |shifts: &[(usize, usize)]| {
        let all = check(&question, &roster(shifts));
        all.into_iter().filter(|b| b.code == BreachCode::Short).map(|b| b.have).collect::<Vec<_>>()
    };
    // Two for nine hours, and one with the skill: 72 person-quarters and 36.
    assert_eq!(short(&[]), [72, 36]);
    // Early until four, without an hour's break: 28 of them, by somebody with the skill, then by somebody without.
    assert_eq!(short(&[(0, 0)]), [72 - 28, 36 - 28]);
    assert_eq!(short(&[(2, 0)]), [72 - 28, 36]);
}

#[test]
fn a_contract_s_minimum_shrinks_with_the_days_away_and_binds_whole_weeks_only() {
    let mut question = plain();
    question.contracts[0].week_min_min = 35 * 60;
    let under = |question: &RosterQuestion| {
        let all = check(question, &Roster::default());
        all.into_iter()
            .filter(|b| b.code == BreachCode::WeekUnder && b.person == Some(0))
            .map(|b| (b.have, b.limit))
            .collect::<Vec<_>>()
    };
    assert_eq!(under(&question), [(0, 35 * 60)]);
    question.people[0].away = vec![0, 1];
    assert_eq!(under(&question), [(0, 25 * 60)]);
    question.first_weekday = 2;
    assert_eq!(under(&question), []);
}

#[test]
fn what_is_not_in_the_question_is_unknown() {
    let mut question = plain();
    let stray = works(&question, 0, 0, 0);
    question.people.clear();
    let found = check(&question, &Roster { assignments: vec![stray] });
    assert_eq!(found[0].code, BreachCode::Unknown);
}

#[test]
fn a_question_that_is_none_is_refused_with_the_field_that_is_wrong() {
    let refused = |change: &dyn Fn(&mut RosterQuestion)| {
        let mut question = plain();
        change(&mut question);
        let refusal = valid(&question).unwrap_err();
        assert_eq!(refusal.code(), "roster_figure");
        refusal.details()[0].1.to_owned()
    };
    assert_eq!(refused(&|q| q.days.clear()), "days");
    assert_eq!(refused(&|q| q.people.clear()), "people");
    assert_eq!(refused(&|q| q.shifts.clear()), "shifts");
    assert_eq!(refused(&|q| q.contracts.clear()), "contracts");
    assert_eq!(refused(&|q| q.first_weekday = 0), "first_weekday");
    assert_eq!(refused(&|q| q.shifts[1].slots = u32::MAX), "shifts[1].slots");
    assert_eq!(refused(&|q| q.shifts[0].pause.as_mut().unwrap().latest_slot = 63), "shifts[0].pause");
    assert_eq!(refused(&|q| q.contracts[0].week_min_min = u32::MAX), "contracts[0].week_max_min");
    assert_eq!(refused(&|q| q.days[2].needs[1].skill = Some(1)), "days[2].needs[1].skill");
    assert_eq!(refused(&|q| q.days[2].needs[0].from_slot = 90), "days[2].needs[0].people");
    assert_eq!(refused(&|q| q.days[2].needs[0].people[3] = u32::MAX), "days[2].needs[0].people");
    assert_eq!(refused(&|q| q.people[3].contract = 7), "people[3].contract");
    assert_eq!(refused(&|q| q.people[3].skills = vec![1]), "people[3].skills");
    assert_eq!(refused(&|q| q.people[3].away = vec![7]), "people[3].away");
    assert_eq!(refused(&|q| q.people[3].before.week_days = 8), "people[3].before");
    assert_eq!(refused(&|q| q.rules.run_days_max = 0), "rules.run_days_max");
    assert_eq!(refused(&|q| q.rules.rest_min = 1_441), "rules.rest_min");
    assert_eq!(refused(&|q| q.weights.short = -1), "weights");
    let pin = Pin { person: 0, day: 0, shift: None };
    assert_eq!(refused(&|q| q.pins = vec![pin, pin]), "pins");
}

#[test]
fn a_pin_that_breaks_a_rule_is_refused_with_whose_and_which() {
    let mut question = plain();
    question.people[2].away = vec![5];
    question.pins = vec![Pin { person: 2, day: 5, shift: Some(1) }];
    let refusal = valid(&question).unwrap_err();
    assert_eq!(refusal.code(), "roster_pins_break");
    assert_eq!(refusal.details(), [("person", "c"), ("day", "5"), ("rule", "away")]);
}
