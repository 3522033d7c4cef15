//! The forecast held against what came: at several past days it is made from what was known then, and scored beside the
//! seasonal naive forecast (the same hour of the week before).
//!
//! MASE is that of Hyndman, Koehler (2006) with the week as its season: mean absolute error of the median, over the mean
//! absolute difference of the past between an hour and the same hour a week before. Coverage is told as it is, and with
//! each whole number spread over the unit around it, without which nine of ten cannot be met where hours have one visit.

use std::collections::BTreeMap;

use kernel::{Day, HallId};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, ordinal};
use super::forecast::{Band, DayForecast};
use super::history::{
    Count, History, NextDay, OnlineShare, PastDay, Question, Span, clock_hours, open_minutes,
};
use super::predict::forecast;
use super::refuse::FootfallRefusal;

/// Which past days are forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BacktestPlan {
    /// Days ahead.
    pub horizon_days: u16,
    /// How many origins; at least 1. The last has just its horizon behind it.
    pub origins: u16,
    /// Days between them; at least 1.
    pub step_days: u16,
}

/// Sums over what was scored, from which every figure follows; sums of halls and origins can be added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Hours scored, or days where nobody counted hours.
    pub points: u32,
    /// Absolute errors of the median, in units of the scale.
    pub error: f64,
    /// Absolute errors of the seasonal naive forecast, in units of the scale.
    pub naive_error: f64,
    /// Points at most their `p10`, and with whole numbers spread.
    pub below_p10: f64,
    /// See `below_p10`.
    pub below_p10_spread: f64,
    /// Points at most their `p90`.
    pub below_p90: f64,
    /// See `below_p10_spread`.
    pub below_p90_spread: f64,
    /// Pinball loss at 0.9, people.
    pub pinball90: f64,
    /// Days scored.
    pub days: u32,
    /// Days at most their `p90`, whole numbers spread.
    pub days_below_p90: f64,
}

impl Score {
    /// Mean absolute scaled error.
    #[must_use]
    pub fn mase(&self) -> f64 {
        self.error / f64::from(self.points.max(1))
    }

    /// That of the seasonal naive forecast.
    #[must_use]
    pub fn naive_mase(&self) -> f64 {
        self.naive_error / f64::from(self.points.max(1))
    }

    /// Share of points at most their `p90`.
    #[must_use]
    pub fn coverage90(&self) -> f64 {
        self.below_p90 / f64::from(self.points.max(1))
    }

    /// The same with whole numbers spread over the unit around them.
    #[must_use]
    pub fn coverage90_spread(&self) -> f64 {
        self.below_p90_spread / f64::from(self.points.max(1))
    }

    /// Share of points at most their `p10`, whole numbers spread.
    #[must_use]
    pub fn coverage10_spread(&self) -> f64 {
        self.below_p10_spread / f64::from(self.points.max(1))
    }

    /// Share of days at most their `p90`, whole numbers spread.
    #[must_use]
    pub fn day_coverage90(&self) -> f64 {
        self.days_below_p90 / f64::from(self.days.max(1))
    }

    /// Adds a point that is `scale` worth.
    pub fn add(&mut self, came: f64, band: &Band, naive: f64, scale: f64) {
        self.points += 1;
        self.error += (came - band.p50).abs() / scale;
        self.naive_error += (came - naive).abs() / scale;
        self.below_p10 += f64::from(u8::from(came <= band.p10));
        self.below_p90 += f64::from(u8::from(came <= band.p90));
        self.below_p10_spread += spread_below(came, band.p10);
        self.below_p90_spread += spread_below(came, band.p90);
        let above = came - band.p90;
        self.pinball90 += (0.9 * above).max(-0.1 * above);
    }

    /// Adds another's sums.
    pub fn merge(&mut self, other: &Score) {
        self.points += other.points;
        self.days += other.days;
        for (mine, theirs) in [
            (&mut self.error, other.error),
            (&mut self.naive_error, other.naive_error),
            (&mut self.below_p10, other.below_p10),
            (&mut self.below_p10_spread, other.below_p10_spread),
            (&mut self.below_p90, other.below_p90),
            (&mut self.below_p90_spread, other.below_p90_spread),
            (&mut self.pinball90, other.pinball90),
            (&mut self.days_below_p90, other.days_below_p90),
        ] {
            *mine += theirs;
        }
    }
}

/// The part of the unit around `came` that lies below `limit`.
fn spread_below(came: f64, limit: f64) -> f64 {
    (limit - came + 0.5).clamp(0.0, 1.0)
}

/// How a hall's forecasts fared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HallScore {
    /// The hall.
    pub hall: HallId,
    /// Over all origins.
    pub score: Score,
}

/// Holds the forecasts of `histories` against what came. Opening hours of the days ahead are taken as known, as a hall's
/// plan has them; `online` are the paths of the same halls, in order, or empty.
///
/// # Errors
/// The first refusal of a hall at one of the origins.
pub fn backtest(
    histories: &[History],
    online: &[Vec<OnlineShare>],
    calendar: &Calendar,
    plan: BacktestPlan,
) -> Result<Vec<HallScore>, FootfallRefusal> {
    let mut scores: Vec<HallScore> =
        histories.iter().map(|history| HallScore { hall: history.hall, score: Score::default() }).collect();
    let Some(last) = histories.iter().filter_map(|history| history.days.last()).map(|day| day.day).max()
    else {
        return Ok(scores);
    };
    for origin in 0..plan.origins.max(1) {
        let back = i32::from(plan.horizon_days) + i32::from(origin) * i32::from(plan.step_days.max(1));
        let cut = last.plus(-back);
        let end = cut.plus(i32::from(plan.horizon_days));
        let questions: Vec<Question> = histories
            .iter()
            .enumerate()
            .map(|(n, history)| ask(history, online.get(n).cloned().unwrap_or_default(), cut, end))
            .collect();
        for (n, told) in forecast(&questions, calendar).into_iter().enumerate() {
            let naive = Naive::of(&questions[n].history.days);
            let came = histories[n].days.iter().filter(|day| day.day > cut && day.day <= end);
            score(&mut scores[n].score, &told?.days, came, &naive);
        }
    }
    Ok(scores)
}

/// The question that would have been asked after `cut`, to `end`.
#[must_use]
pub fn ask(history: &History, online: Vec<OnlineShare>, cut: Day, end: Day) -> Question {
    let days = history.days.iter().filter(|day| day.day <= cut).cloned().collect();
    let next = history.days.iter().filter(|day| day.day > cut && day.day <= end);
    let next = next.map(|day| NextDay { day: day.day, spans: day.spans.clone() }).collect();
    let history = History { hall: history.hall, traits: history.traits.clone(), days };
    Question { history, next, online }
}

/// Scores `told` against the days that `came`; days that nobody counted and closed days are left out.
pub fn score<'a>(
    score: &mut Score,
    told: &[DayForecast],
    came: impl Iterator<Item = &'a PastDay>,
    naive: &Naive,
) {
    let told: BTreeMap<Day, &DayForecast> = told.iter().map(|day| (day.day, day)).collect();
    for day in came.filter(|day| !day.spans.is_empty()) {
        let Some(told) = told.get(&day.day) else { continue };
        match &day.count {
            Count::Missing => continue,
            Count::Day(count) => score.add(*count, &told.people, naive.day(day.day), naive.scale),
            Count::Hours(hours) => {
                for (hour, count) in open_hours(&day.spans, hours) {
                    let band = told.hours.iter().find(|told| usize::from(told.hour) == hour);
                    let band = band.map_or_else(Band::default, |told| told.people);
                    score.add(count, &band, naive.hour(day.day, hour), naive.scale);
                }
            }
        }
        score.days += 1;
        score.days_below_p90 += spread_below(day.came().unwrap_or_default(), told.people.p90);
    }
}

/// The counts of the clock hours that are open for a minute at least.
pub fn open_hours<'a>(spans: &'a [Span], hours: &'a [f64]) -> impl Iterator<Item = (usize, f64)> + 'a {
    let counted = clock_hours(spans).zip(hours.iter().copied());
    counted.filter(|(hour, _)| open_minutes(spans, *hour) > 0)
}

/// The seasonal naive forecast: the same hour of the last such weekday, or else of the last day.
#[derive(Debug, Clone)]
pub struct Naive {
    weekdays: BTreeMap<(i8, usize), f64>,
    last: BTreeMap<usize, f64>,
    /// Mean absolute difference between a point and the one a week before, never below a hundredth of a person.
    pub scale: f64,
}

/// The key of a whole day among hours.
const WHOLE_DAY: usize = 99;

impl Naive {
    /// What it has seen of some days.
    #[must_use]
    pub fn of(days: &[PastDay]) -> Self {
        let (mut weekdays, mut last) = (BTreeMap::new(), BTreeMap::new());
        let (mut sum, mut count) = (0.0, 0.0);
        let mut seen: BTreeMap<(i64, usize), f64> = BTreeMap::new();
        for day in days.iter().filter(|day| !day.spans.is_empty()) {
            let points: Vec<(usize, f64)> = match &day.count {
                Count::Missing => Vec::new(),
                Count::Day(came) => vec![(WHOLE_DAY, *came)],
                Count::Hours(hours) => open_hours(&day.spans, hours).collect(),
            };
            for (hour, came) in points {
                weekdays.insert((day.day.weekday(), hour), came);
                last.insert(hour, came);
                if let Some(before) = seen.get(&(ordinal(day.day) - 7, hour)) {
                    sum += (came - before).abs();
                    count += 1.0;
                }
                seen.insert((ordinal(day.day), hour), came);
            }
        }
        let scale = if count > 0.0 { (sum / count).max(0.01) } else { 1.0 };
        Self { weekdays, last, scale }
    }

    /// People in `hour` of `day`.
    #[must_use]
    pub fn hour(&self, day: Day, hour: usize) -> f64 {
        let of_weekday = self.weekdays.get(&(day.weekday(), hour));
        of_weekday.or_else(|| self.last.get(&hour)).copied().unwrap_or(0.0)
    }

    /// People on `day`, where days were counted.
    #[must_use]
    pub fn day(&self, day: Day) -> f64 {
        self.hour(day, WHOLE_DAY)
    }
}
