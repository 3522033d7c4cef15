//! Shortest paths between all pairs of a road graph (Dijkstra 1959, from every vertex). Never a path that is longer than
//! another one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A road between two vertices, counted from 0, that can be gone both ways.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// One end.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Its length, finite and not negative.
    pub length: f64,
}

/// The distance from each of `vertices` to each other, row by row; `inf` where there is no way. Of two edges between the
/// same ends the later counts.
///
/// # Panics
/// When an edge names a vertex that is not there.
#[must_use]
pub fn shortest_paths(vertices: usize, edges: &[Edge]) -> Vec<f32> {
    let roads = Roads::new(vertices, edges);
    let mut cells = vec![f32::INFINITY; vertices * vertices];
    let mut heap = BinaryHeap::new();
    let mut from_here = vec![f64::INFINITY; vertices];
    for (from, row) in cells.chunks_exact_mut(vertices).enumerate() {
        from_here.fill(f64::INFINITY);
        roads.from(from, &mut from_here, &mut heap);
        row.iter_mut().zip(&from_here).for_each(|(cell, &distance)| *cell = distance as f32);
    }
    cells
}

/// Whether every vertex can be reached from the first.
pub(super) fn connected(vertices: usize, edges: &[Edge]) -> bool {
    let mut reached = vec![f64::INFINITY; vertices];
    Roads::new(vertices, edges).from(0, &mut reached, &mut BinaryHeap::new());
    reached.iter().all(|distance| distance.is_finite())
}

/// The roads from each vertex, in one run of memory.
struct Roads {
    starts: Vec<usize>,
    ends: Vec<(u32, f64)>,
}

impl Roads {
    fn new(vertices: usize, edges: &[Edge]) -> Self {
        let both = edges.iter().flat_map(|e| [(e.a, e.b, e.length), (e.b, e.a, e.length)]);
        let mut roads: Vec<(u32, u32, f64)> = both.collect();
        // A stable sort keeps the order of the file, so that the last of equal pairs is the one to keep.
        roads.sort_by_key(|&(a, b, _)| (a, b));
        roads.reverse();
        roads.dedup_by_key(|&mut (a, b, _)| (a, b));
        roads.reverse();
        let mut starts = vec![0; vertices + 1];
        roads.iter().for_each(|&(a, _, _)| starts[a as usize + 1] += 1);
        for vertex in 0..vertices {
            starts[vertex + 1] += starts[vertex];
        }
        Self { starts, ends: roads.into_iter().map(|(_, b, length)| (b, length)).collect() }
    }

    fn from(&self, from: usize, distance: &mut [f64], heap: &mut BinaryHeap<Reverse<(u64, u32)>>) {
        distance[from] = 0.0;
        heap.push(Reverse((0, from as u32)));
        while let Some(Reverse((bits, at))) = heap.pop() {
            let here = f64::from_bits(bits);
            if here > distance[at as usize] {
                continue;
            }
            for &(next, length) in &self.ends[self.starts[at as usize]..self.starts[at as usize + 1]] {
                let through = here + length;
                if through < distance[next as usize] {
                    distance[next as usize] = through;
                    heap.push(Reverse((through.to_bits(), next)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_as_short_as_trying_every_middle_finds_them() {
        let mut draw = crate::Stream::new(11, 0);
        for _ in 0..20 {
            let n = 2 + draw.below(12);
            let edges: Vec<Edge> = (0..2 * n)
                .map(|_| Edge {
                    a: draw.below(n) as u32,
                    b: draw.below(n) as u32,
                    length: draw.below(9) as f64,
                })
                .collect();
            let mut want = vec![f64::INFINITY; n * n];
            for edge in &edges {
                want[edge.a as usize * n + edge.b as usize] = edge.length;
                want[edge.b as usize * n + edge.a as usize] = edge.length;
            }
            (0..n).for_each(|v| want[v * n + v] = 0.0);
            for k in 0..n {
                for i in 0..n {
                    for j in 0..n {
                        want[i * n + j] = want[i * n + j].min(want[i * n + k] + want[k * n + j]);
                    }
                }
            }
            let got: Vec<f64> = shortest_paths(n, &edges).iter().map(|&d| f64::from(d)).collect();
            assert_eq!(got, want);
        }
    }
}
