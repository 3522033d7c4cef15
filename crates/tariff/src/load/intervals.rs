//! From single values to a series: sorted, checked for holes and overlaps, and added over metering points.

use std::collections::BTreeMap;

use kernel::Day;

use super::{Text, points_of};
use crate::customer::{Part, Point};
use crate::fixed::{Quantity, Ratio, Rounding, Way, share_of};
use crate::refusal::{Refusal, Rule};
use crate::usage::Series;

/// Products keep six digits.
const EXACT: Rounding = Rounding { digits: 6, way: Way::HalfUp };
/// Minutes of a day.
const DAY_MIN: i64 = 1440;

/// One value of one meter.
#[derive(Clone, Copy)]
pub(super) struct Interval {
    /// Minutes from the start of 1970 in the tariff's zone.
    pub(super) minute: i64,
    /// Where it stands in the file.
    pub(super) offset: usize,
    /// kWh, sent out, kvarh, in units of 0.000 001.
    pub(super) values: [Option<i64>; 3],
}

/// The values of each meter.
pub(super) type Meters = BTreeMap<String, Vec<Interval>>;

/// The day that is `number` days after the start of 1970.
pub(super) fn day_of(number: i64) -> Day {
    let epoch = Day::new(1970, 1, 1).expect("a day");
    epoch.plus(i32::try_from(number).unwrap_or(i32::MAX))
}

fn shown(minute: i64) -> String {
    let day = minute.div_euclid(DAY_MIN);
    let of_day = minute.rem_euclid(DAY_MIN);
    format!("{}T{:02}:{:02}", day_of(day), of_day / 60, of_day % 60)
}

/// One series of all meters.
pub(super) fn series(text: Text, meters: &Meters, points: &[Point]) -> Result<Series, Refusal> {
    let empty = || Refusal::at(text.file, 0, Rule::LoadEmpty, "");
    let points = points_of(text, meters.keys().map(String::as_str), points)?;
    let mut first: Option<(i64, i64, usize)> = None;
    let mut sums: [Option<Vec<i64>>; 3] = [None, None, None];
    let mut apart: Option<Vec<i64>> = None;
    for (rows, point) in meters.values().zip(&points) {
        let mut rows = rows.clone();
        rows.sort_by_key(|row| row.minute);
        let length = length(text, &rows).ok_or_else(empty)??;
        check_order(text, &rows, length)?;
        let shape = (rows[0].minute, length, rows.len());
        if *first.get_or_insert(shape) != shape {
            let about = format!("{}: {} × {length} min, {}", point.meter, rows.len(), shown(rows[0].minute));
            return Err(text.refusal(rows[0].offset, Rule::PeriodNotCovered, about));
        }
        add(text, &rows, point, length, &mut sums)?;
        if !point.power_factor {
            let mut own = [None, None, None];
            add(text, &rows, &Point { power_factor: true, ..point.clone() }, length, &mut own)?;
            let own = own[0].take().ok_or_else(empty)?;
            let all = apart.get_or_insert_with(|| vec![0; own.len()]);
            for (sum, value) in all.iter_mut().zip(&own) {
                *sum = sum.checked_add(*value).ok_or_else(|| Refusal::of(Rule::AmountTooLarge, "kWh"))?;
            }
        }
    }
    let (start, length, _) = first.ok_or_else(empty)?;
    if start.rem_euclid(DAY_MIN) != 0 {
        return Err(Refusal::at(text.file, 0, Rule::LoadPartDay, shown(start)));
    }
    let [kwh, export, reactive] = sums;
    let minutes = usize::try_from(length).map_err(|_| empty())?;
    let mut series = Series::new(day_of(start / DAY_MIN), minutes, kwh.ok_or_else(empty)?)?;
    if let Some(export) = export {
        series = series.with_export(export)?;
    }
    if let Some(reactive) = reactive {
        series = series.with_reactive(reactive)?;
    }
    if let Some(apart) = apart {
        series = series.with_apart(apart)?;
    }
    Ok(series)
}

/// The length of intervals: the shortest step. A series of one value has none.
fn length(text: Text, rows: &[Interval]) -> Option<Result<i64, Refusal>> {
    let first = rows.first()?;
    let steps = rows.windows(2).map(|pair| pair[1].minute - pair[0].minute).filter(|step| *step > 0);
    Some(match steps.min() {
        Some(step @ (15 | 30 | 60)) => Ok(step),
        Some(step) if step > 60 => Err(text.refusal(first.offset, Rule::LoadHole, format!("{step} min"))),
        step => Err(text.refusal(first.offset, Rule::IntervalLength, format!("{} min", step.unwrap_or(0)))),
    })
}

fn check_order(text: Text, rows: &[Interval], length: i64) -> Result<(), Refusal> {
    for pair in rows.windows(2) {
        let (before, next) = (pair[0], pair[1]);
        let due = before.minute + length;
        if next.minute == before.minute {
            return Err(text.refusal(next.offset, Rule::LoadOverlap, shown(next.minute)));
        }
        if next.minute != due {
            let day = day_of(due.div_euclid(DAY_MIN));
            let leap = (day.month(), day.day_of_month()) == (2, 29);
            let whole = due.rem_euclid(DAY_MIN) == 0 && next.minute == due + DAY_MIN;
            let rule = if leap && whole { Rule::LoadLeapDay } else { Rule::LoadHole };
            return Err(text.refusal(next.offset, rule, format!("{} … {}", shown(due), shown(next.minute))));
        }
    }
    Ok(())
}

/// Adds one meter: times its transformers, with the losses ahead of it.
fn add(
    text: Text,
    rows: &[Interval],
    point: &Point,
    length: i64,
    sums: &mut [Option<Vec<i64>>; 3],
) -> Result<(), Refusal> {
    for (n, row) in rows.iter().enumerate() {
        for (column, value) in row.values.iter().enumerate() {
            // What does not count in the power factor brings no reactive energy to it.
            let value = if column == 2 && !point.power_factor { value.and(Some(0)) } else { *value };
            let Some(value) = value else {
                if sums[column].is_some() {
                    return Err(text.refusal(row.offset, Rule::LoadColumns, COLUMNS[column]));
                }
                continue;
            };
            let large = || text.refusal(row.offset, Rule::AmountTooLarge, value.to_string());
            if value < 0 {
                let about = Quantity::from_units(value).to_string();
                return Err(text.refusal(row.offset, Rule::LoadNegative, about));
            }
            let mut value = at_point(value, point).ok_or_else(large)?;
            if column == 0 {
                value = with_losses(value, point).ok_or_else(large)?;
                let hours = share_of(point.transformer_loss_kw, length, 60, EXACT).ok_or_else(large)?;
                value = value.checked_add(hours.units()).ok_or_else(large)?;
            }
            let all = sums[column].get_or_insert_with(|| vec![0; rows.len()]);
            if n > 0 && all.len() != rows.len() {
                return Err(text.refusal(row.offset, Rule::LoadColumns, COLUMNS[column]));
            }
            let signed = if point.part == Part::Subtract { -value } else { value };
            all[n] = all[n].checked_add(signed).ok_or_else(large)?;
        }
        // A column that begins after the first row would leave its first values at nothing.
        if n == 0 {
            continue;
        }
        let starts = |column: usize| rows[0].values[column].is_none() && row.values[column].is_some();
        if let Some(column) = (0..3).find(|column| starts(*column)) {
            return Err(text.refusal(row.offset, Rule::LoadColumns, COLUMNS[column]));
        }
    }
    Ok(())
}

/// Names of the values of an interval.
pub(super) const COLUMNS: [&str; 3] = ["kwh", "export_kwh", "kvarh"];

/// Times the instrument transformers.
pub(super) fn at_point(value: i64, point: &Point) -> Option<i64> {
    share_of(Quantity::from_units(value), point.multiplier.units(), Ratio::ONE, EXACT).map(Quantity::units)
}

/// With the losses that go with the energy.
pub(super) fn with_losses(value: i64, point: &Point) -> Option<i64> {
    let mut all = value;
    for share in [point.transformer_loss_share, point.line_loss_share] {
        let lost = share_of(Quantity::from_units(value), share.units(), Ratio::ONE, EXACT)?;
        all = all.checked_add(lost.units())?;
    }
    Some(all)
}
