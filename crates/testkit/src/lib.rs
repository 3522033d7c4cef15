//! What tests stand on: a world with a fresh store on each engine, a clock that is set by hand, and ids that are
//! counted instead of drawn. Only for tests and the simulation; nothing the server links.
//!
//! PostgreSQL is the one that `GRIDHALL_TEST_POSTGRES` names as a connection string (`host=/run/sock user=me
//! dbname=test`); each test makes a schema in it and drops it. Without it those tests are skipped, and say so; with
//! `GRIDHALL_REQUIRE_POSTGRES=1` they fail.
//!
//! ```no_run
//! use testkit::{World, every_engine};
//!
//! #[every_engine]
//! fn a_rule(w: &mut World) {
//!     w.at("08:59");
//! }
//! ```

mod place;
pub mod sample;
mod world;

pub use every_engine::every_engine;
pub use place::{Place, Setup, on_postgres, on_sqlite};
pub use world::{World, request};
