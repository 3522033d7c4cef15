//! The small CSV that offices export: a header, commas, quotes where needed, UTF-8. Every row keeps its line.

use std::str::FromStr;

use crate::{PackRefusal, RefusalCode};

/// A parsed table.
pub(crate) struct Csv {
    file: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    line: usize,
    cells: Vec<String>,
}

/// Reads cells of one row; what is wrong is collected.
pub(crate) struct Cells<'a> {
    file: &'a str,
    columns: &'a [String],
    row: &'a Row,
    refused: &'a mut Vec<PackRefusal>,
}

impl Csv {
    /// Parses `text`, whose header must have exactly `columns`, in any order.
    pub(crate) fn parse(
        file: &str,
        text: &str,
        columns: &[&str],
        refused: &mut Vec<PackRefusal>,
    ) -> Option<Csv> {
        let mut rows = records(file, text.trim_start_matches('\u{feff}'), refused)?;
        let refuse = |code, field: &str, zh: String, en: String| PackRefusal {
            file: file.to_owned(),
            line: 1,
            field: field.to_owned(),
            code,
            zh,
            en,
        };
        if rows.is_empty() {
            refused.push(refuse(RefusalCode::Missing, "", "没有表头".into(), "has no header".into()));
            return None;
        }
        let header = rows.remove(0).cells;
        let before = refused.len();
        for column in &header {
            if !columns.contains(&column.as_str()) {
                let (zh, en) = (format!("未知列 {column}"), format!("unknown column {column}"));
                refused.push(refuse(RefusalCode::Shape, column, zh, en));
            }
        }
        for column in columns {
            if header.iter().filter(|it| it == column).count() != 1 {
                let (zh, en) = (format!("应当有且只有一列 {column}"), format!("needs one column {column}"));
                refused.push(refuse(RefusalCode::Shape, column, zh, en));
            }
        }
        (refused.len() == before).then(|| Csv { file: file.to_owned(), columns: header, rows })
    }

    /// Reads each row with `read`; rows that are refused are left out. Also gives the line of each row.
    pub(crate) fn read<T>(
        &self,
        refused: &mut Vec<PackRefusal>,
        read: impl Fn(&mut Cells) -> Option<T>,
    ) -> Vec<(usize, T)> {
        let mut all = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            if row.cells.len() != self.columns.len() {
                refused.push(PackRefusal {
                    file: self.file.clone(),
                    line: row.line,
                    field: String::new(),
                    code: RefusalCode::Shape,
                    zh: format!("有 {} 格，表头有 {} 列", row.cells.len(), self.columns.len()),
                    en: format!("has {} cells under {} columns", row.cells.len(), self.columns.len()),
                });
                continue;
            }
            let mut cells = Cells { file: &self.file, columns: &self.columns, row, refused };
            all.extend(read(&mut cells).map(|it| (row.line, it)));
        }
        all
    }
}

impl Cells<'_> {
    /// The text of `column`.
    pub(crate) fn text(&self, column: &str) -> String {
        let n = self.columns.iter().position(|it| it == column);
        n.map(|n| self.row.cells[n].clone()).unwrap_or_default()
    }

    /// The text of `column`, or nothing if the cell is empty.
    pub(crate) fn optional(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// The value of `column` as a number, a day or whatever else reads from text.
    pub(crate) fn value<T: FromStr>(&mut self, column: &str) -> Option<T> {
        self.with(column, |text| text.parse().ok())
    }

    /// The value of `column` as `parse` reads it.
    pub(crate) fn with<T>(&mut self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column);
        let value = parse(&text);
        if value.is_none() {
            self.refused.push(PackRefusal {
                file: self.file.to_owned(),
                line: self.row.line,
                field: column.to_owned(),
                code: RefusalCode::Shape,
                zh: format!("读不懂“{text}”"),
                en: format!("cannot read `{text}`"),
            });
        }
        value
    }

    /// Decimal degrees as millionths.
    pub(crate) fn udeg(&mut self, column: &str) -> Option<i64> {
        self.with(column, |text| {
            let (whole, part) = text.split_once('.').unwrap_or((text, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if whole.is_empty() || whole.len() > 3 || part.len() > 6 || !digits(whole) || !digits(part) {
                return None;
            }
            Some(whole.parse::<i64>().ok()? * 1_000_000 + format!("{part:0<6}").parse::<i64>().ok()?)
        })
    }
}

/// Splits `text` into records; an empty line is skipped.
fn records(file: &str, text: &str, refused: &mut Vec<PackRefusal>) -> Option<Vec<Row>> {
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut row_line, mut quoted, mut was_quoted) = (1, 1, false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            '\n' if quoted => {
                line += 1;
                cell.push('\n');
            }
            ',' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' => {
                cells.push(std::mem::take(&mut cell));
                if cells.len() > 1 || !cells[0].is_empty() || was_quoted {
                    rows.push(Row { line: row_line, cells: std::mem::take(&mut cells) });
                }
                cells.clear();
                was_quoted = false;
                line += 1;
                row_line = line;
            }
            other => cell.push(other),
        }
    }
    if quoted {
        refused.push(PackRefusal {
            file: file.to_owned(),
            line: row_line,
            field: String::new(),
            code: RefusalCode::Syntax,
            zh: "引号没有结束".into(),
            en: "a quote is not closed".into(),
        });
        return None;
    }
    if !cell.is_empty() || !cells.is_empty() || was_quoted {
        cells.push(cell);
        rows.push(Row { line: row_line, cells });
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let mut refused = Vec::new();
        let csv =
            Csv::parse("t.csv", text, &["a", "b"], &mut refused).unwrap_or_else(|| panic!("{refused:?}"));
        csv.read(&mut refused, |cells| Some(vec![cells.text("a"), cells.text("b")]))
    }

    #[test]
    fn quotes_commas_and_line_ends_within_a_cell_are_kept_and_lines_are_counted() {
        let text = "b,a\r\n\"x, \"\"y\"\"\nz\",1\r\n\r\n,2";
        assert_eq!(
            rows(text),
            [(2, vec!["1".into(), "x, \"y\"\nz".into()]), (5, vec!["2".into(), String::new()])]
        );
    }

    #[test]
    fn refuses_a_quote_that_never_ends_a_double_column_and_a_short_row() {
        for (text, line) in [("a,b\n1,\"2\n", 2), ("a,b,a\n", 1), ("", 1)] {
            let mut refused = Vec::new();
            assert!(Csv::parse("t.csv", text, &["a", "b"], &mut refused).is_none(), "{text:?}");
            assert_eq!(refused[0].line, line, "{text:?}");
        }
        let mut refused = Vec::new();
        let csv = Csv::parse("t.csv", "a,b\n1,2\n1\n", &["a", "b"], &mut refused).unwrap();
        assert_eq!(csv.read(&mut refused, |_| Some(())).len(), 1);
        assert_eq!(refused[0].line, 3);
    }

    #[test]
    fn degrees_are_read_without_a_float() {
        for (text, read) in [
            ("37.68028", Some(37_680_280)),
            ("112", Some(112_000_000)),
            ("1e2", None),
            ("-1.0", None),
            ("", None),
        ] {
            let mut refused = Vec::new();
            let csv =
                Csv::parse("t.csv", &format!("a,b\n\"{text}\",x\n"), &["a", "b"], &mut refused).unwrap();
            let rows = csv.read(&mut refused, |cells| cells.udeg("a"));
            assert_eq!(rows.first().map(|row| row.1), read, "{text:?}");
        }
    }
}
