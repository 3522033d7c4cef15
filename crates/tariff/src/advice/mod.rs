//! What else one could pay, and what would change it: answers from the engine that bills, or from a formula of the field
//! whose parameters are given. Nothing here knows a price that a document or the caller did not say.

mod as_if;
mod break_even;
mod charging;
mod cheapest;
mod invest;
mod modes;
mod reactive;

pub use as_if::as_if;
pub use break_even::{break_even, valley_share};
pub use charging::{Charging, ChargingCost, charging, margin_kva};
pub use cheapest::{Compared, Cost, Used, compare, heating, price};
pub use invest::{Cycle, Pv, PvYear, demand_response, payback_year, pv, storage_yuan_per_year};
pub use modes::{ModeCost, demand_worth_below, modes};
pub use reactive::{Compensation, compensation};

use crate::fixed::{Quantity, Rounding, Way, Yuan};
use crate::refusal::{Refusal, Rule};

/// Estimates keep every digit until somebody rounds them for show.
const EXACT: Rounding = Rounding { digits: 8, way: Way::HalfUp };

fn large() -> Refusal {
    Refusal::of(Rule::AmountTooLarge, "")
}

/// `price × quantity`, exact to the last digit that is kept.
fn times(price: Yuan, quantity: Quantity) -> Result<Yuan, Refusal> {
    EXACT.product(price, quantity, 1, 1).ok_or_else(large)
}

/// `one × other` of two quantities, to six digits.
fn product(one: Quantity, other: Quantity) -> Result<Quantity, Refusal> {
    let exact = Rounding { digits: 6, way: Way::HalfUp };
    crate::share_of(one, other.units(), Quantity::ONE, exact).ok_or_else(large)
}

fn plus(one: Yuan, other: Yuan) -> Result<Yuan, Refusal> {
    one.units().checked_add(other.units()).map(Yuan::from_units).ok_or_else(large)
}
