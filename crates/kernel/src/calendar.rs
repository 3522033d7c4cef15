//! The working calendar: weekdays, public holidays and make-up workdays (调休).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Day;

/// What kind of day it is for opening hours and promise clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// An ordinary Monday to Friday.
    Workday,
    /// A Saturday or Sunday on which people work (调休上班).
    MakeUpWorkday,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A public holiday, or a weekday off for one.
    Holiday,
}

impl DayKind {
    /// Whether offices work on such a day.
    #[must_use]
    pub fn works(self) -> bool {
        matches!(self, DayKind::Workday | DayKind::MakeUpWorkday)
    }
}

/// Days off and make-up workdays as the State Council publishes them, over plain weekdays.
///
/// Invariant: asks for a year that was never published are refused, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingCalendar {
    listed: BTreeMap<Day, bool>,
    years: Vec<i16>,
}

/// The calendar has no published year for that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarRefusal {
    /// The year that is missing.
    pub year: i16,
}

impl fmt::Display for CalendarRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the working calendar of {} has not been published", self.year)
    }
}

impl WorkingCalendar {
    /// A calendar that knows `years`, with each listed day off (`true`) or made a workday (`false`).
    #[must_use]
    pub fn new(years: impl IntoIterator<Item = i16>, listed: impl IntoIterator<Item = (Day, bool)>) -> Self {
        WorkingCalendar { listed: listed.into_iter().collect(), years: years.into_iter().collect() }
    }

    /// What kind of day `day` is.
    ///
    /// # Errors
    /// The year was never published.
    pub fn kind(&self, day: Day) -> Result<DayKind, CalendarRefusal> {
        let weekend = day.weekday() >= 6;
        match self.listed.get(&day) {
            Some(true) => Ok(DayKind::Holiday),
            Some(false) if weekend => Ok(DayKind::MakeUpWorkday),
            Some(false) => Ok(DayKind::Workday),
            None if !self.years.contains(&day.year()) => Err(CalendarRefusal { year: day.year() }),
            None if weekend => Ok(DayKind::Weekend),
            None => Ok(DayKind::Workday),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn october() -> WorkingCalendar {
        let day = |text: &str| text.parse::<Day>().unwrap();
        WorkingCalendar::new(
            [2026],
            [(day("2026-10-01"), true), (day("2026-10-10"), false), (day("2026-09-20"), false)],
        )
    }

    #[test]
    fn a_make_up_saturday_is_a_workday_and_a_plain_one_is_not() {
        let kind = |text: &str| october().kind(text.parse().unwrap()).unwrap();
        assert_eq!(kind("2026-10-10"), DayKind::MakeUpWorkday);
        assert_eq!(kind("2026-10-17"), DayKind::Weekend);
        assert_eq!(kind("2026-10-01"), DayKind::Holiday);
        assert_eq!(kind("2026-10-12"), DayKind::Workday);
    }

    #[test]
    fn an_unpublished_year_is_refused_not_guessed() {
        assert_eq!(october().kind("2027-03-01".parse().unwrap()), Err(CalendarRefusal { year: 2027 }));
    }
}
