//! Devices: announcing, enrolling, revoking, ordering, and what a device's own screen asks first.
//!
//! Secrets of a device are made from the house's key and the device's id, so that the same request sent again gets
//! the same answer and the store holds nothing but digests.

use std::sync::Arc;

use api::routes::{
    AnnounceADevice, Enrol, GetDeviceSelf, ListDevices, ListOrders, OrderADevice, RevokeDevice,
};
use api::{
    Device, DeviceAnnounced, DeviceEnrolled, DeviceOrder, DeviceOrders, DeviceSelf, Devices, Done, Health,
    PadAsk,
};
use data_encoding::HEXLOWER;
use edge::DeviceScope;
use edge::enrol::{Credential, EnrolCode};
use edge::order::{Order, OrderBody, OrderKey, PrintBytes};
use edge::printer::{Align, EscPos, PaperWidth};
use floor::devices::{self, Announce, DeviceRow, DeviceSecrets, DeviceState, Enrolled, OrderDevice};
use floor::evaluations::pending_at_counter;
use kernel::{CounterId, DeviceAct, DeviceId, DeviceKind, DeviceOrderId, HallId, Org};

use crate::config::BrokerAt;
use crate::draw::token_hash;
use crate::http::ask::Ask;
use crate::http::care::DONE;
use crate::http::evaluations::reasons;
use crate::http::mount::Mount;
use crate::keys::Keys;
use crate::{App, Refused};

/// Seconds without a touch after which a kiosk starts again; of the screen, not of the field.
const KIOSK_IDLE_S: i64 = 60;
/// Seconds a shown text stays.
const SHOW_S: i64 = 60;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(list_devices).on(announce).on(revoke).on(order).on(list_orders).on(enrol).on(device_self)
}

/// 32 secret bytes of a device, for one purpose.
fn secret(keys: &Keys, purpose: &str, org: Org, device: DeviceId) -> [u8; 32] {
    let digest = keys.fingerprint(&[purpose, &org.to_string(), &device.to_string()]);
    let bytes = HEXLOWER.decode(digest.as_bytes()).expect("a fingerprint is hexadecimal");
    bytes.try_into().expect("a fingerprint has 32 bytes")
}

fn code_of(keys: &Keys, org: Org, device: DeviceId) -> EnrolCode {
    let [bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = secret(keys, "enrol", org, device);
    EnrolCode::from_random(bytes)
}

fn credential_of(keys: &Keys, org: Org, device: DeviceId) -> Credential {
    Credential::from_random(secret(keys, "credential", org, device))
}

fn screen_of(keys: &Keys, org: Org, device: DeviceId) -> String {
    HEXLOWER.encode(&secret(keys, "screen", org, device))
}

async fn list_devices(app: Arc<App>, ask: Ask<ListDevices>) -> Result<Devices, Refused> {
    let (org, hall) = (app.org, ask.path.hall);
    app.live.hall(&app, hall).await?;
    let rows = app.read(move |tx| devices::devices_of(tx, org, hall)).await?;
    Ok(Devices { devices: rows.into_iter().map(device).collect() })
}

fn device(row: DeviceRow) -> Device {
    let mut faults = row.faults.clone();
    if row.state == DeviceState::Enrolled && !row.online {
        faults.push("lost".to_owned());
    }
    Device {
        id: row.id,
        kind: row.kind,
        name: row.name,
        counter: row.counter,
        state: row.state.as_str().to_owned(),
        online: row.online,
        seen_us: row.seen_at,
        faults,
        health: serde_json::from_str::<Health>(&row.health).ok(),
    }
}

async fn announce(app: Arc<App>, ask: Ask<AnnounceADevice>) -> Result<DeviceAnnounced, Refused> {
    let hall = ask.path.hall;
    let setting = app.live.today(&app, hall).await?;
    let (actor, api::AnnounceDevice { kind, name, counter }) = (ask.caller.actor(), ask.body);
    let input = Announce { kind, name, counter };
    let announced = app
        .write("announce_device", hall, actor, &ask.request, {
            let app = Arc::clone(&app);
            move |tx, cx| {
                let digest = |device| code_of(&app.keys, app.org, device).digest();
                devices::announce(tx, cx, &setting, &input, &digest)
            }
        })
        .await?;
    let code = code_of(&app.keys, app.org, announced.device).to_string();
    Ok(DeviceAnnounced { device: announced.device, code, expires_us: announced.expires })
}

async fn enrol(app: Arc<App>, ask: Ask<Enrol>) -> Result<DeviceEnrolled, Refused> {
    let wrong = |_| Refused::new("enrol_code").at("code");
    let digest = EnrolCode::parse(&ask.body.code).map_err(wrong)?.digest();
    let enrolled = app
        .write("enrol_device", HallId::ORG, ask.actor(), &ask.request, {
            let app = Arc::clone(&app);
            move |tx, cx| devices::enrol(tx, cx, digest, &|enrolled| secrets(&app, enrolled))
        })
        .await?;
    let Enrolled { device, kind, hall } = enrolled;
    Ok(DeviceEnrolled {
        device,
        kind,
        hall,
        org: app.org.0,
        credential: credential_of(&app.keys, app.org, device).reveal().to_owned(),
        screen: screen_of(&app.keys, app.org, device),
        mqtt_url: mqtt_url(&app),
        server_key: order_key(&app).public().text(),
        heartbeat_s: crate::plane::stretched_s(
            &app,
            app.live.today(&app, hall).await?.rules.device_heartbeat_s,
        ),
    })
}

fn secrets(app: &App, enrolled: &Enrolled) -> DeviceSecrets {
    let Enrolled { device, kind, hall } = *enrolled;
    let scope = DeviceScope { org: app.org, hall, device, kind };
    DeviceSecrets {
        credential_hash: credential_of(&app.keys, app.org, device).digest(&scope),
        screen_hash: token_hash(&screen_of(&app.keys, app.org, device)),
    }
}

fn mqtt_url(app: &App) -> String {
    let told = app.config.broker_url.clone();
    told.unwrap_or_else(|| match &app.config.broker {
        // Port 0 was any free one: what counts is where it listens now.
        BrokerAt::Own(address) => format!("mqtt://{}", app.broker_at.get().unwrap_or(address)),
        BrokerAt::External(url) => url.clone(),
        BrokerAt::None => String::new(),
    })
}

fn order_key(app: &App) -> OrderKey {
    OrderKey::from_secret(&app.keys.orders.to_bytes())
}

async fn revoke(app: Arc<App>, ask: Ask<RevokeDevice>) -> Result<Done, Refused> {
    let (hall, id) = (ask.path.hall, ask.path.device);
    app.write("revoke_device", hall, ask.actor(), &ask.request, move |tx, cx| {
        devices::revoke(tx, cx, hall, id)
    })
    .await?;
    Ok(DONE)
}

async fn order(app: Arc<App>, ask: Ask<OrderADevice>) -> Result<DeviceOrder, Refused> {
    let (org, hall, id) = (app.org, ask.path.hall, ask.path.device);
    let found = app.read(move |tx| devices::device(tx, org, id)).await?;
    let kind = found.filter(|it| it.hall == hall).ok_or(Refused::new("device_unknown"))?.kind;
    let act = ask.body.act;
    if !kind.obeys(act) {
        return Err(Refused::new("order_act").at("act").rule(format!("{kind}: {act}")));
    }
    let body = order_body(act, ask.body.text.trim())?;
    let setting = app.live.today(&app, hall).await?;
    check_order(&app, id, &body, setting.rules.device_order_s)?;
    let body = serde_json::to_string(&body).expect("an order is plain data");
    let input = OrderDevice { device: id, act, body };
    let given = app
        .write("order_device", hall, ask.actor(), &ask.request, move |tx, cx| {
            devices::order(tx, cx, &setting.rules, hall, &input)
        })
        .await?;
    Ok(wire_order(given))
}

/// What somebody at a screen means by an act and a text.
fn order_body(act: DeviceAct, text: &str) -> Result<OrderBody, Refused> {
    let wrong = |rule: &str| Refused::new("field_wrong").at("text").rule(rule);
    Ok(match act {
        DeviceAct::Call => OrderBody::Call {
            ticket: "TEST".to_owned(),
            counter: "0".to_owned(),
            text_zh: text.to_owned(),
            text_en: text.to_owned(),
            clip: None,
        },
        DeviceAct::Show => OrderBody::Show {
            text_zh: text.to_owned(),
            text_en: text.to_owned(),
            ticket: None,
            for_s: SHOW_S,
        },
        DeviceAct::Print => {
            let mut paper = EscPos::begin(PaperWidth::Mm80);
            paper.align(Align::Centre);
            for line in text.lines() {
                paper.line("text", line, 1).map_err(|refusal| wrong(&refusal.to_string()))?;
            }
            paper.feed(3);
            OrderBody::Print { bytes: PrintBytes(paper.cut()) }
        }
        DeviceAct::Open if text.is_empty() => OrderBody::Open { slot: None },
        DeviceAct::Open => OrderBody::Open { slot: Some(text.parse().map_err(|_| wrong("1–999"))?) },
        DeviceAct::Restart => OrderBody::Restart {},
        DeviceAct::Update => match text.split_whitespace().collect::<Vec<_>>()[..] {
            [version, path, sha256] => OrderBody::Update {
                version: version.to_owned(),
                path: path.to_owned(),
                sha256: sha256.to_owned(),
            },
            _ => return Err(wrong("version path sha256")),
        },
    })
}

/// Whether a device would take the order: it is signed once on trial, and every rule of the device plane speaks.
fn check_order(app: &App, device: DeviceId, body: &OrderBody, life_s: i64) -> Result<(), Refused> {
    let now = app.now();
    let order = Order {
        id: DeviceOrderId(1),
        device,
        body: body.clone(),
        issued_at: now,
        expires_at: now.plus_s(life_s),
    };
    let refused = |refusal: edge::Refusal| Refused::new("field_wrong").at("text").rule(refusal.to_string());
    order_key(app).sign(&order).map(drop).map_err(refused)
}

async fn list_orders(app: Arc<App>, ask: Ask<ListOrders>) -> Result<DeviceOrders, Refused> {
    let (org, hall, id) = (app.org, ask.path.hall, ask.path.device);
    let (found, orders) =
        app.read(move |tx| Ok((devices::device(tx, org, id)?, devices::orders_of(tx, org, id)?))).await?;
    if found.is_none_or(|it| it.hall != hall) {
        return Err(Refused::new("device_unknown"));
    }
    Ok(DeviceOrders { orders: orders.into_iter().map(wire_order).collect() })
}

fn wire_order(it: devices::Order) -> DeviceOrder {
    DeviceOrder {
        id: it.id,
        act: it.act,
        state: it.state,
        issued_us: it.issued_at,
        expires_us: it.expires_at,
        answered_us: it.answered_at,
        result: it.result,
    }
}

async fn device_self(app: Arc<App>, ask: Ask<GetDeviceSelf>) -> Result<DeviceSelf, Refused> {
    let (org, (id, kind, counter)) = (app.org, ask.caller.device()?);
    let (found, printer) = app
        .read(move |tx| {
            let found = devices::device(tx, org, id)?;
            let printer = match &found {
                Some(found) => devices::working_printer(tx, org, found.hall)?,
                None => None,
            };
            Ok((found, printer))
        })
        .await?;
    let found = found.ok_or(Refused::new("device_unknown"))?;
    let asks = kind == DeviceKind::Pad;
    let rate = match counter.filter(|_| asks) {
        Some(counter) => pad_ask(&app, found.hall, counter).await?,
        None => None,
    };
    Ok(DeviceSelf {
        device: id,
        kind,
        name: found.name,
        hall: found.hall,
        counter,
        idle_s: KIOSK_IDLE_S,
        rate,
        can_print: printer.is_some(),
    })
}

/// What the pad of a counter should ask about now.
async fn pad_ask(app: &Arc<App>, hall: HallId, counter: CounterId) -> Result<Option<PadAsk>, Refused> {
    let setting = app.live.today(app, hall).await?;
    let window_s = setting.rules.evaluation_pad_s;
    let (org, day, since) = (app.org, setting.day, app.now().plus_s(-window_s));
    let asked = app.read(move |tx| pending_at_counter(tx, org, hall, day, counter, since)).await?;
    Ok(asked.map(|asked| PadAsk {
        ticket: asked.ticket,
        label: asked.number.map_or_else(|| "—".to_owned(), |(prefix, number)| setting.label(&prefix, number)),
        reasons: reasons(),
        until_us: asked.asked_at.plus_s(window_s),
    }))
}
