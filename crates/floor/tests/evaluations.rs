//! Rating a service: once, in time, and a low score is followed up.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{HALL, code, events, run, setting, with_halls};
use floor::evaluations::{
    Give, GiveRefusal, Given, Through, close_follow_up, evaluations_of_day, give, open_follow_ups,
    pending_at_counter, pending_of_ticket,
};
use kernel::{Actor, CounterId, DeviceId, Event, HallId, RecordId, StaffId, TicketId, VisitId};
use store::{Fail, Refusal};
use testkit::{World, every_engine};

const PAD: Actor = Actor::Device(DeviceId(70));

store::statements! {
    ASK_ROW = "INSERT INTO evaluation (org, ticket, hall, day, staff, counter, asked_us, reasons) VALUES ($1, $2, $3, $4, 5, 2, $5, '[]')";
    TICKET_ROW = "INSERT INTO ticket (org, id, hall, day, visit, prefix, number, state, class, channel, items, skills, queued_us, recalls, defers, moves, served_s) VALUES ($1, $2, $3, $4, 1, 'A', $2, 'done', 'normal', 'kiosk', '[]', 0, 0, 0, 0, 1, 0)";
}

/// A hall where the customers of `tickets` were just asked at counter 2.
fn asked(w: &mut World, tickets: &'static [i64]) {
    with_halls(w);
    let day = w.day();
    run(w, Actor::System, move |tx, cx| {
        for ticket in tickets {
            tx.execute(&TICKET_ROW, &[cx.org.into(), (*ticket).into(), HALL.into(), day.into()])?;
            tx.execute(&ASK_ROW, &[cx.org.into(), (*ticket).into(), HALL.into(), day.into(), cx.now.into()])?;
        }
        Ok::<(), Fail<()>>(())
    })
    .unwrap();
}

fn rate_with(w: &mut World, actor: Actor, hall: HallId, input: Give) -> Result<Given, Refusal<GiveRefusal>> {
    let rules = setting(w, HALL).rules;
    run(w, actor, move |tx, cx| give(tx, cx, &rules, hall, &input))
}

fn of(ticket: i64, score: i64) -> Give {
    let reasons = vec!["slow".to_owned()];
    Give {
        ticket: TicketId(ticket),
        score,
        reasons,
        through: Through::Pad,
        has_text: true,
        text_enc: Some(vec![1, 2, 3]),
    }
}

fn rate(w: &mut World, ticket: i64, score: i64) -> Result<Given, Refusal<GiveRefusal>> {
    rate_with(w, PAD, HALL, of(ticket, score))
}

#[every_engine]
fn a_service_is_rated_once(w: &mut World) {
    asked(w, &[11]);
    let (org, day, now) = (w.org, w.day(), w.now);
    let pending =
        move |w: &World| w.read(move |tx| pending_at_counter(tx, org, HALL, day, CounterId(2), now)).unwrap();
    assert_eq!(pending(w).unwrap().number, Some(("A".into(), 11)));
    assert_eq!(rate(w, 11, 5), Ok(Given { ticket: TicketId(11), follow_up: None }));
    assert_eq!(pending(w), None);
    assert!(w.read(move |tx| pending_of_ticket(tx, org, TicketId(11))).unwrap().unwrap().score == Some(5));
    assert_eq!(code(rate(w, 11, 1)), "evaluation_given");
    let customer = Actor::Customer(VisitId(1));
    assert_eq!(code(rate_with(w, customer, HALL, of(11, 1))), "evaluation_given");
    let rows = w.read(move |tx| evaluations_of_day(tx, org, HALL, day)).unwrap();
    assert_eq!(rows.scores, [0, 0, 0, 0, 1]);
    assert_eq!(rows.answers[0].text_enc.as_deref(), Some(&[1, 2, 3][..]));
}

#[every_engine]
fn a_low_score_opens_a_follow_up_and_a_middling_one_does_not(w: &mut World) {
    asked(w, &[11, 12, 13]);
    let low = setting(w, HALL).rules.evaluation_low_max;
    let task = rate(w, 11, low).unwrap().follow_up.unwrap();
    assert_eq!(rate(w, 12, low + 1).unwrap().follow_up, None);
    let org = w.org;
    let open = w.read(move |tx| open_follow_ups(tx, org, HALL)).unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].id, open[0].score, &open[0].number), (task, low, &Some(("A".into(), 11))));
    let said = events(w, HALL);
    let given = Event::EvaluationGiven {
        ticket: TicketId(11),
        staff: Some(StaffId(5)),
        score: low,
        reasons: vec!["slow".into()],
        has_text: true,
    };
    assert_eq!(said[1..3], [given, Event::FollowUpOpened { task, ticket: TicketId(11) }]);
}

#[every_engine]
fn a_follow_up_is_closed_once_and_with_a_note(w: &mut World) {
    asked(w, &[11]);
    let task = rate(w, 11, 1).unwrap().follow_up.unwrap();
    let close = move |w: &mut World, task: RecordId, note: Option<&'static [u8]>| {
        run(w, common::MANAGER, move |tx, cx| close_follow_up(tx, cx, HALL, task, StaffId(901), note))
    };
    assert_eq!(code(close(w, task, None)), "note_missing");
    assert_eq!(code(close(w, task, Some(b""))), "note_missing");
    assert_eq!(code(close(w, RecordId(1), Some(b"note"))), "task_unknown");
    close(w, task, Some(b"note")).unwrap();
    assert_eq!(code(close(w, task, Some(b"note"))), "task_closed");
    let org = w.org;
    assert_eq!(w.read(move |tx| open_follow_ups(tx, org, HALL)).unwrap(), []);
}

#[every_engine]
fn the_pad_asks_for_seconds_and_the_phone_for_hours(w: &mut World) {
    asked(w, &[11, 12]);
    let rules = setting(w, HALL).rules;
    w.pass_s(rules.evaluation_pad_s + 1);
    assert_eq!(code(rate(w, 11, 4)), "evaluation_late");
    let phone = |ticket| Give { through: Through::Phone, ..of(ticket, 4) };
    rate_with(w, PAD, HALL, phone(11)).unwrap();
    w.pass_s(rules.evaluation_link_h * 3600);
    let input = phone(12);
    let late = run(w, PAD, move |tx, cx| give(tx, cx, &rules, HALL, &input));
    assert_eq!(code(late), "evaluation_late");
}

#[every_engine]
fn refuses_a_score_off_the_scale_an_unknown_reason_and_a_ticket_nobody_asked_about(w: &mut World) {
    asked(w, &[11]);
    for score in [0, 6, i64::MIN] {
        assert_eq!(code(rate(w, 11, score)), "score_wrong");
    }
    let with =
        |reasons: &[&str]| Give { reasons: reasons.iter().map(|&it| it.into()).collect(), ..of(11, 4) };
    for (reasons, field) in [(&["bribe"][..], "reasons[0]"), (&["slow", "fast", "slow"], "reasons[2]")] {
        let refused = rate_with(w, PAD, HALL, with(reasons)).unwrap_err();
        assert_eq!(refused, Refusal::Command(GiveRefusal::ReasonUnknown { field: field.into() }));
    }
    assert_eq!(code(rate(w, 99, 4)), "evaluation_unknown");
    assert_eq!(code(rate_with(w, PAD, HallId(2), of(11, 4))), "evaluation_unknown");
}

#[every_engine]
fn whoever_says_nothing_is_counted_as_unanswered(w: &mut World) {
    asked(w, &[11, 12, 13, 14]);
    rate(w, 12, 4).unwrap();
    rate(w, 13, 2).unwrap();
    let (org, day) = (w.org, w.day());
    let rows = w.read(move |tx| evaluations_of_day(tx, org, HALL, day)).unwrap();
    assert_eq!((rows.asked, rows.unanswered), (4, 2));
    assert_eq!(rows.scores, [0, 1, 0, 1, 0]);
    assert_eq!(rows.answers.len(), 2);
    let tomorrow = day.plus(1);
    let none = w.read(move |tx| evaluations_of_day(tx, org, HALL, tomorrow)).unwrap();
    assert_eq!((none.asked, none.unanswered, none.scores), (0, 0, [0; 5]));
}
