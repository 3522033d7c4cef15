//! The ticket's state machine as a whole, and what can be taken back.

use expect_test::expect;
use kernel::{Actor, DeviceId, Move, StaffId, TicketState, Time, VisitId};
use queueing::{LastMove, MoveBar, MoveRefusal, UndoRefusal, begin, may_undo, step, step_within, undoable};

mod common;
use common::{NINE, rules};

/// Every pair of state and move, the allowed ones by where they lead; one line a state for the refused ones.
fn table() -> String {
    let mut text = String::new();
    for from in TicketState::ALL {
        text += &format!("{from}\n");
        for mv in Move::ALL {
            match step(*from, *mv) {
                Ok(to) => text += &format!("  {mv} -> {to}\n"),
                Err(refusal) => {
                    assert_eq!((refusal.from, refusal.step), (Some(*from), *mv));
                    text += &format!("  {mv}: {}\n", refusal.why.code());
                }
            }
        }
    }
    text
}

#[test]
fn every_state_and_move_is_decided() {
    expect![[r#"
        booked
          book: exists
          issue: exists
          check_in -> waiting
          call: not_checked_in
          recall: not_checked_in
          arrive: not_checked_in
          start: not_checked_in
          park: not_checked_in
          resume: not_checked_in
          transfer_counter: not_checked_in
          transfer_zone: not_checked_in
          transfer_hall: not_checked_in
          defer: not_checked_in
          no_show -> no_show
          readmit: not_no_show
          leave -> left
          finish: not_checked_in
          undo: undo_restores
        waiting
          book: exists
          issue: exists
          check_in: exists
          call -> called
          recall: not_called
          arrive: not_called
          start: not_called
          park: not_serving
          resume: not_parked
          transfer_counter -> waiting
          transfer_zone -> waiting
          transfer_hall -> transferred
          defer -> waiting
          no_show: not_called
          readmit: not_no_show
          leave -> left
          finish: not_serving
          undo: undo_restores
        called
          book: exists
          issue: exists
          check_in: exists
          call: not_in_queue
          recall -> called
          arrive -> arrived
          start -> serving
          park: not_serving
          resume: not_parked
          transfer_counter -> waiting
          transfer_zone -> waiting
          transfer_hall -> transferred
          defer: not_in_queue
          no_show -> no_show
          readmit: not_no_show
          leave -> left
          finish: not_serving
          undo: undo_restores
        arrived
          book: exists
          issue: exists
          check_in: exists
          call: not_in_queue
          recall: not_called
          arrive: not_called
          start -> serving
          park: not_serving
          resume: not_parked
          transfer_counter -> waiting
          transfer_zone -> waiting
          transfer_hall -> transferred
          defer: not_in_queue
          no_show: not_called
          readmit: not_no_show
          leave -> left
          finish: not_serving
          undo: undo_restores
        serving
          book: exists
          issue: exists
          check_in: exists
          call: in_service
          recall: in_service
          arrive: in_service
          start: in_service
          park -> parked
          resume: not_parked
          transfer_counter -> waiting
          transfer_zone -> waiting
          transfer_hall -> transferred
          defer: in_service
          no_show: in_service
          readmit: not_no_show
          leave: in_service
          finish -> done
          undo: undo_restores
        parked
          book: exists
          issue: exists
          check_in: exists
          call: parked
          recall: parked
          arrive: parked
          start: parked
          park: parked
          resume -> serving
          transfer_counter -> waiting
          transfer_zone -> waiting
          transfer_hall -> transferred
          defer: parked
          no_show: parked
          readmit: not_no_show
          leave -> left
          finish: parked
          undo: undo_restores
        transferred
          book: exists
          issue: exists
          check_in: over
          call: over
          recall: over
          arrive: over
          start: over
          park: over
          resume: over
          transfer_counter: over
          transfer_zone: over
          transfer_hall: over
          defer: over
          no_show: over
          readmit: not_no_show
          leave: over
          finish: over
          undo: undo_restores
        no_show
          book: exists
          issue: exists
          check_in -> waiting
          call: over
          recall: over
          arrive: over
          start: over
          park: over
          resume: over
          transfer_counter: over
          transfer_zone: over
          transfer_hall: over
          defer: over
          no_show: over
          readmit -> waiting
          leave: over
          finish: over
          undo: undo_restores
        left
          book: exists
          issue: exists
          check_in: over
          call: over
          recall: over
          arrive: over
          start: over
          park: over
          resume: over
          transfer_counter: over
          transfer_zone: over
          transfer_hall: over
          defer: over
          no_show: over
          readmit: not_no_show
          leave: over
          finish: over
          undo: undo_restores
        done
          book: exists
          issue: exists
          check_in: over
          call: over
          recall: over
          arrive: over
          start: over
          park: over
          resume: over
          transfer_counter: over
          transfer_zone: over
          transfer_hall: over
          defer: over
          no_show: over
          readmit: not_no_show
          leave: over
          finish: over
          undo: undo_restores
    "#]]
    .assert_eq(&table());
}

#[test]
fn only_booking_and_issuing_make_a_ticket() {
    for mv in Move::ALL {
        let made = begin(*mv);
        match mv {
            Move::Book => assert_eq!(made, Ok(TicketState::Booked)),
            Move::Issue => assert_eq!(made, Ok(TicketState::Waiting)),
            _ => assert!(made.is_err(), "{mv}"),
        }
    }
}

#[test]
fn nobody_is_lost_every_living_state_can_still_end() {
    for from in TicketState::ALL.iter().filter(|s| !s.is_over()) {
        let ends = Move::ALL.iter().any(|mv| step(*from, *mv).is_ok_and(TicketState::is_over));
        assert!(ends, "{from} leads nowhere");
    }
}

#[test]
fn what_is_over_stays_over_but_for_a_no_show_that_comes_after_all() {
    for from in TicketState::ALL.iter().filter(|s| s.is_over()) {
        for mv in Move::ALL {
            let allowed = *from == TicketState::NoShow && matches!(mv, Move::Readmit | Move::CheckIn);
            assert_eq!(step(*from, *mv).is_ok(), allowed, "{from} {mv}");
        }
    }
}

#[test]
fn refuses_a_recall_beyond_the_limit() {
    let rules = rules();
    let recall = |recalls| step_within(&rules, TicketState::Called, Move::Recall, recalls);
    assert_eq!(recall(rules.recall_max - 1), Ok(TicketState::Called));
    let why = MoveBar::RecalledEnough;
    let refusal = MoveRefusal { from: Some(TicketState::Called), step: Move::Recall, why };
    assert_eq!(recall(rules.recall_max), Err(refusal));
    // The limit is on recalls alone.
    assert!(step_within(&rules, TicketState::Called, Move::Arrive, 99).is_ok());
}

#[test]
fn a_refusal_reads_in_both_languages_under_its_code() {
    let refusal = step(TicketState::Booked, Move::Call).unwrap_err();
    assert_eq!(refusal.to_string(), "call is not possible from booked: the booking has not been checked in");
    assert_eq!(refusal.why.zh(), "预约客户尚未签到");
    assert_eq!(
        serde_json::to_string(&refusal).unwrap(),
        r#"{"from":"booked","step":"call","why":"not_checked_in"}"#
    );
}

#[test]
fn the_wire_spelling_of_a_bar_is_its_code() {
    for from in TicketState::ALL {
        for mv in Move::ALL {
            if let Err(refusal) = step(*from, *mv) {
                let json = serde_json::to_string(&refusal.why).unwrap();
                assert_eq!(json, format!("\"{}\"", refusal.why.code()));
            }
        }
    }
}

/// Its name, the last move, who asks, when, and the answer.
type UndoCase = (&'static str, LastMove, Actor, Time, Result<(), UndoRefusal>);

#[test]
fn the_last_move_is_undone_by_who_made_it_within_the_window() {
    let clerk = Actor::Staff(StaffId(4));
    let last = |step, by| LastMove { step, by, at: NINE };
    let after = |s: i64| NINE.plus_s(s);
    let no = |step| Err(UndoRefusal::NotUndoable { step });
    let late = Err(UndoRefusal::TooLate { limit_s: 60 });
    let yours = Err(UndoRefusal::NotYours);
    let customer = Actor::Customer(VisitId(9));
    let cases: &[UndoCase] = &[
        ("own, at once", last(Move::Call, clerk), clerk, NINE, Ok(())),
        ("own, at the limit", last(Move::Finish, clerk), clerk, after(60), Ok(())),
        ("own, too late", last(Move::Finish, clerk), clerk, after(61), late),
        ("another clerk", last(Move::Call, clerk), Actor::Staff(StaffId(5)), NINE, yours),
        ("same number, other kind", last(Move::Call, clerk), Actor::Device(DeviceId(4)), NINE, yours),
        ("a customer's own leave", last(Move::Leave, customer), customer, after(5), Ok(())),
        ("two guests are two people", last(Move::Leave, Actor::Guest), Actor::Guest, NINE, yours),
        ("a printed number", last(Move::Issue, clerk), clerk, NINE, no(Move::Issue)),
        ("gone to another hall", last(Move::TransferHall, clerk), clerk, NINE, no(Move::TransferHall)),
        ("a spoken recall", last(Move::Recall, clerk), clerk, NINE, no(Move::Recall)),
        ("an undo", last(Move::Undo, clerk), clerk, NINE, no(Move::Undo)),
        ("a clock set back", last(Move::Call, clerk), clerk, after(-30), Ok(())),
    ];
    for (name, last, actor, now, expected) in cases {
        assert_eq!(may_undo(last, *actor, *now, &rules()), *expected, "{name}");
    }
    assert_eq!(Move::ALL.iter().filter(|mv| undoable(**mv)).count(), 12);
}
