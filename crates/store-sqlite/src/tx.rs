//! Statements and rows on one connection.

use std::collections::HashMap;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};
use store::{DbError, DbErrorKind, Notes, Row, Sql, Tx, Value};

use crate::errors::db_error;

/// The open transaction of one connection.
pub(crate) struct SqliteTx {
    pub(crate) connection: Connection,
    /// The text for SQLite of each statement met so far, by the statement's address.
    texts: HashMap<usize, String>,
    notes: Notes,
    /// Whether a statement failed since the savepoint: nothing more may be kept, as on every engine.
    pub(crate) spoilt: bool,
}

impl SqliteTx {
    pub(crate) fn new(connection: Connection) -> SqliteTx {
        SqliteTx { connection, texts: HashMap::new(), notes: Notes::default(), spoilt: false }
    }

    fn run<T>(
        &mut self,
        sql: &'static Sql,
        params: &[Value<'_>],
        act: impl FnOnce(&mut Statement<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, DbError> {
        if self.spoilt {
            return Err(spoilt(sql.name));
        }
        let text = self.texts.entry(std::ptr::from_ref(sql).addr()).or_insert_with(|| text_of(sql));
        let answer = self.connection.prepare_cached(text).and_then(|mut statement| {
            if statement.parameter_count() != params.len() {
                return Err(rusqlite::Error::InvalidParameterCount(
                    params.len(),
                    statement.parameter_count(),
                ));
            }
            for (index, value) in params.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, Bound(*value))?;
            }
            act(&mut statement)
        });
        answer.map_err(|error| {
            self.spoilt = true;
            db_error(&error, sql.name)
        })
    }
}

/// An earlier statement of the same command failed.
pub(crate) fn spoilt(during: &'static str) -> DbError {
    let message = "an earlier statement of this command failed".to_owned();
    DbError { kind: DbErrorKind::Broken, message, during }
}

/// The statement as SQLite reads it: `?1` for `$1` (which SQLite would take as a name), and no row locks.
fn text_of(sql: &Sql) -> String {
    sql.text.replace('$', "?").replace("{for_update}", "")
}

impl Tx for SqliteTx {
    fn execute(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, DbError> {
        self.run(sql, params, |statement| statement.raw_execute()).map(|rows| rows as u64)
    }

    fn query(
        &mut self,
        sql: &'static Sql,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row),
    ) -> Result<(), DbError> {
        self.run(sql, params, |statement| {
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                each(&SqliteRow(row));
            }
            Ok(())
        })
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }
}

struct Bound<'a>(Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

struct SqliteRow<'a, 'b>(&'a rusqlite::Row<'b>);

impl SqliteRow<'_, '_> {
    fn column(&self, column: usize) -> ValueRef<'_> {
        self.0.get_ref(column).unwrap_or_else(|error| panic!("column {column}: {error}"))
    }
}

impl Row for SqliteRow<'_, '_> {
    fn opt_int(&self, column: usize) -> Option<i64> {
        match self.column(column) {
            ValueRef::Null => None,
            ValueRef::Integer(number) => Some(number),
            other => panic!("column {column} is {:?}, a number was expected", other.data_type()),
        }
    }

    fn opt_text(&self, column: usize) -> Option<&str> {
        match self.column(column) {
            ValueRef::Null => None,
            ValueRef::Text(text) => Some(std::str::from_utf8(text).expect("text is stored as UTF-8")),
            other => panic!("column {column} is {:?}, text was expected", other.data_type()),
        }
    }

    fn opt_bytes(&self, column: usize) -> Option<&[u8]> {
        match self.column(column) {
            ValueRef::Null => None,
            ValueRef::Blob(bytes) => Some(bytes),
            other => panic!("column {column} is {:?}, bytes were expected", other.data_type()),
        }
    }
}
