//! The plan of a hall: the effective-dated document that says what a hall is and can do. Proposed by its manager,
//! approved by a second person, in force from a day.

use kernel::{CalendarRefusal, Certainty, CounterId, Day, DayKind, Grade, WorkingCalendar};
use serde::{Deserialize, Serialize};

/// The plan of a hall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HallPlan {
    /// Grade.
    pub grade: Grade,
    /// Functional areas with their places on the floor's grid.
    pub zones: Vec<PlanZone>,
    /// Counters.
    pub counters: Vec<PlanCounter>,
    /// Skills this hall offers; an item is done here when some counter has all its skills.
    pub functions: Vec<String>,
    /// Opening hours by season and kind of day.
    pub hours: Vec<HoursRule>,
    /// Rooms for a quiet talk.
    pub rooms: Vec<String>,
    /// Equipment, in words.
    pub equipment: Vec<String>,
    /// Children the child corner takes; 0 for none.
    pub child_corner_places: i64,
    /// Kiosks.
    pub kiosks: i64,
}

/// A functional area on the grid of 100 × 60.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanZone {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Left.
    pub x: i64,
    /// Top.
    pub y: i64,
    /// Width.
    pub w: i64,
    /// Height.
    pub h: i64,
}

/// A counter of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCounter {
    /// Its number in the hall.
    pub id: CounterId,
    /// Its name, such as 3号窗口.
    pub name: String,
    /// `comprehensive`, `payment` or `key_customer`.
    pub kind: String,
    /// The zone it is in.
    pub zone: String,
    /// What it can do, by skill code.
    pub skills: Vec<String>,
    /// What it is specialised for, by skill code; empty for everything alike.
    pub special: Vec<String>,
    /// Left on the floor's grid.
    pub x: i64,
    /// Top on the floor's grid.
    pub y: i64,
}

/// A span of minutes after midnight, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// From.
    pub from_min: i64,
    /// To.
    pub to_min: i64,
}

/// Opening hours of one kind of day in one season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursRule {
    /// First month of the season.
    pub from_month: i8,
    /// First day of the season in that month.
    pub from_day: i8,
    /// Kind of day.
    pub day_kind: DayKind,
    /// Spans, in order; empty for closed.
    pub spans: Vec<Span>,
    /// How sure we are.
    pub certainty: Certainty,
    /// Where it comes from.
    pub source: String,
}

/// The opening hours of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// What kind of day it is.
    pub kind: DayKind,
    /// Spans, in order; empty for closed.
    pub spans: Vec<Span>,
}

impl HallPlan {
    /// The opening hours on `day`. A make-up workday without a rule of its own keeps those of a workday; a kind of
    /// day without a rule is closed.
    ///
    /// # Errors
    /// The calendar of that year was never published.
    pub fn hours_on(&self, calendar: &WorkingCalendar, day: Day) -> Result<DayHours, CalendarRefusal> {
        let kind = calendar.kind(day)?;
        let spans = self.hours_rule(kind, day).map_or_else(Vec::new, |rule| rule.spans.clone());
        Ok(DayHours { kind, spans })
    }

    /// The rule that says when a day of `kind` is open: of the season that `day` is in, which lasts until the next
    /// one begins, over the end of the year.
    #[must_use]
    pub fn hours_rule(&self, kind: DayKind, day: Day) -> Option<&HoursRule> {
        let of_kind = |kind: DayKind| {
            let begins = |rule: &&HoursRule| (rule.from_month, rule.from_day);
            let rules = || self.hours.iter().filter(move |rule| rule.day_kind == kind);
            let today = (day.month(), day.day_of_month());
            rules()
                .filter(|rule| begins(rule) <= today)
                .max_by_key(begins)
                .or_else(|| rules().max_by_key(begins))
        };
        let own = of_kind(kind);
        own.or_else(|| if kind == DayKind::MakeUpWorkday { of_kind(DayKind::Workday) } else { None })
    }

    /// The zone with this code.
    #[must_use]
    pub fn zone(&self, code: &str) -> Option<&PlanZone> {
        self.zones.iter().find(|zone| zone.code == code)
    }
}

impl DayHours {
    /// Whether all of `from_min..to_min` lies within one span.
    #[must_use]
    pub fn covers(&self, from_min: i64, to_min: i64) -> bool {
        self.spans.iter().any(|span| span.from_min <= from_min && to_min <= span.to_min)
    }
}
