//! A bill: its lines as they were computed, and each line told so that a person can do it again by hand.

use kernel::Certainty;
use serde::Serialize;

use crate::fixed::{Quantity, Ratio, Rounding, Yuan, fen};
use crate::period::Period;
use crate::plan::Plan;
use crate::tariff::{Item, PER_DAY, PER_KVA, PER_KW, PER_KWH};

/// The numbers behind a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Quantity × price.
    Plain,
    /// A band's part of a tier: `(upto − below) × cell ÷ total`.
    ProRata { below: i64, upto: i64, cell: i64, total: i64 },
    /// The tier from `below` to `upto` of one ladder.
    Tier { below: i64, upto: i64 },
    /// Free kWh.
    Free { kwh: i64 },
    /// Demand: what was measured, the contract, and the least contract.
    Demand { measured: i64, contract: i64, floor: i64 },
    /// Demand beyond the contract's threshold.
    Beyond { measured: i64, threshold: i64, factor: Ratio },
    /// The rate at an average power factor.
    PowerFactor { active: i64, reactive: i64, hundredths: u32, column: u8 },
    /// What the other charges lack.
    Minimum { sum: Yuan, least: Yuan },
}

/// A line as it was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub(crate) segment: u16,
    pub(crate) item: u16,
    pub(crate) band: Option<u8>,
    pub(crate) tier: Option<u8>,
    pub(crate) quantity: Quantity,
    pub(crate) price: Yuan,
    pub(crate) days: i64,
    pub(crate) of: i64,
    pub(crate) rebate: Option<Ratio>,
    pub(crate) why: Why,
    /// Yuan, rounded by the line's rule.
    pub amount: Yuan,
}

impl Line {
    /// How much of what is charged.
    #[must_use]
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// A line of a quantity at a price.
    pub(crate) fn new(segment: usize, item: usize, quantity: Quantity, price: Yuan) -> Line {
        Line {
            segment: u16::try_from(segment).expect("few segments"),
            item: u16::try_from(item).expect("few items"),
            band: None,
            tier: None,
            quantity,
            price,
            days: 1,
            of: 1,
            rebate: None,
            why: Why::Plain,
            amount: Yuan::ZERO,
        }
    }
}

/// The bill of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The period.
    pub period: Period,
    /// Its lines, in the order of a bill.
    pub lines: Vec<Line>,
    /// What is to be paid, rounded by the document's rule for totals.
    pub total: Yuan,
    /// Position of the period in the plan.
    pub(crate) stage: usize,
}

impl Bill {
    /// What is to be paid, fen. Totals have at most two digits, so nothing is lost.
    #[must_use]
    pub fn total_fen(&self) -> i64 {
        fen(self.total, crate::Way::HalfUp)
    }

    /// Each line with the item of the document that it is of.
    pub fn items<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = (&'a Item, &'a Line)> + 'a {
        let segments = &plan.stages[self.stage].segments;
        let item = |line: &Line| &segments[usize::from(line.segment)].tariff.items[usize::from(line.item)];
        self.lines.iter().map(move |line| (item(line), line))
    }

    /// Each line as it stands on a bill, with the rule, its source and the numbers in between.
    #[must_use]
    pub fn explain(&self, plan: &Plan) -> Vec<BillLine> {
        self.lines.iter().map(|line| told(line, self, plan)).collect()
    }
}

/// A line of a bill, complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BillLine {
    /// What is charged, Chinese.
    pub what_zh: String,
    /// What is charged, English.
    pub what_en: String,
    /// How much of it.
    pub quantity: Quantity,
    /// Its unit.
    pub unit: String,
    /// Price of a unit, yuan; for an adjustment the amount it is taken of.
    pub price: Yuan,
    /// Unit of the price.
    pub price_unit: String,
    /// Yuan, by the line's rounding rule.
    pub amount: Yuan,
    /// The same in fen; exact when the rule rounds to fen, otherwise rounded half up for show.
    pub amount_fen: i64,
    /// The rule: document, version and item.
    pub rule: String,
    /// File and line of the rule.
    pub place: String,
    /// Where the rule comes from.
    pub source: String,
    /// How sure we are of it.
    pub certainty: Certainty,
    /// The numbers in between, each a small sum.
    pub steps: Vec<String>,
}

pub(crate) fn band_zh(band: &str) -> &str {
    match band {
        "sharp" => "尖",
        "peak" => "峰",
        "flat" => "平",
        "valley" => "谷",
        "deep" => "深谷",
        other => other,
    }
}

fn unit_of(item: &Item) -> &'static str {
    match item.unit {
        PER_KWH => "kWh",
        PER_KVA => "kVA",
        PER_KW => "kW",
        PER_DAY => "d",
        "%" => "×",
        _ => "月 month",
    }
}

fn told(line: &Line, bill: &Bill, plan: &Plan) -> BillLine {
    let segment = &plan.stages[bill.stage].segments[usize::from(line.segment)];
    let tariff = &segment.tariff;
    let item = &tariff.items[usize::from(line.item)];
    let (mut what_zh, mut what_en) = (item.name_zh.clone(), item.name_en.clone());
    if let Some(tier) = line.tier {
        what_zh.push_str(&format!(" 第{}档", tier + 1));
        what_en.push_str(&format!(", tier {}", tier + 1));
    }
    if let Some(band) =
        line.band.map(|band| tariff.bands[usize::from(band)].as_str()).filter(|it| *it != "all")
    {
        what_zh.push_str(&format!(" {}", band_zh(band)));
        what_en.push_str(&format!(", {band}"));
    }
    let mut steps = Vec::new();
    if plan.stages[bill.stage].segments.len() > 1 {
        steps.push(format!("{} … {}", segment.from, segment.to.plus(-1)));
    }
    steps.extend(components(line, segment));
    steps.extend(why(line));
    if let Some(factor) = line.rebate {
        steps.push(format!("价格 price × {factor} (回扣 rebate)"));
    }
    let share =
        if line.days == line.of { String::new() } else { format!(" × {} d ÷ {} d", line.days, line.of) };
    if !matches!(line.why, Why::Minimum { .. }) {
        steps.push(format!("{} × {}{share} = {}", line.quantity, line.price, rounded(line)));
    }
    BillLine {
        what_zh,
        what_en,
        quantity: line.quantity,
        unit: unit_of(item).to_owned(),
        price: line.price,
        price_unit: item.unit.to_owned(),
        amount: line.amount,
        amount_fen: fen(line.amount, crate::Way::HalfUp),
        rule: format!("{}@{}#{}", tariff.id, tariff.effective_from, item.id),
        place: format!("{}:{}", tariff.file, item.line),
        source: item.source.clone(),
        certainty: item.certainty,
        steps,
    }
}

/// The amount, and before it what its rounding rule was given, where that was more.
fn rounded(line: &Line) -> String {
    let exact = Rounding { digits: 8, way: crate::Way::Down };
    match exact.product(line.price, line.quantity, line.days, line.of) {
        Some(before) if before != line.amount => format!("{before} → {}", line.amount),
        _ => line.amount.to_string(),
    }
}

/// How a price of components came together.
fn components(line: &Line, segment: &crate::plan::Segment) -> Option<String> {
    let tariff = &segment.tariff;
    let it = tariff.components.iter().find(|it| it.item == usize::from(line.item))?;
    let multiplier = it.multipliers.get(usize::from(line.band?))?;
    let parts = it.parts.iter().map(|part| {
        let value = part.values.iter().rev().find(|(from, _)| *from <= segment.from);
        let value = value.and_then(|(_, value)| *value).unwrap_or_default();
        let times = if part.floats { format!(" × {multiplier}") } else { String::new() };
        format!("{} {value}{times}", part.name_zh)
    });
    Some(format!("{} = {}", parts.collect::<Vec<_>>().join(" + "), line.price))
}

fn why(line: &Line) -> Option<String> {
    let q = Quantity::from_units;
    Some(match line.why {
        Why::Plain => return None,
        Why::ProRata { below, upto, cell, total } => format!(
            "{} × {} ÷ {} − {} × {} ÷ {} = {}",
            q(upto),
            q(cell),
            q(total),
            q(below),
            q(cell),
            q(total),
            line.quantity
        ),
        Why::Tier { below, upto } => format!("{} … {} kWh: {}", q(below), q(upto), line.quantity),
        Why::Free { kwh } => format!("免费 free {} kWh", q(kwh)),
        Why::Demand { measured, contract, floor } => {
            format!(
                "实测 measured {} kW, 合约 contract {} kW, 下限 floor {} kW",
                q(measured),
                q(contract),
                q(floor)
            )
        }
        Why::Beyond { measured, threshold, factor } => {
            format!("{} − {} = {} kW, × {factor}", q(measured), q(threshold), line.quantity)
        }
        Why::PowerFactor { active, reactive, hundredths, column } => format!(
            "{} ÷ √({}² + {}²) ≈ {}.{:02} (标准 standard {})",
            q(active),
            q(active),
            q(reactive),
            hundredths / 100,
            hundredths % 100,
            ["0.90", "0.85", "0.80"][usize::from(column)]
        ),
        Why::Minimum { sum, least } => format!("{least} − {sum} = {}", line.amount),
    })
}
