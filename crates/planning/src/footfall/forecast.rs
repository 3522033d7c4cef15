//! What is told of the days to come: bands for days and hours, the parts that they are made of, how it was found.

use kernel::{Day, HallId};
use serde::{Deserialize, Serialize};

use super::Span;

/// How many people, and how sure. `p10 ≤ p50 ≤ p90`, none negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Expected number. Hours add up to their day.
    pub mean: f64,
    /// Below it in one case of ten. Between whole numbers by interpolation, so that bands do not jump.
    pub p10: f64,
    /// The median: a whole number, for people are counted whole.
    pub p50: f64,
    /// Above it in one case of ten; like `p10`. Hours do not add up to their day: not all are busy at once.
    pub p90: f64,
}

/// The forecast of a clock hour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourForecast {
    /// The hour, 0 … 23.
    pub hour: u8,
    /// People who come in it.
    pub people: Band,
}

/// What the expected number of a day is made of: `level` people on a plain day, times every factor. A factor of 1 says
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// People on an average open day at the end of the history; everything else is a factor on it.
    pub level: f64,
    /// How far the level will have moved by then, going on as lately and fading.
    pub trend: f64,
    /// The day of the week, or a make-up workday.
    pub weekday: f64,
    /// The holiday it is in or near.
    pub holiday: f64,
    /// The day of the billing cycle and the end of the month.
    pub billing: f64,
    /// The time of the year; 1 with less than a year and a half of history.
    pub season: f64,
    /// The weather, as far as it is known.
    pub weather: f64,
    /// Marked days: market, temple fair.
    pub marks: f64,
    /// Business moved online by the path that was given, against the end of the history.
    pub online: f64,
    /// Opening hours shorter or longer than usual.
    pub hours: f64,
}

impl Parts {
    /// The expected number that they make.
    #[must_use]
    pub fn product(&self) -> f64 {
        self.factors().iter().fold(self.level, |product, (_, factor)| product * factor)
    }

    /// Every factor with its name, in the order in which they are told.
    #[must_use]
    pub fn factors(&self) -> [(&'static str, f64); 9] {
        [
            ("trend", self.trend),
            ("weekday", self.weekday),
            ("holiday", self.holiday),
            ("billing", self.billing),
            ("season", self.season),
            ("weather", self.weather),
            ("marks", self.marks),
            ("online", self.online),
            ("hours", self.hours),
        ]
    }
}

/// The forecast of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayForecast {
    /// The day.
    pub day: Day,
    /// When it is open; empty for closed, and then every number is 0.
    pub spans: Vec<Span>,
    /// People in the whole day.
    pub people: Band,
    /// What the mean is made of; nothing for a closed day.
    pub parts: Option<Parts>,
    /// Its clock hours, in order; none for a closed day.
    pub hours: Vec<HourForecast>,
}

/// A way to carry the level on, and how far it was trusted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelShare {
    /// Its name.
    pub model: String,
    /// Its weight; all weights of a hall add up to 1.
    pub weight: f64,
    /// Mean absolute error of its days in the rolling-origin trial, in parts of the hall's mean day; nothing if the
    /// history was too short for one.
    pub error: Option<f64>,
}

/// Where the numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// From its own history; effects are shared with kin as far as kin agree.
    Own,
    /// From a history too short to stand alone, and kin.
    OwnAndKin,
    /// From kin alone: nobody has counted here yet.
    Kin,
}

/// The forecast of a hall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The hall.
    pub hall: HallId,
    /// Where the numbers come from.
    pub basis: Basis,
    /// Days that were learnt from.
    pub learnt_days: u32,
    /// Days that were taken for outliers and weighed down, in order.
    pub outliers: Vec<Day>,
    /// How the level is carried on.
    pub models: Vec<ModelShare>,
    /// The days asked for.
    pub days: Vec<DayForecast>,
}
