//! Who is near whom: for each place the candidates by rising distance, and for each candidate the places.
//!
//! Lists may be cut short where the table is too large to keep; `cutoff` then says up to which distance a list is whole.
//! Never a pair twice, never a pair at or beyond the cutoff.

use super::distances::Distances;

/// Both kinds of lists, each in one run of memory.
#[derive(Debug, Clone)]
pub(super) struct Near {
    /// Where the list of a place begins in `to_dist`, `to_cand` and `to_back`.
    pub starts: Vec<usize>,
    pub to_dist: Vec<f64>,
    pub to_cand: Vec<u32>,
    /// The position of the pair in the candidate's list, from that list's beginning.
    pub to_back: Vec<u32>,
    /// Where the list of a candidate begins in `from_dist` and `from_place`.
    pub from_starts: Vec<usize>,
    pub from_dist: Vec<f64>,
    pub from_place: Vec<u32>,
    /// Every candidate nearer than this is in the place's list, and no other.
    pub cutoff: Vec<f64>,
}

impl Near {
    /// Lists of the candidates that `allowed` lets be, each with at most `keep` of them, all nearer than `beyond` of the
    /// place.
    pub fn new(distances: &Distances, allowed: &[bool], beyond: &[f64], keep: usize) -> Self {
        let (places, candidates) = (distances.places(), distances.candidates());
        let mut near = Self {
            starts: vec![0],
            to_dist: Vec::new(),
            to_cand: Vec::new(),
            to_back: Vec::new(),
            from_starts: Vec::new(),
            from_dist: Vec::new(),
            from_place: Vec::new(),
            cutoff: Vec::with_capacity(places),
        };
        let mut row: Vec<(u64, u32)> = Vec::with_capacity(candidates);
        for (place, &beyond) in beyond.iter().enumerate() {
            row.clear();
            distances.row(place, |candidate, distance| {
                if distance < beyond && allowed[candidate as usize] {
                    // Distances are not negative: their bits order as they do. Adding zero turns -0 into 0.
                    row.push(((distance + 0.0).to_bits(), candidate));
                }
            });
            near.cutoff.push(nearest(&mut row, keep).unwrap_or(beyond));
            near.to_dist.extend(row.iter().map(|entry| f64::from_bits(entry.0)));
            near.to_cand.extend(row.iter().map(|entry| entry.1));
            near.starts.push(near.to_dist.len());
        }
        near.turn(candidates);
        near
    }

    /// The list of `place`: distances and candidates.
    #[inline]
    pub fn of(&self, place: usize) -> (&[f64], &[u32]) {
        let range = self.starts[place]..self.starts[place + 1];
        (&self.to_dist[range.clone()], &self.to_cand[range])
    }

    /// Makes the lists of the candidates from those of the places.
    fn turn(&mut self, candidates: usize) {
        let mut order: Vec<(u64, u32)> = Vec::new();
        let mut starts = vec![0_usize; candidates + 1];
        self.to_cand.iter().for_each(|&candidate| starts[candidate as usize + 1] += 1);
        for candidate in 0..candidates {
            starts[candidate + 1] += starts[candidate];
        }
        let pairs = self.to_cand.len();
        let mut fill = starts.clone();
        let (mut dist, mut place_of, mut at) = (vec![0.0; pairs], vec![0_u32; pairs], vec![0_u32; pairs]);
        for place in 0..self.starts.len() - 1 {
            for pair in self.starts[place]..self.starts[place + 1] {
                let next = &mut fill[self.to_cand[pair] as usize];
                dist[*next] = self.to_dist[pair];
                place_of[*next] = place as u32;
                at[*next] = (pair - self.starts[place]) as u32;
                *next += 1;
            }
        }
        self.to_back = vec![0; pairs];
        for candidate in 0..candidates {
            let range = starts[candidate]..starts[candidate + 1];
            order.clear();
            order.extend(range.clone().enumerate().map(|(k, pair)| (dist[pair].to_bits(), k as u32)));
            order.sort_unstable();
            let (places, ats): (Vec<u32>, Vec<u32>) =
                order.iter().map(|&(_, k)| range.start + k as usize).map(|k| (place_of[k], at[k])).unzip();
            for (k, pair) in range.enumerate() {
                dist[pair] = f64::from_bits(order[k].0);
                place_of[pair] = places[k];
                self.to_back[self.starts[places[k] as usize] + ats[k] as usize] = k as u32;
            }
        }
        self.from_starts = starts;
        self.from_dist = dist;
        self.from_place = place_of;
    }
}

/// Sorts `row` and cuts it to the `keep` nearest, and, so that ties do not decide, to those nearer than the first that is
/// left out; answers that one's distance, if any is left out.
fn nearest(row: &mut Vec<(u64, u32)>, keep: usize) -> Option<f64> {
    let mut cutoff = None;
    if row.len() > keep {
        let (_, first_out, _) = row.select_nth_unstable(keep);
        let limit = first_out.0;
        row.truncate(keep);
        row.retain(|entry| entry.0 < limit);
        cutoff = Some(f64::from_bits(limit));
    }
    row.sort_unstable();
    cutoff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_every_pair_nearer_than_the_cutoff_both_ways() {
        let mut draw = crate::Stream::new(5, 0);
        let cells: Vec<f64> = (0..30 * 20).map(|_| draw.below(12) as f64).collect();
        let distances = Distances::double(30, 20, cells).unwrap();
        let mut allowed = vec![true; 20];
        allowed[7] = false;
        for keep in [3, 8, 50] {
            let near = Near::new(&distances, &allowed, &[10.0; 30], keep);
            for place in 0..30 {
                let (dist, cand) = near.of(place);
                assert!(dist.is_sorted() && dist.len() <= keep);
                for (i, &allowed) in allowed.iter().enumerate() {
                    let d = distances.between(place, i);
                    let listed = cand.iter().position(|&c| c as usize == i);
                    assert_eq!(listed.is_some(), allowed && d < near.cutoff[place]);
                    if let Some(at) = listed {
                        let back = near.to_back[near.starts[place] + at] as usize + near.from_starts[i];
                        assert_eq!((near.from_place[back] as usize, near.from_dist[back]), (place, d));
                    }
                }
            }
            for i in 0..20 {
                assert!(near.from_dist[near.from_starts[i]..near.from_starts[i + 1]].is_sorted());
            }
        }
    }
}
