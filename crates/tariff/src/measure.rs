//! From what was used to the cells that are priced: kWh of each band of each segment of a period. Sums whole columns of
//! days at a time, so that a year of hours costs a few microseconds.

use crate::fixed::{Quantity, Rounding, Way, share_of};
use crate::plan::{Plan, Segment, Stage};
use crate::refusal::{Refusal, Rule};
use crate::usage::{Reads, Series};

/// Registers show hundredths: what bands and total may differ by, kWh.
const REGISTERS_DIFFER_MAX: i64 = Quantity::ONE;
/// Sums of intervals and products stay exact below this.
const CELL_MAX: i64 = i64::MAX / 4;

/// A period's use, cell by cell. Made once and filled again for each customer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    /// kWh.
    pub(crate) kwh: Vec<i64>,
    /// All of them.
    pub(crate) total: i64,
    /// Highest demand by cell, kW; empty when nothing asks for it or only the whole is known.
    pub(crate) demand: Vec<i64>,
    /// Highest demand, kW.
    pub(crate) demand_kw: Option<i64>,
    /// kvarh.
    pub(crate) reactive: Option<i64>,
    /// Of all kWh, those that do not count in the power factor.
    pub(crate) apart: i64,
    /// Sent out, kWh.
    pub(crate) export: Vec<i64>,
}

/// Where the use of a period comes from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'u> {
    /// Intervals.
    Series(&'u Series),
    /// Registers.
    Reads(&'u Reads),
}

impl Cells {
    /// Fills the cells of `stage` from `source`.
    pub(crate) fn fill(&mut self, plan: &Plan, stage: &Stage, source: Source) -> Result<(), Refusal> {
        for cells in [&mut self.kwh, &mut self.demand, &mut self.export] {
            cells.clear();
        }
        self.kwh.resize(stage.cells, 0);
        (self.demand_kw, self.reactive) = (None, None);
        match source {
            Source::Series(series) => self.fill_series(plan, stage, series)?,
            Source::Reads(reads) => self.fill_reads(stage, reads)?,
        }
        self.total = 0;
        for kwh in &self.kwh {
            self.total = self.total.checked_add(*kwh).filter(|sum| *sum < CELL_MAX).ok_or_else(too_large)?;
        }
        Ok(())
    }

    fn fill_series(&mut self, plan: &Plan, stage: &Stage, series: &Series) -> Result<(), Refusal> {
        let span = series.span(stage.period)?;
        let per_day = series.per_day();
        fold(stage, per_day, &series.kwh()[span.clone()], &mut self.kwh, Fold::Sum)?;
        if plan.needs_demand {
            self.demand.resize(stage.cells, 0);
            fold(stage, per_day, &series.kwh()[span.clone()], &mut self.demand, Fold::Most)?;
            let per_hour = i64::try_from(per_day / 24).expect("1, 2 or 4");
            self.demand.iter_mut().for_each(|kwh| *kwh *= per_hour);
            self.demand_kw = self.demand.iter().max().copied();
        }
        if let (Some(export), true) = (series.export(), plan.needs_export) {
            self.export.resize(stage.cells, 0);
            fold(stage, per_day, &export[span.clone()], &mut self.export, Fold::Sum)?;
        }
        self.apart = series.apart().map_or(0, |apart| apart[span.clone()].iter().sum());
        self.reactive = series.reactive().map(|reactive| reactive[span].iter().sum());
        Ok(())
    }

    fn fill_reads(&mut self, stage: &Stage, reads: &Reads) -> Result<(), Refusal> {
        if reads.period != stage.period {
            let about = format!("{} … {}", reads.period.from, reads.period.to);
            return Err(Refusal::of(Rule::PeriodNotCovered, about));
        }
        let days = stage.period.days();
        let mut before = 0;
        for segment in &stage.segments {
            let until = before + segment.days();
            let part = |kwh: i64| part_of(kwh, before, until, days);
            for (band, name) in segment.tariff.bands.iter().enumerate() {
                let kwh = register(reads, segment, name)?;
                let lost = no_load(reads, segment, band);
                let cell = part(kwh)?.checked_add(lost).ok_or_else(too_large)?;
                self.kwh[segment.cell + band] = cell;
            }
            if let Some(export) = reads.export {
                // One register for all bands: a price by band is refused when it is asked for.
                self.export.resize(stage.cells, 0);
                self.export[segment.cell] = part(export.units())?;
            }
            before = until;
        }
        self.demand_kw = reads.demand_kw.map(Quantity::units);
        self.reactive = reads.reactive.map(Quantity::units);
        self.apart = reads.apart.units();
        Ok(())
    }
}

fn too_large() -> Refusal {
    Refusal::of(Rule::AmountTooLarge, "kWh")
}

/// The share of days `before .. until` of `days`, so that all shares add up to the whole.
fn part_of(kwh: i64, before: i64, until: i64, days: i64) -> Result<i64, Refusal> {
    let exact = Rounding { digits: 6, way: Way::HalfUp };
    let upto = |day| share_of(Quantity::from_units(kwh), day, days, exact).ok_or_else(too_large);
    Ok(upto(until)?.units() - upto(before)?.units())
}

/// kWh of the register of a band. With the total and all other bands read, the missing one is the rest (平 = 总 − 其余).
fn register(reads: &Reads, segment: &Segment, name: &str) -> Result<i64, Refusal> {
    let bands = &segment.tariff.bands;
    let missing = |about: &str| Refusal::of(Rule::RegisterMissing, format!("{}: {about}", segment.tariff.id));
    let of = |name: &str| reads.bands.iter().find(|(band, _)| band == name).map(|(_, kwh)| kwh.units());
    let sum = reads
        .bands
        .iter()
        .try_fold(0_i64, |sum, (_, kwh)| sum.checked_add(kwh.units()))
        .ok_or_else(too_large)?;
    if bands.len() == 1 {
        // A tariff without bands wants all kWh, read as such or added up.
        return match reads.total {
            Some(total) => Ok(total.units()),
            None if !reads.bands.is_empty() => Ok(sum),
            None => Err(missing("total")),
        };
    }
    if let Some((band, _)) = reads.bands.iter().find(|(band, kwh)| !bands.contains(band) && kwh.units() != 0)
    {
        return Err(missing(&format!("{band} ∉ {}", bands.join(", "))));
    }
    let unread = bands.iter().filter(|band| of(band).is_none()).count();
    match (of(name), reads.total) {
        (Some(kwh), None) => Ok(kwh),
        (Some(kwh), Some(total)) if unread > 0 || (total.units() - sum).abs() <= REGISTERS_DIFFER_MAX => {
            Ok(kwh)
        }
        (None, Some(total)) if unread == 1 && total.units() >= sum => Ok(total.units() - sum),
        (Some(_), Some(_)) | (None, Some(_)) if unread <= 1 => {
            Err(Refusal::of(Rule::RegistersDisagree, format!("Σ {}", Quantity::from_units(sum))))
        }
        _ => Err(missing(name)),
    }
}

/// kWh lost in the hours of a band, whatever is used.
fn no_load(reads: &Reads, segment: &Segment, band: usize) -> i64 {
    if reads.no_load_kw == Quantity::ZERO {
        return 0;
    }
    let mut minutes = 0_i64;
    for run in &segment.runs {
        let days = i64::try_from(run.days).expect("a period has few days");
        for (from, to, _) in segment.tariff.days.hours[usize::from(run.table)]
            .iter()
            .filter(|span| usize::from(span.2) == band)
        {
            minutes += days * i64::from(to - from);
        }
    }
    let exact = Rounding { digits: 6, way: Way::HalfUp };
    share_of(reads.no_load_kw, minutes, 60, exact).map_or(i64::MAX, Quantity::units)
}

/// How the values of one column come together.
#[derive(Clone, Copy, PartialEq)]
enum Fold {
    Sum,
    Most,
}

/// Folds the values of a period into its cells.
fn fold(stage: &Stage, per_day: usize, values: &[i64], cells: &mut [i64], how: Fold) -> Result<(), Refusal> {
    match per_day {
        24 => fold_by::<24>(stage, values, cells, how),
        48 => fold_by::<48>(stage, values, cells, how),
        _ => fold_by::<96>(stage, values, cells, how),
    }
}

fn fold_by<const N: usize>(
    stage: &Stage,
    values: &[i64],
    cells: &mut [i64],
    how: Fold,
) -> Result<(), Refusal> {
    for segment in &stage.segments {
        for table in 0..segment.tariff.days.hours.len() {
            let mut columns = [0_i64; N];
            let mut any = false;
            for run in segment.runs.iter().filter(|run| usize::from(run.table) == table) {
                let rows = &values[run.first * N..(run.first + run.days) * N];
                any = true;
                match how {
                    Fold::Sum => add_rows(rows, &mut columns),
                    Fold::Most => most_of_rows(rows, &mut columns),
                }
            }
            if any {
                fold_columns(segment, table, &columns, &mut cells[segment.cell..], how)?;
            }
        }
    }
    Ok(())
}

fn add_rows<const N: usize>(rows: &[i64], columns: &mut [i64; N]) {
    for row in rows.chunks_exact(N) {
        for (column, value) in columns.iter_mut().zip(row) {
            *column += value;
        }
    }
}

fn most_of_rows<const N: usize>(rows: &[i64], columns: &mut [i64; N]) {
    for row in rows.chunks_exact(N) {
        for (column, value) in columns.iter_mut().zip(row) {
            *column = (*column).max(*value);
        }
    }
}

fn fold_columns(
    segment: &Segment,
    table: usize,
    columns: &[i64],
    cells: &mut [i64],
    how: Fold,
) -> Result<(), Refusal> {
    let minutes = 1440 / columns.len();
    for (from, to, band) in &segment.tariff.days.hours[table] {
        let span = aligned(segment, table, *from, minutes)?..aligned(segment, table, *to, minutes)?;
        let cell = &mut cells[usize::from(*band)];
        for value in &columns[span] {
            *cell = if how == Fold::Sum { *cell + value } else { (*cell).max(*value) };
        }
    }
    Ok(())
}

fn aligned(segment: &Segment, table: usize, at: u16, minutes: usize) -> Result<usize, Refusal> {
    let at = usize::from(at);
    if at.is_multiple_of(minutes) {
        return Ok(at / minutes);
    }
    let about = format!("{:02}:{:02} / {minutes} min", at / 60, at % 60);
    Err(Refusal::at(&segment.tariff.file, segment.tariff.days.lines[table], Rule::IntervalTooCoarse, about))
}

/// kWh of each tier and cell when the kWh used first fill the first tier. `uptos` are the ends of all tiers but the
/// last, already lessened by what was used before; `wanted` tells the segments that climb. The answer is
/// `[tier][cell]`.
pub(crate) fn in_time_order(
    stage: &Stage,
    series: &Series,
    uptos: &[i64],
    wanted: &[usize],
) -> Result<Vec<Vec<i64>>, Refusal> {
    let values = &series.kwh()[series.span(stage.period)?];
    let per_day = series.per_day();
    let minutes = 1440 / per_day;
    let mut tiers = vec![vec![0_i64; stage.cells]; uptos.len() + 1];
    let (mut tier, mut used) = (0, 0_i64);
    let mut bands = vec![0_usize; per_day];
    for segment in wanted.iter().map(|at| &stage.segments[*at]) {
        for run in &segment.runs {
            let table = usize::from(run.table);
            for (from, to, band) in &segment.tariff.days.hours[table] {
                let span = aligned(segment, table, *from, minutes)?..aligned(segment, table, *to, minutes)?;
                bands[span].fill(segment.cell + usize::from(*band));
            }
            for row in values[run.first * per_day..(run.first + run.days) * per_day].chunks_exact(per_day) {
                for (value, cell) in row.iter().zip(&bands) {
                    let mut left = *value;
                    while tier < uptos.len() && used + left > uptos[tier] {
                        let fits = (uptos[tier] - used).max(0);
                        tiers[tier][*cell] += fits;
                        (used, left) = (used + fits, left - fits);
                        tier += 1;
                    }
                    tiers[tier][*cell] += left;
                    used += left;
                }
            }
        }
    }
    Ok(tiers)
}
