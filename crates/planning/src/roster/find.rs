//! A roster for a month, and a roster mended after somebody has fallen out.

use super::books::{Books, Work, works};
use super::search::{Cooling, anneal, better, polish};
use super::{
    Assignment, DAY_SLOTS, Roster, RosterAnswer, RosterQuestion, RosterRefusal, changes, check, price, valid,
};
use super::{cover, relief};
use crate::{Stream, Watch};

/// How far the search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterEffort {
    /// Moves tried by annealing; those of the polish at the end come on top.
    pub steps: u64,
    /// Nodes of branch and bound for the bound of each kind of day; an eighth of them for each week.
    pub nodes: u64,
    /// What the search draws from.
    pub seed: u64,
}

impl Default for RosterEffort {
    fn default() -> Self {
        Self { steps: 600_000, nodes: 400, seed: 1 }
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
    let known = |at: &&Assignment| {
        let (people, days) = (question.people.len(), question.days.len());
        at.person < people && at.day < days && at.shift < question.shifts.len()
    };
    let was = Roster { assignments: was.assignments.iter().filter(known).copied().collect() };
    let mut books = Books::new(question, Some(&was));
    for at in &was.assignments {
        let place = |work: &Work| work.shift == at.shift && work.pause_slot == at.pause_slot;
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
/// quarter hour at most, on one day. Breaks that move are no change, so everybody counts who could be there.
fn lost_cover(question: &RosterQuestion, was: &Roster, left: &Roster) -> u32 {
    let works = works(question);
    let mut could = vec![vec![false; DAY_SLOTS as usize]; question.shifts.len()];
    for Work { shift, serves, .. } in &works {
        serves.iter().for_each(|(from, to)| could[*shift][*from as usize..*to as usize].fill(true));
    }
    let able = |person: usize, skill: Option<usize>| {
        skill.is_none_or(|skill| question.people[person].skills.contains(&skill))
    };
    let mut changes = 0;
    for (day, asked) in question.days.iter().enumerate() {
        let mut most = 0;
        for need in &asked.needs {
            let of = |roster: &Roster, there: &dyn Fn(&Assignment) -> bool| {
                let counts = |at: &&Assignment| at.day == day && able(at.person, need.skill) && there(at);
                roster.assignments.iter().filter(counts).count() as u32
            };
            for (slot, people) in (need.from_slot..).zip(&need.people) {
                let before = of(was, &|at| question.shifts[at.shift].serves(slot, at.pause_slot));
                let at_best = of(left, &|at| could[at.shift][slot as usize]);
                most = most.max(before.min(*people).saturating_sub(at_best));
            }
        }
        changes += most;
    }
    changes
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
    assert!(least <= price.total, "no roster costs less than the bound");
    RosterAnswer {
        bound: least,
        gap: (price.total - least) as f64 / price.total.max(1) as f64,
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
