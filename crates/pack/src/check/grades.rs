//! Checks of the grades: hours, plans, stock, and that a higher grade can do all that a lower one can.

use std::collections::BTreeSet;

use kernel::{Day, DayKind, DeviceKind, Grade};

use super::Report;
use crate::RefusalCode::{Conflict, Dangling, Missing, Range};
use crate::{GradeStandard, Pack, Season};

const FILE: &str = "grades.toml";

pub(super) fn check(pack: &Pack, report: &mut Report) {
    report.counts(FILE, "plan_width", pack.grades.plan_width, 1, 10_000);
    report.counts(FILE, "plan_height", pack.grades.plan_height, 1, 10_000);
    seasons(pack, report);
    report.unique(FILE, pack.grades.zone.iter().map(|it| &it.code), |n| format!("zone[{n}].code"));
    for (n, it) in pack.grades.zone.iter().enumerate() {
        report.filled(FILE, &format!("zone[{n}].code"), &it.code);
        report.filled(FILE, &format!("zone[{n}].name_zh"), &it.name_zh);
        report.filled(FILE, &format!("zone[{n}].name_en"), &it.name_en);
        report.filled(FILE, &format!("zone[{n}].source"), &it.source);
    }
    let standards = &pack.grades.grade;
    report.unique(FILE, standards.iter().map(|it| (it.grade, it.effective_from.to_string())), |n| {
        format!("grade[{n}].effective_from")
    });
    for grade in Grade::ALL {
        if !standards.iter().any(|it| it.grade == *grade) {
            let (zh, en) = (format!("缺少 {grade} 级的配置"), format!("grade {grade} is missing"));
            report.say(FILE, "grade", Missing, zh, en);
        }
    }
    for (n, it) in standards.iter().enumerate() {
        let path = format!("grade[{n}]");
        names(pack, &path, it, report);
        opening(&path, it, report);
        zones(pack, &path, it, report);
        counters(&path, it, report);
        stock(&path, it, report);
        nested(pack, &path, it, report);
    }
}

fn seasons(pack: &Pack, report: &mut Report) {
    let spans = &pack.grades.season;
    report.unique(FILE, spans.iter().map(|it| (it.from_month, it.from_day)), |n| {
        format!("season[{n}].from_month")
    });
    for (n, it) in spans.iter().enumerate() {
        report.filled(FILE, &format!("season[{n}].source"), &it.source);
        if Day::new(2025, it.from_month, it.from_day).is_none() {
            let path = format!("season[{n}].from_day");
            report.say(
                FILE,
                &path,
                Range,
                "没有这一天（2 月 29 日也不行）",
                "there is no such day in every year",
            );
        }
        if it.season == Season::All {
            let path = format!("season[{n}].season");
            report.say(
                FILE,
                &path,
                Conflict,
                "all 表示全年，不必定义",
                "`all` is the whole year and is not defined",
            );
        }
    }
}

fn names(pack: &Pack, path: &str, it: &GradeStandard, report: &mut Report) {
    const MODES: [&str; 5] = ["face_to_face", "phone", "written", "fax", "self_service"];
    report.filled(FILE, &format!("{path}.source"), &it.source);
    report.filled(FILE, &format!("{path}.role_zh"), &it.role_zh);
    report.filled(FILE, &format!("{path}.role_en"), &it.role_en);
    let categories: BTreeSet<&str> = pack.catalogue.categories.iter().map(|it| it.code.as_str()).collect();
    let skills: BTreeSet<&str> = pack.catalogue.skills.iter().map(|it| it.code.as_str()).collect();
    for (field, used, known) in [
        ("categories", &it.categories, &categories),
        ("skills", &it.skills, &skills),
        ("modes", &it.modes, &MODES.into_iter().collect()),
    ] {
        report.unique(FILE, used, |m| format!("{path}.{field}[{m}]"));
        for (m, name) in used.iter().enumerate() {
            report.known(FILE, &format!("{path}.{field}[{m}]"), name, known);
        }
    }
    if it.footfall_low < 0 || it.footfall_high < it.footfall_low {
        let path = format!("{path}.footfall_high");
        report.say(FILE, &path, Range, "客流上限低于下限", "the most people are fewer than the fewest");
    }
    for (field, most) in [("max_per_company", it.max_per_company), ("max_per_county", it.max_per_county)] {
        report.counts(FILE, &format!("{path}.{field}"), most.unwrap_or(0), 0, 10_000);
    }
}

fn opening(path: &str, it: &GradeStandard, report: &mut Report) {
    for (m, span) in it.opening.iter().enumerate() {
        let path = format!("{path}.opening[{m}]");
        if span.from >= span.to {
            report.say(FILE, &path, Range, "关门要晚于开门", "doors must close after they open");
        }
        let day = |it: &DayKind| format!("{it:?}");
        report.unique(FILE, span.days.iter().map(day), |_| format!("{path}.days"));
        if span.days.is_empty() {
            report.say(FILE, &format!("{path}.days"), Missing, "没有写日子", "names no kind of day");
        }
        let clash = it.opening[..m].iter().any(|other| {
            let season = span.season == other.season || [span.season, other.season].contains(&Season::All);
            let day = span.days.iter().any(|day| other.days.contains(day));
            season && day && span.from < other.to && other.from < span.to
        });
        if clash {
            report.say(FILE, &path, Conflict, "与前面的营业时间重叠", "overlaps hours before it");
        }
    }
}

/// Left, top, width and height.
type Rect = (i64, i64, i64, i64);

fn overlap(a: Rect, b: Rect) -> bool {
    a.0 < b.0 + b.2 && b.0 < a.0 + a.2 && a.1 < b.1 + b.3 && b.1 < a.1 + a.3
}

fn inside(outer: Rect, it: Rect) -> bool {
    it.0 >= outer.0 && it.1 >= outer.1 && it.0 + it.2 <= outer.0 + outer.2 && it.1 + it.3 <= outer.1 + outer.3
}

/// Whether all four are small and the sides are there, so that sums cannot overflow.
fn sane(it: Rect) -> bool {
    let small = |n: i64| (0..=10_000).contains(&n);
    small(it.0) && small(it.1) && small(it.2) && small(it.3) && it.2 > 0 && it.3 > 0
}

fn zones(pack: &Pack, path: &str, it: &GradeStandard, report: &mut Report) {
    let kinds: BTreeSet<&str> = pack.grades.zone.iter().map(|kind| kind.code.as_str()).collect();
    report.unique(FILE, it.zone.iter().map(|zone| &zone.zone), |m| format!("{path}.zone[{m}].zone"));
    let grid = (0, 0, pack.grades.plan_width, pack.grades.plan_height);
    let rects: Vec<Rect> = it.zone.iter().map(|zone| (zone.x, zone.y, zone.w, zone.h)).collect();
    for (m, zone) in it.zone.iter().enumerate() {
        let path = format!("{path}.zone[{m}]");
        report.known(FILE, &format!("{path}.zone"), &zone.zone, &kinds);
        if !sane(rects[m]) || !inside(grid, rects[m]) {
            report.say(FILE, &path, Range, "超出平面图的格子", "is not within the plan's grid");
        } else if rects[..m].iter().any(|other| sane(*other) && overlap(*other, rects[m])) {
            report.say(FILE, &path, Conflict, "与前面的功能区重叠", "overlaps a zone before it");
        }
    }
}

fn counters(path: &str, it: &GradeStandard, report: &mut Report) {
    let rects: Vec<Rect> = it.counter.iter().map(|at| (at.x, at.y, at.w, at.h)).collect();
    for (m, at) in it.counter.iter().enumerate() {
        let path = format!("{path}.counter[{m}]");
        if usize::try_from(at.number).ok() != Some(m + 1) {
            let field = format!("{path}.number");
            report.say(
                FILE,
                &field,
                Conflict,
                "柜台号应从 1 起连续",
                "counters are numbered from 1 without gaps",
            );
        }
        match it.zone.iter().find(|zone| zone.zone == at.zone) {
            None => {
                let field = format!("{path}.zone");
                report.say(FILE, &field, Dangling, "平面图里没有这个功能区", "that zone is not on the plan");
            }
            Some(zone) if !sane(rects[m]) || !inside((zone.x, zone.y, zone.w, zone.h), rects[m]) => {
                report.say(FILE, &path, Range, "柜台不在它的功能区里", "the counter is not within its zone");
            }
            Some(_) if rects[..m].iter().any(|other| sane(*other) && overlap(*other, rects[m])) => {
                report.say(FILE, &path, Conflict, "与前面的柜台重叠", "overlaps a counter before it");
            }
            Some(_) => {}
        }
        if at.skills.is_empty() {
            report.say(FILE, &format!("{path}.skills"), Missing, "没有技能", "has no skill");
        }
        report.unique(FILE, &at.skills, |s| format!("{path}.skills[{s}]"));
        let skills = it.skills.iter().map(String::as_str).collect();
        for (s, skill) in at.skills.iter().enumerate() {
            report.known(FILE, &format!("{path}.skills[{s}]"), skill, &skills);
        }
    }
}

fn stock(path: &str, it: &GradeStandard, report: &mut Report) {
    report.unique(FILE, it.device.iter().map(|at| at.kind), |m| format!("{path}.device[{m}].kind"));
    for (m, device) in it.device.iter().enumerate() {
        if device.kind == DeviceKind::Kiosk {
            let path = format!("{path}.device[{m}].kind");
            report.say(FILE, &path, Conflict, "自助终端数写在 halls.csv", "kiosks are counted in halls.csv");
        }
        report.counts(FILE, &format!("{path}.device[{m}].per_hall"), device.per_hall, 0, 100);
        report.counts(FILE, &format!("{path}.device[{m}].per_counter"), device.per_counter, 0, 10);
    }
    report.unique(FILE, it.room.iter().map(|at| &at.code), |m| format!("{path}.room[{m}].code"));
    for (m, room) in it.room.iter().enumerate() {
        report.counts(FILE, &format!("{path}.room[{m}].seats"), room.seats, 1, 500);
    }
    report.unique(FILE, it.amenity.iter().map(|at| &at.code), |m| format!("{path}.amenity[{m}].code"));
    for (m, amenity) in it.amenity.iter().enumerate() {
        report.counts(FILE, &format!("{path}.amenity[{m}].stock"), amenity.stock, 0, 100_000);
        report.counts(
            FILE,
            &format!("{path}.amenity[{m}].refill_below"),
            amenity.refill_below,
            0,
            amenity.stock,
        );
        if amenity.lent && !crate::RULES.iter().any(|rule| rule.name == format!("loan_{}_min", amenity.code))
        {
            let path = format!("{path}.amenity[{m}].lent");
            report.say(FILE, &path, Dangling, "没有规定借多久", "no rule tells for how long it is lent");
        }
    }
    report.unique(FILE, it.equipment.iter().map(|at| &at.code), |m| format!("{path}.equipment[{m}].code"));
    for (m, equipment) in it.equipment.iter().enumerate() {
        report.counts(FILE, &format!("{path}.equipment[{m}].count"), equipment.count, 0, 10_000);
    }
    let corner = it.zone.iter().any(|zone| zone.zone == "child");
    if it.child_corner_max < 0 || (it.child_corner_max > 0) != corner {
        let path = format!("{path}.child_corner_max");
        report.say(
            FILE,
            &path,
            Conflict,
            "幼儿安置区与容纳人数不一致",
            "the child corner and its capacity disagree",
        );
    }
}

/// A ⊇ B ⊇ C ⊇ D: a lower grade has no skill that the next higher one lacks.
fn nested(pack: &Pack, path: &str, it: &GradeStandard, report: &mut Report) {
    let higher = Grade::ALL.iter().rev().find(|grade| **grade < it.grade);
    let Some(above) = higher.and_then(|grade| pack.standard(*grade, it.effective_from)) else { return };
    for (m, skill) in it.skills.iter().enumerate() {
        if !above.skills.contains(skill) {
            let (zh, en) = (
                format!("{} 级没有技能 {skill}，低一级不应有", above.grade),
                format!("grade {} lacks the skill {skill}", above.grade),
            );
            report.say(FILE, &format!("{path}.skills[{m}]"), Conflict, zh, en);
        }
    }
}
