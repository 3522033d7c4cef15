//! The power-factor table of a pack: a row for every hundredth from 1.00 down to 0.01, a column for each standard.

use std::collections::BTreeMap;

use crate::fixed::Ratio;
use crate::refusal::{Refusal, Rule};
use crate::tariff::FactorTable;

/// The columns, in this order; rates are percents.
const COLUMNS: [&str; 4] = ["actual_pf_pct", "adj_std_0.90_pct", "adj_std_0.85_pct", "adj_std_0.80_pct"];
/// Rows of a whole table.
const ROWS: usize = 100;

pub(super) fn read(file: &str, text: &str) -> Result<FactorTable, Vec<Refusal>> {
    let refuse = |line: usize, about: String| vec![Refusal::at(file, line, Rule::FactorTable, about)];
    let mut lines = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = lines.headers().map_err(|error| refuse(1, error.to_string()))?;
    if header.iter().ne(COLUMNS) {
        return Err(refuse(1, COLUMNS.join(",")));
    }
    let mut rows = BTreeMap::new();
    for row in lines.records().take(ROWS + 1) {
        let row = row.map_err(|error| refuse(0, error.to_string()))?;
        let line = row.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
        let actual = row.get(0).and_then(|text| text.parse::<usize>().ok());
        let Some(actual) = actual.filter(|actual| (1..=ROWS).contains(actual)) else {
            return Err(refuse(line, "1 … 100".to_owned()));
        };
        let mut rates = [Ratio::ZERO; 3];
        for (n, rate) in rates.iter_mut().enumerate() {
            let percent = row.get(n + 1).and_then(|text| text.parse::<Ratio>().ok());
            let share = percent.filter(|percent| percent.units() % 100 == 0).map(|it| it.units() / 100);
            *rate = Ratio::from_units(share.ok_or_else(|| refuse(line, COLUMNS[n + 1].to_owned()))?);
        }
        if rows.insert(ROWS - actual, rates).is_some() {
            return Err(refuse(line, format!("{actual}: twice")));
        }
    }
    if rows.len() != ROWS {
        return Err(refuse(0, format!("{} of {ROWS} rows", rows.len())));
    }
    Ok(FactorTable { rows: rows.into_values().collect() })
}
