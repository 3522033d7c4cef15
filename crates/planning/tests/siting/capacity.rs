//! Capacitated location: what its solver promises, against trying every plan of small instances.

use planning::site::solve::{Answer, Distances, Effort, Instance, Metric, Refused, Stance, capacitated};
use planning::{Silent, Stream};

use crate::world::{After, EFFORT, near, plans, random};

/// The least cost of bringing all demand to `open`, by moving one unit of demand after the other along the cheapest chain
/// (demand and capacity are whole); `inf` if it does not fit.
fn brought(instance: &Instance, demand: &[f64], capacity: &[f64], open: &[usize]) -> f64 {
    let limit = instance.limit();
    let plants = open.len() + usize::from(limit.is_some());
    let unit = |j: usize, u: usize| {
        let way = if u < open.len() { instance.distances().between(j, open[u]) } else { limit.unwrap() };
        if way == f64::INFINITY { way } else { way * instance.weights()[j] / demand[j].max(1.0) }
    };
    let mut room: Vec<f64> = open.iter().map(|&i| capacity[i]).collect();
    room.resize(plants, f64::INFINITY);
    let mut flow = vec![vec![0.0; plants]; demand.len()];
    let mut total: f64 = open.iter().map(|&i| instance.opening()[i]).sum();
    for (place, &asked) in demand.iter().enumerate() {
        if asked == 0.0 {
            total += (0..plants).map(|u| unit(place, u)).fold(f64::INFINITY, f64::min);
        }
        for _ in 0..asked as usize {
            // Bellman and Ford over the plants: a chain begins with this place's unit and passes others on.
            let mut far: Vec<f64> = (0..plants).map(|u| unit(place, u)).collect();
            let mut via = vec![(usize::MAX, place); plants];
            for _ in 0..plants {
                for from in 0..plants {
                    for to in 0..plants {
                        for (j, _) in flow.iter().enumerate().filter(|(_, row)| row[from] > 0.0) {
                            let way = far[from] + unit(j, to) - unit(j, from);
                            if way < far[to] - 1e-9 {
                                (far[to], via[to]) = (way, (from, j));
                            }
                        }
                    }
                }
            }
            let ends = (0..plants).filter(|&u| room[u] >= 1.0);
            let Some(mut at) = ends.min_by(|&a, &b| far[a].total_cmp(&far[b])) else { return f64::INFINITY };
            if far[at] == f64::INFINITY {
                return far[at];
            }
            total += far[at];
            room[at] -= 1.0;
            loop {
                let (from, j) = via[at];
                flow[j][at] += 1.0;
                if from == usize::MAX {
                    break;
                }
                flow[j][from] -= 1.0;
                at = from;
            }
        }
    }
    total
}

/// What each candidate serves is within its capacity, every place has all it asks for, and the value is what that costs.
pub fn holds(instance: &Instance, demand: &[f64], capacity: &[f64], answer: &Answer) {
    let mut value: f64 = answer.open.iter().map(|&i| instance.opening()[i as usize]).sum();
    let (mut load, mut served) = (vec![0.0; capacity.len()], vec![0.0; demand.len()]);
    for share in &answer.shares {
        let (place, candidate) = (share.place as usize, share.candidate as usize);
        assert!(share.part > 0.0 && answer.open.contains(&share.candidate));
        load[candidate] += share.part * demand[place];
        served[place] += share.part;
        value += share.part * instance.weights()[place] * instance.distances().between(place, candidate);
    }
    for (place, part) in served.iter().enumerate() {
        match instance.limit() {
            Some(limit) => value += (1.0 - part) * instance.weights()[place] * limit,
            None => assert!(near(*part, 1.0), "{place}: {part}"),
        }
        assert!(*part <= 1.0 + 1e-9);
    }
    assert!(load.iter().zip(capacity).all(|(load, capacity)| *load <= capacity * (1.0 + 1e-6) + 1e-6));
    assert!((value - answer.value).abs() <= 1e-6 * value.max(1.0), "{value} is not {}", answer.value);
    assert!(answer.bound <= answer.value);
}

/// With a limit, nothing at all may be open, if nothing must be.
fn none_open(instance: &Instance, demand: &[f64], capacity: &[f64]) -> Option<f64> {
    let may = instance.limit().is_some() && !instance.stances().contains(&Stance::Open);
    may.then(|| brought(instance, demand, capacity, &[]))
}

#[test]
fn small_capacitated_instances_are_solved_to_the_proof_as_trying_every_plan_does() {
    let (mut solved, mut refused, mut divided) = (0, 0, 0);
    for seed in 0..300 {
        let mut draw = Stream::new(seed, 5);
        let instance = random(&mut draw);
        let demand: Vec<f64> = (0..instance.places()).map(|_| draw.below(5) as f64).collect();
        let (most, equal) = (3 + draw.below(14), draw.below(2) == 0);
        let capacity: Vec<f64> = (0..instance.candidates())
            .map(|_| if equal { most as f64 } else { draw.below(2 * most) as f64 })
            .collect();
        let want = plans(&instance, 1, 99)
            .map(|open| brought(&instance, &demand, &capacity, &open))
            .chain(none_open(&instance, &demand, &capacity))
            .fold(f64::INFINITY, f64::min);
        match capacitated(&instance, &demand, &capacity, &EFFORT, &Silent) {
            Ok(answer) => {
                holds(&instance, &demand, &capacity, &answer);
                assert!(
                    (answer.value - want).abs() <= 1e-7 * want.max(1.0),
                    "seed {seed}: {answer:?}, {want}"
                );
                assert!(answer.proven(), "seed {seed}: {answer:?}");
                solved += 1;
                divided += usize::from(answer.shares.iter().any(|share| share.part < 0.999));
            }
            Err(refusal) => {
                assert_eq!(want, f64::INFINITY, "seed {seed}: {refusal}");
                refused += 1;
            }
        }
    }
    assert!(
        solved > 100 && refused > 30 && divided > 20,
        "{solved} solved, {refused} refused, {divided} divided"
    );
}

/// Plants and customers of which many plans are nearly as good as the best.
fn works(seed: u64, plants: usize, customers: usize) -> (Instance, Vec<f64>, Vec<f64>) {
    let mut draw = Stream::new(seed, 6);
    let mut points =
        |n: usize| (0..n).map(|_| [draw.uniform() * 1e3, draw.uniform() * 1e3]).collect::<Vec<_>>();
    let (places, candidates) = (points(customers), points(plants));
    let demand: Vec<f64> = (0..customers).map(|_| 1.0 + draw.below(50) as f64).collect();
    let total: f64 = demand.iter().sum();
    let capacity = (0..plants).map(|_| total / 6.0 * (0.6 + draw.uniform())).collect();
    let opening = (0..plants).map(|_| total * 40.0 * (0.5 + draw.uniform())).collect();
    let plane = Distances::plane(places, candidates, Metric::Euclidean).unwrap();
    (Instance::new(plane).weighing(demand.clone()).unwrap().costing(opening).unwrap(), demand, capacity)
}

#[test]
fn a_capacitated_answer_holds_at_any_moment_and_is_the_same_on_any_number_of_threads() {
    let (instance, demand, capacity) = works(1, 24, 120);
    let solve = |effort: &Effort, watch: &dyn planning::Watch| {
        let answer = capacitated(&instance, &demand, &capacity, effort, watch).unwrap();
        holds(&instance, &demand, &capacity, &answer);
        answer
    };
    let best = solve(&EFFORT, &Silent);
    assert!(best.proven(), "{}", best.gap());
    for moments in [0, 1, 2, 5, 20, 100, 400] {
        let answer = solve(&EFFORT, &After::new(moments, best.value));
        assert!(answer.bound <= best.value * (1.0 + 1e-9) && answer.value >= best.value * (1.0 - 1e-9));
    }
    let few = Effort { steps: 3_000, ..EFFORT };
    for threads in [2, 3] {
        assert_eq!(solve(&Effort { threads, ..EFFORT }, &Silent), best);
        assert_eq!(solve(&Effort { threads, ..few }, &Silent), solve(&few, &Silent));
    }
}

#[test]
fn capacity_that_is_not_enough_is_refused_with_how_much_is_lacking() {
    let instance = Instance::new(Distances::double(2, 2, vec![1.0; 4]).unwrap());
    let refused = capacitated(&instance, &[5.0, 4.0], &[3.0, 3.0], &EFFORT, &Silent).unwrap_err();
    assert_eq!(refused, Refused::Capacity { demand: 9.0, capacity: 6.0 });
    assert!(refused.to_string().contains("3 more"), "{refused}");
    let apart = Distances::lists(2, &[vec![(0, 1.0)], vec![(1, 1.0)]]).unwrap();
    let refused = capacitated(&Instance::new(apart), &[5.0, 1.0], &[3.0, 9.0], &EFFORT, &Silent);
    assert_eq!(refused, Err(Refused::Crowded));
    let short = capacitated(&instance, &[5.0], &[3.0, 3.0], &EFFORT, &Silent);
    assert_eq!(short, Err(Refused::Length { what: "demand", has: 1, needs: 2 }));
}
