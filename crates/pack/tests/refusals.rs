//! Every rule of a pack, broken one at a time in the demo pack: the file, the line, the field and the code must be
//! right, and nothing may panic.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::{files, line_of};
use pack::RefusalCode::{
    Conflict, Dangling, Duplicate, FileMissing, FileUnknown, Missing, Range, Shape, Syntax,
};
use pack::{PackRefusal, RefusalCode};

/// Replaces the first `from` of `file` in `files`, and reads the pack.
fn break_one(files: &BTreeMap<String, String>, file: &str, from: &str, to: &str) -> Vec<PackRefusal> {
    let mut files = files.clone();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} has no {from:?} any more");
    *text = text.replacen(from, to, 1);
    pack::read(&files).err().unwrap_or_else(|| panic!("{file}: {from:?} → {to:?} was taken"))
}

fn broken(file: &str, from: &str, to: &str) -> Vec<PackRefusal> {
    break_one(&files(), file, from, to)
}

struct Case(&'static str, &'static str, &'static str, RefusalCode, &'static str);

/// Each: file, what is replaced, by what, the code, and the end of the field. The line is that of the replaced text.
const CASES: &[Case] = &[
    // Syntax and shape.
    Case("pack.toml", "org = 1407", "org = = 1407", Syntax, ""),
    Case("pack.toml", "version =", "versoin =", Shape, "versoin"),
    Case("pack.toml", "org = 1407", "org = \"x\"", Shape, ""),
    Case("pack.toml", "certainty = \"E\"", "certainty = \"X\"", Shape, ""),
    Case("pack.toml", "[company]\n", "[company]\norg = 1\n", Duplicate, ""),
    Case("services.toml", "[[category]]", "[[kategory]]", Shape, "kategory"),
    Case("services.toml", "code = \"XZ07\"", "code = \"XZ07\"\nprice = 3", Shape, "item[6].price"),
    Case("grades.toml", "from = \"08:00\"", "from = \"25:00\"", Shape, ""),
    Case("calendar.csv", "2016-01-01", "2016-02-30", Shape, "day"),
    Case("halls.csv", "37.68403", "37,68403", Shape, ""),
    Case("halls.csv", "coord_source", "coord_sauce", Shape, "coord_sauce"),
    Case("halls.csv", "37.6,112.64", "37.6x,112.64", Shape, "lat"),
    Case("towns.csv", "140702001", "\"140702001", Syntax, ""),
    // The company.
    Case("pack.toml", "org = 1407", "org = 7", Range, "company.org"),
    Case("pack.toml", "zone_offset_min = 480", "zone_offset_min = 4800", Range, "company.zone_offset_min"),
    Case("pack.toml", "languages = [\"zh-CN\", \"en\"]", "languages = []", Missing, "company.languages"),
    Case("pack.toml", "\"zh-CN\", \"en\"", "\"zh-CN\", \"zh-CN\"", Duplicate, "company.languages[1]"),
    Case("calendar.csv", "2016-02-08", "2016-02-07", Duplicate, "day"),
    Case("calendar.csv", "2016,2016-01-01", "2016,2019-01-01", Conflict, "year"),
    Case("counties.csv", "140703,", "140702,", Duplicate, "code"),
    Case("counties.csv", "140702,", "150702,", Range, "code"),
    Case("counties.csv", "37.68028,112.73194", "112.73194,37.68028", Range, "lat"),
    Case("towns.csv", "140702001,北关街道,140702", "140702001,北关街道,140799", Dangling, "county"),
    Case("towns.csv", "140702001,", "140703001,", Range, "code"),
    Case("towns.csv", "subdistrict", "hamlet", Range, "kind"),
    // Halls.
    Case("halls.csv", "JZ-0703-B01", "JZ-YC-A01", Duplicate, "code"),
    Case("halls.csv", "JZ-0703-B01", "jz-0703-b01", Range, "code"),
    Case("halls.csv", "太谷中心供电营业厅（示例）", "太谷中心供电营业厅", Conflict, "name_zh"),
    Case("halls.csv", "(demo),B,140703", "(demo),A,140703", Conflict, "grade"),
    Case("halls.csv", "(demo),C,140702,140702105", "(demo),C,140703,140702105", Conflict, "town"),
    Case("halls.csv", "C,140702,140702105", "C,140702,140702999", Dangling, "town"),
    Case("halls.csv", "C,140702,140702105", "C,140702,140702401", Conflict, "town"),
    Case("halls.csv", "B,140703,,37.42639", "B,140703,,39.42639", Range, "lat"),
    Case("halls.csv", "112.75471,10,6", "112.75471,11,6", Range, "windows"),
    Case("halls.csv", "112.71194,0,2", "112.71194,0,0", Conflict, "windows"),
    Case("halls.csv", "112.95769,3,2", "112.95769,1,2", Conflict, "windows"),
    // Grades.
    Case(
        "grades.toml",
        "from = \"08:00\", to = \"18:00\"",
        "from = \"18:00\", to = \"08:00\"",
        Range,
        "opening[0]",
    ),
    Case(
        "grades.toml",
        "season = \"winter\", days = [\"workday\"",
        "season = \"summer\", days = [\"workday\"",
        Conflict,
        "opening[1]",
    ),
    Case(
        "grades.toml",
        "{ zone = \"business\", x = 30",
        "{ zone = \"business\", x = 27",
        Conflict,
        "zone[1]",
    ),
    Case("grades.toml", "{ zone = \"business\", x = 30", "{ zone = \"business\", x = 60", Range, "zone[1]"),
    Case(
        "grades.toml",
        "{ zone = \"business\", x = 30",
        "{ zone = \"lounge\", x = 30",
        Dangling,
        "zone[1].zone",
    ),
    Case("grades.toml", "zone = \"payment\", x = 4,", "zone = \"payment\", x = 30,", Range, "counter[0]"),
    Case("grades.toml", "zone = \"payment\", x = 12,", "zone = \"payment\", x = 8,", Conflict, "counter[1]"),
    Case("grades.toml", "{ number = 2, kind", "{ number = 3, kind", Conflict, "counter[1].number"),
    Case(
        "grades.toml",
        "skills = [\"payment\"]",
        "skills = [\"payment\", \"juggling\"]",
        Dangling,
        "skills[1]",
    ),
    Case(
        "grades.toml",
        "skills = [\"payment\"]",
        "skills = [\"payment\", \"vendor\"]",
        Conflict,
        "skills[1]",
    ),
    Case(
        "grades.toml",
        "code = \"paper\", name_zh = \"热敏纸卷\", name_en = \"Ticket paper rolls\", stock = 24, lent = false",
        "code = \"paper\", name_zh = \"热敏纸卷\", name_en = \"Ticket paper rolls\", stock = 24, lent = true",
        Dangling,
        "lent",
    ),
    Case(
        "grades.toml",
        "stock = 40, lent = true, refill_below = 8",
        "stock = 4, lent = true, refill_below = 8",
        Range,
        "refill_below",
    ),
    Case("grades.toml", "child_corner_max = 6", "child_corner_max = 0", Conflict, "child_corner_max"),
    Case("grades.toml", "footfall_high = 800", "footfall_high = 8", Range, "footfall_high"),
    Case("grades.toml", "kind = \"gate\"", "kind = \"kiosk\"", Conflict, "kind"),
    Case("grades.toml", "from_month = 5", "from_month = 13", Range, "from_day"),
    // The catalogue.
    Case("services.toml", "code = \"XZ02\"", "code = \"XZ01\"", Duplicate, "item[1].code"),
    Case("services.toml", "code = \"XZ02\"", "code = \"xz2\"", Range, "item[1].code"),
    Case("services.toml", "category = \"connection\"", "category = \"magic\"", Dangling, "item[0].category"),
    Case(
        "services.toml",
        "skills = [\"connection_lv\"]",
        "skills = [\"magic\"]",
        Dangling,
        "item[0].skills[0]",
    ),
    Case("services.toml", "skills = [\"connection_lv\"]", "skills = []", Missing, "item[0].skills"),
    Case(
        "services.toml",
        "documents = [\"identity\"",
        "documents = [\"diploma\"",
        Dangling,
        "item[0].documents[0]",
    ),
    Case("services.toml", "zone = \"business\"", "zone = \"roof\"", Dangling, "item[0].zone"),
    Case("services.toml", "prefix = \"A\"", "prefix = \"C\"", Dangling, "item[0].prefix"),
    Case(
        "services.toml",
        "\"装电表\", \"新房通电\", \"家里开户\", \"新装一块表\", \"老家盖房要用电\", \"申请家庭用电\", ",
        "",
        Missing,
        "item[0].synonyms_zh",
    ),
    Case("services.toml", "\"装电表\"", "\"新房通电\"", Duplicate, "item[0].synonyms_zh[1]"),
    Case("services.toml", "median_s = 600.0", "median_s = 0.0", Range, "item[0].service_time.median_s"),
    Case("services.toml", "sigma = 0.45", "sigma = nan", Range, "item[0].service_time.sigma"),
    Case(
        "services.toml",
        "channels = [\"counter\", \"online\"]",
        "channels = []",
        Missing,
        "item[0].channels",
    ),
    Case("services.toml", "total_wd = 5", "total_wd = -5", Range, "item[0].promise.total_wd"),
    Case("services.toml", "source = \"供电服务", "source = \"\" # \"供电服务", Missing, "item[0].source"),
    Case("skills.toml", "code = \"payment\"", "code = \"general\"", Duplicate, "skill[1].code"),
    Case("skills.toml", "prefix = \"B\"", "prefix = \"Bb\"", Range, "prefix[1].prefix"),
    Case("documents.toml", "code = \"property\"", "code = \"identity\"", Duplicate, "document[2].code"),
    // Rules.
    Case("rules.toml", "name = \"recall_max\"", "name = \"recall_min\"", Dangling, "rule[0].name"),
    Case("rules.toml", "unit = \"times\"", "unit = \"s\"", Conflict, "rule[0].unit"),
    Case("rules.toml", "value = 3\n", "value = 99\n", Range, "rule[0].value"),
    Case("rules.toml", "value = 3\n", "value = \"three\"\n", Range, "rule[0].value"),
    Case("rules.toml", "value = [\"elder\"", "value = [\"queen\"", Range, "value"),
    Case("rules.toml", "source = \"一般做法：重呼三次\"", "source = \" \"", Missing, "rule[0].source"),
    Case("rules.toml", "hall = \"JZ-YC-A01\"", "hall = \"JZ-XX\"", Dangling, "hall"),
    Case("rules.toml", "hall = \"JZ-YC-A01\"", "grade = \"A\"\nhall = \"JZ-YC-A01\"", Conflict, "grade"),
    Case("rules.toml", "value = 10\nunit = \"min\"", "value = 40\nunit = \"min\"", Conflict, "value"),
    // Arrivals, guidance and accounts.
    Case("planning.toml", "share = 0.84", "share = 0.94", Conflict, "segment"),
    Case("planning.toml", "detour = 1.35", "detour = 0.5", Range, "travel.detour"),
    Case("planning.toml", "serves = [\"payment\"]", "serves = [\"nobody\"]", Dangling, "grade[3].serves[0]"),
    Case("planning.toml", "to = \"16:30\"", "to = \"16:40\"", Range, "shift[0].from"),
    Case("planning.toml", "break_min = 90", "break_min = 0", Range, "shift[1].break_min"),
    Case("planning.toml", "code = \"中\"", "code = \"早\"", Duplicate, "shift[1].code"),
    Case("arrivals.toml", "weekday = [1.25, ", "weekday = [", Range, "weekday"),
    Case("arrivals.toml", "kiosk = 0.58", "kiosk = 0.68", Conflict, "channels"),
    Case("arrivals.toml", "shares = [0.01,", "shares = [0.11,", Conflict, "ratings.shares"),
    Case("arrivals.toml", "from = 27", "from = 28", Conflict, "billing_cycle"),
    Case("arrivals.toml", "two_items = 0.12", "two_items = 1.2", Range, "two_items"),
    Case("arrivals.toml", "need = \"wheelchair\"", "need = \"elder\"", Duplicate, "need[1].need"),
    Case("arrivals.toml", "people_high = 800", "people_high = 100", Range, "people_high"),
    Case("guidance.toml", "word = \"更名\"", "word = \"过户\"", Duplicate, "word"),
    Case("guidance.toml", "weight = 3.0", "weight = -3.0", Range, "word[0].weight"),
    Case("accounts.toml", "name = \"示例·引导员\"", "name = \"引导员\"", Conflict, "template[1].name"),
    Case("accounts.toml", "login = \"mulu\"", "login = \"zhihui\"", Duplicate, "login"),
    Case("accounts.toml", "login = \"mulu\"", "login = \"目录\"", Range, "login"),
    Case("accounts.toml", "scope = \"counter\"", "scope = \"org\"", Conflict, "template[0].scope"),
    Case("accounts.toml", "\"shili-demo-only\"", "\"hunter2hunter2\"", Range, "demo_only_password"),
];

/// How far from the replaced text the named line may be.
///
/// In files with a field on each line and in rows of a table it is exact. A duplicate is found where the second one
/// stands, a broken header or quote in the row it is in, an entry of a grade or of arrivals where the entry begins.
fn slack(case: &Case) -> usize {
    let Case(file, from, to, code, _) = case;
    let exact = ["rules.toml", "services.toml", "pack.toml"].contains(file) || file.ends_with(".csv");
    match code {
        Duplicate | Syntax => 20,
        Shape if file.ends_with(".csv") => 1,
        _ if exact => from.matches('\n').count().max(to.matches('\n').count()),
        _ => 25,
    }
}

#[test]
fn each_broken_rule_is_refused_by_its_code_at_its_line() {
    let whole = files();
    for case in CASES {
        let Case(file, from, to, code, field) = case;
        let refused = break_one(&whole, file, from, to);
        let fits = |it: &&PackRefusal| it.file == *file && it.code == *code && it.field.ends_with(field);
        let found = refused.iter().find(fits);
        let found = found.unwrap_or_else(|| panic!("{file}: {from:?} → {to:?}: {refused:#?}"));
        assert!(!found.zh.is_empty() && !found.en.is_empty());
        let line = line_of(&whole[*file], from);
        assert!(found.line >= 1 && found.line.abs_diff(line) <= slack(case), "{found}: expected line {line}");
    }
}

#[test]
fn refuses_a_missing_file_and_a_file_nobody_knows() {
    let mut files = files();
    let rules = files.remove("rules.toml").unwrap();
    files.insert("rule.toml".into(), rules);
    let refused = pack::read(&files).unwrap_err();
    let codes: Vec<(&str, RefusalCode)> = refused.iter().map(|it| (it.file.as_str(), it.code)).collect();
    assert!(
        codes.contains(&("rules.toml", FileMissing)) && codes.contains(&("rule.toml", FileUnknown)),
        "{codes:?}"
    );
}

#[test]
fn reports_all_broken_files_and_entries_at_once() {
    let mut files = files();
    for (file, from, to) in [
        ("pack.toml", "org = 1407", "org = = 1407"),
        ("rules.toml", "unit = \"times\"", "units = \"times\""),
        ("services.toml", "prefix = \"A\"", "prefiks = \"A\""),
        ("services.toml", "prefix = \"B\"", "prefiks = \"B\""),
        ("halls.csv", "37.6,", "x,"),
    ] {
        let text = files[file].replacen(from, to, 1);
        files.insert(file.into(), text);
    }
    let refused = pack::read(&files).unwrap_err();
    let count = |file: &str| refused.iter().filter(|it| it.file == file).count();
    assert!(count("pack.toml") >= 1 && count("rules.toml") == 1 && count("halls.csv") == 1, "{refused:#?}");
    assert_eq!(count("services.toml"), 2, "{refused:#?}");
}

#[test]
fn refuses_a_rule_set_twice_for_one_scope_and_day() {
    let mut files = files();
    let rule = "\n[[rule]]\nname = \"recall_max\"\nvalue = 4\nunit = \"times\"\neffective_from = \"2026-01-01\"\nsource = \"x\"\ncertainty = \"E\"\n";
    files.get_mut("rules.toml").unwrap().push_str(rule);
    let refused = pack::read(&files).unwrap_err();
    assert!(refused.len() == 1 && refused[0].code == Duplicate, "{refused:#?}");
}

#[test]
fn refuses_key_customers_before_care_on_any_later_day_and_in_any_hall() {
    for scope in ["", "hall = \"JZ-YC-A01\"\n", "grade = \"C\"\n"] {
        let mut files = files();
        let rule = format!(
            "\n[[rule]]\nname = \"head_start_vip_s\"\nvalue = 901\nunit = \"s\"\n{scope}effective_from = \"2027-01-01\"\nsource = \"x\"\ncertainty = \"E\"\n"
        );
        let text = files.get_mut("rules.toml").unwrap();
        let line = text.lines().count() + 4;
        text.push_str(&rule);
        let refused = pack::read(&files).unwrap_err();
        assert_eq!(refused.len(), 1, "{refused:#?}");
        assert_eq!((refused[0].code, refused[0].line), (Conflict, line), "{refused:#?}");
    }
}

#[test]
fn refuses_a_required_rule_without_a_value_for_the_company() {
    for (from, to) in [
        (
            "effective_from = \"2026-01-01\"\nsource = \"一般做法：重呼三次\"",
            "effective_from = \"2026-02-01\"\nsource = \"x\"",
        ),
        (
            "effective_from = \"2026-01-01\"\nsource = \"一般做法：重呼三次\"",
            "grade = \"A\"\neffective_from = \"2026-01-01\"\nsource = \"x\"",
        ),
    ] {
        let refused = broken("rules.toml", from, to);
        assert!(refused.iter().any(|it| it.code == Missing && it.en.contains("recall_max")), "{refused:#?}");
    }
}

#[test]
fn refuses_a_calendar_with_a_year_missing_or_cut_short() {
    for drop in ["2019,", "2026,2026-10"] {
        let mut files = files();
        let text = files["calendar.csv"]
            .lines()
            .filter(|line| !line.starts_with(drop))
            .collect::<Vec<_>>()
            .join("\n");
        files.insert("calendar.csv".into(), text);
        let refused = pack::read(&files).unwrap_err();
        assert!(refused.iter().any(|it| it.code == Missing && it.en.contains(&drop[..4])), "{refused:#?}");
    }
}

#[test]
fn takes_files_as_a_windows_office_saves_them() {
    let office: BTreeMap<String, String> = files()
        .into_iter()
        .map(|(name, text)| (name, format!("\u{feff}{}", text.replace('\n', "\r\n"))))
        .collect();
    assert_eq!(pack::read(&office).unwrap(), pack::read(&files()).unwrap());
}

#[test]
fn survives_every_truncation_and_garbled_byte_of_every_file() {
    let whole = files();
    for (name, text) in &whole {
        for part in 1..4 {
            let mut cut = text.len() * part / 4;
            while !text.is_char_boundary(cut) {
                cut += 1;
            }
            for broken in [text[..cut].to_owned(), format!("{}\u{0}\"[{}", &text[..cut], &text[cut..])] {
                let mut files = whole.clone();
                files.insert(name.clone(), broken);
                // Whatever comes of it, it must be an answer.
                let _ = pack::read(&files);
            }
        }
    }
}
