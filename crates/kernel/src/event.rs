//! The closed, versioned list of everything that can happen, on one page.
//!
//! An event never carries a name, a phone number, an id number or free text of a customer.
//! A variant is never changed once released: a new shape is a new variant, and the old one stays readable.

use serde::{Deserialize, Serialize};

use crate::{
    Actor, CareNeed, Channel, CounterId, CounterState, Day, DeviceAct, DeviceId, DeviceKind, DeviceOrderId,
    HallId, Move, OrderState, PriorityClass, ProposalId, RecordId, RunId, RunState, RunWork, ScenarioId,
    StaffId, TicketId, TicketState, Time, Triage, VisitId,
};

/// Something that happened. Stored as JSON with its variant's name in `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    // The customer's stay.
    /// Somebody was greeted.
    VisitOpened { visit: VisitId, channel: Channel, needs: Vec<CareNeed>, people: i64 },
    /// A guide wrote down what a person needs, and how many preferences with consent; `care` when the ticket now has
    /// the care class.
    NeedsRecorded {
        visit: VisitId,
        ticket: TicketId,
        needs: Vec<CareNeed>,
        preferences: i64,
        consent: bool,
        care: bool,
    },
    /// Guidance was given: what it decided, and for which item if one was found.
    Guided { item: Option<String>, triage: Triage, to_hall: Option<HallId>, channel: Channel },

    // Tickets. `n` counts a ticket's moves from 1 without gaps.
    /// A time was reserved.
    TicketBooked {
        ticket: TicketId,
        visit: VisitId,
        items: Vec<String>,
        slot_at: Time,
        slot_min: i64,
        class: PriorityClass,
        channel: Channel,
    },
    /// A number was given, at once or for a booking.
    TicketIssued {
        ticket: TicketId,
        visit: VisitId,
        prefix: String,
        number: i64,
        items: Vec<String>,
        class: PriorityClass,
        channel: Channel,
        /// Since when the wait counts.
        queued_at: Time,
        booked: bool,
        /// Forecast told to the customer, in seconds.
        p50_s: Option<i64>,
        p90_s: Option<i64>,
        /// The hall it was transferred from.
        from_hall: Option<HallId>,
    },
    /// A ticket moved. But for `n` and `step`, this is where it stands afterwards, so that a fold needs no rules.
    TicketMoved {
        ticket: TicketId,
        n: i64,
        step: Move,
        from: TicketState,
        to: TicketState,
        /// The counter it is at, or was last.
        counter: Option<CounterId>,
        staff: Option<StaffId>,
        /// Only this counter may call it.
        only_counter: Option<CounterId>,
        /// Only counters of this zone may call it.
        zone: Option<String>,
        to_hall: Option<HallId>,
        not_before: Option<Time>,
        queued_at: Time,
        called_at: Option<Time>,
        started_at: Option<Time>,
        recalls: i64,
    },
    /// Further service items were added to a ticket, or its items corrected.
    ItemsChanged { ticket: TicketId, items: Vec<String> },
    /// Service on a ticket ended: what the forecast learns from.
    ServiceTimed { ticket: TicketId, item: String, service_s: i64, hour: i64 },

    // Counters.
    /// A counter opened, paused or closed.
    CounterChanged { counter: CounterId, staff: Option<StaffId>, state: CounterState },

    // The hall itself.
    /// A new hall came into the org.
    HallCreated { code: String },
    /// A change of a hall's plan was proposed for a day.
    HallPlanProposed { plan: RecordId, from_day: Day },
    /// The proposal was decided by a second person.
    HallPlanDecided { plan: RecordId, from_day: Day, approved: bool },

    // Care and amenities.
    /// A negotiation room was booked by quarters of an hour.
    RoomBooked { booking: RecordId, room: String, from: Time, quarters: i64 },
    /// A room booking was given up.
    RoomReleased { booking: RecordId, room: String },
    /// Something was lent out.
    ItemLent { loan: RecordId, amenity: String, due: Time },
    /// It is due and was not brought back; said once for each loan.
    LoanOverdue { loan: RecordId, amenity: String, due: Time },
    /// It came back.
    ItemReturned { loan: RecordId, amenity: String, overdue: bool },
    /// Stock of an amenity was counted or topped up.
    StockCounted { amenity: String, total: i64 },
    /// A zone was cleaned.
    ZoneCleaned { zone: String },
    /// Children in the child corner.
    ChildCornerChanged { children: i64 },

    // Evaluation.
    /// The customer was asked to rate.
    EvaluationAsked { ticket: TicketId, staff: Option<StaffId> },
    /// The customer rated, one to five; free text stays out of the event.
    EvaluationGiven {
        ticket: TicketId,
        staff: Option<StaffId>,
        score: i64,
        reasons: Vec<String>,
        has_text: bool,
    },
    /// A low score opened a task for the hall manager.
    FollowUpOpened { task: RecordId, ticket: TicketId },
    /// The task was closed.
    FollowUpClosed { task: RecordId },

    // Devices.
    /// A one-time code was made for a device to come.
    DeviceAnnounced { device: DeviceId, device_kind: DeviceKind },
    /// The device used its code and has its own credential.
    DeviceEnrolled { device: DeviceId, device_kind: DeviceKind },
    /// The credential was withdrawn.
    DeviceRevoked { device: DeviceId },
    /// The device came online or was lost (last will, heartbeat overdue).
    DeviceLink { device: DeviceId, online: bool, why: String },
    /// The device's health changed for better or worse.
    DeviceHealth { device: DeviceId, ok: bool, faults: Vec<String> },
    /// An order to the device changed state.
    DeviceOrdered { device: DeviceId, order: DeviceOrderId, act: DeviceAct, state: OrderState },
    /// The device reported a fact of its own kind: a card read, a slot opened, paper torn off.
    DeviceFact { device: DeviceId, fact: String },
    /// The device tried to publish or subscribe outside its topics, and was refused.
    DeviceTrespass { device: DeviceId, topic: String, publish: bool },

    // Staff.
    /// Logged in.
    StaffLoggedIn { staff: StaffId },
    /// A log-in failed; `locked` when it was one too many.
    StaffLogInFailed { staff: StaffId, locked: bool },
    /// Logged out.
    StaffLoggedOut { staff: StaffId },
    /// An account was made, changed, unlocked or closed.
    StaffChanged { staff: StaffId, what: String },

    // Planning.
    /// A scenario was made, of the pack's city or as a copy.
    ScenarioAdded { scenario: ScenarioId, copied: Option<ScenarioId> },
    /// A scenario was changed.
    ScenarioChanged { scenario: ScenarioId, version: i64 },
    /// A scenario was taken away with its runs.
    ScenarioRemoved { scenario: ScenarioId },
    /// The planner was asked.
    RunAsked { run: RunId, scenario: ScenarioId, version: i64, work: RunWork },
    /// A run is over.
    RunEnded { run: RunId, scenario: ScenarioId, state: RunState },
    /// A run's plan was proposed to be carried out from a day.
    ScenarioProposed { proposal: ProposalId, run: RunId, from_day: Day },
    /// The proposal was decided by a second person.
    ScenarioDecided { proposal: ProposalId, run: RunId, from_day: Day, approved: bool },
    /// The roster of the hall's month, by its first day, was made or changed.
    RosterChanged { month: Day, version: i64 },
    /// The weather of so many days was noted, the first and last of them told.
    WeatherNoted { from: Day, to: Day, days: i64 },

    // The company pack.
    /// A pack was loaded.
    PackLoaded { version: String, halls: i64, items: i64, rules: i64 },

    // Tariffs. `digest` is the SM3 of a document's text: what was approved can be proven.
    /// The tariff documents and sample customers of a pack were loaded.
    TariffsLoaded { documents: i64, samples: i64 },
    /// A draft of a tariff was kept; `edition` counts its changes.
    TariffDrafted { version: RecordId, tariff: String, edition: i64 },
    /// A draft was proposed, to hold from a day.
    TariffProposed { version: RecordId, tariff: String, from_day: Day, digest: String },
    /// The proposal was approved or sent back by a second person.
    TariffDecided { version: RecordId, tariff: String, from_day: Day, approved: bool, digest: String },
    /// A version was given up before it held; `was` is where it stood.
    TariffWithdrawn { version: RecordId, tariff: String, was: String },
}

/// An event in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventAt {
    /// The hall, or [`HallId::ORG`].
    pub hall: HallId,
    /// The hall's day.
    pub day: Day,
    /// The place in the chain of that hall and day, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Time,
    /// Who.
    pub actor: Actor,
    /// What.
    pub event: Event,
}

impl Event {
    /// The stored name of the variant.
    #[must_use]
    pub fn kind(&self) -> String {
        let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(self) else {
            unreachable!("an event is a tagged struct")
        };
        match fields.remove("kind") {
            Some(serde_json::Value::String(kind)) => kind,
            other => unreachable!("an event is tagged with its kind, not {other:?}"),
        }
    }

    /// The ticket this is about, if it is about one.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Event::TicketBooked { ticket, .. }
            | Event::TicketIssued { ticket, .. }
            | Event::TicketMoved { ticket, .. }
            | Event::ItemsChanged { ticket, .. }
            | Event::NeedsRecorded { ticket, .. }
            | Event::ServiceTimed { ticket, .. }
            | Event::EvaluationAsked { ticket, .. }
            | Event::EvaluationGiven { ticket, .. }
            | Event::FollowUpOpened { ticket, .. } => Some(*ticket),
            _ => None,
        }
    }

    /// The device this is about, if it is about one.
    #[must_use]
    pub fn device(&self) -> Option<DeviceId> {
        match self {
            Event::DeviceAnnounced { device, .. }
            | Event::DeviceEnrolled { device, .. }
            | Event::DeviceRevoked { device }
            | Event::DeviceLink { device, .. }
            | Event::DeviceHealth { device, .. }
            | Event::DeviceOrdered { device, .. }
            | Event::DeviceFact { device, .. }
            | Event::DeviceTrespass { device, .. } => Some(*device),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_back_from_its_json() {
        let event = Event::TicketMoved {
            ticket: TicketId(7),
            n: 2,
            step: Move::Call,
            from: TicketState::Waiting,
            to: TicketState::Called,
            counter: Some(CounterId(3)),
            staff: None,
            only_counter: None,
            zone: None,
            to_hall: None,
            not_before: None,
            queued_at: Time(1),
            called_at: Some(Time(2)),
            started_at: None,
            recalls: 0,
        };
        let json = serde_json::to_string(&event).unwrap();
        assert!(json.starts_with(r#"{"kind":"ticket_moved","ticket":"7","n":2,"step":"call""#), "{json}");
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        assert_eq!(event.kind(), "ticket_moved");
    }

    #[test]
    fn an_unknown_kind_is_refused() {
        assert!(serde_json::from_str::<Event>(r#"{"kind":"ticket_eaten"}"#).is_err());
    }
}
