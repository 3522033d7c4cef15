//! What a hall saw day by day, and what is asked of the days to come. Plain data: nothing is judged here but shape.

use kernel::{Day, Grade, HallId};
use serde::{Deserialize, Serialize};

/// A span of minutes after midnight in which the hall is open, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// From.
    pub from_min: u16,
    /// To; after `from_min` and at most 1440.
    pub to_min: u16,
}

/// What makes halls kin, as far as it is known. A hall without a history is forecast from those like it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traits {
    /// Grade.
    pub grade: Option<Grade>,
    /// County, by its code.
    pub county: Option<String>,
    /// Customers (accounts or inhabitants, but the same for all halls of a call) in its catchment.
    pub customers: Option<f64>,
}

/// Who came on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Nobody counted. A closed day is `Missing` too, or zero.
    Missing,
    /// People in the whole day.
    Day(f64),
    /// People in each clock hour that the opening hours touch, from the first span's first to the last span's last:
    /// 08:30–12:00 and 14:00–17:30 make the ten hours 8 … 17. Who is counted in an hour that is all break is taken to
    /// have come in the next that is open, and in such hours nobody is forecast.
    Hours(Vec<f64>),
}

/// One day of the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastDay {
    /// The day.
    pub day: Day,
    /// When it was open, in order; empty for a closed day, from which nothing is learnt.
    pub spans: Vec<Span>,
    /// Who came.
    pub count: Count,
}

/// What a hall saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The hall.
    pub hall: HallId,
    /// What makes it kin to others.
    #[serde(default)]
    pub traits: Traits,
    /// Its days, in order, none twice. A day that is left out is a gap like [`Count::Missing`].
    pub days: Vec<PastDay>,
}

/// A day to be forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextDay {
    /// The day.
    pub day: Day,
    /// When it will be open, in order; empty for closed: then the forecast is that nobody comes.
    pub spans: Vec<Span>,
}

/// The share of the business done online from a day on; between two days it runs straight, before the first and after
/// the last it stays.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlineShare {
    /// The day.
    pub day: Day,
    /// The share, 0 … 0.99. Who would have come and does it online does not come.
    pub share: f64,
}

/// One hall, and what is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What it saw. Without days it is a new hall, forecast from its kin.
    pub history: History,
    /// The days to be forecast, in order, all after the last of the history.
    pub next: Vec<NextDay>,
    /// How business moves online; empty to let the trend of the history run on and fade.
    #[serde(default)]
    pub online: Vec<OnlineShare>,
}

/// The clock hours that opening hours touch, first and behind the last; `0..0` for a closed day.
#[must_use]
pub fn clock_hours(spans: &[Span]) -> std::ops::Range<usize> {
    match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => usize::from(first.from_min / 60)..usize::from(last.to_min.div_ceil(60)),
        _ => 0..0,
    }
}

/// Minutes of clock hour `hour` in which `spans` are open.
#[must_use]
pub fn open_minutes(spans: &[Span], hour: usize) -> u16 {
    let (from, to) = ((hour * 60) as u16, (hour * 60 + 60) as u16);
    spans.iter().map(|span| span.to_min.min(to).saturating_sub(span.from_min.max(from))).sum()
}

impl PastDay {
    /// Who came in the whole day, if anybody counted.
    #[must_use]
    pub fn came(&self) -> Option<f64> {
        match &self.count {
            Count::Missing => None,
            Count::Day(came) => Some(*came),
            Count::Hours(hours) => Some(hours.iter().sum()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lunch_break_is_inside_the_hours_and_has_no_open_minute() {
        let spans = [Span { from_min: 510, to_min: 720 }, Span { from_min: 840, to_min: 1050 }];
        assert_eq!(clock_hours(&spans), 8..18);
        let open: Vec<u16> = clock_hours(&spans).map(|hour| open_minutes(&spans, hour)).collect();
        assert_eq!(open, [30, 60, 60, 60, 0, 0, 60, 60, 60, 30]);
        assert_eq!(clock_hours(&[]), 0..0);
    }
}
