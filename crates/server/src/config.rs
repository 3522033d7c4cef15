//! How a server is set up: defaults, then a TOML file, then the environment, then the command line.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use kernel::{Day, Org, Time, Zone};
use serde::Deserialize;

/// Where the store is.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreAt {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres {
        /// How to connect.
        url: String,
        /// A schema other than the connection's own. For tests.
        schema: Option<String>,
    },
}

impl FromStr for StoreAt {
    type Err = String;
    fn from_str(text: &str) -> Result<StoreAt, String> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            Ok(StoreAt::Sqlite(PathBuf::from(path)))
        } else if let Some(url) = text.strip_prefix("postgres:").filter(|url| !url.is_empty()) {
            let url = if url.starts_with("//") { text } else { url };
            Ok(StoreAt::Postgres { url: url.to_owned(), schema: None })
        } else {
            Err("a store is written sqlite:PATH or postgres:URL".to_owned())
        }
    }
}

impl fmt::Display for StoreAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreAt::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            // The URL may hold a password.
            StoreAt::Postgres { .. } => f.write_str("postgres:…"),
        }
    }
}

impl fmt::Debug for StoreAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where devices meet.
#[derive(Clone, PartialEq, Eq)]
pub enum BrokerAt {
    /// The broker in this process, on this address.
    Own(SocketAddr),
    /// A broker elsewhere, such as EMQX or Mosquitto, by its URL.
    External(String),
    /// No devices.
    None,
}

impl FromStr for BrokerAt {
    type Err = String;
    fn from_str(text: &str) -> Result<BrokerAt, String> {
        if text == "none" {
            return Ok(BrokerAt::None);
        }
        if text.starts_with("mqtt://") || text.starts_with("mqtts://") {
            return Ok(BrokerAt::External(text.to_owned()));
        }
        text.parse()
            .map(BrokerAt::Own)
            .map_err(|_| "a broker is written HOST:PORT, mqtt://… or none".to_owned())
    }
}

impl fmt::Debug for BrokerAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BrokerAt::Own(address) => write!(f, "own on {address}"),
            // The URL may hold a password.
            BrokerAt::External(_) => f.write_str("external"),
            BrokerAt::None => f.write_str("none"),
        }
    }
}

/// A clock that does not keep real time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaledClock {
    /// The day it stands at when the server starts.
    pub day: Day,
    /// Seconds after midnight of that day, in the company's zone.
    pub second: i64,
    /// How many times as fast as real time it runs.
    pub speed: f64,
}

impl ScaledClock {
    /// The instant it starts from.
    #[must_use]
    pub fn from(self, zone: Zone) -> Time {
        self.day.start(zone).plus_s(self.second)
    }

    /// Reads a start written `2026-10-12T07:30`.
    #[must_use]
    pub fn starting(text: &str, speed: f64) -> Option<ScaledClock> {
        let (day, time) = text.split_once(['T', ' '])?;
        let (hours, minutes) = time.split_once(':')?;
        let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
        let fine = (0..24).contains(&hours) && (0..60).contains(&minutes);
        let fine = fine && speed.is_finite() && (0.001..=100_000.0).contains(&speed);
        let day = day.parse().ok()?;
        fine.then_some(ScaledClock { day, second: hours * 3600 + minutes * 60, speed })
    }
}

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The company.
    pub org: Option<Org>,
    /// The store.
    pub store: StoreAt,
    /// The file with the keys.
    pub keys: PathBuf,
    /// The file that heads of event chains are written down in, see [`crate::heads`].
    pub heads: PathBuf,
    /// Where HTTP is served.
    pub listen: SocketAddr,
    /// The address people use, if it is not that of `listen`: behind a proxy, `https://…`.
    pub public_url: Option<String>,
    /// Where devices meet.
    pub broker: BrokerAt,
    /// Where devices are told the broker is, if it is not where it listens.
    pub broker_url: Option<String>,
    /// Whether this is a demonstration: its accounts and screens are listed for everybody.
    pub demo: bool,
    /// A file with the screens of the demonstration, as JSON; it may come and change while the server runs.
    pub demo_screens: Option<PathBuf>,
    /// The seed of the simulated day, to be shown.
    pub seed: Option<u64>,
    /// A clock that does not keep real time.
    pub clock: Option<ScaledClock>,
    /// The most writes that wait.
    pub queue: usize,
}

impl Config {
    /// A server on `store` with everything else as it comes.
    #[must_use]
    pub fn on(store: StoreAt) -> Config {
        let keys = keys_beside(&store);
        Config {
            org: None,
            store,
            heads: heads_beside(&keys),
            keys,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            broker: BrokerAt::Own(SocketAddr::from(([127, 0, 0, 1], 1883))),
            broker_url: None,
            demo: false,
            demo_screens: None,
            seed: None,
            clock: None,
            queue: 4096,
        }
    }

    /// The address that people use, without a slash at its end.
    #[must_use]
    pub fn people_use(&self) -> String {
        let own = || format!("http://{}", self.listen);
        self.public_url.as_deref().map_or_else(own, |url| url.trim_end_matches('/').to_owned())
    }

    /// Whether people come by https, so that cookies may be kept to it.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// Where the keys of a store are by default: beside an embedded store, else in the working folder.
#[must_use]
pub fn keys_beside(store: &StoreAt) -> PathBuf {
    match store {
        StoreAt::Sqlite(path) => path.with_extension("keys"),
        StoreAt::Postgres { .. } => PathBuf::from("gridhall.keys"),
    }
}

/// Where heads of event chains are written down by default: beside the keys, outside the store.
#[must_use]
pub fn heads_beside(keys: &Path) -> PathBuf {
    keys.with_extension("heads")
}

/// What a TOML file may set. Names are those of the command line.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// As `--store`.
    pub store: Option<String>,
    /// As `--keys`.
    pub keys: Option<PathBuf>,
    /// As `--heads`.
    pub heads: Option<PathBuf>,
    /// As `--listen`.
    pub listen: Option<SocketAddr>,
    /// As `--public-url`.
    pub public_url: Option<String>,
    /// As `--broker`.
    pub broker: Option<String>,
    /// As `--broker-url`.
    pub broker_url: Option<String>,
    /// As `--org`.
    pub org: Option<i64>,
    /// As `--queue`.
    pub queue: Option<usize>,
    /// As `--log`.
    pub log: Option<String>,
}

impl ConfigFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, or says what it may not; the message names the line.
    pub fn read(path: &Path) -> Result<ConfigFile, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_and_a_broker_are_read_as_written() {
        assert_eq!("sqlite:/a/b.db".parse(), Ok(StoreAt::Sqlite("/a/b.db".into())));
        let url = |text: &str| match text.parse() {
            Ok(StoreAt::Postgres { url, .. }) => url,
            other => panic!("{other:?}"),
        };
        assert_eq!(url("postgres://u@h/d"), "postgres://u@h/d");
        assert_eq!(url("postgres:host=/run user=u"), "host=/run user=u");
        for bad in ["", "sqlite:", "mysql:x"] {
            assert!(bad.parse::<StoreAt>().is_err(), "{bad}");
        }
        assert_eq!("none".parse(), Ok(BrokerAt::None));
        assert!("127.0.0.1:1883".parse::<BrokerAt>().is_ok());
        assert!("nowhere".parse::<BrokerAt>().is_err());
    }

    #[test]
    fn a_start_of_the_clock_is_read_in_the_companys_zone() {
        let clock = ScaledClock::starting("2026-10-12T07:30", 60.0).unwrap();
        let from = clock.from(Zone(480));
        assert_eq!((from.day(Zone(480)), from.second_of_day(Zone(480))), (clock.day, 27_000));
        for bad in ["2026-10-12", "2026-10-12T24:00", "2026-10-12T07:60", "x"] {
            assert!(ScaledClock::starting(bad, 60.0).is_none(), "{bad}");
        }
        assert!(ScaledClock::starting("2026-10-12T07:30", 0.0).is_none());
        assert!(ScaledClock::starting("2026-10-12T07:30", f64::NAN).is_none());
    }

    #[test]
    fn no_password_of_a_url_is_ever_printed() {
        let store: StoreAt = "postgres://u:secret@h/d".parse().unwrap();
        let broker: BrokerAt = "mqtt://u:secret@h".parse().unwrap();
        let mut config = Config::on(store);
        config.broker = broker;
        assert!(!format!("{config:?}").contains("secret"));
    }
}
