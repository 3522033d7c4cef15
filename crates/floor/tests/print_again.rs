//! A number is printed again by rule, on every engine: the same number, as often as asked, and only while it counts.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::code;
use common::play::{Came, Floor};
use floor::tickets::{Issued, MoveTicket, Mover, PrintRefusal, PrintTicket, print_again, slots};
use kernel::{Actor, DeviceId, Move, TicketId};
use store::{Lane, outbox_due};
use testkit::{World, every_engine};

const C_HALL: &str = "JZ-0702-C01";
const PAY: &str = "DF01";

fn again(w: &mut World, hall: &Floor, ticket: TicketId) -> Came<Issued, PrintRefusal> {
    let (request, setting) = (w.fresh_request(), hall.setting.clone());
    w.write(Lane(setting.hall.0), Actor::Device(DeviceId(1)), request, move |tx, cx| {
        print_again(tx, cx, &setting, ticket)
    })
    .unwrap()
}

fn slips(w: &World) -> Vec<PrintTicket> {
    let (org, now) = (w.org, w.now);
    let due = w.read(move |tx| outbox_due(tx, org, now, 100)).unwrap();
    due.iter()
        .filter(|it| it.kind == "print_ticket")
        .map(|it| serde_json::from_str(&it.body).unwrap())
        .collect()
}

#[every_engine]
fn a_number_is_printed_again_as_it_was_given(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let given = hall.take(w, PAY);
    w.pass_s(300);
    assert_eq!(slips(w).len(), 0);
    assert_eq!(again(w, &hall, given.ticket), Ok(given.clone()));
    assert_eq!(again(w, &hall, given.ticket), Ok(given.clone()));
    let slips = slips(w);
    assert_eq!(slips.len(), 2);
    for slip in slips {
        assert_eq!((slip.ticket, slip.visit, slip.issued_at), (given.ticket, given.visit, given.issued_at));
        assert_eq!(slip.label, hall.setting.label(&given.prefix, given.number));
    }
    assert_eq!(hall.take(w, PAY).number, given.number + 1, "no number is used up");
}

#[every_engine]
fn only_a_number_that_counts_is_printed_again(w: &mut World) {
    let hall = Floor::open(w, C_HALL, 1);
    let (org, setting) = (w.org, hall.setting.clone());
    let times = w.read(move |tx| slots(tx, org, &setting, &[PAY.to_owned()])).unwrap();
    let booked = hall.book(w, PAY, times.last().unwrap().at).unwrap();
    assert_eq!(code(again(w, &hall, booked.ticket)), "move_not_now", "a booking has no number");
    assert_eq!(code(again(w, &hall, TicketId(4711))), "ticket_unknown");
    let other = Floor::open(w, "JZ-YC-A01", 2);
    let gone = hall.take(w, PAY);
    assert_eq!(code(again(w, &other, gone.ticket)), "ticket_unknown", "of another hall");
    let leave = MoveTicket {
        ticket: gone.ticket,
        step: Move::Leave,
        counter: None,
        zone: None,
        to_hall: None,
        minutes: None,
    };
    hall.go_as(w, Actor::Guest, Mover::Customer(gone.visit), leave, None).unwrap();
    assert_eq!(code(again(w, &hall, gone.ticket)), "move_not_now", "they have left");
    assert_eq!(slips(w).len(), 0);
}
