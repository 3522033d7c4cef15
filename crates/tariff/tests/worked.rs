//! Examples worked by hand from the facts of the field, each in yuan and fen.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use tariff::{CapacityStep, Customer, Mode, PowerFactorStandard, Quantity, Reads, factor_hundredths};

fn total(book: &tariff::Book, id: &str, customer: &Customer, reads: &Reads) -> String {
    format!("{:.2}", bill_of(book, id, customer, reads).unwrap().total)
}

#[test]
fn three_hundred_kwh_in_shanxi_cost_159_60() {
    let reads = Reads::of_total(january(), kwh("300"));
    // 170 × 0.477 + 90 × 0.527 + 40 × 0.777
    assert_eq!(total(&pack(), "residential_tiered", &resident(), &reads), "159.60");
    let bill = bill_of(&pack(), "residential_tiered", &resident(), &reads).unwrap();
    let lines: Vec<String> = bill.lines.iter().map(|line| format!("{:.2}", line.amount)).collect();
    assert_eq!(lines, ["81.09", "47.43", "31.08"]);
    assert_eq!(bill.total_fen(), 15_960);
}

#[test]
fn the_last_kwh_of_a_tier_costs_that_tier() {
    let of = |text: &str| {
        total(&pack(), "residential_tiered", &resident(), &Reads::of_total(january(), kwh(text)))
    };
    assert_eq!(of("170"), "81.09");
    assert_eq!(of("171"), "81.62"); // 81.09 + 0.527 = 81.617
    assert_eq!(of("260"), "128.52");
    assert_eq!(of("261"), "129.30"); // 128.52 + 0.777 = 129.297
    assert_eq!(of("0"), "0.00");
}

#[test]
fn a_low_income_household_has_fifteen_kwh_back_at_the_first_tier() {
    let customer = Customer { tags: vec!["low_income".to_owned()], ..resident() };
    let reads = Reads::of_total(january(), kwh("300"));
    // 159.60 − 15 × 0.477 = 159.60 − 7.155 → − 7.16
    assert_eq!(total(&pack(), "residential_tiered", &customer, &reads), "152.44");
    // Never more than was used.
    let little = Reads::of_total(january(), kwh("10"));
    assert_eq!(total(&pack(), "residential_tiered", &customer, &little), "0.00");
    // Taken before the tiers are climbed it saves the dearest kWh: 159.60 − 15 × 0.777 = 147.945
    let other = pack_with("residential_tiered.toml", &[("from = \"first_tier\"", "from = \"before_tiers\"")]);
    // 15 free; 170 × 0.477 = 81.09, 90 × 0.527 = 47.43, 25 × 0.777 = 19.425 → 19.43
    assert_eq!(total(&other.unwrap(), "residential_tiered", &customer, &reads), "147.95");
}

#[test]
fn a_household_of_five_has_longer_tiers() {
    let customer = Customer { persons: 5, ..resident() };
    let reads = Reads::of_total(january(), kwh("300"));
    // 270 × 0.477 + 30 × 0.527 = 128.79 + 15.81
    assert_eq!(total(&pack(), "residential_tiered", &customer, &reads), "144.60");
    let four = Customer { persons: 4, ..resident() };
    assert_eq!(total(&pack(), "residential_tiered", &four, &reads), "159.60");
}

#[test]
fn months_held_prorate_the_ladder() {
    // Two months on one bill: limits of two months.
    let two = Reads::of_total(period("2026-01-01", "2026-03-01"), kwh("600"));
    assert_eq!(total(&pack(), "residential_tiered", &resident(), &two), "319.20");
    // So from the middle of a month to the middle of the next but one, and a month short of a day is one.
    let middle = Reads::of_total(period("2026-01-15", "2026-03-15"), kwh("600"));
    assert_eq!(total(&pack(), "residential_tiered", &resident(), &middle), "319.20");
    let short = Reads::of_total(period("2026-01-05", "2026-02-04"), kwh("300"));
    assert_eq!(total(&pack(), "residential_tiered", &resident(), &short), "159.60");
    // Connected on 17 January: the month begun counts in full here …
    let late = Customer { connected: Some(day("2026-01-17")), ..resident() };
    let reads = Reads::of_total(january(), kwh("300"));
    assert_eq!(total(&pack(), "residential_tiered", &late, &reads), "159.60");
    // … and 15 of 31 days where the document says so: limits 82.258065 and 125.806452.
    let by_days = pack_with("residential_tiered.toml", &[("\"whole_months\"", "\"days\"")]).unwrap();
    // 39.2371 + 43.548387 × 0.527 = 22.95 + 174.193548 × 0.777 = 135.3484
    assert_eq!(total(&by_days, "residential_tiered", &late, &reads), "197.54");
}

#[test]
fn yearly_tiers_carry_what_the_year_has_used() {
    let customer = Customer { year_kwh_before: Some(kwh("2000")), ..resident() };
    let reads = Reads::of_total(period("2026-09-01", "2026-10-01"), kwh("300"));
    // 40 × 0.477 + 260 × 0.527 = 19.08 + 137.02
    assert_eq!(total(&pack(), "residential_tiered_year", &customer, &reads), "156.10");
    // From January on the engine carries it itself: 12 × 300 = 3600 = 2040 + 1080 + 480.
    let months = tariff::Period::months(day("2026-01-01"), day("2027-01-01")).unwrap();
    let plan = plan(&pack(), "residential_tiered_year", &months, &resident());
    let reads: Vec<Reads> = months.iter().map(|month| Reads::of_total(*month, kwh("300"))).collect();
    let bills = plan.price_reads(&resident(), &reads).unwrap();
    let year: i64 = bills.iter().map(tariff::Bill::total_fen).sum();
    // 2040 × 0.477 + 1080 × 0.527 + 480 × 0.777 = 973.08 + 569.16 + 372.96
    assert_eq!(year, 191_520);
    // Connected in July: half the ladder. 6 × 300 = 1800 = 1020 + 540 + 240.
    let july = Customer { connected: Some(day("2026-07-01")), ..resident() };
    let months = &months[6..];
    let plan = common::plan(&pack(), "residential_tiered_year", months, &july);
    let reads: Vec<Reads> = months.iter().map(|month| Reads::of_total(*month, kwh("300"))).collect();
    let year: i64 = plan.price_reads(&july, &reads).unwrap().iter().map(tariff::Bill::total_fen).sum();
    assert_eq!(year, 95_760);
}

#[test]
fn residential_time_of_use_shares_tiers_pro_rata() {
    let reads = banded(january(), &[("peak", "180"), ("valley", "120")]);
    // Tier 1: 102 × 0.507 + 68 × 0.2862; tier 2: 54 × 0.557 + 36 × 0.3362; tier 3: 24 × 0.807 + 16 × 0.5862
    // 51.714 + 19.4616 + 30.078 + 12.1032 + 19.368 + 9.3792, each line to fen
    assert_eq!(total(&pack(), "residential_tou", &resident(), &reads), "142.10");
}

#[test]
fn the_three_heating_choices_cost_what_the_plan_says() {
    let customer = Customer { tags: vec!["coal_to_electric".to_owned()], ..resident() };
    let reads = banded(january(), &[("peak", "1000"), ("valley", "2000")]);
    // 1000 × 0.507 + 2000 × 0.2862
    assert_eq!(total(&pack(), "heating_tou12h", &customer, &reads), "1079.40");
    let whole = Reads::of_total(january(), kwh("3000"));
    // 2600 × 0.2862 + 400 × 0.507
    assert_eq!(total(&pack(), "heating_quota", &customer, &whole), "946.92");
    assert_eq!(total(&pack(), "heating_flat", &customer, &whole), "1431.00");
}

#[test]
fn the_power_factor_of_100_000_and_60_000_is_0_86_and_costs_two_percent_at_0_90() {
    let hundredths = factor_hundredths(kwh("100000"), kwh("60000")).unwrap();
    assert_eq!(hundredths, 86); // 100 ÷ √13600 = 0.85749
    let book = pack();
    let factor = book.versions().iter().find_map(|it| it.power_factor.clone()).unwrap();
    let rate = |hundredths, standard| factor.table.rate(hundredths, standard).to_string();
    assert_eq!(rate(86, PowerFactorStandard::P90), "0.02");
    assert_eq!(rate(86, PowerFactorStandard::P85), "-0.001");
    assert_eq!(rate(86, PowerFactorStandard::P80), "-0.006");
    // The slip of the public code: at 0.85 and 0.94 the table says −1.10 %.
    assert_eq!(rate(94, PowerFactorStandard::P85), "-0.011");
    assert_eq!(rate(100, PowerFactorStandard::P90), "-0.0075");
    // Below the table each hundredth adds two percent.
    assert_eq!(rate(53, PowerFactorStandard::P90), "0.39");
}

#[test]
fn a_factor_on_the_half_goes_up() {
    // cos φ = 0.855 exactly needs Q/P = √(1/0.855² − 1) = 0.606582; just below and above it.
    let p = kwh("1000000");
    let below = factor_hundredths(p, kwh("606584")).unwrap();
    let above = factor_hundredths(p, kwh("606580")).unwrap();
    assert_eq!((below, above), (85, 86));
    assert_eq!(factor_hundredths(p, Quantity::ZERO), Some(100));
    assert_eq!(factor_hundredths(Quantity::ZERO, p), Some(0));
    assert_eq!(factor_hundredths(Quantity::ZERO, Quantity::ZERO), None);
}

/// The pack's industrial document with made-up prices in the place of the blanks, for sums that a person can follow.
fn industrial() -> tariff::Book {
    let mut files = files();
    let text = files.get_mut("industrial_two_part.toml").unwrap();
    let prices = [
        ("agent_purchase", "0.4"),
        ("line_loss", "0.01"),
        ("transmission", "0.1"),
        ("system_operation", "0.03"),
        ("funds", "0.02"),
        ("capacity", "24"),
        ("demand", "36"),
    ];
    for (id, yuan) in prices {
        let at = text.find(&format!("id = \"{id}\"")).unwrap();
        let pending = at + text[at..].find("pending = true").unwrap();
        text.replace_range(pending..pending + "pending = true".len(), &format!("price = \"{yuan}\""));
    }
    tariff::read(&files).unwrap()
}

fn works(mode: Mode) -> Customer {
    Customer {
        class: "industrial".to_owned(),
        mode: Some(mode),
        capacity: vec![CapacityStep { from: day("2020-01-01"), kva: kwh("400") }],
        contract_kw: Some(kwh("200")),
        power_factor: Some(PowerFactorStandard::P90),
        ..Customer::default()
    }
}

fn industrial_reads(demand: &str) -> Reads {
    let bands = [("sharp", "10000"), ("peak", "30000"), ("flat", "30000"), ("valley", "30000")];
    Reads {
        reactive: Some(kwh("60000")),
        demand_kw: Some(kwh(demand)),
        ..banded(period("2026-07-01", "2026-08-01"), &bands)
    }
}

#[test]
fn a_two_part_bill_adds_floating_prices_capacity_power_factor_and_funds() {
    let bill =
        bill_of(&industrial(), "industrial_two_part", &works(Mode::Capacity), &industrial_reads("250"));
    let bill = bill.unwrap();
    let amounts: Vec<String> = bill.lines.iter().map(|line| format!("{:.2}", line.amount)).collect();
    // Funds: 100 000 kWh × 0.02, by band in the order of the document's hours: valley, flat, peak, sharp.
    // Prices: valley 0.4 × 0.45 + 0.14 = 0.32, flat 0.54, peak 0.78, sharp 0.4 × 1.92 + 0.14 = 0.908.
    // Capacity 400 × 24. Power factor +2 % of 9 600 + 16 200 + 23 400 + 9 080 + 9 600 = 67 880.
    assert_eq!(
        amounts,
        [
            "600.00", "600.00", "600.00", "200.00", "9600.00", "16200.00", "23400.00", "9080.00", "9600.00",
            "1357.60"
        ]
    );
    assert_eq!(bill.total.to_string(), "71237.6");
}

#[test]
fn contracted_demand_is_paid_to_105_percent_and_double_beyond() {
    let bills = |demand: &str, customer: &Customer| {
        let bill =
            bill_of(&industrial(), "industrial_two_part", customer, &industrial_reads(demand)).unwrap();
        let demand = bill.lines.iter().skip(8).take(bill.lines.len() - 9);
        demand.map(|line| format!("{:.2}", line.amount)).collect::<Vec<_>>()
    };
    // 250 kWh per kVA: no rebate. 200 kW × 36.
    assert_eq!(bills("210", &works(Mode::ContractDemand)), ["7200.00"]);
    // (250 − 210) × 72
    assert_eq!(bills("250", &works(Mode::ContractDemand)), ["7200.00", "2880.00"]);
    // The contract is at least 40 % of 400 kVA.
    let low = Customer { contract_kw: Some(kwh("100")), ..works(Mode::ContractDemand) };
    assert_eq!(bills("150", &low), ["5760.00"]);
    assert_eq!(bills("250", &works(Mode::ActualDemand)), ["9000.00"]);
    // 100 000 kWh ÷ 380 kVA ≥ 260: nine tenths.
    let busy = Customer {
        capacity: vec![CapacityStep { from: day("2020-01-01"), kva: kwh("380") }],
        ..works(Mode::ActualDemand)
    };
    assert_eq!(bills("250", &busy), ["8100.00"]);
}

#[test]
fn capacity_changed_within_the_month_is_prorated_by_days() {
    let customer = Customer {
        capacity: vec![
            CapacityStep { from: day("2020-01-01"), kva: kwh("400") },
            CapacityStep { from: day("2026-07-11"), kva: kwh("630") },
        ],
        closed: Some(day("2026-07-21")),
        ..works(Mode::Capacity)
    };
    let bill = bill_of(&industrial(), "industrial_two_part", &customer, &industrial_reads("250")).unwrap();
    let capacity: Vec<String> = bill.lines[8..10].iter().map(|line| format!("{:.2}", line.amount)).collect();
    // 400 × 24 × 10/31 = 3096.774…, 630 × 24 × 10/31 = 4877.419…
    assert_eq!(capacity, ["3096.77", "4877.42"]);
}

#[test]
fn returned_users_pay_half_more_for_the_agents_part_alone() {
    let customer = Customer { tags: vec!["agent_returned".to_owned()], ..works(Mode::Capacity) };
    let bill = bill_of(&industrial(), "industrial_two_part", &customer, &industrial_reads("250")).unwrap();
    // flat: 0.4 × 1.5 + 0.14 = 0.74
    assert_eq!(bill.lines[5].amount.to_string(), "22200");
}

#[test]
fn a_price_change_splits_the_period_by_calendar_days() {
    let one = document(
        "[[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\n\
        source = \"t\"\ncertainty = \"E\"\n[[energy.tier]]\nprice = \"0.5\"\n",
    );
    let other = one.replace("2020-01-01", "2026-01-11").replace("\"0.5\"", "\"0.8\"");
    let files = [("a.toml".to_owned(), one), ("b.toml".to_owned(), other)].into_iter().collect();
    let book = tariff::read(&files).unwrap();
    let reads = Reads::of_total(january(), kwh("310"));
    // 100 × 0.5 + 210 × 0.8
    assert_eq!(total(&book, "t", &resident(), &reads), "218.00");
    // Intervals know better: everything was used on the first day.
    let series = hourly("2026-01-01", 31, |n| if n == 5 { 310_000_000 } else { 0 });
    let plan = plan(&book, "t", &[january()], &resident());
    assert_eq!(plan.price_series(&resident(), &series).unwrap()[0].total.to_string(), "155");
}

#[test]
fn surplus_is_paid_for_and_a_least_bill_is_topped_up() {
    let reads = Reads { export: Some(kwh("100")), ..Reads::of_total(january(), kwh("100")) };
    // 47.70 − 33.20
    assert_eq!(total(&pack(), "residential_tiered", &resident(), &reads), "14.50");
    let text = document(
        "[[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\n\
        source = \"t\"\ncertainty = \"E\"\n[[energy.tier]]\nprice = \"0.5\"\n\
        [minimum]\nid = \"least\"\nname_zh = \"保底\"\nname_en = \"least\"\nunit = \"yuan/month\"\nprice = \"20\"\n\
        covers = [\"e\"]\nsource = \"t\"\ncertainty = \"E\"\n\
        [[fixed]]\nid = \"meter\"\nname_zh = \"表\"\nname_en = \"meter\"\nunit = \"yuan/day\"\nprice = \"0.1\"\n\
        source = \"t\"\ncertainty = \"E\"\n",
    );
    let reads = Reads::of_total(january(), kwh("30"));
    // 15 + 3.1 + (20 − 15)
    assert_eq!(total(&book(&text), "t", &resident(), &reads), "23.10");
}

#[test]
fn intervals_and_registers_of_the_same_use_cost_the_same() {
    // 1 kWh in every hour of January: 14 h × 31 = 434 peak, 310 valley.
    let series = hourly("2026-01-01", 31, |_| 1_000_000);
    let reads = banded(january(), &[("peak", "434"), ("valley", "310")]);
    let book = pack();
    let plan = plan(&book, "residential_tou", &[january()], &resident());
    let one = plan.price_series(&resident(), &series).unwrap();
    let other = plan.price_reads(&resident(), &[reads]).unwrap();
    assert_eq!(one, other);
}

#[test]
fn every_line_says_what_how_much_which_rule_and_why() {
    let book = pack();
    let plan = plan(&book, "residential_tou", &[january()], &resident());
    let bill = plan.price_reads(&resident(), &[banded(january(), &[("peak", "180"), ("valley", "120")])]);
    let lines = bill.unwrap()[0].explain(&plan);
    let first = &lines[0];
    assert_eq!(first.what_zh, "居民电费 第1档 峰");
    assert_eq!((first.quantity.to_string(), first.unit.as_str()), ("102".to_owned(), "kWh"));
    assert_eq!(first.rule, "residential_tou@2012-07-01#energy");
    assert!(first.place.starts_with("residential_tou.toml:"), "{}", first.place);
    assert_eq!(first.steps, ["170 × 180 ÷ 300 − 0 × 180 ÷ 300 = 102", "102 × 0.507 = 51.714 → 51.71"]);
    assert_eq!(first.amount_fen, 5171);
}
