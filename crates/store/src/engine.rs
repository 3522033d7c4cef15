//! How a command gets to a database and its answer back: the contract between this crate and the engine crates.

use std::fmt;
use std::sync::{Arc, Mutex};

use crate::error::{DbError, Fail};
use crate::events::StoredEvent;
use crate::sql::Tx;

/// Which queue a write goes through. Writes of one lane are run in order, one after the other; a hall is a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane(pub i64);

/// What one run of a command came to.
#[derive(Debug)]
pub enum Verdict {
    /// Keep its rows.
    Commit,
    /// Undo its rows, then remember `notes.refusal`.
    Refused,
    /// Undo its rows; run again if the error says so.
    Failed(DbError),
}

/// A command, ready to be run, more than once if the engine must.
pub type Job = Box<dyn FnMut(&mut dyn Tx) -> Verdict + Send>;
/// Told exactly once, after the commit, what became of a [`Job`].
pub type WriteDone = Box<dyn FnOnce(Result<(), WriteFail>) + Send>;
/// A read, run once on a snapshot, told if no snapshot could be had.
pub type ReadJob = Box<dyn FnOnce(Result<&mut dyn Tx, DbError>) + Send>;

/// Why a write came to nothing, beyond the command's own refusal (which is not a failure to the engine).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteFail {
    /// The database could not.
    Db(DbError),
    /// The command panicked: a bug. Its rows were undone.
    Panicked(String),
    /// The engine is shutting down.
    Closed,
}

impl fmt::Display for WriteFail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteFail::Db(error) => error.fmt(f),
            WriteFail::Panicked(message) => write!(f, "a command panicked: {message}"),
            WriteFail::Closed => f.write_str("the store is shutting down"),
        }
    }
}

/// The queue of writes is full; ask again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// What was committed, told to the server in the order of commits of each lane, before the answers go out.
#[derive(Debug)]
pub struct Committed {
    /// Events, in order.
    pub events: Vec<StoredEvent>,
    /// Whether the outbox got a row.
    pub outbox: bool,
}

/// A database engine.
pub trait Engine: Send + Sync {
    /// Queues a write. `done` is told after the commit, never before.
    ///
    /// # Errors
    /// The queue is full; neither `job` nor `done` will be called.
    fn write(&self, lane: Lane, job: Job, done: WriteDone) -> Result<(), Full>;

    /// Queues a read on a snapshot that cannot write.
    ///
    /// # Errors
    /// The queue is full; `job` will not be called.
    fn read(&self, job: ReadJob) -> Result<(), Full>;

    /// Writes queued and not begun, for the metrics.
    fn queued(&self) -> usize;

    /// The engine's name, for logs and the metrics.
    fn name(&self) -> &'static str;

    /// Finishes what is queued, refuses what comes after, and returns when all is on disk.
    fn close(&self);
}

/// The typed face of an [`Engine`].
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
}

/// Where a job leaves its answer for `done` to pick up.
type Slot<T> = Arc<Mutex<Option<T>>>;

fn put<T>(slot: &Slot<T>, value: T) {
    *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(value);
}

fn take<T>(slot: &Slot<T>) -> Option<T> {
    slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
}

impl Store {
    /// The face of `engine`.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>) -> Store {
        Store { engine }
    }

    /// The engine itself.
    #[must_use]
    pub fn engine(&self) -> &Arc<dyn Engine> {
        &self.engine
    }

    /// Queues `command` and hands its answer to `done` after the commit.
    ///
    /// # Errors
    /// The queue is full; nothing was or will be called.
    pub fn write<O, E>(
        &self,
        lane: Lane,
        mut command: impl FnMut(&mut dyn Tx) -> Result<O, Fail<E>> + Send + 'static,
        done: impl FnOnce(Result<Result<O, E>, WriteFail>) + Send + 'static,
    ) -> Result<(), Full>
    where
        O: Send + 'static,
        E: Send + 'static,
    {
        let slot: Slot<Result<O, E>> = Slot::default();
        let answer = Arc::clone(&slot);
        let job: Job = Box::new(move |tx| match command(tx) {
            Ok(value) => {
                put(&slot, Ok(value));
                Verdict::Commit
            }
            Err(Fail::Refused(refusal)) => {
                put(&slot, Err(refusal));
                Verdict::Refused
            }
            Err(Fail::Db(error)) => Verdict::Failed(error),
        });
        let done: WriteDone = Box::new(move |outcome| {
            done(outcome.map(|()| take(&answer).expect("a finished job has left its answer")));
        });
        self.engine.write(lane, job, done)
    }

    /// Queues `query` on a snapshot and hands its answer to `done`.
    ///
    /// # Errors
    /// The queue is full; nothing was or will be called.
    pub fn read<O: Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Tx) -> Result<O, DbError> + Send + 'static,
        done: impl FnOnce(Result<O, DbError>) + Send + 'static,
    ) -> Result<(), Full> {
        self.engine.read(Box::new(move |tx| {
            let answer = match tx {
                Ok(tx) => query(tx),
                Err(error) => Err(error),
            };
            done(answer);
        }))
    }

    /// Runs `command` and waits for its answer. For commands run from the command line and in tests.
    ///
    /// # Errors
    /// As [`Engine::write`]; a full queue is answered as [`WriteFail::Closed`].
    pub fn write_and_wait<O, E>(
        &self,
        lane: Lane,
        command: impl FnMut(&mut dyn Tx) -> Result<O, Fail<E>> + Send + 'static,
    ) -> Result<Result<O, E>, WriteFail>
    where
        O: Send + 'static,
        E: Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let done = move |answer| drop(sender.send(answer));
        self.write(lane, command, done).map_err(|Full| WriteFail::Closed)?;
        receiver.recv().unwrap_or(Err(WriteFail::Closed))
    }

    /// Runs `query` and waits for its answer.
    ///
    /// # Errors
    /// As [`Engine::read`].
    pub fn read_and_wait<O: Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Tx) -> Result<O, DbError> + Send + 'static,
    ) -> Result<O, DbError> {
        let closed = || DbError {
            kind: crate::DbErrorKind::Unavailable,
            message: "the store takes no more reads".to_owned(),
            during: "read",
        };
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.read(query, move |answer| drop(sender.send(answer))).map_err(|Full| closed())?;
        receiver.recv().unwrap_or_else(|_| Err(closed()))
    }
}
