//! What service really took, learned from finished tickets by hall, item and hour, over the pack's prior.

use kernel::{Cx, Org, Time};
use queueing::{Learned, ServiceTime};
use store::{DbError, Tx, all};

use crate::Setting;

/// Sums of logarithms are kept in millionths, so that no engine rounds them its own way.
const MILLION: f64 = 1e6;

store::statements! {
    /// Adds one observation, or takes it back.
    LEARN = "INSERT INTO learned (org, hall, item, hour, n, sum_ln_e6, sum_ln2_e6) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, hall, item, hour) DO UPDATE SET n = learned.n + excluded.n, sum_ln_e6 = learned.sum_ln_e6 + excluded.sum_ln_e6, sum_ln2_e6 = learned.sum_ln2_e6 + excluded.sum_ln2_e6";
    /// All that a hall has learned.
    LEARNED = "SELECT item, hour, n, sum_ln_e6, sum_ln2_e6 FROM learned WHERE org = $1 AND hall = $2 ORDER BY item, hour LIMIT 2000";
}

/// The hour of the day of an instant, 0 to 23.
pub(crate) fn hour_of(setting: &Setting, at: Time) -> i64 {
    i64::from(at.second_of_day(setting.zone)) / 3600
}

/// Adds the observation that `item` took `service_s`, or takes it back when `sign` is -1.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
pub(crate) fn learn(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    (item, hour): (&str, i64),
    service_s: i64,
    sign: i64,
) -> Result<(), DbError> {
    let ln = (service_s.max(1) as f64).ln();
    let (ln_e6, ln2_e6) = ((ln * MILLION).round() as i64, (ln * ln * MILLION).round() as i64);
    let params = [
        cx.org.into(),
        setting.hall.into(),
        item.into(),
        hour.into(),
        sign.into(),
        (sign * ln_e6).into(),
        (sign * ln2_e6).into(),
    ];
    tx.execute(&LEARN, &params).map(drop)
}

/// What a hall has learned: item, hour, observations.
///
/// # Errors
/// The database could not.
#[allow(clippy::cast_precision_loss)]
pub fn learned_of(
    tx: &mut dyn Tx,
    org: Org,
    hall: kernel::HallId,
) -> Result<Vec<(String, i64, Learned)>, DbError> {
    all(tx, &LEARNED, &[org.into(), hall.into()], |row| {
        let learned = Learned {
            n: row.int(2) as f64,
            sum_ln: row.int(3) as f64 / MILLION,
            sum_ln2: row.int(4) as f64 / MILLION,
        };
        (row.text(0).to_owned(), row.int(1), learned)
    })
}

/// How long `item` takes at `hour`: what was learned in that hour over what was learned all day over the pack's prior.
#[must_use]
pub fn service_of(
    setting: &Setting,
    learned: &[(String, i64, Learned)],
    item: &str,
    hour: i64,
) -> Option<ServiceTime> {
    let prior = setting.items.get(item)?.service;
    let none = Learned { n: 0.0, sum_ln: 0.0, sum_ln2: 0.0 };
    let weight = setting.queue.prior_weight;
    let of_item = || learned.iter().filter(|(it, ..)| it == item);
    let all_day = of_item().fold(none, |sum, (_, _, more)| sum.and(*more)).with_prior(prior, weight);
    let in_hour = of_item().filter(|(_, at, _)| *at == hour).fold(none, |sum, (_, _, more)| sum.and(*more));
    Some(in_hour.with_prior(all_day, weight))
}
