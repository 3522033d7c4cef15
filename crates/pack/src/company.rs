//! Who the company is and where it works: the company itself, its calendar, counties, towns and halls.

use kernel::{Certainty, Day, Grade, Org};
use serde::{Deserialize, Serialize};

/// The company whose pack this is (`pack.toml`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// GB/T 2260 code of the city company, such as 1407.
    pub org: Org,
    /// Chinese name; a demo pack says 示例.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Version of the pack, for people.
    pub version: String,
    /// From when the pack holds; every required rule has a value on this day.
    pub effective_from: Day,
    /// Offset of the company's zone, minutes east of UTC.
    pub zone_offset_min: i32,
    /// Languages of the screens, the first is the default.
    pub languages: Vec<String>,
    /// Where a published map must show its review number (审图号); empty until there is one.
    pub map_review_number: String,
    /// Where the pack comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
}

/// A listed day of the working calendar (`calendar.csv`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDay {
    /// The year of the State Council's paper; late December may belong to the next one.
    pub year: i16,
    /// The day.
    pub day: Day,
    /// Name of the festival.
    pub name_zh: String,
    /// `true` for a day off, `false` for a make-up workday (调休上班).
    pub off: bool,
    /// Address of the paper.
    pub source: String,
}

/// A county, district or county-level city (`counties.csv`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// GB/T 2260 code, six digits.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Its seat.
    pub seat_zh: String,
    /// Latitude of the seat, WGS 84, millionths of a degree.
    pub lat_udeg: i64,
    /// Longitude of the seat, WGS 84, millionths of a degree.
    pub lon_udeg: i64,
    /// Area in whole square kilometres.
    pub area_km2: i64,
    /// Inhabitants in 2020.
    pub population: i64,
    /// How sure we are of the population.
    pub population_certainty: Certainty,
}

/// A township-level unit (`towns.csv`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Town {
    /// Statistical code, nine digits.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// Its county's code.
    pub county: String,
    /// `subdistrict`, `town`, `township` or `statistical_or_development_unit` (not a real township: never a hall's).
    pub kind: String,
    /// Villages.
    pub villages: i64,
    /// Communities.
    pub communities: i64,
    /// Inhabitants, made for the demo from villages and communities.
    pub population_demo: i64,
}

/// A hall of the company (`halls.csv`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hall {
    /// Code of the hall, `JZ-0703-B01`.
    pub code: String,
    /// Chinese name; a demo hall says （示例）.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Grade.
    pub grade: Grade,
    /// Its county's code.
    pub county: String,
    /// Its town's code, if it serves a town.
    pub town: Option<String>,
    /// Latitude, WGS 84, millionths of a degree.
    pub lat_udeg: i64,
    /// Longitude, WGS 84, millionths of a degree.
    pub lon_udeg: i64,
    /// Staffed counters.
    pub windows: i64,
    /// Self-service kiosks.
    pub kiosks: i64,
    /// From when these facts hold.
    pub effective_from: Day,
    /// Where the position comes from.
    pub coord_source: String,
    /// How sure we are of these facts.
    pub certainty: Certainty,
}
