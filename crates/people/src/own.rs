//! What somebody does to the own account: the password and the one-time code.

use data_encoding::BASE64;
use kernel::{Cx, Event, HallId, StaffId};
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, append, once};

use crate::account::{Account, lock_account};

store::statements! {
    /// A new password.
    SET_PASSWORD = "UPDATE staff SET password = $3 WHERE org = $1 AND id = $2";
    /// Ends the other sessions of an account.
    CLOSE_OTHERS = "DELETE FROM session WHERE org = $1 AND staff = $2 AND token_hash <> $3";
    /// The secret and the last step of one-time codes.
    SET_TOTP = "UPDATE staff SET totp_enc = $3, totp_step = $4 WHERE org = $1 AND id = $2";
    /// The last step of one-time codes.
    SET_TOTP_STEP = "UPDATE staff SET totp_step = $3 WHERE org = $1 AND id = $2";
}

/// The shortest password.
pub const PASSWORD_MIN: usize = 10;
/// The rule in words, for the refusal.
pub const PASSWORD_RULE: &str = "10+ characters, letters and digits";

/// Whether `password` is too weak to be taken.
#[must_use]
pub fn is_weak(password: &str) -> bool {
    let letters = password.chars().any(char::is_alphabetic);
    let digits = password.chars().any(char::is_numeric);
    !letters || !digits || password.chars().count() < PASSWORD_MIN || password.len() > 200
}

/// Changes the own password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The account.
    pub staff: StaffId,
    /// The chain of its events.
    pub home: HallId,
    /// A keyed digest of both passwords, so that the same request is known again.
    pub fingerprint: String,
}

kernel::refusals! {
    /// Why a password was not changed.
    pub enum ChangePasswordRefusal {
        /// The old one is wrong.
        OldWrong { field } = "password_wrong",
        /// The account is gone.
        Unknown = "staff_unknown",
    }
    /// Why one-time codes were not turned on or off.
    pub enum TotpRefusal {
        /// The code is wrong, or was used before.
        Wrong { field } = "totp_wrong",
        /// They are on already: turn them off first, with a code.
        AlreadyOn { rule } = "totp_wrong",
        /// The account is gone.
        Unknown = "staff_unknown",
    }
}

/// Changes the own password to the one behind `hash`; `old_right` tells whether the old one was right. Every other
/// session of the account ends.
///
/// # Errors
/// As [`ChangePasswordRefusal`] says, or the database could not.
pub fn change_password(
    tx: &mut dyn Tx,
    cx: &Cx,
    input: &ChangePassword,
    old_right: bool,
    hash: &str,
    session: &[u8; 32],
) -> Result<(), Fail<Refusal<ChangePasswordRefusal>>> {
    once(tx, cx, "change_password", &[input.home], input, |tx| {
        if lock_account(tx, cx.org, input.staff)?.is_none() {
            return Err(Fail::Refused(ChangePasswordRefusal::Unknown));
        }
        if !old_right {
            return Err(Fail::Refused(ChangePasswordRefusal::OldWrong { field: "old".into() }));
        }
        tx.execute(&SET_PASSWORD, &[cx.org.into(), input.staff.into(), hash.into()])?;
        tx.execute(&CLOSE_OTHERS, &[cx.org.into(), input.staff.into(), session.as_slice().into()])?;
        changed(tx, cx, (input.staff, input.home), "password")
    })
}

fn changed<E>(tx: &mut dyn Tx, cx: &Cx, (staff, home): (StaffId, HallId), what: &str) -> Result<(), Fail<E>> {
    append(tx, cx, home, Event::StaffChanged { staff, what: what.to_owned() })?;
    Ok(())
}

/// Keeps a new secret for one-time codes, not asked for until [`confirm_totp`]. Answers the encrypted secret that is
/// kept, which for a request sent again is the first one's.
///
/// # Errors
/// As [`TotpRefusal`] says, or the database could not.
pub fn start_totp(
    tx: &mut dyn Tx,
    cx: &Cx,
    (staff, home): (StaffId, HallId),
    secret_enc: &[u8],
) -> Result<Vec<u8>, Fail<Refusal<TotpRefusal>>> {
    let kept: String = once(tx, cx, "start_totp", &[home], &staff, |tx| {
        let account = present(lock_account(tx, cx.org, staff)?)?;
        if account.has_totp() {
            return Err(Fail::Refused(TotpRefusal::AlreadyOn { rule: "stop first".into() }));
        }
        tx.execute(&SET_TOTP, &[cx.org.into(), staff.into(), secret_enc.into(), (-1).into()])?;
        Ok(BASE64.encode(secret_enc))
    })?;
    Ok(BASE64.decode(kept.as_bytes()).expect("what was encoded can be decoded"))
}

fn present(account: Option<Account>) -> Result<Account, Fail<TotpRefusal>> {
    account.ok_or(Fail::Refused(TotpRefusal::Unknown))
}

/// The step that a code stands for, if it was not used before.
fn fresh(account: &Account, step: Option<i64>) -> Result<i64, Fail<TotpRefusal>> {
    let fresh = step.filter(|step| account.totp_enc.is_some() && *step > account.totp_step);
    fresh.ok_or(Fail::Refused(TotpRefusal::Wrong { field: "code".into() }))
}

/// Turns one-time codes on: `step` is the one that the first code stands for.
///
/// # Errors
/// As [`TotpRefusal`] says, or the database could not.
pub fn confirm_totp(
    tx: &mut dyn Tx,
    cx: &Cx,
    (staff, home): (StaffId, HallId),
    step: Option<i64>,
) -> Result<(), Fail<Refusal<TotpRefusal>>> {
    once(tx, cx, "confirm_totp", &[home], &staff, |tx| {
        let account = present(lock_account(tx, cx.org, staff)?)?;
        let step = fresh(&account, step)?;
        tx.execute(&SET_TOTP_STEP, &[cx.org.into(), staff.into(), step.into()])?;
        changed(tx, cx, (staff, home), "totp_on")
    })
}

/// Turns one-time codes off: `step` is the one that the last code stands for.
///
/// # Errors
/// As [`TotpRefusal`] says, or the database could not.
pub fn stop_totp(
    tx: &mut dyn Tx,
    cx: &Cx,
    (staff, home): (StaffId, HallId),
    step: Option<i64>,
) -> Result<(), Fail<Refusal<TotpRefusal>>> {
    once(tx, cx, "stop_totp", &[home], &staff, |tx| {
        let account = present(lock_account(tx, cx.org, staff)?)?;
        fresh(&account, step)?;
        let nothing: Option<&[u8]> = None;
        tx.execute(&SET_TOTP, &[cx.org.into(), staff.into(), nothing.into(), (-1).into()])?;
        changed(tx, cx, (staff, home), "totp_off")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_password_is_short_or_without_letters_or_without_digits() {
        for weak in ["", "abc1", "abcdefghij", "1234567890", &"a1".repeat(101)] {
            assert!(is_weak(weak), "{weak}");
        }
        for fine in ["abcdefghi1", "供电营业厅服务系统一二三4"] {
            assert!(!is_weak(fine), "{fine}");
        }
    }
}
