//! Logging in and out.
//!
//! A failed log-in is not a refusal of the command: it must be counted, so it commits. The password and the one-time
//! code were compared before, outside of any transaction, because that is slow on purpose.

use kernel::{Cx, Event, HallId, StaffId, Time};
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, append, once};

use crate::Never;
use crate::account::lock_account;

store::statements! {
    /// Counts a failed log-in, or locks.
    COUNT_FAILED = "UPDATE staff SET failed = $3, locked_until_us = $4 WHERE org = $1 AND id = $2";
    /// A good log-in wipes the count.
    WIPE_FAILED = "UPDATE staff SET failed = 0, locked_until_us = NULL, totp_step = $3 WHERE org = $1 AND id = $2";
    /// Opens a session.
    OPEN = "INSERT INTO session (org, token_hash, staff, csrf, created_us, seen_us, expires_us) VALUES ($1, $2, $3, $4, $5, $5, $6)";
    /// Ends a session.
    CLOSE_SESSION = "DELETE FROM session WHERE org = $1 AND token_hash = $2";
    /// Removes sessions of an account whose time is over.
    SWEEP = "DELETE FROM session WHERE org = $1 AND staff = $2 AND expires_us <= $3";
}

/// What a one-time code came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TotpProof {
    /// None was sent.
    Missing,
    /// It fits no step.
    Wrong,
    /// It is the code of this step.
    Step(i64),
}

/// What was proved before the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Whether the password is right, or somebody trusted says who it is.
    pub right: bool,
    /// The one-time code.
    pub totp: TotpProof,
}

/// Logs somebody in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogIn {
    /// The account.
    pub staff: StaffId,
    /// The chain of its events, see [`crate::home`].
    pub home: HallId,
    /// What was proved.
    pub proof: Proof,
    /// The hash of the new session's token.
    pub token_hash: Vec<u8>,
    /// The token that is sent with everything that changes something.
    pub csrf: String,
}

/// The rules of the pack for log-ins, in server time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogInRules {
    /// Failed log-ins after which an account is locked.
    pub tries_max: i64,
    /// For how long.
    pub lock_us: i64,
    /// How long a session lasts in any case.
    pub session_us: i64,
}

/// What a log-in came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoggedIn {
    /// The session is open.
    Open {
        /// When it ends in any case.
        expires: Time,
    },
    /// The password is right; a one-time code is needed as well.
    TotpNeeded,
    /// Login, password or code is wrong, or the account is closed.
    Wrong,
    /// Too many failed: locked until then.
    Locked {
        /// Until when.
        until: Time,
    },
}

/// Logs somebody in, or counts the failure.
///
/// Invariant: a one-time code opens at most one session; a locked account opens none.
///
/// # Errors
/// The database could not; this command never refuses.
pub fn log_in(
    tx: &mut dyn Tx,
    cx: &Cx,
    input: &LogIn,
    rules: LogInRules,
) -> Result<LoggedIn, Fail<Refusal<Never>>> {
    once(tx, cx, "log_in", &[input.home], input, |tx| {
        let Some(account) = lock_account(tx, cx.org, input.staff)? else { return Ok(LoggedIn::Wrong) };
        if let Some(until) = account.locked_until.filter(|until| cx.now < *until) {
            return Ok(LoggedIn::Locked { until });
        }
        let right = input.proof.right && account.active;
        let step = match input.proof.totp {
            _ if !account.has_totp() => Some(account.totp_step),
            TotpProof::Missing if right => return Ok(LoggedIn::TotpNeeded),
            TotpProof::Step(step) if step > account.totp_step => Some(step),
            TotpProof::Missing | TotpProof::Wrong | TotpProof::Step(_) => None,
        };
        let Some(step) = step.filter(|_| right) else {
            return count_failed(tx, cx, input, rules, account.failed + 1);
        };
        let expires = Time(cx.now.0 + rules.session_us);
        tx.execute(&WIPE_FAILED, &[cx.org.into(), input.staff.into(), step.into()])?;
        tx.execute(&SWEEP, &[cx.org.into(), input.staff.into(), cx.now.into()])?;
        tx.execute(
            &OPEN,
            &[
                cx.org.into(),
                (&input.token_hash).into(),
                input.staff.into(),
                (&input.csrf).into(),
                cx.now.into(),
                expires.into(),
            ],
        )?;
        append(tx, cx, input.home, Event::StaffLoggedIn { staff: input.staff })?;
        Ok(LoggedIn::Open { expires })
    })
}

fn count_failed(
    tx: &mut dyn Tx,
    cx: &Cx,
    input: &LogIn,
    rules: LogInRules,
    failed: i64,
) -> Result<LoggedIn, Fail<Never>> {
    let locked = failed >= rules.tries_max;
    let until = Time(cx.now.0 + rules.lock_us);
    let (failed, until) = if locked { (0, Some(until)) } else { (failed, None) };
    tx.execute(&COUNT_FAILED, &[cx.org.into(), input.staff.into(), failed.into(), until.into()])?;
    append(tx, cx, input.home, Event::StaffLogInFailed { staff: input.staff, locked })?;
    Ok(until.map_or(LoggedIn::Wrong, |until| LoggedIn::Locked { until }))
}

/// Ends the session with this token.
///
/// # Errors
/// The database could not; this command never refuses.
pub fn log_out(
    tx: &mut dyn Tx,
    cx: &Cx,
    (staff, home): (StaffId, HallId),
    token_hash: &[u8; 32],
) -> Result<(), Fail<Refusal<Never>>> {
    once(tx, cx, "log_out", &[home], &(staff, token_hash), |tx| {
        if tx.execute(&CLOSE_SESSION, &[cx.org.into(), token_hash.as_slice().into()])? > 0 {
            append(tx, cx, home, Event::StaffLoggedOut { staff })?;
        }
        Ok(())
    })
}
