//! `gridhall tariff` as it is typed: checks, prices, compares and tells versions apart, on the pack's own samples.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

/// What the program says to `words`, and whether it went well. It runs in the project's folder.
fn gridhall(words: &[&str]) -> (bool, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO_BIN_EXE_gridhall"))
        .arg("tariff")
        .args(words)
        .current_dir(root)
        .output()
        .expect("the program is built with its tests");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.success(), said)
}

const PACK: &str = "packs/jinzhong";
const SAMPLES: &str = "packs/jinzhong/samples";

#[test]
fn check_reads_the_pack_and_lists_what_is_to_be_verified() {
    let (well, said) = gridhall(&["check", PACK]);
    assert!(well, "{said}");
    assert!(said.contains("residential_tiered  2012-07-01"), "{said}");
    assert!(said.contains("待核定 to verify  industrial_two_part.toml:"), "{said}");
    let (well, said) = gridhall(&["check", "packs/nowhere"]);
    assert!(!well && said.contains("packs/nowhere"), "{said}");
}

#[test]
fn price_prints_a_bill_for_each_period_and_explains_each_line() {
    let load = format!("{SAMPLES}/resident_reads.csv");
    let (well, said) = gridhall(&["price", "--tariff", "residential_tiered", "--load", &load, "--explain"]);
    assert!(well, "{said}");
    // January 2025: 300 kWh.
    assert!(said.contains("2025-01-01 … 2025-01-31") && said.contains("159.60"), "{said}");
    assert!(said.contains("90 × 0.527 = 47.43"), "{said}");
    assert!(said.contains("residential_tiered@2012-07-01#energy"), "{said}");
    let (well, said) = gridhall(&["price", "--tariff", "residential_tiered", "--load", &load, "--json"]);
    let bills: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(well && bills[0]["total_fen"] == 15_960, "{said}");
}

#[test]
fn price_refuses_a_blank_price_with_file_and_line() {
    let (load, works) = (format!("{SAMPLES}/works_reads.csv"), format!("{SAMPLES}/works.toml"));
    let words = ["price", "--tariff", "industrial_two_part", "--load", &load, "--customer", &works];
    let (well, said) = gridhall(&words);
    assert!(
        !well && said.contains("industrial_two_part.toml:") && said.contains("tariff.price_pending"),
        "{said}"
    );
}

#[test]
fn compare_ranks_what_the_customer_may_take_and_says_why_not_of_the_rest() {
    let (load, heating) = (format!("{SAMPLES}/heating_reads.csv"), format!("{SAMPLES}/heating.toml"));
    let (well, said) = gridhall(&["compare", "--load", &load, "--customer", &heating]);
    assert!(well, "{said}");
    assert!(said.contains("  1. ") && said.contains("heating_"), "{said}");
    assert!(said.contains("industrial_two_part.toml:13: [tariff.not_eligible]"), "{said}");
}

#[test]
fn diff_tells_two_versions_apart_and_what_a_load_would_cost() {
    let folder = std::env::temp_dir().join(format!("gridhall-tariff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join(PACK).join("tariffs/residential_tiered.toml")).unwrap();
    let draft = folder.join("draft.toml");
    std::fs::write(
        &draft,
        text.replace("\"0.777\"", "\"0.8\"").replace("2012-07-01\"\nzone", "2027-01-01\"\nzone"),
    )
    .unwrap();
    let load = format!("{SAMPLES}/resident_reads.csv");
    let words = ["diff", "residential_tiered@2025-01-01", draft.to_str().unwrap(), "--load", &load];
    let (well, said) = gridhall(&words);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(well, "{said}");
    assert!(said.contains("energy.tier[3].price  居民电费 第3档"), "{said}");
    assert!(said.contains("- 0.777\n    + 0.8 yuan/kWh  +0.023, +3.0 %"), "{said}");
    assert!(said.contains(" → ") && said.contains("(+"), "{said}");
}
