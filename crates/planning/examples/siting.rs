//! The figures of the location solvers beside the best known values:
//!
//! ```text
//! cargo run --release -p planning --example siting -- pmed DIR      OR-Library's p-medians
//! cargo run --release -p planning --example siting -- tsplib DIR    fl1400 and pcb3038, distances rounded down
//! cargo run --release -p planning --example siting -- cap DIR       OR-Library's plants, and plants of the same shape made here
//! cargo run --release -p planning --example siting -- large         20,000 places and 2,000 candidates made here
//! ```
//!
//! `bestknown.csv` is looked for in DIR and above it. `--steps N`, `--threads N`, `--seed N` and `--only NAME` change what is
//! run. The last line is JSON. Times are CPU-seconds of the first thread, reading included, so that a busy machine does not
//! count; with more threads than one they are seconds by the clock.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use planning::site::solve::{
    Answer, Distances, Effort, Instance, Metric, capacitated, fixed_charge, median, read,
};
use planning::{Silent, Stream};

type Failed = Box<dyn Error>;

const USAGE: &str =
    "siting pmed|tsplib|cap DIR, or siting large; [--steps N] [--threads N] [--seed N] [--only NAME]";

fn main() -> Result<(), Failed> {
    let mut bench = Bench::default();
    let mut words = env::args().skip(1);
    let (mut plain, mut steps) = (Vec::new(), None);
    while let Some(word) = words.next() {
        if !word.starts_with("--") {
            plain.push(word);
            continue;
        }
        let value = words.next().ok_or(USAGE)?;
        match word.as_str() {
            "--steps" => steps = Some(value.parse()?),
            "--threads" => bench.effort.threads = value.parse()?,
            "--seed" => bench.effort.seed = value.parse()?,
            "--only" => bench.only = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    let words: Vec<&str> = plain.iter().map(String::as_str).collect();
    let usual = match words.first() {
        Some(&"tsplib" | &"large") => 4_000_000,
        _ => 6_000_000,
    };
    bench.effort.steps = steps.unwrap_or(usual);
    println!(
        "instance                  value            bound       best known    gap %  off best %    CPU-s  peak MB"
    );
    match words[..] {
        ["pmed", dir] => bench.pmed(Path::new(dir))?,
        ["tsplib", dir] => bench.tsplib(Path::new(dir))?,
        ["cap", dir] => bench.cap(Path::new(dir))?,
        ["large"] => bench.large()?,
        _ => return Err(USAGE.into()),
    }
    bench.end();
    Ok(())
}

#[derive(Default)]
struct Bench {
    effort: Effort,
    only: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    value: f64,
    bound: f64,
    best: Option<f64>,
    seconds: f64,
    peak_mb: f64,
}

impl Row {
    fn gap(&self) -> f64 {
        100.0 * (self.value - self.bound) / self.value
    }

    /// How far above the best known, in per cent.
    fn off(&self) -> Option<f64> {
        self.best.map(|best| 100.0 * (self.value - best) / best)
    }

    fn json(&self) -> String {
        let number = |number: Option<f64>| number.map_or("null".into(), |number| number.to_string());
        format!(
            r#"{{"instance":"{}","value":{},"bound":{},"best_known":{},"gap_percent":{:.5},"off_percent":{},"cpu_s":{:.3},"peak_mb":{:.0}}}"#,
            self.name,
            self.value,
            self.bound,
            number(self.best),
            self.gap(),
            number(self.off()),
            self.seconds,
            self.peak_mb
        )
    }
}

impl Bench {
    /// Runs one instance, from reading to answering.
    fn run(
        &mut self,
        name: &str,
        best: Option<f64>,
        solve: impl FnOnce(&Effort) -> Result<Answer, Failed>,
    ) -> Result<(), Failed> {
        if self.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            return Ok(());
        }
        // Where the system lets a process begin its peak anew; elsewhere peaks add up.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let (cpu, clock) = (cpu_seconds(), Instant::now());
        let answer = solve(&self.effort)?;
        let by_clock = clock.elapsed().as_secs_f64();
        let by_cpu = cpu.zip(cpu_seconds()).map(|(from, to)| to - from).filter(|_| self.effort.threads == 1);
        let row = Row {
            name: name.into(),
            value: answer.value,
            bound: answer.bound,
            best,
            seconds: by_cpu.unwrap_or(by_clock),
            peak_mb: peak_mb(),
        };
        let known = row.best.map_or("-".into(), |best| format!("{best:.2}"));
        let off = row.off().map_or("-".into(), |off| format!("{off:.4}"));
        println!(
            "{:<17} {:>14.2} {:>16.2} {:>16} {:>8.4} {:>11} {:>8.2} {:>8.0}",
            row.name,
            row.value,
            row.bound,
            known,
            row.gap(),
            off,
            row.seconds,
            row.peak_mb
        );
        self.rows.push(row);
        Ok(())
    }

    fn pmed(&mut self, dir: &Path) -> Result<(), Failed> {
        let known = known(dir)?;
        for number in 1..=40 {
            let name = format!("pmed{number}");
            let file = dir.join(format!("{name}.txt"));
            if file.exists() {
                let best = known.iter().find(|line| line.instance == name).map(|line| line.value);
                self.run(&name, best, |effort| {
                    let (instance, open) = read::pmed(&fs::read_to_string(&file)?)?;
                    Ok(median(&instance, open, effort, &Silent)?)
                })?;
            }
        }
        Ok(())
    }

    fn tsplib(&mut self, dir: &Path) -> Result<(), Failed> {
        let known = known(dir)?;
        for line in known.iter().filter(|line| line.convention == "Euclidean rounded down") {
            let file = dir.join(format!("{}.tsp", line.instance));
            let (Some(open), true) = (line.open, file.exists()) else { continue };
            self.run(&format!("{} p={open}", line.instance), Some(line.value), |effort| {
                let points = read::points(&fs::read_to_string(&file)?)?;
                let plane = Distances::plane(points.clone(), points, Metric::EuclideanDown)?;
                Ok(median(&Instance::new(plane), open, effort, &Silent)?)
            })?;
        }
        Ok(())
    }

    fn cap(&mut self, dir: &Path) -> Result<(), Failed> {
        let known = known(dir)?;
        for name in ["cap41", "cap61", "cap71", "cap101", "cap131"] {
            let file = dir.join(format!("{name}.txt"));
            let best = known.iter().find(|line| line.instance == name).map(|line| line.value);
            if file.exists() {
                self.run(name, best, |effort| {
                    let read = read::plants(&fs::read_to_string(&file)?, None)?;
                    Ok(capacitated(&read.instance, &read.demand, &read.capacity, effort, &Silent)?)
                })?;
            }
        }
        let file = dir.join("uncap-capa.txt");
        if file.exists() {
            let text = fs::read_to_string(&file)?;
            self.run("uncap-capa", None, |effort| {
                let read = read::plants(&text, Some(0.0))?;
                Ok(fixed_charge(&read.instance, effort, &Silent)?)
            })?;
            for capacity in [8000.0, 10_000.0, 12_000.0, 14_000.0] {
                self.run(&format!("capa {capacity}"), None, |effort| {
                    let read = read::plants(&text, Some(capacity))?;
                    Ok(capacitated(&read.instance, &read.demand, &read.capacity, effort, &Silent)?)
                })?;
            }
        }
        for seed in 1..=3 {
            self.run(&format!("made 100x1000 {seed}"), None, |effort| {
                let (instance, demand, capacity) = made(seed, 100, 1000)?;
                Ok(capacitated(&instance, &demand, &capacity, effort, &Silent)?)
            })?;
        }
        Ok(())
    }

    fn large(&mut self) -> Result<(), Failed> {
        for open in [20, 100, 400] {
            self.run(&format!("large p={open}"), None, |effort| {
                let instance = towns(20_000, 2_000)?;
                Ok(median(&instance, open, effort, &Silent)?)
            })?;
        }
        Ok(())
    }

    fn end(&self) {
        let seconds: f64 = self.rows.iter().map(|row| row.seconds).sum();
        let found = self.rows.iter().filter(|row| row.off().is_some_and(|off| off < 1e-6)).count();
        let proven = self.rows.iter().filter(|row| row.gap() < 1e-7).count();
        println!(
            "{} instances, {found} at the best known, {proven} proven, {seconds:.2} CPU-s",
            self.rows.len()
        );
        let rows: Vec<String> = self.rows.iter().map(Row::json).collect();
        println!(
            r#"{{"instances":{},"found":{found},"proven":{proven},"cpu_s":{seconds:.3},"rows":[{}]}}"#,
            self.rows.len(),
            rows.join(",")
        );
    }
}

fn known(dir: &Path) -> Result<Vec<read::BestKnown>, Failed> {
    let places: [PathBuf; 2] = [dir.join("bestknown.csv"), dir.join("../bestknown.csv")];
    match places.iter().find(|file| file.exists()) {
        Some(file) => Ok(read::best_known(&fs::read_to_string(file)?)?),
        None => Ok(Vec::new()),
    }
}

/// Plants of the shape of OR-Library's `capa`: costs of the order of demand times distance, a few per cent of the plants
/// enough to hold everything, opening dear.
fn made(seed: u64, plants: usize, customers: usize) -> Result<(Instance, Vec<f64>, Vec<f64>), Failed> {
    let mut draw = Stream::new(seed, 0);
    let mut points =
        |n: usize| (0..n).map(|_| [draw.uniform() * 1000.0, draw.uniform() * 1000.0]).collect::<Vec<_>>();
    let (places, candidates) = (points(customers), points(plants));
    let demand: Vec<f64> = (0..customers).map(|_| 1.0 + draw.below(100) as f64).collect();
    let total: f64 = demand.iter().sum();
    let capacity = (0..plants).map(|_| (total / 8.0 * (0.7 + 0.6 * draw.uniform())).round()).collect();
    let opening = (0..plants).map(|_| (total * 40.0 * (0.5 + draw.uniform())).round()).collect();
    let instance = Instance::new(Distances::plane(places, candidates, Metric::Euclidean)?)
        .weighing(demand.clone())?
        .costing(opening)?;
    Ok((instance, demand, capacity))
}

/// Villages around towns: people live close together, and candidates where they live.
fn towns(places: usize, candidates: usize) -> Result<Instance, Failed> {
    let mut draw = Stream::new(20_261_126, 0);
    let towns: Vec<[f64; 2]> = (0..200).map(|_| [draw.uniform() * 150e3, draw.uniform() * 150e3]).collect();
    let mut points = |n: usize| -> Vec<[f64; 2]> {
        let near = |draw: &mut Stream| (draw.uniform() + draw.uniform() + draw.uniform() - 1.5) * 8e3;
        (0..n)
            .map(|_| {
                let town = towns[draw.below(towns.len())];
                [(town[0] + near(&mut draw)).round(), (town[1] + near(&mut draw)).round()]
            })
            .collect()
    };
    let (homes, halls) = (points(places), points(candidates));
    let people = (0..places).map(|_| 20.0 + draw.below(900) as f64).collect();
    let cells = Distances::plane(homes, halls, Metric::EuclideanDown)?;
    Ok(Instance::new(cells).weighing(people)?)
}

/// CPU-seconds that the first thread has had.
fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

/// The most memory that the process has had, 0 where the system does not say.
fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(0.0, |kb| kb / 1024.0)
}
