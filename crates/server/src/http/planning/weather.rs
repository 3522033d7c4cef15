//! The city's weather over HTTP: what is known of it, and what is noted.

use std::sync::Arc;

use api::routes::{GetWeather, NoteWeather};
use api::{CityWeather, KnownWeather, WeatherDay, WeatherPut};
use centre::weather::{DayWeather, PutWeather, put_weather, weather};
use kernel::HallId;

use super::view;
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::view::days_of;
use crate::{App, Refused};

/// So many days can be asked for at once.
const DAYS_MAX: i32 = 1000;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(known).on(note)
}

/// A day's weather on the wire.
pub(super) fn weather_day(it: &DayWeather) -> WeatherDay {
    WeatherDay { day: it.day, mean_c_e1: it.mean_c_e1, rain_mm_e1: it.rain_mm_e1, kind: it.kind }
}

async fn known(app: Arc<App>, ask: Ask<GetWeather>) -> Result<CityWeather, Refused> {
    let range = days_of(&ask.query, app.today(), DAYS_MAX)?;
    let org = app.org;
    let known = app.read(move |tx| weather(tx, org, range)).await?;
    let names = view::names(&app, known.iter().map(|it| it.set_by)).await?;
    let day = |it: &centre::weather::KnownWeather| KnownWeather {
        weather: weather_day(&it.weather),
        set_by: names.get(&it.set_by).cloned().unwrap_or_default(),
        set_us: it.set_at,
    };
    Ok(CityWeather { days: known.iter().map(day).collect() })
}

async fn note(app: Arc<App>, ask: Ask<NoteWeather>) -> Result<WeatherPut, Refused> {
    let (staff, actor) = (ask.caller.staff()?, ask.caller.actor());
    let day = |it: WeatherDay| DayWeather {
        day: it.day,
        mean_c_e1: it.mean_c_e1,
        rain_mm_e1: it.rain_mm_e1,
        kind: it.kind,
    };
    let input = PutWeather { days: ask.body.days.into_iter().map(day).collect() };
    let put = app
        .write("put_weather", HallId::ORG, actor, &ask.request, move |tx, cx| {
            put_weather(tx, cx, staff, &input)
        })
        .await?;
    Ok(WeatherPut { noted: put.noted, kept: put.kept })
}
