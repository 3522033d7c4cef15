//! What a security admin does to accounts of others.

use kernel::{Actor, Cx, Event, HallId, Role, StaffId};
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, append, once};

use crate::account::lock_account;
use crate::home;
use crate::roles::{exclusion, write_roles};

store::statements! {
    /// A new account.
    ADD = "INSERT INTO staff (org, id, login, name_enc, hall, roles, password, totp_enc, totp_step, failed, locked_until_us, state) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, -1, 0, NULL, 'active') ON CONFLICT DO NOTHING";
    /// Changes an account.
    CHANGE = "UPDATE staff SET hall = $3, roles = $4, state = $5, failed = $6, locked_until_us = $7 WHERE org = $1 AND id = $2";
    /// Ends every session of an account.
    CLOSE_ALL = "DELETE FROM session WHERE org = $1 AND staff = $2";
}

/// The longest login.
const LOGIN_MAX: usize = 32;

/// Makes an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddStaff {
    /// Login: lower-case letters, digits and `-._`.
    pub login: String,
    /// The hall it is bound to.
    pub hall: Option<HallId>,
    /// Roles.
    pub roles: Vec<Role>,
    /// A keyed digest of name and password, so that the same request is known again.
    pub fingerprint: String,
}

kernel::refusals! {
    /// Why an account was not made.
    pub enum AddStaffRefusal {
        /// A field is wrong.
        Wrong { field, rule } = "field_wrong",
        /// These roles exclude each other.
        RolesExclude { field, rule } = "roles_exclude",
        /// Somebody has that login.
        LoginTaken { field } = "login_taken",
    }
    /// Why an account was not changed.
    pub enum ChangeStaffRefusal {
        /// There is no such account.
        Unknown = "staff_unknown",
        /// It is the own account.
        Own = "own_account",
        /// A field is wrong.
        Wrong { field, rule } = "field_wrong",
        /// These roles exclude each other.
        RolesExclude { field, rule } = "roles_exclude",
    }
}

fn words(pair: (Role, Role)) -> String {
    format!("{} / {}", pair.0, pair.1)
}

fn check(input: &AddStaff) -> Result<(), AddStaffRefusal> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b);
    let login = (1..=LOGIN_MAX).contains(&input.login.len()) && input.login.bytes().all(plain);
    let wrong =
        |field: &str, rule: &str| Err(AddStaffRefusal::Wrong { field: field.into(), rule: rule.into() });
    if !login {
        return wrong("login", "1–32 of a–z 0–9 - . _");
    }
    if input.roles.is_empty() {
        return wrong("roles", "≥ 1");
    }
    match exclusion(&input.roles) {
        Some(pair) => Err(AddStaffRefusal::RolesExclude { field: "roles".into(), rule: words(pair) }),
        None => Ok(()),
    }
}

/// Makes an account. Its name comes encrypted and its password hashed; whether the hall is there, the caller knows.
///
/// # Errors
/// As [`AddStaffRefusal`] says, or the database could not.
pub fn add_staff(
    tx: &mut dyn Tx,
    cx: &Cx,
    input: &AddStaff,
    name_enc: &[u8],
    password: &str,
) -> Result<StaffId, Fail<Refusal<AddStaffRefusal>>> {
    once(tx, cx, "add_staff", &[home(input.hall)], input, |tx| {
        check(input).map_err(Fail::Refused)?;
        let staff: StaffId = cx.ids.next();
        let roles = write_roles(&input.roles);
        let params = [
            cx.org.into(),
            staff.into(),
            (&input.login).into(),
            name_enc.into(),
            input.hall.into(),
            (&roles).into(),
            password.into(),
        ];
        if tx.execute(&ADD, &params)? == 0 {
            return Err(Fail::Refused(AddStaffRefusal::LoginTaken { field: "login".into() }));
        }
        append(tx, cx, home(input.hall), Event::StaffChanged { staff, what: format!("added {roles}") })?;
        Ok(staff)
    })
}

/// Changes an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeStaff {
    /// The account.
    pub staff: StaffId,
    /// Roles.
    pub roles: Vec<Role>,
    /// The hall it is bound to.
    pub hall: Option<HallId>,
    /// Whether it may log in.
    pub active: bool,
    /// Whether a lock is lifted.
    pub unlock: bool,
}

/// Changes an account of somebody else. If what it may do changes, its sessions end.
///
/// # Errors
/// As [`ChangeStaffRefusal`] says, or the database could not.
pub fn change_staff(
    tx: &mut dyn Tx,
    cx: &Cx,
    input: &ChangeStaff,
) -> Result<(), Fail<Refusal<ChangeStaffRefusal>>> {
    once(tx, cx, "change_staff", &[home(input.hall)], input, |tx| {
        use ChangeStaffRefusal as No;
        if cx.actor == Actor::Staff(input.staff) {
            return Err(Fail::Refused(No::Own));
        }
        if input.roles.is_empty() {
            return Err(Fail::Refused(No::Wrong { field: "roles".into(), rule: "≥ 1".into() }));
        }
        if let Some(pair) = exclusion(&input.roles) {
            return Err(Fail::Refused(No::RolesExclude { field: "roles".into(), rule: words(pair) }));
        }
        let Some(account) = lock_account(tx, cx.org, input.staff)? else {
            return Err(Fail::Refused(No::Unknown));
        };
        let roles = write_roles(&input.roles);
        let (failed, locked) = if input.unlock { (0, None) } else { (account.failed, account.locked_until) };
        let state = if input.active { "active" } else { "closed" };
        let params = [
            cx.org.into(),
            input.staff.into(),
            input.hall.into(),
            (&roles).into(),
            state.into(),
            failed.into(),
            locked.into(),
        ];
        tx.execute(&CHANGE, &params)?;
        let mut what = Vec::new();
        if write_roles(&account.roles) != roles {
            what.push(format!("roles {roles}"));
        }
        if account.hall != input.hall {
            what.push("hall".to_owned());
        }
        if account.active != input.active {
            what.push(if input.active { "opened" } else { "closed" }.to_owned());
        }
        if !what.is_empty() {
            tx.execute(&CLOSE_ALL, &[cx.org.into(), input.staff.into()])?;
        }
        if input.unlock {
            what.push("unlocked".to_owned());
        }
        let what = what.join(", ");
        append(tx, cx, home(input.hall), Event::StaffChanged { staff: input.staff, what })?;
        Ok(())
    })
}
