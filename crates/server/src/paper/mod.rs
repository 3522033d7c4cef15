//! Reports as files: tables with a title, as XLSX and as PDF. What stands in them is said by who makes the report.
//!
//! Never reads the store, and never asks what time it is: the same report is the same bytes.

mod font;
mod pdf;
mod xlsx;

use api::Lang;

use crate::Refused;

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    /// Its title.
    pub(crate) title: String,
    /// What must be said before the figures.
    pub(crate) notes: Vec<String>,
    /// Its tables.
    pub(crate) tables: Vec<Table>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// Its title; on XLSX the name of its sheet.
    pub(crate) title: String,
    /// Its columns, with how wide each is by the others.
    pub(crate) columns: Vec<(String, f32)>,
    /// Its rows, a cell for each column.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// A number with so many decimals.
    Number(f64, usize),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number as f64, 0)
    }
}

impl Cell {
    /// As it is printed.
    fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number, decimals) => thousands(*number, *decimals),
        }
    }
}

/// A number with commas between thousands.
fn thousands(number: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", number.abs());
    let (whole, part) = plain.split_once('.').map_or((plain.as_str(), ""), |(whole, part)| (whole, part));
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let nothing = plain.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if number < 0.0 && !nothing { "-" } else { "" };
    if part.is_empty() { format!("{sign}{text}") } else { format!("{sign}{text}.{part}") }
}

/// A form that a report can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A workbook.
    Xlsx,
    /// Pages to be printed.
    Pdf,
}

impl Form {
    /// The form of this name.
    ///
    /// # Errors
    /// There is no such form.
    pub(crate) fn named(name: &str) -> Result<Form, Refused> {
        match name {
            "xlsx" => Ok(Form::Xlsx),
            "pdf" => Ok(Form::Pdf),
            _ => Err(Refused::new("form_unknown").at("form").rule("xlsx, pdf")),
        }
    }

    /// The end of a file's name.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Form::Xlsx => "xlsx",
            Form::Pdf => "pdf",
        }
    }

    /// The media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Form::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Form::Pdf => "application/pdf",
        }
    }
}

/// The bytes of a report.
///
/// # Errors
/// The library could not: a bug, which is logged.
pub(crate) fn bytes(report: &Report, form: Form, lang: Lang) -> Result<Vec<u8>, Refused> {
    let made = match form {
        Form::Xlsx => xlsx::bytes(report).map_err(|error| error.to_string()),
        Form::Pdf => pdf::bytes(report, lang),
    };
    made.map_err(|error| {
        tracing::error!(error, "a report could not be made");
        Refused::new("internal")
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A report of several pages with every kind of cell.
    pub(crate) fn sample() -> Report {
        let row = |n: i64| {
            vec![Cell::from(format!("西{n}号量行营业厅（示例）")), n.into(), Cell::Number(-1234.5, 1)]
        };
        Report {
            title: "网点布局方案".into(),
            notes: vec!["示例数据，待供电公司核定。".into()],
            tables: vec![Table {
                title: "营业厅".into(),
                columns: vec![("名称".into(), 3.0), ("序号".into(), 1.0), ("节约 yuan".into(), 1.0)],
                rows: (0..60).map(row).collect(),
            }],
        }
    }

    #[test]
    fn numbers_have_commas_and_nothing_has_no_sign() {
        let said = [(1_234_567.0, 0), (-1234.5, 1), (999.0, 0), (-0.001, 2)].map(|(n, d)| thousands(n, d));
        assert_eq!(said, ["1,234,567", "-1,234.5", "999", "0.00"]);
    }

    #[test]
    fn a_report_is_the_same_bytes_each_time() {
        for form in [Form::Xlsx, Form::Pdf] {
            let one = bytes(&sample(), form, Lang::Zh).unwrap();
            assert!(one == bytes(&sample(), form, Lang::Zh).unwrap(), "{form:?}");
        }
    }
}
