//! Counters and clerks as a day is really staffed: by [`hall_need`], whose counters follow the hours and whose target is
//! checked on the exact day.
//!
//! A day takes up to a second to staff and a plan asks a hundred thousand times, so a few days of rising work are staffed
//! once, and what lies between two is on the straight line between them: exact at these days, and never less for more work.

use serde::{Deserialize, Serialize};

use super::sizing::{Floor, Sizing, Step};
use super::{BySegment, Crew, GradeOffer, Segment, Staffing};
use crate::staff::{HallStandard, Segment as Group, StaffingRefusal, Target, hall_need};

/// Mean numbers of customers at counters over the day for which a day is staffed.
const LOADS: [f64; 6] = [0.05, 0.2, 0.6, 1.5, 3.0, 6.0];
/// Most counters of a staffed day: no hall has more.
const COUNTERS_MAX: u32 = 60;
/// Parts between two staffed days that a floor spells out.
const PARTS: u32 = 8;
/// How far beyond the last staffed day a floor goes, by its work.
const BEYOND: f64 = 4.0;

/// A day that every hall has, whatever its work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayShape {
    /// How the customers of a day spread over its opening hours; only the proportions count.
    pub by_hour: Vec<f64>,
    /// What is promised.
    pub target: Target,
    /// Mean minutes of a customer at the counter.
    pub service_min: f64,
}

impl DayShape {
    /// A hall with such days, as it is staffed.
    fn standard(&self) -> HallStandard {
        HallStandard {
            segments: vec![Group { service_min: self.service_min, by_hour: self.by_hour.clone() }],
            hours: self.by_hour.len() as u32,
            target: self.target.clone(),
            counters_min: 1,
            counters_max: COUNTERS_MAX,
        }
    }
}

/// What a day with so much work needs.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Need {
    /// Minutes of clerks with customers.
    work: f64,
    counters: f64,
    clerk_hours: f64,
    wait_min: f64,
}

/// Days of rising work, staffed.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffedDays {
    hours: f64,
    needs: Vec<Need>,
}

impl StaffedDays {
    /// Staffs them; takes seconds.
    ///
    /// # Errors
    /// A figure of `shape` is out of its limits.
    pub fn of(shape: &DayShape) -> Result<StaffedDays, StaffingRefusal> {
        let hours = shape.by_hour.len() as f64;
        let standard = shape.standard();
        let mut last = Need { work: 0.0, counters: 1.0, clerk_hours: hours, wait_min: 0.0 };
        let mut needs = vec![last];
        for load in LOADS {
            let work = load * hours * 60.0;
            let need = hall_need(&[work / shape.service_min], &standard)?;
            last = Need {
                work,
                counters: f64::from(need.counters).max(last.counters),
                clerk_hours: need.clerk_hours.max(last.clerk_hours),
                wait_min: need.waits.mean_min,
            };
            needs.push(last);
        }
        Ok(StaffedDays { hours, needs })
    }

    /// What so much work needs: on the line between the two days around it, and on the last line beyond.
    fn need(&self, work: f64) -> Need {
        let last = self.needs.len() - 1;
        let upper = self.needs.iter().position(|need| work <= need.work).unwrap_or(last).max(1);
        let (low, high) = (self.needs[upper - 1], self.needs[upper]);
        let part = (work - low.work) / (high.work - low.work);
        let between = |low: f64, high: f64| low + (high - low) * part;
        Need {
            work,
            counters: between(low.counters, high.counters),
            clerk_hours: between(low.clerk_hours, high.clerk_hours),
            // Beyond the last day the target holds as well: no line goes on for ever.
            wait_min: if part > 1.0 { high.wait_min } else { between(low.wait_min, high.wait_min) },
        }
    }
}

/// [`StaffedDays`] as a sizing: minutes and cost are those of the city's [`Staffing`].
#[derive(Clone, Copy, Debug)]
pub struct ByDay<'a> {
    /// The days.
    pub days: &'a StaffedDays,
    /// Minutes of visits and cost of clerks.
    pub staffing: &'a Staffing,
}

impl ByDay<'_> {
    /// Days a year on which a hall of this grade is open.
    fn days_open(&self, offer: &GradeOffer) -> f64 {
        offer.hours / self.days.hours
    }

    fn crew(&self, offer: &GradeOffer, work: f64) -> Crew {
        let need = self.days.need(work);
        let hours = need.clerk_hours * self.days_open(offer);
        Crew {
            counters: need.counters.ceil() as u32,
            yearly: (self.staffing.per_1000_hours as f64 * hours / 1000.0).round() as i64,
            wait_min: need.wait_min,
        }
    }
}

impl Sizing for ByDay<'_> {
    fn size(&self, offer: &GradeOffer, visits: &BySegment<f64>) -> Crew {
        let minutes = |segment: &Segment| visits.of(*segment) * self.staffing.minutes.of(*segment);
        self.crew(offer, Segment::ALL.iter().map(minutes).sum::<f64>() / self.days_open(offer))
    }

    fn floor(&self, offer: &GradeOffer) -> Floor {
        let work = BySegment::each(|segment| self.staffing.minutes.of(segment) / self.days_open(offer));
        let marks = self.days.needs.windows(2).flat_map(|two| {
            let part = (two[1].work - two[0].work) / f64::from(PARTS);
            (1..=PARTS).map(move |n| two[0].work + part * f64::from(n))
        });
        let last = self.days.needs.last().map_or(0.0, |need| need.work);
        let beyond = (1..=PARTS).map(|n| last * (1.0 + (BEYOND - 1.0) * f64::from(n) / f64::from(PARTS)));
        let mut begin = 0.0;
        let mut steps: Vec<Step> = Vec::new();
        for end in marks.chain(beyond).chain([f64::INFINITY]) {
            // More work never needs less: what its begin needs, all of a step needs.
            let Crew { counters, yearly, .. } = self.crew(offer, begin);
            steps.push(Step { work_max: end, counters, yearly });
            begin = end;
        }
        Floor { work, steps }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use kernel::Grade;

    use super::*;
    use crate::staff::Per;

    fn shape() -> DayShape {
        let target = Target { share: 0.9, wait_min: 15.0, per: Per::Hour };
        DayShape { by_hour: vec![8.0, 14.0, 10.0, 4.0, 9.0, 11.0, 6.0], target, service_min: 5.0 }
    }

    fn days() -> &'static StaffedDays {
        static DAYS: OnceLock<StaffedDays> = OnceLock::new();
        DAYS.get_or_init(|| StaffedDays::of(&shape()).unwrap())
    }

    fn staffing() -> Staffing {
        let minutes = BySegment { payment: 3.0, connection: 12.0, elder: 6.0, firm: 20.0 };
        Staffing { minutes, per_1000_hours: 4_000_000, peak: 1.0, wait_max_min: 10.0 }
    }

    fn offer() -> GradeOffer {
        GradeOffer {
            grade: Grade::B,
            serves: Segment::ALL.to_vec(),
            yearly: 0,
            visits_max: 1e6,
            counters_max: 10,
            hours: 1750.0,
            open: 0,
            close: 0,
            regrade: 0,
            attraction: 1.0,
        }
    }

    #[test]
    fn a_day_that_was_staffed_is_answered_as_it_was_staffed() {
        let (staffing, offer) = (staffing(), offer());
        let sizing = ByDay { days: days(), staffing: &staffing };
        // A mean of 1.5 customers at counters over seven hours, of three minutes each, on 250 days a year.
        let visits = BySegment { payment: 1.5 * 420.0 / 3.0 * 250.0, ..BySegment::default() };
        let standard = shape().standard();
        let need = hall_need(&[1.5 * 420.0 / 5.0], &standard).unwrap();
        let crew = sizing.size(&offer, &visits);
        assert_eq!(crew.counters, need.counters);
        assert_eq!(crew.yearly, (need.clerk_hours * 250.0 * 4_000.0).round() as i64);
        assert!((crew.wait_min - need.waits.mean_min).abs() < 1e-9);
    }

    #[test]
    fn between_two_days_as_many_counters_are_paid_for_as_the_day_between_needs_or_nearly() {
        let standard = shape().standard();
        for load in [0.35, 1.0, 2.2, 4.5] {
            let need = hall_need(&[load * 420.0 / 5.0], &standard).unwrap();
            let told = days().need(load * 420.0);
            let off = (told.clerk_hours / need.clerk_hours - 1.0).abs();
            assert!(off < 0.15, "{load}: {} for {}", told.clerk_hours, need.clerk_hours);
        }
    }

    #[test]
    fn no_hall_costs_less_than_the_floor_promises_and_more_work_never_costs_less() {
        let (staffing, offer) = (staffing(), offer());
        let sizing = ByDay { days: days(), staffing: &staffing };
        let floor = sizing.floor(&offer);
        let mut before = Crew::default();
        for n in 0..600 {
            let visits =
                BySegment { payment: f64::from(n) * 700.0, firm: f64::from(n) * 9.0, ..BySegment::default() };
            let crew = sizing.size(&offer, &visits);
            let work: f64 = Segment::ALL.iter().map(|s| visits.of(*s) * floor.work.of(*s)).sum();
            let least = floor.steps.iter().find(|step| work <= step.work_max).unwrap();
            assert!(crew.yearly >= least.yearly && crew.counters >= least.counters, "{visits:?}: {crew:?}");
            assert!(crew.yearly >= before.yearly && crew.counters >= before.counters, "{visits:?}");
            before = crew;
        }
    }
}
