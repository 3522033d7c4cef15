//! A company pack: what a city company can edit without a programmer. Halls, grades, the service catalogue, rules,
//! the calendar, arrivals of the simulated day, guidance words and demo accounts, as TOML and CSV.
//!
//! [`read`] turns the texts of a pack into one checked [`Pack`], or into every reason why not. Plain data, no I/O, no
//! clock, no randomness, no SQL: whoever calls reads the files. No rule of the field is a constant in here.

mod accounts;
mod arrivals;
mod catalogue;
mod check;
mod clock;
mod company;
mod csv;
mod grades;
mod guidance;
mod lines;
mod pack;
mod planning;
mod read;
mod refusal;
mod rules;

pub use accounts::{AccountScope, AccountTemplate, Accounts, DemoAccount};
pub use arrivals::{
    Arrivals, ChannelShares, DayFactor, GradeArrivals, Lognormal, NeedShare, Ratings, SanityFigure,
};
pub use catalogue::{Catalogue, Category, Document, ItemChannel, Prefix, ServiceItem, ServiceTime, Skill};
pub use clock::Clock;
pub use company::{CalendarDay, Company, County, Hall, Town};
pub use grades::{
    Amenity, CounterKind, DeviceStock, Equipment, GradeStandard, Grades, Opening, PlanCounter, PlanZone,
    Room, Season, SeasonSpan, ZoneKind,
};
pub use guidance::{Guidance, GuidanceWord};
pub use pack::Pack;
pub use planning::{
    PlanCandidate, PlanChoice, PlanConstraints, PlanGrade, PlanRoster, PlanSegment, PlanShift, PlanStaffing,
    PlanTravel, PlanWeights, Planning, ShiftBand,
};
pub use read::{FILES, read};
pub use refusal::{PackRefusal, RefusalCode};
pub use rules::{RULES, Rule, RuleKind, RuleSpec, RuleValue, Rules, RulesRefusal};
