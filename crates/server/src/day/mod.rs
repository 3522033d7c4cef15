//! The simulated day: virtual customers, clerks, guides, managers and devices of many halls, from a seed.
//!
//! They act only through the server's own HTTP and MQTT interfaces, as people and machines do, and never look into
//! the store. A person can take over any counter or kiosk in the middle of it: a virtual clerk who finds that somebody
//! else has moved its counter stands back.

mod arrivals;
mod clerk;
mod customer;
mod dice;
mod hall;
mod http;
mod machines;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{Clock as ClockNow, DemoScreen, HallBrief, Halls};
use clap::Args;
use kernel::{Day, Zone};
use pack::Pack;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;

use crate::clock::Clock;
pub(crate) use arrivals::factor;
use http::Client;

/// How many log-ins run at once: each costs the server a password hash.
const LOG_INS_AT_ONCE: usize = 2;

/// Plays a day.
#[derive(Args, Clone)]
pub struct DayArgs {
    /// The server, as http://HOST:PORT.
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "URL")]
    server: String,
    /// The company pack whose arrival patterns are played.
    #[arg(long, default_value = "packs/jinzhong", value_name = "DIR")]
    pack: PathBuf,
    /// Which halls: `all`, a number (the largest first), or codes with commas between.
    #[arg(long, default_value = "all")]
    halls: String,
    /// The seed: the same seed makes the same people come at the same times for the same things.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the addresses of the devices' screens are written, for the landing page.
    #[arg(long, value_name = "FILE")]
    screens: Option<PathBuf>,
    /// Without virtual devices.
    #[arg(long)]
    no_devices: bool,
}

/// What everybody in the simulation knows.
pub(crate) struct City {
    pub(crate) http: Client,
    pub(crate) pack: Pack,
    pub(crate) zone: Zone,
    pub(crate) day: Day,
    pub(crate) clock: Arc<Clock>,
    pub(crate) seed: u64,
    pub(crate) devices: bool,
    pub(crate) log_ins: Semaphore,
    screens: Mutex<Vec<DemoScreen>>,
    screens_file: Option<PathBuf>,
}

/// Plays the day that the server's clock stands at, until its halls have closed.
///
/// # Errors
/// The pack cannot be read, the server does not answer, or no hall is meant.
pub async fn run_day(args: DayArgs) -> Result<(), String> {
    let pack = read_pack(&args.pack)?;
    let http = Client::new(&args.server)?;
    let now: ClockNow = http.get("/api/v1/clock", None).await.map_err(|fail| fail.to_string())?;
    let zone = Zone(now.zone_min);
    let day = now.now_us.day(zone);
    if pack.working_calendar().kind(day).is_err() {
        return Err(format!(
            "no calendar of {} was published in the pack: nothing opens on {day}",
            day.year()
        ));
    }
    let city = Arc::new(City {
        zone,
        day,
        clock: Arc::new(Clock::scaled(now.now_us, now.speed)),
        seed: args.seed,
        devices: !args.no_devices,
        log_ins: Semaphore::new(LOG_INS_AT_ONCE),
        screens: Mutex::default(),
        screens_file: args.screens.clone(),
        http,
        pack,
    });
    let halls: Halls = city.http.get("/api/v1/halls", None).await.map_err(|fail| fail.to_string())?;
    let chosen = choose(halls.halls, &args.halls)?;
    tracing::info!(seed = city.seed, day = %city.day, halls = chosen.len(), speed = now.speed, "a simulated day begins");
    let mut playing = JoinSet::new();
    for brief in chosen {
        playing.spawn(hall::play(Arc::clone(&city), brief));
    }
    while let Some(ended) = playing.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a simulated hall broke");
        }
    }
    tracing::info!(day = %city.day, "the simulated day is over");
    Ok(())
}

fn read_pack(folder: &Path) -> Result<Pack, String> {
    let mut files = BTreeMap::new();
    for name in pack::FILES {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        files.insert((*name).to_owned(), text);
    }
    pack::read(&files).map_err(|refusals| {
        let lines = refusals.iter().map(|it| format!("{}:{} {}", it.file, it.line, it.en));
        lines.collect::<Vec<_>>().join("\n")
    })
}

fn choose(mut halls: Vec<HallBrief>, wanted: &str) -> Result<Vec<HallBrief>, String> {
    if wanted == "all" {
        return Ok(halls);
    }
    if let Ok(count) = wanted.parse::<usize>() {
        if count == 0 {
            return Err("--halls 0 means no hall".to_owned());
        }
        halls.truncate(count);
        return Ok(halls);
    }
    let codes: Vec<&str> = wanted.split(',').map(str::trim).collect();
    if let Some(unknown) = codes.iter().find(|code| !halls.iter().any(|hall| hall.code == **code)) {
        return Err(format!("there is no hall {unknown}"));
    }
    halls.retain(|hall| codes.contains(&hall.code.as_str()));
    Ok(halls)
}

impl City {
    /// Waits until the server's clock stands at `due`.
    pub(crate) async fn until(&self, due: kernel::Time) {
        tokio::time::sleep(self.clock.until(due)).await;
    }

    /// Lets seconds of the server's clock pass.
    pub(crate) async fn pass_s(&self, seconds: f64) {
        let real_s = (seconds / self.clock.speed()).max(0.02);
        tokio::time::sleep(std::time::Duration::from_secs_f64(real_s)).await;
    }

    /// Makes a screen known to the landing page.
    pub(crate) async fn show(&self, screen: DemoScreen) {
        let Some(path) = &self.screens_file else { return };
        let mut screens = self.screens.lock().await;
        screens.push(screen);
        let json = serde_json::to_vec(&*screens).expect("screens are plain data");
        if let Err(error) = tokio::fs::write(path, json).await {
            tracing::warn!(%error, "the screens could not be written down");
        }
    }
}
