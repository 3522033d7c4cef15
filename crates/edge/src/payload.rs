//! What travels on the topics: JSON of version 1, small, closed, and checked field by field.
//!
//! No payload carries a name, a phone number or an id number: a reader hands a person's card over by a reading's
//! reference, and the data itself stays between reader and counter.

mod down;
mod up;

use kernel::DeviceKind;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use down::{Config, Screen, ScreenLine};
pub use up::{Ack, AckState, Beat, Fact, FactReport, Health, Hello, Link, Paper};

use crate::{Refusal, RefusalCode};

/// The version every payload carries as `"v": 1`. Another version is refused by its own code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct V1;

impl Serialize for V1 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(1)
    }
}

impl<'de> Deserialize<'de> for V1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<V1, D::Error> {
        match u64::deserialize(deserializer)? {
            1 => Ok(V1),
            _ => Err(serde::de::Error::custom("not version 1")),
        }
    }
}

/// A payload of one topic.
pub trait Payload: Serialize + DeserializeOwned {
    /// The most bytes this payload may have.
    const BYTES_MAX: usize;

    /// The rules that the shape alone does not say: lengths, ranges, characters.
    fn check(&self) -> Result<(), Refusal>;

    /// Reads and checks a payload. Never panics, whatever the bytes.
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > Self::BYTES_MAX {
            return Err(
                Refusal::new(RefusalCode::TooLarge, "").at(format_args!("at most {} bytes", Self::BYTES_MAX))
            );
        }
        let payload: Self = from_json(bytes)?;
        payload.check()?;
        Ok(payload)
    }

    /// The payload as bytes.
    #[must_use]
    fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a payload has only string keys and finite numbers")
    }
}

/// Reads JSON, and says which field was wrong without repeating what stood there.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let code = if path == "v" { RefusalCode::Version } else { RefusalCode::Malformed };
        let mut keys: Vec<&str> = path.split('.').filter(|key| plain_key(key)).collect();
        // The path then ends in the unknown key itself, which is the sender's text and not ours.
        if error.inner().to_string().starts_with("unknown field") {
            keys.pop();
        }
        let field = keys.join(".");
        place(code, &field, error.inner())
    })?;
    json.end().map_err(|error| place(RefusalCode::Malformed, "", &error))?;
    Ok(value)
}

fn place(code: RefusalCode, field: &str, error: &serde_json::Error) -> Refusal {
    Refusal::new(code, field).at(format_args!("line {}, column {}", error.line(), error.column()))
}

fn plain_key(key: &str) -> bool {
    key.len() <= 24
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_[]".contains(&b))
}

/// Refuses a text longer than `chars_max`, or with control characters (a screen or a printer would obey them).
pub(crate) fn check_text(field: &str, text: &str, chars_max: usize) -> Result<(), Refusal> {
    if text.chars().count() > chars_max || text.chars().any(char::is_control) {
        return Err(Refusal::new(RefusalCode::Text, field).at(format_args!("at most {chars_max} characters")));
    }
    Ok(())
}

/// Refuses anything but letters, digits and `-_.:`, the characters of references and words.
pub(crate) fn check_word(field: &str, text: &str, length_max: usize) -> Result<(), Refusal> {
    let fine = (1..=length_max).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    if fine {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::Text, field)
        .at(format_args!("1 to {length_max} letters, digits, dash, underscore, dot or colon")))
}

/// Refuses a number outside `range`.
pub(crate) fn check_range(
    field: &str,
    number: i64,
    range: std::ops::RangeInclusive<i64>,
) -> Result<(), Refusal> {
    if range.contains(&number) {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::Range, field).at(format_args!("{} to {}", range.start(), range.end())))
}

/// Refuses a list longer than `max`.
pub(crate) fn check_count(field: &str, count: usize, max: usize) -> Result<(), Refusal> {
    if count <= max {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::TooMany, field).at(format_args!("at most {max}")))
}

/// Whether a device of this kind feeds paper, and so must report it.
#[must_use]
pub fn has_paper(kind: DeviceKind) -> bool {
    matches!(kind, DeviceKind::TicketPrinter | DeviceKind::Kiosk)
}
