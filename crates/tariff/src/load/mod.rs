//! Load files: intervals as CSV or Green Button XML, register reads as CSV, put together over a customer's metering
//! points. No I/O: whoever calls reads the file. Holes, overlaps, falling reads and changing clocks are refused.

mod csv_file;
mod green_button;
mod intervals;
mod registers;

use crate::customer::Point;
use crate::period::{Period, next_month};
use crate::refusal::{Refusal, Rule, line_of};
use crate::usage::{Reads, Series};

/// Files beyond this are not read.
const BYTES_MAX: usize = 64 << 20;
/// Rows beyond this are not read.
const ROWS_MAX: usize = 2_000_000;

/// What a load file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load {
    /// Intervals.
    Series(Series),
    /// Registers, a period for each pair of reads.
    Reads(Vec<Reads>),
}

impl Load {
    /// The periods it can be billed in: those between reads, or calendar months, cut where the series begins and ends.
    ///
    /// # Errors
    /// A period makes no sense.
    pub fn periods(&self) -> Result<Vec<Period>, Refusal> {
        let series = match self {
            Load::Reads(reads) => return Ok(reads.iter().map(|reads| reads.period).collect()),
            Load::Series(series) => series,
        };
        let mut all = Vec::new();
        let mut from = series.start();
        while from < series.end() {
            let to = next_month(from).min(series.end());
            all.push(Period::new(from, to)?);
            from = to;
        }
        Ok(all)
    }
}

/// Where refusals of a load file point to.
#[derive(Clone, Copy)]
struct Text<'t> {
    file: &'t str,
    text: &'t str,
}

impl Text<'_> {
    fn refusal(self, offset: usize, rule: Rule, about: impl Into<String>) -> Refusal {
        Refusal::at(self.file, line_of(self.text, offset), rule, about)
    }

    /// Names the file in a refusal that does not know it.
    fn named(self, refusal: Refusal) -> Refusal {
        if refusal.file.is_empty() { Refusal { file: self.file.to_owned(), ..refusal } } else { refusal }
    }
}

/// Reads a load file. Times are counted in the zone `zone_offset_min` minutes east of UTC. Without `points`, every
/// meter in the file is added as it stands.
///
/// # Errors
/// The file, the line and the rule.
pub fn read_load(file: &str, text: &str, points: &[Point], zone_offset_min: i32) -> Result<Load, Refusal> {
    let text = Text { file, text: text.trim_start_matches('\u{feff}') };
    if text.text.len() > BYTES_MAX {
        return Err(Refusal::at(file, 0, Rule::LoadTooLarge, format!("> {BYTES_MAX} bytes")));
    }
    let load = if text.text.trim_start().starts_with('<') {
        green_button::read(text, zone_offset_min)
            .and_then(|meters| intervals::series(text, &meters, points))
            .map(Load::Series)
    } else {
        csv_file::read(text, points, zone_offset_min)
    };
    load.map_err(|refusal| text.named(refusal))
}

/// The point of each meter: those of the customer, or one plain point each.
fn points_of<'n>(
    text: Text,
    meters: impl Iterator<Item = &'n str>,
    points: &[Point],
) -> Result<Vec<Point>, Refusal> {
    let meters: Vec<&str> = meters.collect();
    if points.is_empty() {
        return Ok(meters.into_iter().map(Point::plain).collect());
    }
    let of = |meter: &&str| points.iter().find(|point| point.meter == **meter);
    if let Some(point) = points.iter().find(|point| !meters.contains(&point.meter.as_str())) {
        return Err(Refusal::at(text.file, 0, Rule::Dangling, format!("point {}", point.meter)));
    }
    let stranger = |meter: &&str| Refusal::at(text.file, 0, Rule::Dangling, format!("meter {meter}"));
    meters.iter().map(|meter| of(meter).cloned().ok_or_else(|| stranger(meter))).collect()
}
