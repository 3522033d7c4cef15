//! Tickets and visits: taking a number, the customer's page, the clerk's floor bar, the queue.

use kernel::{
    CareNeed, Channel, CounterId, CounterState, Grade, HallId, Move, PriorityClass, StaffId, TicketId,
    TicketState, Time, VisitId,
};

use super::{Wait, wire};

wire! {
    /// Takes a number.
    pub struct TakeTicket {
        /// Service items, one to the pack's limit.
        pub items: Vec<String>,
        /// Needs the person told.
        #[serde(default)]
        pub needs: Vec<CareNeed>,
        /// People in the party.
        #[serde(default = "one")]
        pub people: i64,
        /// A name, if the person gave one. Kept encrypted, shown masked.
        #[serde(default)]
        pub name: Option<String>,
        /// A phone number, if the person gave one. Kept encrypted, shown masked.
        #[serde(default)]
        pub phone: Option<String>,
        /// A key customer, as a guide or clerk may say.
        #[serde(default)]
        pub vip: bool,
        /// Whether a printer of the hall should print it.
        #[serde(default)]
        pub print: bool,
    }

    /// Books a time.
    pub struct BookTime {
        /// Service items.
        pub items: Vec<String>,
        /// The slot's begin.
        pub slot_us: Time,
        /// Needs the person told.
        #[serde(default)]
        pub needs: Vec<CareNeed>,
        /// A name. Kept encrypted, shown masked.
        #[serde(default)]
        pub name: Option<String>,
        /// A phone number. Kept encrypted, shown masked.
        #[serde(default)]
        pub phone: Option<String>,
    }

    /// A time was booked.
    pub struct Booked {
        /// The ticket that will get its number at check-in.
        pub ticket: TicketId,
        /// The visit.
        pub visit: VisitId,
        /// The customer's link, to be followed or printed.
        pub link: String,
        /// The code to type at the kiosk.
        pub check_in_code: String,
        /// Begin.
        pub slot_us: Time,
        /// From when one may check in.
        pub check_in_from_us: Time,
        /// Until when the booking is kept.
        pub kept_until_us: Time,
        /// Documents to have ready.
        pub documents: Vec<String>,
    }

    /// Checks in with the code of a booking.
    pub struct CheckIn {
        /// The code.
        pub code: String,
        /// Whether a printer of the hall should print the number.
        #[serde(default)]
        pub print: bool,
    }

    /// A number was given.
    pub struct TicketIssued {
        /// The ticket.
        pub ticket: TicketId,
        /// The visit.
        pub visit: VisitId,
        /// The hall.
        pub hall: HallId,
        /// As printed, such as A012.
        pub label: String,
        /// Prefix.
        pub prefix: String,
        /// Number.
        pub number: i64,
        /// Class.
        pub class: PriorityClass,
        /// The customer's link.
        pub link: String,
        /// People waiting in the hall before it.
        pub ahead: i64,
        /// What it may wait.
        pub wait: Wait,
        /// When it was given.
        pub issued_us: Time,
        /// Documents to have ready.
        pub documents: Vec<String>,
        /// What the printer is doing: queued, none (no printer that works).
        pub print: String,
    }

    /// What a customer sees of their visit.
    pub struct VisitView {
        /// The hall.
        pub hall: HallId,
        /// The hall's code.
        pub hall_code: String,
        /// The hall's name.
        pub hall_name: String,
        /// The hall's English name.
        pub hall_name_en: String,
        /// Tickets, the live one first.
        pub tickets: Vec<VisitTicket>,
        /// Minutes one may ask to be late, in all.
        pub defer_min_max: i64,
        /// When this page stops working.
        pub expires_us: Time,
    }

    /// A ticket on the customer's page.
    pub struct VisitTicket {
        /// The ticket.
        pub ticket: TicketId,
        /// The hall it is in.
        pub hall: HallId,
        /// The hall's name.
        pub hall_name: String,
        /// As printed; absent before check-in.
        pub label: Option<String>,
        /// State.
        pub state: TicketState,
        /// Class.
        pub class: PriorityClass,
        /// Names of the service items.
        pub items: Vec<ItemName>,
        /// People before it.
        pub ahead: i64,
        /// What it may still wait.
        pub wait: Wait,
        /// The counter it was called to.
        pub counter: Option<String>,
        /// Number of that counter.
        pub counter_no: Option<CounterId>,
        /// When it was called last.
        pub called_us: Option<Time>,
        /// Not called before.
        pub not_before_us: Option<Time>,
        /// Booked time.
        pub slot_us: Option<Time>,
        /// Code for the kiosk, before check-in.
        pub check_in_code: Option<String>,
        /// When it was given.
        pub issued_us: Option<Time>,
        /// Whether the service can be rated now.
        pub may_rate: bool,
        /// The score given.
        pub score: Option<i64>,
        /// Whether the customer may still leave or be late.
        pub may_leave: bool,
        /// Documents to have ready.
        pub documents: Vec<String>,
    }

    /// An item's name in both languages.
    pub struct ItemName {
        /// Code.
        pub code: String,
        /// Chinese.
        pub zh: String,
        /// English.
        pub en: String,
    }

    /// "I am late."
    pub struct BeLate {
        /// How many minutes.
        pub minutes: i64,
    }

    /// A rating.
    pub struct Rate {
        /// 1 very dissatisfied to 5 very satisfied.
        pub score: i64,
        /// Reason codes of the pack.
        #[serde(default)]
        pub reasons: Vec<String>,
        /// Free text; kept encrypted.
        #[serde(default)]
        pub text: Option<String>,
    }

    /// A ticket as staff see it.
    pub struct TicketView {
        /// The ticket.
        pub ticket: TicketId,
        /// The visit.
        pub visit: VisitId,
        /// As printed; absent before check-in.
        pub label: Option<String>,
        /// State.
        pub state: TicketState,
        /// Class.
        pub class: PriorityClass,
        /// How it came.
        pub channel: Channel,
        /// Items.
        pub items: Vec<ItemName>,
        /// Documents to have ready.
        pub documents: Vec<String>,
        /// Needs the person told.
        pub needs: Vec<CareNeed>,
        /// People in the party.
        pub people: i64,
        /// Preferences kept with consent.
        pub preferences: Vec<String>,
        /// Name, masked.
        pub name: Option<String>,
        /// Phone, masked.
        pub phone: Option<String>,
        /// Since when the wait counts.
        pub queued_us: Time,
        /// Not called before.
        pub not_before_us: Option<Time>,
        /// Booked time.
        pub slot_us: Option<Time>,
        /// Only this counter may call it.
        pub only_counter: Option<CounterId>,
        /// Only counters of this zone may call it.
        pub zone: Option<String>,
        /// Where it is.
        pub counter: Option<CounterId>,
        /// Who called it.
        pub staff: Option<StaffId>,
        /// How often it was called again.
        pub recalls: i64,
        /// When it was given.
        pub issued_us: Option<Time>,
        /// When it was called last.
        pub called_us: Option<Time>,
        /// When service began.
        pub started_us: Option<Time>,
        /// When it ended.
        pub ended_us: Option<Time>,
        /// What it may still wait, while it waits.
        pub wait: Wait,
        /// What the viewer may do with it now.
        pub moves: Vec<Move>,
        /// Why it was called before the others.
        pub why: Option<Why>,
        /// The hall it came from.
        pub from_hall: Option<String>,
    }

    /// Why a ticket was called, in both languages and with its figures.
    pub struct Why {
        /// Stable code of the reason.
        pub code: String,
        /// Chinese.
        pub zh: String,
        /// English.
        pub en: String,
        /// How long it had waited, in seconds.
        pub waited_s: i64,
        /// The head start of its class, in seconds.
        pub head_start_s: i64,
        /// Tickets that could have been called.
        pub eligible: i64,
        /// The second best, as printed.
        pub runner_up: Option<String>,
        /// The second best's waited time plus head start, in seconds.
        pub runner_up_score_s: Option<i64>,
    }

    /// The queue of a hall as staff see it.
    pub struct Queue {
        /// The place in the event chain this stands for.
        pub seq: i64,
        /// When it was made.
        pub at_us: Time,
        /// Tickets that are not over, in the order they would be called.
        pub tickets: Vec<TicketView>,
        /// Counters.
        pub counters: Vec<DeskBrief>,
        /// Bookings of today that have not checked in.
        pub booked: i64,
        /// Served today.
        pub served: i64,
    }

    /// A counter in the queue view.
    pub struct DeskBrief {
        /// The counter.
        pub counter: CounterId,
        /// Its name.
        pub name: String,
        /// Its state.
        pub state: CounterState,
        /// Who is there, masked name.
        pub staff: Option<String>,
        /// Since when.
        pub since_us: Time,
        /// The ticket there.
        pub label: Option<String>,
        /// The state of the ticket there.
        pub ticket_state: Option<TicketState>,
        /// Whether it is the viewer's.
        pub mine: bool,
    }

    /// A clerk's counter.
    pub struct Desk {
        /// The counter.
        pub counter: DeskBrief,
        /// The hall's grade today.
        pub grade: Grade,
        /// The customer at the counter.
        pub ticket: Option<TicketView>,
        /// Parked by this counter.
        pub parked: Vec<TicketView>,
        /// The ticket that would be called next, as printed.
        pub next_label: Option<String>,
        /// Why it would be.
        pub next_why: Option<Why>,
        /// People this counter could call.
        pub waiting: i64,
        /// What somebody who came now would wait.
        pub wait: Wait,
        /// Served here today.
        pub served: i64,
        /// The last move that the viewer can take back.
        pub undo: Option<Undo>,
        /// The limit of recalls.
        pub recall_max: i64,
        /// How long after a call somebody may be marked as not come, in seconds.
        pub no_show_hold_s: i64,
    }

    /// A move that can be taken back.
    pub struct Undo {
        /// The ticket.
        pub ticket: TicketId,
        /// As printed.
        pub label: String,
        /// The move.
        pub step: Move,
        /// Until when.
        pub until_us: Time,
    }

    /// What a call came to.
    pub struct CallResult {
        /// The ticket called; absent when nobody waits that this counter can serve.
        pub ticket: Option<TicketView>,
    }

    /// Moves a ticket.
    pub struct MoveTicket {
        /// The move.
        pub step: Move,
        /// The counter that acts (call, resume) or that it is sent to (transfer_counter).
        #[serde(default)]
        pub counter: Option<CounterId>,
        /// The zone it is sent to.
        #[serde(default)]
        pub zone: Option<String>,
        /// The hall it is sent to.
        #[serde(default)]
        pub to_hall: Option<HallId>,
        /// For how many minutes it is put off.
        #[serde(default)]
        pub minutes: Option<i64>,
    }

    /// Sets the items of a ticket.
    pub struct SetItems {
        /// Service items.
        pub items: Vec<String>,
    }

    /// Records what a person needs.
    pub struct RecordNeeds {
        /// Needs.
        pub needs: Vec<CareNeed>,
        /// Preferences in words; only with consent.
        #[serde(default)]
        pub preferences: Vec<String>,
        /// Whether the person agreed that preferences are kept.
        pub consent: bool,
    }

    /// What happened to a ticket, oldest first.
    pub struct TicketStory {
        /// The ticket.
        pub ticket: TicketView,
        /// Its moves.
        pub moves: Vec<StoryMove>,
    }

    /// One move in a ticket's story.
    pub struct StoryMove {
        /// When.
        pub at_us: Time,
        /// The move.
        pub step: Move,
        /// From.
        pub from: Option<TicketState>,
        /// To.
        pub to: TicketState,
        /// The counter.
        pub counter: Option<CounterId>,
        /// Who, in words: staff, customer, device or system.
        pub by: String,
    }

    /// Signs in at a counter.
    pub struct OpenCounter {
        /// Kept for a later choice of skills; absent for all that the counter has.
        #[serde(default)]
        pub skills: Option<Vec<String>>,
    }
}

fn one() -> i64 {
    1
}
