//! What every handler and job stands on: the store, the clock, the keys, the pack, who is known, the live hub.
//!
//! [`App::write`] is the executor: it draws what a command may know, queues it, waits for the commit, and says once
//! what came of it, in the log and in the metrics; never who it was about.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use floor::guidance::Guide;
use kernel::{Actor, Cx, Day, HallId, Org, Refuse, RequestId, Time, Zone};
use pack::{Pack, Rules};
use store::{DbError, DbErrorKind, Fail, Full, Lane, Refusal, Store, Tx, WriteFail};
use tokio::sync::{oneshot, watch};

use crate::Refused;
use crate::clock::Clock;
use crate::config::Config;
use crate::draw::Draw;
use crate::http::known::Known;
use crate::jobs::Planner;
use crate::keys::Keys;
use crate::live::{Hub, Live};
use crate::metrics::Metrics;
use crate::running::Opened;

/// The running server, shared by all its handlers.
pub struct App {
    /// How it was set up.
    pub config: Config,
    /// The store.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Ids.
    pub draw: Draw,
    /// The company.
    pub org: Org,
    /// Its zone.
    pub zone: Zone,
    /// Its pack.
    pub pack: Arc<Pack>,
    /// Keys outside the database.
    pub keys: Keys,
    /// Sessions and screens that were seen lately.
    pub known: Arc<Known>,
    /// What happens, as it happens.
    pub hub: Arc<Hub>,
    /// Halls in sight.
    pub live: Arc<Live>,
    /// The engine below the store, for what it counts.
    pub opened: Opened,
    /// Counts and times.
    pub metrics: Arc<Metrics>,
    /// Turns true when the server is shutting down; streams end then.
    pub closing: watch::Receiver<bool>,
    /// The company's rules, resolved once per day.
    pub(crate) rules_of_day: Mutex<Option<(Day, Arc<Rules>)>>,
    /// What is planned, and how far it has come.
    pub(crate) planner: Arc<Planner>,
    /// Where the device broker of this process listens, once it does.
    pub(crate) broker_at: OnceLock<SocketAddr>,
    /// What guidance knows of the catalogue, made once per day.
    pub(crate) guide_of_day: Mutex<Option<(Day, Arc<Guide>)>>,
}

impl App {
    /// Now.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Today.
    pub fn today(&self) -> Day {
        self.now().day(self.zone)
    }

    /// The rules of the whole company today.
    ///
    /// # Errors
    /// A rule has no value today: the pack does not hold yet, or any more.
    pub fn rules(&self) -> Result<Arc<Rules>, Refused> {
        let today = self.today();
        let mut kept = self.rules_of_day.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((day, rules)) = kept.as_ref()
            && *day == today
        {
            return Ok(Arc::clone(rules));
        }
        let rules = self.pack.rules(None, None, today).map_err(|refusal| {
            tracing::error!(rule = refusal.name, day = %today, "a rule of the pack has no value");
            Refused::new("internal")
        })?;
        let rules = Arc::new(rules);
        *kept = Some((today, Arc::clone(&rules)));
        Ok(rules)
    }

    /// What a command of `actor` under `request` may know now.
    pub fn cx(&self, actor: Actor, request: &RequestId) -> Cx {
        Cx {
            now: self.now(),
            org: self.org,
            zone: self.zone,
            actor,
            request: request.clone(),
            ids: self.draw.ids(),
        }
    }

    /// Runs a command in the lane of `hall` and answers after its commit. `name` is for the log and the metrics.
    ///
    /// # Errors
    /// The command refused, the queue is full, or the database could not.
    pub async fn write<O, E>(
        &self,
        name: &'static str,
        hall: HallId,
        actor: Actor,
        request: &RequestId,
        mut command: impl FnMut(&mut dyn Tx, &Cx) -> Result<O, Fail<Refusal<E>>> + Send + 'static,
    ) -> Result<O, Refused>
    where
        O: Send + 'static,
        E: Refuse + Send + 'static,
    {
        let started = Instant::now();
        let cx = self.cx(actor, request);
        let (sender, receiver) = oneshot::channel();
        let done = move |answer| drop(sender.send(answer));
        let queued = self.store.write(Lane(hall.0), move |tx| command(tx, &cx), done);
        let answer = match queued {
            Err(Full) => Err(Refused::new("busy")),
            Ok(()) => match receiver.await {
                Ok(Ok(Ok(answer))) => Ok(answer),
                Ok(Ok(Err(refusal))) => Err(refusal.into()),
                Ok(Err(fail)) => {
                    tracing::error!(command = name, hall = hall.0, request = request.as_str(), %fail, "a command failed");
                    Err(Refused::from(&fail))
                }
                Err(_) => Err(Refused::from(&WriteFail::Closed)),
            },
        };
        let took = started.elapsed();
        let outcome = answer.as_ref().err().map_or("done", |refused| refused.code);
        self.metrics.command(name, outcome, took);
        let us = took.as_micros() as u64;
        if outcome == "done" {
            tracing::debug!(
                command = name,
                hall = hall.0,
                request = request.as_str(),
                us,
                "a command is done"
            );
        } else {
            tracing::info!(
                command = name,
                hall = hall.0,
                request = request.as_str(),
                outcome,
                us,
                "a command was refused"
            );
        }
        answer
    }

    /// Runs a query on a snapshot.
    ///
    /// # Errors
    /// The queue is full, or the database could not.
    pub async fn read<O: Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Tx) -> Result<O, DbError> + Send + 'static,
    ) -> Result<O, Refused> {
        self.metrics.queries.inc();
        let (sender, receiver) = oneshot::channel();
        let done = move |answer| drop(sender.send(answer));
        match self.store.read(query, done) {
            Err(Full) => Err(Refused::new("busy")),
            Ok(()) => match receiver.await {
                Ok(answer) => answer.map_err(|error| {
                    tracing::error!(%error, "a query failed");
                    Refused::from(&error)
                }),
                // The query panicked: the store's thread survived it, the answer did not.
                Err(_) => Err(Refused::new("internal")),
            },
        }
    }

    /// Runs a query on a snapshot that may also refuse, as when it is asked for what is not there.
    ///
    /// # Errors
    /// The query refused, the queue is full, or the database could not.
    pub async fn ask<O: Send + 'static, E: Refuse + Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Tx) -> Result<O, Fail<E>> + Send + 'static,
    ) -> Result<O, Refused> {
        self.read(move |tx| match query(tx) {
            Ok(answer) => Ok(Ok(answer)),
            Err(Fail::Refused(refusal)) => Ok(Err(Refused::of(&refusal))),
            Err(Fail::Db(error)) => Err(error),
        })
        .await?
    }

    /// Whether the store answers.
    pub async fn reachable(&self) -> bool {
        let org = self.org;
        self.read(move |tx| store::chain_days(tx, org, None, 1).map(drop)).await.is_ok()
    }

    /// Becomes true when the server shuts down.
    pub async fn closed(&self) {
        let mut closing = self.closing.clone();
        // An error means that whoever would say so is gone: closed as well.
        let _ = closing.wait_for(|closing| *closing).await;
    }
}

/// A failure of the house itself, where a query was expected to succeed.
#[must_use]
pub fn broken(message: impl Into<String>, during: &'static str) -> DbError {
    DbError { kind: DbErrorKind::Broken, message: message.into(), during }
}
