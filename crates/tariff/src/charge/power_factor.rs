//! Power-factor adjustment (功率因数调整电费, 〔83〕水电财字第215号): the average factor of the period, its rate in the
//! table under the customer's standard, times the charges that take part.

use crate::bill::{Line, Why};
use crate::fixed::{Quantity, Yuan};
use crate::price::{Pricing, sum};
use crate::refusal::{Refusal, Rule};

/// Energies beyond this (ten TWh in a period) would not square exactly.
const ENERGY_MAX: i64 = 10_000_000_000 * Quantity::ONE;

/// `P ÷ √(P² + Q²)` in hundredths, half a hundredth going up; nothing when nothing was used or a number is absurd.
///
/// Exact: the factor is at least `k − ½` hundredths when `40 000 P² ≥ (2k − 1)² (P² + Q²)`.
#[must_use]
pub fn factor_hundredths(active: Quantity, reactive: Quantity) -> Option<u32> {
    let (p, q) = (active.units(), reactive.units());
    if !(0..=ENERGY_MAX).contains(&p) || !(0..=ENERGY_MAX).contains(&q) || (p == 0 && q == 0) {
        return None;
    }
    let (p, q) = (i128::from(p), i128::from(q));
    let reaches = |k: i128| 40_000 * p * p >= (2 * k - 1) * (2 * k - 1) * (p * p + q * q);
    let hundredths = (1..=100).rev().find(|k| reaches(*k)).unwrap_or(0);
    u32::try_from(hundredths).ok()
}

/// Adds the line.
pub(crate) fn price(pricing: &mut Pricing) -> Result<(), Refusal> {
    let at = pricing.stage.segments.len() - 1;
    let segment = &pricing.stage.segments[at];
    let (Some(factor), Some(standard)) = (&segment.tariff.power_factor, pricing.customer.power_factor) else {
        return Ok(());
    };
    let tariff = &segment.tariff;
    if !factor.standards.contains(&standard) {
        return Err(tariff.refusal(
            factor.item,
            Rule::CustomerIncomplete,
            format!("power_factor {}", standard.as_str()),
        ));
    }
    let missing = || Refusal::of(Rule::RegisterMissing, format!("{}: reactive", tariff.id));
    let reactive = Quantity::from_units(pricing.cells.reactive.ok_or_else(missing)?);
    let active = Quantity::from_units((pricing.cells.total - pricing.cells.apart).max(0));
    if (active, reactive) == (Quantity::ZERO, Quantity::ZERO) {
        return Ok(());
    }
    let large = || tariff.refusal(factor.item, Rule::AmountTooLarge, "");
    let hundredths = factor_hundredths(active, reactive).ok_or_else(large)?;
    let takes_part = |line: &&Line| {
        let segment = &pricing.stage.segments[usize::from(line.segment)];
        segment.tariff.items[usize::from(line.item)].power_factor
    };
    let base: Yuan = sum(pricing.lines.iter().filter(takes_part)).ok_or_else(large)?;
    let mut line = Line::new(at, factor.item, factor.table.rate(hundredths, standard), base);
    line.why = Why::PowerFactor {
        active: active.units(),
        reactive: reactive.units(),
        hundredths,
        column: u8::try_from(standard.column()).expect("three standards"),
    };
    pricing.push(line)
}
