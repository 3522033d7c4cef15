//! The city that planning works on, as a schematic map: projected places, halls and candidates, no boundaries.

use kernel::{Grade, HallId, SiteRule};

use crate::Sourced;
use crate::wire::wire;

wire! {
    /// The city of the company pack.
    pub struct PlanCity {
        /// What the map must show.
        pub extent: Extent,
        /// Counties, by the place of their seat.
        pub counties: Vec<PlanCounty>,
        /// Groups of customers with needs of their own, in the order of `PlanPlace::people` and `visits`.
        pub segments: Vec<PlanSegment>,
        /// Where people live.
        pub places: Vec<PlanPlace>,
        /// Halls and candidates for one.
        pub sites: Vec<PlanSite>,
        /// What a hall of each grade is and costs.
        pub grades: Vec<PlanGrade>,
        /// What these figures rest on.
        pub source: Sourced,
    }

    /// A rectangle of the map, in metres.
    pub struct Extent {
        /// Western edge.
        pub west_m: i64,
        /// Eastern edge.
        pub east_m: i64,
        /// Southern edge.
        pub south_m: i64,
        /// Northern edge.
        pub north_m: i64,
    }

    /// A county.
    pub struct PlanCounty {
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its English name.
        pub name_en: String,
        /// Its seat, metres east.
        pub x_m: i64,
        /// Its seat, metres north.
        pub y_m: i64,
    }

    /// A group of customers.
    pub struct PlanSegment {
        /// payment, connection, elder or firm.
        pub code: String,
        /// Needs a head and year, online or at a hall.
        pub needs: f64,
        /// Of which done online, in per mille.
        pub online_pm: i64,
    }

    /// A place where people live: a township or subdistrict.
    pub struct PlanPlace {
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its county's code.
        pub county: String,
        /// Metres east.
        pub x_m: i64,
        /// Metres north.
        pub y_m: i64,
        /// Its township cluster's code, if it is in one.
        pub cluster: Option<String>,
        /// Heads, by segment.
        pub people: Vec<i64>,
        /// Of all heads 65 or older, in per mille.
        pub over65_pm: i64,
        /// Visits to a hall a year, by segment.
        pub visits: Vec<i64>,
    }

    /// A hall, or a place where one could be.
    pub struct PlanSite {
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// The hall that is there.
        pub hall: Option<HallId>,
        /// Its county's code.
        pub county: String,
        /// Its township cluster's code, if it is in one.
        pub cluster: Option<String>,
        /// Metres east.
        pub x_m: i64,
        /// Metres north.
        pub y_m: i64,
        /// The grade of the hall that is there now.
        pub grade_now: Option<Grade>,
        /// Grades it could have.
        pub allowed: Vec<Grade>,
        /// Whether the planner may decide on it.
        pub rule: SiteRule,
        /// The only grade it may have if it is open; any if absent.
        pub grade: Option<Grade>,
        /// Whether this scenario has it elsewhere than it is.
        pub moved: bool,
    }

    /// What a hall of a grade is.
    pub struct PlanGrade {
        /// The grade.
        pub grade: Grade,
        /// Segments that it serves, by code.
        pub serves: Vec<String>,
        /// Its running cost a year without clerks, in fen.
        pub yearly_fen: i64,
        /// Most visits a year.
        pub visits_max: f64,
        /// Most counters with a clerk; 0 for self-service.
        pub counters_max: i64,
        /// One-off cost of opening one, in fen.
        pub open_fen: i64,
        /// One-off cost of closing one, in fen.
        pub close_fen: i64,
        /// One-off cost of making one of a hall of another grade, in fen.
        pub regrade_fen: i64,
    }
}
