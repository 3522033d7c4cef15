//! `gridhall device KIND`: one virtual device from the command line, until Ctrl-C. Reads deeds from standard input.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use edge::payload::FactReport;
use kernel::{DeviceKind, HallId, Time};
use serde::Deserialize;
use tokio::sync::mpsc;

use super::enrol::{Enrolled, enrol, post_json};
use super::machine::{Breakage, Deed, Did};
use super::run::{DeviceConfig, VirtualDevice};
use crate::clock::Clock;

/// A virtual device.
#[derive(Args, Clone)]
pub struct DeviceArgs {
    /// What it is: kiosk, display, caller, pad, ticket_printer, id_reader, signature_pad, tablet, cabinet or gate
    #[arg(value_parser = kind)]
    kind: DeviceKind,
    /// The hall it must belong to, by its code
    #[arg(long, value_name = "CODE")]
    hall: Option<String>,
    /// The server
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "URL")]
    server: String,
    /// Another broker than the one the server names
    #[arg(long, value_name = "URL")]
    mqtt: Option<String>,
    /// The one-time code; needed the first time
    #[arg(long, value_name = "CODE")]
    enrol: Option<String>,
    /// Where it keeps its credential [default: device-KIND.json]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A folder for pictures of what it prints
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// What is broken from the beginning
    #[arg(long)]
    fault: Option<FaultArg>,
}

/// Faults to begin with.
#[derive(Clone, Copy, ValueEnum)]
enum FaultArg {
    /// No paper.
    Paper,
    /// Jammed paper.
    Jam,
    /// Too hot.
    Heat,
    /// A full disk.
    Disk,
    /// Connected once, then cut off.
    Offline,
}

fn kind(text: &str) -> Result<DeviceKind, String> {
    DeviceKind::parse(text).ok_or_else(|| {
        let all: Vec<&str> = DeviceKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("a kind is one of {}", all.join(", "))
    })
}

/// Runs a virtual device until Ctrl-C; says why not, in words for whoever typed it.
pub fn run_device(args: &DeviceArgs) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no runtime: {error}"))?;
    runtime.block_on(device(args))
}

async fn device(args: &DeviceArgs) -> Result<(), String> {
    let enrolled = identity(args).await?;
    if enrolled.kind != args.kind {
        return Err(format!("this device is a {}, not a {}", enrolled.kind, args.kind));
    }
    if let Some(code) = &args.hall {
        let own = code_of_hall(&args.server, enrolled.hall).await?;
        if !own.eq_ignore_ascii_case(code) {
            return Err(format!("this device belongs to hall {own}, not {code}"));
        }
    }
    let (seen_by, mut seen) = mpsc::unbounded_channel();
    let config = DeviceConfig {
        enrolled,
        mqtt_url: args.mqtt.clone(),
        clock: Arc::new(clock(&args.server).await?),
        seen_by: Some(seen_by),
        pictures: args.pictures.clone(),
    };
    let device = VirtualDevice::start(config).map_err(|fail| fail.to_string())?;
    match args.fault {
        Some(FaultArg::Paper) => device.deed(Deed::Break(Breakage::Paper)).await,
        Some(FaultArg::Jam) => device.deed(Deed::Break(Breakage::Jam)).await,
        Some(FaultArg::Heat) => device.deed(Deed::Break(Breakage::Heat)).await,
        Some(FaultArg::Disk) => device.deed(Deed::Break(Breakage::Disk)).await,
        Some(FaultArg::Offline) => device.go_offline().await,
        None => {}
    }
    let mut lines = lines_of_stdin();
    loop {
        tokio::select! {
            Some((_, did)) = seen.recv() => say(&did),
            Some(line) = lines.recv() => typed(&device, &line).await,
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    device.stop().await;
    Ok(())
}

/// The credential kept from before, or a new one for the code.
async fn identity(args: &DeviceArgs) -> Result<Enrolled, String> {
    let state = args.state.clone().unwrap_or_else(|| PathBuf::from(format!("device-{}.json", args.kind)));
    let Some(code) = &args.enrol else {
        let kept = std::fs::read(&state)
            .map_err(|error| format!("{}: {error}; a new device needs --enrol CODE", state.display()))?;
        return serde_json::from_slice(&kept).map_err(|error| format!("{}: {error}", state.display()));
    };
    let enrolled = enrol(&args.server, code).await.map_err(|fail| fail.to_string())?;
    let kept = serde_json::to_vec_pretty(&enrolled).expect("plain data");
    keep(&state, &kept).map_err(|error| format!("{}: {error}", state.display()))?;
    Ok(enrolled)
}

/// Writes the credential where only its owner can read it.
fn keep(path: &PathBuf, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

/// The code of a hall, as people know it.
async fn code_of_hall(server: &str, hall: HallId) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Today {
        hall: Brief,
    }
    #[derive(Deserialize)]
    struct Brief {
        code: String,
    }
    let path = format!("/api/v1/halls/{hall}");
    let (status, answer) =
        post_json(server, &path, None).await.map_err(|fail| format!("the device's hall: {fail}"))?;
    let today: Today = serde_json::from_slice(&answer)
        .map_err(|error| format!("the device's hall makes no sense ({status}): {error}"))?;
    Ok(today.hall.code)
}

/// The server's clock, which may run faster than ours.
async fn clock(server: &str) -> Result<Clock, String> {
    #[derive(Deserialize)]
    struct Says {
        now_us: Time,
        speed: f64,
    }
    let (status, answer) = post_json(server, "/api/v1/clock", None)
        .await
        .map_err(|fail| format!("the server's clock: {fail}"))?;
    match serde_json::from_slice::<Says>(&answer) {
        Ok(says) if says.speed > 0.0 => Ok(Clock::scaled(says.now_us, says.speed)),
        _ => Err(format!("the server's clock makes no sense ({status})")),
    }
}

/// Standard input, line by line; a thread of its own, because reading it cannot be given up.
fn lines_of_stdin() -> mpsc::Receiver<String> {
    let (typed, lines) = mpsc::channel(8);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if typed.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// `repair`, `paper`, `jam`, `heat`, `disk`, `offline`, `online`, or a fact as JSON: `{"what":"torn_off"}`.
async fn typed(device: &VirtualDevice, line: &str) {
    match line.trim() {
        "" => {}
        "repair" => device.deed(Deed::Repair).await,
        "paper" => device.deed(Deed::Break(Breakage::Paper)).await,
        "jam" => device.deed(Deed::Break(Breakage::Jam)).await,
        "heat" => device.deed(Deed::Break(Breakage::Heat)).await,
        "disk" => device.deed(Deed::Break(Breakage::Disk)).await,
        "offline" => device.go_offline().await,
        "online" => device.come_online().await,
        json => match serde_json::from_str::<FactReport>(json) {
            Ok(fact) => device.deed(Deed::Fact(fact)).await,
            Err(error) => {
                tracing::warn!(%error, "that is no deed: repair, paper, jam, heat, disk, offline, online or a fact")
            }
        },
    }
}

fn say(did: &Did) {
    let words = match did {
        Did::Printed { order, bytes } => format!("printed order {order}: {} bytes", bytes.len()),
        Did::Speaks { ticket, counter, .. } => format!("speaks: {ticket} to {counter}"),
        Did::Shows { text_zh, .. } => format!("shows: {text_zh}"),
        Did::Screen(screen) => format!("screen: {} calls, {} next", screen.calling.len(), screen.next.len()),
        Did::Opened { slot: Some(slot) } => format!("opened slot {slot}"),
        Did::Opened { slot: None } => "opened".to_owned(),
        Did::Updated { version } => format!("runs version {version} now"),
    };
    println!("{words}");
}
