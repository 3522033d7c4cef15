//! The weather of the company's city by days, which the forecast of footfall learns from.

use kernel::{Day, Time, WeatherKind};

use crate::wire::wire;

wire! {
    /// Weather to be noted.
    pub struct PutWeather {
        /// 1 to 400 days, each once. A forecast does not replace what was measured.
        pub days: Vec<WeatherDay>,
    }

    /// The weather of a day.
    pub struct WeatherDay {
        /// The day.
        pub day: Day,
        /// Mean temperature in tenths of a degree Celsius, -600 to 600.
        pub mean_c_e1: i64,
        /// Rain and melted snow in tenths of a millimetre, 0 to 20000.
        pub rain_mm_e1: i64,
        /// How it is known; measured only when the day is over.
        pub kind: WeatherKind,
    }

    /// What became of weather that was sent.
    pub struct WeatherPut {
        /// Days that were noted.
        pub noted: i64,
        /// Days that stayed as they had been measured.
        pub kept: i64,
    }

    /// What is known of the city's weather.
    pub struct CityWeather {
        /// The days that are known, oldest first.
        pub days: Vec<KnownWeather>,
    }

    /// The weather of a day, and who said so.
    pub struct KnownWeather {
        /// The weather.
        pub weather: WeatherDay,
        /// Who noted it.
        pub set_by: String,
        /// When.
        pub set_us: Time,
    }
}
