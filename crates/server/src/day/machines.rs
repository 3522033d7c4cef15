//! The devices of a hall: announced by its manager, enrolled by their codes, connected to the broker, as on site.

use std::sync::Arc;

use api::{AnnounceDevice, Clock as ClockNow, DemoScreen, DeviceAnnounced, DeviceEnrolled, HallToday};
use kernel::{CounterId, DeviceKind};
use pack::DeviceStock;

use super::City;
use super::http::{As, Fail};
use crate::clock::Clock;
use crate::device::{DeviceConfig, Enrolled, VirtualDevice};

/// A device of a hall.
pub(crate) struct Placed {
    /// Its kind.
    pub(crate) kind: DeviceKind,
    /// The counter it belongs to.
    pub(crate) counter: Option<CounterId>,
    /// How its own screen asks.
    pub(crate) screen: As,
    /// The device itself.
    pub(crate) device: VirtualDevice,
}

/// Sets up the devices that the hall's grade has, as its manager.
pub(crate) async fn set_up(city: &Arc<City>, hall: &HallToday, manager: &As) -> Vec<Placed> {
    let Some(standard) = city.pack.standard(hall.hall.grade, city.day) else { return Vec::new() };
    let kiosks = city.pack.hall(&hall.hall.code).map_or(0, |it| it.kiosks);
    let mut wanted: Vec<(DeviceKind, Option<CounterId>, String)> =
        (1..=kiosks).map(|n| (DeviceKind::Kiosk, None, format!("{n}号自助终端（示例）"))).collect();
    for stock in &standard.device {
        wanted.extend(of_stock(stock, hall));
    }
    let clock = match city.http.get::<ClockNow>("/api/v1/clock", None).await {
        Ok(now) => Arc::new(Clock::scaled(now.now_us, now.speed)),
        Err(_) => Arc::clone(&city.clock),
    };
    let mut placed = Vec::new();
    for (kind, counter, name) in wanted {
        match place(city, hall, manager, &clock, (kind, counter, &name)).await {
            Ok(it) => placed.push(it),
            Err(fail) => {
                tracing::warn!(hall = hall.hall.code, %kind, %fail, "a virtual device was not set up")
            }
        }
    }
    placed
}

fn of_stock(stock: &DeviceStock, hall: &HallToday) -> Vec<(DeviceKind, Option<CounterId>, String)> {
    let kind = stock.kind;
    let name = kind_name(kind);
    let per_hall = (1..=stock.per_hall).map(|n| (kind, None, format!("{name}{n}（示例）")));
    let per_counter = hall.counters.iter().flat_map(|counter| {
        (1..=stock.per_counter).map(|_| (kind, Some(counter.id), format!("{}{name}（示例）", counter.name)))
    });
    per_hall.chain(per_counter).collect()
}

fn kind_name(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Kiosk => "自助终端",
        DeviceKind::Display => "叫号屏",
        DeviceKind::Caller => "语音叫号器",
        DeviceKind::Pad => "评价器",
        DeviceKind::TicketPrinter => "小票打印机",
        DeviceKind::IdReader => "身份证读卡器",
        DeviceKind::SignaturePad => "签字板",
        DeviceKind::Tablet => "引导平板",
        DeviceKind::Cabinet => "便民伞柜",
        DeviceKind::Gate => "门禁",
    }
}

async fn place(
    city: &Arc<City>,
    hall: &HallToday,
    manager: &As,
    clock: &Arc<Clock>,
    (kind, counter, name): (DeviceKind, Option<CounterId>, &str),
) -> Result<Placed, Fail> {
    let id = hall.hall.id;
    let body = AnnounceDevice { kind, name: name.to_owned(), counter };
    let announced: DeviceAnnounced =
        city.http.post(&format!("/api/v1/halls/{id}/devices"), Some(manager), &body).await?;
    let code = serde_json::json!({ "code": announced.code });
    let enrolled: DeviceEnrolled = city.http.post("/api/v1/devices/enrol", None, &code).await?;
    let config = DeviceConfig {
        enrolled: Enrolled {
            device: enrolled.device,
            kind: enrolled.kind,
            hall: enrolled.hall,
            org: kernel::Org(enrolled.org),
            credential: enrolled.credential,
            mqtt_url: enrolled.mqtt_url,
            server_key: enrolled.server_key,
            heartbeat_s: enrolled.heartbeat_s,
        },
        mqtt_url: None,
        clock: Arc::clone(clock),
        seen_by: None,
        pictures: None,
    };
    let device = VirtualDevice::start(config).map_err(|fail| Fail::Network(fail.to_string()))?;
    show(city, hall, kind, counter, name, &enrolled.screen).await;
    Ok(Placed { kind, counter, screen: As::Screen(enrolled.screen), device })
}

/// Puts a screen of its own on the landing page.
async fn show(
    city: &City,
    hall: &HallToday,
    kind: DeviceKind,
    counter: Option<CounterId>,
    name: &str,
    screen: &str,
) {
    let surface = match kind {
        DeviceKind::Kiosk => "kiosk",
        DeviceKind::Display => "display",
        DeviceKind::Pad => "pad",
        _ => return,
    };
    let code = &hall.hall.code;
    let at = counter.map_or_else(String::new, |counter| format!("&counter={counter}"));
    city.show(DemoScreen {
        surface: surface.to_owned(),
        hall_code: code.clone(),
        url: format!("/{surface}?hall={code}{at}#{screen}"),
        name: name.to_owned(),
    })
    .await;
}
