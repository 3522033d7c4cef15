//! `gridhall doctor`: everything the server needs, looked at one by one, in plain words.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use kernel::{Day, Time};
use pack::Pack;

use super::serve::{ServeArgs, config};
use super::{Failed, Settings};
use crate::clock::real_now_us;
use crate::config::{BrokerAt, Config, StoreAt};
use crate::http::web;
use crate::keys::Keys;
use crate::running::{open_store, stored_pack};

/// Below this, the disk is called nearly full.
const DISK_LOW_MIB: u64 = 1024;

/// What a look came to.
enum Found {
    Fine(String),
    Care(String),
    Wrong(String),
}

use Found::{Care, Fine, Wrong};

pub(super) fn doctor(settings: Settings, args: ServeArgs) -> Result<(), Failed> {
    let config = config(settings, args)?;
    let mut found = vec![look_at_keys(&config), look_at_clock(), look_at_web()];
    found.push(look_at_port("http", config.listen));
    match &config.broker {
        BrokerAt::Own(address) => found.push(look_at_port("device broker", *address)),
        BrokerAt::External(_) => found.push(Fine("device broker: another one, by URL".to_owned())),
        BrokerAt::None => found.push(Care("device broker: none, so no devices".to_owned())),
    }
    if let StoreAt::Sqlite(path) = &config.store {
        found.push(look_at_disk(path));
        found.push(look_at_file(path));
    }
    look_at_store(&config, &mut found);
    let mut wrong = 0;
    for found in &found {
        match found {
            Fine(words) => println!("ok     {words}"),
            Care(words) => println!("care   {words}"),
            Wrong(words) => {
                wrong += 1;
                println!("WRONG  {words}");
            }
        }
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} things are wrong")) }
}

fn look_at_keys(config: &Config) -> Found {
    match Keys::read(&config.keys) {
        Ok(_) => Fine(format!("keys: {}", config.keys.display())),
        Err(fail) => Wrong(format!("keys: {}: {fail}", config.keys.display())),
    }
}

fn today() -> Day {
    Time(real_now_us()).day(kernel::Zone(0))
}

fn look_at_clock() -> Found {
    let year = today().year();
    if (2026..2060).contains(&year) {
        Fine(format!("clock: {}", today()))
    } else {
        Wrong(format!("clock: the machine thinks it is {}", today()))
    }
}

fn look_at_web() -> Found {
    if web::is_built() {
        Fine("web front end: built in".to_owned())
    } else {
        Wrong("web front end: not built in; `npm ci && npm run build` in web/, then build again".to_owned())
    }
}

fn look_at_port(what: &str, address: std::net::SocketAddr) -> Found {
    match TcpListener::bind(address) {
        Ok(_) => Fine(format!("{what}: {address} is free")),
        Err(error) => Care(format!("{what}: {address} cannot be taken ({error}); is the server running?")),
    }
}

fn look_at_disk(path: &Path) -> Found {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free_mib = disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024);
            let words = format!("disk: {free_mib} MiB free at {}", folder.display());
            if free_mib < DISK_LOW_MIB { Care(words) } else { Fine(words) }
        }
        Err(error) => Wrong(format!("disk: {}: {error}", folder.display())),
    }
}

fn look_at_file(path: &Path) -> Found {
    match store_sqlite::check(path) {
        Ok(()) => Fine(format!("store: {} is sound", path.display())),
        Err(fail) => Wrong(format!("store: {}: {fail}", path.display())),
    }
}

fn look_at_store(config: &Config, found: &mut Vec<Found>) {
    let store = match open_store(&config.store, 64, Arc::new(|_| {})) {
        Ok(store) => store,
        Err(fail) => {
            let words = format!("store: {fail}");
            let served = words.contains("another process");
            found.push(if served {
                Care(format!("{words}; its pack was not looked at"))
            } else {
                Wrong(words)
            });
            return;
        }
    };
    found.push(Fine("migrations: up to date".to_owned()));
    match stored_pack(&store, config.org) {
        Ok((org, pack)) => look_at_pack(&pack, org.0, found),
        Err(fail) => found.push(Wrong(format!("pack: {fail}"))),
    }
    store.engine().close();
}

fn look_at_pack(pack: &Pack, org: i64, found: &mut Vec<Found>) {
    let today = Time(real_now_us()).day(pack.zone());
    let company = &pack.company;
    found.push(Fine(format!(
        "pack: {} {} of company {org}, {} halls",
        company.name_zh,
        company.version,
        pack.halls.len()
    )));
    found.push(match pack.rules(None, None, today) {
        Ok(_) => Fine("rules: each has a value today".to_owned()),
        Err(refusal) => Wrong(format!("rules: {refusal}")),
    });
    let calendar = pack.working_calendar();
    for year in [today.year(), today.year() + 1] {
        let Some(day) = Day::new(year, 7, 1) else { continue };
        found.push(match calendar.kind(day) {
            Ok(_) => Fine(format!("calendar: {year} is there")),
            Err(_) if year == today.year() => {
                Wrong(format!("calendar: {year} was never published in this pack"))
            }
            Err(_) => Care(format!("calendar: {year} is not there yet; it comes out in November")),
        });
    }
}
