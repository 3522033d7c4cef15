//! Betters a plan by small upsets: close a few that are near each other, open a few others there, make every move that
//! pays, and keep it unless it became too much worse (iterated local search; Lourenço, Martin, Stützle 2003). Never looks far from
//! where it upset something, so that an upset costs the same in a county and in a province.

use super::plan::Plan;
use super::problem::Problem;
use crate::Stream;

/// How many open candidates around a place are upset, at the most.
const AROUND: usize = 4;

/// Upsets `plan` again and again until about `work` more distances were looked at. It may become worse than the best on the
/// way by the part `slack` of its cost; in the end it is the best that it was.
pub(super) fn polish(
    problem: &Problem<'_>,
    plan: &mut Plan<'_>,
    draw: &mut Stream,
    slack: f64,
    work: u64,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let end = plan.work + work;
    let mut upset = Upset::default();
    let (mut best, mut best_open) = (plan.cost, plan.open().to_vec());
    while plan.work < end && !stop() {
        let worst = plan.cost.max(best + slack * best.abs());
        plan.mark();
        upset.around(problem, plan, draw);
        plan.settle(&|work| work > end.saturating_add(work / 4) || stop());
        let count = plan.open().len();
        if plan.cost > worst || count > problem.most || count < problem.least {
            plan.take_back();
        } else if plan.cost < best {
            best = plan.cost;
            best_open.clear();
            best_open.extend_from_slice(plan.open());
        }
    }
    plan.unmark();
    if plan.cost > best {
        plan.set(&best_open);
    }
}

#[derive(Debug, Default)]
struct Upset {
    opened: Vec<u32>,
    shut: Vec<u32>,
}

impl Upset {
    /// Opens one to three candidates near a random place and closes as many there, or one fewer or more where the number
    /// of open ones is free.
    fn around(&mut self, problem: &Problem<'_>, plan: &mut Plan<'_>, draw: &mut Stream) {
        self.look(problem, plan, draw.below(problem.beyond.len()));
        if draw.below(4) == 0 {
            return self.across(problem, plan, draw);
        }
        let (least, most, now) = (problem.least, problem.most, plan.open().len());
        let size = 1 + draw.below(3);
        let (mut close, mut open) = (size.min(self.opened.len()), size.min(self.shut.len()));
        if least < most {
            match draw.below(3) {
                0 => close = close.saturating_sub(1),
                1 => open = open.saturating_sub(1),
                _ => {}
            }
        }
        close = close.min((now + open).saturating_sub(least));
        open = open.min((most + close).saturating_sub(now));
        close = close.min((now + open).saturating_sub(least));
        for _ in 0..open {
            let at = draw.below(self.shut.len());
            plan.open_up(self.shut.swap_remove(at));
        }
        for _ in 0..close {
            let at = draw.below(self.opened.len());
            let candidate = self.opened.swap_remove(at);
            plan.close_down(candidate);
            plan.enqueue(candidate);
        }
    }

    /// Opens one candidate where it has looked and closes one near another place: so the open ones get from town to town.
    fn across(&mut self, problem: &Problem<'_>, plan: &mut Plan<'_>, draw: &mut Stream) {
        if self.shut.is_empty() {
            return;
        }
        let candidate = self.shut[draw.below(self.shut.len())];
        self.look(problem, plan, draw.below(problem.beyond.len()));
        if self.opened.is_empty() {
            return;
        }
        let other = self.opened[draw.below(self.opened.len())];
        plan.open_up(candidate);
        plan.close_down(other);
        plan.enqueue(other);
    }

    /// Finds what is open and what could be around `place`.
    fn look(&mut self, problem: &Problem<'_>, plan: &mut Plan<'_>, place: usize) {
        self.opened.clear();
        self.shut.clear();
        let (_, candidates) = problem.near.of(place);
        for &candidate in candidates {
            if plan.may_close(candidate) {
                self.opened.push(candidate);
                if self.opened.len() == AROUND {
                    break;
                }
            } else if plan.may_open(candidate) {
                self.shut.push(candidate);
            }
        }
        plan.work += (self.opened.len() + self.shut.len()) as u64;
    }
}
