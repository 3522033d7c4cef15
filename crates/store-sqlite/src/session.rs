//! A connection as the group loop drives it.

use std::time::{Duration, Instant};

use store::{DbError, Session, Tx, WriteSession};

use crate::errors::db_error;
use crate::tx::{SqliteTx, spoilt};

/// How long a group stays open for more commands.
const GROUP_AGE_MAX: Duration = Duration::from_millis(2);

/// One connection, writing or reading.
pub(crate) struct SqliteSession {
    tx: SqliteTx,
    begin: &'static str,
    begun: Instant,
}

impl SqliteSession {
    pub(crate) fn writing(connection: rusqlite::Connection) -> SqliteSession {
        SqliteSession { tx: SqliteTx::new(connection), begin: "BEGIN IMMEDIATE", begun: Instant::now() }
    }

    pub(crate) fn reading(connection: rusqlite::Connection) -> SqliteSession {
        SqliteSession { tx: SqliteTx::new(connection), begin: "BEGIN DEFERRED", begun: Instant::now() }
    }

    fn say(&mut self, text: &'static str) -> Result<(), DbError> {
        let done = self.tx.connection.prepare_cached(text).and_then(|mut statement| statement.raw_execute());
        done.map(drop).map_err(|error| db_error(&error, text))
    }
}

impl Session for SqliteSession {
    fn begin(&mut self) -> Result<(), DbError> {
        self.tx.spoilt = false;
        self.say(self.begin)?;
        self.begun = Instant::now();
        Ok(())
    }

    fn roll_back(&mut self) {
        if !self.tx.connection.is_autocommit() {
            // A failure shows at the next BEGIN.
            let _ = self.say("ROLLBACK");
        }
    }

    fn tx(&mut self) -> &mut dyn Tx {
        &mut self.tx
    }
}

impl WriteSession for SqliteSession {
    fn savepoint(&mut self) -> Result<(), DbError> {
        self.tx.spoilt = false;
        self.say("SAVEPOINT command")
    }

    fn release(&mut self) -> Result<(), DbError> {
        if self.tx.spoilt {
            return Err(spoilt("RELEASE command"));
        }
        self.say("RELEASE command")
    }

    fn roll_back_to_savepoint(&mut self) -> Result<(), DbError> {
        self.tx.spoilt = false;
        self.say("ROLLBACK TO command")
    }

    fn commit(&mut self) -> Result<(), DbError> {
        self.say("COMMIT")
    }

    fn group_is_old(&self) -> bool {
        self.begun.elapsed() >= GROUP_AGE_MAX
    }

    fn wait_to_retry(&mut self, _tries: u32) -> bool {
        // The only writer meets nobody; what failed once after the busy wait fails again.
        false
    }
}
