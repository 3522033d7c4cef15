//! Tariff documents: what is in force, versions and how they differ, what customers would pay, advice. Prices, kWh and
//! amounts are exact decimals in text; fen are whole.

use kernel::{Day, Time};
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire;

wire! {
    /// Every tariff and what holds on a day.
    pub struct Tariffs {
        /// The day.
        pub day: Day,
        /// The first day from which a version may hold that is proposed now.
        pub earliest: Day,
        /// By id.
        pub tariffs: Vec<TariffSummary>,
        /// Sample customers.
        pub samples: Vec<TariffSample>,
        /// Whether who asks may draft and propose.
        pub may_draft: bool,
        /// What is wrong with the documents in store, if anything is; then no prices are told.
        pub findings: Vec<TariffFinding>,
    }

    /// A tariff and its versions.
    pub struct TariffSummary {
        /// Its id.
        pub tariff: String,
        /// Name, Chinese.
        pub name_zh: String,
        /// Name, English.
        pub name_en: String,
        /// Classes of use.
        pub classes: Vec<String>,
        /// The version that holds on the day.
        pub in_force: Option<String>,
        /// Its versions: drafts first, then by first day, the latest on top.
        pub versions: Vec<TariffVersionBrief>,
    }

    /// A version, without its text.
    pub struct TariffVersionBrief {
        /// What it is called: an id, or `tariff@day` for a document of the pack.
        pub version: String,
        /// draft, proposed, returned, approved, withdrawn; pack for a document of the pack.
        pub state: String,
        /// Counts its changes; 0 for a document of the pack.
        pub edition: i64,
        /// First day; nothing for a draft that was not proposed.
        pub from_day: Option<Day>,
        /// First day on which it holds no more.
        pub to_day: Option<Day>,
        /// Entries that are still to be verified.
        pub to_verify: Option<i64>,
        /// Why it was made.
        pub reason: String,
        /// Why it was sent back.
        pub verdict: String,
        /// Who wrote it last.
        pub written_by: Option<String>,
        /// When.
        pub written_us: Option<Time>,
        /// Who proposed it.
        pub proposed_by: Option<String>,
        /// When.
        pub proposed_us: Option<Time>,
        /// Who decided.
        pub decided_by: Option<String>,
        /// When.
        pub decided_us: Option<Time>,
        /// Whether who asks may write it further and propose it.
        pub may_write: bool,
        /// Whether who asks may decide on it.
        pub may_decide: bool,
        /// Whether who asks may withdraw it.
        pub may_withdraw: bool,
    }

    /// A sample customer.
    pub struct TariffSample {
        /// Its id.
        pub sample: String,
        /// Name, Chinese.
        pub name_zh: String,
        /// Name, English.
        pub name_en: String,
        /// The tariff it is on.
        pub tariff: String,
        /// Class of use.
        pub class: String,
        /// What else a document may ask for.
        pub tags: Vec<String>,
        /// First day of its load.
        pub from: Day,
        /// Last day.
        pub to: Day,
        /// Whether it is intervals; else register reads.
        pub intervals: bool,
    }

    /// What is wrong, where.
    pub struct TariffFinding {
        /// The file; empty when it is about none.
        pub file: String,
        /// The line, from 1; 0 when it is about the whole.
        pub line: i64,
        /// The rule.
        pub rule: String,
        /// The rule, Chinese.
        pub message_zh: String,
        /// The rule, English.
        pub message_en: String,
        /// What exactly: a value, a field, a day.
        pub about: String,
    }

    /// A version with its text, and as it is drawn.
    pub struct TariffVersion {
        /// Which.
        pub brief: TariffVersionBrief,
        /// The tariff that it is a version of.
        pub tariff: String,
        /// Its text, TOML.
        pub text: String,
        /// As it is drawn; nothing while its text is wrong.
        pub sheet: Option<TariffSheet>,
        /// What is wrong with its text.
        pub findings: Vec<TariffFinding>,
        /// The version that holds on its first day without it, or today for a draft.
        pub beside: Option<String>,
    }

    /// A document as it is drawn.
    pub struct TariffSheet {
        /// Id.
        pub tariff: String,
        /// Name, Chinese.
        pub name_zh: String,
        /// Name, English.
        pub name_en: String,
        /// First day.
        pub effective_from: Day,
        /// First day on which it holds no more.
        pub effective_to: Option<Day>,
        /// Where it comes from.
        pub source: String,
        /// How sure we are of the document as a whole.
        pub certainty: String,
        /// What a reader should know.
        pub note: String,
        /// Classes of use.
        pub classes: Vec<String>,
        /// Tags that a customer must have.
        pub needs: Vec<String>,
        /// Names of bands, in the order of prices.
        pub bands: Vec<String>,
        /// Tables of hours.
        pub tables: Vec<TariffHours>,
        /// The year of the calendar.
        pub year: i64,
        /// Its days, from 1 January on.
        pub days: Vec<TariffDay>,
        /// kWh by tiers.
        pub ladders: Vec<TariffLadder>,
        /// Prices put together from parts.
        pub components: Vec<TariffComponents>,
        /// Capacity, demand, fixed amounts, the least bill, what is paid for energy sent out.
        pub charges: Vec<TariffCharge>,
        /// Every other rule, in words.
        pub terms: Vec<TariffTerm>,
        /// What is still to be verified.
        pub to_verify: Vec<TariffOpen>,
    }

    /// A table of hours.
    pub struct TariffHours {
        /// Where it is edited; empty when the document has no tables.
        pub path: String,
        /// Line of the document.
        pub line: i64,
        /// The bands of a day, in order, covering it.
        pub spans: Vec<TariffSpan>,
        /// When it holds.
        pub seasons: Vec<TariffSeason>,
        /// Where it comes from.
        pub source: String,
        /// How sure we are.
        pub certainty: String,
    }

    /// Hours of one band.
    pub struct TariffSpan {
        /// Minute of the day from which.
        pub from_min: i64,
        /// Minute up to which, but not it.
        pub to_min: i64,
        /// The band.
        pub band: String,
    }

    /// Days of the year and kinds of day.
    pub struct TariffSeason {
        /// First and last day, `07-01/08-31`.
        pub spans: Vec<String>,
        /// workday, make_up_workday, weekend, holiday.
        pub kinds: Vec<String>,
    }

    /// A day of the year.
    pub struct TariffDay {
        /// The day.
        pub day: Day,
        /// workday, make_up_workday, weekend, holiday; nothing when the year's calendar was not published.
        pub kind: Option<String>,
        /// Position of its table; nothing when it depends on a kind that is not known.
        pub table: Option<i64>,
    }

    /// A price, and where it is edited.
    pub struct TariffPrice {
        /// The band; nothing when all have it.
        pub band: Option<String>,
        /// The price; nothing when it is still to be verified.
        pub price: Option<String>,
        /// Where it is edited.
        pub path: String,
    }

    /// kWh by tiers.
    pub struct TariffLadder {
        /// What it is.
        pub item: TariffItem,
        /// Whether it is a fund or surcharge.
        pub fund: bool,
        /// month or year; nothing with a single tier.
        pub per: Option<String>,
        /// How tier kWh pool across bands; nothing where it makes no difference.
        pub pooling: Option<String>,
        /// How limits shrink in a part of a month; nothing with a single tier.
        pub held: Option<String>,
        /// From the lowest.
        pub tiers: Vec<TariffTier>,
    }

    /// A tier.
    pub struct TariffTier {
        /// Where it is edited.
        pub path: String,
        /// Upper limit, kWh; nothing for the last.
        pub upto_kwh: Option<String>,
        /// One price, or one for each band.
        pub prices: Vec<TariffPrice>,
    }

    /// A rule of a bill.
    pub struct TariffItem {
        /// Id, unique in the document.
        pub id: String,
        /// Name, Chinese.
        pub name_zh: String,
        /// Name, English.
        pub name_en: String,
        /// Unit of its price.
        pub unit: String,
        /// Line of the document.
        pub line: i64,
        /// Where it comes from.
        pub source: String,
        /// S sourced, I inferred, K general knowledge, E estimate.
        pub certainty: String,
    }

    /// A price put together from parts.
    pub struct TariffComponents {
        /// What it is.
        pub item: TariffItem,
        /// Factor of the floating parts by band.
        pub multipliers: Vec<TariffPrice>,
        /// The parts.
        pub parts: Vec<TariffPart>,
        /// What a kWh costs by the latest value of each part; nothing where one is to be verified.
        pub sums: Vec<TariffPrice>,
    }

    /// A part of a price.
    pub struct TariffPart {
        /// Id.
        pub id: String,
        /// Name, Chinese.
        pub name_zh: String,
        /// Name, English.
        pub name_en: String,
        /// Whether the band's factor applies.
        pub floats: bool,
        /// Values from days on.
        pub values: Vec<TariffValue>,
        /// Where it comes from.
        pub source: String,
        /// How sure we are.
        pub certainty: String,
    }

    /// A value from a day on.
    pub struct TariffValue {
        /// First day.
        pub from: Day,
        /// The price; nothing when it is still to be verified.
        pub price: Option<String>,
        /// Where it is edited.
        pub path: String,
    }

    /// A plain charge.
    pub struct TariffCharge {
        /// capacity, demand, fixed, minimum, export.
        pub group: String,
        /// What it is.
        pub item: TariffItem,
        /// One price, or one for each band.
        pub prices: Vec<TariffPrice>,
    }

    /// A rule in words.
    pub struct TariffTerm {
        /// Which field.
        pub field: String,
        /// What it is, Chinese.
        pub what_zh: String,
        /// What it is, English.
        pub what_en: String,
        /// What it says.
        pub value: String,
        /// Its unit; empty when it has none.
        pub unit: String,
    }

    /// Something that is still to be verified.
    pub struct TariffOpen {
        /// Line of the document.
        pub line: i64,
        /// What.
        pub what: String,
    }

    /// A draft to be checked, and drawn beside a version.
    pub struct CheckTariff {
        /// The text.
        pub text: String,
        /// Edits to make in it first, in this order.
        #[serde(default)]
        pub edits: Vec<TariffEdit>,
        /// The version to compare with.
        pub beside: Option<String>,
        /// The year to draw; this one if absent.
        pub year: Option<i64>,
    }

    /// A change at one place of a text.
    pub struct TariffEdit {
        /// Where, such as `energy[0].tier[1].price`.
        pub path: String,
        /// set (text), list (texts), pending, remove, copy.
        pub how: String,
        /// What it is set to.
        pub text: Option<String>,
        /// What it lists.
        pub texts: Option<Vec<String>>,
    }

    /// A text that was checked.
    pub struct TariffCheck {
        /// The text with the edits made.
        pub text: String,
        /// Everything that keeps it from being proposed, by line.
        pub findings: Vec<TariffFinding>,
        /// As it is drawn; nothing while it is wrong.
        pub sheet: Option<TariffSheet>,
        /// In what it differs from the version beside it.
        pub differences: Vec<TariffDifference>,
    }

    /// One thing that differs.
    pub struct TariffDifference {
        /// Which field, such as `energy.tier[2].price.peak`.
        pub field: String,
        /// price, limit, hours, rule, source.
        pub about: String,
        /// What it is, Chinese.
        pub what_zh: String,
        /// What it is, English.
        pub what_en: String,
        /// Unit of both sides.
        pub unit: String,
        /// Before; nothing if it was not there.
        pub before: Option<String>,
        /// After; nothing if it is there no more.
        pub after: Option<String>,
        /// After less before, with its sign.
        pub change: Option<String>,
        /// The same in per cent of before.
        pub percent: Option<String>,
    }

    /// Differences of two versions.
    pub struct TariffDifferences {
        /// Each.
        pub differences: Vec<TariffDifference>,
    }

    /// What would a customer pay: one load under two versions.
    pub struct PriceTariffs {
        /// The version before; nothing to price one alone.
        pub before: Option<String>,
        /// The version after; nothing when a text is sent.
        pub after: Option<String>,
        /// The text after.
        pub text: Option<String>,
        /// A sample customer; nothing when a load is sent.
        pub sample: Option<String>,
        /// A load of one's own.
        pub load: Option<TariffLoad>,
    }

    /// A load and its customer.
    pub struct TariffLoad {
        /// What it is called where a line of it is named.
        pub name: String,
        /// CSV of intervals or reads, or Green Button XML.
        pub text: String,
        /// Class of use.
        pub class: String,
        /// What else a document may ask for.
        #[serde(default)]
        pub tags: Vec<String>,
        /// Persons of the household.
        pub persons: Option<u32>,
        /// Capacity in service, kVA.
        pub kva: Option<String>,
        /// none, capacity, contract_demand, actual_demand.
        pub mode: Option<String>,
        /// Contracted demand, kW.
        pub contract_kw: Option<String>,
        /// 0.90, 0.85, 0.80.
        pub power_factor: Option<String>,
        /// Ratio of the instrument transformers.
        pub multiplier: Option<String>,
    }

    /// What one load costs before and after.
    pub struct TariffPrices {
        /// First day priced.
        pub from: Day,
        /// Last day.
        pub to: Day,
        /// Before, if asked for.
        pub before: Option<TariffPriced>,
        /// After.
        pub after: TariffPriced,
        /// Fen more after than before.
        pub more_fen: Option<i64>,
    }

    /// Bills of a load, or why there are none.
    pub struct TariffPriced {
        /// All bills together, fen.
        pub total_fen: Option<i64>,
        /// Each period.
        pub bills: Vec<TariffBill>,
        /// Why it cannot be priced.
        pub refused: Option<TariffFinding>,
    }

    /// The bill of a period.
    pub struct TariffBill {
        /// First day.
        pub from: Day,
        /// Last day.
        pub to: Day,
        /// Its lines.
        pub lines: Vec<TariffBillLine>,
        /// What is to be paid, fen.
        pub total_fen: i64,
    }

    /// A line of a bill, with all that is needed to do it again by hand.
    pub struct TariffBillLine {
        /// What is charged, Chinese.
        pub what_zh: String,
        /// What is charged, English.
        pub what_en: String,
        /// How much of it.
        pub quantity: String,
        /// Its unit.
        pub unit: String,
        /// Price of a unit, yuan.
        pub price: String,
        /// Unit of the price.
        pub price_unit: String,
        /// Yuan.
        pub amount: String,
        /// Fen, for show.
        pub amount_fen: i64,
        /// Tariff, version and item.
        pub rule: String,
        /// File and line of the rule.
        pub place: String,
        /// Where the rule comes from.
        pub source: String,
        /// How sure we are of it.
        pub certainty: String,
        /// The numbers in between, each a small sum.
        pub steps: Vec<String>,
    }

    /// A question for advice on one load.
    pub struct AdviseTariffs {
        /// The day whose versions are compared; today if absent.
        pub day: Option<Day>,
        /// A text that stands in the place of its tariff.
        pub text: Option<String>,
        /// A sample customer; nothing when a load is sent.
        pub sample: Option<String>,
        /// A load of one's own.
        pub load: Option<TariffLoad>,
    }

    /// Advice on a load: what else one could pay.
    pub struct TariffAdvice {
        /// Every tariff over the same load, the cheapest first; those that cannot be priced last.
        pub ranked: Vec<TariffRanked>,
        /// The choices of those who heat with electricity in the place of coal; empty for everybody else.
        pub heating: Vec<TariffRanked>,
        /// Ways of charging capacity, the cheapest first; empty where there is no choice.
        pub modes: Vec<TariffMode>,
        /// From which share of valley kWh time of use is the cheaper; nothing where it makes no sense.
        pub break_even: Option<TariffBreakEven>,
    }

    /// One tariff beside the others.
    pub struct TariffRanked {
        /// Id.
        pub tariff: String,
        /// Name, Chinese.
        pub name_zh: String,
        /// Name, English.
        pub name_en: String,
        /// Whether it is the text that was sent.
        pub draft: bool,
        /// Fen in all.
        pub total_fen: Option<i64>,
        /// Fen more than the cheapest.
        pub more_fen: Option<i64>,
        /// Why it cannot be priced.
        pub refused: Option<TariffFinding>,
    }

    /// One way of charging capacity.
    pub struct TariffMode {
        /// none, capacity, contract_demand, actual_demand.
        pub mode: String,
        /// Fen in all.
        pub total_fen: Option<i64>,
        /// Why it cannot be priced.
        pub refused: Option<TariffFinding>,
    }

    /// Where two tariffs cost the same.
    pub struct TariffBreakEven {
        /// The flat one.
        pub flat: String,
        /// The one by time of use.
        pub banded: String,
        /// Share of valley kWh above which time of use is the cheaper.
        pub share: String,
        /// The customer's own share; nothing where bands were not read.
        pub own_share: Option<String>,
    }

    /// A draft to be kept.
    pub struct SaveTariff {
        /// The draft it is a new edition of; nothing for a new one.
        pub version: Option<kernel::RecordId>,
        /// The edition that was seen; 0 for a new one.
        pub edition: i64,
        /// The tariff that it is a version of.
        pub tariff: String,
        /// The text.
        pub text: String,
        /// Why it is made.
        #[serde(default)]
        pub reason: String,
    }

    /// A draft to be proposed.
    pub struct ProposeTariff {
        /// The edition that was seen.
        pub edition: i64,
        /// Why.
        pub reason: String,
    }

    /// A decision.
    pub struct DecideTariff {
        /// The edition that was seen.
        pub edition: i64,
        /// Approve, or send back.
        pub approve: bool,
        /// Why it is sent back.
        #[serde(default)]
        pub reason: String,
    }

    /// A version to be given up.
    pub struct WithdrawTariff {
        /// The edition that was seen.
        pub edition: i64,
    }
}

/// The year to draw.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct YearQuery {
    /// The year, this one if absent.
    pub year: Option<i64>,
}

/// Two versions to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VersionsQuery {
    /// The first.
    pub one: String,
    /// The second.
    pub other: String,
}
