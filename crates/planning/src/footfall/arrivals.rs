//! From a day's forecast to the curve that staffing and simulation take: visitors in each quarter hour of the opening
//! time, smooth within an opening span, with every clock hour's people kept.
//!
//! The number that has come by each full hour is known; between, it follows a monotone cubic (Fritsch, Carlson 1980, slopes
//! limited as Hyman 1983 has it), so that the rate has no steps at the hour and is never negative.

use serde::{Deserialize, Serialize};

use super::forecast::{Band, DayForecast};

/// Minutes of a slot.
pub const SLOT_MIN: u16 = 15;

/// Which day is staffed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffFor {
    /// The expected one: half of the days are busier.
    Expected,
    /// One that is busier than nine in ten, as far as that is not the chance of single arrivals, which whoever takes the
    /// curve adds (it is Poisson's there). All of the day is busy, in proportion.
    Busy,
}

/// Visitors over the opening time of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrivals {
    /// When the first slot begins, minutes after midnight: the opening of the doors.
    pub from_min: u16,
    /// Expected visitors in each slot of [`SLOT_MIN`], to the last closing of the doors; a last slot may be shorter. 0 in
    /// a break. None for a closed day.
    pub visitors: Vec<f64>,
}

impl Arrivals {
    /// Visitors per hour, slot by slot.
    #[must_use]
    pub fn per_h(&self) -> Vec<f64> {
        self.visitors.iter().map(|visitors| visitors * 60.0 / f64::from(SLOT_MIN)).collect()
    }
}

/// The curve of `day`.
#[must_use]
pub fn arrivals(day: &DayForecast, staff_for: StaffFor) -> Arrivals {
    let (Some(first), Some(last)) = (day.spans.first(), day.spans.last()) else {
        return Arrivals { from_min: 0, visitors: Vec::new() };
    };
    let factor = match staff_for {
        StaffFor::Expected => 1.0,
        StaffFor::Busy => busy(&day.people),
    };
    let curves: Vec<Curve> =
        day.spans.iter().map(|span| Curve::of(day, span.from_min, span.to_min)).collect();
    let by = |minute: u16| curves.iter().map(|curve| curve.by(f64::from(minute))).sum::<f64>();
    let slots = (last.to_min - first.from_min).div_ceil(SLOT_MIN);
    let slot = |n: u16| {
        let from = first.from_min + n * SLOT_MIN;
        (by((from + SLOT_MIN).min(last.to_min)) - by(from)).max(0.0) * factor
    };
    Arrivals { from_min: first.from_min, visitors: (0..slots).map(slot).collect() }
}

/// How many times the expected rate that of a day is that is busier than nine in ten. The band holds the rate's spread and
/// the chance of single arrivals, whose variance is the mean; what is left is the rate's.
fn busy(people: &Band) -> f64 {
    // Between the tenth and the ninetieth of a hundred lie 2.563 standard deviations of a normal law.
    let sd = (people.p90 - people.p10) / 2.563;
    if sd <= 0.0 || people.mean <= 0.0 {
        return 1.0;
    }
    let of_rate = (1.0 - people.mean / (sd * sd)).max(0.0).sqrt();
    1.0 + (people.p90 / people.mean - 1.0).max(0.0) * of_rate
}

/// How many have come by a minute, within one opening span.
struct Curve {
    /// Minutes: the opening, full hours, the closing.
    at: Vec<f64>,
    /// How many have come by then.
    came: Vec<f64>,
    /// Visitors per minute at that moment.
    rate: Vec<f64>,
}

impl Curve {
    fn of(day: &DayForecast, from_min: u16, to_min: u16) -> Self {
        let full = (from_min / 60 + 1..=to_min / 60).map(|hour| hour * 60).filter(|at| *at < to_min);
        let at: Vec<u16> = std::iter::once(from_min).chain(full).chain([to_min]).collect();
        let mut came = vec![0.0];
        for ends in at.windows(2) {
            let hour = usize::from(ends[0] / 60);
            let people = day.hours.iter().find(|told| usize::from(told.hour) == hour);
            let open = f64::from(super::open_minutes(&day.spans, hour));
            let share = f64::from(ends[1] - ends[0]) / open.max(1.0);
            came.push(came[came.len() - 1] + people.map_or(0.0, |told| told.people.mean) * share);
        }
        let at: Vec<f64> = at.into_iter().map(f64::from).collect();
        let rate = rates(&at, &came);
        Self { at, came, rate }
    }

    /// How many have come by `minute`: nobody before the opening, all after the closing.
    fn by(&self, minute: f64) -> f64 {
        let last = self.at.len() - 1;
        let minute = minute.clamp(self.at[0], self.at[last]);
        let n = (self.at.partition_point(|at| *at <= minute)).clamp(1, last) - 1;
        let width = self.at[n + 1] - self.at[n];
        let way = (minute - self.at[n]) / width;
        let (left, rest) = (way * way * (3.0 - 2.0 * way), way * (1.0 - way));
        self.came[n]
            + (self.came[n + 1] - self.came[n]) * left
            + width * rest * ((1.0 - way) * self.rate[n] - way * self.rate[n + 1])
    }
}

/// Rates at the knots: of the parabola through three of them, and then at most three times the lesser of the mean rates
/// beside it, which keeps the cubic from going back.
fn rates(at: &[f64], came: &[f64]) -> Vec<f64> {
    let widths: Vec<f64> = at.windows(2).map(|ends| ends[1] - ends[0]).collect();
    let means: Vec<f64> =
        came.windows(2).zip(&widths).map(|(ends, width)| (ends[1] - ends[0]) / width).collect();
    let last = means.len();
    let inner = |n: usize| {
        let (left, right) = (widths[n - 1], widths[n]);
        (right * means[n - 1] + left * means[n]) / (left + right)
    };
    let rate = |n: usize| match n {
        _ if last == 1 => means[0],
        0 => (2.0 * means[0] - inner(1)).clamp(0.0, 3.0 * means[0]),
        n if n == last => (2.0 * means[n - 1] - inner(n - 1)).clamp(0.0, 3.0 * means[n - 1]),
        n => inner(n).clamp(0.0, 3.0 * means[n - 1].min(means[n])),
    };
    (0..=last).map(rate).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{HourForecast, Span, clock_hours, open_minutes};
    use super::*;

    fn day(spans: Vec<Span>, people: &[f64]) -> DayForecast {
        let open = clock_hours(&spans).filter(|hour| open_minutes(&spans, *hour) > 0);
        let hours = open.zip(people).map(|(hour, mean)| HourForecast {
            hour: hour as u8,
            people: Band { mean: *mean, ..Band::default() },
        });
        let hours: Vec<HourForecast> = hours.collect();
        let mean: f64 = hours.iter().map(|hour| hour.people.mean).sum();
        let people = Band { mean, p10: 0.7 * mean, p50: mean.floor(), p90: 1.35 * mean };
        DayForecast { day: "2026-11-02".parse().unwrap(), spans, people, parts: None, hours }
    }

    fn span(from_min: u16, to_min: u16) -> Span {
        Span { from_min, to_min }
    }

    #[test]
    fn an_even_day_stays_even_and_a_peak_has_no_step_at_the_hour() {
        let even = arrivals(&day(vec![span(540, 780)], &[20.0; 4]), StaffFor::Expected);
        assert!(even.visitors.iter().all(|visitors| (visitors - 5.0).abs() < 1e-9), "{even:?}");
        assert!(even.per_h().iter().all(|rate| (rate - 20.0).abs() < 1e-9));
        let peak =
            arrivals(&day(vec![span(540, 780)], &[10.0, 40.0, 30.0, 10.0]), StaffFor::Expected).visitors;
        let steps: Vec<f64> = peak.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        // The counts by the hour alone would go from 2.5 to 10 in a quarter hour.
        assert!(steps.iter().all(|step| *step < 4.0), "{peak:?}");
    }

    #[test]
    fn nobody_comes_in_a_break_and_a_closed_day_has_no_slots() {
        let spans = vec![span(510, 720), span(840, 1050)];
        let told = day(spans, &[10.0, 30.0, 30.0, 20.0, 15.0, 25.0, 25.0, 5.0]);
        let curve = arrivals(&told, StaffFor::Expected);
        assert_eq!((curve.from_min, curve.visitors.len()), (510, 36));
        assert!(curve.visitors[14..22].iter().all(|visitors| *visitors == 0.0), "{curve:?}");
        assert!((curve.visitors.iter().sum::<f64>() - 160.0).abs() < 1e-9);
        assert!(arrivals(&day(Vec::new(), &[]), StaffFor::Busy).visitors.is_empty());
    }

    #[test]
    fn a_busy_day_is_busier_by_what_the_rate_can_be_and_not_by_chance_of_arrivals() {
        let mut told = day(vec![span(540, 780)], &[25.0; 4]);
        let factor = |told: &DayForecast| {
            let sum = |staff_for| arrivals(told, staff_for).visitors.iter().sum::<f64>();
            sum(StaffFor::Busy) / sum(StaffFor::Expected)
        };
        // A rate with a standard deviation of 20 %, and Poisson's 10 %: together 22.4 %.
        let sd = (400.0_f64 + 100.0).sqrt();
        told.people = Band { mean: 100.0, p10: 100.0 - 1.2816 * sd, p50: 100.0, p90: 100.0 + 1.2816 * sd };
        assert!((factor(&told) - 1.2563).abs() < 2e-3, "{}", factor(&told));
        // Nothing but Poisson's.
        told.people = Band { mean: 100.0, p10: 87.2, p50: 100.0, p90: 112.8 };
        assert!(factor(&told) < 1.02, "{}", factor(&told));
    }

    proptest! {
        #[test]
        fn every_hour_keeps_its_people_and_no_slot_is_negative(
            people in prop::collection::vec(prop_oneof![Just(0.0), 0.0_f64..300.0], 10),
            from in 0_u16..3,
            noon in prop::option::of(0_u16..3),
        ) {
            let from = 480 + 15 * from;
            let spans = match noon {
                None => vec![span(from, 1050)],
                Some(noon) => vec![span(from, 690 + 15 * noon), span(810 + 15 * noon, 1050)],
            };
            let told = day(spans, &people);
            let curve = arrivals(&told, StaffFor::Expected);
            prop_assert!(curve.visitors.iter().all(|visitors| *visitors >= 0.0 && visitors.is_finite()));
            for hour in &told.hours {
                let slots = curve.visitors.iter().enumerate();
                let of = slots.filter(|(n, _)| (from + *n as u16 * SLOT_MIN) / 60 == u16::from(hour.hour));
                let sum: f64 = of.map(|(_, visitors)| visitors).sum();
                prop_assert!((sum - hour.people.mean).abs() < 1e-9 * (1.0 + hour.people.mean), "{hour:?}: {sum}");
            }
        }
    }
}
