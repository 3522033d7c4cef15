//! What the footfall forecast keeps: it is better than last week's counts and as sure as it says, on companies of known
//! rules and fresh seeds; it obeys the calendar and the doors; slips of the counter do not move it; a new hall is told
//! from its kin; what cannot be is refused by name.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod made;

mod hostile;
mod quality;
mod rules;

use kernel::{Day, HallId};
use planning::footfall::{Count, Forecast, History, NextDay, PastDay, Question, Span, Traits};

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// One span of whole hours.
pub fn open(from: u16, to: u16) -> Vec<Span> {
    vec![Span { from_min: from * 60, to_min: to * 60 }]
}

/// A hall that sees `people` on each day it is open (eight hours, as many in each).
pub fn even(from: Day, days: i32, people: impl Fn(i32, Day) -> Option<f64>) -> History {
    let past = |n: i32| {
        let day = from.plus(n);
        match people(n, day) {
            Some(people) => PastDay { day, spans: open(9, 17), count: Count::Hours(vec![people / 8.0; 8]) },
            None => PastDay { day, spans: Vec::new(), count: Count::Missing },
        }
    };
    History { hall: HallId(1), traits: Traits::default(), days: (0..days).map(past).collect() }
}

/// The question about the `days` after a history, all of them open.
pub fn next(history: &History, days: i32) -> Question {
    let end = history.days.last().unwrap().day;
    let next = (1..=days).map(|n| NextDay { day: end.plus(n), spans: open(9, 17) }).collect();
    Question { history: history.clone(), next, online: Vec::new() }
}

/// The mean people of all days.
pub fn total(forecast: &Forecast) -> f64 {
    forecast.days.iter().map(|day| day.people.mean).sum()
}
