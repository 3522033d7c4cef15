//! What the literature has found: a table of instances and their best known values, as CSV with a head line and quoted
//! fields. Never a value that the table does not hold.

use super::Refused;

/// A line of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct BestKnown {
    /// Such as `p-median` or `CFLP`.
    pub problem: String,
    /// Such as `pmed31`.
    pub instance: String,
    /// How many are open, where that is part of the problem.
    pub open: Option<usize>,
    /// How distances are reckoned.
    pub convention: String,
    /// The value.
    pub value: f64,
    /// Whether it is proven to be the best there is.
    pub optimal: bool,
}

/// Reads the table: `problem, instance, facilities, customers, p, distance_convention, value, status, …`.
///
/// # Errors
/// The line that has too few fields, or a value that is no number.
pub fn best_known(text: &str) -> Result<Vec<BestKnown>, Refused> {
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(at, line)| {
        let wrong = |expected| Refused::Text { line: at + 1, expected };
        let fields = fields(line);
        let [problem, instance, _, _, open, convention, value, status, ..] = &fields[..] else {
            return Err(wrong("eight fields"));
        };
        Ok(BestKnown {
            problem: problem.clone(),
            instance: instance.clone(),
            open: open.parse().ok(),
            convention: convention.clone(),
            value: value.parse().map_err(|_| wrong("a value"))?,
            optimal: status == "optimal",
        })
    });
    read.collect()
}

/// The fields of a line; a comma between quotes is part of a field.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("there is a first field").push(letter),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_with_its_quoted_commas_and_a_short_one_is_refused() {
        let head = "problem,instance,facilities,customers,p,distance_convention,value,status,citation\n";
        let read =
            best_known(&format!("{head}p-median,x,9,9,5,\"down, always\",12.5,optimal,\"A, B\"\n")).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].open, read[0].value, read[0].optimal), (Some(5), 12.5, true));
        assert_eq!(read[0].convention, "down, always");
        let short = Err(Refused::Text { line: 2, expected: "eight fields" });
        assert_eq!(best_known(&format!("{head}a,b\n")), short);
    }
}
