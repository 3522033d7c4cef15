//! Differences of two versions: each one said in words, with numbers, and nothing that stands the same.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use tariff::advice::as_if;
use tariff::{About, Book, Difference, Plan, Tariff, differences, told};

fn of(book: &Book, id: &str) -> Tariff {
    Tariff::clone(book.in_force(id, day("2026-01-01")).unwrap())
}

fn between(file: &str, changes: &[(&str, &str)]) -> Vec<Difference> {
    let id = file.trim_end_matches(".toml");
    differences(&of(&pack(), id), &of(&pack_with(file, changes).unwrap(), id))
}

#[test]
fn a_version_differs_from_itself_in_nothing() {
    for version in pack().versions() {
        assert_eq!(differences(version, version), []);
        assert!(told(version).iter().any(|it| it.field == "tariff.effective_from"));
    }
}

#[test]
fn a_price_and_a_limit_are_told_by_how_much_and_in_what_unit() {
    let found = between("residential_tou.toml", &[("\"0.557\"", "\"0.567\""), ("\"260\"", "\"250\"")]);
    let of = |about| found.iter().find(|it| it.about == about).unwrap();
    assert_eq!(found.len(), 2, "{found:#?}");
    let price = of(About::Price);
    assert_eq!(price.field, "energy.tier[2].price.peak");
    assert_eq!((price.what_zh.as_str(), price.unit.as_str()), ("居民电费 第2档 峰", "yuan/kWh"));
    // 0.01 ÷ 0.557 = 1.795 %.
    assert_eq!((price.change.as_deref(), price.percent.as_deref()), (Some("+0.01"), Some("+1.8 %")));
    let limit = of(About::Limit);
    assert_eq!((limit.before.as_deref(), limit.after.as_deref()), (Some("260"), Some("250")));
    assert_eq!((limit.change.as_deref(), limit.percent.as_deref()), (Some("-10"), Some("-3.8 %")));
}

#[test]
fn hours_are_told_by_the_minutes_and_the_days_that_change() {
    let found = between(
        "industrial_two_part.toml",
        &[("18:00-20:00 sharp", "18:00-20:00 peak"), ("sharp = \"1.92\", ", "")],
    );
    let hours: Vec<&Difference> = found.iter().filter(|it| it.about == About::Hours).collect();
    assert_eq!(hours.len(), 1, "{found:#?}");
    assert_eq!(hours[0].field, "day.01-01/01-31+07-01/08-31+12-01/12-31.all");
    assert_eq!(hours[0].before.as_deref(), Some("18:00-20:00 sharp"));
    assert_eq!(hours[0].after.as_deref(), Some("18:00-20:00 peak"));
    assert!(hours[0].what_zh.contains("每天"), "{}", hours[0].what_zh);
}

#[test]
fn a_season_told_back_is_the_one_that_was_written() {
    let days = of(&pack(), "industrial_two_part").days;
    assert_eq!(days.count(), 2);
    assert_eq!(days.seasons(0)[0].spans, ["02-01/06-30", "09-01/11-30"]);
    assert_eq!(days.seasons(1)[0].spans, ["01-01/01-31", "07-01/08-31", "12-01/12-31"]);
    assert_eq!((days.seasons(0)[0].kinds.len(), days.by_kind()), (4, false));
    assert_eq!(days.table_on(7, 1, kernel::DayKind::Holiday), 1);
}

#[test]
fn a_version_to_come_is_priced_as_if_it_had_held_with_the_part_prices_it_begins_with() {
    let changes = [
        ("effective_from = \"2022-01-01\"", "effective_from = \"2027-01-01\""),
        (
            "from = \"2022-01-01\"\npending = true",
            "from = \"2027-01-01\"\nprice = \"0.4\"\n\n[[components.part.value]]\nfrom = \"2027-02-01\"\nprice = \"0.5\"",
        ),
    ];
    let book = pack_with("industrial_two_part.toml", &changes).unwrap();
    let version = book.in_force("industrial_two_part", day("2027-01-01")).unwrap();
    let customer = tariff::Customer { class: "industrial".to_owned(), ..Default::default() };
    let plan = |tariff: Tariff| {
        Plan::new(&Book::of(tariff), "industrial_two_part", &[january()], &calendar(), &customer)
    };
    assert!(plan(Tariff::clone(version)).is_err(), "it does not hold in January 2026");
    let moved = as_if(version, &[january()]);
    let values = &moved.components[0].parts[0].values;
    assert_eq!(values.iter().map(|it| it.0).collect::<Vec<_>>(), [day("2026-01-01"), day("2027-02-01")]);
    assert!(plan(moved).is_ok());
}
