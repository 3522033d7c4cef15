//! Counters of a hall by quarters of an hour, for a target, and what one more buys.

use std::sync::Arc;

use api::routes::StaffAHall;
use api::{ExtraClerk, Sourced, StaffHour, StaffQuarter, StaffingCurve};
use kernel::Day;
use planning::staff::{
    Effort, Extra, Per, PlayedDays, SLOT_MIN, StaffDay, Staffing, Target, extra_clerks, staff,
};

use super::halls::{Deadline, compute, setting};
use super::view::seed;
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::planning::hall::{self as model, Work};
use crate::{App, Refused};

/// Days that the counters are played on.
const PLAYED: u32 = 200;
/// How often the judge is asked, so that a caller need not come back.
const ASKS: u64 = 120;
/// Clerks fewer and more that are looked at.
const EXTRA: std::ops::RangeInclusive<i32> = -1..=3;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(staffing)
}

async fn staffing(app: Arc<App>, ask: Ask<StaffAHall>) -> Result<StaffingCurve, Refused> {
    let sent = ask.body;
    let seed = seed(&app, &ask.request, sent.seed.as_deref())?;
    let setting = setting(&app, ask.path.hall, sent.day).await?;
    let design = api::HallDesign {
        counters: None,
        kiosks: None,
        one_for_all: None,
        customers_pm: sent.customers_pm,
        online_pm: None,
    };
    let hall = model::hall(&app.pack, &setting, &design)?;
    let target = target(sent.target_pm, sent.within_min)?;
    let clerk_fen = app.pack.planning.roster.clerk_yuan_per_hour * 100.0;
    let source = model::source(&app.pack, ask.lang);
    let work = model::work(&hall, &model::spans(&setting)?);
    let most = setting.plan.counters.len() as u32;
    let (day, within_min, target_pm) = (setting.day, target.wait_min as i64, sent.target_pm.unwrap_or(900));
    compute(move || {
        let parts = staffed(&work, most, &target, seed.unsigned_abs(), clerk_fen.round() as i64)?;
        Ok(curve(&parts, Head { seed, day, target_pm, within_min, source }))
    })
    .await
}

/// The target that was asked for.
pub(super) fn target(target_pm: Option<i64>, within_min: Option<i64>) -> Result<Target, Refused> {
    let (share, wait) = (target_pm.unwrap_or(900), within_min.unwrap_or(15));
    let wrong = |field: &str, rule: &str| Err(Refused::new("field_wrong").at(field).rule(rule));
    if !(1..=999).contains(&share) {
        return wrong("target_pm", "1–999");
    }
    if !(0..=240).contains(&wait) {
        return wrong("within_min", "0–240");
    }
    Ok(Target { share: share as f64 / 1000.0, wait_min: wait as f64, per: Per::Hour })
}

/// A span of opening with its counters.
struct Part {
    from_min: i64,
    day: StaffDay,
    staffing: Staffing,
    extra: Vec<Extra>,
}

fn staffed(work: &Work, most: u32, target: &Target, seed: u64, clerk_fen: i64) -> Result<Vec<Part>, Refused> {
    let watch = Deadline::soon();
    let one = |(from_min, day): (i64, StaffDay)| {
        let judge = PlayedDays::new(&day, target, PLAYED, seed);
        let effort = Effort { asks: ASKS, seed, ..Effort::default() };
        let staffing = staff(&day, target, &judge, effort, &watch).map_err(|it| Refused::of(&it))?;
        let extra = extra_clerks(&day, target, &judge, &staffing.counters, EXTRA, clerk_fen);
        Ok(Part { from_min, day, staffing, extra })
    };
    work.days(most).into_iter().map(one).collect()
}

/// What a curve is about.
struct Head {
    seed: i64,
    day: Day,
    target_pm: i64,
    within_min: i64,
    source: Sourced,
}

/// The spans of a day put together. Waits and shares are means over the customers of the spans.
fn curve(parts: &[Part], head: Head) -> StaffingCurve {
    let quarter = i64::from(SLOT_MIN);
    let mut quarters = Vec::new();
    let mut hours = Vec::new();
    for part in parts {
        let counters = part.staffing.counters.iter().zip(&part.staffing.formula.counters);
        quarters.extend((0..).zip(counters).zip(&part.day.visitors).map(
            |((n, (now, formula)), customers)| StaffQuarter {
                from_min: part.from_min + n * quarter,
                customers: *customers,
                formula: i64::from(*formula),
                counters: i64::from(*now),
            },
        ));
        hours.extend((0..).zip(&part.staffing.periods).map(|(n, it)| StaffHour {
            from_min: part.from_min + n * 60,
            customers: it.visitors,
            within_pm: it.within * 1000.0,
            within_low_pm: it.low * 1000.0,
            within_high_pm: it.high * 1000.0,
        }));
    }
    let sum = |of: fn(&Staffing) -> u32| parts.iter().map(|part| i64::from(of(&part.staffing))).sum();
    StaffingCurve {
        seed: head.seed.to_string(),
        day: head.day,
        target_pm: head.target_pm,
        within_min: head.within_min,
        quarters,
        hours,
        counter_quarters: sum(|it| it.counter_quarters),
        counter_quarters_bound: sum(|it| it.bound),
        formula_counter_quarters: sum(|it| it.formula.counter_quarters),
        formula_missed: sum(|it| it.formula.missed),
        wait_p50_min: mean(parts, |part| part.staffing.waits.p50_min),
        wait_p90_min: mean(parts, |part| part.staffing.waits.p90_min),
        extra: EXTRA.filter_map(|delta| extra(parts, delta)).collect(),
        source: head.source,
    }
}

/// A figure over all customers of a day.
fn mean(parts: &[Part], of: impl Fn(&Part) -> f64) -> f64 {
    let customers = |part: &Part| part.day.visitors.iter().sum::<f64>();
    let all: f64 = parts.iter().map(customers).sum();
    parts.iter().map(|part| customers(part) * of(part)).sum::<f64>() / all.max(1e-9)
}

/// So many clerks more in every span; nothing where some span does not allow them.
fn extra(parts: &[Part], delta: i32) -> Option<ExtraClerk> {
    let of = |part: &Part| part.extra.iter().find(|it| it.delta == delta).copied();
    let all: Vec<Extra> = parts.iter().map(of).collect::<Option<_>>()?;
    let share = |get: fn(&Extra) -> f64| mean(parts, |part| of(part).as_ref().map_or(0.0, get));
    Some(ExtraClerk {
        clerks: i64::from(delta),
        within_pm: share(|it| it.within) * 1000.0,
        worst_within_pm: all.iter().map(|it| it.worst_within).fold(1.0, f64::min) * 1000.0,
        missed: all.iter().map(|it| i64::from(it.missed)).sum(),
        wait_mean_min: share(|it| it.waits.mean_min),
        cost_fen: all.iter().map(|it| it.cost_fen).sum(),
    })
}
