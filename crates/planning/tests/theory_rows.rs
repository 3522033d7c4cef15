//! The formulas against a folder of reference values from elsewhere, where `GRIDHALL_PLANNING` names one: every row of
//! `theory_reference.csv` and `theory_transient.csv`. Without the variable it says so and checks nothing; the formulas
//! are proved by hand-counted cases and identities beside their code.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use planning::theory::{
    Class, ErlangA, ErlangC, Finite, Network, Station, Transient, infinite_servers, priorities,
    priorities_many, priorities_preemptive, waits,
};

/// A row: the case, its parameters, the figure and its value.
struct Row {
    case: String,
    parameters: String,
    metric: String,
    value: f64,
}

/// The fields of a line, of which those in quotes may hold commas.
fn fields(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => out.last_mut().unwrap().push(c),
        }
    }
    out
}

fn rows(file: &str) -> Option<Vec<Row>> {
    let Some(folder) = std::env::var_os("GRIDHALL_PLANNING") else {
        // Written past the test harness, which would swallow it: what is not checked is said.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {file}, for GRIDHALL_PLANNING names no folder");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join(file)).unwrap();
    let row = |line: &str| {
        let [case, parameters, metric, value] = fields(line).try_into().expect("four fields");
        Row { case, parameters, metric, value: value.parse().unwrap() }
    };
    Some(text.lines().skip(1).map(row).collect())
}

/// The number that was written: the file writes sixths, thirds and thirtieths with six to nine digits.
fn number(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    let whole = (value * 30.0).round() / 30.0;
    Some(if text.len() >= 8 && (value - whole).abs() < 1e-6 { whole } else { value })
}

/// `lambda=0.5 mu=1.0 c=8` as names and numbers; what is no number is left out.
fn numbers(parameters: &str) -> BTreeMap<&str, f64> {
    let pairs = parameters.split(' ').filter_map(|pair| pair.split_once('='));
    pairs.filter_map(|(name, value)| Some((name, number(value)?))).collect()
}

fn classes(parameters: &str) -> Vec<Class> {
    let means = if parameters.contains(".5,1,1.2") { [0.5, 1.0, 1.2] } else { [1.0; 3] };
    let square = if parameters.contains("D(1)") { 1.0 } else { 2.0 };
    let class = |(arrivals, mean): (f64, f64)| Class { arrivals, mean, mean_square: square * mean * mean };
    [0.2, 0.3, 0.3].into_iter().zip(means).map(class).collect()
}

/// The mean of the square of a service of mean 1.
fn mean_square(service: &str) -> f64 {
    match service.split("S=").nth(1).unwrap() {
        "D(1)" => 1.0,
        "Exp(1)" => 2.0,
        "Erlang(k=4,mean=1)" => 1.25,
        "Uniform(0.5,1.5)" => 1.0 + 1.0 / 12.0,
        "LogNormal(mean=1,cv=0.8)" => 1.64,
        "H2(p=.5;means 0.5,1.5)" => 0.5 * 2.0 * 0.25 + 0.5 * 2.0 * 2.25,
        other => panic!("what is {other}?"),
    }
}

/// The class that a metric such as `E[Wq class 2]` is about, from 0.
fn class_of(metric: &str) -> usize {
    let digit = metric.split("class ").nth(1).unwrap().chars().next().unwrap();
    digit.to_digit(10).unwrap() as usize - 1
}

fn said(row: &Row) -> f64 {
    let p = numbers(&row.parameters);
    let count = |name: &str| p[name] as u32;
    match (row.case.as_str(), row.metric.as_str()) {
        ("M/M/c", metric) => {
            let q = ErlangC::new(p["lambda"], p["mu"], count("c")).unwrap();
            match metric {
                "P(wait)" => q.p_wait(),
                "E[Wq]" => q.mean_wait(),
                "E[Lq]" => q.mean_queue(),
                "E[W]" => q.mean_stay(),
                "P(Wq>1)" => q.p_wait_beyond(1.0),
                "utilisation" => q.utilisation(),
                _ => q.wait_quantile(0.9),
            }
        }
        ("M/M/c/K", metric) => {
            let q = Finite::new(p["lambda"], p["mu"], count("c"), count("K")).unwrap();
            match metric {
                "P(block)" => q.p_full,
                "E[Lq]" => q.mean_queue,
                "utilisation" => q.utilisation,
                _ => q.mean_wait,
            }
        }
        ("M/G/1", metric) => {
            let class = Class { arrivals: 0.8, mean: 1.0, mean_square: mean_square(&row.parameters) };
            match metric {
                "E[Wq]" => waits(&class).unwrap(),
                "E[Lq]" => 0.8 * waits(&class).unwrap(),
                _ => 0.8,
            }
        }
        ("M/M/c+M", metric) => {
            let q = ErlangA::new(p["lambda"], p["mu"], p["theta"], count("c")).unwrap();
            match metric {
                "P(wait>0)" => q.p_wait(),
                "P(abandon)" => q.p_leave(),
                "E[Lq]" => q.mean_queue(),
                "utilisation" => q.utilisation(),
                "E[Wq | served]" => q.mean_wait_served(),
                _ => q.mean_wait(),
            }
        }
        ("M/G/1 non-preemptive (Cobham)", metric) => {
            priorities(&classes(&row.parameters)).unwrap()[class_of(metric)]
        }
        ("M/M/c non-preemptive, equal mean (Cobham)", metric) => {
            let each: f64 =
                row.parameters.split("3x").nth(1).unwrap().split(' ').next().and_then(number).unwrap();
            priorities_many(&[each; 3], p["mu"], count("c")).unwrap()[class_of(metric)]
        }
        ("M/M/1 preemptive-resume", metric) => {
            priorities_preemptive(&classes(&row.parameters)).unwrap()[class_of(metric)]
        }
        ("Mt/M/inf", metric) => {
            let at: usize = metric[4..].trim_end_matches(")]").parse().unwrap();
            // The sine in slots of a hundredth of a minute, each at its middle.
            let rate =
                |i: usize| 1.0 + 0.8 * (2.0 * std::f64::consts::PI * (i as f64 + 0.5) / 60_000.0).sin();
            let slots: Vec<f64> = (0..at * 100).map(rate).collect();
            *infinite_servers(&slots, 0.01, 1.0 / 6.0).unwrap().last().unwrap()
        }
        ("Jackson tandem M/M/3 -> M/M/8", metric) => {
            let first = Station { arrivals: 1.0, rate: 0.5, servers: 3, onward: vec![0.0, 1.0] };
            let second = Station { arrivals: 0.0, rate: 1.0 / 6.0, servers: 8, onward: vec![] };
            let q = Network::new(&[first, second]).unwrap();
            match metric {
                "E[Wq1]" => q.stations[0].mean_wait(),
                "E[Wq2]" => q.stations[1].mean_wait(),
                _ => q.mean_stay,
            }
        }
        (case, metric) => panic!("no formula for {case}, {metric}"),
    }
}

#[test]
fn every_stationary_row_comes_out_of_its_formula() {
    let Some(rows) = rows("theory_reference.csv") else { return };
    for row in &rows {
        let said = said(row);
        assert!(
            (said - row.value).abs() <= 2e-8 * row.value.abs().max(1e-9),
            "{} {} {}: {said} is not {}",
            row.case,
            row.parameters,
            row.metric,
            row.value
        );
    }
    assert!(rows.len() >= 132, "only {} rows", rows.len());
}

#[test]
fn every_row_of_a_changing_day_comes_out_of_the_chain() {
    let Some(rows) = rows("theory_transient.csv") else { return };
    for row in &rows {
        let inside = row.parameters.split(['[', ']']).nth(1).unwrap();
        let rates: Vec<f64> = inside.split(", ").map(|rate| rate.parse().unwrap()).collect();
        let mut hall = Transient::empty(1.0 / 6.0, 8).unwrap();
        let (mut wait, mut p_wait, mut at) = (0.0, 0.0, Vec::new());
        for rate in &rates {
            hall.slot(*rate, 60.0).unwrap();
            wait += rate * hall.wait_over();
            p_wait += rate * hall.p_wait_over();
            at.push(hall.wait_now());
        }
        let come: f64 = rates.iter().sum();
        let said = match row.metric.as_str() {
            "mean wait of the day's arrivals (min)" => wait / come,
            "P(wait>0) of the day's arrivals" => p_wait / come,
            metric => {
                let minute: usize =
                    metric.split("t=").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
                at[minute / 60 - 1]
            }
        };
        assert!((said - row.value).abs() <= 2e-6 * row.value, "{}: {said} is not {}", row.metric, row.value);
    }
    assert!(rows.len() >= 36, "only {} rows", rows.len());
}
