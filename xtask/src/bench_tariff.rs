//! `cargo xtask bench tariff`: how fast bills are computed, alone or beside a peer on the same work.
//!
//! Prints customer-years per CPU-second for 8,760 hours under time of use with three tiers and twelve exact bills on one
//! core, then all cores, then a million accounts from register reads. Judges nothing.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::Value;

use crate::cargo::{cargo, target};
use crate::options::Options;
use crate::run::{ask, command, show};
use crate::{Done, root};

/// Measures and prints.
pub(crate) fn bench_tariff(options: &mut Options) -> Done<ExitCode> {
    let quick = options.flag("quick");
    let ms: u32 = options.take("ms")?.unwrap_or(if quick { 1000 } else { 5000 });
    let peer: Option<String> = options.take("python")?;
    let json: Option<PathBuf> = options.take("json")?;
    options.all_taken()?;
    let examples = ["--example", "tariff_bench", "--example", "tariff_oracle"];
    show(cargo().args(["build", "--release", "--package", "tariff"]).args(examples))?;
    let told = match &peer {
        None => {
            let program = target().join("release/examples/tariff_bench");
            ask(command(&program.display().to_string()).arg(ms.to_string()))?
        }
        Some(python) => {
            let mut compare = command(python);
            compare.arg(root().join("crates/tariff/oracle/compare.py")).arg("--target").arg(target());
            compare.args(["--cases", if quick { "60" } else { "400" }]);
            ask(compare.arg("--seconds").arg(format!("{}", ms.div_ceil(1000))))?
        }
    };
    let figures: Value = serde_json::from_str(&told).map_err(|error| format!("{error}: {told}"))?;
    let ours = figures.pointer("/speed/ours").unwrap_or(&figures);
    let of = |name: &str| ours[name].to_string();
    println!("customer-years per CPU-second, one core   {}", of("customer_years_per_cpu_s"));
    println!(
        "customer-years per second, {} cores        {}",
        of("cores"),
        of("customer_years_per_s_all_cores")
    );
    let (accounts, wall, cpu) = (of("accounts"), of("accounts_s"), of("accounts_cpu_s"));
    println!("{accounts} accounts × 12 months from reads   {wall} s, {cpu} CPU-s");
    if peer.is_some() {
        println!(
            "PySAM on this machine, just before        {}",
            figures["speed"]["pysam_customer_years_per_cpu_s"]
        );
        println!("times as fast                             {}", figures["speed"]["times_as_fast"]);
        println!("bills compared with PySAM                 {}", figures["agreement"]["bills"]);
        println!("the same to the fen                       {}", figures["agreement"]["same_to_the_fen"]);
    }
    if let Some(file) = &json {
        fs::write(file, told).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}
