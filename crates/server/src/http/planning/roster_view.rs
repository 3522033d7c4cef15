//! A roster as the board shows it: people, days with what they need and have, what is not as it should be.

use api::{
    Roster, RosterCheck, RosterDay, RosterPerson, RosterPrice, RosterProblem, RosterQuarter, RosterRelief,
    RosterShift, RosterShort, RosterWork,
};
use centre::rosters::RosterRow;
use kernel::{Day, HallId};
use pack::Pack;
use planning::roster::{
    self as planner, Band, Breach, BreachCode, DAY_SLOTS, Price, RosterQuestion, Want, check, price,
};

use super::rosters::{Names, staff_of};
use crate::planning::footfall::kind_word;
use crate::planning::roster::{SLOT, days_of, written};

fn minutes(slot: u32) -> i64 {
    i64::from(slot) * SLOT
}

/// A stored roster on the wire.
pub(super) fn wire(pack: &Pack, hall: HallId, month: Day, row: &RosterRow, names: &Names) -> Roster {
    let (question, roster) = (&row.question, &row.roster);
    let work = roster.assignments.iter().map(|it| RosterWork {
        staff: staff_of(question, it.person),
        day: on(month, it.day),
        shift: question.shifts[it.shift].code.clone(),
        break_from_min: it.pause_slot.map(minutes),
    });
    Roster {
        hall,
        month: written(month),
        version: row.version,
        seed: row.seed.to_string(),
        shifts: question.shifts.iter().map(shift).collect(),
        people: (0..question.people.len()).map(|n| person(month, row, n, names)).collect(),
        days: days_of(month).into_iter().enumerate().map(|(n, day)| self::day(pack, row, n, day)).collect(),
        work: work.collect(),
        problems: check(question, roster).iter().map(|it| problem(month, question, it)).collect(),
        short: short(month, question, roster),
        relief: relief(month, question, roster),
        price: points(&price(question, roster, None)),
        bound: row.bound,
    }
}

fn on(month: Day, day: usize) -> Day {
    month.plus(i32::try_from(day).unwrap_or(0))
}

fn shift(it: &planner::Shift) -> RosterShift {
    let band = match it.band {
        Band::Plain => "plain",
        Band::Early => "early",
        Band::Late => "late",
    };
    RosterShift {
        code: it.code.clone(),
        from_min: minutes(it.start_slot),
        to_min: minutes(it.end_slot()),
        break_min: it.pause.map_or(0, |pause| minutes(pause.slots)),
        band: band.to_owned(),
    }
}

fn person(month: Day, row: &RosterRow, n: usize, names: &Names) -> RosterPerson {
    let question = &row.question;
    let it = &question.people[n];
    let contract = &question.contracts[it.contract];
    let works = || row.roster.assignments.iter().filter(move |work| work.person == n);
    let shifts = |band: Band| works().filter(|work| question.shifts[work.shift].band == band).count() as i64;
    let paid: u32 = works().map(|work| question.shifts[work.shift].paid_slots()).sum();
    let wishes = it.wishes.iter().filter(|wish| matches!(wish.want, Want::Off));
    RosterPerson {
        staff: staff_of(question, n),
        name: names.get(&it.key).cloned().unwrap_or_else(|| format!("#{}", it.key)),
        skills: it.skills.iter().filter_map(|skill| question.skills.get(*skill).cloned()).collect(),
        week_h_min: f64::from(contract.week_min_min) / 60.0,
        week_h_max: f64::from(contract.week_max_min) / 60.0,
        hours: minutes(paid) as f64 / 60.0,
        rest_days: works().filter(|work| question.days[work.day].rest_day).count() as i64,
        early: shifts(Band::Early),
        late: shifts(Band::Late),
        wishes: wishes.map(|wish| on(month, wish.day)).collect(),
        away: it.away.iter().map(|day| on(month, *day)).collect(),
    }
}

/// People at a counter in each quarter of an hour of a day.
fn there(question: &RosterQuestion, roster: &planner::Roster, day: usize) -> Vec<u32> {
    let mut there = vec![0; DAY_SLOTS as usize];
    for work in roster.assignments.iter().filter(|work| work.day == day) {
        for (slot, count) in (0..).zip(&mut there) {
            *count += u32::from(question.shifts[work.shift].serves(slot, work.pause_slot));
        }
    }
    there
}

fn day(pack: &Pack, row: &RosterRow, n: usize, day: Day) -> RosterDay {
    let there = there(&row.question, &row.roster, n);
    let needs = row.question.days[n].needs.iter().filter(|need| need.skill.is_none());
    let quarters = needs.flat_map(|need| {
        (need.from_slot..).zip(&need.people).map(|(slot, needed)| RosterQuarter {
            from_min: minutes(slot),
            needed: i64::from(*needed),
            there: there.get(slot as usize).map_or(0, |count| i64::from(*count)),
        })
    });
    RosterDay { day, kind: kind_word(pack, day).to_owned(), quarters: quarters.collect() }
}

/// Runs of quarters of an hour with too few people.
fn short(month: Day, question: &RosterQuestion, roster: &planner::Roster) -> Vec<RosterShort> {
    let run = |it: &planner::Short| RosterShort {
        day: on(month, it.day),
        skill: it.skill.and_then(|skill| question.skills.get(skill).cloned()),
        from_min: minutes(it.from_slot),
        to_min: minutes(it.to_slot),
        people: i64::from(it.people),
    };
    planner::short(question, roster).iter().map(run).collect()
}

/// Shifts that somebody from elsewhere would have to work so that nothing stays short.
fn relief(month: Day, question: &RosterQuestion, roster: &planner::Roster) -> Vec<RosterRelief> {
    let shift = |it: &planner::Relief| RosterRelief {
        day: on(month, it.day),
        shift: question.shifts[it.shift].code.clone(),
        skills: it.skills.iter().filter_map(|skill| question.skills.get(*skill).cloned()).collect(),
    };
    planner::relief(question, roster).iter().map(shift).collect()
}

fn problem(month: Day, question: &RosterQuestion, it: &Breach) -> RosterProblem {
    RosterProblem {
        code: it.code.code().to_owned(),
        hard: !it.code.is_soft(),
        staff: it.person.map(|person| staff_of(question, person)),
        day: on(month, it.day),
        value: it.have,
        limit: it.limit,
    }
}

fn points(it: &Price) -> RosterPrice {
    RosterPrice {
        total: it.total,
        short: it.short,
        paid: it.paid,
        under: it.under,
        wishes: it.wishes,
        unfair: it.unfair,
    }
}

/// What a change would do: what it breaks that was whole, and what it costs.
pub(super) fn check_of(month: Day, row: &RosterRow, after: &planner::Roster) -> RosterCheck {
    let question = &row.question;
    let before = check(question, &row.roster);
    let same = |one: &Breach, other: &Breach| {
        (one.code, one.person, one.day) == (other.code, other.person, other.day) && one.have == other.have
    };
    let breaches = check(question, after);
    let new = breaches.iter().filter(|it| !before.iter().any(|old| same(old, it)));
    RosterCheck {
        allowed: breaches.iter().all(|it| BreachCode::is_soft(it.code)),
        new_problems: new.map(|it| problem(month, question, it)).collect(),
        short: short(month, question, after),
        price: points(&price(question, after, None)),
    }
}
