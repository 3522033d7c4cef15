//! How far apart halls are, over the earth's surface. Not how far one drives.

use super::HallRow;

/// Mean radius of the earth in metres (IUGG).
const EARTH_M: f64 = 6_371_008.8;

/// A hall and how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near<'a> {
    /// The hall.
    pub hall: &'a HallRow,
    /// Metres.
    pub distance_m: i64,
}

/// Metres between two halls: great circle by the haversine formula, rounded.
#[must_use]
pub fn distance_m(one: &HallRow, other: &HallRow) -> i64 {
    #[allow(clippy::cast_precision_loss)]
    let radians = |e6: i64| (e6 as f64 / 1e6).to_radians();
    let (lat1, lat2) = (radians(one.lat_e6), radians(other.lat_e6));
    let (dlat, dlon) = (lat2 - lat1, radians(other.lon_e6) - radians(one.lon_e6));
    let a = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    #[allow(clippy::cast_possible_truncation)]
    let metres = (2.0 * EARTH_M * a.sqrt().min(1.0).asin()).round() as i64;
    metres
}

/// The other halls within `within_m` of `from`, nearest first, then by code.
#[must_use]
pub fn nearest<'a>(halls: &'a [HallRow], from: &HallRow, within_m: i64) -> Vec<Near<'a>> {
    let others = halls.iter().filter(|hall| hall.id != from.id);
    let mut near: Vec<Near<'a>> = others
        .map(|hall| Near { hall, distance_m: distance_m(from, hall) })
        .filter(|near| near.distance_m <= within_m)
        .collect();
    near.sort_by(|a, b| (a.distance_m, &a.hall.code).cmp(&(b.distance_m, &b.hall.code)));
    near
}
