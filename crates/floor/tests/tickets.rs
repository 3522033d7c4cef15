//! Visits and tickets by rule, on every engine: numbers, calls, moves, undo, bookings, transfers.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::code;
use common::play::{Floor, staff};
use floor::tickets::{MoveTicket, Mover, last_moved_by, ticket, ticket_and_visit, visit};
use kernel::{Actor, CareNeed, CounterId, CounterState, Move, PriorityClass, TicketId, TicketState, VisitId};
use store::Refusal;
use testkit::{World, every_engine, request};

/// A C hall: two counters, the first for everything.
const C_HALL: &str = "JZ-0702-C01";
/// The A hall: ten counters.
const A_HALL: &str = "JZ-YC-A01";
const PAY: &str = "DF01";
const NEW_CONNECTION: &str = "XZ01";

fn to(ticket: TicketId, step: Move) -> MoveTicket {
    MoveTicket { ticket, step, counter: None, zone: None, to_hall: None, minutes: None }
}

#[every_engine]
fn numbers_of_a_prefix_follow_each_other_without_a_gap(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let numbers: Vec<(String, i64)> = [PAY, NEW_CONNECTION, PAY, PAY, NEW_CONNECTION]
        .map(|item| hall.take(w, item))
        .map(|it| (it.prefix, it.number))
        .into();
    let expected =
        [("B", 1), ("A", 1), ("B", 2), ("B", 3), ("A", 2)].map(|(prefix, n)| (prefix.to_owned(), n));
    assert_eq!(numbers, expected);
}

#[every_engine]
fn a_refused_number_leaves_no_gap(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    assert_eq!(hall.take(w, PAY).number, 1);
    assert_eq!(code(hall.try_take(w, &["NOPE"], &[])), "item_unknown");
    assert_eq!(code(hall.try_take(w, &[], &[])), "items_missing");
    assert_eq!(code(hall.try_take(w, &["XZ05"], &[])), "item_not_here", "a C hall connects no high voltage");
    assert_eq!(hall.take(w, PAY).number, 2);
}

#[every_engine]
fn the_same_request_gets_the_same_number_and_only_one(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let first = hall.take_as(w, request("kiosk-1"), &[PAY], &[], false).unwrap();
    assert_eq!(hall.take_as(w, request("kiosk-1"), &[PAY], &[], false), Ok(first.clone()));
    let other = hall.take_as(w, request("kiosk-1"), &[NEW_CONNECTION], &[], false);
    assert_eq!(other, Err(Refusal::RequestReused));
    assert_eq!(hall.live(w).tickets.len(), 1);
    assert_eq!(hall.take(w, PAY).number, first.number + 1);
}

#[every_engine]
fn a_ticket_with_its_visit_is_what_each_is_alone(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let first = hall.try_take(w, &[PAY], &[CareNeed::Elder]).unwrap();
    hall.take(w, NEW_CONNECTION);
    let org = w.org;
    let (together, alone, nobody) = w
        .read(move |tx| {
            let alone = (ticket(tx, org, first.ticket)?, visit(tx, org, first.visit)?);
            Ok((ticket_and_visit(tx, org, first.ticket)?, alone, ticket_and_visit(tx, org, TicketId(1))?))
        })
        .unwrap();
    let (ticket, visit) = together.unwrap();
    assert_eq!((&visit.needs, ticket.number), (&vec![CareNeed::Elder], Some(1)));
    assert_eq!((Some(ticket), Some(visit)), alone);
    assert_eq!(nobody, None);
}

#[every_engine]
fn no_number_is_given_outside_opening_hours_or_in_an_unpublished_year(w: &mut World) {
    w.at("05:00");
    let hall = Floor::open(w, C_HALL, 1);
    assert_eq!(code(hall.try_take(w, &[PAY], &[])), "hall_closed");
    w.at("09:00").on("2027-03-01");
    let hall = Floor::open(w, C_HALL, 1);
    assert_eq!(code(hall.try_take(w, &[PAY], &[])), "calendar_unpublished");
}

#[every_engine]
fn a_make_up_saturday_opens_a_hall_that_a_plain_saturday_closes(w: &mut World) {
    w.on("2026-10-10");
    let hall = Floor::open(w, C_HALL, 1);
    let make_up = hall.setting.hours.clone().unwrap();
    w.on("2026-10-17");
    let plain = Floor::open(w, C_HALL, 1).setting.hours.clone().unwrap();
    assert_ne!(make_up.spans, plain.spans);
    w.on("2026-10-10");
    assert_eq!(hall.take(w, PAY).number, 1);
}

#[every_engine]
fn numbers_begin_again_every_day_and_halls_count_apart(w: &mut World) {
    let (one, other) = (Floor::open(w, C_HALL, 1), Floor::open(w, "JZ-0702-C02", 2));
    assert_eq!((one.take(w, PAY).number, other.take(w, PAY).number), (1, 1));
    w.on("2026-10-13");
    assert_eq!(Floor::open(w, C_HALL, 1).take(w, PAY).number, 1);
}

#[every_engine]
fn only_the_clerk_at_an_open_counter_calls(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    hall.take(w, PAY);
    assert_eq!(code(hall.call(w, 1, 1)), "counter_not_yours");
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(code(hall.call(w, 2, 1)), "counter_not_yours");
    assert_eq!(code(hall.call(w, 1, 99)), "counter_unknown");
    hall.counter(w, 1, 1, CounterState::Paused).unwrap();
    assert_eq!(code(hall.call(w, 1, 1)), "counter_not_open");
}

#[every_engine]
fn a_counter_has_one_clerk_and_a_clerk_one_counter(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(code(hall.counter(w, 2, 1, CounterState::Open)), "counter_taken");
    assert_eq!(code(hall.counter(w, 1, 2, CounterState::Open)), "already_at_counter");
    assert_eq!(code(hall.counter(w, 2, 1, CounterState::Closed)), "counter_not_yours");
    hall.counter(w, 1, 1, CounterState::Closed).unwrap();
    hall.counter(w, 2, 1, CounterState::Open).unwrap();
}

#[every_engine]
fn a_counter_serves_one_customer_at_a_time(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let first = hall.take(w, PAY).ticket;
    hall.take(w, PAY);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(hall.call(w, 1, 1).unwrap().ticket, Some(first));
    assert_eq!(code(hall.call(w, 1, 1)), "counter_busy");
    assert_eq!(code(hall.counter(w, 1, 1, CounterState::Closed)), "counter_busy");
}

#[every_engine]
fn a_repeated_call_request_calls_nobody_else(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let first = hall.take(w, PAY).ticket;
    hall.take(w, PAY);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    let called = hall.call_as(w, request("f1"), 1, 1).unwrap();
    assert_eq!(called.ticket, Some(first));
    hall.step(w, 1, first, Move::Start).unwrap();
    hall.step(w, 1, first, Move::Finish).unwrap();
    assert_eq!(hall.call_as(w, request("f1"), 1, 1).unwrap(), called);
    assert_eq!(hall.live(w).count(TicketState::Waiting), 1);
}

#[every_engine]
fn care_goes_first_and_key_customers_never_before_care(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let normal = hall.take(w, PAY).ticket;
    w.pass_s(5);
    let vip = hall.take_as(w, request("vip"), &[PAY], &[], true).unwrap();
    w.pass_s(5);
    let elder = hall.take_with(w, PAY, &[CareNeed::Elder]);
    assert_eq!((vip.class, elder.class), (PriorityClass::Vip, PriorityClass::Care));
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    let called = hall.call(w, 1, 1).unwrap();
    assert_eq!(called.ticket, Some(elder.ticket));
    let why = called.why.unwrap();
    assert_eq!((why.eligible, why.head_start_s > 0), (3, true));
    assert_eq!(hall.ticket(w, elder.ticket).standing.why, Some(why), "the answer to why is kept");
    assert_eq!(hall.ticket(w, normal).standing.state, TicketState::Waiting);
}

#[every_engine]
fn whoever_waited_longer_than_any_head_start_goes_before_care(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let normal = hall.take(w, PAY).ticket;
    let rules = &hall.setting.rules;
    w.pass_s(rules.head_start_care_s - rules.head_start_normal_s + 60);
    hall.take_with(w, PAY, &[CareNeed::Elder]);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(hall.call(w, 1, 1).unwrap().ticket, Some(normal));
}

#[every_engine]
fn recalls_are_limited_and_a_no_show_is_given_its_time(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let ticket = hall.take(w, PAY).ticket;
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    assert_eq!(code(hall.step(w, 1, ticket, Move::NoShow)), "move_not_now");
    for _ in 0..hall.setting.rules.recall_max {
        hall.step(w, 1, ticket, Move::Recall).unwrap();
    }
    assert_eq!(code(hall.step(w, 1, ticket, Move::Recall)), "recall_limit");
    w.pass_s(hall.setting.rules.call_no_show_s);
    assert_eq!(hall.step(w, 1, ticket, Move::NoShow).unwrap().state, TicketState::NoShow);
    w.pass_s(60);
    assert_eq!(hall.step(w, 1, ticket, Move::Readmit).unwrap().state, TicketState::Waiting);
    assert_eq!(hall.ticket(w, ticket).standing.queued_at, w.now, "a missed call costs the place");
}

#[every_engine]
fn another_clerk_does_not_move_a_ticket_that_is_at_a_counter(w: &mut World) {
    let hall = Floor::open(w, A_HALL, 1);
    let ticket = hall.take(w, PAY).ticket;
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.counter(w, 2, 2, CounterState::Open).unwrap();
    let at = (1..=2).find(|n| hall.call(w, *n, *n).unwrap().ticket.is_some()).unwrap();
    let other = 3 - at;
    for step in [Move::Start, Move::Recall, Move::Leave] {
        assert_eq!(code(hall.step(w, other, ticket, step)), "not_your_ticket");
    }
    assert!(hall.step(w, at, ticket, Move::Start).is_ok());
}

#[every_engine]
fn a_customer_moves_only_the_own_ticket_and_only_to_be_late_or_leave(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (mine, theirs) = (hall.take(w, PAY), hall.take(w, PAY));
    let (actor, me) = (Actor::Customer(mine.visit), Mover::Customer(mine.visit));
    assert_eq!(code(hall.go_as(w, actor, me, to(theirs.ticket, Move::Leave), None)), "not_your_ticket");
    assert_eq!(code(hall.go_as(w, actor, me, to(mine.ticket, Move::TransferZone), None)), "not_your_ticket");
    let late = MoveTicket { minutes: Some(hall.setting.rules.defer_min), ..to(mine.ticket, Move::Defer) };
    hall.go_as(w, actor, me, late.clone(), None).unwrap();
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(hall.call(w, 1, 1).unwrap().ticket, Some(theirs.ticket), "one who is late is passed over");
    let long = MoveTicket { minutes: Some(hall.setting.rules.defer_min + 1), ..late.clone() };
    assert_eq!(code(hall.go_as(w, actor, me, long, None)), "defer_limit");
    for _ in 1..hall.setting.rules.defer_max {
        hall.go_as(w, actor, me, late.clone(), None).unwrap();
    }
    assert_eq!(code(hall.go_as(w, actor, me, late, None)), "defer_limit");
    assert_eq!(
        hall.go_as(w, actor, me, to(mine.ticket, Move::Leave), None).unwrap().state,
        TicketState::Left
    );
    let stranger = VisitId(-1);
    let stranger = (Actor::Customer(stranger), Mover::Customer(stranger));
    assert_eq!(
        code(hall.go_as(w, stranger.0, stranger.1, to(mine.ticket, Move::Leave), None)),
        "not_your_ticket"
    );
}

#[every_engine]
fn a_parked_ticket_comes_back_to_a_free_counter_of_the_one_who_resumes(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (first, second) = (hall.take(w, PAY).ticket, hall.take(w, PAY).ticket);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    hall.step(w, 1, first, Move::Start).unwrap();
    w.pass_s(100);
    hall.step(w, 1, first, Move::Park).unwrap();
    assert_eq!(hall.ticket(w, first).standing.served_s, 100);
    hall.call(w, 1, 1).unwrap();
    assert_eq!(code(hall.step(w, 1, first, Move::Resume)), "counter_busy");
    hall.step(w, 1, second, Move::Start).unwrap();
    hall.step(w, 1, second, Move::Finish).unwrap();
    hall.step(w, 1, first, Move::Resume).unwrap();
    w.pass_s(50);
    hall.step(w, 1, first, Move::Finish).unwrap();
    assert_eq!(hall.ticket(w, first).standing.served_s, 150, "parked time is not service");
}

#[every_engine]
fn a_transfer_keeps_the_place_and_only_the_target_calls_it(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let ticket = hall.take(w, PAY);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.counter(w, 2, 2, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    assert_eq!(code(hall.go(w, 1, to(ticket.ticket, Move::TransferCounter), None)), "target_missing");
    let nowhere = MoveTicket { counter: Some(CounterId(77)), ..to(ticket.ticket, Move::TransferCounter) };
    assert_eq!(code(hall.go(w, 1, nowhere, None)), "target_wrong");
    let two = MoveTicket { counter: Some(CounterId(2)), ..to(ticket.ticket, Move::TransferCounter) };
    hall.go(w, 1, two, None).unwrap();
    assert_eq!(hall.ticket(w, ticket.ticket).standing.queued_at, ticket.issued_at);
    assert_eq!(hall.call(w, 1, 1).unwrap().ticket, None);
    assert_eq!(hall.call(w, 2, 2).unwrap().ticket, Some(ticket.ticket));
}

#[every_engine]
fn a_transfer_to_another_hall_gives_one_number_there_and_ends_it_here(w: &mut World) {
    let (here, there) = (Floor::open(w, C_HALL, 1), Floor::open(w, A_HALL, 2));
    let ticket = here.take(w, NEW_CONNECTION);
    let input = MoveTicket { to_hall: Some(there.setting.hall), ..to(ticket.ticket, Move::TransferHall) };
    let moved = here.go(w, 1, input.clone(), Some(&there)).unwrap();
    let (hall, new) = moved.there.unwrap();
    assert_eq!((moved.state, hall), (TicketState::Transferred, there.setting.hall));
    let new = there.ticket(w, new);
    assert_eq!((new.visit, new.number, new.from_hall), (ticket.visit, Some(1), Some(here.setting.hall)));
    assert_eq!(code(here.go(w, 1, input, Some(&there))), "move_not_now");
    assert_eq!(there.live(w).tickets.len(), 1);
    assert_eq!((here.folded(w), there.folded(w)), (here.live(w), there.live(w)));
}

#[every_engine]
fn a_transfer_is_the_last_move_of_who_sent_the_ticket_on(w: &mut World) {
    let hall = Floor::open(w, A_HALL, 1);
    let (first, second) = (hall.take(w, PAY).ticket, hall.take(w, PAY).ticket);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    for ticket in [first, second] {
        hall.call(w, 1, 1).unwrap();
        hall.step(w, 1, ticket, Move::Start).unwrap();
        w.pass_s(1);
        if ticket == first {
            hall.step(w, 1, ticket, Move::Finish).unwrap();
        }
    }
    let input = MoveTicket { zone: Some("business".to_owned()), ..to(second, Move::TransferZone) };
    hall.go(w, 1, input, None).unwrap();
    let (org, id, day) = (w.org, hall.setting.hall, hall.setting.day);
    let last = w.read(move |tx| last_moved_by(tx, org, id, day, staff(1))).unwrap().unwrap();
    assert_eq!((last.id, last.undo.unwrap().step), (second, Move::TransferZone));
    assert_eq!(hall.step(w, 1, second, Move::Undo).unwrap().state, TicketState::Serving);
    assert_eq!(hall.folded(w), hall.live(w));
}

#[every_engine]
fn the_last_move_is_taken_back_by_who_made_it_within_the_time(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let ticket = hall.take(w, PAY).ticket;
    assert_eq!(code(hall.step(w, 1, ticket, Move::Undo)), "undo_nothing", "a printed number stays given");
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    hall.step(w, 1, ticket, Move::Start).unwrap();
    assert_eq!(code(hall.step(w, 2, ticket, Move::Undo)), "undo_not_yours");
    w.pass_s(hall.setting.rules.undo_window_s + 1);
    assert_eq!(code(hall.step(w, 1, ticket, Move::Undo)), "undo_too_late");
    hall.step(w, 1, ticket, Move::Finish).unwrap();
    let before = hall.ticket(w, ticket).undo.unwrap().before;
    w.pass_s(hall.setting.rules.undo_window_s);
    assert_eq!(hall.step(w, 1, ticket, Move::Undo).unwrap().state, TicketState::Serving);
    assert_eq!(hall.ticket(w, ticket).standing, before);
    assert_eq!(code(hall.step(w, 1, ticket, Move::Undo)), "undo_nothing", "an undo is not undone");
    assert_eq!(hall.folded(w), hall.live(w));
}

#[every_engine]
fn a_finish_is_not_taken_back_once_the_counter_serves_somebody_else(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let first = hall.take(w, PAY).ticket;
    hall.take(w, PAY);
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    hall.step(w, 1, first, Move::Start).unwrap();
    hall.step(w, 1, first, Move::Finish).unwrap();
    hall.call(w, 1, 1).unwrap();
    assert_eq!(code(hall.step(w, 1, first, Move::Undo)), "undo_overtaken");
}

#[every_engine]
fn what_was_learned_from_a_service_is_unlearned_with_its_undo(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let ticket = hall.take(w, PAY).ticket;
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    hall.step(w, 1, ticket, Move::Start).unwrap();
    w.pass_s(240);
    hall.step(w, 1, ticket, Move::Finish).unwrap();
    let org = w.org;
    let learned =
        |w: &World| w.read(move |tx| floor::tickets::learned_of(tx, org, kernel::HallId(1))).unwrap();
    let after = learned(w);
    let [(item, 9, one)] = after.as_slice() else { panic!("{after:?}") };
    assert_eq!((item.as_str(), one.n), (PAY, 1.0));
    assert!((one.sum_ln - 240f64.ln()).abs() < 1e-5);
    hall.step(w, 1, ticket, Move::Undo).unwrap();
    assert!(learned(w).iter().all(|(_, _, none)| none.n == 0.0 && none.sum_ln == 0.0 && none.sum_ln2 == 0.0));
}

#[every_engine]
fn a_booking_counts_from_its_slot_when_on_time_and_is_released_when_not(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let slots = {
        let (org, setting) = (w.org, hall.setting.clone());
        w.read(move |tx| floor::tickets::slots(tx, org, &setting, &[PAY.to_owned()])).unwrap()
    };
    let slot = slots.iter().find(|slot| slot.at > w.now.plus_s(3600)).unwrap();
    let booked = hall.book(w, PAY, slot.at).unwrap();
    assert_eq!(code(hall.check_in(w, &booked.code)), "check_in_early");
    assert_eq!(code(hall.check_in(w, "nope")), "check_in_code");
    w.now = slot.at;
    let walk_in = hall.take(w, PAY).ticket;
    w.pass_s(60);
    let issued = hall.check_in(w, &booked.code).unwrap();
    assert_eq!(
        (issued.ticket, issued.class, issued.prefix.as_str()),
        (booked.ticket, PriorityClass::Appointment, "C")
    );
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(hall.call(w, 1, 1).unwrap().ticket, Some(booked.ticket), "before walk-in {walk_in}");
    assert_eq!(code(hall.check_in(w, &booked.code)), "check_in_code", "a code is good once");
    assert_eq!(hall.folded(w), hall.live(w));
}

#[every_engine]
fn a_slot_never_takes_more_than_its_capacity_and_a_cancelled_place_is_free_again(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (org, setting) = (w.org, hall.setting.clone());
    let free = move |w: &World| {
        let setting = setting.clone();
        let slots = w.read(move |tx| floor::tickets::slots(tx, org, &setting, &[PAY.to_owned()])).unwrap();
        slots.into_iter().find(|slot| slot.at > w.now).unwrap()
    };
    let slot = free(w);
    assert!(slot.capacity >= 1);
    let mut booked = Vec::new();
    for _ in 0..slot.capacity {
        booked.push(hall.book(w, PAY, slot.at).unwrap());
    }
    assert_eq!(code(hall.book(w, PAY, slot.at)), "slot_full");
    assert_eq!(free(w).free, 0);
    let last = booked.pop().unwrap();
    let (actor, me) = (Actor::Customer(last.visit), Mover::Customer(last.visit));
    hall.go_as(w, actor, me, to(last.ticket, Move::Leave), None).unwrap();
    assert_eq!(code(hall.go_as(w, actor, me, to(last.ticket, Move::Undo), None)), "undo_overtaken");
    assert!(hall.book(w, PAY, slot.at).is_ok());
    assert_eq!(code(hall.book(w, PAY, slot.at.plus_s(60))), "slot_unknown");
}

#[every_engine]
fn an_overdue_booking_becomes_a_no_show(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (org, setting) = (w.org, hall.setting.clone());
    let slots = w.read(move |tx| floor::tickets::slots(tx, org, &setting, &[PAY.to_owned()])).unwrap();
    let slot = slots.iter().find(|slot| slot.at > w.now).unwrap().at;
    let booked = hall.book(w, PAY, slot).unwrap();
    let early = hall.step(w, 1, booked.ticket, Move::NoShow);
    assert_eq!(code(early), "move_not_now", "nobody gives a booking away before its time");
    w.now = slot.plus_s(hall.setting.rules.appointment_release_min * 60 + 1);
    let (now, setting) = (w.now, hall.setting.clone());
    let overdue =
        w.read(move |tx| floor::tickets::overdue_bookings(tx, org, setting.hall, &setting, now)).unwrap();
    assert_eq!(overdue, [booked.ticket]);
    let released =
        hall.go_as(w, Actor::System, Mover::System, to(booked.ticket, Move::NoShow), None).unwrap();
    assert_eq!(released.state, TicketState::NoShow);
}

#[every_engine]
fn whoever_comes_after_the_release_gets_a_number_by_the_code_and_waits_from_now(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (org, setting) = (w.org, hall.setting.clone());
    let slots = w.read(move |tx| floor::tickets::slots(tx, org, &setting, &[PAY.to_owned()])).unwrap();
    let slot = slots.iter().find(|slot| slot.at > w.now).unwrap();
    let booked = hall.book(w, PAY, slot.at).unwrap();
    w.now = slot.at.plus_s(hall.setting.rules.appointment_release_min * 60 + 1);
    hall.go_as(w, Actor::System, Mover::System, to(booked.ticket, Move::NoShow), None).unwrap();
    let readmitted = hall.step(w, 1, booked.ticket, Move::Readmit);
    assert_eq!(code(readmitted), "move_not_now", "nobody waits without a number");
    let before = hall.take(w, PAY).ticket;
    w.pass_s(1);
    let issued = hall.check_in(w, &booked.code).unwrap();
    assert_eq!((issued.ticket, issued.class), (booked.ticket, PriorityClass::Normal));
    assert_eq!(hall.ticket(w, booked.ticket).standing.queued_at, w.now);
    assert_eq!(code(hall.check_in(w, &booked.code)), "check_in_code", "a code is good once");
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    assert_eq!(hall.call(w, 1, 1).unwrap().ticket, Some(before), "a walk-in as any other");
    assert_eq!(hall.folded(w), hall.live(w));
}

#[every_engine]
fn what_nobody_ended_is_ended_when_its_day_is_over(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (org, setting) = (w.org, hall.setting.clone());
    let slots = w.read(move |tx| floor::tickets::slots(tx, org, &setting, &[PAY.to_owned()])).unwrap();
    let booked = hall.book(w, PAY, slots.iter().find(|slot| slot.at > w.now).unwrap().at).unwrap();
    let (served, waits, over) = (hall.take(w, PAY), hall.take(w, PAY), hall.take(w, PAY));
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    hall.step(w, 1, served.ticket, Move::Start).unwrap();
    hall.step(w, 1, over.ticket, Move::Leave).unwrap();
    w.on("2026-10-13");
    let day = hall.setting.day;
    let left = w.read(move |tx| floor::tickets::left_open(tx, org, kernel::HallId(1), day)).unwrap();
    assert_eq!(
        left,
        [(booked.ticket, Move::NoShow), (served.ticket, Move::Finish), (waits.ticket, Move::Leave)]
    );
    for (ticket, step) in left {
        hall.go_as(w, Actor::System, Mover::System, to(ticket, step), None).unwrap();
    }
    let state = |w: &World, id| hall.ticket(w, id).standing.state;
    assert_eq!((state(w, served.ticket), state(w, waits.ticket)), (TicketState::Done, TicketState::Left));
    let none = w.read(move |tx| floor::tickets::left_open(tx, org, kernel::HallId(1), day)).unwrap();
    assert_eq!(none, []);
    assert_eq!(hall.ticket(w, served.ticket).standing.served_s, 0, "a night is no service time");
    let asked = w.read(move |tx| floor::evaluations::pending_of_ticket(tx, org, served.ticket)).unwrap();
    assert_eq!(asked, None, "nobody is there to be asked");
}

#[every_engine]
fn preferences_are_kept_with_consent_only_and_as_they_were_sealed(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let taken = hall.take(w, PAY);
    let record = |w: &mut World, consent: bool| {
        let (request, setting) = (w.fresh_request(), hall.setting.clone());
        let words = ["说话慢一点".to_owned()];
        let outcome = w.write(hall.lane(), Actor::Staff(staff(1)), request, move |tx, cx| {
            let (needs, sealed) = (&[CareNeed::Hearing][..], Some(&b"sealed"[..]));
            let input = floor::tickets::RecordNeeds {
                ticket: taken.ticket,
                needs,
                preferences: &words,
                preferences_enc: sealed,
                consent,
            };
            floor::tickets::record_needs(tx, cx, &setting, &input)
        });
        outcome.unwrap()
    };
    assert_eq!(code(record(w, false)), "consent_needed");
    record(w, true).unwrap();
    let org = w.org;
    let visit = w.read(move |tx| floor::tickets::visit(tx, org, taken.visit)).unwrap().unwrap();
    assert_eq!((visit.preferences_enc.as_deref(), visit.consent), (Some(&b"sealed"[..]), true));
    assert_eq!(hall.ticket(w, taken.ticket).standing.class, PriorityClass::Care);
    let events = format!("{:?}", w.published());
    assert!(!events.contains("说话慢一点"), "the words are nobody else's business");
    assert_eq!(hall.folded(w), hall.live(w));
}

#[every_engine]
fn a_finished_service_asks_for_a_rating_and_counts_the_counters_time(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let ticket = hall.take(w, PAY).ticket;
    hall.counter(w, 1, 1, CounterState::Open).unwrap();
    hall.call(w, 1, 1).unwrap();
    hall.step(w, 1, ticket, Move::Start).unwrap();
    w.pass_s(180);
    hall.step(w, 1, ticket, Move::Finish).unwrap();
    let org = w.org;
    let asked = w.read(move |tx| floor::evaluations::pending_of_ticket(tx, org, ticket)).unwrap().unwrap();
    assert_eq!((asked.counter, asked.score), (Some(CounterId(1)), None));
    assert_eq!(hall.ticket(w, ticket).standing.staff, Some(staff(1)));
}
