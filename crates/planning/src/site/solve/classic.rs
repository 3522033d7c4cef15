//! The classic problems by their names, each as a case of [`locate`].
//!
//! Maximal covering is a median whose distances are 0 within the radius and 1 beyond it (Church, ReVelle 1976); covering
//! all is a choice by opening costs alone, of which none may leave a place out.

use super::answer::{Answer, Effort};
use super::distances::{Distances, finite};
use super::instance::Instance;
use super::locate::locate;
use super::refused::Refused;
use crate::{Progress, Watch};

/// Opens exactly `count`, so that the weighted distances, and the opening costs if there are any, are the least together:
/// the p-median.
///
/// # Errors
/// As [`locate`].
pub fn median(
    instance: &Instance,
    count: usize,
    effort: &Effort,
    watch: &dyn Watch,
) -> Result<Answer, Refused> {
    locate(instance, count..=count, effort, watch)
}

/// Opens as many as pay: the uncapacitated, or simple, facility location problem.
///
/// # Errors
/// As [`locate`].
pub fn fixed_charge(instance: &Instance, effort: &Effort, watch: &dyn Watch) -> Result<Answer, Refused> {
    locate(instance, 1..=instance.candidates(), effort, watch)
}

/// Opens exactly `count`, so that the weight of the places within `radius` of one is the greatest: maximal covering. Opening
/// costs and a limit of the instance do not count. Value and bound are the weight covered; what is told to `watch` is, too.
/// The gap of the effort is a part of the weight that is left out.
///
/// # Errors
/// As [`locate`], or a radius that is not a distance.
pub fn cover_most(
    instance: &Instance,
    radius: f64,
    count: usize,
    effort: &Effort,
    watch: &dyn Watch,
) -> Result<Answer, Refused> {
    let total: f64 = instance.weights().iter().sum();
    let covering = Instance::new(within(instance.distances(), radius)?)
        .weighing(instance.weights().to_vec())?
        .keeping(instance.stances().to_vec())?
        .beyond(1.0)?;
    let turned = Turned { total, watch };
    let mut answer = locate(&covering, count..=count, effort, &turned)?;
    (answer.value, answer.bound) = (total - answer.value, total - answer.bound);
    nearest(instance, radius, &mut answer);
    Ok(answer)
}

/// Opens what costs least so that every place is within `radius` of one: set covering. Where no opening costs anything,
/// each counts 1. Distances, weights and a limit of the instance do not count.
///
/// # Errors
/// As [`locate`], or a radius that is not a distance; a place that nothing is within `radius` of.
pub fn cover_all(
    instance: &Instance,
    radius: f64,
    effort: &Effort,
    watch: &dyn Watch,
) -> Result<Answer, Refused> {
    let free = instance.opening().iter().all(|cost| *cost == 0.0);
    let opening = if free { vec![1.0; instance.candidates()] } else { instance.opening().to_vec() };
    let covering = Instance::new(within(instance.distances(), radius)?)
        .costing(opening)?
        .keeping(instance.stances().to_vec())?;
    let mut answer = locate(&covering, 1..=instance.candidates(), effort, watch)?;
    nearest(instance, radius, &mut answer);
    Ok(answer)
}

/// The candidates within `radius` of each place, all at distance 0.
fn within(distances: &Distances, radius: f64) -> Result<Distances, Refused> {
    finite("radius", &[radius])?;
    let lists: Vec<Vec<(u32, f64)>> = (0..distances.places())
        .map(|place| {
            let mut list = Vec::new();
            distances.row(place, |candidate, distance| {
                if distance <= radius {
                    list.push((candidate, 0.0));
                }
            });
            list
        })
        .collect();
    Distances::lists(distances.candidates(), &lists)
}

/// Sends every place to the nearest open candidate within `radius`.
fn nearest(instance: &Instance, radius: f64, answer: &mut Answer) {
    for (place, assign) in answer.assign.iter_mut().enumerate() {
        let way = |candidate: u32| instance.distances().between(place, candidate as usize);
        let near = answer.open.iter().copied().filter(|&candidate| way(candidate) <= radius);
        *assign = near.min_by(|&a, &b| way(a).total_cmp(&way(b))).unwrap_or(Answer::NONE);
    }
}

/// Tells the weight covered instead of the weight left out.
struct Turned<'a> {
    total: f64,
    watch: &'a dyn Watch,
}

impl Watch for Turned<'_> {
    fn stop(&self) -> bool {
        self.watch.stop()
    }

    fn tell(&self, progress: Progress) {
        let (best, bound) = (self.total - progress.best, self.total - progress.bound);
        self.watch.tell(Progress { best, bound, ..progress });
    }
}
