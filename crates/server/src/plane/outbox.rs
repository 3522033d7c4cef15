//! Delivering what commits left in the outbox: at least once, oldest first; a device does each order once by its id.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use edge::order::{Order, OrderBody, PrintBytes};
use edge::printer::{Language, PaperWidth, TicketSlip, ticket};
use edge::{DeviceScope, Down, End, Topic};
use floor::devices::{self, ORDER_EFFECT, OrderDevice};
use floor::tickets::{Announce, PrintTicket};
use kernel::{Actor, DeviceAct, DeviceId, DeviceOrderId, HallId, OrderState, Org, RequestId, Time};
use store::{DbError, Fail, OutboxRow, Tx, outbox_due};

use super::Stands;
use super::uplink::stretched_s;
use crate::Refused;
use crate::http::view;

/// Looked at this often though nothing woke it, in real time.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Taken at once.
const BATCH: i64 = 64;
/// Tried so often, then given up.
const TRIES_MAX: i64 = 8;
/// The kind of a call that is to be heard; its target is the hall.
const ANNOUNCE: &str = "announce";
/// Between two tries, in seconds of the server's clock.
const RETRY_S: i64 = 5;

/// Delivers until the server closes.
pub(super) async fn deliver(stands: Arc<Stands>) {
    loop {
        tokio::select! {
            () = stands.app.hub.outbox_filled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stands.app.closed() => return,
        }
        while deliver_due(&stands).await {}
    }
}

/// Delivers what is due; whether there may be more.
async fn deliver_due(stands: &Arc<Stands>) -> bool {
    let app = &stands.app;
    let (org, now) = (app.org, app.now());
    let Ok((due, callers)) = app.read(move |tx| due(tx, org, now)).await else { return false };
    let full = due.len() == usize::try_from(BATCH).unwrap_or(usize::MAX);
    let mut delivered = Vec::with_capacity(due.len());
    for row in due {
        let outcome = match row.kind.as_str() {
            ANNOUNCE => announce(stands, &row, &callers).await,
            "print_ticket" => print(stands, &row).await,
            ORDER_EFFECT => send(stands, &row).await,
            kind => {
                tracing::error!(kind, "the outbox holds an effect that nobody delivers");
                Err(Refused::new("internal"))
            }
        };
        if outcome.is_ok() {
            delivered.push(row.id);
        } else {
            put_off(stands, &row).await;
        }
    }
    if !delivered.is_empty() {
        take_out(stands, delivered).await;
    }
    full
}

/// The callers of each hall in which somebody is called.
type Callers = HashMap<HallId, Vec<DeviceId>>;

/// What is due, and who is there to speak the calls among it: looked up once, however many are called.
fn due(tx: &mut dyn Tx, org: Org, now: Time) -> Result<(Vec<OutboxRow>, Callers), DbError> {
    let due = outbox_due(tx, org, now, BATCH)?;
    let mut callers = Callers::new();
    for hall in due.iter().filter(|row| row.kind == ANNOUNCE).filter_map(|row| row.target.parse().ok()) {
        if let Entry::Vacant(vacant) = callers.entry(hall) {
            vacant.insert(devices::working_callers(tx, org, hall)?);
        }
    }
    Ok((due, callers))
}

/// Takes delivered effects out, all in one commit: one for each would cost as much as the calls that they are of.
async fn take_out(stands: &Arc<Stands>, delivered: Vec<i64>) {
    let org = stands.app.org;
    settle(stands, move |tx| delivered.iter().try_for_each(|id| store::sent(tx, org, *id))).await;
}

/// Puts an effect off that failed, and gives up in the end.
async fn put_off(stands: &Arc<Stands>, row: &OutboxRow) {
    let (org, id, tries) = (stands.app.org, row.id, row.tries);
    let later = stands.app.now().plus_s(RETRY_S);
    settle(stands, move |tx| {
        if tries + 1 >= TRIES_MAX {
            store::give_up(tx, org, id)
        } else {
            store::try_later(tx, org, id, later)
        }
    })
    .await;
}

async fn settle(
    stands: &Arc<Stands>,
    mut change: impl FnMut(&mut dyn Tx) -> Result<(), DbError> + Send + 'static,
) {
    let command = move |tx: &mut dyn Tx| change(tx).map_err(Fail::<()>::from);
    // Lost at worst: the effects are delivered a second time, which the receiver knows by their ids.
    let (sender, receiver) = tokio::sync::oneshot::channel();
    if stands.app.store.write(store::Lane(0), command, move |outcome| drop(sender.send(outcome))).is_ok() {
        let _ = receiver.await;
    }
}

/// The request under which an effect is carried out: the same for every try.
fn request(row: &OutboxRow, device: DeviceId) -> Option<RequestId> {
    RequestId::new(&format!("outbox:{}:{device}", row.id))
}

/// Orders every caller of the hall that is there to speak a call.
async fn announce(stands: &Arc<Stands>, row: &OutboxRow, callers: &Callers) -> Result<(), Refused> {
    let Ok(call) = serde_json::from_str::<Announce>(&row.body) else { return Err(Refused::new("internal")) };
    let Ok(hall) = row.target.parse::<HallId>() else { return Err(Refused::new("internal")) };
    let again = call.recalls > 0;
    let body = OrderBody::Call {
        ticket: call.label.clone(),
        counter: call.counter.to_string(),
        text_zh: format!(
            "{}请{}号到{}号窗口办理业务",
            if again { "再次" } else { "" },
            call.label,
            call.counter
        ),
        text_en: format!("Ticket {}, please go to counter {}.", call.label, call.counter),
        clip: None,
    };
    for caller in callers.get(&hall).into_iter().flatten() {
        order(stands, row, hall, *caller, &body).await?;
    }
    Ok(())
}

/// Prints a number on a printer of the hall that works. The customer's link is made here and stored nowhere.
async fn print(stands: &Arc<Stands>, row: &OutboxRow) -> Result<(), Refused> {
    let Ok(slip) = serde_json::from_str::<PrintTicket>(&row.body) else {
        return Err(Refused::new("internal"));
    };
    let app = &stands.app;
    let (org, hall) = (app.org, slip.hall);
    let Some(printer) = app.read(move |tx| devices::working_printer(tx, org, hall)).await? else {
        // The kiosk was told so, and shows the number and its link instead.
        return Ok(());
    };
    let watch = app.live.watch(app, hall).await?;
    let people_ahead = watch.now().ahead(slip.ticket);
    let wait_min = slip.p50_s.zip(slip.p90_s).map(|(p50, p90)| ((p50 + 59) / 60, (p90 + 59) / 60));
    let slip = TicketSlip {
        hall: view::hall_name(app, hall),
        number: slip.label,
        items: view::item_names(app, &slip.items).into_iter().map(|item| item.zh).collect(),
        people_ahead,
        wait_min,
        issued_at: slip.issued_at,
        zone: app.zone,
        documents: view::documents(app, &slip.items),
        link: format!("{}{}", app.config.people_use(), view::link(app, slip.visit)),
        note: app.config.demo.then(|| "示例".to_owned()),
    };
    let bytes = ticket(&slip, Language::Zh, PaperWidth::Mm80).map_err(|refusal| {
        tracing::error!(code = refusal.code.as_str(), field = refusal.field, "a slip cannot be printed");
        Refused::new("internal")
    })?;
    order(stands, row, hall, printer, &OrderBody::Print { bytes: PrintBytes(bytes) }).await
}

async fn order(
    stands: &Arc<Stands>,
    row: &OutboxRow,
    hall: HallId,
    device: DeviceId,
    body: &OrderBody,
) -> Result<(), Refused> {
    let input =
        OrderDevice { device, act: body.act(), body: serde_json::to_string(body).expect("plain data") };
    let mut rules = (*stands.app.rules()?).clone();
    // Orders travel in real time, whatever the server's clock says.
    rules.device_order_s = stretched_s(&stands.app, rules.device_order_s);
    let command = move |tx: &mut dyn Tx, cx: &kernel::Cx| devices::order(tx, cx, &rules, hall, &input);
    let ordered = stands.run("order_device", hall, Actor::System, request(row, device), command).await;
    match ordered {
        // A device that was revoked meanwhile has nothing to do any more.
        Err(refused) if refused.code == "device_unknown" => Ok(()),
        ordered => ordered.map(drop),
    }
}

/// Signs an order and sends it to its device, as long as its time has not run out.
async fn send(stands: &Arc<Stands>, row: &OutboxRow) -> Result<(), Refused> {
    let Ok(id) = row.body.parse::<DeviceOrderId>() else { return Err(Refused::new("internal")) };
    let org = stands.app.org;
    let Some(stored) = stands.app.read(move |tx| devices::order_row(tx, org, id)).await? else {
        return Ok(());
    };
    sign_and_send(stands, &stored).await
}

async fn sign_and_send(stands: &Arc<Stands>, stored: &devices::Order) -> Result<(), Refused> {
    let open = matches!(stored.state, OrderState::Queued | OrderState::Sent);
    if !open || stored.expires_at <= stands.app.now() {
        return Ok(());
    }
    let Some(broker) = &stands.broker else { return Ok(()) };
    let (org, device) = (stands.app.org, stored.device);
    let Some(row) = stands.app.read(move |tx| devices::device(tx, org, device)).await? else { return Ok(()) };
    // Whoever is away gets its open orders when it comes back.
    if !row.works() {
        return Ok(());
    }
    let scope = DeviceScope { org, hall: row.hall, device, kind: row.kind };
    let body: OrderBody = serde_json::from_str(&stored.body).map_err(|_| Refused::new("internal"))?;
    let order =
        Order { id: stored.id, device, body, issued_at: stored.issued_at, expires_at: stored.expires_at };
    let signed = stands.key.sign(&order).map_err(|refusal| {
        tracing::error!(order = stored.id.0, code = refusal.code.as_str(), "an order cannot be signed");
        Refused::new("internal")
    })?;
    let bytes = serde_json::to_vec(&signed).expect("an order is plain data");
    let topic = Topic::of(&scope, End::Down(Down::Order));
    broker.publish(&topic, bytes, false).await.map_err(|error| {
        tracing::warn!(order = stored.id.0, %error, "an order did not go out");
        Refused::new("busy")
    })?;
    stands.app.metrics.device_orders.inc();
    let (hall, id) = (stored.hall, stored.id);
    let command = move |tx: &mut dyn Tx, cx: &kernel::Cx| devices::order_sent(tx, cx, hall, id);
    let request = RequestId::new(&format!("sent:{id}"));
    stands.run("order_sent", hall, Actor::System, request, command).await.map(drop)
}

/// Sends a device that came back what is still open for it.
pub(super) async fn send_again(stands: &Arc<Stands>, device: &DeviceScope) {
    let (org, id) = (stands.app.org, device.device);
    let Ok(orders) = stands.app.read(move |tx| devices::orders_of(tx, org, id)).await else { return };
    for order in orders.iter().rev().filter(|it| it.act != DeviceAct::Call) {
        // A call that nobody heard then is not spoken minutes later.
        let _ = sign_and_send(stands, order).await;
    }
}
