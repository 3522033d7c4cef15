//! From the texts of a pack's files to a checked pack, or to every reason why not. No I/O: the caller reads the files.

use std::collections::BTreeMap;

use kernel::{Certainty, Grade};
use serde::Deserialize;

use crate::csv::{Cells, Csv};
use crate::lines::Toml;
use crate::{
    Accounts, Arrivals, CalendarDay, Catalogue, Company, County, Grades, Guidance, Hall, Pack, PackRefusal,
    Planning, RefusalCode, Town, check,
};

/// The files of a pack, all of them needed.
pub const FILES: &[&str] = &[
    "accounts.toml",
    "arrivals.toml",
    "calendar.csv",
    "counties.csv",
    "documents.toml",
    "grades.toml",
    "guidance.toml",
    "halls.csv",
    "pack.toml",
    "planning.toml",
    "rules.toml",
    "services.toml",
    "skills.toml",
    "towns.csv",
];

/// Where the parts of a pack stand, for the checks that come after reading.
pub(crate) struct Places<'t> {
    toml: BTreeMap<&'static str, Toml<'t>>,
    rows: BTreeMap<&'static str, Vec<usize>>,
}

impl Places<'_> {
    /// A refusal at `path` of a TOML file, or at row `[n]` of a CSV file with the column behind it.
    pub(crate) fn refusal(
        &self,
        file: &'static str,
        path: &str,
        code: RefusalCode,
        zh: &str,
        en: &str,
    ) -> PackRefusal {
        if let Some(toml) = self.toml.get(file) {
            return toml.refusal(path, code, zh, en);
        }
        let row = path.trim_start_matches('[').split(']').next().and_then(|n| n.parse::<usize>().ok());
        let lines = self.rows.get(file);
        let line = row.and_then(|n| lines?.get(n).copied()).unwrap_or(0);
        let field = path.rsplit("].").next().unwrap_or(path).to_owned();
        PackRefusal { file: file.to_owned(), line, field, code, zh: zh.to_owned(), en: en.to_owned() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyFile {
    company: Company,
}

/// Reads a pack: `files` maps each name of [`FILES`] to its text. Texts may be taken as an office saved them, with a
/// byte order mark and `\r\n`.
///
/// # Errors
/// Everything that is wrong, in the order of files and lines. Checks across files run only when every file by itself
/// could be read.
pub fn read(files: &BTreeMap<String, String>) -> Result<Pack, Vec<PackRefusal>> {
    let mut refused = Vec::new();
    check_names(files, &mut refused);
    let mut places = Places { toml: BTreeMap::new(), rows: BTreeMap::new() };
    for name in FILES.iter().filter(|name| name.ends_with(".toml")) {
        let Some(text) = files.get(*name) else { continue };
        if let Some(toml) = Toml::parse(name, text.trim_start_matches('\u{feff}'), &mut refused) {
            places.toml.insert(name, toml);
        }
    }
    let pack = assemble(files, &mut places, &mut refused);
    if let (Some(pack), true) = (&pack, refused.is_empty()) {
        check::all(pack, &places, &mut refused);
    }
    match pack {
        Some(pack) if refused.is_empty() => Ok(pack),
        _ => {
            refused.sort();
            Err(refused)
        }
    }
}

fn check_names(files: &BTreeMap<String, String>, refused: &mut Vec<PackRefusal>) {
    let refuse = |file: &str, code, zh: &str, en: &str| PackRefusal {
        file: file.to_owned(),
        line: 0,
        field: String::new(),
        code,
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    for name in FILES.iter().filter(|name| !files.contains_key(**name)) {
        refused.push(refuse(name, RefusalCode::FileMissing, "缺少这个文件", "this file is missing"));
    }
    for name in files.keys().filter(|name| !FILES.contains(&name.as_str())) {
        if name.ends_with(".toml") || name.ends_with(".csv") {
            refused.push(refuse(name, RefusalCode::FileUnknown, "不是配置包的文件", "not a file of a pack"));
        }
    }
}

fn assemble<'t>(
    files: &'t BTreeMap<String, String>,
    places: &mut Places<'t>,
    refused: &mut Vec<PackRefusal>,
) -> Option<Pack> {
    let toml = &places.toml;
    let company: Option<CompanyFile> = toml.get("pack.toml").and_then(|it| it.whole(refused));
    let grades: Option<Grades> = toml.get("grades.toml").and_then(|it| it.whole(refused));
    let arrivals: Option<Arrivals> = toml.get("arrivals.toml").and_then(|it| it.whole(refused));
    let planning: Option<Planning> = toml.get("planning.toml").and_then(|it| it.whole(refused));
    let guidance: Option<Guidance> = toml.get("guidance.toml").and_then(|it| it.whole(refused));
    let accounts: Option<Accounts> = toml.get("accounts.toml").and_then(|it| it.whole(refused));
    let mut catalogue = Catalogue {
        categories: Vec::new(),
        skills: Vec::new(),
        prefixes: Vec::new(),
        documents: Vec::new(),
        items: Vec::new(),
    };
    if let Some(services) = toml.get("services.toml") {
        services.only(&["category", "item"], refused);
        catalogue.categories = services.each("category", refused);
        catalogue.items = services.each("item", refused);
    }
    if let Some(skills) = toml.get("skills.toml") {
        skills.only(&["skill", "prefix"], refused);
        catalogue.skills = skills.each("skill", refused);
        catalogue.prefixes = skills.each("prefix", refused);
    }
    if let Some(documents) = toml.get("documents.toml") {
        documents.only(&["document"], refused);
        catalogue.documents = documents.each("document", refused);
    }
    let mut rules = Vec::new();
    if let Some(file) = toml.get("rules.toml") {
        file.only(&["rule"], refused);
        rules = file.each("rule", refused);
    }
    let rows = &mut places.rows;
    let calendar = table(files, "calendar.csv", CALENDAR, rows, refused, calendar_day);
    let counties = table(files, "counties.csv", COUNTIES, rows, refused, county);
    let towns = table(files, "towns.csv", TOWNS, rows, refused, town);
    let halls = table(files, "halls.csv", HALLS, rows, refused, hall);
    Some(Pack {
        company: company?.company,
        calendar,
        counties,
        towns,
        halls,
        grades: grades?,
        catalogue,
        rules,
        arrivals: arrivals?,
        guidance: guidance?,
        accounts: accounts?,
        planning: planning?,
    })
}

fn table<T>(
    files: &BTreeMap<String, String>,
    name: &'static str,
    columns: &[&str],
    rows: &mut BTreeMap<&'static str, Vec<usize>>,
    refused: &mut Vec<PackRefusal>,
    row: impl Fn(&mut Cells) -> Option<T>,
) -> Vec<T> {
    let Some(csv) = files.get(name).and_then(|text| Csv::parse(name, text, columns, refused)) else {
        return Vec::new();
    };
    let (lines, read) = csv.read(refused, row).into_iter().unzip();
    rows.insert(name, lines);
    read
}

const CALENDAR: &[&str] = &["year", "day", "name_zh", "off", "source"];
const COUNTIES: &[&str] = &[
    "code",
    "name_zh",
    "name_en",
    "seat_zh",
    "lat",
    "lon",
    "area_km2",
    "population",
    "population_certainty",
];
const TOWNS: &[&str] = &["code", "name_zh", "county", "kind", "villages", "communities", "population_demo"];
const HALLS: &[&str] = &[
    "code",
    "name_zh",
    "name_en",
    "grade",
    "county",
    "town",
    "lat",
    "lon",
    "windows",
    "kiosks",
    "effective_from",
    "coord_source",
    "certainty",
];

fn certainty(text: &str) -> Option<Certainty> {
    [Certainty::S, Certainty::I, Certainty::K, Certainty::E].into_iter().find(|it| it.mark() == text)
}

// Each reader asks for every cell before it gives up, so that all broken cells of a row are reported at once.

fn calendar_day(cells: &mut Cells) -> Option<CalendarDay> {
    let (year, day) = (cells.value("year"), cells.value("day"));
    let off = cells.value("off");
    Some(CalendarDay {
        year: year?,
        day: day?,
        name_zh: cells.text("name_zh"),
        off: off?,
        source: cells.text("source"),
    })
}

fn county(cells: &mut Cells) -> Option<County> {
    let (lat, lon) = (cells.udeg("lat"), cells.udeg("lon"));
    let (area_km2, population) = (cells.value("area_km2"), cells.value("population"));
    let population_certainty = cells.with("population_certainty", certainty);
    Some(County {
        code: cells.text("code"),
        name_zh: cells.text("name_zh"),
        name_en: cells.text("name_en"),
        seat_zh: cells.text("seat_zh"),
        lat_udeg: lat?,
        lon_udeg: lon?,
        area_km2: area_km2?,
        population: population?,
        population_certainty: population_certainty?,
    })
}

fn town(cells: &mut Cells) -> Option<Town> {
    let (villages, communities) = (cells.value("villages"), cells.value("communities"));
    let population = cells.value("population_demo");
    Some(Town {
        code: cells.text("code"),
        name_zh: cells.text("name_zh"),
        county: cells.text("county"),
        kind: cells.text("kind"),
        villages: villages?,
        communities: communities?,
        population_demo: population?,
    })
}

fn hall(cells: &mut Cells) -> Option<Hall> {
    let grade = cells.with("grade", Grade::parse);
    let (lat, lon) = (cells.udeg("lat"), cells.udeg("lon"));
    let (windows, kiosks) = (cells.value("windows"), cells.value("kiosks"));
    let (from, sure) = (cells.value("effective_from"), cells.with("certainty", certainty));
    Some(Hall {
        code: cells.text("code"),
        name_zh: cells.text("name_zh"),
        name_en: cells.text("name_en"),
        grade: grade?,
        county: cells.text("county"),
        town: cells.optional("town"),
        lat_udeg: lat?,
        lon_udeg: lon?,
        windows: windows?,
        kiosks: kiosks?,
        effective_from: from?,
        coord_source: cells.text("coord_source"),
        certainty: sure?,
    })
}
