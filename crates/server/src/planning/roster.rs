//! A month of a hall as the planner rosters it: the pack's shifts and contracts, the hall's people, the clerks that the
//! staffing of each kind of day asks for.

use std::collections::BTreeMap;

use kernel::{Day, DayKind};
use pack::{Pack, ShiftBand};
use planning::roster::{
    Assignment, Band, Contract, Need, Pause, Person, RestRules, Roster, RosterDay, RosterQuestion, Shift,
    Want, Weights, Wish, price,
};

use crate::Refused;

/// Minutes of a slot of a roster.
pub(crate) const SLOT: i64 = 15;
/// What denying a wish is priced at, in the planner's points.
const WISH: i64 = 150;
/// Who can do everything, as a skill of the roster.
pub(crate) const COMPREHENSIVE: &str = "comprehensive";

/// The first day of a month written `2026-12`.
///
/// # Errors
/// There is no such month.
pub(crate) fn month(text: &str) -> Result<Day, Refused> {
    let wrong = || Refused::new("month_wrong").at("month").rule("2026-12");
    let plain = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !plain {
        return Err(wrong());
    }
    format!("{text}-01").parse().map_err(|_| wrong())
}

/// The days of a month.
pub(crate) fn days_of(month: Day) -> Vec<Day> {
    (0..31).map(|n| month.plus(n)).take_while(|day| day.month() == month.month()).collect()
}

/// A month written as it was asked for.
pub(crate) fn written(month: Day) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

fn slot(minutes: i32) -> u32 {
    u32::try_from(i64::from(minutes) / SLOT).unwrap_or(0)
}

fn shift(it: &pack::PlanShift) -> Shift {
    let slots = slot(it.break_min);
    let pause = it.break_from.zip(it.break_to).map(|(from, to)| Pause {
        earliest_slot: slot(from.minutes()),
        latest_slot: slot(to.minutes()) - slots,
        slots,
        paid: false,
    });
    Shift {
        code: it.code.clone(),
        start_slot: slot(it.from.minutes()),
        slots: slot(it.to.minutes()) - slot(it.from.minutes()),
        pause,
        band: match it.band {
            ShiftBand::Plain => Band::Plain,
            ShiftBand::Early => Band::Early,
            ShiftBand::Late => Band::Late,
        },
    }
}

/// Somebody who can work.
pub(crate) struct Worker {
    /// Their account, as text.
    pub(crate) key: String,
    /// Whether they can do everything.
    pub(crate) comprehensive: bool,
    /// Days that they wish off.
    pub(crate) off: Vec<Day>,
}

/// The clerks that a day needs, by spans of opening: from which minute, and how many in each quarter of an hour.
pub(crate) type Needed = Vec<(i64, Vec<u32>)>;

/// The month as a question. `needed` says what each day needs; a day without anything is closed.
pub(crate) fn question(
    pack: &Pack,
    month: Day,
    workers: &[Worker],
    needed: impl Fn(Day) -> Needed,
) -> RosterQuestion {
    let (rules, calendar) = (&pack.planning.roster, pack.working_calendar());
    let days = days_of(month);
    let rest = |day: Day| matches!(calendar.kind(day), Ok(DayKind::Weekend | DayKind::Holiday));
    let day = |day: &Day| {
        let mut needs = Vec::new();
        for (from_min, people) in needed(*day) {
            let from_slot = u32::try_from(from_min / SLOT).unwrap_or(0);
            // Somebody is always there who can do whatever a customer may want.
            let one = people.iter().map(|people| (*people).min(1)).collect();
            needs.push(Need { skill: None, from_slot, people });
            needs.push(Need { skill: Some(0), from_slot, people: one });
        }
        RosterDay { rest_day: rest(*day), needs }
    };
    let person = |it: &Worker| Person {
        key: it.key.clone(),
        skills: if it.comprehensive { vec![0] } else { Vec::new() },
        wishes: it
            .off
            .iter()
            .filter_map(|off| days.iter().position(|day| day == off))
            .map(|day| Wish { day, want: Want::Off, weight: WISH })
            .collect(),
        ..Person::default()
    };
    RosterQuestion {
        first_weekday: u32::try_from(month.weekday()).unwrap_or(1),
        days: days.iter().map(day).collect(),
        skills: vec![COMPREHENSIVE.to_owned()],
        shifts: pack.planning.shift.iter().map(shift).collect(),
        contracts: vec![Contract {
            name: "全日".to_owned(),
            week_min_min: rules.week_hours_min * 60,
            week_max_min: rules.week_hours_max * 60,
        }],
        people: workers.iter().map(person).collect(),
        rules: RestRules {
            rest_min: rules.rest_hours_min * 60,
            run_days_max: rules.days_in_row_max,
            week_off_min: rules.days_off_per_week,
        },
        weights: Weights::default(),
        pins: Vec::new(),
    }
}

/// `roster` with somebody working `shift` on a day, or not at all. The break is where the counters miss it least.
pub(crate) fn with(
    question: &RosterQuestion,
    roster: &Roster,
    (person, day): (usize, usize),
    shift: Option<usize>,
) -> Roster {
    let mut without = roster.clone();
    without.assignments.retain(|it| (it.person, it.day) != (person, day));
    let Some(shift) = shift else { return without };
    let at = |pause_slot: Option<u32>| {
        let mut roster = without.clone();
        roster.assignments.push(Assignment { person, day, shift, pause_slot });
        roster.assignments.sort_unstable();
        roster
    };
    let pause = question.shifts.get(shift).and_then(|it| it.pause);
    let Some(pause) = pause else { return at(None) };
    let each = (pause.earliest_slot..=pause.latest_slot).map(|slot| at(Some(slot)));
    each.min_by_key(|roster| price(question, roster, None).short)
        .unwrap_or_else(|| at(Some(pause.earliest_slot)))
}

/// What each kind of day of a month needs, found once for each weekday and kind by the busiest such day.
pub(crate) fn busiest<'d>(pack: &Pack, days: &'d [Day]) -> BTreeMap<(&'static str, i8), &'d Day> {
    let mut found: BTreeMap<(&'static str, i8), &Day> = BTreeMap::new();
    for day in days {
        let kind = super::footfall::kind_word(pack, *day);
        let busier = |other: &&Day| crate::day::factor(pack, *day) > crate::day::factor(pack, **other);
        let before = found.get(&(kind, day.weekday()));
        if before.is_none_or(busier) {
            found.insert((kind, day.weekday()), day);
        }
    }
    found
}
