//! Virtual devices: they enrol, connect, beat, obey and break like real ones, through the same doors.
//!
//! Never looks into the server: an address, a broker and a one-time code are all it is given. One task a device, so
//! that a simulated city of them fits into one process.

mod command;
mod enrol;
mod machine;
mod run;

pub use command::{DeviceArgs, run_device};
pub use enrol::{EnrolFail, Enrolled, enrol, post_json};
pub use machine::{Breakage, Deed, Did, Machine, Out};
pub use run::{DeviceConfig, VirtualDevice};
