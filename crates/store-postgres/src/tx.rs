//! Statements on one connection.

use std::collections::HashMap;

use postgres::Statement;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use store::{DbError, DbErrorKind, Notes, Row, Sql, Tx, Value};

use crate::errors::db_error;
use crate::link::Link;
use crate::types::{Bound, PostgresRow};

/// The open transaction of one connection.
pub(crate) struct PostgresTx {
    link: Link,
    /// Statements prepared on this connection, by the address of the seam's statement.
    prepared: HashMap<usize, Statement>,
    notes: Notes,
    /// Said together with whatever is said next, to save a round trip.
    pub(crate) unsaid: &'static str,
    /// Whether a statement failed since the savepoint.
    pub(crate) spoilt: bool,
}

impl PostgresTx {
    pub(crate) fn new(link: Link) -> PostgresTx {
        PostgresTx { link, prepared: HashMap::new(), notes: Notes::default(), unsaid: "", spoilt: false }
    }

    /// Makes sure that there is a connection.
    pub(crate) fn connect(&mut self) -> Result<(), DbError> {
        if self.link.ensure()? {
            self.prepared.clear();
        }
        Ok(())
    }

    /// Says what was left unsaid and then `text`, in one round trip.
    pub(crate) fn say(&mut self, text: &'static str) -> Result<(), DbError> {
        let unsaid = std::mem::take(&mut self.unsaid);
        let client = self.link.client()?;
        let done = match unsaid {
            "" => client.batch_execute(text),
            unsaid => client.batch_execute(&[unsaid, text].join("; ")),
        };
        done.map_err(|error| self.fallen(&error, text))
    }

    /// Gives up the connection.
    pub(crate) fn disconnect(&mut self) {
        self.link.drop_client();
    }

    fn fallen(&mut self, error: &postgres::Error, during: &'static str) -> DbError {
        self.spoilt = true;
        let mut error = db_error(error, during);
        if self.link.client().is_ok_and(|client| client.is_closed()) {
            error.kind = DbErrorKind::Lost;
        }
        if error.kind == DbErrorKind::Lost {
            self.link.drop_client();
        }
        error
    }

    /// Gets ready to run `sql`: nothing unsaid, nothing failed before, prepared.
    fn prepare(&mut self, sql: &'static Sql) -> Result<Statement, DbError> {
        if self.spoilt {
            return Err(spoilt(sql.name));
        }
        if !self.unsaid.is_empty() {
            self.say("")?;
        }
        let address = std::ptr::from_ref(sql).addr();
        if let Some(statement) = self.prepared.get(&address) {
            return Ok(statement.clone());
        }
        let text = sql.postgres.unwrap_or(sql.text).replace("{for_update}", "FOR UPDATE");
        let statement = self.link.client()?.prepare(&text).map_err(|error| self.fallen(&error, sql.name))?;
        self.prepared.insert(address, statement.clone());
        Ok(statement)
    }
}

/// An earlier statement of the same command failed.
pub(crate) fn spoilt(during: &'static str) -> DbError {
    let message = "an earlier statement of this command failed".to_owned();
    DbError { kind: DbErrorKind::Broken, message, during }
}

impl Tx for PostgresTx {
    fn execute(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, DbError> {
        let statement = self.prepare(sql)?;
        let bound: Vec<Bound<'_>> = params.iter().map(|value| Bound(*value)).collect();
        let params: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| value as _).collect();
        self.link.client()?.execute(&statement, &params).map_err(|error| self.fallen(&error, sql.name))
    }

    fn query(
        &mut self,
        sql: &'static Sql,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row),
    ) -> Result<(), DbError> {
        let statement = self.prepare(sql)?;
        let client = self.link.client()?;
        let mut run = || {
            let mut rows = client.query_raw(&statement, params.iter().map(|value| Bound(*value)))?;
            while let Some(row) = rows.next()? {
                each(&PostgresRow(&row));
            }
            Ok(())
        };
        run().map_err(|error| self.fallen(&error, sql.name))
    }

    fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }
}
