//! Tables on a terminal, where a Chinese character takes two columns.

/// Columns that a text takes.
fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffe6}').contains(&c) { 2 } else { 1 }).sum()
}

/// Prints rows under a head; columns whose cells are all numbers stand to the right.
pub(super) fn print(head: &[&str], rows: &[Vec<String>]) {
    let numeric = |n: usize| {
        let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "+-.,%–/ ".contains(c));
        rows.iter().all(|row| row.get(n).is_none_or(|cell| number(cell)))
    };
    let wide: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(n, name)| {
            rows.iter().filter_map(|row| row.get(n)).map(|it| width(it)).max().unwrap_or(0).max(width(name))
        })
        .collect();
    let line = |cells: &[String]| {
        let each = cells.iter().enumerate().map(|(n, cell)| {
            let pad = " ".repeat(wide[n].saturating_sub(width(cell)));
            if numeric(n) { format!("{pad}{cell}") } else { format!("{cell}{pad}") }
        });
        each.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let names: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    println!("{}", line(&names));
    for row in rows {
        println!("{}", line(row));
    }
}

/// Fen as yuan without fen, with commas.
pub(super) fn yuan(fen: i64) -> String {
    let whole = (fen / 100).abs().to_string();
    let mut text = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if fen <= -100 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_commas_and_chinese_takes_two_columns() {
        assert_eq!([yuan(123_456_789), yuan(-99), yuan(-100_000)], ["1,234,567", "0", "-1,000"]);
        assert_eq!(width("晋中A"), 5);
    }
}
