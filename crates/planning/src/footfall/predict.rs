//! From questions to forecasts: checks, fits all halls together, tries, and carries each on.

use kernel::Day;

use super::calendar::Calendar;
use super::columns::{Columns, Part, Row};
use super::counts::Counts;
use super::effects::{Effects, Found};
use super::forecast::{Band, Basis, DayForecast, Forecast, HourForecast, ModelShare, Parts};
use super::history::Question;
use super::kin::{Prior, prior};
use super::level::{MODELS, carry_on};
use super::refuse::FootfallRefusal;
use super::series::{Ahead, HOURS, Seen, Series, check};
use super::shares::{Profile, draw_together};
use super::trial::{LEAST_DAYS, Lesson, Subject, hold, plain};
use super::width::Width;

/// A hall with fewer counted open days leans on its kin.
const ALONE_DAYS: usize = 56;
/// The trial looks no further ahead than this, days.
const TRIAL_DAYS: i64 = 56;

/// Forecasts the halls of `questions` together: each is the others' kin. The answers are in the order of the questions;
/// a hall that is refused is left out of everybody's kin.
#[must_use]
pub fn forecast(questions: &[Question], calendar: &Calendar) -> Vec<Result<Forecast, FootfallRefusal>> {
    let mut checked: Vec<Result<Series, FootfallRefusal>> =
        questions.iter().map(|question| check(question, calendar)).collect();
    let kin = |hall: usize, all: &[Result<Series, FootfallRefusal>]| {
        let others = all.iter().enumerate().filter(|(other, _)| *other != hall);
        others.flat_map(|(_, series)| series).any(|series| series.seen.len() >= LEAST_DAYS)
    };
    let short: Vec<bool> = (0..checked.len())
        .map(|hall| {
            checked[hall].as_ref().is_ok_and(|own| own.seen.len() < LEAST_DAYS) && !kin(hall, &checked)
        })
        .collect();
    for (series, _) in checked.iter_mut().zip(short).filter(|(_, short)| *short) {
        let days = series.as_ref().map_or(0, |series| series.seen.len()).to_string();
        *series = Err(FootfallRefusal::TooShort { days, needed: LEAST_DAYS.to_string() });
    }
    let halls: Vec<(&Question, &Series)> = questions
        .iter()
        .zip(&checked)
        .filter_map(|(question, series)| Some((question, series.as_ref().ok()?)))
        .collect();
    let mut answers = if halls.is_empty() { Vec::new() } else { answer(&halls) }.into_iter();
    let next = |series: Result<Series, FootfallRefusal>| {
        series.map(|_| answers.next().expect("each hall that was not refused has an answer"))
    };
    checked.into_iter().map(next).collect()
}

/// All that was learnt of all halls.
struct Learnt<'a> {
    halls: &'a [(&'a Question, &'a Series)],
    columns: Columns,
    rows: Vec<Vec<Row>>,
    profiles: Vec<Profile>,
    effects: Effects,
    found: Found,
    lessons: Vec<Lesson>,
    /// The level of each hall at its end, without trend; nothing for a hall without days.
    levels: Vec<Option<f64>>,
}

fn answer(halls: &[(&Question, &Series)]) -> Vec<Forecast> {
    let learnt = learn(halls);
    (0..halls.len()).map(|hall| carry(&learnt, hall)).collect()
}

fn learn<'a>(halls: &'a [(&'a Question, &'a Series)]) -> Learnt<'a> {
    let seen = || halls.iter().flat_map(|(_, series)| &series.seen);
    let (first, last) =
        (seen().map(|day| day.at).min().unwrap_or(0), seen().map(|day| day.at).max().unwrap_or(0));
    let columns = Columns::of(seen().map(|day| &day.features), last - first);
    let as_counted = |hall: usize| halls[hall].1.seen.iter().map(|day| day.came).collect();
    let profiles = profiles_of(halls, as_counted);
    let offsets = |(hall, (_, series)): (usize, &(&Question, &'a Series))| {
        let of = |day: &Seen| day.offline + libm::log(profiles[hall].exposure(&day.open).max(1e-3));
        (series.seen.as_slice(), series.seen.iter().map(of).collect::<Vec<f64>>())
    };
    let given: Vec<(&[Seen], Vec<f64>)> = halls.iter().enumerate().map(offsets).collect();
    let effects = Effects::fit(&given, &columns);
    let rows: Vec<Vec<Row>> = halls
        .iter()
        .map(|(_, series)| series.seen.iter().map(|day| columns.row(&day.features)).collect())
        .collect();
    let furthest = |(_, series): &(&Question, &Series)| {
        Some(series.ahead.last()?.at - series.seen.last().map_or(last, |day| day.at))
    };
    let horizon = halls.iter().filter_map(furthest).max().unwrap_or(1).clamp(7, TRIAL_DAYS);
    let subjects: Vec<Subject> =
        halls.iter().zip(&rows).map(|((_, series), rows)| Subject { seen: &series.seen, rows }).collect();
    let lessons = hold(&effects, &subjects, horizon);
    let found = effects.found(|_, case| case.came.len());
    let level = |hall: usize| {
        let days = plain(&effects, hall, &subjects[hall], &found.own[hall], subjects[hall].seen.len());
        (!days.is_empty()).then(|| carry_on(&days, &[1])[1][0])
    };
    let levels = (0..halls.len()).map(level).collect();
    drop(subjects);
    // Better totals make better profiles: those pulled in.
    let profiles = profiles_of(halls, |hall| effects.cases[hall].came.clone());
    Learnt { halls, columns, rows, profiles, effects, found, lessons, levels }
}

/// When people come in each hall, its days' totals being `people`.
fn profiles_of(halls: &[(&Question, &Series)], people: impl Fn(usize) -> Vec<f64>) -> Vec<Profile> {
    let of = |(hall, (_, series)): (usize, &(&Question, &Series))| Profile::of(&series.seen, &people(hall));
    let mut profiles: Vec<Profile> = halls.iter().enumerate().map(of).collect();
    draw_together(&mut profiles);
    profiles
}

/// What kin say of the level of a hall.
fn prior_of(learnt: &Learnt, hall: usize) -> Option<Prior> {
    let kin: Vec<_> = (0..learnt.halls.len())
        .filter(|other| *other != hall && learnt.halls[*other].1.seen.len() >= LEAST_DAYS)
        .filter_map(|other| Some((&learnt.halls[other].0.history.traits, libm::log(learnt.levels[other]?))))
        .collect();
    prior(&learnt.halls[hall].0.history.traits, &kin)
}

/// The level of a hall for days ahead, and the relative variance it leaves beyond what the trial has shown.
struct Level {
    ahead: Vec<f64>,
    /// At the end of the history.
    now: f64,
    doubt: f64,
    basis: Basis,
}

fn level(learnt: &Learnt, hall: usize) -> Level {
    let (_, series) = learnt.halls[hall];
    let ahead: Vec<i64> = series.ahead.iter().map(|day| day.at - origin(series)).collect();
    let subject = Subject { seen: &series.seen, rows: &learnt.rows[hall] };
    let days = plain(&learnt.effects, hall, &subject, &learnt.found.own[hall], series.seen.len());
    let prior = if days.len() < ALONE_DAYS { prior_of(learnt, hall) } else { None };
    let mix = |levels: &[Vec<f64>; 6], n: usize| -> f64 {
        levels.iter().zip(&learnt.lessons[hall].weights).map(|(level, weight)| level[n] * weight).sum()
    };
    if days.is_empty() {
        let prior = prior.expect("a hall without days has kin, or was refused");
        let now = libm::exp(prior.mean);
        return Level {
            ahead: vec![now; ahead.len()],
            now,
            doubt: libm::expm1(prior.variance),
            basis: Basis::Kin,
        };
    }
    let levels = carry_on(&days, &ahead);
    let now = carry_on(&days, &[0]);
    let now = mix(&now, 0);
    let mut paths: Vec<f64> = (0..ahead.len()).map(|n| mix(&levels, n)).collect();
    let Some(prior) = prior else {
        return Level { ahead: paths, now, doubt: 0.0, basis: Basis::Own };
    };
    // Logarithms, weighed by how sure each is; the level of a few days has the variance of their mean.
    let own = learnt.effects.cases[hall].alpha.max(0.02) * 2.0 / days.len() as f64
        + 1.0 / (0.5 + series.seen.iter().map(|day| day.came).sum::<f64>());
    let trust = prior.variance / (prior.variance + own);
    let moved = libm::exp((1.0 - trust) * (prior.mean - libm::log(now)));
    paths.iter_mut().for_each(|path| *path *= moved);
    Level { ahead: paths, now: now * moved, doubt: libm::expm1(trust * own), basis: Basis::OwnAndKin }
}

/// The last day that was counted, or the day before the first asked for.
fn origin(series: &Series) -> i64 {
    let first = series.ahead.first().map_or(0, |day| day.at - 1);
    series.seen.last().map_or(first, |day| day.at)
}

fn carry(learnt: &Learnt, hall: usize) -> Forecast {
    let (question, series) = learnt.halls[hall];
    let level = level(learnt, hall);
    let telling = Telling::new(learnt, hall);
    let days = series
        .ahead
        .iter()
        .enumerate()
        .map(|(n, day)| if day.spans.is_empty() { closed(day) } else { telling.tell(day, &level, n) });
    let lesson = &learnt.lessons[hall];
    let models = MODELS.iter().enumerate().map(|(n, name)| ModelShare {
        model: (*name).to_owned(),
        weight: lesson.weights[n],
        error: lesson.errors.map(|errors| errors[n]),
    });
    let outliers: Vec<Day> =
        learnt.effects.cases[hall].outliers.iter().map(|&t| series.seen[t].day).collect();
    Forecast {
        hall: question.history.hall,
        basis: level.basis,
        learnt_days: series.seen.len() as u32,
        outliers,
        models: models.collect(),
        days: days.collect(),
    }
}

fn closed(day: &Ahead) -> DayForecast {
    DayForecast { day: day.day, spans: Vec::new(), people: Band::default(), parts: None, hours: Vec::new() }
}

/// What it takes to tell a hall's days.
struct Telling<'a> {
    learnt: &'a Learnt<'a>,
    hall: usize,
    /// The mean effect of each part over the days of the past, so that a part of 1 is an average day.
    usual: [f64; 6],
    /// The mean doubt over the days of the past, which the trial has in its widths already.
    usual_doubt: f64,
    /// The logarithm of the part of the business not online at the end of the history.
    offline: f64,
}

const PARTS: [Part; 6] =
    [Part::Weekday, Part::Billing, Part::Holiday, Part::Season, Part::Weather, Part::Marks];

impl<'a> Telling<'a> {
    fn new(learnt: &'a Learnt<'a>, hall: usize) -> Self {
        let series = learnt.halls[hall].1;
        // A hall without days takes the average over all days of its kin.
        let own = &learnt.rows[hall];
        let rows: Vec<&Row> =
            if own.is_empty() { learnt.rows.iter().flatten().collect() } else { own.iter().collect() };
        let count = rows.len().max(1) as f64;
        let mut usual = [0.0; 6];
        for row in &rows {
            let parts = by_part(learnt, hall, row);
            usual.iter_mut().zip(parts).for_each(|(usual, part)| *usual += part / count);
        }
        let every = rows.len().div_ceil(40).max(1);
        let sample: Vec<&&Row> = rows.iter().step_by(every).collect();
        let usual_doubt =
            sample.iter().map(|row| learnt.found.doubt(hall, row)).sum::<f64>() / sample.len().max(1) as f64;
        let offline = series.seen.last().map_or(0.0, |day| day.offline);
        Self { learnt, hall, usual, usual_doubt, offline }
    }

    fn tell(&self, day: &Ahead, level: &Level, n: usize) -> DayForecast {
        let learnt = self.learnt;
        let row = learnt.columns.row(&day.features);
        let profile = &learnt.profiles[self.hall];
        let part = by_part(learnt, self.hall, &row);
        let factor = |n: usize| libm::exp(part[n] - self.usual[n]);
        let parts = Parts {
            level: level.now * libm::exp(self.usual.iter().sum::<f64>() + self.offline),
            trend: level.ahead[n] / level.now,
            weekday: factor(0),
            billing: factor(1),
            holiday: factor(2),
            season: factor(3),
            weather: factor(4),
            marks: factor(5),
            online: libm::exp(day.offline - self.offline),
            hours: profile.exposure(&day.open).max(1e-3),
        };
        let mean = parts.product();
        let ahead = day.at - origin(learnt.halls[self.hall].1);
        let more = level.doubt
            + libm::expm1((learnt.found.doubt(self.hall, &row) - self.usual_doubt).clamp(0.0, 2.0));
        let lesson = &learnt.lessons[self.hall];
        let shares = profile.shares(&day.features, &day.open);
        let hours = (0..HOURS).filter(|&k| day.open[k] > 0.0).map(|k| HourForecast {
            hour: k as u8,
            people: band(mean * shares[k], &lesson.hour, ahead, more),
        });
        DayForecast {
            day: day.day,
            spans: day.spans.clone(),
            people: band(mean, &lesson.day, ahead, more),
            parts: Some(parts),
            hours: hours.collect(),
        }
    }
}

/// The effect of each of [`PARTS`].
fn by_part(learnt: &Learnt, hall: usize, row: &Row) -> [f64; 6] {
    let mut parts = [0.0; 6];
    for &(column, value) in row {
        let group = learnt.columns.groups.iter().find(|group| group.columns.contains(&column));
        let at = group.and_then(|group| PARTS.iter().position(|part| *part == group.part));
        let at = at.expect("every column has a group, and every group a part");
        parts[at] += value * learnt.found.own[hall][column];
    }
    parts
}

fn band(mean: f64, width: &Width, ahead: i64, more: f64) -> Band {
    let counts = Counts::new(mean, width.alpha(ahead) + more);
    let [low, middle, high] = width.levels;
    let p50 = counts.whole_quantile(middle);
    Band { mean, p10: counts.quantile(low).min(p50), p50, p90: counts.quantile(high).max(p50) }
}
