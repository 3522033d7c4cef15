//! Charging a car: whether the transformer bears it, and what it costs on the house's meter or on one of its own.

use serde::Serialize;

use super::cheapest::Used;
use super::{large, product};
use crate::customer::Customer;
use crate::fixed::{Quantity, Ratio};
use crate::load::Load;
use crate::refusal::{Refusal, Rule};
use crate::usage::Series;

/// What a transformer still bears: `S × share − peak`, kVA; negative when it bears nothing more.
///
/// # Errors
/// Numbers too large.
pub fn margin_kva(transformer: Quantity, share: Ratio, peak: Quantity) -> Result<Quantity, Refusal> {
    let bears = product(transformer, share)?.units().checked_sub(peak.units()).ok_or_else(large)?;
    Ok(Quantity::from_units(bears))
}

/// A charger that runs every day in whole hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charging {
    /// Power, kW.
    pub kw: Quantity,
    /// First hour of the day, 0 … 23.
    pub from_hour: usize,
    /// Hours it runs, 1 … 24, over midnight if need be.
    pub hours: usize,
}

/// What charging adds to the bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChargingCost {
    /// On the meter of the house, fen more.
    pub shared_fen: Result<i64, Refusal>,
    /// On a meter of its own under another tariff, fen.
    pub own_fen: Result<i64, Refusal>,
}

/// Prices charging on the house's meter under `id`, and alone under `own_id`. The load of the house must be intervals.
///
/// # Errors
/// No intervals, hours that are not of a day, or numbers too large.
pub fn charging(
    used: &Used,
    id: &str,
    (own_id, own): (&str, &Customer),
    charger: Charging,
) -> Result<ChargingCost, Refusal> {
    if charger.from_hour > 23 || !(1..=24).contains(&charger.hours) {
        return Err(Refusal::of(Rule::OutOfRange, "from_hour, hours"));
    }
    let Load::Series(house) = used.load else {
        return Err(Refusal::of(Rule::TimeOrderNeedsIntervals, ""));
    };
    let per_hour = house.per_day() / 24;
    let part = charger.kw.units() / i64::try_from(per_hour).expect("1, 2 or 4");
    let runs = |n: usize| ((n / per_hour) % 24 + 24 - charger.from_hour) % 24 < charger.hours;
    let alone: Vec<i64> = (0..house.kwh().len()).map(|n| if runs(n) { part } else { 0 }).collect();
    let both = house.kwh().iter().zip(&alone).map(|(one, other)| one.checked_add(*other).ok_or_else(large));
    let both = both.collect::<Result<Vec<i64>, Refusal>>()?;
    let minutes = 1440 / house.per_day();
    let series = |kwh: Vec<i64>| Series::new(house.start(), minutes, kwh).map(Load::Series);
    let fen = |used: Used, id: &str| used.cost(id).map(|cost| cost.total_fen);
    let (both, alone) = (series(both)?, series(alone)?);
    let after = fen(Used { load: &both, ..*used }, id);
    let shared_fen = fen(*used, id).and_then(|before| after.map(|after| after - before));
    Ok(ChargingCost { shared_fen, own_fen: fen(Used { customer: own, load: &alone, ..*used }, own_id) })
}
