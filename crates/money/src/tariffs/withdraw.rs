//! Giving up a version before it holds: a draft, a proposal, or one that was approved and has not begun.

use kernel::{Cx, Event, HallId, RecordId, StaffId};
use serde::Serialize;
use store::{Fail, Refusal, Tx, append, once};

use super::check::{earliest, seen};
use super::{Stamp, State};

store::statements! {
    /// Gives up a version in the edition that was seen.
    WITHDRAW_TARIFF = "UPDATE tariff_version SET state = 'withdrawn', edition = edition + 1 WHERE org = $1 AND id = $2 AND edition = $3 AND state <> 'withdrawn'";
}

/// A version to be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Withdraw {
    /// The version.
    pub version: RecordId,
    /// The edition that was seen.
    pub edition: i64,
}

kernel::refusals! {
    /// Why a version was not given up.
    pub enum WithdrawRefusal {
        /// No such version.
        Unknown = "tariff_unknown",
        /// Somebody has changed it since.
        Stale { field, rule } = "tariff_stale",
        /// It is withdrawn already.
        Closed = "tariff_closed",
        /// It is in force: only a later version ends it.
        Begun { field, rule } = "tariff_begun",
    }
}

/// Gives up a version, by `staff`. Before its day one person is enough: what was in force goes on.
///
/// # Errors
/// As [`WithdrawRefusal`] says, or the database could not.
pub fn withdraw(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: Withdraw,
) -> Result<Stamp, Fail<Refusal<WithdrawRefusal>>> {
    once(tx, cx, "withdraw_tariff", &[HallId::ORG], &(staff, input), |tx| {
        let stale = |rule| WithdrawRefusal::Stale { field: "edition".into(), rule };
        let version = seen(tx, cx, input.version, input.edition, WithdrawRefusal::Unknown, stale)?;
        let begun = version.from_day.filter(|day| version.state == State::Approved && *day < earliest(cx));
        if let Some(day) = begun {
            let rule = day.to_string();
            return Err(Fail::Refused(WithdrawRefusal::Begun { field: "effective_from".into(), rule }));
        }
        if tx.execute(&WITHDRAW_TARIFF, &[cx.org.into(), input.version.into(), input.edition.into()])? == 0 {
            return Err(Fail::Refused(WithdrawRefusal::Closed));
        }
        let was = version.state.as_str().to_owned();
        let tariff = version.tariff;
        append(tx, cx, HallId::ORG, Event::TariffWithdrawn { version: input.version, tariff, was })?;
        Ok(Stamp { id: input.version, edition: input.edition + 1, state: State::Withdrawn })
    })
}
