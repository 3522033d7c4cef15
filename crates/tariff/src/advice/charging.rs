//! Charging a car: whether the transformer bears it, and what it costs on the house's meter or on one of its own.

use kernel::WorkingCalendar;
use serde::Serialize;

use super::cheapest::cost;
use super::{large, product};
use crate::book::Book;
use crate::customer::Customer;
use crate::fixed::{Quantity, Ratio};
use crate::load::Load;
use crate::period::Period;
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

/// Prices charging on the house's meter under `id`, and alone under `own_id`.
///
/// # Errors
/// Hours that are not of a day, or numbers too large.
pub fn charging(
    (book, calendar): (&Book, &WorkingCalendar),
    (id, customer, house): (&str, &Customer, &Series),
    (own_id, own): (&str, &Customer),
    charger: Charging,
    periods: &[Period],
) -> Result<ChargingCost, Refusal> {
    if charger.from_hour > 23 || !(1..=24).contains(&charger.hours) {
        return Err(Refusal::of(Rule::OutOfRange, "from_hour, hours"));
    }
    let per_hour = house.per_day() / 24;
    let part = charger.kw.units() / i64::try_from(per_hour).expect("1, 2 or 4");
    let runs = |n: usize| ((n / per_hour) % 24 + 24 - charger.from_hour) % 24 < charger.hours;
    let alone: Vec<i64> = (0..house.kwh().len()).map(|n| if runs(n) { part } else { 0 }).collect();
    let both = house.kwh().iter().zip(&alone).map(|(one, other)| one.checked_add(*other).ok_or_else(large));
    let both = both.collect::<Result<Vec<i64>, Refusal>>()?;
    let minutes = 1440 / house.per_day();
    let series = |kwh: Vec<i64>| Series::new(house.start(), minutes, kwh).map(Load::Series);
    let fen = |id: &str, customer: &Customer, load: &Load| {
        cost(book, id, calendar, customer, load, periods).map(|cost| cost.total_fen)
    };
    let (both, alone) = (series(both)?, series(alone)?);
    let before = fen(id, customer, &Load::Series(house.clone()));
    let shared_fen = before.and_then(|before| fen(id, customer, &both).map(|after| after - before));
    Ok(ChargingCost { shared_fen, own_fen: fen(own_id, own, &alone) })
}
