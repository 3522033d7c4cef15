//! A hall simulated: what a day there would be with other counters or customers, a day to be watched, and how many
//! counters each quarter of an hour needs.

use kernel::Day;

use crate::Sourced;
use crate::wire::wire;

wire! {
    /// Asks what days in a hall would be like.
    pub struct SimulateHall {
        /// The day whose hours, customers and plan are taken; today if absent.
        pub day: Option<Day>,
        /// How often the day is played; 200 if absent, 2000 at most.
        pub days: Option<i64>,
        /// The seed of what is drawn, as a decimal number; one is given if absent.
        pub seed: Option<String>,
        /// What is changed about the hall.
        pub design: HallDesign,
        /// Another design for the same customers, to be compared with.
        pub against: Option<HallDesign>,
    }

    /// What is changed about a hall. Everything absent is as the hall has it.
    pub struct HallDesign {
        /// Counters that are staffed.
        pub counters: Option<i64>,
        /// Kiosks.
        pub kiosks: Option<i64>,
        /// One clerk does all services, as far as the hall has the skill at all.
        pub one_for_all: Option<bool>,
        /// Customers, in per mille of the usual.
        pub customers_pm: Option<i64>,
        /// Further share of payments that went online, in per mille.
        pub online_pm: Option<i64>,
    }

    /// What was simulated.
    pub struct HallSimulation {
        /// The seed.
        pub seed: String,
        /// The day.
        pub day: Day,
        /// How often it was played.
        pub days: i64,
        /// The design.
        pub design: SimulatedDay,
        /// The other design.
        pub against: Option<SimulatedDay>,
        /// The design's mean wait less the other's over the same customers, in minutes.
        pub wait_less_min: Option<Estimate>,
        /// What arrivals and service times rest on.
        pub source: Sourced,
    }

    /// A figure with the interval that covers it in 95 of 100 such experiments.
    pub struct Estimate {
        /// The figure.
        pub value: f64,
        /// Lower end.
        pub low: f64,
        /// Upper end.
        pub high: f64,
    }

    /// What a day comes to.
    pub struct SimulatedDay {
        /// Customers.
        pub customers: Estimate,
        /// Wait on average, in minutes.
        pub wait_mean_min: Estimate,
        /// Half wait no longer.
        pub wait_p50_min: f64,
        /// Nine of ten wait no longer.
        pub wait_p90_min: Estimate,
        /// 95 of 100 wait no longer.
        pub wait_p95_min: f64,
        /// Customers who give up, in per mille.
        pub left_pm: Estimate,
        /// Busy time of open counters, in per mille.
        pub use_pm: Estimate,
        /// What staff and kiosks cost on the day, in fen.
        pub cost_fen: i64,
        /// By class of customer.
        pub classes: Vec<SimulatedClass>,
        /// By five minutes of the day.
        pub course: Vec<SimulatedMinute>,
    }

    /// A class of customers.
    pub struct SimulatedClass {
        /// care, appointment, normal or vip.
        pub class: String,
        /// Customers a day.
        pub customers: f64,
        /// Wait on average, in minutes.
        pub wait_mean_min: f64,
        /// Nine of ten wait no longer.
        pub wait_p90_min: f64,
        /// Who give up, in per mille.
        pub left_pm: f64,
    }

    /// A moment of the day, on average over the days played.
    pub struct SimulatedMinute {
        /// Minutes after midnight.
        pub minute: i64,
        /// People waiting.
        pub waiting: f64,
        /// Nine of ten days have no more.
        pub waiting_p90: f64,
        /// Counters busy.
        pub busy: f64,
        /// Counters open.
        pub open: f64,
    }

    /// Asks for one day to be watched.
    pub struct AskReplay {
        /// The day whose hours, customers and plan are taken; today if absent.
        pub day: Option<Day>,
        /// The seed, as a decimal number; one is given if absent.
        pub seed: Option<String>,
        /// What is changed about the hall.
        pub design: HallDesign,
    }

    /// One simulated day, to be watched.
    pub struct DayReplay {
        /// The seed.
        pub seed: String,
        /// The day.
        pub day: Day,
        /// Doors open, minutes after midnight.
        pub from_min: i64,
        /// The last customer has gone, minutes after midnight.
        pub to_min: i64,
        /// Counters and kiosks, in the order that `ReplayPerson::desk` counts.
        pub desks: Vec<ReplayDesk>,
        /// Everybody who came, in the order of coming.
        pub people: Vec<ReplayPerson>,
    }

    /// A counter or kiosk of a replay.
    pub struct ReplayDesk {
        /// Its name.
        pub name: String,
        /// counter or kiosk.
        pub kind: String,
        /// Where it stands on the hall's plan, in cells; kiosks have no place of their own.
        pub x: Option<i64>,
        /// Likewise.
        pub y: Option<i64>,
    }

    /// Somebody in a replay. Times are seconds after midnight.
    pub struct ReplayPerson {
        /// care, appointment, normal or vip.
        pub class: String,
        /// The code of what they came for.
        pub item: String,
        /// When they came in.
        pub came_s: f64,
        /// When they were called to a desk.
        pub called_s: Option<f64>,
        /// When service began.
        pub began_s: Option<f64>,
        /// When they left.
        pub left_s: f64,
        /// The desk that served them, counted from 0.
        pub desk: Option<i64>,
        /// served, gave_up or turned_away.
        pub end: String,
    }

    /// Asks how many counters a day needs.
    pub struct AskStaffing {
        /// The day; today if absent.
        pub day: Option<Day>,
        /// How many in a thousand are to wait no longer than `within_min`; 900 if absent.
        pub target_pm: Option<i64>,
        /// Minutes; 15 if absent.
        pub within_min: Option<i64>,
        /// Customers, in per mille of the usual.
        pub customers_pm: Option<i64>,
        /// The seed of the check by simulation, as a decimal number; one is given if absent.
        pub seed: Option<String>,
    }

    /// How many counters each quarter of an hour needs, and what one more would buy.
    pub struct StaffingCurve {
        /// The seed.
        pub seed: String,
        /// The day.
        pub day: Day,
        /// The target, in per mille of the customers of every hour.
        pub target_pm: i64,
        /// Its minutes.
        pub within_min: i64,
        /// Every quarter of an hour that is open.
        pub quarters: Vec<StaffQuarter>,
        /// What each hour reaches.
        pub hours: Vec<StaffHour>,
        /// Quarters of an hour times counters.
        pub counter_quarters: i64,
        /// No plan that meets the target has fewer.
        pub counter_quarters_bound: i64,
        /// The same by the formula alone.
        pub formula_counter_quarters: i64,
        /// Hours that would miss the target by the formula alone.
        pub formula_missed: i64,
        /// Half wait no longer, in minutes.
        pub wait_p50_min: f64,
        /// Nine of ten wait no longer.
        pub wait_p90_min: f64,
        /// What clerks more or fewer buy.
        pub extra: Vec<ExtraClerk>,
        /// What arrivals and service times rest on.
        pub source: Sourced,
    }

    /// A quarter of an hour.
    pub struct StaffQuarter {
        /// Minutes after midnight.
        pub from_min: i64,
        /// Customers that come in it.
        pub customers: f64,
        /// Counters by the formula.
        pub formula: i64,
        /// Counters that meet the target.
        pub counters: i64,
    }

    /// An hour from the opening on.
    pub struct StaffHour {
        /// Minutes after midnight.
        pub from_min: i64,
        /// Customers that come in it.
        pub customers: f64,
        /// Of whom wait within the target, in per mille.
        pub within_pm: f64,
        /// Lower end of its interval.
        pub within_low_pm: f64,
        /// Upper end.
        pub within_high_pm: f64,
    }

    /// A number of clerks more or fewer in every quarter of an hour.
    pub struct ExtraClerk {
        /// Clerks more than the curve's; below 0 fewer.
        pub clerks: i64,
        /// Who wait within the target, in per mille of the day's customers.
        pub within_pm: f64,
        /// The worst hour's, in per mille.
        pub worst_within_pm: f64,
        /// Hours that miss the target.
        pub missed: i64,
        /// Wait on average, in minutes.
        pub wait_mean_min: f64,
        /// Cost of the day, in fen.
        pub cost_fen: i64,
    }
}
