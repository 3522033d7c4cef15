//! Weather: kept to the tenth, refused by line, and what was measured stays.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use centre::weather::{
    DAYS_MAX, DayWeather, PutWeather, WeatherPut, WeatherRefusal, put_weather, read_weather, weather,
};
use common::ANN;
use kernel::{Actor, Day, Event, HallId, Refuse, WeatherKind};
use serde_json::Value as Json;
use store::{Lane, Refusal};
use testkit::{World, every_engine, request};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn measured(at: &str, mean_c_e1: i64, rain_mm_e1: i64) -> DayWeather {
    DayWeather { day: day(at), mean_c_e1, rain_mm_e1, kind: WeatherKind::Measured }
}

fn forecast(at: &str, mean_c_e1: i64, rain_mm_e1: i64) -> DayWeather {
    DayWeather { kind: WeatherKind::Forecast, ..measured(at, mean_c_e1, rain_mm_e1) }
}

type Answer = Result<WeatherPut, Refusal<WeatherRefusal>>;

fn put_as(w: &mut World, id: &str, days: &[DayWeather]) -> Answer {
    let input = PutWeather { days: days.to_vec() };
    w.write(Lane(0), Actor::Staff(ANN), request(id), move |tx, cx| put_weather(tx, cx, ANN, &input)).unwrap()
}

fn put(w: &mut World, days: &[DayWeather]) -> Answer {
    let id = w.fresh_request();
    put_as(w, id.as_str(), days)
}

fn refusal(w: &mut World, days: &[DayWeather]) -> WeatherRefusal {
    match put(w, days) {
        Err(Refusal::Command(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn known(w: &World, from: &str, to: &str) -> Vec<DayWeather> {
    let (org, range) = (w.org, (day(from), day(to)));
    let known = w.read(move |tx| weather(tx, org, range)).unwrap();
    assert!(known.iter().all(|it| it.set_by == ANN));
    known.into_iter().map(|it| it.weather).collect()
}

fn noted(w: &World) -> Vec<Event> {
    let mine = w.published().into_iter().filter(|it| it.hall == HallId::ORG).map(|it| it.event);
    mine.filter(|it| matches!(it, Event::WeatherNoted { .. })).collect()
}

#[every_engine]
fn weather_reads_back_to_the_tenth_by_days_and_its_event_says_which(w: &mut World) {
    let days = [forecast("2026-10-14", -5, 201), measured("2026-10-11", 123, 0)];
    assert_eq!(put(w, &days).unwrap(), WeatherPut { noted: 2, kept: 0 });
    assert_eq!(known(w, "2026-10-01", "2026-10-31"), [days[1], days[0]]);
    assert_eq!(known(w, "2026-10-12", "2026-10-14"), [days[0]], "both ends are in the range");
    let event = Event::WeatherNoted { from: day("2026-10-11"), to: day("2026-10-14"), days: 2 };
    assert_eq!(noted(w), [event]);
}

#[every_engine]
fn what_was_measured_gives_way_to_another_measurement_and_to_no_forecast(w: &mut World) {
    let at = "2026-10-11";
    put(w, &[forecast(at, 100, 0)]).unwrap();
    put(w, &[forecast(at, 110, 0)]).unwrap();
    assert_eq!(known(w, at, at), [forecast(at, 110, 0)], "a newer forecast");
    put(w, &[measured(at, 130, 5)]).unwrap();
    let again = put(w, &[forecast(at, 90, 0), forecast("2026-10-12", 95, 0)]).unwrap();
    assert_eq!((again, known(w, at, at)), (WeatherPut { noted: 1, kept: 1 }, vec![measured(at, 130, 5)]));
    put(w, &[measured(at, 131, 5)]).unwrap();
    assert_eq!(known(w, at, at), [measured(at, 131, 5)], "a better measurement");
    let events = noted(w).len();
    assert_eq!(put(w, &[forecast(at, 80, 0)]).unwrap(), WeatherPut { noted: 0, kept: 1 });
    assert_eq!(noted(w).len(), events, "nothing happened");
}

#[every_engine]
fn a_request_that_comes_twice_is_noted_once(w: &mut World) {
    let days = [forecast("2026-10-14", 100, 0)];
    let first = put_as(w, "w-1", &days).unwrap();
    assert_eq!(put_as(w, "w-1", &days).unwrap(), first);
    assert_eq!(noted(w).len(), 1);
    assert_eq!(put_as(w, "w-1", &[forecast("2026-10-15", 100, 0)]), Err(Refusal::RequestReused));
}

#[every_engine]
fn what_cannot_be_is_refused_by_its_line_and_nothing_of_it_is_noted(w: &mut World) {
    let good = forecast("2026-10-14", 100, 0);
    let wrong = [
        (forecast("2026-10-15", 601, 0), "weather_impossible", "days[1].mean_c_e1"),
        (forecast("2026-10-15", i64::MIN, 0), "weather_impossible", "days[1].mean_c_e1"),
        (forecast("2026-10-15", 0, -1), "weather_impossible", "days[1].rain_mm_e1"),
        (forecast("2026-10-15", 0, 20_001), "weather_impossible", "days[1].rain_mm_e1"),
        (forecast("2026-10-14", 90, 0), "weather_twice", "days[1].day"),
        (measured("2026-10-12", 90, 0), "weather_not_over", "days[1].day"),
    ];
    for (it, code, field) in wrong {
        let refusal = refusal(w, &[good, it]);
        assert_eq!(refusal.code(), code, "{it:?}");
        assert!(refusal.details().contains(&("field", field)), "{refusal:?}");
        assert!(refusal.details().contains(&("line", "2")), "{refusal:?}");
    }
    let from = day("2026-01-01");
    let many: Vec<DayWeather> =
        (0..=DAYS_MAX).map(|n| DayWeather { day: from.plus(n as i32), ..good }).collect();
    for count in [&many[..0], &many[..]] {
        let rule = "1–400".to_owned();
        assert_eq!(refusal(w, count), WeatherRefusal::Count { field: "days".into(), rule });
    }
    assert_eq!((known(w, "2020-01-01", "2030-01-01"), noted(w)), (vec![], vec![]));
    assert_eq!(put(w, &many[1..]).unwrap().noted, 400, "as many as can be");
}

/// The same cases are those of the studio's reader.
#[test]
fn a_table_is_read_whole_or_every_line_of_it_that_is_wrong_is_named() {
    let cases: Json = serde_json::from_str(include_str!("data/weather_tables.json")).unwrap();
    let text = |it: &Json| it.as_str().unwrap().to_owned();
    let today = day(&text(&cases["today"]));
    for case in cases["read"].as_array().unwrap() {
        let read = read_weather(&text(&case["text"]), today).unwrap();
        let read = read
            .iter()
            .map(|it| serde_json::json!([it.day.to_string(), it.mean_c_e1, it.rain_mm_e1, it.kind.as_str()]));
        assert_eq!(Json::from_iter(read), case["days"], "{}", case["name"]);
    }
    for case in cases["refused"].as_array().unwrap() {
        let refused = read_weather(&text(&case["text"]), today).unwrap_err();
        let told = refused.iter().map(|it| {
            let detail = |name| it.details().into_iter().find(|(is, _)| *is == name).map(|(_, value)| value);
            let line = detail("line").map(|line| line.parse::<i64>().unwrap());
            serde_json::json!([it.code(), line, detail("field")])
        });
        assert_eq!(Json::from_iter(told), case["refused"], "{}", case["name"]);
    }
}
