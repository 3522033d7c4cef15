//! What a hall saw and will be open: from the store where there are figures, else from the pack's arrivals, as an example.

use std::collections::BTreeMap;

use centre::weather::DayWeather;
use floor::HallPlan;
use floor::observe::HourCount;
use kernel::{Day, DayKind, HallId, WorkingCalendar};
use pack::Pack;
use planning::Stream;
use planning::footfall::{
    Billing, Calendar, Count, History, NextDay, PastDay, Span, Traits, clock_hours, open_minutes,
};

/// With fewer open days that were counted, a hall has no history of its own.
pub(crate) const COUNTED_MIN: usize = 42;
/// Days of history that are looked at.
pub(crate) const BACK: i32 = 730;
/// Days of an example.
const EXAMPLE: i32 = 364;
/// By how much an example's days vary around their expected number.
const SPREAD: f64 = 0.12;

/// The calendar of the pack with what is known of the weather, as a forecast needs it.
pub(crate) fn calendar(pack: &Pack, weather: impl IntoIterator<Item = DayWeather>) -> Calendar {
    let names = pack.calendar.iter().map(|listed| (listed.day, listed.name_zh.clone()));
    let weather = weather.into_iter().map(|it| it.of_day());
    Calendar::new(pack.working_calendar(), names, Billing::Month).with_weather(weather)
}

fn spans(plan: &HallPlan, working: &WorkingCalendar, day: Day) -> Vec<Span> {
    let hours = plan.hours_on(working, day).map(|hours| hours.spans).unwrap_or_default();
    let minute = |it: i64| u16::try_from(it).unwrap_or(0);
    hours.iter().map(|it| Span { from_min: minute(it.from_min), to_min: minute(it.to_min) }).collect()
}

/// Days to come that the calendar knows, `days` of them at most, from `from` on.
pub(crate) fn next(pack: &Pack, plan: &HallPlan, from: Day, days: i32) -> Vec<NextDay> {
    let working = pack.working_calendar();
    let each = (0..days).map(|n| from.plus(n)).take_while(|day| working.kind(*day).is_ok());
    each.map(|day| NextDay { day, spans: spans(plan, &working, day) }).collect()
}

/// The kind of a day as the wire has it.
pub(crate) fn kind_word(pack: &Pack, day: Day) -> &'static str {
    match pack.working_calendar().kind(day) {
        Ok(DayKind::MakeUpWorkday) => "make_up_workday",
        Ok(DayKind::Weekend) => "weekend",
        Ok(DayKind::Holiday) => "holiday",
        Ok(DayKind::Workday) | Err(_) => "workday",
    }
}

/// What was counted, by days from the first on which anybody came.
pub(crate) fn counted(
    pack: &Pack,
    plan: &HallPlan,
    hall: HallId,
    counts: &[HourCount],
    until: Day,
) -> History {
    let working = pack.working_calendar();
    let mut by_day: BTreeMap<Day, BTreeMap<usize, i64>> = BTreeMap::new();
    for it in counts {
        *by_day.entry(it.day).or_default().entry(it.hour).or_default() += it.people;
    }
    let mut days = Vec::new();
    let mut day = by_day.keys().next().copied().unwrap_or(until.plus(1));
    while day <= until {
        let spans = spans(plan, &working, day);
        let count = match by_day.get(&day) {
            // Numbers of a day that the plan of today has closed are no mistake of the hall's: its hours were others.
            Some(hours) if !spans.is_empty() => {
                let of = |hour: usize| hours.get(&hour).copied().unwrap_or(0) as f64;
                let range = clock_hours(&spans);
                let outside = hours.iter().filter(|(hour, _)| !range.contains(hour)).map(|(_, n)| *n as f64);
                let mut all: Vec<f64> = range.clone().map(of).collect();
                if let Some(first) = all.first_mut() {
                    *first += outside.sum::<f64>();
                }
                Count::Hours(all)
            }
            _ => Count::Missing,
        };
        days.push(PastDay { day, spans, count });
        day = day.plus(1);
    }
    History { hall, traits: Traits::default(), days }
}

/// Open days that were counted.
pub(crate) fn counted_days(history: &History) -> usize {
    history.days.iter().filter(|day| matches!(day.count, Count::Hours(_))).count()
}

/// A history as the pack's arrivals would make it: an example, the same for the same hall and days.
pub(crate) fn example(pack: &Pack, plan: &HallPlan, hall: HallId, until: Day) -> History {
    let working = pack.working_calendar();
    let mut draw = Stream::new(hall.0.unsigned_abs(), 0);
    let total: f64 = pack.arrivals.hour.iter().sum();
    let mut days = Vec::new();
    for n in (0..EXAMPLE).rev() {
        let day = until.plus(-n);
        let spans = spans(plan, &working, day);
        // Two draws in a triangle: most days are near what is expected.
        let chance = 1.0 + SPREAD * (draw.uniform() + draw.uniform() - 1.0) * 2.0;
        let people = super::hall::people(pack, plan.grade, day) * chance;
        let of = |hour: usize| {
            let open = f64::from(open_minutes(&spans, hour)) / 60.0;
            people * pack.arrivals.hour.get(hour).copied().unwrap_or(0.0) / total * open
        };
        let hours: Vec<f64> = clock_hours(&spans).map(|hour| of(hour).round()).collect();
        let known = working.kind(day).is_ok() && !spans.is_empty();
        let count = if known { Count::Hours(hours) } else { Count::Missing };
        days.push(PastDay { day, spans, count });
    }
    History { hall, traits: Traits::default(), days }
}
