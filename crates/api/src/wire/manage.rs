//! Self-observation, evaluations and follow-ups, the event log, proof of the chains.

use kernel::{Day, Grade, HallId, RecordId, StaffId, TicketId, Time};

use super::wire;

wire! {
    /// Figures of halls over a range of days.
    pub struct Observation {
        /// First day.
        pub from: Day,
        /// Last day.
        pub to: Day,
        /// All halls together.
        pub total: Figures,
        /// By hall.
        pub halls: Vec<HallFigures>,
        /// By grade.
        pub grades: Vec<GradeFigures>,
        /// By day, all halls together.
        pub days: Vec<DayFigures>,
        /// By hour of the day, all halls together.
        pub hours: Vec<HourFigures>,
    }

    /// Figures. A share is absent when there is nothing to divide by.
    pub struct Figures {
        /// Numbers given.
        pub issued: i64,
        /// Called.
        pub called: i64,
        /// Served.
        pub served: i64,
        /// Gave up.
        pub left: i64,
        /// Did not come.
        pub no_show: i64,
        /// Waiting now.
        pub waiting: i64,
        /// Median wait of those called, in seconds.
        pub wait_p50_s: Option<i64>,
        /// Nine of ten waited no longer, in seconds.
        pub wait_p90_s: Option<i64>,
        /// Mean service time, in seconds.
        pub service_mean_s: Option<i64>,
        /// Waited longer than the alarm, in per mille of called.
        pub over_alert_pm: Option<i64>,
        /// Gave up or did not come, in per mille of issued.
        pub abandon_pm: Option<i64>,
        /// Busy time of open counters, in per mille.
        pub counter_use_pm: Option<i64>,
        /// Counter hours open and not used, in minutes.
        pub idle_min: i64,
        /// Sent online or to a kiosk by guidance, in per mille of guided.
        pub online_pm: Option<i64>,
        /// Guided.
        pub guided: i64,
        /// Asked to rate.
        pub rating_asked: i64,
        /// Rated.
        pub rating_given: i64,
        /// Mean score, in hundredths.
        pub rating_mean_c: Option<i64>,
        /// Share of ratings of 4 and 5, in per mille.
        pub rating_good_pm: Option<i64>,
    }

    /// Figures of a hall.
    pub struct HallFigures {
        /// The hall.
        pub hall: HallId,
        /// Its name.
        pub name: String,
        /// Its grade.
        pub grade: Grade,
        /// Figures.
        pub figures: Figures,
    }

    /// Figures of a grade.
    pub struct GradeFigures {
        /// The grade.
        pub grade: Grade,
        /// Halls of the grade.
        pub halls: i64,
        /// Figures.
        pub figures: Figures,
    }

    /// Figures of a day.
    pub struct DayFigures {
        /// The day.
        pub day: Day,
        /// Figures.
        pub figures: Figures,
    }

    /// Figures of an hour.
    pub struct HourFigures {
        /// Hour, 0 to 23.
        pub hour: i64,
        /// Numbers given in it.
        pub issued: i64,
        /// Served in it.
        pub served: i64,
        /// Median wait of those given in it, in seconds.
        pub wait_p50_s: Option<i64>,
        /// Nine of ten, in seconds.
        pub wait_p90_s: Option<i64>,
    }

    /// Evaluations of a day.
    pub struct Evaluations {
        /// Asked.
        pub asked: i64,
        /// Not answered.
        pub unanswered: i64,
        /// Answered, by score from 1 to 5.
        pub scores: Vec<i64>,
        /// Answers, newest first.
        pub answers: Vec<Evaluation>,
        /// Follow-ups that are open.
        pub follow_ups: Vec<FollowUp>,
    }

    /// An evaluation.
    pub struct Evaluation {
        /// The ticket.
        pub ticket: TicketId,
        /// As printed.
        pub label: String,
        /// Score.
        pub score: i64,
        /// Reasons, in words.
        pub reasons: Vec<String>,
        /// Free text.
        pub text: Option<String>,
        /// pad or phone.
        pub channel: String,
        /// When.
        pub answered_us: Time,
        /// Who served.
        pub staff: Option<StaffId>,
    }

    /// A follow-up after a low score.
    pub struct FollowUp {
        /// Its id.
        pub id: RecordId,
        /// The ticket.
        pub ticket: TicketId,
        /// As printed.
        pub label: String,
        /// Score.
        pub score: i64,
        /// When it was opened.
        pub opened_us: Time,
        /// Until when it should be closed, by the pack.
        pub due_us: Time,
        /// open or closed.
        pub state: String,
    }

    /// Closes a follow-up.
    pub struct CloseFollowUp {
        /// What was done. Kept encrypted.
        pub note: String,
    }

    /// A page of a hall's event log.
    pub struct Events {
        /// The hall.
        pub hall: HallId,
        /// The day.
        pub day: Day,
        /// Events in order.
        pub events: Vec<LoggedEvent>,
        /// Whether there are more.
        pub more: bool,
    }

    /// An event in the log.
    pub struct LoggedEvent {
        /// Its place in the chain.
        pub seq: i64,
        /// When.
        pub at_us: Time,
        /// Who: staff, device, customer, guest or system.
        pub actor: String,
        /// The actor's id.
        pub actor_id: Option<String>,
        /// What.
        #[schema(value_type = Object)]
        pub event: serde_json::Value,
    }

    /// Proof of the event chains.
    pub struct ChainProof {
        /// Chains walked.
        pub chains: i64,
        /// Events walked.
        pub events: i64,
        /// Chains that are broken, in words; empty when all is well.
        pub broken: Vec<String>,
    }
}
