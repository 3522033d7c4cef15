//! What a plan changes against another, said for people.

use kernel::DayKind;

use crate::{HallPlan, HoursRule, PlanCounter, PlanZone};

/// One difference, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

fn change(zh: String, en: String) -> Change {
    Change { zh, en }
}

/// What `after` changes against `before`, in a fixed order; empty when nothing.
#[must_use]
pub fn changes(before: &HallPlan, after: &HallPlan) -> Vec<Change> {
    let mut all = Vec::new();
    if before.grade != after.grade {
        let (zh, en) = (
            format!("等级由 {} 改为 {}", before.grade, after.grade),
            format!("grade {} becomes {}", before.grade, after.grade),
        );
        all.push(change(zh, en));
    }
    zones(&mut all, &before.zones, &after.zones);
    counters(&mut all, &before.counters, &after.counters);
    words(&mut all, ("业务能力", "function"), &before.functions, &after.functions);
    hours(&mut all, &before.hours, &after.hours);
    words(&mut all, ("洽谈室", "room"), &before.rooms, &after.rooms);
    words(&mut all, ("设备", "equipment"), &before.equipment, &after.equipment);
    let children = (before.child_corner_places, after.child_corner_places);
    number(&mut all, ("儿童安置名额", "child corner places"), children);
    number(&mut all, ("自助机台数", "kiosks"), (before.kiosks, after.kiosks));
    all
}

fn number(all: &mut Vec<Change>, (zh, en): (&str, &str), (before, after): (i64, i64)) {
    if before != after {
        all.push(change(format!("{zh}由 {before} 改为 {after}"), format!("{en}: {before} becomes {after}")));
    }
}

fn words(all: &mut Vec<Change>, (zh, en): (&str, &str), before: &[String], after: &[String]) {
    for gone in before.iter().filter(|word| !after.contains(word)) {
        all.push(change(format!("取消{zh} {gone}"), format!("{en} {gone} goes")));
    }
    for new in after.iter().filter(|word| !before.contains(word)) {
        all.push(change(format!("新增{zh} {new}"), format!("{en} {new} is new")));
    }
}

fn zones(all: &mut Vec<Change>, before: &[PlanZone], after: &[PlanZone]) {
    for gone in before.iter().filter(|zone| !after.iter().any(|it| it.code == zone.code)) {
        all.push(change(format!("取消功能区 {}", gone.name), format!("zone {} goes", gone.name_en)));
    }
    for zone in after {
        let (zh, en) = match before.iter().find(|it| it.code == zone.code) {
            None => (format!("新增功能区 {}", zone.name), format!("zone {} is new", zone.name_en)),
            Some(old) if (old.x, old.y, old.w, old.h) != (zone.x, zone.y, zone.w, zone.h) => {
                (format!("功能区 {} 调整位置", zone.name), format!("zone {} moves", zone.name_en))
            }
            Some(old) if old != zone => (
                format!("功能区 {} 改名为 {}", old.name, zone.name),
                format!("zone {} is renamed", zone.code),
            ),
            Some(_) => continue,
        };
        all.push(change(zh, en));
    }
}

fn counters(all: &mut Vec<Change>, before: &[PlanCounter], after: &[PlanCounter]) {
    for gone in before.iter().filter(|counter| !after.iter().any(|it| it.id == counter.id)) {
        all.push(change(format!("撤销柜台 {}", gone.name), format!("counter {} goes", gone.id)));
    }
    for counter in after {
        let Some(old) = before.iter().find(|it| it.id == counter.id) else {
            all.push(change(format!("新增柜台 {}", counter.name), format!("counter {} is new", counter.id)));
            continue;
        };
        one_counter(all, old, counter);
    }
}

fn one_counter(all: &mut Vec<Change>, old: &PlanCounter, new: &PlanCounter) {
    let mut say = |zh: String, en: String| {
        all.push(change(format!("柜台 {}：{zh}", new.name), format!("counter {}: {en}", new.id)));
    };
    if old.name != new.name {
        say(format!("原名 {}", old.name), format!("was called {}", old.name));
    }
    if old.kind != new.kind {
        let (zh, en) = (format!("改为{}", kind_zh(&new.kind)), format!("becomes {}", new.kind));
        say(zh, en);
    }
    let missing = |from: &[String], of: &[String]| {
        let some: Vec<&str> = from.iter().filter(|it| !of.contains(it)).map(String::as_str).collect();
        some.join(", ")
    };
    let (gone, added) = (missing(&old.skills, &new.skills), missing(&new.skills, &old.skills));
    if !gone.is_empty() {
        say(format!("取消技能 {gone}"), format!("no longer does {gone}"));
    }
    if !added.is_empty() {
        say(format!("新增技能 {added}"), format!("also does {added}"));
    }
    if old.special != new.special {
        let list = new.special.join(", ");
        let (zh, en) = if list.is_empty() {
            ("取消专席".to_owned(), "is no longer specialised".to_owned())
        } else {
            (format!("专席业务改为 {list}"), format!("is specialised for {list}"))
        };
        say(zh, en);
    }
    if (&old.zone, old.x, old.y) != (&new.zone, new.x, new.y) {
        say(format!("移至 {}", new.zone), format!("moves in {}", new.zone));
    }
}

fn kind_zh(kind: &str) -> &str {
    match kind {
        "comprehensive" => "综合柜台",
        "payment" => "交费快办",
        "key_customer" => "大客户专席",
        other => other,
    }
}

fn hours(all: &mut Vec<Change>, before: &[HoursRule], after: &[HoursRule]) {
    let same = |a: &HoursRule, b: &HoursRule| {
        (a.from_month, a.from_day, a.day_kind) == (b.from_month, b.from_day, b.day_kind)
    };
    for gone in before.iter().filter(|rule| !after.iter().any(|it| same(it, rule))) {
        let (zh, en) = when(gone);
        all.push(change(format!("取消营业时间 {zh}"), format!("hours {en} go")));
    }
    for rule in after {
        let old = before.iter().find(|it| same(it, rule));
        if old.is_some_and(|old| old.spans == rule.spans) {
            continue;
        }
        let (zh, en) = when(rule);
        let now = spans(rule);
        let closed = rule.spans.is_empty();
        let (now_zh, now_en) = (if closed { "不营业" } else { &now }, if closed { "closed" } else { &now });
        all.push(change(format!("营业时间 {zh}：{now_zh}"), format!("hours {en}: {now_en}")));
    }
}

fn when(rule: &HoursRule) -> (String, String) {
    let (zh, en) = match rule.day_kind {
        DayKind::Workday => ("工作日", "workdays"),
        DayKind::MakeUpWorkday => ("调休上班日", "make-up workdays"),
        DayKind::Weekend => ("周末", "weekends"),
        DayKind::Holiday => ("法定节假日", "holidays"),
    };
    let (month, day) = (rule.from_month, rule.from_day);
    (format!("{month} 月 {day} 日起{zh}"), format!("on {en} from {month:02}-{day:02}"))
}

fn spans(rule: &HoursRule) -> String {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let parts = rule.spans.iter().map(|span| format!("{}–{}", clock(span.from_min), clock(span.to_min)));
    parts.collect::<Vec<_>>().join(", ")
}
