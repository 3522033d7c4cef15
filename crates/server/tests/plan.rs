//! `gridhall plan` on the command line: answers as JSON that say how sure they are, and refusals in the user's words.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

fn pack() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong")
}

fn plan(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gridhall"));
    command.args(["--log", "off", "plan"]).args(words).output().unwrap()
}

/// With the pack and an answer in JSON.
fn json(words: &[&str]) -> Json {
    let pack = pack();
    let output = plan(&[words, &["--pack", pack.to_str().unwrap(), "--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(words: &[&str]) -> String {
    let pack = pack();
    let output = plan(&[words, &["--pack", pack.to_str().unwrap()]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("gridhall-plan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_hall_played_twice_from_one_seed_is_the_same_and_one_counter_waits_longer() {
    let of = |counters: &str| {
        json(&[
            "hall",
            "--hall",
            "JZ-0703-B01",
            "--day",
            "2026-10-13",
            "--days",
            "30",
            "--counters",
            counters,
        ])
    };
    let all = of("5");
    assert_eq!(all, of("5"));
    let wait = |it: &Json| it["all"]["wait_s"]["value"].as_f64().unwrap();
    assert!(wait(&of("1")) > wait(&all));
}

#[test]
fn a_forecast_names_its_days_and_its_bands_are_in_order() {
    let told = json(&["footfall", "--hall", "JZ-0703-B01", "--day", "2026-11-02", "--days", "7"]);
    let days = told["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["day"]), (7, &Json::from("2026-11-02")));
    for day in days {
        let band = ["p10", "p50", "p90"].map(|name| day["people"][name].as_f64().unwrap());
        assert!(band.is_sorted(), "{day}");
    }
}

#[test]
fn weather_of_a_file_is_taken_and_every_line_that_is_wrong_is_refused_with_file_and_line() {
    let ask = ["footfall", "--hall", "JZ-0703-B01", "--day", "2026-11-02", "--days", "7"];
    let file = folder().join("weather.csv");
    let with = [&ask[..], &["--weather", file.to_str().unwrap()]].concat();
    // The example of a hall has a year behind it; it rains on every third day of that year and on the first ahead.
    let first: kernel::Day = "2025-11-03".parse().unwrap();
    let sky = |n: i32| format!("{},{}.5,{}\n", first.plus(n), n % 30, if n % 3 == 1 { 19 } else { 0 });
    std::fs::write(&file, (0..365).map(sky).collect::<String>()).unwrap();
    let factor = |told: &Json| told["days"][0]["parts"]["weather"].as_f64().unwrap();
    let (blind, told) = (json(&ask), json(&with));
    assert_eq!(factor(&blind), 1.0);
    assert!(factor(&told) != 1.0, "{told}");

    std::fs::write(&file, "日期,平均气温,降水\n2026-11-02,7.5,0\n2026-11-03,warm,0\n2026-11-02,7,0\n")
        .unwrap();
    let words = refused(&with);
    for line in ["weather.csv:3: 平均气温: 这一格读不懂", "weather.csv:4: 日期: 同一天出现了两次"]
    {
        assert!(words.contains(line), "{words}");
    }
    std::fs::write(&file, "").unwrap();
    assert!(refused(&with).contains("weather.csv: 日期: 一次至少一天"), "{}", refused(&with));
}

/// The pack's city cut down to three halls and the places of their counties, in a file.
fn three_halls(name: &str) -> PathBuf {
    let file = folder().join(name);
    let (path, pack) = (file.to_str().unwrap(), pack());
    // No time at all: the city is written, and whatever the search has is its answer.
    plan(&["site", "--pack", pack.to_str().unwrap(), "--city", path, "--limit", "0", "--effort", "1"]);
    let mut city: Json = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let kept: Vec<Json> = city["sites"].as_array().unwrap().iter().take(3).cloned().collect();
    let counties: Vec<Json> = kept.iter().map(|site| site["county"].clone()).collect();
    city["places"].as_array_mut().unwrap().retain(|place| counties.contains(&place["county"]));
    let there = |code: &Json| kept.iter().any(|site| site["id"] == *code);
    city["constraints"]["open"].as_array_mut().unwrap().retain(there);
    city["sites"] = kept.into();
    city["constraints"]["capacity"] = false.into();
    std::fs::write(&file, city.to_string()).unwrap();
    file
}

#[test]
fn a_city_is_written_changed_and_given_back_and_a_budget_nobody_can_keep_is_refused_with_what_would_help() {
    let file = three_halls("city.json");
    let name = file.to_str().unwrap();
    let answer = json(&["site", "--scenario", name, "--effort", "1"]);
    assert_eq!(answer["halls"].as_array().unwrap().len(), 3);
    assert!(answer["bound"]["gap"].as_f64().unwrap() >= 0.0);
    let words = refused(&["site", "--scenario", name, "--effort", "1", "--budget", "1"]);
    assert!(words.contains("预算") && words.contains("yearly budget") && words.contains('→'), "{words}");
}

#[test]
fn a_stricter_promise_of_the_pack_pays_more_clerks_in_the_halls_of_a_plan_and_lets_people_wait_less() {
    let file = three_halls("promised.json");
    let hasty = folder().join("hasty");
    std::fs::create_dir_all(&hasty).unwrap();
    for entry in std::fs::read_dir(pack()).unwrap().map(Result::unwrap) {
        // Files in folders beside a pack's own are no part of it.
        if entry.path().is_file() {
            std::fs::copy(entry.path(), hasty.join(entry.file_name())).unwrap();
        }
    }
    let text = std::fs::read_to_string(hasty.join("planning.toml")).unwrap();
    assert!(text.contains("within_min = 15.0"), "the promise that this test makes stricter");
    std::fs::write(hasty.join("planning.toml"), text.replace("within_min = 15.0", "within_min = 1.0"))
        .unwrap();
    let planned = |pack: &Path| -> Json {
        let words = ["site", "--scenario", file.to_str().unwrap(), "--effort", "1", "--json", "--pack"];
        let output = plan(&[&words[..], &[pack.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let (easy, strict) = (planned(&pack()), planned(&hasty));
    // The halls of today: no search can answer a dearer clerk with another hall.
    let clerks = |it: &Json| it["cost_before"]["clerks"].as_i64().unwrap();
    let wait = |it: &Json| it["access_before"]["wait_min"].as_f64().unwrap();
    assert!(clerks(&strict) > clerks(&easy), "{} {}", clerks(&strict), clerks(&easy));
    assert!(wait(&strict) < wait(&easy), "{} {}", wait(&strict), wait(&easy));
}

#[test]
fn what_is_not_there_is_refused_by_name() {
    assert!(refused(&["hall", "--hall", "JZ-XX", "--day", "2026-10-13"]).contains("JZ-XX"));
    assert!(refused(&["hall", "--hall", "JZ-0703-B01", "--day", "yesterday"]).contains("yesterday"));
    assert!(refused(&["hall", "--hall", "JZ-0703-B01", "--day", "2031-10-13"]).contains("2031"));
    assert!(refused(&["roster", "--hall", "JZ-0703-B01", "--month", "2026-13"]).contains("2026-12"));
    let file = folder().join("broken.toml");
    std::fs::write(&file, "places = 3\n").unwrap();
    assert!(refused(&["site", "--scenario", file.to_str().unwrap()]).contains("broken.toml"));
}
