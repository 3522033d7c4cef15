//! Halls and boards for everybody: the list with waits, the board, its feed.

use std::sync::Arc;

use api::routes::{FollowBoard, FollowHall, GetBoard, ListHalls};
use api::{HallBrief, Halls, LoggedEvent, Span};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::stream::{self, StreamExt as _};
use kernel::{Actor, CounterState, Event, HallId, Role};
use store::{StoredEvent, events_after};
use tokio::sync::broadcast::error::RecvError;

use crate::http::ask::Ask;
use crate::http::mount::{Mount, json};
use crate::http::sse::{self, Say};
use crate::live::{Now, Shared};
use crate::{App, Refused};

/// Events read at once when a feed is taken up again.
const PAGE: i64 = 500;
/// Pages at most; whoever missed more loads again.
const PAGES_MAX: usize = 20;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(list_halls).raw(get_board).raw(follow_board).raw(follow_hall)
}

async fn list_halls(app: Arc<App>, _: Ask<ListHalls>) -> Result<Halls, Refused> {
    let rows = app.live.halls(&app).await?;
    let mut halls = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        halls.push(hall_brief(&app, row.id).await?);
    }
    halls.sort_by(|one, other| (one.grade, &one.code).cmp(&(other.grade, &other.code)));
    Ok(Halls { halls })
}

/// A hall as it stands, for lists.
pub(crate) async fn hall_brief(app: &Arc<App>, hall: HallId) -> Result<HallBrief, Refused> {
    let row = app.live.hall(app, hall).await?;
    let watch = app.live.watch(app, hall).await?;
    let shown = watch.shown();
    let now = watch.now();
    let county = app.pack.counties.iter().find(|it| it.code == row.county);
    let open = |state: CounterState| state == CounterState::Open;
    let counters_open = now.live().counters.values().filter(|it| open(it.state)).count();
    Ok(HallBrief {
        id: row.id,
        code: row.code,
        name: row.name,
        name_en: row.name_en,
        grade: now.setting().plan.grade,
        county: county.map_or(row.county, |it| it.name_zh.clone()),
        lat_e6: row.lat_e6,
        lon_e6: row.lon_e6,
        open: now.setting().open_at(app.now()),
        hours: hours(&now),
        waiting: now.waiting(),
        counters_open: i64::try_from(counters_open).unwrap_or(i64::MAX),
        wait: shown.board.wait.clone(),
    })
}

fn hours(now: &Now<'_>) -> Vec<Span> {
    let spans = now.setting().hours.as_ref().map_or(&[][..], |hours| &hours.spans);
    spans.iter().map(|span| Span { from_min: span.from_min, to_min: span.to_min }).collect()
}

async fn get_board(app: Arc<App>, ask: Ask<GetBoard>) -> Result<Response, Refused> {
    let watch = app.live.watch(&app, ask.path.hall).await?;
    Ok(json(StatusCode::OK, &watch.shown().board))
}

/// The board at every change. Whoever comes back gets the board as it is: nothing older is worth showing.
async fn follow_board(app: Arc<App>, ask: Ask<FollowBoard>) -> Result<Response, Refused> {
    let watch = app.live.watch(&app, ask.path.hall).await?;
    let boards = stream::unfold((watch.follow(), true), |(mut shown, first)| async move {
        if !first {
            shown.changed().await.ok()?;
        }
        let frame = shown.borrow_and_update().frame.clone();
        Some((Say::Frame(frame), (shown, false)))
    });
    Ok(sse::stream(&app, boards))
}

/// The hall's events, those the viewer may see, from where the viewer left off.
async fn follow_hall(app: Arc<App>, ask: Ask<FollowHall>) -> Result<Response, Refused> {
    let hall = ask.path.hall;
    app.live.hall(&app, hall).await?;
    let sees = Sees::of(ask.caller.roles());
    // Listen first and read then, so that nothing falls in between; what comes twice is told apart by its place.
    let heard = app.hub.listen();
    let (missed, from) = missed(&app, hall, ask.last_event_id.as_deref()).await?;
    let missed = stream::iter(missed).filter_map(move |said| async move {
        match said {
            Some(event) => sees.event(&event).then(|| Say::Frame(frame(&event))),
            None => Some(Say::Resync),
        }
    });
    let live = stream::unfold((heard, from), move |(mut heard, from)| async move {
        loop {
            match heard.recv().await {
                Ok(event) if event.hall == hall && (event.day, event.seq) > from => {
                    let next = (event.day, event.seq);
                    if sees.event(&event) {
                        return Some((Say::Frame(frame(&event)), (heard, next)));
                    }
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some((Say::Resync, (heard, from))),
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Ok(sse::stream(&app, missed.chain(live)))
}

type Place = (kernel::Day, i64);

/// What a viewer missed since its last event, and the place after which it has not heard anything yet.
async fn missed(
    app: &Arc<App>,
    hall: HallId,
    last_event_id: Option<&str>,
) -> Result<(Vec<Option<Shared>>, Place), Refused> {
    let (org, today) = (app.org, app.today());
    let Some((day, after)) = sse::place(last_event_id) else {
        return Ok((Vec::new(), (today, 0)));
    };
    let mut missed: Vec<Option<Shared>> = Vec::new();
    let mut from = (day, after);
    // A place of another day, or of the future, is not one we can count from.
    if day != today {
        return Ok((vec![None], (today, 0)));
    }
    for _ in 0..PAGES_MAX {
        let after = from.1;
        let page = app.read(move |tx| events_after(tx, org, hall, day, after, PAGE)).await?;
        let full = page.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
        if let Some(last) = page.last() {
            from = (day, last.seq);
        }
        missed.extend(page.into_iter().map(|event| Some(Arc::new(event))));
        if !full {
            return Ok((missed, from));
        }
    }
    Ok((vec![None], from))
}

fn frame(event: &StoredEvent) -> bytes::Bytes {
    let json = serde_json::to_vec(&logged(event)).expect("an event is plain data");
    sse::event(Some((event.day, event.seq)), Some("event"), &json)
}

/// An event on the wire.
pub(crate) fn logged(event: &StoredEvent) -> LoggedEvent {
    let (actor, actor_id) = match event.actor {
        Actor::Staff(staff) => ("staff", Some(staff.to_string())),
        Actor::Device(device) => ("device", Some(device.to_string())),
        Actor::Customer(visit) => ("customer", Some(visit.to_string())),
        Actor::Guest => ("guest", None),
        Actor::System => ("system", None),
    };
    LoggedEvent {
        seq: event.seq,
        at_us: event.at,
        actor: actor.to_owned(),
        actor_id,
        event: serde_json::from_str(&event.body).unwrap_or(serde_json::Value::Null),
    }
}

/// What a viewer may see of a hall's events: the floor sees the floor, the system admin devices, the auditor all.
#[derive(Clone, Copy, Debug)]
struct Sees {
    floor: bool,
    devices: bool,
    accounts: bool,
}

impl Sees {
    fn of(roles: &[Role]) -> Sees {
        let any = |wanted: &[Role]| roles.iter().any(|role| wanted.contains(role));
        let auditor = any(&[Role::Auditor]);
        Sees {
            floor: auditor
                || any(&[Role::Clerk, Role::Cashier, Role::Guide, Role::HallManager, Role::Command]),
            devices: auditor || any(&[Role::HallManager, Role::Guide, Role::Command, Role::SystemAdmin]),
            accounts: auditor,
        }
    }

    fn event(self, event: &StoredEvent) -> bool {
        match &event.event {
            Event::StaffLoggedIn { .. }
            | Event::StaffLogInFailed { .. }
            | Event::StaffLoggedOut { .. }
            | Event::StaffChanged { .. } => self.accounts,
            it if it.device().is_some() => self.devices,
            _ => self.floor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Day, DeviceId, Org, StaffId, TicketId, Time};

    fn stored(event: Event) -> StoredEvent {
        let body = serde_json::to_string(&event).unwrap();
        let day = Day::new(2026, 10, 12).unwrap();
        StoredEvent {
            org: Org(1407),
            hall: HallId(1),
            day,
            seq: 1,
            at: Time(0),
            actor: Actor::System,
            event,
            body,
        }
    }

    #[test]
    fn log_ins_are_seen_by_the_auditor_only_and_devices_not_by_clerks() {
        let log_in = stored(Event::StaffLoggedIn { staff: StaffId(1) });
        let device = stored(Event::DeviceRevoked { device: DeviceId(1) });
        let ticket = stored(Event::ItemsChanged { ticket: TicketId(1), items: Vec::new() });
        let sees = |role, event: &StoredEvent| Sees::of(&[role]).event(event);
        for role in Role::ALL {
            assert_eq!(sees(*role, &log_in), *role == Role::Auditor, "{role}");
        }
        assert!(!sees(Role::Clerk, &device) && sees(Role::SystemAdmin, &device));
        assert!(sees(Role::Clerk, &ticket) && !sees(Role::SystemAdmin, &ticket));
    }
}
