//! Betters a set of open plants by opening, closing and swapping, each tried out by the whole transport, but only where
//! prices do not exclude that it pays. Never loses a plan that was better.

use super::super::lanes;
use super::plants::Plants;
use super::relax::reduced;
use super::transport::{Transport, transport};

/// Sets that are tried side by side: part of what the answer depends on, unlike the number of threads.
const BATCH: usize = 8;

/// A change that may pay.
#[derive(Debug, Clone, Copy)]
struct Change {
    /// What it brings if nothing comes in its way.
    hope: f64,
    open: Option<usize>,
    close: Option<usize>,
}

/// Betters `plan` until no change pays, `tries` transports were reckoned without one that did, or `stop` says so. Answers
/// the distances looked at.
pub(super) fn better(
    plants: &Plants,
    plan: &mut Transport,
    tries: usize,
    threads: usize,
    stop: &(dyn Fn() -> bool + Sync),
) -> u64 {
    let mut work = 0;
    'next: while !stop() {
        let changes = changes(plants, plan, &mut work);
        for batch in changes[..changes.len().min(tries)].chunks(BATCH) {
            if stop() {
                return work;
            }
            let open = &plan.open;
            let tried = lanes::each(threads, batch.to_vec(), |change| {
                let kept = open.iter().copied().filter(|&plant| Some(plant) != change.close);
                transport(plants, &kept.chain(change.open).collect::<Vec<_>>())
            });
            let tried: Vec<Transport> = tried.into_iter().flatten().collect();
            work += tried.iter().map(|t| t.work).sum::<u64>() + BATCH as u64;
            let best = tried.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
            if let Some(best) = best.filter(|best| best.cost < plan.cost - 1e-10 * plan.cost.abs()) {
                *plan = best;
                continue 'next;
            }
        }
        return work;
    }
    work
}

/// The changes that prices do not exclude, the most hopeful first.
fn changes(plants: &Plants, plan: &Transport, work: &mut u64) -> Vec<Change> {
    let places = plants.places();
    let room: f64 = plan.open.iter().map(|&plant| plants.capacity[plant]).sum();
    let is_open = |plant: usize| plan.open.contains(&plant);
    let mut changes = Vec::new();
    let gains: Vec<(usize, f64)> = (0..plants.count())
        .filter(|&plant| !is_open(plant))
        .map(|plant| (plant, -reduced(plants, plant, &plan.prices)))
        .collect();
    *work += 2 * (gains.len() * places) as u64;
    for &(plant, gain) in gains.iter().filter(|(_, gain)| *gain > 0.0) {
        changes.push(Change { hope: gain, open: Some(plant), close: None });
    }
    for (at, &out) in plan.open.iter().enumerate().filter(|(_, out)| !plants.forced[**out]) {
        let saved = plants.opening[out];
        let loss = loss(plants, plan, at);
        *work += (places * plan.open.len()) as u64;
        let fits = |more: f64| room - plants.capacity[out] + more >= plants.total * (1.0 - 1e-9);
        if fits(0.0) && saved > loss {
            changes.push(Change { hope: saved - loss, open: None, close: Some(out) });
        }
        for &(plant, gain) in &gains {
            if gain + saved > 0.0 && fits(plants.capacity[plant]) {
                changes.push(Change { hope: gain + saved - loss, open: Some(plant), close: Some(out) });
            }
        }
    }
    changes.sort_by(|a, b| b.hope.total_cmp(&a.hope));
    changes
}

/// What closing the plant at `at` of the open ones costs at least: what the rents of the others make of its places.
fn loss(plants: &Plants, plan: &Transport, at: usize) -> f64 {
    let mut loss = plan.rent[at] * plants.capacity[plan.open[at]];
    for place in 0..plants.places() {
        if plan.flow[at * plants.places() + place] <= 0.0 {
            continue;
        }
        let others = plan.open.iter().enumerate().filter(|(other, _)| *other != at);
        let elsewhere = others.map(|(other, &plant)| {
            let rent = if plants.demand[place] > 0.0 { plan.rent[other] } else { 0.0 };
            plants.of(plant)[place] + rent
        });
        let next = elsewhere.fold(f64::INFINITY, f64::min);
        loss += plants.scale[place] * (next - plan.prices[place]).max(0.0);
    }
    loss
}
