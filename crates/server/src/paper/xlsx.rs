//! A report as a workbook: a sheet for each table, numbers as numbers.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Cell, Report};

/// Sheets have names of so many characters at most.
const NAME_MAX: usize = 31;
/// Width of a column of weight 1, in characters.
const WIDTH: f64 = 12.0;

pub(super) fn bytes(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No time of day is kept: the same report is the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&report.title).set_creation_datetime(&made));
    let (title, head) = (Format::new().set_bold().set_font_size(14), Format::new().set_bold());
    for table in &report.tables {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.title))?;
        sheet.write_with_format(0, 0, &report.title, &title)?;
        let mut row = 1;
        for note in &report.notes {
            sheet.write(row, 0, note)?;
            row += 1;
        }
        for (n, (name, weight)) in (0..).zip(&table.columns) {
            sheet.set_column_width(n, WIDTH * f64::from(*weight))?;
            sheet.write_with_format(row, n, name, &head)?;
        }
        sheet.set_freeze_panes(row + 1, 0)?;
        for cells in &table.rows {
            row += 1;
            for (n, cell) in (0..).zip(cells) {
                match cell {
                    Cell::Text(text) => sheet.write(row, n, text)?,
                    Cell::Number(number, decimals) => {
                        let form = match decimals {
                            0 => "#,##0".to_owned(),
                            _ => format!("#,##0.{}", "0".repeat(*decimals)),
                        };
                        sheet.write_with_format(row, n, *number, &Format::new().set_num_format(form))?
                    }
                };
            }
        }
    }
    book.save_to_buffer()
}

/// A title as the name of a sheet, which may not hold everything.
fn sheet_name(title: &str) -> String {
    title.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(NAME_MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::paper::tests::sample;

    #[test]
    fn a_workbook_holds_words_as_words_and_numbers_as_numbers() {
        let bytes = bytes(&sample()).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let (words, sheet) = (part("xl/sharedStrings.xml"), part("xl/worksheets/sheet1.xml"));
        assert!(words.contains("网点布局方案") && words.contains("西59号量行营业厅（示例）"), "{words}");
        assert!(sheet.contains("<v>-1234.5</v>") && sheet.contains("<v>59</v>"), "{sheet}");
        assert!(part("xl/workbook.xml").contains("name=\"营业厅\""));
    }
}
