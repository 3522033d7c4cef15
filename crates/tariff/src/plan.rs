//! A tariff laid out over billing periods: which version holds on which days, which table of hours each day has, and
//! what each band costs. Made once, used for any number of customers.

use std::sync::Arc;

use kernel::{Day, DayKind, WorkingCalendar};

use crate::book::Book;
use crate::customer::Customer;
use crate::fixed::{Quantity, Ratio, Yuan};
use crate::period::{Period, days_between};
use crate::refusal::{Refusal, Rule};
use crate::tariff::{BandPrices, Components, Tariff, day_of_leap_year, kind_index};

/// More periods than anybody prices at once.
const PERIODS_MAX: usize = 1200;

/// Days in a row with the same table of hours; `first` counts from the first day of the period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) first: usize,
    pub(crate) days: usize,
    pub(crate) table: u8,
}

/// Days of a period with the same version and the same component prices.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) tariff: Arc<Tariff>,
    pub(crate) from: Day,
    pub(crate) to: Day,
    pub(crate) runs: Vec<Run>,
    /// Position of its first band among the cells of the period.
    pub(crate) cell: usize,
    /// Prices of [`Tariff::components`] by band.
    pub(crate) components: Vec<BandPrices>,
}

impl Segment {
    pub(crate) fn days(&self) -> i64 {
        days_between(self.from, self.to)
    }
}

/// Energy charges that climb one ladder together: the same charge in segments whose ladders are the same.
#[derive(Clone, Debug)]
pub(crate) struct Climb {
    /// Positions of segments, rising.
    pub(crate) segments: Vec<usize>,
    /// Position of the charge in each one's [`Tariff::energy`].
    pub(crate) energy: Vec<usize>,
}

/// One billing period.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) period: Period,
    pub(crate) segments: Vec<Segment>,
    pub(crate) climbs: Vec<Climb>,
    /// Cells: bands of all segments.
    pub(crate) cells: usize,
}

/// A tariff over periods.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) stages: Vec<Stage>,
    /// Tags that change a price of a component, as this plan takes them.
    pub(crate) raised: Vec<String>,
    /// Any demand charge.
    pub(crate) needs_demand: bool,
    /// Any price for what is sent out.
    pub(crate) needs_export: bool,
}

impl Plan {
    /// Lays `id` of `book` over `periods`, for customers with the tags of `customer`.
    ///
    /// # Errors
    /// No version holds on a day, or the calendar of a year that the hours ask for was not published.
    pub fn new(
        book: &Book,
        id: &str,
        periods: &[Period],
        calendar: &WorkingCalendar,
        customer: &Customer,
    ) -> Result<Plan, Refusal> {
        if periods.is_empty() || periods.len() > PERIODS_MAX {
            return Err(Refusal::of(Rule::PeriodWrong, format!("1 … {PERIODS_MAX} periods")));
        }
        if let Some(pair) = periods.windows(2).find(|pair| pair[0].to > pair[1].from) {
            return Err(Refusal::of(Rule::PeriodWrong, format!("{} > {}", pair[0].to, pair[1].from)));
        }
        let mut plan =
            Plan { stages: Vec::new(), raised: Vec::new(), needs_demand: false, needs_export: false };
        for period in periods {
            let stage = stage(book, id, *period, calendar, customer)?;
            for segment in &stage.segments {
                let two_part = segment.tariff.two_part.as_ref();
                plan.needs_demand |=
                    !segment.tariff.demand.is_empty() || two_part.is_some_and(|it| it.demand.is_some());
                plan.needs_export |= !segment.tariff.export.is_empty();
            }
            plan.stages.push(stage);
        }
        plan.raised = plan.raised_tags(customer);
        Ok(plan)
    }

    /// The periods.
    pub fn periods(&self) -> impl Iterator<Item = Period> + '_ {
        self.stages.iter().map(|stage| stage.period)
    }

    /// The tags of `customer` that change a price of a component.
    pub(crate) fn raised_tags(&self, customer: &Customer) -> Vec<String> {
        if customer.tags.is_empty() {
            return Vec::new();
        }
        let parts = self.stages.iter().flat_map(|stage| &stage.segments).flat_map(|it| &it.tariff.components);
        let tags = parts.flat_map(|it| &it.parts).flat_map(|part| &part.raised).map(|(tag, _)| tag);
        let mut tags: Vec<String> = tags.filter(|tag| customer.tags.contains(tag)).cloned().collect();
        tags.sort();
        tags.dedup();
        tags
    }
}

fn stage(
    book: &Book,
    id: &str,
    period: Period,
    calendar: &WorkingCalendar,
    customer: &Customer,
) -> Result<Stage, Refusal> {
    let mut segments = Vec::new();
    let (mut from, mut cell) = (period.from, 0);
    while from < period.to {
        let tariff = book.in_force(id, from)?;
        let ends = tariff.effective_to.into_iter().chain(value_days(tariff));
        let to = ends.filter(|day| *day > from).min().unwrap_or(period.to).min(period.to);
        let runs = runs(tariff, period.from, from, to, calendar)?;
        let prices = |it: &Components| component_prices(tariff, it, from, &customer.tags);
        let components = tariff.components.iter().map(prices).collect::<Result<_, _>>()?;
        segments.push(Segment { tariff: tariff.clone(), from, to, runs, cell, components });
        cell += tariff.bands.len();
        from = to;
    }
    let climbs = climbs(&segments);
    Ok(Stage { period, segments, climbs, cells: cell })
}

/// Days from which a component has another price.
fn value_days(tariff: &Tariff) -> impl Iterator<Item = Day> + '_ {
    tariff.components.iter().flat_map(|it| &it.parts).flat_map(|part| part.values.iter().map(|(day, _)| *day))
}

fn runs(
    tariff: &Tariff,
    start: Day,
    from: Day,
    to: Day,
    calendar: &WorkingCalendar,
) -> Result<Vec<Run>, Refusal> {
    let mut runs: Vec<Run> = Vec::new();
    let offset = usize::try_from(days_between(start, from)).expect("a segment begins within its period");
    let days = usize::try_from(days_between(from, to)).expect("a segment has days");
    let mut day = from;
    for n in 0..days {
        let kind = if tariff.days.by_kind {
            let missing = |it: kernel::CalendarRefusal| {
                Refusal::at(&tariff.file, tariff.days.lines[0], Rule::CalendarMissing, it.year.to_string())
            };
            calendar.kind(day).map_err(missing)?
        } else {
            DayKind::Workday
        };
        let table = tariff.days.of_day[day_of_leap_year(day.month(), day.day_of_month())][kind_index(kind)];
        match runs.last_mut() {
            Some(run) if run.table == table => run.days += 1,
            _ => runs.push(Run { first: offset + n, days: 1, table }),
        }
        day = day.plus(1);
    }
    Ok(runs)
}

/// What each band of a price of components costs on `day`: floating parts times the band's multiplier, and the others.
fn component_prices(
    tariff: &Tariff,
    it: &Components,
    day: Day,
    tags: &[String],
) -> Result<BandPrices, Refusal> {
    let large = || tariff.refusal(it.item, Rule::AmountTooLarge, "");
    let mut prices = Vec::new();
    for multiplier in &it.multipliers {
        let mut price = Some(Yuan::ZERO);
        for part in &it.parts {
            let value = part.values.iter().rev().find(|(from, _)| *from <= day);
            let Some((_, value)) = value else {
                let about = format!("{} {day}", part.id);
                return Err(tariff.refusal(it.item, Rule::PriceWithoutDate, about));
            };
            let raised = part.raised.iter().find(|(tag, _)| tags.contains(tag)).map(|(_, factor)| *factor);
            let factors = [part.floats.then_some(*multiplier), raised];
            price = match (price, value) {
                (Some(sum), Some(value)) => {
                    let value = times(tariff, *value, factors).ok_or_else(large)?;
                    let sum = sum.units().checked_add(value.units()).ok_or_else(large)?;
                    Some(Yuan::from_units(sum))
                }
                _ => None,
            };
        }
        prices.push(price);
    }
    Ok(prices)
}

/// `price` times each factor that applies, rounded once as computed prices are.
fn times(tariff: &Tariff, price: Yuan, factors: [Option<Ratio>; 2]) -> Option<Yuan> {
    if factors == [None, None] {
        return Some(price);
    }
    let [one, other] = factors.map(|factor| factor.unwrap_or(Ratio::from_units(Ratio::ONE)));
    let whole = Quantity::from_units(one.units());
    tariff.price_rounding.product(price, whole, other.units(), Ratio::ONE)
}

/// Puts the same ladder of following segments together; another ladder begins a climb of its own.
fn climbs(segments: &[Segment]) -> Vec<Climb> {
    let mut climbs: Vec<Climb> = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        for (n, energy) in segment.tariff.energy.iter().enumerate() {
            let same = |climb: &&mut Climb| {
                let last = *climb.segments.last().expect("a climb has segments");
                let before = &segments[last].tariff;
                let other = &before.energy[*climb.energy.last().expect("a climb has charges")];
                last + 1 == at
                    && before.items[other.item].id == segment.tariff.items[energy.item].id
                    && before.household == segment.tariff.household
                    && (other.pooling, other.span, other.held) == (energy.pooling, energy.span, energy.held)
                    && other.tiers.iter().map(|tier| tier.upto).eq(energy.tiers.iter().map(|tier| tier.upto))
            };
            match climbs.iter_mut().find(same) {
                Some(climb) => {
                    climb.segments.push(at);
                    climb.energy.push(n);
                }
                None => climbs.push(Climb { segments: vec![at], energy: vec![n] }),
            }
        }
    }
    climbs
}
