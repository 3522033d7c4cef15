//! SQLSTATE as the seam's sorts of failure. By code, never by text.

use std::error::Error as _;

use postgres::error::SqlState;
use store::{DbError, DbErrorKind};

pub(crate) fn db_error(error: &postgres::Error, during: &'static str) -> DbError {
    let message = match error.as_db_error() {
        // Without detail and hint: they quote values of rows, which may be somebody's name.
        Some(said) => format!("{} {}", said.code().code(), said.message()),
        None => error.to_string(),
    };
    DbError { kind: kind_of(error), message, during }
}

/// As [`db_error`], for a connection that was not made: nothing can have happened on it.
pub(crate) fn connect_error(error: &postgres::Error) -> DbError {
    DbError { kind: DbErrorKind::Unavailable, ..db_error(error, "connecting") }
}

fn kind_of(error: &postgres::Error) -> DbErrorKind {
    match error.code() {
        Some(code) => kind_of_state(code),
        None if error.is_closed() => DbErrorKind::Lost,
        None if error.source().is_some_and(|source| source.is::<std::io::Error>()) => DbErrorKind::Lost,
        None => DbErrorKind::Broken,
    }
}

fn kind_of_state(code: &SqlState) -> DbErrorKind {
    match code.code() {
        "23505" => DbErrorKind::Unique,
        // Serialization failure, deadlock, and a lock that was not had in time.
        "40001" | "40P01" | "55P03" => DbErrorKind::Conflict,
        // Completion unknown, and a server that ends the connection.
        "40003" | "57P01" | "57P02" | "57P05" => DbErrorKind::Lost,
        "57P03" => DbErrorKind::Unavailable,
        text => match &text[..2] {
            "23" => DbErrorKind::Constraint,
            "08" => DbErrorKind::Lost,
            "53" | "58" => DbErrorKind::Unavailable,
            _ => DbErrorKind::Broken,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sqlstate_that_matters_is_told_apart() {
        let kind = |code| kind_of_state(&SqlState::from_code(code));
        assert_eq!(kind("23505"), DbErrorKind::Unique);
        assert_eq!(kind("23502"), DbErrorKind::Constraint);
        for code in ["40001", "40P01", "55P03"] {
            assert_eq!(kind(code), DbErrorKind::Conflict, "{code}");
        }
        for code in ["40003", "08006", "57P01"] {
            assert_eq!(kind(code), DbErrorKind::Lost, "{code}");
        }
        for code in ["53100", "53300", "57P03"] {
            assert_eq!(kind(code), DbErrorKind::Unavailable, "{code}");
        }
        assert_eq!(kind("42703"), DbErrorKind::Broken);
    }
}
