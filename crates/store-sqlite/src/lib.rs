//! The embedded engine: one thread owns the only writing connection and commits in groups; a few threads read.
//! The only crate that names rusqlite.
//!
//! Never answers a write before its commit is on disk (`synchronous=FULL`). Never lets two processes write one file.
//! Reading order: [`SqliteEngine`], `session` (a connection as the group loop drives it), `tx` (statements and
//! rows), `schema` (migrations), `backup`.

mod backup;
mod engine;
mod errors;
mod file;
mod schema;
mod session;
mod tx;

pub use backup::{CopyFail, backup, check, restore};
pub use engine::{Options, SqliteEngine};
pub use schema::{MIGRATIONS, migrate};
