//! Tables of hours: every minute of every day of a leap year, for every kind of day, belongs to exactly one band.

use toml::Spanned;

use super::{Reading, is_word};
use crate::days::{KINDS, clock as clock_of, month_day as day_of};
use crate::document::DayDoc;
use crate::refusal::Rule;
use crate::tariff::{DayTables, day_of_leap_year, kind_index};

/// Minutes of a day.
const DAY_MIN: u16 = 1440;
/// More bands than any tariff has; a byte counts them.
const BANDS_MAX: usize = 16;
/// More tables than any tariff has.
const TABLES_MAX: usize = 64;
/// Days of a leap year.
const DAYS: usize = 366;
/// Position of 29 February.
const LEAP_DAY: usize = 59;
/// No table yet.
const NONE: u8 = u8::MAX;

/// Bands in the order in which they are first named, and the tables; nothing if there was a refusal.
pub(super) fn tables(reading: &mut Reading, docs: &[Spanned<DayDoc>]) -> Option<(Vec<String>, DayTables)> {
    if docs.is_empty() {
        let days = DayTables {
            of_day: vec![[0; 4]; DAYS],
            hours: vec![vec![(0, DAY_MIN, 0)]],
            by_kind: false,
            lines: vec![0],
        };
        return Some((vec!["all".to_owned()], days));
    }
    let before = reading.refused.len();
    if docs.len() > TABLES_MAX {
        reading.refuse(&docs[TABLES_MAX], Rule::OutOfRange, format!("> {TABLES_MAX} [[day]]"));
        return None;
    }
    let mut bands = Vec::new();
    let mut all = Vec::new();
    for doc in docs {
        all.push(hours(reading, doc, &mut bands));
    }
    let of_day = days(reading, docs);
    let by_kind = of_day.iter().any(|kinds| kinds.iter().any(|table| *table != kinds[0]));
    let lines = docs.iter().map(|doc| reading.line(doc)).collect();
    (reading.refused.len() == before).then_some((bands, DayTables { of_day, hours: all, by_kind, lines }))
}

fn clock(text: &str) -> Option<u16> {
    let [h1 @ b'0'..=b'2', h2 @ b'0'..=b'9', b':', m1 @ b'0'..=b'5', m2 @ b'0'..=b'9'] = *text.as_bytes()
    else {
        return None;
    };
    let two = |tens: u8, ones: u8| u16::from(tens - b'0') * 10 + u16::from(ones - b'0');
    let minutes = two(h1, h2) * 60 + two(m1, m2);
    (minutes <= DAY_MIN).then_some(minutes)
}

/// The spans of one table, sorted, each minute once.
fn hours(reading: &mut Reading, doc: &Spanned<DayDoc>, bands: &mut Vec<String>) -> Vec<(u16, u16, u8)> {
    let mut spans: Vec<(u16, u16, u8, &Spanned<String>)> = Vec::new();
    for written in &doc.get_ref().hours {
        let text = written.get_ref();
        let parts = text.split_once(' ').and_then(|(span, band)| {
            let (from, to) = span.split_once('-')?;
            Some((clock(from)?, clock(to)?, band.trim()))
        });
        let Some((from, to, band)) = parts.filter(|(from, to, band)| from < to && is_word(band)) else {
            reading.refuse(written, Rule::HoursWrong, format!("{text:?}"));
            continue;
        };
        let known = bands.iter().position(|it| it == band);
        if known.is_none() && bands.len() == BANDS_MAX {
            reading.refuse(written, Rule::OutOfRange, format!("> {BANDS_MAX} bands"));
            continue;
        }
        let band = known.unwrap_or_else(|| {
            bands.push(band.to_owned());
            bands.len() - 1
        });
        spans.push((from, to, u8::try_from(band).expect("fewer than 17 bands"), written));
    }
    spans.sort_by_key(|(from, to, ..)| (*from, *to));
    let mut until = 0;
    for (from, to, _, written) in &spans {
        if *from < until {
            reading.refuse(written, Rule::HoursOverlap, written.get_ref().as_str());
        } else if *from > until {
            let about = format!("{}-{}", clock_of(until), clock_of(*from));
            reading.refuse(doc, Rule::HoursMissing, about);
        }
        until = until.max(*to);
    }
    if until < DAY_MIN {
        reading.refuse(doc, Rule::HoursMissing, format!("{}-24:00", clock_of(until)));
    }
    spans.into_iter().map(|(from, to, band, _)| (from, to, band)).collect()
}

/// A day of a leap year written `07-01`.
fn month_day(text: &str) -> Option<usize> {
    let (month, day) = text.split_once('-')?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    let month: i8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day: i8 = day.parse().ok().filter(|day| *day >= 1)?;
    kernel::Day::new(2024, month, day).map(|_| day_of_leap_year(month, day))
}

/// For each day and kind the one table that holds.
fn days(reading: &mut Reading, docs: &[Spanned<DayDoc>]) -> Vec<[u8; 4]> {
    let mut of_day = vec![[NONE; 4]; DAYS];
    for (table, doc) in docs.iter().enumerate() {
        let holds = season(reading, doc);
        let kinds = &doc.get_ref().kinds;
        let mut overlap = None;
        for (day, of_day) in of_day.iter_mut().enumerate().filter(|(day, _)| holds[*day]) {
            for kind in KINDS.into_iter().filter(|kind| kinds.is_empty() || kinds.contains(kind)) {
                let slot = &mut of_day[kind_index(kind)];
                if *slot != NONE {
                    overlap = overlap.or(Some((day, kind)));
                }
                *slot = u8::try_from(table).expect("fewer than 65 tables");
            }
        }
        if let Some((day, kind)) = overlap {
            reading.refuse(doc, Rule::DaysOverlap, format!("{} {kind:?}", day_of(day)));
        }
    }
    let missing = |day: &[u8; 4]| day.contains(&NONE);
    let gaps = of_day.iter().filter(|day| missing(day)).count();
    if let Some(first) = of_day.iter().position(missing) {
        let rule = if gaps == 1 && first == LEAP_DAY { Rule::LeapDay } else { Rule::DaysMissing };
        reading.refuse(&docs[0], rule, day_of(first));
    }
    of_day
}

/// The days of a leap year on which a table holds; a season may go over New Year.
fn season(reading: &mut Reading, doc: &Spanned<DayDoc>) -> Vec<bool> {
    let seasons = &doc.get_ref().seasons;
    let mut holds = vec![seasons.is_empty(); DAYS];
    for written in seasons {
        let span = written.get_ref().split_once('/');
        let Some((from, to)) = span.and_then(|(from, to)| Some((month_day(from)?, month_day(to)?))) else {
            reading.refuse(written, Rule::SeasonWrong, format!("{:?}", written.get_ref()));
            continue;
        };
        let days = if to >= from { to - from } else { DAYS - from + to };
        for day in 0..=days {
            holds[(from + day) % DAYS] = true;
        }
    }
    holds
}
