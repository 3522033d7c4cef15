//! The demo pack's tariffs as they stand in the repository, and short ways to write days, loads and documents.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeMap;
use std::path::Path;

use kernel::{Day, WorkingCalendar};
use tariff::{Bill, Book, Customer, Period, Plan, Quantity, Reads, Refusal, Series};

/// Name and text of every tariff file of the demo pack.
pub fn files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong/tariffs");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
    };
    entries.map(named).collect()
}

pub fn pack() -> Book {
    tariff::read(&files()).unwrap_or_else(|refused| panic!("{refused:#?}"))
}

/// The demo pack with `from` replaced by `to` in one file, everywhere.
pub fn pack_with(file: &str, changes: &[(&str, &str)]) -> Result<Book, Vec<Refusal>> {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{file} has no {from:?}");
        *text = text.replace(from, to);
    }
    tariff::read(&files)
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn kwh(text: &str) -> Quantity {
    text.parse().unwrap()
}

pub fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

pub fn january() -> Period {
    period("2026-01-01", "2026-02-01")
}

/// Nobody in these tests asks for a holiday that is not listed.
pub fn calendar() -> WorkingCalendar {
    WorkingCalendar::new(2020..=2030, [(day("2026-10-01"), true), (day("2026-10-10"), false)])
}

pub fn resident() -> Customer {
    Customer { class: "residential".to_owned(), ..Customer::default() }
}

pub fn plan(book: &Book, id: &str, periods: &[Period], customer: &Customer) -> Plan {
    Plan::new(book, id, periods, &calendar(), customer).unwrap()
}

/// One bill from reads.
pub fn bill_of(book: &Book, id: &str, customer: &Customer, reads: &Reads) -> Result<Bill, Refusal> {
    let plan = Plan::new(book, id, &[reads.period], &calendar(), customer)?;
    Ok(plan.price_reads(customer, std::slice::from_ref(reads))?.remove(0))
}

pub fn banded(period: Period, bands: &[(&str, &str)]) -> Reads {
    let bands = bands.iter().map(|(band, kwh)| ((*band).to_owned(), kwh.parse().unwrap())).collect();
    Reads { total: None, bands, ..Reads::of_total(period, Quantity::ZERO) }
}

/// `hours` of days from `start`, each hour `of(n)` units of 0.000 001 kWh.
pub fn hourly(start: &str, days: usize, of: impl FnMut(usize) -> i64) -> Series {
    Series::new(day(start), 60, (0..days * 24).map(of).collect()).unwrap()
}

/// A document for tests: the head of every document, and `rest`.
pub fn document(rest: &str) -> String {
    document_from("2020-01-01", rest)
}

pub fn document_from(from: &str, rest: &str) -> String {
    format!(
        "[tariff]\nid = \"t\"\nname_zh = \"试\"\nname_en = \"t\"\neffective_from = \"{from}\"\nzone_offset_min = 480\n\
         source = \"t\"\ncertainty = \"E\"\n[eligible]\nclass = [\"residential\"]\nsource = \"t\"\ncertainty = \"E\"\n\
         [rounding]\nkwh_digits = 6\nprice_digits = 6\nline_digits = 2\ntotal_digits = 2\nway = \"half_up\"\n\
         source = \"t\"\ncertainty = \"E\"\n{rest}"
    )
}

pub fn book(text: &str) -> Book {
    Book::of(tariff::read_document("t.toml", text).unwrap_or_else(|refused| panic!("{refused:#?}")))
}
