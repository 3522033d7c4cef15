//! The device plane without I/O: topics and who may touch them, payloads and how hostile ones are refused,
//! signed orders, enrolment codes, health, and the bytes of a ticket printer.
//!
//! Pure: bytes in, values out. No clock, no randomness, no socket: the caller brings times and random bytes.
//! Nothing here may panic for any bytes a device or a network sends.

pub mod docs;
pub mod enrol;
pub mod health;
pub mod order;
pub mod order_log;
pub mod payload;
pub mod printer;
mod refusal;
mod topic;

pub use refusal::{Refusal, RefusalCode};
pub use topic::{Access, DeviceScope, Down, End, Topic, Up, may, server_filters};
