//! Instances whose best value is known: how near, how sure, how fast.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand};
use planning::site::solve::{Effort, median, read};

use super::console::Console;
use super::{table, text_of};
use crate::cli::Failed;

/// The table of best known values, beside the folder of instances.
const BEST_KNOWN: &str = "bestknown.csv";

/// Which instances.
#[derive(Subcommand)]
pub(in crate::cli) enum BenchTask {
    /// The p-medians of the OR-Library, from a folder of pmed*.txt.
    Pmed(PmedArgs),
}

/// What to solve.
#[derive(Args)]
pub(in crate::cli) struct PmedArgs {
    /// The folder.
    dir: PathBuf,
    /// Threads of each search.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// The seed of what is drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) fn bench(task: BenchTask) -> Result<(), Failed> {
    match task {
        BenchTask::Pmed(args) => pmed(&args),
    }
}

/// The instances of a folder, by their numbers.
fn instances(dir: &Path) -> Result<Vec<(u32, PathBuf)>, Failed> {
    let listed = std::fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut found = Vec::new();
    for entry in listed {
        let path = entry.map_err(|error| error.to_string())?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if let Some(number) = stem.strip_prefix("pmed").and_then(|number| number.parse().ok()) {
            found.push((number, path));
        }
    }
    found.sort_unstable();
    if found.is_empty() {
        return Err(format!("{}: 没有 pmed 算例 / no pmed instances", dir.display()));
    }
    Ok(found)
}

fn pmed(args: &PmedArgs) -> Result<(), Failed> {
    let known = [args.dir.join(BEST_KNOWN), args.dir.join("..").join(BEST_KNOWN)];
    let known = known.iter().find(|path| path.is_file()).map(|path| text_of(path)).transpose()?;
    let known = known.map(|text| read::best_known(&text).map_err(|it| it.to_string())).transpose()?;
    let known = known.unwrap_or_default();
    let console = Console::watch(None)?;
    let (mut rows, mut optimal, mut proven, mut seconds) = (Vec::new(), 0, 0, 0.0);
    for (number, path) in instances(&args.dir)? {
        let refused = |it: planning::site::solve::Refused| format!("{}: {it}", path.display());
        let (instance, count) = read::pmed(&text_of(&path)?).map_err(refused)?;
        let effort = Effort { seed: args.seed, threads: args.threads, ..Effort::default() };
        let begun = Instant::now();
        let answer = median(&instance, count, &effort, &console).map_err(refused)?;
        let took = begun.elapsed().as_secs_f64();
        let name = format!("pmed{number}");
        let best = known.iter().find(|it| it.instance == name).map(|it| it.value);
        seconds += took;
        proven += u32::from(answer.proven());
        optimal += u32::from(best.is_some_and(|best| answer.value <= best + 0.5));
        let off = best
            .map_or_else(|| "–".to_owned(), |best| format!("{:.4}", (answer.value - best) / best * 100.0));
        rows.push(vec![
            name,
            count.to_string(),
            format!("{:.0}", answer.value),
            format!("{:.2}", answer.bound),
            best.map_or_else(|| "–".to_owned(), |best| format!("{best:.0}")),
            off,
            if answer.proven() { "1" } else { "0" }.to_owned(),
            format!("{took:.2}"),
        ]);
    }
    console.clear();
    table::print(&["instance", "p", "value", "bound", "best known", "off %", "proven", "s"], &rows);
    println!("\n{optimal} / {} optimal, {proven} proven, {seconds:.1} s", rows.len());
    Ok(())
}
