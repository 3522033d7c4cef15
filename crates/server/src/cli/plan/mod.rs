//! `gridhall plan`: where halls should be, what a day in one is like, how many clerks it needs and who works when, how many
//! people will come, and what becomes of halls as payments go online. Reads a pack and prints; decides nothing, which
//! `planning` does. Ctrl-C ends a search with the best it has.

mod bench;
mod city;
mod console;
mod hall;
mod roster;
mod table;

use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

use super::Failed;

/// What to plan.
#[derive(Subcommand)]
pub(super) enum PlanTask {
    /// Which halls should stay, open, close or change grade.
    Site(city::SiteArgs),
    /// What access each yearly budget buys.
    Front(city::CityArgs),
    /// What becomes of halls as payments go online.
    Online(city::CityArgs),
    /// Play days in a hall as it is, or with other counters or customers.
    Hall(hall::HallArgs),
    /// How many counters each quarter of an hour of a day needs.
    Staff(hall::StaffArgs),
    /// Who works which shift of a month.
    Roster(roster::RosterArgs),
    /// How many people will come to a hall.
    Footfall(hall::FootfallArgs),
    /// Solve instances whose best value is known.
    #[command(subcommand)]
    Bench(bench::BenchTask),
}

/// What every task of planning may be told.
#[derive(Args, Clone)]
struct Common {
    /// The folder of the pack.
    #[arg(long, default_value = "packs/jinzhong", value_name = "DIR")]
    pack: PathBuf,
    /// The seed of what is drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Answers one question.
pub(super) fn plan(task: PlanTask) -> Result<(), Failed> {
    match task {
        PlanTask::Site(args) => city::site(&args),
        PlanTask::Front(args) => city::front(&args),
        PlanTask::Online(args) => city::online(&args),
        PlanTask::Hall(args) => hall::simulate(&args),
        PlanTask::Staff(args) => hall::staff(&args),
        PlanTask::Roster(args) => roster::roster(&args),
        PlanTask::Footfall(args) => hall::footfall(&args),
        PlanTask::Bench(task) => bench::bench(task),
    }
}

fn text_of(path: &Path) -> Result<String, Failed> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A refusal of the server's own, in both languages as the screens have it.
fn said(refused: &crate::Refused) -> Failed {
    let text = api::refusal_text(refused.code);
    let rule = refused.rule.as_deref().map_or_else(String::new, |rule| format!(" ({rule})"));
    let field = refused.field.as_deref().map_or_else(String::new, |field| format!("{field}: "));
    format!("{field}{} / {}{rule}", text.zh, text.en)
}

fn print_json(value: &impl serde::Serialize) {
    println!("{}", serde_json::to_string_pretty(value).expect("an answer is plain data"));
}
