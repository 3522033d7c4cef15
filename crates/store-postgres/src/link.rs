//! Making a connection, and making it again when it was lost.
//!
//! Losing a connection is no failure that anybody hears of while a new one can be had soon: a command's own retries
//! are of no use to it if connecting gives up at the first refusal. Hence the patience is here, with the connection.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, Config, NoTls};
use store::{DbError, DbErrorKind};

use crate::errors::{connect_error, db_error};

/// How long one attempt to connect may take.
const CONNECT_WAIT: Duration = Duration::from_secs(1);
/// How long a lost connection is tried again before anybody is told: as long as a command may be run again.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest pause between two attempts within that time.
const PAUSE_MAX_MS: u64 = 200;
/// Later, after a failed attempt, how long everybody is answered at once that there is no connection.
const DOWN: Duration = Duration::from_millis(200);

/// What every connection of the engine is set to. A lock that is not had soon is a conflict: a group that holds one
/// hall and waits for another must let go before the server's deadlock check, a second later, would say so.
const SETTINGS: &str = "SET lock_timeout = '250ms'; SET synchronous_commit = on; SET jit = off;
    SET default_transaction_isolation = 'read committed'; SET client_min_messages = warning";

/// Where to connect.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    config: Config,
    settings: String,
}

impl Address {
    /// Reads a connection string; `schema` is what unqualified names mean.
    pub(crate) fn read(url: &str, schema: Option<&str>) -> Result<Address, DbError> {
        let mut config: Config = url.parse().map_err(|error| connect_error(&error))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WAIT);
        }
        if config.get_application_name().is_none() {
            config.application_name(["gridhall ", schema.unwrap_or_default()].concat().trim_end());
        }
        let mut settings = SETTINGS.to_owned();
        if let Some(schema) = schema {
            write!(settings, "; SET search_path TO {}", quoted(schema))
                .expect("writing to a string cannot fail");
        }
        Ok(Address { config, settings })
    }

    pub(crate) fn connect(&self) -> Result<Client, DbError> {
        let mut client = self.config.connect(NoTls).map_err(|error| connect_error(&error))?;
        client.batch_execute(&self.settings).map_err(|error| db_error(&error, "setting up a connection"))?;
        Ok(client)
    }
}

/// A name as PostgreSQL takes it literally.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A connection that may be down.
pub(crate) struct Link {
    address: Address,
    client: Option<Client>,
    /// Since when there is none, if it was missed.
    down_since: Option<Instant>,
    /// When the last attempt failed.
    failed_at: Option<Instant>,
    jitter: RandomState,
}

impl Link {
    pub(crate) fn new(address: Address) -> Link {
        Link { address, client: None, down_since: None, failed_at: None, jitter: RandomState::new() }
    }

    /// Makes sure that there is a connection; answers whether it is a new one.
    ///
    /// Tries for [`PATIENCE`] since the connection was first missed, because the server may be starting again or may
    /// have ended this connection too while it was being made. After that an outage is an outage, and whoever comes is
    /// told at once, or the queues would grow.
    pub(crate) fn ensure(&mut self) -> Result<bool, DbError> {
        if self.client.as_ref().is_some_and(|client| !client.is_closed()) {
            return Ok(false);
        }
        self.client = None;
        let down_since = *self.down_since.get_or_insert_with(Instant::now);
        if down_since.elapsed() >= PATIENCE && self.failed_at.is_some_and(|at| at.elapsed() < DOWN) {
            return Err(down());
        }
        for attempt in 1.. {
            match self.address.connect() {
                Ok(client) => {
                    self.client = Some(client);
                    (self.down_since, self.failed_at) = (None, None);
                    return Ok(true);
                }
                Err(error) if down_since.elapsed() >= PATIENCE => {
                    self.failed_at = Some(Instant::now());
                    return Err(error);
                }
                Err(_) => thread::sleep(self.pause(attempt)),
            }
        }
        unreachable!("the attempts end with the patience")
    }

    /// The pause after attempt number `attempt`: longer each time, and by chance, so that all the connections of an
    /// engine do not come back at the same moment.
    fn pause(&self, attempt: u32) -> Duration {
        let longest_ms = (4_u64 << attempt.min(6)).min(PAUSE_MAX_MS);
        Duration::from_millis(1 + self.jitter.hash_one((attempt, Instant::now())) % longest_ms)
    }

    pub(crate) fn client(&mut self) -> Result<&mut Client, DbError> {
        self.client.as_mut().ok_or_else(down)
    }

    pub(crate) fn drop_client(&mut self) {
        self.client = None;
    }
}

fn down() -> DbError {
    let message = "there is no connection".to_owned();
    DbError { kind: DbErrorKind::Unavailable, message, during: "connecting" }
}

/// Runs `act` on a thread of its own: the client waits in ways that must not happen on a caller's async thread.
pub(crate) fn apart<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(act).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
