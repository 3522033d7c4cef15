//! Devices as they are stored. Reads only.

use kernel::{CounterId, DeviceId, DeviceKind, HallId, Org, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, Row, Tx, all, first, one_int};

macro_rules! columns {
    () => {
        "SELECT id, hall, kind, name, counter, state, online, seen_us, health, faults, code_expires_us FROM device "
    };
}

store::statements! {
    /// One device.
    DEVICE = concat!(columns!(), "WHERE org = $1 AND id = $2");
    /// Devices of a hall.
    DEVICES = concat!(columns!(), "WHERE org = $1 AND hall = $2 ORDER BY kind, name, id LIMIT 1000");
    /// The device of a screen's secret.
    BY_SCREEN = concat!(columns!(), "WHERE org = $1 AND screen_hash = $2 AND state = 'enrolled'");
    /// Devices that are connected, of all halls.
    ONLINE = concat!(columns!(), "WHERE org = $1 AND online = 1 ORDER BY id LIMIT 20000");
    /// Printers of a hall that are connected.
    PRINTERS = "SELECT id, faults FROM device WHERE org = $1 AND hall = $2 AND kind = 'ticket_printer' AND state = 'enrolled' AND online = 1 ORDER BY id LIMIT 100";
    /// Callers of a hall that are connected.
    CALLERS = "SELECT id FROM device WHERE org = $1 AND hall = $2 AND kind = 'caller' AND state = 'enrolled' AND online = 1 ORDER BY id LIMIT 1000";
    /// Kiosks of a hall that are connected.
    KIOSKS = "SELECT COUNT(*) FROM device WHERE org = $1 AND hall = $2 AND kind = 'kiosk' AND state = 'enrolled' AND online = 1";
    /// What proves a device to the broker.
    KEY = "SELECT id, hall, kind, credential_hash FROM device WHERE org = $1 AND id = $2 AND state = 'enrolled' AND credential_hash IS NOT NULL";
    /// The same of every device.
    KEYS = "SELECT id, hall, kind, credential_hash FROM device WHERE org = $1 AND state = 'enrolled' AND credential_hash IS NOT NULL ORDER BY id LIMIT 20000";
}

/// Where a device stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// Its code was made and not used yet.
    Announced,
    /// It has its own credential.
    Enrolled,
    /// The credential was withdrawn; it never comes back under this id.
    Revoked,
}

impl DeviceState {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DeviceState::Announced => "announced",
            DeviceState::Enrolled => "enrolled",
            DeviceState::Revoked => "revoked",
        }
    }
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// The hall it stands in.
    pub hall: HallId,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name.
    pub name: String,
    /// The counter it belongs to.
    pub counter: Option<CounterId>,
    /// Where it stands in its life.
    pub state: DeviceState,
    /// Whether it is connected.
    pub online: bool,
    /// When it was heard last, to within the server's batch.
    pub seen_at: Option<Time>,
    /// Its last health report, as JSON; empty before the first.
    pub health: String,
    /// Faults it reports.
    pub faults: Vec<String>,
    /// Until when its code can be used.
    pub code_expires: Option<Time>,
}

impl DeviceRow {
    /// Whether it can do something now.
    #[must_use]
    pub fn works(&self) -> bool {
        self.state == DeviceState::Enrolled && self.online
    }
}

/// What proves a device to the broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The device.
    pub device: DeviceId,
    /// The hall it stands in.
    pub hall: HallId,
    /// What it is.
    pub kind: DeviceKind,
    /// Digest of its credential.
    pub credential_hash: Vec<u8>,
}

/// One device.
///
/// # Errors
/// The database could not.
pub fn device(tx: &mut dyn Tx, org: Org, device: DeviceId) -> Result<Option<DeviceRow>, DbError> {
    first(tx, &DEVICE, &[org.into(), device.into()], read)
}

/// Devices of a hall, by kind and name.
///
/// # Errors
/// The database could not.
pub fn devices_of(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<DeviceRow>, DbError> {
    all(tx, &DEVICES, &[org.into(), hall.into()], read)
}

/// The enrolled device whose screen has the secret with this digest.
///
/// # Errors
/// The database could not.
pub fn device_by_screen(tx: &mut dyn Tx, org: Org, screen_hash: &[u8]) -> Result<Option<DeviceRow>, DbError> {
    first(tx, &BY_SCREEN, &[org.into(), screen_hash.into()], read)
}

/// Devices that the store says are connected, of all halls.
///
/// # Errors
/// The database could not.
pub fn online_devices(tx: &mut dyn Tx, org: Org) -> Result<Vec<DeviceRow>, DbError> {
    all(tx, &ONLINE, &[org.into()], read)
}

/// A ticket printer of the hall that can print now: connected, with paper, not jammed. One without any fault first.
///
/// # Errors
/// The database could not.
pub fn working_printer(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Option<DeviceId>, DbError> {
    let printers =
        all(tx, &PRINTERS, &[org.into(), hall.into()], |row| (DeviceId(row.int(0)), faults(row, 1)))?;
    let stops = |faults: &[String]| faults.iter().any(|fault| fault == "jam" || fault == "paper_out");
    let able = printers.into_iter().filter(|(_, faults)| !stops(faults));
    Ok(able.min_by_key(|(id, faults)| (faults.len(), *id)).map(|(id, _)| id))
}

/// Callers of the hall that can speak now.
///
/// # Errors
/// The database could not.
pub fn working_callers(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<DeviceId>, DbError> {
    all(tx, &CALLERS, &[org.into(), hall.into()], |row| DeviceId(row.int(0)))
}

/// Kiosks of the hall that are connected.
///
/// # Errors
/// The database could not.
pub fn working_kiosks(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<i64, DbError> {
    one_int(tx, &KIOSKS, &[org.into(), hall.into()])
}

/// What proves `device` to the broker; nothing unless it is enrolled.
///
/// # Errors
/// The database could not.
pub fn key_of(tx: &mut dyn Tx, org: Org, device: DeviceId) -> Result<Option<Key>, DbError> {
    first(tx, &KEY, &[org.into(), device.into()], read_key)
}

/// What proves each enrolled device to the broker.
///
/// # Errors
/// The database could not.
pub fn all_keys(tx: &mut dyn Tx, org: Org) -> Result<Vec<Key>, DbError> {
    all(tx, &KEYS, &[org.into()], read_key)
}

fn read_key(row: &dyn Row) -> Key {
    Key {
        device: DeviceId(row.int(0)),
        hall: HallId(row.int(1)),
        kind: kind(row, 2),
        credential_hash: row.bytes(3).to_vec(),
    }
}

fn read(row: &dyn Row) -> DeviceRow {
    DeviceRow {
        id: DeviceId(row.int(0)),
        hall: HallId(row.int(1)),
        kind: kind(row, 2),
        name: row.text(3).to_owned(),
        counter: row.opt_int(4).map(CounterId),
        state: match row.text(5) {
            "announced" => DeviceState::Announced,
            "enrolled" => DeviceState::Enrolled,
            _ => DeviceState::Revoked,
        },
        online: row.flag(6),
        seen_at: row.opt_int(7).map(Time),
        health: row.text(8).to_owned(),
        faults: faults(row, 9),
        code_expires: row.opt_int(10).map(Time),
    }
}

fn kind(row: &dyn Row, column: usize) -> DeviceKind {
    DeviceKind::parse(row.text(column)).expect("a stored kind is one of the list")
}

pub(super) fn faults(row: &dyn Row, column: usize) -> Vec<String> {
    serde_json::from_str(row.text(column)).unwrap_or_default()
}
