//! The server engine: lanes of group commit over one PostgreSQL, or an engine that speaks its protocol. The only
//! crate that names `postgres`.
//!
//! Judges errors by SQLSTATE, never by their text. Needs no more than READ COMMITTED with row locks. Connects without
//! TLS: over a Unix socket, or on a network that is itself protected.
//! Reading order: [`PostgresEngine`], `session` (a connection as the group loop drives it), `link` (connecting),
//! `tx` (statements), `types` (values and rows), `schema` (migrations).

mod engine;
mod errors;
mod link;
mod schema;
mod session;
mod tx;
mod types;

pub use engine::{Options, PostgresEngine};
pub use schema::{MIGRATIONS, drop_schema, migrate};
