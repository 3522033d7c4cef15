//! Plans from new beginnings. A line of upsets ends where no small upset helps any more, and staying there helps little;
//! lines from other beginnings end elsewhere, each good in other parts, for `mix.rs` to bring together. Never goes on with
//! a line that brings nothing.

use super::plan::Plan;
use super::polish::polish;
use super::problem::Problem;
use crate::Stream;

/// Begins anew again and again, with as many open as `plan` has, until about `work` more distances were looked at; answers
/// what each line came to.
pub(super) fn afresh(
    problem: &Problem<'_>,
    plan: &mut Plan<'_>,
    draw: &mut Stream,
    slack: f64,
    work: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Vec<u32>> {
    let end = plan.work + work;
    let drawn = plan.open().len() - problem.kept.len();
    let candidates = 0..problem.instance.candidates() as u32;
    let mut free: Vec<u32> = candidates.filter(|&i| plan.may_open(i) || plan.may_close(i)).collect();
    let mut ends = Vec::new();
    while plan.work < end && !stop() {
        let begun = plan.work;
        draw.shuffle(&mut free);
        plan.set(&free[..drawn]);
        free.iter().for_each(|&candidate| plan.enqueue(candidate));
        plan.settle(&|work| work > end || stop());
        loop {
            // Half of what the line has cost so far has to bring something.
            let (before, turn) = (plan.cost, (plan.work - begun) / 2);
            polish(problem, plan, draw, slack, turn.min(end.saturating_sub(plan.work)), stop);
            if plan.cost >= before {
                break;
            }
        }
        ends.push(plan.open().to_vec());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::solve::distances::Distances;
    use crate::site::solve::instance::{Instance, Stance};

    fn instance(draw: &mut Stream) -> Instance {
        // Candidate 7 is so near to all that a plan which has it keeps it.
        let distance = |pair: usize| if pair % 30 == 7 { 0.0 } else { draw.below(100) as f64 };
        let cells = (0..60 * 30).map(distance).collect();
        let mut stances = vec![Stance::Free; 30];
        (stances[3], stances[4]) = (Stance::Open, Stance::Closed);
        Instance::new(Distances::double(60, 30, cells).unwrap()).keeping(stances).unwrap()
    }

    #[test]
    fn each_line_opens_as_many_as_asked_what_must_be_and_nothing_that_must_not() {
        let mut draw = Stream::new(1, 0);
        let instance = instance(&mut draw);
        let problem = Problem::new(&instance, 6, 6).unwrap();
        let mut plan = Plan::new(&problem, &[0, 1, 2, 5, 6]);
        plan.bar(7);
        let lines = afresh(&problem, &mut plan, &mut draw, 1e-3, 400_000, &|| false);
        assert!(lines.len() > 3, "{} lines", lines.len());
        for line in lines {
            assert_eq!(line.len(), 6);
            assert!(line.contains(&3) && !line.contains(&4) && !line.contains(&7));
        }
    }

    #[test]
    fn lines_end_where_they_are_told_to_and_soon_after_their_work_is_done() {
        let mut draw = Stream::new(2, 0);
        let instance = instance(&mut draw);
        let problem = Problem::new(&instance, 6, 6).unwrap();
        let mut plan = Plan::new(&problem, &[0, 1, 2, 5, 6]);
        let before = plan.work;
        afresh(&problem, &mut plan, &mut draw, 0.0, 100_000, &|| false);
        assert!((100_000..200_000).contains(&(plan.work - before)), "{}", plan.work - before);
        assert!(afresh(&problem, &mut plan, &mut draw, 0.0, 100_000, &|| true).is_empty());
    }
}
