//! Identifiers: 64-bit, time-ordered, one type for each thing so that a ticket can never be passed for a visit.
//! On the wire and in events an id is a decimal string, because JavaScript cannot hold 64-bit integers.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(raw: i64) -> Self {
                Self(raw)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                crate::id::id_schema()
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map(Self).map_err(|_| {
                    serde::de::Error::custom(format_args!("`{text}` is not a decimal 64-bit id"))
                })
            }
        }
    )*};
}

ids! {
    /// A power-supply service hall (供电营业厅). `HallId(0)` stands for the org itself in events that belong to no hall.
    HallId,
    /// A staffed position in a hall (柜台/窗口).
    CounterId,
    /// One customer's stay in a hall, from greeting to leaving (到厅).
    VisitId,
    /// A place in a hall's queue (排队号).
    TicketId,
    /// An employee's account.
    StaffId,
    /// A kiosk, display, caller, pad, printer, cabinet or gate.
    DeviceId,
    /// An order sent to a device.
    DeviceOrderId,
    /// A room booking, a loan, a follow-up task: small records of a hall that need a name of their own.
    RecordId,
    /// A question to the planner: a city with what is fixed and what counts.
    ScenarioId,
    /// One search for the answer to a scenario.
    RunId,
    /// A finished run that somebody proposes to carry out.
    ProposalId,
}

impl HallId {
    /// The org itself, in the chain of events that belong to no hall.
    pub const ORG: HallId = HallId(0);
}

/// A city (or county) power company by its GB/T 2260 code, such as 1407: the tenant and the shard key (供电单位).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Org(pub i64);

impl fmt::Display for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Every id on the wire: a decimal string.
#[cfg(feature = "schema")]
fn id_schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{1,19}$")).into()
}
