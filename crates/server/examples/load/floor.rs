//! One hall under load: numbers taken by many clients while every counter calls and serves, then numbers alone.

use std::cell::Cell;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::task::LocalSet;

use crate::Options;
use crate::http::Connection;
use crate::tally::{Tally, Window};

/// While counters serve, numbers are taken only as long as fewer than this wait: a line of thousands, which no hall
/// has, would be what is measured.
const LINE_MAX: i64 = 300;
/// How long a client then stands back.
const STAND_BACK: Duration = Duration::from_millis(2);

/// Who asks: the lines of a logged-in member of staff, and request ids that were never used.
#[derive(Clone)]
pub(crate) struct Staff {
    lines: String,
    run: u64,
    next: Rc<Cell<u64>>,
}

impl Staff {
    /// Logs in.
    pub(crate) async fn log_in(addr: SocketAddr, login: &str, password: &str) -> io::Result<Staff> {
        let run = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64);
        let mut connection = Connection::open(addr).await?;
        let body = json!({"login": login, "password": password}).to_string();
        let key = format!("idempotency-key: login-{run}\r\n");
        let answer = connection.ask("POST", "/api/v1/session", &key, &body).await?.good(login)?;
        let cookie = answer.cookie.clone().unwrap_or_default();
        let csrf = answer.json()?["csrf"].as_str().unwrap_or_default().to_owned();
        let lines = format!("cookie: {cookie}\r\nx-csrf-token: {csrf}\r\n");
        Ok(Staff { lines, run, next: Rc::default() })
    }

    /// The lines of a new request.
    pub(crate) fn lines(&self) -> String {
        let n = self.next.replace(self.next.get() + 1);
        format!("{}idempotency-key: b{}-{n}\r\n", self.lines, self.run)
    }
}

/// The hall that is loaded.
pub(crate) struct Hall {
    pub(crate) path: String,
    pub(crate) take: String,
    pub(crate) guide: Staff,
    pub(crate) clerks: Vec<(usize, Staff)>,
    /// How many were given a number and not called.
    line: Cell<i64>,
}

impl Hall {
    /// Finds the hall and a service item, logs its staff in, and opens its counters.
    pub(crate) async fn open(options: &Options) -> io::Result<Hall> {
        let addr = options.addr();
        let code = options.text("hall", "JZ-YC-A01");
        let item = options.text("item", "");
        let mut connection = Connection::open(addr).await?;
        let demo = connection.ask("GET", "/api/v1/demo", "", "").await?.good("demo")?.json()?;
        let password = demo["accounts"][0]["password"].as_str().unwrap_or_default().to_owned();
        let halls = connection.ask("GET", "/api/v1/halls", "", "").await?.good("halls")?.json()?;
        let hall = halls["halls"].as_array().into_iter().flatten().find(|hall| hall["code"] == code.as_str());
        let hall = hall.ok_or_else(|| io::Error::other(format!("no hall {code}")))?;
        let path = format!("/api/v1/halls/{}", plain(&hall["id"]));
        let item = if item.is_empty() {
            let items = connection.ask("GET", "/api/v1/items", "", "").await?.good("items")?.json()?;
            let today = connection.ask("GET", &path, "", "").await?.good(&path)?.json()?;
            let all = items["items"].as_array().into_iter().flatten();
            let item = all.filter(|item| everybody_can(&today, item)).map(|item| plain(&item["code"])).next();
            item.ok_or_else(|| io::Error::other("no item that every counter can do"))?
        } else {
            item
        };
        let low = code.to_lowercase();
        let guide = Staff::log_in(addr, &format!("{low}-yd"), &password).await?;
        let mut clerks = Vec::new();
        for counter in 1..=options.number("counters", 10) {
            let clerk = Staff::log_in(addr, &format!("{low}-gy{counter:02}"), &password).await?;
            let open = format!("{path}/counters/{counter}/open");
            connection.ask("POST", &open, &clerk.lines(), "{}").await?.good(&open)?;
            clerks.push((counter, clerk));
        }
        let take = json!({"items": [item]}).to_string();
        Ok(Hall { path, take, guide, clerks, line: Cell::default() })
    }
}

/// Whether every counter of a hall has every skill of an item, so that none of them calls in vain.
fn everybody_can(today: &Value, item: &Value) -> bool {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let skills = list(&item["skills"]);
    list(&today["counters"]).iter().all(|counter| {
        let held = list(&counter["skills"]);
        skills.iter().all(|skill| held.contains(skill))
    })
}

/// A text or number of an answer, without quotes.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Runs both phases: the one that leaves a long line behind comes last.
pub(crate) async fn run(options: &Options) -> io::Result<()> {
    let hall = Rc::new(Hall::open(options).await?);
    let clients = options.number("clients", 1);
    for serving in [true, false] {
        let (warm, span) = options.spans();
        let window = Window::after(warm, span);
        let phase = if serving { "issue and serve" } else { "issue" };
        let tally = load(options.addr(), &hall, clients, serving, window).await?;
        println!("{}", tally.say(Some(window), json!({"phase": phase, "clients": clients})));
    }
    Ok(())
}

async fn load(
    addr: SocketAddr,
    hall: &Rc<Hall>,
    clients: usize,
    serving: bool,
    window: Window,
) -> io::Result<Tally> {
    let local = LocalSet::new();
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let hall = Rc::clone(hall);
        tasks.push(local.spawn_local(async move { issue(addr, &hall, window, serving).await }));
    }
    if serving {
        for at in 0..hall.clerks.len() {
            let hall = Rc::clone(hall);
            tasks.push(local.spawn_local(async move { serve(addr, &hall, at, window).await }));
        }
    }
    local
        .run_until(async {
            let mut tally = Tally::default();
            for task in tasks {
                tally.add(task.await.map_err(io::Error::other)??);
            }
            Ok(tally)
        })
        .await
}

/// Takes numbers one after the other.
async fn issue(addr: SocketAddr, hall: &Hall, window: Window, serving: bool) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut connection = Connection::open(addr).await?;
    let path = format!("{}/tickets", hall.path);
    while !window.is_over() {
        if serving && hall.line.get() >= LINE_MAX {
            tokio::time::sleep(STAND_BACK).await;
            continue;
        }
        let lines = hall.guide.lines();
        let asked = Instant::now();
        let answer = connection.ask("POST", &path, &lines, &hall.take).await?;
        tally.answered(window, "issue", asked);
        if answer.status == 200 {
            let issued = answer.json()?;
            tally.saw("label", plain(&issued["label"]));
            hall.line.set(hall.line.get() + 1);
        } else {
            tally.refused(reason(answer.status, &answer.json().unwrap_or_default()));
        }
    }
    Ok(tally)
}

/// Calls, begins and finishes at one counter, one customer after the other.
async fn serve(addr: SocketAddr, hall: &Hall, at: usize, window: Window) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut connection = Connection::open(addr).await?;
    let (counter, clerk) = &hall.clerks[at];
    let call = format!("{}/counters/{counter}/call", hall.path);
    while !window.is_over() {
        let asked = Instant::now();
        let answer = connection.ask("POST", &call, &clerk.lines(), "").await?;
        let called = answer.json().unwrap_or_default();
        if answer.status != 200 {
            tally.refused(reason(answer.status, &called));
            continue;
        }
        let ticket = plain(&called["ticket"]["ticket"]);
        if ticket == "null" {
            tally.answered(window, "call of nobody", asked);
            continue;
        }
        tally.answered(window, "call", asked);
        tally.saw("called", ticket.clone());
        hall.line.set(hall.line.get() - 1);
        for step in ["start", "finish"] {
            let path = format!("{}/tickets/{ticket}/move", hall.path);
            let asked = Instant::now();
            let body = json!({ "step": step }).to_string();
            let answer = connection.ask("POST", &path, &clerk.lines(), &body).await?;
            tally.answered(window, step, asked);
            if answer.status != 200 {
                tally.refused(reason(answer.status, &answer.json().unwrap_or_default()));
            }
        }
    }
    Ok(tally)
}

fn reason(status: u16, problem: &Value) -> String {
    let place = problem["field"].as_str().unwrap_or_default();
    format!("{status} {} {place}", plain(&problem["code"])).trim_end().to_owned()
}
