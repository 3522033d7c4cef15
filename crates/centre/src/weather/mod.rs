//! The weather of the company's city by days: measured of those that are over, forecast of those to come. The forecast of
//! footfall learns from it.

mod look;
mod put_weather;
mod rows;
mod table;

pub use look::WeatherRefusal;
pub use put_weather::{DAYS_MAX, PutWeather, WeatherPut, put_weather};
pub use rows::{DayWeather, KnownWeather, weather};
pub use table::read_weather;

pub(crate) fn statements() -> Vec<&'static store::Sql> {
    [put_weather::STATEMENTS, rows::STATEMENTS].concat()
}
