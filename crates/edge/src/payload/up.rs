//! What a device tells: hello, beat, health, fact, ack, link. Every field bounded; nothing about a person.

use kernel::{DeviceKind, DeviceOrderId, TicketId, Time};
use serde::{Deserialize, Serialize};

use super::{Payload, V1, check_count, check_range, check_word};
use crate::{Refusal, RefusalCode};

/// The microseconds a device's clock may show: 2020 to 2100. Outside of it the clock is not set.
const CLOCK_US: std::ops::RangeInclusive<i64> = 1_577_836_800_000_000..=4_102_444_800_000_000;

fn check_clock(at: Time) -> Result<(), Refusal> {
    check_range("at", at.0, CLOCK_US)
}

/// Who the device is; once after each connect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Version.
    pub v: V1,
    /// The device's clock.
    pub at: Time,
    /// What it is; must be what it was enrolled as.
    pub kind: DeviceKind,
    /// Maker's model.
    pub model: String,
    /// Version of its software.
    pub firmware: String,
    /// The last version of `gh/v…` it speaks.
    pub speaks: i64,
}

impl Payload for Hello {
    const BYTES_MAX: usize = 1024;

    fn check(&self) -> Result<(), Refusal> {
        check_clock(self.at)?;
        check_word("model", &self.model, 48)?;
        check_word("firmware", &self.firmware, 32)?;
        check_range("speaks", self.speaks, 1..=99)
    }
}

/// That it lives; sent every `beat_s` of its config.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// Version.
    pub v: V1,
    /// The device's clock.
    pub at: Time,
    /// Counts beats since it started, from 1.
    pub n: i64,
    /// Seconds since it started.
    pub uptime_s: i64,
}

impl Payload for Beat {
    const BYTES_MAX: usize = 256;

    fn check(&self) -> Result<(), Refusal> {
        check_clock(self.at)?;
        check_range("n", self.n, 1..=i64::MAX)?;
        check_range("uptime_s", self.uptime_s, 0..=3_000_000_000)
    }
}

/// The state of a paper roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// How much is left, 0 to 100.
    pub left_percent: i64,
    /// Whether paper is jammed.
    pub jam: bool,
}

/// How it is; on connect, on change, and every `health_s` of its config. A kind without a part leaves it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// Version.
    pub v: V1,
    /// The device's clock.
    pub at: Time,
    /// The paper roll of a printer or kiosk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// Degrees Celsius inside the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<i64>,
    /// How full its disk is, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_used_percent: Option<i64>,
    /// Slots that hold something, of a cabinet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots_full: Option<i64>,
}

impl Payload for Health {
    const BYTES_MAX: usize = 512;

    fn check(&self) -> Result<(), Refusal> {
        check_clock(self.at)?;
        if let Some(paper) = self.paper {
            check_range("paper.left_percent", paper.left_percent, 0..=100)?;
        }
        check_range("temperature_c", self.temperature_c.unwrap_or(0), -60..=150)?;
        check_range("disk_used_percent", self.disk_used_percent.unwrap_or(0), 0..=100)?;
        check_range("slots_full", self.slots_full.unwrap_or(0), 0..=999)
    }
}

/// Something that happened at a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum FactReport {
    /// A card was read; the data goes to the counter under this reference, never through here.
    CardRead {
        /// The reader's own reference of the reading.
        reading: String,
    },
    /// Somebody signed; the same with the picture.
    Signed {
        /// The pad's own reference of the signature.
        signature: String,
    },
    /// A slot of a cabinet opened.
    SlotOpened {
        /// From 1.
        slot: i64,
    },
    /// Something was taken out of a slot.
    Taken {
        /// From 1.
        slot: i64,
    },
    /// Something was put back into a slot.
    Returned {
        /// From 1.
        slot: i64,
    },
    /// A face of the evaluation pad was pressed.
    Rated {
        /// The ticket that was asked about.
        ticket: TicketId,
        /// 1 (bad) to 5.
        score: i64,
        /// Reasons by their code in the pack.
        reasons: Vec<String>,
    },
    /// Somebody walked through the gate.
    Passed {
        /// Whether inwards.
        inward: bool,
    },
    /// A button was pressed.
    Pressed {
        /// Its name.
        button: String,
    },
    /// Printed paper was torn off.
    TornOff {},
    /// The device started.
    Started {},
}

impl FactReport {
    /// The fact in short for an event: its word, and a number or code, never free text.
    #[must_use]
    pub fn in_short(&self) -> String {
        match self {
            FactReport::CardRead { .. } => "card_read".to_owned(),
            FactReport::Signed { .. } => "signed".to_owned(),
            FactReport::SlotOpened { slot } => format!("slot_opened:{slot}"),
            FactReport::Taken { slot } => format!("taken:{slot}"),
            FactReport::Returned { slot } => format!("returned:{slot}"),
            FactReport::Rated { score, .. } => format!("rated:{score}"),
            FactReport::Passed { inward: true } => "passed:in".to_owned(),
            FactReport::Passed { inward: false } => "passed:out".to_owned(),
            FactReport::Pressed { button } => format!("pressed:{button}"),
            FactReport::TornOff {} => "torn_off".to_owned(),
            FactReport::Started {} => "started".to_owned(),
        }
    }

    /// Whether a device of this kind can report it: a gate rates nobody.
    #[must_use]
    pub fn fits(&self, kind: DeviceKind) -> bool {
        use DeviceKind::{Cabinet, Display, Gate, IdReader, Kiosk, Pad, SignaturePad, Tablet, TicketPrinter};
        match self {
            FactReport::CardRead { .. } => matches!(kind, IdReader | Kiosk),
            FactReport::Signed { .. } => matches!(kind, SignaturePad | Tablet),
            FactReport::SlotOpened { .. } | FactReport::Taken { .. } | FactReport::Returned { .. } => {
                kind == Cabinet
            }
            FactReport::Rated { .. } => matches!(kind, Pad | Tablet),
            FactReport::Passed { .. } => kind == Gate,
            FactReport::Pressed { .. } => matches!(kind, Kiosk | Pad | Tablet | Display | Gate),
            FactReport::TornOff {} => matches!(kind, TicketPrinter | Kiosk),
            FactReport::Started {} => true,
        }
    }
}

/// A fact with the device's own number, so that one sent twice counts once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Version.
    pub v: V1,
    /// The device's clock.
    pub at: Time,
    /// The device's own name for this fact, at most 32 characters; the same name again is the same fact.
    pub id: String,
    /// What happened.
    pub fact: FactReport,
}

impl Payload for Fact {
    const BYTES_MAX: usize = 2048;

    fn check(&self) -> Result<(), Refusal> {
        check_clock(self.at)?;
        check_word("id", &self.id, 32)?;
        match &self.fact {
            FactReport::CardRead { reading } => check_word("fact.reading", reading, 48),
            FactReport::Signed { signature } => check_word("fact.signature", signature, 48),
            FactReport::SlotOpened { slot } | FactReport::Taken { slot } | FactReport::Returned { slot } => {
                check_range("fact.slot", *slot, 1..=999)
            }
            FactReport::Rated { score, reasons, .. } => {
                check_range("fact.score", *score, 1..=5)?;
                check_count("fact.reasons", reasons.len(), 8)?;
                reasons.iter().try_for_each(|reason| check_word("fact.reasons", reason, 32))
            }
            FactReport::Pressed { button } => check_word("fact.button", button, 32),
            FactReport::Passed { .. } | FactReport::TornOff {} | FactReport::Started {} => Ok(()),
        }
    }
}

/// What a device says of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AckState {
    /// Received and good; being done.
    Taken,
    /// Done. Said again when the same order comes again.
    Done,
    /// Could not be done; `why` says the fault.
    Failed,
    /// Came too late.
    Expired,
    /// Not obeyed: bad signature, other device, unknown act; `why` is the refusal's code.
    Refused,
}

/// What became of an order. No signature of its own: only the device can publish on this topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ack {
    /// Version.
    pub v: V1,
    /// The device's clock.
    pub at: Time,
    /// The order.
    pub order: DeviceOrderId,
    /// What became of it.
    pub state: AckState,
    /// A fault (`paper_out`, `jam`) or a refusal's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Payload for Ack {
    const BYTES_MAX: usize = 512;

    fn check(&self) -> Result<(), Refusal> {
        check_clock(self.at)?;
        self.why.as_deref().map_or(Ok(()), |why| check_word("why", why, 48))?;
        let wants_reason = matches!(self.state, AckState::Failed | AckState::Refused);
        if wants_reason && self.why.is_none() {
            return Err(Refusal::new(RefusalCode::Malformed, "why").at("failed and refused say why"));
        }
        Ok(())
    }
}

/// Retained: online, said by the device; or not, said by the broker with the last will.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Version.
    pub v: V1,
    /// Whether it is connected.
    pub online: bool,
    /// `connected`, `leaving` or `lost`.
    pub why: String,
}

impl Payload for Link {
    const BYTES_MAX: usize = 256;

    fn check(&self) -> Result<(), Refusal> {
        check_word("why", &self.why, 32)
    }
}

impl Link {
    /// Said right after connecting.
    #[must_use]
    pub fn connected() -> Link {
        Link { v: V1, online: true, why: "connected".to_owned() }
    }

    /// Said before an orderly good-bye.
    #[must_use]
    pub fn leaving() -> Link {
        Link { v: V1, online: false, why: "leaving".to_owned() }
    }

    /// The last will: said by the broker when the device is gone without a word.
    #[must_use]
    pub fn lost() -> Link {
        Link { v: V1, online: false, why: "lost".to_owned() }
    }
}
