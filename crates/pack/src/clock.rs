//! A time of day as an office writes it: `08:30`. Never an instant and never a duration.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Minutes after midnight, 0 ..= 1440; written `08:30`, the end of the day `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(i32);

impl Clock {
    /// The time `minutes` after midnight, or nothing beyond `24:00`.
    #[must_use]
    pub fn from_minutes(minutes: i32) -> Option<Clock> {
        (0..=1440).contains(&minutes).then_some(Clock(minutes))
    }

    /// Minutes after midnight.
    #[must_use]
    pub fn minutes(self) -> i32 {
        self.0
    }

    /// Seconds after midnight.
    #[must_use]
    pub fn seconds(self) -> i32 {
        self.0 * 60
    }
}

/// The text is not a time of day written `08:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchClock;

impl fmt::Display for NoSuchClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time of day written like 08:30")
    }
}

impl FromStr for Clock {
    type Err = NoSuchClock;
    fn from_str(text: &str) -> Result<Clock, NoSuchClock> {
        let [h1 @ b'0'..=b'9', h2 @ b'0'..=b'9', b':', m1 @ b'0'..=b'5', m2 @ b'0'..=b'9'] = *text.as_bytes()
        else {
            return Err(NoSuchClock);
        };
        let two = |tens: u8, ones: u8| i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
        Clock::from_minutes(two(h1, h2) * 60 + two(m1, m2)).ok_or(NoSuchClock)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_survives_its_text_and_nothing_beyond_the_day_is_taken() {
        for text in ["00:00", "08:30", "24:00"] {
            assert_eq!(text.parse::<Clock>().unwrap().to_string(), text);
        }
        for text in ["24:01", "8:30", "08:60", "", "08:3０", "-1:00"] {
            assert_eq!(text.parse::<Clock>(), Err(NoSuchClock), "{text:?} was taken");
        }
    }
}
