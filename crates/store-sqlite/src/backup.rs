//! Copying a store while it is served, and putting a copy back in its place.
//!
//! Never leaves half a copy under the name asked for: a copy is written beside it, checked, and renamed.

use std::fs::{self, File};
use std::path::Path;
use std::{fmt, io};

use rusqlite::Connection;
use store::{DbError, DbErrorKind, SchemaFail};

use crate::errors::{db_error, file_error};
use crate::file::{self, beside};
use crate::{MIGRATIONS, schema};

/// Why a store was not copied, or is not fit to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyFail {
    /// There is something under that name already.
    Exists,
    /// The file is damaged: the first complaint.
    Damaged(String),
    /// It is not a store of this program.
    NotAStore,
    /// It belongs to a newer program, or had another text of a migration.
    Schema(SchemaFail),
    /// It could not be read or written.
    Db(DbError),
}

impl fmt::Display for CopyFail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CopyFail::Exists => f.write_str("there is something under that name already"),
            CopyFail::Damaged(complaint) => write!(f, "the file is damaged: {complaint}"),
            CopyFail::NotAStore => f.write_str("the file is not a store"),
            CopyFail::Schema(fail) => fail.fmt(f),
            CopyFail::Db(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CopyFail {}

impl From<DbError> for CopyFail {
    fn from(error: DbError) -> Self {
        match error.kind {
            DbErrorKind::Broken => CopyFail::Damaged(error.message),
            _ => CopyFail::Db(error),
        }
    }
}

/// Copies the store at `from` to the new file `to`, as it stands at one instant, while others read and write it.
/// The copy is checked and on disk when this returns.
///
/// # Errors
/// `to` is there, `from` is not a sound store, or `to` cannot be written.
pub fn backup(from: &Path, to: &Path) -> Result<(), CopyFail> {
    if to.exists() {
        return Err(CopyFail::Exists);
    }
    copy(from, to)
}

/// Puts the copy `from` in the place of the store `to`, which no process may be serving. `from` stays as it is.
///
/// # Errors
/// `to` is there and `force` is not given, `to` is served, or `from` is not a sound store of this program.
pub fn restore(from: &Path, to: &Path, force: bool) -> Result<(), CopyFail> {
    let _owner = file::own(to)?;
    if to.exists() && !force {
        return Err(CopyFail::Exists);
    }
    if to.exists() {
        // Closing the last connection folds the log into the old store, so that it is whole until it is replaced.
        // If that store is too damaged to be opened, it is replaced all the same.
        drop(file::open_writer(to, false));
    }
    copy(from, to)
}

/// Walks every page of the store at `path` and compares its schema with what this program knows.
///
/// # Errors
/// It is damaged, not a store, or of a newer program.
pub fn check(path: &Path) -> Result<(), CopyFail> {
    let connection = file::open_reader(path)?;
    check_open(&connection)
}

fn check_open(connection: &Connection) -> Result<(), CopyFail> {
    let said = |error| db_error(&error, "checking the store");
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0)).map_err(said)?;
    if verdict != "ok" {
        return Err(CopyFail::Damaged(verdict));
    }
    let applied = schema::applied(connection)?;
    if applied.is_empty() {
        return Err(CopyFail::NotAStore);
    }
    store::pending(MIGRATIONS, &applied).map(drop).map_err(CopyFail::Schema)
}

fn copy(from: &Path, to: &Path) -> Result<(), CopyFail> {
    let said = |error: io::Error| CopyFail::Db(file_error(&error, "copying the store"));
    let part = beside(to, "-part");
    remove(&part).map_err(said)?;
    let source = file::open_reader(from)?;
    // One statement is one snapshot: unlike the page-by-page copy it never starts again under steady writes.
    let name = part.to_str().ok_or_else(|| said(io::Error::other("the name is not UTF-8")))?;
    source.execute_batch("PRAGMA query_only = OFF").map_err(|error| db_error(&error, "copying the store"))?;
    source.execute("VACUUM INTO ?1", [name]).map_err(|error| db_error(&error, "copying the store"))?;
    drop(source);
    check(&part)?;
    for log in ["-wal", "-shm"] {
        remove(&beside(&part, log)).map_err(said)?;
    }
    File::open(&part).and_then(|file| file.sync_all()).map_err(said)?;
    // The logs of the store that was there belong to its pages, not to the copy's.
    for log in ["-wal", "-shm"] {
        remove(&beside(to, log)).map_err(said)?;
    }
    fs::rename(&part, to).map_err(said)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(said)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
