//! What becomes of halls when a part of the payments goes online: which keep their clerks, which share one by day of the
//! week, which are left to the machines, and what that costs and spares.
//!
//! Where a hall stands between these is data of whoever asks ([`ShiftRules`]), never a figure in here. Nobody is closed
//! by this file: it says what a rule would do.

use kernel::HallId;
use serde::{Deserialize, Serialize};

use super::forecast::Forecast;
use super::refuse::FootfallRefusal;

/// A hall whose business moves.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftHall<'a> {
    /// Its forecast, over whole weeks.
    pub forecast: &'a Forecast,
    /// The part of its visitors who come to pay, 0 … 1.
    pub paying: f64,
}

/// Where the lines are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftRules {
    /// Time at the counter of an average visitor, minutes.
    pub service_min: f64,
    /// Minutes at the counter that a clerk has in a day.
    pub clerk_min: f64,
    /// A clerk's day, fen.
    pub clerk_fen: i64,
    /// With fewer visitors on an open day a clerk comes on some weekdays only (流动服务).
    pub shared_below: f64,
    /// With fewer, none comes: the hall is left to its machines (grade D).
    pub self_service_below: f64,
}

/// What becomes of a hall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// It keeps clerks on every open day.
    Staffed,
    /// A clerk comes on these weekdays, its busiest, 1 for Monday; in order.
    Shared {
        /// Weekdays.
        weekdays: Vec<i8>,
    },
    /// Machines only.
    SelfService,
}

/// A hall before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shifted {
    /// The hall.
    pub hall: HallId,
    /// Visitors of an average week, before and after.
    pub week_people: [f64; 2],
    /// Clerks' days in an average week, before and after.
    pub clerk_days: [f64; 2],
    /// What they cost, fen a week, before and after.
    pub cost_fen: [i64; 2],
    /// What becomes of it.
    pub becomes: Becomes,
    /// The part of those who still come that comes on days without a clerk now, and would have to change the day or go
    /// elsewhere: what the saving costs them.
    pub without_clerk: f64,
}

/// What becomes of `halls` when `share` of their payments goes online.
///
/// # Errors
/// A share or rule that is none.
pub fn shift_online(
    halls: &[ShiftHall],
    share: f64,
    rules: &ShiftRules,
) -> Result<Vec<Shifted>, FootfallRefusal> {
    let parts = halls.iter().map(|hall| ("paying", hall.paying));
    for (field, value) in parts.chain([("share", share)]) {
        within(field, value, 0.0, 1.0)?;
    }
    within("service_min", rules.service_min, 0.1, 600.0)?;
    within("clerk_min", rules.clerk_min, 1.0, 1440.0)?;
    within("shared_below", rules.shared_below, 0.0, 1e6)?;
    within("self_service_below", rules.self_service_below, 0.0, rules.shared_below)?;
    within("clerk_fen", rules.clerk_fen as f64, 0.0, 1e9)?;
    Ok(halls.iter().map(|hall| shifted(hall, share, rules)).collect())
}

fn within(field: &str, value: f64, least: f64, most: f64) -> Result<(), FootfallRefusal> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let (field, value) = (field.to_owned(), value.to_string());
    Err(FootfallRefusal::InputWrong { field, day: String::new(), value })
}

fn shifted(hall: &ShiftHall, share: f64, rules: &ShiftRules) -> Shifted {
    let before = Week::of(hall.forecast);
    let after = before.times(1.0 - hall.paying * share);
    let becomes = after.becomes(rules);
    let present = |weekday: i8| match &becomes {
        Becomes::Staffed => true,
        Becomes::Shared { weekdays } => weekdays.contains(&weekday),
        Becomes::SelfService => false,
    };
    let days = match &becomes {
        Becomes::Staffed => after.clerk_days(rules),
        Becomes::Shared { weekdays } => weekdays.len() as f64,
        Becomes::SelfService => 0.0,
    };
    let absent: f64 = (1..=7).filter(|day| !present(*day)).map(|day| after.people[day as usize - 1]).sum();
    let total = after.total();
    let clerk_days = [before.clerk_days(rules), days];
    Shifted {
        hall: hall.forecast.hall,
        week_people: [before.total(), total],
        cost_fen: clerk_days.map(|days| (days * rules.clerk_fen as f64).round() as i64),
        clerk_days,
        becomes,
        without_clerk: if total > 0.0 { absent / total } else { 0.0 },
    }
}

/// An average week: visitors by weekday, and the part of such weekdays that are open.
struct Week {
    people: [f64; 7],
    open: [f64; 7],
}

impl Week {
    fn of(forecast: &Forecast) -> Self {
        let (mut people, mut open, mut count) = ([0.0; 7], [0.0; 7], [0.0_f64; 7]);
        for day in &forecast.days {
            let at = day.day.weekday() as usize - 1;
            people[at] += day.people.mean;
            open[at] += f64::from(u8::from(!day.spans.is_empty()));
            count[at] += 1.0;
        }
        for at in 0..7 {
            people[at] /= count[at].max(1.0);
            open[at] /= count[at].max(1.0);
        }
        Self { people, open }
    }

    fn times(&self, factor: f64) -> Self {
        Self { people: self.people.map(|people| people * factor), open: self.open }
    }

    fn total(&self) -> f64 {
        self.people.iter().sum()
    }

    /// Days that a clerk must be there: each open day by its work, and one at least.
    fn clerk_days(&self, rules: &ShiftRules) -> f64 {
        let days = self.people.iter().zip(&self.open).filter(|(_, open)| **open > 0.0);
        let clerks = |people: f64| (people * rules.service_min / rules.clerk_min).ceil().max(1.0);
        days.map(|(people, open)| open * clerks(people / open)).sum()
    }

    fn becomes(&self, rules: &ShiftRules) -> Becomes {
        let open: f64 = self.open.iter().sum();
        let a_day = if open > 0.0 { self.total() / open } else { 0.0 };
        if a_day < rules.self_service_below {
            return Becomes::SelfService;
        }
        if a_day >= rules.shared_below {
            return Becomes::Staffed;
        }
        let mut weekdays: Vec<i8> = (1..=7).filter(|day| self.open[*day as usize - 1] > 0.0).collect();
        // The busiest first; of two as busy, the earlier.
        weekdays.sort_by(|a, b| self.people[*b as usize - 1].total_cmp(&self.people[*a as usize - 1]));
        let work = (self.total() * rules.service_min / rules.clerk_min).ceil().max(1.0);
        weekdays.truncate(work as usize);
        weekdays.sort_unstable();
        Becomes::Shared { weekdays }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Band, Basis, DayForecast, Span};
    use super::*;

    /// Two weeks of a hall that sees these people from Monday on.
    fn hall(people: [f64; 7]) -> Forecast {
        let first: kernel::Day = "2026-11-02".parse().unwrap();
        let day = |n: i32| {
            let mean = people[n as usize % 7];
            let spans = if mean > 0.0 { vec![Span { from_min: 540, to_min: 1020 }] } else { Vec::new() };
            let people = Band { mean, ..Band::default() };
            DayForecast { day: first.plus(n), spans, people, parts: None, hours: Vec::new() }
        };
        Forecast {
            hall: HallId(1),
            basis: Basis::Own,
            learnt_days: 0,
            outliers: Vec::new(),
            models: Vec::new(),
            days: (0..14).map(day).collect(),
        }
    }

    const RULES: ShiftRules = ShiftRules {
        service_min: 10.0,
        clerk_min: 360.0,
        clerk_fen: 30_000,
        shared_below: 20.0,
        self_service_below: 5.0,
    };

    fn told(people: [f64; 7], share: f64) -> Shifted {
        let forecast = hall(people);
        let halls = [ShiftHall { forecast: &forecast, paying: 0.8 }];
        shift_online(&halls, share, &RULES).unwrap().remove(0)
    }

    #[test]
    fn only_those_who_pay_go_and_a_busy_hall_needs_fewer_clerks_and_keeps_them() {
        let told = told([90.0, 72.0, 72.0, 72.0, 80.0, 0.0, 0.0], 0.5);
        assert!(
            (told.week_people[1] / told.week_people[0] - 0.6).abs() < 1e-12,
            "half of eight in ten stay away"
        );
        // 72 visitors of ten minutes are two clerks of six hours, 80 and 90 are three; 43 are two, 54 and 48 too.
        assert_eq!((told.clerk_days, told.cost_fen), ([12.0, 10.0], [360_000, 300_000]));
        assert_eq!((told.becomes, told.without_clerk), (Becomes::Staffed, 0.0));
    }

    #[test]
    fn a_quiet_hall_shares_a_clerk_on_its_busiest_weekdays_and_says_whom_that_leaves_out() {
        let told = told([10.0, 30.0, 10.0, 10.0, 30.0, 0.0, 0.0], 0.2);
        // 75.6 of 90 a week are left: 12.6 hours, which are three clerks' days; of days as quiet, the first.
        assert_eq!(told.becomes, Becomes::Shared { weekdays: vec![1, 2, 5] });
        assert_eq!(told.clerk_days, [5.0, 3.0]);
        assert!((told.without_clerk - 20.0 / 90.0).abs() < 1e-12);
    }

    #[test]
    fn a_hall_that_hardly_anybody_needs_is_left_to_its_machines() {
        let told = told([6.0, 6.0, 6.0, 6.0, 6.0, 0.0, 0.0], 0.5);
        assert_eq!((told.becomes, told.clerk_days[1], told.without_clerk), (Becomes::SelfService, 0.0, 1.0));
    }

    #[test]
    fn shares_and_rules_that_are_none_are_refused_by_field() {
        use kernel::Refuse;
        let forecast = hall([10.0; 7]);
        let told = |paying: f64, share: f64, rules: ShiftRules| {
            let halls = [ShiftHall { forecast: &forecast, paying }];
            let refusal = shift_online(&halls, share, &rules).unwrap_err();
            refusal.details()[0].1.to_owned()
        };
        assert_eq!(told(f64::NAN, 0.1, RULES), "paying");
        assert_eq!(told(0.5, 1.1, RULES), "share");
        assert_eq!(told(0.5, 0.1, ShiftRules { service_min: 0.0, ..RULES }), "service_min");
        assert_eq!(told(0.5, 0.1, ShiftRules { self_service_below: 21.0, ..RULES }), "self_service_below");
    }
}
