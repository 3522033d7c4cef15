//! What two versions of a tariff say differently, rule by rule, in words that an office can check: which price, by how
//! much, in which hours of which days. Not what their texts have differently.

mod fields;

use serde::Serialize;

use crate::days::{Hours, KINDS, apart, clock, month_day, runs};
use crate::fixed::{Quantity, Way, Yuan, divide};
use crate::tariff::Tariff;

/// What a difference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A price, a factor or a share.
    Price,
    /// The limit of a tier.
    Limit,
    /// Hours of a day.
    Hours,
    /// From when, for whom, how it is rounded, and every other rule.
    Rule,
    /// Where it comes from and how sure we are.
    Source,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which field, such as `energy.tier[2].price.peak`.
    pub field: String,
    /// What it is about.
    pub about: About,
    /// The same in Chinese.
    pub what_zh: String,
    /// The same in English.
    pub what_en: String,
    /// Unit of both sides; empty when they have none.
    pub unit: String,
    /// In the first; nothing if it is not there.
    pub before: Option<String>,
    /// In the second; nothing if it is not there.
    pub after: Option<String>,
    /// After less before, with its sign, when both are numbers.
    pub change: Option<String>,
    /// The same in per cent of before, one digit, rounded half up.
    pub percent: Option<String>,
}

/// What one version says in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    about: About,
    zh: String,
    en: String,
    unit: String,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Words(String),
    Yuan(Yuan),
    Quantity(Quantity),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Value::Words(words) => words.clone(),
            Value::Yuan(yuan) => yuan.to_string(),
            Value::Quantity(quantity) => quantity.to_string(),
        }
    }

    /// `after − self`, and that in per cent of `self`.
    fn to(&self, after: &Value) -> (Option<String>, Option<String>) {
        let (before, units, shown) = match (self, after) {
            (Value::Yuan(one), Value::Yuan(other)) => {
                let units = other.units().saturating_sub(one.units());
                (one.units(), units, Yuan::from_units(units).to_string())
            }
            (Value::Quantity(one), Value::Quantity(other)) => {
                let units = other.units().saturating_sub(one.units());
                (one.units(), units, Quantity::from_units(units).to_string())
            }
            _ => return (None, None),
        };
        let sign = if units > 0 { "+" } else { "" };
        let percent = (before != 0).then(|| {
            let tenths = divide(i128::from(units) * 1000, i128::from(before).abs(), Way::HalfUp);
            let minus = if tenths < 0 { "-" } else { sign };
            format!("{minus}{}.{} %", tenths.abs() / 10, tenths.abs() % 10)
        });
        (Some(format!("{sign}{shown}")), percent)
    }
}

/// One thing that a version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Which field, such as `two_part.contract.threshold`.
    pub field: String,
    /// What it is about.
    pub about: About,
    /// The same in Chinese.
    pub what_zh: String,
    /// The same in English.
    pub what_en: String,
    /// Its unit; empty when it has none.
    pub unit: String,
    /// What it says.
    pub value: String,
}

/// Everything that a version says beside its hours, in the order of its fields.
#[must_use]
pub fn told(it: &Tariff) -> Vec<Told> {
    let all = fields::fields(it).into_iter().map(|(field, said)| {
        let value = said.value.text();
        Told { field, about: said.about, what_zh: said.zh, what_en: said.en, unit: said.unit, value }
    });
    all.collect()
}

/// Everything in which `one` and `other` differ: rules in the order of their fields, then hours. Where a document
/// stands in its file is no difference.
#[must_use]
pub fn differences(one: &Tariff, other: &Tariff) -> Vec<Difference> {
    let (before, after) = (fields::fields(one), fields::fields(other));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let mut all = Vec::new();
    for name in names {
        let sides = (before.get(name), after.get(name));
        let value = |side: Option<&Said>| side.map(|said| said.value.text());
        if sides.0.map(|said| &said.value) == sides.1.map(|said| &said.value) {
            continue;
        }
        let Some(said) = sides.1.or(sides.0) else { continue };
        let (change, percent) = match sides {
            (Some(one), Some(other)) => one.value.to(&other.value),
            _ => (None, None),
        };
        all.push(Difference {
            field: name.clone(),
            about: said.about,
            what_zh: said.zh.clone(),
            what_en: said.en.clone(),
            unit: said.unit.clone(),
            before: value(sides.0),
            after: value(sides.1),
            change,
            percent,
        });
    }
    all.extend(hours(one, other));
    all
}

/// Minutes of one kind of day that have another band: from, to, before, after.
type Apart<'t> = Vec<(u16, u16, &'t str, &'t str)>;

/// The hours that have another band, each with all the days of the year on which it is so.
fn hours(one: &Tariff, other: &Tariff) -> Vec<Difference> {
    let apart_on = |day, kind| apart(Hours::on(one, day, kind), Hours::on(other, day, kind));
    let mut found: Vec<(Apart, Vec<usize>, Vec<String>)> = Vec::new();
    for (from, to, kinds) in runs(one.days.of_day.len(), |day| [0, 1, 2, 3].map(|kind| apart_on(day, kind))) {
        let mut rest: Vec<usize> = (0..4).filter(|kind| !kinds[*kind].is_empty()).collect();
        while let Some(first) = rest.first().copied() {
            let (same, others): (Vec<usize>, Vec<usize>) =
                rest.into_iter().partition(|kind| kinds[*kind] == kinds[first]);
            rest = others;
            let span = format!("{}/{}", month_day(from), month_day(to));
            match found.iter_mut().find(|(it, kinds_of, _)| *it == kinds[first] && *kinds_of == same) {
                Some((.., spans)) => spans.push(span),
                None => found.push((kinds[first].clone(), same, vec![span])),
            }
        }
    }
    found.into_iter().map(|(apart, kinds, spans)| changed_hours(&apart, &kinds, &spans)).collect()
}

fn changed_hours(apart: &Apart, kinds: &[usize], spans: &[String]) -> Difference {
    const ZH: [&str; 4] = ["工作日", "调休上班日", "周末", "节假日"];
    const EN: [&str; 4] = ["workdays", "make-up workdays", "weekends", "holidays"];
    const NAMES: [&str; 4] = ["workday", "make_up_workday", "weekend", "holiday"];
    let some = kinds.len() < KINDS.len();
    let of = |words: [&'static str; 4], and: &str, all: &str| match some {
        true => kinds.iter().map(|kind| words[*kind]).collect::<Vec<_>>().join(and),
        false => all.to_owned(),
    };
    let days = spans.join(", ");
    let side = |band: fn(&(u16, u16, &str, &str)) -> String| {
        let told = apart.iter().map(|it| format!("{}-{} {}", clock(it.0), clock(it.1), band(it)));
        told.collect::<Vec<_>>().join(", ")
    };
    Difference {
        field: format!("day.{}.{}", spans.join("+"), of(NAMES, "+", "all")),
        about: About::Hours,
        what_zh: format!("时段（{days}，{}）", of(ZH, "、", "每天")),
        what_en: format!("Hours ({days}, {})", of(EN, ", ", "every day")),
        unit: String::new(),
        before: Some(side(|it| it.2.to_owned())),
        after: Some(side(|it| it.3.to_owned())),
        change: None,
        percent: None,
    }
}
