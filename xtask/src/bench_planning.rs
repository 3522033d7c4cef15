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

/// A peer: the part it is beside, the name of its virtual environment, its script and the words after it.
type Peer = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Peers of p-medians on two of the instances, and of the simulator on the hall that the program `hall` plays first. The
/// peer of the forecast is run by the program `footfall` itself, on the same series.
const PEERS: [Peer; 5] = [
    ("siting", "spopt", "spopt_pmedian.py", &["pmed21", "pmed31"]),
    ("siting", "pbp", "pbp_pmedian_bench.py", &["pmed21", "pmed31"]),
    ("hall", "ciw", "ciw_hall.py", &["--reps", "30"]),
    ("hall", "simpy", "simpy_hall.py", &["--reps", "100"]),
    ("hall", "salabim", "salabim_hall.py", &["--reps", "20"]),
];
/// The virtual environment of the forecast's peer.
const FOOTFALL_PEER: &str = "statsforecast";

/// What was asked for.
struct Wishes {
    only: Option<String>,
    instances: Option<PathBuf>,
    peers: Option<PathBuf>,
    venvs: Option<PathBuf>,
}

impl Wishes {
    /// The Python of a peer, where its virtual environment is.
    fn python(&self, peer: &str) -> Option<PathBuf> {
        let python = self.venvs.as_ref()?.join(peer).join("bin/python");
        python.exists().then_some(python)
    }
}

/// Measures and prints.
pub(crate) fn bench_planning(options: &mut Options) -> Done<ExitCode> {
    let wishes = Wishes {
        only: options.take("only")?,
        instances: options.take("instances")?,
        peers: options.take("peers")?,
        venvs: options.take("venvs")?,
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
        peers(name, &wishes, &mut figures);
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
        let python = wishes.python(FOOTFALL_PEER);
        let peer = python.iter().flat_map(|it| ["--peer".to_owned(), it.display().to_string()]);
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

/// The peers beside a part, each in its own virtual environment; what cannot be run is left out, and why is said.
fn peers(part: &str, wishes: &Wishes, figures: &mut Map<String, Value>) {
    for (_, name, script, words) in PEERS.iter().filter(|(of, ..)| *of == part) {
        println!("\n== {part}, {name}");
        let (Some(folder), Some(python)) = (&wishes.peers, wishes.python(name)) else {
            println!("left out: it wants --peers DIR with {script}, and --venvs DIR with {name}/bin/python");
            continue;
        };
        let mut peer = command(&python.display().to_string());
        peer.current_dir(folder).arg(script).args(*words);
        match last_line(&mut peer) {
            Ok(said) => drop(figures.insert(format!("{part}, {name}"), said)),
            Err(why) => println!("left out: {why}"),
        }
    }
}

/// Shows what a program says and gives its last line, which is JSON.
fn last_line(program: &mut Command) -> Done<Value> {
    let (said, done) = tee(program)?;
    done?;
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str(last).map_err(|error| format!("the last line is no JSON ({error}): {last}"))
}
