//! Companies that never were: footfall drawn from rules that are known, each with a structure of its own. For tests and
//! the benchmark; knows nothing of how forecasts are made.

use std::collections::BTreeMap;

use kernel::{Day, Grade, HallId, WorkingCalendar};
use planning::Stream;
use planning::footfall::{
    Billing, Calendar, Count, History, PastDay, Span, Traits, Weather, clock_hours, open_minutes,
};

/// A company whose footfall was made.
pub struct Made {
    /// The name of its rules.
    pub name: &'static str,
    /// What is known of days.
    pub calendar: Calendar,
    /// Its halls with all of their days.
    pub halls: Vec<History>,
    /// How many days a forecast of it looks ahead.
    pub horizon_days: u16,
}

/// Rules by name: those that the method was built with.
pub const KNOWN: [&str; 6] = ["plain", "festive", "village", "online", "shifts", "weather"];
/// Rules that it was not built with.
pub const HELD_OUT: [&str; 2] = ["additive", "restless"];

/// The company `name` from `seed`.
pub fn make(name: &str, seed: u64) -> Made {
    match name {
        "plain" => plain(20, seed),
        "festive" => festive(seed),
        "village" => village(seed),
        "online" => online(seed),
        "shifts" => shifts(seed),
        "weather" => weather(seed),
        "additive" => additive(seed),
        _ => restless(seed),
    }
}

/// A number of the standard normal law (Box, Muller 1958).
pub fn normal(stream: &mut Stream) -> f64 {
    let radius = (-2.0 * libm::log(stream.uniform())).sqrt();
    radius * libm::cos(std::f64::consts::TAU * stream.uniform())
}

/// A number of the gamma law of mean 1 and this shape, at least 1 (Marsaglia, Tsang 2000).
pub fn gamma(stream: &mut Stream, shape: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    loop {
        let x = normal(stream);
        let root = 1.0 + x / (9.0 * d).sqrt();
        let v = root * root * root;
        if v > 0.0 && libm::log(stream.uniform()) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
            return d * v / shape;
        }
    }
}

/// A number of Poisson's law: arrivals in a unit of time.
pub fn poisson(stream: &mut Stream, mean: f64) -> f64 {
    let (mut time, mut count) = (0.0, -1.0);
    while time <= mean {
        time -= libm::log(stream.uniform());
        count += 1.0;
    }
    count
}

fn whole(from: u16, to: u16) -> Vec<Span> {
    vec![Span { from_min: from * 60, to_min: to * 60 }]
}

fn first(text: &str) -> Day {
    text.parse().expect("a day of these rules")
}

/// A day's place in its history, and what its rules say of the whole day.
struct Say {
    spans: Vec<Span>,
    /// Expected people in a whole ordinary day, by its factors.
    people: f64,
    count: bool,
}

/// How people spread over the day: shares by clock hour on an ordinary day.
const TWO_PEAKS: [(usize, f64); 10] = [
    (8, 0.5),
    (9, 1.1),
    (10, 1.5),
    (11, 1.3),
    (12, 0.6),
    (13, 0.5),
    (14, 1.1),
    (15, 1.4),
    (16, 1.0),
    (17, 0.4),
];

/// A hall of `days` days from `from`: each hour negative binomial of this shape around its part of the day's people.
fn hall(
    number: usize,
    from: Day,
    days: i32,
    shape: f64,
    stream: &mut Stream,
    mut say: impl FnMut(i32, Day, &mut Stream) -> Say,
) -> History {
    let shares: BTreeMap<usize, f64> = TWO_PEAKS.iter().map(|(hour, share)| (*hour, share / 9.4)).collect();
    let past = |n: i32| {
        let day = from.plus(n);
        let Say { spans, people, count } = say(n, day, stream);
        let hours = clock_hours(&spans).map(|hour| {
            let open = f64::from(open_minutes(&spans, hour)) / 60.0;
            let mean = people * open * shares.get(&hour).copied().unwrap_or(0.03);
            let rate = mean * gamma(stream, shape);
            if mean > 0.0 { poisson(stream, rate) } else { 0.0 }
        });
        let hours: Vec<f64> = hours.collect();
        let counted = count && !spans.is_empty();
        PastDay { day, spans, count: if counted { Count::Hours(hours) } else { Count::Missing } }
    };
    let days = (0..days).map(past).collect();
    History { hall: HallId(number as i64 + 1), traits: Traits::default(), days }
}

/// A calendar of nothing but weeks.
fn weeks_only(billing: Billing) -> Calendar {
    Calendar::new(WorkingCalendar::new(2016..2040, []), [], billing)
}

/// The public calendar of the sample pack, with the names of its holidays.
pub fn public_calendar(billing: Billing) -> Calendar {
    let text = include_str!("../../../../packs/jinzhong/calendar.csv");
    let lines = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let listed: Vec<(Day, String, bool)> =
        lines.map(|line| (first(line[1]), line[2].to_owned(), line[3] == "true")).collect();
    let working = WorkingCalendar::new(2016..=2026, listed.iter().map(|(day, _, off)| (*day, *off)));
    Calendar::new(working, listed.into_iter().map(|(day, name, _)| (day, name)), billing)
}

/// The rules of the published comparison: six open days of ten hours, a bill peak of four days in thirty, rare bad days,
/// a gamma factor of the day, a gentle trend.
pub fn plain(halls: usize, seed: u64) -> Made {
    const WEEKDAYS: [f64; 6] = [1.25, 1.05, 1.0, 1.0, 1.1, 0.7];
    let from = first("2026-01-05");
    let one = |number: usize| {
        let mut stream = Stream::new(seed, number as u64);
        let level = libm::exp(3.4 + 0.5 * normal(&mut stream));
        let trend = 0.0008 * normal(&mut stream);
        hall(number, from, 26 * 7 - 1, 8.0, &mut stream, |n, _, stream| {
            let weekday = (n % 7) as usize;
            let bill = if (4..8).contains(&(n % 30)) { 1.35 } else { 1.0 };
            let shock = if stream.uniform() < 0.01 { 0.25 } else { 1.0 };
            let day = gamma(stream, 20.0) * libm::exp(trend * f64::from(n));
            let factor = WEEKDAYS.get(weekday).copied().unwrap_or(0.0);
            let spans = if weekday < 6 { whole(8, 18) } else { Vec::new() };
            Say { spans, people: 9.4 * level * factor * bill * shock * day, count: true }
        })
    };
    Made {
        name: "plain",
        calendar: weeks_only(Billing::Every { days: 30, from }),
        halls: (0..halls).map(one).collect(),
        horizon_days: 14,
    }
}

/// Two years of the public calendar: multiplicative holidays that move with the moon, closed first days, half Saturdays,
/// make-up workdays, bills by the day of the month. Ends in the weeks after the Spring Festival.
fn festive(seed: u64) -> Made {
    let calendar = public_calendar(Billing::Month);
    let from = first("2024-03-01");
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 100 + number as u64);
        let level = libm::exp(5.3 + 0.4 * normal(&mut stream));
        let own = libm::exp(0.15 * normal(&mut stream));
        hall(number, from, 738, 10.0, &mut stream, |_, day, stream| {
            let known = calendar.features(day).expect("a published year");
            let (mut factor, mut spans) = (1.0, whole(8, 18));
            match day.weekday() {
                1 => factor *= 1.2,
                6 if !known.kind.works() => spans = vec![Span { from_min: 510, to_min: 720 }],
                7 if !known.kind.works() => spans = Vec::new(),
                _ => {}
            }
            if let Some(holiday) = &known.holiday {
                let long = if holiday.length > 4 { 1.0 } else { 0.5 };
                match (holiday.offset, holiday.nth) {
                    (0, 1..4) => spans = Vec::new(),
                    (0, _) => (factor, spans) = (0.35 * own, whole(9, 17)),
                    (-1, _) => factor *= 1.0 + 0.4 * long * own,
                    (1, _) => factor *= 1.0 + 0.6 * long * own,
                    (2, _) => factor *= 1.0 + 0.3 * long,
                    _ => {}
                }
            }
            let month = f64::from(known.day_of_month);
            factor *= 1.0 + 0.45 * libm::exp(-(month - 24.0) * (month - 24.0) / 18.0);
            Say { spans, people: level * factor * gamma(stream, 25.0), count: true }
        })
    };
    let halls = (0..8).map(one).collect();
    Made { name: "festive", calendar, halls, horizon_days: 28 }
}

/// Village halls of a few visits a day, twice as many on market days (every fifth), now and then nobody at all.
fn village(seed: u64) -> Made {
    let from = first("2025-10-01");
    let market = |n: i32| n % 5 == 2;
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 200 + number as u64);
        let level = 2.0 + 7.0 * stream.uniform();
        hall(number, from, 400, 1000.0, &mut stream, |n, day, stream| {
            let spans = if day.weekday() < 6 { whole(9, 17) } else { Vec::new() };
            let empty = stream.uniform() < 0.05;
            let people = if empty { 0.0 } else { level * if market(n) { 2.2 } else { 1.0 } };
            Say { spans, people, count: true }
        })
    };
    let marks = (0..420).filter(|n| market(*n)).map(|n| (from.plus(n), "market".to_owned()));
    let calendar = weeks_only(Billing::None).with_marks(marks);
    Made { name: "village", calendar, halls: (0..12).map(one).collect(), horizon_days: 14 }
}

/// Business that moves online fast, at a time of its own in each hall, with days that hang together.
fn online(seed: u64) -> Made {
    let from = first("2025-03-03");
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 300 + number as u64);
        let level = libm::exp(4.8 + 0.5 * normal(&mut stream));
        let (middle, depth) = (150.0 + 250.0 * stream.uniform(), 0.4 + 0.4 * stream.uniform());
        let mut mood = 0.0;
        hall(number, from, 420, 12.0, &mut stream, |n, day, stream| {
            mood = 0.6 * mood + 0.1 * normal(stream);
            let gone = depth / (1.0 + libm::exp(-(f64::from(n) - middle) / 45.0));
            let weekday = [1.2, 1.0, 1.0, 1.0, 1.1, 0.6, 0.0][day.weekday() as usize - 1];
            let bill = if (10..=15).contains(&day.day_of_month()) { 1.25 } else { 1.0 };
            let spans = if day.weekday() < 7 { whole(8, 18) } else { Vec::new() };
            Say { spans, people: level * (1.0 - gone) * weekday * bill * libm::exp(mood), count: true }
        })
    };
    let calendar = weeks_only(Billing::Month);
    Made { name: "online", calendar, halls: (0..10).map(one).collect(), horizon_days: 28 }
}

/// Levels that jump, weeks of closure for works, counts that are wildly wrong, days that nobody counted.
fn shifts(seed: u64) -> Made {
    let from = first("2025-09-01");
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 400 + number as u64);
        let mut level = libm::exp(4.6 + 0.6 * normal(&mut stream));
        let jumps: Vec<i32> = (0..2).map(|_| stream.below(330) as i32).collect();
        let (works, weeks) = (60 + stream.below(200) as i32, 3 + stream.below(4) as i32);
        hall(number, from, 350, 15.0, &mut stream, |n, day, stream| {
            level *= if jumps.contains(&n) { libm::exp(0.4 * normal(stream)) } else { 1.0 };
            let closed = day.weekday() > 5 || (works..works + 7 * weeks).contains(&n);
            let slip = if stream.uniform() < 0.015 { [0.0, 4.0][stream.below(2)] } else { 1.0 };
            let weekday = [1.3, 1.0, 0.95, 1.0, 1.15][(day.weekday() as usize - 1).min(4)];
            let people = level * weekday * slip * gamma(stream, 30.0);
            let count = stream.uniform() > 0.03;
            Say { spans: if closed { Vec::new() } else { whole(8, 18) }, people, count }
        })
    };
    let calendar = weeks_only(Billing::None);
    Made { name: "shifts", calendar, halls: (0..10).map(one).collect(), horizon_days: 14 }
}

/// Rain keeps people at home and heat brings them in; summer and winter hours; no cycle.
fn weather(seed: u64) -> Made {
    let (from, days) = (first("2025-02-03"), 560);
    let mut sky = Stream::new(seed, 999);
    let mut warm = 0.0;
    let skies: Vec<Weather> = (0..days)
        .map(|n| {
            warm = 0.8 * warm + 2.0 * normal(&mut sky);
            let season = libm::cos(std::f64::consts::TAU * (f64::from(n) + 15.0) / 365.25);
            let rain = if sky.uniform() < 0.25 { 12.0 * gamma(&mut sky, 1.0) } else { 0.0 };
            Weather { mean_c: 11.0 - 15.0 * season + warm, rain_mm: rain }
        })
        .collect();
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 500 + number as u64);
        let level = libm::exp(4.5 + 0.5 * normal(&mut stream));
        let rain = 0.25 + 0.1 * normal(&mut stream);
        hall(number, from, days, 12.0, &mut stream, |n, day, stream| {
            let sky = skies[n as usize];
            let felt = -rain * libm::log1p(sky.rain_mm) / 2.0 + 0.03 * (sky.mean_c - 27.0).max(0.0);
            let summer = (5..=9).contains(&day.month());
            let (noon, late, end) = if summer { (720, 900, 1080) } else { (720, 840, 1050) };
            let spans = vec![Span { from_min: 510, to_min: noon }, Span { from_min: late, to_min: end }];
            let weekday = [1.15, 1.0, 1.0, 1.0, 1.05, 0.8, 0.5][day.weekday() as usize - 1];
            let people = level * weekday * libm::exp(felt) * gamma(stream, 40.0);
            Say { spans, people, count: true }
        })
    };
    let calendar =
        weeks_only(Billing::Month).with_weather((0..days).map(|n| (from.plus(n), skies[n as usize])));
    Made { name: "weather", calendar, halls: (0..10).map(one).collect(), horizon_days: 14 }
}

/// Sums instead of products: weekday and bills add people, the year goes up and down, the level wanders; bills of each
/// hall at a time of its own that the calendar does not know.
fn additive(seed: u64) -> Made {
    let from = first("2024-09-02");
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 600 + number as u64);
        let base = 60.0 + 200.0 * stream.uniform();
        let phase = stream.below(28) as i32;
        let mut wander = 0.0;
        hall(number, from, 700, 9.0, &mut stream, |n, day, stream| {
            wander += 0.01 * base * normal(stream);
            let weekday = [0.3, 0.0, 0.0, -0.05, 0.1, -0.3, -0.5][day.weekday() as usize - 1];
            let bill = if (n + phase) % 28 < 5 { 0.3 } else { 0.0 };
            let year = 0.2 * libm::cos(std::f64::consts::TAU * f64::from(n - 320) / 365.25);
            let people = (base * (1.0 + weekday + bill + year) + wander).max(5.0) * gamma(stream, 18.0);
            Say { spans: whole(8, 18), people, count: true }
        })
    };
    let halls = (0..10).map(one).collect();
    Made { name: "additive", calendar: weeks_only(Billing::Month), halls, horizon_days: 21 }
}

/// Heavy tails, grades that differ tenfold, a level that drifts day by day, public holidays, and a year and a half.
fn restless(seed: u64) -> Made {
    let calendar = public_calendar(Billing::Month);
    let from = first("2025-05-06");
    let one = |number: usize| {
        let mut stream = Stream::new(seed, 700 + number as u64);
        let mut level = [400.0, 120.0, 40.0][number % 3] * libm::exp(0.3 * normal(&mut stream));
        let mut history = hall(number, from, 545, 7.0, &mut stream, |_, day, stream| {
            level *= libm::exp(0.015 * normal(stream));
            let known = calendar.features(day).expect("a published year");
            let on_holiday = known.holiday.as_ref().is_some_and(|holiday| holiday.offset == 0);
            let after = known.holiday.as_ref().is_some_and(|holiday| holiday.offset == 1);
            let weekday = if known.kind.works() { 1.0 } else { 0.55 };
            let month_end = if known.days_to_month_end < 4 { 1.3 } else { 1.0 };
            let heavy = 0.2 * normal(stream) / gamma(stream, 2.0).sqrt();
            let people = level * weekday * month_end * if after { 1.4 } else { 1.0 };
            let spans = if on_holiday { Vec::new() } else { whole(8, 18) };
            Say { spans, people: people * libm::exp(heavy.clamp(-1.2, 1.2)), count: true }
        });
        history.traits.grade = Some([Grade::A, Grade::B, Grade::C][number % 3]);
        history
    };
    let halls = (0..12).map(one).collect();
    Made { name: "restless", calendar, halls, horizon_days: 21 }
}
