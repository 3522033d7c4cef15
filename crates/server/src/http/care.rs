//! Care and amenities: rooms, things lent, stock, cleaning, the child corner.

use std::sync::Arc;

use api::routes::{
    BookARoom, CountAmenity, LendItem, ListAmenities, ListRooms, MarkCleaned, ReleaseRoom, ReturnItem,
    SetChildCorner,
};
use api::{Amenities, Amenity, Done, Loan, Room, RoomBooking, Rooms, ZoneCare};
use floor::Setting;
use floor::care::{self, AmenityRow, BookRoom, LoanRow};
use kernel::{Day, Time};
use pack::GradeStandard;

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount
        .on(list_rooms)
        .on(book_room)
        .on(release_room)
        .on(list_amenities)
        .on(lend)
        .on(take_back)
        .on(count_stock)
        .on(mark_cleaned)
        .on(set_children)
}

/// What is done.
pub(crate) const DONE: Done = Done { done: true };

fn standard<'a>(app: &'a App, setting: &Setting) -> Option<&'a GradeStandard> {
    app.pack.standard(setting.plan.grade, setting.day)
}

async fn list_rooms(app: Arc<App>, ask: Ask<ListRooms>) -> Result<Rooms, Refused> {
    let (org, hall) = (app.org, ask.path.hall);
    let day: Day = ask.query.day.unwrap_or_else(|| app.today());
    let setting = app.live.setting(&app, hall, day).await?;
    let (from, to) = (day.start(app.zone), day.plus(1).start(app.zone));
    let booked = app.read(move |tx| care::room_bookings(tx, org, hall, from, to)).await?;
    let name = |code: &String| {
        let room = standard(&app, &setting)?.room.iter().find(|room| room.code == *code)?;
        Some(room.name_zh.clone())
    };
    let room = |code: &String| Room {
        code: code.clone(),
        name: name(code).unwrap_or_else(|| code.clone()),
        bookings: booked.iter().filter(|it| it.room == *code).map(booking).collect(),
    };
    let rooms = setting.plan.rooms.iter().map(room).collect();
    Ok(Rooms { day, rooms, quarters_max: setting.rules.room_slots_max })
}

fn booking(it: &care::RoomBooking) -> RoomBooking {
    RoomBooking { id: it.id, from_us: it.from, quarters: it.quarters, visit: it.visit }
}

async fn book_room(app: Arc<App>, ask: Ask<BookARoom>) -> Result<RoomBooking, Refused> {
    let hall = ask.path.hall;
    let setting = app.live.today(&app, hall).await?;
    // A time far outside of the calendar is on no day; the command refuses it by its own rules.
    let day = ask.body.from_us.day(app.zone);
    let ahead = (app.today()..=app.today().plus(366)).contains(&day);
    let hours = if ahead { app.live.setting(&app, hall, day).await?.hours.clone() } else { None };
    let input = BookRoom {
        room: ask.path.room.clone(),
        from: ask.body.from_us,
        quarters: ask.body.quarters,
        visit: ask.body.visit,
    };
    let booked = app
        .write("book_room", hall, ask.actor(), &ask.request, move |tx, cx| {
            care::book_room(tx, cx, &setting, hours.as_ref(), &input)
        })
        .await?;
    Ok(booking(&booked))
}

async fn release_room(app: Arc<App>, ask: Ask<ReleaseRoom>) -> Result<Done, Refused> {
    let (hall, record) = (ask.path.hall, ask.path.record);
    app.write("release_room", hall, ask.actor(), &ask.request, move |tx, cx| {
        care::release_room(tx, cx, hall, record)
    })
    .await?;
    Ok(DONE)
}

async fn list_amenities(app: Arc<App>, ask: Ask<ListAmenities>) -> Result<Amenities, Refused> {
    let (org, hall) = (app.org, ask.path.hall);
    let setting = app.live.today(&app, hall).await?;
    let (kinds, loans, zones) = app
        .read(move |tx| {
            Ok((
                care::amenities(tx, org, hall)?,
                care::open_loans(tx, org, hall)?,
                care::zones_now(tx, org, hall)?,
            ))
        })
        .await?;
    let now = app.now();
    let every_min = setting.rules.cleaning_every_min;
    let zone = |zone: &floor::PlanZone| {
        let row = zones.iter().find(|row| row.zone == zone.code);
        ZoneCare {
            zone: zone.code.clone(),
            name: zone.name.clone(),
            cleaned_us: row.and_then(|row| row.cleaned_at),
            due: row.is_none_or(|row| row.cleaning_due(now, every_min)),
        }
    };
    Ok(Amenities {
        kinds: kinds.into_iter().map(|row| amenity(&app, &setting, row)).collect(),
        loans: loans.into_iter().map(|row| loan(row, now)).collect(),
        zones: setting.plan.zones.iter().map(zone).collect(),
        children: zones.iter().find(|zone| zone.is_child_corner()).map_or(0, |zone| zone.people),
        child_places: setting.plan.child_corner_places,
    })
}

fn amenity(app: &App, setting: &Setting, row: AmenityRow) -> Amenity {
    let named = standard(app, setting).and_then(|it| it.amenity.iter().find(|it| it.code == row.kind));
    Amenity {
        name: named.map_or_else(|| row.kind.clone(), |it| it.name_zh.clone()),
        name_en: named.map_or_else(|| row.kind.clone(), |it| it.name_en.clone()),
        loan_min: setting.rules.loan_min(&row.kind).unwrap_or(0),
        kind: row.kind,
        total: row.total,
        lent: row.lent,
        counted_us: row.counted_at,
    }
}

fn loan(row: LoanRow, now: Time) -> Loan {
    let overdue = row.overdue(now);
    Loan { id: row.id, kind: row.kind, visit: row.visit, lent_us: row.lent_at, due_us: row.due, overdue }
}

async fn lend(app: Arc<App>, ask: Ask<LendItem>) -> Result<Loan, Refused> {
    let hall = ask.path.hall;
    let setting = app.live.today(&app, hall).await?;
    let (actor, api::Lend { kind, visit }) = (ask.caller.actor(), ask.body);
    let lent = app
        .write("lend", hall, actor, &ask.request, move |tx, cx| care::lend(tx, cx, &setting, &kind, visit))
        .await?;
    Ok(loan(lent, app.now()))
}

async fn take_back(app: Arc<App>, ask: Ask<ReturnItem>) -> Result<Done, Refused> {
    let (hall, record) = (ask.path.hall, ask.path.record);
    app.write("take_back", hall, ask.actor(), &ask.request, move |tx, cx| {
        care::take_back(tx, cx, hall, record)
    })
    .await?;
    Ok(DONE)
}

async fn count_stock(app: Arc<App>, ask: Ask<CountAmenity>) -> Result<Done, Refused> {
    let (hall, total, actor, kind) = (ask.path.hall, ask.body.total, ask.caller.actor(), ask.path.kind);
    app.write("count_stock", hall, actor, &ask.request, move |tx, cx| {
        care::count_stock(tx, cx, hall, &kind, total)
    })
    .await?;
    Ok(DONE)
}

async fn mark_cleaned(app: Arc<App>, ask: Ask<MarkCleaned>) -> Result<Done, Refused> {
    let setting = app.live.today(&app, ask.path.hall).await?;
    let (hall, actor, zone) = (ask.path.hall, ask.caller.actor(), ask.path.zone);
    app.write("mark_cleaned", hall, actor, &ask.request, move |tx, cx| {
        care::mark_cleaned(tx, cx, &setting, &zone)
    })
    .await?;
    Ok(DONE)
}

async fn set_children(app: Arc<App>, ask: Ask<SetChildCorner>) -> Result<Done, Refused> {
    let (hall, children) = (ask.path.hall, ask.body.children);
    let setting = app.live.today(&app, hall).await?;
    app.write("set_children", hall, ask.actor(), &ask.request, move |tx, cx| {
        care::set_children(tx, cx, &setting, children)
    })
    .await?;
    Ok(DONE)
}
