//! From a tariff's own words to those of the wire.

use api::{TariffBill, TariffBillLine, TariffDifference, TariffFinding, TariffPriced};
use tariff::{About, Bill, BillLine, Plan, Refusal, Tariff};

/// What is wrong, where.
pub(super) fn finding(refusal: &Refusal) -> TariffFinding {
    TariffFinding {
        file: refusal.file.clone(),
        line: count(refusal.line),
        rule: refusal.rule.code().to_owned(),
        message_zh: refusal.rule.zh().to_owned(),
        message_en: refusal.rule.en().to_owned(),
        about: refusal.about.clone(),
    }
}

/// A count on the wire.
pub(super) fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// Everything in which two versions differ.
pub(super) fn differences(one: &Tariff, other: &Tariff) -> Vec<TariffDifference> {
    let wire = |it: tariff::Difference| TariffDifference {
        field: it.field,
        about: about(it.about).to_owned(),
        what_zh: it.what_zh,
        what_en: it.what_en,
        unit: it.unit,
        before: it.before,
        after: it.after,
        change: it.change,
        percent: it.percent,
    };
    tariff::differences(one, other).into_iter().map(wire).collect()
}

fn about(about: About) -> &'static str {
    match about {
        About::Price => "price",
        About::Limit => "limit",
        About::Hours => "hours",
        About::Rule => "rule",
        About::Source => "source",
    }
}

/// Bills of a version whose own first day is told, whatever day it was moved to.
pub(super) fn priced(version: &Tariff, plan: &Plan, bills: &[Bill]) -> TariffPriced {
    let bills: Vec<TariffBill> = bills
        .iter()
        .map(|bill| TariffBill {
            from: bill.period.from,
            to: bill.period.to.plus(-1),
            lines: bill.explain(plan).into_iter().map(|line| bill_line(version, line)).collect(),
            total_fen: bill.total_fen(),
        })
        .collect();
    TariffPriced { total_fen: Some(bills.iter().map(|bill| bill.total_fen).sum()), bills, refused: None }
}

fn bill_line(version: &Tariff, line: BillLine) -> TariffBillLine {
    let item = line.rule.rsplit('#').next().unwrap_or_default();
    TariffBillLine {
        rule: format!("{}@{}#{item}", version.id, version.effective_from),
        what_zh: line.what_zh,
        what_en: line.what_en,
        quantity: line.quantity.to_string(),
        unit: line.unit,
        price: line.price.to_string(),
        price_unit: line.price_unit,
        amount: format!("{:.2}", line.amount),
        amount_fen: line.amount_fen,
        place: line.place,
        source: line.source,
        certainty: line.certainty.mark().to_owned(),
        steps: line.steps,
    }
}

/// A load that cannot be priced, and why.
pub(super) fn not_priced(refusal: &Refusal) -> TariffPriced {
    TariffPriced { total_fen: None, bills: Vec::new(), refused: Some(finding(refusal)) }
}
