//! How the visits of a hall become counters, clerks and waiting.
//!
//! The planner asks a [`Sizing`]; [`Staffing`] is the plain one that needs nothing but data. Whoever brings another must
//! give the same answer to the same question, and no sizing may promise in [`Sizing::floor`] what it does not keep: the
//! lower bound of a plan trusts it.

use super::{BySegment, Crew, GradeOffer, Segment, Staffing};
use crate::theory::ErlangC;

/// Turns the visits of a hall into what it needs for them. Asked for every hall of every plan that is looked at closely:
/// an answer that takes long is best remembered.
pub trait Sizing: Sync {
    /// What a staffed hall of this grade needs for so many visits a year. Never asked for a hall without counters.
    fn size(&self, offer: &GradeOffer, visits: &BySegment<f64>) -> Crew;

    /// What any hall of this grade needs at the least.
    fn floor(&self, offer: &GradeOffer) -> Floor {
        let _ = offer;
        Floor::default()
    }
}

/// A promise about a sizing: a hall with more work than a step takes costs at least what the next step costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Floor {
    /// Work of a visit, in the unit of the steps.
    pub work: BySegment<f64>,
    /// Steps by rising work and cost. The last must take any work. None promises nothing: clerks cost at least 0.
    pub steps: Vec<Step>,
}

/// Up to so much work, so much cost and so many counters at the least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Most work; infinite in the last step.
    pub work_max: f64,
    /// Counters.
    pub counters: u32,
    /// Fen a year.
    pub yearly: i64,
}

/// Counters that a floor spells out; halls that need more are counted as needing one more than this.
const STEPS: u32 = 48;
/// No hall gets more counters than this, however long its queue.
const COUNTERS_MAX: u32 = 10_000;

impl Sizing for Staffing {
    fn size(&self, offer: &GradeOffer, visits: &BySegment<f64>) -> Crew {
        let all = visits.sum();
        if all <= 0.0 {
            return Crew { counters: 1, yearly: self.yearly(offer, 1), wait_min: 0.0 };
        }
        let work: f64 = Segment::ALL.iter().map(|s| visits.of(*s) * self.minutes.of(*s)).sum();
        let service_min = work / all;
        let average = work / 60.0 / offer.hours;
        let busy = average * self.peak;
        let mut counters = whole_above(busy);
        while counters < COUNTERS_MAX && mean_wait(counters, busy, service_min) > self.wait_max_min {
            counters += 1;
        }
        Crew {
            counters,
            yearly: self.yearly(offer, counters),
            wait_min: mean_wait(counters, average, service_min),
        }
    }

    fn floor(&self, offer: &GradeOffer) -> Floor {
        // The shortest visits wait least for the same load: what suffices for no mix of visits suffices for none.
        let shortest = Segment::ALL.iter().map(|s| *self.minutes.of(*s)).fold(f64::INFINITY, f64::min);
        let work = BySegment::each(|s| self.minutes.of(s) / 60.0 / offer.hours * self.peak);
        let mut steps: Vec<Step> = (1..=STEPS)
            .map(|counters| Step {
                work_max: most_load(counters, shortest, self.wait_max_min),
                counters,
                yearly: self.yearly(offer, counters),
            })
            .collect();
        steps.push(Step {
            work_max: f64::INFINITY,
            counters: STEPS + 1,
            yearly: self.yearly(offer, STEPS + 1),
        });
        Floor { work, steps }
    }
}

impl Staffing {
    /// Cost of so many counters, fen a year, rounded to the next fen.
    fn yearly(&self, offer: &GradeOffer, counters: u32) -> i64 {
        let fen = self.per_1000_hours as f64 * offer.hours / 1000.0 * f64::from(counters);
        fen.round() as i64
    }
}

/// The smallest whole number above `load`, at least 1.
fn whole_above(load: f64) -> u32 {
    (load.floor().min(f64::from(COUNTERS_MAX - 1)) as u32).saturating_add(1)
}

/// Mean wait in M/M/c with a load of `load` erlang, in the unit of the service time, which is not 0. Infinite when the load
/// is not below the counters.
fn mean_wait(counters: u32, load: f64, service: f64) -> f64 {
    if load == 0.0 {
        return 0.0;
    }
    ErlangC::new(load / service, 1.0 / service, counters).map_or(f64::INFINITY, |law| law.mean_wait())
}

/// The most load that so many counters take with a mean wait of at most `wait`; never below it, by less than 10⁻⁹.
fn most_load(counters: u32, service: f64, wait: f64) -> f64 {
    let (mut low, mut high) = (0.0, f64::from(counters));
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if mean_wait(counters, middle, service) <= wait { low = middle } else { high = middle }
    }
    high + 1e-9
}

#[cfg(test)]
mod tests {
    use kernel::Grade;

    use super::*;

    fn offer() -> GradeOffer {
        GradeOffer {
            grade: Grade::B,
            serves: Segment::ALL.to_vec(),
            yearly: 0,
            visits_max: 1e6,
            counters_max: 10,
            hours: 2000.0,
            open: 0,
            close: 0,
            regrade: 0,
            attraction: 1.0,
        }
    }

    fn staffing() -> Staffing {
        Staffing {
            minutes: BySegment { payment: 4.0, connection: 15.0, elder: 8.0, firm: 25.0 },
            per_1000_hours: 3_000_000,
            peak: 1.6,
            wait_max_min: 10.0,
        }
    }

    #[test]
    fn the_mean_wait_is_that_of_erlangs_formula() {
        // M/M/1 at 0.8: ρ/(1−ρ) services = 4; M/M/2 at 1.5: C = 9/14, so 9/14 / 0.5 = 9/7 services.
        assert!((mean_wait(1, 0.8, 1.0) - 4.0).abs() < 1e-12);
        assert!((mean_wait(2, 1.5, 1.0) - 9.0 / 7.0).abs() < 1e-12);
        assert!(mean_wait(2, 2.0, 1.0).is_infinite());
    }

    #[test]
    fn the_fewest_counters_that_keep_the_wait_are_taken() {
        for visits in [0.0, 500.0, 20_000.0, 70_000.0] {
            let visits = BySegment { payment: visits, connection: visits / 9.0, elder: 0.0, firm: 0.0 };
            let crew = staffing().size(&offer(), &visits);
            let work = visits.payment * 4.0 + visits.connection * 15.0;
            let service = if work > 0.0 { work / visits.sum() } else { 1.0 };
            let busy = work / 60.0 / 2000.0 * 1.6;
            assert!(mean_wait(crew.counters, busy, service) <= 10.0);
            assert!(crew.counters == 1 || mean_wait(crew.counters - 1, busy, service) > 10.0);
            assert_eq!(crew.yearly, i64::from(crew.counters) * 6_000_000);
        }
    }

    #[test]
    fn no_hall_costs_less_than_the_floor_promises() {
        let floor = staffing().floor(&offer());
        for n in 0..400 {
            let visits = BySegment {
                payment: f64::from(n * 991 % 30_000),
                connection: f64::from(n * 313 % 9000),
                elder: f64::from(n * 177 % 4000),
                firm: f64::from(n * 53 % 900),
            };
            let work: f64 = Segment::ALL.iter().map(|s| visits.of(*s) * floor.work.of(*s)).sum();
            let least = floor.steps.iter().find(|step| work <= step.work_max).unwrap();
            let crew = staffing().size(&offer(), &visits);
            assert!(crew.yearly >= least.yearly && crew.counters >= least.counters, "{visits:?}: {crew:?}");
        }
    }
}
