//! Reactive compensation: how many kvar lift the power factor to a target, and what the adjustment saves.

use serde::Serialize;

use super::{large, times};
use crate::charge::power_factor::factor_hundredths;
use crate::customer::PowerFactorStandard;
use crate::fixed::{Quantity, Ratio, Way, Yuan, divide};
use crate::refusal::{Refusal, Rule};
use crate::tariff::FactorTable;

/// What compensation to a target would bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compensation {
    /// The factor before, hundredths.
    pub before_hundredths: u32,
    /// kvarh to be compensated: `P (tan φ₁ − tan φ₂)`.
    pub kvarh: Quantity,
    /// The same spread over the hours of running.
    pub kvar: Quantity,
    /// Rate before and after.
    pub rates: (Ratio, Ratio),
    /// `(rate before − rate after) × base`, yuan in the period.
    pub saving: Yuan,
}

/// `tan φ` of a factor of `hundredths`, in units of 0.000 001, rounded up so that the target is reached.
fn tangent(hundredths: u32) -> i128 {
    let c = u128::from(hundredths);
    let scale = 1_000_000_u128 * 1_000_000;
    let root = ((10_000 - c * c) * scale).isqrt();
    i128::try_from(root.div_ceil(c)).expect("below 1 000 000 000")
}

/// The compensation that lifts the average factor of a period to `target_hundredths`.
///
/// # Errors
/// The target is not between 1 and 100, or nothing was used, or nothing runs.
pub fn compensation(
    active: Quantity,
    reactive: Quantity,
    target_hundredths: u32,
    hours: Quantity,
    (table, standard): (&FactorTable, PowerFactorStandard),
    base: Yuan,
) -> Result<Compensation, Refusal> {
    let wrong = |about: &str| Refusal::of(Rule::OutOfRange, about);
    if !(1..=100).contains(&target_hundredths) || hours <= Quantity::ZERO {
        return Err(wrong("target, hours"));
    }
    let before = factor_hundredths(active, reactive).ok_or_else(|| wrong("P, Q"))?;
    let allowed = i128::from(active.units()) * tangent(target_hundredths) / 1_000_000;
    let kvarh = (i128::from(reactive.units()) - allowed).max(0);
    let kvar = divide(kvarh * i128::from(Quantity::ONE), hours.units().into(), Way::Up);
    let quantity = |units: i128| i64::try_from(units).map(Quantity::from_units).map_err(|_| large());
    let after = target_hundredths.max(before);
    let rates = (table.rate(before, standard), table.rate(after, standard));
    let saved = Quantity::from_units(rates.0.units() - rates.1.units());
    Ok(Compensation {
        before_hundredths: before,
        kvarh: quantity(kvarh)?,
        kvar: quantity(kvar)?,
        rates,
        saving: times(base, saved)?,
    })
}
