//! The engine: its threads and its queues.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use store::{
    Committed, Counts, DbError, DbErrorKind, Engine, Full, Job, Lane, NotQueued, Queue, ReadJob, SchemaFail,
    Told, Write, WriteDone, WriteFail, read_loop, write_loop,
};

use crate::errors::file_error;
use crate::session::SqliteSession;
use crate::{MIGRATIONS, file, schema};

/// How the engine is set up.
#[derive(Clone)]
pub struct Options {
    /// The most writes that wait, and the most reads.
    pub queue: usize,
    /// Reading connections, each with a thread of its own.
    pub readers: usize,
    /// Called on the writing thread after every commit, in order, before the answers go out. Must be quick.
    pub on_commit: Arc<dyn Fn(&Committed) + Send + Sync>,
}

impl Default for Options {
    fn default() -> Self {
        Options { queue: 4096, readers: 4, on_commit: Arc::new(|_| {}) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Options {{ queue: {}, readers: {} }}", self.queue, self.readers)
    }
}

/// A store in one file.
pub struct SqliteEngine {
    writes: Arc<Queue<Write>>,
    reads: Arc<Queue<ReadJob>>,
    told: Arc<Told>,
    threads: Mutex<Threads>,
}

struct Threads {
    handles: Vec<JoinHandle<()>>,
    /// Held while the threads run.
    owner: Option<File>,
}

impl SqliteEngine {
    /// Opens the store at `path`, which must be there and up to date.
    ///
    /// # Errors
    /// There is none, another process serves it, it needs [`crate::migrate`], or it belongs to a newer program.
    pub fn open(path: &Path, options: Options) -> Result<SqliteEngine, SchemaFail> {
        if !path.exists() {
            // Before the lock, whose file would be left behind.
            return Err(file::none_at(path).into());
        }
        let owner = file::own(path)?;
        let writer = file::open_writer(path, false)?;
        store::up_to_date(MIGRATIONS, &schema::applied(&writer)?)?;
        let writes = Arc::new(Queue::new(options.queue));
        let reads = Arc::new(Queue::new(options.queue));
        let told = Arc::new(Told { on_commit: options.on_commit, counts: Counts::default() });
        let mut readers = Vec::new();
        for _ in 0..options.readers.max(1) {
            readers.push(file::open_reader(path)?);
        }
        let engine = SqliteEngine {
            writes: Arc::clone(&writes),
            reads: Arc::clone(&reads),
            told: Arc::clone(&told),
            threads: Mutex::new(Threads { handles: Vec::new(), owner: Some(owner) }),
        };
        let mut session = SqliteSession::writing(writer);
        engine.start("store-writer", move || write_loop(&writes, &mut session, &told))?;
        for reader in readers {
            let (reads, mut session) = (Arc::clone(&reads), SqliteSession::reading(reader));
            engine.start("store-reader", move || read_loop(&reads, &mut session))?;
        }
        Ok(engine)
    }

    fn start(&self, name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), DbError> {
        let handle = thread::Builder::new().name(name.to_owned()).spawn(run);
        let handle = handle.map_err(|error| file_error(&error, "starting a thread of the store"))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).handles.push(handle);
        Ok(())
    }

    /// What happened since the start, for the metrics.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.told.counts
    }
}

impl Engine for SqliteEngine {
    fn write(&self, _lane: Lane, job: Job, done: WriteDone) -> Result<(), Full> {
        match self.writes.push(Write { job, done }) {
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
        self.writes.len()
    }

    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn close(&self) {
        self.writes.close();
        self.reads.close();
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for handle in threads.handles.drain(..) {
            // An answer may hold the last hold on the engine and drop it on the engine's own thread.
            if handle.thread().id() != thread::current().id() {
                // The loops survive every panic of others; one of their own was reported by the panic hook.
                let _ = handle.join();
            }
        }
        threads.owner = None;
    }
}

impl Drop for SqliteEngine {
    fn drop(&mut self) {
        self.close();
    }
}
