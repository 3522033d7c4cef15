//! Every refusal has a name, a code and a place: each rule of documents and of pricing is broken once, and the file,
//! the line and the rule must be right.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use common::*;
use kernel::WorkingCalendar;
use tariff::{Customer, Mode, Plan, PowerFactorStandard, Reads, Refusal, Rule};

/// A document with everything that can be broken.
const WHOLE: &str = r#"
[[day]]
seasons = ["01-01/06-30"]
hours = ["00:00-08:00 valley", "08:00-24:00 peak"]
source = "t"
certainty = "E"

[[day]]
seasons = ["07-01/12-31"]
hours = ["00:00-12:00 valley", "12:00-24:00 peak"]
source = "t"
certainty = "E"

[[energy]]
id = "energy"
name_zh = "电"
name_en = "energy"
unit = "yuan/kWh"
pooling = "pro_rata"
tiers_per = "month"
held = "days"
source = "t"
certainty = "E"

[[energy.tier]]
upto_kwh = "100"
prices = { peak = "0.5", valley = "0.3" }

[[energy.tier]]
upto_kwh = "200"
prices = { peak = "0.6", valley = "0.4" }

[[energy.tier]]
price = "0.7"

[[components]]
id = "parts"
name_zh = "组"
name_en = "parts"
unit = "yuan/kWh"
multipliers = { peak = "1.6", valley = "0.45" }
source = "t"
certainty = "E"

[[components.part]]
id = "agent"
name_zh = "代"
name_en = "agent"
floats = true
source = "t"
certainty = "E"

[[components.part.value]]
from = "2020-01-01"
price = "0.1"

[minimum]
id = "least"
name_zh = "底"
name_en = "least"
unit = "yuan/month"
price = "5"
covers = ["energy"]
source = "t"
certainty = "E"

[household]
persons_from = 5
extra_kwh_per_month = "100"
tiers = [1, 2]
source = "t"
certainty = "E"
"#;

fn broken(from: &str, to: &str) -> Vec<Refusal> {
    let text = document(WHOLE);
    assert!(text.contains(from), "{from:?} is not there");
    let text = text.replacen(from, to, 1);
    tariff::read_document("t.toml", &text).err().unwrap_or_else(|| panic!("{from:?} → {to:?} was taken"))
}

/// The line, from 1, on which `part` begins in the whole document.
fn line_of(part: &str) -> usize {
    let text = document(WHOLE);
    text[..text.find(part).unwrap()].matches('\n').count() + 1
}

struct Case(&'static str, &'static str, Rule, &'static str);

/// What is replaced, by what, the rule, and the text on whose line it must stand.
const CASES: &[Case] = &[
    Case("[rounding]", "[rounding", Rule::Syntax, "[rounding]"),
    Case("name_en = \"t\"", "name_fr = \"t\"", Rule::Shape, "name_en = \"t\""),
    Case(
        "certainty = \"E\"\n[eligible]",
        "certainty = \"X\"\n[eligible]",
        Rule::Shape,
        "certainty = \"E\"\n[eligible]",
    ),
    Case("price = \"0.7\"", "price = 0.7", Rule::Shape, "price = \"0.7\""),
    Case("price = \"0.7\"", "price = \"0.123456789\"", Rule::Shape, "price = \"0.7\""),
    Case("price = \"0.7\"", "price = \"NaN\"", Rule::Shape, "price = \"0.7\""),
    Case("unit = \"yuan/kWh\"\npooling", "pooling", Rule::PriceWithoutUnit, "id = \"energy\""),
    Case(
        "unit = \"yuan/kWh\"\npooling",
        "unit = \"fen/kWh\"\npooling",
        Rule::UnitWrong,
        "unit = \"yuan/kWh\"\npooling",
    ),
    Case("effective_from = \"2020-01-01\"\n", "", Rule::PriceWithoutDate, "[tariff]"),
    Case("from = \"2020-01-01\"\nprice", "price", Rule::PriceWithoutDate, "[[components.part.value]]"),
    Case("price = \"0.7\"", "", Rule::PriceMissing, "[[energy.tier]]\nprice"),
    Case("price = \"0.7\"", "price = \"0.7\"\npending = true", Rule::PriceMissing, "[[energy.tier]]\nprice"),
    Case("08:00-24:00 peak", "07:00-24:00 peak", Rule::HoursOverlap, "\"08:00-24:00 peak\""),
    Case("08:00-24:00 peak", "09:00-24:00 peak", Rule::HoursMissing, "[[day]]\nseasons = [\"01"),
    Case("08:00-24:00 peak", "08:00-23:59 peak", Rule::HoursMissing, "[[day]]\nseasons = [\"01"),
    Case("08:00-24:00 peak", "08:00-24:30 peak", Rule::HoursWrong, "\"08:00-24:00 peak\""),
    Case("08:00-24:00 peak", "24:00-08:00 peak", Rule::HoursWrong, "\"08:00-24:00 peak\""),
    Case("01-01/06-30", "01-01/07-01", Rule::DaysOverlap, "[[day]]\nseasons = [\"07"),
    Case("01-01/06-30", "01-01/06-29", Rule::DaysMissing, "[[day]]\nseasons = [\"01"),
    Case("\"01-01/06-30\"", "\"01-01/02-28\", \"03-01/06-30\"", Rule::LeapDay, "[[day]]\nseasons = [\"01"),
    Case("01-01/06-30", "01-01/06-31", Rule::SeasonWrong, "\"01-01/06-30\""),
    Case("01-01/06-30", "1-1/6-30", Rule::SeasonWrong, "\"01-01/06-30\""),
    Case("effective_from = \"2020-01-01\"", "effective_from = \"1988-05-01\"", Rule::ClockChange, "[tariff]"),
    Case(
        "prices = { peak = \"0.5\",",
        "prices = { noon = \"1\", peak = \"0.5\",",
        Rule::BandUnknown,
        "[[energy.tier]]\nupto_kwh = \"100\"",
    ),
    Case(
        "prices = { peak = \"0.5\", ",
        "prices = { ",
        Rule::BandWithoutPrice,
        "[[energy.tier]]\nupto_kwh = \"100\"",
    ),
    Case("multipliers = { peak = \"1.6\", ", "multipliers = { ", Rule::BandWithoutPrice, "[[components]]"),
    Case("upto_kwh = \"200\"", "upto_kwh = \"100\"", Rule::TierGap, "[[energy.tier]]\nupto_kwh = \"200\""),
    Case("upto_kwh = \"200\"", "upto_kwh = \"90\"", Rule::TierGap, "[[energy.tier]]\nupto_kwh = \"200\""),
    Case("upto_kwh = \"200\"\n", "", Rule::TierOpen, "[[energy.tier]]\nupto_kwh = \"200\""),
    Case("price = \"0.7\"", "upto_kwh = \"300\"\nprice = \"0.7\"", Rule::TierOpen, "[[energy.tier]]\nprice"),
    Case("tiers = [1, 2]", "tiers = [1]", Rule::TierGap, "[household]"),
    Case("tiers = [1, 2]", "tiers = [3]", Rule::Dangling, "[household]"),
    Case("pooling = \"pro_rata\"\n", "", Rule::PoolingMissing, "[[energy]]"),
    Case("line_digits = 2", "line_digits = 9", Rule::RoundingWrong, "[rounding]"),
    Case("total_digits = 2", "total_digits = 3", Rule::RoundingWrong, "[rounding]"),
    Case("held = \"days\"\n", "", Rule::FieldConflict, "[[energy]]"),
    Case("covers = [\"energy\"]", "covers = [\"fuel\"]", Rule::Dangling, "covers"),
    Case("id = \"least\"", "id = \"energy\"", Rule::Duplicate, "id = \"least\""),
    Case("id = \"least\"", "id = \"Least\"", Rule::OutOfRange, "id = \"least\""),
    Case("zone_offset_min = 480", "zone_offset_min = 4800", Rule::OutOfRange, "zone_offset_min"),
];

#[test]
fn each_broken_rule_of_a_document_is_refused_at_its_line() {
    tariff::read_document("t.toml", &document(WHOLE)).unwrap();
    for Case(from, to, rule, at) in CASES {
        let refused = broken(from, to);
        let found = refused.iter().find(|it| it.rule == *rule);
        let found = found.unwrap_or_else(|| panic!("{from:?} → {to:?}: {refused:?}"));
        assert_eq!((found.file.as_str(), found.line), ("t.toml", line_of(at)), "{from:?} → {to:?}: {found}");
    }
}

#[test]
fn a_power_factor_table_that_is_not_whole_is_refused() {
    let table = "power_factor_adjustment.csv";
    for (from, to) in
        [("\n100,", "\n101,"), ("\n54,37.00,27.00,17.00", ""), ("\n53,", "\n54,"), ("-0.75", "x")]
    {
        let refused = pack_with(table, &[(from, to)]).unwrap_err();
        assert!(
            refused.iter().any(|it| it.rule == Rule::FactorTable && it.file == table),
            "{from:?}: {refused:?}"
        );
    }
    let refused =
        pack_with("commercial_single.toml", &[("power_factor_adjustment.csv", "other.csv")]).unwrap_err();
    assert!(refused.iter().any(|it| it.rule == Rule::Dangling), "{refused:?}");
}

#[test]
fn two_versions_on_one_day_are_refused_and_the_later_ends_the_earlier() {
    let one = document(WHOLE);
    let read = |one: &str, other: &str| {
        let files = [("a.toml".to_owned(), one.to_owned()), ("b.toml".to_owned(), other.to_owned())];
        tariff::read(&files.into_iter().collect())
    };
    let refused = read(&one, &one).unwrap_err();
    assert_eq!(refused[0].rule, Rule::VersionsOverlap);
    let later = one.replace("effective_from = \"2020", "effective_from = \"2025");
    let book = read(&one, &later).unwrap();
    assert_eq!(book.in_force("t", day("2024-12-31")).unwrap().file, "a.toml");
    assert_eq!(book.in_force("t", day("2025-01-01")).unwrap().file, "b.toml");
    let until =
        |to: &str| one.replace("zone_offset_min", &format!("effective_to = \"{to}\"\nzone_offset_min"));
    assert_eq!(read(&until("2025-06-01"), &later).unwrap_err()[0].rule, Rule::VersionsOverlap);
    let gap = read(&until("2024-06-01"), &later).unwrap();
    assert_eq!(gap.in_force("t", day("2024-06-01")).unwrap_err().rule, Rule::NothingInForce);
}

/// Why the pack does not price it.
fn unpriced(id: &str, customer: &Customer, reads: &Reads) -> Rule {
    bill_of(&pack(), id, customer, reads).unwrap_err().rule
}

#[test]
fn pricing_refuses_what_it_would_have_to_guess() {
    let works = Customer { class: "industrial".to_owned(), ..Customer::default() };
    let reads = banded(january(), &[("sharp", "1"), ("peak", "1"), ("flat", "1"), ("valley", "1")]);
    assert_eq!(unpriced("industrial_two_part", &works, &reads), Rule::PricePending);
    let whole = Reads::of_total(january(), kwh("300"));
    assert_eq!(unpriced("residential_tou", &resident(), &whole), Rule::RegisterMissing);
    assert_eq!(
        unpriced("residential_tou", &resident(), &banded(january(), &[("noon", "3")])),
        Rule::RegisterMissing
    );
    let off = Reads { total: Some(kwh("300")), ..banded(january(), &[("peak", "100"), ("valley", "100")]) };
    assert_eq!(unpriced("residential_tou", &resident(), &off), Rule::RegistersDisagree);
    // With the total and all bands but one, the one is the rest.
    let rest = Reads { total: Some(kwh("300")), ..banded(january(), &[("peak", "180")]) };
    let bill = bill_of(&pack(), "residential_tou", &resident(), &rest).unwrap();
    assert_eq!(bill.total.to_string(), "142.1");
    let before = Reads::of_total(period("2012-06-01", "2012-07-01"), kwh("1"));
    assert_eq!(unpriced("residential_tiered", &resident(), &before), Rule::NothingInForce);
    let september = Reads::of_total(period("2026-09-01", "2026-10-01"), kwh("1"));
    assert_eq!(unpriced("residential_tiered_year", &resident(), &september), Rule::YearCarryMissing);
    let new_year = Reads::of_total(period("2026-12-15", "2027-01-15"), kwh("1"));
    let known = Customer { year_kwh_before: Some(kwh("1")), ..resident() };
    assert_eq!(unpriced("residential_tiered_year", &known, &new_year), Rule::PeriodCrossesYear);
    let gone = Customer { closed: Some(day("2025-01-01")), ..resident() };
    assert_eq!(unpriced("residential_tiered", &gone, &whole), Rule::PeriodWrong);
    let huge = Reads::of_total(january(), tariff::Quantity::from_units(i64::MAX / 3));
    assert_eq!(unpriced("residential_tiered", &resident(), &huge), Rule::AmountTooLarge);
}

#[test]
fn two_part_tariffs_refuse_a_mode_a_contract_or_a_demand_that_was_not_said() {
    let mut files = files();
    let text = files.get_mut("industrial_two_part.toml").unwrap();
    *text = text.replace("pending = true", "price = \"1\"").replace("\"actual_demand\"", "\"none\"");
    let book = tariff::read(&files).unwrap();
    let bands = [("sharp", "1"), ("peak", "1"), ("flat", "1"), ("valley", "1")];
    let reads = banded(january(), &bands);
    let why = |customer: &Customer, reads: &Reads| {
        bill_of(&book, "industrial_two_part", customer, reads).map(|bill| bill.total).unwrap_err().rule
    };
    let works = Customer { class: "industrial".to_owned(), ..Customer::default() };
    assert_eq!(why(&works, &reads), Rule::CustomerIncomplete);
    let mode = |mode| Customer { mode: Some(mode), ..works.clone() };
    assert_eq!(why(&mode(Mode::ActualDemand), &reads), Rule::ModeNotOffered);
    assert_eq!(why(&mode(Mode::Capacity), &reads), Rule::CustomerIncomplete);
    assert_eq!(why(&mode(Mode::ContractDemand), &reads), Rule::RegisterMissing);
    let demand = Reads { demand_kw: Some(kwh("9")), ..reads.clone() };
    assert_eq!(why(&mode(Mode::ContractDemand), &demand), Rule::CustomerIncomplete);
    let factor = Customer { power_factor: Some(PowerFactorStandard::P90), ..mode(Mode::None) };
    assert_eq!(why(&factor, &reads), Rule::RegisterMissing);
}

#[test]
fn tiers_in_time_order_are_not_priced_from_registers() {
    let text = document(WHOLE).replace("pro_rata", "in_time_order");
    let reads = banded(january(), &[("peak", "1"), ("valley", "1")]);
    let refused = bill_of(&book(&text), "t", &resident(), &reads).unwrap_err();
    assert_eq!((refused.rule, refused.line), (Rule::TimeOrderNeedsIntervals, line_of("id = \"energy\"")));
}

#[test]
fn hours_by_kind_of_day_need_a_published_calendar() {
    let kinds = "kinds = [\"workday\", \"make_up_workday\"]\n";
    let text = document(WHOLE).replacen("seasons = [\"01-01/06-30\"]\n", kinds, 1);
    let text = text.replacen("seasons = [\"07-01/12-31\"]\n", "kinds = [\"weekend\", \"holiday\"]\n", 1);
    let book = book(&text);
    let of =
        |calendar: &WorkingCalendar| Plan::new(&book, "t", &[january()], calendar, &resident()).map(|_| ());
    assert_eq!(of(&calendar()), Ok(()));
    let refused = of(&WorkingCalendar::new([2025], [])).unwrap_err();
    assert_eq!((refused.rule, refused.about.as_str()), (Rule::CalendarMissing, "2026"));
}

#[test]
fn an_interval_across_the_border_of_two_bands_is_refused() {
    let text = document(WHOLE).replace("08:00", "08:30");
    let plan = plan(&book(&text), "t", &[january()], &resident());
    let refused = plan.price_series(&resident(), &hourly("2026-01-01", 31, |_| 1)).unwrap_err();
    assert_eq!((refused.rule, refused.about.as_str()), (Rule::IntervalTooCoarse, "08:30 / 60 min"));
    let halves = tariff::Series::new(day("2026-01-01"), 30, vec![1; 31 * 48]).unwrap();
    assert!(plan.price_series(&resident(), &halves).is_ok());
    let short = hourly("2026-01-01", 30, |_| 1);
    assert_eq!(plan.price_series(&resident(), &short).unwrap_err().rule, Rule::PeriodNotCovered);
}

#[test]
fn a_tariff_says_why_a_customer_may_not_take_it() {
    let book = pack();
    let why = |id: &str, customer: &Customer| {
        book.in_force(id, day("2026-01-01")).unwrap().eligible(customer).unwrap_err().about
    };
    let works = Customer { class: "industrial".to_owned(), ..Customer::default() };
    assert_eq!(why("residential_tiered", &works), "residential_tiered: class industrial ∉ residential");
    assert_eq!(why("heating_flat", &resident()), "heating_flat: coal_to_electric");
    assert_eq!(why("industrial_two_part", &works), "industrial_two_part: kVA < 100");
}

#[test]
fn every_rule_has_a_code_and_words_of_its_own() {
    let codes: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(codes.len(), Rule::ALL.len());
    let words: BTreeSet<&str> = Rule::ALL.iter().flat_map(|rule| [rule.zh(), rule.en()]).collect();
    assert_eq!(words.len(), Rule::ALL.len() * 2);
}

#[test]
fn the_demo_pack_marks_what_is_to_be_verified_and_invents_no_price() {
    let book = pack();
    let industrial = book.versions().iter().find(|it| it.id == "industrial_two_part").unwrap();
    let blank = industrial.to_verify().iter().filter(|(_, what)| what.contains("价格空缺")).count();
    assert_eq!(blank, 4, "energy, funds, capacity, demand");
    let tiered = book.versions().iter().find(|it| it.id == "residential_tiered").unwrap();
    assert!(tiered.to_verify().iter().all(|(_, what)| !what.starts_with("energy")));
}
