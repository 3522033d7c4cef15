//! Import of URDB-style JSON: what exists here is priced as it says, and every other field is refused by its name.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use serde_json::{Value, json};
use tariff::{Book, ImportTerms, Pooling, Rule, import_urdb};

fn terms() -> ImportTerms {
    ImportTerms {
        id: "t".to_owned(),
        effective_from: day("2020-01-01"),
        zone_offset_min: 480,
        class: "residential".to_owned(),
        pooling: Some(Pooling::ProRata),
    }
}

/// Night and day, two tiers, demand on the day's hours, a fixed charge.
fn rate() -> Value {
    let row: Vec<u8> = (0..24).map(|hour| u8::from(hour >= 8)).collect();
    let year = vec![row; 12];
    json!({
        "label": "x", "name": "Sample \"A\"", "utility": "Sample",
        "energyratestructure": [
            [{"max": 200, "rate": 0.1, "unit": "kWh"}, {"rate": 0.2, "adj": 0.05, "unit": "kWh"}],
            [{"max": 200, "rate": 0.3}, {"rate": 0.5}],
        ],
        "energyweekdayschedule": year, "energyweekendschedule": year,
        "demandratestructure": [[{"rate": 0}], [{"rate": 7.5, "unit": "kW"}]],
        "demandweekdayschedule": year, "demandweekendschedule": year,
        "fixedmonthlycharge": 12.25,
    })
}

fn refused(change: impl FnOnce(&mut Value)) -> (Rule, String) {
    let mut rate = rate();
    change(&mut rate);
    let text = serde_json::to_string_pretty(&rate).unwrap();
    let refusals = import_urdb("r.json", &text, &terms()).unwrap_err();
    assert!(refusals[0].line > 1, "{refusals:?}");
    (refusals[0].rule, refusals[0].about.clone())
}

#[test]
fn what_exists_here_is_imported_and_priced() {
    let text = import_urdb("r.json", &rate().to_string(), &terms()).unwrap();
    let book =
        Book::of(tariff::read_document("r.toml", &text).unwrap_or_else(|it| panic!("{it:#?}\n{text}")));
    // Half a kWh an hour in January: 124 kWh by night, 248 by day; 372 in all, 200 of them in the first tier.
    let series = hourly("2026-01-01", 31, |_| 500_000);
    let bill =
        plan(&book, "t", &[january()], &resident()).price_series(&resident(), &series).unwrap().remove(0);
    // 66.6667 × 0.1 + 133.3333 × 0.3 + 57.3333 × 0.25 + 114.6667 × 0.5 + 0.5 × 7.5 + 12.25
    // = 6.67 + 40.00 + 14.33 + 57.33 + 3.75 + 12.25
    assert_eq!(bill.total.to_string(), "134.33");
}

#[test]
fn a_field_that_does_not_exist_here_is_refused_by_its_name() {
    let of = |field: &str, value: Value| refused(|rate| rate[field] = value.clone());
    let unsupported = |name: &str| (Rule::ImportUnsupported, name.to_owned());
    assert_eq!(of("coincidentratestructure", json!([[{"rate": 1}]])), unsupported("coincidentratestructure"));
    assert_eq!(of("demandratchetpercentage", json!([0.8])), unsupported("demandratchetpercentage"));
    assert_eq!(of("minchargeunits", json!("$/kW")), unsupported("minchargeunits $/kW"));
    let sell = refused(|rate| rate["energyratestructure"][0][0]["sell"] = json!(0.04));
    assert_eq!(sell, unsupported("energyratestructure[0][0].sell 0.04"));
    let daily = refused(|rate| rate["energyratestructure"][0][0]["unit"] = json!("kWh daily"));
    assert_eq!(daily, unsupported("energyratestructure[0][0].unit \"kWh daily\""));
    let limits = refused(|rate| rate["energyratestructure"][1][0]["max"] = json!(300));
    assert_eq!(limits, unsupported("energyratestructure[1].max ≠"));
    let hours = refused(|rate| rate["demandweekdayschedule"][0][3] = json!(1));
    assert_eq!(hours.0, Rule::ImportUnsupported);
    assert_eq!(refused(|rate| rate["energyratestructure"][0][0]["rate"] = json!("x")).0, Rule::ImportWrong);
    assert_eq!(refused(|rate| rate["energyweekdayschedule"][0][3] = json!(9)).0, Rule::ImportWrong);
}

#[test]
fn tiers_with_periods_are_not_imported_until_somebody_says_how_they_pool() {
    let terms = ImportTerms { pooling: None, ..terms() };
    let refused = import_urdb("r.json", &rate().to_string(), &terms).unwrap_err();
    assert_eq!(refused[0].rule, Rule::PoolingMissing);
    assert_eq!(import_urdb("r.json", "[1", &terms).unwrap_err()[0].rule, Rule::ImportWrong);
}
