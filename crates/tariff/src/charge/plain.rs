//! Charges without a ladder: demand, fixed amounts, what is paid for energy sent out, and the least bill.

use kernel::Day;

use crate::bill::{Line, Why};
use crate::fixed::{Quantity, Yuan};
use crate::plan::Segment;
use crate::price::{Pricing, known, sum};
use crate::refusal::{Refusal, Rule};
use crate::tariff::{Charge, PER_DAY};

/// Adds the lines of demand, fixed and export charges.
pub(crate) fn price(pricing: &mut Pricing) -> Result<(), Refusal> {
    let stage = pricing.stage;
    for (at, segment) in stage.segments.iter().enumerate() {
        for charge in &segment.tariff.demand {
            demand(pricing, at, segment, charge)?;
        }
        for charge in &segment.tariff.fixed {
            fixed(pricing, at, segment, charge)?;
        }
        for charge in &segment.tariff.export {
            export(pricing, at, segment, charge)?;
        }
    }
    Ok(())
}

/// The highest demand of the whole period at the price of each segment, by its share of the month.
fn demand(pricing: &mut Pricing, at: usize, segment: &Segment, charge: &Charge) -> Result<(), Refusal> {
    let missing = || Refusal::of(Rule::RegisterMissing, format!("{}: demand", segment.tariff.id));
    let mut highest: Vec<(Option<u8>, i64, Option<Yuan>)> = Vec::new();
    if charge.by_band {
        for (band, price) in charge.prices.iter().enumerate() {
            let name = &segment.tariff.bands[band];
            let of = |other: &Segment| {
                let band = other.tariff.bands.iter().position(|it| it == name)?;
                pricing.cells.demand.get(other.cell + band).copied()
            };
            let kw = pricing.stage.segments.iter().filter_map(of).max().ok_or_else(missing)?;
            highest.push((Some(u8::try_from(band).expect("few bands")), kw, *price));
        }
    } else {
        let kw = pricing.cells.demand_kw.ok_or_else(missing)?;
        highest.push((None, kw, charge.prices[0]));
    }
    for share in pricing.held(segment) {
        for (band, kw, price) in highest.iter().filter(|(_, kw, _)| *kw != 0) {
            let price = known(segment, charge.item, *price)?;
            let mut line = Line::new(at, charge.item, Quantity::from_units(*kw), price);
            (line.band, line.days, line.of) = (*band, share.days, share.of);
            pricing.push(line)?;
        }
    }
    Ok(())
}

fn fixed(pricing: &mut Pricing, at: usize, segment: &Segment, charge: &Charge) -> Result<(), Refusal> {
    let by_day = segment.tariff.items[charge.item].unit == PER_DAY;
    for share in pricing.held(segment) {
        let price = known(segment, charge.item, charge.prices[0])?;
        let line = if by_day {
            let days = Quantity::whole(share.days).expect("few days");
            Line::new(at, charge.item, days, price)
        } else {
            let one = Quantity::from_units(Quantity::ONE);
            Line { days: share.days, of: share.of, ..Line::new(at, charge.item, one, price) }
        };
        pricing.push(line)?;
    }
    Ok(())
}

fn export(pricing: &mut Pricing, at: usize, segment: &Segment, charge: &Charge) -> Result<(), Refusal> {
    let bands = segment.cell..segment.cell + segment.tariff.bands.len();
    let Some(sent) = pricing.cells.export.get(bands) else { return Ok(()) };
    let by_register = matches!(pricing.source, crate::measure::Source::Reads(_));
    if charge.by_band && by_register && sent.len() > 1 {
        return Err(Refusal::of(Rule::RegisterMissing, format!("{}: export by band", segment.tariff.id)));
    }
    let sent: Vec<(Option<u8>, i64, Option<Yuan>)> = if charge.by_band {
        let banded = sent.iter().zip(&charge.prices).enumerate();
        banded.map(|(band, (kwh, price))| (u8::try_from(band).ok(), *kwh, *price)).collect()
    } else {
        vec![(None, sent.iter().sum(), charge.prices[0])]
    };
    for (band, kwh, price) in sent.into_iter().filter(|(_, kwh, _)| *kwh != 0) {
        let price = known(segment, charge.item, price)?;
        let line = Line::new(at, charge.item, Quantity::from_units(kwh), Yuan::from_units(-price.units()));
        pricing.push(Line { band, ..line })?;
    }
    Ok(())
}

/// Tops the bill up to its least, if the charges that count come to less.
pub(crate) fn minimum(pricing: &mut Pricing) -> Result<(), Refusal> {
    let at = pricing.stage.segments.len() - 1;
    let segment = &pricing.stage.segments[at];
    let Some((item, price, covers)) = &segment.tariff.minimum else { return Ok(()) };
    let price = known(segment, *item, *price)?;
    let large = || segment.tariff.refusal(*item, Rule::AmountTooLarge, "");
    let rounding = segment.tariff.items[*item].rounding;
    let days: (Day, Day) = (pricing.held_from, pricing.held_to);
    let mut least = 0_i64;
    for share in pricing.stage.period.month_shares(days.0, days.1) {
        let one = Quantity::from_units(Quantity::ONE);
        let part = rounding.product(price, one, share.days, share.of).ok_or_else(large)?;
        least = least.checked_add(part.units()).ok_or_else(large)?;
    }
    let ids: Vec<&str> = covers.iter().map(|item| segment.tariff.items[*item].id.as_str()).collect();
    let counted = pricing.lines.iter().filter(|line| ids.contains(&pricing.item_id(line)));
    let sum = sum(counted).ok_or_else(large)?;
    if sum.units() < least {
        let lacks = Yuan::from_units(least - sum.units());
        let mut line = Line::new(at, *item, Quantity::from_units(Quantity::ONE), lacks);
        line.why = Why::Minimum { sum, least: Yuan::from_units(least) };
        pricing.push(line)?;
    }
    Ok(())
}
