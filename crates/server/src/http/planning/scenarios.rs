//! The city of the pack, and scenarios: listed, made, looked at, changed, taken away.

use std::collections::HashMap;
use std::sync::Arc;

use api::routes::{AddAScenario, ChangeAScenario, GetPlanCity, GetScenario, ListScenarios, RemoveScenario};
use api::{Done, PlanCity, RunBrief, Scenario, ScenarioBrief, Scenarios};
use centre::runs::{Run, runs_of};
use centre::scenarios::{
    AddScenario, Body, ChangeScenario, SetSite, add_scenario, change_scenario, remove_scenario, scenario,
    scenarios,
};
use kernel::{HallId, ScenarioId, StaffId};
use planning::site::city::Point;

use super::runs::run_brief;
use super::view;
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(city).on(list).on(add).on(get).on(change).on(remove)
}

async fn city(app: Arc<App>, ask: Ask<GetPlanCity>) -> Result<PlanCity, Refused> {
    let body = Body::of(crate::planning::city::of_today(&app).await?);
    view::city(&app, &body, ask.lang).await
}

type Names = HashMap<StaffId, String>;

fn brief(found: centre::scenarios::Scenario, runs: Vec<RunBrief>, names: &Names) -> ScenarioBrief {
    ScenarioBrief {
        id: found.id,
        name: found.name,
        version: found.version,
        author: names.get(&found.author).cloned().unwrap_or_default(),
        changed_us: found.changed_at,
        runs,
    }
}

async fn list(app: Arc<App>, _: Ask<ListScenarios>) -> Result<Scenarios, Refused> {
    let org = app.org;
    let found = app
        .read(move |tx| {
            let scenarios = scenarios(tx, org)?;
            let with_runs = scenarios.into_iter().map(|it| Ok((runs_of(tx, org, it.id)?, it)));
            with_runs.collect::<Result<Vec<(Vec<Run>, _)>, _>>()
        })
        .await?;
    let names = view::names(&app, found.iter().map(|(_, it)| it.author)).await?;
    let briefs = found.into_iter().map(|(runs, it)| {
        let runs = runs.iter().map(|run| run_brief(&app, run, None)).collect();
        brief(it, runs, &names)
    });
    Ok(Scenarios { scenarios: briefs.collect() })
}

/// A scenario with its city and runs.
async fn whole(app: &Arc<App>, id: ScenarioId, lang: api::Lang) -> Result<Scenario, Refused> {
    let org = app.org;
    let found = app
        .read(move |tx| {
            let Some((found, body)) = scenario(tx, org, id)? else { return Ok(None) };
            Ok(Some((found, body, runs_of(tx, org, id)?)))
        })
        .await?;
    let (found, body, runs) = found.ok_or(Refused::new("scenario_unknown"))?;
    let names = view::names(app, [found.author].into_iter()).await?;
    let runs = runs.iter().map(|run| run_brief(app, run, None)).collect();
    Ok(Scenario {
        brief: brief(found, runs, &names),
        settings: view::settings(&body),
        city: view::city(app, &body, lang).await?,
    })
}

async fn get(app: Arc<App>, ask: Ask<GetScenario>) -> Result<Scenario, Refused> {
    whole(&app, ask.path.scenario, ask.lang).await
}

async fn add(app: Arc<App>, ask: Ask<AddAScenario>) -> Result<Scenario, Refused> {
    let staff = ask.caller.staff()?;
    let city = crate::planning::city::of_today(&app).await?;
    let input = AddScenario { name: ask.body.name, copy: ask.body.copy };
    let actor = ask.caller.actor();
    let made = app
        .write("add_scenario", HallId::ORG, actor, &ask.request, move |tx, cx| {
            add_scenario(tx, cx, staff, &input, &city)
        })
        .await?;
    whole(&app, made.id, ask.lang).await
}

async fn change(app: Arc<App>, ask: Ask<ChangeAScenario>) -> Result<Scenario, Refused> {
    let (id, actor, sent) = (ask.path.scenario, ask.caller.actor(), ask.body);
    #[allow(clippy::cast_precision_loss, reason = "metres of a map")]
    let site = |it: api::SetSite| SetSite {
        site: it.site,
        rule: it.rule,
        grade: it.grade,
        at: Point { x_m: it.x_m as f64, y_m: it.y_m as f64 },
    };
    let input = ChangeScenario {
        scenario: id,
        version: sent.version,
        name: sent.name,
        ask: sent.settings.map(view::ask),
        sites: sent.sites.unwrap_or_default().into_iter().map(site).collect(),
    };
    app.write("change_scenario", HallId::ORG, actor, &ask.request, move |tx, cx| {
        change_scenario(tx, cx, &input)
    })
    .await?;
    whole(&app, id, ask.lang).await
}

async fn remove(app: Arc<App>, ask: Ask<RemoveScenario>) -> Result<Done, Refused> {
    let id = ask.path.scenario;
    app.write("remove_scenario", HallId::ORG, ask.actor(), &ask.request, move |tx, cx| {
        remove_scenario(tx, cx, id)
    })
    .await?;
    Ok(Done { done: true })
}
