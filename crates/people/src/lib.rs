//! Staff identity: accounts, sessions, one-time codes, and who may hold which roles together.
//!
//! Commands over [`store::Tx`]. No I/O of its own, no clock, no randomness: passwords are hashed and secrets are
//! drawn by the server before a command begins. Never puts a name, a password or a secret into an event or an answer
//! that is remembered.
//!
//! The door for a company's own log-in (OIDC): the server trades the provider's code for a subject, finds the account
//! whose login it is, and runs [`log_in`] with [`Proof::right`] set and no one-time code asked for. Accounts, roles,
//! sessions and events stay as they are; nothing else here knows how somebody proved who they are.

mod account;
mod change;
mod log_in;
mod own;
mod roles;
mod session;
mod totp;

pub use account::{Account, account, account_by_login, accounts};
pub use change::{AddStaff, AddStaffRefusal, ChangeStaff, ChangeStaffRefusal, add_staff, change_staff};
pub use log_in::{LogIn, LogInRules, LoggedIn, Proof, TotpProof, log_in, log_out};
pub use own::{
    ChangePassword, ChangePasswordRefusal, PASSWORD_MIN, PASSWORD_RULE, TotpRefusal, change_password,
    confirm_totp, is_weak, start_totp, stop_totp,
};
pub use roles::{SEPARATED, exclusion, read_roles, write_roles};
pub use session::{SignedIn, session, touch_session};
pub use totp::{STEP_S, matching_step, otpauth_uri};

use kernel::{HallId, Refuse};
use serde::{Deserialize, Serialize};

/// The refusal of a command that never refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Never {}

impl Refuse for Never {
    fn code(&self) -> &'static str {
        match *self {}
    }

    fn details(&self) -> Vec<(&'static str, &str)> {
        match *self {}
    }
}

/// The chain that what happens to an account is written to: its hall's, or the org's.
#[must_use]
pub fn home(hall: Option<HallId>) -> HallId {
    hall.unwrap_or(HallId::ORG)
}

/// Every statement of this crate, for the test that prepares each on every engine.
#[must_use]
pub fn statements() -> Vec<&'static store::Sql> {
    [account::STATEMENTS, change::STATEMENTS, log_in::STATEMENTS, own::STATEMENTS, session::STATEMENTS]
        .concat()
}

/// Every code this crate refuses with, for the test that asks whether there are words for each.
#[must_use]
pub fn codes() -> Vec<&'static str> {
    [AddStaffRefusal::CODES, ChangeStaffRefusal::CODES, ChangePasswordRefusal::CODES, TotpRefusal::CODES]
        .concat()
}
