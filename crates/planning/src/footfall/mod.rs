//! Footfall: how many people come to a hall, by day and hour, weeks ahead, and how sure that is.
//!
//! Read history.rs for what goes in, calendar.rs for what is known of a day beforehand, forecast.rs for what comes out.

mod calendar;
mod forecast;
mod history;
mod refuse;

pub use calendar::{Billing, CYCLE_MAX, Calendar, CycleDay, DayFeatures, HOLIDAY_REACH, Holiday, Weather};
pub use forecast::{Band, Basis, DayForecast, Forecast, HourForecast, ModelShare, Parts};
pub use history::{
    Count, History, NextDay, OnlineShare, PastDay, Question, Span, Traits, clock_hours, open_minutes,
};
pub use refuse::FootfallRefusal;
