//! A tariff document as an office writes it, in TOML. Shapes only: what the shapes must keep to is asked in
//! `read/`. Every price names its unit, its source and how sure we are of it; a blank one says `pending = true`.

use std::collections::BTreeMap;

use kernel::{Certainty, Day};
use serde::Deserialize;
use toml::Spanned;

use crate::customer::{Mode, PowerFactorStandard};
use crate::fixed::{Quantity, Ratio, Way, Yuan};

/// One version of one tariff.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    pub(crate) tariff: Spanned<HeadDoc>,
    pub(crate) eligible: Spanned<EligibleDoc>,
    pub(crate) rounding: Spanned<RoundingDoc>,
    /// Tables of hours; none at all means one band, `all`.
    #[serde(default)]
    pub(crate) day: Vec<Spanned<DayDoc>>,
    #[serde(default)]
    pub(crate) energy: Vec<Spanned<EnergyDoc>>,
    #[serde(default)]
    pub(crate) components: Vec<Spanned<ComponentsDoc>>,
    pub(crate) two_part: Option<Spanned<TwoPartDoc>>,
    #[serde(default)]
    pub(crate) demand: Vec<Spanned<PriceDoc>>,
    #[serde(default)]
    pub(crate) fixed: Vec<Spanned<PriceDoc>>,
    pub(crate) minimum: Option<Spanned<MinimumDoc>>,
    #[serde(default)]
    pub(crate) export: Vec<Spanned<PriceDoc>>,
    pub(crate) free: Option<Spanned<FreeDoc>>,
    pub(crate) household: Option<Spanned<HouseholdDoc>>,
    pub(crate) power_factor: Option<Spanned<PowerFactorDoc>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) effective_from: Option<Day>,
    pub(crate) effective_to: Option<Spanned<Day>>,
    pub(crate) zone_offset_min: Spanned<i32>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
    #[serde(default)]
    pub(crate) note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EligibleDoc {
    pub(crate) class: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    pub(crate) kva_from: Option<Quantity>,
    pub(crate) kva_below: Option<Quantity>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundingDoc {
    pub(crate) kwh_digits: u32,
    pub(crate) price_digits: u32,
    pub(crate) line_digits: u32,
    pub(crate) total_digits: u32,
    pub(crate) way: Way,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DayDoc {
    #[serde(default)]
    pub(crate) seasons: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) kinds: Vec<kernel::DayKind>,
    pub(crate) hours: Vec<Spanned<String>>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

/// A price, or the word that it is still to be verified, with all that a bill must say of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriceDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) unit: Option<Spanned<String>>,
    pub(crate) price: Option<Yuan>,
    #[serde(default)]
    pub(crate) prices: BTreeMap<String, Yuan>,
    #[serde(default)]
    pub(crate) pending: bool,
    #[serde(default)]
    pub(crate) power_factor: bool,
    pub(crate) digits: Option<u32>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

/// How tier kWh pool across the periods of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// Every band takes part in every tier in proportion to its kWh.
    ProRata,
    /// The kWh used first fill the first tier.
    InTimeOrder,
    /// Each band climbs a ladder of its own.
    LadderPerPeriod,
}

/// How long a tier's limit lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierSpan {
    /// A calendar month (月阶梯).
    Month,
    /// A calendar year (年阶梯).
    Year,
}

/// How limits shrink when a month is not held in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// By days held over the days of the month.
    Days,
    /// A month begun counts in full (按月数).
    WholeMonths,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnergyDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) unit: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) fund: bool,
    #[serde(default)]
    pub(crate) power_factor: bool,
    pub(crate) pooling: Option<Pooling>,
    pub(crate) tiers_per: Option<TierSpan>,
    pub(crate) held: Option<Held>,
    pub(crate) digits: Option<u32>,
    pub(crate) tier: Vec<Spanned<TierDoc>>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TierDoc {
    pub(crate) upto_kwh: Option<Quantity>,
    pub(crate) price: Option<Yuan>,
    #[serde(default)]
    pub(crate) prices: BTreeMap<String, Yuan>,
    #[serde(default)]
    pub(crate) pending: bool,
}

/// A price put together from components, some of which float with the band (代理购电).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComponentsDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) unit: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) power_factor: bool,
    pub(crate) digits: Option<u32>,
    #[serde(default)]
    pub(crate) multipliers: BTreeMap<String, Ratio>,
    pub(crate) part: Vec<Spanned<PartDoc>>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) floats: bool,
    /// Customers with the tag pay the part times the factor (1.5 倍代理购电价).
    #[serde(default)]
    pub(crate) raised: BTreeMap<String, Ratio>,
    pub(crate) value: Vec<Spanned<ValueDoc>>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValueDoc {
    pub(crate) from: Option<Day>,
    pub(crate) price: Option<Yuan>,
    #[serde(default)]
    pub(crate) pending: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TwoPartDoc {
    pub(crate) modes: Vec<Mode>,
    pub(crate) capacity: Option<Spanned<PriceDoc>>,
    pub(crate) demand: Option<Spanned<PriceDoc>>,
    pub(crate) contract: Option<Spanned<ContractDoc>>,
    pub(crate) rebate: Option<Spanned<RebateDoc>>,
}

/// What is paid between the contract and the threshold of the overrun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithinThreshold {
    /// The contracted demand, whatever was measured.
    Contract,
    /// What was measured.
    Measured,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContractDoc {
    pub(crate) floor_share: Ratio,
    pub(crate) threshold: Ratio,
    pub(crate) within: WithinThreshold,
    pub(crate) beyond_factor: Ratio,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RebateDoc {
    pub(crate) kwh_per_kva: Quantity,
    pub(crate) factor: Ratio,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MinimumDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    pub(crate) unit: Option<Spanned<String>>,
    pub(crate) price: Option<Yuan>,
    #[serde(default)]
    pub(crate) pending: bool,
    /// Ids of the charges that count towards it.
    pub(crate) covers: Vec<Spanned<String>>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

/// Where free kWh are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeFrom {
    /// Paid back at the price of the first tier.
    FirstTier,
    /// Taken off before the tiers are climbed, which saves the dearest kWh.
    BeforeTiers,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FreeDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    /// Customers with one of these tags.
    pub(crate) who: Vec<String>,
    pub(crate) kwh_per_month: Quantity,
    pub(crate) from: FreeFrom,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HouseholdDoc {
    pub(crate) persons_from: u32,
    pub(crate) extra_kwh_per_month: Quantity,
    /// Which tiers' upper limits move, from 1.
    pub(crate) tiers: Vec<usize>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PowerFactorDoc {
    pub(crate) id: Spanned<String>,
    pub(crate) name_zh: String,
    pub(crate) name_en: String,
    /// The file of the pack that has the rates.
    pub(crate) table: Spanned<String>,
    pub(crate) standards: Vec<PowerFactorStandard>,
    pub(crate) digits: Option<u32>,
    pub(crate) source: String,
    pub(crate) certainty: Certainty,
}
