//! `choose` against brute force and against the independent fairness checker, on random halls.

use kernel::{CounterId, PriorityClass, TicketId, Time};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use queueing::{
    Desk, Rules, SkillSet, SpecialPolicy, Unfair, Waiting, choose, eligible, fair, is_special, pick,
};

mod common;
use common::{NINE, came, desk, rules};

fn class() -> impl Strategy<Value = PriorityClass> {
    prop::sample::select(PriorityClass::ALL)
}

prop_compose! {
    /// Few distinct values, so that ties and clashes are common.
    fn one_waiting()(
        class in class(), min in -5_i64..40, late in prop::option::weighted(0.2, -2_i64..3),
        needs in 0_u64..8, only in prop::option::weighted(0.2, 1_i64..3), zone in prop::option::weighted(0.2, 0_u8..2),
    ) -> Waiting {
        Waiting {
            not_before: late.map(|min| NINE.plus_s(60 * min)),
            needs: SkillSet(needs),
            only_counter: only.map(CounterId),
            zone,
            ..came(0, class, min)
        }
    }
}

prop_compose! {
    fn queue()(mut queue in prop::collection::vec(one_waiting(), 0..14)) -> Vec<Waiting> {
        for (waiting, id) in queue.iter_mut().zip(1..) {
            // Ids are not in the order of coming: transfers and bookings see to that.
            waiting.ticket = TicketId(id * 7 % 15);
        }
        queue
    }
}

prop_compose! {
    fn any_desk()(
        counter in 1_i64..3, skills in 1_u64..8, zone in prop::option::of(0_u8..2), special in 0_u64..8,
        helps_general: bool,
    ) -> Desk {
        let special = SkillSet(special & skills);
        Desk { counter: CounterId(counter), skills: SkillSet(skills), zone, special, helps_general }
    }
}

prop_compose! {
    /// Whole minutes, as the tickets' ages, so that scores tie.
    fn any_rules()(bounded in prop::option::of(0_i64..20), care in 0_i64..20, vip in 0_i64..60) -> Rules {
        let mut any = rules();
        any.head_start_s.care = 60 * care;
        any.head_start_s.vip = 60 * vip;
        any.special = bounded.map_or(SpecialPolicy::Always, |s| SpecialPolicy::HeadStart { s: 60 * s });
        any
    }
}

/// The one who beats everybody else pair by pair, in O(n²) and in the words of the rule.
fn brute_force(rules: &Rules, now: Time, desk: &Desk, waiting: &[Waiting]) -> Option<TicketId> {
    let able: Vec<&Waiting> = waiting.iter().filter(|w| eligible(now, desk, w).is_ok()).collect();
    let care = able.iter().any(|w| w.class == PriorityClass::Care);
    let may: Vec<&Waiting> = able.into_iter().filter(|w| !(care && w.class == PriorityClass::Vip)).collect();
    let beats = |a: &Waiting, b: &Waiting| {
        let (own_a, own_b) = (is_special(desk, a), is_special(desk, b));
        if rules.special == SpecialPolicy::Always && own_a != own_b {
            return own_a;
        }
        let score = |w: &Waiting, own: bool| {
            let extra = match rules.special {
                SpecialPolicy::HeadStart { s } if own => s,
                _ => 0,
            };
            now.0 - w.queued_at.0 + (rules.head_start_s.of(w.class) + extra) * 1_000_000
        };
        let (score_a, score_b) = (score(a, own_a), score(b, own_b));
        score_a > score_b || score_a == score_b && (a.queued_at, a.ticket) < (b.queued_at, b.ticket)
    };
    may.iter().find(|a| may.iter().all(|b| a.ticket == b.ticket || beats(a, b))).map(|w| w.ticket)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_012),
        ..ProptestConfig::default()
    })]

    #[test]
    fn choose_agrees_with_brute_force_and_is_fair(rules in any_rules(), desk in any_desk(), queue in queue()) {
        let chosen = choose(&rules, NINE, &desk, &queue);
        prop_assert_eq!(chosen.map(|c| c.index), pick(&rules, NINE, &desk, &queue));
        let chosen = chosen.map(|c| c.why.ticket);
        prop_assert_eq!(chosen, brute_force(&rules, NINE, &desk, &queue));
        prop_assert_eq!(fair(&rules, NINE, &desk, &queue, chosen), Ok(()));
    }

    #[test]
    fn the_checker_rejects_every_other_pick(rules in any_rules(), desk in any_desk(), queue in queue()) {
        let chosen = choose(&rules, NINE, &desk, &queue).map(|c| c.why.ticket);
        for other in queue.iter().map(|w| Some(w.ticket)).chain([None, Some(TicketId(99))]) {
            if other != chosen {
                prop_assert!(fair(&rules, NINE, &desk, &queue, other).is_err(), "{:?} passed", other);
            }
        }
    }

    #[test]
    fn the_choice_does_not_depend_on_the_moment_once_all_may_be_called(
        rules in any_rules(), desk in any_desk(), queue in queue(), later_s in 180_i64..100_000,
    ) {
        let at = |now| choose(&rules, now, &desk, &queue).map(|c| c.why.ticket);
        prop_assert_eq!(at(NINE.plus_s(180)), at(NINE.plus_s(later_s)));
    }
}

#[test]
fn the_checker_names_the_rule_that_was_broken() {
    let care = came(1, PriorityClass::Care, 1);
    let vip = came(2, PriorityClass::Vip, 30);
    let old = came(3, PriorityClass::Normal, 40);
    let own = Waiting { needs: SkillSet(0b10), ..came(4, PriorityClass::Normal, 1) };
    let tie = came(5, PriorityClass::Normal, 40);
    let special = Desk { special: SkillSet(0b10), ..desk(1) };
    let elsewhere = Waiting { only_counter: Some(CounterId(9)), ..old };
    let id = TicketId;
    let cases: &[(&[Waiting], &Desk, Option<TicketId>, Unfair)] = &[
        (&[old], &desk(1), Some(id(8)), Unfair::NotInQueue { ticket: id(8) }),
        (&[elsewhere], &desk(1), Some(id(3)), Unfair::CannotTake { ticket: id(3) }),
        (&[old], &desk(1), None, Unfair::LeftWaiting { ticket: id(3) }),
        (&[care, vip], &desk(1), Some(id(2)), Unfair::VipBeforeCare { vip: id(2), care: id(1) }),
        (&[old, own], &special, Some(id(3)), Unfair::GeneralBeforeSpecial { called: id(3), special: id(4) }),
        (
            &[care, old],
            &desk(1),
            Some(id(1)),
            Unfair::Starved { ticket: id(3), called: id(1), older_by_s: 2340 },
        ),
        (&[vip, old], &desk(1), Some(id(2)), Unfair::Outscored { ticket: id(3), called: id(2) }),
        (&[old, tie], &desk(1), Some(id(5)), Unfair::TieBroken { ticket: id(3), called: id(5) }),
    ];
    for (waiting, desk, chosen, expected) in cases {
        assert_eq!(fair(&rules(), NINE, desk, waiting, *chosen), Err(*expected));
    }
}

/// However many of the higher classes keep coming, an ordinary ticket is called before everybody who comes later than
/// the bound: the ageing is bounded.
#[test]
fn nobody_starves_under_an_endless_stream_of_higher_classes() {
    let rules = rules();
    let bound_s = rules.head_start_max_s();
    let mut queue = vec![came(1, PriorityClass::Normal, 0)];
    let higher = [PriorityClass::Care, PriorityClass::Appointment, PriorityClass::Vip];
    let mut called_at_s = None;
    // One counter, one call a minute, and a newcomer of a higher class each half minute.
    for (second, id) in (0_i64..).step_by(30).zip(2..) {
        let now = NINE.plus_s(second);
        queue.push(Waiting { queued_at: now, ..came(id, higher[id as usize % 3], 0) });
        if second % 60 == 0 {
            let choice = choose(&rules, now, &desk(1), &queue).expect("somebody waits");
            let called = queue.swap_remove(choice.index);
            if called.ticket == TicketId(1) {
                called_at_s = Some(second);
                break;
            }
            assert!(called.queued_at.since_s(NINE) <= bound_s, "{called:?} came too late to go first");
        }
        assert!(second < 7200, "still waiting after two hours");
    }
    // All who may go first came within the bound: 900 s at one each 30 s, one call a minute.
    assert!(called_at_s.is_some_and(|s| s > 0 && s <= (bound_s / 30 + 1) * 60), "{called_at_s:?}");
}
