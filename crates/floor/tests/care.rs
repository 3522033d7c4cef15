//! Rooms by the slot, things lent, stock, cleaning and the child corner.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{GUIDE, code, demo_pack, events, run, setting, with_halls};
use floor::Setting;
use floor::care::{
    AmenityRow, BookRoom, BookRoomRefusal, LendRefusal, LoanRow, RoomBooking, amenities, book_room,
    count_stock, halls_with_overdue_loans, lend, mark_cleaned, open_loans, release_room, room_bookings,
    rooms_free, set_children, take_back, tell_overdue, zones_now,
};
use kernel::{Event, HallId, RecordId, Time, VisitId};
use store::Refusal;
use testkit::{World, every_engine};

/// A hall with rooms and a child corner.
fn centre(w: &mut World) -> Setting {
    with_halls(w);
    let at = demo_pack().halls.iter().position(|hall| hall.grade == kernel::Grade::A).unwrap();
    setting(w, HallId(at as i64 + 1))
}

fn at(w: &World, minutes: i64) -> Time {
    w.day().start(w.zone).plus_s(minutes * 60)
}

fn book(
    w: &mut World,
    s: &Setting,
    room: &str,
    from: Time,
    quarters: i64,
) -> Result<RoomBooking, Refusal<BookRoomRefusal>> {
    let (s, visit) = (s.clone(), Some(VisitId(5)));
    let input = BookRoom { room: room.into(), from, quarters, visit };
    let hours = s.plan.hours_on(&demo_pack().working_calendar(), from.day(w.zone)).ok();
    run(w, GUIDE, move |tx, cx| book_room(tx, cx, &s, hours.as_ref(), &input))
}

fn lend_one(w: &mut World, s: &Setting, kind: &'static str) -> Result<LoanRow, Refusal<LendRefusal>> {
    let s = s.clone();
    run(w, GUIDE, move |tx, cx| lend(tx, cx, &s, kind, None))
}

fn stock(w: &World, s: &Setting, kind: &str) -> AmenityRow {
    let (org, hall) = (w.org, s.hall);
    let rows = w.read(move |tx| amenities(tx, org, hall)).unwrap();
    rows.into_iter().find(|row| row.kind == kind).unwrap()
}

#[every_engine]
fn a_room_belongs_to_one_booking_at_a_time(w: &mut World) {
    let s = centre(w);
    let booked = book(w, &s, "R1", at(w, 600), 4).unwrap();
    for (from, quarters) in [(600, 1), (645, 1), (585, 2), (570, 8)] {
        assert_eq!(code(book(w, &s, "R1", at(w, from), quarters)), "room_taken", "{from}");
    }
    // A refused booking leaves nothing behind: the slot before is still free.
    book(w, &s, "R1", at(w, 585), 1).unwrap();
    book(w, &s, "R1", at(w, 660), 1).unwrap();
    book(w, &s, "R2", at(w, 600), 4).unwrap();
    let (org, hall, from, to) = (w.org, s.hall, at(w, 0), at(w, 1440));
    let rows = w.read(move |tx| room_bookings(tx, org, hall, from, to)).unwrap();
    assert_eq!(rows.len(), 4);
    assert!(rows.contains(&booked));
    assert_eq!(rows[0].from, at(w, 585));
}

#[every_engine]
fn a_released_room_is_free_at_once_and_is_released_once(w: &mut World) {
    let s = centre(w);
    let booked = book(w, &s, "R1", at(w, 540), 2).unwrap();
    let (org, seen, now) = (w.org, s.clone(), w.at("09:29").now);
    assert_eq!(w.read(move |tx| rooms_free(tx, org, &seen, now)).unwrap(), ["R2", "R3"]);
    let (seen, now) = (s.clone(), w.at("09:30").now);
    assert_eq!(w.read(move |tx| rooms_free(tx, org, &seen, now)).unwrap(), ["R1", "R2", "R3"]);
    let hall = s.hall;
    let release = move |w: &mut World, hall: HallId, id: RecordId| {
        run(w, GUIDE, move |tx, cx| release_room(tx, cx, hall, id))
    };
    assert_eq!(code(release(w, HallId(40), booked.id)), "booking_unknown", "of another hall");
    release(w, hall, booked.id).unwrap();
    assert_eq!(code(release(w, hall, booked.id)), "booking_unknown");
    w.at("09:00");
    book(w, &s, "R1", at(w, 540), 2).unwrap();
    assert_eq!(events(w, hall)[2], Event::RoomReleased { booking: booked.id, room: "R1".into() });
}

#[every_engine]
fn refuses_a_room_off_the_slots_too_long_too_far_past_closed_or_unknown(w: &mut World) {
    let s = centre(w);
    let rules = &s.rules;
    let tomorrow = at(w, 1440 + 600);
    let far = at(w, (rules.room_days_ahead + 1) * 1440 + 600);
    for (room, from, quarters, refusal) in [
        ("R9", at(w, 600), 1, "room_unknown"),
        ("R1", at(w, 607), 1, "quarters_wrong"),
        ("R1", at(w, 600).plus_s(1), 1, "quarters_wrong"),
        ("R1", at(w, 600), 0, "quarters_wrong"),
        ("R1", at(w, 600), rules.room_slots_max + 1, "quarters_wrong"),
        ("R1", at(w, 600), i64::MAX, "quarters_wrong"),
        ("R1", far, 1, "slot_too_far"),
        ("R1", Time(i64::MAX), 1, "slot_too_far"),
        ("R1", Time(i64::MIN), 1, "slot_past"),
        ("R1", at(w, 510), 2, "slot_past"),
        ("R1", at(w, 17 * 60 + 30), 1, "hall_closed"),
        ("R1", at(w, 17 * 60 + 15), 2, "hall_closed"),
    ] {
        assert_eq!(code(book(w, &s, room, from, quarters)), refusal, "{room} {from:?} {quarters}");
    }
    let (again, input) =
        (s.clone(), BookRoom { room: "R1".into(), from: tomorrow, quarters: 1, visit: None });
    let refused = run(w, GUIDE, move |tx, cx| book_room(tx, cx, &again, None, &input));
    assert_eq!(code(refused), "calendar_unpublished");
    book(w, &s, "R1", at(w, 510), 3).unwrap();
    book(w, &s, "R1", tomorrow, 1).unwrap();
}

#[every_engine]
fn never_more_is_lent_than_there_is(w: &mut World) {
    let s = centre(w);
    let total = stock(w, &s, "wheelchair").total;
    let loans: Vec<LoanRow> = (0..total).map(|_| lend_one(w, &s, "wheelchair").unwrap()).collect();
    assert_eq!(code(lend_one(w, &s, "wheelchair")), "amenity_none_left");
    assert_eq!(stock(w, &s, "wheelchair").lent, total);
    let (hall, id) = (s.hall, loans[0].id);
    run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, id)).unwrap();
    assert_eq!(stock(w, &s, "wheelchair").lent, total - 1);
    lend_one(w, &s, "wheelchair").unwrap();
    for (kind, why) in [("yacht", "no such thing"), ("water", "not lent")] {
        assert_eq!(code(lend_one(w, &s, kind)), "amenity_unknown", "{why}");
    }
}

#[every_engine]
fn what_is_late_comes_back_overdue_and_only_once(w: &mut World) {
    let s = centre(w);
    let first = lend_one(w, &s, "umbrella").unwrap();
    let second = lend_one(w, &s, "umbrella").unwrap();
    assert_eq!(first.due, w.now.plus_s(s.rules.loan_umbrella_min * 60));
    w.now = first.due;
    assert!(!first.overdue(w.now));
    let (hall, id) = (s.hall, first.id);
    run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, id)).unwrap();
    w.pass_s(1);
    let org = w.org;
    let open = w.read(move |tx| open_loans(tx, org, hall)).unwrap();
    assert_eq!(open, std::slice::from_ref(&second));
    assert!(open[0].overdue(w.now));
    let late = second.id;
    run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, late)).unwrap();
    assert_eq!(code(run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, late))), "loan_returned");
    assert_eq!(code(run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, RecordId(1)))), "loan_unknown");
    let back: Vec<bool> = events(w, hall)
        .into_iter()
        .filter_map(
            |event| if let Event::ItemReturned { overdue, .. } = event { Some(overdue) } else { None },
        )
        .collect();
    assert_eq!(back, [false, true]);
    assert_eq!(stock(w, &s, "umbrella").lent, 0);
}

#[every_engine]
fn a_stock_is_never_counted_below_what_is_out(w: &mut World) {
    let s = centre(w);
    let hall = s.hall;
    lend_one(w, &s, "charger").unwrap();
    lend_one(w, &s, "charger").unwrap();
    let count = move |w: &mut World, kind: &'static str, total: i64| {
        run(w, GUIDE, move |tx, cx| count_stock(tx, cx, hall, kind, total))
    };
    assert_eq!(code(count(w, "charger", 1)), "stock_below_lent");
    assert_eq!(code(count(w, "charger", -1)), "field_wrong");
    assert_eq!(code(count(w, "yacht", 1)), "amenity_unknown");
    count(w.pass_s(60), "charger", 2).unwrap();
    let row = stock(w, &s, "charger");
    assert_eq!((row.total, row.lent, row.counted_at), (2, 2, w.now));
    assert_eq!(code(lend_one(w, &s, "charger")), "amenity_none_left");
}

#[every_engine]
fn cleaning_and_children_are_noted_and_the_corner_takes_no_more_than_its_places(w: &mut World) {
    let s = centre(w);
    let (org, hall) = (w.org, s.hall);
    let clean = |w: &mut World, zone: &'static str| {
        let s = s.clone();
        run(w, GUIDE, move |tx, cx| mark_cleaned(tx, cx, &s, zone))
    };
    let children = |w: &mut World, children: i64| {
        let s = s.clone();
        run(w, GUIDE, move |tx, cx| set_children(tx, cx, &s, children))
    };
    clean(w, "waiting").unwrap();
    assert_eq!(code(clean(w, "moon")), "zone_unknown");
    let places = s.plan.child_corner_places;
    children(w, places).unwrap();
    assert_eq!(code(children(w, places + 1)), "children_wrong");
    assert_eq!(code(children(w, -1)), "children_wrong");
    clean(w, "child").unwrap();
    let zones = w.read(move |tx| zones_now(tx, org, hall)).unwrap();
    let zone = |code: &str| zones.iter().find(|zone| zone.zone == code).unwrap();
    assert_eq!(zone("child").people, places, "cleaning sends nobody away");
    let every = s.rules.cleaning_every_min;
    assert!(!zone("waiting").cleaning_due(w.now.plus_s(every * 60 - 1), every));
    assert!(zone("waiting").cleaning_due(w.now.plus_s(every * 60), every));
    assert!(zone("display").cleaning_due(w.now, every));
    let mut bare = s.clone();
    std::sync::Arc::make_mut(&mut bare.plan).child_corner_places = 0;
    assert_eq!(code(run(w, GUIDE, move |tx, cx| set_children(tx, cx, &bare, 0))), "zone_unknown");
}

#[every_engine]
fn a_loan_that_becomes_overdue_is_told_once_and_one_that_is_back_never(w: &mut World) {
    let s = centre(w);
    let (late, back) = (lend_one(w, &s, "umbrella").unwrap(), lend_one(w, &s, "umbrella").unwrap());
    let (org, hall) = (w.org, s.hall);
    run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, back.id)).unwrap();
    w.now = late.due;
    let halls = |w: &World| {
        let now = w.now;
        w.read(move |tx| halls_with_overdue_loans(tx, org, now)).unwrap()
    };
    assert_eq!(halls(w), [], "due, not overdue");
    w.pass_s(1);
    assert_eq!(halls(w), [hall]);
    let tell =
        |w: &mut World| run(w, kernel::Actor::System, move |tx, cx| tell_overdue(tx, cx, hall)).unwrap();
    assert_eq!((tell(w), tell(w)), (1, 0));
    assert_eq!(halls(w), []);
    let told = Event::LoanOverdue { loan: late.id, amenity: "umbrella".into(), due: late.due };
    assert_eq!(
        events(w, hall).into_iter().filter(|it| matches!(it, Event::LoanOverdue { .. })).collect::<Vec<_>>(),
        [told]
    );
    assert!(run(w, GUIDE, move |tx, cx| take_back(tx, cx, hall, late.id)).is_ok());
}
