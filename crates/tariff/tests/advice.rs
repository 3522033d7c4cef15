//! Advice, worked by hand: the cheapest tariff, break-even, heating, capacity against demand, reactive compensation,
//! photovoltaics, storage, charging.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use tariff::advice::{
    Charging, Cycle, Pv, Used, break_even, charging, compare, compensation, demand_response,
    demand_worth_below, heating, margin_kva, modes, payback_year, pv, storage_yuan_per_year, valley_share,
};
use tariff::{Book, Customer, Load, Mode, PowerFactorStandard, Rule, Yuan};

fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}

/// A question about January.
fn asked<T>(book: &Book, customer: &Customer, load: &Load, of: impl FnOnce(&Used) -> T) -> T {
    of(&Used { book, calendar: &calendar(), customer, load, periods: &[january()] })
}

#[test]
fn the_break_even_valley_share_of_residents_is_13_6_percent() {
    // 0.03 ÷ 0.2208
    assert_eq!(valley_share(yuan("0.477"), yuan("0.507"), yuan("0.2862")).unwrap().to_string(), "0.13587");
    let book = pack();
    let of = |id: &str| book.in_force(id, day("2026-01-01")).unwrap();
    let share = break_even(of("residential_tiered"), of("residential_tou")).unwrap().unwrap();
    assert_eq!(share.to_string(), "0.13587");
    assert_eq!(valley_share(yuan("0.6"), yuan("0.5"), yuan("0.3")), None);
    let refused = break_even(of("residential_tiered"), of("commercial_single")).unwrap_err();
    assert_eq!(refused.rule, Rule::BandUnknown);
}

#[test]
fn the_cheapest_tariff_turns_at_the_break_even_share() {
    let of = |peak: &str, valley: &str| {
        let load = Load::Reads(vec![banded(january(), &[("peak", peak), ("valley", valley)])]);
        asked(&pack(), &resident(), &load, compare)
    };
    let ids = |peak: &str, valley: &str| of(peak, valley)[0].id.clone();
    assert_eq!(ids("87", "13"), "residential_tiered");
    assert_eq!(ids("86", "14"), "residential_tou");
    let ranked = of("60", "40");
    // 60 × 0.507 + 40 × 0.2862 = 30.42 + 11.45; flat 47.70.
    assert_eq!(ranked[0].cost.as_ref().unwrap().total_fen, 4187);
    let flat = ranked.iter().find(|it| it.id == "residential_tiered").unwrap();
    assert_eq!(flat.more_fen, Some(583));
    let works = ranked.iter().find(|it| it.id == "industrial_two_part").unwrap();
    assert_eq!(works.cost.as_ref().unwrap_err().rule, Rule::NotEligible);
}

#[test]
fn the_heating_choice_depends_on_how_much_and_when() {
    let customer = Customer { tags: vec!["coal_to_electric".to_owned()], ..resident() };
    let best = |peak: &str, valley: &str| {
        let load = Load::Reads(vec![banded(january(), &[("peak", peak), ("valley", valley)])]);
        let all = asked(&pack(), &customer, &load, heating);
        assert_eq!(all.len(), 3);
        all[0].id.clone()
    };
    // Within 2 600 kWh everything costs the valley price.
    assert_eq!(best("1000", "1000"), "heating_quota");
    // 6 000 kWh, all in the valley: 1 717.20 against 744.12 + 1 723.80.
    assert_eq!(best("0", "6000"), "heating_tou12h");
    // 60 000 kWh by day: 0.477 flat beats 0.507.
    assert_eq!(best("60000", "0"), "heating_flat");
}

#[test]
fn capacity_or_demand_is_chosen_by_what_was_used() {
    let mut files = files();
    let text = files.get_mut("industrial_two_part.toml").unwrap();
    let (head, tail) = text.split_once("[two_part.capacity]").unwrap();
    let (capacity, demand) = tail.split_once("[two_part.demand]").unwrap();
    let head = head.replace("pending = true", "price = \"0.1\"");
    let capacity = capacity.replace("pending = true", "price = \"24\"");
    let demand = demand.replace("pending = true", "price = \"36\"");
    *text = format!("{head}[two_part.capacity]{capacity}[two_part.demand]{demand}");
    let book = tariff::read(&files).unwrap();
    let customer = Customer {
        class: "industrial".to_owned(),
        capacity: vec![tariff::CapacityStep { from: day("2020-01-01"), kva: kwh("1000") }],
        contract_kw: Some(kwh("500")),
        ..Customer::default()
    };
    let best = |demand: &str| {
        let bands = [("sharp", "0"), ("peak", "1000"), ("flat", "0"), ("valley", "0")];
        let reads = tariff::Reads { demand_kw: Some(kwh(demand)), ..banded(january(), &bands) };
        let load = Load::Reads(vec![reads]);
        asked(&book, &customer, &load, |used| modes(used, "industrial_two_part").unwrap()[0].mode)
    };
    // 24 000 for capacity; 18 000 for a contract of 500 kW up to 525; 36 a kW measured.
    assert_eq!(best("520"), Mode::ContractDemand);
    assert_eq!(best("450"), Mode::ActualDemand);
    assert_eq!(best("900"), Mode::Capacity);
    assert_eq!(demand_worth_below(yuan("24"), yuan("36")).unwrap().to_string(), "0.666667");
}

#[test]
fn compensation_to_the_standard_saves_the_difference_of_the_rates() {
    let book = pack();
    let table = book.versions().iter().find_map(|it| it.power_factor.clone()).unwrap().table;
    let it = compensation(
        kwh("100000"),
        kwh("60000"),
        90,
        kwh("500"),
        (&table, PowerFactorStandard::P90),
        yuan("50000"),
    )
    .unwrap();
    // tan φ of 0.90 is 0.484323: 60 000 − 48 432.3 = 11 567.7 kvarh, in 500 h 23.1354 kvar.
    assert_eq!(it.before_hundredths, 86);
    assert!(it.kvarh > kwh("11567.6") && it.kvarh < kwh("11567.8"), "{}", it.kvarh);
    assert!(it.kvar > kwh("23.135") && it.kvar < kwh("23.136"), "{}", it.kvar);
    // +2.00 % → 0 of 50 000.
    assert_eq!(it.saving, yuan("1000"));
    let enough =
        compensation(kwh("100"), kwh("0"), 90, kwh("1"), (&table, PowerFactorStandard::P90), yuan("50000"));
    assert_eq!((enough.as_ref().unwrap().kvarh, enough.unwrap().saving), (kwh("0"), yuan("0")));
}

#[test]
fn a_plant_pays_back_in_the_first_year_whose_savings_reach_its_cost() {
    let plant = Pv {
        kwp: kwh("10"),
        hours_per_year: kwh("1300"),
        fades: kwh("0.005"),
        own_use: kwh("0.6"),
        buys: yuan("0.5"),
        sells: yuan("0.332"),
        upkeep: yuan("100"),
        capital: yuan("33000"),
        years: 25,
    };
    let years = pv(&plant).unwrap();
    // 13 000 × 0.6 × 0.5 + 13 000 × 0.4 × 0.332 − 100 = 3 900 + 1 726.40 − 100
    assert_eq!(years[0].saving, yuan("5526.4"));
    assert_eq!(years[1].kwh, kwh("12935"));
    assert_eq!(payback_year(&years), Some(7));
    assert_eq!(payback_year(&years[..5]), None);
    assert_eq!(pv(&Pv { own_use: kwh("1.1"), ..plant }).unwrap_err().rule, Rule::OutOfRange);
}

#[test]
fn two_cycles_a_day_earn_peak_times_efficiency_less_valley() {
    let cycle =
        Cycle { kwh: kwh("100"), per_year: kwh("700"), charges_at: yuan("0.3"), discharges_at: yuan("0.9") };
    // 70 000 × (0.9 × 0.85 − 0.3)
    assert_eq!(storage_yuan_per_year(&[cycle], kwh("0.85")).unwrap(), yuan("32550"));
    assert!(storage_yuan_per_year(&[cycle], kwh("1.1")).is_err());
    // 500 kW × 2 h × 0.8 × 3 yuan × 10
    assert_eq!(demand_response(kwh("500"), kwh("2"), kwh("0.8"), yuan("3"), 10).unwrap(), yuan("24000"));
}

#[test]
fn charging_at_night_costs_the_valley_price_and_must_fit_the_transformer() {
    assert_eq!(margin_kva(kwh("400"), kwh("0.8"), kwh("250")).unwrap(), kwh("70"));
    assert_eq!(margin_kva(kwh("400"), kwh("0.8"), kwh("350")).unwrap(), kwh("-30"));
    let house = Load::Series(hourly("2026-01-01", 31, |_| 0));
    let charger = Charging { kw: kwh("2"), from_hour: 23, hours: 2 };
    let cost = asked(&pack(), &resident(), &house, |used| {
        charging(used, "residential_tou", ("residential_tiered", &resident()), charger).unwrap()
    });
    // 31 days of 4 kWh are 124 kWh: × 0.2862 = 35.4888, × 0.477 = 59.148.
    assert_eq!((cost.shared_fen.unwrap(), cost.own_fen.unwrap()), (3549, 5915));
}
