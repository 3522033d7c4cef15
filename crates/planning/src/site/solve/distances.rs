//! How far it is from every place to every candidate: a table, points in the plane, or lists of what is near.
//!
//! Never a distance that is not a number or is negative; `inf` says that the one cannot serve the other.

use super::Refused;

/// The most places or candidates.
const MOST: usize = u32::MAX as usize / 2;

/// How the distance of two points in the plane is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The straight line.
    Euclidean,
    /// The straight line, rounded down to a whole number, as in the literature on exact p-medians.
    EuclideanDown,
    /// The straight line, rounded to the nearest whole number: TSPLIB's `EUC_2D`.
    EuclideanNearest,
    /// Along the axes.
    Manhattan,
}

impl Metric {
    #[inline]
    fn of(self, a: [f64; 2], b: [f64; 2]) -> f64 {
        let (x, y) = (a[0] - b[0], a[1] - b[1]);
        match self {
            Self::Euclidean => (x * x + y * y).sqrt(),
            Self::EuclideanDown => (x * x + y * y).sqrt().floor(),
            Self::EuclideanNearest => ((x * x + y * y).sqrt() + 0.5).floor(),
            Self::Manhattan => x.abs() + y.abs(),
        }
    }
}

/// Distances from places (rows) to candidates (columns).
#[derive(Debug, Clone, PartialEq)]
pub struct Distances(Kind);

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Single { candidates: usize, cells: Vec<f32> },
    Double { candidates: usize, cells: Vec<f64> },
    Plane { places: Vec<[f64; 2]>, candidates: Vec<[f64; 2]>, metric: Metric },
    Lists { candidates: usize, starts: Vec<usize>, entries: Vec<(u32, f64)> },
}

impl Distances {
    /// A table of single precision, row by row: whole numbers up to 16,777,216 are exact, and it takes half the memory.
    ///
    /// # Errors
    /// A table that is empty, of another size, or holds what is no distance.
    pub fn single(places: usize, candidates: usize, cells: Vec<f32>) -> Result<Self, Refused> {
        sized(places, candidates, cells.len())?;
        sound("distance", cells.iter().map(|&cell| f64::from(cell)))?;
        Ok(Self(Kind::Single { candidates, cells }))
    }

    /// A table of double precision, row by row.
    ///
    /// # Errors
    /// A table that is empty, of another size, or holds what is no distance.
    pub fn double(places: usize, candidates: usize, cells: Vec<f64>) -> Result<Self, Refused> {
        sized(places, candidates, cells.len())?;
        sound("distance", cells.iter().copied())?;
        Ok(Self(Kind::Double { candidates, cells }))
    }

    /// Points in the plane; distances are reckoned when they are asked for.
    ///
    /// # Errors
    /// No points, or a coordinate that is not a finite number.
    pub fn plane(places: Vec<[f64; 2]>, candidates: Vec<[f64; 2]>, metric: Metric) -> Result<Self, Refused> {
        counted(places.len(), candidates.len())?;
        for points in [&places, &candidates] {
            if let Some(at) = points.iter().position(|[x, y]| !(x * x + y * y).is_finite()) {
                return Err(Refused::Number { what: "coordinate", at });
            }
        }
        Ok(Self(Kind::Plane { places, candidates, metric }))
    }

    /// For each place the candidates that can serve it and how far they are, in any order. Of a candidate that stands twice
    /// in a list the shorter distance counts.
    ///
    /// # Errors
    /// No lists, a candidate that is not there, or what is no distance.
    pub fn lists(candidates: usize, lists: &[Vec<(u32, f64)>]) -> Result<Self, Refused> {
        counted(lists.len(), candidates)?;
        let mut starts = Vec::with_capacity(lists.len() + 1);
        let mut entries: Vec<(u32, f64)> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        starts.push(0);
        for (at, list) in lists.iter().enumerate() {
            if list.iter().any(|&(candidate, _)| candidate as usize >= candidates) {
                return Err(Refused::Number { what: "candidate", at });
            }
            if list.iter().any(|&(_, distance)| distance.is_nan() || distance < 0.0) {
                return Err(Refused::Number { what: "distance", at });
            }
            let mut row = list.clone();
            row.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            row.dedup_by_key(|entry| entry.0);
            entries.extend(row);
            starts.push(entries.len());
        }
        Ok(Self(Kind::Lists { candidates, starts, entries }))
    }

    /// How many places.
    #[must_use]
    pub fn places(&self) -> usize {
        match &self.0 {
            Kind::Single { candidates, cells } => cells.len() / candidates,
            Kind::Double { candidates, cells } => cells.len() / candidates,
            Kind::Plane { places, .. } => places.len(),
            Kind::Lists { starts, .. } => starts.len() - 1,
        }
    }

    /// How many candidates.
    #[must_use]
    pub fn candidates(&self) -> usize {
        match &self.0 {
            Kind::Single { candidates, .. }
            | Kind::Double { candidates, .. }
            | Kind::Lists { candidates, .. } => *candidates,
            Kind::Plane { candidates, .. } => candidates.len(),
        }
    }

    /// How far `candidate` is from `place`; `inf` when it cannot serve it.
    #[must_use]
    pub fn between(&self, place: usize, candidate: usize) -> f64 {
        match &self.0 {
            Kind::Single { candidates, cells } => f64::from(cells[place * candidates + candidate]),
            Kind::Double { candidates, cells } => cells[place * candidates + candidate],
            Kind::Plane { places, candidates, metric } => metric.of(places[place], candidates[candidate]),
            Kind::Lists { starts, entries, .. } => {
                let row = &entries[starts[place]..starts[place + 1]];
                let found = row.binary_search_by(|entry| (entry.0 as usize).cmp(&candidate));
                found.map_or(f64::INFINITY, |at| row[at].1)
            }
        }
    }

    /// Calls `each` with every candidate that can serve `place` and how far it is, by ascending candidate.
    pub fn row(&self, place: usize, mut each: impl FnMut(u32, f64)) {
        match &self.0 {
            Kind::Lists { starts, entries, .. } => {
                let row = &entries[starts[place]..starts[place + 1]];
                row.iter().filter(|entry| entry.1 < f64::INFINITY).for_each(|&(i, d)| each(i, d));
            }
            _ => {
                for candidate in 0..self.candidates() {
                    let distance = self.between(place, candidate);
                    if distance < f64::INFINITY {
                        each(candidate as u32, distance);
                    }
                }
            }
        }
    }
}

fn counted(places: usize, candidates: usize) -> Result<(), Refused> {
    if places == 0 {
        return Err(Refused::Empty { what: "places" });
    }
    if candidates == 0 {
        return Err(Refused::Empty { what: "candidates" });
    }
    if places > MOST || candidates > MOST {
        return Err(Refused::TooLarge { most: MOST });
    }
    Ok(())
}

fn sized(places: usize, candidates: usize, cells: usize) -> Result<(), Refused> {
    counted(places, candidates)?;
    match places.checked_mul(candidates) {
        Some(needs) if needs == cells => Ok(()),
        Some(needs) => Err(Refused::Length { what: "distances", has: cells, needs }),
        None => Err(Refused::TooLarge { most: MOST }),
    }
}

/// Refuses what is not a number or is negative; `inf` passes.
pub(super) fn sound(what: &'static str, numbers: impl IntoIterator<Item = f64>) -> Result<(), Refused> {
    match numbers.into_iter().position(|number| number.is_nan() || number < 0.0) {
        Some(at) => Err(Refused::Number { what, at }),
        None => Ok(()),
    }
}

/// Refuses what is not a finite number or is negative.
pub(super) fn finite(what: &'static str, numbers: &[f64]) -> Result<(), Refused> {
    match numbers.iter().position(|number| !number.is_finite() || *number < 0.0) {
        Some(at) => Err(Refused::Number { what, at }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_provider_gives_the_same_distances() {
        let (places, candidates) = (vec![[0.0, 0.0], [3.0, 4.0], [1.0, 1.0]], vec![[3.0, 0.0], [0.0, 4.0]]);
        let plane = Distances::plane(places, candidates, Metric::EuclideanDown).unwrap();
        let cells: Vec<f64> =
            (0..3).flat_map(|j| (0..2).map(move |i| (j, i))).map(|(j, i)| plane.between(j, i)).collect();
        assert_eq!(cells, [3.0, 4.0, 4.0, 3.0, 2.0, 3.0]);
        let double = Distances::double(3, 2, cells.clone()).unwrap();
        let single = Distances::single(3, 2, cells.iter().map(|&d| d as f32).collect()).unwrap();
        let rows: Vec<_> = cells.chunks(2).map(|row| vec![(1, row[1]), (0, row[0]), (0, 9.0)]).collect();
        let lists = Distances::lists(2, &rows).unwrap();
        for other in [&double, &single, &lists] {
            assert_eq!((other.places(), other.candidates()), (3, 2));
            for j in 0..3 {
                for i in 0..2 {
                    assert_eq!(other.between(j, i), plane.between(j, i));
                }
            }
        }
    }

    #[test]
    fn what_is_no_distance_is_refused_with_its_place() {
        assert_eq!(
            Distances::double(1, 2, vec![1.0, f64::NAN]),
            Err(Refused::Number { what: "distance", at: 1 })
        );
        assert_eq!(
            Distances::single(1, 2, vec![-1.0, 2.0]),
            Err(Refused::Number { what: "distance", at: 0 })
        );
        assert_eq!(Distances::single(0, 2, vec![]), Err(Refused::Empty { what: "places" }));
        assert_eq!(
            Distances::double(2, 2, vec![0.0]),
            Err(Refused::Length { what: "distances", has: 1, needs: 4 })
        );
        assert_eq!(Distances::lists(1, &[vec![(1, 0.0)]]), Err(Refused::Number { what: "candidate", at: 0 }));
        let far = Distances::plane(vec![[f64::INFINITY, 0.0]], vec![[0.0, 0.0]], Metric::Manhattan);
        assert_eq!(far, Err(Refused::Number { what: "coordinate", at: 0 }));
    }

    #[test]
    fn metrics_round_as_their_names_say() {
        let (a, b) = ([0.0, 0.0], [1.0, 1.3]);
        assert!((Metric::Euclidean.of(a, b) - 2.69_f64.sqrt()).abs() < 1e-15);
        assert_eq!(Metric::EuclideanDown.of(a, b), 1.0);
        assert_eq!(Metric::EuclideanNearest.of(a, b), 2.0);
        assert_eq!(Metric::Manhattan.of(a, b), 2.3);
    }
}
