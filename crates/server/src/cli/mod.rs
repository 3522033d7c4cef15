//! The command line: what one can ask of the binary, and its answers in plain words.

mod doctor;
mod init;
mod plan;
mod serve;
mod tariff;
mod tariff_tables;
mod upkeep;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kernel::Org;

use crate::config::{ConfigFile, StoreAt, heads_beside, keys_beside};

/// The operating system of electricity service halls (供电营业厅).
#[derive(Parser)]
#[command(name = "gridhall", version, max_term_width = 110)]
struct Line {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    task: Task,
}

/// What every task needs to know.
#[derive(Args, Clone)]
struct Common {
    /// A TOML file with settings; the command line and the environment come before it.
    #[arg(long, global = true, env = "GRIDHALL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The store: sqlite:PATH or postgres:URL [default: sqlite:gridhall.db].
    #[arg(long, global = true, env = "GRIDHALL_STORE", hide_env_values = true)]
    store: Option<String>,
    /// The file with the keys [default: beside an embedded store].
    #[arg(long, global = true, env = "GRIDHALL_KEYS", value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The file in which the server writes down how far each event chain has come; best on another disk
    /// [default: beside the keys].
    #[arg(long, global = true, env = "GRIDHALL_HEADS", value_name = "FILE")]
    heads: Option<PathBuf>,
    /// The company, by its GB/T 2260 code [default: the only one in the store].
    #[arg(long, global = true, env = "GRIDHALL_ORG")]
    org: Option<i64>,
    /// What the log looks like: text, json or off.
    #[arg(long, global = true, env = "GRIDHALL_LOG", value_name = "FORM")]
    log: Option<String>,
    /// From which level on things are logged: error, warn, info, debug or trace.
    #[arg(long, global = true, env = "GRIDHALL_LOG_LEVEL", default_value = "info", value_name = "LEVEL")]
    log_level: tracing::level_filters::LevelFilter,
}

#[derive(Subcommand)]
enum Task {
    /// Serve the halls.
    Serve(serve::ServeArgs),
    /// Load a company pack into the store, which is made if it is not there, with the first accounts.
    Init(init::InitArgs),
    /// Bring the store up to date.
    Migrate,
    /// Copy an embedded store while it is served.
    Backup(upkeep::BackupArgs),
    /// Put a copy in the place of an embedded store.
    Restore(upkeep::RestoreArgs),
    /// Walk every event chain and say whether anything was removed or changed.
    Verify,
    /// Look at everything the server needs and say what is wrong, in plain words.
    Doctor(serve::ServeArgs),
    /// Be a virtual device until told to stop.
    Device(crate::device::DeviceArgs),
    /// Play a simulated day against a running server: customers, clerks, guides and devices.
    Day(crate::day::DayArgs),
    /// Check tariffs, price loads, compare and see what changes.
    #[command(subcommand)]
    Tariff(tariff::TariffTask),
    /// Plan halls, days, clerks and footfall from a pack.
    #[command(subcommand)]
    Plan(plan::PlanTask),
    /// Print the OpenAPI document.
    Openapi,
}

/// Why a task failed, in words for whoever typed it.
type Failed = String;

/// The settings of one run, put together.
struct Settings {
    file: ConfigFile,
    store: StoreAt,
    keys: PathBuf,
    heads: PathBuf,
    org: Option<Org>,
    log: String,
}

impl Settings {
    fn of(common: &Common) -> Result<Settings, Failed> {
        let file = match &common.config {
            Some(path) => ConfigFile::read(path)?,
            None => ConfigFile::default(),
        };
        let store = common.store.clone().or_else(|| file.store.clone());
        let store: StoreAt = store.as_deref().unwrap_or("sqlite:gridhall.db").parse()?;
        let keys = common.keys.clone().or_else(|| file.keys.clone());
        let keys = keys.unwrap_or_else(|| keys_beside(&store));
        let heads = common.heads.clone().or_else(|| file.heads.clone());
        let heads = heads.unwrap_or_else(|| heads_beside(&keys));
        let org = common.org.or(file.org).map(Org);
        let log = common.log.clone().or_else(|| file.log.clone()).unwrap_or_else(|| "text".to_owned());
        Ok(Settings { file, store, keys, heads, org, log })
    }
}

/// Runs what the command line asks for. Ends with 0 if all went well, 1 if the task failed or found something wrong,
/// 2 if the command line made no sense.
#[must_use]
pub fn run() -> ExitCode {
    let line = Line::parse();
    let done = Settings::of(&line.common).and_then(|settings| {
        log_to_stderr(&settings.log, line.common.log_level)?;
        match line.task {
            Task::Serve(args) => serve::serve(settings, args),
            Task::Init(args) => init::init(&settings, &args),
            Task::Migrate => upkeep::migrate(&settings),
            Task::Backup(args) => upkeep::backup(&settings, &args),
            Task::Restore(args) => upkeep::restore(&settings, &args),
            Task::Verify => upkeep::verify(&settings),
            Task::Doctor(args) => doctor::doctor(settings, args),
            Task::Device(args) => crate::device::run_device(&args),
            Task::Day(args) => play_day(args),
            Task::Tariff(task) => tariff::tariff(task),
            Task::Plan(task) => plan::plan(task),
            Task::Openapi => {
                print!("{}", api::document());
                Ok(())
            }
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            complain(&words);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is where the program speaks to whoever typed")]
fn complain(words: &str) {
    eprintln!("gridhall: {words}");
}

fn log_to_stderr(form: &str, level: tracing::level_filters::LevelFilter) -> Result<(), Failed> {
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .with_max_level(level)
        .with_target(false);
    match form {
        "text" => log.init(),
        "json" => log.json().flatten_event(true).init(),
        "off" => return Ok(()),
        _ => return Err(format!("--log is text, json or off, not {form}")),
    }
    crate::metrics::watch_panics();
    Ok(())
}

/// Plays a simulated day until it is over or told to stop.
fn play_day(args: crate::day::DayArgs) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        tokio::select! {
            done = crate::day::run_day(args) => done,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}
