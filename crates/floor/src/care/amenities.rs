//! What a hall lends or keeps ready, and how many there are.
//!
//! Invariant: a stock is never counted below what is lent out; the condition in `COUNT` sees to it.

use kernel::{Cx, Event, HallId, Org, Time};
use store::{DbError, Fail, Refusal, Tx, all, append, first, once};

store::statements! {
    /// What the hall has.
    AMENITIES = "SELECT kind, total, lent, counted_us FROM amenity WHERE org = $1 AND hall = $2 ORDER BY kind LIMIT 200";
    /// One kind.
    AMENITY = "SELECT lent FROM amenity WHERE org = $1 AND hall = $2 AND kind = $3";
    /// Sets a stock that covers what is out.
    COUNT = "UPDATE amenity SET total = $4, counted_us = $5 WHERE org = $1 AND hall = $2 AND kind = $3 AND lent <= $4";
}

/// More of one thing is a mistake of the form.
const TOTAL_MAX: i64 = 100_000;

/// A kind of thing and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmenityRow {
    /// Its code.
    pub kind: String,
    /// How many the hall has.
    pub total: i64,
    /// How many of them are out.
    pub lent: i64,
    /// When it was counted last.
    pub counted_at: Time,
}

kernel::refusals! {
    /// Why a count was not taken.
    pub enum CountStockRefusal {
        /// The hall has no such thing.
        Unknown { field } = "amenity_unknown",
        /// Fewer than are lent out.
        BelowLent { field, rule } = "stock_below_lent",
        /// Less than none, or more than any hall has.
        TotalWrong { field, rule } = "field_wrong",
    }
}

/// Counts or tops up a stock: `total` includes what is lent out.
///
/// # Errors
/// As [`CountStockRefusal`] says, or the database could not.
pub fn count_stock(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    kind: &str,
    total: i64,
) -> Result<(), Fail<Refusal<CountStockRefusal>>> {
    once(tx, cx, "count_stock", &[hall], &(hall, kind, total), |tx| {
        if !(0..=TOTAL_MAX).contains(&total) {
            let rule = format!("0–{TOTAL_MAX}");
            return Err(Fail::Refused(CountStockRefusal::TotalWrong { field: "total".into(), rule }));
        }
        let key = [cx.org.into(), hall.into(), kind.into()];
        let Some(lent) = first(tx, &AMENITY, &key, |row| row.int(0))? else {
            return Err(Fail::Refused(CountStockRefusal::Unknown { field: "kind".into() }));
        };
        let params = [cx.org.into(), hall.into(), kind.into(), total.into(), cx.now.into()];
        if tx.execute(&COUNT, &params)? == 0 {
            let rule = format!("≥ {lent}");
            return Err(Fail::Refused(CountStockRefusal::BelowLent { field: "total".into(), rule }));
        }
        append(tx, cx, hall, Event::StockCounted { amenity: kind.to_owned(), total })?;
        Ok(())
    })
}

/// What the hall has, by code.
///
/// # Errors
/// The database could not.
pub fn amenities(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<AmenityRow>, DbError> {
    all(tx, &AMENITIES, &[org.into(), hall.into()], |row| AmenityRow {
        kind: row.text(0).to_owned(),
        total: row.int(1),
        lent: row.int(2),
        counted_at: Time(row.int(3)),
    })
}
