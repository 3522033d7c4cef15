//! From reads of registers to what moved between them, added over metering points.

use std::collections::BTreeMap;

use kernel::Day;

use super::csv_file::BANDS;
use super::intervals::{at_point, with_losses};
use super::{Text, points_of};
use crate::customer::{Part, Point};
use crate::fixed::Quantity;
use crate::period::Period;
use crate::refusal::{Refusal, Rule};
use crate::usage::Reads;

/// One read of one meter: what the registers show on a day.
pub(super) struct Read {
    pub(super) meter: String,
    pub(super) day: Day,
    pub(super) offset: usize,
    pub(super) total: Option<i64>,
    pub(super) bands: [Option<i64>; 5],
    /// Forward and reverse.
    pub(super) reactive: [Option<i64>; 2],
    /// The highest demand since the read before.
    pub(super) demand_kw: Option<i64>,
    pub(super) export: Option<i64>,
}

/// What moved in one period, in the order: total, bands, reactive forward and reverse, sent out; and the demand.
struct Moved {
    period: Period,
    registers: [Option<i64>; 9],
    demand_kw: Option<i64>,
    /// Active energy that does not count in the power factor.
    apart: i64,
    offset: usize,
}

/// The periods between reads, all meters added.
pub(super) fn reads(text: Text, reads: &[Read], points: &[Point]) -> Result<Vec<Reads>, Refusal> {
    let mut meters: BTreeMap<&str, Vec<&Read>> = BTreeMap::new();
    for read in reads {
        meters.entry(&read.meter).or_default().push(read);
    }
    let points = points_of(text, meters.keys().copied(), points)?;
    let mut sums: Vec<Moved> = Vec::new();
    for (n, (rows, point)) in meters.values().zip(&points).enumerate() {
        let moved = moved(text, rows, point)?;
        if n == 0 {
            sums = moved;
            continue;
        }
        if sums.iter().map(|it| it.period).ne(moved.iter().map(|it| it.period)) {
            return Err(text.refusal(rows[0].offset, Rule::PeriodNotCovered, point.meter.as_str()));
        }
        for (sum, moved) in sums.iter_mut().zip(moved) {
            add(text, sum, &moved)?;
        }
    }
    let no_load: i64 =
        points.iter().filter(|it| it.part == Part::Add).map(|it| it.transformer_loss_kw.units()).sum();
    sums.iter().map(|sum| told(text, sum, no_load)).collect()
}

/// Differences of the reads of one meter, times its transformers and with its losses.
fn moved(text: Text, rows: &[&Read], point: &Point) -> Result<Vec<Moved>, Refusal> {
    if rows.len() < 2 {
        return Err(text.refusal(rows[0].offset, Rule::LoadEmpty, format!("{}: 2 reads", point.meter)));
    }
    let mut all = Vec::new();
    for pair in rows.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        if after.day <= before.day {
            return Err(text.refusal(
                after.offset,
                Rule::ReadsOrder,
                format!("{} … {}", before.day, after.day),
            ));
        }
        let period = Period::new(before.day, after.day);
        let period = period.map_err(|it| text.refusal(after.offset, it.rule, it.about))?;
        let (from, to) = (registers(before), registers(after));
        let mut moved = [None; 9];
        for (n, moved) in moved.iter_mut().enumerate() {
            let large = || text.refusal(after.offset, Rule::AmountTooLarge, "");
            *moved = match (from[n], to[n]) {
                (Some(from), Some(to)) if to < from || from < 0 => {
                    let about = format!("{} → {}", Quantity::from_units(from), Quantity::from_units(to));
                    return Err(text.refusal(after.offset, Rule::ReadsFall, about));
                }
                (Some(from), Some(to)) => {
                    let value = at_point(to - from, point).ok_or_else(large)?;
                    let active = n <= BANDS.len();
                    let value = if active { with_losses(value, point).ok_or_else(large)? } else { value };
                    Some(if point.part == Part::Subtract { -value } else { value })
                }
                (None, None) => None,
                _ => return Err(text.refusal(after.offset, Rule::RegisterMissing, point.meter.as_str())),
            };
        }
        let demand_kw = after.demand_kw.filter(|_| point.part == Part::Add);
        let large = || text.refusal(after.offset, Rule::AmountTooLarge, "demand_kw");
        let demand_kw =
            demand_kw.map(|kw| at_point(kw, point).filter(|kw| *kw >= 0).ok_or_else(large)).transpose()?;
        let mut apart = 0;
        if !point.power_factor {
            apart = active(&moved).ok_or_else(large)?;
            // What does not count brings no reactive energy either.
            moved[6..8].iter_mut().for_each(|value| *value = value.and(Some(0)));
        }
        all.push(Moved { period, registers: moved, demand_kw, apart, offset: after.offset });
    }
    Ok(all)
}

/// Active energy: the total, or all bands.
fn active(registers: &[Option<i64>; 9]) -> Option<i64> {
    let bands = registers[1..=BANDS.len()].iter().flatten();
    registers[0].or_else(|| bands.into_iter().try_fold(0_i64, |sum, band| sum.checked_add(*band)))
}

fn registers(read: &Read) -> [Option<i64>; 9] {
    let [a, b, c, d, e] = read.bands;
    [read.total, a, b, c, d, e, read.reactive[0], read.reactive[1], read.export]
}

/// Adds what another meter moved: every register of one must be read on the other, except those it has not at all.
fn add(text: Text, sum: &mut Moved, other: &Moved) -> Result<(), Refusal> {
    let large = || text.refusal(other.offset, Rule::AmountTooLarge, "");
    for (n, (sum, other_register)) in sum.registers.iter_mut().zip(other.registers).enumerate() {
        *sum = match (*sum, other_register) {
            (Some(sum), Some(other)) => Some(sum.checked_add(other).ok_or_else(large)?),
            (None, None) => None,
            // Reactive and sent-out registers may be on one meter alone; active energy must be on all.
            (one, other) if n > BANDS.len() => one.or(other),
            _ => return Err(text.refusal(other.offset, Rule::RegisterMissing, "")),
        };
    }
    sum.apart = sum.apart.checked_add(other.apart).ok_or_else(large)?;
    sum.demand_kw = match (sum.demand_kw, other.demand_kw) {
        (Some(sum), Some(other)) => Some(sum.checked_add(other).ok_or_else(large)?),
        (one, other) => one.or(other),
    };
    Ok(())
}

fn told(text: Text, sum: &Moved, no_load: i64) -> Result<Reads, Refusal> {
    if let Some(below) = sum.registers.iter().flatten().find(|value| **value < 0) {
        return Err(text.refusal(sum.offset, Rule::LoadNegative, Quantity::from_units(*below).to_string()));
    }
    let kwh = |n: usize| sum.registers[n].map(Quantity::from_units);
    let reactive = match (sum.registers[6], sum.registers[7]) {
        (Some(forward), Some(reverse)) => forward.checked_add(reverse),
        (one, other) => one.or(other),
    };
    let bands = BANDS.iter().enumerate();
    Ok(Reads {
        period: sum.period,
        total: kwh(0),
        bands: bands.filter_map(|(n, band)| Some(((*band).to_owned(), kwh(n + 1)?))).collect(),
        reactive: reactive.map(Quantity::from_units),
        demand_kw: sum.demand_kw.map(Quantity::from_units),
        export: kwh(8),
        no_load_kw: Quantity::from_units(no_load),
        apart: Quantity::from_units(sum.apart),
    })
}
