//! Opening connections to the store's file, and the lock that keeps it to one owner.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use store::{DbError, DbErrorKind};

use crate::errors::{db_error, file_error};

/// Statements kept prepared per connection: more than the program has.
const STATEMENTS_MAX: usize = 1024;
/// How long a connection waits for another's lock. Only other processes (backup, a shell) can hold one.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Pages of the log after which they are written into the store's file: 16 MB. SQLite's own thousand are full several
/// times a second when a hall is busy, mostly with the same few pages, and everybody waits meanwhile.
const CHECKPOINT_PAGES: u32 = 4000;
/// Page cache of the writing connection, in KiB. Small: the whole process is to stay below 100 MB.
const WRITER_CACHE_KIB: i64 = 4096;
/// Page cache of each reading connection, in KiB. What is not in it, the system still holds.
const READER_CACHE_KIB: i64 = 512;

/// Opens the writing connection; creates the file if `create`.
pub(crate) fn open_writer(path: &Path, create: bool) -> Result<Connection, DbError> {
    let create = if create { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | create, WRITER_CACHE_KIB)?;
    let pragmas = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
    );
    connection
        .execute_batch(&pragmas)
        .map_err(|error| db_error(&error, "setting up the writing connection"))?;
    Ok(connection)
}

/// Opens a connection that cannot write.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, DbError> {
    // Opened for writing too, because reading a WAL store takes part in its shared index; the pragma forbids writing.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, READER_CACHE_KIB)?;
    let pragma = "PRAGMA query_only = ON;";
    connection.execute_batch(pragma).map_err(|error| db_error(&error, "setting up a reading connection"))?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags, cache_kib: i64) -> Result<Connection, DbError> {
    let said = |error| db_error(&error, "opening the store");
    let connection =
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(said)?;
    connection.busy_timeout(BUSY_WAIT).map_err(said)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Else a statement with a bound LIMIT is made anew at every use, for its plan could depend on the number.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(said)?;
    connection
        .execute_batch(&format!("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{cache_kib};"))
        .map_err(said)?;
    Ok(connection)
}

/// There is no store.
pub(crate) fn none_at(path: &Path) -> DbError {
    let message = format!("there is no store at {}", path.display());
    DbError { kind: DbErrorKind::Unavailable, message, during: "opening the store" }
}

/// `path` with `suffix` behind its last letter.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Takes the store at `path` for this process alone; freed when the answer is dropped, or the process ends however.
///
/// # Errors
/// Another process has it.
pub(crate) fn own(path: &Path) -> Result<File, DbError> {
    let during = "taking the store for this process";
    let file = File::options().create(true).truncate(false).write(true).open(beside(path, "-owner"));
    let file = file.map_err(|error| file_error(&error, during))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DbError {
            kind: DbErrorKind::Unavailable,
            message: format!("another process serves {}", path.display()),
            during,
        }),
        Err(TryLockError::Error(error)) => Err(file_error(&error, during)),
    }
}
