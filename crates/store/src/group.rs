//! Group commit: many queued commands in one transaction, a savepoint each, answers after the commit. Every engine
//! runs this same loop; what differs between them is behind [`Session`] and [`WriteSession`].
//!
//! Never answers before the commit. Never lets one command's refusal, failure or panic touch another's rows. Holds no
//! clock: how old a group may grow and how long to wait before another try is the session's to say.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::engine::{Committed, Job, ReadJob, Verdict, WriteDone, WriteFail};
use crate::error::{DbError, DbErrorKind};
use crate::events::{StoredEvent, is_stored};
use crate::once::remember;
use crate::queue::Queue;
use crate::sql::Tx;

/// The most commands in one commit.
pub const GROUP_MAX: usize = 256;

/// A connection as the loops drive it.
pub trait Session {
    /// Opens a transaction, connecting again first if the connection was lost.
    ///
    /// # Errors
    /// The database could not.
    fn begin(&mut self) -> Result<(), DbError>;

    /// Ends the open transaction, if there is one, and undoes it.
    fn roll_back(&mut self);

    /// The open transaction.
    fn tx(&mut self) -> &mut dyn Tx;
}

/// A connection that may write.
///
/// A statement that failed spoils its savepoint: [`WriteSession::release`] then fails, on every engine.
pub trait WriteSession: Session {
    /// Opens the savepoint of one command.
    ///
    /// # Errors
    /// The database could not.
    fn savepoint(&mut self) -> Result<(), DbError>;

    /// Keeps what was done since the savepoint.
    ///
    /// # Errors
    /// A statement since the savepoint had failed, or the database could not.
    fn release(&mut self) -> Result<(), DbError>;

    /// Undoes what was done since the savepoint, which stays open.
    ///
    /// # Errors
    /// The database could not.
    fn roll_back_to_savepoint(&mut self) -> Result<(), DbError>;

    /// Commits the transaction, on disk when this returns.
    ///
    /// # Errors
    /// The database could not; `Lost` if nobody knows whether it did.
    fn commit(&mut self) -> Result<(), DbError>;

    /// Whether the open transaction has been open long enough.
    fn group_is_old(&self) -> bool;

    /// Waits before try number `tries` (from 1) of one command; answers whether to try again at all.
    fn wait_to_retry(&mut self, tries: u32) -> bool;
}

/// A queued write.
pub struct Write {
    /// The command.
    pub job: Job,
    /// Whom to tell.
    pub done: WriteDone,
}

/// What is told of each group, and what is counted.
pub struct Told {
    /// Called after every commit that left something to tell, before the answers go out.
    pub on_commit: Arc<dyn Fn(&Committed) + Send + Sync>,
    /// What happened since the start.
    pub counts: Counts,
}

/// Counts since the start, for the metrics.
#[derive(Debug, Default)]
pub struct Counts {
    /// Commits.
    pub commits: AtomicU64,
    /// Commands that were answered, refusals included.
    pub commands: AtomicU64,
    /// Commands that panicked.
    pub panics: AtomicU64,
    /// Runs that had to be repeated.
    pub retries: AtomicU64,
}

/// What a command came to, if the commit succeeds.
enum Outcome {
    Kept { events: Vec<StoredEvent>, outbox: bool },
    Fell(WriteFail),
}

/// Why a transaction came to nothing.
struct Broken {
    error: DbError,
    at_commit: bool,
}

impl From<DbError> for Broken {
    fn from(error: DbError) -> Self {
        Broken { error, at_commit: false }
    }
}

/// Runs queued writes in groups until the queue is closed and empty.
pub fn write_loop(queue: &Queue<Write>, session: &mut dyn WriteSession, told: &Told) {
    while let Some(first) = queue.pop() {
        let mut group = vec![first];
        let mut outcomes = Vec::new();
        match run_group(queue, session, &mut group, &mut outcomes) {
            Ok(()) => answer(told, group, outcomes),
            Err(broken) => {
                session.roll_back();
                if landed(session, &broken, &outcomes) {
                    answer(told, group, outcomes);
                } else if matches!(broken.error.kind, DbErrorKind::Conflict | DbErrorKind::Lost) {
                    for write in group {
                        told.counts.retries.fetch_add(1, Ordering::Relaxed);
                        run_alone(write, session, told);
                    }
                } else {
                    let fallen = || Outcome::Fell(WriteFail::Db(broken.error.clone()));
                    let outcomes = group.iter().map(|_| fallen()).collect();
                    answer(told, group, outcomes);
                }
            }
        }
    }
}

/// Runs `group`, and whatever else is queued while it is young and small, in one transaction.
fn run_group(
    queue: &Queue<Write>,
    session: &mut dyn WriteSession,
    group: &mut Vec<Write>,
    outcomes: &mut Vec<Outcome>,
) -> Result<(), Broken> {
    session.begin()?;
    loop {
        let write = group.last_mut().expect("a group has a first command");
        outcomes.push(run_one(&mut write.job, session)?);
        if group.len() >= GROUP_MAX || session.group_is_old() {
            break;
        }
        match queue.pop_now() {
            Some(next) => group.push(next),
            None => break,
        }
    }
    session.commit().map_err(|error| Broken { error, at_commit: true })
}

/// Runs one command in its own transaction, again and again while that promises to help.
fn run_alone(mut write: Write, session: &mut dyn WriteSession, told: &Told) {
    let mut tries = 0;
    let outcome = loop {
        let mut outcomes = Vec::new();
        let broken = match run_in_transaction(&mut write.job, session, &mut outcomes) {
            Ok(()) => break outcomes.pop(),
            Err(broken) => broken,
        };
        session.roll_back();
        if landed(session, &broken, &outcomes) {
            break outcomes.pop();
        }
        tries += 1;
        let may_help =
            matches!(broken.error.kind, DbErrorKind::Conflict | DbErrorKind::Lost | DbErrorKind::Unavailable);
        if !may_help || !session.wait_to_retry(tries) {
            break Some(Outcome::Fell(WriteFail::Db(broken.error)));
        }
        told.counts.retries.fetch_add(1, Ordering::Relaxed);
    };
    answer(told, vec![write], outcome.into_iter().collect());
}

fn run_in_transaction(
    job: &mut Job,
    session: &mut dyn WriteSession,
    outcomes: &mut Vec<Outcome>,
) -> Result<(), Broken> {
    session.begin()?;
    outcomes.push(run_one(job, session)?);
    session.commit().map_err(|error| Broken { error, at_commit: true })
}

/// Runs one command within its savepoint. An error means that the whole transaction is lost.
fn run_one(job: &mut Job, session: &mut dyn WriteSession) -> Result<Outcome, DbError> {
    session.savepoint()?;
    session.tx().notes().clear();
    let verdict = catch_unwind(AssertUnwindSafe(|| job(session.tx())));
    let notes = std::mem::take(session.tx().notes());
    let fall = |session: &mut dyn WriteSession, fail| {
        session.roll_back_to_savepoint()?;
        session.release()?;
        Ok(Outcome::Fell(fail))
    };
    match verdict {
        Ok(Verdict::Commit) => match session.release() {
            Ok(()) => Ok(Outcome::Kept { events: notes.events, outbox: notes.outbox }),
            Err(error) => fall(session, WriteFail::Db(error)),
        },
        Ok(Verdict::Refused) => {
            session.roll_back_to_savepoint()?;
            if let Some(record) = notes.refusal
                && let Err(error) = remember(session.tx(), &record)
            {
                return fall(session, WriteFail::Db(error));
            }
            session.release()?;
            Ok(Outcome::Kept { events: Vec::new(), outbox: false })
        }
        Ok(Verdict::Failed(error)) if matches!(error.kind, DbErrorKind::Conflict | DbErrorKind::Lost) => {
            Err(error)
        }
        Ok(Verdict::Failed(error)) => fall(session, WriteFail::Db(error)),
        Err(panic) => fall(session, WriteFail::Panicked(words_of(panic.as_ref()))),
    }
}

/// Whether a transaction whose commit was not answered did commit: it did if one of its events is there.
fn landed(session: &mut dyn WriteSession, broken: &Broken, outcomes: &[Outcome]) -> bool {
    if !broken.at_commit || broken.error.kind != DbErrorKind::Lost {
        return false;
    }
    let event = outcomes.iter().rev().find_map(|outcome| match outcome {
        Outcome::Kept { events, .. } => events.last(),
        Outcome::Fell(_) => None,
    });
    let Some(event) = event else { return false };
    let found = session.begin().and_then(|()| is_stored(session.tx(), event));
    session.roll_back();
    // If nobody can tell, running again is safe: the request is remembered if it was kept.
    found.unwrap_or(false)
}

/// Tells what was committed, then answers.
fn answer(told: &Told, group: Vec<Write>, outcomes: Vec<Outcome>) {
    let mut committed = Committed { events: Vec::new(), outbox: false };
    let mut answers = Vec::with_capacity(group.len());
    let mut kept = false;
    for outcome in outcomes {
        answers.push(match outcome {
            Outcome::Kept { events, outbox } => {
                kept = true;
                committed.events.extend(events);
                committed.outbox |= outbox;
                Ok(())
            }
            Outcome::Fell(fail) => {
                let panicked = matches!(fail, WriteFail::Panicked(_));
                told.counts.panics.fetch_add(u64::from(panicked), Ordering::Relaxed);
                Err(fail)
            }
        });
    }
    told.counts.commits.fetch_add(u64::from(kept), Ordering::Relaxed);
    told.counts.commands.fetch_add(answers.len() as u64, Ordering::Relaxed);
    if !committed.events.is_empty() || committed.outbox {
        survive(|| (told.on_commit)(&committed));
    }
    for (write, answer) in group.into_iter().zip(answers) {
        survive(|| (write.done)(answer));
    }
}

/// Runs queued reads, each on its own snapshot, until the queue is closed and empty.
pub fn read_loop(queue: &Queue<ReadJob>, session: &mut dyn Session) {
    while let Some(job) = queue.pop() {
        match session.begin() {
            Ok(()) => {
                session.tx().notes().clear();
                survive(|| job(Ok(session.tx())));
            }
            Err(error) => survive(|| job(Err(error))),
        }
        session.roll_back();
    }
}

/// A panic of somebody else's code must not take the connection's thread with it.
fn survive(act: impl FnOnce()) {
    // The panic hook has already said what happened; whoever waits sees the other end of its channel gone.
    let _ = catch_unwind(AssertUnwindSafe(act));
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
