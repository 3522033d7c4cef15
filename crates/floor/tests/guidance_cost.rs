//! What a guide costs: memory and time of building it, in a process of its own.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::fs;
use std::time::Instant;

use common::demo_pack;
use floor::guidance::Guide;

/// Resident memory of this process in KB, where the system tells it.
fn resident_kb() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn a_guide_takes_less_than_ten_megabytes() {
    let day = "2026-10-12".parse().unwrap();
    let pack = demo_pack();
    let (before, started) = (resident_kb(), Instant::now());
    let guide = Guide::of(pack, day);
    let built = started.elapsed();
    let started = Instant::now();
    for _ in 0..100 {
        assert_eq!(guide.suggest("电费怎么这么高", 3)[0].item, "DF08");
    }
    let asked = started.elapsed() / 100;
    let grown_kb = resident_kb().zip(before).map(|(after, before)| after - before);
    println!("built in {built:?}, {grown_kb:?} KB more, asked in {asked:?}");
    assert!(grown_kb.is_none_or(|kb| kb < 10_000), "{grown_kb:?} KB");
}
