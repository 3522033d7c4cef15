//! Billing periods and the share of a month that a span of days is.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, Rule};

/// Longer periods than this are mistakes.
const PERIOD_DAYS_MAX: i64 = 400;

/// Days `from` up to, but not, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// First day after.
    pub to: Day,
}

/// Days as a share of a month: `days / of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthShare {
    pub(crate) from: Day,
    pub(crate) days: i64,
    pub(crate) of: i64,
}

/// Days from the start of 1970, for differences.
pub(crate) fn day_number(day: Day) -> i64 {
    day.start(kernel::Zone(0)).0.div_euclid(86_400_000_000)
}

/// Whole days between two days.
pub(crate) fn days_between(from: Day, to: Day) -> i64 {
    day_number(to) - day_number(from)
}

/// The first day of the next month.
pub(crate) fn next_month(day: Day) -> Day {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    Day::new(year, month, 1).unwrap_or(day)
}

impl Period {
    /// A period that makes sense.
    ///
    /// # Errors
    /// It has no day or far too many.
    pub fn new(from: Day, to: Day) -> Result<Period, Refusal> {
        let days = days_between(from, to);
        if (1..=PERIOD_DAYS_MAX).contains(&days) && from.year() > 0 && to.year() < 9000 {
            Ok(Period { from, to })
        } else {
            Err(Refusal::of(Rule::PeriodWrong, format!("{from} … {to}")))
        }
    }

    /// The calendar months from that of `from` until `to`, which must both be the first of a month.
    ///
    /// # Errors
    /// One is not.
    pub fn months(from: Day, to: Day) -> Result<Vec<Period>, Refusal> {
        let wrong = || Refusal::of(Rule::PeriodWrong, format!("{from} … {to}"));
        if from.day_of_month() != 1 || to.day_of_month() != 1 || from >= to || days_between(from, to) > 36_600
        {
            return Err(wrong());
        }
        let mut all = Vec::new();
        let mut start = from;
        while start < to {
            let end = next_month(start);
            all.push(Period::new(start, end)?);
            start = end;
        }
        Ok(all)
    }

    /// Number of days.
    #[must_use]
    pub fn days(self) -> i64 {
        days_between(self.from, self.to)
    }

    /// Whether it is made of whole months, from a day to the same day of another month.
    fn of_whole_months(self) -> bool {
        let day = self.from.day_of_month();
        day == self.to.day_of_month() && day <= 28
    }

    /// `from .. to` within this period as shares of months: of its own months when it is made of whole ones, of calendar
    /// months otherwise (全月 ÷ 当月日历天数 × 实用天数).
    pub(crate) fn month_shares(self, from: Day, to: Day) -> Vec<MonthShare> {
        let mut shares = Vec::with_capacity(2);
        let begins = if self.of_whole_months() { self.from.day_of_month() } else { 1 };
        let on = |month: Day| Day::new(month.year(), month.month(), begins).unwrap_or(month);
        let mut start = on(self.from);
        while start < to {
            let end = on(next_month(start));
            if end <= start {
                break;
            }
            let (first, last) = (start.max(from), end.min(to));
            if first < last {
                let (days, of) = (days_between(first, last), days_between(start, end));
                shares.push(MonthShare { from: first, days, of });
            }
            start = end;
        }
        shares
    }
}

/// Months begun in `from .. to`, counted from its first day: to the same day of the next month is one.
pub(crate) fn months_begun(from: Day, to: Day) -> i64 {
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month() - from.month());
    months + i64::from(to.day_of_month() > from.day_of_month())
}
