//! What a day and a target must be before they are staffed.

use super::{StaffDay, StaffingRefusal, Target};

/// The longest day that is staffed, in quarter hours.
const SLOTS_MAX: usize = 96;
/// The most visitors of a quarter hour.
const VISITORS_MAX: f64 = 2_000.0;
/// The most counters of a hall.
pub(crate) const COUNTERS_MAX: u32 = 500;

/// Whether a day can be staffed for a target.
///
/// # Errors
/// The first figure that is out of its limits.
pub fn valid(day: &StaffDay, target: &Target) -> Result<(), StaffingRefusal> {
    let keep = |holds: bool, field: &str, rule: &str| {
        let refusal = || StaffingRefusal::Figure { field: field.into(), rule: rule.into() };
        if holds { Ok(()) } else { Err(refusal()) }
    };
    keep((1..=SLOTS_MAX).contains(&day.visitors.len()), "visitors", "1 to 96 quarter hours")?;
    let sane = |visitors: &f64| (0.0..=VISITORS_MAX).contains(visitors);
    keep(day.visitors.iter().all(sane), "visitors", "0 to 2000 in each")?;
    keep((0.1..=480.0).contains(&day.service_min), "service_min", "0.1 to 480")?;
    keep((0.0..=100.0).contains(&day.service_cv2), "service_cv2", "0 to 100")?;
    let patient = day.patience_min.is_none_or(|mean| (0.1..=10_000.0).contains(&mean));
    keep(patient, "patience_min", "0.1 to 10000")?;
    let ordered = 1 <= day.counters_min && day.counters_min <= day.counters_max;
    keep(
        ordered && day.counters_max <= COUNTERS_MAX,
        "counters_max",
        "1 <= counters_min <= counters_max <= 500",
    )?;
    keep((0.0..1.0).contains(&target.share), "share", "at least 0 and below 1")?;
    keep((0.0..=480.0).contains(&target.wait_min), "wait_min", "0 to 480")
}
