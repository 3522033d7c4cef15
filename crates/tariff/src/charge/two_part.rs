//! Two-part tariffs: capacity, contracted demand with its floor and overrun, actual demand, and the rebate for high use.

use kernel::Day;

use crate::bill::{Line, Why};
use crate::customer::Mode;
use crate::document::{ContractDoc, WithinThreshold};
use crate::fixed::{Quantity, Ratio, Rounding, Way, Yuan, share_of};
use crate::plan::Segment;
use crate::price::{Pricing, known};
use crate::refusal::{Refusal, Rule};
use crate::tariff::{Charge, TwoPart};

/// Products of quantities keep six digits.
const EXACT: Rounding = Rounding { digits: 6, way: Way::HalfUp };

/// Adds the lines of capacity or demand.
pub(crate) fn price(pricing: &mut Pricing) -> Result<(), Refusal> {
    let stage = pricing.stage;
    for (at, segment) in stage.segments.iter().enumerate() {
        let Some(two_part) = &segment.tariff.two_part else { continue };
        let tariff = &segment.tariff;
        let Some(mode) = pricing.customer.mode else {
            return Err(Refusal::of(Rule::CustomerIncomplete, format!("{}: mode", tariff.id)));
        };
        if !two_part.modes.contains(&mode) {
            return Err(Refusal::at(
                &tariff.file,
                0,
                Rule::ModeNotOffered,
                format!("{}: {mode:?}", tariff.id),
            ));
        }
        match (mode, &two_part.capacity, &two_part.demand) {
            (Mode::Capacity, Some(charge), _) => capacity(pricing, at, segment, charge)?,
            (Mode::ContractDemand | Mode::ActualDemand, _, Some(charge)) => {
                demand(pricing, at, segment, two_part, charge, mode)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// kVA in service on `day`.
fn kva_on(pricing: &Pricing, day: Day) -> Result<Quantity, Refusal> {
    let step = pricing.customer.capacity.iter().rev().find(|step| step.from <= day);
    step.map(|step| step.kva).ok_or_else(|| Refusal::of(Rule::CustomerIncomplete, format!("capacity {day}")))
}

/// Each capacity by the days on which it was in service; a part of a day counts as one.
fn capacity(pricing: &mut Pricing, at: usize, segment: &Segment, charge: &Charge) -> Result<(), Refusal> {
    let price = known(segment, charge.item, charge.prices[0])?;
    let (mut from, to) = (segment.from.max(pricing.held_from), segment.to.min(pricing.held_to));
    while from < to {
        let steps = pricing.customer.capacity.iter().map(|step| step.from);
        let next = steps.filter(|day| *day > from).min().unwrap_or(to).min(to);
        let kva = kva_on(pricing, from)?;
        for share in pricing.stage.period.month_shares(from, next) {
            let line = Line::new(at, charge.item, kva, price);
            pricing.push(Line { days: share.days, of: share.of, ..line })?;
        }
        from = next;
    }
    Ok(())
}

/// What of the demand is paid: at the price, and beyond the threshold.
struct Billed {
    kw: i64,
    beyond_kw: i64,
    threshold: i64,
    why: Why,
}

fn times(quantity: i64, factor: Ratio) -> Result<i64, Refusal> {
    let product = share_of(Quantity::from_units(quantity), factor.units(), Ratio::ONE, EXACT);
    product.map(Quantity::units).ok_or_else(|| Refusal::of(Rule::AmountTooLarge, "kW"))
}

/// The rule of contracted demand: the contract is at least the floor; up to the threshold the contract (or what was
/// measured) is paid, and beyond it the rest at a multiple.
fn contracted(terms: &ContractDoc, measured: i64, contract: i64, kva: i64) -> Result<Billed, Refusal> {
    let floor = times(kva, terms.floor_share)?;
    let held = contract.max(floor);
    let threshold = times(held, terms.threshold)?;
    let kw = match terms.within {
        WithinThreshold::Contract => held,
        WithinThreshold::Measured => measured.clamp(held, threshold.max(held)),
    };
    let why = Why::Demand { measured, contract, floor };
    Ok(Billed { kw, beyond_kw: (measured - threshold).max(0), threshold, why })
}

fn demand(
    pricing: &mut Pricing,
    at: usize,
    segment: &Segment,
    two_part: &TwoPart,
    charge: &Charge,
    mode: Mode,
) -> Result<(), Refusal> {
    let tariff = &segment.tariff;
    let missing = || Refusal::of(Rule::RegisterMissing, format!("{}: demand", tariff.id));
    let measured = pricing.cells.demand_kw.ok_or_else(missing)?;
    let billed = match (mode, &two_part.contract, pricing.customer.contract_kw) {
        (Mode::ContractDemand, Some(terms), Some(contract)) => {
            let kva = kva_on(pricing, pricing.held_to.plus(-1))?;
            contracted(terms, measured, contract.units(), kva.units())?
        }
        (Mode::ContractDemand, ..) => {
            return Err(Refusal::of(Rule::CustomerIncomplete, format!("{}: contract_kw", tariff.id)));
        }
        _ => {
            let why = Why::Demand { measured, contract: 0, floor: 0 };
            Billed { kw: measured, beyond_kw: 0, threshold: 0, why }
        }
    };
    let mut price = known(segment, charge.item, charge.prices[0])?;
    let rebate = rebate(pricing, two_part)?;
    let large = || tariff.refusal(charge.item, Rule::AmountTooLarge, "");
    let scaled = |price: Yuan, factor: Ratio| {
        tariff.price_rounding.product(price, Quantity::from_units(factor.units()), 1, 1).ok_or_else(large)
    };
    if let Some(factor) = rebate {
        price = scaled(price, factor)?;
    }
    for share in pricing.held(segment) {
        let shared = Line {
            days: share.days,
            of: share.of,
            rebate,
            ..Line::new(at, charge.item, Quantity::ZERO, price)
        };
        pricing.push(Line { quantity: Quantity::from_units(billed.kw), why: billed.why, ..shared })?;
        if let (true, Some(terms)) = (billed.beyond_kw > 0, &two_part.contract) {
            let factor = terms.beyond_factor;
            let why = Why::Beyond { measured, threshold: billed.threshold, factor };
            let quantity = Quantity::from_units(billed.beyond_kw);
            pricing.push(Line { quantity, price: scaled(price, factor)?, why, ..shared })?;
        }
    }
    Ok(())
}

/// The factor of the demand price when the month's kWh per kVA reach the threshold.
fn rebate(pricing: &Pricing, two_part: &TwoPart) -> Result<Option<Ratio>, Refusal> {
    let Some(terms) = &two_part.rebate else { return Ok(None) };
    let kva = kva_on(pricing, pricing.held_to.plus(-1))?;
    let reached = i128::from(pricing.cells.total) * i128::from(Quantity::ONE)
        >= i128::from(terms.kwh_per_kva.units()) * i128::from(kva.units());
    Ok((reached && kva.units() > 0).then_some(terms.factor))
}
