//! Prices cases for `oracle/compare.py`: each line of the input is a JSON object with a document, the kWh of 8,760 hours
//! of a plain year in units of 0.000 001, and each line of the output the totals of its twelve months in fen.
#![expect(clippy::unwrap_used, reason = "a tool for comparison stops at the first thing that is wrong")]

use std::io::BufRead;

use kernel::{Day, WorkingCalendar};
use serde::Deserialize;
use tariff::{Book, Customer, Period, Plan, Series};

#[derive(Deserialize)]
struct Case {
    document: String,
    load: Vec<i64>,
}

fn main() {
    // A year that begins on a Monday, as the peer's year does; its days are plain weekdays and weekends.
    let first = Day::new(2029, 1, 1).unwrap();
    let months = Period::months(first, Day::new(2030, 1, 1).unwrap()).unwrap();
    let calendar = WorkingCalendar::new([2029], []);
    let customer = Customer { class: "residential".to_owned(), ..Customer::default() };
    for line in std::io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line.unwrap()).unwrap();
        let document = tariff::read_document("case.toml", &case.document);
        let book = Book::of(document.unwrap_or_else(|refused| panic!("{refused:?}\n{}", case.document)));
        let plan = Plan::new(&book, "case", &months, &calendar, &customer).unwrap();
        let series = Series::new(first, 60, case.load).unwrap();
        let bills = plan.price_series(&customer, &series).unwrap();
        let fen: Vec<i64> = bills.iter().map(tariff::Bill::total_fen).collect();
        println!("{}", serde_json::to_string(&fen).unwrap());
    }
}
