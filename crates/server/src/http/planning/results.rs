//! What runs came to: a plan, a front, a shift to online, and plans side by side.

use std::sync::Arc;

use api::routes::{ComparePlans, GetOnlineShift, GetParetoFront, GetPlanResult};
use api::{
    ComparedPlan, Comparison, Felt, Finding, FrontPoint, OnlineShift, OpenSite, ParetoFront, PlanResult,
    SiteDifference,
};
use centre::runs::{RunRow, result, run, snapshot};
use centre::scenarios::scenario;
use kernel::{RunId, RunState, RunWork};
use planning::site::city::{City, Plan};
use serde::de::DeserializeOwned;

use super::view::{About, before, figures, planned, whole};
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::planning::many::{Arrangement, Front, Shift};
use crate::planning::parsed;
use crate::{App, Refused};

/// Places that lose most, in a comparison.
const LOSERS: usize = 10;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(plan).on(compare).on(front).on(online)
}

/// A run that has an answer.
pub(super) struct Answered<T> {
    pub(super) run: centre::runs::Run,
    pub(super) scenario_name: String,
    pub(super) city: City,
    pub(super) answer: T,
}

/// The answer of a run of `work`.
pub(super) async fn answered<T: DeserializeOwned>(
    app: &App,
    id: RunId,
    work: RunWork,
) -> Result<Answered<T>, Refused> {
    let org = app.org;
    let found = app
        .read(move |tx| {
            let Some(RunRow { run, .. }) = run(tx, org, id)? else { return Ok(None) };
            let name = scenario(tx, org, run.scenario)?.map(|(it, _)| it.name);
            Ok(Some((run, name.unwrap_or_default(), snapshot(tx, org, id)?, result(tx, org, id)?)))
        })
        .await?;
    let Some((run, scenario_name, Some(city), json)) = found else { return Err(Refused::new("run_unknown")) };
    if run.asked.work != work {
        return Err(Refused::new("run_other_work").rule(run.asked.work.as_str()));
    }
    let json = match (run.state, json) {
        (RunState::Failed, _) => return Err(Refused::new("run_failed")),
        (_, None) => return Err(Refused::new("run_not_done").rule(run.state.as_str())),
        (_, Some(json)) => json,
    };
    Ok(Answered { answer: parsed(&json)?, run, scenario_name, city })
}

/// The plan of a run, on the wire.
pub(super) async fn result_of(app: &App, id: RunId) -> Result<PlanResult, Refused> {
    let it = answered::<Plan>(app, id, RunWork::Site).await?;
    let first = crate::planning::city::of_today(app).await?;
    Ok(about(app, &it, &first).await?.result(&it.answer))
}

async fn about<'a>(app: &App, it: &'a Answered<Plan>, first: &'a City) -> Result<About<'a>, Refused> {
    Ok(About {
        run: it.run.id,
        scenario: it.run.scenario,
        scenario_name: it.scenario_name.clone(),
        city: &it.city,
        first,
        halls: app.live.halls(app).await?,
    })
}

async fn plan(app: Arc<App>, ask: Ask<GetPlanResult>) -> Result<PlanResult, Refused> {
    result_of(&app, ask.path.run).await
}

/// The runs that a query names.
pub(super) fn runs_named(text: &str) -> Result<Vec<RunId>, Refused> {
    let wrong = || Refused::new("query_wrong").at("runs").rule("1,2,3");
    let runs: Vec<RunId> =
        text.split(',').map(|part| part.trim().parse().map_err(|_| wrong())).collect::<Result<_, _>>()?;
    let distinct: std::collections::HashSet<&RunId> = runs.iter().collect();
    if !(2..=4).contains(&runs.len()) || distinct.len() != runs.len() {
        return Err(Refused::new("compare_count").at("runs").rule("2–4"));
    }
    Ok(runs)
}

async fn compare(app: Arc<App>, ask: Ask<ComparePlans>) -> Result<Comparison, Refused> {
    comparison(&app, &ask.query.runs).await
}

/// Plans side by side.
pub(super) async fn comparison(app: &App, runs: &str) -> Result<Comparison, Refused> {
    let first = crate::planning::city::of_today(app).await?;
    let mut all = Vec::new();
    for id in runs_named(runs)? {
        all.push(answered::<Plan>(app, id, RunWork::Site).await?);
    }
    let mut plans = Vec::with_capacity(all.len());
    for it in &all {
        plans.push(compared(&about(app, it, &first).await?, &it.answer));
    }
    let now = before(&all[0].answer);
    let findings = findings(&plans);
    Ok(Comparison { now, findings, differences: differences(&all), plans })
}

fn compared(about: &About<'_>, plan: &Plan) -> ComparedPlan {
    let (mut losers, winners) = about.moved_people(plan);
    let (further, nearer) = (felt_together(&losers), felt_together(&winners));
    losers.truncate(LOSERS);
    ComparedPlan {
        run: about.run,
        scenario: about.scenario,
        scenario_name: about.scenario_name.clone(),
        gap_pm: plan.bound.gap * 1000.0,
        figures: planned(plan),
        changes: about.changes(plan),
        once_fen: plan.cost_after.change(),
        further,
        nearer,
        losers,
    }
}

/// How all of these feel it together: minutes and shares are means over people.
#[allow(clippy::cast_precision_loss, reason = "numbers of people")]
fn felt_together(places: &[api::PlaceOutcome]) -> Felt {
    let people: i64 = places.iter().map(|it| it.people).sum();
    if people == 0 {
        return Felt { people: 0, minutes: 0.0, over65_pm: 0 };
    }
    let mean = |of: &dyn Fn(&api::PlaceOutcome) -> f64| {
        places.iter().map(|it| it.people as f64 * of(it)).sum::<f64>() / people as f64
    };
    Felt {
        people,
        minutes: mean(&|it| it.minutes_now.map_or(0.0, |now| (it.minutes - now).abs())),
        over65_pm: whole(mean(&|it| it.over65_pm as f64)),
    }
}

/// Which plan is best in what; nothing where they are alike.
#[allow(clippy::cast_precision_loss, reason = "figures of a city")]
fn findings(plans: &[ComparedPlan]) -> Vec<Finding> {
    type Of = fn(&ComparedPlan) -> f64;
    let kinds: [(&str, Of); 6] = [
        ("least_cost", |it| it.figures.yearly_fen as f64),
        ("nearest", |it| it.figures.travel_mean_min),
        ("worst_tenth", |it| it.figures.worst_tenth_min),
        ("elders", |it| it.figures.elders_mean_min),
        ("shortest_wait", |it| it.figures.wait_mean_min),
        ("fewest_lose", |it| it.further.people as f64),
    ];
    let mut found = Vec::new();
    for (code, of) in kinds {
        let mut order: Vec<&ComparedPlan> = plans.iter().collect();
        order.sort_by(|a, b| of(a).total_cmp(&of(b)));
        if let [best, next, ..] = order[..]
            && of(best) < of(next)
        {
            found.push(Finding { code: code.to_owned(), run: best.run, value: of(best), next: of(next) });
        }
    }
    found
}

/// Sites that not all plans treat alike.
fn differences(all: &[Answered<Plan>]) -> Vec<SiteDifference> {
    let mut found = Vec::new();
    for (site, hall) in all[0].city.sites.iter().zip(&all[0].answer.halls) {
        let in_plan = |it: &Answered<Plan>| {
            let hall = it.answer.halls.iter().find(|hall| hall.site == site.id);
            hall.and_then(|hall| hall.after)
        };
        let grades: Vec<_> = all.iter().map(in_plan).collect();
        if grades.iter().any(|grade| *grade != grades[0]) {
            let (site, name) = (site.id.clone(), site.name.clone());
            found.push(SiteDifference { site, name, grade_now: hall.before, grades });
        }
    }
    found
}

async fn front(app: Arc<App>, ask: Ask<GetParetoFront>) -> Result<ParetoFront, Refused> {
    let it = answered::<Front>(&app, ask.path.run, RunWork::Front).await?;
    let point = |it: &Arrangement| FrontPoint {
        figures: figures(&it.access, &it.cost, it.counters, it.open.values().copied()),
        gap_pm: it.gap * 1000.0,
        open: it.open.iter().map(|(site, grade)| OpenSite { site: site.clone(), grade: *grade }).collect(),
    };
    Ok(ParetoFront { run: it.run.id, points: it.answer.points.iter().map(point).collect() })
}

async fn online(app: Arc<App>, ask: Ask<GetOnlineShift>) -> Result<OnlineShift, Refused> {
    let it = answered::<Shift>(&app, ask.path.run, RunWork::Online).await?;
    let steps = it.answer.steps.iter().map(|step| super::online::step(&it.city, step));
    Ok(OnlineShift { run: it.run.id, steps: steps.collect() })
}
