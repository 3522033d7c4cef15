//! `cargo xtask bench floor`: what a hall's server takes, on both engines, beside a naive one under the same load.
//!
//! Every figure is of the real release binary over HTTP on this machine, load and database on the same cores. Prints
//! figures and the machine's load beside them; judges nothing.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::Value;

use crate::Done;
use crate::bench_planning::bench_planning;
use crate::bench_tariff::bench_tariff;
use crate::cargo::{cargo, target};
use crate::options::Options;
use crate::postgres::{Durability, Postgres};
use crate::run::{Kept, ask, bound, command, show, stopped};
use crate::serving::{Scratch, Serving, free_port, init};
use crate::tools::{Tool, need};
use crate::web;

/// A working Monday, and an hour at which the hall is open and stays so for as long as this takes.
const OPEN_HOUR: &str = "2026-10-12T09:00";

/// What is measured and for how long.
struct Plan {
    engines: Vec<String>,
    clients: Vec<u32>,
    ms: u32,
    warm_ms: u32,
    listeners: u32,
    counters: u32,
    json: Option<PathBuf>,
}

/// Programs that take part.
struct Programs {
    server: PathBuf,
    load: PathBuf,
    examples: PathBuf,
}

/// Where a store of an engine is made, one after the other.
enum Stores {
    File(Scratch),
    Server(Box<Postgres>, Scratch),
}

impl Stores {
    /// A new place: how the server is told, and how the naive one is.
    fn fresh(&self, name: &str) -> Done<(String, String)> {
        match self {
            Stores::File(scratch) => {
                let file = scratch.path(&format!("{name}.db")).display().to_string();
                Ok((format!("sqlite:{file}"), file))
            }
            Stores::Server(server, _) => {
                let url = server.database(name)?;
                Ok((format!("postgres:{url}"), url))
            }
        }
    }

    fn keys(&self, name: &str) -> PathBuf {
        let (Stores::File(scratch) | Stores::Server(_, scratch)) = self;
        scratch.path(&format!("{name}.keys"))
    }
}

/// Measures and prints.
pub(crate) fn bench(options: &mut Options) -> Done<ExitCode> {
    match options.word().as_deref() {
        Some("floor") => {}
        Some("planning") => return bench_planning(options),
        Some("tariff") => return bench_tariff(options),
        other => {
            return Err(format!(
                "bench knows floor, planning and tariff, not {}",
                other.unwrap_or("nothing")
            ));
        }
    }
    let list = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let quick = options.flag("quick");
    let clients = options.take("clients")?.map_or_else(|| list("1,8,64".to_owned()), list);
    let plan = Plan {
        engines: options.take("engines")?.map_or_else(|| list("sqlite,postgres".to_owned()), list),
        clients: clients
            .iter()
            .map(|n| n.parse().map_err(|_| format!("--clients {n:?}")))
            .collect::<Done<_>>()?,
        ms: options.take("ms")?.unwrap_or(if quick { 2000 } else { 6000 }),
        warm_ms: options.take("warm-ms")?.unwrap_or(if quick { 500 } else { 2000 }),
        listeners: options.take("listeners")?.unwrap_or(1000),
        counters: options.take("counters")?.unwrap_or(10),
        json: options.take("json")?,
    };
    options.all_taken()?;
    let programs = build()?;
    let mut all = Vec::new();
    for engine in &plan.engines {
        all.extend(measure(&plan, &programs, engine)?);
    }
    if let Some(file) = &plan.json {
        let text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
        fs::write(file, text + "\n").map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn build() -> Done<Programs> {
    web::packages()?;
    web::build_if_stale()?;
    let release = |words: &[&str]| show(cargo().args(["build", "--release"]).args(words));
    release(&["--package", "server", "--bin", "gridhall", "--example", "load"])?;
    let folder = target().join("release");
    Ok(Programs {
        server: folder.join("gridhall"),
        load: folder.join("examples/load"),
        examples: folder.join("examples"),
    })
}

fn measure(plan: &Plan, programs: &Programs, engine: &str) -> Done<Vec<Value>> {
    let (stores, package) = match engine {
        "sqlite" => (Stores::File(Scratch::new("bench")?), "store-sqlite"),
        "postgres" => {
            need(&[Tool::Postgres])?;
            let server = Postgres::start(Durability::Full)?;
            (Stores::Server(Box::new(server), Scratch::new("bench")?), "store-postgres")
        }
        other => return Err(format!("no engine {other:?}: sqlite or postgres")),
    };
    let baseline = format!("naive_{engine}");
    show(cargo().args(["build", "--release", "--package", package, "--example", &baseline]))?;
    let baseline = programs.examples.join(baseline);
    println!("\n{engine}: commits are on disk before they are answered; load average {}", load_average());
    let mut lines = Vec::new();
    let mut say = |engine: &str, mut line: Value| {
        line["engine"] = Value::from(engine);
        line["load_average"] = Value::from(load_average());
        print_line(&line);
        lines.push(line);
    };
    for clients in &plan.clients {
        for line in naive(plan, programs, &baseline, &stores, *clients)? {
            say(engine, line);
        }
        for line in floor(plan, programs, &stores, *clients)? {
            say(engine, line);
        }
    }
    say(engine, feed(plan, programs, &stores)?);
    Ok(lines)
}

fn naive(
    plan: &Plan,
    programs: &Programs,
    baseline: &Path,
    stores: &Stores,
    clients: u32,
) -> Done<Vec<Value>> {
    let (_, place) = stores.fresh(&format!("naive{clients}"))?;
    let port = free_port()?.to_string();
    let mut serve = bound(&baseline.display().to_string(), &[]);
    let mut server = Kept::start("the naive server", serve.args([&port, &place]), "TERM")?;
    let addr = format!("127.0.0.1:{port}");
    while std::net::TcpStream::connect(&addr).is_err() {
        server.still_runs()?;
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let lines = load(plan, programs, &["naive", "--addr", &addr, "--clients", &clients.to_string()])?;
    server.stop()?;
    Ok(lines)
}

fn floor(plan: &Plan, programs: &Programs, stores: &Stores, clients: u32) -> Done<Vec<Value>> {
    let mut serving = start(programs, stores, &format!("floor{clients}"))?.0;
    let (addr, counters) = (serving.addr.to_string(), plan.counters.to_string());
    let words = ["floor", "--addr", &addr, "--clients", &clients.to_string(), "--counters", &counters];
    let mut lines = load(plan, programs, &words)?;
    if let (Some(last), Some(mb)) = (lines.last_mut(), serving.resident_mb()) {
        last["resident_mb"] = Value::from(mb.round());
    }
    serving.server.stop()?;
    Ok(lines)
}

/// Displays; then the same server once more, on a store that is there.
fn feed(plan: &Plan, programs: &Programs, stores: &Stores) -> Done<Value> {
    let (mut serving, again) = start(programs, stores, "feed")?;
    let (addr, listeners) = (serving.addr.to_string(), plan.listeners.to_string());
    let lines =
        load(plan, programs, &["feed", "--addr", &addr, "--listeners", &listeners, "--counters", "4"])?;
    let mut line = lines.into_iter().next().ok_or("nothing was said about displays")?;
    if let Some(mb) = serving.resident_mb() {
        line["resident_mb"] = Value::from(mb.round());
    }
    serving.server.stop()?;
    let mut ready = Vec::new();
    for _ in 0..5 {
        let mut serving = Serving::start(&programs.server, free_addr()?, &words(&again))?;
        ready.push(serving.ready_after);
        serving.server.stop()?;
    }
    ready.sort_unstable();
    line["ready_ms"] = Value::from((ready[ready.len() / 2].as_secs_f64() * 1e4).round() / 10.0);
    Ok(line)
}

fn free_addr() -> Done<SocketAddr> {
    Ok(SocketAddr::from(([127, 0, 0, 1], free_port()?)))
}

fn words(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

/// A server on a new store, and how to start it again.
fn start(programs: &Programs, stores: &Stores, name: &str) -> Done<(Serving, Vec<String>)> {
    let ((store, _), keys) = (stores.fresh(name)?, stores.keys(name));
    init(&programs.server, &store, Some(&keys))?;
    let keys = keys.display().to_string();
    let said = ["--store", &store, "--keys", &keys, "--broker", "none", "--demo", "--log", "off"];
    let said = said.into_iter().chain(["--clock-from", OPEN_HOUR]).map(str::to_owned).collect::<Vec<_>>();
    Ok((Serving::start(&programs.server, free_addr()?, &words(&said))?, said))
}

fn load(plan: &Plan, programs: &Programs, words: &[&str]) -> Done<Vec<Value>> {
    if stopped() {
        return Err("stopped".to_owned());
    }
    let (ms, warm) = (plan.ms.to_string(), plan.warm_ms.to_string());
    let mut load = command(&programs.load.display().to_string());
    let said = ask(load.args(words).args(["--ms", &ms, "--warm-ms", &warm]))?;
    said.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))).collect()
}

fn print_line(line: &Value) {
    let phase = line["phase"].as_str().unwrap_or_default();
    let clients = line["clients"].as_u64().map_or(String::new(), |n| format!(", {n} clients"));
    println!("  {phase}{clients}");
    for (kind, figures) in line.as_object().into_iter().flatten().filter(|(_, value)| value["n"].is_u64()) {
        let per_s = figures["per_s"].as_f64().map_or(String::new(), |n| format!("{n:7.0}/s"));
        let ms = |name: &str| figures[name].as_f64().unwrap_or_default();
        println!(
            "    {kind:16} {per_s:9}  p50 {:7.2} ms  p99 {:7.2} ms  max {:7.1} ms",
            ms("p50_ms"),
            ms("p99_ms"),
            ms("max_ms")
        );
    }
    for name in ["label_twice", "called_twice", "missed", "resident_mb", "ready_ms"] {
        if !line[name].is_null() {
            println!("    {name:16} {}", line[name]);
        }
    }
    if line["refused"].as_object().is_some_and(|refused| !refused.is_empty()) {
        println!("    refused          {}", line["refused"]);
    }
}

fn load_average() -> String {
    let text = fs::read_to_string(Path::new("/proc/loadavg")).unwrap_or_default();
    text.split(' ').take(1).collect()
}
