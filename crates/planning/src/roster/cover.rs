//! What the need of a month costs at least: shift covering as an integer program, week by week.
//!
//! People are counted by what they can do and by their contract, not one by one: days in a row, rest between shifts,
//! wishes and fairness are left out, and each can only cost more. So its optimum, or what the solver has proved of it, is a
//! bound for every roster.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::RosterQuestion;
use super::books::{Work, works};
use crate::Watch;
use crate::staff::SLOT_MIN;

/// People who can do the same and have the same contract.
struct Class {
    contract: usize,
    skills: Vec<usize>,
    people: Vec<usize>,
}

/// The least that short quarter hours, working time and contract minima can cost together.
///
/// `nodes` is how many nodes of branch and bound each week may take; who stops it gets what was proved by then.
pub(super) fn bound(question: &RosterQuestion, nodes: u64, watch: &dyn Watch) -> i64 {
    let (works, classes) = (works(question), classes(question));
    let mut sum = 0;
    for week in 0..question.weeks() {
        if watch.stop() {
            break;
        }
        sum += week_bound(question, week, &works, &classes, nodes);
    }
    sum
}

fn classes(question: &RosterQuestion) -> Vec<Class> {
    let mut classes: BTreeMap<(usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for (at, person) in question.people.iter().enumerate() {
        let mut skills = person.skills.clone();
        skills.sort_unstable();
        skills.dedup();
        classes.entry((person.contract, skills)).or_default().push(at);
    }
    let class = |((contract, skills), people)| Class { contract, skills, people };
    classes.into_iter().map(class).collect()
}

/// A row of the program: what is added up, at least or at most so much.
type Row = (LinearExpr, ComparisonOp, f64);

fn week_bound(question: &RosterQuestion, week: usize, works: &[Work], classes: &[Class], nodes: u64) -> i64 {
    let weights = question.weights;
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut rows: Vec<Row> = vec![];
    let paid = |work: &Work| f64::from(question.shifts[work.shift].paid_slots());
    // By class and day, the people who work each shift.
    let mut all: BTreeMap<usize, Vec<Vec<Variable>>> = BTreeMap::new();
    for day in question.days_of(week) {
        let of_day: Vec<Vec<Variable>> = classes
            .iter()
            .map(|class| {
                let there = free(question, class, day);
                let add = |work: &Work| {
                    problem.add_integer_var(weights.paid as f64 * paid(work), (0, there as i32))
                };
                let xs: Vec<Variable> = works.iter().map(add).collect();
                rows.push((sum_of(xs.iter().map(|x| (*x, 1.0))), ComparisonOp::Le, there as f64));
                xs
            })
            .collect();
        all.insert(day, of_day);
    }
    for (at, class) in classes.iter().enumerate() {
        let xs = || all.values().flat_map(|of_day| of_day[at].iter().zip(works));
        let days: i64 = class.people.iter().map(|person| most_days(question, *person, week)).sum();
        rows.push((sum_of(xs().map(|(x, _)| (*x, 1.0))), ComparisonOp::Le, days as f64));
        let carried = |person: &usize| {
            if week == 0 { i64::from(question.people[*person].before.week_minutes) } else { 0 }
        };
        let most = i64::from(question.contracts[class.contract].week_max_min);
        let room = |person: &usize| (most - carried(person)).max(0).div_euclid(i64::from(SLOT_MIN));
        let slots: i64 = class.people.iter().map(room).sum();
        rows.push((sum_of(xs().map(|(x, work)| (*x, paid(work)))), ComparisonOp::Le, slots as f64));
        let least = |person: &usize| {
            let least = question.week_min(&question.people[*person], week) - carried(person);
            least.max(0).div_euclid(i64::from(SLOT_MIN))
        };
        let least: i64 = class.people.iter().map(least).sum();
        if least > 0 {
            let under = problem.add_var(weights.under as f64, (0.0, f64::INFINITY));
            let given = xs().map(|(x, work)| (*x, paid(work))).chain([(under, 1.0)]);
            rows.push((sum_of(given), ComparisonOp::Ge, least as f64));
        }
    }
    for (day, of_day) in &all {
        rows.extend(needs(question, *day, works, classes, of_day, &mut problem));
    }
    for (sum, op, side) in rows {
        problem.add_constraint(sum, op, side);
    }
    proved(&problem, nodes)
}

fn sum_of(terms: impl Iterator<Item = (Variable, f64)>) -> LinearExpr {
    let mut sum = LinearExpr::empty();
    terms.for_each(|(variable, factor)| sum.add(variable, factor));
    sum
}

/// How many of a class may work on a day.
fn free(question: &RosterQuestion, class: &Class, day: usize) -> usize {
    class.people.iter().filter(|person| !question.people[**person].away.contains(&day)).count()
}

/// The days of a week on which a person may work.
fn most_days(question: &RosterQuestion, person: usize, week: usize) -> i64 {
    let who = &question.people[person];
    let there = question.days_of(week).filter(|day| !who.away.contains(day)).count() as i64;
    let carried = if week == 0 { i64::from(who.before.week_days) } else { 0 };
    there.min(7 - i64::from(question.rules.week_off_min) - carried).max(0)
}

/// Who is there and who is missing is at least who is needed; quarter hours that every shift treats alike are one row.
fn needs(
    question: &RosterQuestion,
    day: usize,
    works: &[Work],
    classes: &[Class],
    of_day: &[Vec<Variable>],
    problem: &mut Problem,
) -> Vec<Row> {
    let mut rows = vec![];
    for need in &question.days[day].needs {
        let mut alike: BTreeMap<(Vec<bool>, u32), u32> = BTreeMap::new();
        for (slot, people) in (need.from_slot..).zip(&need.people).filter(|(_, people)| **people > 0) {
            let serves = |work: &Work| work.serves.iter().any(|(from, to)| (*from..*to).contains(&slot));
            *alike.entry((works.iter().map(serves).collect(), *people)).or_default() += 1;
        }
        let able: Vec<&Vec<Variable>> = classes
            .iter()
            .zip(of_day)
            .filter(|(class, _)| need.skill.is_none_or(|skill| class.skills.contains(&skill)))
            .map(|(_, xs)| xs)
            .collect();
        for ((serves, people), slots) in alike {
            let price = question.weights.short as f64 * f64::from(slots);
            let missing = problem.add_var(price, (0.0, f64::from(people)));
            let there = able.iter().flat_map(|xs| xs.iter().zip(&serves));
            let there = there.filter(|(_, serves)| **serves).map(|(x, _)| (*x, 1.0));
            rows.push((sum_of(there.chain([(missing, 1.0)])), ComparisonOp::Ge, f64::from(people)));
        }
    }
    rows
}

/// What is proved of a minimum, in whole points; nothing where the solver gives up.
fn proved(problem: &Problem, nodes: u64) -> i64 {
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes);
    let Ok(outcome) = problem.solve_with(options) else { return 0 };
    let best = if outcome.is_optimal() {
        outcome.solution().map(microlp::Solution::objective)
    } else {
        outcome.stats().best_bound
    };
    // Prices are whole numbers; what the floating point may be off is given away.
    best.map_or(0, |value| (value - 1e-6 * value.abs().max(1.0)).ceil().max(0.0) as i64)
}
