//! What a question must be before it is worked on: every figure within its limits, every position in its list, and
//! nothing set by hand that breaks a rule already.

use super::{Assignment, DAY_SLOTS, Need, Person, Roster, RosterQuestion, RosterRefusal, Shift, check};

/// The most days of a question.
const DAYS_MAX: usize = 62;
/// The most people.
const PEOPLE_MAX: usize = 500;
/// The most shifts.
const SHIFTS_MAX: usize = 64;
/// The most skills: a person's are kept in the bits of a word.
const SKILLS_MAX: usize = 32;
/// The most people that a quarter hour may need.
const NEED_MAX: u32 = 10_000;
/// The most points of a weight.
const WEIGHT_MAX: i64 = 1_000_000;
/// The minutes of a week.
const WEEK_MIN: u32 = 7 * 24 * 60;

type Verdict = Result<(), RosterRefusal>;

fn keep(holds: bool, field: impl FnOnce() -> String, rule: &str) -> Verdict {
    if holds { Ok(()) } else { Err(RosterRefusal::Figure { field: field(), rule: rule.into() }) }
}

/// Whether a question can be worked on.
///
/// # Errors
/// The first figure that is out of its limits, or the first thing set by hand that breaks a rule.
pub fn valid(question: &RosterQuestion) -> Verdict {
    let count = |len: usize, most: usize, field: &str| {
        keep((1..=most).contains(&len), || field.into(), &format!("1 to {most} of them"))
    };
    count(question.days.len(), DAYS_MAX, "days")?;
    count(question.people.len(), PEOPLE_MAX, "people")?;
    count(question.shifts.len(), SHIFTS_MAX, "shifts")?;
    count(question.contracts.len(), PEOPLE_MAX, "contracts")?;
    keep(question.skills.len() <= SKILLS_MAX, || "skills".into(), "at most 32")?;
    keep((1..=7).contains(&question.first_weekday), || "first_weekday".into(), "1 (Monday) to 7")?;
    for (at, shift) in question.shifts.iter().enumerate() {
        valid_shift(at, shift)?;
    }
    for (at, contract) in question.contracts.iter().enumerate() {
        let ordered = contract.week_min_min <= contract.week_max_min && contract.week_max_min <= WEEK_MIN;
        keep(ordered, || format!("contracts[{at}].week_max_min"), "from week_min_min to a week's minutes")?;
    }
    for (day, needs) in question.days.iter().enumerate() {
        for (at, need) in needs.needs.iter().enumerate() {
            valid_need(question, need, || format!("days[{day}].needs[{at}]"))?;
        }
    }
    for (at, person) in question.people.iter().enumerate() {
        valid_person(question, at, person)?;
    }
    valid_rules(question)?;
    valid_pins(question)
}

fn valid_shift(at: usize, shift: &Shift) -> Verdict {
    let lasts =
        shift.slots >= 1 && shift.start_slot < DAY_SLOTS && shift.slots <= DAY_SLOTS - shift.start_slot;
    keep(lasts, || format!("shifts[{at}].slots"), "at least 1, and within the day")?;
    let Some(pause) = shift.pause else { return Ok(()) };
    let fits = pause.slots >= 1
        && pause.slots < shift.slots
        && pause.earliest_slot >= shift.start_slot
        && pause.earliest_slot <= pause.latest_slot
        && pause.latest_slot <= shift.end_slot() - pause.slots;
    keep(fits, || format!("shifts[{at}].pause"), "a window within the shift, and some work beside it")
}

fn valid_need(question: &RosterQuestion, need: &Need, field: impl Fn() -> String) -> Verdict {
    let known = need.skill.is_none_or(|skill| skill < question.skills.len());
    keep(known, || format!("{}.skill", field()), "a position in skills")?;
    let fits = need.from_slot <= DAY_SLOTS && need.people.len() <= (DAY_SLOTS - need.from_slot) as usize;
    keep(fits, || format!("{}.people", field()), "within the day")?;
    let sane = need.people.iter().all(|people| *people <= NEED_MAX);
    keep(sane, || format!("{}.people", field()), "at most 10000 in a quarter hour")
}

fn valid_person(question: &RosterQuestion, at: usize, person: &Person) -> Verdict {
    let days = question.days.len();
    let of = |part: &str| format!("people[{at}].{part}");
    keep(person.contract < question.contracts.len(), || of("contract"), "a position in contracts")?;
    let skilled = person.skills.iter().all(|skill| *skill < question.skills.len());
    keep(skilled, || of("skills"), "positions in skills")?;
    keep(person.away.iter().all(|day| *day < days), || of("away"), "positions in days")?;
    for wish in &person.wishes {
        let known = match wish.want {
            super::Want::Shift(shift) => shift < question.shifts.len(),
            _ => true,
        };
        keep(known && wish.day < days, || of("wishes"), "a day and a shift that are there")?;
        keep((0..=WEIGHT_MAX).contains(&wish.weight), || of("wishes"), "a weight of 0 to 1000000")?;
    }
    let before = person.before;
    keep(before.eve_end_slot.is_none_or(|end| end <= DAY_SLOTS), || of("before.eve_end_slot"), "0 to 96")?;
    let carried = before.week_minutes <= WEEK_MIN && before.week_days <= 7 && before.run_days <= 10_000;
    keep(carried, || of("before"), "a week of at most 7 days")?;
    let counts = [before.rest_days, before.early, before.late];
    keep(counts.iter().all(|n| *n <= NEED_MAX), || of("before"), "counts of at most 10000")
}

fn valid_rules(question: &RosterQuestion) -> Verdict {
    let rules = question.rules;
    keep(rules.run_days_max >= 1, || "rules.run_days_max".into(), "at least 1")?;
    keep(rules.week_off_min <= 7, || "rules.week_off_min".into(), "at most 7")?;
    keep(
        rules.rest_min <= 24 * 60,
        || "rules.rest_min".into(),
        "at most a day: shifts a day apart are not compared",
    )?;
    let w = question.weights;
    let all = [w.short, w.paid, w.under, w.rest_days, w.early, w.late, w.change];
    keep(all.iter().all(|weight| (0..=WEIGHT_MAX).contains(weight)), || "weights".into(), "0 to 1000000 each")
}

fn valid_pins(question: &RosterQuestion) -> Verdict {
    let mut cells = Vec::new();
    let mut roster = Roster::default();
    for (at, pin) in question.pins.iter().enumerate() {
        let known = pin.person < question.people.len()
            && pin.day < question.days.len()
            && pin.shift.is_none_or(|shift| shift < question.shifts.len());
        keep(known, || format!("pins[{at}]"), "a person, a day and a shift that are there")?;
        cells.push((pin.person, pin.day));
        let pause = |shift: usize| question.shifts[shift].pause.map(|pause| pause.earliest_slot);
        roster.assignments.extend(pin.shift.map(|shift| Assignment {
            person: pin.person,
            day: pin.day,
            shift,
            pause_slot: pause(shift),
        }));
    }
    cells.sort_unstable();
    keep(cells.windows(2).all(|pair| pair[0] != pair[1]), || "pins".into(), "one for each cell")?;
    let hard = check(question, &roster).into_iter().find(|breach| !breach.code.is_soft());
    hard.map_or(Ok(()), |breach| {
        Err(RosterRefusal::PinsBreak {
            person: breach.person.map_or_else(String::new, |at| question.people[at].key.clone()),
            day: breach.day.to_string(),
            rule: breach.code.code().into(),
        })
    })
}
