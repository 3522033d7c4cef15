//! The city's weather over real HTTP: who may note it, what is refused, and what the forecast of footfall makes of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::BTreeMap;

use house::{Answer, House, as_staff, open};
use kernel::{Day, Grade, HallId, Role};
use serde_json::{Value as Json, json};
use server::config::ScaledClock;
use testkit::{World, every_engine};

const WEATHER: &str = "/api/v1/weather";

fn hall() -> HallId {
    HallId(house::pack().halls.iter().position(|hall| hall.grade == Grade::B).unwrap() as i64 + 1)
}

/// The twelfth of October, a Monday.
fn day(w: &mut World) -> House {
    house::load(w);
    house::add_staff(w, "ann", Role::Command, None, "no password");
    house::add_staff(w, "auditor", Role::Auditor, None, "no password");
    house::add_staff(w, "manager", Role::HallManager, Some(hall()), "no password");
    house::add_staff(w, "clerk", Role::Clerk, Some(hall()), "no password");
    open(w, |config| config.clock = ScaledClock::starting("2026-10-12 10:00", 1.0))
}

fn fine(answer: &Answer) -> Json {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn note(house: &House, who: &str, key: &str, days: &[Json]) -> Answer {
    house.post(WEATHER, as_staff(who).key(key).json(json!({ "days": days }).to_string()))
}

fn of(day: &str, mean_c_e1: i64, rain_mm_e1: i64, kind: &str) -> Json {
    json!({ "day": day, "mean_c_e1": mean_c_e1, "rain_mm_e1": rain_mm_e1, "kind": kind })
}

fn known(house: &House, who: &str, range: &str) -> Vec<Json> {
    let known = fine(&house.get(&format!("{WEATHER}?{range}"), as_staff(who)));
    known["days"].as_array().unwrap().clone()
}

#[every_engine]
fn only_the_command_centre_notes_weather_and_whoever_sees_footfall_reads_it(w: &mut World) {
    let house = day(w);
    let tomorrow = [of("2026-10-13", 87, 15, "forecast")];
    for who in ["manager", "auditor", "clerk"] {
        assert_eq!(note(&house, who, "n-1", &tomorrow).status, 403, "{who}");
    }
    let put = note(&house, "ann", "n-1", &tomorrow);
    assert_eq!(fine(&put), json!({ "noted": 1, "kept": 0 }));
    assert_eq!(note(&house, "ann", "n-1", &tomorrow).text, put.text, "the same request, the same answer");
    for who in ["ann", "manager", "auditor"] {
        let known = known(&house, who, "from=2026-10-01&to=2026-10-31");
        assert_eq!((known.len(), &known[0]["weather"]), (1, &tomorrow[0]), "{who}");
    }
    assert_eq!(house.get(WEATHER, as_staff("clerk")).status, 403);
    assert!(known(&house, "ann", "").is_empty(), "without a range it is today");
    for range in ["from=2026-10-13&to=2026-10-12", "from=2024-01-01&to=2026-10-12"] {
        assert_eq!(house.get(&format!("{WEATHER}?{range}"), as_staff("ann")).code(), "day_wrong", "{range}");
    }
}

#[every_engine]
fn a_day_that_cannot_be_is_refused_with_its_line_and_field_in_both_languages(w: &mut World) {
    let house = day(w);
    let days = [of("2026-10-13", 87, 0, "forecast"), of("2026-10-14", 999, 0, "forecast")];
    let body = json!({ "days": days }).to_string();
    for (lang, words) in [("zh", "这样的天气不可能有。"), ("en", "Weather cannot be like that.")] {
        let with =
            as_staff("ann").key(format!("b-{lang}")).json(body.clone()).header("accept-language", lang);
        let refused = house.post(WEATHER, with);
        let told = refused.json();
        assert_eq!((refused.status, &told["code"]), (422, &json!("weather_impossible")));
        assert_eq!((&told["line"], &told["field"]), (&json!(2), &json!("days[1].mean_c_e1")));
        assert_eq!((&told["message"], &told["rule"]), (&json!(words), &json!("-60–60 °C")));
    }
    let refused = |days: &[Json], key: &str| note(&house, "ann", key, days).code();
    assert_eq!(refused(&[days[0].clone(), days[0].clone()], "b-1"), "weather_twice");
    assert_eq!(refused(&[of("2026-10-12", 87, 0, "measured")], "b-2"), "weather_not_over");
    assert_eq!(refused(&[], "b-3"), "weather_count");
    assert!(known(&house, "ann", "from=2026-01-01&to=2026-12-31").is_empty());
}

/// A forecast, and of its second day, which is tomorrow, the people and the factor of the weather.
fn forecast(house: &House) -> (Json, f64, f64) {
    let told = fine(&house.get(&format!("/api/v1/halls/{}/footfall?days=14", hall()), as_staff("manager")));
    let tomorrow = &told["days"][1];
    let weather = tomorrow["parts"].as_array().unwrap().iter().find(|it| it["code"] == "weather").unwrap();
    let (people, factor) = (tomorrow["people"].as_f64().unwrap(), weather["value"].as_f64().unwrap());
    (told, people, factor)
}

/// Skies over the history of `told`: rain wherever fewer came than on an average such weekday.
fn rain_on_slow_days(told: &Json) -> Vec<Json> {
    let open = told["history"].as_array().unwrap().iter().filter_map(|it| {
        let day: Day = it["day"].as_str().unwrap().parse().unwrap();
        Some((day, it["people"].as_f64()?))
    });
    let open: Vec<(Day, f64)> = open.collect();
    let mut weekdays: BTreeMap<i8, (f64, f64)> = BTreeMap::new();
    for (day, people) in &open {
        let (sum, days) = weekdays.entry(day.weekday()).or_default();
        (*sum, *days) = (*sum + people, *days + 1.0);
    }
    let slow = |day: &Day, people: &f64| *people < weekdays[&day.weekday()].0 / weekdays[&day.weekday()].1;
    let sky = |(day, people): &(Day, f64)| {
        of(&day.to_string(), 150, if slow(day, people) { 190 } else { 0 }, "measured")
    };
    open.iter().map(sky).collect()
}

#[every_engine]
fn weather_changes_the_forecast_only_once_the_past_has_some_and_the_answer_tells_what_is_known(
    w: &mut World,
) {
    let house = day(w);
    let (blind, people, factor) = forecast(&house);
    assert_eq!((factor, &blind["weather_days"], &blind["days"][1]["weather"]), (1.0, &json!(0), &Json::Null));

    let wet = [of("2026-10-13", 150, 190, "forecast")];
    fine(&note(&house, "ann", "f-1", &wet));
    let (told, same, factor) = forecast(&house);
    assert_eq!((same, factor), (people, 1.0), "there is no past to learn from");
    assert_eq!((&told["days"][1]["weather"], &told["weather_days"]), (&wet[0], &json!(0)));

    let past = rain_on_slow_days(&blind);
    fine(&note(&house, "ann", "f-2", &past));
    let (told, rained_on, factor) = forecast(&house);
    assert_eq!(told["weather_days"], json!(past.len()));
    assert!(factor < 0.98 && rained_on < people, "{factor}: {rained_on} of {people}");
    assert_eq!(told["days"][2]["weather"], Json::Null, "nobody knows the day after");

    fine(&note(&house, "ann", "f-3", &[of("2026-10-13", 150, 0, "forecast")]));
    let (_, dry, factor) = forecast(&house);
    assert!(factor > 1.0 && dry > rained_on, "{factor}: {dry} of {people}");
}
