//! Devices of a hall: how one comes in by a one-time code, whether it is there and well, and orders to it.
//!
//! Never sees a secret, only digests; never signs or sends: that is the server's, after the commit.

mod enrol;
mod health;
mod orders;
mod rows;

pub use enrol::{
    Announce, AnnounceRefusal, Announced, DeviceSecrets, EnrolRefusal, Enrolled, RevokeRefusal, announce,
    enrol, revoke,
};
pub use health::{Never, fact, link, lost_devices, report_health, seen, trespass};
pub use orders::{
    ORDER_EFFECT, Order, OrderDevice, OrderRefusal, expire_orders, halls_with_expired_orders, order,
    order_answered, order_row, order_sent, orders_of,
};
pub use rows::{
    DeviceRow, DeviceState, Key, all_keys, device, device_by_screen, devices_of, key_of, online_devices,
    working_callers, working_kiosks, working_printer,
};

use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    [enrol::STATEMENTS, health::STATEMENTS, orders::STATEMENTS, rows::STATEMENTS].concat()
}
