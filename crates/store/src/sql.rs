//! What a command talks to: statements, parameters, rows and the open transaction.

use std::fmt;

use crate::error::DbError;
use crate::events::{Chain, StoredEvent};
use crate::once::Remembered;

/// One statement, written once in the dialect both engines share; `$n` binds by number.
///
/// `{for_update}` is the only dialect token: a row lock on servers, nothing on an embedded engine.
pub struct Sql {
    /// Unique name, for logs, metrics and the prepare test.
    pub name: &'static str,
    /// The text in the shared dialect.
    pub text: &'static str,
    /// A different text for PostgreSQL, where the shared dialect cannot say it.
    pub postgres: Option<&'static str>,
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Declares the statements of one file and lists them as `STATEMENTS`.
///
/// ```
/// store::statements! {
///     /// The name of a hall.
///     HALL_NAME = "SELECT name FROM hall WHERE org = $1 AND id = $2";
/// }
/// assert_eq!(STATEMENTS.len(), 1);
/// assert_eq!(HALL_NAME.name, "HALL_NAME");
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr $(, postgres = $postgres:expr)?;)*) => {
        $(
            $(#[$doc])*
            pub(crate) static $name: $crate::Sql = $crate::Sql {
                name: stringify!($name),
                text: $text,
                postgres: $crate::statements!(@postgres $($postgres)?),
            };
        )*
        /// Every statement of this file.
        pub(crate) static STATEMENTS: &[&$crate::Sql] = &[$(&$name),*];
    };
    (@postgres) => { None };
    (@postgres $text:expr) => { Some($text) };
}

/// A parameter. Numbers, texts and bytes are all that crosses the seam; richer types turn into these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// A 64-bit integer (ids, times, fen, flags as 0 and 1).
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Raw bytes (hashes, ciphertext).
    Bytes(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Int(i64::from(value))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Value::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Bytes(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Value::Bytes(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

macro_rules! id_values {
    ($($id:ty),*) => {$(
        impl From<$id> for Value<'_> {
            fn from(id: $id) -> Self {
                Value::Int(id.0)
            }
        }
    )*};
}

id_values!(
    kernel::HallId,
    kernel::CounterId,
    kernel::VisitId,
    kernel::TicketId,
    kernel::StaffId,
    kernel::DeviceId,
    kernel::DeviceOrderId,
    kernel::RecordId,
    kernel::ScenarioId,
    kernel::RunId,
    kernel::ProposalId,
    kernel::Org,
    kernel::Time
);

impl From<kernel::Day> for Value<'_> {
    fn from(day: kernel::Day) -> Self {
        Value::Int(day.number())
    }
}

/// One row of an answer, columns by number from 0.
///
/// # Panics
/// Every reader panics when the column is not of that type: the statement and its reader disagree, which is a bug.
pub trait Row {
    /// A column that is a number, or nothing for NULL.
    fn opt_int(&self, column: usize) -> Option<i64>;
    /// A column that is text, or nothing for NULL.
    fn opt_text(&self, column: usize) -> Option<&str>;
    /// A column that is bytes, or nothing for NULL.
    fn opt_bytes(&self, column: usize) -> Option<&[u8]>;

    /// A number that is never NULL.
    fn int(&self, column: usize) -> i64 {
        self.opt_int(column).unwrap_or_else(|| panic!("column {column} is NULL, a number was expected"))
    }
    /// A text that is never NULL.
    fn text(&self, column: usize) -> &str {
        self.opt_text(column).unwrap_or_else(|| panic!("column {column} is NULL, text was expected"))
    }
    /// Bytes that are never NULL.
    fn bytes(&self, column: usize) -> &[u8] {
        self.opt_bytes(column).unwrap_or_else(|| panic!("column {column} is NULL, bytes were expected"))
    }
    /// A flag stored as 0 or 1.
    fn flag(&self, column: usize) -> bool {
        self.int(column) != 0
    }
}

/// An open transaction. Object-safe on purpose: commands compile once, not once per engine.
pub trait Tx {
    /// Runs a statement that returns nothing; answers how many rows it touched.
    ///
    /// # Errors
    /// The database could not.
    fn execute(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64, DbError>;

    /// Runs a statement that returns rows, handing each to `each`.
    ///
    /// # Errors
    /// The database could not.
    fn query(
        &mut self,
        sql: &'static Sql,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row),
    ) -> Result<(), DbError>;

    /// What the command under way leaves behind for the engine. Emptied by the engine before each run.
    fn notes(&mut self) -> &mut Notes;
}

/// What one run of a command leaves for the engine beside its rows.
#[derive(Debug, Default)]
pub struct Notes {
    /// Events appended, to be published after the commit.
    pub events: Vec<StoredEvent>,
    /// Whether a row was put into the outbox, so that delivery is woken.
    pub outbox: bool,
    /// What to remember if the command is refused: written after its rows were rolled back.
    pub refusal: Option<Remembered>,
    /// The chains that the command holds locked.
    pub(crate) chains: Vec<Chain>,
}

impl Notes {
    /// Nothing left from an earlier run.
    pub fn clear(&mut self) {
        *self = Notes::default();
    }
}
