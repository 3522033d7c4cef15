//! What a plan knows, against reckoning it anew.

use super::*;
use crate::Stream;
use crate::site::solve::distances::Distances;
use crate::site::solve::instance::Instance;
use crate::site::solve::near::Near;

fn instance(draw: &mut Stream) -> Instance {
    let (places, candidates) = (5 + draw.below(40), 4 + draw.below(20));
    let cells = (0..places * candidates).map(|_| draw.below(50) as f64).collect();
    Instance::new(Distances::double(places, candidates, cells).unwrap())
        .weighing((0..places).map(|_| draw.below(5) as f64).collect())
        .unwrap()
        .costing((0..candidates).map(|_| draw.below(40) as f64).collect())
        .unwrap()
}

/// What has to hold of a plan whose lists are whole.
fn sound(problem: &Problem<'_>, plan: &Plan<'_>) {
    let fresh = Plan::new(problem, plan.open());
    assert_eq!(plan.cost, problem.value(plan.open(), &mut Vec::new()));
    let seats = || plan.seats().iter().flat_map(|seat| [seat.by, seat.then]);
    for (candidate, &seated) in plan.seated.iter().enumerate() {
        assert_eq!(seated as usize, seats().filter(|&i| i as usize == candidate).count());
    }
    for &candidate in plan.open() {
        assert_eq!(plan.loss[candidate as usize], fresh.loss[candidate as usize]);
    }
    for (a, b) in plan.seats().iter().zip(fresh.seats()) {
        assert_eq!((a.first, a.second), (b.first, b.second));
    }
}

#[test]
fn a_plan_knows_after_any_moves_what_a_fresh_one_reckons_and_what_each_swap_is_worth() {
    for seed in 0..60 {
        let mut draw = Stream::new(seed, 0);
        let instance = instance(&mut draw);
        let candidates = instance.candidates() as u32;
        let problem = Problem::new(&instance, 1, candidates as usize).unwrap();
        let mut plan = Plan::new(&problem, &[0, 1]);
        let mut marked = None;
        for round in 0..60 {
            let candidate = draw.below(candidates as usize) as u32;
            if plan.may_open(candidate) {
                let trial = plan.weigh(candidate);
                let before = plan.cost;
                let worth = |out: u32, plan: &Plan<'_>| {
                    let mut open: Vec<u32> = plan.open().iter().copied().filter(|&i| i != out).collect();
                    open.push(candidate);
                    before - problem.value(&open, &mut Vec::new())
                };
                assert_eq!(worth(NONE, &plan), trial.gain, "seed {seed} round {round}");
                let best = plan.open().iter().map(|&out| worth(out, &plan)).fold(f64::MIN, f64::max);
                assert_eq!(best, trial.gain - trial.loss, "seed {seed} round {round}");
                assert_eq!(best, worth(trial.out, &plan), "seed {seed} round {round}");
                plan.open_up(candidate);
            } else if plan.open().len() > 1 {
                plan.close_down(candidate);
            }
            sound(&problem, &plan);
            match draw.below(6) {
                0 => {
                    plan.mark();
                    marked = Some((plan.cost, plan.open().to_vec()));
                }
                1 => {
                    if let Some((cost, mut open)) = marked.take() {
                        plan.take_back();
                        let mut back = plan.open().to_vec();
                        back.sort_unstable();
                        open.sort_unstable();
                        assert_eq!((plan.cost, back), (cost, open));
                        sound(&problem, &plan);
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn settling_leaves_no_swap_that_pays_near_what_was_woken() {
    for seed in 0..60 {
        let mut draw = Stream::new(seed, 1);
        let instance = instance(&mut draw);
        let open = 1 + draw.below(3);
        let problem = Problem::new(&instance, open, open).unwrap();
        let mut plan = Plan::new(&problem, &(0..open as u32).collect::<Vec<_>>());
        for _ in 0..3 {
            (0..instance.candidates() as u32).for_each(|i| plan.enqueue(i));
            plan.settle(&|_| false);
        }
        sound(&problem, &plan);
        for candidate in 0..instance.candidates() as u32 {
            if plan.may_open(candidate) {
                let trial = plan.weigh(candidate);
                assert!(trial.gain - trial.loss <= 1e-9, "seed {seed}");
            }
        }
    }
}

#[test]
fn where_lists_are_cut_a_plan_never_costs_less_than_it_says_nor_forgets_who_serves() {
    for seed in 0..60 {
        let mut draw = Stream::new(seed, 2);
        let instance = instance(&mut draw);
        let candidates = instance.candidates();
        let mut problem = Problem::new(&instance, 1, candidates).unwrap();
        problem.near = Near::new(instance.distances(), &vec![true; candidates], &problem.beyond, 3);
        let mut plan = Plan::new(&problem, &[0]);
        for _ in 0..60 {
            let candidate = draw.below(candidates) as u32;
            if plan.may_open(candidate) {
                plan.open_up(candidate);
            } else if plan.open().len() > 1 {
                plan.close_down(candidate);
            }
            assert!(plan.cost >= problem.value(plan.open(), &mut Vec::new()));
            for (place, seat) in plan.seats().iter().enumerate() {
                assert!(plan.is_open(seat.by));
                assert_eq!(seat.first, instance.distances().between(place, seat.by as usize));
            }
        }
    }
}
