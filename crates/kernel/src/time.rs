//! Instants as UTC microseconds, civil days, and the fixed offset of a hall's zone.
//!
//! China has kept one offset (+08:00) without summer time since 1991, so a zone is an offset in minutes, given as
//! data by the company pack. Civil arithmetic is jiff's.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

/// A hall's zone, as minutes east of UTC (`+08:00` is 480).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(pub i32);

/// A civil day. Ordered, printed and sent as `2026-10-12`; stored as the number 20261012.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Time {
    /// This instant moved by whole seconds; negative moves back.
    #[must_use]
    pub const fn plus_s(self, seconds: i64) -> Time {
        Time(self.0 + seconds * 1_000_000)
    }

    /// Seconds from `earlier` to this instant, rounded down; negative if `earlier` is later.
    #[must_use]
    pub const fn since_s(self, earlier: Time) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    /// The civil day on which this instant falls in `zone`.
    #[must_use]
    pub fn day(self, zone: Zone) -> Day {
        Day(self.civil(zone).date())
    }

    /// Seconds after midnight of the civil day in `zone`, 0..86400.
    #[must_use]
    pub fn second_of_day(self, zone: Zone) -> i32 {
        i32::try_from((self.0.div_euclid(1_000_000) + i64::from(zone.0) * 60).rem_euclid(86_400))
            .expect("a remainder of 86400 fits")
    }

    fn civil(self, zone: Zone) -> civil::DateTime {
        let shifted = SignedDuration::from_micros(self.0) + SignedDuration::from_mins(i64::from(zone.0));
        civil::date(1970, 1, 1).at(0, 0, 0, 0).saturating_add(shifted)
    }
}

impl Day {
    /// The day `year-month-day`, or nothing if there is no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        civil::Date::new(year, month, day).ok().map(Day)
    }

    /// The day stored as the number `20261012`, or nothing if there is no such day.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Day> {
        let year = i16::try_from(number / 10_000).ok()?;
        let month = i8::try_from(number / 100 % 100).ok()?;
        let day = i8::try_from(number % 100).ok()?;
        Day::new(year, month, day)
    }

    /// The number this day is stored as, `20261012`.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0.year()) * 10_000 + i64::from(self.0.month()) * 100 + i64::from(self.0.day())
    }

    /// Midnight at the start of this day in `zone`.
    #[must_use]
    pub fn start(self, zone: Zone) -> Time {
        let civil = self.0.at(0, 0, 0, 0).duration_since(civil::date(1970, 1, 1).at(0, 0, 0, 0));
        Time((civil.as_secs() - i64::from(zone.0) * 60) * 1_000_000)
    }

    /// The day `days` later; negative goes back. Saturates at the ends of the calendar.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days.days()))
    }

    /// 1 for Monday … 7 for Sunday.
    #[must_use]
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// Day of the month, from 1.
    #[must_use]
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// Month, from 1.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = NoSuchDay;
    fn from_str(text: &str) -> Result<Day, NoSuchDay> {
        text.parse().map(Day).map_err(|_| NoSuchDay)
    }
}

/// The text is not a day written `2026-10-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchDay;

impl fmt::Display for NoSuchDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day written like 2026-10-12")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEIJING: Zone = Zone(480);

    #[test]
    fn a_beijing_day_starts_at_sixteen_hours_utc_the_day_before() {
        let day = Day::new(2026, 10, 12).unwrap();
        assert_eq!(day.start(BEIJING).day(Zone(0)).to_string(), "2026-10-11");
        assert_eq!(day.start(BEIJING).second_of_day(Zone(0)), 16 * 3600);
        assert_eq!(day.start(BEIJING).day(BEIJING), day);
        assert_eq!(day.start(BEIJING).plus_s(-1).day(BEIJING), day.plus(-1));
    }

    #[test]
    fn a_day_survives_its_number_and_its_text() {
        let leap = Day::new(2028, 2, 29).unwrap();
        assert_eq!(Day::from_number(leap.number()), Some(leap));
        assert_eq!("2028-02-29".parse(), Ok(leap));
        assert_eq!("2027-02-29".parse::<Day>(), Err(NoSuchDay));
        assert_eq!(Day::from_number(20_270_229), None);
    }
}
