//! The city planned from the command line.

use std::path::{Path, PathBuf};

use clap::Args;
use kernel::{Grade, Refuse as _};
use planning::site::city::{ByDay, City, CityRefusal, Effort, Plan, Sizing, plan_with};

use super::console::Console;
use super::{Common, print_json, table, text_of};
use crate::cli::Failed;
use crate::cli::init::read_pack;
use crate::planning::many::{front_of, shift_of};
use crate::planning::{Beside, city, refusal_words};

/// Which city, and how hard to search.
#[derive(Args)]
pub(in crate::cli) struct CityArgs {
    #[command(flatten)]
    common: Common,
    /// A city of one's own instead of the pack's, as JSON or TOML: what --city writes, with changes.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// How hard to search: 1 to 10.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10))]
    effort: u32,
    /// Stop after so many seconds with the best so far.
    #[arg(long, value_name = "SECONDS")]
    limit: Option<u64>,
    /// Most yearly cost of all halls, in yuan.
    #[arg(long, value_name = "YUAN")]
    budget: Option<i64>,
    /// Write the whole answer as JSON.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Which city to plan.
#[derive(Args)]
pub(in crate::cli) struct SiteArgs {
    #[command(flatten)]
    of: CityArgs,
    /// Write the city that is planned, to be changed and given back with --scenario.
    #[arg(long, value_name = "FILE")]
    city: Option<PathBuf>,
    /// Share of the payments now made in halls that goes online, in per mille.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=950))]
    online: u32,
}

fn city_of(args: &CityArgs) -> Result<City, Failed> {
    let mut city = match &args.scenario {
        Some(path) => read_city(path)?,
        None => {
            let pack = read_pack(&args.common.pack)?;
            let grade = |code: &str| pack.hall(code).map(|hall| hall.grade);
            city::of_pack(&pack, grade)
        }
    };
    city.seed = args.common.seed;
    let plain = Effort::default();
    let scaled = |n: u32| (n * args.effort).div_ceil(3);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u32;
    city.effort = Effort {
        starts: scaled(plain.starts),
        bound_rounds: scaled(plain.bound_rounds),
        nodes: scaled(plain.nodes),
        threads,
        ..plain
    };
    if let Some(yuan) = args.budget {
        city.constraints.yearly_max = Some(yuan.saturating_mul(100));
    }
    Ok(city)
}

fn read_city(path: &Path) -> Result<City, Failed> {
    let text = text_of(path)?;
    let toml = path.extension().is_some_and(|end| end == "toml");
    let read = if toml {
        toml::from_str(&text).map_err(|error| error.to_string().trim().to_owned())
    } else {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    };
    read.map_err(|error: String| format!("{}: {error}", path.display()))
}

fn write(path: &Path, value: &impl serde::Serialize) -> Result<(), Failed> {
    let text = serde_json::to_string_pretty(value).expect("an answer is plain data");
    std::fs::write(path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))
}

/// A refusal in both languages, with what would help.
fn refused(refusal: &CityRefusal) -> Failed {
    let in_words = |lang| {
        let words = refusal_words(Some(refusal), lang);
        let help = words.relaxation.map_or_else(String::new, |help| format!(" → {help}"));
        format!("{}{help}", words.message)
    };
    format!(
        "[{}] {}\n{}",
        refusal_words(Some(refusal), api::Lang::En).code,
        in_words(api::Lang::Zh),
        in_words(api::Lang::En)
    )
}

/// Asks the planner, with halls sized by the pack's day, as somebody at the terminal watches.
fn sized<T>(
    args: &CityArgs,
    city: &City,
    ask: impl FnOnce(Option<&dyn Sizing>, &Beside, &Console) -> Result<T, CityRefusal>,
) -> Result<T, Failed> {
    let beside = Beside::of(&read_pack(&args.common.pack)?);
    let days = beside.days().map_err(|refusal| format!("{}: {refusal:?}", refusal.code()))?;
    let by_day = city.staffing.as_ref().map(|staffing| ByDay { days: &days, staffing });
    let console = Console::watch(args.limit)?;
    let answer = ask(by_day.as_ref().map(|it| it as &dyn Sizing), &beside, &console);
    console.clear();
    answer.map_err(|refusal| refused(&refusal))
}

pub(super) fn site(args: &SiteArgs) -> Result<(), Failed> {
    let mut city = city_of(&args.of)?;
    let online = &mut city.habits.payment.online;
    *online += (1.0 - *online) * f64::from(args.online) / 1000.0;
    if let Some(path) = &args.city {
        write(path, &city)?;
    }
    let plan = sized(&args.of, &city, |sizing, _, console| plan_with(&city, sizing, &[], console))?;
    if let Some(path) = &args.of.out {
        write(path, &plan)?;
    }
    if args.of.common.json {
        print_json(&plan);
    } else {
        print_plan(&city, &plan);
    }
    Ok(())
}

fn letter(grade: Option<Grade>) -> String {
    grade.map_or("–", Grade::as_str).to_owned()
}

fn print_plan(city: &City, plan: &Plan) {
    let name = |id: &str| {
        city.sites.iter().find(|site| site.id == id).map_or(id, |site| site.name.as_str()).to_owned()
    };
    let (was, is) = (plan.access_before.unwrap_or_default(), plan.access_after);
    let figure = |what: &str, before: String, after: String| vec![what.to_owned(), before, after];
    let min = |min: f64| format!("{min:.1}");
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    table::print(
        &["指标 figure", "现状 now", "方案 plan"],
        &[
            figure(
                "年成本 cost a year, 元 yuan",
                table::yuan(plan.cost_before.yearly()),
                table::yuan(plan.cost_after.yearly()),
            ),
            figure("平均路程 mean way, min", min(was.mean_min), min(is.mean_min)),
            figure("15 分钟内 within 15 min", percent(was.within_15), percent(is.within_15)),
            figure("30 分钟内 within 30 min", percent(was.within_30), percent(is.within_30)),
            figure("最远一成 farthest tenth, min", min(was.worst_tenth_min), min(is.worst_tenth_min)),
            figure("老人 elders, min", min(was.elders_min), min(is.elders_min)),
            figure("等候 wait, min", min(was.wait_min), min(is.wait_min)),
        ],
    );
    println!(
        "\n一次性 once {} 元 yuan; 与最优差距 gap {:.3} %{}",
        table::yuan(plan.cost_after.change()),
        plan.bound.gap * 100.0,
        if plan.stopped { "; 提前停止 stopped" } else { "" }
    );
    let rows: Vec<Vec<String>> = plan
        .changes
        .iter()
        .map(|it| {
            vec![
                name(&it.site),
                format!("{} → {}", letter(it.before), letter(it.after)),
                format!("{:.0}", it.further.people),
                format!("{:.1}", it.further.minutes),
                format!("{:.0}%", it.further.over_65 * 100.0),
                format!("{:.0}", it.nearer.people),
                table::yuan(it.saves),
            ]
        })
        .collect();
    println!();
    table::print(
        &["网点 site", "等级 grade", "更远 further", "分钟 min", "65+", "更近 nearer", "年省 saves, 元"],
        &rows,
    );
}

pub(super) fn front(args: &CityArgs) -> Result<(), Failed> {
    let city = city_of(args)?;
    let front = sized(args, &city, |sizing, _, console| front_of(&city, sizing, console))?;
    if let Some(path) = &args.out {
        write(path, &front)?;
    }
    if args.common.json {
        print_json(&front);
        return Ok(());
    }
    let rows: Vec<Vec<String>> = front
        .points
        .iter()
        .map(|it| {
            vec![
                table::yuan(it.cost.yearly()),
                format!("{:.2}", it.access.mean_min),
                format!("{:.1}%", it.access.within_30 * 100.0),
                format!("{:.1}", it.access.worst_tenth_min),
                it.open.len().to_string(),
                format!("{:.2}", it.gap * 100.0),
            ]
        })
        .collect();
    table::print(
        &["年成本 cost, 元", "路程 way, min", "≤30 min", "最远一成 farthest", "网点 sites", "差距 gap, %"],
        &rows,
    );
    Ok(())
}

pub(super) fn online(args: &CityArgs) -> Result<(), Failed> {
    let city = city_of(args)?;
    let shift =
        sized(args, &city, |sizing, beside, console| shift_of(&city, sizing, &beside.terms, console))?;
    if let Some(path) = &args.out {
        write(path, &shift)?;
    }
    if args.common.json {
        print_json(&shift);
        return Ok(());
    }
    let rows: Vec<Vec<String>> = shift
        .steps
        .iter()
        .map(|it| {
            let (stays, adapts) = (&it.unchanged, &it.adapted);
            vec![
                format!("{:.0}%", it.share * 100.0),
                table::yuan(stays.cost_after.yearly()),
                table::yuan(adapts.cost_after.yearly()),
                format!("{:.1}", stays.access_after.mean_min),
                format!("{:.1}", adapts.access_after.mean_min),
                adapts.changes.len().to_string(),
            ]
        })
        .collect();
    table::print(
        &[
            "转线上 online",
            "不变成本 cost, 元",
            "调整后 adapted, 元",
            "路程 way, min",
            "调整后 min",
            "变动 changes",
        ],
        &rows,
    );
    Ok(())
}
