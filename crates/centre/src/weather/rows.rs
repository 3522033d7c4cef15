//! Weather as it is stored.

use kernel::{Day, Org, StaffId, Time, WeatherKind};
use planning::footfall::Weather;
use serde::Serialize;
use store::{DbError, Tx, all};

store::statements! {
    /// What is known of the days of a range.
    WEATHER = "SELECT day, mean_c_e1, rain_mm_e1, kind, set_by, set_us FROM weather_day WHERE org = $1 AND day BETWEEN $2 AND $3 ORDER BY day LIMIT 2000";
}

/// The weather of a day, as exactly as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayWeather {
    /// The day.
    pub day: Day,
    /// Mean temperature, tenths of a degree Celsius.
    pub mean_c_e1: i64,
    /// Rain and melted snow, tenths of a millimetre.
    pub rain_mm_e1: i64,
    /// How it is known.
    pub kind: WeatherKind,
}

impl DayWeather {
    /// As the forecast of footfall takes it.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "what weather can be is far below 2⁵³")]
    pub fn of_day(&self) -> (Day, Weather) {
        let (mean_c, rain_mm) = (self.mean_c_e1 as f64 / 10.0, self.rain_mm_e1 as f64 / 10.0);
        (self.day, Weather { mean_c, rain_mm })
    }
}

/// The weather of a day, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownWeather {
    /// The weather.
    pub weather: DayWeather,
    /// Who noted it.
    pub set_by: StaffId,
    /// When.
    pub set_at: Time,
}

/// What is known of the days from the first of `range` to the last, oldest first.
///
/// # Errors
/// The database could not.
pub fn weather(tx: &mut dyn Tx, org: Org, range: (Day, Day)) -> Result<Vec<KnownWeather>, DbError> {
    all(tx, &WEATHER, &[org.into(), range.0.into(), range.1.into()], |row| KnownWeather {
        weather: DayWeather {
            day: Day::from_number(row.int(0)).expect("a stored day is a day"),
            mean_c_e1: row.int(1),
            rain_mm_e1: row.int(2),
            kind: WeatherKind::parse(row.text(3)).expect("a stored kind is a word of the list"),
        },
        set_by: StaffId(row.int(4)),
        set_at: Time(row.int(5)),
    })
}
