//! The footfall forecast on companies made from known rules, or on counts from a file, beside the seasonal naive forecast
//! and, where a Python with `statsforecast` is given, beside MSTL + AutoETS on the same series.
//!
//! ```text
//! cargo run --release -p planning --example footfall -- [--only NAME] [--held-out] [--seeds N] [--origins N]
//!     [--csv FILE [--cycle DAYS:FIRST_DAY] [--horizon DAYS]] [--peer PYTHON]
//! ```
//!
//! The file has a line `hall,day,hour,came` for each open clock hour, with a heading; days without a line are closed. The
//! last line printed is JSON.

#![allow(clippy::unwrap_used, reason = "a tool for developers stops with the line that was wrong")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use kernel::{Day, HallId, WorkingCalendar};
use planning::footfall::{
    BacktestPlan, Band, Billing, Calendar, Count, History, Naive, PastDay, Score, Span, Traits, ask,
    backtest, open_hours,
};

#[path = "../tests/footfall/made.rs"]
mod made;

use made::{HELD_OUT, KNOWN, Made, make};

/// What was asked for on the command line.
struct Options {
    only: Option<String>,
    held_out: bool,
    seeds: u64,
    origins: u16,
    csv: Option<String>,
    billing: Billing,
    horizon: u16,
    peer: Option<String>,
}

fn options() -> Options {
    let mut options = Options {
        only: None,
        held_out: false,
        seeds: 1,
        origins: 1,
        csv: None,
        billing: Billing::None,
        horizon: 14,
        peer: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
        match word.as_str() {
            "--only" => options.only = Some(value()),
            "--held-out" => options.held_out = true,
            "--seeds" => options.seeds = value().parse().unwrap(),
            "--origins" => options.origins = value().parse().unwrap(),
            "--csv" => options.csv = Some(value()),
            "--horizon" => options.horizon = value().parse().unwrap(),
            "--peer" => options.peer = Some(value()),
            "--cycle" => {
                let value = value();
                let (days, from) = value.split_once(':').unwrap();
                options.billing = Billing::Every { days: days.parse().unwrap(), from: from.parse().unwrap() };
            }
            other => panic!("no such option: {other}"),
        }
    }
    options
}

/// CPU seconds of this process where the system tells them (Linux), else seconds on the wall.
fn cpu_s(begun: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let spent = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    spent.map_or_else(|| begun.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// Counts from a file.
fn read(path: &str, billing: Billing, horizon_days: u16) -> Made {
    let text = std::fs::read_to_string(path).unwrap();
    let mut halls: BTreeMap<String, BTreeMap<Day, BTreeMap<usize, f64>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let hall = halls.entry(cells[0].to_owned()).or_default();
        let day = hall.entry(cells[1].parse().unwrap()).or_default();
        day.insert(cells[2].parse().unwrap(), cells[3].parse().unwrap());
    }
    let past = |(day, hours): (&Day, &BTreeMap<usize, f64>)| {
        let (first, last) = (*hours.keys().next().unwrap(), *hours.keys().next_back().unwrap());
        let span = Span { from_min: first as u16 * 60, to_min: (last as u16 + 1) * 60 };
        let counts = (first..=last).map(|hour| hours.get(&hour).copied().unwrap_or(0.0)).collect();
        PastDay { day: *day, spans: vec![span], count: Count::Hours(counts) }
    };
    let history = |(number, days): (usize, &BTreeMap<Day, BTreeMap<usize, f64>>)| History {
        hall: HallId(number as i64 + 1),
        traits: Traits::default(),
        days: days.iter().map(past).collect(),
    };
    let calendar = Calendar::new(WorkingCalendar::new(1990..2090, []), [], billing);
    let halls = halls.values().enumerate().map(history).collect();
    Made { name: "file", calendar, halls, horizon_days }
}

/// The scores of all halls, and their mean MASE as the published comparison has it: the mean over halls.
struct Outcome {
    sum: Score,
    mase: f64,
    naive: f64,
    cpu_s: f64,
}

fn outcome(scores: &[Score], cpu_s: f64) -> Outcome {
    let mut sum = Score::default();
    scores.iter().for_each(|score| sum.merge(score));
    let mean = |f: fn(&Score) -> f64| scores.iter().map(f).sum::<f64>() / scores.len() as f64;
    Outcome { sum, mase: mean(Score::mase), naive: mean(Score::naive_mase), cpu_s }
}

fn ours(made: &Made, origins: u16) -> Outcome {
    let plan = BacktestPlan { horizon_days: made.horizon_days, origins, step_days: 7 };
    let begun = Instant::now();
    let before = cpu_s(begun);
    let scores = backtest(&made.halls, &[], &made.calendar, plan).unwrap();
    let spent = cpu_s(begun) - before;
    outcome(&scores.iter().map(|hall| hall.score).collect::<Vec<_>>(), spent)
}

/// The published method on the same series, one origin.
fn peer(made: &Made, python: &str) -> Outcome {
    let last = made.halls.iter().filter_map(|hall| hall.days.last()).map(|day| day.day).max().unwrap();
    let cut = last.plus(-i32::from(made.horizon_days));
    let (mut lines, mut asked) = (String::new(), Vec::new());
    for (number, hall) in made.halls.iter().enumerate() {
        let known = ask(hall, Vec::new(), cut, last).history.days;
        let week: Vec<usize> = known
            .iter()
            .rev()
            .take_while(|day| day.day > cut.plus(-7))
            .map(|day| match &day.count {
                Count::Hours(hours) => open_hours(&day.spans, hours).count(),
                _ => 0,
            })
            .collect();
        let (day_season, week_season) =
            (week.iter().copied().max().unwrap_or(1), week.iter().sum::<usize>().max(2));
        let naive = Naive::of(&known);
        for day in &hall.days {
            let Count::Hours(hours) = &day.count else { continue };
            for (hour, came) in open_hours(&day.spans, hours) {
                let part = u8::from(day.day > cut);
                lines += &format!("{number},{part},{day_season},{week_season},{came}\n");
                if part == 1 {
                    asked.push((number, came, naive.hour(day.day, hour), naive.scale));
                }
            }
        }
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/footfall_peer.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the peer failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut told = text.lines();
    let head: serde_json::Value = serde_json::from_str(told.next().unwrap()).unwrap();
    let mut scores = vec![Score::default(); made.halls.len()];
    for ((hall, came, naive, scale), line) in asked.into_iter().zip(told) {
        let (mean, high) = line.split_once(',').unwrap();
        let (mean, p90): (f64, f64) = (mean.parse().unwrap(), high.parse().unwrap());
        scores[hall].add(came, &Band { mean, p10: 0.0, p50: mean, p90 }, naive, scale);
    }
    outcome(&scores, head["cpu_s"].as_f64().unwrap())
}

fn main() {
    let options = options();
    let names: Vec<&str> = match (&options.only, options.held_out) {
        (Some(name), _) => vec![name.as_str()],
        (None, false) => KNOWN.to_vec(),
        (None, true) => HELD_OUT.to_vec(),
    };
    let companies: Vec<(u64, Made)> = match &options.csv {
        Some(path) => vec![(0, read(path, options.billing, options.horizon))],
        None => (0..options.seeds)
            .flat_map(|seed| names.iter().map(move |name| (seed, make(name, seed))))
            .collect(),
    };
    println!(
        "rules     seed halls   MASE  naive   P10%  P90%  P90%spread  P90%day pinball   CPU s |   peer P90%  pinball  CPU s"
    );
    let mut rows = Vec::new();
    for (seed, made) in &companies {
        let own = ours(made, options.origins);
        let peer = options.peer.as_ref().map(|python| peer(made, python));
        let (sum, points) = (own.sum, f64::from(own.sum.points));
        print!(
            "{:<9} {seed:>4} {:>5} {:>6.4} {:>6.4} {:>6.1} {:>5.1} {:>11.1} {:>8.1} {:>7.3} {:>7.3}",
            made.name,
            made.halls.len(),
            own.mase,
            own.naive,
            100.0 * sum.coverage10_spread(),
            100.0 * sum.coverage90(),
            100.0 * sum.coverage90_spread(),
            100.0 * sum.day_coverage90(),
            sum.pinball90 / points,
            own.cpu_s,
        );
        if let Some(peer) = &peer {
            let sum = peer.sum;
            print!(
                " | {:>6.4} {:>4.1} {:>8.3} {:>6.2}",
                peer.mase,
                100.0 * sum.coverage90(),
                sum.pinball90 / f64::from(sum.points),
                peer.cpu_s
            );
        }
        println!();
        rows.push(serde_json::json!({
            "rules": made.name,
            "seed": seed,
            "halls": made.halls.len(),
            "mase": own.mase,
            "naive_mase": own.naive,
            "coverage10": sum.coverage10_spread(),
            "coverage90": sum.coverage90(),
            "coverage90_spread": sum.coverage90_spread(),
            "coverage90_day": sum.day_coverage90(),
            "pinball90": sum.pinball90 / points,
            "cpu_s": own.cpu_s,
            "peer_mase": peer.as_ref().map(|peer| peer.mase),
            "peer_coverage90": peer.as_ref().map(|peer| peer.sum.coverage90()),
            "peer_cpu_s": peer.as_ref().map(|peer| peer.cpu_s),
        }));
    }
    println!("{}", serde_json::json!({ "bench": "footfall", "rows": rows }));
}
