//! Whether a plan is a hall that could be: drawn on the grid, with counters in it that can do what it promises.

use std::collections::BTreeSet;

use kernel::Day;
use pack::Pack;

use crate::{HallPlan, HoursRule, PlanZone};

/// Width of the floor's grid.
pub const GRID_WIDTH: i64 = 100;
/// Height of the floor's grid.
pub const GRID_HEIGHT: i64 = 60;
/// The words for kinds of counter.
const COUNTER_KINDS: [&str; 3] = ["comprehensive", "payment", "key_customer"];
/// More of anything than this is a mistake of the form.
const MANY: usize = 200;
/// The longest name or code, in characters.
const NAME_MAX: usize = 60;

/// The first thing that is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault {
    /// The field, as a path such as `counters[2].zone`.
    pub field: String,
    /// The rule that it breaks.
    pub rule: String,
}

fn fault<T>(field: impl Into<String>, rule: impl Into<String>) -> Result<T, PlanFault> {
    Err(PlanFault { field: field.into(), rule: rule.into() })
}

/// Checks `plan` as it would hold from `day`.
///
/// # Errors
/// The first fault: a zone off the grid or over another, a counter outside a zone or twice, a skill nobody knows, a
/// function no counter can do, hours out of order, or less than the grade's standard asks.
pub fn check_plan(pack: &Pack, plan: &HallPlan, day: Day) -> Result<(), PlanFault> {
    check_shape(pack, plan)?;
    check_standard(pack, plan, day)
}

/// As [`check_plan`], without what a grade's standard asks: a hall that closes keeps to none.
pub(super) fn check_shape(pack: &Pack, plan: &HallPlan) -> Result<(), PlanFault> {
    for (field, len) in [
        ("zones", plan.zones.len()),
        ("counters", plan.counters.len()),
        ("functions", plan.functions.len()),
        ("hours", plan.hours.len()),
        ("rooms", plan.rooms.len()),
        ("equipment", plan.equipment.len()),
    ] {
        if len > MANY {
            return fault(field, format!("≤ {MANY}"));
        }
    }
    check_zones(&plan.zones)?;
    check_counters(pack, plan)?;
    check_functions(pack, plan)?;
    check_hours(&plan.hours)?;
    check_rest(plan)
}

fn check_name(field: impl Into<String>, text: &str) -> Result<(), PlanFault> {
    if text.trim().is_empty() || text.chars().count() > NAME_MAX {
        return fault(field, format!("1–{NAME_MAX}"));
    }
    Ok(())
}

fn check_zones(zones: &[PlanZone]) -> Result<(), PlanFault> {
    for (n, zone) in zones.iter().enumerate() {
        for (field, text) in [("code", &zone.code), ("name", &zone.name), ("name_en", &zone.name_en)] {
            check_name(format!("zones[{n}].{field}"), text)?;
        }
        let size = (1..=GRID_WIDTH).contains(&zone.w) && (1..=GRID_HEIGHT).contains(&zone.h);
        // Sizes first: what is within the grid cannot overflow.
        let placed = size
            && (0..=GRID_WIDTH - zone.w).contains(&zone.x)
            && (0..=GRID_HEIGHT - zone.h).contains(&zone.y);
        if !placed {
            return fault(format!("zones[{n}]"), format!("{GRID_WIDTH}×{GRID_HEIGHT}"));
        }
        for other in &zones[..n] {
            if other.code == zone.code {
                return fault(format!("zones[{n}].code"), format!("unique: {}", zone.code));
            }
            if overlap(zone, other) {
                return fault(format!("zones[{n}]"), format!("no overlap: {}", other.code));
            }
        }
    }
    Ok(())
}

fn overlap(a: &PlanZone, b: &PlanZone) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

fn check_counters(pack: &Pack, plan: &HallPlan) -> Result<(), PlanFault> {
    for (n, counter) in plan.counters.iter().enumerate() {
        check_name(format!("counters[{n}].name"), &counter.name)?;
        if counter.id.0 < 1 {
            return fault(format!("counters[{n}].id"), "≥ 1");
        }
        if plan.counters[..n].iter().any(|other| other.id == counter.id) {
            return fault(format!("counters[{n}].id"), format!("unique: {}", counter.id));
        }
        if !COUNTER_KINDS.contains(&counter.kind.as_str()) {
            return fault(format!("counters[{n}].kind"), COUNTER_KINDS.join(", "));
        }
        let Some(zone) = plan.zone(&counter.zone) else {
            return fault(format!("counters[{n}].zone"), format!("zones: {}", counter.zone));
        };
        let inside =
            (zone.x..zone.x + zone.w).contains(&counter.x) && (zone.y..zone.y + zone.h).contains(&counter.y);
        if !inside {
            return fault(format!("counters[{n}]"), format!("in {}", counter.zone));
        }
        if counter.skills.is_empty() {
            return fault(format!("counters[{n}].skills"), "≥ 1");
        }
        check_skills(pack, &format!("counters[{n}].skills"), &counter.skills)?;
        if let Some(skill) = counter.special.iter().find(|skill| !counter.skills.contains(skill)) {
            return fault(format!("counters[{n}].special"), format!("skills: {skill}"));
        }
    }
    Ok(())
}

fn check_skills(pack: &Pack, field: &str, skills: &[String]) -> Result<(), PlanFault> {
    let mut seen = BTreeSet::new();
    for skill in skills {
        if !pack.catalogue.skills.iter().any(|known| known.code == *skill) {
            return fault(field, format!("skills: {skill}"));
        }
        if !seen.insert(skill) {
            return fault(field, format!("unique: {skill}"));
        }
    }
    Ok(())
}

fn check_functions(pack: &Pack, plan: &HallPlan) -> Result<(), PlanFault> {
    check_skills(pack, "functions", &plan.functions)?;
    if plan.counters.is_empty() && plan.kiosks > 0 {
        // A self-service hall: its kiosks do what they can.
        return Ok(());
    }
    let offered = |skill: &&String| !plan.counters.iter().any(|counter| counter.skills.contains(skill));
    match plan.functions.iter().find(offered) {
        Some(skill) => fault("functions", format!("counters: {skill}")),
        None => Ok(()),
    }
}

fn check_hours(hours: &[HoursRule]) -> Result<(), PlanFault> {
    for (n, rule) in hours.iter().enumerate() {
        // A season begins on a day that every year has.
        if Day::new(2027, rule.from_month, rule.from_day).is_none() {
            return fault(format!("hours[{n}].from_month_day"), "01-01 … 12-31");
        }
        let same = |other: &&HoursRule| {
            (other.from_month, other.from_day, other.day_kind)
                == (rule.from_month, rule.from_day, rule.day_kind)
        };
        if hours[..n].iter().any(|other| same(&other)) {
            return fault(format!("hours[{n}]"), "unique");
        }
        let mut last = 0;
        for (m, span) in rule.spans.iter().enumerate() {
            if span.from_min < last || span.to_min <= span.from_min || span.to_min > 1440 {
                return fault(format!("hours[{n}].spans[{m}]"), "00:00 ≤ … ≤ 24:00");
            }
            last = span.to_min;
        }
    }
    Ok(())
}

fn check_rest(plan: &HallPlan) -> Result<(), PlanFault> {
    for (n, room) in plan.rooms.iter().enumerate() {
        check_name(format!("rooms[{n}]"), room)?;
        if plan.rooms[..n].contains(room) {
            return fault(format!("rooms[{n}]"), format!("unique: {room}"));
        }
    }
    for (n, equipment) in plan.equipment.iter().enumerate() {
        check_name(format!("equipment[{n}]"), equipment)?;
    }
    if !(0..=100).contains(&plan.child_corner_places) {
        return fault("child_corner_places", "0–100");
    }
    if !(0..=100).contains(&plan.kiosks) {
        return fault("kiosks", "0–100");
    }
    Ok(())
}

/// A hall keeps its grade's functions, and has a place where people can be served at all.
fn check_standard(pack: &Pack, plan: &HallPlan, day: Day) -> Result<(), PlanFault> {
    let Some(standard) = pack.standard(plan.grade, day) else {
        return fault("grade", plan.grade.as_str());
    };
    if let Some(skill) = standard.skills.iter().find(|skill| !plan.functions.contains(skill)) {
        return fault("functions", format!("{}: {skill}", plan.grade));
    }
    if plan.counters.is_empty() && plan.kiosks == 0 {
        return fault("counters", "≥ 1");
    }
    if !plan.hours.iter().any(|rule| rule.day_kind == kernel::DayKind::Workday && !rule.spans.is_empty()) {
        return fault("hours", "workday");
    }
    Ok(())
}
