//! A load on a running server, over HTTP with connections kept open, and what it took: one line of JSON for each
//! phase. Started by `cargo xtask bench floor`; says what happened and judges nothing.
//!
//! Everything is read from the server's answers. Never looks into a store.

mod feed;
mod floor;
mod http;
mod naive;
mod tally;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// What the command line says: `--name value`, again and again.
pub(crate) struct Options(BTreeMap<String, String>);

impl Options {
    fn read() -> Options {
        let words: Vec<String> = std::env::args().skip(2).collect();
        Options(
            words.chunks(2).map(|two| (two[0].clone(), two.get(1).cloned().unwrap_or_default())).collect(),
        )
    }

    pub(crate) fn text(&self, name: &str, default: &str) -> String {
        self.0.get(&format!("--{name}")).map_or_else(|| default.to_owned(), Clone::clone)
    }

    pub(crate) fn number(&self, name: &str, default: usize) -> usize {
        self.0.get(&format!("--{name}")).map_or(default, |text| text.parse().expect("a number"))
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.text("addr", "127.0.0.1:8080").parse().expect("an address is HOST:PORT")
    }

    /// How long a phase is not measured, and how long it is.
    pub(crate) fn spans(&self) -> (Duration, Duration) {
        let seconds = |name, default| Duration::from_millis(self.number(name, default) as u64);
        (seconds("warm-ms", 1000), seconds("ms", 5000))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let options = Options::read();
    match std::env::args().nth(1).as_deref() {
        Some("floor") => floor::run(&options).await,
        Some("feed") => feed::run(&options).await,
        Some("naive") => naive::run(&options).await,
        _ => Err(io::Error::other("load floor|feed|naive --addr HOST:PORT …")),
    }
}
