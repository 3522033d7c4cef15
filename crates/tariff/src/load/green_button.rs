//! Green Button XML (NAESB ESPI): the intervals of one reading type, energy delivered, in Wh. What it cannot mean
//! exactly is refused: another unit, another direction, several reading types, summer time.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::intervals::{Interval, Meters};
use super::{ROWS_MAX, Text};
use crate::refusal::{Refusal, Rule};

/// ESPI's code of Wh.
const WATT_HOURS: i64 = 72;
/// ESPI's code of energy that flows to the customer.
const FORWARD: i64 = 1;
/// Units of 0.000 001 kWh in one Wh.
const UNITS_PER_WH: i64 = 1000;

/// What was found so far.
#[derive(Default)]
struct Found {
    power_of_ten: i64,
    reading_types: usize,
    rows: Vec<Interval>,
    /// Start and duration of the reading that is open, seconds, and its value.
    start: Option<i64>,
    duration: Option<i64>,
    value: Option<i64>,
    length: Option<i64>,
}

pub(super) fn read(text: Text, zone_offset_min: i32) -> Result<Meters, Refusal> {
    let mut reader = Reader::from_str(text.text);
    let mut found = Found::default();
    let mut path: Vec<String> = Vec::new();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let wrong = |about: String| text.refusal(at, Rule::LoadSyntax, about);
        match reader.read_event().map_err(|error| wrong(error.to_string()))? {
            Event::Start(start) => {
                if path.len() > 64 {
                    return Err(wrong("> 64 levels".to_owned()));
                }
                let name = start.local_name().as_ref().to_owned();
                found.open(text, at, &name)?;
                path.push(name);
            }
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                if name == "IntervalReading" {
                    found.close(text, at, zone_offset_min)?;
                }
            }
            Event::Text(words) => {
                found.take(text, at, &path, words.trim())?;
            }
            Event::DocType(_) => return Err(wrong("DOCTYPE".to_owned())),
            Event::Eof if !path.is_empty() => return Err(wrong(path.join("/"))),
            Event::Eof => break,
            _ => {}
        }
    }
    if found.rows.is_empty() {
        return Err(text.refusal(0, Rule::LoadEmpty, "IntervalReading"));
    }
    let scale =
        scale(found.power_of_ten).ok_or_else(|| text.refusal(0, Rule::LoadNumber, "powerOfTenMultiplier"))?;
    for row in &mut found.rows {
        let value = row.values[0].unwrap_or_default();
        let units = match scale {
            Scale::Times(by) => value.checked_mul(by),
            Scale::Over(by) => (value % by == 0).then_some(value / by),
        };
        row.values[0] =
            Some(units.ok_or_else(|| text.refusal(row.offset, Rule::LoadNumber, value.to_string()))?);
    }
    Ok(Meters::from([(String::new(), found.rows)]))
}

/// How a value becomes units of 0.000 001 kWh.
enum Scale {
    Times(i64),
    Over(i64),
}

fn scale(power_of_ten: i64) -> Option<Scale> {
    let power = u32::try_from(power_of_ten.unsigned_abs()).ok().filter(|power| *power <= 12)?;
    let ten = 10_i64.checked_pow(power)?;
    Some(match power_of_ten {
        0.. => Scale::Times(ten.checked_mul(UNITS_PER_WH)?),
        _ if ten <= UNITS_PER_WH => Scale::Times(UNITS_PER_WH / ten),
        _ => Scale::Over(ten / UNITS_PER_WH),
    })
}

impl Found {
    fn open(&mut self, text: Text, at: usize, name: &str) -> Result<(), Refusal> {
        match name {
            "ReadingType" => {
                self.reading_types += 1;
                if self.reading_types > 1 {
                    return Err(text.refusal(at, Rule::ImportUnsupported, "ReadingType × 2"));
                }
            }
            "IntervalReading" => (self.start, self.duration, self.value) = (None, None, None),
            _ => {}
        }
        Ok(())
    }

    fn take(&mut self, text: Text, at: usize, path: &[String], words: &str) -> Result<(), Refusal> {
        let [.., within, name] = path else { return Ok(()) };
        let number = || {
            let about = format!("{name} {words:?}");
            words.parse::<i64>().map_err(|_| text.refusal(at, Rule::LoadNumber, about))
        };
        let only = |allowed: i64| match number() {
            Ok(value) if value != allowed => {
                Err(text.refusal(at, Rule::ImportUnsupported, format!("{name} {value}")))
            }
            other => other.map(|_| ()),
        };
        let in_reading = path.iter().any(|it| it == "IntervalReading");
        match (within.as_str(), name.as_str()) {
            ("ReadingType", "powerOfTenMultiplier") => self.power_of_ten = number()?,
            ("ReadingType", "uom") => only(WATT_HOURS)?,
            ("ReadingType", "flowDirection") => only(FORWARD)?,
            (_, "dstOffset") if number()? != 0 => {
                return Err(text.refusal(at, Rule::LoadClockChange, format!("dstOffset {words}")));
            }
            ("timePeriod", "start") if in_reading => self.start = Some(number()?),
            ("timePeriod", "duration") if in_reading => self.duration = Some(number()?),
            ("IntervalReading", "value") => self.value = Some(number()?),
            _ => {}
        }
        Ok(())
    }

    /// Takes a reading that is complete.
    fn close(&mut self, text: Text, at: usize, zone_offset_min: i32) -> Result<(), Refusal> {
        let (Some(start), Some(value)) = (self.start, self.value) else {
            return Err(text.refusal(at, Rule::LoadHole, "timePeriod/start, value"));
        };
        if self.rows.len() >= ROWS_MAX {
            return Err(text.refusal(at, Rule::LoadTooLarge, format!("> {ROWS_MAX}")));
        }
        let length = self.duration.or(self.length).unwrap_or(3600);
        if ![900, 1800, 3600].contains(&length) || self.length.is_some_and(|known| known != length) {
            return Err(text.refusal(at, Rule::IntervalLength, format!("{length} s")));
        }
        self.length = Some(length);
        if start % 60 != 0 || !(0..=4_102_444_800).contains(&start) {
            return Err(text.refusal(at, Rule::LoadTime, start.to_string()));
        }
        let minute = start / 60 + i64::from(zone_offset_min);
        self.rows.push(Interval { minute, offset: at, values: [Some(value), None, None] });
        Ok(())
    }
}
