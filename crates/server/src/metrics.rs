//! Counts and times, as Prometheus asks for them. Labels are closed lists (routes, statuses, commands, codes): never
//! an id, a name or a text that somebody sent.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use std::{panic, thread};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use store::Counts;

/// Bounds of the histograms, in seconds: from a cached answer to a timeout.
const BOUNDS_S: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteStatus {
    route: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CommandOutcome {
    command: &'static str,
    outcome: &'static str,
}

fn histogram() -> Histogram {
    Histogram::new(BOUNDS_S)
}

/// Panics anywhere in the process.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// Counts every panic and says where it was, in one line. What it said may hold what somebody typed, so it is left out
/// unless it is a plain text of the program.
pub fn watch_panics() {
    panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload().downcast_ref::<&str>().copied().unwrap_or_default();
        let thread = thread::current();
        tracing::error!(place, words, thread = thread.name().unwrap_or_default(), "A PANIC: this is a bug");
    }));
}

/// The metrics of one server.
pub struct Metrics {
    registry: Registry,
    requests: Family<RouteStatus, Counter>,
    request_s: Family<RouteLabel, Histogram, fn() -> Histogram>,
    commands: Family<CommandOutcome, Counter>,
    command_s: Histogram,
    /// Devices connected to the broker.
    pub devices_online: Gauge,
    /// Order rows handed to devices.
    pub device_orders: Counter,
    /// Boards made: one for each change of a hall, however many look at it.
    pub boards: Counter,
    /// Queries run for whoever asked; a feed runs none.
    pub queries: Counter,
}

impl Metrics {
    /// Everything at zero.
    #[must_use]
    pub fn new() -> Metrics {
        let mut registry = Registry::with_prefix("gridhall");
        let requests = Family::default();
        let request_s = Family::new_with_constructor(histogram as fn() -> Histogram);
        let commands = Family::default();
        let command_s = histogram();
        let (devices_online, device_orders) = (Gauge::default(), Counter::default());
        let (boards, queries) = (Counter::default(), Counter::default());
        registry.register("requests", "HTTP requests by route and status", requests.clone());
        registry.register_with_unit("request", "HTTP requests by route", Unit::Seconds, request_s.clone());
        registry.register("commands", "Commands by name and outcome", commands.clone());
        registry.register_with_unit(
            "command",
            "Commands, queueing and commit included",
            Unit::Seconds,
            command_s.clone(),
        );
        registry.register("devices_online", "Devices connected", devices_online.clone());
        registry.register("device_orders", "Orders sent to devices", device_orders.clone());
        registry.register("boards_made", "Boards made, each for all who look", boards.clone());
        registry.register("queries", "Queries on a snapshot", queries.clone());
        Metrics {
            registry,
            requests,
            request_s,
            commands,
            command_s,
            devices_online,
            device_orders,
            boards,
            queries,
        }
    }

    /// An HTTP request was answered.
    pub fn request(&self, route: &'static str, status: u16, took: Duration) {
        self.requests.get_or_create(&RouteStatus { route, status }).inc();
        self.request_s.get_or_create(&RouteLabel { route }).observe(took.as_secs_f64());
    }

    /// A command came to an end.
    pub fn command(&self, command: &'static str, outcome: &'static str, took: Duration) {
        self.commands.get_or_create(&CommandOutcome { command, outcome }).inc();
        self.command_s.observe(took.as_secs_f64());
    }

    /// The text for Prometheus, with figures of the moment from whoever holds them.
    #[must_use]
    pub fn text(&self, gauges: &[(&str, &str, u64)], store: &Counts) -> String {
        let mut text = String::new();
        for (name, help, value) in gauges {
            write!(
                text,
                "# HELP gridhall_{name} {help}.\n# TYPE gridhall_{name} gauge\ngridhall_{name} {value}\n"
            )
            .expect("writing to a string cannot fail");
        }
        let counts = [
            (
                "store_commits",
                "Commits of the store; commands by commits is the size of a group",
                &store.commits,
            ),
            ("store_commands", "Commands that were answered, refusals included", &store.commands),
            ("store_retries", "Runs of commands that had to be repeated", &store.retries),
            ("store_panics", "Commands that panicked", &store.panics),
            ("panics", "Panics anywhere", &PANICS),
        ];
        for (name, help, count) in counts {
            let value = count.load(Ordering::Relaxed);
            write!(text, "# HELP gridhall_{name} {help}.\n# TYPE gridhall_{name} counter\ngridhall_{name}_total {value}\n")
                .expect("writing to a string cannot fail");
        }
        encode(&mut text, &self.registry).expect("writing to a string cannot fail");
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new()
    }
}
