//! Runs: asked for, looked at, followed, cancelled.

use std::sync::Arc;
use std::time::Duration;

use api::routes::{CancelRun, FollowRun, GetRun, StartARun};
use api::{Lang, ProgressPoint, Run, RunBrief, RunProgress};
use axum::response::Response;
use centre::runs::{Asked, Point, RunRow, StartRun, ahead, cancel_run, result, run, start_run};
use centre::scenarios::scenario;
use futures_util::stream;
use kernel::{HallId, RunId, RunState, RunWork};

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::sse::{self, Say};
use crate::planning::{parsed, refusal_words};
use crate::{App, Refused};

/// The effort that is asked for by whoever says nothing.
const EFFORT: i64 = 3;
/// Frames of a feed come no closer than this.
const APART: Duration = Duration::from_millis(200);

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(start).on(get).raw(follow).on(cancel)
}

/// A point on the wire; the gap is that of the best to the bound, by the best.
pub(super) fn point(it: Point) -> ProgressPoint {
    let gap = it.best.zip(it.bound).filter(|(best, _)| *best != 0.0);
    ProgressPoint {
        at_ms: it.at_ms,
        done: it.done,
        of: it.of,
        best: it.best,
        bound: it.bound,
        gap_pm: gap.map(|(best, bound)| ((best - bound) / best.abs() * 1000.0).max(0.0)),
    }
}

/// A run in a list. `last` is known of one that was read with its course.
pub(super) fn run_brief(app: &App, it: &centre::runs::Run, last: Option<Point>) -> RunBrief {
    let live = app.planner.course(it.id).and_then(|course| course.last());
    RunBrief {
        id: it.id,
        work: it.asked.work,
        version: it.version,
        state: it.state,
        asked_us: it.asked_at,
        ended_us: it.ended_at,
        last: live.or(last).map(point),
    }
}

async fn row(app: &App, id: RunId) -> Result<RunRow, Refused> {
    let org = app.org;
    app.read(move |tx| run(tx, org, id)).await?.ok_or(Refused::new("run_unknown"))
}

fn goes_on(state: RunState) -> bool {
    matches!(state, RunState::Queued | RunState::Running)
}

async fn whole(app: &Arc<App>, id: RunId, lang: Lang) -> Result<Run, Refused> {
    let org = app.org;
    let RunRow { run, series } = row(app, id).await?;
    let of = run.scenario;
    let (named, before, said) =
        app.read(move |tx| Ok((scenario(tx, org, of)?, ahead(tx, org, id)?, result(tx, org, id)?))).await?;
    let live = app.planner.course(id).map(|course| course.series()).filter(|series| !series.is_empty());
    let series = live.unwrap_or(series);
    let refusal = match (run.state, said) {
        (RunState::Failed, Some(json)) => Some(refusal_words(parsed::<Option<_>>(&json)?.as_ref(), lang)),
        _ => None,
    };
    Ok(Run {
        brief: run_brief(app, &run, series.last().copied()),
        scenario: run.scenario,
        scenario_name: named.map(|(it, _)| it.name).unwrap_or_default(),
        seed: run.asked.seed.to_string(),
        effort: run.asked.effort,
        limit_s: run.asked.limit_s,
        ahead: if run.state == RunState::Queued { before } else { 0 },
        series: series.into_iter().map(point).collect(),
        complete: run.complete,
        refusal,
    })
}

async fn get(app: Arc<App>, ask: Ask<GetRun>) -> Result<Run, Refused> {
    whole(&app, ask.path.run, ask.lang).await
}

/// Seconds that a run may take when nothing is said: some kinds of work are many plans.
fn limit_s(work: RunWork) -> i64 {
    match work {
        RunWork::Site => 120,
        RunWork::Front | RunWork::Online => 600,
    }
}

async fn start(app: Arc<App>, ask: Ask<StartARun>) -> Result<Run, Refused> {
    let (staff, actor, sent) = (ask.caller.staff()?, ask.caller.actor(), ask.body);
    let asked = Asked {
        work: sent.work,
        seed: super::view::seed(&app, &ask.request, sent.seed.as_deref())?,
        effort: sent.effort.unwrap_or(EFFORT),
        limit_s: sent.limit_s.unwrap_or_else(|| limit_s(sent.work)),
    };
    let input = StartRun { scenario: ask.path.scenario, version: sent.version, asked };
    let made = app
        .write("start_run", HallId::ORG, actor, &ask.request, move |tx, cx| start_run(tx, cx, staff, &input))
        .await?;
    app.planner.changed();
    whole(&app, made.id, ask.lang).await
}

async fn cancel(app: Arc<App>, ask: Ask<CancelRun>) -> Result<Run, Refused> {
    let id = ask.path.run;
    app.write("cancel_run", HallId::ORG, ask.actor(), &ask.request, move |tx, cx| cancel_run(tx, cx, id))
        .await?;
    if let Some(course) = app.planner.course(id) {
        course.stop_now();
    }
    app.planner.changed();
    whole(&app, id, ask.lang).await
}

async fn progress(app: &App, id: RunId) -> Result<RunProgress, Refused> {
    let org = app.org;
    let RunRow { run, series } = row(app, id).await?;
    let before = match run.state {
        RunState::Queued => app.read(move |tx| ahead(tx, org, id)).await?,
        _ => 0,
    };
    let brief = run_brief(app, &run, series.last().copied());
    Ok(RunProgress { state: run.state, ahead: before, last: brief.last })
}

/// The course of a run, again at every change, until it is over. Whoever comes back gets it as it stands.
async fn follow(app: Arc<App>, ask: Ask<FollowRun>) -> Result<Response, Refused> {
    let id = ask.path.run;
    row(&app, id).await?;
    let (changes, of) = (app.planner.watch(), Arc::clone(&app));
    let frames = stream::unfold(Some((changes, None)), move |state| {
        let app = Arc::clone(&of);
        async move {
            let (mut changes, before) = state?;
            loop {
                changes.borrow_and_update();
                let now = progress(&app, id).await.ok()?;
                if before.as_ref() != Some(&now) {
                    let json = serde_json::to_vec(&now).expect("progress is plain data");
                    let frame = Say::Frame(sse::event(None, Some("progress"), &json));
                    let next = goes_on(now.state).then_some((changes, Some(now)));
                    return Some((frame, next));
                }
                changes.changed().await.ok()?;
                // A planner tells more often than anybody can see.
                tokio::time::sleep(APART).await;
            }
        }
    });
    Ok(sse::stream(&app, frames))
}
