//! Halls: what they are, what they can do today, their plan and its changes, and the public board.

use kernel::{CounterId, CounterState, Day, Grade, HallId, PriorityClass, RecordId, TicketId, Time};

use super::{Sourced, Wait, wire};

wire! {
    /// A hall in a list.
    pub struct HallBrief {
        /// Its id.
        pub id: HallId,
        /// Its code, such as JZ-YC-A01.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its English name.
        pub name_en: String,
        /// Its grade today.
        pub grade: Grade,
        /// The county's name.
        pub county: String,
        /// Latitude in millionths of a degree, WGS84.
        pub lat_e6: i64,
        /// Longitude in millionths of a degree, WGS84.
        pub lon_e6: i64,
        /// Whether it is open now.
        pub open: bool,
        /// Opening hours today as minutes after midnight, empty when closed.
        pub hours: Vec<Span>,
        /// People waiting.
        pub waiting: i64,
        /// Counters open.
        pub counters_open: i64,
        /// What somebody who came now would wait.
        pub wait: Wait,
    }

    /// A span of minutes after midnight.
    pub struct Span {
        /// From, included.
        pub from_min: i64,
        /// To, excluded.
        pub to_min: i64,
    }

    /// A place on the hall's floor, on a grid of 100 × 60.
    pub struct Place {
        /// Left.
        pub x: i64,
        /// Top.
        pub y: i64,
        /// Width.
        pub w: i64,
        /// Height.
        pub h: i64,
    }

    /// A functional area of a hall.
    pub struct Zone {
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Its English name.
        pub name_en: String,
        /// Where it is drawn.
        pub place: Place,
        /// When it was cleaned last.
        #[serde(default)]
        pub cleaned_us: Option<Time>,
    }

    /// A counter of a hall.
    pub struct Counter {
        /// Its number in the hall.
        pub id: CounterId,
        /// Its name, such as 3号窗口.
        pub name: String,
        /// Its kind: comprehensive, payment, key_customer.
        pub kind: String,
        /// The zone it is in.
        pub zone: String,
        /// What it can do, by skill code.
        pub skills: Vec<String>,
        /// The skills it is specialised for and calls first; empty for a counter for everything. In a proposal that
        /// leaves it out, a counter keeps what it has.
        #[serde(default)]
        pub special: Option<Vec<String>>,
        /// Left on the floor's grid.
        pub x: i64,
        /// Top on the floor's grid.
        pub y: i64,
    }

    /// What a hall is and can do on one day.
    pub struct HallToday {
        /// The hall.
        pub hall: HallBrief,
        /// The day.
        pub day: Day,
        /// What kind of day it is: workday, make_up_workday, weekend, holiday.
        pub day_kind: String,
        /// Zones.
        pub zones: Vec<Zone>,
        /// Counters.
        pub counters: Vec<Counter>,
        /// Rooms for a quiet talk, by code.
        pub rooms: Vec<String>,
        /// Service items done at its counters, by code.
        pub items: Vec<String>,
        /// Service items done at its kiosks, by code.
        pub kiosk_items: Vec<String>,
        /// Equipment, in words.
        pub equipment: Vec<String>,
        /// The opening hours with their source.
        pub hours_source: Sourced,
        /// Minutes of waiting that are shown as long.
        pub wait_warn_min: i64,
        /// Minutes of waiting that raise an alarm.
        pub wait_alert_min: i64,
    }

    /// A call on the display.
    pub struct CallShown {
        /// The ticket.
        pub ticket: TicketId,
        /// Its number as printed, such as A012.
        pub label: String,
        /// Its prefix, for the voice.
        pub prefix: String,
        /// Its number, for the voice.
        pub number: i64,
        /// The counter that calls.
        pub counter: CounterId,
        /// The counter's name.
        pub counter_name: String,
        /// When it was called last.
        pub at_us: Time,
        /// 0 for the first call, then how often it was repeated. With the ticket it names one utterance.
        pub recalls: i64,
        /// Whether the customer has come.
        pub arrived: bool,
    }

    /// One queue on the display.
    pub struct QueueShown {
        /// Ticket prefix.
        pub prefix: String,
        /// Name.
        pub name: String,
        /// English name.
        pub name_en: String,
        /// People waiting.
        pub waiting: i64,
        /// What somebody who came now would wait.
        pub wait: Wait,
    }

    /// A counter on the display.
    pub struct CounterShown {
        /// The counter.
        pub counter: CounterId,
        /// Its name.
        pub name: String,
        /// Its state.
        pub state: CounterState,
        /// The number it serves or calls.
        pub label: Option<String>,
        /// Whether it is serving.
        pub serving: bool,
    }

    /// A number that waits, on the public board.
    pub struct NextShown {
        /// Its number as printed.
        pub label: String,
        /// Its class, shown as a mark.
        pub class: PriorityClass,
        /// What it may still wait.
        pub wait: Wait,
    }

    /// What a hall's public displays show: no person, only numbers.
    pub struct Board {
        /// The hall.
        pub hall: HallId,
        /// The hall's code.
        pub code: String,
        /// The hall's name.
        pub name: String,
        /// The hall's English name.
        pub name_en: String,
        /// The day.
        pub day: Day,
        /// The place in the event chain this stands for; also the feed's event id.
        pub seq: i64,
        /// When it was made.
        pub at_us: Time,
        /// Whether the hall is open.
        pub open: bool,
        /// When it closes today.
        pub closes_us: Option<Time>,
        /// People waiting.
        pub waiting: i64,
        /// What somebody who came now would wait.
        pub wait: Wait,
        /// Calls that are not answered yet or were just answered, latest first.
        pub calls: Vec<CallShown>,
        /// Queues by prefix.
        pub queues: Vec<QueueShown>,
        /// The numbers next in line, most likely first.
        pub next: Vec<NextShown>,
        /// Counters.
        pub counters: Vec<CounterShown>,
        /// Served today.
        pub served: i64,
        /// Notices, Chinese and English by turns of one line each.
        pub notices: Vec<Notice>,
    }

    /// A notice on the display.
    pub struct Notice {
        /// Chinese.
        pub zh: String,
        /// English.
        pub en: String,
    }

    /// The plan of a hall: the document that is proposed, approved and in force from a day.
    pub struct HallPlan {
        /// Grade.
        pub grade: Grade,
        /// Zones with their places.
        pub zones: Vec<Zone>,
        /// Counters.
        pub counters: Vec<Counter>,
        /// Skills this hall offers, by code; an item is done here when all its skills are.
        pub functions: Vec<String>,
        /// Opening hours by kind of day.
        pub hours: Vec<HoursRule>,
        /// Rooms, by code.
        pub rooms: Vec<String>,
        /// Equipment, in words.
        pub equipment: Vec<String>,
        /// Children the child corner takes; 0 for none.
        pub child_corner_places: i64,
        /// Kiosks.
        pub kiosks: i64,
    }

    /// Opening hours of one kind of day in a season.
    pub struct HoursRule {
        /// First month-day of the season, such as 05-01.
        pub from_month_day: String,
        /// Kind of day: workday, make_up_workday, weekend, holiday.
        pub day_kind: String,
        /// Spans; empty for closed.
        pub spans: Vec<Span>,
        /// S, I, K or E.
        pub certainty: String,
        /// Where it comes from.
        pub source: String,
    }

    /// A proposed, approved or rejected plan.
    pub struct PlanVersion {
        /// Its id.
        pub id: RecordId,
        /// The hall.
        pub hall: HallId,
        /// The hall's name.
        pub hall_name: String,
        /// From which day it is to hold.
        pub from_day: Day,
        /// proposed, approved or rejected.
        pub state: String,
        /// Why it is proposed.
        pub reason: String,
        /// Who proposed it, in words.
        pub proposed_by: String,
        /// When.
        pub proposed_us: Time,
        /// Who decided, in words.
        pub decided_by: Option<String>,
        /// When.
        pub decided_us: Option<Time>,
        /// Whether the viewer may decide it.
        pub may_decide: bool,
        /// What it changes against the plan in force, in words.
        pub changes: Vec<String>,
        /// The plan.
        pub plan: HallPlan,
    }

    /// Plans of a hall, newest first.
    pub struct Plans {
        /// The plan in force today.
        pub in_force: HallPlan,
        /// Versions.
        pub versions: Vec<PlanVersion>,
    }

    /// Proposals of the whole org that wait for a decision.
    pub struct PlanProposals {
        /// Versions, oldest first.
        pub versions: Vec<PlanVersion>,
    }

    /// Proposes a plan.
    pub struct ProposePlan {
        /// From which day.
        pub from_day: Day,
        /// Why.
        pub reason: String,
        /// The plan.
        pub plan: HallPlan,
    }

    /// Decides on a proposed plan.
    pub struct DecidePlan {
        /// Whether it is approved.
        pub approve: bool,
    }

    /// All halls.
    pub struct Halls {
        /// Halls, by grade and code.
        pub halls: Vec<HallBrief>,
    }
}
