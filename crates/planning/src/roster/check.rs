//! The independent check of a roster: every rule written down once more, plainly, for tests and for a board on which
//! somebody has dragged a shift.
//!
//! It never uses the search's own books, so that it can show the search wrong.

use super::{Assignment, Breach, BreachCode, DAY_SLOTS, Person, Roster, RosterQuestion, Shift};
use crate::staff::SLOT_MIN;

/// Days of a calendar week.
pub(crate) const WEEK_DAYS: usize = 7;

impl Shift {
    /// The quarter hour after its last.
    #[must_use]
    pub const fn end_slot(&self) -> u32 {
        self.start_slot + self.slots
    }

    /// Quarter hours of working time.
    #[must_use]
    pub fn paid_slots(&self) -> u32 {
        self.slots - self.pause.filter(|pause| !pause.paid).map_or(0, |pause| pause.slots)
    }

    /// Whether its person is at the counter in `slot` when the break begins at `pause_slot`.
    #[must_use]
    pub fn serves(&self, slot: u32, pause_slot: Option<u32>) -> bool {
        let broken = self.pause.zip(pause_slot).is_some_and(|(p, at)| (at..at + p.slots).contains(&slot));
        (self.start_slot..self.end_slot()).contains(&slot) && !broken
    }
}

impl RosterQuestion {
    /// The calendar week of a day, counted from that of the first.
    #[must_use]
    pub const fn week(&self, day: usize) -> usize {
        (day + self.first_weekday as usize - 1) / WEEK_DAYS
    }

    /// How many weeks it touches.
    #[must_use]
    pub const fn weeks(&self) -> usize {
        self.week(self.days.len() - 1) + 1
    }

    /// The days of a week that are in it.
    #[must_use]
    pub fn days_of(&self, week: usize) -> std::ops::Range<usize> {
        let before = self.first_weekday as usize - 1;
        let first = (week * WEEK_DAYS).saturating_sub(before);
        first..((week + 1) * WEEK_DAYS - before).min(self.days.len())
    }

    /// The working time that a person's contract asks of a week, minutes: in proportion to the days they are there, and
    /// none of a week that is not whole.
    #[must_use]
    pub fn week_min(&self, person: &Person, week: usize) -> i64 {
        let days = self.days_of(week);
        if days.len() < WEEK_DAYS {
            return 0;
        }
        let there = days.filter(|day| !person.away.contains(day)).count();
        i64::from(self.contracts[person.contract].week_min_min) * there as i64 / WEEK_DAYS as i64
    }
}

/// Every rule that a roster breaks, by person and day; the soft ones ([`BreachCode::is_soft`]) among them.
///
/// `question` is one that [`valid`](super::valid) has passed.
#[must_use]
pub fn check(question: &RosterQuestion, roster: &Roster) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut known = Vec::new();
    for at in &roster.assignments {
        if at.person < question.people.len()
            && at.day < question.days.len()
            && at.shift < question.shifts.len()
        {
            known.push(*at);
        } else {
            let (day, shift) = (at.day, at.shift as i64);
            let limit = question.shifts.len() as i64 - 1;
            breaches.push(Breach {
                code: BreachCode::Unknown,
                person: Some(at.person),
                day,
                have: shift,
                limit,
            });
        }
    }
    known.sort_unstable();
    for person in 0..question.people.len() {
        let own: Vec<Assignment> = known.iter().filter(|at| at.person == person).copied().collect();
        check_person(question, person, &own, &mut breaches);
    }
    check_needs(question, &known, &mut breaches);
    breaches
}

fn check_person(question: &RosterQuestion, person: usize, own: &[Assignment], out: &mut Vec<Breach>) {
    let mut say = |code, day, have, limit| out.push(Breach { code, person: Some(person), day, have, limit });
    for pair in own.windows(2).filter(|pair| pair[0].day == pair[1].day) {
        say(BreachCode::TwoShifts, pair[1].day, 2, 1);
    }
    for at in own {
        if question.people[person].away.contains(&at.day) {
            say(BreachCode::Away, at.day, 1, 0);
        }
        let pause = question.shifts[at.shift].pause;
        let right = match (pause, at.pause_slot) {
            (Some(pause), Some(slot)) => (pause.earliest_slot..=pause.latest_slot).contains(&slot),
            (None, None) => true,
            _ => false,
        };
        if !right {
            let limit = pause.map_or(-1, |pause| i64::from(pause.latest_slot));
            say(BreachCode::PauseWrong, at.day, at.pause_slot.map_or(-1, i64::from), limit);
        }
    }
    for pin in question.pins.iter().filter(|pin| pin.person == person) {
        let is = own.iter().find(|at| at.day == pin.day).map(|at| at.shift);
        if is != pin.shift {
            let number = |shift: Option<usize>| shift.map_or(-1, |shift| shift as i64);
            say(BreachCode::Pin, pin.day, number(is), number(pin.shift));
        }
    }
    check_rest(question, person, own, &mut say);
    check_weeks(question, person, own, &mut say);
}

fn check_rest(
    question: &RosterQuestion,
    person: usize,
    own: &[Assignment],
    say: &mut impl FnMut(BreachCode, usize, i64, i64),
) {
    let before = question.people[person].before;
    let mut ended = before.eve_end_slot.map(|end| (None, end));
    for at in own {
        let shift = &question.shifts[at.shift];
        if let Some((day, end)) = ended
            && day.map_or(0, |day: usize| day + 1) == at.day
        {
            let rest = i64::from((DAY_SLOTS + shift.start_slot - end) * SLOT_MIN);
            if rest < i64::from(question.rules.rest_min) {
                say(BreachCode::RestShort, at.day, rest, question.rules.rest_min.into());
            }
        }
        ended = Some((Some(at.day), shift.end_slot()));
    }
    let limit = i64::from(question.rules.run_days_max);
    let mut run = i64::from(before.run_days);
    for day in 0..=question.days.len() {
        if own.iter().any(|at| at.day == day) {
            run += 1;
            continue;
        }
        // A run that was too long before the first day is not this roster's.
        if run > limit && day > 0 && own.iter().any(|at| at.day == day - 1) {
            say(BreachCode::RunLong, day - 1, run, limit);
        }
        run = 0;
    }
}

fn check_weeks(
    question: &RosterQuestion,
    person: usize,
    own: &[Assignment],
    say: &mut impl FnMut(BreachCode, usize, i64, i64),
) {
    let who = &question.people[person];
    for week in 0..question.weeks() {
        let days = question.days_of(week);
        let first = days.start;
        let of_week: Vec<&Assignment> = own.iter().filter(|at| days.contains(&at.day)).collect();
        let carried = if week == 0 { (who.before.week_days, who.before.week_minutes) } else { (0, 0) };
        let worked = of_week.len() as i64 + i64::from(carried.0);
        let most = WEEK_DAYS as i64 - i64::from(question.rules.week_off_min);
        // What was before the first day alone is not this roster's.
        let works = !of_week.is_empty();
        if works && worked > most {
            say(BreachCode::WeekOff, first, worked, most);
        }
        let slots: u32 = of_week.iter().map(|at| question.shifts[at.shift].paid_slots()).sum();
        let minutes = i64::from(slots * SLOT_MIN) + i64::from(carried.1);
        let most = i64::from(question.contracts[who.contract].week_max_min);
        if works && minutes > most {
            say(BreachCode::WeekOver, first, minutes, most);
        }
        let least = question.week_min(who, week);
        if minutes < least {
            say(BreachCode::WeekUnder, first, minutes, least);
        }
    }
}

fn check_needs(question: &RosterQuestion, all: &[Assignment], out: &mut Vec<Breach>) {
    for (day, asked) in question.days.iter().enumerate() {
        for need in &asked.needs {
            let missing: i64 = (need.from_slot..)
                .zip(&need.people)
                .map(|(slot, people)| {
                    let serve = |at: &&Assignment| {
                        at.day == day
                            && need.skill.is_none_or(|s| question.people[at.person].skills.contains(&s))
                            && question.shifts[at.shift].serves(slot, at.pause_slot)
                    };
                    (i64::from(*people) - all.iter().filter(serve).count() as i64).max(0)
                })
                .sum();
            if missing > 0 {
                out.push(Breach { code: BreachCode::Short, person: None, day, have: missing, limit: 0 });
            }
        }
    }
}
