//! Rules, counters and tickets for the tests of this crate. The figures are examples and belong to no company.
#![allow(dead_code)] // Each test binary uses its own part.

use kernel::{CounterId, PriorityClass, TicketId, Time};
use queueing::{
    Desk, DeskNow, DeskState, HeadStarts, Person, Rules, ServiceTime, SkillSet, SpecialPolicy, Waiting,
};

/// Nine o'clock.
pub const NINE: Time = Time(1_791_766_800_000_000);

pub fn rules() -> Rules {
    Rules {
        head_start_s: HeadStarts { care: 900, appointment: 600, normal: 0, vip: 300 },
        special: SpecialPolicy::Always,
        recall_max: 2,
        undo_window_s: 60,
        appointment_late_s: 600,
        no_show_hold_s: 60,
        prior_weight: 20.0,
    }
}

/// A ticket that came `min` minutes before nine.
pub fn came(ticket: i64, class: PriorityClass, min: i64) -> Waiting {
    Waiting {
        ticket: TicketId(ticket),
        class,
        queued_at: NINE.plus_s(-60 * min),
        not_before: None,
        needs: SkillSet(1),
        only_counter: None,
        zone: None,
    }
}

/// A counter for everything.
pub fn desk(counter: i64) -> Desk {
    Desk {
        counter: CounterId(counter),
        skills: SkillSet(u64::MAX),
        zone: None,
        special: SkillSet::EMPTY,
        helps_general: true,
    }
}

pub fn desk_now(counter: i64, state: DeskState) -> DeskNow {
    DeskNow { desk: desk(counter), state, closes_at: None }
}

pub fn person(waiting: Waiting, service: ServiceTime) -> Person {
    Person { waiting, service, no_show: 0.0, gives_up_per_h: 0.0 }
}
