//! The counters of a hall for a year's demand: what siting asks of every hall it weighs, and pays for.
//!
//! An average day of the hall is staffed by the formulas and mended by the exact judge; service times of several segments
//! are taken as one exponential of their mean, so that it is a figure for comparing halls, not for a roster.

use serde::{Deserialize, Serialize};

use super::{Effort, ExactDay, HOUR_SLOTS, Judge, SLOT_MIN, StaffDay, StaffingRefusal, Target, Waits, staff};
use crate::Silent;

/// What is the same for every hall of a grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HallStandard {
    /// The segments of visitors, in the order of the visits.
    pub segments: Vec<Segment>,
    /// Opening hours of a day.
    pub hours: u32,
    /// The share and the wait that are promised.
    pub target: Target,
    /// The fewest counters of the grade.
    pub counters_min: u32,
    /// The most counters of the grade.
    pub counters_max: u32,
}

/// A segment of visitors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Mean minutes at the counter.
    pub service_min: f64,
    /// How its visits are spread over the opening hours; only the proportions count.
    pub by_hour: Vec<f64>,
}

/// What a hall needs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HallNeed {
    /// Counters that must be built: the most that are open at once.
    pub counters: u32,
    /// Hours of clerks at counters on a day.
    pub clerk_hours: f64,
    /// How long people wait.
    pub waits: Waits,
}

/// The counters of a hall with so many visits of each segment on a day.
///
/// # Errors
/// A figure is out of its limits; or the most counters of the grade miss the target.
pub fn hall_need(visits: &[f64], standard: &HallStandard) -> Result<HallNeed, StaffingRefusal> {
    let day = average_day(visits, standard)?;
    let judge = ExactDay::new(&day, &standard.target);
    let effort = Effort { asks: 0, ..Effort::default() };
    let plan = staff(&day, &standard.target, &judge, effort, &Silent)?;
    Ok(HallNeed {
        counters: plan.counters.iter().copied().max().unwrap_or(0),
        clerk_hours: f64::from(plan.counter_quarters * SLOT_MIN) / 60.0,
        waits: judge.waits(&plan.counters),
    })
}

/// The average day of a hall by quarter hours.
fn average_day(visits: &[f64], standard: &HallStandard) -> Result<StaffDay, StaffingRefusal> {
    let wrong =
        |field: &str, rule: &str| Err(StaffingRefusal::Figure { field: field.into(), rule: rule.into() });
    if visits.len() != standard.segments.len() {
        return wrong("visits", "one figure for each segment");
    }
    if !(1..=24).contains(&standard.hours) {
        return wrong("hours", "1 to 24");
    }
    let hours = standard.hours as usize;
    let mut visitors = vec![0.0; hours * HOUR_SLOTS];
    let (mut work, mut all) = (0.0, 0.0);
    for (visits, segment) in visits.iter().zip(&standard.segments) {
        let weight: f64 = segment.by_hour.iter().sum();
        let sane = segment.by_hour.len() == hours && segment.by_hour.iter().all(|w| *w >= 0.0);
        if !(sane && weight > 0.0 && weight.is_finite()) {
            return wrong("by_hour", "a weight for each opening hour, at least 0, and some above it");
        }
        if !(*visits >= 0.0 && visits.is_finite() && segment.service_min.is_finite()) {
            return wrong("visits", "at least 0");
        }
        for (slot, sum) in visitors.iter_mut().enumerate() {
            *sum += visits * segment.by_hour[slot / HOUR_SLOTS] / weight / HOUR_SLOTS as f64;
        }
        work += visits * segment.service_min;
        all += visits;
    }
    let mean = standard.segments.first().map_or(0.0, |segment| segment.service_min);
    Ok(StaffDay {
        visitors,
        service_min: if all > 0.0 { work / all } else { mean },
        service_cv2: 1.0,
        patience_min: None,
        counters_min: standard.counters_min,
        counters_max: standard.counters_max,
    })
}
