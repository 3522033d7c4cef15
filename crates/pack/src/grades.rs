//! What each grade of hall has by default: zones, functions, hours, equipment, devices, rooms, amenities and the plan
//! from which a live floor plan is drawn (`grades.toml`). A hall may differ; these are where it starts.

use kernel::{Certainty, Day, DayKind, DeviceKind, Grade};
use serde::{Deserialize, Serialize};

use crate::Clock;

/// The whole of `grades.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grades {
    /// Width of the plan grid, in cells.
    pub plan_width: i64,
    /// Height of the plan grid, in cells.
    pub plan_height: i64,
    /// The seasons that opening hours speak of.
    pub season: Vec<SeasonSpan>,
    /// Kinds of functional area (功能区).
    pub zone: Vec<ZoneKind>,
    /// The standards; several of one grade when they change over time.
    pub grade: Vec<GradeStandard>,
}

/// A season of opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// The whole year.
    All,
    /// Summer hours.
    Summer,
    /// Winter hours.
    Winter,
}

/// When a season begins; it lasts until the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeasonSpan {
    /// The season.
    pub season: Season,
    /// Month it begins in.
    pub from_month: i8,
    /// Day of the month it begins on.
    pub from_day: i8,
    /// Where this comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// A kind of functional area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneKind {
    /// Code, `business`.
    pub code: String,
    /// Chinese name, 业务办理区.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Where this comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// What halls of one grade have by default, from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeStandard {
    /// The grade.
    pub grade: Grade,
    /// From when this holds.
    pub effective_from: Day,
    /// Where it comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// Most halls of this grade in the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_company: Option<i64>,
    /// Most halls of this grade in a county.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_county: Option<i64>,
    /// What such a hall is for, in Chinese.
    pub role_zh: String,
    /// What such a hall is for, in English.
    pub role_en: String,
    /// 服务方式: `face_to_face`, `phone`, `written`, `fax`, `self_service`.
    pub modes: Vec<String>,
    /// Posts, in Chinese.
    pub posts_zh: Vec<String>,
    /// Categories of service items that such a hall can do.
    pub categories: Vec<String>,
    /// Skills that such a hall has.
    pub skills: Vec<String>,
    /// Fewest people a day (E).
    pub footfall_low: i64,
    /// Most people a day (E).
    pub footfall_high: i64,
    /// Children the corner holds at once; 0 if there is none.
    pub child_corner_max: i64,
    /// Opening hours; several spans of one day may not overlap.
    pub opening: Vec<Opening>,
    /// Zones of the plan, as rectangles of grid cells.
    #[serde(default)]
    pub zone: Vec<PlanZone>,
    /// Counters of the plan; a hall with `windows = n` has those numbered 1 to n.
    #[serde(default)]
    pub counter: Vec<PlanCounter>,
    /// Devices beyond the kiosks, whose number each hall gives itself.
    #[serde(default)]
    pub device: Vec<DeviceStock>,
    /// Negotiation rooms.
    #[serde(default)]
    pub room: Vec<Room>,
    /// Things lent or kept ready for customers.
    #[serde(default)]
    pub amenity: Vec<Amenity>,
    /// Other equipment.
    #[serde(default)]
    pub equipment: Vec<Equipment>,
}

/// A span of opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// In which season.
    pub season: Season,
    /// On which kinds of day.
    pub days: Vec<DayKind>,
    /// Doors open.
    pub from: Clock,
    /// Doors close.
    pub to: Clock,
}

/// A zone drawn on the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanZone {
    /// Kind of zone.
    pub zone: String,
    /// Left edge, in cells.
    pub x: i64,
    /// Upper edge, in cells.
    pub y: i64,
    /// Width, in cells.
    pub w: i64,
    /// Height, in cells.
    pub h: i64,
}

/// What a counter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterKind {
    /// 综合柜台: one clerk, all services.
    General,
    /// 交费快办.
    Payment,
    /// 大客户专席.
    KeyAccount,
}

impl CounterKind {
    /// The Chinese name.
    #[must_use]
    pub fn name_zh(self) -> &'static str {
        match self {
            CounterKind::General => "综合柜台",
            CounterKind::Payment => "交费快办",
            CounterKind::KeyAccount => "大客户专席",
        }
    }

    /// The word in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CounterKind::General => "general",
            CounterKind::Payment => "payment",
            CounterKind::KeyAccount => "key_account",
        }
    }
}

/// A counter drawn on the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanCounter {
    /// Number on the sign, from 1 without gaps.
    pub number: i64,
    /// What it is for.
    pub kind: CounterKind,
    /// The zone it stands in.
    pub zone: String,
    /// Skills it offers.
    pub skills: Vec<String>,
    /// Left edge, in cells.
    pub x: i64,
    /// Upper edge, in cells.
    pub y: i64,
    /// Width, in cells.
    pub w: i64,
    /// Height, in cells.
    pub h: i64,
}

/// How many devices of a kind a hall has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceStock {
    /// The kind. Kiosks are not listed here.
    pub kind: DeviceKind,
    /// How many in the hall.
    pub per_hall: i64,
    /// How many at each counter.
    pub per_counter: i64,
}

/// A negotiation room (洽谈室).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Code within the hall.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Seats.
    pub seats: i64,
}

/// A thing that is lent, or kept ready, for customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amenity {
    /// Code, `umbrella`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// How many there are.
    pub stock: i64,
    /// Whether it is lent; then a rule `loan_min` tells for how long.
    pub lent: bool,
    /// Refill when fewer are left.
    pub refill_below: i64,
}

/// Equipment of a hall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equipment {
    /// Code.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// How many.
    pub count: i64,
}
