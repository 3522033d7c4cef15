//! Whether a device is there and well. Only a change is an event: a beat that says nothing new writes no event and
//! remembers no request.

use kernel::{Cx, DeviceId, Event, HallId, Org, Refuse, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Tx, all, append, once};

use super::rows::device;

store::statements! {
    /// The device came or went, if that is new.
    SET_LINK = "UPDATE device SET online = $4, seen_us = CASE WHEN $4 = 1 THEN $5 ELSE seen_us END WHERE org = $1 AND id = $2 AND hall = $3 AND state = 'enrolled' AND online <> $4";
    /// The device was heard.
    SEEN = "UPDATE device SET seen_us = $3 WHERE org = $1 AND id = $2 AND (seen_us IS NULL OR seen_us < $3)";
    /// Its last health report.
    SET_HEALTH = "UPDATE device SET health = $4, faults = $5 WHERE org = $1 AND id = $2 AND hall = $3 AND state = 'enrolled'";
    /// Devices that count as connected and were not heard since a time.
    SILENT = "SELECT id, hall FROM device WHERE org = $1 AND online = 1 AND (seen_us IS NULL OR seen_us < $2) ORDER BY id LIMIT 500";
}

/// The longest topic or fact that an event keeps, in characters.
const TEXT_MAX: usize = 120;

/// An event of a device cannot be refused.
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

/// The device came online or was lost. Answers whether that was new.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn link(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    id: DeviceId,
    online: bool,
    why: &str,
) -> Result<bool, Fail<Refusal<Never>>> {
    let stands = device(tx, cx.org, id)?;
    if stands.is_none_or(|it| it.hall != hall || it.online == online) {
        return Ok(false);
    }
    once(tx, cx, "link", &[hall], &(hall, id, online), |tx| {
        let params = [cx.org.into(), id.into(), hall.into(), online.into(), cx.now.into()];
        if tx.execute(&SET_LINK, &params)? == 0 {
            return Ok(false);
        }
        append(tx, cx, hall, Event::DeviceLink { device: id, online, why: short(why) })?;
        Ok(true)
    })
}

/// Notes when devices were heard last. Called now and then for all that were heard since, not for every beat.
///
/// # Errors
/// The database could not.
pub fn seen(tx: &mut dyn Tx, org: Org, heard: &[(DeviceId, Time)]) -> Result<(), DbError> {
    for (device, at) in heard {
        tx.execute(&SEEN, &[org.into(), (*device).into(), (*at).into()])?;
    }
    Ok(())
}

/// Takes a health report, as JSON, with the faults it shows. Answers whether the faults changed, which is the event.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn report_health(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    id: DeviceId,
    health: &str,
    faults: &[String],
) -> Result<bool, Fail<Refusal<Never>>> {
    let Some(stands) = device(tx, cx.org, id)?.filter(|it| it.hall == hall) else { return Ok(false) };
    let stored = serde_json::to_string(faults).expect("words are plain data");
    let params = [cx.org.into(), id.into(), hall.into(), health.into(), (&stored).into()];
    if stands.faults == faults {
        tx.execute(&SET_HEALTH, &params)?;
        return Ok(false);
    }
    once(tx, cx, "report_health", &[hall], &(hall, id, health, faults), |tx| {
        if tx.execute(&SET_HEALTH, &params)? == 0 {
            return Ok(false);
        }
        let event = Event::DeviceHealth { device: id, ok: faults.is_empty(), faults: faults.to_vec() };
        append(tx, cx, hall, event)?;
        Ok(true)
    })
}

/// Takes a fact that a device reports.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn fact(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    id: DeviceId,
    fact: &str,
) -> Result<(), Fail<Refusal<Never>>> {
    once(tx, cx, "fact", &[hall], &(hall, id, fact), |tx| {
        append(tx, cx, hall, Event::DeviceFact { device: id, fact: short(fact) })?;
        Ok(())
    })
}

/// Reports that a device reached outside its topics and was refused.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn trespass(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    id: DeviceId,
    topic: &str,
    publish: bool,
) -> Result<(), Fail<Refusal<Never>>> {
    once(tx, cx, "trespass", &[hall], &(hall, id, topic, publish), |tx| {
        append(tx, cx, hall, Event::DeviceTrespass { device: id, topic: short(topic), publish })?;
        Ok(())
    })
}

/// Devices that count as connected and were not heard since `since`.
///
/// # Errors
/// The database could not.
pub fn lost_devices(tx: &mut dyn Tx, org: Org, since: Time) -> Result<Vec<(DeviceId, HallId)>, DbError> {
    all(tx, &SILENT, &[org.into(), since.into()], |row| (DeviceId(row.int(0)), HallId(row.int(1))))
}

/// What a device sends may be hostile: no control characters, and not too long.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect()
}
