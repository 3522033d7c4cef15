//! OR-Library (Beasley 1990): p-medians of a road graph, and plants with and without capacity. Never more memory than the
//! text is worth: what a header promises is checked before room is made for it.

use super::paths::{Edge, connected, shortest_paths};
use super::{Refused, Words};
use crate::site::solve::{Distances, Instance};

/// The most vertices of a graph that is turned into a table of distances (144 MB).
const VERTICES: usize = 6_000;
/// The most of anything else.
const MANY: usize = 100_000_000;

/// A p-median: `n m p`, then `m` edges `i j length`. Distances are shortest paths; an edge that stands twice counts as its
/// last line says. Answers the instance, whose places and candidates are the vertices, and `p`.
///
/// # Errors
/// The line where the text stops being such a file, or a graph that does not hang together.
pub fn pmed(text: &str) -> Result<(Instance, usize), Refused> {
    let mut words = Words::new(text);
    let vertices = words.count("a number of vertices up to 6000", 1, VERTICES)?;
    let edges = words.count("a number of edges", 0, MANY)?;
    let open = words.count("a number to open, from 1 to the vertices", 1, vertices)?;
    let mut roads = Vec::with_capacity(edges.min(text.len() / 6));
    for _ in 0..edges {
        let a = words.count("a vertex", 1, vertices)? as u32 - 1;
        let b = words.count("a vertex", 1, vertices)? as u32 - 1;
        let length = words.number("a length")?;
        roads.push(Edge { a, b, length });
    }
    words.end()?;
    if !connected(vertices, &roads) {
        return Err(words.wrong("edges that join all vertices"));
    }
    let distances = Distances::single(vertices, vertices, shortest_paths(vertices, &roads))?;
    Ok((Instance::new(distances), open))
}

/// Plants that serve customers at a cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Plants {
    /// The cost of opening and of serving all of a customer; every customer weighs 1.
    pub instance: Instance,
    /// What each customer asks for.
    pub demand: Vec<f64>,
    /// What each plant can give.
    pub capacity: Vec<f64>,
}

/// Plants: `m n`, then for each of `m` its capacity and opening cost, then for each of `n` customers its demand and the cost
/// of serving all of it from each plant. Where the file has the word `capacity` in place of a number, `capacity` stands
/// for it.
///
/// # Errors
/// The line where the text stops being such a file; the word `capacity` when no number was given for it.
pub fn plants(text: &str, capacity: Option<f64>) -> Result<Plants, Refused> {
    let mut words = Words::new(text);
    let plants = words.count("a number of plants", 1, MANY)?;
    let customers = words.count("a number of customers", 1, MANY)?;
    // Each number takes two letters at least.
    if plants.saturating_mul(customers) > text.len() / 2 {
        return Err(words.wrong("numbers that the text has room for"));
    }
    let (mut capacities, mut opening) = (Vec::with_capacity(plants), Vec::with_capacity(plants));
    for _ in 0..plants {
        const CAPACITY: &str = "a capacity";
        let word = words.next(CAPACITY)?;
        let number = if word == "capacity" { capacity } else { word.parse().ok() };
        let fit = number.filter(|number| number.is_finite() && *number >= 0.0);
        capacities.push(fit.ok_or(words.wrong(CAPACITY))?);
        opening.push(words.number("an opening cost")?);
    }
    let (mut demand, mut cells) = (Vec::with_capacity(customers), Vec::with_capacity(plants * customers));
    for _ in 0..customers {
        demand.push(words.number("a demand")?);
        for _ in 0..plants {
            cells.push(words.number("a cost of serving")?);
        }
    }
    words.end()?;
    let instance = Instance::new(Distances::double(customers, plants, cells)?).costing(opening)?;
    Ok(Plants { instance, demand, capacity: capacities })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_is_read_with_shortest_paths_and_the_last_of_two_equal_edges() {
        let (instance, open) = pmed(" 3 4 2 \n 1 2 5\n 2 1 2 \n 2 3 3\n1 3 9\n").unwrap();
        assert_eq!(open, 2);
        let d = |a, b| instance.distances().between(a, b);
        assert_eq!([d(0, 1), d(1, 2), d(0, 2), d(2, 0), d(1, 1)], [2.0, 3.0, 5.0, 5.0, 0.0]);
    }

    #[test]
    fn plants_are_read_with_a_given_capacity_in_the_place_of_the_word() {
        let text = "2 1\n capacity 7.\n 20 8.5\n 12\n 1.25\n 3\n";
        let read = plants(text, Some(15.0)).unwrap();
        assert_eq!((read.capacity, read.demand), (vec![15.0, 20.0], vec![12.0]));
        assert_eq!(read.instance.opening(), [7.0, 8.5]);
        assert_eq!(read.instance.distances().between(0, 1), 3.0);
        assert_eq!(plants(text, None), Err(Refused::Text { line: 2, expected: "a capacity" }));
    }

    #[test]
    fn a_wrong_text_is_refused_at_its_line() {
        let line = |text: &str| match pmed(text) {
            Err(Refused::Text { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(""), 1);
        assert_eq!(line("3 1 4"), 1);
        assert_eq!(line("9999999999 1 1"), 1);
        assert_eq!(line("2 1 1\n1 3 1"), 2);
        assert_eq!(line("2 1 1\n1 2 -1"), 2);
        assert_eq!(line("2 1 1\n1 2 inf"), 2);
        assert_eq!(line("2 1 1\n1 2"), 2);
        assert_eq!(line("2 1 1\n1 2 1\n7"), 3);
        assert_eq!(line("3 1 1\n1 2 1\n"), 2);
        assert!(matches!(plants("100000000 100000000", None), Err(Refused::Text { line: 1, .. })));
    }
}
