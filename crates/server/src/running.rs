//! How a server comes up, runs, and goes down: the store first and last, so that nothing acknowledged is lost.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use kernel::Org;
use pack::Pack;
use store::{Committed, Counts, DbError, Engine, SchemaFail, Store, Tx, all};
use store_postgres::PostgresEngine;
use store_sqlite::SqliteEngine;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::broker::BrokerError;
use crate::clock::Clock;
use crate::config::{Config, StoreAt};
use crate::draw::Draw;
use crate::http::known::Known;
use crate::jobs::Planner;
use crate::keys::{KeyFail, Keys};
use crate::live::{Hub, Live};
use crate::metrics::Metrics;
use crate::plane::Plane;
use crate::{App, heads, http, jobs};

/// How long a connection may take to send its head.
const HEAD_MAX: Duration = Duration::from_secs(15);
/// How long requests under way are waited for when the server shuts down.
const FINISH_MAX: Duration = Duration::from_secs(10);

store::statements! {
    /// Companies with a pack in this store.
    ORGS = "SELECT DISTINCT org FROM pack_part ORDER BY org LIMIT 100";
}

/// Every statement of this file.
pub(crate) fn statements() -> &'static [&'static store::Sql] {
    STATEMENTS
}

/// Why a server did not come up.
#[derive(Debug)]
pub enum StartFail {
    /// The store cannot be opened.
    Store(SchemaFail),
    /// The store cannot be asked.
    Db(DbError),
    /// There are no keys in this file.
    Keys(PathBuf, KeyFail),
    /// No pack was loaded, or none of the company that was named.
    NoPack(Option<Org>),
    /// Several companies are in the store, and none was named.
    WhichOrg,
    /// The device broker did not come up.
    Broker(BrokerError),
    /// The address cannot be listened on.
    Listen(SocketAddr, std::io::Error),
}

impl fmt::Display for StartFail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartFail::Store(fail @ SchemaFail::Behind { .. }) => {
                write!(f, "{fail}; run `gridhall migrate`")
            }
            StartFail::Store(fail) => fail.fmt(f),
            StartFail::Db(error) => error.fmt(f),
            StartFail::Keys(path, fail) => write!(f, "{}: {fail}", path.display()),
            StartFail::NoPack(Some(Org(org))) => {
                write!(f, "no pack of company {org} was loaded; run `gridhall init --pack DIR`")
            }
            StartFail::NoPack(None) => {
                f.write_str("no company pack was loaded; run `gridhall init --pack DIR`")
            }
            StartFail::WhichOrg => f.write_str("several companies are in this store: say which with --org"),
            StartFail::Broker(error) => error.fmt(f),
            StartFail::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
        }
    }
}

impl std::error::Error for StartFail {}

/// What is called after every commit.
pub type OnCommit = Arc<dyn Fn(&Committed) + Send + Sync>;

/// An engine that is open, by its own type.
#[derive(Clone)]
pub enum Opened {
    /// A file.
    Sqlite(Arc<SqliteEngine>),
    /// A server.
    Postgres(Arc<PostgresEngine>),
}

impl Opened {
    /// Opens the store that `at` names.
    ///
    /// # Errors
    /// It is not there, not up to date, or served by another process.
    pub fn at(at: &StoreAt, queue: usize, on_commit: OnCommit) -> Result<Opened, SchemaFail> {
        match at {
            StoreAt::Sqlite(path) => {
                let options = store_sqlite::Options { queue, on_commit, ..store_sqlite::Options::default() };
                Ok(Opened::Sqlite(Arc::new(SqliteEngine::open(path, options)?)))
            }
            StoreAt::Postgres { url, schema } => {
                let schema = schema.clone();
                let rest = store_postgres::Options::default();
                let options = store_postgres::Options { queue, on_commit, schema, ..rest };
                Ok(Opened::Postgres(Arc::new(PostgresEngine::connect(url, options)?)))
            }
        }
    }

    /// The store, whichever it is.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(match self {
            Opened::Sqlite(engine) => Arc::clone(engine) as Arc<dyn Engine>,
            Opened::Postgres(engine) => Arc::clone(engine) as Arc<dyn Engine>,
        })
    }

    /// What it has counted since it was opened.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        match self {
            Opened::Sqlite(engine) => engine.counts(),
            Opened::Postgres(engine) => engine.counts(),
        }
    }
}

/// Opens the store that `at` names, for a task of the command line.
///
/// # Errors
/// As [`Opened::at`].
pub fn open_store(at: &StoreAt, queue: usize, on_commit: OnCommit) -> Result<Store, SchemaFail> {
    Opened::at(at, queue, on_commit).map(|opened| opened.store())
}

/// A server that runs.
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What it stands on.
    pub app: Arc<App>,
    /// The device plane.
    pub plane: Plane,
    closing: watch::Sender<bool>,
    serving: JoinHandle<()>,
    heads: JoinHandle<heads::Known>,
    planning: JoinHandle<()>,
}

/// Opens the store, reads the pack, and serves.
///
/// # Errors
/// As [`StartFail`] says.
pub async fn start(config: Config) -> Result<Running, StartFail> {
    let (known, hub) = (Arc::new(Known::default()), Arc::new(Hub::new()));
    let on_commit: OnCommit = {
        let (known, hub) = (Arc::clone(&known), Arc::clone(&hub));
        Arc::new(move |committed| {
            known.forget(committed);
            hub.publish(committed);
        })
    };
    // The store first: whoever has none yet is told so, and not that its keys are missing.
    let opened = Opened::at(&config.store, config.queue, on_commit).map_err(StartFail::Store)?;
    let store = opened.store();
    let keys = Keys::read(&config.keys).map_err(|fail| StartFail::Keys(config.keys.clone(), fail));
    let found = keys.and_then(|keys| Ok((keys, stored_pack(&store, config.org)?)));
    let (keys, (org, pack)) = match found {
        Ok(found) => found,
        Err(fail) => {
            store.engine().close();
            return Err(fail);
        }
    };
    let listener = match TcpListener::bind(config.listen).await {
        Ok(listener) => listener,
        Err(error) => {
            store.engine().close();
            return Err(StartFail::Listen(config.listen, error));
        }
    };
    let addr = listener.local_addr().map_err(|error| StartFail::Listen(config.listen, error))?;
    let zone = pack.zone();
    let clock = config.clock.map_or_else(Clock::real, |it| Clock::scaled(it.from(zone), it.speed));
    let (closing, closed) = watch::channel(false);
    let app = Arc::new(App {
        config,
        store,
        clock,
        draw: Draw::new(),
        org,
        zone,
        pack: Arc::new(pack),
        keys,
        known,
        hub,
        live: Arc::new(Live::default()),
        opened,
        metrics: Arc::new(Metrics::new()),
        closing: closed.clone(),
        rules_of_day: Mutex::new(None),
        planner: Arc::new(Planner::new()),
        broker_at: std::sync::OnceLock::new(),
        guide_of_day: Mutex::new(None),
    });
    let plane = match Plane::start(&app).await {
        Ok(plane) => plane,
        Err(error) => {
            app.store.engine().close();
            return Err(StartFail::Broker(error));
        }
    };
    if let Some(address) = plane.address() {
        let _ = app.broker_at.set(address);
    }
    let heads = tokio::spawn(heads::keep(Arc::clone(&app)));
    let planning = tokio::spawn(jobs::work(Arc::clone(&app)));
    let router = http::router(&app);
    let serving = tokio::spawn(serve(listener, router, closed));
    tracing::info!(%addr, org = org.0, engine = app.store.engine().name(), "serving");
    Ok(Running { addr, app, plane, closing, serving, heads, planning })
}

/// The companies with a pack in the store.
///
/// # Errors
/// The database could not.
pub(crate) fn orgs(tx: &mut dyn Tx) -> Result<Vec<Org>, DbError> {
    all(tx, &ORGS, &[], |row| Org(row.int(0)))
}

/// The company and its pack.
pub(crate) fn stored_pack(store: &Store, named: Option<Org>) -> Result<(Org, Pack), StartFail> {
    store
        .read_and_wait(move |tx| {
            let org = match named {
                Some(org) => org,
                None => match orgs(tx)?[..] {
                    [org] => org,
                    [] => return Ok(Err(StartFail::NoPack(None))),
                    _ => return Ok(Err(StartFail::WhichOrg)),
                },
            };
            let pack = floor::setup::stored_pack(tx, org)?;
            Ok(pack.map(|pack| (org, pack)).ok_or(StartFail::NoPack(Some(org))))
        })
        .map_err(StartFail::Db)?
}

impl Running {
    /// Stops taking connections, lets requests under way finish, ends the streams, and closes the store: what was
    /// acknowledged is on disk when this returns.
    pub async fn shutdown(self) {
        // Nobody listening to it any more is no failure.
        let _ = self.closing.send(true);
        if self.serving.await.is_err() {
            tracing::error!("the accept loop had panicked");
        }
        self.plane.stop().await;
        if self.planning.await.is_err() {
            tracing::error!("the planner's worker had panicked");
        }
        match self.heads.await {
            Ok(mut known) => known.write_down(&self.app).await,
            Err(_) => tracing::error!("writing down where the event chains stand had panicked"),
        }
        let app = Arc::clone(&self.app);
        let closed = tokio::task::spawn_blocking(move || app.store.engine().close()).await;
        if closed.is_err() {
            tracing::error!("the store panicked while closing");
        }
        tracing::info!("shut down");
    }
}

/// Takes connections until the server closes, then waits for those under way.
async fn serve(listener: TcpListener, router: Router, mut closing: watch::Receiver<bool>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_MAX).keep_alive(true);
    let connections = GracefulShutdown::new();
    let service = TowerToHyperService::new(router);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file handles, most likely: what is open must end before more can come.
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small answers must not wait for more to say.
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH_MAX, connections.shutdown()).await.is_err() {
        tracing::warn!("some connections did not finish in time");
    }
}
