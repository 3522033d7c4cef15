//! Checks of the service catalogue.

use std::collections::BTreeSet;

use super::Report;
use crate::RefusalCode::{Conflict, Missing, Range};
use crate::{Pack, ServiceItem};

const FILE: &str = "services.toml";
/// Guidance finds an item by what people call it; with fewer words than these it does not.
const SYNONYMS_MIN: usize = 5;

struct Names<'a> {
    categories: BTreeSet<&'a str>,
    skills: BTreeSet<&'a str>,
    documents: BTreeSet<&'a str>,
    zones: BTreeSet<&'a str>,
    prefixes: BTreeSet<&'a str>,
    customers: BTreeSet<&'a str>,
}

pub(super) fn check(pack: &Pack, report: &mut Report) {
    let it = &pack.catalogue;
    report.unique(FILE, it.categories.iter().map(|it| &it.code), |n| format!("category[{n}].code"));
    report.unique("skills.toml", it.skills.iter().map(|it| &it.code), |n| format!("skill[{n}].code"));
    report.unique("skills.toml", it.prefixes.iter().map(|it| &it.prefix), |n| format!("prefix[{n}].prefix"));
    report
        .unique("documents.toml", it.documents.iter().map(|it| &it.code), |n| format!("document[{n}].code"));
    small(pack, report);
    if it.items.is_empty() {
        report.say(FILE, "item", Missing, "没有业务项目", "has no service item");
    }
    report.unique(FILE, it.items.iter().map(|it| (&it.code, it.effective_from.to_string())), |n| {
        format!("item[{n}].code")
    });
    let names = Names {
        categories: it.categories.iter().map(|it| it.code.as_str()).collect(),
        skills: it.skills.iter().map(|it| it.code.as_str()).collect(),
        documents: it.documents.iter().map(|it| it.code.as_str()).collect(),
        zones: pack.grades.zone.iter().map(|it| it.code.as_str()).collect(),
        prefixes: it.prefixes.iter().filter(|it| !it.booked).map(|it| it.prefix.as_str()).collect(),
        customers: ["lv_residential", "lv_other", "hv"].into_iter().collect(),
    };
    for (n, item) in it.items.iter().enumerate() {
        let path = format!("item[{n}]");
        texts(&path, item, report);
        references(&path, item, &names, report);
        figures(&path, item, report);
    }
}

fn small(pack: &Pack, report: &mut Report) {
    let it = &pack.catalogue;
    for (n, at) in it.categories.iter().enumerate() {
        for (field, text) in [("code", &at.code), ("name_zh", &at.name_zh), ("name_en", &at.name_en)] {
            report.filled(FILE, &format!("category[{n}].{field}"), text);
        }
    }
    for (n, at) in it.skills.iter().enumerate() {
        let fields =
            [("code", &at.code), ("name_zh", &at.name_zh), ("name_en", &at.name_en), ("source", &at.source)];
        for (field, text) in fields {
            report.filled("skills.toml", &format!("skill[{n}].{field}"), text);
        }
    }
    for (n, at) in it.documents.iter().enumerate() {
        for (field, text) in [("code", &at.code), ("name_zh", &at.name_zh), ("name_en", &at.name_en)] {
            report.filled("documents.toml", &format!("document[{n}].{field}"), text);
        }
    }
    for (n, at) in it.prefixes.iter().enumerate() {
        if at.prefix.len() != 1 || !at.prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let path = format!("prefix[{n}].prefix");
            report.say("skills.toml", &path, Range, "应为一个大写字母", "should be one capital letter");
        }
        for (field, text) in [("name_zh", &at.name_zh), ("name_en", &at.name_en), ("source", &at.source)] {
            report.filled("skills.toml", &format!("prefix[{n}].{field}"), text);
        }
    }
    if it.prefixes.iter().filter(|at| at.booked).count() != 1 {
        report.say(
            "skills.toml",
            "prefix",
            Conflict,
            "应当有且只有一个预约前缀",
            "exactly one prefix is for bookings",
        );
    }
}

fn texts(path: &str, item: &ServiceItem, report: &mut Report) {
    let code = item.code.as_bytes();
    let shaped = matches!(code, [a, b, c, d] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit());
    if !shaped {
        let path = format!("{path}.code");
        report.say(
            FILE,
            &path,
            Range,
            "应为两个大写字母加两位数字",
            "should be two capital letters and two digits",
        );
    }
    for (field, text) in [
        ("name_zh", &item.name_zh),
        ("name_en", &item.name_en),
        ("source", &item.source),
        ("fee_zh", &item.fee_zh),
        ("promise_basis_zh", &item.promise_basis_zh),
        ("service_time", &item.service_time.source),
    ] {
        report.filled(FILE, &format!("{path}.{field}"), text);
    }
    for (field, words) in [("synonyms_zh", &item.synonyms_zh), ("synonyms_en", &item.synonyms_en)] {
        let path = format!("{path}.{field}");
        if words.len() < SYNONYMS_MIN {
            let (zh, en) = (
                format!("{} 只有 {} 个叫法，至少要 {SYNONYMS_MIN} 个", item.code, words.len()),
                format!("{} has {} synonyms, needs {SYNONYMS_MIN}", item.code, words.len()),
            );
            report.say(FILE, &path, Missing, zh, en);
        }
        report.unique(FILE, words, |m| format!("{path}[{m}]"));
        for (m, word) in words.iter().enumerate() {
            report.filled(FILE, &format!("{path}[{m}]"), word);
        }
    }
}

fn references(path: &str, item: &ServiceItem, names: &Names, report: &mut Report) {
    report.known(FILE, &format!("{path}.category"), &item.category, &names.categories);
    report.known(FILE, &format!("{path}.zone"), &item.zone, &names.zones);
    report.known(FILE, &format!("{path}.prefix"), &item.prefix, &names.prefixes);
    for (field, used, known) in [
        ("skills", &item.skills, &names.skills),
        ("documents", &item.documents, &names.documents),
        ("customers", &item.customers, &names.customers),
    ] {
        report.unique(FILE, used, |m| format!("{path}.{field}[{m}]"));
        for (m, name) in used.iter().enumerate() {
            report.known(FILE, &format!("{path}.{field}[{m}]"), name, known);
        }
    }
    report.unique(FILE, &item.channels, |m| format!("{path}.channels[{m}]"));
    for (field, empty) in [
        ("skills", item.skills.is_empty()),
        ("customers", item.customers.is_empty()),
        ("channels", item.channels.is_empty()),
        ("owners_zh", item.owners_zh.is_empty()),
    ] {
        if empty {
            report.say(FILE, &format!("{path}.{field}"), Missing, "不能为空", "must not be empty");
        }
    }
}

fn figures(path: &str, item: &ServiceItem, report: &mut Report) {
    let time = &item.service_time;
    report.within(FILE, &format!("{path}.service_time.median_s"), time.median_s, 1.0, 14_400.0);
    report.within(FILE, &format!("{path}.service_time.sigma"), time.sigma, 0.01, 3.0);
    for (name, limit) in &item.promise {
        report.counts(FILE, &format!("{path}.promise.{name}"), *limit, 0, 100_000);
    }
    for (grade, weight) in &item.weight {
        report.within(FILE, &format!("{path}.weight.{grade}"), *weight, 0.0, 1e6);
    }
}
