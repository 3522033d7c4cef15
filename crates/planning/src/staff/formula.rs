//! The formulas that staff a quarter hour: Erlang's, and those that mend it for a demand that moves.
//!
//! They are where the search begins and what it is compared with, never what is promised: a judge has the last word.
//! A load that the counters cannot carry has no share at all here, never a probability above one.

use libm::exp;

use super::{FormulaName, HOUR_SLOTS, SLOT_MIN, StaffDay, Target};
use crate::theory::{ErlangA, ErlangC, erlang_b};

/// The share that begins to be served within `wait_min` in the long run: by Erlang-C, or by Erlang-A where people walk
/// out, who count as missed. `None` where the line would grow for ever.
#[must_use]
pub fn steady_within(load: f64, counters: u32, day: &StaffDay, wait_min: f64) -> Option<f64> {
    let rate = 1.0 / day.service_min;
    if load == 0.0 {
        return Some(1.0);
    }
    match day.patience_min {
        None => ErlangC::new(load * rate, rate, counters).ok().map(|law| 1.0 - law.p_wait_beyond(wait_min)),
        Some(patience) => {
            let law = ErlangA::new(load * rate, rate, 1.0 / patience, counters).ok()?;
            Some(1.0 - law.p_leave() - law.p_served_beyond(wait_min))
        }
    }
}

/// The counters that a formula gives each quarter hour, within the least and the most of the day.
#[must_use]
pub fn by_formula(day: &StaffDay, target: &Target, name: FormulaName) -> Vec<u32> {
    let slot = f64::from(SLOT_MIN);
    let load = |visitors: f64| visitors / slot * day.service_min;
    let loads: Vec<f64> = day.visitors.iter().map(|visitors| load(*visitors)).collect();
    let per_slot = |loads: &[f64]| loads.iter().map(|load| counters_for(day, target, *load)).collect();
    match name {
        FormulaName::HourlyErlang => {
            let hours = loads.chunks(HOUR_SLOTS);
            let mean = |hour: &[f64]| hour.iter().sum::<f64>() / hour.len() as f64;
            hours.flat_map(|hour| vec![counters_for(day, target, mean(hour)); hour.len()]).collect()
        }
        FormulaName::QuarterErlang => per_slot(&loads),
        FormulaName::Lagged => per_slot(&lagged(&loads, day.service_min)),
        FormulaName::ModifiedLoad => per_slot(&carried(&loads, day.service_min)),
        FormulaName::BacklogCarryover => backlog(day, target, &loads),
    }
}

/// The fewest counters with which the formula of the day keeps the target under a steady load.
fn counters_for(day: &StaffDay, target: &Target, load: f64) -> u32 {
    let within = |counters: u32| steady_within(load, counters, day, target.wait_min);
    let keeps = |counters: &u32| within(*counters).is_some_and(|within| within >= target.share);
    (day.counters_min..day.counters_max).find(keeps).unwrap_or(day.counters_max)
}

/// The loads of one mean service time ago, by straight lines between the quarter hours.
fn lagged(loads: &[f64], service_min: f64) -> Vec<f64> {
    let lag = service_min / f64::from(SLOT_MIN);
    let at = |slot: usize| {
        let when = slot as f64 - lag;
        let (before, share) = (when.floor(), when - when.floor());
        let of = |index: f64| if index < 0.0 { 0.0 } else { loads[index as usize] };
        of(before) * (1.0 - share) + if share > 0.0 { of(before + 1.0) * share } else { 0.0 }
    };
    (0..loads.len()).map(at).collect()
}

/// The mean number in service with counters for all: `m' = λ − m/s`, from an empty hall, its mean over each quarter hour.
fn carried(loads: &[f64], service_min: f64) -> Vec<f64> {
    let slot = f64::from(SLOT_MIN) / service_min;
    let fade = exp(-slot);
    let mut m = 0.0;
    loads
        .iter()
        .map(|load| {
            let mean = load + (m - load) * (1.0 - fade) / slot;
            m = load + (m - load) * fade;
            mean
        })
        .collect()
}

/// Who is blocked in one quarter hour comes again in the next; each is staffed for what its counters then carry.
fn backlog(day: &StaffDay, target: &Target, loads: &[f64]) -> Vec<u32> {
    let mut over = 0.0;
    loads
        .iter()
        .map(|load| {
            let all = load + over;
            let blocked = |counters| erlang_b(all, counters).unwrap_or(0.0);
            let keeps = |counters: &u32| {
                let flow = all * (1.0 - blocked(*counters));
                let within = steady_within(flow, *counters, day, target.wait_min);
                within.is_some_and(|within| within >= target.share)
            };
            let counters = (day.counters_min..day.counters_max).find(keeps).unwrap_or(day.counters_max);
            over = all * blocked(counters);
            counters
        })
        .collect()
}
