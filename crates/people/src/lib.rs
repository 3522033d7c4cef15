//! Staff identity: accounts, sessions, one-time codes, and who may hold which roles together.
//!
//! Commands over [`store::Tx`]. No I/O of its own, no clock, no randomness: passwords are hashed and secrets are
//! drawn by the server before a command begins. Never puts a name, a password or a secret into an event or an answer
//! that is remembered.

mod account;
mod refusal;
mod roles;
mod session;
mod totp;

pub use account::*;
pub use refusal::*;
pub use roles::*;
pub use session::*;
pub use totp::*;
