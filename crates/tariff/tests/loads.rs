//! Load files: what is read, and each way in which a file is refused, with its line.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use tariff::{Customer, Load, Part, Plan, Point, Ratio, Reads, Refusal, Rule, Series, read_load};

fn series(text: &str) -> Result<Series, Refusal> {
    match read_load("l.csv", text, &[], 480)? {
        Load::Series(series) => Ok(series),
        Load::Reads(_) => panic!("not intervals"),
    }
}

fn reads(text: &str) -> Result<Vec<Reads>, Refusal> {
    match read_load("l.csv", text, &[], 480)? {
        Load::Reads(reads) => Ok(reads),
        Load::Series(_) => panic!("not reads"),
    }
}

/// `days` of hours from `start`, as a meter system writes them.
fn hours(start: &str, days: i32, suffix: &str) -> String {
    let mut text = "time,kwh\n".to_owned();
    for n in 0..days {
        for hour in 0..24 {
            text.push_str(&format!("{}T{hour:02}:00{suffix},0.{hour}\n", day(start).plus(n)));
        }
    }
    text
}

fn why(read: Result<impl std::fmt::Debug, Refusal>) -> (Rule, usize) {
    let refused = read.unwrap_err();
    assert_eq!(refused.file, "l.csv", "{refused}");
    (refused.rule, refused.line)
}

#[test]
fn hours_are_read_in_any_order_and_any_fixed_offset() {
    let text = hours("2026-01-01", 2, "");
    let read = series(&text).unwrap();
    assert_eq!((read.start(), read.end(), read.per_day()), (day("2026-01-01"), day("2026-01-03"), 24));
    assert_eq!(read.kwh()[1], 100_000);
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    assert_eq!(series(&format!("time,kwh\r\n{}\r\n", lines.join("\r\n"))).unwrap(), read);
    assert_eq!(series(&hours("2026-01-01", 2, "+08:00")).unwrap(), read);
    // The same instants told in UTC.
    let utc: Vec<String> = (0..48)
        .map(|n| {
            format!("{}T{:02}:00:00Z,0.{}", day("2025-12-31").plus((n + 16) / 24), (n + 16) % 24, n % 24)
        })
        .collect();
    assert_eq!(series(&format!("\u{feff}time,kwh\n{}", utc.join("\n"))).unwrap(), read);
}

#[test]
fn holes_overlaps_and_changing_clocks_are_refused_at_their_line() {
    let text = hours("2026-01-01", 2, "");
    let without = text.replace("2026-01-01T05:00,0.5\n", "");
    assert_eq!(why(series(&without)), (Rule::LoadHole, 7));
    let twice = text.replace("2026-01-01T05:00,", "2026-01-01T04:00,");
    assert_eq!(why(series(&twice)).0, Rule::LoadOverlap);
    let blank = text.replace("T05:00,0.5", "T05:00,");
    assert_eq!(why(series(&blank)), (Rule::LoadHole, 7));
    let summer = hours("2026-01-01", 2, "+08:00").replacen("T05:00+08:00", "T05:00+09:00", 1);
    assert_eq!(why(series(&summer)), (Rule::LoadClockChange, 7));
    let half = text.replace("2026-01-02T23:00,0.23\n", "");
    assert_eq!(why(series(&half)).0, Rule::LoadPartDay);
}

#[test]
fn a_leap_day_that_is_left_out_is_named() {
    let leap = hours("2028-02-28", 1, "") + hours("2028-03-01", 1, "").trim_start_matches("time,kwh\n");
    assert_eq!(why(series(&leap)), (Rule::LoadLeapDay, 26));
    let plain = hours("2027-02-28", 1, "") + hours("2027-03-01", 1, "").trim_start_matches("time,kwh\n");
    assert!(series(&plain).is_ok());
}

#[test]
fn numbers_times_and_columns_that_say_nothing_sure_are_refused() {
    let text = hours("2026-01-01", 1, "");
    let with = |from: &str, to: &str| why(series(&text.replacen(from, to, 1)));
    assert_eq!(with("0.5", "0.5x"), (Rule::LoadNumber, 7));
    assert_eq!(with("0.5", "0.5000001"), (Rule::LoadNumber, 7));
    assert_eq!(with("0.5", "1e3"), (Rule::LoadNumber, 7));
    assert_eq!(with("0.5", "-0.5"), (Rule::LoadNegative, 7));
    assert_eq!(with("T05:00", "T25:00"), (Rule::LoadTime, 7));
    assert_eq!(with("2026-01-01T05", "2026-02-30T05"), (Rule::LoadTime, 7));
    assert_eq!(with("time,kwh", "time,watts"), (Rule::LoadColumns, 1));
    assert_eq!(with("time,kwh", "time,kwh,kwh"), (Rule::LoadColumns, 1));
    assert_eq!(with("0.5", "0.5,7"), (Rule::LoadSyntax, 7));
    assert_eq!(why(series("time,kwh\n")), (Rule::LoadEmpty, 1));
    assert_eq!(why(series("")).0, Rule::LoadColumns);
    let five = "time,kwh\n2026-01-01T00:00,1\n2026-01-01T00:05,1\n";
    assert_eq!(why(series(five)).0, Rule::IntervalLength);
}

#[test]
fn reads_become_what_moved_between_them() {
    let text = "day,total,peak,valley,reactive_forward,reactive_reverse,demand_kw,export_kwh\n\
        2026-01-01,1000.5,600,400.5,50,1,,10\n2026-02-01,1300.5,780,520.5,80,3,42.5,12\n";
    let read = reads(text).unwrap();
    assert_eq!(read.len(), 1);
    let it = &read[0];
    assert_eq!(it.period, january());
    assert_eq!(it.total, Some(kwh("300")));
    assert_eq!(it.bands, [("peak".to_owned(), kwh("180")), ("valley".to_owned(), kwh("120"))]);
    assert_eq!((it.reactive, it.demand_kw, it.export), (Some(kwh("32")), Some(kwh("42.5")), Some(kwh("2"))));
}

#[test]
fn reads_that_fall_or_turn_back_or_skip_a_register_are_refused() {
    let of = |rows: &str| why(reads(&format!("day,total,peak\n{rows}")));
    assert_eq!(of("2026-01-01,10,5\n2026-02-01,9,6\n"), (Rule::ReadsFall, 3));
    assert_eq!(of("2026-02-01,10,5\n2026-01-01,11,6\n"), (Rule::ReadsOrder, 3));
    assert_eq!(of("2026-01-01,10,5\n2026-01-01,11,6\n"), (Rule::ReadsOrder, 3));
    assert_eq!(of("2026-01-01,10,5\n2026-02-01,11,\n"), (Rule::RegisterMissing, 3));
    assert_eq!(of("2026-01-01,10,5\n"), (Rule::LoadEmpty, 2));
    assert_eq!(of("2026-01-01,10,5\n2029-02-01,11,6\n"), (Rule::PeriodWrong, 3));
}

#[test]
fn meters_are_multiplied_added_and_taken_off_with_their_losses() {
    let text = "day,meter,total\n2026-01-01,a,100\n2026-01-01,b,10\n2026-02-01,a,110\n2026-02-01,b,12\n";
    let whole = |text: &str| text.parse::<Ratio>().unwrap();
    let points = [
        Point {
            multiplier: whole("80"),
            line_loss_share: whole("0.01"),
            transformer_loss_share: whole("0.02"),
            transformer_loss_kw: kwh("0.5"),
            ..Point::plain("a")
        },
        Point { part: Part::Subtract, ..Point::plain("b") },
    ];
    let Load::Reads(read) = read_load("l.csv", text, &points, 480).unwrap() else { panic!() };
    // 10 × 80 = 800, + 8 + 16 lost, − 2; the no-load loss is 0.5 kW in 744 hours.
    assert_eq!((read[0].total, read[0].no_load_kw), (Some(kwh("822")), kwh("0.5")));
    let customer = Customer { point: points.to_vec(), ..resident() };
    let plan = Plan::new(&pack(), "heating_flat", &[january()], &calendar(), &customer).unwrap();
    // (822 + 372) × 0.477
    assert_eq!(plan.price_reads(&customer, &read).unwrap()[0].total.to_string(), "569.54");
    let stranger = read_load("l.csv", text, &points[..1], 480).unwrap_err();
    assert_eq!(stranger.rule, Rule::Dangling);
    let absent = read_load("l.csv", text, &[Point::plain("c")], 480).unwrap_err();
    assert_eq!(absent.rule, Rule::Dangling);
}

#[test]
fn a_point_apart_is_billed_but_does_not_count_in_the_power_factor() {
    let points = [Point::plain("a"), Point { power_factor: false, ..Point::plain("b") }];
    let text = "day,meter,total,reactive_forward\n2026-01-01,a,0,0\n2026-01-01,b,0,0\n2026-02-01,a,100,60\n2026-02-01,b,50,90\n";
    let Load::Reads(read) = read_load("l.csv", text, &points, 480).unwrap() else { panic!() };
    assert_eq!(
        (read[0].total, read[0].reactive, read[0].apart),
        (Some(kwh("150")), Some(kwh("60")), kwh("50"))
    );
    let mut hours = "time,meter,kwh,kvarh\n".to_owned();
    for hour in 0..24 {
        hours.push_str(&format!("2026-01-01T{hour:02}:00,a,1,0.6\n2026-01-01T{hour:02}:00,b,0.5,0.9\n"));
    }
    let Load::Series(series) = read_load("l.csv", &hours, &points, 480).unwrap() else { panic!() };
    assert_eq!(series.kwh(), vec![1_500_000; 24]);
    assert_eq!(
        (series.reactive().unwrap(), series.apart().unwrap()),
        (&[600_000; 24][..], &[500_000; 24][..])
    );
    // 100 and 60 are 0.86, whatever the other meter does: +2 % of (150 kWh × 0.5) at 0.90.
    let files = [
        (
            "t.toml".to_owned(),
            document(
                "[[energy]]\nid = \"e\"\nname_zh = \"电\"\nname_en = \"e\"\nunit = \"yuan/kWh\"\npower_factor = true\n\
             source = \"t\"\ncertainty = \"E\"\n[[energy.tier]]\nprice = \"0.5\"\n\
             [power_factor]\nid = \"pf\"\nname_zh = \"力\"\nname_en = \"pf\"\ntable = \"f.csv\"\n\
             standards = [\"0.90\"]\nsource = \"t\"\ncertainty = \"E\"\n",
            ),
        ),
        ("f.csv".to_owned(), files()["power_factor_adjustment.csv"].clone()),
    ];
    let book = tariff::read(&files.into_iter().collect()).unwrap();
    let customer = Customer { power_factor: Some(tariff::PowerFactorStandard::P90), ..resident() };
    let bill = bill_of(&book, "t", &customer, &read[0]).unwrap();
    assert_eq!(bill.total.to_string(), "76.5");
    let january = hourly("2026-01-01", 31, |_| 1_500_000);
    let january = january.with_reactive(vec![600_000; 744]).unwrap().with_apart(vec![500_000; 744]).unwrap();
    let plan = Plan::new(&book, "t", &[common::january()], &calendar(), &customer).unwrap();
    // 1 116 kWh × 0.5 × 1.02
    assert_eq!(plan.price_series(&customer, &january).unwrap()[0].total.to_string(), "569.16");
}

#[test]
fn intervals_of_two_meters_are_added_and_must_cover_the_same_time() {
    let mut text = "time,meter,kwh\n".to_owned();
    for hour in 0..24 {
        text.push_str(&format!("2026-01-01T{hour:02}:00,a,1\n2026-01-01T{hour:02}:00,b,0.5\n"));
    }
    assert_eq!(series(&text).unwrap().kwh(), vec![1_500_000; 24]);
    let short = text.replace("2026-01-01T23:00,b,0.5\n", "");
    assert_eq!(why(series(&short)).0, Rule::PeriodNotCovered);
}

/// A day of Green Button hours from 2026-01-01 00:00 in Beijing, 100 Wh more each hour.
fn green_button(reading_type: &str) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:espi=\"http://naesb.org/espi\">\n\
         <entry><content><espi:ReadingType>{reading_type}</espi:ReadingType></content></entry>\n\
         <entry><content><espi:IntervalBlock>\n"
    );
    for hour in 0..24 {
        text.push_str(&format!(
            "<espi:IntervalReading><espi:timePeriod><espi:duration>3600</espi:duration><espi:start>{}</espi:start>\
             </espi:timePeriod><espi:value>{}</espi:value></espi:IntervalReading>\n",
            1_767_196_800_i64 + hour * 3600,
            hour * 100
        ));
    }
    text + "</espi:IntervalBlock></content></entry></feed>\n"
}

#[test]
fn green_button_hours_are_read_and_what_they_cannot_mean_is_refused() {
    let plain = "<espi:powerOfTenMultiplier>0</espi:powerOfTenMultiplier><espi:uom>72</espi:uom>";
    let text = green_button(plain);
    let read = series(&text).unwrap();
    assert_eq!((read.start(), read.per_day(), read.kwh()[5]), (day("2026-01-01"), 24, 500_000));
    let kilo = green_button(&plain.replace(">0<", ">3<"));
    assert_eq!(series(&kilo).unwrap().kwh()[5], 500_000_000);
    let milli = green_button(&plain.replace(">0<", ">-3<"));
    assert_eq!(series(&milli).unwrap().kwh()[5], 500);
    let fine = green_button(&plain.replace(">0<", ">-6<"));
    assert_eq!(why(series(&fine)).0, Rule::LoadNumber);
    assert_eq!(why(series(&green_button(&plain.replace("72", "38")))).0, Rule::ImportUnsupported);
    let reverse = green_button(&format!("{plain}<espi:flowDirection>19</espi:flowDirection>"));
    assert_eq!(why(series(&reverse)).0, Rule::ImportUnsupported);
    let summer = text.replace("<entry><content><espi:IntervalBlock>", "<LocalTimeParameters><dstOffset>3600</dstOffset></LocalTimeParameters><entry><content><espi:IntervalBlock>");
    assert_eq!(why(series(&summer)), (Rule::LoadClockChange, 4));
    assert_eq!(why(series(&text.replace("</feed>", ""))).0, Rule::LoadSyntax);
    assert_eq!(
        why(series(&text.replace("<feed", "<!DOCTYPE a [<!ENTITY b \"c\">]><feed"))).0,
        Rule::LoadSyntax
    );
    assert_eq!(why(series(&text.replace("1767200400", "1767196800"))).0, Rule::LoadOverlap);
    assert_eq!(why(series(&text.replace(">3600<", ">300<"))).0, Rule::IntervalLength);
}
