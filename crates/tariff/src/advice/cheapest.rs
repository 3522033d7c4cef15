//! Which tariff would have been cheapest: the same load under every tariff of the book, ranked, with why.

use kernel::WorkingCalendar;
use serde::Serialize;

use crate::bill::Bill;
use crate::book::Book;
use crate::customer::Customer;
use crate::fixed::Yuan;
use crate::load::Load;
use crate::period::Period;
use crate::plan::Plan;
use crate::refusal::{Refusal, Rule};

/// What was used, by whom and when, and the tariffs that there are: what every question of advice begins with.
#[derive(Clone, Copy, Debug)]
pub struct Used<'a> {
    /// The tariffs.
    pub book: &'a Book,
    /// Working days and holidays.
    pub calendar: &'a WorkingCalendar,
    /// The customer.
    pub customer: &'a Customer,
    /// Their load.
    pub load: &'a Load,
    /// The periods to price.
    pub periods: &'a [Period],
}

/// The tag of customers who changed from coal to electricity.
const HEATING: &str = "coal_to_electric";

/// What a load cost under one tariff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// All periods, fen.
    pub total_fen: i64,
    /// Each period, fen.
    pub months_fen: Vec<i64>,
    /// Yuan by item, Chinese and English name: why it is what it is.
    pub items: Vec<(String, String, Yuan)>,
}

/// One tariff beside the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Its id.
    pub id: String,
    /// Its name, Chinese.
    pub name_zh: String,
    /// Its name, English.
    pub name_en: String,
    /// The cost, or why there is none: not eligible, a price to be verified, a register that was not read.
    pub cost: Result<Cost, Refusal>,
    /// Fen more than the cheapest.
    pub more_fen: Option<i64>,
}

/// Prices `load` under `plan`, whichever kind it is.
///
/// # Errors
/// As [`Plan::price_series`] and [`Plan::price_reads`].
pub fn price(plan: &Plan, customer: &Customer, load: &Load) -> Result<Vec<Bill>, Refusal> {
    match load {
        Load::Series(series) => plan.price_series(customer, series),
        Load::Reads(reads) => plan.price_reads(customer, reads),
    }
}

/// Every tariff of the book over the same load: those that could be priced first, the cheapest first of all.
#[must_use]
pub fn compare(used: &Used) -> Vec<Compared> {
    let book = used.book;
    let mut all: Vec<Compared> = book
        .ids()
        .into_iter()
        .map(|id| {
            let last = book.versions().iter().rfind(|it| it.id == id).expect("an id has a version");
            let cost = used.cost(id);
            Compared {
                id: id.to_owned(),
                name_zh: last.name_zh.clone(),
                name_en: last.name_en.clone(),
                cost,
                more_fen: None,
            }
        })
        .collect();
    all.sort_by_key(|it| (it.cost.as_ref().map_or(i64::MAX, |cost| cost.total_fen), it.id.clone()));
    beside_cheapest(&mut all);
    all
}

/// Says of each by how much it is dearer than the first, the cheapest.
fn beside_cheapest(ranked: &mut [Compared]) {
    let fen = |it: &Compared| it.cost.as_ref().ok().map(|cost| cost.total_fen);
    let least = ranked.first().and_then(fen);
    for it in ranked {
        it.more_fen = fen(it).zip(least).map(|(fen, least)| fen - least);
    }
}

/// The choices of those who heat with electricity in the place of coal: the tariffs that ask for it, the cheapest first.
#[must_use]
pub fn heating(used: &Used) -> Vec<Compared> {
    let asks = |id: &str| {
        let versions = used.book.versions().iter().filter(|it| it.id == id);
        versions.into_iter().any(|it| it.needs.iter().any(|need| need == HEATING))
    };
    let mut all = compare(used);
    all.retain(|it| asks(&it.id));
    beside_cheapest(&mut all);
    all
}

impl Used<'_> {
    /// What it costs under `id`, by item, if the customer may take it.
    pub(super) fn cost(&self, id: &str) -> Result<Cost, Refusal> {
        let Used { book, calendar, customer, load, periods } = *self;
        let first = periods.first().ok_or_else(|| Refusal::of(Rule::PeriodWrong, ""))?;
        book.in_force(id, first.from)?.eligible(customer)?;
        let plan = Plan::new(book, id, periods, calendar, customer)?;
        let bills = price(&plan, customer, load)?;
        let months_fen: Vec<i64> = bills.iter().map(Bill::total_fen).collect();
        let mut items: Vec<(String, String, Yuan)> = Vec::new();
        for (item, line) in bills.iter().flat_map(|bill| bill.items(&plan)) {
            match items.iter_mut().find(|(zh, _, _)| *zh == item.name_zh) {
                Some((.., sum)) => {
                    let units = sum.units().checked_add(line.amount.units());
                    *sum = Yuan::from_units(units.ok_or_else(|| Refusal::of(Rule::AmountTooLarge, id))?);
                }
                None => items.push((item.name_zh.clone(), item.name_en.clone(), line.amount)),
            }
        }
        Ok(Cost { total_fen: months_fen.iter().sum(), months_fen, items })
    }
}
