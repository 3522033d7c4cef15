//! What a device's health means: which faults it shows, and when a silent device counts as lost.
//! Thresholds are data of the company pack: none is written here.

use kernel::Time;
use serde::{Deserialize, Serialize};

use crate::payload::Health;

/// Thresholds, from the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthRules {
    /// Paper is low at or below this.
    pub paper_low_percent: i64,
    /// Too hot above this.
    pub temperature_max_c: i64,
    /// Too cold below this.
    pub temperature_min_c: i64,
    /// The disk is nearly full above this.
    pub disk_used_max_percent: i64,
}

/// A fault of a device. The order is that of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Paper is jammed: cannot print.
    Jam,
    /// No paper: cannot print.
    PaperOut,
    /// Paper will be out soon.
    PaperLow,
    /// Too hot.
    Hot,
    /// Too cold.
    Cold,
    /// The disk is nearly full.
    DiskFull,
}

impl Fault {
    /// The word in events and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Fault::Jam => "jam",
            Fault::PaperOut => "paper_out",
            Fault::PaperLow => "paper_low",
            Fault::Hot => "hot",
            Fault::Cold => "cold",
            Fault::DiskFull => "disk_full",
        }
    }

    /// The fault in Chinese and English.
    #[must_use]
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Fault::Jam => ("卡纸", "paper jam"),
            Fault::PaperOut => ("缺纸", "out of paper"),
            Fault::PaperLow => ("纸将用尽", "paper low"),
            Fault::Hot => ("温度过高", "too hot"),
            Fault::Cold => ("温度过低", "too cold"),
            Fault::DiskFull => ("磁盘将满", "disk nearly full"),
        }
    }
}

/// The faults a report shows, most urgent first. The device is well when there is none.
#[must_use]
pub fn faults(health: &Health, rules: &HealthRules) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(paper) = health.paper {
        if paper.jam {
            faults.push(Fault::Jam);
        }
        if paper.left_percent == 0 {
            faults.push(Fault::PaperOut);
        } else if paper.left_percent <= rules.paper_low_percent {
            faults.push(Fault::PaperLow);
        }
    }
    if health.temperature_c.is_some_and(|t| t > rules.temperature_max_c) {
        faults.push(Fault::Hot);
    }
    if health.temperature_c.is_some_and(|t| t < rules.temperature_min_c) {
        faults.push(Fault::Cold);
    }
    if health.disk_used_percent.is_some_and(|used| used > rules.disk_used_max_percent) {
        faults.push(Fault::DiskFull);
    }
    faults
}

/// How a device stands by its silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Heard of within one beat and a half.
    Online,
    /// A beat is overdue.
    Late,
    /// So many beats are overdue that it counts as gone.
    Lost,
}

/// How a device stands that was last heard of at `heard` (any message counts), when it should beat every `beat_s`
/// and counts as lost after `missed_max` beats. A device never heard of is lost; a clock that went back is no silence.
#[must_use]
pub fn presence(heard: Option<Time>, now: Time, beat_s: i64, missed_max: i64) -> Presence {
    let Some(heard) = heard else { return Presence::Lost };
    let silent_us = now.0.saturating_sub(heard.0);
    let beat_us = beat_s.max(1).saturating_mul(1_000_000);
    if silent_us > beat_us.saturating_mul(missed_max.max(1)) {
        Presence::Lost
    } else if silent_us > beat_us.saturating_add(beat_us / 2) {
        Presence::Late
    } else {
        Presence::Online
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::{Paper, V1};

    const RULES: HealthRules = HealthRules {
        paper_low_percent: 15,
        temperature_max_c: 60,
        temperature_min_c: 0,
        disk_used_max_percent: 90,
    };

    fn health(left_percent: i64, jam: bool, temperature_c: i64, disk_used_percent: i64) -> Health {
        Health {
            v: V1,
            at: Time(0),
            paper: Some(Paper { left_percent, jam }),
            temperature_c: Some(temperature_c),
            disk_used_percent: Some(disk_used_percent),
            slots_full: None,
        }
    }

    #[test]
    fn every_fault_shows_at_its_threshold_and_not_before() {
        let cases = [
            (health(16, false, 60, 90), vec![]),
            (health(15, false, 60, 90), vec![Fault::PaperLow]),
            (health(1, false, 0, 90), vec![Fault::PaperLow]),
            (health(0, false, 61, 91), vec![Fault::PaperOut, Fault::Hot, Fault::DiskFull]),
            (health(50, true, -1, 90), vec![Fault::Jam, Fault::Cold]),
        ];
        for (health, expected) in cases {
            assert_eq!(faults(&health, &RULES), expected, "{health:?}");
        }
        let bare =
            Health { paper: None, temperature_c: None, disk_used_percent: None, ..health(0, true, 99, 0) };
        assert_eq!(faults(&bare, &RULES), vec![], "a kind without a part has no fault of it");
    }

    #[test]
    fn a_silent_device_is_late_then_lost() {
        let heard = Some(Time(1_000_000_000));
        let after = |s: i64| presence(heard, Time(1_000_000_000).plus_s(s), 30, 3);
        assert_eq!((after(0), after(45), after(46)), (Presence::Online, Presence::Online, Presence::Late));
        assert_eq!((after(90), after(91)), (Presence::Late, Presence::Lost));
        assert_eq!(after(-5), Presence::Online, "a clock that went back is no silence");
        assert_eq!(presence(None, Time(0), 30, 3), Presence::Lost);
        assert_eq!(presence(Some(Time(i64::MIN)), Time(i64::MAX), i64::MAX, i64::MAX), Presence::Online);
    }
}
