//! A roster for a month, and a roster mended after somebody has fallen out.

use super::books::Books;
use super::search::{Cooling, anneal, better, polish};
use super::{Roster, RosterAnswer, RosterQuestion, RosterRefusal, changes, check, price, valid};
use super::{cover, relief};
use crate::{Stream, Watch};

/// How far the search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterEffort {
    /// Moves tried by annealing; those of the polish at the end come on top.
    pub steps: u64,
    /// Nodes of branch and bound for the bound of each week; 0 leaves it at what the first programs prove.
    pub nodes: u64,
    /// What the search draws from.
    pub seed: u64,
}

impl Default for RosterEffort {
    fn default() -> Self {
        Self { steps: 600_000, nodes: 0, seed: 1 }
    }
}

/// A roster that keeps every rule of rest and costs as little as was found, with a bound below which none is.
///
/// What cannot be covered is not refused: it stays short, and the answer says when, and the fewest shifts from elsewhere that
/// would help.
///
/// # Errors
/// The question is none, or what was set by hand breaks a rule already.
pub fn roster(
    question: &RosterQuestion,
    effort: RosterEffort,
    watch: &dyn Watch,
) -> Result<RosterAnswer, RosterRefusal> {
    valid(question)?;
    let least = cover::bound(question, effort.nodes, watch);
    let mut books = Books::new(question, None);
    let days: Vec<usize> = (0..question.days.len()).collect();
    let weights = question.weights;
    let cooling = Cooling {
        steps: effort.steps,
        from: (4 * weights.short.max(weights.under)).max(1) as f64,
        to: (weights.paid.min(weights.rest_days).max(2) / 2) as f64,
    };
    let mut draw = Stream::new(effort.seed, 0);
    let mut steps = anneal(&mut books, &days, cooling, least, &mut draw, watch);
    steps += polish(&mut books, watch);
    Ok(answer(&books, least, steps, None, 0, watch.stop()))
}

/// The roster `was` under a question that has changed (somebody is away, a cell was set), with as few cells changed as pay.
///
/// `weights.change` is the price of a changed cell. What `was` cannot keep (a shift on a day away, a cell set otherwise, a
/// shift that is no more) is given up first, and counts as changed.
///
/// # Errors
/// The question is none, or what was set by hand breaks a rule already.
pub fn mend_roster(
    question: &RosterQuestion,
    was: &Roster,
    effort: RosterEffort,
    watch: &dyn Watch,
) -> Result<RosterAnswer, RosterRefusal> {
    valid(question)?;
    let known = |at: &&super::Assignment| {
        let (people, days) = (question.people.len(), question.days.len());
        at.person < people && at.day < days && at.shift < question.shifts.len()
    };
    let was = Roster { assignments: was.assignments.iter().filter(known).copied().collect() };
    let mut books = Books::new(question, Some(&was));
    for at in &was.assignments {
        let place = |work: &super::books::Work| work.shift == at.shift && work.pause_slot == at.pause_slot;
        let same = books.works.iter().position(place).map(|at| at as u16);
        if books.is_free(at.person, at.day) {
            books.set(at.person, at.day, same.or_else(|| books.kept_cell(at.person, at.day)));
        }
    }
    let left = books.roster();
    let forced = changes(question, &was, &left).len();
    let changes_bound = forced as u32 + lost_cover(question, &was, &left);
    let least = cover::bound(question, effort.nodes, watch) + question.weights.change * forced as i64;
    // What breaks a rule now goes too.
    for at in &was.assignments {
        if books.is_free(at.person, at.day) && !books.is_legal(at.person, at.day) {
            books.set(at.person, at.day, None);
        }
    }
    let lost: Vec<usize> = changes(question, &was, &books.roster()).iter().map(|change| change.day).collect();
    let mut steps = polish(&mut books, watch);
    if !lost.is_empty() {
        // A shift may have to come from a day nearby.
        let near = |day: &usize| lost.iter().any(|lost| day.abs_diff(*lost) <= 7);
        let days: Vec<usize> = (0..question.days.len()).filter(near).collect();
        let from = question.weights.change.max(2) as f64;
        let cooling = Cooling { steps: effort.steps / 4, from, to: from / 40.0 };
        steps += anneal(&mut books, &days, cooling, least, &mut Stream::new(effort.seed, 1), watch);
        steps += polish(&mut books, watch);
    }
    steps += given_back(&mut books);
    Ok(answer(&books, least, steps, Some(&was), changes_bound, watch.stop()))
}

/// Gives back every changed cell that is not worth its change, alone.
fn given_back(books: &mut Books<'_>) -> u64 {
    let mut tried = 0;
    for person in 0..books.question.people.len() {
        for day in 0..books.question.days.len() {
            if books.is_free(person, day) && !books.is_kept(person, day) {
                let cell = books.kept_cell(person, day);
                tried += u64::from(better(books, &[(person, day, cell)]));
            }
        }
    }
    tried
}

/// The fewest changes that cover every quarter hour again that has lost somebody it needs: one change brings one person a
/// quarter hour at most, on one day.
fn lost_cover(question: &RosterQuestion, was: &Roster, left: &Roster) -> u32 {
    let of_day = |day: usize| {
        let (before, now) = (relief::missing(question, was, day), relief::missing(question, left, day));
        let lost =
            now.iter().flatten().zip(before.iter().flatten()).map(|(now, was)| now.saturating_sub(*was));
        lost.max().unwrap_or(0)
    };
    (0..question.days.len()).map(of_day).sum()
}

fn answer(
    books: &Books<'_>,
    least: i64,
    steps: u64,
    was: Option<&Roster>,
    changes_bound: u32,
    stopped: bool,
) -> RosterAnswer {
    let question = books.question;
    let roster = books.roster();
    let price = price(question, &roster, was);
    assert_eq!(price.total, books.total, "the books of the search are those of the objective");
    let bound = least.min(price.total);
    RosterAnswer {
        bound,
        gap: (price.total - bound) as f64 / price.total.max(1) as f64,
        price,
        short: relief::short(question, &roster),
        relief: relief::relief(question, &roster),
        breaches: check(question, &roster),
        changes: was.map_or_else(Vec::new, |was| changes(question, was, &roster)),
        changes_bound,
        roster,
        steps,
        stopped,
    }
}
