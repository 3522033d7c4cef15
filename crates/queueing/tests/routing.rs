//! Who is called next, case by case, and what the screen is told about it.

use expect_test::{Expect, expect};
use kernel::PriorityClass::{self, Appointment, Care, Normal, Vip};
use kernel::{CounterId, TicketId};
use queueing::{
    Desk, Rule, Rules, Seat, SkillSet, SpecialPolicy, Verdict, Waiting, choose, eligible, explain, fair, seat,
};

mod common;
use common::{NINE, came, desk, rules};

/// Asserts that `desk` calls `expected`, for `rule`, whatever the order of the slice, and that this is fair.
#[track_caller]
fn calls(rules: &Rules, desk: &Desk, waiting: &[Waiting], expected: i64, rule: Rule) {
    let mut waiting = waiting.to_vec();
    for _ in 0..waiting.len() {
        waiting.rotate_left(1);
        let choice = choose(rules, NINE, desk, &waiting).expect("somebody is called");
        assert_eq!((choice.why.ticket, choice.why.rule), (TicketId(expected), rule), "{choice:#?}");
        assert_eq!(waiting[choice.index].ticket, choice.why.ticket);
        assert_eq!(fair(rules, NINE, desk, &waiting, Some(choice.why.ticket)), Ok(()));
    }
}

#[track_caller]
fn calls_nobody(desk: &Desk, waiting: &[Waiting]) {
    assert_eq!(choose(&rules(), NINE, desk, waiting), None);
    assert_eq!(fair(&rules(), NINE, desk, waiting, None), Ok(()));
}

fn special_desk(helps_general: bool) -> Desk {
    Desk { special: SkillSet(0b10), helps_general, ..desk(1) }
}

/// A ticket that the special counter is there for.
fn special(ticket: i64, class: PriorityClass, min: i64) -> Waiting {
    Waiting { needs: SkillSet(0b10), ..came(ticket, class, min) }
}

#[test]
fn calls_nobody_where_nobody_waits() {
    calls_nobody(&desk(1), &[]);
}

#[test]
fn first_come_first_called() {
    calls(&rules(), &desk(1), &[came(1, Normal, 5), came(2, Normal, 9)], 2, Rule::LongestWait);
    calls(&rules(), &desk(1), &[came(1, Normal, 5)], 1, Rule::OnlyOne);
}

#[test]
fn ties_go_by_the_lower_id() {
    calls(&rules(), &desk(1), &[came(7, Normal, 5), came(6, Normal, 5)], 6, Rule::Tie);
    // Same score through a head start: whose wait began first.
    calls(&rules(), &desk(1), &[came(1, Care, 5), came(2, Normal, 20)], 2, Rule::Tie);
}

#[test]
fn care_goes_before_whoever_is_older_by_less_than_its_head_start() {
    calls(&rules(), &desk(1), &[came(1, Normal, 14), came(2, Care, 0)], 2, Rule::HeadStart);
    calls(&rules(), &desk(1), &[came(1, Normal, 16), came(2, Care, 0)], 1, Rule::LongestWait);
}

#[test]
fn key_customers_never_go_before_care_even_with_more_head_start() {
    let mut eager = rules();
    eager.head_start_s.vip = 7200;
    let waiting = [came(1, Vip, 60), came(2, Care, 0)];
    calls(&eager, &desk(1), &waiting, 2, Rule::CareBeforeVip);
    // Nor does care let a key customer past an ordinary one who is first among the rest.
    calls(
        &eager,
        &desk(1),
        &[came(1, Vip, 60), came(2, Care, 0), came(3, Normal, 30)],
        3,
        Rule::CareBeforeVip,
    );
    // Care that this counter cannot take bars nobody.
    let elsewhere = Waiting { only_counter: Some(CounterId(9)), ..came(2, Care, 0) };
    calls(&eager, &desk(1), &[came(1, Vip, 60), elsewhere, came(3, Normal, 90)], 1, Rule::HeadStart);
}

#[test]
fn a_ticket_is_taken_only_where_every_one_of_its_items_can_be_done() {
    let one = Desk { skills: SkillSet(0b01), ..desk(1) };
    let both = Desk { skills: SkillSet(0b11), ..desk(2) };
    let ticket = Waiting { needs: SkillSet(0b11), ..came(1, Normal, 5) };
    calls_nobody(&one, &[ticket]);
    calls(&rules(), &both, &[ticket], 1, Rule::OnlyOne);
}

#[test]
fn a_ticket_sent_to_a_counter_or_a_zone_is_called_there_alone() {
    let here = Waiting { only_counter: Some(CounterId(1)), ..came(1, Normal, 5) };
    calls(&rules(), &desk(1), &[here], 1, Rule::OnlyOne);
    calls_nobody(&desk(2), &[here]);
    // Sent by a person: that beats the counter's specialisation.
    calls(&rules(), &special_desk(false), &[here], 1, Rule::OnlyOne);
    let zone = Waiting { zone: Some(3), ..came(1, Normal, 5) };
    calls(&rules(), &Desk { zone: Some(3), ..desk(1) }, &[zone], 1, Rule::OnlyOne);
    calls_nobody(&Desk { zone: Some(4), ..desk(1) }, &[zone]);
    calls_nobody(&desk(1), &[zone]);
}

#[test]
fn a_transferred_ticket_keeps_its_place_by_age() {
    let sent = Waiting { only_counter: Some(CounterId(1)), ..came(9, Normal, 30) };
    calls(&rules(), &desk(1), &[came(1, Normal, 20), sent], 9, Rule::LongestWait);
}

#[test]
fn who_is_late_is_not_called_before_the_time_asked_for_and_keeps_the_place() {
    let later = Waiting { not_before: Some(NINE.plus_s(1)), ..came(1, Normal, 30) };
    let now = Waiting { not_before: Some(NINE), ..came(1, Normal, 30) };
    calls_nobody(&desk(1), &[later]);
    calls(&rules(), &desk(1), &[now, came(2, Normal, 20)], 1, Rule::LongestWait);
}

#[test]
fn a_special_counter_takes_its_own_kind_first_then_helps() {
    let waiting = [came(1, Normal, 50), special(2, Normal, 1)];
    calls(&rules(), &special_desk(true), &waiting, 2, Rule::SpecialFirst);
    calls(&rules(), &special_desk(true), &waiting[..1], 1, Rule::OnlyOne);
    calls_nobody(&special_desk(false), &waiting[..1]);
    // A counter for everything knows no own kind.
    calls(&rules(), &desk(1), &waiting, 1, Rule::LongestWait);
}

#[test]
fn a_bounded_special_policy_lets_the_long_waiting_through() {
    let bounded = Rules { special: SpecialPolicy::HeadStart { s: 600 }, ..rules() };
    let own = special(2, Normal, 0);
    calls(&bounded, &special_desk(true), &[came(1, Normal, 9), own], 2, Rule::SpecialFirst);
    calls(&bounded, &special_desk(true), &[came(1, Normal, 11), own], 1, Rule::LongestWait);
}

#[test]
fn a_booking_counts_from_its_slot_when_on_time() {
    let slot = NINE;
    let late = rules().appointment_late_s;
    let on_time = Seat { class: Appointment, queued_at: slot };
    for (name, class, at_s, expected) in [
        ("early", Normal, -1800, on_time),
        ("to the second", Normal, 0, on_time),
        ("at the edge of late", Normal, late, on_time),
        ("late", Normal, late + 1, Seat { class: Normal, queued_at: slot.plus_s(late + 1) }),
        ("care is worth more", Care, 0, Seat { class: Care, queued_at: slot }),
        ("a key customer with a booking", Vip, 0, on_time),
    ] {
        assert_eq!(seat(&rules(), class, slot, slot.plus_s(at_s)), expected, "{name}");
    }
    // Ten minutes before the slot it is worth as much as who comes in now, who came first; after that it goes ahead.
    let booked = |in_min: i64| came(1, Appointment, -in_min);
    calls(&rules(), &desk(1), &[booked(11), came(2, Normal, 0)], 2, Rule::LongestWait);
    calls(&rules(), &desk(1), &[booked(9), came(2, Normal, 0)], 1, Rule::HeadStart);
}

#[test]
fn the_explanation_counts_everybody_once() {
    let waiting = [
        came(1, Normal, 10),
        came(2, Care, 0),
        Waiting { not_before: Some(NINE.plus_s(9)), ..came(3, Normal, 90) },
        Waiting { only_counter: Some(CounterId(2)), ..came(4, Normal, 90) },
        Waiting { zone: Some(1), ..came(5, Normal, 90) },
        Waiting { needs: SkillSet(1 << 40), ..came(6, Normal, 90) },
        came(7, Vip, 20),
    ];
    let desk = Desk { skills: SkillSet(0b11), ..desk(1) };
    let why = choose(&rules(), NINE, &desk, &waiting).unwrap().why;
    let counted = why.skipped.not_yet
        + why.skipped.other_counter
        + why.skipped.other_zone
        + why.skipped.lacks_skill
        + why.skipped.only_special
        + why.eligible;
    assert_eq!(counted as usize, waiting.len());
    says(
        &why,
        expect![[
            r#"{"ticket":"2","class":"care","rule":"care_before_vip","waited_s":0,"head_start_s":900,"score_s":900,"special":false,"runner_up":{"ticket":"7","score_s":1500,"special":false},"eligible":3,"skipped":{"not_yet":1,"other_counter":1,"other_zone":1,"lacks_skill":1,"only_special":0,"vip_after_care":1}}"#
        ]],
    );
    says(&why.reason(), expect![[r#"{"code":"care_before_vip","waited_s":0,"passed":1}"#]]);
}

#[track_caller]
fn says(what: &impl serde::Serialize, expected: Expect) {
    expected.assert_eq(&serde_json::to_string(what).expect("plain data"));
}

#[test]
fn says_why_a_ticket_was_not_called() {
    let special_here = special_desk(true);
    let waiting = [
        came(1, Normal, 10),
        came(2, Care, 0),
        Waiting { not_before: Some(NINE.plus_s(9)), ..came(3, Normal, 90) },
        came(7, Vip, 20),
    ];
    let ask =
        |desk: &Desk, waiting: &[Waiting], ticket| explain(&rules(), NINE, desk, waiting, TicketId(ticket));
    assert!(matches!(ask(&desk(1), &waiting, 2), Verdict::Chosen { .. }));
    assert_eq!(ask(&desk(1), &waiting, 99), Verdict::NotWaiting);
    says(&ask(&desk(1), &waiting, 3), expect![[r#"{"code":"skipped","skip":"not_yet"}"#]]);
    says(
        &ask(&desk(1), &waiting, 1),
        expect![[
            r#"{"code":"behind","chosen":"2","chosen_score_s":900,"score_s":600,"waited_s":600,"head_start_s":0,"ahead":2}"#
        ]],
    );
    says(&ask(&desk(1), &waiting, 7), expect![[r#"{"code":"after_care","chosen":"2","care":1}"#]]);
    says(
        &ask(&special_here, &[came(1, Normal, 50), special(2, Normal, 1)], 1),
        expect![[r#"{"code":"after_special","chosen":"2","ahead":1}"#]],
    );
}

#[test]
fn extreme_times_and_rules_do_not_overflow() {
    let mut wild = rules();
    wild.head_start_s.care = i64::MAX;
    let mut waiting = [came(1, Care, 0), came(2, Normal, 0)];
    waiting[0].queued_at = kernel::Time(i64::MIN / 2);
    assert!(choose(&wild, NINE, &desk(1), &waiting).is_some());
    assert!(eligible(NINE, &desk(1), &waiting[0]).is_ok());
}

#[test]
fn refuses_rules_out_of_bounds_naming_the_field() {
    assert_eq!(rules().check(), Ok(()));
    for (field, broken) in [
        ("recall", Rules { recall_max: 0, ..rules() }),
        ("undo_window_s", Rules { undo_window_s: -1, ..rules() }),
        ("special.s", Rules { special: SpecialPolicy::HeadStart { s: 86_401 }, ..rules() }),
        ("prior_weight", Rules { prior_weight: f64::NAN, ..rules() }),
        ("prior_weight", Rules { prior_weight: 0.0, ..rules() }),
    ] {
        match broken.check() {
            Ok(()) => assert_eq!(field, "recall", "no recall at all is a rule like any other"),
            Err(refusal) => assert_eq!(refusal.field, field),
        }
    }
    let unknown = serde_json::to_string(&rules()).unwrap().replacen('{', "{\"vip_first\":true,", 1);
    assert!(serde_json::from_str::<Rules>(&unknown).unwrap_err().to_string().contains("vip_first"));
}
