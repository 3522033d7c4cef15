//! The seam between commands and databases. A command sees an open transaction ([`Tx`]) and nothing else; which
//! engine is behind it, how it queues, groups and retries, is the engine crates' own affair.
//!
//! Names no engine, opens no connection, knows no clock. Reading order: [`Sql`] and [`Tx`] (what a command talks to),
//! [`once`] (the frame every command runs in), [`append`] (events), [`send`] (effects that leave the process),
//! [`Engine`] and [`Store`] (how a command gets to a database and its answer back).

#[macro_use]
mod sql;

mod engine;
mod error;
mod events;
mod group;
mod migration;
mod once;
mod outbox;
mod query;
mod queue;

pub use engine::{Committed, Engine, Full, Job, Lane, ReadJob, Store, Verdict, WriteDone, WriteFail};
pub use error::{DbError, DbErrorKind, Fail};
pub use events::{ChainBreak, ChainReport, StoredEvent, append, chain_days, events_after, verify_chain};
pub use group::{Counts, GROUP_MAX, Session, Told, Write, WriteSession, read_loop, write_loop};
pub use migration::{Applied, Migration, SchemaFail, pending, up_to_date};
pub use once::{Refusal, Remembered, forget_before, once, remember};
pub use outbox::{OutboxRow, give_up, outbox_due, send, sent, try_later};
pub use query::{all, first, one_int};
pub use queue::{NotQueued, Queue};
pub use sql::{Notes, Row, Sql, Tx, Value};

/// Every statement of this crate, for the test that prepares each on every engine.
#[must_use]
pub fn statements() -> Vec<&'static Sql> {
    [events::STATEMENTS, once::STATEMENTS, outbox::STATEMENTS].concat()
}
