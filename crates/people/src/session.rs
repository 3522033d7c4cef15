//! Sessions of staff who logged in.

use kernel::{HallId, Org, Role, StaffId, Time};
use store::{DbError, Tx, first};

store::statements! {
    /// A session with its account.
    SESSION = "SELECT s.staff, s.csrf, s.seen_us, s.expires_us, a.login, a.name_enc, a.hall, a.roles, a.totp_step, a.totp_enc FROM session s JOIN staff a ON a.org = s.org AND a.id = s.staff WHERE s.org = $1 AND s.token_hash = $2 AND a.state = 'active'";
    /// Notes that a session was used.
    TOUCH = "UPDATE session SET seen_us = $3 WHERE org = $1 AND token_hash = $2 AND seen_us < $3";
}

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub staff: StaffId,
    /// Login.
    pub login: String,
    /// Name, encrypted.
    pub name_enc: Vec<u8>,
    /// The hall it is bound to; nothing for the whole org.
    pub hall: Option<HallId>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Whether it has a one-time code.
    pub totp: bool,
    /// To be sent with everything that changes something.
    pub csrf: String,
    /// When it was last seen in use.
    pub seen: Time,
    /// When it ends in any case.
    pub expires: Time,
}

/// The session behind a token's hash, whether or not its time is over.
///
/// # Errors
/// The database could not.
pub fn session(tx: &mut dyn Tx, org: Org, token_hash: &[u8; 32]) -> Result<Option<SignedIn>, DbError> {
    first(tx, &SESSION, &[org.into(), token_hash.as_slice().into()], |row| SignedIn {
        staff: StaffId(row.int(0)),
        csrf: row.text(1).to_owned(),
        seen: Time(row.int(2)),
        expires: Time(row.int(3)),
        login: row.text(4).to_owned(),
        name_enc: row.bytes(5).to_vec(),
        hall: row.opt_int(6).map(HallId),
        roles: crate::roles::read_roles(row.text(7)),
        totp: row.int(8) >= 0 && row.opt_bytes(9).is_some(),
    })
}

/// Notes that a session was used at `now`.
///
/// # Errors
/// The database could not.
pub fn touch_session(tx: &mut dyn Tx, org: Org, token_hash: &[u8; 32], now: Time) -> Result<(), DbError> {
    tx.execute(&TOUCH, &[org.into(), token_hash.as_slice().into(), now.into()]).map(drop)
}
