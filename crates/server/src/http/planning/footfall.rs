//! The footfall of a hall: what it was, what it will be, what the forecast is made of, how well such ones did.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::routes::GetFootfall;
use api::{
    Footfall, FootfallBacktest, FootfallDay, FootfallForecast, FootfallHour, FootfallPart, Lang, Sourced,
};
use centre::weather::{DayWeather, weather};
use floor::HallPlan;
use kernel::{Day, HallId};
use pack::Pack;
use planning::footfall::{
    BacktestPlan, Basis, Calendar, DayForecast, Forecast, History, NextDay, Question, backtest, forecast,
};

use super::halls::compute;
use super::view::pm;
use super::weather::weather_day;
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::planning::footfall as model;
use crate::{App, Refused};

/// Days ahead when nothing is said, and at most.
const DAYS: i64 = 28;
const DAYS_MAX: i64 = 92;
/// Days of history that are drawn.
const DRAWN: usize = 120;
/// The trial: two weeks ahead from each of four origins.
const TRIAL: BacktestPlan = BacktestPlan { horizon_days: 14, origins: 4, step_days: 14 };
/// The trial needs so many days before its first origin.
const TRIAL_DAYS: usize = 140;

/// What is known of the weather, by days.
type Skies = BTreeMap<Day, DayWeather>;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(footfall)
}

/// A history, and whether it is an example for want of figures.
pub(super) async fn history(
    app: &App,
    hall: HallId,
    plan: &HallPlan,
    until: Day,
) -> Result<(History, bool), Refused> {
    let (org, zone) = (app.org, app.zone);
    let range = (until.plus(-model::BACK), until);
    let counts = app.read(move |tx| floor::observe::footfall(tx, org, hall, range, zone)).await?;
    let own = model::counted(&app.pack, plan, hall, &counts, until);
    if model::counted_days(&own) >= model::COUNTED_MIN {
        return Ok((own, false));
    }
    Ok((model::example(&app.pack, plan, hall, until), true))
}

async fn footfall(app: Arc<App>, ask: Ask<GetFootfall>) -> Result<Footfall, Refused> {
    let days = ask.query.days.unwrap_or(DAYS);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refused::new("query_wrong").at("days").rule(format!("1–{DAYS_MAX}")));
    }
    let (hall, today) = (ask.path.hall, app.today());
    let setting = app.live.today(&app, hall).await?;
    let (past, example) = history(&app, hall, &setting.plan, today.plus(-1)).await?;
    let next = model::next(&app.pack, &setting.plan, today, days as i32);
    if next.is_empty() {
        return Err(Refused::new("footfall_calendar_unknown").rule(today.year().to_string()));
    }
    let (org, range) = (app.org, (today.plus(-model::BACK), today.plus(days as i32)));
    let known = app.read(move |tx| weather(tx, org, range)).await?;
    let skies: Skies = known.into_iter().map(|it| (it.weather.day, it.weather)).collect();
    let calendar = model::calendar(&app.pack, skies.values().copied());
    let pack = Arc::clone(&app.pack);
    let source = source(&pack, example, ask.lang);
    compute(move || {
        let told = foretold(&past, next, &calendar)?;
        let trial = tried(&past, &calendar);
        Ok(wire(&pack, &past, &skies, &told, trial, example, source))
    })
    .await
}

/// The forecast of one hall by itself.
pub(super) fn foretold(past: &History, next: Vec<NextDay>, calendar: &Calendar) -> Result<Forecast, Refused> {
    let question = Question { history: past.clone(), next, online: Vec::new() };
    let told = forecast(&[question], calendar).pop().expect("one question has one answer");
    told.map_err(|refusal| Refused::of(&refusal))
}

fn tried(past: &History, calendar: &Calendar) -> Option<FootfallBacktest> {
    if past.days.len() < TRIAL_DAYS {
        return None;
    }
    let score = backtest(std::slice::from_ref(past), &[], calendar, TRIAL).ok()?.pop()?.score;
    Some(FootfallBacktest {
        origins: i64::from(TRIAL.origins),
        mase: score.mase(),
        naive_mase: score.naive_mase(),
        covered_pm: pm(score.coverage90_spread() - score.coverage10_spread()),
    })
}

fn source(pack: &Pack, example: bool, lang: Lang) -> Sourced {
    if !example {
        let text = if lang == Lang::Zh { "本厅取号记录" } else { "Numbers given in this hall" };
        return Sourced { text: text.into(), certainty: "S".into(), source: text.into() };
    }
    let text = match lang {
        Lang::Zh => "示例：本厅尚无足够记录，由公司配置包的到厅规律生成",
        Lang::En => "Example: made from the pack's arrivals, for this hall has too few records",
    };
    Sourced { text: text.into(), certainty: "E".into(), source: pack.arrivals.source.clone() }
}

fn wire(
    pack: &Pack,
    past: &History,
    skies: &Skies,
    told: &Forecast,
    backtest: Option<FootfallBacktest>,
    example: bool,
    source: Sourced,
) -> Footfall {
    let drawn = past.days.iter().skip(past.days.len().saturating_sub(DRAWN));
    let history = drawn.map(|it| FootfallDay {
        day: it.day,
        people: it.came().filter(|_| !it.spans.is_empty()),
        outlier: told.outliers.contains(&it.day),
    });
    let basis = match told.basis {
        Basis::Own => "own",
        Basis::OwnAndKin => "own_and_kin",
        Basis::Kin => "kin",
    };
    Footfall {
        hall: past.hall,
        history: history.collect(),
        days: told.days.iter().map(|it| day(pack, it, skies.get(&it.day))).collect(),
        backtest,
        basis: basis.to_owned(),
        learnt_days: i64::from(told.learnt_days),
        weather_days: past.days.iter().filter(|it| it.came().is_some() && skies.contains_key(&it.day)).count()
            as i64,
        example,
        source,
    }
}

fn day(pack: &Pack, it: &DayForecast, sky: Option<&DayWeather>) -> FootfallForecast {
    let parts = it.parts.iter().flat_map(|parts| {
        let level = FootfallPart { code: "level".into(), value: parts.level };
        let factors = parts.factors().into_iter();
        let factors = factors.map(|(code, value)| FootfallPart { code: code.to_owned(), value });
        std::iter::once(level).chain(factors)
    });
    let hour = |it: &planning::footfall::HourForecast| FootfallHour {
        hour: i64::from(it.hour),
        people: it.people.mean,
        p10: it.people.p10,
        p90: it.people.p90,
    };
    FootfallForecast {
        day: it.day,
        kind: model::kind_word(pack, it.day).to_owned(),
        people: it.people.mean,
        p10: it.people.p10,
        p50: it.people.p50,
        p90: it.people.p90,
        parts: parts.collect(),
        hours: it.hours.iter().map(hour).collect(),
        weather: sky.map(weather_day),
    }
}
