//! What judges say of given counters, against the theory and against each other.

use planning::staff::{
    ExactDay, FormulaName, Judge, Per, PlayedDays, StaffDay, Target, by_formula, steady_within,
};

const TARGET: Target = Target { share: 0.8, wait_min: 5.0, per: Per::Hour };

/// A day of the given visitors per minute by hours, of exponential services.
fn day(rates: &[f64], service_min: f64) -> StaffDay {
    StaffDay {
        visitors: rates.iter().flat_map(|rate| [rate * 15.0; 4]).collect(),
        service_min,
        service_cv2: 1.0,
        patience_min: None,
        counters_min: 1,
        counters_max: 40,
    }
}

/// Ten hours with two peaks, 97 visitors per hour of service time: visitors per minute.
fn double_peak() -> Vec<f64> {
    [0.5, 1.1, 1.5, 1.3, 0.6, 0.5, 1.1, 1.4, 1.0, 0.4].iter().map(|rate| rate / 3.0).collect()
}

#[track_caller]
fn close(is: f64, should: f64, by: f64) {
    assert!((is - should).abs() <= by, "{is} is not {should} by {by}");
}

#[test]
fn a_formula_never_gives_an_overload_a_share_and_patience_always_has_one() {
    let mut day = day(&[], 6.0);
    // M/M/2 at a load of 1: a third waits.
    close(steady_within(1.0, 2, &day, 0.0).unwrap(), 2.0 / 3.0, 1e-12);
    assert_eq!(steady_within(2.0, 2, &day, 100.0), None);
    assert_eq!(steady_within(9.0, 2, &day, 100.0), None);
    assert_eq!(steady_within(0.0, 2, &day, 0.0), Some(1.0));
    // One counter, patience as long as a service: the hall holds Poisson(load), and served are (1 - p0) / load of all.
    day.patience_min = Some(6.0);
    close(steady_within(3.0, 1, &day, 0.0).unwrap(), (-3.0_f64).exp(), 1e-9);
    close(steady_within(3.0, 1, &day, 1e4).unwrap(), (1.0 - (-3.0_f64).exp()) / 3.0, 1e-9);
}

#[test]
fn a_long_steady_day_ends_as_the_formula_says() {
    let steady = day(&[0.5; 24], 6.0);
    let exact = ExactDay::new(&steady, &TARGET).periods(&[4; 96]);
    close(exact[23].within, steady_within(3.0, 4, &steady, 5.0).unwrap(), 1e-5);
    let impatient = StaffDay { patience_min: Some(9.0), ..steady };
    let exact = ExactDay::new(&impatient, &TARGET).periods(&[2; 96]);
    close(exact[23].within, steady_within(3.0, 2, &impatient, 5.0).unwrap(), 1e-5);
}

#[test]
fn the_computed_day_is_within_the_interval_of_the_played_one() {
    let mut day = day(&double_peak(), 18.0);
    let counters = by_formula(&day, &TARGET, FormulaName::ModifiedLoad);
    // Every third quarter hour somebody closes, so that more are busy than open.
    let ragged: Vec<u32> = counters.iter().enumerate().map(|(at, c)| c + (at % 3) as u32).collect();
    for (patience_min, seed) in [(None, 11), (Some(12.0), 12)] {
        day.patience_min = patience_min;
        let (exact, played) = (ExactDay::new(&day, &TARGET), PlayedDays::new(&day, &TARGET, 6_000, seed));
        for (computed, seen) in exact.periods(&ragged).iter().zip(played.periods(&ragged)) {
            // Twenty intervals of 95 %: with half as much again all hold, 99.7 % each.
            let slack = 0.55 * (seen.high - seen.low) / 2.0;
            let inside = (seen.low - slack..=seen.high + slack).contains(&computed.within);
            assert!(inside, "{patience_min:?}: computed {computed:?}, played {seen:?}");
        }
        let (computed, seen) = (exact.waits(&ragged), played.waits(&ragged));
        close(computed.mean_min, seen.mean_min, 0.05 * seen.mean_min);
        close(computed.p90_min, seen.p90_min, 0.05 * seen.p90_min);
    }
}

#[test]
fn hourly_erlang_takes_eighty_counter_hours_on_the_double_peak_and_misses_four_hours_of_ten() {
    let day = day(&double_peak(), 18.0);
    let hourly = by_formula(&day, &TARGET, FormulaName::HourlyErlang);
    assert_eq!(hourly.iter().sum::<u32>(), 80 * 4);
    let hours = ExactDay::new(&day, &TARGET).periods(&hourly);
    assert_eq!(hours.iter().filter(|hour| hour.within < 0.8).count(), 4);
    // One of the four by two customers in ten thousand: what is played sees the other three beyond its interval.
    let seen = PlayedDays::new(&day, &TARGET, 3_000, 7).periods(&hourly);
    assert_eq!(seen.iter().filter(|hour| hour.high < 0.8).count(), 3);
    assert!((seen[3].low..=seen[3].high).contains(&0.8));
}

#[test]
fn what_was_computed_before_changes_no_answer() {
    let day = day(&double_peak(), 18.0);
    let target = Target { wait_min: 20.0, ..TARGET };
    let used = ExactDay::new(&day, &target);
    let mut counters = by_formula(&day, &target, FormulaName::Lagged);
    for slot in [39, 12, 13, 0, 25, 12] {
        counters[slot] += 1;
        assert_eq!(used.periods(&counters), ExactDay::new(&day, &target).periods(&counters), "{slot}");
    }
}

#[test]
fn one_counter_more_is_never_worse_for_anybody() {
    let day = StaffDay { service_cv2: 2.5, ..day(&double_peak(), 18.0) };
    let played = PlayedDays::new(&day, &TARGET, 50, 3);
    let exact = ExactDay::new(&day, &TARGET);
    let few: Vec<u32> = (0..40).map(|at| 5 + at % 4).collect();
    for slot in (0..40).step_by(3) {
        let mut more = few.clone();
        more[slot] += 1;
        for judge in [&played as &dyn Judge, &exact] {
            for (less, more) in judge.periods(&few).iter().zip(judge.periods(&more)) {
                assert!(more.within >= less.within - 1e-9, "quarter hour {slot}: {less:?}, {more:?}");
            }
        }
    }
}

#[test]
fn a_hall_that_drowns_has_a_share_between_none_and_all_and_a_wait_that_ends() {
    let day = day(&[2.0; 3], 18.0);
    let exact = ExactDay::new(&day, &TARGET);
    assert!(exact.periods(&[3; 12]).iter().all(|hour| (0.0..1.0).contains(&hour.within)));
    let (computed, seen) = (exact.waits(&[3; 12]), PlayedDays::new(&day, &TARGET, 400, 5).waits(&[3; 12]));
    assert!(computed.mean_min > 500.0);
    close(computed.mean_min, seen.mean_min, 0.02 * seen.mean_min);
}
