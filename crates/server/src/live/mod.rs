//! What happens, as it happens: from the commits of the store to everybody who watches.
//!
//! [`Hub`] hands commits on; [`Live`] keeps a [`Watch`] for each hall, which folds them into the read model, forecasts
//! the waits and makes the board once for all who look at it. Never writes to the store.

mod board;
#[cfg(test)]
mod calibration;
mod hub;
mod outlook;
mod pace;
mod watch;

pub use hub::{Hub, Shared};
pub use outlook::Outlook;
pub use watch::{Live, Now, Shown, Watch};
