//! The roster of a hall's month: who works which shift when, what a change would break, who stands in.

use kernel::{Day, HallId, StaffId};
use serde::Deserialize;

use crate::wire::wire;

wire! {
    /// Asks for a new roster of the month.
    pub struct MakeRoster {
        /// The version that it replaces; 0 if there is none.
        pub version: i64,
        /// How many in a thousand are to wait no longer than `within_min`; 900 if absent.
        pub target_pm: Option<i64>,
        /// Minutes; 15 if absent.
        pub within_min: Option<i64>,
        /// Days that people asked to have off.
        pub wishes: Vec<DayOff>,
        /// The seed, as a decimal number; one is given if absent.
        pub seed: Option<String>,
    }

    /// A day that somebody wants off, or is away.
    pub struct DayOff {
        /// Who.
        pub staff: StaffId,
        /// When.
        pub day: Day,
    }

    /// A roster.
    pub struct Roster {
        /// The hall.
        pub hall: HallId,
        /// The month, `2026-12`.
        pub month: String,
        /// Counts its changes, from 1.
        pub version: i64,
        /// The seed of its first draft.
        pub seed: String,
        /// Shifts that can be worked.
        pub shifts: Vec<RosterShift>,
        /// Who can work.
        pub people: Vec<RosterPerson>,
        /// Every day of the month.
        pub days: Vec<RosterDay>,
        /// Who works when.
        pub work: Vec<RosterWork>,
        /// What is not as it should be.
        pub problems: Vec<RosterProblem>,
        /// Where people are missing.
        pub short: Vec<RosterShort>,
        /// Shifts that somebody from elsewhere would have to work so that nothing stays short.
        pub relief: Vec<RosterRelief>,
        /// What it costs in points, by reason.
        pub price: RosterPrice,
        /// No roster that keeps the rules costs less; absent once the roster was changed by hand.
        pub bound: Option<i64>,
    }

    /// A shift.
    pub struct RosterShift {
        /// Its code, as the board shows it.
        pub code: String,
        /// Begins, minutes after midnight.
        pub from_min: i64,
        /// Ends.
        pub to_min: i64,
        /// Minutes of its break; 0 without one.
        pub break_min: i64,
        /// plain, early or late.
        pub band: String,
    }

    /// Somebody who can work.
    pub struct RosterPerson {
        /// The account.
        pub staff: StaffId,
        /// The name.
        pub name: String,
        /// Skills, by code.
        pub skills: Vec<String>,
        /// Hours of a week by contract, at least.
        pub week_h_min: f64,
        /// At most.
        pub week_h_max: f64,
        /// Hours in this roster.
        pub hours: f64,
        /// Weekend and holiday shifts in this roster.
        pub rest_days: i64,
        /// Early shifts.
        pub early: i64,
        /// Late shifts.
        pub late: i64,
        /// Days that are wished off.
        pub wishes: Vec<Day>,
        /// Days on which somebody is away.
        pub away: Vec<Day>,
    }

    /// A day of the month.
    pub struct RosterDay {
        /// The day.
        pub day: Day,
        /// workday, make_up_workday, weekend or holiday.
        pub kind: String,
        /// By quarters that are open: clerks needed and at work.
        pub quarters: Vec<RosterQuarter>,
    }

    /// A quarter of an hour of a roster.
    pub struct RosterQuarter {
        /// Minutes after midnight.
        pub from_min: i64,
        /// Clerks needed.
        pub needed: i64,
        /// Clerks at a counter.
        pub there: i64,
    }

    /// A shift that somebody works.
    pub struct RosterWork {
        /// Who.
        pub staff: StaffId,
        /// When.
        pub day: Day,
        /// The shift's code.
        pub shift: String,
        /// When its break begins, minutes after midnight.
        pub break_from_min: Option<i64>,
    }

    /// Something that is not as it should be.
    pub struct RosterProblem {
        /// unknown, two_shifts, away, pin, pause_wrong, rest_short, run_long, week_off, week_over, week_under or short.
        pub code: String,
        /// Whether it is forbidden, and not only undesirable.
        pub hard: bool,
        /// Whom it is about.
        pub staff: Option<StaffId>,
        /// The day.
        pub day: Day,
        /// What there is: minutes or days, as the code says.
        pub value: i64,
        /// What there should be.
        pub limit: i64,
    }

    /// Too few people for a while.
    pub struct RosterShort {
        /// The day.
        pub day: Day,
        /// The skill that is missing; anybody if absent.
        pub skill: Option<String>,
        /// From, minutes after midnight.
        pub from_min: i64,
        /// To.
        pub to_min: i64,
        /// How many people.
        pub people: i64,
    }

    /// A shift for somebody from elsewhere.
    pub struct RosterRelief {
        /// The day.
        pub day: Day,
        /// The shift's code.
        pub shift: String,
        /// Skills that whoever comes must have.
        pub skills: Vec<String>,
    }

    /// What a roster costs, in points.
    pub struct RosterPrice {
        /// All of it.
        pub total: i64,
        /// People missing.
        pub short: i64,
        /// Working time.
        pub paid: i64,
        /// Contract minima not given.
        pub under: i64,
        /// Wishes denied.
        pub wishes: i64,
        /// Rest days, early and late shifts shared unevenly.
        pub unfair: i64,
    }

    /// A change of a roster.
    pub struct ChangeRoster {
        /// The version that is changed.
        pub version: i64,
        /// What somebody works instead.
        pub moves: Vec<RosterMove>,
    }

    /// What somebody works on a day.
    pub struct RosterMove {
        /// Who.
        pub staff: StaffId,
        /// When.
        pub day: Day,
        /// The shift's code; nothing for a day off.
        pub shift: Option<String>,
    }

    /// What a change would do.
    pub struct RosterCheck {
        /// Whether it breaks nothing that must hold.
        pub allowed: bool,
        /// What would not be as it should be and is now.
        pub new_problems: Vec<RosterProblem>,
        /// Where people would be missing.
        pub short: Vec<RosterShort>,
        /// What it would cost, in points.
        pub price: RosterPrice,
    }

    /// Somebody cannot come.
    pub struct RosterAbsence {
        /// The version that is changed.
        pub version: i64,
        /// Who.
        pub staff: StaffId,
        /// The first day.
        pub from: Day,
        /// The last day.
        pub to: Day,
    }

    /// A roster that was changed for somebody's absence.
    pub struct RosterRepair {
        /// The roster as it is now.
        pub roster: Roster,
        /// What was changed.
        pub moves: Vec<RosterMove>,
        /// No roster that covers as much has fewer changes than this.
        pub moves_bound: i64,
    }
}

/// A hall's month in the path.
#[derive(Clone, Debug, Deserialize)]
pub struct RosterPath {
    /// From the path.
    pub hall: HallId,
    /// From the path: `2026-12`.
    pub month: String,
}
