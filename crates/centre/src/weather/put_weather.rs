//! Noting weather: what was measured, and what is forecast.

use kernel::{Cx, Event, HallId, StaffId};
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, append, once};

use super::look::{Look, Part};
use super::{DayWeather, WeatherRefusal};

/// So many days can be noted at once: a year, and what is forecast beyond it.
pub const DAYS_MAX: usize = 400;

store::statements! {
    /// Notes a day. What was measured gives way only to another measurement.
    PUT_WEATHER_DAY = "INSERT INTO weather_day (org, day, mean_c_e1, rain_mm_e1, kind, set_by, set_us) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (org, day) DO UPDATE SET mean_c_e1 = excluded.mean_c_e1, rain_mm_e1 = excluded.rain_mm_e1, kind = excluded.kind, set_by = excluded.set_by, set_us = excluded.set_us
        WHERE weather_day.kind <> 'measured' OR excluded.kind = 'measured'";
}

/// Weather to be noted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PutWeather {
    /// The days, each once, in any order.
    pub days: Vec<DayWeather>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeatherPut {
    /// Days that were noted.
    pub noted: i64,
    /// Days that stayed as they had been measured.
    pub kept: i64,
}

/// Notes weather: all of it, or nothing. Of what was known of a day before, only a measurement stays, and that only
/// against a forecast.
///
/// # Errors
/// As [`WeatherRefusal`] says, or the database could not.
pub fn put_weather(
    tx: &mut dyn Tx,
    cx: &Cx,
    staff: StaffId,
    input: &PutWeather,
) -> Result<WeatherPut, Fail<Refusal<WeatherRefusal>>> {
    once(tx, cx, "put_weather", &[HallId::ORG], &(staff, input), |tx| {
        let days = || input.days.iter().map(|it| it.day);
        let (Some(from), Some(to), 1..=DAYS_MAX) = (days().min(), days().max(), input.days.len()) else {
            let rule = format!("1–{DAYS_MAX}");
            return Err(Fail::Refused(WeatherRefusal::Count { field: "days".into(), rule }));
        };
        let mut look = Look::new(cx.now.day(cx.zone));
        for (n, it) in input.days.iter().enumerate() {
            look.at(it, n + 1, |part| field(n, part)).map_err(Fail::Refused)?;
        }
        let mut put = WeatherPut { noted: 0, kept: 0 };
        for it in &input.days {
            let params = [
                cx.org.into(),
                it.day.into(),
                it.mean_c_e1.into(),
                it.rain_mm_e1.into(),
                it.kind.as_str().into(),
                staff.into(),
                cx.now.into(),
            ];
            match tx.execute(&PUT_WEATHER_DAY, &params)? {
                0 => put.kept += 1,
                _ => put.noted += 1,
            }
        }
        if put.noted > 0 {
            append(tx, cx, HallId::ORG, Event::WeatherNoted { from, to, days: put.noted })?;
        }
        Ok(put)
    })
}

fn field(n: usize, part: Part) -> String {
    let part = match part {
        Part::Day => "day",
        Part::Mean => "mean_c_e1",
        Part::Rain => "rain_mm_e1",
    };
    format!("days[{n}].{part}")
}
