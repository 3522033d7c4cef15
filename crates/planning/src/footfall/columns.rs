//! The columns of the regression: which effects a day has. One layout for all halls of a call, so that they can share.

use std::collections::BTreeMap;

use kernel::DayKind;

use super::calendar::{DayFeatures, Holiday, Weather};

/// A sparse row: columns and values.
pub(super) type Row = Vec<(usize, f64)>;

/// What a column belongs to when it is told as a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Weekday,
    Billing,
    Holiday,
    Season,
    Weather,
    Marks,
}

/// Columns whose effects are drawn towards 0, or towards kin, as strongly as each other.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The part they are told as.
    pub part: Part,
    /// First column and behind the last.
    pub columns: std::ops::Range<usize>,
}

/// The layout. Columns that no day of the past has are left out: nothing could be learnt of them.
#[derive(Debug)]
pub(super) struct Columns {
    /// The groups, in order; together they are all columns.
    pub groups: Vec<Group>,
    at: BTreeMap<Key, usize>,
    seasons: bool,
    usual: Usual,
}

/// Values of the columns of weather.
type Felt = [f64; 4];

/// What the weather of each month is like, by the days of the past on which it is known. It stands in where it is not:
/// a day without it would else be taken for a mild and dry one, and in January that is no average day.
#[derive(Debug, Default)]
struct Usual {
    months: [Sum; 12],
    all: Sum,
}

#[derive(Debug, Default)]
struct Sum {
    sum: Felt,
    days: u32,
}

/// What an effect is an effect of. The order is that of the groups.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Weekday(i8),
    MakeUp,
    /// One day of the billing cycle.
    CycleDay(u16),
    /// Days of the billing cycle around the middle of the n-th of its stretches.
    CycleStretch(u16),
    MonthEnd(i8),
    /// Any holiday: where a day is to it, and whether it is a long one.
    Near(Place, bool),
    /// A holiday by name.
    Named(Place, String),
    /// The n-th wave of the year's harmonics.
    Season(u8),
    Weather(u8),
    Mark(String),
}

/// Where a day is to a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Before(i32),
    First,
    Inside,
    After(i32),
}

/// A holiday of so many days off is a long one (春节, 国庆).
const LONG_DAYS: u16 = 5;
/// A stretch of the billing cycle has its middle this many days after the one before, and reaches as far to both sides.
const STRETCH_DAYS: u16 = 3;
/// The last days of a month that have an effect of their own, for a month's length moves them over its days.
const MONTH_END_DAYS: i8 = 3;

impl Columns {
    /// The layout for days of the past with `features`, over `span_days` from the first to the last.
    pub fn of<'a>(features: impl Iterator<Item = &'a DayFeatures> + Clone, span_days: i64) -> Self {
        // Waves of a year cannot be told from a trend before the year has come round.
        let seasons = span_days >= 540;
        let usual = Usual::of(features.clone());
        let mut at = BTreeMap::new();
        for day in features {
            for (key, _) in keys(day, seasons, &usual) {
                at.insert(key, 0);
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut last = None;
        for (column, (key, place)) in at.iter_mut().enumerate() {
            *place = column;
            let (number, part) = key.group();
            match groups.last_mut() {
                Some(group) if last == Some(number) => group.columns.end = column + 1,
                _ => groups.push(Group { part, columns: column..column + 1 }),
            }
            last = Some(number);
        }
        Self { groups, at, seasons, usual }
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// The row of a day. What was never seen in the past has no effect.
    pub fn row(&self, day: &DayFeatures) -> Row {
        let known = keys(day, self.seasons, &self.usual).into_iter();
        known.filter_map(|(key, value)| Some((*self.at.get(&key)?, value))).collect()
    }
}

impl Key {
    fn group(&self) -> (u8, Part) {
        match self {
            Self::Weekday(_) | Self::MakeUp => (0, Part::Weekday),
            Self::CycleDay(_) => (1, Part::Billing),
            Self::CycleStretch(_) => (2, Part::Billing),
            Self::MonthEnd(_) => (3, Part::Billing),
            Self::Near(..) => (4, Part::Holiday),
            Self::Named(..) => (5, Part::Holiday),
            Self::Season(_) => (6, Part::Season),
            Self::Weather(_) => (7, Part::Weather),
            Self::Mark(_) => (8, Part::Marks),
        }
    }
}

fn keys(day: &DayFeatures, seasons: bool, usual: &Usual) -> Vec<(Key, f64)> {
    let mut keys = Vec::with_capacity(12);
    if day.kind == DayKind::MakeUpWorkday {
        // A Saturday that is worked is an average workday, and whatever make-up workdays are beyond that.
        keys.push((Key::MakeUp, 1.0));
        keys.extend((1..=5).map(|weekday| (Key::Weekday(weekday), 0.2)));
    } else {
        keys.push((Key::Weekday(day.weekday), 1.0));
    }
    if let Some(cycle) = day.cycle {
        keys.push((Key::CycleDay(cycle.day), 1.0));
        stretches(cycle.day, cycle.of, &mut keys);
        if cycle.of == 31 && day.days_to_month_end < MONTH_END_DAYS {
            keys.push((Key::MonthEnd(day.days_to_month_end), 1.0));
        }
    }
    if let Some(holiday) = &day.holiday {
        let place = place(holiday);
        keys.push((Key::Near(place, false), 1.0));
        if holiday.length >= LONG_DAYS {
            keys.push((Key::Near(place, true), 1.0));
        }
        keys.push((Key::Named(place, holiday.name.clone()), 1.0));
    }
    if seasons {
        let year = (f64::from(day.day.month() - 1) + f64::from(day.day_of_month) / 31.0) / 12.0;
        for wave in 1..=2_u8 {
            let angle = std::f64::consts::TAU * f64::from(wave) * year;
            keys.push((Key::Season(2 * wave), libm::cos(angle)));
            keys.push((Key::Season(2 * wave + 1), libm::sin(angle)));
        }
    }
    if let Some(weather) = day.weather.map(felt).or_else(|| usual.in_month_of(day)) {
        keys.extend(weather.into_iter().zip(0..).map(|(value, n)| (Key::Weather(n), value)));
    }
    keys.extend(day.marks.iter().map(|mark| (Key::Mark(mark.clone()), 1.0)));
    keys
}

/// Each is about 1 on a day that people speak of: heavy rain, a hot day, a freezing one.
fn felt(weather: Weather) -> Felt {
    [
        libm::log1p(weather.rain_mm) / 3.0,
        (weather.mean_c - 25.0).max(0.0) / 8.0,
        (-weather.mean_c).max(0.0) / 8.0,
        (weather.mean_c - 12.0) / 15.0,
    ]
}

impl Usual {
    fn of<'a>(days: impl Iterator<Item = &'a DayFeatures>) -> Self {
        let mut usual = Self::default();
        for day in days {
            let Some(weather) = day.weather.map(felt) else { continue };
            usual.months[month(day)].add(weather);
            usual.all.add(weather);
        }
        usual
    }

    /// The mean of the month's days; of all days where none of that month is known; nothing where none is.
    fn in_month_of(&self, day: &DayFeatures) -> Option<Felt> {
        self.months[month(day)].mean().or_else(|| self.all.mean())
    }
}

fn month(day: &DayFeatures) -> usize {
    usize::from(day.day.month().unsigned_abs()) - 1
}

impl Sum {
    fn add(&mut self, felt: Felt) {
        self.sum.iter_mut().zip(felt).for_each(|(sum, value)| *sum += value);
        self.days += 1;
    }

    fn mean(&self) -> Option<Felt> {
        (self.days > 0).then(|| self.sum.map(|sum| sum / f64::from(self.days)))
    }
}

/// The two stretches of the cycle that a day lies between, by how near it is to the middle of each.
fn stretches(day: u16, of: u16, keys: &mut Vec<(Key, f64)>) {
    let count = of.div_ceil(STRETCH_DAYS).max(2);
    let place = f64::from(day - 1) / f64::from(of) * f64::from(count);
    let (left, right) = (place.floor(), place - place.floor());
    keys.push((Key::CycleStretch(left as u16 % count), 1.0 - right));
    if right > 0.0 {
        keys.push((Key::CycleStretch((left as u16 + 1) % count), right));
    }
}

fn place(holiday: &Holiday) -> Place {
    match (holiday.offset, holiday.nth) {
        (0, 1) => Place::First,
        (0, _) => Place::Inside,
        (offset, _) if offset < 0 => Place::Before(offset.abs()),
        (offset, _) => Place::After(offset),
    }
}
