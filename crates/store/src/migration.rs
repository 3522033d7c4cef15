//! Which migrations a database still needs, and whether it is one this program may touch at all.

use std::fmt;

use sm3::{Digest, Sm3};

use crate::error::DbError;

/// One step of the schema, in one engine's dialect. Never changed once released.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number, counted from 1 without gaps.
    pub id: i64,
    /// What it does, as in the name of its folder.
    pub name: &'static str,
    /// Its statements.
    pub text: &'static str,
}

impl Migration {
    /// SM3 of its statements, in hexadecimal.
    #[must_use]
    pub fn checksum(&self) -> String {
        Sm3::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A migration that a database says it has had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// SM3 of the statements that were run.
    pub checksum: String,
}

/// Why a database is not to be touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaFail {
    /// It could not be asked.
    Db(DbError),
    /// It had a migration that this program does not know: it belongs to a newer program.
    Newer {
        /// The migration's number.
        id: i64,
        /// Its name.
        name: String,
    },
    /// It had another text of this migration than this program knows.
    Changed {
        /// The migration's number.
        id: i64,
        /// Its name.
        name: String,
    },
    /// It still needs this migration.
    Behind {
        /// The migration's number.
        id: i64,
        /// Its name.
        name: &'static str,
    },
}

impl fmt::Display for SchemaFail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaFail::Db(error) => error.fmt(f),
            SchemaFail::Newer { id, name } => {
                write!(f, "the database has migration {id} ({name}), which this program does not know")
            }
            SchemaFail::Changed { id, name } => {
                write!(f, "the database had another text of migration {id} ({name})")
            }
            SchemaFail::Behind { id, name } => write!(f, "the database still needs migration {id} ({name})"),
        }
    }
}

impl std::error::Error for SchemaFail {}

impl From<DbError> for SchemaFail {
    fn from(error: DbError) -> Self {
        SchemaFail::Db(error)
    }
}

/// The migrations of `known` that come after those `applied`, which must be the first of them, unchanged.
///
/// # Errors
/// The database is newer than this program, or had another text of a migration.
pub fn pending<'a>(known: &'a [Migration], applied: &[Applied]) -> Result<&'a [Migration], SchemaFail> {
    for (at, had) in applied.iter().enumerate() {
        let Some(migration) = known.get(at) else {
            return Err(SchemaFail::Newer { id: had.id, name: had.name.clone() });
        };
        if had.id != migration.id || had.name != migration.name || had.checksum != migration.checksum() {
            return Err(SchemaFail::Changed { id: had.id, name: had.name.clone() });
        }
    }
    Ok(&known[applied.len()..])
}

/// Answers well only if nothing is pending.
///
/// # Errors
/// As [`pending`], or a migration is still needed.
pub fn up_to_date(known: &[Migration], applied: &[Applied]) -> Result<(), SchemaFail> {
    match pending(known, applied)?.first() {
        None => Ok(()),
        Some(next) => Err(SchemaFail::Behind { id: next.id, name: next.name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Migration] =
        &[Migration { id: 1, name: "one", text: "A" }, Migration { id: 2, name: "two", text: "B" }];

    fn applied(count: usize) -> Vec<Applied> {
        let had = |m: &Migration| Applied { id: m.id, name: m.name.to_owned(), checksum: m.checksum() };
        KNOWN[..count].iter().map(had).collect()
    }

    #[test]
    fn what_was_applied_is_not_applied_again() {
        let left = |count| pending(KNOWN, &applied(count)).unwrap().iter().map(|m| m.id).collect::<Vec<_>>();
        assert_eq!((left(0), left(1), left(2)), (vec![1, 2], vec![2], vec![]));
        assert_eq!(up_to_date(KNOWN, &applied(1)), Err(SchemaFail::Behind { id: 2, name: "two" }));
    }

    #[test]
    fn refuses_a_database_of_a_newer_program() {
        let refused = pending(&KNOWN[..1], &applied(2)).unwrap_err();
        assert_eq!(refused, SchemaFail::Newer { id: 2, name: "two".to_owned() });
    }

    #[test]
    fn refuses_a_migration_that_was_changed_after_it_ran() {
        let mut had = applied(2);
        had[0].checksum = Migration { text: "A2", ..KNOWN[0] }.checksum();
        assert_eq!(pending(KNOWN, &had).unwrap_err(), SchemaFail::Changed { id: 1, name: "one".to_owned() });
    }
}
