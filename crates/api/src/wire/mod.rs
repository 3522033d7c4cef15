//! Wire types, by area. Numbers carry their unit at the end of the name; ids are decimal strings.

mod care;
mod common;
mod devices;
mod guidance;
mod halls;
mod manage;
mod planning;
mod staff;
mod tariffs;
mod tickets;

pub use care::*;
pub use common::*;
pub use devices::*;
pub use guidance::*;
pub use halls::*;
pub use manage::*;
pub use planning::*;
pub use staff::*;
pub use tariffs::*;
pub use tickets::*;

/// Derives what every wire type has.
macro_rules! wire {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $vis struct $name { $($body)* }
    )*};
}
pub(crate) use wire;
