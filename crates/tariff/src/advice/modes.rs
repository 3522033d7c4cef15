//! Capacity against demand: what each way of charging would have cost, by the engine that bills.

use serde::Serialize;

use super::cheapest::{Cost, Used};
use crate::customer::{Customer, Mode};
use crate::fixed::{Ratio, Way, Yuan, divide};
use crate::refusal::{Refusal, Rule};

/// One way of charging.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModeCost {
    /// The way.
    pub mode: Mode,
    /// The cost with floor, overrun and rebate as the document has them, or why there is none.
    pub cost: Result<Cost, Refusal>,
}

/// Every way that the document offers, the cheapest first. Notice and lock-in times are rules of the counter, not of
/// the price, and are not weighed here.
///
/// # Errors
/// The tariff is not in force or has no such choice.
pub fn modes(used: &Used, id: &str) -> Result<Vec<ModeCost>, Refusal> {
    let first = used.periods.first().ok_or_else(|| Refusal::of(Rule::PeriodWrong, ""))?;
    let tariff = used.book.in_force(id, first.from)?;
    let two_part = tariff.two_part.as_ref().ok_or_else(|| Refusal::of(Rule::ModeNotOffered, id))?;
    let mut all: Vec<ModeCost> = two_part
        .modes
        .iter()
        .map(|mode| {
            let customer = Customer { mode: Some(*mode), ..used.customer.clone() };
            ModeCost { mode: *mode, cost: Used { customer: &customer, ..*used }.cost(id) }
        })
        .collect();
    all.sort_by_key(|it| it.cost.as_ref().map_or(i64::MAX, |cost| cost.total_fen));
    Ok(all)
}

/// The demand per kVA below which demand is cheaper than capacity: `p_cap ÷ p_dem`, kW per kVA.
#[must_use]
pub fn demand_worth_below(capacity_price: Yuan, demand_price: Yuan) -> Option<Ratio> {
    if demand_price.units() <= 0 || capacity_price.units() < 0 {
        return None;
    }
    let share = i128::from(capacity_price.units()) * i128::from(Ratio::ONE);
    i64::try_from(divide(share, demand_price.units().into(), Way::HalfUp)).ok().map(Ratio::from_units)
}
