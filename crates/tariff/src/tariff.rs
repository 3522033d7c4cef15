//! A checked tariff: what pricing runs on. Built by `read` alone, so that every price here has a unit, a day, a source,
//! every hour of every day has one band, and every tier follows the one before.

use std::sync::Arc;

use kernel::{Certainty, Day, DayKind};

use crate::customer::{Customer, Mode, PowerFactorStandard};
use crate::document::{ContractDoc, FreeFrom, Held, Pooling, RebateDoc, TierSpan};
use crate::fixed::{Quantity, Ratio, Rounding, Yuan};
use crate::refusal::{Refusal, Rule};

/// Energy.
pub(crate) const PER_KWH: &str = "yuan/kWh";
/// Capacity.
pub(crate) const PER_KVA: &str = "yuan/(kVA·month)";
/// Demand.
pub(crate) const PER_KW: &str = "yuan/(kW·month)";
/// Fixed and minimum charges.
pub(crate) const PER_MONTH: &str = "yuan/month";
/// Fixed charges.
pub(crate) const PER_DAY: &str = "yuan/day";

/// What a bill line says of the rule behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Id, unique in the document.
    pub id: String,
    /// Name on a bill, Chinese.
    pub name_zh: String,
    /// Name on a bill, English.
    pub name_en: String,
    /// Unit of the price.
    pub unit: &'static str,
    /// Where it comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// Line of the document, from 1.
    pub line: usize,
    /// The rounding rule of its lines.
    pub rounding: Rounding,
    /// Whether its amount takes part in the power-factor adjustment.
    pub power_factor: bool,
    /// Whether it is a fund or surcharge.
    pub fund: bool,
}

/// A price by band, in the order of [`Tariff::bands`]; nothing where it is still to be verified.
pub(crate) type BandPrices = Vec<Option<Yuan>>;

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Upper limit, kWh in the span; nothing for the last.
    pub upto: Option<Quantity>,
    /// Prices by band.
    pub prices: BandPrices,
}

/// kWh by band and tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Energy {
    /// Position of its item in [`Tariff::items`].
    pub item: usize,
    /// From the lowest; never empty.
    pub tiers: Vec<Tier>,
    /// How tiers pool; said whenever there are both tiers and bands.
    pub pooling: Pooling,
    /// How long limits last.
    pub span: TierSpan,
    /// How limits shrink.
    pub held: Held,
}

impl Energy {
    /// Upper limits of all tiers but the last, kWh in the span, with a household's extension; nothing if too large.
    pub(crate) fn limits(&self, household: Option<&Household>) -> Option<Vec<Quantity>> {
        let months = if self.span == TierSpan::Year { 12 } else { 1 };
        let extra = household.map_or(0, |household| household.extra_kwh_per_month.units());
        let extra = extra.checked_mul(months)?;
        let limit = |(n, tier): (usize, &Tier)| {
            let moves = household.is_some_and(|household| household.tiers.contains(&n));
            let units = tier.upto.unwrap_or_default().units();
            units.checked_add(if moves { extra } else { 0 }).map(Quantity::from_units)
        };
        self.tiers[..self.tiers.len() - 1].iter().enumerate().map(limit).collect()
    }
}

/// A part of a price, with its values from days on, in the order of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricePart {
    /// Id.
    pub id: String,
    /// Name, Chinese.
    pub name_zh: String,
    /// Name, English.
    pub name_en: String,
    /// Whether the band's multiplier applies.
    pub floats: bool,
    /// Factor for customers with a tag.
    pub raised: Vec<(String, Ratio)>,
    /// First day and price; nothing where still to be verified.
    pub values: Vec<(Day, Option<Yuan>)>,
}

/// A price put together from parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Components {
    /// Position of its item.
    pub item: usize,
    /// Factor of the floating parts by band.
    pub multipliers: Vec<Ratio>,
    /// The parts.
    pub parts: Vec<PricePart>,
}

/// A plain charge: demand, fixed, export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Position of its item.
    pub item: usize,
    /// By band, or one for all.
    pub prices: BandPrices,
    /// Whether each band has a price of its own.
    pub by_band: bool,
}

/// Capacity and demand.
#[derive(Clone, Debug)]
pub struct TwoPart {
    /// The ways that may be chosen.
    pub modes: Vec<Mode>,
    /// Per kVA and month.
    pub capacity: Option<Charge>,
    /// Per kW and month.
    pub demand: Option<Charge>,
    pub(crate) contract: Option<ContractDoc>,
    pub(crate) rebate: Option<RebateDoc>,
}

/// Free kWh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    /// Position of its item.
    pub item: usize,
    /// Tags that have it.
    pub who: Vec<String>,
    /// kWh a month.
    pub kwh_per_month: Quantity,
    /// Where from.
    pub from: FreeFrom,
}

/// A larger ladder for a larger household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// From how many persons on.
    pub persons_from: u32,
    /// kWh a month.
    pub extra_kwh_per_month: Quantity,
    /// Which limits move, from 0.
    pub tiers: Vec<usize>,
}

/// The power-factor adjustment of a document.
#[derive(Clone, Debug)]
pub struct PowerFactor {
    /// Position of its item.
    pub item: usize,
    /// Standards that may be applied.
    pub standards: Vec<PowerFactorStandard>,
    /// The rates.
    pub table: Arc<FactorTable>,
}

/// Rates by hundredths of the power factor, `1.00` first, and by standard. A rate is a share: `0.02` is +2 %.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorTable {
    /// A row for each hundredth from 100 down to 1.
    pub(crate) rows: Vec<[Ratio; 3]>,
}

impl FactorTable {
    /// The rate at `hundredths` (0 ..= 100) under `standard`. A factor that rounds to nothing has the last row's.
    #[must_use]
    pub fn rate(&self, hundredths: u32, standard: PowerFactorStandard) -> Ratio {
        let row = 100_usize.saturating_sub(hundredths as usize).min(self.rows.len() - 1);
        self.rows[row][standard.column()]
    }
}

/// Which table of hours holds on a day, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTables {
    /// `[day of a leap year][kind of day]`, the position of a table.
    pub(crate) of_day: Vec<[u8; 4]>,
    /// For each table, spans of minutes `from .. to` and the band, in order, covering the day.
    pub(crate) hours: Vec<Vec<(u16, u16, u8)>>,
    /// Whether the kind of day makes any difference.
    pub(crate) by_kind: bool,
    /// Line of each table in the document.
    pub(crate) lines: Vec<usize>,
}

/// Position of a kind of day in [`DayTables`].
pub(crate) fn kind_index(kind: DayKind) -> usize {
    match kind {
        DayKind::Workday => 0,
        DayKind::MakeUpWorkday => 1,
        DayKind::Weekend => 2,
        DayKind::Holiday => 3,
    }
}

/// Days before each month in a leap year.
pub(crate) const MONTH_STARTS: [u16; 12] = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];

/// Position of a month's day in a leap year, from 0.
pub(crate) fn day_of_leap_year(month: i8, day: i8) -> usize {
    let month = usize::try_from(month - 1).expect("months count from 1");
    usize::from(MONTH_STARTS[month]) + usize::try_from(day - 1).expect("days count from 1")
}

/// A rule of a document that is not a line of a bill: who is eligible, how to round, which hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Line of the document, from 1.
    pub line: usize,
    /// Which part of the document.
    pub what: String,
    /// Where it comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// One checked version of one tariff.
#[derive(Clone, Debug)]
pub struct Tariff {
    /// The file it was read from.
    pub file: String,
    /// Id, the same in every version.
    pub id: String,
    /// Name, Chinese.
    pub name_zh: String,
    /// Name, English.
    pub name_en: String,
    /// First day.
    pub effective_from: Day,
    /// First day on which it holds no more.
    pub effective_to: Option<Day>,
    /// Minutes east of UTC in which its hours are counted.
    pub zone_offset_min: i32,
    /// Where it comes from.
    pub source: String,
    /// How sure we are of the document as a whole.
    pub certainty: Certainty,
    /// What a reader should know.
    pub note: String,
    /// Classes of use.
    pub classes: Vec<String>,
    /// Tags that a customer must have.
    pub needs: Vec<String>,
    /// Least capacity, kVA.
    pub kva_from: Option<Quantity>,
    /// Capacity below which, kVA.
    pub kva_below: Option<Quantity>,
    /// Names of bands, in the order of prices.
    pub bands: Vec<String>,
    /// Tables of hours.
    pub days: DayTables,
    /// Rounding of kWh that pool.
    pub kwh_rounding: Rounding,
    /// Rounding of prices that are computed.
    pub price_rounding: Rounding,
    /// Rounding of the total.
    pub total_rounding: Rounding,
    /// Rules beside the lines of a bill.
    pub facts: Vec<Fact>,
    /// Everything that can stand on a bill.
    pub items: Vec<Item>,
    /// kWh by tiers.
    pub energy: Vec<Energy>,
    /// Prices of components.
    pub components: Vec<Components>,
    /// Capacity and demand.
    pub two_part: Option<TwoPart>,
    /// Demand apart from a two-part tariff.
    pub demand: Vec<Charge>,
    /// Fixed charges.
    pub fixed: Vec<Charge>,
    /// The least bill: its item, its price, and the items that count.
    pub minimum: Option<(usize, Option<Yuan>, Vec<usize>)>,
    /// Paid for what is sent out.
    pub export: Vec<Charge>,
    /// Free kWh.
    pub free: Option<Free>,
    /// Large households.
    pub household: Option<Household>,
    /// Power-factor adjustment.
    pub power_factor: Option<PowerFactor>,
}

impl Tariff {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|to| day < to)
    }

    /// A refusal at an item of the document.
    pub(crate) fn refusal(&self, item: usize, rule: Rule, about: impl Into<String>) -> Refusal {
        Refusal::at(&self.file, self.items[item].line, rule, about)
    }

    /// Whether `customer` may take it.
    ///
    /// # Errors
    /// Why not: the class, a missing tag, or the capacity.
    pub fn eligible(&self, customer: &Customer) -> Result<(), Refusal> {
        let line = self.facts.iter().find(|fact| fact.what == "eligible").map_or(0, |fact| fact.line);
        let refuse = |about: String| Err(Refusal::at(&self.file, line, Rule::NotEligible, about));
        if !self.classes.contains(&customer.class) {
            return refuse(format!("{}: class {} ∉ {}", self.id, customer.class, self.classes.join(", ")));
        }
        if let Some(need) = self.needs.iter().find(|need| !customer.tags.contains(need)) {
            return refuse(format!("{}: {need}", self.id));
        }
        let kva = customer.capacity.last().map(|step| step.kva);
        if self.kva_from.is_some_and(|from| kva.is_none_or(|kva| kva < from)) {
            return refuse(format!("{}: kVA < {}", self.id, self.kva_from.unwrap_or_default()));
        }
        if self.kva_below.is_some_and(|below| kva.is_some_and(|kva| kva >= below)) {
            return refuse(format!("{}: kVA ≥ {}", self.id, self.kva_below.unwrap_or_default()));
        }
        Ok(())
    }

    /// Everything in it that is still to be verified: the line, and what.
    #[must_use]
    pub fn to_verify(&self) -> Vec<(usize, String)> {
        let mut open: Vec<(usize, String)> = self
            .items
            .iter()
            .filter(|item| item.certainty.to_be_verified())
            .map(|item| (item.line, format!("{} {} [{}]", item.id, item.name_zh, item.certainty.mark())))
            .collect();
        let facts = self.facts.iter().filter(|fact| fact.certainty.to_be_verified());
        open.extend(
            facts.map(|fact| {
                (fact.line, format!("{} [{}] {}", fact.what, fact.certainty.mark(), fact.source))
            }),
        );
        let mut blank = |item: usize, prices: &BandPrices| {
            if prices.iter().any(Option::is_none) {
                open.push((self.items[item].line, format!("{}: 价格空缺 no price", self.items[item].id)));
            }
        };
        for energy in &self.energy {
            energy.tiers.iter().for_each(|tier| blank(energy.item, &tier.prices));
        }
        for components in &self.components {
            for part in &components.parts {
                blank(components.item, &part.values.iter().map(|(_, price)| *price).collect());
            }
        }
        let two_part = self.two_part.iter().flat_map(|it| it.capacity.iter().chain(&it.demand));
        for charge in two_part.chain(&self.demand).chain(&self.fixed).chain(&self.export) {
            blank(charge.item, &charge.prices);
        }
        open.sort();
        open.dedup();
        open
    }
}
