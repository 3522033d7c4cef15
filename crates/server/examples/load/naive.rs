//! The baseline under the same load: clients that ask a naive server for numbers.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use serde_json::json;
use tokio::task::LocalSet;

use crate::Options;
use crate::floor::plain;
use crate::http::Connection;
use crate::tally::{Tally, Window};

/// Loads it once.
pub(crate) async fn run(options: &Options) -> io::Result<()> {
    let (addr, clients) = (options.addr(), options.number("clients", 1));
    let (warm, span) = options.spans();
    let window = Window::after(warm, span);
    let local = LocalSet::new();
    let tasks: Vec<_> = (0..clients).map(|_| local.spawn_local(take(addr, window))).collect();
    let tally = local
        .run_until(async {
            let mut tally = Tally::default();
            for task in tasks {
                tally.add(task.await.map_err(io::Error::other)??);
            }
            io::Result::Ok(tally)
        })
        .await?;
    println!("{}", tally.say(Some(window), json!({"phase": "naive", "clients": clients})));
    Ok(())
}

async fn take(addr: SocketAddr, window: Window) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut connection = Connection::open(addr).await?;
    while !window.is_over() {
        let asked = Instant::now();
        let answer = connection.ask("POST", "/take", "", "").await?;
        tally.answered(window, "issue", asked);
        if answer.status == 200 {
            tally.saw("label", plain(&answer.json()?["number"]));
        } else {
            tally.refused(answer.status.to_string());
        }
    }
    Ok(tally)
}
