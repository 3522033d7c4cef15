//! A ticket that only one counter or zone may call can always be called there.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::sync::Arc;

use common::play::Floor;
use common::{GUIDE, code, run};
use floor::tickets::{self, MoveTicket, SetItems, SetItemsRefusal};
use kernel::{CounterId, CounterState, Move, TicketId, TicketState};
use store::Refusal;
use testkit::{World, every_engine};

/// A hall whose first counter takes payments and no new connections.
fn hall(w: &World) -> Floor {
    Floor::open(w, "JZ-YC-A01", 1)
}

fn set_items(
    w: &mut World,
    floor: &Floor,
    ticket: TicketId,
    item: &str,
) -> Result<TicketId, Refusal<SetItemsRefusal>> {
    let (setting, items) = (Arc::clone(&floor.setting), vec![item.to_owned()]);
    run(w, GUIDE, move |tx, cx| tickets::set_items(tx, cx, &setting, &SetItems { ticket, items: &items }))
}

/// A number for a payment, sent to the first counter.
fn sent_to_one(w: &mut World, floor: &Floor) -> TicketId {
    let ticket = floor.take(w, "DF01").ticket;
    let one = Some(CounterId(1));
    let to_one = MoveTicket {
        ticket,
        step: Move::TransferCounter,
        counter: one,
        zone: None,
        to_hall: None,
        minutes: None,
    };
    floor.go(w, 1, to_one, None).unwrap();
    ticket
}

#[every_engine]
fn refuses_items_that_the_counter_somebody_waits_for_cannot_do(w: &mut World) {
    let floor = hall(w);
    let ticket = sent_to_one(w, &floor);
    assert_eq!(code(set_items(w, &floor, ticket, "XZ01")), "item_not_here");
    set_items(w, &floor, ticket, "DF04").unwrap();
}

#[every_engine]
fn whoever_comes_back_for_something_else_waits_for_any_counter_that_does_it(w: &mut World) {
    let floor = hall(w);
    floor.counter(w, 1, 1, CounterState::Open).unwrap();
    for back in [Move::Undo, Move::Readmit] {
        let ticket = sent_to_one(w, &floor);
        assert_eq!(floor.call(w, 1, 1).unwrap().ticket, Some(ticket));
        set_items(w, &floor, ticket, "XZ01").unwrap();
        if back == Move::Readmit {
            w.pass_s(600);
            floor.step(w, 1, ticket, Move::NoShow).unwrap();
        }
        floor.step(w, 1, ticket, back).unwrap();
        let live = floor.live(w);
        let stands = &live.tickets[&ticket];
        assert_eq!((stands.state, stands.only_counter), (TicketState::Waiting, None), "{back}");
        assert_eq!(floor.folded(w), live);
    }
}
