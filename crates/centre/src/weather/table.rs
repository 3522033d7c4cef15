//! Weather as an office has it: a table of days with mean temperature and rain, from a file or a spreadsheet. The studio
//! reads such a table too (web/src/surfaces/studio/footfall/weather.ts); one list of cases holds the two to each other.

use std::ops::RangeInclusive;

use kernel::{Day, WeatherKind};

use super::look::{Look, Part};
use super::{DayWeather, WeatherRefusal};

/// The columns, in either language. Their line may be left out.
const COLUMNS: [[&str; 3]; 2] = [["日期", "平均气温", "降水"], ["day", "mean_c", "rain_mm"]];
/// What a day and a figure look like.
const A_DAY: &str = "2026-01-31";
const A_FIGURE: &str = "-12.3";

/// Reads a table: commas, or tabs as spreadsheets have them. Days before `today` are measured, the others forecast.
///
/// # Errors
/// Every line that is not as it should be; then nothing is read.
pub fn read_weather(text: &str, today: Day) -> Result<Vec<DayWeather>, Vec<WeatherRefusal>> {
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1_usize..);
    let mut lines = lines.filter(|(line, _)| !line.trim().is_empty()).peekable();
    let mut columns = COLUMNS[0];
    let head =
        lines.next_if(|(line, _)| !line.trim_start().starts_with(|first: char| first.is_ascii_digit()));
    if let Some((head, line)) = head {
        match COLUMNS.iter().find(|known| cells(head) == **known) {
            Some(known) => columns = *known,
            None => return Err(vec![not_so(line)]),
        }
    }
    let (mut look, mut days, mut refused) = (Look::new(today), Vec::new(), Vec::new());
    for (text, line) in lines {
        let read = read_line(text, line, columns, today)
            .and_then(|it| look.at(&it, line, |part| columns[part as usize].to_owned()).map(|()| it));
        match read {
            Ok(it) => days.push(it),
            Err(refusal) => refused.push(refusal),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    if days.is_empty() {
        return Err(vec![WeatherRefusal::Count { field: columns[0].to_owned(), rule: "≥ 1".to_owned() }]);
    }
    Ok(days)
}

fn cells(line: &str) -> Vec<&str> {
    let between = if line.contains('\t') { '\t' } else { ',' };
    line.split(between).map(str::trim).collect()
}

fn not_so(line: usize) -> WeatherRefusal {
    WeatherRefusal::Columns { line: line.to_string(), rule: COLUMNS[0].join(",") }
}

fn read_line(text: &str, line: usize, columns: [&str; 3], today: Day) -> Result<DayWeather, WeatherRefusal> {
    let cells = cells(text);
    let [day, mean, rain] = cells[..] else { return Err(not_so(line)) };
    let unread = |part: Part, like: &str| WeatherRefusal::Unread {
        field: columns[part as usize].to_owned(),
        line: line.to_string(),
        rule: like.to_owned(),
    };
    let day = day_of(day).ok_or_else(|| unread(Part::Day, A_DAY))?;
    Ok(DayWeather {
        day,
        mean_c_e1: tenths_of(mean).ok_or_else(|| unread(Part::Mean, A_FIGURE))?,
        rain_mm_e1: tenths_of(rain).ok_or_else(|| unread(Part::Rain, A_FIGURE))?,
        kind: if day < today { WeatherKind::Measured } else { WeatherKind::Forecast },
    })
}

fn digits(text: &str, count: RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day written 2026-01-31, or 2026/1/31 as spreadsheets save it.
fn day_of(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [year, month, day] = parts[..] else { return None };
    let fits = digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2);
    if !fits {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A figure of at most one decimal, in tenths.
fn tenths_of(text: &str) -> Option<i64> {
    let figure = text.strip_prefix('-').unwrap_or(text);
    let (whole, tenths) = figure.split_once('.').unwrap_or((figure, "0"));
    if !digits(whole, 1..=4) || !digits(tenths, 1..=1) {
        return None;
    }
    let size: i64 = format!("{whole}{tenths}").parse().ok()?;
    Some(if figure.len() < text.len() { -size } else { size })
}
