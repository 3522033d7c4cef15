//! One hall from the command line, as the pack has it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{HallDesign, Lang};
use centre::weather::{DayWeather, WeatherRefusal, read_weather};
use clap::Args;
use floor::Setting;
use kernel::{Day, HallId};
use pack::Pack;
use planning::hall::{Ask, Estimate, simulate as simulated};
use planning::staff::{Effort, Per, PlayedDays, SLOT_MIN, StaffDay, Target, staff as staffed};

use super::console::Console;
use super::{Common, print_json, said, table, text_of};
use crate::cli::Failed;
use crate::cli::init::read_pack;
use crate::planning::{footfall as past, hall as model};

/// Days that counters are played on, and how often the judge is asked.
const PLAYED: u32 = 200;
const ASKS: u64 = 200;

/// Which hall on which day.
#[derive(Args)]
pub(in crate::cli) struct OneHall {
    #[command(flatten)]
    pub(super) common: Common,
    /// The hall, by its code in the pack.
    #[arg(long, value_name = "CODE")]
    hall: String,
    /// The day, such as 2026-10-12.
    #[arg(long, value_name = "DAY")]
    day: String,
}

/// What to play.
#[derive(Args)]
pub(in crate::cli) struct HallArgs {
    #[command(flatten)]
    of: OneHall,
    /// How often the day is played.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    days: u32,
    /// Counters that are staffed [default: all of the plan].
    #[arg(long)]
    counters: Option<i64>,
    /// Kiosks [default: those of the plan].
    #[arg(long)]
    kiosks: Option<i64>,
    /// Customers, in per mille of the usual.
    #[arg(long, value_name = "PM")]
    customers: Option<i64>,
    /// One clerk does all services.
    #[arg(long)]
    one_for_all: bool,
}

/// What to staff.
#[derive(Args)]
pub(in crate::cli) struct StaffArgs {
    #[command(flatten)]
    of: OneHall,
    /// How many in a thousand are to wait no longer than --within.
    #[arg(long, default_value_t = 900, value_parser = clap::value_parser!(u32).range(1..=999))]
    target: u32,
    /// Minutes.
    #[arg(long, default_value_t = 15)]
    within: u32,
}

/// What to forecast.
#[derive(Args)]
pub(in crate::cli) struct FootfallArgs {
    #[command(flatten)]
    of: OneHall,
    /// Days ahead, from --day on.
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=92))]
    days: u32,
    /// The city's weather as CSV (日期,平均气温,降水 or day,mean_c,rain_mm): of days before --day and from it on.
    #[arg(long, value_name = "FILE")]
    weather: Option<PathBuf>,
}

/// The hall of a pack on a day.
pub(super) fn setting(pack: &Pack, code: &str, day: Day) -> Result<Setting, Failed> {
    let n = pack.halls.iter().position(|hall| hall.code == code);
    let n = n.ok_or_else(|| format!("没有这个营业厅 / there is no hall {code}"))?;
    let plan = floor::setup::first_plan(pack, &pack.halls[n], day);
    let plan = plan.ok_or_else(|| format!("{code}: no standard of its grade"))?;
    let hours = plan.hours_on(&pack.working_calendar(), day);
    let hours =
        hours.map_err(|_| said(&crate::Refused::new("calendar_unpublished").rule(day.year().to_string())))?;
    let id = HallId(i64::try_from(n).unwrap_or(0) + 1);
    Setting::of(pack, id, code, Arc::new(plan), Some(hours), day)
        .ok_or_else(|| format!("{day}: a rule of the pack has no value"))
}

pub(super) fn day_of(text: &str) -> Result<Day, Failed> {
    text.parse().map_err(|_| format!("{text:?} 不是日期 / is not a day"))
}

fn of(args: &OneHall) -> Result<(Pack, Setting), Failed> {
    let pack = read_pack(&args.common.pack)?;
    let setting = setting(&pack, &args.hall, day_of(&args.day)?)?;
    Ok((pack, setting))
}

fn minutes(it: Option<Estimate>) -> String {
    it.map_or_else(
        || "–".to_owned(),
        |it| format!("{:.1} ±{:.1}", it.value / 60.0, it.half.unwrap_or(0.0) / 60.0),
    )
}

pub(super) fn simulate(args: &HallArgs) -> Result<(), Failed> {
    let (pack, setting) = of(&args.of)?;
    let design = HallDesign {
        counters: args.counters,
        kiosks: args.kiosks,
        one_for_all: args.one_for_all.then_some(true),
        customers_pm: args.customers,
        online_pm: None,
    };
    let hall = model::hall(&pack, &setting, &design).map_err(|it| said(&it))?;
    let console = Console::watch(None)?;
    let ask = Ask { seed: args.of.common.seed, days: args.days, ..Ask::default() };
    let outcome = simulated(&hall, &ask, &console).map_err(|refusal| refusal.to_string())?;
    console.clear();
    if args.of.common.json {
        print_json(&outcome);
        return Ok(());
    }
    let row = |name: &str, it: &planning::hall::Figures| {
        let share = it.left_share.map_or_else(|| "–".to_owned(), |it| format!("{:.1}%", it.value * 100.0));
        let came = it.came.map_or(0.0, |it| it.value);
        vec![name.to_owned(), format!("{came:.1}"), minutes(it.wait_s), minutes(it.wait_p90_s), share]
    };
    let mut rows = vec![row("全部 all", &outcome.all)];
    rows.extend(hall.segments.iter().zip(&outcome.segments).map(|(of, it)| row(&of.name, it)));
    table::print(
        &["客户 customers", "人数 a day", "平均等候 mean wait, min", "九成 P90, min", "离开 left"],
        &rows,
    );
    let busy = outcome.utilisation.map_or(0.0, |it| it.value * 100.0);
    let cost = outcome.cost_fen.map_or(0.0, |it| it.value);
    println!("\n窗口忙 counters busy {busy:.0} %; 每日 a day {} 元 yuan", table::yuan(cost.round() as i64));
    println!("{}", model::source(&pack, Lang::Zh).text);
    Ok(())
}

pub(super) fn staff(args: &StaffArgs) -> Result<(), Failed> {
    let (pack, setting) = of(&args.of)?;
    let plain =
        HallDesign { counters: None, kiosks: None, one_for_all: None, customers_pm: None, online_pm: None };
    let hall = model::hall(&pack, &setting, &plain).map_err(|it| said(&it))?;
    let work = model::work(&hall, &model::spans(&setting).map_err(|it| said(&it))?);
    let target =
        Target { share: f64::from(args.target) / 1000.0, wait_min: f64::from(args.within), per: Per::Hour };
    let console = Console::watch(None)?;
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for (from_min, day) in work.days(setting.plan.counters.len() as u32) {
        let plan = curve(&day, &target, args.of.common.seed, &console)?;
        for (n, counters) in (0_i64..).zip(&plan.counters) {
            let at = from_min + n * i64::from(SLOT_MIN);
            let (visitors, formula) = (day.visitors[n as usize], plan.formula.counters[n as usize]);
            rows.push(vec![
                format!("{:02}:{:02}", at / 60, at % 60),
                format!("{visitors:.1}"),
                formula.to_string(),
                counters.to_string(),
            ]);
        }
        all.push(plan);
    }
    console.clear();
    if args.of.common.json {
        print_json(&all);
        return Ok(());
    }
    table::print(&["时刻 from", "客户 customers", "公式 formula", "窗口 counters"], &rows);
    for plan in &all {
        println!(
            "\n窗口刻钟 counter-quarters {} (下界 bound {}; 公式 formula {} misses {} h); P90 {:.1} min",
            plan.counter_quarters,
            plan.bound,
            plan.formula.counter_quarters,
            plan.formula.missed,
            plan.waits.p90_min
        );
    }
    Ok(())
}

/// The counters of a span of opening.
pub(super) fn curve(
    day: &StaffDay,
    target: &Target,
    seed: u64,
    console: &Console,
) -> Result<planning::staff::Staffing, Failed> {
    let judge = PlayedDays::new(day, target, PLAYED, seed);
    let effort = Effort { asks: ASKS, seed, ..Effort::default() };
    staffed(day, target, &judge, effort, console).map_err(|refusal| said(&crate::Refused::of(&refusal)))
}

/// The weather of a file; every line that is wrong is named.
fn weather(file: &Path, today: Day) -> Result<Vec<DayWeather>, Failed> {
    let bad = |refusal: &WeatherRefusal| {
        let refused = crate::Refused::of(refusal);
        let line = refused.line.map_or_else(String::new, |line| format!("{line}:"));
        format!("{}:{line} {}", file.display(), said(&refused))
    };
    let all = |refused: Vec<WeatherRefusal>| refused.iter().map(bad).collect::<Vec<String>>().join("\n");
    read_weather(&text_of(file)?, today).map_err(all)
}

pub(super) fn footfall(args: &FootfallArgs) -> Result<(), Failed> {
    let (pack, setting) = of(&args.of)?;
    let history = past::example(&pack, &setting.plan, setting.hall, setting.day.plus(-1));
    let next = past::next(&pack, &setting.plan, setting.day, args.days as i32);
    let question = planning::footfall::Question { history, next, online: Vec::new() };
    let weather = args.weather.as_deref().map_or(Ok(Vec::new()), |file| weather(file, setting.day))?;
    let told = planning::footfall::forecast(&[question], &past::calendar(&pack, weather)).pop();
    let told = told.expect("one question has one answer").map_err(|it| said(&crate::Refused::of(&it)))?;
    if args.of.common.json {
        print_json(&told);
        return Ok(());
    }
    let rows: Vec<Vec<String>> = told
        .days
        .iter()
        .map(|it| {
            let people = &it.people;
            vec![
                it.day.to_string(),
                past::kind_word(&pack, it.day).to_owned(),
                format!("{:.0}", people.mean),
                format!("{:.0}–{:.0}", people.p10, people.p90),
            ]
        })
        .collect();
    table::print(&["日期 day", "类型 kind", "人数 people", "十之八 8 in 10"], &rows);
    println!("\n示例 example: 由配置包的到厅规律生成 made from the pack's arrivals");
    Ok(())
}
