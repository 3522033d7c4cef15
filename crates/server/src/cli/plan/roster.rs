//! A roster from the command line: a hall of the pack and so many clerks.

use api::HallDesign;
use clap::Args;
use kernel::Day;
use pack::Pack;
use planning::roster::{RosterEffort, roster as rostered};
use planning::staff::{Per, Target};

use super::console::Console;
use super::hall::{curve, setting};
use super::{Common, print_json, said, table};
use crate::cli::Failed;
use crate::cli::init::read_pack;
use crate::planning::footfall::kind_word;
use crate::planning::hall as model;
use crate::planning::roster::{Needed, Worker, busiest, days_of, month, question};

/// What to roster.
#[derive(Args)]
pub(in crate::cli) struct RosterArgs {
    #[command(flatten)]
    common: Common,
    /// The hall, by its code in the pack.
    #[arg(long, value_name = "CODE")]
    hall: String,
    /// The month, such as 2026-11.
    #[arg(long, value_name = "MONTH")]
    month: String,
    /// How many clerks there are.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=60))]
    people: u32,
}

pub(super) fn roster(args: &RosterArgs) -> Result<(), Failed> {
    let pack = read_pack(&args.common.pack)?;
    let month = month(&args.month).map_err(|it| said(&it))?;
    let console = Console::watch(None)?;
    let needs = needs(&pack, args, month, &console)?;
    let worker = |n: u32| Worker { key: format!("P{n:02}"), comprehensive: true, off: Vec::new() };
    let workers: Vec<Worker> = (1..=args.people).map(worker).collect();
    let asked = question(&pack, month, &workers, |day| {
        let key = (kind_word(&pack, day), day.weekday());
        needs.iter().find(|(known, _)| *known == key).map(|(_, needed)| needed.clone()).unwrap_or_default()
    });
    let effort = RosterEffort { seed: args.common.seed, ..RosterEffort::default() };
    let answer = rostered(&asked, effort, &console).map_err(|refusal| said(&crate::Refused::of(&refusal)))?;
    console.clear();
    if args.common.json {
        print_json(&answer);
        return Ok(());
    }
    let days = days_of(month);
    let head: Vec<String> =
        std::iter::once(String::new()).chain(days.iter().map(|day| day.day_of_month().to_string())).collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let row = |person: usize| {
        let cell = |day: usize| {
            let work = answer.roster.assignments.iter().find(|it| (it.person, it.day) == (person, day));
            work.map_or("·".to_owned(), |it| asked.shifts[it.shift].code.clone())
        };
        std::iter::once(asked.people[person].key.clone()).chain((0..days.len()).map(cell)).collect()
    };
    table::print(&head, &(0..asked.people.len()).map(row).collect::<Vec<Vec<String>>>());
    println!(
        "\n代价 price {} (下界 bound {}, 差距 gap {:.2} %); 缺人 short {} 段 runs",
        answer.price.total,
        answer.bound,
        answer.gap * 100.0,
        answer.short.len()
    );
    Ok(())
}

type Needs = Vec<((&'static str, i8), Needed)>;

fn needs(pack: &Pack, args: &RosterArgs, month: Day, console: &Console) -> Result<Needs, Failed> {
    let days = days_of(month);
    let target = Target { share: 0.9, wait_min: 15.0, per: Per::Hour };
    let plain =
        HallDesign { counters: None, kiosks: None, one_for_all: None, customers_pm: None, online_pm: None };
    let mut found = Needs::new();
    for (key, day) in busiest(pack, &days) {
        let setting = setting(pack, &args.hall, *day)?;
        let closed = setting.hours.as_ref().is_none_or(|hours| hours.spans.is_empty());
        if closed || setting.plan.counters.is_empty() {
            continue;
        }
        let hall = model::hall(pack, &setting, &plain).map_err(|it| said(&it))?;
        let work = model::work(&hall, &model::spans(&setting).map_err(|it| said(&it))?);
        let mut needed = Needed::new();
        for (from_min, day) in work.days(setting.plan.counters.len() as u32) {
            needed.push((from_min, curve(&day, &target, args.common.seed, console)?.counters));
        }
        found.push((key, needed));
    }
    Ok(found)
}
