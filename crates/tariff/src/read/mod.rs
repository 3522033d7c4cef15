//! From the texts of a pack's tariffs to a checked [`Book`], or to every reason why not. No I/O: whoever calls reads
//! the files.

mod charges;
mod factor_table;
mod hours;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::Day;
use toml::Spanned;

use crate::book::Book;
use crate::document::Document;
use crate::fixed::Rounding;
use crate::refusal::{Refusal, Rule, line_of};
use crate::tariff::{Fact, FactorTable, Tariff};

/// A document is a page or two; what is longer is not one.
const DOCUMENT_BYTES_MAX: usize = 1 << 20;
/// Refusals told of one document: a file that is broken everywhere tells nothing new beyond these.
const REFUSALS_MAX: usize = 100;
/// China kept summer time from 1986 to 1991; hours of those years cannot be counted in one offset.
const ONE_OFFSET_SINCE: i16 = 1992;

/// The tables that documents refer to, by file.
pub(crate) type FactorTables = BTreeMap<String, Arc<FactorTable>>;

/// Collects what is wrong with one document.
pub(crate) struct Reading<'t> {
    pub(crate) file: &'t str,
    text: &'t str,
    pub(crate) refused: Vec<Refusal>,
    ids: BTreeSet<String>,
}

impl Reading<'_> {
    /// The line of a part of the document.
    pub(crate) fn line<T>(&self, part: &Spanned<T>) -> usize {
        line_of(self.text, part.span().start)
    }

    /// Refuses at `part`.
    pub(crate) fn refuse<T>(&mut self, part: &Spanned<T>, rule: Rule, about: impl Into<String>) {
        if self.refused.len() < REFUSALS_MAX {
            let line = self.line(part);
            self.refused.push(Refusal::at(self.file, line, rule, about));
        }
    }

    /// Takes an id, which must be new and plain.
    pub(crate) fn take_id(&mut self, id: &Spanned<String>) {
        let text = id.get_ref();
        if !is_word(text) {
            self.refuse(id, Rule::OutOfRange, format!("{text:?}: a-z, 0-9, _"));
        } else if !self.ids.insert(text.clone()) {
            self.refuse(id, Rule::Duplicate, text.clone());
        }
    }
}

/// Whether `text` is a plain word, as ids and bands are.
pub(crate) fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=40).contains(&text.len()) && text.chars().all(plain)
}

/// Reads the tariffs of a pack: `files` maps each name to its text. `*.toml` are documents, `*.csv` power-factor tables.
///
/// # Errors
/// Everything that is wrong, in the order of files and lines.
pub fn read(files: &BTreeMap<String, String>) -> Result<Book, Vec<Refusal>> {
    let mut refused = Vec::new();
    let mut tables = FactorTables::new();
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        match factor_table::read(name, text) {
            Ok(table) => drop(tables.insert(name.clone(), Arc::new(table))),
            Err(refusals) => refused.extend(refusals),
        }
    }
    let mut tariffs = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".toml")) {
        match document(name, text, &tables) {
            Ok(tariff) => tariffs.push(tariff),
            Err(refusals) => refused.extend(refusals),
        }
    }
    follow(&mut tariffs, &mut refused);
    if refused.is_empty() {
        Ok(Book::new(tariffs.into_iter().map(Arc::new).collect()))
    } else {
        refused.sort();
        Err(refused)
    }
}

/// Reads one document that needs no table of another file.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_document(file: &str, text: &str) -> Result<Tariff, Vec<Refusal>> {
    document(file, text, &FactorTables::new())
}

/// Puts the versions of each tariff in order. One without an end holds until the next begins; one with an end beyond
/// the beginning of the next is refused.
fn follow(tariffs: &mut [Tariff], refused: &mut Vec<Refusal>) {
    tariffs.sort_by(|one, other| (&one.id, one.effective_from).cmp(&(&other.id, other.effective_from)));
    for n in 1..tariffs.len() {
        let (earlier, later) = tariffs.split_at_mut(n);
        let (earlier, later) = (&mut earlier[n - 1], &later[0]);
        if earlier.id != later.id {
            continue;
        }
        let begins = later.effective_from;
        if earlier.effective_from == begins || earlier.effective_to.is_some_and(|to| to > begins) {
            let about = format!("{} {begins}: {}", later.id, earlier.file);
            refused.push(Refusal::at(&later.file, 1, Rule::VersionsOverlap, about));
        } else if earlier.effective_to.is_none() {
            earlier.effective_to = Some(begins);
        }
    }
}

pub(crate) fn document(file: &str, text: &str, tables: &FactorTables) -> Result<Tariff, Vec<Refusal>> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(vec![Refusal::at(file, 0, Rule::LoadTooLarge, format!("> {DOCUMENT_BYTES_MAX} bytes"))]);
    }
    let parsed = match toml::from_str::<Document>(text) {
        Ok(parsed) => parsed,
        Err(error) => return Err(vec![unparsed(file, text, &error)]),
    };
    let mut reading = Reading { file, text, refused: Vec::new(), ids: BTreeSet::new() };
    let tariff = assemble(&mut reading, &parsed, tables);
    match tariff {
        Some(tariff) if reading.refused.is_empty() => Ok(tariff),
        _ => {
            reading.refused.sort();
            Err(reading.refused)
        }
    }
}

/// A text that is no document: whether it is no TOML at all, or of the wrong shape.
fn unparsed(file: &str, text: &str, error: &toml::de::Error) -> Refusal {
    let line = error.span().map_or(0, |span| line_of(text, span.start));
    let rule = if toml::from_str::<toml::Table>(text).is_ok() { Rule::Shape } else { Rule::Syntax };
    Refusal::at(file, line, rule, error.message().lines().next().unwrap_or_default())
}

fn assemble(reading: &mut Reading, parsed: &Document, tables: &FactorTables) -> Option<Tariff> {
    let head = parsed.tariff.get_ref();
    let (bands, days) = hours::tables(reading, &parsed.day)?;
    let effective_from = effective_from(reading, parsed);
    if !is_word(head.id.get_ref()) {
        reading.refuse(&head.id, Rule::OutOfRange, format!("{:?}: a-z, 0-9, _", head.id.get_ref()));
    }
    if !(-720..=840).contains(head.zone_offset_min.get_ref()) {
        reading.refuse(&head.zone_offset_min, Rule::OutOfRange, "zone_offset_min");
    }
    let rounding = parsed.rounding.get_ref();
    let most = [
        (rounding.kwh_digits, 6),
        (rounding.price_digits, 8),
        (rounding.line_digits, 8),
        (rounding.total_digits, 2),
    ];
    if most.iter().any(|(digits, most)| digits > most) {
        reading.refuse(&parsed.rounding, Rule::RoundingWrong, "kwh ≤ 6, price ≤ 8, line ≤ 8, total ≤ 2");
        return None;
    }
    let rule = |digits| Rounding { digits, way: rounding.way };
    let eligible = parsed.eligible.get_ref();
    let mut tariff = Tariff {
        file: reading.file.to_owned(),
        id: head.id.get_ref().clone(),
        name_zh: head.name_zh.clone(),
        name_en: head.name_en.clone(),
        effective_from: effective_from?,
        effective_to: head.effective_to.as_ref().map(|day| *day.get_ref()),
        zone_offset_min: *head.zone_offset_min.get_ref(),
        source: head.source.clone(),
        certainty: head.certainty,
        note: head.note.clone(),
        classes: eligible.class.clone(),
        needs: eligible.needs.clone(),
        kva_from: eligible.kva_from,
        kva_below: eligible.kva_below,
        bands,
        days,
        kwh_rounding: rule(rounding.kwh_digits),
        price_rounding: rule(rounding.price_digits),
        total_rounding: rule(rounding.total_digits),
        facts: facts(reading, parsed),
        items: Vec::new(),
        energy: Vec::new(),
        components: Vec::new(),
        two_part: None,
        demand: Vec::new(),
        fixed: Vec::new(),
        minimum: None,
        export: Vec::new(),
        free: None,
        household: None,
        power_factor: None,
    };
    charges::read(reading, parsed, tables, rule(rounding.line_digits), &mut tariff);
    Some(tariff)
}

/// The rules that are no lines of a bill, each with its source.
fn facts(reading: &mut Reading, parsed: &Document) -> Vec<Fact> {
    let mut facts = Vec::new();
    macro_rules! take {
        ($part:expr, $what:expr) => {{
            let (line, it) = (reading.line($part), $part.get_ref());
            if it.source.trim().is_empty() {
                reading.refuse($part, Rule::FieldConflict, "source");
            }
            facts.push(Fact { line, what: $what, source: it.source.clone(), certainty: it.certainty });
        }};
    }
    take!(&parsed.tariff, "tariff".to_owned());
    take!(&parsed.eligible, "eligible".to_owned());
    take!(&parsed.rounding, "rounding".to_owned());
    for (n, day) in parsed.day.iter().enumerate() {
        take!(day, format!("day[{n}]"));
    }
    for part in parsed.components.iter().flat_map(|it| &it.get_ref().part) {
        take!(part, part.get_ref().id.get_ref().clone());
    }
    let two_part = parsed.two_part.as_ref().map(Spanned::get_ref);
    if let Some(contract) = two_part.and_then(|it| it.contract.as_ref()) {
        take!(contract, "contract".to_owned());
    }
    if let Some(rebate) = two_part.and_then(|it| it.rebate.as_ref()) {
        take!(rebate, "rebate".to_owned());
    }
    if let Some(household) = &parsed.household {
        take!(household, "household".to_owned());
    }
    facts
}

fn effective_from(reading: &mut Reading, parsed: &Document) -> Option<Day> {
    let head = parsed.tariff.get_ref();
    let Some(from) = head.effective_from else {
        reading.refuse(&parsed.tariff, Rule::PriceWithoutDate, "effective_from");
        return None;
    };
    if from.year() < ONE_OFFSET_SINCE {
        reading.refuse(
            &parsed.tariff,
            Rule::ClockChange,
            format!("effective_from {from} < {ONE_OFFSET_SINCE}"),
        );
    }
    if let Some(to) = head.effective_to.as_ref().filter(|to| *to.get_ref() <= from) {
        reading.refuse(to, Rule::OutOfRange, format!("effective_to ≤ {from}"));
    }
    Some(from)
}
