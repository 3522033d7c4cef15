//! What a manager watches: waits, abandonment, use of counters, online share, ratings; by hall, grade, day and hour.
//!
//! Reads only. Everything is counted from rows each time it is asked; nothing is sampled, nothing is smoothed.

mod figures;
mod footfall;
mod rows;

pub use figures::{DayFigures, Figures, GradeFigures, HallFigures, HourFigures, nearest_rank};
pub use footfall::{HourCount, footfall};

use std::collections::BTreeMap;

use kernel::{Day, Grade, HallId, Org, Time, Zone};
use store::{DbError, Sql, Tx};

use figures::{Hours, Tally};

pub(crate) fn statements() -> Vec<&'static Sql> {
    [footfall::STATEMENTS, rows::STATEMENTS].concat()
}

/// The most days that are looked at together: a quarter and some.
pub const DAYS_MAX: i32 = 92;

/// A hall to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The hall.
    pub hall: HallId,
    /// Its name, handed through.
    pub name: String,
    /// Its grade.
    pub grade: Grade,
    /// Seconds of waiting that raise an alarm there, by the pack.
    pub wait_alert_s: i64,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// All halls together.
    pub total: Figures,
    /// By hall, in the order they were asked for.
    pub halls: Vec<HallFigures>,
    /// By grade.
    pub grades: Vec<GradeFigures>,
    /// By day.
    pub days: Vec<DayFigures>,
    /// By hour of the day, 0 to 23.
    pub hours: Vec<HourFigures>,
}

kernel::refusals! {
    /// Why a range of days is not looked at.
    pub enum DaysRefusal {
        /// Ends before it begins, in the future, or too long.
        Wrong { field, rule } = "day_wrong",
    }
}

/// The days to look at: today when neither is given, one day when one is.
///
/// # Errors
/// The range ends before it begins, reaches beyond today, or is longer than [`DAYS_MAX`] days.
pub fn days(from: Option<Day>, to: Option<Day>, today: Day) -> Result<(Day, Day), DaysRefusal> {
    let (from, to) = (from.or(to).unwrap_or(today), to.unwrap_or(today));
    let wrong = |field: &str, rule: String| Err(DaysRefusal::Wrong { field: field.into(), rule });
    if to > today {
        return wrong("to", format!("≤ {today}"));
    }
    if from > to {
        return wrong("from", format!("≤ {to}"));
    }
    if from.plus(DAYS_MAX) <= to {
        return wrong("from", format!("≤ {DAYS_MAX} d"));
    }
    Ok((from, to))
}

/// Figures of `halls` from the day `from` to the day `to`, both included. What is still going on is counted up to
/// `now`.
///
/// # Errors
/// The database could not.
pub fn observe(
    tx: &mut dyn Tx,
    org: Org,
    halls: &[Observed],
    (from, to): (Day, Day),
    now: Time,
    zone: Zone,
) -> Result<Observation, DbError> {
    let mut total = Tally::default();
    let mut hours = Hours::default();
    let mut by_day: BTreeMap<Day, Tally> = BTreeMap::new();
    let mut by_grade: BTreeMap<Grade, (i64, Tally)> = BTreeMap::new();
    let mut seen = Vec::with_capacity(halls.len());
    for observed in halls {
        let mut of_hall = Tally::default();
        let mut day = from;
        while day <= to {
            let tally = rows::tally(tx, org, observed, day, now, zone, &mut hours)?;
            by_day.entry(day).or_default().add(&tally);
            of_hall.add(&tally);
            day = day.plus(1);
        }
        let (count, of_grade) = by_grade.entry(observed.grade).or_default();
        *count += 1;
        of_grade.add(&of_hall);
        total.add(&of_hall);
        let (hall, name, grade) = (observed.hall, observed.name.clone(), observed.grade);
        seen.push(HallFigures { hall, name, grade, figures: of_hall.figures() });
    }
    let grades = by_grade.into_iter().map(|(grade, (halls, tally))| GradeFigures {
        grade,
        halls,
        figures: tally.figures(),
    });
    let days = by_day.into_iter().map(|(day, tally)| DayFigures { day, figures: tally.figures() });
    Ok(Observation {
        from,
        to,
        total: total.figures(),
        halls: seen,
        grades: grades.collect(),
        days: days.collect(),
        hours: hours.figures(),
    })
}
