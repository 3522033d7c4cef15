//! Which printer of a hall can print a ticket now. Reads only.

use kernel::{DeviceId, HallId, Org};
use store::{DbError, Tx, first};

store::statements! {
    /// A ticket printer that is online and has paper.
    WORKING_PRINTER = "SELECT id FROM device WHERE org = $1 AND hall = $2 AND kind = 'ticket_printer' AND state = 'enrolled' AND online = 1 AND faults NOT LIKE '%paper_out%' AND faults NOT LIKE '%jam%' ORDER BY id LIMIT 1";
}

/// A ticket printer of the hall that is online, has paper and is not jammed.
///
/// # Errors
/// The database could not.
pub fn working_printer(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Option<DeviceId>, DbError> {
    first(tx, &WORKING_PRINTER, &[org.into(), hall.into()], |row| DeviceId(row.int(0)))
}
