//! What cannot be is refused by name; what is thin or empty is answered by a stated rule. Nothing panics.

use kernel::{HallId, Refuse, WorkingCalendar};
use planning::footfall::{
    Billing, Calendar, Count, FootfallRefusal, Forecast, History, LEARN_DAYS, OnlineShare, PEOPLE_MAX,
    PastDay, Question, Span, Weather, forecast,
};
use proptest::prelude::*;

use crate::{day, even, next, open};

fn weeks() -> Calendar {
    Calendar::new(WorkingCalendar::new(2016..2040, []), [], Billing::Month)
}

fn told(question: &Question) -> Result<Forecast, FootfallRefusal> {
    forecast(std::slice::from_ref(question), &weeks()).remove(0)
}

/// A question that is answered, and can be spoilt.
fn sound() -> Question {
    next(&even(day("2026-01-05"), 70, |n, _| (n % 7 != 6).then(|| 40.0 + f64::from(n % 5))), 7)
}

fn refused(spoil: impl Fn(&mut Question)) -> &'static str {
    let mut question = sound();
    assert!(told(&question).is_ok());
    spoil(&mut question);
    told(&question).expect_err("this cannot be").code()
}

#[test]
fn every_number_that_cannot_be_is_refused_with_its_name() {
    let came = |value: f64| refused(move |q| q.history.days[9].count = Count::Day(value));
    for value in [f64::NAN, f64::INFINITY, -1.0, PEOPLE_MAX + 1.0] {
        assert_eq!(came(value), "footfall_impossible", "{value}");
    }
    let hour = |value: f64| {
        refused(move |q| {
            let mut hours = vec![1.0; 8];
            hours[3] = value;
            q.history.days[9].count = Count::Hours(hours);
        })
    };
    assert_eq!(hour(f64::NAN), "footfall_impossible");
    assert_eq!(hour(-0.5), "footfall_impossible");
    let online =
        |share: f64| refused(move |q| q.online = vec![OnlineShare { day: day("2026-03-20"), share }]);
    for share in [f64::NAN, -0.1, 1.0] {
        assert_eq!(online(share), "footfall_input_wrong", "{share}");
    }
    assert_eq!(refused(|q| q.history.traits.customers = Some(f64::NAN)), "footfall_input_wrong");
}

#[test]
fn days_and_hours_that_contradict_each_other_are_refused_with_their_names() {
    assert_eq!(refused(|q| q.history.days.swap(3, 4)), "footfall_out_of_order");
    assert_eq!(refused(|q| q.history.days[5].day = q.history.days[4].day), "footfall_out_of_order");
    assert_eq!(refused(|q| q.next.swap(3, 4)), "footfall_out_of_order");
    assert_eq!(refused(|q| q.next[0].day = q.history.days[69].day), "footfall_not_ahead");
    assert_eq!(refused(|q| q.next[6].day = q.history.days[69].day.plus(500)), "footfall_not_ahead");
    assert_eq!(refused(|q| q.history.days[2].count = Count::Hours(vec![1.0; 7])), "footfall_hours_mismatch");
    assert_eq!(refused(|q| q.history.days[6].count = Count::Day(3.0)), "footfall_closed_with_people");
    let spans = |from_min: u16, to_min: u16| {
        refused(move |q| {
            q.next[1].spans = vec![Span { from_min, to_min }, Span { from_min: 900, to_min: 960 }]
        })
    };
    assert_eq!(spans(600, 600), "footfall_hours_wrong");
    assert_eq!(spans(600, 930), "footfall_hours_wrong");
    assert_eq!(refused(|q| q.next[1].spans = open(20, 25)), "footfall_hours_wrong");
}

#[test]
fn weather_that_is_none_and_a_year_that_was_not_published_are_refused() {
    for weather in [Weather { mean_c: f64::NAN, rain_mm: 0.0 }, Weather { mean_c: 20.0, rain_mm: -1.0 }] {
        let calendar = weeks().with_weather([(day("2026-02-02"), weather)]);
        let refusal = forecast(&[sound()], &calendar).remove(0).unwrap_err();
        assert_eq!(refusal.code(), "footfall_input_wrong");
    }
    let calendar = Calendar::new(WorkingCalendar::new([2025], []), [], Billing::None);
    let refusal = forecast(&[sound()], &calendar).remove(0).unwrap_err();
    assert_eq!(refusal.details(), [("year", "2026")]);
}

#[test]
fn one_day_of_history_is_too_short_alone_and_enough_beside_kin() {
    let mut short = sound();
    short.history.days.drain(1..);
    assert_eq!(told(&short).unwrap_err().details(), [("days", "1"), ("needed", "28")]);
    let mut empty = sound();
    empty.history.days.clear();
    assert_eq!(told(&empty).unwrap_err().code(), "footfall_too_short");
    let all = forecast(&[sound(), short, empty], &weeks());
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    let near = |n: usize| all[n].as_ref().unwrap().days[0].people.mean;
    assert!((near(1) / near(0) - 1.0).abs() < 0.1 && (near(2) / near(0) - 1.0).abs() < 0.1);
    assert!(forecast(&[], &weeks()).is_empty());
}

#[test]
fn a_refused_hall_changes_no_other() {
    let mut wrong = sound();
    wrong.history.days[0].count = Count::Day(f64::NAN);
    let other = Question { history: History { hall: HallId(2), ..sound().history }, ..sound() };
    let with = forecast(&[wrong, other.clone()], &weeks());
    assert!(with[0].is_err());
    assert_eq!(with[1], told(&other));
}

#[test]
fn a_hall_to_which_nobody_ever_came_is_told_hardly_anybody_and_not_never() {
    let question = next(&even(day("2026-01-05"), 100, |_, _| Some(0.0)), 14);
    let told = told(&question).unwrap();
    for day in &told.days {
        assert!(day.people.mean > 0.0 && day.people.mean < 0.1, "{day:?}");
        assert_eq!(day.people.p50, 0.0);
        assert!(day.people.p90 < 1.0);
    }
}

#[test]
fn gaps_teach_nothing_and_do_no_harm() {
    let mut question = sound();
    let whole = told(&question).unwrap();
    question.history.days.retain(|past| past.day.day_of_month() % 4 != 0);
    question.history.days[10].count = Count::Missing;
    let gaps = told(&question).unwrap();
    assert!(gaps.learnt_days < whole.learnt_days);
    for (a, b) in whole.days.iter().zip(&gaps.days) {
        assert!((a.people.mean / b.people.mean - 1.0).abs() < 0.1, "{a:?} {b:?}");
    }
}

#[test]
fn twenty_years_of_history_are_taken_and_the_last_three_are_learnt_from() {
    let people = |n: i32, _| Some(if n < 6000 { 4000.0 } else { 40.0 + f64::from(n % 5) });
    let told = told(&next(&even(day("2016-01-01"), 7800, people), 7)).unwrap();
    assert_eq!(i64::from(told.learnt_days), LEARN_DAYS);
    assert!((told.days[0].people.mean - 42.0).abs() < 3.0, "{:?}", told.days[0].people);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_asked_is_answered_in_finite_numbers_or_refused(
        counts in prop::collection::vec((0_u8..8, 0.0_f64..3000.0), 0..120),
        ahead in 1_i32..60,
        share in 0.0_f64..0.99,
        hours in 1_u16..15,
    ) {
        let from = day("2026-01-05");
        let days = counts.iter().enumerate().map(|(n, (kind, came))| {
            let (spans, count) = match kind {
                0 => (Vec::new(), Count::Missing),
                1 => (open(9, 17), Count::Missing),
                2 => (open(9, 17), Count::Day(*came)),
                3 => (open(9, 17), Count::Hours(vec![0.0; 8])),
                4 => (open(0, 24), Count::Hours((0..24).map(|k| (came * f64::from(k % 5)) / 40.0).collect())),
                _ => (open(9, 9 + hours), Count::Hours(vec![came / 8.0; usize::from(hours)])),
            };
            PastDay { day: from.plus(n as i32), spans, count }
        });
        let history = History { hall: HallId(1), traits: Default::default(), days: days.collect() };
        let end = from.plus(counts.len() as i32);
        let next = (0..ahead).map(|n| planning::footfall::NextDay { day: end.plus(n), spans: open(8, 20) });
        let online = vec![OnlineShare { day: end, share }];
        let question = Question { history, next: next.collect(), online };
        for told in forecast(&[question, sound()], &weeks()) {
            for day in told.unwrap().days {
                let bands = day.hours.iter().map(|hour| hour.people).chain([day.people]);
                for band in bands {
                    prop_assert!([band.mean, band.p10, band.p50, band.p90].iter().all(|x| x.is_finite() && *x >= 0.0));
                    prop_assert!(band.p10 <= band.p50 && band.p50 <= band.p90);
                }
            }
        }
    }
}
