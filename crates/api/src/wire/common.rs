//! Small types that several areas share, and the parameters of paths and queries.

use kernel::{
    CounterId, Day, DeviceId, HallId, Org, ProposalId, RecordId, RunId, ScenarioId, StaffId, TicketId, Time,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire;

wire! {
    /// The server's clock. In a demo it may run faster than real time.
    pub struct Clock {
        /// The server's time now.
        pub now_us: Time,
        /// Seconds of server time per second of real time.
        pub speed: f64,
        /// The company's zone, minutes east of UTC.
        pub zone_min: i32,
        /// The company's code.
        pub org: Org,
        /// The company's name.
        pub org_name: String,
        /// Whether this is a demonstration with sample data.
        pub demo: bool,
    }

    /// A forecast of a wait, in seconds. Absent figures mean that nothing can be said (no counter open).
    pub struct Wait {
        /// Half of such waits are no longer than this.
        pub p50_s: Option<i64>,
        /// Nine of ten are no longer than this.
        pub p90_s: Option<i64>,
    }

    /// A figure of the field with where it comes from. Anything but `S` is shown as 待核定.
    pub struct Sourced {
        /// The figure in words.
        pub text: String,
        /// S sourced, I inferred, K general knowledge, E estimate.
        pub certainty: String,
        /// Where it comes from.
        pub source: String,
    }

    /// Nothing to tell but that it is done.
    pub struct Done {
        /// Always true.
        pub done: bool,
    }
}

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        pub struct $name {
            $(/// From the path.
            pub $field: $type,)*
        }
    )*};
}

paths! {
    /// A hall in the path.
    HallPath { hall: HallId }
    /// A counter of a hall in the path.
    CounterPath { hall: HallId, counter: CounterId }
    /// A ticket of a hall in the path.
    TicketPath { hall: HallId, ticket: TicketId }
    /// A small record of a hall in the path: a plan, loan, booking or task.
    RecordPath { hall: HallId, record: RecordId }
    /// A room of a hall in the path.
    RoomPath { hall: HallId, room: String }
    /// An amenity of a hall in the path.
    AmenityPath { hall: HallId, kind: String }
    /// A zone of a hall in the path.
    ZonePath { hall: HallId, zone: String }
    /// A device of a hall in the path.
    DevicePath { hall: HallId, device: DeviceId }
    /// A service item in the path.
    ItemPath { code: String }
    /// A customer's unguessable link in the path.
    VisitPath { token: String }
    /// A member of staff in the path.
    StaffPath { staff: StaffId }
    /// A scenario in the path.
    ScenarioPath { scenario: ScenarioId }
    /// A run of a scenario in the path.
    RunPath { run: RunId }
    /// A proposal of a scenario in the path.
    ProposalPath { proposal: ProposalId }
    /// A version of a tariff in the path: an id, or `tariff@day`.
    VersionPath { version: String }
    /// A version that somebody made, in the path.
    DraftPath { record: RecordId }
}

/// One day; today if absent.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// The day, today if absent.
    pub day: Option<Day>,
}

/// A range of days, both ends included; today if absent.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DaysQuery {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

/// A day and an item, for free slots.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotsQuery {
    /// The day, today if absent.
    pub day: Option<Day>,
    /// The service item.
    pub item: String,
}

/// A page of a hall's event chain.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The day, today if absent.
    pub day: Option<Day>,
    /// Events after this place; 0 from the start.
    pub after: Option<i64>,
}
