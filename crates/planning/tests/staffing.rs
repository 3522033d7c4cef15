//! The fewest counters for a target: against every plan there is on small days, against the formulas on a real-shaped one,
//! and what is answered where nothing can be had.

use std::sync::atomic::{AtomicBool, Ordering};

use kernel::Refuse;
use planning::staff::{
    Effort, ExactDay, FormulaName, HallStandard, Judge, Per, PlayedDays, Reached, Segment, StaffDay,
    Staffing, StaffingRefusal, Target, Waits, by_formula, extra_clerks, hall_need, staff,
};
use planning::{Progress, Silent, Stream, Watch};

const TARGET: Target = Target { share: 0.8, wait_min: 5.0, per: Per::Hour };

fn day(visitors: Vec<f64>, service_min: f64, counters_max: u32) -> StaffDay {
    StaffDay { visitors, service_min, service_cv2: 1.0, patience_min: None, counters_min: 1, counters_max }
}

/// Ten hours with two peaks and services of eighteen minutes.
fn double_peak() -> StaffDay {
    let rates = [0.5, 1.1, 1.5, 1.3, 0.6, 0.5, 1.1, 1.4, 1.0, 0.4];
    day(rates.iter().flat_map(|rate| [rate / 3.0 * 15.0; 4]).collect(), 18.0, 20)
}

fn exact(day: &StaffDay, target: &Target, effort: Effort) -> Result<Staffing, StaffingRefusal> {
    staff(day, target, &ExactDay::new(day, target), effort, &Silent)
}

/// The fewest counter-quarters of all plans there are.
fn fewest_of_all(day: &StaffDay, target: &Target) -> u32 {
    let judge = ExactDay::new(day, target);
    let slots = day.visitors.len();
    let (mut plan, mut fewest) = (vec![day.counters_min; slots], u32::MAX);
    loop {
        let sum: u32 = plan.iter().sum();
        if sum < fewest && judge.periods(&plan).iter().all(|p| p.within >= target.share) {
            fewest = sum;
        }
        // The next plan, the last quarter hour counted first.
        let Some(slot) = (0..slots).rfind(|slot| plan[*slot] < day.counters_max) else { return fewest };
        plan[slot] += 1;
        plan[slot + 1..].fill(day.counters_min);
    }
}

#[test]
fn on_small_days_no_plan_at_all_is_smaller_and_the_bound_says_so() {
    let mut draw = Stream::new(20_261_126, 0);
    for case in 0..6 {
        let visitors: Vec<f64> = (0..4).map(|_| 6.0 * draw.uniform()).collect();
        let day = day(visitors, 5.0 + 10.0 * draw.uniform(), 6);
        let target =
            Target { share: 0.7 + 0.2 * draw.uniform(), per: [Per::Hour, Per::Day][case % 2], ..TARGET };
        let effort = Effort { asks: 300, bound_asks: 2_000, seed: 1 };
        match exact(&day, &target, effort) {
            Ok(plan) => {
                assert_eq!(
                    plan.counter_quarters,
                    fewest_of_all(&day, &target),
                    "{day:?} {target:?} {plan:?}"
                );
                assert_eq!(plan.bound, plan.counter_quarters, "one hour is searched through: {plan:?}");
            }
            Err(_) => assert_eq!(fewest_of_all(&day, &target), u32::MAX, "{day:?} {target:?}"),
        }
    }
}

#[test]
fn over_two_hours_no_plan_at_all_is_smaller() {
    let day = day(vec![1.0, 3.0, 4.0, 2.0, 1.0, 0.5], 12.0, 4);
    let effort = Effort { asks: 400, bound_asks: 2_000, seed: 1 };
    let plan = exact(&day, &TARGET, effort).unwrap();
    let fewest = fewest_of_all(&day, &TARGET);
    assert_eq!(plan.counter_quarters, fewest);
    assert!(plan.bound <= fewest && plan.bound > 6, "{plan:?}");
}

#[test]
fn on_the_double_peak_four_counter_hours_less_than_erlang_s_miss_no_hour_on_fresh_seeds() {
    let day = double_peak();
    // Half a percent to spare, so that what is played shows it beyond its interval.
    let asked = Target { share: 0.805, ..TARGET };
    let plan = exact(&day, &asked, Effort { asks: 0, ..Effort::default() }).unwrap();
    assert!(plan.counter_quarters <= 76 * 4 + 2, "{} counter-quarters", plan.counter_quarters);
    for seed in [101, 202] {
        let seen = PlayedDays::new(&day, &TARGET, 8_000, seed);
        let missed = |counters: &[u32]| seen.periods(counters).iter().filter(|p| p.within < 0.8).count();
        assert_eq!(missed(&plan.counters), 0, "seed {seed}: {:?}", seen.periods(&plan.counters));
        let hourly = by_formula(&day, &TARGET, FormulaName::HourlyErlang);
        assert_eq!(hourly.iter().sum::<u32>(), 320);
        assert!(missed(&hourly) >= 3, "seed {seed}: {:?}", seen.periods(&hourly));
    }
}

#[test]
fn services_that_are_not_exponential_are_staffed_by_playing_and_hold_for_other_customers() {
    let mut day = day(vec![4.0, 5.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], 8.0, 12);
    day.service_cv2 = 0.3;
    let judge = PlayedDays::new(&day, &TARGET, 400, 1);
    let plan = staff(&day, &TARGET, &judge, Effort { asks: 100, ..Effort::default() }, &Silent).unwrap();
    assert!(plan.periods.iter().all(|p| p.low >= 0.8), "the lower end counts: {plan:?}");
    let fresh = PlayedDays::new(&day, &TARGET, 4_000, 77).periods(&plan.counters);
    assert!(fresh.iter().all(|p| p.within >= 0.8), "{fresh:?}");
    let variable = StaffDay { service_cv2: 4.0, ..day };
    let judge = PlayedDays::new(&variable, &TARGET, 400, 1);
    let more = staff(&variable, &TARGET, &judge, Effort { asks: 100, ..Effort::default() }, &Silent).unwrap();
    assert!(more.counter_quarters > plan.counter_quarters, "who is less even needs more counters");
}

#[test]
fn overload_is_answered_as_overload_with_the_fewest_counters_that_would_do() {
    let flood = |counters_max| day(vec![2.0, 2.0, 2.0, 2.0, 20.0, 20.0, 20.0, 20.0], 18.0, counters_max);
    let refusal = exact(&flood(10), &TARGET, Effort::default()).unwrap_err();
    assert_eq!(refusal.code(), "staffing_overload");
    let details = refusal.details();
    assert_eq!(details[0], ("periods", "1"));
    assert_eq!(details[1], ("load", "24.00"));
    let needed: u32 = details[2].1.parse().unwrap();
    let keeps = |counters: u32| {
        let judge = ExactDay::new(&flood(counters), &TARGET);
        judge.periods(&[counters; 8]).iter().all(|p| p.within >= 0.8)
    };
    assert!(keeps(needed) && !keeps(needed - 1), "{needed}");
    assert!(exact(&flood(needed), &TARGET, Effort { asks: 0, ..Effort::default() }).is_ok());
    let drowned = day(vec![2_000.0; 2], 18.0, 30);
    assert_eq!(exact(&drowned, &TARGET, Effort::default()).unwrap_err().details()[2], ("needed", "none"));
}

#[test]
fn figures_that_are_none_are_refused_by_name() {
    let good = day(vec![1.0; 4], 6.0, 5);
    let refused = |change: &dyn Fn(&mut StaffDay, &mut Target)| {
        let (mut day, mut target) = (good.clone(), TARGET);
        change(&mut day, &mut target);
        let refusal = exact(&day, &target, Effort::default()).unwrap_err();
        assert_eq!(refusal.code(), "staffing_figure");
        refusal.details()[0].1.to_owned()
    };
    assert_eq!(refused(&|day, _| day.visitors.clear()), "visitors");
    assert_eq!(refused(&|day, _| day.visitors[1] = f64::NAN), "visitors");
    assert_eq!(refused(&|day, _| day.visitors[1] = -1.0), "visitors");
    assert_eq!(refused(&|day, _| day.visitors[1] = f64::INFINITY), "visitors");
    assert_eq!(refused(&|day, _| day.service_min = 0.0), "service_min");
    assert_eq!(refused(&|day, _| day.service_min = f64::NAN), "service_min");
    assert_eq!(refused(&|day, _| day.service_cv2 = -0.1), "service_cv2");
    assert_eq!(refused(&|day, _| day.patience_min = Some(0.0)), "patience_min");
    assert_eq!(refused(&|day, _| day.counters_min = 6), "counters_max");
    assert_eq!(refused(&|day, _| day.counters_min = 0), "counters_max");
    assert_eq!(refused(&|day, _| day.counters_max = 501), "counters_max");
    assert_eq!(refused(&|_, target| target.share = 1.0), "share");
    assert_eq!(refused(&|_, target| target.share = f64::NAN), "share");
    assert_eq!(refused(&|_, target| target.wait_min = -1.0), "wait_min");
}

#[test]
fn a_day_without_visitors_needs_the_fewest_counters_that_may_be_open() {
    let plan = exact(&day(vec![0.0; 6], 6.0, 5), &TARGET, Effort::default()).unwrap();
    assert_eq!((plan.counters, plan.waits.p90_min), (vec![1; 6], 0.0));
}

#[test]
fn the_same_question_has_the_same_answer_and_who_stops_it_gets_a_plan_that_keeps_the_target() {
    struct Stops(AtomicBool);
    impl Watch for Stops {
        fn stop(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }
        fn tell(&self, progress: Progress) {
            assert!(progress.bound <= progress.best);
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let day = day(vec![3.0, 5.0, 6.0, 4.0, 2.0, 2.0, 1.0, 1.0], 10.0, 9);
    let effort = Effort { asks: 200, ..Effort::default() };
    let plan = exact(&day, &TARGET, effort).unwrap();
    assert_eq!(plan, exact(&day, &TARGET, effort).unwrap());
    assert!(!plan.stopped);
    let stops = Stops(AtomicBool::new(false));
    let stopped = staff(&day, &TARGET, &ExactDay::new(&day, &TARGET), effort, &stops).unwrap();
    assert!(stopped.stopped && stopped.judged < plan.judged);
    assert!(stopped.periods.iter().all(|p| p.within >= 0.8));
}

#[test]
fn each_extra_clerk_costs_and_shortens_the_waits() {
    let day = day(vec![3.0, 5.0, 6.0, 4.0, 2.0, 2.0, 1.0, 1.0], 10.0, 9);
    let judge = ExactDay::new(&day, &TARGET);
    let plan = exact(&day, &TARGET, Effort { asks: 0, ..Effort::default() }).unwrap();
    let curve = extra_clerks(&day, &TARGET, &judge, &plan.counters, -1..=2, 6_000);
    assert_eq!(curve.iter().map(|point| point.delta).collect::<Vec<_>>(), [-1, 0, 1, 2]);
    for pair in curve.windows(2) {
        assert!(pair[1].waits.p90_min <= pair[0].waits.p90_min && pair[1].within >= pair[0].within);
        assert!(pair[1].cost_fen > pair[0].cost_fen && pair[1].missed <= pair[0].missed);
    }
    assert!(curve[0].missed > 0 && curve[1].missed == 0);
    assert_eq!(curve[1].cost_fen, i64::from(plan.counter_quarters) * 1_500);
    assert_eq!(curve[2].counter_quarters, plan.counter_quarters + 8);
}

#[test]
fn a_hall_with_more_visits_never_needs_less_and_its_plan_keeps_the_target() {
    let standard = HallStandard {
        segments: vec![
            Segment { service_min: 4.0, by_hour: vec![1.0, 3.0, 2.0] },
            Segment { service_min: 20.0, by_hour: vec![1.0, 1.0, 1.0] },
        ],
        hours: 3,
        target: Target { share: 0.9, wait_min: 15.0, per: Per::Hour },
        counters_min: 1,
        counters_max: 12,
    };
    let small = hall_need(&[30.0, 5.0], &standard).unwrap();
    let large = hall_need(&[90.0, 15.0], &standard).unwrap();
    assert!(large.clerk_hours > small.clerk_hours && large.counters > small.counters);
    assert!(small.waits.p90_min <= 15.1 && large.waits.p90_min <= 15.1);
    assert_eq!(hall_need(&[0.0, 0.0], &standard).unwrap().clerk_hours, 3.0);
    assert_eq!(hall_need(&[900.0, 0.0], &standard).unwrap_err().code(), "staffing_overload");
    assert_eq!(hall_need(&[1.0], &standard).unwrap_err().details()[0].1, "visits");
    assert_eq!(hall_need(&[f64::NAN, 0.0], &standard).unwrap_err().details()[0].1, "visits");
}

/// A day whose first hour keeps the target only with every counter open in the second: whoever comes late in an hour is
/// served in the next.
struct LateService;

impl Judge for LateService {
    fn periods(&self, counters: &[u32]) -> Vec<Reached> {
        let share = f64::from(counters[4..].iter().sum::<u32>()) / 12.0;
        let of = |within: f64| Reached { visitors: 4.0, within, low: within, high: within };
        vec![of(if share < 1.0 { 0.5 } else { 1.0 }), of(1.0)]
    }

    fn waits(&self, _: &[u32]) -> Waits {
        Waits { mean_min: 0.0, p50_min: 0.0, p90_min: 0.0 }
    }
}

#[test]
fn an_hour_that_only_later_counters_can_mend_is_mended_and_the_search_ends() {
    let day = day(vec![1.0; 8], 5.0, 3);
    let plan = staff(&day, &TARGET, &LateService, Effort::default(), &Silent).unwrap();
    assert_eq!(plan.counters[4..], [3; 4]);
}
