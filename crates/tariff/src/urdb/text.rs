//! The parts of an imported document that are the same whatever was imported. Writes text, reads nothing.

use std::fmt::Write as _;

use serde_json::Value;

use super::{ImportTerms, Schedule};

/// What every charge says of itself after an import.
pub(super) const SAID: &str =
    "name_zh = \"导入\"\nname_en = \"imported\"\nsource = \"URDB\"\ncertainty = \"K\"\n";

/// The tables that every document begins with.
pub(super) fn head(terms: &ImportTerms, name: &str) -> String {
    // A quoted string of JSON is one of TOML as well.
    let quoted = |text: &str| Value::String(text.to_owned()).to_string();
    format!(
        "[tariff]\nid = {}\nname_zh = {name}\nname_en = {name}\neffective_from = \"{}\"\nzone_offset_min = {}\n\
         source = \"URDB\"\ncertainty = \"K\"\n[eligible]\nclass = [{}]\nsource = \"URDB\"\ncertainty = \"K\"\n\
         [rounding]\nkwh_digits = 6\nprice_digits = 8\nline_digits = 2\ntotal_digits = 2\nway = \"half_up\"\n\
         source = \"URDB\"\ncertainty = \"K\"\n",
        quoted(&terms.id),
        terms.effective_from,
        terms.zone_offset_min,
        quoted(&terms.class),
        name = quoted(name),
    )
}

/// A table of hours for each kind of month and day. 29 February belongs to February.
pub(super) fn days(hours: &[(&Schedule, &Schedule)]) -> String {
    const LAST: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let kinds = ["\"workday\", \"make_up_workday\"", "\"weekend\", \"holiday\""];
    let mut text = String::new();
    for ((energy, demand), kinds) in hours.iter().zip(kinds) {
        for (month, last) in LAST.iter().enumerate() {
            let pair = |hour: usize| (energy[month][hour], demand[month][hour]);
            let mut spans = Vec::new();
            let mut from = 0;
            for hour in 1..=24 {
                if hour == 24 || pair(hour) != pair(from) {
                    let (e, d) = pair(from);
                    spans.push(format!("\"{from:02}:00-{hour:02}:00 e{e}d{d}\""));
                    from = hour;
                }
            }
            let _ = write!(
                text,
                "[[day]]\nseasons = [\"{m:02}-01/{m:02}-{last}\"]\nkinds = [{kinds}]\nhours = [{}]\n\
                 source = \"URDB\"\ncertainty = \"K\"\n",
                spans.join(", "),
                m = month + 1
            );
        }
    }
    text
}
