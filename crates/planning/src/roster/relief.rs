//! What stays short, and the smallest relaxation: the fewest shifts that somebody from elsewhere would have to work.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::books::{Work, works};
use super::{Relief, Roster, RosterQuestion, Short};

/// Nodes of branch and bound for one day.
const NODES: u64 = 500;

/// The people missing in each quarter hour of a need, in the order of a day's needs.
fn missing(question: &RosterQuestion, roster: &Roster, day: usize) -> Vec<Vec<u32>> {
    let of_day: Vec<_> = roster.assignments.iter().filter(|at| at.day == day).collect();
    let there = |skill: Option<usize>, slot: u32| {
        let counts = of_day.iter().filter(|at| {
            skill.is_none_or(|skill| question.people[at.person].skills.contains(&skill))
                && question.shifts[at.shift].serves(slot, at.pause_slot)
        });
        counts.count() as u32
    };
    let of_need = |need: &super::Need| {
        let slots = (need.from_slot..).zip(&need.people);
        slots.map(|(slot, people)| people.saturating_sub(there(need.skill, slot))).collect()
    };
    question.days[day].needs.iter().map(of_need).collect()
}

/// The runs of quarter hours in which as many people are missing.
#[must_use]
pub fn short(question: &RosterQuestion, roster: &Roster) -> Vec<Short> {
    let mut short: Vec<Short> = vec![];
    for day in 0..question.days.len() {
        for (need, missing) in question.days[day].needs.iter().zip(missing(question, roster, day)) {
            let mut open: Option<Short> = None;
            for (slot, people) in (need.from_slot..).zip(missing.into_iter().chain([0])) {
                match &mut open {
                    Some(run) if run.people == people => run.to_slot = slot + 1,
                    _ => {
                        short.extend(open.take());
                        let run =
                            Short { day, skill: need.skill, from_slot: slot, to_slot: slot + 1, people };
                        open = (people > 0).then_some(run);
                    }
                }
            }
        }
    }
    short
}

/// The fewest further shifts that leave nothing short where any shift reaches, and the skills that each needs.
#[must_use]
pub fn relief(question: &RosterQuestion, roster: &Roster) -> Vec<Relief> {
    let works = works(question);
    let mut relief = vec![];
    for day in 0..question.days.len() {
        let missing = missing(question, roster, day);
        if missing.iter().flatten().any(|people| *people > 0) {
            relief.extend(of_day(question, day, &works, &missing));
        }
    }
    relief
}

fn of_day(question: &RosterQuestion, day: usize, works: &[Work], missing: &[Vec<u32>]) -> Vec<Relief> {
    let needs = &question.days[day].needs;
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let most = missing.iter().flatten().copied().max().unwrap_or(0);
    let most = (most * needs.len() as u32 * 4).min(i32::MAX as u32) as i32;
    let xs: Vec<Variable> = works.iter().map(|_| problem.add_integer_var(1.0, (0, most))).collect();
    let serves = |work: &Work, slot: u32| work.serves.iter().any(|(from, to)| (*from..*to).contains(&slot));
    for (need, missing) in needs.iter().zip(missing) {
        for (slot, people) in (need.from_slot..).zip(missing).filter(|(_, people)| **people > 0) {
            let reach = works.iter().zip(&xs).filter(|(work, _)| serves(work, slot));
            let sum: LinearExpr = reach.map(|(_, x)| (*x, 1.0)).collect();
            // A quarter hour that no shift reaches wants another shift, not another person.
            if works.iter().any(|work| serves(work, slot)) {
                problem.add_constraint(sum, ComparisonOp::Ge, f64::from(*people));
            }
        }
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    let outcome = problem.solve_with(options);
    let Some(solution) = outcome.as_ref().ok().and_then(|outcome| outcome.solution()) else { return vec![] };
    let mut relief = vec![];
    for (work, x) in works.iter().zip(&xs) {
        let wanted = |(need, missing): &(&super::Need, &Vec<u32>)| {
            let mut slots = (need.from_slot..).zip(missing.iter());
            slots.any(|(slot, people)| *people > 0 && serves(work, slot))
        };
        let mut skills: Vec<usize> =
            needs.iter().zip(missing).filter(wanted).filter_map(|(need, _)| need.skill).collect();
        skills.sort_unstable();
        skills.dedup();
        let count = solution.var_value(*x).round() as usize;
        relief.extend(vec![Relief { day, shift: work.shift, skills }; count]);
    }
    relief
}
