//! Displays that follow a hall's board, and how long after a call each of them is told.
//!
//! One call at a time, in a hall that is quiet between: the next frame that a display gets is that of the call.

use std::cell::{Cell, RefCell};
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::Notify;
use tokio::task::LocalSet;
use tokio::time::{sleep, timeout};

use crate::Options;
use crate::floor::{Hall, plain};
use crate::http::{Connection, find};
use crate::tally::Tally;

/// How long a hall must have been quiet.
const QUIET: Duration = Duration::from_millis(150);
/// How long a display is waited for.
const LATE: Duration = Duration::from_secs(5);

/// What displays have seen.
#[derive(Default)]
struct Seen {
    open: Cell<usize>,
    /// Whose turn it is to be told: the number of the call, and when each display was.
    times: RefCell<Vec<Instant>>,
    latest: Cell<Option<Instant>>,
    told: Notify,
}

/// Opens the displays, then calls `--calls` customers.
pub(crate) async fn run(options: &Options) -> io::Result<()> {
    let local = LocalSet::new();
    local.run_until(measure(options)).await
}

async fn measure(options: &Options) -> io::Result<()> {
    let addr = options.addr();
    let listeners = options.number("listeners", 1000);
    let hall = Hall::open(options).await?;
    let seen = Rc::new(Seen::default());
    for _ in 0..listeners {
        tokio::task::spawn_local(follow(addr, format!("{}/board/feed", hall.path), Rc::clone(&seen)));
    }
    let begun = Instant::now();
    while seen.open.get() < listeners {
        if begun.elapsed() > Duration::from_secs(60) {
            return Err(io::Error::other(format!("{} of {listeners} displays were let in", seen.open.get())));
        }
        sleep(Duration::from_millis(10)).await;
    }
    let mut tally = Tally::default();
    let mut connection = Connection::open(addr).await?;
    let mut missed = 0;
    for n in 0..options.number("calls", 50) {
        let (counter, clerk) = &hall.clerks[n % hall.clerks.len()];
        let ask = async |connection: &mut Connection, path: String, lines: String, body: &str| {
            connection.ask("POST", &path, &lines, body).await?.good(&path)
        };
        ask(&mut connection, format!("{}/tickets", hall.path), hall.guide.lines(), &hall.take).await?;
        quiet(&seen).await;
        seen.times.borrow_mut().clear();
        let asked = Instant::now();
        let call = format!("{}/counters/{counter}/call", hall.path);
        let called = ask(&mut connection, call, clerk.lines(), "").await?.json()?;
        let answered = Instant::now();
        let all = async {
            while seen.times.borrow().len() < listeners {
                seen.told.notified().await;
            }
        };
        let _ = timeout(LATE, all).await;
        for told in seen.times.borrow().iter().take(listeners) {
            tally.span("from_request", told.saturating_duration_since(asked));
            tally.span("from_answer", told.saturating_duration_since(answered));
        }
        missed += listeners.saturating_sub(seen.times.borrow().len());
        for step in ["start", "finish"] {
            let path = format!("{}/tickets/{}/move", hall.path, plain(&called["ticket"]["ticket"]));
            let body = json!({ "step": step }).to_string();
            ask(&mut connection, path, clerk.lines(), &body).await?;
        }
    }
    println!("{}", tally.say(None, json!({"phase": "feed", "listeners": listeners, "missed": missed})));
    Ok(())
}

/// Waits until no display was told anything for a while.
async fn quiet(seen: &Seen) {
    loop {
        sleep(QUIET).await;
        if seen.latest.get().is_none_or(|latest| latest.elapsed() >= QUIET) {
            return;
        }
    }
}

/// One display: notes when it was told.
async fn follow(addr: SocketAddr, path: String, seen: Rc<Seen>) -> io::Result<()> {
    let mut connection = Connection::open(addr).await?;
    connection.send("GET", &path, "accept: text/event-stream\r\n", "").await?;
    let mut first = true;
    loop {
        let got = connection.more().await?;
        let now = Instant::now();
        let Some(end) = got.windows(2).rposition(|two| two == b"\n\n") else {
            continue;
        };
        let is_board = find(&got[..end], b"\ndata: ").is_some();
        connection.take(end + 2);
        if !is_board {
            continue;
        }
        if first {
            first = false;
            seen.open.set(seen.open.get() + 1);
        } else {
            seen.times.borrow_mut().push(now);
            seen.told.notify_one();
        }
        seen.latest.set(Some(now));
    }
}
