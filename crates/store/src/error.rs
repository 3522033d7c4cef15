//! Why a command did not happen.

use std::fmt;

/// The database could not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DbError {
    /// What sort of failure, by the engine's code and never by its text.
    pub kind: DbErrorKind,
    /// The engine's own words, for the log.
    pub message: String,
    /// The statement that failed, or what else was being done.
    pub during: &'static str,
}

/// Sorts of failure that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DbErrorKind {
    /// A unique or primary key was there already.
    Unique,
    /// Another constraint was broken.
    Constraint,
    /// The transaction met another one: run the command again.
    Conflict,
    /// The connection was lost; whether a commit happened is unknown. Safe to run again under the same request id.
    Lost,
    /// No connection or disk could be had.
    Unavailable,
    /// Anything else: a bug or a broken database.
    Broken,
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {}: {}", self.kind, self.during, self.message)
    }
}

impl std::error::Error for DbError {}

/// Why a command did not happen: the domain refused, or the database could not.
#[derive(Clone, Debug, PartialEq)]
pub enum Fail<E> {
    /// The domain refused; part of the command's contract, said to the user.
    Refused(E),
    /// The database could not.
    Db(DbError),
}

impl<E> From<DbError> for Fail<E> {
    fn from(error: DbError) -> Self {
        Fail::Db(error)
    }
}

impl<E> Fail<E> {
    /// The same failure with the refusal turned into another type.
    pub fn map<F>(self, f: impl FnOnce(E) -> F) -> Fail<F> {
        match self {
            Fail::Refused(refusal) => Fail::Refused(f(refusal)),
            Fail::Db(error) => Fail::Db(error),
        }
    }
}
