//! Sample customers of the pack: a load, and what pricing must know of whoever used it. Invented, never somebody's.

use std::collections::BTreeMap;

use serde::Deserialize;
use tariff::{Customer, Load, Refusal, Rule, read_load};
use toml::Spanned;

/// Where the samples of a pack stand.
pub const SAMPLES: &str = "samples/";
/// The list of samples.
const LIST: &str = "samples/samples.toml";

/// A sample customer.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its id.
    pub id: String,
    /// Name, Chinese.
    pub name_zh: String,
    /// Name, English.
    pub name_en: String,
    /// What pricing must know.
    pub customer: Customer,
    /// File of the load.
    pub file: String,
    /// What was used.
    pub load: Load,
    /// The tariff it is on, which is what a change is shown for first.
    pub tariff: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    sample: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name_zh: String,
    name_en: String,
    tariff: String,
    customer: String,
    load: String,
    zone_offset_min: i32,
}

/// The samples among `files`; none when the pack has no list of them.
pub(super) fn read(files: &BTreeMap<String, String>) -> Result<Vec<Sample>, Refusal> {
    let Some(list) = files.get(LIST) else { return Ok(Vec::new()) };
    let parsed: List = parse(LIST, list)?;
    parsed.sample.iter().map(|entry| sample(files, list, entry)).collect()
}

fn sample(files: &BTreeMap<String, String>, list: &str, entry: &Spanned<Entry>) -> Result<Sample, Refusal> {
    let it = entry.get_ref();
    let text = |name: &str| {
        let file = format!("{SAMPLES}{name}");
        let line = list[..entry.span().start].matches('\n').count() + 1;
        let missing = || Refusal::at(LIST, line, Rule::Dangling, name);
        files.get(&file).map(|text| (file, text)).ok_or_else(missing)
    };
    let (file, customer) = text(&it.customer)?;
    let customer: Customer = parse(&file, customer)?;
    let (file, load) = text(&it.load)?;
    let load = read_load(&file, load, &customer.point, it.zone_offset_min)?;
    Ok(Sample {
        id: it.id.clone(),
        name_zh: it.name_zh.clone(),
        name_en: it.name_en.clone(),
        customer,
        file,
        load,
        tariff: it.tariff.clone(),
    })
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Refusal> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
        Refusal::at(file, line, Rule::Shape, error.message().lines().next().unwrap_or_default())
    })
}
