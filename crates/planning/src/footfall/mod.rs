//! Footfall: how many people come to a hall, by day and hour, weeks ahead, and how sure that is.
//!
//! Read history.rs for what goes in, calendar.rs for what is known of a day beforehand, forecast.rs for what comes out;
//! then predict.rs for how. In short: series.rs checks; columns.rs says which effects a day has, effects.rs finds them for
//! all halls together; level.rs carries what is left on in six ways, trial.rs weighs these by what they would have said
//! of past days, width.rs makes the bands from what that trial missed; shares.rs spreads days over hours; kin.rs stands in
//! where nobody has counted. arrivals.rs makes of a day the curve that staffing and simulation take; backtest.rs
//! holds the whole against what came.

mod arrivals;
mod backtest;
mod calendar;
mod columns;
mod counts;
mod effects;
mod forecast;
mod history;
mod kin;
mod level;
mod linear;
mod predict;
mod refuse;
mod series;
mod shares;
mod trial;
mod width;

pub use arrivals::{Arrivals, SLOT_MIN, StaffFor, arrivals};
pub use backtest::{BacktestPlan, HallScore, Naive, Score, ask, backtest, open_hours, score};
pub use calendar::{Billing, CYCLE_MAX, Calendar, CycleDay, DayFeatures, HOLIDAY_REACH, Holiday, Weather};
pub use forecast::{Band, Basis, DayForecast, Forecast, HourForecast, ModelShare, Parts};
pub use history::{
    Count, History, NextDay, OnlineShare, PastDay, Question, Span, Traits, clock_hours, open_minutes,
};
pub use predict::forecast;
pub use refuse::FootfallRefusal;
pub use series::{AHEAD_MAX, LEARN_DAYS, PEOPLE_MAX};
