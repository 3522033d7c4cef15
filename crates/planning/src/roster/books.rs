//! The books that the search keeps: the board, and what each cell of it does to the price, so that a move costs as much
//! as what it touches. It never holds a board that breaks a rule of rest after a move was taken.

use super::price::{COUNTS, count_weights, counts, counts_before, denied, under_slots, uneven};
use super::{Assignment, DAY_SLOTS, Roster, RosterQuestion, Want};
use crate::staff::SLOT_MIN;

/// What may stand in a cell beside a day off: a shift with its break at a place, by position in [`Books::works`].
pub(super) type Cell = Option<u16>;

/// A shift with its break at a place.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub shift: usize,
    pub pause_slot: Option<u32>,
    /// The runs of quarter hours at the counter.
    pub serves: Vec<(u32, u32)>,
}

/// A need with the people that count for it.
#[derive(Debug)]
struct Line {
    from: u32,
    people: Vec<u32>,
    there: Vec<u32>,
    skill: Option<usize>,
}

/// Sums of one contract's people for one kind of fairness.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    squares: i64,
    sum: i64,
    people: i64,
}

pub(super) struct Books<'a> {
    pub question: &'a RosterQuestion,
    pub works: Vec<Work>,
    pub cells: Vec<Cell>,
    /// What the board costs.
    pub total: i64,
    kept: Option<Vec<Option<usize>>>,
    free: Vec<bool>,
    skilled: Vec<u32>,
    lines: Vec<Vec<Line>>,
    week_slots: Vec<i64>,
    least: Vec<i64>,
    wishes: Vec<Vec<(Want, i64)>>,
    tally: Vec<[i64; COUNTS]>,
    sums: Vec<[Sums; COUNTS]>,
}

impl<'a> Books<'a> {
    /// The books of an empty board, but for what is set by hand; `kept` is the roster that is mended.
    pub fn new(question: &'a RosterQuestion, kept: Option<&Roster>) -> Self {
        let (people, days) = (question.people.len(), question.days.len());
        let weeks = question.weeks();
        let kept = kept.map(|kept| {
            let mut cells = vec![None; people * days];
            kept.assignments.iter().for_each(|at| cells[at.person * days + at.day] = Some(at.shift));
            cells
        });
        let mut books = Self {
            question,
            works: works(question),
            cells: vec![None; people * days],
            total: 0,
            kept,
            free: vec![true; people * days],
            skilled: question
                .people
                .iter()
                .map(|p| p.skills.iter().fold(0, |bits, s| bits | 1 << s))
                .collect(),
            lines: question.days.iter().map(|day| day.needs.iter().map(line).collect()).collect(),
            week_slots: vec![0; people * weeks],
            least: (0..people * weeks)
                .map(|at| question.week_min(&question.people[at / weeks], at % weeks))
                .collect(),
            wishes: vec![vec![]; people * days],
            tally: (0..people).map(|person| counts_before(question, person)).collect(),
            sums: vec![[Sums::default(); COUNTS]; question.contracts.len()],
        };
        books.open();
        for pin in &question.pins {
            books.free[pin.person * days + pin.day] = false;
            let cell = pin.shift.and_then(|shift| books.works.iter().position(|work| work.shift == shift));
            books.set(pin.person, pin.day, cell.map(|at| at as u16));
        }
        books
    }

    /// The price of an empty board.
    fn open(&mut self) {
        let (question, days) = (self.question, self.question.days.len());
        for (person, who) in question.people.iter().enumerate() {
            who.away.iter().for_each(|day| self.free[person * days + day] = false);
            who.wishes
                .iter()
                .for_each(|wish| self.wishes[person * days + wish.day].push((wish.want, wish.weight)));
            for kind in 0..COUNTS {
                let (n, sums) = (self.tally[person][kind], &mut self.sums[who.contract][kind]);
                (sums.squares, sums.sum, sums.people) = (sums.squares + n * n, sums.sum + n, sums.people + 1);
            }
            for week in 0..question.weeks() {
                self.total += self.under_price(person, week);
            }
            for day in 0..days {
                self.total += self.cell_price(person, day, None);
            }
        }
        self.total += (0..question.contracts.len()).map(|contract| self.unfair_price(contract)).sum::<i64>();
        let missing: u32 = self.lines.iter().flatten().flat_map(|line| &line.people).sum();
        self.total += question.weights.short * i64::from(missing);
    }

    /// Whether a cell may be changed at all.
    pub fn is_free(&self, person: usize, day: usize) -> bool {
        self.free[person * self.question.days.len() + day]
    }

    pub fn cell(&self, person: usize, day: usize) -> Cell {
        self.cells[person * self.question.days.len() + day]
    }

    /// Whether a cell is as it was in the roster that is mended.
    pub fn is_kept(&self, person: usize, day: usize) -> bool {
        let shift = self.cell(person, day).map(|at| self.works[at as usize].shift);
        self.kept.as_ref().is_none_or(|kept| kept[person * self.question.days.len() + day] == shift)
    }

    /// The shift of the roster that is mended, its break as early as it may be.
    pub fn kept_cell(&self, person: usize, day: usize) -> Cell {
        let shift = self.kept.as_ref().and_then(|kept| kept[person * self.question.days.len() + day])?;
        self.works.iter().position(|work| work.shift == shift).map(|at| at as u16)
    }

    /// Puts something else into a cell, whatever the rules say.
    pub fn set(&mut self, person: usize, day: usize, cell: Cell) {
        let at = person * self.question.days.len() + day;
        let old = std::mem::replace(&mut self.cells[at], cell);
        if old == cell {
            return;
        }
        let contract = self.question.people[person].contract;
        let week = self.question.week(day);
        self.total -= self.under_price(person, week) + self.unfair_price(contract);
        self.total -= self.cell_price(person, day, old);
        if let Some(old) = old {
            self.count(person, day, old, -1);
        }
        if let Some(new) = cell {
            self.count(person, day, new, 1);
        }
        self.total += self.cell_price(person, day, cell);
        self.total += self.under_price(person, week) + self.unfair_price(contract);
    }

    /// Enters a shift into the counts, or takes it out of them.
    fn count(&mut self, person: usize, day: usize, work: u16, by: i64) {
        let question = self.question;
        let Work { shift, serves, .. } = &self.works[work as usize];
        let slots = i64::from(question.shifts[*shift].paid_slots());
        self.week_slots[person * question.weeks() + question.week(day)] += by * slots;
        self.total += by * slots * question.weights.paid;
        let mut missing = 0;
        for line in &mut self.lines[day] {
            if line.skill.is_some_and(|skill| self.skilled[person] & (1 << skill) == 0) {
                continue;
            }
            for (from, to) in serves {
                let from = from.saturating_sub(line.from) as usize;
                let to = (to.saturating_sub(line.from) as usize).min(line.people.len());
                for slot in from..to.max(from) {
                    if by > 0 {
                        missing -= i64::from(line.there[slot] < line.people[slot]);
                        line.there[slot] += 1;
                    } else {
                        line.there[slot] -= 1;
                        missing += i64::from(line.there[slot] < line.people[slot]);
                    }
                }
            }
        }
        self.total += missing * question.weights.short;
        let sums = &mut self.sums[question.people[person].contract];
        for (kind, n) in counts(question, day, *shift).into_iter().enumerate() {
            let old = self.tally[person][kind];
            let new = old + by * n;
            self.tally[person][kind] = new;
            sums[kind].squares += new * new - old * old;
            sums[kind].sum += new - old;
        }
    }

    fn under_price(&self, person: usize, week: usize) -> i64 {
        let weeks = self.question.weeks();
        let before = self.question.people[person].before.week_minutes;
        let carried = if week == 0 { i64::from(before) } else { 0 };
        let minutes = self.week_slots[person * weeks + week] * i64::from(SLOT_MIN) + carried;
        self.question.weights.under * under_slots(self.least[person * weeks + week], minutes)
    }

    fn unfair_price(&self, contract: usize) -> i64 {
        let weights = count_weights(self.question);
        let sums = self.sums[contract].iter().zip(weights);
        sums.map(|(sums, weight)| weight * uneven(sums.squares, sums.sum, sums.people)).sum()
    }

    /// What a cell costs by itself: wishes denied and changes.
    fn cell_price(&self, person: usize, day: usize, cell: Cell) -> i64 {
        let at = person * self.question.days.len() + day;
        let shift = cell.map(|work| self.works[work as usize].shift);
        let wishes = self.wishes[at].iter().filter(|(want, _)| denied(*want, shift));
        let changed = self.kept.as_ref().is_some_and(|kept| kept[at] != shift);
        wishes.map(|(_, weight)| weight).sum::<i64>() + i64::from(changed) * self.question.weights.change
    }

    /// Whether what a person does around a day keeps the rules of rest and the most of the week.
    pub fn is_legal(&self, person: usize, day: usize) -> bool {
        let question = self.question;
        let who = &question.people[person];
        let shift =
            |day: usize| self.cell(person, day).map(|at| &question.shifts[self.works[at as usize].shift]);
        let Some(here) = shift(day) else { return true };
        let rests = |end: u32, start: u32| (DAY_SLOTS + start - end) * SLOT_MIN >= question.rules.rest_min;
        let eve = if day == 0 { who.before.eve_end_slot } else { shift(day - 1).map(|s| s.end_slot()) };
        if eve.is_some_and(|end| !rests(end, here.start_slot)) {
            return false;
        }
        let days = question.days.len();
        if day + 1 < days && shift(day + 1).is_some_and(|next| !rests(here.end_slot(), next.start_slot)) {
            return false;
        }
        let mut run = 1 + (day + 1..days).take_while(|day| shift(*day).is_some()).count();
        let back = (0..day).rev().take_while(|day| shift(*day).is_some()).count();
        run += back + if back == day { who.before.run_days as usize } else { 0 };
        if run > question.rules.run_days_max as usize {
            return false;
        }
        let week = question.week(day);
        let carried = if week == 0 { (who.before.week_days, who.before.week_minutes) } else { (0, 0) };
        let worked = question.days_of(week).filter(|day| shift(*day).is_some()).count() + carried.0 as usize;
        let minutes = self.week_slots[person * question.weeks() + week] * i64::from(SLOT_MIN);
        worked + question.rules.week_off_min as usize <= 7
            && minutes + i64::from(carried.1) <= i64::from(question.contracts[who.contract].week_max_min)
    }

    /// The board as a roster.
    pub fn roster(&self) -> Roster {
        let days = self.question.days.len();
        let mut assignments = vec![];
        for (at, cell) in self.cells.iter().enumerate() {
            assignments.extend(cell.map(|work| {
                let Work { shift, pause_slot, .. } = self.works[work as usize];
                Assignment { person: at / days, day: at % days, shift, pause_slot }
            }));
        }
        Roster { assignments }
    }
}

/// Every shift with its break at every place it may have.
pub(super) fn works(question: &RosterQuestion) -> Vec<Work> {
    let mut works = vec![];
    for (at, shift) in question.shifts.iter().enumerate() {
        let (start, end) = (shift.start_slot, shift.end_slot());
        match shift.pause {
            None => works.push(Work { shift: at, pause_slot: None, serves: vec![(start, end)] }),
            Some(pause) => works.extend((pause.earliest_slot..=pause.latest_slot).map(|slot| Work {
                shift: at,
                pause_slot: Some(slot),
                serves: vec![(start, slot), (slot + pause.slots, end)],
            })),
        }
    }
    works
}

fn line(need: &super::Need) -> Line {
    Line {
        from: need.from_slot,
        people: need.people.clone(),
        there: vec![0; need.people.len()],
        skill: need.skill,
    }
}
