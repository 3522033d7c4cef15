//! A whole server for a test: a loaded pack, accounts with open sessions, screens of devices, on a port of its own.

#![allow(dead_code, reason = "each test file uses what it needs")]

pub mod feed;
pub mod line;
pub mod program;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use api::routes::{Visit, each};
use api::{Method, Route, RouteInfo};
use kernel::{Actor, DeviceKind, HallId, Role, StaffId};
use people::{LogIn, LogInRules, LoggedIn, Proof, TotpProof};
use serde_json::Value as Json;
use server::config::{BrokerAt, Config, StoreAt};
use server::draw::token_hash;
use server::keys::Keys;
use server::{App, Running};
use store::{Fail, Lane};
use testkit::{Place, World};
use tokio::runtime::Runtime;

store::statements! {
    /// A device as if it had been enrolled.
    ADD_DEVICE = "INSERT INTO device (org, id, hall, kind, name, counter, state, screen_hash, online, health, faults) VALUES ($1, $2, $3, $4, $5, NULL, 'enrolled', $6, 0, '', '')";
}

/// The password of every account that has one.
pub const PASSWORD: &str = "correct horse 9";

/// A server that runs.
pub struct House {
    runtime: Runtime,
    running: Option<Running>,
    pub addr: SocketAddr,
    keys: std::path::PathBuf,
}

/// An answer over the wire.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn code(&self) -> String {
        if self.head.contains("application/problem+json") {
            self.json()["code"].as_str().unwrap_or_default().to_owned()
        } else {
            String::new()
        }
    }

    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// What a request carries beside its address.
#[derive(Clone, Debug, Default)]
pub struct With {
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
}

impl With {
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> With {
        self.headers.push((name, value.into()));
        self
    }

    pub fn json(mut self, body: impl Into<String>) -> With {
        self.body = Some(body.into());
        self.header("content-type", "application/json")
    }

    pub fn key(self, key: impl Into<String>) -> With {
        self.header("idempotency-key", key)
    }
}

/// A session that is open, as a browser would hold it.
pub fn as_staff(name: &str) -> With {
    With::default()
        .header("cookie", format!("gh_session={}", token_of(name)))
        .header("x-csrf-token", format!("csrf-{name}"))
}

/// A device's screen.
pub fn as_device(kind: DeviceKind) -> With {
    With::default().header("authorization", format!("Device {}", token_of(kind.as_str())))
}

pub fn token_of(name: &str) -> String {
    format!("token-of-{name}")
}

struct Collect(Vec<RouteInfo>);

impl Visit for Collect {
    fn route<R: Route>(&mut self) {
        self.0.push(R::INFO);
    }
}

/// Every route of the contract; what ends the session comes last.
pub fn routes() -> Vec<RouteInfo> {
    let mut all = Collect(Vec::new());
    each(&mut all);
    all.0.sort_by_key(|info| info.method == Method::Delete);
    all.0
}

/// The method of a route as it is written.
pub fn method(info: &RouteInfo) -> &'static str {
    match info.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    }
}

/// An account of every role, above all halls, and a device of every kind in `hall`, each named by its word.
pub fn add_everybody(w: &mut World, hall: HallId) {
    for role in Role::ALL {
        add_staff(w, role.as_str(), *role, None, "no password");
    }
    for kind in DeviceKind::ALL {
        add_device(w, *kind, hall);
    }
}

/// The pack that comes with the program, read once.
pub fn pack() -> &'static pack::Pack {
    static PACK: std::sync::OnceLock<pack::Pack> = std::sync::OnceLock::new();
    PACK.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
        let files = pack::FILES.iter().map(|name| {
            ((*name).to_owned(), fs::read_to_string(folder.join(name)).expect("a file of the pack"))
        });
        pack::read(&files.collect::<BTreeMap<_, _>>()).expect("the pack is sound")
    })
}

/// Loads the pack into the world's store.
pub fn load(w: &mut World) {
    load_pack(w, pack());
}

/// Loads `pack` into the world's store.
pub fn load_pack(w: &mut World, pack: &'static pack::Pack) {
    // Today, so that sessions opened here have not run out when the server looks at its own clock.
    w.now = kernel::Time(server::clock::real_now_us());
    let request = w.fresh_request();
    w.write(Lane(0), Actor::System, request, |tx, cx| floor::setup::load_pack(tx, cx, pack))
        .unwrap()
        .unwrap();
}

/// Adds an account, without a password that anybody could type unless `hash` is given, and opens a session for it.
pub fn add_staff(w: &mut World, name: &str, role: Role, hall: Option<HallId>, hash: &str) -> StaffId {
    let keys = keys_of(w);
    let input = people::AddStaff { login: name.into(), hall, roles: vec![role], fingerprint: String::new() };
    let sealed = Keys::read(&keys).unwrap().seal("staff.name_enc", "示例");
    let (request, hash) = (w.fresh_request(), hash.to_owned());
    let staff = w
        .write(Lane(0), Actor::System, request, move |tx, cx| {
            people::add_staff(tx, cx, &input, &sealed, &hash)
        })
        .unwrap()
        .unwrap();
    open_session(w, name, staff, hall);
    staff
}

/// Opens a session for `staff` whose token is that of `name`.
pub fn open_session(w: &mut World, name: &str, staff: StaffId, hall: Option<HallId>) {
    let input = LogIn {
        staff,
        home: people::home(hall),
        proof: Proof { right: true, totp: TotpProof::Missing },
        token_hash: token_hash(&token_of(name)).to_vec(),
        csrf: format!("csrf-{name}"),
    };
    let rules = LogInRules { tries_max: 5, lock_us: 1, session_us: 8 * 3_600_000_000 };
    let request = w.fresh_request();
    let opened =
        w.write(Lane(0), Actor::System, request, move |tx, cx| people::log_in(tx, cx, &input, rules));
    assert!(matches!(opened.unwrap().unwrap(), LoggedIn::Open { .. }));
}

/// Adds a device of `kind` in `hall` whose screen has the token of its kind's name.
pub fn add_device(w: &mut World, kind: DeviceKind, hall: HallId) {
    let hash = token_hash(&token_of(kind.as_str()));
    let request = w.fresh_request();
    w.write(Lane(0), Actor::System, request, move |tx, cx| {
        let id: i64 = cx.ids.next();
        let word = kind.as_str();
        let params =
            [cx.org.into(), id.into(), hall.into(), word.into(), word.into(), hash.as_slice().into()];
        tx.execute(&ADD_DEVICE, &params).map(drop).map_err(Fail::<()>::from)
    })
    .unwrap()
    .unwrap();
}

/// The file with the keys of the world's store.
fn keys_of(w: &World) -> std::path::PathBuf {
    let path = match w.place() {
        // Goes with the store's folder.
        Place::File(path) => path.with_extension("keys"),
        Place::Schema { schema, .. } => std::env::temp_dir().join(format!("{schema}.keys")),
    };
    if !path.exists() {
        Keys::create(&path).unwrap();
    }
    path
}

/// Takes away the keys of a world that no [`House`] was opened in.
pub fn sweep(w: &World) {
    drop(fs::remove_file(keys_of(w)));
}

/// Starts a server on the world's store, which is the server's from then on.
pub fn open(w: &mut World, set: impl FnOnce(&mut Config)) -> House {
    let keys = keys_of(w);
    w.store.engine().close();
    let store = match w.place() {
        Place::File(path) => StoreAt::Sqlite(path.clone()),
        Place::Schema { url, schema } => StoreAt::Postgres { url: url.clone(), schema: Some(schema.clone()) },
    };
    let mut config = Config::on(store);
    config.keys.clone_from(&keys);
    config.heads = keys.with_extension("heads");
    config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.broker = BrokerAt::None;
    set(&mut config);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let running = runtime.block_on(server::start(config)).unwrap_or_else(|fail| panic!("{fail}"));
    House { addr: running.addr, running: Some(running), runtime, keys }
}

impl House {
    pub fn app(&self) -> &Arc<App> {
        &self.running.as_ref().expect("it runs").app
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Lets `work` go on beside the test; it ends with the house.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        drop(self.runtime.spawn(work));
    }

    /// Shuts down, as SIGTERM does.
    pub fn shut(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.shutdown());
        }
    }

    pub fn get(&self, path: &str, with: With) -> Answer {
        self.send("GET", path, with)
    }

    pub fn post(&self, path: &str, with: With) -> Answer {
        self.send("POST", path, with)
    }

    pub fn send(&self, method: &str, path: &str, with: With) -> Answer {
        send(self.addr, method, path, &with)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.shut();
        drop(fs::remove_file(&self.keys));
        drop(fs::remove_file(self.keys.with_extension("heads")));
    }
}

/// One request on a connection of its own. Of a stream, only the head is read.
pub fn send(addr: SocketAddr, method: &str, path: &str, with: &With) -> Answer {
    let mut stream = TcpStream::connect(addr).expect("the server listens");
    // Longer than the server gives any request: what takes its time under load is answered by it, not cut off here.
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let body = with.body.clone().unwrap_or_default();
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n");
    for (name, value) in &with.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    // The server may refuse a large body before it was sent.
    let _ = stream.write_all(head.as_bytes());
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, _)) = text.split_once("\r\n\r\n")
            && head.contains("text/event-stream")
        {
            break;
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, text) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {text:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
    Answer { status, head: head.to_owned(), text: text.to_owned() }
}
