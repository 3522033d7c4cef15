//! What sources may not say: an engine's name, the time, a random number, a promise instead of code, a path of somebody's
//! machine.

use std::fs;
use std::path::Path;

use crate::{crates, files, keep, root, shown};

/// Crates that are handed everything: no clock, no randomness, no file, no socket, no thread that outlives a
/// call (`thread::scope` is a way to compute).
const PURE: &[&str] = &[
    "api",
    "centre",
    "edge",
    "every-engine",
    "floor",
    "kernel",
    "money",
    "pack",
    "people",
    "planning",
    "queueing",
    "store",
    "tariff",
];
/// Engines: they run threads and measure spans, but what time it is they are told.
const ENGINES: &[&str] = &["store-postgres", "store-sqlite"];

/// What tells the time of day or draws at random.
const CLOCK: &[&str] = &[
    "SystemTime",
    "UNIX_EPOCH",
    "Zoned::now",
    "Timestamp::now",
    "Utc::now",
    "Local::now",
    "getrandom",
    "rand::",
    "thread_rng",
    "OsRng",
];
/// What else only a process may do.
const OUTSIDE: &[&str] = &[
    "Instant::now",
    "RandomState",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "thread::spawn",
    "thread::sleep",
    "println!",
    "eprintln!",
    "tokio",
];

/// What was begun and left, and where it is said.
const UNFINISHED: &[&str] =
    &["todo!(", "unimplemented!(", "coming soon", "under construction", "敬请期待", "正在建设中"];
/// Where paths of somebody's machine begin.
const MACHINES: &[&str] = &["/home/", "/root/", "/Users/", "/tmp/"];

/// The lines of a Rust source that are part of the program: no comments, and nothing from its tests on.
fn program(text: &str) -> Vec<(usize, &str)> {
    let tests = text.lines().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(usize::MAX);
    let lines = text.lines().enumerate().take(tests).filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.map(|(at, line)| (at + 1, line)).collect()
}

/// Whether `word` stands in `line` as a word of its own: not as the end of a longer one, and a path not as the end of
/// one of our own modules' (`crate::postgres::`).
fn says(line: &str, word: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || (word.ends_with("::") && c == ':');
    line.match_indices(word).any(|(at, _)| !line[..at].chars().next_back().is_some_and(goes_on))
}

fn breaches_of(path: &Path, words: &[&str]) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let mut breaches = Vec::new();
    for (at, line) in program(&text) {
        for word in words.iter().filter(|word| says(line, word)) {
            breaches.push(format!("{}:{at}: {word}", shown(path)));
        }
    }
    breaches
}

#[test]
fn every_rust_file_begins_by_saying_what_it_is() {
    let mut breaches = Vec::new();
    for path in files("crates", &[".rs"]).into_iter().chain(files("xtask", &[".rs"])) {
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//! ") {
            breaches.push(shown(&path));
        }
    }
    keep("a file begins with //!: what it is, and what it must never do:", &breaches);
}

#[test]
fn engines_are_named_in_their_own_crates_only() {
    let names = [
        ("store-sqlite", &["rusqlite", "libsqlite3_sys"][..]),
        ("store-postgres", &["postgres::", "tokio_postgres"]),
    ];
    let mut breaches = Vec::new();
    for (owner, words) in names {
        for name in crates().iter().filter(|name| *name != owner) {
            for path in files(&format!("crates/{name}"), &[".rs"]) {
                breaches.extend(breaches_of(&path, words));
            }
        }
    }
    keep("an engine is named outside its own crate:", &breaches);
}

#[test]
fn the_time_and_randomness_come_from_the_server_alone() {
    let mut breaches = Vec::new();
    for name in PURE.iter().chain(ENGINES) {
        for path in files(&format!("crates/{name}/src"), &[".rs"]) {
            breaches.extend(breaches_of(&path, CLOCK));
        }
    }
    keep("what time it is and what was drawn is handed in with Cx:", &breaches);
}

#[test]
fn pure_crates_reach_for_nothing_outside() {
    let mut breaches = Vec::new();
    for name in PURE {
        for path in files(&format!("crates/{name}/src"), &[".rs"]) {
            breaches.extend(breaches_of(&path, OUTSIDE));
        }
    }
    keep(
        "a pure crate reads no clock, file, socket or environment, leaves no thread behind and prints nothing:",
        &breaches,
    );
}

#[test]
fn every_crate_is_pure_or_said_not_to_be() {
    let known =
        |name: &str| PURE.contains(&name) || ENGINES.contains(&name) || ["server", "testkit"].contains(&name);
    let breaches: Vec<String> = crates().into_iter().filter(|name| !known(name)).collect();
    keep("list in xtask/tests/house/sources.rs what the crate may reach for:", &breaches);
}

/// Whether a file belongs to tests, which may name a temporary path as bad input.
fn of_tests(path: &Path) -> bool {
    let shown = shown(path);
    shown.contains("/tests/") || shown.contains("/e2e/") || shown.contains(".test.")
}

#[test]
fn nothing_is_promised_instead_of_done_and_no_machine_is_named() {
    let ends = [
        ".rs", ".ts", ".vue", ".mjs", ".js", ".css", ".html", ".md", ".toml", ".csv", ".sql", ".py", ".json",
    ];
    let mut all: Vec<_> = ["crates", "xtask", "web", "migrations", "packs", "docs", "voice"]
        .iter()
        .flat_map(|folder| files(folder, &ends))
        .collect();
    let top = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    all.extend(top.filter(|path| path.extension().is_some_and(|end| end == "md" || end == "toml")));
    let here = root().display().to_string();
    let mut breaches = Vec::new();
    for path in all.iter().filter(|path| !of_tests(path)) {
        let text = fs::read_to_string(path).unwrap_or_default();
        let words = UNFINISHED.iter().chain(MACHINES).copied().chain([here.as_str()]);
        for word in words {
            for (at, _) in
                text.lines().enumerate().filter(|(_, line)| line.contains(word) && !is_address(line, word))
            {
                breaches.push(format!("{}:{}: {word}", shown(path), at + 1));
            }
        }
    }
    keep("nothing is promised instead of done, and no path of one machine is written down:", &breaches);
}

/// Whether the word stands in an address of the web, such as `https://host/home/page`.
fn is_address(line: &str, word: &str) -> bool {
    let before = line.split(word).next().unwrap_or_default();
    before.rsplit(char::is_whitespace).next().is_some_and(|token| token.contains("://"))
}

#[test]
fn words_are_found_as_words_and_tests_and_comments_are_left_out() {
    assert!(says("use postgres::Client;", "postgres::"));
    assert!(!says("use store_postgres::PostgresEngine;", "postgres::"));
    assert!(!says("use crate::postgres::Postgres;", "postgres::"));
    assert!(says("let t = std::time::SystemTime::now();", "SystemTime"));
    let text = "//! rusqlite\nlet a = 1;\n#[cfg(test)]\nmod tests { use rusqlite; }\n";
    assert_eq!(program(text), [(2, "let a = 1;")]);
    assert!(is_address("see https://example.org/home/x", "/home/"));
    assert!(!is_address("cd /home/x", "/home/"));
}
