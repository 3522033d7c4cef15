//! Orders to devices: written with their effect in one commit, answered once, expired when their time runs out.

use kernel::{Cx, DeviceAct, DeviceId, DeviceOrderId, Event, HallId, OrderState, Org, Time};
use pack::Rules;
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Row, Tx, all, append, first, once, send};

use super::health::Never;
use super::rows::{DeviceState, device};

/// The kind of an order's effect in the outbox; its target is the device, its body the order's id.
pub const ORDER_EFFECT: &str = "device_order";
/// The longest body of an order, in bytes of JSON.
const BODY_MAX: usize = 40 * 1024;

macro_rules! columns {
    () => {
        "SELECT id, hall, device, act, body, state, issued_us, expires_us, answered_us, result FROM device_order "
    };
}

store::statements! {
    /// A new order.
    ADD_ORDER = "INSERT INTO device_order (org, id, hall, device, act, body, state, issued_us, expires_us, answered_us, result) VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, $8, NULL, NULL)";
    /// The order went out.
    ORDER_SENT = "UPDATE device_order SET state = 'sent' WHERE org = $1 AND id = $2 AND state = 'queued'";
    /// The device answered an order that is still open.
    ORDER_ANSWERED = "UPDATE device_order SET state = $4, answered_us = $5, result = $6, body = '' WHERE org = $1 AND id = $2 AND device = $3 AND state IN ('queued', 'sent')";
    /// Orders of a hall whose time has run out.
    OVERDUE_ORDERS = "SELECT id, device, act FROM device_order WHERE org = $1 AND hall = $2 AND state IN ('queued', 'sent') AND expires_us <= $3 ORDER BY id LIMIT 200";
    /// Halls with such orders.
    OVERDUE_HALLS = "SELECT DISTINCT hall FROM device_order WHERE org = $1 AND state IN ('queued', 'sent') AND expires_us <= $2 ORDER BY hall LIMIT 1000";
    /// The time of an order ran out.
    EXPIRE = "UPDATE device_order SET state = 'expired', answered_us = $3, body = '' WHERE org = $1 AND id = $2 AND state IN ('queued', 'sent')";
    /// One order.
    ORDER = concat!(columns!(), "WHERE org = $1 AND id = $2");
    /// Orders of a device, newest first.
    ORDERS_OF = concat!(columns!(), "WHERE org = $1 AND device = $2 ORDER BY id DESC LIMIT 100");
}

/// Orders something of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderDevice {
    /// The device.
    pub device: DeviceId,
    /// What.
    pub act: DeviceAct,
    /// All of it, as the JSON that the device plane speaks.
    pub body: String,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: DeviceOrderId,
    /// The hall.
    pub hall: HallId,
    /// The device.
    pub device: DeviceId,
    /// What.
    pub act: DeviceAct,
    /// All of it, as the JSON that the device plane speaks; kept only as long as it may have to be sent again, and in
    /// no answer: a printed number carries its customer's link.
    #[serde(skip)]
    pub body: String,
    /// What became of it.
    pub state: OrderState,
    /// When it was given.
    pub issued_at: Time,
    /// When its time runs out.
    pub expires_at: Time,
    /// When it was answered or expired.
    pub answered_at: Option<Time>,
    /// What the device said.
    pub result: Option<String>,
}

kernel::refusals! {
    /// Why a device was not ordered.
    pub enum OrderRefusal {
        /// No such device in this hall, or not enrolled.
        Unknown = "device_unknown",
        /// Its kind cannot do that.
        Act { field, rule } = "order_act",
        /// More than a device takes.
        TooLarge { field, rule } = "body_too_large",
    }
}

/// Writes an order and its effect in one commit; it is good for as long as the pack says.
///
/// # Errors
/// As [`OrderRefusal`] says, or the database could not.
pub fn order(
    tx: &mut dyn Tx,
    cx: &Cx,
    rules: &Rules,
    hall: HallId,
    input: &OrderDevice,
) -> Result<Order, Fail<Refusal<OrderRefusal>>> {
    once(tx, cx, "order", &[hall], &(hall, input), |tx| {
        let found = device(tx, cx.org, input.device)?;
        let found = found.filter(|it| it.hall == hall && it.state == DeviceState::Enrolled);
        let Some(found) = found else { return Err(Fail::Refused(OrderRefusal::Unknown)) };
        if !found.kind.obeys(input.act) {
            let rule = format!("{}: {}", found.kind, input.act);
            return Err(Fail::Refused(OrderRefusal::Act { field: "act".into(), rule }));
        }
        if input.body.len() > BODY_MAX {
            let rule = format!("≤ {BODY_MAX} B");
            return Err(Fail::Refused(OrderRefusal::TooLarge { field: "body".into(), rule }));
        }
        let order = Order {
            id: cx.ids.next(),
            hall,
            device: input.device,
            act: input.act,
            body: input.body.clone(),
            state: OrderState::Queued,
            issued_at: cx.now,
            expires_at: cx.now.plus_s(rules.device_order_s),
            answered_at: None,
            result: None,
        };
        write(tx, cx, &order)?;
        Ok(order)
    })
}

fn write(tx: &mut dyn Tx, cx: &Cx, order: &Order) -> Result<(), DbError> {
    let params = [
        cx.org.into(),
        order.id.into(),
        order.hall.into(),
        order.device.into(),
        order.act.as_str().into(),
        (&order.body).into(),
        order.issued_at.into(),
        order.expires_at.into(),
    ];
    tx.execute(&ADD_ORDER, &params)?;
    let (id, target) = (order.id.to_string(), order.device.to_string());
    send(tx, cx, cx.ids.next(), ORDER_EFFECT, &target, &id)?;
    say(tx, cx, order.hall, (order.id, order.device, order.act), OrderState::Queued)
}

fn say(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    (order, device, act): (DeviceOrderId, DeviceId, DeviceAct),
    state: OrderState,
) -> Result<(), DbError> {
    append(tx, cx, hall, Event::DeviceOrdered { device, order, act, state })
}

/// The order went out to the device. Answers whether that is new.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn order_sent(
    tx: &mut dyn Tx,
    cx: &Cx,
    hall: HallId,
    id: DeviceOrderId,
) -> Result<bool, Fail<Refusal<Never>>> {
    once(tx, cx, "order_sent", &[hall], &(hall, id), |tx| {
        let Some(order) = order_row(tx, cx.org, id)?.filter(|order| order.hall == hall) else {
            return Ok(false);
        };
        if tx.execute(&ORDER_SENT, &[cx.org.into(), id.into()])? == 0 {
            return Ok(false);
        }
        say(tx, cx, hall, (id, order.device, order.act), OrderState::Sent)?;
        Ok(true)
    })
}

/// The device has done the order, or could not. The first answer in time counts; answers whether this was it.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn order_answered(
    tx: &mut dyn Tx,
    cx: &Cx,
    from: DeviceId,
    id: DeviceOrderId,
    done: bool,
    result: &str,
) -> Result<bool, Fail<Refusal<Never>>> {
    // A device answers only for itself; and a second answer is not worth a lock.
    let order = order_row(tx, cx.org, id)?;
    let open = |order: &Order| matches!(order.state, OrderState::Queued | OrderState::Sent);
    let Some(order) = order.filter(|order| order.device == from && open(order)) else { return Ok(false) };
    once(tx, cx, "order_answered", &[order.hall], &(from, id, done, result), |tx| {
        let state = if done { OrderState::Done } else { OrderState::Failed };
        let result: String = result.chars().filter(|c| !c.is_control()).take(200).collect();
        let params =
            [cx.org.into(), id.into(), from.into(), state.as_str().into(), cx.now.into(), (&result).into()];
        if tx.execute(&ORDER_ANSWERED, &params)? == 0 {
            return Ok(false);
        }
        say(tx, cx, order.hall, (id, from, order.act), state)?;
        Ok(true)
    })
}

/// Ends the orders of a hall whose time has run out, up to 200; answers how many.
///
/// # Errors
/// The database could not, or the request id was used before.
pub fn expire_orders(tx: &mut dyn Tx, cx: &Cx, hall: HallId) -> Result<i64, Fail<Refusal<Never>>> {
    once(tx, cx, "expire_orders", &[hall], &hall, |tx| {
        let params = [cx.org.into(), hall.into(), cx.now.into()];
        let overdue = all(tx, &OVERDUE_ORDERS, &params, |row| {
            let act = DeviceAct::parse(row.text(2)).expect("a stored act is one of the list");
            (DeviceOrderId(row.int(0)), DeviceId(row.int(1)), act)
        })?;
        let mut expired = 0;
        for order in overdue {
            if tx.execute(&EXPIRE, &[cx.org.into(), order.0.into(), cx.now.into()])? > 0 {
                say(tx, cx, hall, order, OrderState::Expired)?;
                expired += 1;
            }
        }
        Ok(expired)
    })
}

/// Halls with orders whose time has run out.
///
/// # Errors
/// The database could not.
pub fn halls_with_expired_orders(tx: &mut dyn Tx, org: Org, now: Time) -> Result<Vec<HallId>, DbError> {
    all(tx, &OVERDUE_HALLS, &[org.into(), now.into()], |row| HallId(row.int(0)))
}

/// One order.
///
/// # Errors
/// The database could not.
pub fn order_row(tx: &mut dyn Tx, org: Org, id: DeviceOrderId) -> Result<Option<Order>, DbError> {
    first(tx, &ORDER, &[org.into(), id.into()], read)
}

/// Orders of a device, newest first, up to 100.
///
/// # Errors
/// The database could not.
pub fn orders_of(tx: &mut dyn Tx, org: Org, device: DeviceId) -> Result<Vec<Order>, DbError> {
    all(tx, &ORDERS_OF, &[org.into(), device.into()], read)
}

fn read(row: &dyn Row) -> Order {
    Order {
        id: DeviceOrderId(row.int(0)),
        hall: HallId(row.int(1)),
        device: DeviceId(row.int(2)),
        act: DeviceAct::parse(row.text(3)).expect("a stored act is one of the list"),
        body: row.text(4).to_owned(),
        state: OrderState::parse(row.text(5)).expect("a stored state is one of the list"),
        issued_at: Time(row.int(6)),
        expires_at: Time(row.int(7)),
        answered_at: row.opt_int(8).map(Time),
        result: row.opt_text(9).map(str::to_owned),
    }
}
