//! What weather can be: one day after another, whether they come in a request or in the lines of a file.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use kernel::{Day, WeatherKind};
use planning::footfall::Weather;

use super::DayWeather;

kernel::refusals! {
    /// Why weather was not taken. Lines count from 1: those of the file, or the days of the request.
    pub enum WeatherRefusal {
        /// No day at all, or too many at once.
        Count { field, rule } = "weather_count",
        /// A line that is not day, mean temperature and rain.
        Columns { line, rule } = "weather_columns",
        /// A cell that is no day or no number of at most one decimal.
        Unread { field, line, rule } = "weather_unread",
        /// A figure that cannot be.
        Impossible { field, line, rule } = "weather_impossible",
        /// A day that was there before.
        Twice { field, line, rule } = "weather_twice",
        /// Measured, of a day that is not over.
        NotOver { field, line, rule } = "weather_not_over",
    }
}

/// What of a day's weather is wrong.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The day.
    Day,
    /// The mean temperature.
    Mean,
    /// The rain.
    Rain,
}

/// Looks at days one after another and remembers which were there.
pub(super) struct Look {
    today: Day,
    seen: BTreeSet<Day>,
}

impl Look {
    pub(super) fn new(today: Day) -> Look {
        Look { today, seen: BTreeSet::new() }
    }

    /// The next day, from `line`; `name` says what its parts are called there.
    pub(super) fn at(
        &mut self,
        it: &DayWeather,
        line: usize,
        name: impl Fn(Part) -> String,
    ) -> Result<(), WeatherRefusal> {
        let line = line.to_string();
        if !tenths(Weather::MEAN_C).contains(&it.mean_c_e1) {
            let rule = said(Weather::MEAN_C, "°C");
            return Err(WeatherRefusal::Impossible { field: name(Part::Mean), line, rule });
        }
        if !tenths(Weather::RAIN_MM).contains(&it.rain_mm_e1) {
            let rule = said(Weather::RAIN_MM, "mm");
            return Err(WeatherRefusal::Impossible { field: name(Part::Rain), line, rule });
        }
        let (field, rule) = (name(Part::Day), it.day.to_string());
        if !self.seen.insert(it.day) {
            return Err(WeatherRefusal::Twice { field, line, rule });
        }
        if it.kind == WeatherKind::Measured && it.day >= self.today {
            return Err(WeatherRefusal::NotOver { field, line, rule });
        }
        Ok(())
    }
}

fn tenths(range: RangeInclusive<i16>) -> RangeInclusive<i64> {
    i64::from(*range.start()) * 10..=i64::from(*range.end()) * 10
}

fn said(range: RangeInclusive<i16>, unit: &str) -> String {
    format!("{}–{} {unit}", range.start(), range.end())
}
