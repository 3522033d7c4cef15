//! Everything that a hall keeps beside its events, rebuilt from the events alone, and held against what is kept.
//!
//! The tickets and counters have a fold of their own in the floor (`HallLive`); here is the rest.

use std::collections::{BTreeMap, BTreeSet};

use floor::care;
use floor::devices::{self, DeviceState};
use floor::evaluations;
use floor::observe::{Figures, Observed, nearest_rank, observe};
use floor::tickets::{HallLive, learned_of};
use kernel::{
    Day, DeviceAct, DeviceId, DeviceKind, DeviceOrderId, Event, HallId, Move, OrderState, RecordId, TicketId,
    TicketState, Time,
};
use store::StoredEvent;
use testkit::World;

use super::play::Floor;

#[derive(Clone, Debug, PartialEq)]
struct Device {
    kind: DeviceKind,
    state: DeviceState,
    online: bool,
    faults: Vec<String>,
}

/// What the events of one hall come to.
pub struct Rebuilt {
    hall: HallId,
    devices: BTreeMap<DeviceId, Device>,
    orders: BTreeMap<DeviceOrderId, (DeviceId, DeviceAct, OrderState)>,
    rooms: BTreeMap<RecordId, (String, Time, i64)>,
    loans: BTreeMap<RecordId, (String, Time)>,
    stock: BTreeMap<String, i64>,
    children: i64,
    cleaned: BTreeMap<String, Time>,
    asked: BTreeMap<(Day, TicketId), Option<i64>>,
    tasks: BTreeSet<RecordId>,
    timed: BTreeMap<TicketId, (String, i64, i64)>,
}

impl Rebuilt {
    pub fn new(hall: HallId) -> Rebuilt {
        Rebuilt {
            hall,
            devices: BTreeMap::new(),
            orders: BTreeMap::new(),
            rooms: BTreeMap::new(),
            loans: BTreeMap::new(),
            stock: BTreeMap::new(),
            children: 0,
            cleaned: BTreeMap::new(),
            asked: BTreeMap::new(),
            tasks: BTreeSet::new(),
            timed: BTreeMap::new(),
        }
    }

    /// Takes one event in.
    pub fn apply(&mut self, stored: &StoredEvent) {
        if stored.hall != self.hall {
            return;
        }
        if stored.event.device().is_some() {
            self.device(&stored.event);
        } else {
            self.care(stored);
            self.rating(stored);
        }
    }

    fn device(&mut self, event: &Event) {
        match event {
            Event::DeviceAnnounced { device, device_kind } => {
                let new = Device {
                    kind: *device_kind,
                    state: DeviceState::Announced,
                    online: false,
                    faults: Vec::new(),
                };
                self.devices.insert(*device, new);
            }
            Event::DeviceEnrolled { device, .. } => self.at(*device).state = DeviceState::Enrolled,
            Event::DeviceRevoked { device } => {
                self.at(*device).state = DeviceState::Revoked;
                let open = |state: OrderState| matches!(state, OrderState::Queued | OrderState::Sent);
                let of_it = self.orders.values_mut().filter(|(of, _, state)| of == device && open(*state));
                of_it.for_each(|(.., state)| *state = OrderState::Expired);
            }
            Event::DeviceLink { device, online, .. } => self.at(*device).online = *online,
            Event::DeviceHealth { device, faults, ok } => {
                assert_eq!(*ok, faults.is_empty());
                faults.clone_into(&mut self.at(*device).faults);
            }
            Event::DeviceOrdered { device, order, act, state } => {
                let before = self.orders.insert(*order, (*device, *act, *state)).map(|(.., state)| state);
                let over =
                    matches!(before, Some(OrderState::Done | OrderState::Failed | OrderState::Expired));
                assert!(!over, "order {order} was over and became {state}");
                assert_eq!(before.is_none(), *state == OrderState::Queued, "an order begins once");
            }
            _ => {}
        }
    }

    fn at(&mut self, device: DeviceId) -> &mut Device {
        self.devices.get_mut(&device).expect("a device is announced first")
    }

    fn care(&mut self, stored: &StoredEvent) {
        match &stored.event {
            Event::RoomBooked { booking, room, from, quarters } => {
                self.rooms.insert(*booking, (room.clone(), *from, *quarters));
            }
            Event::RoomReleased { booking, .. } => drop(self.rooms.remove(booking)),
            Event::ItemLent { loan, amenity, due } => {
                self.loans.insert(*loan, (amenity.clone(), *due));
            }
            Event::ItemReturned { loan, overdue, .. } => {
                let (_, due) = self.loans.remove(loan).expect("what comes back was lent");
                assert_eq!(*overdue, stored.at > due);
            }
            Event::StockCounted { amenity, total } => drop(self.stock.insert(amenity.clone(), *total)),
            Event::ChildCornerChanged { children } => self.children = *children,
            Event::ZoneCleaned { zone } => drop(self.cleaned.insert(zone.clone(), stored.at)),
            _ => {}
        }
    }

    fn rating(&mut self, stored: &StoredEvent) {
        match &stored.event {
            Event::EvaluationAsked { ticket, .. } => {
                assert_eq!(
                    self.asked.insert((stored.day, *ticket), None),
                    None,
                    "{ticket} is asked about once"
                );
            }
            Event::EvaluationGiven { ticket, score, .. } => {
                let mut asked = self.asked.iter_mut().filter(|((_, of), _)| of == ticket);
                let (_, answer) = asked.next().expect("only who was asked answers");
                assert_eq!(answer.replace(*score), None, "{ticket} is rated once");
            }
            Event::FollowUpOpened { task, .. } => drop(self.tasks.insert(*task)),
            Event::FollowUpClosed { task } => assert!(self.tasks.remove(task), "closed once"),
            Event::ServiceTimed { ticket, item, service_s, hour } => {
                self.timed.insert(*ticket, (item.clone(), *hour, *service_s));
            }
            // The end of a service was taken back, and the question with it.
            Event::TicketMoved { ticket, step: Move::Undo, from: TicketState::Done, .. } => {
                self.timed.remove(ticket);
                self.asked.retain(|(_, of), answer| of != ticket || answer.is_some());
            }
            _ => {}
        }
    }

    /// Holds what the events come to against what is kept.
    pub fn check(&self, w: &World, floor: &Floor, live: &HallLive) {
        self.check_devices(w);
        self.check_care(w, floor);
        self.check_ratings(w, floor.setting.day);
        self.check_learned(w);
        self.check_figures(w, floor, live);
    }

    fn check_devices(&self, w: &World) {
        let (org, hall) = (w.org, self.hall);
        let kept = w.read(move |tx| devices::devices_of(tx, org, hall)).unwrap();
        let row = |it: &devices::DeviceRow| {
            (it.id, Device { kind: it.kind, state: it.state, online: it.online, faults: it.faults.clone() })
        };
        assert_eq!(self.devices, kept.iter().map(row).collect());
        let mut orders = BTreeMap::new();
        for device in self.devices.keys().copied() {
            let of_it = w.read(move |tx| devices::orders_of(tx, org, device)).unwrap();
            orders.extend(of_it.into_iter().map(|it| (it.id, (it.device, it.act, it.state))));
        }
        assert_eq!(self.orders, orders);
    }

    fn check_care(&self, w: &World, floor: &Floor) {
        let (org, hall, now) = (w.org, self.hall, w.now);
        let (from, to) = (now.plus_s(-30 * 86_400), now.plus_s(30 * 86_400));
        let (rooms, loans, stock, zones) = w
            .read(move |tx| {
                Ok((
                    care::room_bookings(tx, org, hall, from, to)?,
                    care::open_loans(tx, org, hall)?,
                    care::amenities(tx, org, hall)?,
                    care::zones_now(tx, org, hall)?,
                ))
            })
            .unwrap();
        assert_eq!(
            self.rooms,
            rooms.into_iter().map(|it| (it.id, (it.room, it.from, it.quarters))).collect()
        );
        self.check_rooms_apart(floor);
        assert_eq!(self.loans, loans.into_iter().map(|it| (it.id, (it.kind, it.due))).collect());
        for amenity in stock {
            let out = self.loans.values().filter(|(kind, _)| *kind == amenity.kind).count() as i64;
            assert_eq!(amenity.lent, out, "{} lent out", amenity.kind);
            assert!(out <= amenity.total, "{} of {} {} lent", out, amenity.total, amenity.kind);
            if let Some(total) = self.stock.get(&amenity.kind) {
                assert_eq!(amenity.total, *total, "{}", amenity.kind);
            }
        }
        for zone in zones {
            assert_eq!(zone.people, if zone.is_child_corner() { self.children } else { 0 });
            assert_eq!(zone.cleaned_at, self.cleaned.get(&zone.zone).copied(), "{}", zone.zone);
        }
    }

    /// Nobody has a room while another has it.
    fn check_rooms_apart(&self, floor: &Floor) {
        let slot_s = floor.setting.rules.room_slot_min * 60;
        let mut held = BTreeSet::new();
        for (room, from, quarters) in self.rooms.values() {
            for slot in 0..*quarters {
                assert!(held.insert((room, from.plus_s(slot * slot_s))), "{room} has two parties");
            }
        }
    }

    fn check_ratings(&self, w: &World, day: Day) {
        let (org, hall) = (w.org, self.hall);
        let (kept, tasks) = w
            .read(move |tx| {
                let kept = evaluations::evaluations_of_day(tx, org, hall, day)?;
                Ok((kept, evaluations::open_follow_ups(tx, org, hall)?))
            })
            .unwrap();
        let today = || self.asked.iter().filter(|((asked, _), _)| *asked == day).map(|(_, score)| *score);
        let scores = [1, 2, 3, 4, 5].map(|score| today().filter(|it| *it == Some(score)).count() as i64);
        let unanswered = today().filter(Option::is_none).count() as i64;
        let asked = today().count() as i64;
        assert_eq!((kept.asked, kept.unanswered, kept.scores), (asked, unanswered, scores));
        assert_eq!(self.tasks, tasks.into_iter().map(|task| task.id).collect());
    }

    fn check_learned(&self, w: &World) {
        let (org, hall) = (w.org, self.hall);
        let kept = w.read(move |tx| learned_of(tx, org, hall)).unwrap();
        let mut counts = BTreeMap::<(String, i64), (f64, f64)>::new();
        for (item, hour, service_s) in self.timed.values() {
            let (n, ln) = counts.entry((item.clone(), *hour)).or_default();
            *n += 1.0;
            *ln += (*service_s as f64).ln();
        }
        for (item, hour, learned) in kept {
            let (n, ln) = counts.remove(&(item.clone(), hour)).unwrap_or_default();
            let near = (learned.n - n).abs() < 0.5 && (learned.sum_ln - ln).abs() < 0.001 * (n + 1.0);
            assert!(near, "{item} at {hour}: {learned:?} is kept, {n} and {ln} were told");
        }
        assert!(counts.is_empty(), "{counts:?} were told and not kept");
    }

    /// The manager's figures of today, counted from the tickets as the events left them.
    fn check_figures(&self, w: &World, floor: &Floor, live: &HallLive) {
        let (org, now, zone, day) = (w.org, w.now, w.zone, floor.setting.day);
        let grade = floor.setting.plan.grade;
        let seen = [Observed { hall: self.hall, name: String::new(), grade, wait_alert_s: 900 }];
        let kept = w.read(move |tx| observe(tx, org, &seen, (day, day), now, zone)).unwrap().total;
        let given = || live.tickets.values().filter(|it| it.number.is_some());
        let count = |state| given().filter(|it| it.state == state).count() as i64;
        let mut waits: Vec<i64> =
            given().filter_map(|it| Some(it.called_at?.since_s(it.queued_at).max(0))).collect();
        waits.sort_unstable();
        let today = || self.asked.iter().filter(|((asked, _), _)| *asked == day).map(|(_, score)| *score);
        let told = Figures {
            issued: given().count() as i64,
            called: waits.len() as i64,
            served: count(TicketState::Done),
            left: count(TicketState::Left),
            no_show: count(TicketState::NoShow),
            waiting: count(TicketState::Waiting),
            wait_p50_s: nearest_rank(&waits, 500),
            wait_p90_s: nearest_rank(&waits, 900),
            rating_asked: today().count() as i64,
            rating_given: today().flatten().count() as i64,
            ..kept.clone()
        };
        assert_eq!(told, kept);
        assert!(kept.idle_min >= 0 && kept.counter_use_pm.is_none_or(|share| (0..=1000).contains(&share)));
    }
}
