//! Who may depend on whom. What is not drawn here is forbidden; a new edge changes ARCHITECTURE.md in the same commit.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::{crates, keep, root};

/// Each crate and the crates of ours that it is built from.
const TABLE: &[(&str, &[&str])] = &[
    ("api", &["kernel"]),
    ("centre", &["kernel", "planning", "store"]),
    ("edge", &["kernel"]),
    ("every-engine", &[]),
    ("floor", &["kernel", "pack", "queueing", "store"]),
    ("kernel", &[]),
    ("money", &["kernel", "store", "tariff"]),
    ("pack", &["kernel"]),
    ("people", &["kernel", "store"]),
    ("planning", &["kernel", "queueing"]),
    ("queueing", &["kernel"]),
    (
        "server",
        &[
            "api",
            "centre",
            "edge",
            "floor",
            "kernel",
            "money",
            "pack",
            "people",
            "planning",
            "queueing",
            "store",
            "store-postgres",
            "store-sqlite",
            "tariff",
        ],
    ),
    ("store", &["kernel"]),
    ("store-postgres", &["store"]),
    ("store-sqlite", &["store"]),
    ("tariff", &["kernel"]),
    (
        "testkit",
        &[
            "api",
            "centre",
            "edge",
            "every-engine",
            "floor",
            "kernel",
            "pack",
            "people",
            "queueing",
            "store",
            "store-postgres",
            "store-sqlite",
        ],
    ),
    ("xtask", &[]),
];

/// What tests may need beyond that.
const FOR_TESTS: &[&str] = &["testkit"];

/// Libraries that speak to a database, and the one crate of each that may. A crate that is not here may have none.
const ENGINES: &[(&str, &[&str])] = &[
    ("store-sqlite", &["rusqlite", "libsqlite3-sys", "sqlite"]),
    ("store-postgres", &["postgres", "tokio-postgres", "postgres-types"]),
    ("", &["sqlx", "sqlx-core", "diesel", "sea-orm", "mysql", "duckdb", "redis"]),
];

/// Libraries that run, wait, draw or ask the clock, and who may have them. The server's own tests and tools as well.
const RUNTIMES: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "mio",
    "hyper",
    "axum",
    "reqwest",
    "rand",
    "getrandom",
    "fastrand",
    "chrono",
    "time",
];

struct Dependency {
    from: String,
    to: String,
    for_tests: bool,
}

/// Every direct dependency of every crate of ours, as cargo sees it.
fn dependencies() -> Vec<Dependency> {
    let mut ask = Command::new(env!("CARGO"));
    ask.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(root());
    let output = ask.output().unwrap();
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        for dependency in package["dependencies"].as_array().unwrap() {
            all.push(Dependency {
                from: text(&package["name"]),
                to: text(&dependency["name"]),
                for_tests: dependency["kind"] == "dev",
            });
        }
    }
    all
}

#[test]
fn crates_depend_on_each_other_as_drawn_and_not_otherwise() {
    let table: BTreeMap<&str, &[&str]> = TABLE.iter().copied().collect();
    let mut breaches = Vec::new();
    for dependency in dependencies() {
        let Dependency { from, to, for_tests } = &dependency;
        if !table.contains_key(to.as_str()) {
            continue;
        }
        let drawn = table.get(from.as_str()).is_some_and(|drawn| drawn.contains(&to.as_str()));
        let tests_may = *for_tests && FOR_TESTS.contains(&to.as_str());
        if !drawn && !tests_may {
            let kind = if *for_tests { " (for tests)" } else { "" };
            breaches.push(format!("crates/{from}/Cargo.toml: {from} → {to}{kind}"));
        }
    }
    keep(
        "a dependency that the table in xtask/tests/house/graph.rs and ARCHITECTURE.md do not draw:",
        &breaches,
    );
}

#[test]
fn every_crate_has_its_line_in_the_table() {
    let drawn: BTreeSet<&str> = TABLE.iter().map(|(name, _)| *name).collect();
    let here = crates();
    let mut breaches: Vec<String> = Vec::new();
    for name in &here {
        if !drawn.contains(name.as_str()) {
            breaches.push(format!(
                "crates/{name} is not in the table: say what it is for, and who may depend on whom"
            ));
        }
    }
    for name in drawn {
        if name != "xtask" && !here.iter().any(|here| here == name) {
            breaches.push(format!("the table draws {name}, which is not there"));
        }
    }
    keep("the table of crates is the list of crates:", &breaches);
}

#[test]
fn only_an_engines_own_crate_depends_on_its_library() {
    let mut breaches = Vec::new();
    for Dependency { from, to, .. } in dependencies() {
        for (owner, libraries) in ENGINES {
            if libraries.contains(&to.as_str()) && from != *owner {
                breaches.push(format!("crates/{from}/Cargo.toml: {to}"));
            }
        }
    }
    keep("a database library outside its engine's crate:", &breaches);
}

#[test]
fn nothing_that_runs_waits_or_draws_is_linked_outside_the_server() {
    let mut breaches = Vec::new();
    for Dependency { from, to, .. } in dependencies() {
        if from != "server" && RUNTIMES.contains(&to.as_str()) {
            breaches.push(format!("crates/{from}/Cargo.toml: {to}"));
        }
    }
    keep("sockets, clocks and randomness belong to crates/server:", &breaches);
}
