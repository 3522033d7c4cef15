//! `gridhall tariff`: check a pack's tariffs, price a load line by line, compare what else it would have cost, and see
//! what a new version changes. Reads files and prints; decides nothing about money, which `tariff` does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use kernel::{Day, WorkingCalendar};
use money::tariffs::SAMPLES;
use tariff::advice::{Used, as_if, compare as compare_tariffs};
use tariff::{Book, Customer, ImportTerms, Load, Period, Plan, Pooling, Refusal, Tariff};

use super::Failed;
use super::init::read_pack;
use super::tariff_tables::{print_bill, print_compared, print_json, print_total};

/// The folder of a pack that holds its tariffs.
const FOLDER: &str = "tariffs";

/// What to ask about tariffs.
#[derive(Subcommand)]
pub(super) enum TariffTask {
    /// Read every tariff of a pack; say what is refused, and what is still to be verified.
    Check {
        /// The folder of the pack.
        pack: PathBuf,
    },
    /// Price a load under one tariff.
    Price(PriceArgs),
    /// Price a load under every tariff that the customer may take, the cheapest first.
    Compare(LoadArgs),
    /// Turn a tariff of the U.S. Utility Rate Database, in JSON, into a document of a pack, to be looked at.
    Import(ImportArgs),
    /// Say what a version changes, and what it would change on each load.
    Diff(DiffArgs),
}

/// A load, and what must be known of its customer.
#[derive(Args)]
pub(super) struct LoadArgs {
    /// The load: CSV of intervals (`time,kwh`) or of register reads (`day,total,…`), or Green Button XML.
    #[arg(long, value_name = "FILE", required = true)]
    load: Vec<PathBuf>,
    /// The customer, as TOML: class, capacity, mode, contract_kw, power_factor, tags, persons, points.
    #[arg(long, value_name = "FILE")]
    customer: Option<PathBuf>,
    /// The folder of the pack.
    #[arg(long, default_value = "packs/jinzhong", value_name = "DIR")]
    pack: PathBuf,
    /// First day of the first period [default: where the load begins; months from there].
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// First day after the last period.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// What to price.
#[derive(Args)]
pub(super) struct PriceArgs {
    /// The tariff, by its id.
    #[arg(long, value_name = "ID")]
    tariff: String,
    #[command(flatten)]
    of: LoadArgs,
    /// Show for each line the rule, its source and the numbers in between.
    #[arg(long)]
    explain: bool,
}

/// What to set side by side.
#[derive(Args)]
pub(super) struct DiffArgs {
    /// A version: a file, or an id and a day such as residential_tiered@2026-01-01.
    one: String,
    /// The other.
    other: String,
    /// Loads to price under both.
    #[arg(long, value_name = "FILE", num_args = 0..)]
    load: Vec<PathBuf>,
    /// The customer, as TOML.
    #[arg(long, value_name = "FILE")]
    customer: Option<PathBuf>,
    /// The folder of the pack.
    #[arg(long, default_value = "packs/jinzhong", value_name = "DIR")]
    pack: PathBuf,
}

/// What to import, and what the database does not say.
#[derive(Args)]
pub(super) struct ImportArgs {
    /// The JSON.
    file: PathBuf,
    /// Id of the new tariff.
    #[arg(long)]
    id: String,
    /// First day on which it holds.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// Class of use that may take it.
    #[arg(long, default_value = "residential")]
    class: String,
    /// How tier kWh pool across periods: pro_rata, in_time_order or ladder_per_period.
    #[arg(long, value_name = "HOW")]
    pooling: Option<String>,
}

/// Answers one question.
pub(super) fn tariff(task: TariffTask) -> Result<(), Failed> {
    match task {
        TariffTask::Check { pack } => check(&pack),
        TariffTask::Price(args) => price(&args),
        TariffTask::Compare(args) => compare(&args),
        TariffTask::Diff(args) => diff(&args),
        TariffTask::Import(args) => import(&args),
    }
}

fn text_of(path: &Path) -> Result<String, Failed> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|_| format!("{}: 不是 UTF-8 / not UTF-8", path.display()))
}

fn in_lines(refusals: &[Refusal]) -> Failed {
    let lines: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    format!("{} refused:\n{}", lines.len(), lines.join("\n"))
}

/// The texts of a pack's tariffs, by name.
fn files(pack: &Path) -> Result<BTreeMap<String, String>, Failed> {
    texts(&pack.join(FOLDER), "")
}

/// The texts of a pack's tariffs and of its sample customers, as a store keeps them; none where the pack has none.
pub(super) fn files_to_store(pack: &Path) -> Result<BTreeMap<String, String>, Failed> {
    let mut all = BTreeMap::new();
    for (folder, before) in [(pack.join(FOLDER), ""), (pack.join(SAMPLES), SAMPLES)] {
        if folder.is_dir() {
            all.extend(texts(&folder, before)?);
        }
    }
    Ok(all)
}

/// The texts of a folder, each by its name with `before` in front.
fn texts(folder: &Path, before: &str) -> Result<BTreeMap<String, String>, Failed> {
    let listed = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = BTreeMap::new();
    for entry in listed {
        let path = entry.map_err(|error| error.to_string())?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.is_file() && (name.ends_with(".toml") || name.ends_with(".csv")) {
            files.insert(format!("{before}{name}"), text_of(&path)?);
        }
    }
    Ok(files)
}

fn import(args: &ImportArgs) -> Result<(), Failed> {
    let pooling = match args.pooling.as_deref() {
        None => None,
        Some("pro_rata") => Some(Pooling::ProRata),
        Some("in_time_order") => Some(Pooling::InTimeOrder),
        Some("ladder_per_period") => Some(Pooling::LadderPerPeriod),
        Some(other) => return Err(format!("--pooling {other}: pro_rata, in_time_order, ladder_per_period")),
    };
    let effective_from = args.from.parse().map_err(|_| format!("{:?} is not a day", args.from))?;
    let (id, class) = (args.id.clone(), args.class.clone());
    let terms = ImportTerms { id, effective_from, zone_offset_min: 480, class, pooling };
    let name = args.file.display().to_string();
    let document = tariff::import_urdb(&name, &text_of(&args.file)?, &terms);
    let document = document.map_err(|refusals| in_lines(&refusals))?;
    tariff::read_document(&name, &document).map_err(|refusals| in_lines(&refusals))?;
    print!("{document}");
    Ok(())
}

fn book(pack: &Path) -> Result<Book, Failed> {
    tariff::read(&files(pack)?).map_err(|refusals| in_lines(&refusals))
}

fn calendar(pack: &Path) -> Result<WorkingCalendar, Failed> {
    read_pack(pack).map(|pack| pack.working_calendar())
}

fn check(pack: &Path) -> Result<(), Failed> {
    let book = book(pack)?;
    let mut open = 0;
    for it in book.versions() {
        let until = it.effective_to.map_or_else(String::new, |day| day.to_string());
        println!("{}  {} … {until}  {} / {}", it.id, it.effective_from, it.name_zh, it.name_en);
        for (line, what) in it.to_verify() {
            open += 1;
            println!("    待核定 to verify  {}:{line}  {what}", it.file);
        }
    }
    println!("{} 个版本 versions, {open} 项待核定 to verify", book.versions().len());
    Ok(())
}

/// The customer of a file, or one of the class of `tariff` of whom nothing else is known.
fn customer(path: Option<&Path>, class: Option<&str>) -> Result<Customer, Failed> {
    let mut customer = match path {
        Some(path) => toml::from_str::<Customer>(&text_of(path)?)
            .map_err(|error| format!("{}: {}", path.display(), error.to_string().trim()))?,
        None => Customer::default(),
    };
    if customer.class.is_empty() {
        class.unwrap_or("residential").clone_into(&mut customer.class);
    }
    Ok(customer)
}

fn load(path: &Path, customer: &Customer, zone_offset_min: i32) -> Result<Load, Failed> {
    let text = text_of(path)?;
    let name = path.display().to_string();
    tariff::read_load(&name, &text, &customer.point, zone_offset_min).map_err(|refusal| refusal.to_string())
}

/// The periods asked for: those of the load, or months of the days given.
fn periods(load: &Load, from: Option<&str>, to: Option<&str>) -> Result<Vec<Period>, Failed> {
    let own = load.periods().map_err(|refusal| refusal.to_string())?;
    let day = |text: &str| text.parse::<Day>().map_err(|_| format!("{text:?} is not a day"));
    let from = from.map(day).transpose()?;
    let to = to.map(day).transpose()?;
    let within = |it: &Period| from.is_none_or(|from| it.from >= from) && to.is_none_or(|to| it.to <= to);
    let asked: Vec<Period> = own.into_iter().filter(within).collect();
    if asked.is_empty() { Err("no whole period lies between those days".to_owned()) } else { Ok(asked) }
}

/// A load cut to the periods asked for: reads are one entry for each.
fn cut(load: Load, periods: &[Period]) -> Load {
    match load {
        Load::Reads(reads) => {
            Load::Reads(reads.into_iter().filter(|reads| periods.contains(&reads.period)).collect())
        }
        series => series,
    }
}

fn version<'b>(book: &'b Book, id: &str) -> Result<&'b Tariff, Failed> {
    let found = book.versions().iter().rfind(|it| it.id == id);
    found.map(|it| &**it).ok_or_else(|| format!("no tariff {id}; there are: {}", book.ids().join(", ")))
}

fn price(args: &PriceArgs) -> Result<(), Failed> {
    let book = book(&args.of.pack)?;
    let last = version(&book, &args.tariff)?;
    let customer = customer(args.of.customer.as_deref(), last.classes.first().map(String::as_str))?;
    let calendar = calendar(&args.of.pack)?;
    for path in &args.of.load {
        let load = load(path, &customer, last.zone_offset_min)?;
        let periods = periods(&load, args.of.from.as_deref(), args.of.to.as_deref())?;
        let load = cut(load, &periods);
        let plan = Plan::new(&book, &args.tariff, &periods, &calendar, &customer);
        let plan = plan.map_err(|refusal| refusal.to_string())?;
        let bills = tariff::price(&plan, &customer, &load).map_err(|refusal| refusal.to_string())?;
        if args.of.json {
            print_json(&bills, &plan)?;
            continue;
        }
        println!("{}  {} / {}  {}", last.id, last.name_zh, last.name_en, path.display());
        for bill in &bills {
            print_bill(bill, &plan, args.explain);
        }
        print_total(&bills);
    }
    Ok(())
}

fn compare(args: &LoadArgs) -> Result<(), Failed> {
    let book = book(&args.pack)?;
    let customer = customer(args.customer.as_deref(), None)?;
    let calendar = calendar(&args.pack)?;
    let zone = book.versions().first().map_or(480, |it| it.zone_offset_min);
    for path in &args.load {
        let load = load(path, &customer, zone)?;
        let periods = periods(&load, args.from.as_deref(), args.to.as_deref())?;
        let load = cut(load, &periods);
        let used =
            Used { book: &book, calendar: &calendar, customer: &customer, load: &load, periods: &periods };
        let compared = compare_tariffs(&used);
        if args.json {
            println!("{}", serde_json::to_string_pretty(&compared).map_err(|error| error.to_string())?);
        } else {
            println!("{}", path.display());
            print_compared(&compared);
        }
    }
    Ok(())
}

/// A version by file, or by id and day.
fn named(name: &str, pack: &Path, book: &Book) -> Result<Tariff, Failed> {
    if let Some((id, day)) = name.split_once('@') {
        let day: Day = day.parse().map_err(|_| format!("{day:?} is not a day"))?;
        let found = book.in_force(id, day).map_err(|refusal| refusal.to_string())?;
        return Ok(Tariff::clone(found));
    }
    let mut alone: BTreeMap<String, String> =
        files(pack)?.into_iter().filter(|(name, _)| name.ends_with(".csv")).collect();
    alone.insert(format!("{name}.toml"), text_of(Path::new(name))?);
    let read = tariff::read(&alone).map_err(|refusals| in_lines(&refusals))?;
    read.versions().first().map(|it| Tariff::clone(it)).ok_or_else(|| format!("{name} is no tariff"))
}

fn diff(args: &DiffArgs) -> Result<(), Failed> {
    let book = book(&args.pack)?;
    let [one, other] = [named(&args.one, &args.pack, &book)?, named(&args.other, &args.pack, &book)?];
    for it in tariff::differences(&one, &other) {
        let said = |side: Option<String>| side.unwrap_or_else(|| "—".to_owned());
        let by = [it.change, it.percent].into_iter().flatten().collect::<Vec<_>>().join(", ");
        println!("{}  {} / {}", it.field, it.what_zh, it.what_en);
        println!("    - {}\n    + {} {}  {by}", said(it.before), said(it.after), it.unit);
    }
    if args.load.is_empty() {
        return Ok(());
    }
    let customer = customer(args.customer.as_deref(), one.classes.first().map(String::as_str))?;
    let calendar = calendar(&args.pack)?;
    for path in &args.load {
        let load = load(path, &customer, one.zone_offset_min)?;
        let periods = load.periods().map_err(|refusal| refusal.to_string())?;
        let mut fen = Vec::new();
        for version in [&one, &other] {
            // Both over the same days, whenever they begin to hold: what these customers would pay.
            let alone = as_if(version, &periods);
            let plan = Plan::new(&Book::of(alone), &version.id, &periods, &calendar, &customer);
            let bills = plan.and_then(|plan| tariff::price(&plan, &customer, &load));
            fen.push(bills.map(|bills| bills.iter().map(tariff::Bill::total_fen).sum::<i64>()));
        }
        super::tariff_tables::print_change(path, &fen);
    }
    Ok(())
}
