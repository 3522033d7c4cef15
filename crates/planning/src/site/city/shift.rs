//! The online shift: what becomes of every hall when more payments are done online, and clerks who travel.
//!
//! For each further share the city is weighed with the halls as they are, and planned anew. In the plan, halls whose work
//! would keep a clerk busy for part of the week only share one by day of week (流动服务): each has so many days as its work
//! fills, a market day first when it has one, and no clerk is in two halls on one day. Nothing is decided about people:
//! who the clerk is, is the roster's.

use std::collections::BTreeMap;

use kernel::Grade;
use serde::{Deserialize, Serialize};

use super::sizing::Sizing;
use super::solve::{plan_with, weigh};
use super::{BySegment, City, CityRefusal, HallPlan, Plan, Segment};
use crate::{Progress, Watch};

/// What is asked about the shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftTerms {
    /// Further shares of the payments that are at halls today, each from 0 to 1; in this order.
    pub shares: Vec<f64>,
    /// Minutes of a clerk for a visit.
    pub minutes: BySegment<f64>,
    /// Days a week that halls with clerks are open, from Monday on; 1 to 7.
    pub days: u8,
    /// Hours of such a day.
    pub hours_a_day: f64,
    /// Share of a clerk's day that may be filled with work, above 0, at most 1.
    pub busy_max: f64,
    /// Furthest two halls of one clerk may be apart, metres as the crow flies.
    pub apart_max_m: f64,
    /// Cost of a clerk a year, fen.
    pub clerk_yearly: i64,
    /// Market days of sites, as days of the week from 0 (Monday).
    #[serde(default)]
    pub markets: BTreeMap<String, Vec<u8>>,
}

/// The city after a further share of payments went online.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftStep {
    /// The further share.
    pub share: f64,
    /// With the halls of today.
    pub unchanged: Plan,
    /// Planned anew.
    pub adapted: Plan,
    /// What becomes of each hall of today and each new one, in the order of sites.
    pub halls: Vec<ShiftHall>,
    /// Clerks who travel in the new plan.
    pub rounds: Vec<Round>,
    /// What travelling clerks save a year over a clerk in each of their halls, fen.
    pub rounds_save: i64,
}

/// What becomes of a hall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftHall {
    /// Code of the site.
    pub site: String,
    /// Its grade today.
    pub before: Option<Grade>,
    /// Visits a year with the habits of today, with the halls of today.
    pub visits_today: f64,
    /// Visits a year after the shift, with the halls of today.
    pub visits_unchanged: f64,
    /// Visits a year after the shift in the new plan.
    pub visits_adapted: f64,
    /// What is advised.
    pub advice: Advice,
}

/// What is advised for a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Stays as it is.
    Keep,
    /// Stays, with fewer counters than the halls of today would need.
    FewerCounters,
    /// Shares a clerk by day of week.
    ShareClerk,
    /// Becomes self-service only.
    SelfService,
    /// Gets another grade with clerks.
    Regrade,
    /// Closes.
    Close,
    /// A new one.
    Open,
}

/// A clerk who travels: a hall for each day of the week, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Codes of sites, from Monday on.
    pub days: Vec<Option<String>>,
}

/// What becomes of the halls as payments go online.
///
/// # Errors
/// As [`plan`](super::plan); and when a term is out of its range.
pub fn online_shift(
    city: &City,
    sizing: Option<&dyn Sizing>,
    terms: &ShiftTerms,
    watch: &dyn Watch,
) -> Result<Vec<ShiftStep>, CityRefusal> {
    sense(city, terms)?;
    let grades = city.sites.iter().filter_map(|site| Some((site.id.clone(), site.grade?)));
    let today: BTreeMap<String, Grade> = grades.collect();
    let now = weigh(city, sizing, &today, watch)?;
    let mut steps: Vec<ShiftStep> = Vec::new();
    for (n, share) in terms.shares.iter().enumerate() {
        if watch.stop() && n > 0 {
            break;
        }
        let watch = Nth { watch, n: n as u64, of: terms.shares.len() as u64 };
        let mut there = city.clone();
        let online = &mut there.habits.payment.online;
        *online += (1.0 - *online) * share;
        let unchanged = weigh(&there, sizing, &today, &watch)?;
        let adapted = plan_with(&there, sizing, std::slice::from_ref(&today), &watch)?;
        let rounds = rounds(city, &adapted, terms);
        let shared: Vec<&String> = rounds.iter().flat_map(|round| round.days.iter().flatten()).collect();
        let halls = now.halls.iter().zip(&unchanged.halls).zip(&adapted.halls);
        let halls = halls
            .filter(|((_, _), then)| then.before.is_some() || then.after.is_some())
            .map(|((now, same), then)| ShiftHall {
                site: then.site.clone(),
                before: then.before,
                visits_today: now.visits.sum(),
                visits_unchanged: same.visits.sum(),
                visits_adapted: then.visits.sum(),
                advice: advice(city, same, then, shared.contains(&&then.site)),
            })
            .collect();
        let mut served = shared.clone();
        served.sort_unstable();
        served.dedup();
        let rounds_save = terms.clerk_yearly * (served.len() as i64 - rounds.len() as i64);
        steps.push(ShiftStep { share: *share, halls, rounds_save, rounds, unchanged, adapted });
    }
    Ok(steps)
}

/// Tells of one of several questions.
struct Nth<'a> {
    watch: &'a dyn Watch,
    n: u64,
    of: u64,
}

impl Watch for Nth<'_> {
    fn stop(&self) -> bool {
        self.watch.stop()
    }
    fn tell(&self, progress: Progress) {
        self.watch.tell(Progress { done: self.n, of: self.of, ..progress });
    }
}

fn sense(city: &City, terms: &ShiftTerms) -> Result<(), CityRefusal> {
    let within = |field: &str, value: f64, low: f64, high: f64| match (low..=high).contains(&value) {
        true => Ok(()),
        false => {
            let rule = format!("a number from {low} to {high}");
            Err(CityRefusal::Number { field: field.into(), rule })
        }
    };
    terms.shares.iter().try_for_each(|share| within("shares", *share, 0.0, 1.0))?;
    within("days", f64::from(terms.days), 1.0, 7.0)?;
    within("hours_a_day", terms.hours_a_day, 0.1, 24.0)?;
    within("busy_max", terms.busy_max, 0.01, 1.0)?;
    within("apart_max_m", terms.apart_max_m, 0.0, 1e9)?;
    within("clerk_yearly", terms.clerk_yearly as f64, 0.0, 1e12)?;
    for segment in Segment::ALL {
        within("minutes", *terms.minutes.of(segment), 0.0, 1e6)?;
    }
    for (site, days) in &terms.markets {
        if !city.sites.iter().any(|it| it.id == *site) {
            return Err(CityRefusal::Unknown { field: "markets".into(), id: site.clone() });
        }
        days.iter().try_for_each(|day| within("markets", f64::from(*day), 0.0, f64::from(terms.days - 1)))?;
    }
    Ok(())
}

/// Whether halls of this grade have clerks.
fn staffed(city: &City, grade: Option<Grade>) -> bool {
    city.grades.iter().any(|offer| Some(offer.grade) == grade && offer.counters_max > 0)
}

fn advice(city: &City, same: &HallPlan, then: &HallPlan, shared: bool) -> Advice {
    match (then.before, then.after) {
        (None, _) => Advice::Open,
        (Some(_), None) => Advice::Close,
        (before, after) if staffed(city, before) && !staffed(city, after) => Advice::SelfService,
        _ if shared => Advice::ShareClerk,
        (before, after) if before != after => Advice::Regrade,
        _ if then.crew.counters < same.crew.counters => Advice::FewerCounters,
        _ => Advice::Keep,
    }
}

/// A hall that needs a clerk on part of the week.
struct Part<'a> {
    hall: &'a HallPlan,
    at: super::Point,
    county: &'a str,
    days: u8,
    markets: &'a [u8],
}

/// The travelling clerks of a plan: in each county the halls with one clerk whose work fills only some days, put together
/// so that no clerk has more days than the week; the fewest clerks that filling the fullest round first finds (best fit
/// decreasing, Johnson 1973), a hall only with halls near enough. A round of one hall is none: it keeps its clerk.
fn rounds(city: &City, plan: &Plan, terms: &ShiftTerms) -> Vec<Round> {
    let mut parts: Vec<Part<'_>> = city
        .sites
        .iter()
        .zip(&plan.halls)
        .filter(|(_, hall)| staffed(city, hall.after) && hall.crew.counters <= 1)
        .map(|(site, hall)| Part {
            hall,
            at: site.at,
            county: &site.county,
            days: days(hall, terms),
            markets: terms.markets.get(&site.id).map_or(&[], Vec::as_slice),
        })
        .filter(|part| part.days < terms.days)
        .collect();
    parts.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| a.hall.site.cmp(&b.hall.site)));
    let near = |a: &Part<'_>, b: &Part<'_>| {
        let (x, y) = (a.at.x_m - b.at.x_m, a.at.y_m - b.at.y_m);
        a.county == b.county && (x * x + y * y).sqrt() <= terms.apart_max_m
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        let filled = |group: &Vec<usize>| group.iter().map(|at| parts[*at].days).sum::<u8>();
        let fits = |group: &&mut Vec<usize>| {
            filled(group) + part.days <= terms.days && group.iter().all(|at| near(&parts[*at], part))
        };
        match groups.iter_mut().filter(fits).max_by_key(|group| filled(group)) {
            Some(group) => group.push(n),
            None => groups.push(vec![n]),
        }
    }
    let shared = groups.iter().filter(|group| group.len() > 1);
    shared
        .map(|group| Round { days: week(group.iter().map(|at| &parts[*at]).collect(), terms.days) })
        .collect()
}

/// Days of a clerk that the work of a hall fills, at least one.
fn days(hall: &HallPlan, terms: &ShiftTerms) -> u8 {
    let minutes: f64 = Segment::ALL.iter().map(|s| hall.visits.of(*s) * terms.minutes.of(*s)).sum();
    let week = minutes * 7.0 / 365.25;
    let needed = week / (terms.hours_a_day * 60.0 * terms.busy_max);
    // Above 255 the cast holds at 255: more than a week either way.
    (needed.ceil().max(1.0)) as u8
}

/// Days of one clerk: the choice in which most halls have the clerk on market days, then most evenly spread over the week.
/// Seven days and a few halls: every choice is tried.
fn week(halls: Vec<&Part<'_>>, days: u8) -> Vec<Option<String>> {
    let mut best: (i64, Vec<Option<usize>>) = (i64::MIN, Vec::new());
    let left: Vec<u8> = halls.iter().map(|hall| hall.days).collect();
    let idle = days - left.iter().sum::<u8>().min(days);
    place(&halls, &mut Vec::new(), &mut left.clone(), idle, days, &mut best);
    best.1.into_iter().map(|at| at.map(|at| halls[at].hall.site.clone())).collect()
}

fn place(
    halls: &[&Part<'_>],
    week: &mut Vec<Option<usize>>,
    left: &mut [u8],
    idle: u8,
    days: u8,
    best: &mut (i64, Vec<Option<usize>>),
) {
    if week.len() == usize::from(days) {
        let worth = worth(halls, week);
        if worth > best.0 {
            *best = (worth, week.clone());
        }
        return;
    }
    for at in 0..halls.len() {
        if left[at] > 0 {
            left[at] -= 1;
            week.push(Some(at));
            place(halls, week, left, idle, days, best);
            week.pop();
            left[at] += 1;
        }
    }
    if idle > 0 {
        week.push(None);
        place(halls, week, left, idle - 1, days, best);
        week.pop();
    }
}

/// Market days first; then days in between two of one hall.
fn worth(halls: &[&Part<'_>], week: &[Option<usize>]) -> i64 {
    let mut worth = 0;
    for (day, at) in week.iter().enumerate() {
        let Some(at) = at else { continue };
        if halls[*at].markets.contains(&(day as u8)) {
            worth += 100;
        }
        if day > 0 && week[day - 1] == Some(*at) {
            worth -= 1;
        }
    }
    worth
}
