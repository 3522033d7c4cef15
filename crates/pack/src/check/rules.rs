//! Checks of the rules: known names, right units, a source, one value for each scope and day, and that no date ever
//! puts key customers before care.

use std::collections::BTreeSet;

use kernel::{Day, Grade};

use super::Report;
use crate::RefusalCode::{Conflict, Dangling, Missing, Range};
use crate::{Pack, RULES, Rule, Rules};

const FILE: &str = "rules.toml";

pub(super) fn check(pack: &Pack, report: &mut Report) {
    let before = report.refused.len();
    let key = |it: &Rule| (it.name.clone(), it.grade, it.hall.clone(), it.effective_from.to_string());
    report.unique(FILE, pack.rules.iter().map(key), |n| format!("rule[{n}].effective_from"));
    let halls: BTreeSet<&str> = pack.halls.iter().map(|it| it.code.as_str()).collect();
    for (n, it) in pack.rules.iter().enumerate() {
        one(n, it, &halls, report);
    }
    for spec in RULES {
        if pack.rule(spec.name, None, None, pack.company.effective_from).is_none() {
            let (zh, en) = (
                format!("{} 自 {} 起没有全公司的值", spec.name, pack.company.effective_from),
                format!("{} has no value for the company on {}", spec.name, pack.company.effective_from),
            );
            report.say(FILE, "rule", Missing, zh, en);
        }
    }
    // What holds together is only asked of rules that are right one by one.
    if report.refused.len() == before {
        together(pack, report);
    }
}

fn one(n: usize, it: &Rule, halls: &BTreeSet<&str>, report: &mut Report) {
    report.filled(FILE, &format!("rule[{n}].source"), &it.source);
    let Some(spec) = RULES.iter().find(|spec| spec.name == it.name) else {
        let (zh, en) =
            (format!("没有名为 {} 的规则", it.name), format!("there is no rule named {}", it.name));
        return report.say(FILE, &format!("rule[{n}].name"), Dangling, zh, en);
    };
    if it.unit != spec.unit {
        let (zh, en) = (format!("单位应为 {}", spec.unit), format!("the unit should be {}", spec.unit));
        report.say(FILE, &format!("rule[{n}].unit"), Conflict, zh, en);
    }
    if !spec.takes(&it.value) {
        let (needs_zh, needs_en) = spec.kind.said();
        let (zh, en) = (
            format!("{} 不能是“{}”，应为{needs_zh}", it.name, it.value),
            format!("{} cannot be `{}`, should be {needs_en}", it.name, it.value),
        );
        report.say(FILE, &format!("rule[{n}].value"), Range, zh, en);
    }
    if let Some(hall) = &it.hall {
        report.known(FILE, &format!("rule[{n}].hall"), hall, halls);
        if it.grade.is_some() {
            let path = format!("rule[{n}].grade");
            report.say(FILE, &path, Conflict, "等级和营业厅只能写一个", "name a grade or a hall, not both");
        }
    }
}

/// Checks pairs of rules in every hall on every day on which a value changes.
fn together(pack: &Pack, report: &mut Report) {
    let from = pack.company.effective_from;
    let days: BTreeSet<Day> = pack.rules.iter().map(|it| it.effective_from.max(from)).chain([from]).collect();
    let mut scopes: Vec<(Option<Grade>, Option<&str>)> = vec![(None, None)];
    scopes.extend(Grade::ALL.iter().map(|grade| (Some(*grade), None)));
    scopes.extend(pack.halls.iter().map(|hall| (Some(hall.grade), Some(hall.code.as_str()))));
    let mut said = BTreeSet::new();
    for day in days {
        for (grade, hall) in &scopes {
            let Ok(rules) = pack.rules(*grade, *hall, day) else { continue };
            for (name, zh, en) in broken(&rules) {
                let rule = pack.rule(name, *grade, *hall, day);
                let n = rule
                    .and_then(|rule| pack.rules.iter().position(|it| std::ptr::eq(it, rule)))
                    .unwrap_or(0);
                if said.insert((n, name)) {
                    let place = hall.map_or(String::new(), |hall| format!(" {hall}"));
                    let (zh, en) = (format!("{zh}（{day}{place}）"), format!("{en} ({day}{place})"));
                    report.say(FILE, &format!("rule[{n}].value"), Conflict, zh, en);
                }
            }
        }
    }
}

/// The rules that contradict each other: the one to point at, and why.
fn broken(rules: &Rules) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut broken = Vec::new();
    let mut need = |holds: bool, name, zh, en| {
        if !holds {
            broken.push((name, zh, en));
        }
    };
    need(
        rules.head_start_vip_s <= rules.head_start_care_s,
        "head_start_vip_s",
        "大客户不得先于关爱客户",
        "key customers must never come before care",
    );
    need(
        rules.wait_warn_min <= rules.wait_alert_min,
        "wait_warn_min",
        "预警应早于报警",
        "the warning must not come after the alarm",
    );
    need(
        rules.device_heartbeat_s < rules.device_lost_after_s,
        "device_lost_after_s",
        "失联时限应长于心跳间隔",
        "a device must be allowed one heartbeat before it is lost",
    );
    need(
        rules.appointment_late_min <= rules.appointment_release_min,
        "appointment_release_min",
        "预约在迟到宽限内不得释放",
        "a booking must not be released while late is still on time",
    );
    need(
        rules.starvation_after_s >= rules.head_start_care_s,
        "starvation_after_s",
        "防饿死时限应不短于提前量",
        "the starvation limit must not be shorter than a head start",
    );
    broken
}
