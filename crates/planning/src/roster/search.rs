//! The search for a roster: simulated annealing over the board, then every single change and exchange until none helps.
//!
//! A move that breaks a rule of rest is taken back before it is weighed, so that every board on the way keeps them.

use libm::exp;

use super::books::{Books, Cell};
use crate::{Progress, Stream, Watch};

/// Moves between two words to the watcher.
const TELL_EVERY: u64 = 2_048;
/// Cells that one move changes at the most.
type Move = Vec<(usize, usize, Cell)>;

/// How a search cools.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cooling {
    /// Moves in all.
    pub steps: u64,
    /// The first temperature, points.
    pub from: f64,
    /// The last.
    pub to: f64,
}

/// Searches from the board as it is and leaves the best found on it. `days` are those whose cells are changed. Answers how
/// many moves were tried.
pub(super) fn anneal(
    books: &mut Books<'_>,
    days: &[usize],
    cooling: Cooling,
    bound: i64,
    draw: &mut Stream,
    watch: &dyn Watch,
) -> u64 {
    let (mut best, mut best_total) = (books.cells.clone(), books.total);
    let mut heat = cooling.from;
    let cool = libm::pow(cooling.to / cooling.from, TELL_EVERY as f64 / cooling.steps.max(1) as f64);
    let mut step = 0;
    while step < cooling.steps && best_total > bound {
        if step.is_multiple_of(TELL_EVERY) {
            heat = if step == 0 { cooling.from } else { heat * cool };
            let (best, bound) = (best_total as f64, bound as f64);
            watch.tell(Progress { done: step, of: cooling.steps, best, bound });
            if watch.stop() {
                break;
            }
        }
        step += 1;
        let Some(moved) = drawn(books, days, draw) else { continue };
        let before = books.total;
        let Some(back) = taken(books, &moved) else { continue };
        let worse = (books.total - before) as f64;
        if worse > 0.0 && draw.uniform() >= exp(-worse / heat) {
            put(books, &back);
        } else if books.total < best_total {
            best_total = books.total;
            best.clone_from(&books.cells);
        }
    }
    restore(books, &best);
    step
}

/// Puts the cells of a board back.
pub(super) fn restore(books: &mut Books<'_>, cells: &[Cell]) {
    let days = books.question.days.len();
    for (at, cell) in cells.iter().enumerate() {
        books.set(at / days, at % days, *cell);
    }
}

fn put(books: &mut Books<'_>, cells: &[(usize, usize, Cell)]) {
    cells.iter().for_each(|(person, day, cell)| books.set(*person, *day, *cell));
}

/// Makes a move and answers how to take it back; unless it breaks a rule, and is taken back at once.
fn taken(books: &mut Books<'_>, moved: &[(usize, usize, Cell)]) -> Option<Move> {
    let back: Move =
        moved.iter().map(|(person, day, _)| (*person, *day, books.cell(*person, *day))).collect();
    put(books, moved);
    if moved.iter().all(|(person, day, _)| books.is_legal(*person, *day)) {
        return Some(back);
    }
    put(books, &back);
    None
}

/// A move drawn: something else into a cell, a shift to another day, an exchange between two people, or another break.
fn drawn(books: &Books<'_>, days: &[usize], draw: &mut Stream) -> Option<Move> {
    let people = books.question.people.len();
    let (person, day) = (draw.below(people), days[draw.below(days.len())]);
    let cell = books.cell(person, day);
    match draw.below(8) {
        0..3 => {
            let works = books.works.len();
            let work = draw.below(works + works / 2);
            let new = (work < works).then_some(work as u16);
            (books.is_free(person, day) && new != cell).then(|| vec![(person, day, new)])
        }
        3 | 4 => {
            let other = draw.below(people);
            let theirs = books.cell(other, day);
            let free = books.is_free(person, day) && books.is_free(other, day);
            (free && cell != theirs).then(|| vec![(person, day, theirs), (other, day, cell)])
        }
        5 => {
            let to = days[draw.below(days.len())];
            let there = books.cell(person, to);
            let free = books.is_free(person, day) && books.is_free(person, to);
            (free && cell != there).then(|| vec![(person, day, there), (person, to, cell)])
        }
        6 => {
            // Two people exchange two days: nobody's hours change.
            let (other, to) = (draw.below(people), days[draw.below(days.len())]);
            let all = [(person, day), (other, day), (person, to), (other, to)];
            let free = day != to && person != other && all.iter().all(|(p, d)| books.is_free(*p, *d));
            free.then(|| {
                let of = |p: usize, d: usize| books.cell(p, d);
                vec![
                    (person, day, of(other, day)),
                    (other, day, cell),
                    (person, to, of(other, to)),
                    (other, to, of(person, to)),
                ]
            })
        }
        _ => {
            let shift = books.works[cell? as usize].shift;
            let places = books.works.iter().filter(|work| work.shift == shift).count();
            let first = books.works.iter().position(|work| work.shift == shift)?;
            (places > 1).then(|| vec![(person, day, Some((first + draw.below(places)) as u16))])
        }
    }
}

/// Takes every single change and every exchange of two people on a day that makes the board cheaper, until none does.
/// Answers how many were tried.
pub(super) fn polish(books: &mut Books<'_>, watch: &dyn Watch) -> u64 {
    let (people, days) = (books.question.people.len(), books.question.days.len());
    let mut tried = 0;
    loop {
        let before = books.total;
        for day in 0..days {
            for person in 0..people {
                if watch.stop() {
                    return tried;
                }
                let pinned = books.cell(person, day).filter(|_| !books.is_free(person, day));
                for new in std::iter::once(None).chain((0..books.works.len()).map(|work| Some(work as u16))) {
                    let same_shift = |at: u16| {
                        pinned.is_some_and(|cell| {
                            books.works[at as usize].shift == books.works[cell as usize].shift
                        })
                    };
                    if books.is_free(person, day) || new.is_some_and(same_shift) {
                        tried += u64::from(better(books, &[(person, day, new)]));
                    }
                }
                for other in person + 1..people {
                    if books.is_free(person, day) && books.is_free(other, day) {
                        let (mine, theirs) = (books.cell(person, day), books.cell(other, day));
                        tried += u64::from(better(books, &[(person, day, theirs), (other, day, mine)]));
                    }
                }
            }
        }
        if books.total == before {
            return tried;
        }
    }
}

/// Makes a move if the board is cheaper for it; answers whether it was worth trying.
pub(super) fn better(books: &mut Books<'_>, moved: &[(usize, usize, Cell)]) -> bool {
    if moved.iter().all(|(person, day, cell)| books.cell(*person, *day) == *cell) {
        return false;
    }
    let before = books.total;
    if let Some(back) = taken(books, moved)
        && books.total >= before
    {
        put(books, &back);
    }
    true
}
