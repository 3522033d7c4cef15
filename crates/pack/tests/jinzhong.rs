//! The pack of the demo company, as it stands in the repository, must read clean, be complete and answer rightly.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::files;
use kernel::{Day, DayKind, Grade, PriorityClass, Role};
use pack::{Pack, Rules, Season};

fn jinzhong() -> Pack {
    pack::read(&files()).unwrap_or_else(|refused| {
        let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_demo_pack_reads_clean_with_all_items_halls_and_towns() {
    let pack = jinzhong();
    assert_eq!((pack.catalogue.items.len(), pack.halls.len(), pack.towns.len()), (61, 44, 130));
    let count = |grade| pack.halls.iter().filter(|hall| hall.grade == grade).count();
    assert_eq!(Grade::ALL.iter().map(|grade| count(*grade)).collect::<Vec<_>>(), [1, 10, 27, 6]);
    assert_eq!(pack.items(day("2026-10-12")).count(), 61);
    assert!(pack.catalogue.skills.len() <= 20);
}

#[test]
fn the_calendar_knows_the_make_up_workdays_of_2025_and_2026_and_no_year_to_come() {
    let calendar = jinzhong().working_calendar();
    for made in
        ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14"]
    {
        assert_eq!(calendar.kind(day(made)), Ok(DayKind::MakeUpWorkday), "{made}");
    }
    for made in ["2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"] {
        assert_eq!(calendar.kind(day(made)), Ok(DayKind::MakeUpWorkday), "{made}");
    }
    assert_eq!(calendar.kind(day("2026-10-01")), Ok(DayKind::Holiday));
    assert_eq!(calendar.kind(day("2026-10-12")), Ok(DayKind::Workday));
    assert!(calendar.kind(day("2027-03-01")).is_err());
}

#[test]
fn a_stored_pack_reads_back_as_it_was() {
    let pack = jinzhong();
    let text = serde_json::to_string(&pack).unwrap();
    assert_eq!(serde_json::from_str::<Pack>(&text).unwrap(), pack);
}

#[test]
fn rules_of_the_hall_come_before_its_grade_and_its_grade_before_the_company() {
    let pack = jinzhong();
    let rules = |grade, hall, on: &str| pack.rules(grade, hall, day(on)).unwrap();
    assert_eq!(rules(None, None, "2026-10-12").wait_alert_min, 20);
    assert_eq!(rules(Some(Grade::C), Some("JZ-0702-C01"), "2026-10-12").wait_alert_min, 30);
    assert_eq!(rules(Some(Grade::A), Some("JZ-YC-A01"), "2026-06-30").wait_warn_min, 15);
    assert_eq!(rules(Some(Grade::A), Some("JZ-YC-A01"), "2026-07-01").wait_warn_min, 10);
    assert_eq!(pack.rules(None, None, day("2025-12-31")).unwrap_err().name, "recall_max");
    let stored = serde_json::to_string(&rules(None, None, "2026-10-12")).unwrap();
    assert_eq!(serde_json::from_str::<Rules>(&stored).unwrap(), rules(None, None, "2026-10-12"));
}

#[test]
fn care_is_never_behind_key_customers_in_any_hall() {
    let pack = jinzhong();
    for hall in &pack.halls {
        let rules = pack.rules(Some(hall.grade), Some(&hall.code), day("2026-10-12")).unwrap();
        assert!(rules.head_start_s(PriorityClass::Care) >= rules.head_start_s(PriorityClass::Vip));
    }
}

#[test]
fn halls_keep_summer_and_winter_hours_and_self_service_never_closes() {
    let pack = jinzhong();
    let hours = |grade, on: &str, kind| {
        let spans = pack.opening(grade, day(on), kind);
        spans.iter().map(|(from, to)| format!("{from}-{to}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(hours(Grade::A, "2026-07-01", DayKind::Workday), "08:00-18:00");
    assert_eq!(hours(Grade::A, "2026-10-12", DayKind::Workday), "08:30-17:30");
    assert_eq!(hours(Grade::B, "2026-01-03", DayKind::Weekend), "08:30-17:30");
    assert_eq!(hours(Grade::C, "2026-10-12", DayKind::Workday), "08:30-12:00 13:30-17:30");
    assert_eq!(hours(Grade::C, "2026-10-01", DayKind::Holiday), "");
    assert_eq!(hours(Grade::D, "2026-10-01", DayKind::Holiday), "00:00-24:00");
    assert_eq!(pack.season(day("2026-01-03")), Some(Season::Winter));
}

#[test]
fn every_hall_has_as_many_counters_as_windows_and_demo_accounts_for_them() {
    let pack = jinzhong();
    let accounts = pack.demo_accounts();
    let logins: BTreeSet<&str> = accounts.iter().map(|it| it.login.as_str()).collect();
    assert_eq!(logins.len(), accounts.len());
    for hall in &pack.halls {
        let windows = usize::try_from(hall.windows).unwrap();
        assert_eq!(pack.counters(hall, day("2026-10-12")).len(), windows);
        let of = |role| {
            accounts.iter().filter(|it| it.role == role && it.hall.as_ref() == Some(&hall.code)).count()
        };
        assert_eq!(of(Role::Clerk), windows, "{}", hall.code);
        assert_eq!(of(Role::HallManager), 1, "{}", hall.code);
    }
    for role in Role::ALL {
        assert!(accounts.iter().any(|it| it.role == *role), "nobody is {role}");
    }
    assert!(accounts.iter().all(|it| it.name.contains("示例")));
    assert!(logins.contains("jz-yc-a01-gy01") && logins.contains("zhihui"));
}

#[test]
fn priors_keep_the_handling_norms_at_the_ninetieth_percentile() {
    let pack = jinzhong();
    let rules = pack.rules(None, None, day("2026-10-12")).unwrap();
    for item in &pack.catalogue.items {
        let p90_s = item.service_time.median_s * (1.2816 * item.service_time.sigma).exp();
        let pays = ["DF01", "DF02"].contains(&item.code.as_str());
        let norm_min = if pays { rules.payment_norm_min } else { rules.business_norm_min };
        assert!(p90_s <= norm_min as f64 * 60.0, "{} takes {p90_s:.0} s", item.code);
    }
}

#[test]
fn what_people_say_names_the_item_that_is_meant() {
    let pack = jinzhong();
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in &pack.catalogue.items {
        for word in item.synonyms_zh.iter().chain(&item.synonyms_en) {
            named.entry(word).or_default().push(&item.code);
        }
    }
    for (said, codes) in [
        ("装光伏", vec!["XZ12"]),
        ("rooftop pv", vec!["XZ12"]),
        ("solar", vec!["XZ12"]),
        ("换个名字", vec!["BG10", "BG11"]),
        ("房子卖了", vec!["BG11"]),
        ("电费怎么这么高", vec!["DF08", "JL01"]),
        ("表走得快", vec!["JL01"]),
    ] {
        assert_eq!(named.get(said), Some(&codes), "{said}");
    }
    let shared: Vec<_> = named.iter().filter(|(_, codes)| codes.len() > 2).collect();
    assert!(shared.is_empty(), "said of too many items: {shared:?}");
}

#[test]
fn every_item_draws_visitors_somewhere_and_every_grade_has_its_plan() {
    let pack = jinzhong();
    for item in &pack.catalogue.items {
        assert!(Grade::ALL.iter().any(|grade| item.weight_at(*grade) > 0.0), "{} draws nobody", item.code);
    }
    for grade in Grade::ALL {
        let standard = pack.standard(*grade, day("2026-10-12")).unwrap();
        assert!(!standard.zone.is_empty(), "{grade} has no plan");
        for item in pack.catalogue.items.iter().filter(|item| item.weight_at(*grade) > 0.0) {
            let counter =
                !standard.counter.is_empty() && item.skills.iter().all(|it| standard.skills.contains(it));
            assert!(counter || item.kiosk_doable(), "{} cannot be done at grade {grade}", item.code);
        }
    }
}
