//! Estimates of what a plant earns: photovoltaics, storage, demand response. Formulas of the field, every parameter given
//! by whoever asks; estimates, not bills.

use serde::Serialize;

use super::{large, plus, product, times};
use crate::fixed::{Quantity, Ratio, Yuan};
use crate::refusal::{Refusal, Rule};

/// Longer than any plant lasts.
const YEARS_MAX: u32 = 50;

/// A photovoltaic plant and its prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pv {
    /// Peak power, kWp.
    pub kwp: Quantity,
    /// Hours at peak power in a year that come to the year's energy.
    pub hours_per_year: Quantity,
    /// What is lost each year, a share.
    pub fades: Ratio,
    /// Used on site, a share.
    pub own_use: Ratio,
    /// What a kWh from the grid costs, yuan.
    pub buys: Yuan,
    /// What a kWh sent out brings, yuan.
    pub sells: Yuan,
    /// Running cost, yuan a year.
    pub upkeep: Yuan,
    /// Building cost, yuan.
    pub capital: Yuan,
    /// Years to look at.
    pub years: u32,
}

/// One year of a plant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PvYear {
    /// From 1.
    pub year: u32,
    /// kWh.
    pub kwh: Quantity,
    /// `E·s·p_buy + E·(1 − s)·p_sell − upkeep`, yuan.
    pub saving: Yuan,
    /// All savings so far less the capital, yuan.
    pub balance: Yuan,
}

/// A plant year by year: `E = kWp × h × (1 − d)^(y − 1)`.
///
/// # Errors
/// A share beyond one, or numbers too large.
pub fn pv(plant: &Pv) -> Result<Vec<PvYear>, Refusal> {
    let one = Ratio::from_units(Ratio::ONE);
    let share = Ratio::ZERO..=one;
    if !share.contains(&plant.own_use) || !share.contains(&plant.fades) || plant.years > YEARS_MAX {
        return Err(Refusal::of(Rule::OutOfRange, "own_use, fades, years"));
    }
    let rest = |part: Ratio| Ratio::from_units(Ratio::ONE - part.units());
    let mut kwh = product(plant.kwp, plant.hours_per_year)?;
    let mut balance = Yuan::from_units(-plant.capital.units());
    let mut years = Vec::new();
    for year in 1..=plant.years {
        let own = times(plant.buys, product(kwh, plant.own_use)?)?;
        let sold = times(plant.sells, product(kwh, rest(plant.own_use))?)?;
        let saving = plus(plus(own, sold)?, Yuan::from_units(-plant.upkeep.units()))?;
        balance = plus(balance, saving)?;
        years.push(PvYear { year, kwh, saving, balance });
        kwh = product(kwh, rest(plant.fades))?;
    }
    Ok(years)
}

/// The first year at whose end the savings have paid for the plant.
#[must_use]
pub fn payback_year(years: &[PvYear]) -> Option<u32> {
    years.iter().find(|year| year.balance >= Yuan::ZERO).map(|year| year.year)
}

/// One cycle of a store, so many times a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// kWh charged in a cycle.
    pub kwh: Quantity,
    /// Cycles a year.
    pub per_year: Quantity,
    /// Price when it charges, yuan/kWh.
    pub charges_at: Yuan,
    /// Price that it saves when it discharges, yuan/kWh.
    pub discharges_at: Yuan,
}

/// What a store brings: `Σ cycles · (p_discharge · η − p_charge) · kWh`, yuan a year.
///
/// # Errors
/// An efficiency beyond one, or numbers too large.
pub fn storage_yuan_per_year(cycles: &[Cycle], efficiency: Ratio) -> Result<Yuan, Refusal> {
    if !(Ratio::ZERO..=Ratio::from_units(Ratio::ONE)).contains(&efficiency) {
        return Err(Refusal::of(Rule::OutOfRange, "efficiency"));
    }
    let mut sum = Yuan::ZERO;
    for cycle in cycles {
        let kwh = product(cycle.kwh, cycle.per_year)?;
        let earned = times(cycle.discharges_at, product(kwh, efficiency)?)?;
        let paid = times(cycle.charges_at, kwh)?;
        let units = earned.units().checked_sub(paid.units()).ok_or_else(large)?;
        sum = plus(sum, Yuan::from_units(units))?;
    }
    Ok(sum)
}

/// What demand response brings: `kW · h · share delivered · price · times`, yuan.
///
/// # Errors
/// Numbers too large.
pub fn demand_response(
    kw: Quantity,
    hours: Quantity,
    delivered: Ratio,
    price: Yuan,
    calls: u32,
) -> Result<Yuan, Refusal> {
    let kwh = product(product(kw, hours)?, delivered)?;
    let calls = Quantity::whole(calls.into()).ok_or_else(large)?;
    times(price, product(kwh, calls)?)
}
