//! Lending: out, back, overdue.
//!
//! Invariant: never more out than there are; the condition in `TAKE_ONE` sees to it.

use kernel::{Cx, Event, HallId, Org, RecordId, Time, VisitId};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Row, Tx, all, append, first, once};

use crate::Setting;
use crate::devices::Never;

store::statements! {
    /// Takes one out of the stock, if one is left.
    TAKE_ONE = "UPDATE amenity SET lent = lent + 1 WHERE org = $1 AND hall = $2 AND kind = $3 AND lent < total";
    /// Puts one back.
    PUT_BACK = "UPDATE amenity SET lent = lent - 1 WHERE org = $1 AND hall = $2 AND kind = $3 AND lent > 0";
    /// Whether the hall has such a thing.
    HAS_KIND = "SELECT total FROM amenity WHERE org = $1 AND hall = $2 AND kind = $3";
    /// A loan.
    ADD_LOAN = "INSERT INTO loan (org, id, hall, kind, visit, lent_us, due_us, overdue_us, returned_us) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)";
    /// Ends a loan, if it has not ended.
    END_LOAN = "UPDATE loan SET returned_us = $4 WHERE org = $1 AND id = $2 AND hall = $3 AND returned_us IS NULL";
    /// One loan.
    LOAN = "SELECT id, kind, visit, lent_us, due_us, returned_us FROM loan WHERE org = $1 AND id = $2 AND hall = $3";
    /// Halls with loans that became overdue and nobody was told of.
    HALLS_OF_OVERDUE_LOANS = "SELECT DISTINCT hall FROM loan WHERE org = $1 AND returned_us IS NULL AND overdue_us IS NULL AND due_us < $2 ORDER BY hall LIMIT 1000";
    /// Such loans of a hall.
    BECAME_OVERDUE = "SELECT id, kind, visit, lent_us, due_us, returned_us FROM loan WHERE org = $1 AND hall = $2 AND returned_us IS NULL AND overdue_us IS NULL AND due_us < $3 ORDER BY due_us, id LIMIT 200";
    /// Notes that it was told.
    NOTE_OVERDUE = "UPDATE loan SET overdue_us = $4 WHERE org = $1 AND id = $2 AND hall = $3 AND overdue_us IS NULL";
    /// Loans that are out, those due first on top.
    OPEN_LOANS = "SELECT id, kind, visit, lent_us, due_us, returned_us FROM loan WHERE org = $1 AND hall = $2 AND returned_us IS NULL ORDER BY due_us, id LIMIT 1000";
}

/// A loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoanRow {
    /// Its id.
    pub id: RecordId,
    /// What.
    pub kind: String,
    /// The visit it is for.
    pub visit: Option<VisitId>,
    /// When it was lent.
    pub lent_at: Time,
    /// When it is due.
    pub due: Time,
    /// When it came back.
    pub returned_at: Option<Time>,
}

impl LoanRow {
    /// Whether it should be back by `now` and is not.
    #[must_use]
    pub fn overdue(&self, now: Time) -> bool {
        self.returned_at.is_none() && now > self.due
    }
}

kernel::refusals! {
    /// Why nothing was lent.
    pub enum LendRefusal {
        /// The hall does not lend that.
        Unknown { field } = "amenity_unknown",
        /// None is left.
        NoneLeft = "amenity_none_left",
    }
    /// Why nothing was taken back.
    pub enum ReturnRefusal {
        /// No such loan in this hall.
        Unknown = "loan_unknown",
        /// It is back already.
        Returned = "loan_returned",
    }
}

/// Lends one of `kind`, for as long as the pack's rule says.
///
/// # Errors
/// As [`LendRefusal`] says, or the database could not.
pub fn lend(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    kind: &str,
    visit: Option<VisitId>,
) -> Result<LoanRow, Fail<Refusal<LendRefusal>>> {
    let hall = setting.hall;
    once(tx, cx, "lend", &[hall], &(hall, kind, visit), |tx| {
        let unknown = || Fail::Refused(LendRefusal::Unknown { field: "kind".into() });
        let minutes = setting.rules.loan_min(kind).ok_or_else(unknown)?;
        let stock = [cx.org.into(), hall.into(), kind.into()];
        if tx.execute(&TAKE_ONE, &stock)? == 0 {
            let known = first(tx, &HAS_KIND, &stock, |row| row.int(0))?.is_some();
            return Err(if known { Fail::Refused(LendRefusal::NoneLeft) } else { unknown() });
        }
        let loan: RecordId = cx.ids.next();
        let due = cx.now.plus_s(minutes * 60);
        tx.execute(
            &ADD_LOAN,
            &[cx.org.into(), loan.into(), hall.into(), kind.into(), visit.into(), cx.now.into(), due.into()],
        )?;
        append(tx, cx, hall, Event::ItemLent { loan, amenity: kind.to_owned(), due })?;
        Ok(LoanRow { id: loan, kind: kind.to_owned(), visit, lent_at: cx.now, due, returned_at: None })
    })
}

/// Takes a loan back.
///
/// # Errors
/// As [`ReturnRefusal`] says, or the database could not.
pub fn take_back(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    loan: RecordId,
) -> Result<LoanRow, Fail<Refusal<ReturnRefusal>>> {
    once(tx, cx, "take_back", &[hall], &(hall, loan), |tx| {
        let key = [cx.org.into(), loan.into(), hall.into()];
        let Some(mut row) = first(tx, &LOAN, &key, read_loan)? else {
            return Err(Fail::Refused(ReturnRefusal::Unknown));
        };
        let params = [cx.org.into(), loan.into(), hall.into(), cx.now.into()];
        if tx.execute(&END_LOAN, &params)? == 0 {
            return Err(Fail::Refused(ReturnRefusal::Returned));
        }
        let back = tx.execute(&PUT_BACK, &[cx.org.into(), hall.into(), (&row.kind).into()])?;
        assert_eq!(back, 1, "a loan of {} was out, but the stock says none is", row.kind);
        let overdue = row.overdue(cx.now);
        row.returned_at = Some(cx.now);
        append(tx, cx, hall, Event::ItemReturned { loan, amenity: row.kind.clone(), overdue })?;
        Ok(row)
    })
}

/// Halls with loans that became overdue by `now` and nobody was told of yet.
///
/// # Errors
/// The database could not.
pub fn halls_with_overdue_loans(tx: &mut dyn Tx, org: Org, now: Time) -> Result<Vec<HallId>, DbError> {
    all(tx, &HALLS_OF_OVERDUE_LOANS, &[org.into(), now.into()], |row| HallId(row.int(0)))
}

/// Says of each loan of a hall that became overdue that it did, once; up to 200 at a time, answers how many.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn tell_overdue(tx: &mut dyn Tx, cx: &Cx, hall: HallId) -> Result<i64, Fail<Refusal<Never>>> {
    once(tx, cx, "tell_overdue", &[hall], &hall, |tx| {
        let overdue = all(tx, &BECAME_OVERDUE, &[cx.org.into(), hall.into(), cx.now.into()], read_loan)?;
        let mut told = 0;
        for loan in overdue {
            let params = [cx.org.into(), loan.id.into(), hall.into(), cx.now.into()];
            if tx.execute(&NOTE_OVERDUE, &params)? == 0 {
                continue;
            }
            append(tx, cx, hall, Event::LoanOverdue { loan: loan.id, amenity: loan.kind, due: loan.due })?;
            told += 1;
        }
        Ok(told)
    })
}

/// Loans that are out, those due first on top.
///
/// # Errors
/// The database could not.
pub fn open_loans(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<LoanRow>, DbError> {
    all(tx, &OPEN_LOANS, &[org.into(), hall.into()], read_loan)
}

fn read_loan(row: &dyn Row) -> LoanRow {
    LoanRow {
        id: RecordId(row.int(0)),
        kind: row.text(1).to_owned(),
        visit: row.opt_int(2).map(VisitId),
        lent_at: Time(row.int(3)),
        due: Time(row.int(4)),
        returned_at: row.opt_int(5).map(Time),
    }
}
