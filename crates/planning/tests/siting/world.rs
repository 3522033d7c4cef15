//! What the tests of siting share: small instances, every plan of them, and what has to hold of an answer.

use std::sync::atomic::{AtomicU64, Ordering};

use planning::site::solve::{Answer, Distances, Effort, Instance, Metric, Stance};
use planning::{Progress, Stream, Watch};

pub const EFFORT: Effort = Effort { seed: 7, steps: 200_000, gap: 0.0, threads: 1 };

/// A small instance of random kind: whole or broken numbers, weights of nothing, opening costs, stances, missing ways, a
/// limit.
pub fn random(draw: &mut Stream) -> Instance {
    let (places, candidates) = (2 + draw.below(14), 2 + draw.below(7));
    let whole = draw.below(2) == 0;
    let number = |draw: &mut Stream, below: usize| {
        let number = draw.below(below) as f64;
        if whole { number } else { number + draw.uniform() }
    };
    let sparse = draw.below(3) == 0;
    let lists: Vec<Vec<(u32, f64)>> = (0..places)
        .map(|_| {
            let row = (0..candidates as u32).map(|i| (i, number(draw, 30)));
            row.collect::<Vec<_>>().into_iter().filter(|_| !sparse || draw.below(3) > 0).collect()
        })
        .collect();
    let weights = (0..places).map(|_| number(draw, 6)).collect();
    let mut instance =
        Instance::new(Distances::lists(candidates, &lists).unwrap()).weighing(weights).unwrap();
    if draw.below(2) == 0 {
        instance = instance.costing((0..candidates).map(|_| number(draw, 90)).collect()).unwrap();
    }
    if draw.below(3) == 0 {
        let stances = (0..candidates).map(|_| match draw.below(6) {
            0 => Stance::Open,
            1 => Stance::Closed,
            _ => Stance::Free,
        });
        instance = instance.keeping(stances.collect()).unwrap();
    }
    if draw.below(3) == 0 {
        instance = instance.beyond(10.0 + draw.below(10) as f64).unwrap();
    }
    instance
}

/// The plans that the instance allows, with `least..=most` open.
pub fn plans(instance: &Instance, least: usize, most: usize) -> impl Iterator<Item = Vec<usize>> {
    let candidates = instance.candidates();
    (1_u32..1 << candidates)
        .map(move |set| (0..candidates).filter(|i| set >> i & 1 == 1).collect::<Vec<_>>())
        .filter(move |open| (least..=most).contains(&open.len()))
        .filter(|open| {
            instance.stances().iter().enumerate().all(|(i, stance)| match stance {
                Stance::Free => true,
                Stance::Open => open.contains(&i),
                Stance::Closed => !open.contains(&i),
            })
        })
}

/// What a plan costs; `inf` if it leaves out a place that it may not leave out.
pub fn cost(instance: &Instance, open: &[usize]) -> f64 {
    let opening: f64 = open.iter().map(|&i| instance.opening()[i]).sum();
    let ways = (0..instance.places()).map(|j| {
        let way = open.iter().map(|&i| instance.distances().between(j, i)).fold(f64::INFINITY, f64::min);
        let way = instance.limit().map_or(way, |limit| way.min(limit));
        if way == f64::INFINITY { way } else { way * instance.weights()[j] }
    });
    opening + ways.sum::<f64>()
}

pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// The answer is what it says it is.
pub fn sound(instance: &Instance, answer: &Answer) {
    let open: Vec<usize> = answer.open.iter().map(|&i| i as usize).collect();
    assert!(open.is_sorted_by(|a, b| a < b));
    assert!(near(answer.value, cost(instance, &open)), "{answer:?}");
    assert!(answer.bound <= answer.value, "{answer:?}");
    for (place, &to) in answer.assign.iter().enumerate() {
        let way = open.iter().map(|&i| instance.distances().between(place, i)).fold(f64::INFINITY, f64::min);
        match to {
            Answer::NONE => assert!(instance.limit().is_some_and(|limit| way >= limit)),
            to => {
                assert!(answer.open.contains(&to));
                assert_eq!(instance.distances().between(place, to as usize), way);
            }
        }
    }
}

/// Points in clusters, which prices alone do not settle.
pub fn clustered(seed: u64, points: usize) -> Instance {
    let mut draw = Stream::new(seed, 2);
    let places: Vec<[f64; 2]> = (0..points)
        .map(|k| {
            [(k % 5) as f64 * 300.0 + draw.uniform() * 250.0, (k % 7) as f64 * 280.0 + draw.uniform() * 250.0]
        })
        .collect();
    Instance::new(Distances::plane(places.clone(), places, Metric::EuclideanDown).unwrap())
}

/// Stops at a given moment, and sees to it that bound and plan are on their sides of the best value until then.
pub struct After {
    moments: AtomicU64,
    best: f64,
}

impl After {
    pub fn new(moments: u64, best: f64) -> Self {
        Self { moments: AtomicU64::new(moments), best }
    }
}

impl Watch for After {
    fn stop(&self) -> bool {
        self.moments.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
    }

    fn tell(&self, progress: Progress) {
        let slack = 1e-9 * self.best;
        assert!(progress.bound <= self.best + slack && progress.best >= self.best - slack, "{progress:?}");
    }
}
