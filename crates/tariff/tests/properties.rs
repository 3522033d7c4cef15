//! Properties that hold for every load and tariff: splitting, rising, order, sums. Failures print their seed.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use proptest::prelude::*;
use tariff::{Bill, Fixed, Period, Quantity, Reads, Yuan};

/// Bands, tiers and prices drawn at random: one `[[day]]`, one charge of energy.
#[derive(Clone, Debug)]
struct Drawn {
    border_h: [u8; 2],
    uptos: Vec<u32>,
    /// In 0.0001 yuan: `[tier][band]`.
    prices: Vec<[u32; 3]>,
    pooling: &'static str,
    exact: bool,
}

fn drawn(poolings: &'static [&'static str]) -> impl Strategy<Value = Drawn> {
    let uptos = proptest::collection::btree_set(1_u32..2000, 1..4);
    (uptos, 1_u8..12, 12_u8..24, proptest::collection::vec([0_u32..9000, 0..9000, 0..9000], 4), any::<bool>())
        .prop_flat_map(move |(uptos, one, two, rises, exact)| {
            let uptos: Vec<u32> = uptos.into_iter().collect();
            // Each tier is as dear as the one before, or dearer, in every band: so are ladders in the field.
            let mut prices = vec![rises[0]];
            for rise in &rises[1..=uptos.len()] {
                let before = prices[prices.len() - 1];
                prices.push([before[0] + rise[0], before[1] + rise[1], before[2] + rise[2]]);
            }
            let border_h = [one, two];
            proptest::sample::select(poolings).prop_map(move |pooling| Drawn {
                border_h,
                uptos: uptos.clone(),
                prices: prices.clone(),
                pooling,
                exact,
            })
        })
}

impl Drawn {
    fn text(&self) -> String {
        let [one, two] = self.border_h;
        let mut text = format!(
            "[[day]]\nhours = [\"00:00-{one:02}:00 valley\", \"{one:02}:00-{two:02}:00 flat\", \
             \"{two:02}:00-24:00 peak\"]\nsource = \"t\"\ncertainty = \"E\"\n\
             [[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\npooling = \"{}\"\n\
             tiers_per = \"month\"\nheld = \"days\"\nsource = \"t\"\ncertainty = \"E\"\n",
            self.pooling
        );
        if self.exact {
            text.push_str("digits = 8\n");
        }
        for (n, prices) in self.prices.iter().enumerate() {
            text.push_str("[[energy.tier]]\n");
            if let Some(upto) = self.uptos.get(n) {
                text.push_str(&format!("upto_kwh = {upto}\n"));
            }
            let of = |price: u32| Fixed::<4>::from_units(i64::from(price)).to_string();
            let [valley, flat, peak] = prices.map(of);
            text.push_str(&format!(
                "prices = {{ valley = \"{valley}\", flat = \"{flat}\", peak = \"{peak}\" }}\n"
            ));
        }
        document(&text)
    }
}

fn month(values: &[u16]) -> tariff::Series {
    hourly("2026-04-01", 30, |n| i64::from(values[n % values.len()]) * 10_000 + i64::try_from(n).unwrap())
}

fn april() -> Period {
    period("2026-04-01", "2026-05-01")
}

fn bill(text: &str, series: &tariff::Series) -> Bill {
    plan(&book(text), "t", &[april()], &resident()).price_series(&resident(), series).unwrap().remove(0)
}

const ALL: &[&str] = &["pro_rata", "in_time_order", "ladder_per_period"];
const UNORDERED: &[&str] = &["pro_rata", "ladder_per_period"];

/// What rounding may add: half a fen a line and a bill, and a little for kWh shared to six digits.
fn rounding_fen(bills: &[&Bill]) -> i64 {
    let lines: usize = bills.iter().map(|bill| bill.lines.len() + 2).sum();
    i64::try_from(lines).unwrap() / 2 + 1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// A new version with the same prices in the middle of a period changes nothing but roundings.
    #[test]
    fn a_version_that_changes_nothing_changes_no_bill(
        it in drawn(ALL), values in proptest::collection::vec(0_u16..900, 1..200), at in 2_u8..30,
    ) {
        let text = it.text();
        let later = text.replace("2020-01-01", &format!("2026-04-{at:02}"));
        let files = [("a.toml".to_owned(), text.clone()), ("b.toml".to_owned(), later)].into_iter().collect();
        let series = month(&values);
        let whole = bill(&text, &series);
        let split = plan(&tariff::read(&files).unwrap(), "t", &[april()], &resident());
        let split = split.price_series(&resident(), &series).unwrap().remove(0);
        let differ = (whole.total_fen() - split.total_fen()).abs();
        prop_assert!(differ <= rounding_fen(&[&whole, &split]), "{} {}", whole.total, split.total);
    }

    /// Two bills of the parts of a period of even use cost what one bill of the whole does.
    #[test]
    fn splitting_a_period_of_even_use_changes_no_sum(
        it in drawn(UNORDERED), kwh in 0_i64..3000, at in 2_u8..30,
    ) {
        let book = book(&it.text());
        let day = |n: i64| Quantity::from_units(kwh * 1_000_000 / 30 / 3 * n);
        let reads = |period: Period| Reads {
            total: None,
            bands: ["valley", "flat", "peak"].map(|band| (band.to_owned(), day(period.days()))).to_vec(),
            ..Reads::of_total(period, Quantity::ZERO)
        };
        let middle = format!("2026-04-{at:02}");
        let cost = |period| bill_of(&book, "t", &resident(), &reads(period)).unwrap();
        let whole = cost(april());
        let parts = [cost(period("2026-04-01", &middle)), cost(period(&middle, "2026-05-01"))];
        let sum: i64 = parts.iter().map(Bill::total_fen).sum();
        let differ = (whole.total_fen() - sum).abs();
        prop_assert!(differ <= rounding_fen(&[&whole, &parts[0], &parts[1]]), "{} {sum}", whole.total);
    }

    /// More kWh never cost less.
    #[test]
    fn more_kwh_never_cost_less(
        it in drawn(ALL), values in proptest::collection::vec(0_u16..900, 1..200), hour in 0_usize..720, more in 0_i64..500_000_000,
    ) {
        let series = month(&values);
        let mut kwh = series.kwh().to_vec();
        kwh[hour] += more;
        let larger = tariff::Series::new(series.start(), 60, kwh).unwrap();
        let (less, most) = (bill(&it.text(), &series), bill(&it.text(), &larger));
        // Pro rata, a dear band's share of a tier may fall when a cheap band grows: the sum is dearer all the same only
        // if the adders are the same in each band, so there the rule is kept for use that grows evenly.
        if it.pooling != "pro_rata" {
            let slack = rounding_fen(&[&less, &most]);
            prop_assert!(most.total_fen() + slack >= less.total_fen(), "{} {}", less.total, most.total);
        }
        let doubled: Vec<i64> = series.kwh().iter().map(|kwh| kwh * 2).collect();
        let doubled = bill(&it.text(), &tariff::Series::new(series.start(), 60, doubled).unwrap());
        let slack = rounding_fen(&[&less, &doubled]);
        prop_assert!(doubled.total_fen() + slack >= less.total_fen(), "{} {}", less.total, doubled.total);
    }

    /// Which day a kWh of an hour was used on does not matter, unless tiers fill in time order.
    #[test]
    fn the_order_of_days_is_irrelevant_where_it_must_be(
        it in drawn(UNORDERED), values in proptest::collection::vec(0_u16..900, 1..200), turn in 0_usize..30,
    ) {
        let series = month(&values);
        let mut turned = series.kwh().to_vec();
        turned.rotate_left(turn * 24);
        let turned = tariff::Series::new(series.start(), 60, turned).unwrap();
        prop_assert_eq!(bill(&it.text(), &series).total, bill(&it.text(), &turned).total);
    }

    /// The kWh of all lines are the kWh that were used, and the amounts are the total.
    #[test]
    fn no_kwh_and_no_fen_is_lost(
        it in drawn(ALL), values in proptest::collection::vec(0_u16..900, 1..200),
    ) {
        let series = month(&values);
        let text = it.text();
        let plan = plan(&book(&text), "t", &[april()], &resident());
        let bill = plan.price_series(&resident(), &series).unwrap().remove(0);
        let lines = bill.explain(&plan);
        let kwh: i64 = lines.iter().map(|line| line.quantity.units()).sum();
        prop_assert_eq!(kwh, series.kwh().iter().sum::<i64>());
        let sum: i64 = lines.iter().map(|line| line.amount.units()).sum();
        let total = bill.total.units();
        prop_assert!((sum - total).abs() <= if it.exact { 500_000 } else { 0 }, "{sum} {total}");
    }

    /// With the same adder in every band, all ways of pooling but a ladder for each band come to the same.
    #[test]
    fn equal_adders_make_pooling_irrelevant(
        it in drawn(&["pro_rata"]), adders in [0_u32..3000, 0..3000, 0..3000],
        values in proptest::collection::vec(0_u16..900, 1..200),
    ) {
        let mut it = it;
        let base = it.prices[0];
        let mut sum = 0;
        for (n, prices) in it.prices.iter_mut().enumerate().skip(1) {
            sum += adders[n - 1];
            *prices = base.map(|price| price + sum);
        }
        let series = month(&values);
        let one = bill(&it.text(), &series);
        let other = bill(&Drawn { pooling: "in_time_order", ..it }.text(), &series);
        let differ = (one.total_fen() - other.total_fen()).abs();
        prop_assert!(differ <= rounding_fen(&[&one, &other]), "{} {}", one.total, other.total);
    }

    /// Quarter hours that add up to the hours cost the same.
    #[test]
    fn quarter_hours_cost_what_their_hours_do(
        it in drawn(ALL), values in proptest::collection::vec(0_u16..900, 1..200),
    ) {
        let series = month(&values);
        let quarters: Vec<i64> = series.kwh().iter().flat_map(|kwh| [kwh / 4, kwh / 4, kwh / 4, kwh - kwh / 4 * 3]).collect();
        let quarters = tariff::Series::new(series.start(), 15, quarters).unwrap();
        prop_assert_eq!(bill(&it.text(), &series).total, bill(&it.text(), &quarters).total);
    }

    /// Any decimal survives its text.
    #[test]
    fn decimals_survive_their_text(units in any::<i64>().prop_filter("has a negative", |it| *it != i64::MIN)) {
        let value = Yuan::from_units(units);
        prop_assert_eq!(value.to_string().parse::<Yuan>(), Ok(value));
    }
}
