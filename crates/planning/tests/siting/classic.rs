//! Medians, fixed charges and coverings: what their solvers promise, against trying every plan of small instances.

use planning::site::solve::{
    Answer, Distances, Effort, Instance, Metric, Refused, Stance, capacitated, cover_all, cover_most,
    fixed_charge, locate, median,
};
use planning::{Silent, Stream};

use crate::world::{After, EFFORT, clustered, cost, near, plans, random, sound};

#[test]
fn small_instances_are_solved_to_the_proof_as_trying_every_plan_does() {
    let (mut solved, mut refused) = (0, 0);
    for seed in 0..600 {
        let mut draw = Stream::new(seed, 0);
        let instance = random(&mut draw);
        let least = 1 + draw.below(instance.candidates());
        let most = least + draw.below(instance.candidates() - least + 1);
        let want =
            plans(&instance, least, most).map(|open| cost(&instance, &open)).fold(f64::INFINITY, f64::min);
        match locate(&instance, least..=most, &EFFORT, &Silent) {
            Ok(answer) => {
                sound(&instance, &answer);
                assert!((least..=most).contains(&answer.open.len()), "seed {seed}");
                assert!(near(answer.value, want), "seed {seed}: {} for {want}", answer.value);
                assert!(answer.proven(), "seed {seed}: {answer:?}");
                solved += 1;
            }
            Err(refusal) => {
                assert_eq!(want, f64::INFINITY, "seed {seed}: {refusal}");
                refused += 1;
            }
        }
    }
    assert!(solved > 400 && refused > 20, "{solved} solved, {refused} refused");
}

#[test]
fn a_bound_is_below_and_a_plan_above_the_best_at_any_moment() {
    let mut draw = Stream::new(3, 1);
    let mut points =
        |n: usize| (0..n).map(|_| [draw.uniform() * 1e3, draw.uniform() * 1e3]).collect::<Vec<_>>();
    let (places, candidates) = (points(120), points(40));
    let plane = Distances::plane(places, candidates, Metric::Euclidean).unwrap();
    let instance = Instance::new(plane).costing(vec![900.0; 40]).unwrap();
    for count in [1..=40, 6..=6, 2..=9] {
        let best = locate(&instance, count.clone(), &EFFORT, &Silent).unwrap();
        assert!(best.proven());
        for moments in [0, 1, 2, 3, 5, 10, 30, 100, 300, 1000] {
            let watch = After::new(moments, best.value);
            let answer = locate(&instance, count.clone(), &EFFORT, &watch).unwrap();
            sound(&instance, &answer);
            assert!(answer.bound <= best.value * (1.0 + 1e-9) && answer.value >= best.value * (1.0 - 1e-9));
        }
        for steps in [0, 1, 10, 50, 200] {
            let answer = locate(&instance, count.clone(), &Effort { steps, ..EFFORT }, &Silent).unwrap();
            sound(&instance, &answer);
            assert!(answer.bound <= best.value * (1.0 + 1e-9));
        }
    }
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    for (seed, count, steps) in [(1, 8, 20_000), (2, 25, 30_000)] {
        let instance = clustered(seed, 350);
        let solve =
            |threads| median(&instance, count, &Effort { threads, steps, ..EFFORT }, &Silent).unwrap();
        let one = solve(1);
        assert_eq!(one, solve(2));
        assert_eq!(one, solve(5));
        assert_eq!(one, solve(1));
    }
}

#[test]
fn a_gap_that_is_good_enough_ends_the_search() {
    let instance = clustered(4, 300);
    let rough = median(&instance, 12, &Effort { gap: 0.05, ..EFFORT }, &Silent).unwrap();
    let exact = median(&instance, 12, &EFFORT, &Silent).unwrap();
    assert!(rough.gap() <= 0.05 && rough.steps < exact.steps);
    assert!(rough.bound <= exact.value && exact.value <= rough.value);
}

#[test]
fn lists_that_are_cut_answer_as_whole_ones() {
    // 2100 places and candidates are more pairs than are kept; the plan must not notice.
    let instance = clustered(5, 2_100);
    let answer = median(&instance, 60, &Effort { steps: 100_000, gap: 0.02, ..EFFORT }, &Silent).unwrap();
    sound(&instance, &answer);
    assert!(answer.gap() <= 0.02, "{}", answer.gap());
}

#[test]
fn coverings_are_solved_to_the_proof_as_trying_every_plan_does() {
    let covered = |instance: &Instance, open: &[usize], radius: f64, place: usize| {
        open.iter().any(|&i| instance.distances().between(place, i) <= radius)
    };
    let mut refused = 0;
    for seed in 0..300 {
        let mut draw = Stream::new(seed, 3);
        let instance = random(&mut draw);
        let radius = draw.below(25) as f64;
        let count = 1 + draw.below(instance.candidates());
        let weight = |open: &[usize]| -> f64 {
            let places = (0..instance.places()).filter(|&j| covered(&instance, open, radius, j));
            places.map(|j| instance.weights()[j]).sum()
        };
        let most = plans(&instance, count, count).map(|open| weight(&open)).fold(f64::NEG_INFINITY, f64::max);
        match cover_most(&instance, radius, count, &EFFORT, &Silent) {
            Ok(answer) => {
                let open: Vec<usize> = answer.open.iter().map(|&i| i as usize).collect();
                assert!(
                    near(answer.value, most) && near(weight(&open), most),
                    "seed {seed}: {answer:?}, {most}"
                );
                assert!(near(answer.bound, most), "seed {seed}: {answer:?}");
                for (place, &to) in answer.assign.iter().enumerate() {
                    assert_eq!(to != Answer::NONE, covered(&instance, &open, radius, place), "seed {seed}");
                }
            }
            Err(_) => assert_eq!(most, f64::NEG_INFINITY, "seed {seed}"),
        }
        let each = if instance.opening().iter().all(|c| *c == 0.0) { 1.0 } else { 0.0 };
        let price = |open: &Vec<usize>| open.iter().map(|&i| instance.opening()[i] + each).sum::<f64>();
        let all = |open: &Vec<usize>| (0..instance.places()).all(|j| covered(&instance, open, radius, j));
        let least =
            plans(&instance, 1, 99).filter(all).map(|open| price(&open)).fold(f64::INFINITY, f64::min);
        match cover_all(&instance, radius, &EFFORT, &Silent) {
            Ok(answer) => {
                assert!(near(answer.value, least) && answer.proven(), "seed {seed}: {answer:?}, {least}");
                assert!(!answer.assign.contains(&Answer::NONE));
            }
            Err(_) => {
                assert_eq!(least, f64::INFINITY, "seed {seed}");
                refused += 1;
            }
        }
    }
    assert!(refused > 10 && refused < 290);
}

#[test]
fn what_cannot_be_is_refused_with_what_would_help() {
    let line = |count| Distances::double(3, count, vec![1.0; 3 * count]).unwrap();
    let instance = Instance::new(line(2)).keeping(vec![Stance::Open, Stance::Closed]).unwrap();
    assert_eq!(median(&instance, 2, &EFFORT, &Silent), Err(Refused::Count { asked: 2, least: 1, most: 1 }));
    assert_eq!(
        median(&Instance::new(line(2)), 0, &EFFORT, &Silent),
        Err(Refused::Count { asked: 0, least: 1, most: 2 })
    );
    let island = Distances::lists(2, &[vec![(0, 1.0)], vec![(1, f64::INFINITY)]]).unwrap();
    assert_eq!(
        fixed_charge(&Instance::new(island), &EFFORT, &Silent),
        Err(Refused::Unreachable { place: 1 })
    );
    let apart = Distances::lists(2, &[vec![(0, 1.0)], vec![(1, 1.0)]]).unwrap();
    let refused = median(&Instance::new(apart), 1, &EFFORT, &Silent).unwrap_err();
    assert_eq!(refused, Refused::NotCovered { open: 1, unserved: 1 });
    assert!(!refused.zh().is_empty() && refused.to_string().contains("open more"));
}

#[test]
fn nothing_to_carry_costs_nothing() {
    let instance = clustered(6, 40).weighing(vec![0.0; 40]).unwrap();
    let answer = median(&instance, 3, &EFFORT, &Silent).unwrap();
    assert_eq!((answer.value, answer.bound, answer.open.len()), (0.0, 0.0, 3));
}

#[test]
fn numbers_of_any_size_give_an_answer_or_a_refusal() {
    let sizes = [0.0, 5e-324, 1e-300, 1e-9, 1.0, 3.5, 1e9, 1e60, 1e150, 1e300, f64::MAX];
    let (mut answered, mut refused) = (0, 0);
    for seed in 0..400 {
        let mut draw = Stream::new(seed, 7);
        let wild = 1 + draw.below(sizes.len());
        let mut number = || sizes[draw.below(wild)];
        let cells: Vec<f64> = (0..12).map(|_| number()).collect();
        let instance = Instance::new(Distances::double(4, 3, cells).unwrap())
            .weighing((0..4).map(|_| number()).collect())
            .unwrap()
            .costing((0..3).map(|_| number()).collect())
            .unwrap();
        let (demand, capacity): (Vec<f64>, Vec<f64>) =
            ((0..4).map(|_| number()).collect(), (0..3).map(|_| number() * 9.0).collect());
        let little = Effort { steps: 50, ..EFFORT };
        let answers = [
            median(&instance, 2, &little, &Silent),
            fixed_charge(&instance, &little, &Silent),
            capacitated(&instance, &demand, &capacity, &little, &Silent),
        ];
        for answer in answers {
            match answer {
                Ok(answer) => {
                    assert!(
                        answer.bound <= answer.value && answer.value.is_finite(),
                        "seed {seed}: {answer:?}"
                    );
                    answered += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(answered > 100 && refused > 100, "{answered} answered, {refused} refused");
}
