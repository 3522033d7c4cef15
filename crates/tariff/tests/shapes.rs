//! Shapes of use worked by hand: demand from quarter hours, tiers in time order and on ladders of their own, hours by
//! season and by kind of day, losses that run in every hour.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use tariff::{Reads, Series};

const HEAD: &str =
    "[[day]]\nhours = [\"00:00-12:00 valley\", \"12:00-24:00 peak\"]\nsource = \"t\"\ncertainty = \"E\"\n";

/// A ladder of 100 kWh at 0.3 and 0.5, then 0.6 and 1.0, pooled as `pooling` says.
fn ladder(pooling: &str) -> String {
    document(&format!(
        "{HEAD}[[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\npooling = \"{pooling}\"\n\
         tiers_per = \"month\"\nheld = \"days\"\nsource = \"t\"\ncertainty = \"E\"\n\
         [[energy.tier]]\nupto_kwh = \"100\"\nprices = {{ valley = \"0.3\", peak = \"0.5\" }}\n\
         [[energy.tier]]\nprices = {{ valley = \"0.6\", peak = \"1\" }}\n"
    ))
}

/// What January costs under `text`, yuan.
fn january_of(text: &str, series: &Series) -> String {
    let plan = plan(&book(text), "t", &[january()], &resident());
    plan.price_series(&resident(), series).unwrap()[0].total.to_string()
}

#[test]
fn the_three_ways_of_pooling_cost_what_their_words_say() {
    // 60 kWh on the first morning, then 90 on the first afternoon.
    let series = hourly("2026-01-01", 31, |n| match n {
        3 => 60_000_000,
        15 => 90_000_000,
        _ => 0,
    });
    // Time order: 60 × 0.3 + 40 × 0.5 + 50 × 1.
    assert_eq!(january_of(&ladder("in_time_order"), &series), "88");
    // Pro rata: 40 × 0.3 + 60 × 0.5 + 20 × 0.6 + 30 × 1.
    assert_eq!(january_of(&ladder("pro_rata"), &series), "84");
    // A ladder for each: 60 × 0.3 + 90 × 0.5.
    assert_eq!(january_of(&ladder("ladder_per_period"), &series), "63");
    // An interval across the limit is cut there: 150 kWh by night in one hour are 100 × 0.3 + 50 × 0.6.
    let once = hourly("2026-01-01", 31, |n| if n == 3 { 150_000_000 } else { 0 });
    assert_eq!(january_of(&ladder("in_time_order"), &once), "60");
}

fn demand(prices: &str) -> String {
    document(&format!(
        "{HEAD}[[demand]]\nid = \"d\"\nname_zh = \"需\"\nname_en = \"d\"\nunit = \"yuan/(kW·month)\"\n{prices}\n\
         source = \"t\"\ncertainty = \"E\"\n"
    ))
}

#[test]
fn demand_is_the_highest_interval_as_power() {
    // 3 kWh in a quarter of an hour of one afternoon are 12 kW; 1 kWh in a night's are 4 kW.
    let mut values = vec![0; 31 * 96];
    values[10 * 96 + 60] = 3_000_000;
    values[20 * 96 + 8] = 1_000_000;
    let quarters = Series::new(day("2026-01-01"), 15, values).unwrap();
    assert_eq!(january_of(&demand("price = \"10\""), &quarters), "120");
    assert_eq!(january_of(&demand("prices = { valley = \"2\", peak = \"10\" }"), &quarters), "128");
    let hours = hourly("2026-01-01", 31, |n| if n == 15 { 3_000_000 } else { 0 });
    assert_eq!(january_of(&demand("price = \"10\""), &hours), "30");
    // Registers tell one demand, not one for each band.
    let reads = Reads { demand_kw: Some(kwh("12")), ..banded(january(), &[("valley", "0"), ("peak", "3")]) };
    let one = bill_of(&book(&demand("price = \"10\"")), "t", &resident(), &reads).unwrap();
    assert_eq!(one.total.to_string(), "120");
    let banded =
        bill_of(&book(&demand("prices = { valley = \"2\", peak = \"10\" }")), "t", &resident(), &reads);
    assert_eq!(banded.unwrap_err().rule, tariff::Rule::RegisterMissing);
}

#[test]
fn a_holiday_and_a_make_up_saturday_have_their_own_hours() {
    let day_of = |kinds: &str, band: &str| {
        format!(
            "[[day]]\nkinds = [{kinds}]\nhours = [\"00:00-24:00 {band}\"]\nsource = \"t\"\ncertainty = \"E\"\n"
        )
    };
    let text = document(&format!(
        "{}{}{}[[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\nsource = \"t\"\n\
         certainty = \"E\"\n[[energy.tier]]\nprices = {{ work = \"1\", rest = \"0.1\", feast = \"0.01\" }}\n",
        day_of("\"workday\", \"make_up_workday\"", "work"),
        day_of("\"weekend\"", "rest"),
        day_of("\"holiday\"", "feast"),
    ));
    let plan = plan(&book(&text), "t", &[period("2026-10-01", "2026-11-01")], &resident());
    // One kWh on every day of October 2026: 31 days, of them 9 on weekends; the 1st is listed as a holiday and Saturday
    // the 10th as a workday. 22 − 1 + 1 workdays, 8 days of rest, 1 of feast.
    let series = hourly("2026-10-01", 31, |n| if n % 24 == 12 { 1_000_000 } else { 0 });
    let bill = plan.price_series(&resident(), &series).unwrap().remove(0);
    assert_eq!(bill.total.to_string(), "22.81");
}

#[test]
fn losses_of_every_hour_go_to_the_band_of_the_hour() {
    let text = document(
        "[[day]]\nhours = [\"00:00-08:00 valley\", \"08:00-24:00 peak\"]\nsource = \"t\"\ncertainty = \"E\"\n\
         [[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\nsource = \"t\"\n\
         certainty = \"E\"\n[[energy.tier]]\nprices = { valley = \"0.1\", peak = \"1\" }\n",
    );
    let reads = Reads { no_load_kw: kwh("0.5"), ..banded(january(), &[("valley", "10"), ("peak", "10")]) };
    let bill = bill_of(&book(&text), "t", &resident(), &reads).unwrap();
    // Valley 10 + 0.5 × 8 × 31 = 134 × 0.1; peak 10 + 0.5 × 16 × 31 = 258.
    assert_eq!(bill.total.to_string(), "271.4");
}

#[test]
fn a_summer_band_holds_in_summer_only_and_splits_a_period_at_its_border() {
    let table = |seasons: &str, band: &str| {
        format!(
            "[[day]]\nseasons = [{seasons}]\nhours = [\"00:00-24:00 {band}\"]\nsource = \"t\"\ncertainty = \"E\"\n"
        )
    };
    let text = document(&format!(
        "{}{}[[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\nsource = \"t\"\n\
         certainty = \"E\"\n[[energy.tier]]\nprices = {{ summer = \"1\", winter = \"0.1\" }}\n",
        table("\"06-11/09-10\"", "summer"),
        table("\"09-11/06-10\"", "winter"),
    ));
    let plan = plan(&book(&text), "t", &[period("2026-06-01", "2026-07-01")], &resident());
    let series = hourly("2026-06-01", 30, |n| if n % 24 == 0 { 1_000_000 } else { 0 });
    // 10 days of winter, 20 of summer.
    assert_eq!(plan.price_series(&resident(), &series).unwrap()[0].total.to_string(), "21");
}
