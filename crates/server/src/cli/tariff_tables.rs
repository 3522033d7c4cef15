//! Bills and comparisons as tables that a person can follow. Prints what it is given, computes nothing.

use std::path::Path;

use serde_json::json;
use tariff::advice::Compared;
use tariff::{Bill, BillLine, Plan, Refusal, Yuan};

use super::Failed;

/// Columns that a text takes on a terminal: Chinese takes two each.
fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffe6}').contains(&c) { 2 } else { 1 }).sum()
}

/// The text with spaces behind, or before, up to `columns`.
fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Fen as yuan with two digits.
fn yuan(fen: i64) -> String {
    fen.checked_mul(1_000_000)
        .map_or_else(|| format!("{fen} fen"), |units| format!("{:.2}", Yuan::from_units(units)))
}

/// One bill: what, how much, at what price, how much money; with `explain` also why.
pub(super) fn print_bill(bill: &Bill, plan: &Plan, explain: bool) {
    println!("\n{} … {}", bill.period.from, bill.period.to.plus(-1));
    let lines = bill.explain(plan);
    let columns = lines.iter().map(|line| width(&line.what_zh)).max().unwrap_or(0).max(8);
    for line in &lines {
        println!("  {}", row(line, columns));
        if explain {
            line.steps.iter().for_each(|step| println!("      {step}"));
            let BillLine { rule, place, source, certainty, .. } = line;
            let verify = if certainty.to_be_verified() { "，待核定 to verify" } else { "" };
            println!("      {rule} ({place}) [{}{verify}] {source}", certainty.mark());
        }
    }
    println!("  {}{}", left("合计 total", columns + 50), right(&format!("{:.2}", bill.total), 14));
}

fn row(line: &BillLine, columns: usize) -> String {
    let quantity = right(&format!("{} {}", line.quantity, line.unit), 22);
    let price = right(&format!("{} {}", line.price, line.price_unit), 28);
    let amount = right(&format!("{:.2}", line.amount), 14);
    format!("{}{quantity}{price}{amount}", left(&line.what_zh, columns))
}

/// All bills together.
pub(super) fn print_total(bills: &[Bill]) {
    let fen: i64 = bills.iter().map(Bill::total_fen).sum();
    println!("\n{} 期共 periods in all {} 元 yuan", bills.len(), yuan(fen));
}

/// Bills as JSON, each line complete.
pub(super) fn print_json(bills: &[Bill], plan: &Plan) -> Result<(), Failed> {
    let told: Vec<_> = bills
        .iter()
        .map(
            |bill| json!({"period": bill.period, "lines": bill.explain(plan), "total_fen": bill.total_fen()}),
        )
        .collect();
    let text = serde_json::to_string_pretty(&told).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

/// Every tariff, the cheapest first, with what it is made of or why it has no price.
pub(super) fn print_compared(all: &[Compared]) {
    let columns = all.iter().map(|it| width(&it.name_zh)).max().unwrap_or(0);
    let (priced, without): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.cost.is_ok());
    for (n, it) in priced.into_iter().enumerate() {
        let Ok(cost) = &it.cost else { continue };
        let more =
            it.more_fen.filter(|more| *more > 0).map_or_else(String::new, |more| format!("+{}", yuan(more)));
        let name = left(&it.name_zh, columns);
        println!("  {}. {name}{}{}  {}", n + 1, right(&yuan(cost.total_fen), 14), right(&more, 14), it.id);
        for (zh, en, amount) in &cost.items {
            println!("       {zh} / {en}: {amount:.2}");
        }
    }
    for it in without {
        if let Err(refusal) = &it.cost {
            println!("  –  {}  {}: {refusal}", left(&it.name_zh, columns), it.id);
        }
    }
}

/// What a load costs under two versions.
pub(super) fn print_change(path: &Path, fen: &[Result<i64, Refusal>]) {
    match fen {
        [Ok(one), Ok(other)] => {
            let change = other - one;
            let sign = if change > 0 { "+" } else { "" };
            println!("{}: {} → {} ({sign}{})", path.display(), yuan(*one), yuan(*other), yuan(change));
        }
        sides => {
            let said = |side: &Result<i64, Refusal>| match side {
                Ok(fen) => yuan(*fen),
                Err(refusal) => refusal.to_string(),
            };
            let sides: Vec<String> = sides.iter().map(said).collect();
            println!("{}:\n    - {}", path.display(), sides.join("\n    + "));
        }
    }
}
