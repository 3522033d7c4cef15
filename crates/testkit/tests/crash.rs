//! `kill -9` under load, again and again: what was acknowledged is there, once, with the number that was given.
//! And, on PostgreSQL, connections that end in the middle of everything.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::{env, fs, io, thread};

use kernel::{Actor, Cx, HallId, Ids, Org, Time, Zone};
use store::{Lane, Store, Tx, one_int};
use testkit::sample::{left, take_number};
use testkit::{Place, Setup, World, every_engine, on_postgres, request};

store::statements! {
    /// Says only that there is a connection.
    SNAPSHOT = "SELECT 1";
    /// Ends every other connection of this test's engine.
    END_CONNECTIONS = "SELECT 0", postgres = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'gridhall ' || current_schema() AND pid <> pg_backend_pid()";
}

const HALL: HallId = HallId(7);
const CHILD: &str = "GRIDHALL_TEST_CRASH_CHILD";
const ROUNDS: u64 = 8;

/// The same context for the same request, in whichever process.
fn context(id: i64) -> Cx {
    let now = Time(1_760_000_000_000_000);
    let ids = Ids::block(id, 1);
    Cx { now, org: Org(1407), zone: Zone(480), actor: Actor::Guest, request: request(&id.to_string()), ids }
}

fn take(store: &Store, cx: Cx) -> i64 {
    let command = move |tx: &mut dyn Tx| take_number(tx, &cx, HALL, "A", false);
    store.write_and_wait(Lane(HALL.0), command).unwrap().unwrap()
}

/// Not a test of its own: the process that is killed. Writes until it is, and says what was acknowledged.
#[test]
fn crash_child() {
    let Ok(place) = env::var(CHILD) else { return };
    let parts: Vec<&str> = place.split('|').collect();
    let (place, first) = match parts[..] {
        ["file", path, first] => (Place::File(path.into()), first),
        ["schema", url, schema, first] => {
            (Place::Schema { url: url.to_owned(), schema: schema.to_owned() }, first)
        }
        _ => panic!("{place}"),
    };
    // The place belongs to the parent.
    let place: &'static Place = Box::leak(Box::new(place));
    let store = Store::new(place.open(Setup::default()).unwrap());
    let first: i64 = first.parse().unwrap();
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let store = store.clone();
            thread::spawn(move || {
                for turn in 0..100_000 {
                    let id = first + thread * 100_000 + turn;
                    let number = take(&store, context(id));
                    // One write call, so that a line is there whole or not at all.
                    io::stdout().write_all(format!("\nack {id} {number}\n").as_bytes()).unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

/// Starts a child on `place`, kills it after `lives` acknowledgements, and answers all it acknowledged.
fn killed_after(place: &Place, first: i64, lives: u64) -> Vec<(i64, i64)> {
    let place = match place {
        Place::File(path) => format!("file|{}|{first}", path.display()),
        Place::Schema { url, schema } => format!("schema|{url}|{schema}|{first}"),
    };
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crash_child", "--nocapture", "--test-threads=1"])
        .env(CHILD, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        if let Some(said) = line.strip_prefix("ack ").and_then(|said| said.strip_suffix('\n')) {
            let (id, number) = said.split_once(' ').unwrap();
            acknowledged.push((id.parse().unwrap(), number.parse().unwrap()));
            if acknowledged.len() as u64 == lives {
                child.kill().unwrap();
            }
        }
        line.clear();
    }
    let ended = child.wait().unwrap();
    assert!(!ended.success() && acknowledged.len() as u64 >= lives, "the child ended by itself: {ended}");
    acknowledged
}

/// A small generator of numbers from a seed (xorshift).
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn events(w: &World) -> i64 {
    let org = w.org;
    w.read(move |tx| left(tx, org)).unwrap().events
}

#[every_engine]
fn what_was_acknowledged_survives_kill_9(w: &mut World) {
    let mut seed =
        env::var("GRIDHALL_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0x5EED_1407);
    println!("GRIDHALL_TEST_SEED={seed}");
    let mut all = BTreeMap::new();
    for round in 0..ROUNDS {
        w.store.engine().close();
        let lives = random(&mut seed) % 120 + 1;
        for (id, number) in killed_after(w.place(), round as i64 * 1_000_000 + 1, lives) {
            assert_eq!(all.insert(id, number), None, "request {id} acknowledged twice");
        }
        w.restart();
        assert_eq!(w.broken_chains(), vec![]);
        let before = events(w);
        assert!(before >= all.len() as i64, "{} acknowledged, {before} there", all.len());
        for (id, number) in &all {
            assert_eq!(take(&w.store, context(*id)), *number, "request {id} in round {round}");
        }
        assert_eq!(events(w), before, "an acknowledged request was run again");
    }
    let mut numbers: Vec<i64> = all.values().copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all.len(), "a number was given twice");
}

#[test]
fn lost_connections_lose_and_double_nothing() {
    on_postgres(|w| {
        let numbers = Arc::new(Mutex::new(Vec::new()));
        let (answers, ended) = std::sync::mpsc::channel();
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (store, numbers, answers) = (w.store.clone(), Arc::clone(&numbers), answers.clone());
                thread::spawn(move || {
                    for turn in 0..40 {
                        if thread == 0 && turn % 3 == 0 {
                            // Without waiting, so that connections end at any point of what goes on meanwhile.
                            let answers = answers.clone();
                            let told = move |ended| drop(answers.send(ended));
                            store.read(|tx| one_int(tx, &END_CONNECTIONS, &[]), told).unwrap();
                        }
                        let number = take(&store, context(thread * 1000 + turn + 1));
                        numbers.lock().unwrap().push(number);
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let mut numbers = numbers.lock().unwrap().clone();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=320).collect::<Vec<_>>());
        let published: Vec<i64> = w.published().iter().map(|event| event.seq).collect();
        assert_eq!(published, (1..=320).collect::<Vec<_>>());
        drop(answers);
        // Two of these may end each other; most do not.
        let ended: i64 = ended.iter().flatten().sum();
        assert!(ended > 14, "only {ended} connections were ended");
        assert_eq!(w.broken_chains(), vec![]);
    });
}

/// A door in front of the PostgreSQL of the tests, which can be shut: it ends every connection that came through it,
/// and the next ones while they are being made.
struct Door {
    folder: PathBuf,
    shut_for: Arc<AtomicUsize>,
    through: Arc<Mutex<Vec<UnixStream>>>,
}

impl Door {
    /// The file name of the socket of a PostgreSQL at the default port.
    const SOCKET: &str = ".s.PGSQL.5432";

    fn before(server: &Path) -> Door {
        let folder = env::temp_dir().join(format!("gridhall_door_{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let listener = UnixListener::bind(folder.join(Door::SOCKET)).unwrap();
        let (shut_for, through) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<Vec<UnixStream>>>::default());
        let door = Door { folder, shut_for: Arc::clone(&shut_for), through: Arc::clone(&through) };
        let server = server.to_owned();
        thread::spawn(move || {
            for inner in listener.incoming() {
                let inner = inner.unwrap();
                let less = |left: usize| left.checked_sub(1);
                if shut_for.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
                    continue;
                }
                let outer = UnixStream::connect(&server).unwrap();
                through.lock().unwrap().extend([inner.try_clone().unwrap(), outer.try_clone().unwrap()]);
                for (mut from, mut to) in [
                    (inner.try_clone().unwrap(), outer.try_clone().unwrap()),
                    (outer.try_clone().unwrap(), inner.try_clone().unwrap()),
                ] {
                    thread::spawn(move || {
                        // Either side may be gone at any time; that is what this is for.
                        let _ = io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
            }
        });
        door
    }

    /// Ends all connections, and the next `times` as well.
    fn shut(&self, times: usize) {
        self.shut_for.store(times, Ordering::SeqCst);
        for stream in self.through.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_connection_that_ends_while_it_is_made_is_made_again() {
    on_postgres(|w| {
        let Place::Schema { url, schema } = w.place() else { panic!("PostgreSQL has a schema") };
        let folder = |part: &str| part.strip_prefix("host=/").map(|path| PathBuf::from(format!("/{path}")));
        let Some(server) = url.split(' ').find_map(folder) else {
            println!("SKIPPED: this PostgreSQL has no socket to put a door before");
            return;
        };
        let door = Door::before(&server.join(Door::SOCKET));
        let url = url.replace(server.to_str().unwrap(), door.folder.to_str().unwrap());
        let place = Place::Schema { url, schema: schema.clone() };
        let store = Store::new(place.open(Setup::default()).unwrap());
        for turn in 1..=3 {
            door.shut(7);
            assert_eq!(take(&store, context(turn)), turn, "a number was lost or doubled");
            door.shut(7);
            assert_eq!(store.read_and_wait(|tx| one_int(tx, &SNAPSHOT, &[])), Ok(1), "a read was refused");
        }
        store.engine().close();
        // The schema is the world's to drop.
        std::mem::forget(place);
    });
}
