//! What is known of a day beforehand: kind, holiday near it, billing cycle, weather, marks. Never guesses a calendar that
//! was not published.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use kernel::{CalendarRefusal, Day, DayKind, WorkingCalendar};
use serde::{Deserialize, Serialize};

/// How far from a holiday its effect is looked for, days.
pub const HOLIDAY_REACH: i32 = 3;
/// The longest billing cycle, days.
pub const CYCLE_MAX: u16 = 62;

/// When bills go out and fall due, again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// No cycle is known.
    None,
    /// By the day of the calendar month.
    Month,
    /// Every so many days, counted from a day that is the first of a cycle.
    Every {
        /// Length, days; 2 … [`CYCLE_MAX`].
        days: u16,
        /// A first day.
        from: Day,
    },
}

/// A holiday on or near a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Its name.
    pub name: String,
    /// 0 for its days off; -1 for the last day before them, 1 for the first after.
    pub offset: i32,
    /// Which of its days off, from 1; 0 beside it.
    pub nth: u16,
    /// Its days off in all.
    pub length: u16,
}

/// A day of a billing cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleDay {
    /// Which, from 1.
    pub day: u16,
    /// The longest that the cycle can be.
    pub of: u16,
}

/// Weather of a day, measured or forecast.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weather {
    /// Mean temperature, °C.
    pub mean_c: f64,
    /// Rain and melted snow, mm.
    pub rain_mm: f64,
}

impl Weather {
    /// Mean temperatures that can be, °C.
    pub const MEAN_C: RangeInclusive<i16> = -60..=60;
    /// Rain that can fall in a day, mm.
    pub const RAIN_MM: RangeInclusive<i16> = 0..=2000;
}

/// What is known of a day beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayFeatures {
    /// The day.
    pub day: Day,
    /// 1 for Monday … 7 for Sunday.
    pub weekday: i8,
    /// Workday, make-up workday, weekend or holiday.
    pub kind: DayKind,
    /// The holiday it is on, or the nearest within [`HOLIDAY_REACH`] days; of two as near, the one to come.
    pub holiday: Option<Holiday>,
    /// Day of the month, from 1.
    pub day_of_month: i8,
    /// Days to the end of the month: 0 on its last day.
    pub days_to_month_end: i8,
    /// Day of the billing cycle.
    pub cycle: Option<CycleDay>,
    /// Weather, if it is known.
    pub weather: Option<Weather>,
    /// Other things that come again: a market day, a temple fair.
    pub marks: Vec<String>,
}

/// What is known of all days. Holidays are runs of neighbouring days off under one name.
#[derive(Clone, Debug)]
pub struct Calendar {
    working: WorkingCalendar,
    billing: Billing,
    runs: Vec<Run>,
    weather: BTreeMap<Day, Weather>,
    marks: BTreeMap<Day, Vec<String>>,
}

/// The days off of one holiday.
#[derive(Clone, Debug)]
struct Run {
    name: String,
    first: i64,
    last: i64,
}

impl Calendar {
    /// A calendar from the working calendar and the names of its days off, such as those of a pack's `calendar.csv`.
    /// Days with a name that the working calendar makes workdays belong to no holiday.
    #[must_use]
    pub fn new(
        working: WorkingCalendar,
        names: impl IntoIterator<Item = (Day, String)>,
        billing: Billing,
    ) -> Self {
        let mut named: Vec<(Day, String)> =
            names.into_iter().filter(|(day, _)| working.kind(*day) == Ok(DayKind::Holiday)).collect();
        named.sort();
        let mut runs: Vec<Run> = Vec::new();
        for (day, name) in named {
            let at = ordinal(day);
            match runs.last_mut() {
                Some(run) if run.last + 1 >= at && run.name == name => run.last = at,
                _ => runs.push(Run { name, first: at, last: at }),
            }
        }
        Self { working, billing, runs, weather: BTreeMap::new(), marks: BTreeMap::new() }
    }

    /// The same with the weather of some days.
    #[must_use]
    pub fn with_weather(mut self, weather: impl IntoIterator<Item = (Day, Weather)>) -> Self {
        self.weather.extend(weather);
        self
    }

    /// The same with marks on some days.
    #[must_use]
    pub fn with_marks(mut self, marks: impl IntoIterator<Item = (Day, String)>) -> Self {
        marks.into_iter().for_each(|(day, mark)| self.marks.entry(day).or_default().push(mark));
        self
    }

    /// How bills go out.
    #[must_use]
    pub fn billing(&self) -> Billing {
        self.billing
    }

    /// What is known of `day`.
    ///
    /// # Errors
    /// The working calendar of that year was never published.
    pub fn features(&self, day: Day) -> Result<DayFeatures, CalendarRefusal> {
        let days_to_month_end = month_length(day) - day.day_of_month();
        Ok(DayFeatures {
            day,
            weekday: day.weekday(),
            kind: self.working.kind(day)?,
            holiday: self.holiday(day),
            day_of_month: day.day_of_month(),
            days_to_month_end,
            cycle: self.cycle(day),
            weather: self.weather.get(&day).copied(),
            marks: self.marks.get(&day).cloned().unwrap_or_default(),
        })
    }

    fn holiday(&self, day: Day) -> Option<Holiday> {
        let at = ordinal(day);
        // A run's distance: 0 inside, positive after it, negative before it.
        let offset = |run: &Run| (at - at.clamp(run.first, run.last)) as i32;
        let from = self.runs.partition_point(|run| run.last < at - i64::from(HOLIDAY_REACH));
        let near = self.runs[from..].iter().take_while(|run| run.first <= at + i64::from(HOLIDAY_REACH));
        let run = near.min_by_key(|run| (offset(run).abs(), offset(run)))?;
        let nth = if offset(run) == 0 { (at - run.first + 1) as u16 } else { 0 };
        let length = (run.last - run.first + 1) as u16;
        Some(Holiday { name: run.name.clone(), offset: offset(run), nth, length })
    }

    fn cycle(&self, day: Day) -> Option<CycleDay> {
        match self.billing {
            Billing::None => None,
            Billing::Month => Some(CycleDay { day: day.day_of_month() as u16, of: 31 }),
            Billing::Every { days, .. } if !(2..=CYCLE_MAX).contains(&days) => None,
            Billing::Every { days, from } => {
                let at = (ordinal(day) - ordinal(from)).rem_euclid(i64::from(days));
                Some(CycleDay { day: at as u16 + 1, of: days })
            }
        }
    }
}

/// Days since 1970-01-01.
#[must_use]
pub(crate) fn ordinal(day: Day) -> i64 {
    day.start(kernel::Zone(0)).0.div_euclid(86_400_000_000)
}

fn month_length(day: Day) -> i8 {
    let next = if day.month() == 12 {
        Day::new(day.year().saturating_add(1), 1, 1)
    } else {
        Day::new(day.year(), day.month() + 1, 1)
    };
    next.map_or(31, |next| next.plus(-1).day_of_month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn calendar(billing: Billing) -> Calendar {
        let off = ["2026-09-25", "2026-09-26", "2026-09-27", "2026-10-01", "2026-10-02", "2026-10-03"];
        let listed = off.iter().map(|text| (day(text), true)).chain([(day("2026-10-10"), false)]);
        let names =
            off.iter().enumerate().map(|(i, text)| (day(text), if i < 3 { "中秋节" } else { "国庆节" }));
        let made_up = (day("2026-10-10"), "国庆节");
        let names = names.chain([made_up]).map(|(day, name)| (day, name.to_owned()));
        Calendar::new(WorkingCalendar::new([2026], listed), names, billing)
    }

    #[test]
    fn a_day_knows_the_holiday_it_is_in_or_near_and_a_make_up_workday_is_not_one() {
        let near = |text: &str| calendar(Billing::None).features(day(text)).unwrap().holiday;
        let told = |text: &str| near(text).map(|h| (h.name, h.offset, h.nth, h.length));
        assert_eq!(told("2026-10-02"), Some(("国庆节".into(), 0, 2, 3)));
        assert_eq!(told("2026-09-24"), Some(("中秋节".into(), -1, 0, 3)));
        assert_eq!(
            told("2026-09-29"),
            Some(("国庆节".into(), -2, 0, 3)),
            "two days from both: the one to come"
        );
        assert_eq!(told("2026-10-05"), Some(("国庆节".into(), 2, 0, 3)));
        assert_eq!(told("2026-10-10"), None);
        let made_up = calendar(Billing::None).features(day("2026-10-10")).unwrap();
        assert_eq!((made_up.kind, made_up.weekday), (DayKind::MakeUpWorkday, 6));
    }

    #[test]
    fn the_billing_cycle_counts_from_its_first_day_in_both_directions_and_ends_with_the_month() {
        let every = calendar(Billing::Every { days: 30, from: day("2026-09-05") });
        let of = |text: &str| every.features(day(text)).unwrap().cycle.unwrap().day;
        assert_eq!((of("2026-09-05"), of("2026-09-04"), of("2026-10-05")), (1, 30, 1));
        let month = calendar(Billing::Month).features(day("2026-02-28")).unwrap();
        assert_eq!((month.cycle.unwrap().day, month.days_to_month_end), (28, 0));
        assert_eq!(calendar(Billing::None).features(day("2026-02-27")).unwrap().cycle, None);
        assert_eq!(calendar(Billing::None).features(day("2027-01-01")).unwrap_err().year, 2027);
    }
}
