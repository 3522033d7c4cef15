//! How many numbers were given, by day and hour: what a forecast learns from.

use kernel::{Day, HallId, Org, Zone};
use store::{DbError, Tx, all};

store::statements! {
    /// Numbers given by day and hour of the hall's zone.
    FOOTFALL = "SELECT day, ((issued_us / 1000000 + $5) / 3600) % 24 AS hour, COUNT(*) FROM ticket WHERE org = $1 AND hall = $2 AND day >= $3 AND day <= $4 AND issued_us IS NOT NULL GROUP BY day, hour ORDER BY day, hour LIMIT 40000";
}

/// Numbers given in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// The day.
    pub day: Day,
    /// The hour, 0 to 23.
    pub hour: usize,
    /// Numbers given in it.
    pub people: i64,
}

/// Numbers given in a hall from one day to another, both included; hours in which nobody came are left out.
///
/// # Errors
/// The database could not.
pub fn footfall(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    (from, to): (Day, Day),
    zone: Zone,
) -> Result<Vec<HourCount>, DbError> {
    let params = [org.into(), hall.into(), from.into(), to.into(), (i64::from(zone.0) * 60).into()];
    all(tx, &FOOTFALL, &params, |row| HourCount {
        day: Day::from_number(row.int(0)).expect("a stored day is a day"),
        hour: usize::try_from(row.int(1)).unwrap_or(0),
        people: row.int(2),
    })
}
