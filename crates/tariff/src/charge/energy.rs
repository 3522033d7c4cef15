//! kWh by tier and band: limits by months held, household and year, pooling as the document says, free kWh.

use crate::bill::{Line, Why};
use crate::document::{FreeFrom, Held, Pooling, TierSpan};
use crate::fixed::{Quantity, Rounding, Way, share_of};
use crate::measure::{Source, in_time_order};
use crate::period::{MonthShare, days_between, months_begun};
use crate::plan::Climb;
use crate::price::{Pricing, known};
use crate::refusal::{Refusal, Rule};
use crate::tariff::{Energy, Free, Tariff};
use kernel::Day;

/// Limits keep six digits.
const EXACT: Rounding = Rounding { digits: 6, way: Way::HalfUp };

/// Adds the lines.
pub(crate) fn price(pricing: &mut Pricing) -> Result<(), Refusal> {
    let stage = pricing.stage;
    for climb in &stage.climbs {
        price_climb(pricing, climb)?;
    }
    Ok(())
}

/// One cell of a ladder.
struct Cell {
    segment: usize,
    band: usize,
    energy: usize,
    kwh: i64,
}

fn price_climb(pricing: &mut Pricing, climb: &Climb) -> Result<(), Refusal> {
    let stage = pricing.stage;
    let tariff = &stage.segments[climb.segments[0]].tariff;
    let energy = &tariff.energy[climb.energy[0]];
    let free = free_kwh(pricing, climb, tariff)?;
    let before_tiers = free.filter(|(free, _)| free.from == FreeFrom::BeforeTiers);
    if energy.tiers.len() == 1 && before_tiers.is_none() {
        each_cell(pricing, climb)?;
    } else {
        let mut uptos = uptos(pricing, climb, tariff, energy)?;
        if let Some((_, kwh)) = before_tiers {
            uptos.iter_mut().for_each(|upto| *upto = upto.saturating_add(kwh));
            uptos.insert(0, kwh);
        }
        ladder(pricing, climb, energy, &uptos, before_tiers.map(|(free, _)| free))?;
    }
    match free {
        Some((free, kwh)) if free.from == FreeFrom::FirstTier => credit(pricing, climb, free, kwh),
        _ => Ok(()),
    }
}

fn cells(pricing: &Pricing, climb: &Climb) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(8);
    for (segment, energy) in climb.segments.iter().zip(&climb.energy) {
        let it = &pricing.stage.segments[*segment];
        for band in 0..it.tariff.bands.len() {
            let kwh = pricing.cells.kwh[it.cell + band];
            if kwh != 0 {
                cells.push(Cell { segment: *segment, band, energy: *energy, kwh });
            }
        }
    }
    cells
}

/// Without tiers: all kWh of a cell at its price.
fn each_cell(pricing: &mut Pricing, climb: &Climb) -> Result<(), Refusal> {
    for cell in cells(pricing, climb) {
        let line = line(pricing, &cell, 0, cell.kwh)?;
        pricing.push(line)?;
    }
    Ok(())
}

fn line(pricing: &Pricing, cell: &Cell, tier: usize, kwh: i64) -> Result<Line, Refusal> {
    let segment = &pricing.stage.segments[cell.segment];
    let energy = &segment.tariff.energy[cell.energy];
    let price = known(segment, energy.item, energy.tiers[tier].prices[cell.band])?;
    let mut line = Line::new(cell.segment, energy.item, Quantity::from_units(kwh), price);
    line.band = Some(u8::try_from(cell.band).expect("few bands"));
    if energy.tiers.len() > 1 {
        line.tier = Some(u8::try_from(tier).expect("few tiers"));
    }
    Ok(line)
}

/// The tier from `below` to `upto` of a ladder, of what was used.
fn within(total: i64, uptos: &[i64], tier: usize) -> (i64, i64) {
    let below = if tier == 0 { 0 } else { uptos[tier - 1] };
    let upto = uptos.get(tier).copied().unwrap_or(i64::MAX);
    (below.clamp(0, total), upto.clamp(0, total))
}

/// With tiers. With `free`, the lowest tier costs nothing.
fn ladder(
    pricing: &mut Pricing,
    climb: &Climb,
    energy: &Energy,
    uptos: &[i64],
    free: Option<&Free>,
) -> Result<(), Refusal> {
    let cells = cells(pricing, climb);
    let total = cells.iter().map(|cell| cell.kwh).sum::<i64>();
    let in_order = match (energy.pooling, pricing.source) {
        (Pooling::InTimeOrder, Source::Series(series)) => {
            Some(in_time_order(pricing.stage, series, uptos, &climb.segments)?)
        }
        (Pooling::InTimeOrder, Source::Reads(_)) if cells.len() > 1 => {
            let tariff = &pricing.stage.segments[climb.segments[0]].tariff;
            return Err(tariff.refusal(energy.item, Rule::TimeOrderNeedsIntervals, ""));
        }
        _ => None,
    };
    for tier in 0..=uptos.len() {
        for cell in &cells {
            // Each band on a ladder of its own pools with the same band of other segments.
            let pool = match energy.pooling {
                Pooling::LadderPerPeriod => {
                    cells.iter().filter(|it| same_band(pricing, it, cell)).map(|it| it.kwh).sum()
                }
                _ => total,
            };
            let (below, upto) = within(pool, uptos, tier);
            let (kwh, why) = match &in_order {
                Some(tiers) => {
                    let at = pricing.stage.segments[cell.segment].cell + cell.band;
                    (tiers[tier][at], Why::Tier { below, upto })
                }
                None => part(pricing, cell, pool, below, upto)?,
            };
            if kwh == 0 {
                continue;
            }
            let line = match (free, tier) {
                (Some(free), 0) => {
                    Line::new(cell.segment, free.item, Quantity::from_units(kwh), crate::Yuan::ZERO)
                }
                (Some(_), _) => line(pricing, cell, tier - 1, kwh)?,
                (None, _) => line(pricing, cell, tier, kwh)?,
            };
            pricing.push(Line { why, ..line })?;
        }
    }
    Ok(())
}

fn same_band(pricing: &Pricing, one: &Cell, other: &Cell) -> bool {
    let name = |cell: &Cell| &pricing.stage.segments[cell.segment].tariff.bands[cell.band];
    name(one) == name(other)
}

/// A cell's part of a tier, in proportion: `upto × cell ÷ pool` less `below × cell ÷ pool`, each rounded, so that the
/// parts of a cell add up to it.
fn part(pricing: &Pricing, cell: &Cell, pool: i64, below: i64, upto: i64) -> Result<(i64, Why), Refusal> {
    if cell.kwh == pool {
        return Ok((upto - below, Why::Tier { below, upto }));
    }
    let rounding = pricing.stage.segments[cell.segment].tariff.kwh_rounding;
    let share = |kwh: i64| {
        if kwh == pool {
            return Ok(cell.kwh);
        }
        let share = share_of(Quantity::from_units(kwh), cell.kwh, pool, rounding);
        share.map(Quantity::units).ok_or_else(|| Refusal::of(Rule::AmountTooLarge, "kWh"))
    };
    Ok((share(upto)? - share(below)?, Why::ProRata { below, upto, cell: cell.kwh, total: pool }))
}

/// Upper ends of all tiers but the last, kWh in this period: limits by months held and household, less what the year
/// has used already.
fn uptos(pricing: &Pricing, climb: &Climb, tariff: &Tariff, energy: &Energy) -> Result<Vec<i64>, Refusal> {
    let large = || tariff.refusal(energy.item, Rule::AmountTooLarge, "");
    let household = tariff.household.as_ref().filter(|it| pricing.customer.persons >= it.persons_from);
    let first = tariff.energy.first().is_some_and(|it| it.item == energy.item);
    let limits = energy.limits(household.filter(|_| first)).ok_or_else(large)?;
    let mut uptos = Vec::with_capacity(limits.len());
    for limit in limits {
        uptos.push(match energy.span {
            TierSpan::Month => monthly(pricing, climb, energy.held, limit).ok_or_else(large)?,
            TierSpan::Year => yearly(pricing, tariff, energy, limit)?,
        });
    }
    Ok(uptos)
}

fn monthly(pricing: &Pricing, climb: &Climb, held: Held, limit: Quantity) -> Option<i64> {
    let period = pricing.stage.period;
    let (from, to) = (pricing.held_from, pricing.held_to);
    let upto = match held {
        Held::WholeMonths => limit.units().checked_mul(months_begun(from, to))?,
        Held::Days => {
            let part = |share: MonthShare| share_of(limit, share.days, share.of, EXACT).map(Quantity::units);
            let shares = period.month_shares(from, to);
            shares.into_iter().try_fold(0_i64, |sum, share| sum.checked_add(part(share)?))?
        }
    };
    if climb.segments.len() == pricing.stage.segments.len() {
        return Some(upto);
    }
    // Ladders that differ within the period: each has its share of days.
    let days = climb.segments.iter().map(|at| pricing.stage.segments[*at].days()).sum();
    share_of(Quantity::from_units(upto), days, period.days(), EXACT).map(Quantity::units)
}

fn yearly(pricing: &Pricing, tariff: &Tariff, energy: &Energy, limit: Quantity) -> Result<i64, Refusal> {
    let period = pricing.stage.period;
    let year = period.from.year();
    if period.to.plus(-1).year() != year {
        let about = format!("{} … {}", period.from, period.to);
        return Err(tariff.refusal(energy.item, Rule::PeriodCrossesYear, about));
    }
    let missing = || tariff.refusal(energy.item, Rule::YearCarryMissing, period.from.to_string());
    let used = pricing.year_kwh.ok_or_else(missing)?;
    let large = || tariff.refusal(energy.item, Rule::AmountTooLarge, "");
    let (Some(first), Some(last)) = (Day::new(year, 1, 1), Day::new(year + 1, 1, 1)) else {
        return Err(large());
    };
    let from = pricing.customer.connected.map_or(first, |day| day.max(first));
    let to = pricing.customer.closed.map_or(last, |day| day.min(last));
    let (share, of) = match energy.held {
        Held::Days => (days_between(from, to), days_between(first, last)),
        Held::WholeMonths => (i64::from(to.plus(-1).month() - from.month()) + 1, 12),
    };
    let upto = share_of(limit, share, of, EXACT).ok_or_else(large)?;
    Ok((upto.units() - used).max(0))
}

/// Free kWh that the customer has in this period, of the document's first energy charge.
fn free_kwh<'t>(
    pricing: &Pricing,
    climb: &Climb,
    tariff: &'t Tariff,
) -> Result<Option<(&'t Free, i64)>, Refusal> {
    let Some(free) = &tariff.free else { return Ok(None) };
    let has = free.who.iter().any(|tag| pricing.customer.tags.contains(tag));
    if !has || climb.energy[0] != 0 {
        return Ok(None);
    }
    let kwh = monthly(pricing, climb, Held::Days, free.kwh_per_month);
    let kwh = kwh.ok_or_else(|| tariff.refusal(free.item, Rule::AmountTooLarge, ""))?;
    Ok(Some((free, kwh)))
}

/// Pays free kWh back at the price of the first tier, each band by its share.
fn credit(pricing: &mut Pricing, climb: &Climb, free: &Free, kwh: i64) -> Result<(), Refusal> {
    let cells = cells(pricing, climb);
    let total = cells.iter().map(|cell| cell.kwh).sum::<i64>();
    let kwh = kwh.min(total);
    for cell in &cells {
        let (part, _) = part(pricing, cell, total, 0, kwh)?;
        let priced = line(pricing, cell, 0, part)?;
        let quantity = Quantity::from_units(-part);
        let line = Line::new(cell.segment, free.item, quantity, priced.price);
        pricing.push(Line { band: priced.band, why: Why::Free { kwh }, ..line })?;
    }
    Ok(())
}
