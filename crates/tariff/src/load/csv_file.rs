//! Load files as offices and meter systems export them: a header, commas, UTF-8. `time,kwh` are intervals, `day,total`
//! are register reads; any other column is refused.

use kernel::Day;

use super::intervals::{Interval, Meters, series};
use super::registers::{self, Read};
use super::{Load, ROWS_MAX, Text};
use crate::customer::Point;
use crate::fixed::Quantity;
use crate::period::day_number;
use crate::refusal::{Refusal, Rule};

/// Registers of a band, and the others, by column.
pub(super) const BANDS: [&str; 5] = ["sharp", "peak", "flat", "valley", "deep"];

pub(super) fn read(text: Text, points: &[Point], zone_offset_min: i32) -> Result<Load, Refusal> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.text.as_bytes());
    let wrong = |error: &csv::Error| {
        let at = error.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        text.refusal(at, Rule::LoadSyntax, error.to_string())
    };
    let header = reader.headers().map_err(|error| wrong(&error))?.clone();
    let columns: Vec<&str> = header.iter().collect();
    for (n, column) in columns.iter().enumerate() {
        if columns[..n].contains(column) {
            return Err(text.refusal(0, Rule::LoadColumns, format!("{column}: twice")));
        }
    }
    let mut intervals = Meters::new();
    let mut reads: Vec<Read> = Vec::new();
    let times = columns.contains(&"time");
    check_columns(text, &columns, times)?;
    let mut offset_seen = None;
    let mut rows = 0;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| wrong(&error))? {
        rows += 1;
        let at = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        if rows > ROWS_MAX {
            return Err(text.refusal(at, Rule::LoadTooLarge, format!("> {ROWS_MAX}")));
        }
        let cells = Cells { text, columns: &columns, record: &record, at };
        let meter = cells.text("meter").to_owned();
        if times {
            let minute = cells.minute(zone_offset_min, &mut offset_seen)?;
            let values = [cells.value("kwh")?, cells.value("export_kwh")?, cells.value("kvarh")?];
            if values[0].is_none() {
                return Err(text.refusal(at, Rule::LoadHole, cells.text("time")));
            }
            intervals.entry(meter).or_default().push(Interval { minute, offset: at, values });
        } else {
            reads.push(cells.read(meter)?);
        }
    }
    if rows == 0 {
        return Err(text.refusal(0, Rule::LoadEmpty, ""));
    }
    if times {
        series(text, &intervals, points).map(Load::Series)
    } else {
        registers::reads(text, &reads, points).map(Load::Reads)
    }
}

fn check_columns(text: Text, columns: &[&str], times: bool) -> Result<(), Refusal> {
    let known: &[&str] = if times {
        &["time", "meter", "kwh", "export_kwh", "kvarh"]
    } else {
        &[
            "day",
            "meter",
            "total",
            "sharp",
            "peak",
            "flat",
            "valley",
            "deep",
            "reactive_forward",
            "reactive_reverse",
            "demand_kw",
            "export_kwh",
        ]
    };
    let needed: &[&str] = if times { &["time", "kwh"] } else { &["day"] };
    let unknown = columns.iter().find(|column| !known.contains(column));
    let missing = needed.iter().find(|column| !columns.contains(column));
    match unknown.or(missing) {
        Some(column) => Err(text.refusal(0, Rule::LoadColumns, format!("{column:?}: {}", known.join(", ")))),
        None => Ok(()),
    }
}

/// One row under its header.
struct Cells<'a> {
    text: Text<'a>,
    columns: &'a [&'a str],
    record: &'a csv::StringRecord,
    at: usize,
}

impl Cells<'_> {
    fn text(&self, column: &str) -> &str {
        let n = self.columns.iter().position(|it| *it == column);
        n.and_then(|n| self.record.get(n)).unwrap_or_default()
    }

    fn value(&self, column: &str) -> Result<Option<i64>, Refusal> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let value = text.parse::<Quantity>();
        let wrong = |_| self.text.refusal(self.at, Rule::LoadNumber, format!("{column} {text:?}"));
        value.map(|value| Some(value.units())).map_err(wrong)
    }

    /// Minutes from the start of 1970 in the tariff's zone. Every row has the same offset, or none has one.
    fn minute(&self, zone_offset_min: i32, seen: &mut Option<Option<i64>>) -> Result<i64, Refusal> {
        let text = self.text("time");
        let wrong = || self.text.refusal(self.at, Rule::LoadTime, format!("{text:?}"));
        let (local, offset) = split_offset(text).ok_or_else(wrong)?;
        if *seen.get_or_insert(offset) != offset {
            return Err(self.text.refusal(self.at, Rule::LoadClockChange, text));
        }
        Ok(match offset {
            Some(offset) => local - offset + i64::from(zone_offset_min),
            None => local,
        })
    }

    fn read(&self, meter: String) -> Result<Read, Refusal> {
        let text = self.text("day");
        let day: Day =
            text.parse().map_err(|_| self.text.refusal(self.at, Rule::LoadTime, format!("{text:?}")))?;
        let mut bands = [None; 5];
        for (band, value) in BANDS.iter().zip(&mut bands) {
            *value = self.value(band)?;
        }
        Ok(Read {
            meter,
            day,
            offset: self.at,
            total: self.value("total")?,
            bands,
            reactive: [self.value("reactive_forward")?, self.value("reactive_reverse")?],
            demand_kw: self.value("demand_kw")?,
            export: self.value("export_kwh")?,
        })
    }
}

/// `2026-01-01T00:15`, a space for the `T`, seconds `:00`, and an offset such as `+08:00` or `Z`: minutes from the start
/// of 1970 as written, and the offset in minutes.
fn split_offset(text: &str) -> Option<(i64, Option<i64>)> {
    let day: Day = text.get(..10)?.parse().ok()?;
    let clock = text.get(10..)?;
    let clock = clock.strip_prefix(['T', ' '])?;
    let minute = two(clock.get(..2)?)? * 60 + two(clock.get(3..5)?)?;
    if clock.get(2..3) != Some(":") || two(clock.get(..2)?)? > 23 || two(clock.get(3..5)?)? > 59 {
        return None;
    }
    let rest = clock.get(5..)?;
    let rest = rest.strip_prefix(":00").unwrap_or(rest);
    let offset = match rest {
        "" => None,
        "Z" => Some(0),
        _ => {
            let sign = if rest.starts_with('+') { 1 } else { -1 };
            let (hours, minutes) = rest.strip_prefix(['+', '-'])?.split_once(':')?;
            Some(sign * (two(hours)? * 60 + two(minutes)?))
        }
    };
    Some((day_number(day) * 1440 + minute, offset))
}

fn two(text: &str) -> Option<i64> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}
