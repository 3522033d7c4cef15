//! The closed word lists of the floor: states, moves, needs, kinds and roles. One spelling, in the database, in
//! events and on the wire.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {$(
            $(#[$vdoc])*
            #[serde(rename = $text)]
            $variant,
        )*}

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The one spelling of this word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$($name::$variant => $text,)*}
            }

            /// The word spelled `text`, if it is one of the list.
            #[must_use]
            pub fn parse(text: &str) -> Option<$name> {
                match text {
                    $($text => Some($name::$variant),)*
                    _ => None,
                }
            }
        }

        // By hand: the derive does not see the renames of a macro and would publish `NoShow` for `no_show`.
        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, Type};
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some([$($text),*])).into()
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

words! {
    /// Where a ticket stands. `booked` tickets have no number yet: it is given when the customer checks in.
    TicketState {
        /// Reserved for a later time; not in the queue.
        Booked = "booked",
        /// In the queue.
        Waiting = "waiting",
        /// Called to a counter, not there yet.
        Called = "called",
        /// Has come to the counter that called.
        Arrived = "arrived",
        /// Being served.
        Serving = "serving",
        /// Set aside by the clerk, to be resumed.
        Parked = "parked",
        /// Went on to another hall, where a new ticket stands for it.
        Transferred = "transferred",
        /// Did not come when called, or not at the booked time.
        NoShow = "no_show",
        /// Gave up, or cancelled the booking.
        Left = "left",
        /// Served.
        Done = "done",
    }

    /// What is done to a ticket. Every move is an event.
    Move {
        /// Reserve a time.
        Book = "book",
        /// Take a number.
        Issue = "issue",
        /// Take the number of a booking.
        CheckIn = "check_in",
        /// Call to a counter.
        Call = "call",
        /// Call again.
        Recall = "recall",
        /// The customer is at the counter.
        Arrive = "arrive",
        /// Service begins.
        Start = "start",
        /// Set aside.
        Park = "park",
        /// Take up a parked ticket again at the counter.
        Resume = "resume",
        /// Send to the queue of one counter.
        TransferCounter = "transfer_counter",
        /// Send to the queue of a zone of the hall.
        TransferZone = "transfer_zone",
        /// Send to another hall.
        TransferHall = "transfer_hall",
        /// "I am late": keep the place, do not call before a time.
        Defer = "defer",
        /// Did not come.
        NoShow = "no_show",
        /// Put a no-show back in the queue.
        Readmit = "readmit",
        /// Gave up or cancelled.
        Leave = "leave",
        /// Service is over.
        Finish = "finish",
        /// Take the last move back.
        Undo = "undo",
    }

    /// The priority class of a ticket; the pack says who belongs where and how much each is worth.
    PriorityClass {
        /// Old, disabled, pregnant and whoever else the pack protects.
        Care = "care",
        /// A booking whose time has come.
        Appointment = "appointment",
        /// Everybody.
        Normal = "normal",
        /// Key customers; never before care.
        Vip = "vip",
    }

    /// A need that a person may tell us, so that the hall can look after it (爱心服务).
    CareNeed {
        /// Elderly.
        Elder = "elder",
        /// Wheelchair or walking aid.
        Wheelchair = "wheelchair",
        /// Hard of hearing.
        Hearing = "hearing",
        /// Weak sight.
        Sight = "sight",
        /// Pregnant.
        Pregnant = "pregnant",
        /// With an infant or small child.
        Child = "child",
        /// Needs an interpreter or sign language.
        Interpreter = "interpreter",
        /// Serving soldier, veteran or their family.
        Veteran = "veteran",
    }

    /// How a customer came into the queue.
    Channel {
        /// At a kiosk.
        Kiosk = "kiosk",
        /// By a guide's tablet.
        Guide = "guide",
        /// On their own phone.
        Phone = "phone",
        /// Typed in by a clerk.
        Counter = "counter",
    }

    /// What guidance decided (分流).
    Triage {
        /// Do it online.
        Online = "online",
        /// Do it at a kiosk now.
        Kiosk = "kiosk",
        /// A counter of this hall.
        Counter = "counter",
        /// A negotiation room.
        Room = "room",
        /// A hall near by that waits less.
        OtherHall = "other_hall",
    }

    /// Grades of halls (A–D); A ⊇ B ⊇ C ⊇ D.
    Grade {
        /// City centre hall.
        A = "A",
        /// County centre hall.
        B = "B",
        /// Town hall.
        C = "C",
        /// Payment only or self-service.
        D = "D",
    }

    /// Kinds of device on the device plane.
    DeviceKind {
        /// Ticket and self-service kiosk.
        Kiosk = "kiosk",
        /// Hall display.
        Display = "display",
        /// Voice caller.
        Caller = "caller",
        /// Evaluation pad.
        Pad = "pad",
        /// Ticket printer.
        TicketPrinter = "ticket_printer",
        /// ID-card reader.
        IdReader = "id_reader",
        /// Signature pad.
        SignaturePad = "signature_pad",
        /// Guide's or clerk's tablet.
        Tablet = "tablet",
        /// Umbrella and charger cabinet.
        Cabinet = "cabinet",
        /// Entrance gate.
        Gate = "gate",
    }

    /// What a device can be told to do.
    DeviceAct {
        /// Speak a call.
        Call = "call",
        /// Show something.
        Show = "show",
        /// Print bytes.
        Print = "print",
        /// Open the gate or a cabinet slot.
        Open = "open",
        /// Start again.
        Restart = "restart",
        /// Fetch a new version.
        Update = "update",
    }

    /// What became of an order to a device.
    OrderState {
        /// Written, not sent yet.
        Queued = "queued",
        /// Sent, not answered.
        Sent = "sent",
        /// The device has done it.
        Done = "done",
        /// The device could not do it.
        Failed = "failed",
        /// Its time ran out first.
        Expired = "expired",
    }

    /// Roles of staff. System admin, security admin and auditor exclude each other (三员分立).
    Role {
        /// 综合柜员.
        Clerk = "clerk",
        /// 引导员.
        Guide = "guide",
        /// 收费员.
        Cashier = "cashier",
        /// 营业厅主管.
        HallManager = "hall_manager",
        /// 指挥中心.
        Command = "command",
        /// 目录管理员.
        CatalogueAdmin = "catalogue_admin",
        /// 安全管理员: accounts, roles, unlocking.
        SecurityAdmin = "security_admin",
        /// 审计员: reads every log, changes nothing.
        Auditor = "auditor",
        /// 系统管理员: devices and settings, no business data.
        SystemAdmin = "system_admin",
    }

    /// Whether the planner may decide on a site.
    SiteRule {
        /// It decides.
        Free = "free",
        /// A hall must be open there.
        Open = "open",
        /// No hall may be open there.
        Closed = "closed",
    }

    /// How people choose a hall.
    ChoiceRule {
        /// The nearest that serves them.
        Nearest = "nearest",
        /// Any, the less the farther it is (Huff 1964).
        Gravity = "gravity",
    }

    /// How the weather of a day is known.
    WeatherKind {
        /// Measured: the day is over.
        Measured = "measured",
        /// Forecast.
        Forecast = "forecast",
    }

    /// What a plan does to a site.
    SiteChange {
        /// Nothing.
        Same = "same",
        /// A hall opens.
        Opened = "opened",
        /// The hall closes.
        Closed = "closed",
        /// The hall gets a higher grade.
        Raised = "raised",
        /// The hall gets a lower grade.
        Lowered = "lowered",
        /// The hall keeps its grade elsewhere.
        Moved = "moved",
    }

    /// What a run of a scenario answers.
    RunWork {
        /// Which halls should be where.
        Site = "site",
        /// Access against cost.
        Front = "front",
        /// What becomes of the halls as payments go online.
        Online = "online",
    }

    /// How a run stands.
    RunState {
        /// Waits for its turn.
        Queued = "queued",
        /// Searches.
        Running = "running",
        /// Has its answer.
        Done = "done",
        /// Was stopped by somebody; keeps the best it had.
        Cancelled = "cancelled",
        /// There is no answer, and it says why.
        Failed = "failed",
    }

    /// Where a counter stands.
    CounterState {
        /// A clerk is there and calls.
        Open = "open",
        /// The clerk is away for a moment.
        Paused = "paused",
        /// Nobody is there.
        Closed = "closed",
    }
}

impl DeviceKind {
    /// Whether a device of this kind can be told to do `act`. Every kind can be started again and updated.
    #[must_use]
    pub fn obeys(self, act: DeviceAct) -> bool {
        use DeviceKind::{
            Cabinet, Caller, Display, Gate, IdReader, Kiosk, Pad, SignaturePad, Tablet, TicketPrinter,
        };
        match act {
            DeviceAct::Call => matches!(self, Caller | Display),
            DeviceAct::Show => matches!(self, Display | Pad | Kiosk | Tablet | SignaturePad | IdReader),
            DeviceAct::Print => matches!(self, TicketPrinter | Kiosk),
            DeviceAct::Open => matches!(self, Gate | Cabinet),
            DeviceAct::Restart | DeviceAct::Update => true,
        }
    }
}

impl TicketState {
    /// Whether nothing more can happen to such a ticket, but for an undo or a readmission.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, TicketState::Transferred | TicketState::NoShow | TicketState::Left | TicketState::Done)
    }

    /// Whether such a ticket holds a counter.
    #[must_use]
    pub fn at_counter(self) -> bool {
        matches!(self, TicketState::Called | TicketState::Arrived | TicketState::Serving)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_as_itself_in_text_and_in_json() {
        fn check<T: Copy + PartialEq + std::fmt::Debug + Serialize>(
            all: &[T],
            text: fn(T) -> &'static str,
            parse: fn(&str) -> Option<T>,
        ) {
            for word in all {
                assert_eq!(parse(text(*word)), Some(*word));
                assert_eq!(serde_json::to_string(word).unwrap(), format!("\"{}\"", text(*word)));
            }
        }
        check(TicketState::ALL, TicketState::as_str, TicketState::parse);
        check(Move::ALL, Move::as_str, Move::parse);
        check(Role::ALL, Role::as_str, Role::parse);
        check(DeviceKind::ALL, DeviceKind::as_str, DeviceKind::parse);
        assert_eq!(TicketState::parse("nowhere"), None);
    }
}
