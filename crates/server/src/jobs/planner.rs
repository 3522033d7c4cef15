//! The planner at work: one run after another, each on threads of its own so that halls are served meanwhile.
//!
//! A run that is under way when the process ends, in whatever way, is taken up again from its stored snapshot and seed
//! at the next start. What it has come to is noted every few seconds, for whoever looks.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use centre::runs::{EndRun, Point, Run, RunRow, begin_run, end_run, note_progress, snapshot, take_next};
use kernel::{Actor, HallId, RunId};
use store::{Fail, Lane, Tx};
use tokio::sync::{Notify, watch};

use super::Course;
use crate::planning::{Beside, Outcome, answer};
use crate::{App, Refused};

/// How often it is noted where a run came to.
const NOTE_EVERY: Duration = Duration::from_secs(3);
/// How long nothing is tried after the store could not.
const REST: Duration = Duration::from_secs(5);

/// What the handlers and the worker have in common.
pub(crate) struct Planner {
    asked: Notify,
    now: Mutex<Option<(RunId, Arc<Course>)>>,
    told: watch::Sender<u64>,
}

impl Planner {
    /// A planner with nothing to do.
    pub(crate) fn new() -> Planner {
        Planner { asked: Notify::new(), now: Mutex::new(None), told: watch::Sender::new(0) }
    }

    /// Something was asked, or is wanted no more.
    pub(crate) fn changed(&self) {
        self.asked.notify_one();
        self.told.send_modify(|n| *n += 1);
    }

    /// The course of a run, if it is under way here.
    pub(crate) fn course(&self, run: RunId) -> Option<Arc<Course>> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.as_ref().filter(|(id, _)| *id == run).map(|(_, course)| Arc::clone(course))
    }

    /// Changes whenever any run comes further, begins or ends.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }

    fn set(&self, now: Option<(RunId, Arc<Course>)>) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
        self.told.send_modify(|n| *n += 1);
    }
}

/// Works on one run after another until the server closes.
pub(crate) async fn work(app: Arc<App>) {
    let closing = || *app.closing.borrow();
    while !closing() {
        let org = app.org;
        let rest = match app.read(move |tx| take_next(tx, org)).await {
            Ok(Some(run)) => {
                let id = run.id;
                let Err(refused) = one(&app, run).await else { continue };
                tracing::error!(run = id.0, code = refused.code, "a run of the planner could not be kept");
                REST
            }
            Ok(None) => {
                tokio::select! {
                    () = app.planner.asked.notified() => {}
                    () = app.closed() => {}
                }
                continue;
            }
            Err(_) => REST,
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = app.closed() => {}
        }
    }
}

/// Works on one run. Ends early, and without an answer, when the server closes.
async fn one(app: &Arc<App>, run: Run) -> Result<(), Refused> {
    let (org, id, now) = (app.org, run.id, app.now());
    if !note(app, move |tx| begin_run(tx, org, id, now)).await? {
        return Ok(());
    }
    let city = match app.read(move |tx| snapshot(tx, org, id)).await {
        Ok(city) => city.ok_or(Refused::new("run_unknown"))?,
        // It was written by another version of the program, and will never be read again.
        Err(refused) if refused.code == "internal" => {
            return end(app, id, Outcome::broken(), Vec::new()).await;
        }
        Err(refused) => return Err(refused),
    };
    let limit = Duration::from_secs(run.asked.limit_s.unsigned_abs());
    let course = Arc::new(Course::begin(limit, app.planner.told.clone()));
    app.planner.set(Some((id, Arc::clone(&course))));
    // Asked only now that whoever cancels finds the course: a wish of before is in the row.
    if stored(app, id).await.ok().flatten().is_some_and(|row| row.run.stop) {
        course.stop_now();
    }
    let (watched, work) = (Arc::clone(&course), run.asked.work);
    let beside = Beside::of(&app.pack);
    let mut planning = tokio::task::spawn_blocking(move || answer(work, city, &beside, &*watched));
    let answered = loop {
        tokio::select! {
            answered = &mut planning => break answered,
            () = tokio::time::sleep(NOTE_EVERY) => {
                let series = course.series();
                // A note that is missed is made up for by the next.
                drop(note(app, move |tx| note_progress(tx, org, id, &series)).await);
            }
            () = app.closed() => {
                course.stop_now();
                // Whatever it says now is less than what it will say when it is taken up again.
                drop(planning.await);
                app.planner.set(None);
                return Ok(());
            }
        }
    };
    let outcome = answered.unwrap_or_else(|_| Outcome::broken());
    let ended = end(app, id, outcome, course.series()).await;
    app.planner.set(None);
    ended
}

async fn stored(app: &App, id: RunId) -> Result<Option<RunRow>, Refused> {
    let org = app.org;
    app.read(move |tx| centre::runs::run(tx, org, id)).await
}

/// Stores what came of a run.
async fn end(app: &Arc<App>, run: RunId, outcome: Outcome, series: Vec<Point>) -> Result<(), Refused> {
    let Outcome { failed, complete, json: result } = outcome;
    let input = EndRun { run, failed, complete, series, result };
    let request = app.draw.request();
    app.write("end_run", HallId::ORG, Actor::System, &request, move |tx, cx| end_run(tx, cx, &input))
        .await
        .map(drop)
}

/// Notes something about a run that is no event.
async fn note<O: Send + 'static>(
    app: &App,
    mut change: impl FnMut(&mut dyn Tx) -> Result<O, store::DbError> + Send + 'static,
) -> Result<O, Refused> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let change = move |tx: &mut dyn Tx| change(tx).map_err(Fail::<people::Never>::from);
    let done = move |answer| drop(sender.send(answer));
    app.store.write(Lane(HallId::ORG.0), change, done).map_err(|_| Refused::new("busy"))?;
    match receiver.await {
        Ok(Ok(Ok(answer))) => Ok(answer),
        Ok(Ok(Err(never))) => match never {},
        Ok(Err(fail)) => Err(Refused::from(&fail)),
        Err(_) => Err(Refused::new("closing")),
    }
}
