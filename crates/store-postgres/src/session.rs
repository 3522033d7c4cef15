//! A connection as the group loop drives it.

use std::hash::{BuildHasher as _, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use store::{DbError, DbErrorKind, Session, Tx, WriteSession};

use crate::link::{Address, Link};
use crate::tx::{PostgresTx, spoilt};

/// How long a group stays open for more commands.
const GROUP_AGE_MAX: Duration = Duration::from_millis(2);
/// How often one command is run again.
const RETRIES_MAX: u32 = 10;
/// How long one command may take with all its runs.
const RETRY_AGE_MAX: Duration = Duration::from_secs(2);

const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// One connection, writing or reading.
pub(crate) struct PostgresSession {
    tx: PostgresTx,
    writes: bool,
    open: bool,
    begun: Instant,
    first_retry: Instant,
    jitter: RandomState,
}

impl PostgresSession {
    pub(crate) fn writing(address: Address) -> PostgresSession {
        PostgresSession::new(address, true)
    }

    pub(crate) fn reading(address: Address) -> PostgresSession {
        PostgresSession::new(address, false)
    }

    fn new(address: Address, writes: bool) -> PostgresSession {
        let now = Instant::now();
        PostgresSession {
            tx: PostgresTx::new(Link::new(address)),
            writes,
            open: false,
            begun: now,
            first_retry: now,
            jitter: RandomState::new(),
        }
    }

    /// Opens a snapshot. A read runs only once, so a connection that was lost while idle, or is lost now, must be
    /// found out here.
    fn begin_reading(&mut self) -> Result<(), DbError> {
        let mut tries = 0;
        loop {
            let Err(error) = self.tx.connect().and_then(|()| self.tx.say(BEGIN_READING)) else {
                return Ok(());
            };
            self.tx.disconnect();
            tries += 1;
            if error.kind != DbErrorKind::Lost || !self.wait_to_retry(tries) {
                return Err(error);
            }
        }
    }

    /// Connects ahead of the first command. A failure shows there.
    pub(crate) fn warm_up(&mut self) {
        let _ = self.tx.connect();
    }
}

impl Session for PostgresSession {
    fn begin(&mut self) -> Result<(), DbError> {
        self.tx.connect()?;
        self.begun = Instant::now();
        if self.writes {
            // Said with the first SAVEPOINT; a group whose connection is gone by then is run again.
            self.tx.unsaid = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
        } else {
            self.begin_reading()?;
        }
        self.tx.spoilt = false;
        self.open = true;
        Ok(())
    }

    fn roll_back(&mut self) {
        // If even BEGIN is unsaid, the connection is as it was.
        let unsaid = std::mem::take(&mut self.tx.unsaid);
        if std::mem::take(&mut self.open) && !unsaid.starts_with("BEGIN") && self.tx.say("ROLLBACK").is_err()
        {
            self.tx.disconnect();
        }
    }

    fn tx(&mut self) -> &mut dyn Tx {
        &mut self.tx
    }
}

impl WriteSession for PostgresSession {
    fn savepoint(&mut self) -> Result<(), DbError> {
        self.tx.spoilt = false;
        self.tx.say("SAVEPOINT command")
    }

    fn release(&mut self) -> Result<(), DbError> {
        if self.tx.spoilt {
            return Err(spoilt("RELEASE command"));
        }
        // Said with the next SAVEPOINT or the COMMIT.
        self.tx.unsaid = "RELEASE command";
        Ok(())
    }

    fn roll_back_to_savepoint(&mut self) -> Result<(), DbError> {
        self.tx.spoilt = false;
        self.tx.say("ROLLBACK TO command")
    }

    fn commit(&mut self) -> Result<(), DbError> {
        // The RELEASE said with it fails in a spoilt transaction, whose COMMIT alone would quietly undo it.
        self.tx.say("COMMIT")?;
        self.open = false;
        Ok(())
    }

    fn group_is_old(&self) -> bool {
        self.begun.elapsed() >= GROUP_AGE_MAX
    }

    fn wait_to_retry(&mut self, tries: u32) -> bool {
        if tries == 1 {
            self.first_retry = Instant::now();
        }
        if tries > RETRIES_MAX || self.first_retry.elapsed() > RETRY_AGE_MAX {
            return false;
        }
        let longest_us = 1000_u64 << tries.min(8);
        thread::sleep(Duration::from_micros(self.jitter.hash_one((tries, Instant::now())) % longest_us));
        true
    }
}
