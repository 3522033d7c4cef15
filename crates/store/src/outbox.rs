//! Effects that leave the process: rows written in the commit that causes them, delivered afterwards, at least once.

use kernel::{Cx, Time};

use crate::error::DbError;
use crate::query::all;
use crate::sql::Tx;

statements! {
    /// Puts an effect into the outbox.
    PUT = "INSERT INTO outbox (org, id, kind, target, body, due_us, tries, state) VALUES ($1, $2, $3, $4, $5, $6, 0, 'due')";
    /// What is due, oldest first.
    DUE = "SELECT id, kind, target, body, tries FROM outbox WHERE org = $1 AND state = 'due' AND due_us <= $2 ORDER BY due_us, id LIMIT $3";
    /// Delivered.
    SENT = "DELETE FROM outbox WHERE org = $1 AND id = $2";
    /// To be tried again later.
    LATER = "UPDATE outbox SET tries = tries + 1, due_us = $3 WHERE org = $1 AND id = $2";
    /// Given up; kept for a person to look at.
    GIVE_UP = "UPDATE outbox SET state = 'dead', body = '' WHERE org = $1 AND id = $2";
}

/// An effect that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its own id; receivers use it to tell a second delivery from a second effect.
    pub id: i64,
    /// What sort of effect, such as `device_order`.
    pub kind: String,
    /// Whom it is for.
    pub target: String,
    /// What to send, as JSON.
    pub body: String,
    /// How often it was tried.
    pub tries: i64,
}

/// Puts an effect into the outbox, in the commit of the command under way.
///
/// # Errors
/// The database could not.
pub fn send(tx: &mut dyn Tx, cx: &Cx, id: i64, kind: &str, target: &str, body: &str) -> Result<(), DbError> {
    tx.execute(&PUT, &[cx.org.into(), id.into(), kind.into(), target.into(), body.into(), cx.now.into()])?;
    tx.notes().outbox = true;
    Ok(())
}

/// Up to `limit` effects due at `now`.
///
/// # Errors
/// The database could not.
pub fn outbox_due(
    tx: &mut dyn Tx,
    org: kernel::Org,
    now: Time,
    limit: i64,
) -> Result<Vec<OutboxRow>, DbError> {
    all(tx, &DUE, &[org.into(), now.into(), limit.into()], |row| OutboxRow {
        id: row.int(0),
        kind: row.text(1).to_owned(),
        target: row.text(2).to_owned(),
        body: row.text(3).to_owned(),
        tries: row.int(4),
    })
}

/// Marks an effect as delivered.
///
/// # Errors
/// The database could not.
pub fn sent(tx: &mut dyn Tx, org: kernel::Org, id: i64) -> Result<(), DbError> {
    tx.execute(&SENT, &[org.into(), id.into()]).map(drop)
}

/// Puts an effect off until `due`.
///
/// # Errors
/// The database could not.
pub fn try_later(tx: &mut dyn Tx, org: kernel::Org, id: i64, due: Time) -> Result<(), DbError> {
    tx.execute(&LATER, &[org.into(), id.into(), due.into()]).map(drop)
}

/// Gives an effect up: it stays, without its body, for a person to look at.
///
/// # Errors
/// The database could not.
pub fn give_up(tx: &mut dyn Tx, org: kernel::Org, id: i64) -> Result<(), DbError> {
    tx.execute(&GIVE_UP, &[org.into(), id.into()]).map(drop)
}
