//! Checks of what planning rests on. Whether a plan is possible is the planner's to say, who knows what is asked.

use std::collections::BTreeSet;

use super::Report;
use crate::RefusalCode::{Conflict, Duplicate, Range};
use crate::{Pack, PlanGrade, Planning};

const FILE: &str = "planning.toml";
const SEGMENTS: [&str; 4] = ["payment", "connection", "elder", "firm"];
/// A quarter of an hour, in which shifts are counted.
const QUARTER: i32 = 15;

pub(super) fn check(pack: &Pack, report: &mut Report) {
    let it = &pack.planning;
    report.filled(FILE, "source", &it.source);
    for (field, value, low, high) in [
        ("over_65", it.over_65, 0.0, 1.0),
        ("spread", it.spread, 0.0, 1.5),
        ("travel.detour", it.travel.detour, 1.0, 5.0),
        ("travel.km_per_hour", it.travel.km_per_hour, 1.0, 150.0),
        ("travel.start_min", it.travel.start_min, 0.0, 120.0),
        ("choice.decay", it.choice.decay, 0.01, 10.0),
        ("choice.further_min", it.choice.further_min, 0.0, 1440.0),
        ("staffing.share", it.staffing.share, 0.01, 0.999),
        ("staffing.within_min", it.staffing.within_min, 0.1, 240.0),
        ("travelling.days", f64::from(it.travelling.days), 1.0, 7.0),
        ("travelling.hours_a_day", it.travelling.hours_a_day, 0.5, 24.0),
        ("travelling.busy_max", it.travelling.busy_max, 0.01, 1.0),
        ("travelling.apart_km", it.travelling.apart_km, 0.0, 1_000.0),
        ("weights.years", it.weights.years, 0.1, 100.0),
        ("roster.clerk_yuan_per_hour", it.roster.clerk_yuan_per_hour, 0.0, 10_000.0),
        ("roster.kiosk_yuan_per_day", it.roster.kiosk_yuan_per_day, 0.0, 100_000.0),
    ] {
        report.within(FILE, field, value, low, high);
    }
    for (hall, days) in &it.travelling.market_days {
        let field = format!("travelling.market_days.{hall}");
        report.known(FILE, &field, hall, &pack.halls.iter().map(|hall| hall.code.as_str()).collect());
        for day in days {
            report.within(FILE, &field, f64::from(*day), 1.0, f64::from(it.travelling.days));
        }
    }
    segments(it, report);
    grades(it, report);
    shifts(it, report);
}

fn segments(it: &Planning, report: &mut Report) {
    for (n, segment) in it.segment.iter().enumerate() {
        report.known(FILE, &format!("segment[{n}].segment"), &segment.segment, &SEGMENTS.into());
        for (field, value, high) in [
            ("share", segment.share, 1.0),
            ("needs", segment.needs, 1_000.0),
            ("online", segment.online, 0.99),
            ("minutes", segment.minutes, 480.0),
        ] {
            report.within(FILE, &format!("segment[{n}].{field}"), value, 0.0, high);
        }
    }
    let there: BTreeSet<&str> = it.segment.iter().map(|segment| segment.segment.as_str()).collect();
    let shares: f64 = it.segment.iter().map(|segment| segment.share).sum();
    if there.len() != SEGMENTS.len() || it.segment.len() != SEGMENTS.len() || (shares - 1.0).abs() > 1e-6 {
        let names = SEGMENTS.join(", ");
        let zh = format!("应各有一次 {names}，比重合计为 1");
        let en = format!("needs each of {names} once, with shares that add up to 1");
        report.say(FILE, "segment", Conflict, zh, en);
    }
}

fn grades(it: &Planning, report: &mut Report) {
    for (n, grade) in it.grade.iter().enumerate() {
        let path = |field: &str| format!("grade[{n}].{field}");
        for (m, segment) in grade.serves.iter().enumerate() {
            report.known(FILE, &format!("grade[{n}].serves[{m}]"), segment, &SEGMENTS.into());
        }
        if it.grade[..n].iter().any(|other| other.grade == grade.grade) {
            report.say(FILE, &path("grade"), Duplicate, "等级重复", "the grade is there already");
        }
        report.within(FILE, &path("visits_max"), grade.visits_max, 1.0, 1e9);
        report.within(FILE, &path("hours"), grade.hours, 1.0, 8_784.0);
        report.within(FILE, &path("attraction"), grade.attraction, 0.01, 100.0);
        let money = |it: &PlanGrade| [it.yearly_yuan, it.open_yuan, it.close_yuan, it.regrade_yuan];
        if money(grade).iter().any(|yuan| !(0..=10_000_000_000).contains(yuan)) {
            report.say(
                FILE,
                &path("yearly_yuan"),
                Range,
                "金额应为 0–100 亿元",
                "money is 0–10,000,000,000 yuan",
            );
        }
    }
}

fn shifts(it: &Planning, report: &mut Report) {
    for (n, shift) in it.shift.iter().enumerate() {
        let path = |field: &str| format!("shift[{n}].{field}");
        report.filled(FILE, &path("code"), &shift.code);
        let (from, to) = (shift.from.minutes(), shift.to.minutes());
        let even = [from, to, shift.break_min].iter().all(|minutes| minutes % QUARTER == 0);
        if from >= to || !even {
            let (zh, en) =
                ("起止应为整刻钟且先起后止", "begins before it ends, on whole quarters of an hour");
            report.say(FILE, &path("from"), Range, zh, en);
        }
        let spans = shift.break_from.zip(shift.break_to);
        let window = spans.map(|(from, to)| (from.minutes(), to.minutes()));
        let fits = |(begin, end): (i32, i32)| {
            from <= begin
                && end <= to
                && begin + shift.break_min <= end
                && begin % QUARTER == 0
                && end % QUARTER == 0
        };
        if (shift.break_min != 0) != window.is_some() || window.is_some_and(|window| !fits(window)) {
            let (zh, en) =
                ("休息时段应在班内并容得下休息", "the break has a window within the shift that holds it");
            report.say(FILE, &path("break_min"), Range, zh, en);
        }
        if it.shift[..n].iter().any(|other| other.code == shift.code) {
            report.say(FILE, &path("code"), Duplicate, "班次重复", "the shift is there already");
        }
    }
}
