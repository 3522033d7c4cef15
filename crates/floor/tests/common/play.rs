//! A hall to play in: the commands of tickets and counters, each one line in a test.

use std::sync::Arc;

use floor::Setting;
use floor::setup::first_plan;
use floor::tickets::{
    self, BookTime, BookTimeRefusal, BookingFacts, CallNextRefusal, Called, CheckInRefusal, CounterNow,
    CounterRefusal, HallLive, Issued, MoveRefusal, MoveTicket, Moved, Mover, TakeNumber, TakeNumberRefusal,
    Ticket, Told,
};
use kernel::{
    Actor, CareNeed, Channel, CounterId, CounterState, Day, DeviceId, HallId, Move, RequestId, StaffId,
    TicketId, Time, VisitId,
};
use store::{Lane, Refusal, StoredEvent, WriteFail};
use testkit::World;

use super::demo_pack;

/// A hall of the demo pack on the day of the world's clock.
pub struct Floor {
    pub setting: Arc<Setting>,
}

/// What came of a command: its answer, or its refusal.
pub type Came<O, E> = Result<O, Refusal<E>>;

fn answered<O, E>(outcome: Result<Came<O, E>, WriteFail>) -> Came<O, E> {
    outcome.expect("the store works")
}

/// A stand-in for the server's keyed hash: different for each visit.
fn link(visit: VisitId) -> [u8; 32] {
    let mut hash = [7; 32];
    hash[..8].copy_from_slice(&visit.0.to_be_bytes());
    hash
}

pub fn staff(n: i64) -> StaffId {
    StaffId(9_000_000 + n)
}

impl Floor {
    /// The hall `code` of the demo pack as hall `id`, on the world's day.
    pub fn open(w: &World, code: &str, id: i64) -> Floor {
        Floor::on(w.day(), code, id)
    }

    pub fn on(day: Day, code: &str, id: i64) -> Floor {
        let pack = demo_pack();
        let hall = pack.hall(code).expect("a hall of the demo pack");
        let plan = Arc::new(first_plan(pack, hall, day).expect("a plan for its grade"));
        let hours = plan.hours_on(&pack.working_calendar(), day).ok();
        let setting = Setting::of(pack, HallId(id), code, plan, hours, day).expect("rules for that day");
        Floor { setting: Arc::new(setting) }
    }

    pub fn lane(&self) -> Lane {
        Lane(self.setting.hall.0)
    }

    pub fn take(&self, w: &mut World, item: &str) -> Issued {
        self.try_take(w, &[item], &[]).expect("a number is given")
    }

    pub fn take_with(&self, w: &mut World, item: &str, needs: &[CareNeed]) -> Issued {
        self.try_take(w, &[item], needs).expect("a number is given")
    }

    pub fn try_take(
        &self,
        w: &mut World,
        items: &[&str],
        needs: &[CareNeed],
    ) -> Came<Issued, TakeNumberRefusal> {
        let request = w.fresh_request();
        self.take_as(w, request, items, needs, false)
    }

    pub fn take_as(
        &self,
        w: &mut World,
        request: RequestId,
        items: &[&str],
        needs: &[CareNeed],
        vip: bool,
    ) -> Came<Issued, TakeNumberRefusal> {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        let (needs, setting) = (needs.to_vec(), Arc::clone(&self.setting));
        answered(w.write(self.lane(), Actor::Device(DeviceId(1)), request, move |tx, cx| {
            let input = TakeNumber {
                items: &items,
                needs: &needs,
                people: 1,
                vip,
                channel: Channel::Kiosk,
                print: false,
                name_enc: None,
                phone_enc: None,
            };
            tickets::take_number(tx, cx, &setting, &input, Told::default(), &link)
        }))
    }

    pub fn counter(
        &self,
        w: &mut World,
        clerk: i64,
        counter: i64,
        to: CounterState,
    ) -> Came<CounterNow, CounterRefusal> {
        let (request, setting) = (w.fresh_request(), Arc::clone(&self.setting));
        answered(w.write(self.lane(), Actor::Staff(staff(clerk)), request, move |tx, cx| {
            tickets::change_counter(tx, cx, &setting, CounterId(counter), staff(clerk), to)
        }))
    }

    pub fn call(&self, w: &mut World, clerk: i64, counter: i64) -> Came<Called, CallNextRefusal> {
        let request = w.fresh_request();
        self.call_as(w, request, clerk, counter)
    }

    pub fn call_as(
        &self,
        w: &mut World,
        request: RequestId,
        clerk: i64,
        counter: i64,
    ) -> Came<Called, CallNextRefusal> {
        let setting = Arc::clone(&self.setting);
        answered(w.write(self.lane(), Actor::Staff(staff(clerk)), request, move |tx, cx| {
            tickets::call_next(tx, cx, &setting, CounterId(counter), staff(clerk))
        }))
    }

    pub fn step(&self, w: &mut World, clerk: i64, ticket: TicketId, step: Move) -> Came<Moved, MoveRefusal> {
        self.go(
            w,
            clerk,
            MoveTicket { ticket, step, counter: None, zone: None, to_hall: None, minutes: None },
            None,
        )
    }

    pub fn go(
        &self,
        w: &mut World,
        clerk: i64,
        input: MoveTicket,
        other: Option<&Floor>,
    ) -> Came<Moved, MoveRefusal> {
        let mover = Mover::Staff(staff(clerk));
        self.go_as(w, Actor::Staff(staff(clerk)), mover, input, other)
    }

    pub fn go_as(
        &self,
        w: &mut World,
        actor: Actor,
        mover: Mover,
        input: MoveTicket,
        other: Option<&Floor>,
    ) -> Came<Moved, MoveRefusal> {
        let (request, setting) = (w.fresh_request(), Arc::clone(&self.setting));
        let other = other.map(|other| Arc::clone(&other.setting));
        answered(w.write(self.lane(), actor, request, move |tx, cx| {
            tickets::move_ticket(tx, cx, &setting, other.as_deref(), mover, &input)
        }))
    }

    pub fn book(&self, w: &mut World, item: &str, slot_at: Time) -> Came<BookingFacts, BookTimeRefusal> {
        let (request, setting) = (w.fresh_request(), Arc::clone(&self.setting));
        let (items, codes) = (vec![item.to_owned()], vec![format!("{:06}", w.next_id % 1_000_000)]);
        answered(w.write(self.lane(), Actor::Guest, request, move |tx, cx| {
            let input = BookTime {
                items: &items,
                slot_at,
                needs: &[],
                channel: Channel::Phone,
                name_enc: None,
                phone_enc: None,
            };
            tickets::book_time(tx, cx, &setting, &input, &codes, &link)
        }))
    }

    pub fn check_in(&self, w: &mut World, code: &str) -> Came<Issued, CheckInRefusal> {
        let (request, setting, code) = (w.fresh_request(), Arc::clone(&self.setting), code.to_owned());
        answered(w.write(self.lane(), Actor::Device(DeviceId(1)), request, move |tx, cx| {
            tickets::check_in(tx, cx, &setting, &code, false, Told::default())
        }))
    }

    pub fn ticket(&self, w: &World, id: TicketId) -> Ticket {
        let org = w.org;
        w.read(move |tx| tickets::ticket(tx, org, id)).unwrap().expect("the ticket is there")
    }

    /// The read model from the rows.
    pub fn live(&self, w: &World) -> HallLive {
        let (org, setting) = (w.org, Arc::clone(&self.setting));
        w.read(move |tx| tickets::load_live(tx, org, &setting)).unwrap()
    }

    /// The read model folded from every event published so far.
    pub fn folded(&self, w: &World) -> HallLive {
        let mut live = HallLive::new(self.setting.hall, self.setting.day, self.setting.zone);
        let events: Vec<StoredEvent> = w.published();
        for event in &events {
            live.apply(event);
        }
        live
    }
}
