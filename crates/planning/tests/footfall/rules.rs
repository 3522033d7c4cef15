//! Calendar, doors, slips of the counter, kin, the path online, sameness.

use kernel::{Grade, HallId, WorkingCalendar};
use planning::Stream;
use planning::footfall::{
    Basis, Billing, Calendar, Count, Forecast, History, NextDay, OnlineShare, Question, Span, Traits,
    Weather, forecast,
};

use crate::made::{gamma, make, normal, poisson, public_calendar};
use crate::{day, even, next, open, total};

fn weeks() -> Calendar {
    Calendar::new(WorkingCalendar::new(2016..2040, []), [], Billing::None)
}

fn told(question: &Question, calendar: &Calendar) -> Forecast {
    forecast(std::slice::from_ref(question), calendar).remove(0).unwrap()
}

#[test]
fn a_closed_day_has_nobody_and_no_hours_and_an_open_one_has_somebody_in_its_open_hours_alone() {
    for name in ["festive", "weather"] {
        let made = make(name, 11);
        let cut = made.halls[0].days[made.halls[0].days.len() - 40].day;
        let ask = |hall: &History| planning::footfall::ask(hall, Vec::new(), cut, cut.plus(28));
        let questions: Vec<Question> = made.halls.iter().map(ask).collect();
        let (mut closed, mut opened) = (0, 0);
        for (question, told) in questions.iter().zip(forecast(&questions, &made.calendar)) {
            let told = told.unwrap();
            assert_eq!(told.days.len(), question.next.len());
            for (next, day) in question.next.iter().zip(&told.days) {
                assert_eq!((day.day, &day.spans), (next.day, &next.spans));
                if next.spans.is_empty() {
                    closed += 1;
                    assert_eq!((day.people.mean, day.people.p90), (0.0, 0.0), "{}", day.day);
                    assert!(day.hours.is_empty() && day.parts.is_none());
                } else {
                    opened += 1;
                    assert!(day.people.mean > 0.0 && day.people.p90 > 0.0, "{}", day.day);
                    let open = |hour: &usize| planning::footfall::open_minutes(&next.spans, *hour) > 0;
                    let hours: Vec<usize> = day.hours.iter().map(|hour| usize::from(hour.hour)).collect();
                    assert_eq!(hours, (0..24).filter(open).collect::<Vec<_>>());
                }
            }
        }
        assert!(opened > 100 && (name == "weather" || closed > 30), "{name}: {opened} open, {closed} closed");
    }
}

#[test]
fn hours_add_up_to_their_day_parts_multiply_to_it_and_bands_are_in_order() {
    let made = make("festive", 12);
    let cut = made.halls[0].days[700].day;
    let ask = |hall: &History| planning::footfall::ask(hall, Vec::new(), cut, cut.plus(28));
    let questions: Vec<Question> = made.halls.iter().map(ask).collect();
    for told in forecast(&questions, &made.calendar) {
        let told = told.unwrap();
        assert!((told.models.iter().map(|model| model.weight).sum::<f64>() - 1.0).abs() < 1e-9);
        for day in told.days.iter().filter(|day| day.parts.is_some()) {
            let sum: f64 = day.hours.iter().map(|hour| hour.people.mean).sum();
            assert!((sum / day.people.mean - 1.0).abs() < 1e-9, "{}: {sum} {}", day.day, day.people.mean);
            let product = day.parts.unwrap().product();
            assert!((product / day.people.mean - 1.0).abs() < 1e-9);
            for band in day.hours.iter().map(|hour| hour.people).chain([day.people]) {
                assert!(0.0 <= band.p10 && band.p10 <= band.p50 && band.p50 <= band.p90, "{band:?}");
            }
        }
    }
}

/// Two years of a hall that sees 200 on a workday and 80 at a weekend, twice as many after a holiday, and is closed in it.
fn holidays_kept() -> (History, Calendar) {
    let calendar = public_calendar(Billing::None);
    let history = even(day("2024-03-01"), 730, |n, at| {
        let known = calendar.features(at).unwrap();
        let near = known.holiday.map(|holiday| holiday.offset);
        let plain = if known.kind.works() { 200.0 } else { 80.0 };
        let people = plain * if near == Some(1) { 2.0 } else { 1.0 };
        // A little up and down, the same on every run.
        (near != Some(0)).then(|| people + 8.0 * f64::from(n * 7 % 5 - 2))
    });
    (history, calendar)
}

#[test]
fn a_make_up_workday_is_told_as_a_workday_and_the_day_after_a_holiday_as_busy() {
    let (mut history, calendar) = holidays_kept();
    history.days.retain(|past| past.day < day("2025-09-22"));
    let told = told(&next(&history, 30), &calendar);
    let of = |text: &str| told.days.iter().find(|told| told.day == day(text)).unwrap();
    // 2025: off from 1 to 8 October, worked on Sunday 28 September and Saturday 11 October.
    let (friday, made_up, saturday) = (of("2025-09-26"), of("2025-10-11"), of("2025-10-18"));
    assert!((friday.people.mean - 200.0).abs() < 12.0, "{friday:?}");
    assert!((made_up.people.mean - 200.0).abs() < 20.0, "{made_up:?}");
    assert!((saturday.people.mean - 80.0).abs() < 12.0, "{saturday:?}");
    let after = of("2025-10-09");
    assert!(after.people.mean > 300.0, "a day after a holiday has twice as many: {after:?}");
    assert!(after.parts.unwrap().holiday > 1.5, "and the holiday is the reason told: {after:?}");
}

#[test]
fn one_slip_of_the_counter_moves_the_forecast_by_less_than_a_twentieth() {
    let mut stream = Stream::new(31, 0);
    let draws: Vec<f64> = (0..140).map(|_| poisson(&mut stream, 120.0)).collect();
    let history = even(day("2026-01-05"), 140, |n, _| Some(draws[n as usize]));
    let before = total(&told(&next(&history, 14), &weeks()));
    for (at, factor) in [(139, 10.0), (139, 0.0), (130, 10.0), (60, 30.0), (20, 0.0)] {
        let mut slipped = history.clone();
        let Count::Hours(hours) = &mut slipped.days[at].count else { panic!("made by the hour") };
        hours.iter_mut().for_each(|hour| *hour *= factor);
        let told = told(&next(&slipped, 14), &weeks());
        let moved = (total(&told) / before - 1.0).abs();
        assert!(moved < 0.05, "day {at} times {factor} moves the forecast by {moved:.3}");
        assert_eq!(told.outliers, [slipped.days[at].day], "and it is told");
    }
}

#[test]
fn a_lasting_shift_of_the_level_is_followed_within_three_weeks() {
    let mut stream = Stream::new(32, 0);
    let rate = |n: i32| if n < 119 { 120.0 } else { 60.0 };
    let draws: Vec<f64> = (0..140).map(|n| poisson(&mut stream, rate(n))).collect();
    let history = even(day("2026-01-05"), 140, |n, _| Some(draws[n as usize]));
    let mean = total(&told(&next(&history, 14), &weeks())) / 14.0;
    assert!((mean - 60.0).abs() < 9.0, "{mean}");
}

/// A hall that sees 120 on a dry day, 70 when it rains, and its skies: rain on every fifth day.
fn rained_on(days: i32) -> (History, impl Fn(i32) -> Weather) {
    let sky = |n: i32| Weather { mean_c: 10.0, rain_mm: if n % 5 == 2 { 19.0 } else { 0.0 } };
    let people = move |n: i32| if sky(n).rain_mm > 0.0 { 70.0 } else { 120.0 };
    // A little up and down, the same on every run.
    (even(day("2026-01-05"), days, |n, _| Some(people(n) + f64::from(n * 11 % 13 - 6))), sky)
}

#[test]
fn weather_is_a_factor_only_where_the_past_has_weather_to_learn_from() {
    let (history, sky) = rained_on(140);
    let question = next(&history, 10);
    let skies = |days: std::ops::Range<i32>| days.map(|n| (day("2026-01-05").plus(n), sky(n)));
    let blind = told(&question, &weeks());
    assert_eq!(told(&question, &weeks().with_weather(skies(140..150))), blind, "nothing to learn from");
    let told = told(&question, &weeks().with_weather(skies(0..150)));
    for (n, told) in (140..).zip(&told.days) {
        let (factor, people) = (told.parts.unwrap().weather, told.people.mean);
        let wet = sky(n).rain_mm > 0.0;
        assert_eq!(wet, factor < 0.75, "{}: {factor}", told.day);
        assert!((people - if wet { 70.0 } else { 120.0 }).abs() < 12.0, "{}: {people}", told.day);
    }
}

#[test]
fn a_day_whose_weather_nobody_knows_has_the_usual_one_of_its_month() {
    // Cold brings people in, and January is the coldest month.
    let calendar = || Calendar::new(WorkingCalendar::new(2024..2030, []), [], Billing::None);
    let from = day("2025-01-01");
    let sky = |n: i32| {
        let month = f64::from(from.plus(n).month());
        let warmth = [-5.0, 5.0, 0.0, 3.0, -3.0][n as usize % 5];
        Weather { mean_c: 26.0 - 5.0 * (month - 7.0).abs() + warmth, rain_mm: 0.0 }
    };
    let people = |n: i32| 150.0 * libm::exp(-0.03 * (sky(n).mean_c - 12.0));
    let history = even(from, 365, |n, _| Some(people(n)));
    let told = told(&next(&history, 28), &calendar().with_weather((0..365).map(|n| (from.plus(n), sky(n)))));
    let january = (0..28).map(people).sum::<f64>();
    let off = total(&told) / january - 1.0;
    assert!(off.abs() < 0.1, "January has {january:.0} people, the forecast is off by {off:.2}");
}

/// A company of halls alike, of three grades, with noise of its own each, and one more of which nobody has counted yet.
fn kin(seed: u64) -> (Vec<History>, History) {
    let from = day("2026-01-05");
    let hall = |number: u64| {
        let mut stream = Stream::new(seed, number);
        let grade = number as usize % 3;
        let level = [300.0, 120.0, 40.0][grade] * libm::exp(0.25 * normal(&mut stream));
        let weekday = [1.4, 1.0, 1.0, 0.9, 1.1, 0.6, 0.4];
        let draw = |n: usize| {
            let mean = level * weekday[n % 7] * gamma(&mut stream, 25.0);
            poisson(&mut stream, mean)
        };
        let draws: Vec<f64> = (0..150).map(draw).collect();
        let mut history = even(from, 150, |n, _| Some(draws[n as usize]));
        history.hall = HallId(number as i64);
        history.traits = Traits { grade: Some([Grade::A, Grade::B, Grade::C][grade]), ..Traits::default() };
        history
    };
    ((1..=12).map(hall).collect(), hall(13))
}

/// The sum of absolute errors of `told` over the last 28 days of `truth`.
fn misses(told: impl Fn(usize) -> f64, truth: &History) -> f64 {
    truth.days[122..].iter().enumerate().map(|(n, past)| (past.came().unwrap() - told(n)).abs()).sum()
}

/// The question about the last 28 days, from the first `known` days.
fn ask(history: &History, known: usize) -> Question {
    let next = history.days[122..].iter().map(|past| NextDay { day: past.day, spans: past.spans.clone() });
    let days = history.days[122 - known..122].to_vec();
    Question { history: History { days, ..history.clone() }, next: next.collect(), online: Vec::new() }
}

#[test]
fn a_new_hall_is_no_worse_than_the_mean_of_its_grade_and_its_first_days_make_it_better() {
    let (mut cold, mut warm, mut rule, mut covered, mut days) = (0.0, 0.0, 0.0, 0, 0);
    for seed in 0..24 {
        let (halls, new) = kin(seed);
        let of_new = |known: usize| {
            let questions: Vec<Question> =
                halls.iter().map(|hall| ask(hall, 122)).chain([ask(&new, known)]).collect();
            forecast(&questions, &weeks()).pop().unwrap().unwrap()
        };
        let (first, later) = (of_new(0), of_new(10));
        assert_eq!((first.basis, later.basis), (Basis::Kin, Basis::OwnAndKin));
        cold += misses(|n| first.days[n].people.p50, &new);
        warm += misses(|n| later.days[n].people.p50, &new);
        // The stated rule: the mean of the halls of its grade on the same weekday of the past four weeks.
        let same = halls.iter().filter(|hall| hall.traits.grade == new.traits.grade);
        let past: Vec<Vec<f64>> =
            same.map(|hall| hall.days[94..122].iter().map(|past| past.came().unwrap()).collect()).collect();
        let mean = |n: usize| {
            let weekday = past.iter().flat_map(|days| days.iter().skip(n % 7).step_by(7));
            weekday.sum::<f64>() / (4 * past.len()) as f64
        };
        rule += misses(mean, &new);
        for (told, past) in first.days.iter().zip(&new.days[122..]) {
            covered += usize::from(past.came().unwrap() <= told.people.p90);
            days += 1;
        }
    }
    assert!(cold <= rule, "{cold:.0} against {rule:.0}");
    assert!(warm < 0.7 * cold, "{warm:.0} against {cold:.0}");
    // Days of one new hall stand and fall together: 24 halls make three standard errors of 0.18.
    let covered = covered as f64 / f64::from(days);
    assert!(covered > 0.72, "{covered:.2} of a new hall's days are below their P90");
}

#[test]
fn a_path_online_takes_away_the_people_it_says_and_is_told_as_such() {
    let history = even(day("2026-01-05"), 140, |n, _| Some(100.0 + f64::from(n % 3)));
    let plain = next(&history, 56);
    let mut moving = plain.clone();
    let end = history.days.last().unwrap().day;
    moving.online = vec![OnlineShare { day: end, share: 0.2 }, OnlineShare { day: end.plus(28), share: 0.6 }];
    let (plain, moved) = (told(&plain, &weeks()), told(&moving, &weeks()));
    let ratio = |n: usize| moved.days[n].people.mean / plain.days[n].people.mean;
    assert!((ratio(13) - 0.6 / 0.8).abs() < 0.01, "half-way, 40 % are online instead of 20 %: {}", ratio(13));
    assert!((ratio(55) - 0.4 / 0.8).abs() < 0.01, "{}", ratio(55));
    assert!((moved.days[55].parts.unwrap().online - 0.5).abs() < 1e-9);
}

#[test]
fn a_decline_goes_on_and_fades_and_is_told_as_trend() {
    let history = even(day("2025-06-02"), 364, |n, _| Some(300.0 * libm::exp(-0.002 * f64::from(n))));
    let told = told(&next(&history, 84), &weeks());
    let trend = |n: usize| told.days[n].parts.unwrap().trend;
    assert!(trend(27) < 0.97 && trend(83) < trend(27), "{} {}", trend(27), trend(83));
    assert!(trend(83) > libm::exp(-0.002 * 84.0), "it goes on no faster than it went: {}", trend(83));
}

#[test]
fn longer_hours_are_told_longer_and_a_half_day_loses_what_its_hours_held() {
    let history = even(day("2026-01-05"), 140, |_, _| Some(80.0));
    let mut question = next(&history, 2);
    question.next[1].spans = vec![Span { from_min: 9 * 60, to_min: 13 * 60 }];
    let told = told(&question, &weeks());
    let ratio = told.days[1].people.mean / told.days[0].people.mean;
    assert!((ratio - 0.5).abs() < 0.02, "{ratio}");
    assert!((told.days[1].parts.unwrap().hours - 0.5).abs() < 1e-6);
}

#[test]
fn the_same_question_has_the_same_answer_and_neighbours_only_lend_what_they_have() {
    let made = make("shifts", 5);
    let cut = made.halls[0].days[320].day;
    let questions: Vec<Question> =
        made.halls.iter().map(|hall| planning::footfall::ask(hall, Vec::new(), cut, cut.plus(14))).collect();
    let first = forecast(&questions, &made.calendar);
    assert_eq!(first, forecast(&questions, &made.calendar));
    // In another order the sums round otherwise, and that is all.
    let turned: Vec<Question> = questions.iter().rev().cloned().collect();
    for (a, b) in first.iter().zip(forecast(&turned, &made.calendar).iter().rev()) {
        let (a, b) = (a.as_ref().unwrap(), b.as_ref().unwrap());
        assert_eq!(a.hall, b.hall);
        assert!((total(a) / total(b) - 1.0).abs() < 1e-6, "{} {}", total(a), total(b));
    }
}

#[test]
fn a_forecast_survives_being_written_down() {
    let history = even(day("2026-01-05"), 60, |n, _| (n % 7 != 6).then_some(50.0));
    let told = told(&next(&history, 3), &weeks());
    let text = serde_json::to_string(&told).unwrap();
    let back: Forecast = serde_json::from_str(&text).unwrap();
    assert_eq!((back.hall, back.basis, back.learnt_days), (told.hall, told.basis, told.learnt_days));
    for (written, read) in told.days.iter().zip(&back.days) {
        assert_eq!((written.day, &written.spans), (read.day, &read.spans));
        // The last digit of a number may be lost on the way.
        assert!((written.people.mean - read.people.mean).abs() < 1e-9 * written.people.mean);
    }
    assert!(text.contains(r#""basis":"own""#) && text.contains(r#""p90":"#), "{text}");
    assert_eq!(open(9, 17), history.days[0].spans);
}
