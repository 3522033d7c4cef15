//! What must happen though nobody asks: silent devices are lost, orders and bookings run out, old answers are
//! forgotten. Every one is idempotent.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use floor::tickets::{MoveTicket, Mover, left_open, overdue_bookings};
use floor::{care, devices};
use kernel::{Actor, Day, DeviceId, HallId, Move, TicketId, Time};
use store::forget_before;

use super::Stands;
use crate::http::tickets::carry_out;
use crate::{App, Refused};

/// How often timers look, in real time.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How many looks between two of forgetting old answers.
const FORGET_EVERY: u64 = 1800;
/// Days looked back for tickets that nobody ended: a server that stood still over a long holiday finds them.
const LOOK_BACK_DAYS: i32 = 10;
/// How long the answer to a request is remembered, on the server's clock.
const REMEMBER_S: i64 = 48 * 3600;

/// Runs until the server closes.
pub(super) async fn run(stands: Arc<Stands>) {
    let mut looks: u64 = 0;
    let mut ended: Option<Day> = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stands.app.closed() => {
                write_heard(&stands).await;
                return;
            }
        }
        looks += 1;
        write_heard(&stands).await;
        let today = stands.app.today();
        let end = if ended == Some(today) { Ok(()) } else { end_days(&stands, today).await };
        if end.is_ok() {
            ended = Some(today);
        }
        let rest =
            [lose(&stands).await, expire(&stands).await, release(&stands).await, remind(&stands).await];
        for outcome in rest.into_iter().chain([end]) {
            if let Err(refused) = outcome {
                tracing::warn!(code = refused.code, "a timer could not do its work");
            }
        }
        if looks % FORGET_EVERY == 1 {
            forget(&stands).await;
        }
    }
}

/// Writes down when devices were heard, many at once.
async fn write_heard(stands: &Arc<Stands>) {
    let heard: Vec<(DeviceId, Time)> =
        stands.heard.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
    if heard.is_empty() {
        return;
    }
    let org = stands.app.org;
    let command =
        move |tx: &mut dyn store::Tx| -> Result<(), store::Fail<()>> { Ok(devices::seen(tx, org, &heard)?) };
    // Lost at worst: the next beat says it again.
    let _ = stands.app.store.write(store::Lane(0), command, |_| {});
}

/// Devices that count as there but were not heard for long.
async fn lose(stands: &Arc<Stands>) -> Result<(), Refused> {
    let app = &stands.app;
    // Beats travel in real time; where the clock runs faster, so does the patience.
    let patience_s = app.clock.stretch_us(app.rules()?.device_lost_after_s * 1_000_000) / 1_000_000;
    let (org, since) = (app.org, app.now().plus_s(-patience_s));
    let lost = app.read(move |tx| devices::lost_devices(tx, org, since)).await?;
    for (device, hall) in lost {
        let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| {
            devices::link(tx, cx, hall, device, false, "silent")
        };
        stands.run("device_link", hall, Actor::System, None, command).await?;
    }
    Ok(())
}

/// Orders whose time has run out.
async fn expire(stands: &Arc<Stands>) -> Result<(), Refused> {
    let (org, now) = (stands.app.org, stands.app.now());
    let halls = stands.app.read(move |tx| devices::halls_with_expired_orders(tx, org, now)).await?;
    for hall in halls {
        let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| devices::expire_orders(tx, cx, hall);
        stands.run("expire_orders", hall, Actor::System, None, command).await?;
    }
    Ok(())
}

/// Loans that became overdue.
async fn remind(stands: &Arc<Stands>) -> Result<(), Refused> {
    let (org, now) = (stands.app.org, stands.app.now());
    let halls = stands.app.read(move |tx| care::halls_with_overdue_loans(tx, org, now)).await?;
    for hall in halls {
        let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| care::tell_overdue(tx, cx, hall);
        stands.run("tell_overdue", hall, Actor::System, None, command).await?;
    }
    Ok(())
}

/// Ends what nobody ended in the days before `today`, once for each day that begins, and after a start.
async fn end_days(stands: &Arc<Stands>, today: Day) -> Result<(), Refused> {
    let app = &stands.app;
    let halls: Vec<HallId> = app.live.halls(app).await?.iter().map(|row| row.id).collect();
    for hall in halls {
        for day in (1..=LOOK_BACK_DAYS).map(|days| today.plus(-days)) {
            let org = app.org;
            for (ticket, step) in app.read(move |tx| left_open(tx, org, hall, day)).await? {
                end(app, (hall, day), ticket, step).await?;
            }
        }
    }
    Ok(())
}

/// One move of the system itself.
async fn end(
    app: &Arc<App>,
    (hall, day): (HallId, Day),
    ticket: TicketId,
    step: Move,
) -> Result<(), Refused> {
    let input = MoveTicket { ticket, step, counter: None, zone: None, to_hall: None, minutes: None };
    let request = app.draw.request();
    carry_out(app, (hall, day), Actor::System, &request, Mover::System, input).await.map(drop)
}

/// Bookings that were kept long enough.
async fn release(stands: &Arc<Stands>) -> Result<(), Refused> {
    let app = &stands.app;
    let halls: Vec<HallId> = app.live.halls(app).await?.iter().map(|row| row.id).collect();
    for hall in halls {
        let setting = app.live.today(app, hall).await?;
        let (org, now) = (app.org, app.now());
        let overdue = app.read(move |tx| overdue_bookings(tx, org, hall, &setting, now)).await?;
        for ticket in overdue {
            end(app, (hall, app.today()), ticket, Move::NoShow).await?;
        }
    }
    Ok(())
}

async fn forget(stands: &Arc<Stands>) {
    let (org, before) = (stands.app.org, stands.app.now().plus_s(-REMEMBER_S));
    let command =
        move |tx: &mut dyn store::Tx| -> Result<u64, store::Fail<()>> { Ok(forget_before(tx, org, before)?) };
    let _ = stands.app.store.write(store::Lane(0), command, |_| {});
}
