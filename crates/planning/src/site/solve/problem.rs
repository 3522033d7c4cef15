//! The one problem behind the median, fixed charges and both coverings: open between `least` and `most` candidates, each
//! place goes to the nearest, or counts as `beyond`. Holds what every part of the search reads and none changes.

use super::instance::{Instance, Stance};
use super::near::Near;
use super::refused::Refused;

/// The most pairs of place and candidate that are kept (450 MB); longer lists are cut.
const PAIRS: usize = 16_000_000;
/// Pairs up to which lists are kept whole whatever is asked.
const WHOLE: usize = 3_000_000;

/// No plan may cost more: beyond it sums would be rounded away.
const DEAREST: f64 = 1e100;

/// An instance made ready for search.
#[derive(Debug)]
pub(super) struct Problem<'a> {
    pub instance: &'a Instance,
    pub near: Near,
    /// What a place counts that is served by none, in distance.
    pub beyond: Vec<f64>,
    /// At least so many are open.
    pub least: usize,
    /// At most so many are open.
    pub most: usize,
    /// Values are whole multiples of it; 0 when they can be anything.
    pub grain: f64,
    /// The candidates that must be open.
    pub kept: Vec<u32>,
}

impl<'a> Problem<'a> {
    pub fn new(instance: &'a Instance, least: usize, most: usize) -> Result<Self, Refused> {
        let stances = instance.stances();
        let of =
            |stance| stances.iter().enumerate().filter(move |(_, s)| **s == stance).map(|(i, _)| i as u32);
        let kept: Vec<u32> = of(Stance::Open).collect();
        let possible = instance.candidates() - of(Stance::Closed).count();
        let bounds = (kept.len().max(1), possible);
        if least > possible || most < bounds.0 || least > most {
            let asked = if most < bounds.0 { most } else { least };
            return Err(Refused::Count { asked, least: bounds.0, most: bounds.1 });
        }
        let (least, most) = (least.max(bounds.0), most.min(bounds.1));
        let allowed: Vec<bool> = stances.iter().map(|s| *s != Stance::Closed).collect();
        let (beyond, all_whole) = beyond(instance, &allowed)?;
        bearable(instance, |place| beyond[place])?;
        let keep = kept_of_each(instance.places(), possible, least);
        let near = Near::new(instance.distances(), &allowed, &beyond, keep);
        let mut problem = Self { instance, near, beyond, least, most, grain: 0.0, kept };
        if all_whole && problem.whole() {
            problem.grain = 1.0;
        }
        Ok(problem)
    }

    /// Whether weights and opening costs are whole, so that values are.
    fn whole(&self) -> bool {
        let whole = |numbers: &[f64]| numbers.iter().all(|x| x.fract() == 0.0);
        let near = &self.near;
        whole(self.instance.weights()) && whole(self.instance.opening()) && whole(&near.to_dist) && {
            // What no plan that serves all can cost more than: a hundredth of it must be told from the next whole number.
            let farthest = |place: usize| {
                let cut = near.cutoff[place] < self.beyond[place] || self.instance.limit().is_some();
                let last = near.of(place).0.last().copied().unwrap_or(0.0);
                if cut { self.beyond[place] } else { last }
            };
            let ways = self.instance.weights().iter().enumerate().map(|(place, w)| w * farthest(place));
            ways.sum::<f64>() + self.instance.opening().iter().sum::<f64>() < 1e12
        }
    }

    /// The value of having `open`, reckoned from the instance alone; `assign` is filled with who goes where.
    pub fn value(&self, open: &[u32], assign: &mut Vec<u32>) -> f64 {
        assign.clear();
        let mut value: f64 = open.iter().map(|&i| self.instance.opening()[i as usize]).sum();
        for place in 0..self.instance.places() {
            let mut nearest = (self.beyond[place], super::Answer::NONE);
            for &candidate in open {
                let distance = self.instance.distances().between(place, candidate as usize);
                if distance < nearest.0 {
                    nearest = (distance, candidate);
                }
            }
            assign.push(nearest.1);
            value += self.instance.weights()[place] * nearest.0;
        }
        value
    }
}

/// Refuses numbers so large, or so unlike each other, that their sums would mean nothing.
pub(super) fn bearable(instance: &Instance, farthest: impl Fn(usize) -> f64) -> Result<(), Refused> {
    let too_dear = |number: f64| number.is_nan() || number > DEAREST;
    if let Some(at) = instance.opening().iter().position(|&cost| too_dear(cost)) {
        return Err(Refused::Number { what: "opening costs", at });
    }
    let far =
        |&(place, weight): &(usize, &f64)| too_dear(farthest(place)) || too_dear(farthest(place) * weight);
    match instance.weights().iter().enumerate().find(far) {
        Some((at, _)) => Err(Refused::Number { what: "weight and distance", at }),
        None => Ok(()),
    }
}

/// How long a list may be: whole where that is cheap, else what two or three times the way to the second nearest of `least`
/// would need, as far as memory goes.
fn kept_of_each(places: usize, candidates: usize, least: usize) -> usize {
    if places * candidates <= WHOLE {
        return candidates;
    }
    let wanted = (20 * candidates).div_ceil(least).max(64);
    wanted.min((PAIRS / places).max(64)).min(candidates)
}

/// What a place counts in distance when none serves it, and whether these are whole numbers. Without a limit of the
/// instance's own it is more than any plan that serves all can cost.
fn beyond(instance: &Instance, allowed: &[bool]) -> Result<(Vec<f64>, bool), Refused> {
    let places = instance.places();
    if let Some(limit) = instance.limit() {
        return Ok((vec![limit; places], limit.fract() == 0.0));
    }
    let possible = allowed.iter().filter(|a| **a).count();
    let (mut far, mut served) = (vec![0.0_f64; places], vec![0_usize; places]);
    for place in 0..places {
        instance.distances().row(place, |candidate, distance| {
            if allowed[candidate as usize] {
                far[place] = far[place].max(distance);
                served[place] += 1;
            }
        });
        if served[place] == 0 {
            return Err(Refused::Unreachable { place });
        }
    }
    let serving: f64 = far.iter().zip(instance.weights()).map(|(d, w)| d * w).sum();
    let total = serving + instance.opening().iter().sum::<f64>() + 1.0;
    for place in 0..places {
        let weight = instance.weights()[place];
        let more = if served[place] == possible || weight == 0.0 { 1.0 } else { total / weight };
        far[place] = (far[place] + more).ceil();
    }
    Ok((far, true))
}
