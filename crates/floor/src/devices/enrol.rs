//! How a device comes in and goes: announced with a one-time code, enrolled by it, revoked.
//!
//! Invariant: a code works once and for its time; the conditions in `ENROL` see to it. A revoked device never returns.

use kernel::{CounterId, Cx, DeviceId, DeviceKind, Event, HallId, Time};
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, append, first, once};

use super::rows::device;
use crate::Setting;

/// The longest name, in characters.
const NAME_MAX: usize = 40;

store::statements! {
    /// A device to come.
    ANNOUNCE = "INSERT INTO device (org, id, hall, kind, name, counter, state, code_hash, code_expires_us, online, health, faults) VALUES ($1, $2, $3, $4, $5, $6, 'announced', $7, $8, 0, '', '[]') ON CONFLICT DO NOTHING";
    /// The device of a code.
    ANNOUNCED_BY_CODE = "SELECT id, hall, kind FROM device WHERE org = $1 AND code_hash = $2 AND state = 'announced' AND code_expires_us > $3";
    /// Uses the code up.
    ENROL = "UPDATE device SET state = 'enrolled', code_hash = NULL, code_expires_us = NULL, credential_hash = $4, screen_hash = $5 WHERE org = $1 AND id = $2 AND state = 'announced' AND code_expires_us > $3";
    /// Withdraws what the device has.
    REVOKE = "UPDATE device SET state = 'revoked', code_hash = NULL, code_expires_us = NULL, credential_hash = NULL, screen_hash = NULL, online = 0 WHERE org = $1 AND id = $2 AND hall = $3 AND state <> 'revoked'";
    /// Orders that a revoked device will not do any more.
    DROP_ORDERS = "UPDATE device_order SET state = 'expired', answered_us = $3, result = 'revoked', body = '' WHERE org = $1 AND device = $2 AND state IN ('queued', 'sent')";
}

/// Announces a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Announce {
    /// What it will be.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
    /// The counter it will belong to.
    pub counter: Option<CounterId>,
}

/// A device was announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The device.
    pub device: DeviceId,
    /// Until when its code can be used.
    pub expires: Time,
}

/// A device was enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The device.
    pub device: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its hall.
    pub hall: HallId,
}

/// Digests of the secrets that a device gets for its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceSecrets {
    /// Of its credential for the broker.
    pub credential_hash: [u8; 32],
    /// Of the secret of its own screen.
    pub screen_hash: [u8; 32],
}

kernel::refusals! {
    /// Why a device was not announced.
    pub enum AnnounceRefusal {
        /// No name, or too long a one.
        NameWrong { field, rule } = "field_wrong",
        /// No such counter in this hall.
        CounterUnknown { field } = "counter_unknown",
        /// The code drawn is in use; ask again.
        CodeInUse = "busy",
    }
    /// Why a code was not taken.
    pub enum EnrolRefusal {
        /// Wrong, used or expired. Which of them is not said.
        Code { field } = "enrol_code",
    }
    /// Why a device was not revoked.
    pub enum RevokeRefusal {
        /// No such device in this hall, or revoked already.
        Unknown = "device_unknown",
    }
}

/// Announces a device. `code_hash` makes the digest of the code from the device's id, so that the same request sent
/// again gets the same code.
///
/// # Errors
/// As [`AnnounceRefusal`] says, or the database could not.
pub fn announce(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    input: &Announce,
    code_hash: &dyn Fn(DeviceId) -> [u8; 32],
) -> Result<Announced, Fail<Refusal<AnnounceRefusal>>> {
    let hall = setting.hall;
    once(tx, cx, "announce", &[hall], &(hall, input), |tx| {
        let name = input.name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            let rule = format!("1–{NAME_MAX}");
            return Err(Fail::Refused(AnnounceRefusal::NameWrong { field: "name".into(), rule }));
        }
        if input.counter.is_some_and(|counter| setting.counter(counter).is_none()) {
            return Err(Fail::Refused(AnnounceRefusal::CounterUnknown { field: "counter".into() }));
        }
        let id: DeviceId = cx.ids.next();
        let expires = cx.now.plus_s(setting.rules.device_enrol_min * 60);
        let code_hash = code_hash(id);
        let params = [
            cx.org.into(),
            id.into(),
            hall.into(),
            input.kind.as_str().into(),
            name.into(),
            input.counter.into(),
            code_hash.as_slice().into(),
            expires.into(),
        ];
        if tx.execute(&ANNOUNCE, &params)? == 0 {
            return Err(Fail::Refused(AnnounceRefusal::CodeInUse));
        }
        append(tx, cx, hall, Event::DeviceAnnounced { device: id, device_kind: input.kind })?;
        Ok(Announced { device: id, expires })
    })
}

/// Enrols the device of the code with digest `code_hash`. `secrets` makes the digests of what it gets, from who it is.
///
/// # Errors
/// As [`EnrolRefusal`] says, or the database could not.
pub fn enrol(
    tx: &mut dyn Tx,
    cx: &Cx,
    code_hash: [u8; 32],
    secrets: &dyn Fn(&Enrolled) -> DeviceSecrets,
) -> Result<Enrolled, Fail<Refusal<EnrolRefusal>>> {
    let params = [cx.org.into(), code_hash.as_slice().into(), cx.now.into()];
    let found = first(tx, &ANNOUNCED_BY_CODE, &params, |row| Enrolled {
        device: DeviceId(row.int(0)),
        hall: HallId(row.int(1)),
        kind: DeviceKind::parse(row.text(2)).expect("a stored kind is one of the list"),
    })?;
    let halls: Vec<HallId> = found.iter().map(|found| found.hall).collect();
    once(tx, cx, "enrol", &halls, &code_hash, |tx| {
        let refused = || Fail::Refused(EnrolRefusal::Code { field: "code".into() });
        let enrolled = found.ok_or_else(refused)?;
        let DeviceSecrets { credential_hash, screen_hash } = secrets(&enrolled);
        let params = [
            cx.org.into(),
            enrolled.device.into(),
            cx.now.into(),
            (&credential_hash[..]).into(),
            (&screen_hash[..]).into(),
        ];
        if tx.execute(&ENROL, &params)? == 0 {
            return Err(refused());
        }
        let event = Event::DeviceEnrolled { device: enrolled.device, device_kind: enrolled.kind };
        append(tx, cx, enrolled.hall, event)?;
        Ok(enrolled)
    })
}

/// Withdraws the credential of a device, and its open orders with it.
///
/// # Errors
/// As [`RevokeRefusal`] says, or the database could not.
pub fn revoke(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    id: DeviceId,
) -> Result<(), Fail<Refusal<RevokeRefusal>>> {
    once(tx, cx, "revoke", &[hall], &(hall, id), |tx| {
        let was_online = device(tx, cx.org, id)?.is_some_and(|device| device.online);
        if tx.execute(&REVOKE, &[cx.org.into(), id.into(), hall.into()])? == 0 {
            return Err(Fail::Refused(RevokeRefusal::Unknown));
        }
        tx.execute(&DROP_ORDERS, &[cx.org.into(), id.into(), cx.now.into()])?;
        if was_online {
            append(tx, cx, hall, Event::DeviceLink { device: id, online: false, why: "revoked".into() })?;
        }
        append(tx, cx, hall, Event::DeviceRevoked { device: id })?;
        Ok(())
    })
}
