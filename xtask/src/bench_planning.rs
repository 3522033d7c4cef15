//! `cargo xtask bench planning`: siting, the hall simulator, staffing and the footfall forecast, beside peers where they
//! are.
//!
//! Each part is a program of the crate `planning` that prints a table and, as its last line, the same figures as JSON.
//! Instances with known optima and the peers' scripts are given by their folders; without them those parts are left out,
//! and that is said. Judges nothing.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use serde_json::{Map, Value};

use crate::Done;
use crate::cargo::{cargo, target};
use crate::options::Options;
use crate::run::{command, show, tee};

/// The programs, in the order in which they are run.
const PROGRAMS: [&str; 5] = ["siting", "city", "hall", "staffing", "footfall"];

/// A peer: its name, its script and the words after it.
type Peer = (&'static str, &'static str, &'static [&'static str]);

/// Peers of the hall simulator, all on the hall that the program `hall` plays first.
const HALL_PEERS: [Peer; 3] = [
    ("Ciw", "ciw_hall.py", &["--reps", "30"]),
    ("SimPy", "simpy_hall.py", &["--reps", "100"]),
    ("salabim", "salabim_hall.py", &["--reps", "20"]),
];

/// What was asked for.
struct Wishes {
    only: Option<String>,
    instances: Option<PathBuf>,
    peers: Option<PathBuf>,
    python: Option<String>,
}

/// Measures and prints.
pub(crate) fn bench_planning(options: &mut Options) -> Done<ExitCode> {
    let wishes = Wishes {
        only: options.take("only")?,
        instances: options.take("instances")?,
        peers: options.take("peers")?,
        python: options.take("python")?,
    };
    let json: Option<PathBuf> = options.take("json")?;
    options.all_taken()?;
    let wanted = |name: &str| wishes.only.as_deref().is_none_or(|only| only.split(',').any(|it| it == name));
    let unknown = wishes.only.iter().flat_map(|only| only.split(',')).find(|it| !PROGRAMS.contains(it));
    if let Some(unknown) = unknown {
        return Err(format!("there is no part {unknown:?}: {}", PROGRAMS.join(", ")));
    }
    show(cargo().args(["build", "--release", "--package", "planning", "--examples"]))?;
    let mut figures = Map::new();
    for name in PROGRAMS.into_iter().filter(|name| wanted(name)) {
        for (part, words) in parts(name, &wishes) {
            println!("\n== {name} {part}");
            let mut program = command(&target().join("release/examples").join(name).display().to_string());
            figures.insert(format!("{name} {part}").trim().to_owned(), last_line(program.args(words))?);
        }
        if name == "hall" {
            hall_peers(&wishes, &mut figures)?;
        }
    }
    if let Some(file) = &json {
        fs::write(file, Value::Object(figures).to_string())
            .map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What a program is run on: a name for it, and its words.
fn parts(name: &str, wishes: &Wishes) -> Vec<(&'static str, Vec<String>)> {
    if name == "footfall" {
        let peer = wishes.python.iter().flat_map(|python| ["--peer".to_owned(), python.clone()]);
        return vec![("", peer.collect())];
    }
    if name != "siting" {
        return vec![("", Vec::new())];
    }
    let made = ("large", vec!["large".to_owned()]);
    let Some(folder) = &wishes.instances else {
        println!("no --instances DIR: the instances with known optima are left out");
        return vec![made];
    };
    // The folder holds one of each kind of instance, beside the file of known values.
    let of = |part: &'static str| (part, vec![part.to_owned(), folder.join(part).display().to_string()]);
    vec![of("pmed"), of("tsplib"), of("cap"), made]
}

/// The peers that simulate a hall, where there is a Python for them.
fn hall_peers(wishes: &Wishes, figures: &mut Map<String, Value>) -> Done {
    let (Some(folder), Some(python)) = (&wishes.peers, &wishes.python) else {
        println!("no --peers DIR and --python FILE: no peer is run");
        return Ok(());
    };
    for (name, script, words) in HALL_PEERS {
        println!("\n== hall, {name}");
        let mut peer = command(python);
        peer.current_dir(folder).arg(script).args(words);
        match last_line(&mut peer) {
            Ok(said) => drop(figures.insert(format!("hall, {name}"), said)),
            Err(why) => println!("left out: {why}"),
        }
    }
    Ok(())
}

/// Shows what a program says and gives its last line, which is JSON.
fn last_line(program: &mut Command) -> Done<Value> {
    let (said, done) = tee(program)?;
    done?;
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str(last).map_err(|error| format!("the last line is no JSON ({error}): {last}"))
}
