//! What a device is told outside of orders: its settings and, for screens, what to show. Retained, so a device
//! that comes back finds them.

use kernel::Time;
use serde::{Deserialize, Serialize};

use super::{Payload, V1, check_count, check_range, check_text, check_word};
use crate::Refusal;

/// A device's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Version.
    pub v: V1,
    /// Seconds between beats.
    pub beat_s: i64,
    /// Seconds between reports of health.
    pub health_s: i64,
    /// Loudness, 0 to 100.
    pub volume_percent: i64,
    /// The counter it belongs to, if to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
}

impl Payload for Config {
    const BYTES_MAX: usize = 1024;

    fn check(&self) -> Result<(), Refusal> {
        check_range("beat_s", self.beat_s, 1..=3600)?;
        check_range("health_s", self.health_s, 1..=86_400)?;
        check_range("volume_percent", self.volume_percent, 0..=100)?;
        self.counter.as_deref().map_or(Ok(()), |counter| check_text("counter", counter, 16))
    }
}

/// One line of the calls on a screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenLine {
    /// Number as printed, `A012`.
    pub ticket: String,
    /// Counter as people read it, `3`.
    pub counter: String,
}

/// What a screen without a browser shows (counter matrix displays and the like).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Version.
    pub v: V1,
    /// When it was made; an older one than the last shown is not shown.
    pub at: Time,
    /// Being called, newest first.
    pub calling: Vec<ScreenLine>,
    /// Numbers that come next.
    pub next: Vec<String>,
    /// Notices, in the order to show.
    pub notices: Vec<String>,
}

impl Payload for Screen {
    const BYTES_MAX: usize = 16 * 1024;

    fn check(&self) -> Result<(), Refusal> {
        check_count("calling", self.calling.len(), 32)?;
        check_count("next", self.next.len(), 64)?;
        check_count("notices", self.notices.len(), 16)?;
        for line in &self.calling {
            check_word("calling.ticket", &line.ticket, 12)?;
            check_text("calling.counter", &line.counter, 16)?;
        }
        self.next.iter().try_for_each(|next| check_word("next", next, 12))?;
        self.notices.iter().try_for_each(|notice| check_text("notices", notice, 200))
    }
}
