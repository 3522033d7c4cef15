//! SQLite's result codes as the seam's sorts of failure. By code, never by text.

use rusqlite::ErrorCode;
use store::{DbError, DbErrorKind};

// Extended result codes of SQLite (sqlite.org/rescode.html).
const CONSTRAINT_PRIMARYKEY: i32 = 1555;
const CONSTRAINT_UNIQUE: i32 = 2067;
const CONSTRAINT_ROWID: i32 = 2579;

pub(crate) fn db_error(error: &rusqlite::Error, during: &'static str) -> DbError {
    DbError { kind: kind_of(error), message: error.to_string(), during }
}

fn kind_of(error: &rusqlite::Error) -> DbErrorKind {
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return DbErrorKind::Broken };
    match failure.code {
        ErrorCode::ConstraintViolation => match failure.extended_code {
            CONSTRAINT_PRIMARYKEY | CONSTRAINT_UNIQUE | CONSTRAINT_ROWID => DbErrorKind::Unique,
            _ => DbErrorKind::Constraint,
        },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DbErrorKind::Conflict,
        ErrorCode::DiskFull
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::OutOfMemory
        | ErrorCode::FileLockingProtocolFailed => DbErrorKind::Unavailable,
        _ => DbErrorKind::Broken,
    }
}

/// What went wrong outside SQLite, with a file.
pub(crate) fn file_error(error: &std::io::Error, during: &'static str) -> DbError {
    DbError { kind: DbErrorKind::Unavailable, message: error.to_string(), during }
}
