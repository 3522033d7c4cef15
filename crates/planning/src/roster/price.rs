//! What a roster costs, counted from the beginning: the objective as it is stated. The search keeps its own books and is
//! held against this.

use super::{Assignment, Band, Change, Price, Roster, RosterQuestion, Want};
use crate::staff::SLOT_MIN;

/// What fairness counts of everybody: rest days, early shifts, late shifts.
pub(super) const COUNTS: usize = 3;

/// What one shift adds to the counts of fairness.
pub(super) fn counts(question: &RosterQuestion, day: usize, shift: usize) -> [i64; COUNTS] {
    let band = question.shifts[shift].band;
    let one = |holds: bool| i64::from(holds);
    [one(question.days[day].rest_day), one(band == Band::Early), one(band == Band::Late)]
}

/// What was counted of a person before the first day.
pub(super) fn counts_before(question: &RosterQuestion, person: usize) -> [i64; COUNTS] {
    let before = question.people[person].before;
    [before.rest_days, before.early, before.late].map(i64::from)
}

/// The prices of one step away from the evenest split.
pub(super) fn count_weights(question: &RosterQuestion) -> [i64; COUNTS] {
    [question.weights.rest_days, question.weights.early, question.weights.late]
}

/// How far counts are from the evenest split of their sum among so many: the sum of their squares beyond the least there
/// can be. 0 when no two differ by more than one.
pub(super) fn uneven(squares: i64, sum: i64, people: i64) -> i64 {
    if people == 0 {
        return 0;
    }
    let (each, over) = (sum.div_euclid(people), sum.rem_euclid(people));
    squares - ((people - over) * each * each + over * (each + 1) * (each + 1))
}

/// Whether a wish is denied by a cell.
pub(super) fn denied(want: Want, cell: Option<usize>) -> bool {
    match want {
        Want::Off => cell.is_some(),
        Want::Work => cell.is_none(),
        Want::Shift(shift) => cell != Some(shift),
    }
}

/// Quarter hours, begun ones counted whole, that a week's minutes are below a contract's minimum.
pub(super) fn under_slots(least_min: i64, minutes: i64) -> i64 {
    (least_min - minutes).max(0).div_euclid(i64::from(SLOT_MIN))
        + i64::from((least_min - minutes).max(0) % i64::from(SLOT_MIN) > 0)
}

/// The cells of the board: by person and day the shift that is worked.
pub(super) fn board(question: &RosterQuestion, roster: &Roster) -> Vec<Vec<Option<Assignment>>> {
    let mut board = vec![vec![None; question.days.len()]; question.people.len()];
    for at in &roster.assignments {
        board[at.person][at.day] = Some(*at);
    }
    board
}

/// The cells in which two rosters differ in their shift.
#[must_use]
pub fn changes(question: &RosterQuestion, was: &Roster, is: &Roster) -> Vec<Change> {
    let (was, is) = (board(question, was), board(question, is));
    let mut changes = vec![];
    for person in 0..question.people.len() {
        for day in 0..question.days.len() {
            let (was, is) = (was[person][day].map(|at| at.shift), is[person][day].map(|at| at.shift));
            if was != is {
                changes.push(Change { person, day, was, is });
            }
        }
    }
    changes
}

/// What `roster` costs; its changes from `kept` as well, where it mends one. Every position is one of the question.
#[must_use]
pub fn price(question: &RosterQuestion, roster: &Roster, kept: Option<&Roster>) -> Price {
    let weights = question.weights;
    let board = board(question, roster);
    let mut price = Price { short: weights.short * missing(question, roster), ..Price::default() };
    for (who, days) in question.people.iter().zip(&board) {
        let slots = |at: &Assignment| i64::from(question.shifts[at.shift].paid_slots());
        price.paid += weights.paid * days.iter().flatten().map(slots).sum::<i64>();
        for week in 0..question.weeks() {
            let carried = if week == 0 { i64::from(who.before.week_minutes) } else { 0 };
            let worked: i64 = days[question.days_of(week)].iter().flatten().map(slots).sum();
            let minutes = worked * i64::from(SLOT_MIN) + carried;
            price.under += weights.under * under_slots(question.week_min(who, week), minutes);
        }
        for wish in &who.wishes {
            let cell = days[wish.day].map(|at| at.shift);
            price.wishes += if denied(wish.want, cell) { wish.weight } else { 0 };
        }
    }
    for contract in 0..question.contracts.len() {
        price.unfair += unfair(question, contract, &board);
    }
    price.changes = kept.map_or(0, |kept| weights.change * changes(question, kept, roster).len() as i64);
    price.total = price.short + price.paid + price.under + price.wishes + price.unfair + price.changes;
    price
}

/// Person-quarters that are missing.
fn missing(question: &RosterQuestion, roster: &Roster) -> i64 {
    let mut missing = 0;
    for (day, asked) in question.days.iter().enumerate() {
        for need in &asked.needs {
            for (slot, people) in (need.from_slot..).zip(&need.people) {
                let there = roster.assignments.iter().filter(|at| {
                    at.day == day
                        && need.skill.is_none_or(|skill| question.people[at.person].skills.contains(&skill))
                        && question.shifts[at.shift].serves(slot, at.pause_slot)
                });
                missing += (i64::from(*people) - there.count() as i64).max(0);
            }
        }
    }
    missing
}

/// What uneven sharing among the people of one contract costs.
fn unfair(question: &RosterQuestion, contract: usize, board: &[Vec<Option<Assignment>>]) -> i64 {
    let people: Vec<usize> =
        (0..board.len()).filter(|at| question.people[*at].contract == contract).collect();
    (0..COUNTS)
        .map(|kind| {
            let count = |person: &usize| {
                let own = board[*person].iter().flatten();
                let now: i64 = own.map(|at| counts(question, at.day, at.shift)[kind]).sum();
                now + counts_before(question, *person)[kind]
            };
            let all: Vec<i64> = people.iter().map(count).collect();
            let squares = all.iter().map(|n| n * n).sum();
            count_weights(question)[kind] * uneven(squares, all.iter().sum(), people.len() as i64)
        })
        .sum()
}
