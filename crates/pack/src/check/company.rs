//! Checks of the company, its calendar, counties, towns and halls.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Grade};

use super::{Report, digits};
use crate::RefusalCode::{Conflict, Dangling, Missing, Range};
use crate::{County, Hall, Pack};

/// Mainland China with room to spare, millionths of a degree.
const LAT: (i64, i64) = (17_000_000, 54_000_000);
const LON: (i64, i64) = (73_000_000, 136_000_000);
/// A hall farther from its county's seat than this, in kilometres, has a slip in its coordinates.
const FROM_SEAT_KM: f64 = 120.0;

pub(super) fn check(pack: &Pack, report: &mut Report) {
    company(pack, report);
    calendar(pack, report);
    counties(pack, report);
    towns(pack, report);
    halls(pack, report);
    grade_counts(pack, report);
}

fn company(pack: &Pack, report: &mut Report) {
    let (file, it) = ("pack.toml", &pack.company);
    report.counts(file, "company.org", it.org.0, 1000, 999_999);
    report.counts(file, "company.zone_offset_min", it.zone_offset_min.into(), -720, 840);
    for (path, text) in [
        ("company.name_zh", &it.name_zh),
        ("company.name_en", &it.name_en),
        ("company.version", &it.version),
        ("company.source", &it.source),
    ] {
        report.filled(file, path, text);
    }
    if it.languages.is_empty() {
        report.say(file, "company.languages", Missing, "至少要有一种语言", "needs at least one language");
    }
    report.unique(file, &it.languages, |n| format!("company.languages[{n}]"));
}

fn calendar(pack: &Pack, report: &mut Report) {
    let file = "calendar.csv";
    report.unique(file, pack.calendar.iter().map(|it| it.day.to_string()), |n| format!("[{n}].day"));
    let mut months: BTreeMap<i16, BTreeSet<i8>> = BTreeMap::new();
    for (n, it) in pack.calendar.iter().enumerate() {
        report.filled(file, &format!("[{n}].source"), &it.source);
        report.filled(file, &format!("[{n}].name_zh"), &it.name_zh);
        if (it.day.year() - it.year).abs() > 1 {
            let path = format!("[{n}].year");
            report.say(
                file,
                &path,
                Conflict,
                "日期不属于这一年的通知",
                "the day is not of that year's paper",
            );
        }
        months.entry(it.year).or_default().insert(it.day.month());
    }
    let first = pack.company.effective_from.year();
    let years = months.keys().copied().chain([first]);
    let (from, to) = years.fold((first, first), |(from, to), year| (from.min(year), to.max(year)));
    for year in from..=to {
        let listed = months.get(&year);
        if !listed.is_some_and(|months| months.contains(&1) && months.contains(&10)) {
            let (zh, en) = (
                format!("{year} 年的节假日不完整：应从一月列到十月"),
                format!("the calendar of {year} is incomplete: it should reach from January to October"),
            );
            report.say(file, "", Missing, zh, en);
        }
    }
}

fn place(report: &mut Report, file: &'static str, n: usize, lat_udeg: i64, lon_udeg: i64) {
    for (path, value, (min, max)) in [("lat", lat_udeg, LAT), ("lon", lon_udeg, LON)] {
        if !(min..=max).contains(&value) {
            let path = format!("[{n}].{path}");
            report.say(
                file,
                &path,
                Range,
                "不在中国境内，可能经纬度写反",
                "not in China; are lat and lon swapped?",
            );
        }
    }
}

fn counties(pack: &Pack, report: &mut Report) {
    let file = "counties.csv";
    report.unique(file, pack.counties.iter().map(|it| &it.code), |n| format!("[{n}].code"));
    let org = pack.company.org.to_string();
    for (n, it) in pack.counties.iter().enumerate() {
        if !digits(&it.code, 6) || !it.code.starts_with(&org) {
            let (zh, en) =
                (format!("应为 {org} 开头的六位代码"), format!("should be six digits that begin with {org}"));
            report.say(file, &format!("[{n}].code"), Range, zh, en);
        }
        report.filled(file, &format!("[{n}].name_zh"), &it.name_zh);
        report.filled(file, &format!("[{n}].name_en"), &it.name_en);
        place(report, file, n, it.lat_udeg, it.lon_udeg);
        report.counts(file, &format!("[{n}].area_km2"), it.area_km2, 1, 1_000_000);
        report.counts(file, &format!("[{n}].population"), it.population, 1, 100_000_000);
    }
}

fn towns(pack: &Pack, report: &mut Report) {
    const KINDS: [&str; 4] = ["subdistrict", "town", "township", "statistical_or_development_unit"];
    let file = "towns.csv";
    report.unique(file, pack.towns.iter().map(|it| &it.code), |n| format!("[{n}].code"));
    let counties: BTreeSet<&str> = pack.counties.iter().map(|it| it.code.as_str()).collect();
    for (n, it) in pack.towns.iter().enumerate() {
        report.known(file, &format!("[{n}].county"), &it.county, &counties);
        if !digits(&it.code, 9) || !it.code.starts_with(&it.county) {
            let path = format!("[{n}].code");
            report.say(
                file,
                &path,
                Range,
                "应为本县代码开头的九位代码",
                "should be nine digits that begin with its county's",
            );
        }
        if !KINDS.contains(&it.kind.as_str()) {
            let (zh, en) =
                (format!("应为 {} 之一", KINDS.join("、")), format!("should be one of {}", KINDS.join(", ")));
            report.say(file, &format!("[{n}].kind"), Range, zh, en);
        }
        report.filled(file, &format!("[{n}].name_zh"), &it.name_zh);
        for (path, value) in [
            ("villages", it.villages),
            ("communities", it.communities),
            ("population_demo", it.population_demo),
        ] {
            report.counts(file, &format!("[{n}].{path}"), value, 0, 10_000_000);
        }
    }
}

fn halls(pack: &Pack, report: &mut Report) {
    let file = "halls.csv";
    report.unique(file, pack.halls.iter().map(|it| &it.code), |n| format!("[{n}].code"));
    report.unique(file, pack.halls.iter().map(|it| &it.name_zh), |n| format!("[{n}].name_zh"));
    let demo = pack.company.name_zh.contains("示例");
    for (n, it) in pack.halls.iter().enumerate() {
        let fine = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if it.code.is_empty() || !it.code.bytes().all(fine) {
            let path = format!("[{n}].code");
            report.say(
                file,
                &path,
                Range,
                "只能用大写字母、数字和连字符",
                "only capital letters, digits and hyphens",
            );
        }
        report.filled(file, &format!("[{n}].name_zh"), &it.name_zh);
        report.filled(file, &format!("[{n}].name_en"), &it.name_en);
        report.filled(file, &format!("[{n}].coord_source"), &it.coord_source);
        if demo && !it.name_zh.contains("（示例）") {
            let path = format!("[{n}].name_zh");
            report.say(
                file,
                &path,
                Conflict,
                "示例公司的营业厅名称要写（示例）",
                "a demo hall's name must say （示例）",
            );
        }
        place(report, file, n, it.lat_udeg, it.lon_udeg);
        where_it_is(pack, n, it, report);
        staffed(pack, n, it, report);
    }
}

fn where_it_is(pack: &Pack, n: usize, it: &Hall, report: &mut Report) {
    let file = "halls.csv";
    let Some(county) = pack.counties.iter().find(|county| county.code == it.county) else {
        let (zh, en) =
            (format!("没有代码为 {} 的县区", it.county), format!("there is no county {}", it.county));
        return report.say(file, &format!("[{n}].county"), Dangling, zh, en);
    };
    if from_seat_km(county, it) > FROM_SEAT_KM {
        let path = format!("[{n}].lat");
        report.say(
            file,
            &path,
            Range,
            "离县城太远，坐标可能有误",
            "too far from the county's seat; check the coordinates",
        );
    }
    let Some(code) = &it.town else { return };
    let path = format!("[{n}].town");
    match pack.towns.iter().find(|town| town.code == *code) {
        None => {
            let (zh, en) = (format!("没有代码为 {code} 的乡镇"), format!("there is no town {code}"));
            report.say(file, &path, Dangling, zh, en);
        }
        Some(town) if town.county != it.county => {
            report.say(file, &path, Conflict, "乡镇不属于这个县区", "the town is not in that county");
        }
        Some(town) if town.kind == "statistical_or_development_unit" => {
            report.say(file, &path, Conflict, "这是统计用单位，不是乡镇", "a statistical unit is not a town");
        }
        Some(_) => {}
    }
}

/// Flat-earth distance, good enough to catch a slip.
#[allow(clippy::cast_precision_loss)]
fn from_seat_km(county: &County, hall: &Hall) -> f64 {
    let lat = (hall.lat_udeg - county.lat_udeg) as f64 / 1e6 * 111.2;
    let east = (hall.lon_udeg - county.lon_udeg) as f64 / 1e6 * 111.2;
    lat.hypot(east * (county.lat_udeg as f64 / 1e6).to_radians().cos())
}

fn staffed(pack: &Pack, n: usize, it: &Hall, report: &mut Report) {
    let file = "halls.csv";
    let day: Day = it.effective_from.max(pack.company.effective_from);
    let Some(standard) = pack.standard(it.grade, day) else { return };
    let planned = i64::try_from(standard.counter.len()).expect("a plan has few counters");
    if !(0..=planned).contains(&it.windows) {
        let (zh, en) = (
            format!("{} 级平面图只有 {planned} 个柜台", it.grade),
            format!("the plan of grade {} has {planned} counters", it.grade),
        );
        report.say(file, &format!("[{n}].windows"), Range, zh, en);
    }
    report.counts(file, &format!("[{n}].kiosks"), it.kiosks, 0, 200);
    if it.windows == 0 && it.kiosks == 0 {
        let path = format!("[{n}].windows");
        report.say(file, &path, Conflict, "既没有窗口也没有自助终端", "has neither counters nor kiosks");
    }
    if it.windows == 0 {
        return;
    }
    let counters = pack.counters(it, day);
    for item in pack.items(day) {
        let here = standard.categories.contains(&item.category)
            && item.skills.iter().all(|skill| standard.skills.contains(skill));
        let served = counters.iter().any(|at| item.skills.iter().all(|skill| at.skills.contains(skill)));
        if here && !served {
            let (zh, en) = (
                format!("{} 个窗口里没有一个能办 {}", it.windows, item.code),
                format!("none of its {} counters can do {}", it.windows, item.code),
            );
            report.say(file, &format!("[{n}].windows"), Conflict, zh, en);
        }
    }
}

fn grade_counts(pack: &Pack, report: &mut Report) {
    let mut in_company: BTreeMap<Grade, i64> = BTreeMap::new();
    let mut in_county: BTreeMap<(Grade, &str), i64> = BTreeMap::new();
    for (n, it) in pack.halls.iter().enumerate() {
        let Some(standard) = pack.standard(it.grade, pack.company.effective_from) else { continue };
        let all = in_company.entry(it.grade).or_default();
        let county = in_county.entry((it.grade, &it.county)).or_default();
        (*all, *county) = (*all + 1, *county + 1);
        let path = format!("[{n}].grade");
        for (count, most, zh, en) in [
            (*all, standard.max_per_company, "全公司", "a company"),
            (*county, standard.max_per_county, "一个县区", "a county"),
        ] {
            if let Some(most) = most.filter(|most| count > *most) {
                let (zh, en) = (
                    format!("{zh}至多 {most} 个 {} 级营业厅", it.grade),
                    format!("{en} has at most {most} halls of grade {}", it.grade),
                );
                report.say("halls.csv", &path, Conflict, zh, en);
            }
        }
    }
}
