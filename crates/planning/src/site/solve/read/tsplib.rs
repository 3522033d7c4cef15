//! Points of TSPLIB (Reinelt 1991). Reads the points only: how distances are rounded is for the caller to say, because the
//! literature on medians does not agree with TSPLIB. Never a point that the file does not hold.

use super::Refused;

/// The points of a file whose `EDGE_WEIGHT_TYPE` is `EUC_2D`, in the order of their numbers.
///
/// # Errors
/// Another type, a number of points that is not the one announced, or a line that is no point.
pub fn points(text: &str) -> Result<Vec<[f64; 2]>, Refused> {
    let mut points = Vec::new();
    let (mut dimension, mut flat, mut in_points, mut last) = (None, false, false, 1);
    for (at, line) in text.lines().enumerate() {
        last = at + 1;
        let wrong = |expected| Refused::Text { line: at + 1, expected };
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if line == "EOF" {
            break;
        }
        if in_points {
            points.push(point(line, points.len() + 1).ok_or(wrong("the next number, x and y"))?);
            continue;
        }
        let (key, value) = line.split_once(':').map_or((line, ""), |(k, v)| (k.trim(), v.trim()));
        match key {
            "DIMENSION" => dimension = Some(value.parse::<usize>().map_err(|_| wrong("a number of points"))?),
            "EDGE_WEIGHT_TYPE" if value == "EUC_2D" => flat = true,
            "EDGE_WEIGHT_TYPE" => return Err(wrong("EUC_2D")),
            "NODE_COORD_SECTION" => in_points = true,
            _ => {}
        }
    }
    let wrong = |expected| Err(Refused::Text { line: last, expected });
    match dimension {
        _ if !flat => wrong("EDGE_WEIGHT_TYPE : EUC_2D"),
        Some(count) if count == points.len() && count > 0 => Ok(points),
        _ => wrong("as many points as DIMENSION says"),
    }
}

fn point(line: &str, number: usize) -> Option<[f64; 2]> {
    let mut words = line.split_whitespace();
    let counted: usize = words.next()?.parse().ok()?;
    let x: f64 = words.next()?.parse().ok()?;
    let y: f64 = words.next()?.parse().ok()?;
    (counted == number && x.is_finite() && y.is_finite() && words.next().is_none()).then_some([x, y])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "NAME : two\nTYPE: TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 1e1 2.5\n2 -3 4\nEOF\n";

    #[test]
    fn points_are_read_in_order_and_what_is_not_a_point_is_refused_with_its_line() {
        assert_eq!(points(TWO), Ok(vec![[10.0, 2.5], [-3.0, 4.0]]));
        let refused = |from: &str, to: &str| match points(&TWO.replace(from, to)) {
            Err(Refused::Text { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("EUC_2D", "GEO"), 4);
        assert_eq!(refused("2 -3 4", "3 -3 4"), 7);
        assert_eq!(refused("2 -3 4", "2 nan 4"), 7);
        assert_eq!(refused("DIMENSION : 2", "DIMENSION : 3"), 8);
        assert_eq!(refused("DIMENSION : 2", "DIMENSION : -2"), 3);
    }
}
