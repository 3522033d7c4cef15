//! A question checked: days in order, numbers that can be, rows of the regression. Whatever is refused is refused here, by
//! name; nothing behind this file meets a number that is not finite.

use kernel::Day;

use super::calendar::{Calendar, DayFeatures, Weather, ordinal};
use super::history::{Count, OnlineShare, Question, Span, clock_hours, open_minutes};
use super::refuse::FootfallRefusal;

/// More people than any hall holds in a day; a number above is a slip of the counter.
pub const PEOPLE_MAX: f64 = 20_000.0;
/// The furthest day that is forecast, days after the last of the history.
pub const AHEAD_MAX: i64 = 400;
/// The last days of a history, so many, are learnt from; what is older says nothing of next month.
pub const LEARN_DAYS: i64 = 1200;
/// Hours of a day.
pub(super) const HOURS: usize = 24;

/// A counted open day.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// The day.
    pub day: Day,
    /// Days since 1970.
    pub at: i64,
    /// What is known of it.
    pub features: DayFeatures,
    /// People.
    pub came: f64,
    /// People by clock hour, if they were counted so.
    pub hours: Option<[f64; HOURS]>,
    /// Minutes by clock hour in which they could come.
    pub open: [f64; HOURS],
    /// Logarithm of the part of the business that is not online.
    pub offline: f64,
}

/// A day to be forecast.
#[derive(Debug, Clone)]
pub(super) struct Ahead {
    /// The day.
    pub day: Day,
    /// Days since 1970.
    pub at: i64,
    /// What is known of it.
    pub features: DayFeatures,
    /// When it is open.
    pub spans: Vec<Span>,
    /// Minutes by clock hour; none for a closed day.
    pub open: [f64; HOURS],
    /// Logarithm of the part of the business that is not online.
    pub offline: f64,
}

/// A checked question.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// Counted open days, in order.
    pub seen: Vec<Seen>,
    /// Days to be forecast, in order.
    pub ahead: Vec<Ahead>,
}

/// Checks `question`.
///
/// # Errors
/// See [`FootfallRefusal`].
pub(super) fn check(question: &Question, calendar: &Calendar) -> Result<Series, FootfallRefusal> {
    check_online(&question.online)?;
    check_traits(question)?;
    let mut seen = Vec::with_capacity(question.history.days.len());
    let mut last: Option<Day> = None;
    for past in &question.history.days {
        in_order(&mut last, past.day)?;
        check_spans(past.day, &past.spans)?;
        if let Some(one) = see(past.day, &past.spans, &past.count, calendar, &question.online)? {
            seen.push(one);
        }
    }
    let end = last;
    seen.retain(|day| end.is_some_and(|end| ordinal(end) - day.at < LEARN_DAYS));
    let mut ahead = Vec::with_capacity(question.next.len());
    for next in &question.next {
        if end.is_some_and(|end| next.day <= end) {
            return Err(not_ahead(next.day, "after the history"));
        }
        if end.is_some_and(|end| ordinal(next.day) - ordinal(end) > AHEAD_MAX) {
            return Err(not_ahead(next.day, &format!("{AHEAD_MAX} days")));
        }
        in_order(&mut last, next.day)?;
        check_spans(next.day, &next.spans)?;
        ahead.push(Ahead {
            day: next.day,
            at: ordinal(next.day),
            features: features(calendar, next.day)?,
            spans: next.spans.clone(),
            open: minutes(&next.spans),
            offline: libm::log1p(-share(&question.online, next.day)),
        });
    }
    Ok(Series { seen, ahead })
}

fn see(
    day: Day,
    spans: &[Span],
    count: &Count,
    calendar: &Calendar,
    online: &[OnlineShare],
) -> Result<Option<Seen>, FootfallRefusal> {
    let (came, hours) = match count {
        Count::Missing => return Ok(None),
        Count::Day(came) => (possible(day, *came)?, None),
        Count::Hours(hours) => {
            let range = clock_hours(spans);
            if hours.len() != range.len() && !spans.is_empty() {
                return Err(FootfallRefusal::HoursMismatch {
                    day: day.to_string(),
                    counts: hours.len().to_string(),
                    hours: range.len().to_string(),
                });
            }
            let mut by_hour = [0.0; HOURS];
            for (n, came) in hours.iter().enumerate() {
                let hour = range.start + n;
                let open = (hour..range.end).find(|&hour| open_minutes(spans, hour) > 0);
                by_hour[open.unwrap_or(hour).min(HOURS - 1)] += possible(day, *came)?;
            }
            (possible(day, hours.iter().sum())?, Some(by_hour))
        }
    };
    if spans.is_empty() {
        let closed =
            |value: f64| FootfallRefusal::ClosedWithPeople { day: day.to_string(), value: value.to_string() };
        return if came > 0.0 { Err(closed(came)) } else { Ok(None) };
    }
    let offline = libm::log1p(-share(online, day));
    let features = features(calendar, day)?;
    Ok(Some(Seen { day, at: ordinal(day), features, came, hours, open: minutes(spans), offline }))
}

/// Minutes by clock hour.
fn minutes(spans: &[Span]) -> [f64; HOURS] {
    std::array::from_fn(|hour| f64::from(open_minutes(spans, hour)))
}

fn features(calendar: &Calendar, day: Day) -> Result<DayFeatures, FootfallRefusal> {
    let unknown = |unknown: kernel::CalendarRefusal| FootfallRefusal::CalendarUnknown {
        year: unknown.year.to_string(),
    };
    let features = calendar.features(day).map_err(unknown)?;
    if let Some(weather) = features.weather {
        let said =
            [("mean_c", weather.mean_c, Weather::MEAN_C), ("rain_mm", weather.rain_mm, Weather::RAIN_MM)];
        for (field, value, can_be) in said {
            // NaN is in no range.
            if !(f64::from(*can_be.start())..=f64::from(*can_be.end())).contains(&value) {
                return Err(input_wrong(field, day, value));
            }
        }
    }
    Ok(features)
}

fn possible(day: Day, came: f64) -> Result<f64, FootfallRefusal> {
    // NaN is in no range.
    if (0.0..=PEOPLE_MAX).contains(&came) {
        return Ok(came);
    }
    Err(FootfallRefusal::Impossible { day: day.to_string(), value: came.to_string() })
}

fn in_order(last: &mut Option<Day>, day: Day) -> Result<(), FootfallRefusal> {
    if last.is_some_and(|last| day <= last) {
        return Err(FootfallRefusal::OutOfOrder { day: day.to_string() });
    }
    *last = Some(day);
    Ok(())
}

fn check_spans(day: Day, spans: &[Span]) -> Result<(), FootfallRefusal> {
    let mut free_from = 0;
    for span in spans {
        if span.from_min < free_from || span.from_min >= span.to_min || span.to_min > 1440 {
            return Err(FootfallRefusal::HoursWrong { day: day.to_string() });
        }
        free_from = span.to_min;
    }
    Ok(())
}

fn check_online(online: &[OnlineShare]) -> Result<(), FootfallRefusal> {
    let mut last = None;
    for one in online {
        in_order(&mut last, one.day)?;
        if !(0.0..=0.99).contains(&one.share) {
            return Err(input_wrong("share", one.day, one.share));
        }
    }
    Ok(())
}

fn check_traits(question: &Question) -> Result<(), FootfallRefusal> {
    match question.history.traits.customers {
        Some(customers) if !(1.0..=1e9).contains(&customers) => Err(FootfallRefusal::InputWrong {
            field: "customers".to_owned(),
            day: String::new(),
            value: customers.to_string(),
        }),
        _ => Ok(()),
    }
}

/// The share online on `day` along the path.
fn share(path: &[OnlineShare], day: Day) -> f64 {
    let behind = path.partition_point(|one| one.day <= day);
    match (behind.checked_sub(1).map(|before| path[before]), path.get(behind)) {
        (None, None) => 0.0,
        (Some(last), None) => last.share,
        (None, Some(first)) => first.share,
        (Some(a), Some(b)) => {
            let way = (ordinal(day) - ordinal(a.day)) as f64 / (ordinal(b.day) - ordinal(a.day)) as f64;
            a.share + way * (b.share - a.share)
        }
    }
}

fn not_ahead(day: Day, rule: &str) -> FootfallRefusal {
    FootfallRefusal::NotAhead { day: day.to_string(), rule: rule.to_owned() }
}

fn input_wrong(field: &str, day: Day, value: f64) -> FootfallRefusal {
    FootfallRefusal::InputWrong { field: field.to_owned(), day: day.to_string(), value: value.to_string() }
}
