//! How many people will come to a hall: by day and hour, with intervals, and what the forecast is made of.

use kernel::{Day, HallId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::wire::wire;
use crate::{Sourced, WeatherDay};

wire! {
    /// The forecast of a hall's footfall.
    pub struct Footfall {
        /// The hall.
        pub hall: HallId,
        /// What it was made from, oldest first.
        pub history: Vec<FootfallDay>,
        /// The days to come.
        pub days: Vec<FootfallForecast>,
        /// How such forecasts of the same series would have done; absent when there is too little to try it on.
        pub backtest: Option<FootfallBacktest>,
        /// own, own_and_kin or kin: whose history it was learnt from.
        pub basis: String,
        /// Days that were learnt from.
        pub learnt_days: i64,
        /// Days of the history whose weather is known; without any, weather does nothing.
        pub weather_days: i64,
        /// Whether the history is made from the pack's arrivals for want of figures: an example, not this hall.
        pub example: bool,
        /// What it rests on.
        pub source: Sourced,
    }

    /// A day that was.
    pub struct FootfallDay {
        /// The day.
        pub day: Day,
        /// People who came; absent when the hall was closed.
        pub people: Option<f64>,
        /// Whether the day was too unlike the others to learn from.
        pub outlier: bool,
    }

    /// A day to come.
    pub struct FootfallForecast {
        /// The day.
        pub day: Day,
        /// workday, make_up_workday, weekend or holiday.
        pub kind: String,
        /// People expected; 0 when closed.
        pub people: f64,
        /// One day in ten has fewer.
        pub p10: f64,
        /// Half have fewer.
        pub p50: f64,
        /// One day in ten has more.
        pub p90: f64,
        /// What it is made of: a level and factors on it, whose product is `people`. Empty when closed.
        pub parts: Vec<FootfallPart>,
        /// By hour that is open.
        pub hours: Vec<FootfallHour>,
        /// Its weather, if it is known; else the usual of its month stands in.
        pub weather: Option<WeatherDay>,
    }

    /// A part of a forecast.
    pub struct FootfallPart {
        /// level, trend, weekday, holiday, billing, season, weather, marks, online or hours.
        pub code: String,
        /// `level` in people, all others a factor.
        pub value: f64,
    }

    /// An hour of a day to come.
    pub struct FootfallHour {
        /// Hour, 0 to 23.
        pub hour: i64,
        /// People expected.
        pub people: f64,
        /// One in ten has fewer.
        pub p10: f64,
        /// One in ten has more.
        pub p90: f64,
    }

    /// How forecasts did on days that were kept from them. Their weather was not: it is taken as if it had been forecast
    /// without fault.
    pub struct FootfallBacktest {
        /// Forecasts tried, each from an origin of its own.
        pub origins: i64,
        /// Mean absolute error, scaled by that of "as a week ago" within the history.
        pub mase: f64,
        /// The same of "as a week ago" on the same days.
        pub naive_mase: f64,
        /// Days that fell within the interval, in per mille; 800 were promised.
        pub covered_pm: i64,
    }
}

/// How far a forecast is to reach.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FootfallQuery {
    /// Days ahead; 28 if absent, 92 at most.
    pub days: Option<i64>,
}
