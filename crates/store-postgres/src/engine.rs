//! The engine: its lanes, its readers and their queues.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use store::{
    Committed, Counts, DbError, DbErrorKind, Engine, Full, Job, Lane, NotQueued, Queue, ReadJob, SchemaFail,
    Told, Write, WriteDone, WriteFail, read_loop, write_loop,
};

use crate::link::{Address, apart};
use crate::session::PostgresSession;
use crate::{MIGRATIONS, schema};

/// How the engine is set up.
#[derive(Clone)]
pub struct Options {
    /// Writing connections, each with a queue and a thread of its own.
    pub lanes: usize,
    /// Reading connections, each with a thread of its own.
    pub readers: usize,
    /// The most writes that wait in each lane, and the most reads.
    pub queue: usize,
    /// The schema that the tables are in, if not the server's default.
    pub schema: Option<String>,
    /// Called on a lane's thread after every commit, in the order of the lane's commits, before the answers go out.
    /// Must be quick.
    pub on_commit: Arc<dyn Fn(&Committed) + Send + Sync>,
}

impl Default for Options {
    fn default() -> Self {
        Options { lanes: 4, readers: 4, queue: 4096, schema: None, on_commit: Arc::new(|_| {}) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { lanes, readers, queue, schema, .. } = self;
        write!(f, "Options {{ lanes: {lanes}, readers: {readers}, queue: {queue}, schema: {schema:?} }}")
    }
}

/// A store in a PostgreSQL database.
pub struct PostgresEngine {
    lanes: Vec<Arc<Queue<Write>>>,
    reads: Arc<Queue<ReadJob>>,
    told: Arc<Told>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl PostgresEngine {
    /// Connects to the database at `url` (a connection string or URL), which must be up to date.
    ///
    /// # Errors
    /// It cannot be reached, needs [`crate::migrate`], or belongs to a newer program.
    pub fn connect(url: &str, options: Options) -> Result<PostgresEngine, SchemaFail> {
        let address = Address::read(url, options.schema.as_deref())?;
        let applied = apart(|| schema::applied(&mut address.connect()?))?;
        store::up_to_date(MIGRATIONS, &applied)?;
        let lanes = (0..options.lanes.max(1)).map(|_| Arc::new(Queue::new(options.queue))).collect();
        let engine = PostgresEngine {
            lanes,
            reads: Arc::new(Queue::new(options.queue)),
            told: Arc::new(Told { on_commit: options.on_commit, counts: Counts::default() }),
            threads: Mutex::default(),
        };
        for queue in &engine.lanes {
            let (queue, told) = (Arc::clone(queue), Arc::clone(&engine.told));
            let mut session = PostgresSession::writing(address.clone());
            engine.start("store-lane", move || {
                session.warm_up();
                write_loop(&queue, &mut session, &told);
            })?;
        }
        for _ in 0..options.readers.max(1) {
            let reads = Arc::clone(&engine.reads);
            let mut session = PostgresSession::reading(address.clone());
            engine.start("store-reader", move || {
                session.warm_up();
                read_loop(&reads, &mut session);
            })?;
        }
        Ok(engine)
    }

    fn start(&self, name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), DbError> {
        let handle = thread::Builder::new().name(name.to_owned()).spawn(run).map_err(|error| DbError {
            kind: DbErrorKind::Unavailable,
            message: error.to_string(),
            during: "starting a thread of the store",
        })?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
        Ok(())
    }

    fn queue_of(&self, lane: Lane) -> &Queue<Write> {
        // Ids of halls are neighbours; multiplying by a large odd number spreads them.
        let spread = lane.0.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
        &self.lanes[spread as usize % self.lanes.len()]
    }

    /// What happened since the start, for the metrics.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.told.counts
    }
}

impl Engine for PostgresEngine {
    fn write(&self, lane: Lane, job: Job, done: WriteDone) -> Result<(), Full> {
        match self.queue_of(lane).push(Write { job, done }) {
            Ok(()) => Ok(()),
            Err(NotQueued::Full(_)) => Err(Full),
            Err(NotQueued::Closed(write)) => {
                (write.done)(Err(WriteFail::Closed));
                Ok(())
            }
        }
    }

    fn read(&self, job: ReadJob) -> Result<(), Full> {
        match self.reads.push(job) {
            Ok(()) => Ok(()),
            Err(NotQueued::Full(_)) => Err(Full),
            Err(NotQueued::Closed(job)) => {
                job(Err(DbError {
                    kind: DbErrorKind::Unavailable,
                    message: WriteFail::Closed.to_string(),
                    during: "read",
                }));
                Ok(())
            }
        }
    }

    fn queued(&self) -> usize {
        self.lanes.iter().map(|queue| queue.len()).sum()
    }

    fn name(&self) -> &'static str {
        "postgres"
    }

    fn close(&self) {
        self.lanes.iter().for_each(|queue| queue.close());
        self.reads.close();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for handle in threads.drain(..) {
            // An answer may hold the last hold on the engine and drop it on the engine's own thread.
            if handle.thread().id() != thread::current().id() {
                // The loops survive every panic of others; one of their own was reported by the panic hook.
                let _ = handle.join();
            }
        }
    }
}

impl Drop for PostgresEngine {
    fn drop(&mut self) {
        self.close();
    }
}
