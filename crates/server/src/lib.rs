//! The server: the only crate with tokio, sockets, a clock, randomness and files. Everything else is handed what it
//! needs.
//!
//! Reading order: [`App`] (what handlers stand on), [`http::mount`] (the frame of every route), [`start`] (how it all
//! comes up and goes down again), [`cli`] (what one can ask of the binary).

pub mod app;
pub mod broker;
pub mod cli;
pub mod clock;
pub mod config;
pub mod day;
pub mod device;
pub mod draw;
mod flows;
pub mod heads;
pub mod http;
mod jobs;
pub mod keys;
pub mod live;
pub mod metrics;
mod paper;
pub mod passwords;
pub mod plane;
mod planning;
pub mod refused;
pub mod running;

pub use app::App;
pub use config::Config;
pub use refused::Refused;
pub use running::{Running, StartFail, start};

/// Every statement of this crate and of the crates it runs, for the test that prepares each on every engine.
#[must_use]
pub fn statements() -> Vec<&'static store::Sql> {
    let mut all = [
        centre::statements(),
        store::statements(),
        floor::statements(),
        money::statements(),
        people::statements(),
    ]
    .concat();
    all.extend_from_slice(http::known::statements());
    all.extend_from_slice(http::view_statements());
    all.extend_from_slice(running::statements());
    all.extend_from_slice(heads::statements());
    all
}
