//! Pricing: from cells to bills. Every amount is exact until the one rounding that its rule names.

use crate::bill::{Bill, Line};
use crate::charge;
use crate::customer::Customer;
use crate::fixed::{Quantity, Yuan};
use crate::measure::{Cells, Source};
use crate::period::MonthShare;
use crate::plan::{Plan, Segment, Stage};
use crate::refusal::{Refusal, Rule};
use crate::usage::{Reads, Series};
use kernel::Day;

/// One period of one customer, while it is priced.
pub(crate) struct Pricing<'p> {
    pub(crate) stage: &'p Stage,
    pub(crate) customer: &'p Customer,
    pub(crate) cells: &'p Cells,
    pub(crate) source: Source<'p>,
    /// First day of supply in the period.
    pub(crate) held_from: Day,
    /// First day without.
    pub(crate) held_to: Day,
    /// kWh used before in the calendar year; nothing if unknown.
    pub(crate) year_kwh: Option<i64>,
    pub(crate) lines: Vec<Line>,
}

impl Plan {
    /// Prices a series, a bill for each period.
    ///
    /// # Errors
    /// Whatever keeps a line from being exact: a price to be verified, something unknown of the customer, a period
    /// that the series does not cover.
    pub fn price_series(&self, customer: &Customer, series: &Series) -> Result<Vec<Bill>, Refusal> {
        self.price(customer, |_| Ok(Source::Series(series)))
    }

    /// Prices registers, one entry for each period of the plan, in its order.
    ///
    /// # Errors
    /// As [`Plan::price_series`], and registers that the tariff needs and that were not read.
    pub fn price_reads(&self, customer: &Customer, reads: &[Reads]) -> Result<Vec<Bill>, Refusal> {
        self.price(customer, |at| match reads.get(at) {
            Some(reads) => Ok(Source::Reads(reads)),
            None => Err(Refusal::of(Rule::PeriodNotCovered, format!("{}", at + 1))),
        })
    }

    fn price<'u>(
        &self,
        customer: &Customer,
        source: impl Fn(usize) -> Result<Source<'u>, Refusal>,
    ) -> Result<Vec<Bill>, Refusal> {
        if self.raised_tags(customer) != self.raised {
            return Err(Refusal::of(Rule::CustomerIncomplete, format!("tags ≠ {}", self.raised.join(", "))));
        }
        let mut cells = Cells::default();
        let mut bills = Vec::with_capacity(self.stages.len());
        let mut year: Option<(i16, i64)> = None;
        for (at, stage) in self.stages.iter().enumerate() {
            let source = source(at)?;
            cells.fill(self, stage, source)?;
            let before = used_before(customer, stage, year);
            bills.push(bill(at, stage, customer, &cells, source, before)?);
            let of_year = stage.period.from.year();
            year = before.and_then(|before| before.checked_add(cells.total)).map(|used| (of_year, used));
        }
        Ok(bills)
    }
}

/// kWh used in the calendar year before the period, if they can be known.
fn used_before(customer: &Customer, stage: &Stage, year: Option<(i16, i64)>) -> Option<i64> {
    let from = stage.period.from;
    let begins = (from.month(), from.day_of_month()) == (1, 1);
    let connected = customer.connected.is_some_and(|day| day.year() == from.year() && day >= from);
    match year {
        _ if begins || connected => Some(0),
        Some((of_year, used)) if of_year == from.year() => Some(used),
        Some(_) => None,
        None => customer.year_kwh_before.map(Quantity::units),
    }
}

fn bill(
    at: usize,
    stage: &Stage,
    customer: &Customer,
    cells: &Cells,
    source: Source,
    year_kwh: Option<i64>,
) -> Result<Bill, Refusal> {
    let held_from = customer.connected.map_or(stage.period.from, |day| day.max(stage.period.from));
    let held_to = customer.closed.map_or(stage.period.to, |day| day.min(stage.period.to));
    if held_from >= held_to {
        let about = format!("{} … {}", stage.period.from, stage.period.to);
        return Err(Refusal::of(Rule::PeriodWrong, about));
    }
    let lines = Vec::with_capacity(16);
    let mut pricing = Pricing { stage, customer, cells, source, held_from, held_to, year_kwh, lines };
    charge::energy::price(&mut pricing)?;
    charge::components::price(&mut pricing)?;
    charge::two_part::price(&mut pricing)?;
    charge::plain::price(&mut pricing)?;
    charge::power_factor::price(&mut pricing)?;
    charge::plain::minimum(&mut pricing)?;
    let rounding = stage.segments[stage.segments.len() - 1].tariff.total_rounding;
    let total = sum(pricing.lines.iter()).and_then(|sum| rounding.yuan(sum));
    let total = total.ok_or_else(|| Refusal::of(Rule::AmountTooLarge, ""))?;
    Ok(Bill { period: stage.period, lines: pricing.lines, total, stage: at })
}

/// The sum of the amounts of lines; nothing if it does not fit.
pub(crate) fn sum<'l>(lines: impl Iterator<Item = &'l Line>) -> Option<Yuan> {
    let mut sum = 0_i64;
    for line in lines {
        sum = sum.checked_add(line.amount.units())?;
    }
    Some(Yuan::from_units(sum))
}

impl Pricing<'_> {
    /// The days of a segment on which the customer was supplied, as shares of months.
    pub(crate) fn held(&self, segment: &Segment) -> Vec<MonthShare> {
        let (from, to) = (segment.from.max(self.held_from), segment.to.min(self.held_to));
        if from < to { self.stage.period.month_shares(from, to) } else { Vec::new() }
    }

    /// Computes the amount of a line and takes it.
    pub(crate) fn push(&mut self, mut line: Line) -> Result<(), Refusal> {
        let tariff = &self.stage.segments[usize::from(line.segment)].tariff;
        let item = usize::from(line.item);
        let amount = tariff.items[item].rounding.product(line.price, line.quantity, line.days, line.of);
        line.amount = amount.ok_or_else(|| tariff.refusal(item, Rule::AmountTooLarge, ""))?;
        self.lines.push(line);
        Ok(())
    }

    /// The item of a line, by its id, the same in every version.
    pub(crate) fn item_id(&self, line: &Line) -> &str {
        &self.stage.segments[usize::from(line.segment)].tariff.items[usize::from(line.item)].id
    }
}

/// A price that was verified.
pub(crate) fn known(segment: &Segment, item: usize, price: Option<Yuan>) -> Result<Yuan, Refusal> {
    let id = || segment.tariff.items[item].id.clone();
    price.ok_or_else(|| segment.tariff.refusal(item, Rule::PricePending, id()))
}
