//! `cargo xtask demo`: everything from a fresh clone to one address, with a simulated day behind it.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use crate::cargo::{cargo, target};
use crate::options::Options;
use crate::run::{Kept, bound, show, stopped};
use crate::serving::{Serving, free_port, init};
use crate::tools::{need_c_compiler, need_node};
use crate::{Done, root, web};

/// Where the store is if nobody says otherwise; made anew each time.
const STORE: &str = "sqlite:data/demo/store.db";
/// A working Monday after a holiday, in the middle of a billing cycle.
const DAY: &str = "2026-10-12";
/// The hour at which the simulated day begins: half an hour before the first hall opens.
const BEGIN: &str = "07:30";

/// What is asked of the demonstration.
struct Wishes {
    halls: Option<String>,
    day: String,
    from: String,
    speed: f64,
    seed: u64,
    port: u16,
    store: String,
    keep: bool,
}

impl Wishes {
    fn take(options: &mut Options) -> Done<Wishes> {
        let wishes = Wishes {
            halls: options.take("halls")?,
            day: options.take("day")?.unwrap_or_else(|| DAY.to_owned()),
            from: options.take("from")?.unwrap_or_else(|| BEGIN.to_owned()),
            speed: options.take("speed")?.unwrap_or(60.0),
            seed: options.take("seed")?.unwrap_or(1),
            port: options.take("port")?.unwrap_or(8080),
            store: options.take("store")?.unwrap_or_else(|| STORE.to_owned()),
            keep: options.flag("keep"),
        };
        options.all_taken()?;
        Ok(wishes)
    }
}

/// Builds, fills a store, serves, simulates; until Ctrl-C.
pub(crate) fn demo(options: &mut Options) -> Done<ExitCode> {
    let wishes = Wishes::take(options)?;
    need_c_compiler()?;
    need_node()?;
    println!("== the web front end");
    web::packages()?;
    web::build_if_stale()?;
    println!("== the server");
    show(cargo().args(["build", "--release", "--package", "server", "--bin", "gridhall"]))?;
    let binary = target().join("release/gridhall");
    println!("== the store");
    let folder = root().join("data/demo");
    // A store that somebody named is theirs, and so are the keys beside it.
    let own = wishes.store == STORE;
    if own && !wishes.keep {
        empty(&folder)?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // Loading a pack again changes nothing that is there.
    init(&binary, &wishes.store, None)?;
    serve(&wishes, &binary, &folder)
}

/// Removes what an earlier demonstration left.
fn empty(folder: &Path) -> Done {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn serve(wishes: &Wishes, binary: &Path, folder: &Path) -> Done<ExitCode> {
    let addr = SocketAddr::from(([127, 0, 0, 1], wishes.port));
    let broker = format!("127.0.0.1:{}", free_port()?);
    let screens = folder.join("screens.json").display().to_string();
    let (from, speed) = (format!("{}T{}", wishes.day, wishes.from), wishes.speed.to_string());
    let seed = wishes.seed.to_string();
    let mut words = vec!["--store", &wishes.store, "--broker", &broker, "--log-level", "warn"];
    words.extend([
        "--demo",
        "--demo-screens",
        &screens,
        "--seed",
        &seed,
        "--clock-from",
        &from,
        "--speed",
        &speed,
    ]);
    let mut serving = Serving::start(binary, addr, &words)?;
    let mut day = bound(&binary.display().to_string(), &[]);
    simulate(&mut day, wishes, &serving, &screens);
    let mut day = Some(Kept::start("the simulated day", &mut day, "INT")?);
    let memory = serving.resident_mb().map_or(String::new(), |mb| format!(", {mb:.0} MB resident"));
    println!("ready after {:.0} ms{memory}", serving.ready_after.as_secs_f64() * 1e3);
    println!("\n  {}\n\nEvery screen and account is linked there. Ctrl-C stops everything.", serving.url());
    while !stopped() {
        serving.server.still_runs()?;
        // A day is over some time; its halls can still be looked at.
        if day.as_mut().is_some_and(|day| day.still_runs().is_err()) {
            println!("the simulated day is over; the halls stand as they were left");
            day = None;
        }
        thread::sleep(Duration::from_millis(200));
    }
    println!("\nstopping");
    if let Some(mut day) = day {
        day.stop()?;
    }
    serving.server.stop()?;
    Ok(ExitCode::SUCCESS)
}

fn simulate(command: &mut Command, wishes: &Wishes, serving: &Serving, screens: &str) {
    command.args(["day", "--server", &serving.url(), "--seed", &wishes.seed.to_string()]);
    command.args(["--pack", "packs/jinzhong", "--screens", screens, "--log-level", "warn"]);
    if let Some(halls) = &wishes.halls {
        command.args(["--halls", halls]);
    }
}
