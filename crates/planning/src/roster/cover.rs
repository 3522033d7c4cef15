//! What the need of a month costs at least: shift covering as integer programs, by days and by weeks.
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

/// People who can do the same and have the same contract; of one day, where no contract counts, all who can do the same.
struct Class {
    contract: usize,
    skills: Vec<usize>,
    people: Vec<usize>,
}

/// The variables of a stretch of days: by day and class, the people who work each shift.
type Workers = BTreeMap<usize, Vec<Vec<Variable>>>;

/// A row of the program: what is added up, at least or at most so much.
type Row = (LinearExpr, ComparisonOp, f64);

/// What is asked of a day: by need the skill, the first quarter hour and the people; and how many of each class are there.
type Asked<'a> = (Vec<(Option<usize>, u32, &'a [u32])>, Vec<usize>);

/// The least that short quarter hours, working time and contract minima can cost together.
///
/// Of each week the better of two: its days one by one in whole people, and all of it with its contracts. `nodes` is how many
/// nodes of branch and bound each program may take; who stops it gets what was proved by then.
pub(super) fn bound(question: &RosterQuestion, nodes: u64, watch: &dyn Watch) -> i64 {
    let works = works(question);
    let (by_skill, by_contract) = (classes(question, false), classes(question, true));
    // Days that ask the same of the same people are one.
    let mut known: BTreeMap<Asked<'_>, i64> = BTreeMap::new();
    let mut sum = 0;
    for week in 0..question.weeks() {
        if watch.stop() {
            break;
        }
        let of_day = |day: usize| {
            let needs = &question.days[day].needs;
            let needs =
                needs.iter().map(|need| (need.skill, need.from_slot, need.people.as_slice())).collect();
            let there = by_skill.iter().map(|class| free(question, class, day)).collect();
            let prove = || proved(&day_program(question, day, &works, &by_skill), nodes);
            *known.entry((needs, there)).or_insert_with(prove)
        };
        let days: i64 = question.days_of(week).map(of_day).sum();
        sum += days.max(proved(&week_program(question, week, &works, &by_contract), nodes / 8));
    }
    sum
}

fn classes(question: &RosterQuestion, by_contract: bool) -> Vec<Class> {
    let mut classes: BTreeMap<(usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for (at, person) in question.people.iter().enumerate() {
        let mut skills = person.skills.clone();
        skills.sort_unstable();
        skills.dedup();
        let contract = if by_contract { person.contract } else { 0 };
        classes.entry((contract, skills)).or_default().push(at);
    }
    let class = |((contract, skills), people)| Class { contract, skills, people };
    classes.into_iter().map(class).collect()
}

/// The need of one day alone.
fn day_program(question: &RosterQuestion, day: usize, works: &[Work], classes: &[Class]) -> Problem {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let (all, mut rows) = workers(question, day..day + 1, works, classes, &mut problem);
    rows.extend(needs(question, day, works, classes, &all[&day], &mut problem));
    rows.into_iter().for_each(|(sum, op, side)| problem.add_constraint(sum, op, side));
    problem
}

/// The needs of a week, with the days and hours that the people of each class may work in it and the least they must.
fn week_program(question: &RosterQuestion, week: usize, works: &[Work], classes: &[Class]) -> Problem {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let (all, mut rows) = workers(question, question.days_of(week), works, classes, &mut problem);
    let paid = |work: &Work| f64::from(question.shifts[work.shift].paid_slots());
    let slots = |minutes: i64| minutes.max(0).div_euclid(i64::from(SLOT_MIN));
    for (at, class) in classes.iter().enumerate() {
        let xs = || all.values().flat_map(|of_day| of_day[at].iter().zip(works));
        let given = || xs().map(|(x, work)| (*x, paid(work)));
        let of_all = |each: &dyn Fn(usize) -> i64| class.people.iter().map(|who| each(*who)).sum::<i64>();
        let carried = |who: usize| {
            if week == 0 { i64::from(question.people[who].before.week_minutes) } else { 0 }
        };
        let days = of_all(&|who| most_days(question, who, week));
        rows.push((sum_of(xs().map(|(x, _)| (*x, 1.0))), ComparisonOp::Le, days as f64));
        let most = i64::from(question.contracts[class.contract].week_max_min);
        let most = of_all(&|who| slots(most - carried(who)));
        rows.push((sum_of(given()), ComparisonOp::Le, most as f64));
        let leasts: Vec<(i64, i64)> = class
            .people
            .iter()
            .map(|who| {
                let least = slots(question.week_min(&question.people[*who], week) - carried(*who));
                reachable(question, most_days(question, *who, week), least)
            })
            .collect();
        let least: i64 = leasts.iter().map(|(least, _)| least).sum();
        if least > 0 {
            let worth = leasts.iter().map(|(_, worth)| *worth).max().unwrap_or(1);
            let under = problem.add_var(question.weights.under as f64, (0.0, f64::INFINITY));
            rows.push((sum_of(given().chain([(under, worth as f64)])), ComparisonOp::Ge, least as f64));
        }
    }
    for (day, of_day) in &all {
        rows.extend(needs(question, *day, works, classes, of_day, &mut problem));
    }
    rows.into_iter().for_each(|(sum, op, side)| problem.add_constraint(sum, op, side));
    problem
}

/// What a person works in a week when `least` quarter hours are asked of them and shifts are whole: the least there is from
/// `least` on, and what a quarter hour below `least` is worth of it at the most. With it, worked and `worth` times missing
/// are never below that for anybody.
fn reachable(question: &RosterQuestion, days: i64, least: i64) -> (i64, i64) {
    let lengths: Vec<usize> = question.shifts.iter().map(|shift| shift.paid_slots() as usize).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let mut sums = vec![false; longest * days.max(0) as usize + 1];
    sums[0] = true;
    let mut now = sums.clone();
    for _ in 0..days {
        let before = now.clone();
        for (sum, _) in before.iter().enumerate().filter(|(_, can)| **can) {
            lengths
                .iter()
                .filter(|length| sum + **length < sums.len())
                .for_each(|length| now[sum + length] = true);
        }
    }
    sums.iter_mut().zip(now).for_each(|(sum, now)| *sum |= now);
    let first = (least.max(0) as usize..sums.len()).find(|sum| sums[*sum]);
    let Some(reach) = first.map(|sum| sum as i64).filter(|_| least > 0) else { return (least, 1) };
    let below = (0..least).filter(|sum| sums.get(*sum as usize).is_some_and(|can| *can));
    (reach, below.map(|sum| (reach - sum + least - sum - 1).div_euclid(least - sum)).max().unwrap_or(1))
}

/// Everybody who may work each shift on each day, no more of a class on a day than are there.
fn workers(
    question: &RosterQuestion,
    days: std::ops::Range<usize>,
    works: &[Work],
    classes: &[Class],
    problem: &mut Problem,
) -> (Workers, Vec<Row>) {
    let (mut all, mut rows) = (Workers::new(), vec![]);
    for day in days {
        let mut of_day = vec![];
        for class in classes {
            let there = free(question, class, day);
            let price = |work: &Work| {
                question.weights.paid as f64 * f64::from(question.shifts[work.shift].paid_slots())
            };
            let add = |work: &Work| problem.add_integer_var(price(work), (0, there as i32));
            let xs: Vec<Variable> = works.iter().map(add).collect();
            rows.push((sum_of(xs.iter().map(|x| (*x, 1.0))), ComparisonOp::Le, there as f64));
            of_day.push(xs);
        }
        all.insert(day, of_day);
    }
    (all, rows)
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
