//! Checks of what only the demo and guidance read: arrivals, guidance words and demo accounts.

use std::collections::BTreeSet;

use kernel::{Grade, Role};

use super::Report;
use crate::RefusalCode::{Conflict, Duplicate, Missing, Range};
use crate::{AccountScope, AccountTemplate, Arrivals, Pack};

pub(super) fn check(pack: &Pack, report: &mut Report) {
    profile(&pack.arrivals, report);
    people(&pack.arrivals, report);
    guidance(pack, report);
    accounts(pack, report);
}

const ARRIVALS: &str = "arrivals.toml";

fn profile(it: &Arrivals, report: &mut Report) {
    report.filled(ARRIVALS, "source", &it.source);
    for (field, factors, len) in [("hour", &it.hour, 24), ("weekday", &it.weekday, 7)] {
        if factors.len() != len || factors.iter().sum::<f64>() <= 0.0 {
            let (zh, en) = (
                format!("应有 {len} 个数，合计大于零"),
                format!("needs {len} numbers that add up to more than zero"),
            );
            report.say(ARRIVALS, field, Range, zh, en);
        }
        for (n, factor) in factors.iter().enumerate() {
            report.within(ARRIVALS, &format!("{field}[{n}]"), *factor, 0.0, 1000.0);
        }
    }
    for (field, factor) in [
        ("holiday", it.holiday),
        ("make_up_workday", it.make_up_workday),
        ("before_holiday", it.before_holiday),
        ("after_holiday", it.after_holiday),
    ] {
        report.within(ARRIVALS, field, factor, 0.0, 20.0);
    }
    for day in 1..=31 {
        let spans = it.billing_cycle.iter().filter(|span| (span.from..=span.to).contains(&day)).count();
        if spans != 1 {
            let (zh, en) =
                (format!("每月 {day} 日应恰好属于一段"), format!("day {day} should be in exactly one span"));
            report.say(ARRIVALS, "billing_cycle", Conflict, zh, en);
        }
    }
    for (n, span) in it.billing_cycle.iter().enumerate() {
        report.within(ARRIVALS, &format!("billing_cycle[{n}].factor"), span.factor, 0.0, 20.0);
    }
}

fn people(it: &Arrivals, report: &mut Report) {
    for (field, share) in [
        ("two_items", it.two_items),
        ("english", it.english),
        ("phone_followers", it.phone_followers),
        ("phone_late", it.phone_late),
        ("accepts_online", it.accepts_online),
        ("accepts_kiosk", it.accepts_kiosk),
        ("accepts_other_hall", it.accepts_other_hall),
        ("misses_first_call", it.misses_first_call),
        ("booked_no_show", it.booked_no_show),
        ("ratings.answers_pad", it.ratings.answers_pad),
        ("ratings.answers_phone", it.ratings.answers_phone),
    ] {
        report.within(ARRIVALS, field, share, 0.0, 1.0);
    }
    for (field, time) in [("walk", &it.walk), ("patience", &it.patience)] {
        report.within(ARRIVALS, &format!("{field}.median_s"), time.median_s, 1.0, 86_400.0);
        report.within(ARRIVALS, &format!("{field}.sigma"), time.sigma, 0.01, 3.0);
    }
    let channels = [it.channels.kiosk, it.channels.guide, it.channels.phone, it.channels.counter];
    for (field, shares) in [("channels", &channels[..]), ("ratings.shares", &it.ratings.shares)] {
        report.adds_up(ARRIVALS, field, shares);
        for share in shares {
            report.within(ARRIVALS, field, *share, 0.0, 1.0);
        }
    }
    if it.ratings.shares.len() != 5 {
        report.say(ARRIVALS, "ratings.shares", Range, "应有五个数", "needs five numbers");
    }
    report.within(ARRIVALS, "ratings.falls_after_min", it.ratings.falls_after_min, 1.0, 1440.0);
    report.unique(ARRIVALS, it.need.iter().map(|at| at.need), |n| format!("need[{n}].need"));
    for (n, at) in it.need.iter().enumerate() {
        report.within(ARRIVALS, &format!("need[{n}].share"), at.share, 0.0, 1.0);
    }
    report.unique(ARRIVALS, it.grade.iter().map(|at| at.grade), |n| format!("grade[{n}].grade"));
    for grade in Grade::ALL.iter().filter(|grade| it.grade.iter().all(|at| at.grade != **grade)) {
        let (zh, en) = (format!("缺少 {grade} 级的客流"), format!("grade {grade} is missing"));
        report.say(ARRIVALS, "grade", Missing, zh, en);
    }
    for (n, at) in it.grade.iter().enumerate() {
        report.within(ARRIVALS, &format!("grade[{n}].booked"), at.booked, 0.0, 1.0);
        report.counts(ARRIVALS, &format!("grade[{n}].people_low"), at.people_low, 0, 100_000);
        report.counts(ARRIVALS, &format!("grade[{n}].people_high"), at.people_high, at.people_low, 100_000);
    }
    for (n, at) in it.sanity.iter().enumerate() {
        report.filled(ARRIVALS, &format!("sanity[{n}].source"), &at.source);
    }
}

fn guidance(pack: &Pack, report: &mut Report) {
    let (file, it) = ("guidance.toml", &pack.guidance);
    report.filled(file, "source", &it.source);
    report.unique(file, &it.stop_zh, |n| format!("stop_zh[{n}]"));
    report.unique(file, &it.stop_en, |n| format!("stop_en[{n}]"));
    report.unique(file, it.word.iter().map(|at| &at.word), |n| format!("word[{n}].word"));
    for (n, at) in it.word.iter().enumerate() {
        report.filled(file, &format!("word[{n}].word"), &at.word);
        report.within(file, &format!("word[{n}].weight"), at.weight, 0.01, 100.0);
        for word in at.same_as.iter().chain([&at.word]) {
            if it.stop_zh.contains(word) || it.stop_en.contains(word) {
                let (zh, en) = (format!("“{word}”同时是停用词"), format!("`{word}` is a stop word too"));
                report.say(file, &format!("word[{n}].word"), Conflict, zh, en);
            }
        }
    }
}

const ACCOUNTS: &str = "accounts.toml";

fn accounts(pack: &Pack, report: &mut Report) {
    let password = &pack.accounts.demo_only_password;
    if password.chars().count() < 8 || !password.contains("demo") {
        let (zh, en) =
            ("示例口令至少八位，并要写明 demo", "a demo password has eight characters or more and says demo");
        report.say(ACCOUNTS, "demo_only_password", Range, zh, en);
    }
    let mut logins = BTreeSet::new();
    for (n, it) in pack.accounts.template.iter().enumerate() {
        template(n, it, report);
        for account in pack.accounts_of(it) {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
            if !(3..=64).contains(&account.login.len()) || !account.login.bytes().all(plain) {
                let (zh, en) = (
                    format!("登录名 {} 应为 3 到 64 个小写字母、数字或 - _ .", account.login),
                    format!("the login {} should be 3 to 64 small letters, digits or - _ .", account.login),
                );
                report.say(ACCOUNTS, &format!("template[{n}].login"), Range, zh, en);
                break;
            }
            if !logins.insert(account.login.clone()) {
                let (zh, en) = (
                    format!("登录名 {} 重复", account.login),
                    format!("the login {} is made twice", account.login),
                );
                report.say(ACCOUNTS, &format!("template[{n}].login"), Duplicate, zh, en);
                break;
            }
        }
    }
}

fn template(n: usize, it: &AccountTemplate, report: &mut Report) {
    if !it.name.contains("示例") {
        report.say(
            ACCOUNTS,
            &format!("template[{n}].name"),
            Conflict,
            "示例账号要写示例",
            "a demo account's name says 示例",
        );
    }
    let of_hall = matches!(it.role, Role::Clerk | Role::Guide | Role::Cashier | Role::HallManager);
    if of_hall == (it.scope == AccountScope::Org) {
        let path = format!("template[{n}].scope");
        report.say(ACCOUNTS, &path, Conflict, "角色与范围不符", "the role does not go with the scope");
    }
    if it.grades.is_empty() != (it.scope == AccountScope::Org) {
        let path = format!("template[{n}].grades");
        report.say(
            ACCOUNTS,
            &path,
            Conflict,
            "营业厅账号要写等级，公司账号不写",
            "halls' accounts name grades, the company's do not",
        );
    }
    report.unique(ACCOUNTS, &it.grades, |m| format!("template[{n}].grades[{m}]"));
}
