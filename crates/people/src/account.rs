//! Accounts as they are stored, and the queries for them.

use kernel::{HallId, Org, Role, StaffId, Time};
use store::{DbError, Row, Tx, all, first};

use crate::roles::read_roles;

store::statements! {
    /// An account by its login.
    BY_LOGIN = "SELECT id, login, name_enc, hall, roles, password, totp_enc, totp_step, failed, locked_until_us, state FROM staff WHERE org = $1 AND login = $2";
    /// An account by its id.
    BY_ID = "SELECT id, login, name_enc, hall, roles, password, totp_enc, totp_step, failed, locked_until_us, state FROM staff WHERE org = $1 AND id = $2";
    /// An account, to be changed.
    LOCK = "SELECT id, login, name_enc, hall, roles, password, totp_enc, totp_step, failed, locked_until_us, state FROM staff WHERE org = $1 AND id = $2 {for_update}";
    /// All accounts.
    ALL = "SELECT id, login, name_enc, hall, roles, password, totp_enc, totp_step, failed, locked_until_us, state FROM staff WHERE org = $1 ORDER BY login LIMIT 10000";
}

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: StaffId,
    /// Login.
    pub login: String,
    /// Name, encrypted.
    pub name_enc: Vec<u8>,
    /// The hall it is bound to; nothing for the whole org.
    pub hall: Option<HallId>,
    /// Roles.
    pub roles: Vec<Role>,
    /// The password's hash.
    pub password: String,
    /// The secret of its one-time codes, encrypted.
    pub totp_enc: Option<Vec<u8>>,
    /// The step of the last one-time code that was used; below 0 until the first, and the codes are not asked for.
    pub totp_step: i64,
    /// Failed log-ins since the last good one.
    pub failed: i64,
    /// Locked until.
    pub locked_until: Option<Time>,
    /// Whether it may log in.
    pub active: bool,
}

// By hand: neither the hash of a password nor a ciphertext is ever printed.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("hall", &self.hall)
            .field("roles", &self.roles)
            .field("totp", &self.has_totp())
            .field("failed", &self.failed)
            .field("locked_until", &self.locked_until)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// Whether a one-time code is asked for at log-in.
    #[must_use]
    pub fn has_totp(&self) -> bool {
        self.totp_enc.is_some() && self.totp_step >= 0
    }
}

fn read(row: &dyn Row) -> Account {
    Account {
        id: StaffId(row.int(0)),
        login: row.text(1).to_owned(),
        name_enc: row.bytes(2).to_vec(),
        hall: row.opt_int(3).map(HallId),
        roles: read_roles(row.text(4)),
        password: row.text(5).to_owned(),
        totp_enc: row.opt_bytes(6).map(<[u8]>::to_vec),
        totp_step: row.int(7),
        failed: row.int(8),
        locked_until: row.opt_int(9).map(Time),
        active: row.text(10) == "active",
    }
}

/// The account with this login.
///
/// # Errors
/// The database could not.
pub fn account_by_login(tx: &mut dyn Tx, org: Org, login: &str) -> Result<Option<Account>, DbError> {
    first(tx, &BY_LOGIN, &[org.into(), login.into()], read)
}

/// The account with this id.
///
/// # Errors
/// The database could not.
pub fn account(tx: &mut dyn Tx, org: Org, id: StaffId) -> Result<Option<Account>, DbError> {
    first(tx, &BY_ID, &[org.into(), id.into()], read)
}

/// The account with this id, locked for the command under way.
pub(crate) fn lock_account(tx: &mut dyn Tx, org: Org, id: StaffId) -> Result<Option<Account>, DbError> {
    first(tx, &LOCK, &[org.into(), id.into()], read)
}

/// All accounts, by login.
///
/// # Errors
/// The database could not.
pub fn accounts(tx: &mut dyn Tx, org: Org) -> Result<Vec<Account>, DbError> {
    all(tx, &ALL, &[org.into()], read)
}
