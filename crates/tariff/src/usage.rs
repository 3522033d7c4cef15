//! What was used: a series of intervals, or what registers moved in one period. Whole days, one fixed offset, no holes.

use kernel::Day;

use crate::fixed::Quantity;
use crate::period::{Period, days_between};
use crate::refusal::{Refusal, Rule};

/// kWh in one interval beyond which a value is a mistake (10 GWh).
const INTERVAL_UNITS_MAX: i64 = 10_000_000 * Quantity::ONE;
/// Longer series than this are refused: eleven years of quarter hours.
const VALUES_MAX: usize = 400_000;

/// Energy by interval from midnight of a day on, in units of 0.000 001 kWh.
///
/// Invariant: whole days; values are not negative and small enough for their sum to fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    start: Day,
    per_day: usize,
    kwh: Vec<i64>,
    export: Option<Vec<i64>>,
    reactive: Option<Vec<i64>>,
    apart: Option<Vec<i64>>,
}

impl Series {
    /// A series of `minutes` (15, 30 or 60) from midnight of `start`.
    ///
    /// # Errors
    /// Another interval, not whole days, a negative or an absurd value.
    pub fn new(start: Day, minutes: usize, kwh: Vec<i64>) -> Result<Series, Refusal> {
        if ![15, 30, 60].contains(&minutes) {
            return Err(Refusal::of(Rule::IntervalLength, format!("{minutes} min")));
        }
        let per_day = 1440 / minutes;
        let series = Series { start, per_day, kwh: Vec::new(), export: None, reactive: None, apart: None };
        series.check(&kwh, kwh.len())?;
        Ok(Series { kwh, ..series })
    }

    fn check(&self, values: &[i64], as_many: usize) -> Result<(), Refusal> {
        if values.is_empty() {
            return Err(Refusal::of(Rule::LoadEmpty, ""));
        }
        if values.len() > VALUES_MAX {
            return Err(Refusal::of(Rule::LoadTooLarge, format!("> {VALUES_MAX}")));
        }
        if !values.len().is_multiple_of(self.per_day) || values.len() != as_many {
            return Err(Refusal::of(Rule::LoadPartDay, format!("{} / {}", values.len(), self.per_day)));
        }
        match values.iter().find(|value| !(0..=INTERVAL_UNITS_MAX).contains(*value)) {
            Some(value) if *value < 0 => {
                Err(Refusal::of(Rule::LoadNegative, Quantity::from_units(*value).to_string()))
            }
            Some(value) => Err(Refusal::of(Rule::AmountTooLarge, Quantity::from_units(*value).to_string())),
            None => Ok(()),
        }
    }

    /// The same with what was sent out, kWh.
    ///
    /// # Errors
    /// As [`Series::new`].
    pub fn with_export(mut self, export: Vec<i64>) -> Result<Series, Refusal> {
        self.check(&export, self.kwh.len())?;
        self.export = Some(export);
        Ok(self)
    }

    /// The same with reactive energy, both directions added, kvarh.
    ///
    /// # Errors
    /// As [`Series::new`].
    pub fn with_reactive(mut self, reactive: Vec<i64>) -> Result<Series, Refusal> {
        self.check(&reactive, self.kwh.len())?;
        self.reactive = Some(reactive);
        Ok(self)
    }

    /// The same with the part of the energy that does not count in the power factor, kWh; below nothing where a meter
    /// that is taken off does not count.
    ///
    /// # Errors
    /// As [`Series::new`].
    pub fn with_apart(mut self, apart: Vec<i64>) -> Result<Series, Refusal> {
        let sizes: Vec<i64> = apart.iter().map(|kwh| kwh.saturating_abs()).collect();
        self.check(&sizes, self.kwh.len())?;
        self.apart = Some(apart);
        Ok(self)
    }

    /// First day.
    #[must_use]
    pub fn start(&self) -> Day {
        self.start
    }

    /// First day after.
    #[must_use]
    pub fn end(&self) -> Day {
        self.start.plus(i32::try_from(self.kwh.len() / self.per_day).unwrap_or(i32::MAX))
    }

    /// Intervals of a day: 24, 48 or 96.
    #[must_use]
    pub fn per_day(&self) -> usize {
        self.per_day
    }

    /// Energy by interval.
    #[must_use]
    pub fn kwh(&self) -> &[i64] {
        &self.kwh
    }

    /// Sent out by interval.
    #[must_use]
    pub fn export(&self) -> Option<&[i64]> {
        self.export.as_deref()
    }

    /// Reactive by interval.
    #[must_use]
    pub fn reactive(&self) -> Option<&[i64]> {
        self.reactive.as_deref()
    }

    /// Energy that does not count in the power factor, by interval.
    #[must_use]
    pub fn apart(&self) -> Option<&[i64]> {
        self.apart.as_deref()
    }

    /// Where the values of `period` lie.
    pub(crate) fn span(&self, period: Period) -> Result<std::ops::Range<usize>, Refusal> {
        let not = || {
            let about = format!("{} … {} ∌ {} … {}", self.start, self.end(), period.from, period.to);
            Refusal::of(Rule::PeriodNotCovered, about)
        };
        if period.from < self.start || period.to > self.end() {
            return Err(not());
        }
        let first = usize::try_from(days_between(self.start, period.from)).map_err(|_| not())?;
        let days = usize::try_from(period.days()).map_err(|_| not())?;
        Ok(first * self.per_day..(first + days) * self.per_day)
    }
}

/// What the registers of a customer moved in one period, multipliers and points already put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The period between two reads.
    pub period: Period,
    /// Active energy, kWh.
    pub total: Option<Quantity>,
    /// Active energy by band, kWh.
    pub bands: Vec<(String, Quantity)>,
    /// Reactive energy, both directions added, kvarh.
    pub reactive: Option<Quantity>,
    /// Highest demand, kW.
    pub demand_kw: Option<Quantity>,
    /// Sent out, kWh.
    pub export: Option<Quantity>,
    /// Losses that run in every hour, kW.
    pub no_load_kw: Quantity,
    /// Active energy that does not count in the power factor, kWh.
    pub apart: Quantity,
}

impl Reads {
    /// Energy alone.
    #[must_use]
    pub fn of_total(period: Period, total: Quantity) -> Reads {
        Reads {
            period,
            total: Some(total),
            bands: Vec::new(),
            reactive: None,
            demand_kw: None,
            export: None,
            no_load_kw: Quantity::ZERO,
            apart: Quantity::ZERO,
        }
    }
}
