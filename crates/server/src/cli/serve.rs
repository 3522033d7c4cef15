//! `gridhall serve`: until it is told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failed, Settings};
use crate::Config;
use crate::config::ScaledClock;

/// How to serve.
#[derive(Args, Clone)]
pub(super) struct ServeArgs {
    /// Where HTTP is served [default: 127.0.0.1:8080].
    #[arg(long, env = "GRIDHALL_LISTEN", value_name = "HOST:PORT")]
    listen: Option<SocketAddr>,
    /// The address people use, if it is another: behind a proxy, https://… (cookies are then kept to https).
    #[arg(long, env = "GRIDHALL_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Where devices meet: HOST:PORT for the broker in this process, mqtt://… for another, or none
    /// [default: 127.0.0.1:1883].
    #[arg(long, env = "GRIDHALL_BROKER", hide_env_values = true)]
    broker: Option<String>,
    /// Where devices are told the broker is, if it is another address.
    #[arg(long, env = "GRIDHALL_BROKER_URL", hide_env_values = true, value_name = "URL")]
    broker_url: Option<String>,
    /// Serve a demonstration: its accounts, with their password, are shown to everybody.
    #[arg(long)]
    demo: bool,
    /// A JSON file with the screens of the demonstration.
    #[arg(long, value_name = "FILE")]
    demo_screens: Option<PathBuf>,
    /// The seed of the simulated day, to be shown.
    #[arg(long)]
    seed: Option<u64>,
    /// Start the clock at this time of the company's zone, such as 2026-10-12T07:30, instead of real time.
    #[arg(long, value_name = "TIME")]
    clock_from: Option<String>,
    /// How many times as fast as real time the clock runs, with --clock-from.
    #[arg(long, default_value_t = 1.0, requires = "clock_from")]
    speed: f64,
    /// The most writes that wait; beyond, callers are told to come back [default: 4096].
    #[arg(long, env = "GRIDHALL_QUEUE")]
    queue: Option<usize>,
}

/// The configuration that settings and arguments make together.
pub(super) fn config(settings: Settings, args: ServeArgs) -> Result<Config, Failed> {
    let file = settings.file;
    let mut config = Config::on(settings.store);
    config.keys = settings.keys;
    config.heads = settings.heads;
    config.org = settings.org;
    config.listen = args.listen.or(file.listen).unwrap_or(config.listen);
    config.public_url = args.public_url.or(file.public_url);
    if let Some(broker) = args.broker.or(file.broker) {
        config.broker = broker.parse()?;
    }
    config.broker_url = args.broker_url.or(file.broker_url);
    config.queue = args.queue.or(file.queue).unwrap_or(config.queue);
    config.demo = args.demo;
    config.demo_screens = args.demo_screens;
    config.seed = args.seed;
    if let Some(from) = args.clock_from {
        let clock = ScaledClock::starting(&from, args.speed);
        config.clock = Some(clock.ok_or("--clock-from is written 2026-10-12T07:30, --speed is above 0")?);
    }
    Ok(config)
}

pub(super) fn serve(settings: Settings, args: ServeArgs) -> Result<(), Failed> {
    let config = config(settings, args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no threads: {error}"))?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
        let running = crate::start(config).await.map_err(|fail| fail.to_string())?;
        println!("gridhall serves http://{}", running.addr);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        running.shutdown().await;
        Ok(())
    })
}
