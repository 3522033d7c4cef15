//! What people, devices and timers of a hall do in a random day, each deed so that it can be sent again under the same
//! request id.

use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use floor::care::{self, BookRoom};
use floor::devices::{self, Announce, DeviceSecrets, DeviceState, OrderDevice};
use floor::evaluations::{self, Give, Through};
use floor::tickets::{self, HallLive, LiveTicket, MoveTicket, Mover, RecordNeeds, SetItems};
use kernel::{
    Actor, CareNeed, CounterId, CounterState, Cx, DeviceAct, DeviceId, DeviceKind, Move, TicketId,
    TicketState,
};
use store::{Fail, Tx};
use testkit::World;

use super::play::{Floor, staff};
use super::{GUIDE, MANAGER};

/// How many clerks the hall has.
pub const CLERKS: i64 = 4;
const ITEMS: [&str; 6] = ["DF01", "DF04", "XZ01", "BG10", "XZ12", "SQ02"];
const AMENITIES: [&str; 3] = ["umbrella", "glasses", "charger"];

/// A small generator of its own, so that a seed means the same on every machine (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    pub fn of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.roll(all.len() as u64) as usize].clone()) }
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.roll(one_in) == 0
    }
}

/// The halls of a day.
pub struct Stage {
    pub here: Floor,
    pub there: Floor,
    pub tomorrow: Floor,
}

/// Something that somebody does: says what came of it.
pub type Deed = Rc<dyn Fn(&mut World, &Stage) -> String>;

/// A deed, and whether its sender would send it again under the same id.
pub struct Done {
    pub deed: Deed,
    pub repeats: bool,
}

fn deed(act: impl Fn(&mut World, &Stage) -> String + 'static) -> Option<Done> {
    Some(Done { deed: Rc::new(act), repeats: true })
}

/// Something that is noticed rather than sent: told again, it is told anew.
fn notice(act: impl Fn(&mut World, &Stage) -> String + 'static) -> Option<Done> {
    Some(Done { deed: Rc::new(act), repeats: false })
}

fn run<O: Debug + Send + 'static, E: Debug + Send + 'static>(
    w: &mut World,
    s: &Stage,
    actor: Actor,
    command: impl FnMut(&mut dyn Tx, &Cx) -> Result<O, Fail<E>> + Send + 'static,
) -> String {
    let request = w.fresh_request();
    format!("{:?}", w.write(s.here.lane(), actor, request, command).unwrap())
}

/// One random deed; nothing when nobody is there to do it.
pub fn choose(w: &World, dice: &mut Dice, s: &Stage, live: &HallLive) -> Option<Done> {
    let clerk = 1 + dice.roll(CLERKS as u64) as i64;
    let recent: Vec<TicketId> = live.tickets.keys().rev().take(40).copied().collect();
    let pick = dice.of(&recent);
    match dice.roll(49) {
        0..=8 => take(dice),
        9 | 10 => deed(move |w, s| format!("{:?}", s.here.counter(w, clerk, clerk, CounterState::Open))),
        11..=16 => deed(move |w, s| format!("{:?}", s.here.call(w, clerk, clerk))),
        17 => {
            let to = dice.of(&[CounterState::Paused, CounterState::Closed])?;
            deed(move |w, s| format!("{:?}", s.here.counter(w, clerk, clerk, to)))
        }
        18..=26 => serve(dice, live, clerk, pick),
        27 | 44 => second_thoughts(dice, live, clerk, pick?),
        45 | 46 => undo(w, dice, s, clerk),
        28 => send_on(dice, s, clerk, pick?),
        29 | 30 => write_needs(dice, pick?),
        31 => {
            let item = dice.of(&ITEMS)?.to_owned();
            let ticket = pick?;
            deed(move |w, s| {
                let (setting, items) = (Arc::clone(&s.here.setting), vec![item.clone()]);
                run(w, s, GUIDE, move |tx, cx| {
                    tickets::set_items(tx, cx, &setting, &SetItems { ticket, items: &items })
                })
            })
        }
        32 | 33 => book(w, dice, s),
        34 | 35 => check_in(w, dice, s, live),
        36 => release_bookings(),
        37 => rooms(w, dice, s),
        38 => lend(w, dice, s),
        39 => tidy(dice),
        40 => enrol(w, dice, s),
        41 | 47 | 48 => link(w, dice, s),
        42 => orders(w, dice, s),
        _ => rate(w, dice, s, live),
    }
}

fn take(dice: &mut Dice) -> Option<Done> {
    let item = dice.of(&ITEMS)?;
    let needs: &[CareNeed] = if dice.chance(5) { &[CareNeed::Elder] } else { &[] };
    let vip = dice.chance(10);
    deed(move |w, s| {
        let request = w.fresh_request();
        format!("{:?}", s.here.take_as(w, request, &[item], needs, vip))
    })
}

fn plain(ticket: TicketId, step: Move) -> MoveTicket {
    MoveTicket { ticket, step, counter: None, zone: None, to_hall: None, minutes: None }
}

/// Mostly what a clerk does with the customer at hand.
fn serve(dice: &mut Dice, live: &HallLive, clerk: i64, pick: Option<TicketId>) -> Option<Done> {
    let busy: Vec<i64> = (1..=CLERKS).filter(|it| live.at_counter(CounterId(*it)).is_some()).collect();
    let clerk = dice.of(&busy).unwrap_or(clerk);
    let ticket = live.at_counter(CounterId(clerk)).map(|(id, _)| id).or(pick)?;
    let usual = match live.tickets[&ticket].state {
        TicketState::Called | TicketState::Arrived => Some(Move::Start),
        TicketState::Serving => Some(Move::Finish),
        _ => None,
    };
    let any = [Move::Start, Move::Finish, Move::Arrive, Move::Recall, Move::NoShow, Move::Park];
    let step = usual.filter(|_| !dice.chance(4)).or_else(|| dice.of(&any))?;
    deed(move |w, s| format!("{:?}", s.here.step(w, clerk, ticket, step)))
}

/// Again, late, away: by the customer or by a clerk, mostly where it makes sense.
fn second_thoughts(dice: &mut Dice, live: &HallLive, clerk: i64, pick: TicketId) -> Option<Done> {
    let step = dice.of(&[Move::Resume, Move::Readmit, Move::Readmit, Move::Leave, Move::Defer])?;
    let wanted = match step {
        Move::Resume => TicketState::Parked,
        Move::Readmit => TicketState::NoShow,
        _ => TicketState::Waiting,
    };
    let fits = |it: &LiveTicket| it.state == wanted && it.number.is_some();
    let mut fitting: Vec<TicketId> =
        live.tickets.iter().filter(|(_, it)| fits(it)).map(|(id, _)| *id).collect();
    // Those of late: for the others it is too late already.
    fitting.sort_by_key(|id| std::cmp::Reverse(live.tickets[id].called_at));
    fitting.truncate(3);
    let ticket = dice.of(&fitting).filter(|_| !dice.chance(4)).unwrap_or(pick);
    let visit = live.tickets[&ticket].visit;
    if matches!(step, Move::Leave | Move::Defer) && dice.chance(2) {
        return deed(move |w, s| {
            let input = MoveTicket { minutes: Some(5), ..plain(ticket, step) };
            let mover = Mover::Customer(visit);
            format!("{:?}", s.here.go_as(w, Actor::Customer(visit), mover, input, None))
        });
    }
    deed(move |w, s| {
        let input = MoveTicket { counter: Some(CounterId(clerk)), ..plain(ticket, step) };
        format!("{:?}", s.here.go(w, clerk, input, None))
    })
}

/// The last move taken back by who made it, in time or too late, or by somebody else.
fn undo(w: &World, dice: &mut Dice, s: &Stage, clerk: i64) -> Option<Done> {
    let (org, hall, day) = (w.org, s.here.setting.hall, s.here.setting.day);
    let last = w.read(move |tx| tickets::last_moved_by(tx, org, hall, day, staff(clerk))).unwrap()?.id;
    let by = if dice.chance(5) { 1 + clerk % CLERKS } else { clerk };
    deed(move |w, s| format!("{:?}", s.here.step(w, by, last, Move::Undo)))
}

/// To another counter, zone or hall.
fn send_on(dice: &mut Dice, s: &Stage, clerk: i64, ticket: TicketId) -> Option<Done> {
    let input = match dice.roll(3) {
        0 => MoveTicket { counter: Some(CounterId(clerk)), ..plain(ticket, Move::TransferCounter) },
        1 => MoveTicket { zone: Some("business".to_owned()), ..plain(ticket, Move::TransferZone) },
        _ => MoveTicket { to_hall: Some(s.there.setting.hall), ..plain(ticket, Move::TransferHall) },
    };
    deed(move |w, s| format!("{:?}", s.here.go(w, clerk, input.clone(), Some(&s.there))))
}

/// A guide writes down what a person needs; without consent no preference is kept.
fn write_needs(dice: &mut Dice, ticket: TicketId) -> Option<Done> {
    let needs = dice.of(&[vec![], vec![CareNeed::Wheelchair], vec![CareNeed::Child, CareNeed::Elder]])?;
    let preferences = dice.of(&[vec![], vec!["靠近门口".to_owned()]])?;
    let consent = !dice.chance(3);
    deed(move |w, s| {
        let setting = Arc::clone(&s.here.setting);
        let (needs, preferences) = (needs.clone(), preferences.clone());
        run(w, s, GUIDE, move |tx, cx| {
            let preferences_enc = Some(&b"sealed"[..]).filter(|_| !preferences.is_empty());
            let input =
                RecordNeeds { ticket, needs: &needs, preferences: &preferences, preferences_enc, consent };
            tickets::record_needs(tx, cx, &setting, &input)
        })
    })
}

/// A time today or tomorrow, sometimes one that is gone or full.
fn book(w: &World, dice: &mut Dice, s: &Stage) -> Option<Done> {
    let item = dice.of(&ITEMS)?;
    let tomorrow = dice.chance(3);
    let setting = Arc::clone(if tomorrow { &s.tomorrow.setting } else { &s.here.setting });
    let (org, now, items) = (w.org, w.now, vec![item.to_owned()]);
    let mut slots = w.read(move |tx| tickets::slots(tx, org, &setting, &items)).unwrap();
    if !tomorrow && !dice.chance(5) {
        // Soon, so that bookings are kept, missed and late within the day.
        slots.retain(|slot| slot.at > now && slot.at < now.plus_s(3 * 3600));
    }
    let slot_at = dice.of(&slots)?.at;
    deed(move |w, s| {
        let floor = if tomorrow { &s.tomorrow } else { &s.here };
        format!("{:?}", floor.book(w, item, slot_at))
    })
}

fn check_in(w: &World, dice: &mut Dice, s: &Stage, live: &HallLive) -> Option<Done> {
    let booked: Vec<TicketId> =
        live.tickets.iter().filter(|(_, it)| it.state == TicketState::Booked).map(|(id, _)| *id).collect();
    let code = dice.of(&booked).and_then(|id| s.here.ticket(w, id).check_in_code);
    let code = code.unwrap_or_else(|| "000000".to_owned());
    deed(move |w, s| format!("{:?}", s.here.check_in(w, &code)))
}

/// The timer: bookings that were kept long enough.
fn release_bookings() -> Option<Done> {
    notice(|w, s| {
        let (org, now, setting) = (w.org, w.now, Arc::clone(&s.here.setting));
        let overdue =
            w.read(move |tx| tickets::overdue_bookings(tx, org, setting.hall, &setting, now)).unwrap();
        let release = |ticket| {
            let input = plain(ticket, Move::NoShow);
            let moved = s.here.go_as(w, Actor::System, Mover::System, input, None);
            assert!(moved.is_ok(), "an overdue booking is released: {moved:?}");
        };
        overdue.into_iter().for_each(release);
        String::new()
    })
}

fn rooms(w: &World, dice: &mut Dice, s: &Stage) -> Option<Done> {
    let (org, hall, now) = (w.org, s.here.setting.hall, w.now);
    let booked = w.read(move |tx| care::room_bookings(tx, org, hall, now, now.plus_s(86_400))).unwrap();
    if let (Some(booking), true) = (dice.of(&booked), dice.chance(2)) {
        return deed(move |w, s| {
            run(w, s, GUIDE, move |tx, cx| care::release_room(tx, cx, hall, booking.id))
        });
    }
    let rules = &s.here.setting.rules;
    let slot_s = rules.room_slot_min * 60;
    let midnight = s.here.setting.day.start(w.zone);
    let slot = now.since_s(midnight) / slot_s + dice.roll(8) as i64;
    let room = dice.of(&s.here.setting.plan.rooms)?;
    let (from, quarters) = (midnight.plus_s(slot * slot_s), 1 + dice.roll(4) as i64);
    deed(move |w, s| {
        let setting = Arc::clone(&s.here.setting);
        let input = BookRoom { room: room.clone(), from, quarters, visit: None };
        run(w, s, GUIDE, move |tx, cx| care::book_room(tx, cx, &setting, setting.hours.as_ref(), &input))
    })
}

fn lend(w: &World, dice: &mut Dice, s: &Stage) -> Option<Done> {
    let (org, hall) = (w.org, s.here.setting.hall);
    let out = w.read(move |tx| care::open_loans(tx, org, hall)).unwrap();
    if let (Some(loan), true) = (dice.of(&out), dice.chance(2)) {
        return deed(move |w, s| run(w, s, GUIDE, move |tx, cx| care::take_back(tx, cx, hall, loan.id)));
    }
    let kind = dice.of(&AMENITIES)?;
    deed(move |w, s| {
        let setting = Arc::clone(&s.here.setting);
        run(w, s, GUIDE, move |tx, cx| care::lend(tx, cx, &setting, kind, None))
    })
}

/// Stock, the child corner, cleaning.
fn tidy(dice: &mut Dice) -> Option<Done> {
    let (what, kind, count) = (dice.roll(3), dice.of(&AMENITIES)?, dice.roll(12) as i64);
    deed(move |w, s| {
        let setting = Arc::clone(&s.here.setting);
        match what {
            0 => run(w, s, GUIDE, move |tx, cx| care::count_stock(tx, cx, setting.hall, kind, count)),
            1 => run(w, s, GUIDE, move |tx, cx| care::set_children(tx, cx, &setting, count)),
            _ => run(w, s, GUIDE, move |tx, cx| care::mark_cleaned(tx, cx, &setting, "waiting")),
        }
    })
}

/// A stand-in for the server's keyed hashes: different for each device.
fn digest(of: u8, device: DeviceId) -> [u8; 32] {
    let mut hash = [of; 32];
    hash[..8].copy_from_slice(&device.0.to_be_bytes());
    hash
}

fn devices(w: &World, s: &Stage) -> Vec<devices::DeviceRow> {
    let (org, hall) = (w.org, s.here.setting.hall);
    w.read(move |tx| devices::devices_of(tx, org, hall)).unwrap()
}

/// A device is announced, uses its code (in time or not, once or twice), or is revoked.
fn enrol(w: &World, dice: &mut Dice, s: &Stage) -> Option<Done> {
    let all = devices(w, s);
    let known = dice.of(&all).map(|it| it.id);
    let announced: Vec<DeviceId> =
        all.iter().filter(|it| it.state == DeviceState::Announced).map(|it| it.id).collect();
    let new = dice.of(&announced).or(known);
    let what = dice.roll(5);
    match (what, if what == 0 { known } else { new }) {
        (0, Some(device)) => deed(move |w, s| {
            let hall = s.here.setting.hall;
            run(w, s, MANAGER, move |tx, cx| devices::revoke(tx, cx, hall, device))
        }),
        (1..=2, Some(device)) => deed(move |w, s| {
            run(w, s, Actor::Guest, move |tx, cx| {
                devices::enrol(tx, cx, digest(1, device), &|it| DeviceSecrets {
                    credential_hash: digest(2, it.device),
                    screen_hash: digest(3, it.device),
                })
            })
        }),
        _ => {
            let kind = dice.of(DeviceKind::ALL)?;
            deed(move |w, s| {
                let setting = Arc::clone(&s.here.setting);
                let input = Announce { kind, name: kind.to_string(), counter: None };
                run(w, s, MANAGER, move |tx, cx| {
                    devices::announce(tx, cx, &setting, &input, &|id| digest(1, id))
                })
            })
        }
    }
}

/// A device comes and goes, reports its health, tells a fact.
fn link(w: &World, dice: &mut Dice, s: &Stage) -> Option<Done> {
    let mut all = devices(w, s);
    if !dice.chance(6) {
        all.retain(|it| it.state == DeviceState::Enrolled);
    }
    let device = dice.of(&all)?.id;
    let (hall, what, on) = (s.here.setting.hall, dice.roll(4), dice.chance(2));
    let actor = Actor::Device(device);
    match what {
        0 | 1 => notice(move |w, s| {
            run(w, s, actor, move |tx, cx| devices::link(tx, cx, hall, device, on, "test"))
        }),
        2 => notice(move |w, s| {
            let faults: Vec<String> = if on { vec!["paper_low".to_owned()] } else { vec![] };
            run(w, s, actor, move |tx, cx| devices::report_health(tx, cx, hall, device, "{}", &faults))
        }),
        _ => deed(move |w, s| run(w, s, actor, move |tx, cx| devices::fact(tx, cx, hall, device, "started"))),
    }
}

/// Orders are given, sent, answered once or twice, in time or late, or run out.
fn orders(w: &World, dice: &mut Dice, s: &Stage) -> Option<Done> {
    let (org, hall) = (w.org, s.here.setting.hall);
    let enrolled: Vec<_> =
        devices(w, s).into_iter().filter(|it| it.state == DeviceState::Enrolled).map(|it| it.id).collect();
    let device = dice.of(&enrolled)?;
    let open = w.read(move |tx| devices::orders_of(tx, org, device)).unwrap();
    let order = dice.of(&open).map(|it| it.id);
    match (dice.roll(6), order) {
        (0, Some(order)) => notice(move |w, s| {
            run(w, s, Actor::System, move |tx, cx| devices::order_sent(tx, cx, hall, order))
        }),
        (1 | 2, Some(order)) => {
            let done = !dice.chance(3);
            notice(move |w, s| {
                run(w, s, Actor::Device(device), move |tx, cx| {
                    devices::order_answered(tx, cx, device, order, done, "")
                })
            })
        }
        (3, _) => {
            notice(move |w, s| run(w, s, Actor::System, move |tx, cx| devices::expire_orders(tx, cx, hall)))
        }
        _ => {
            let act = dice.of(&[DeviceAct::Restart, DeviceAct::Open, DeviceAct::Print])?;
            deed(move |w, s| {
                let setting = Arc::clone(&s.here.setting);
                let input = OrderDevice { device, act, body: "{}".to_owned() };
                // No answer keeps the body: a printed number carries its customer's link.
                run(w, s, MANAGER, move |tx, cx| {
                    devices::order(tx, cx, &setting.rules, hall, &input)
                        .map(|it| (it.id, it.state, it.expires_at))
                })
            })
        }
    }
}

/// A rating at the pad or by the link, once, twice, late or about nothing; and what a low one leads to.
fn rate(w: &World, dice: &mut Dice, s: &Stage, live: &HallLive) -> Option<Done> {
    let (org, hall) = (w.org, s.here.setting.hall);
    let tasks = w.read(move |tx| evaluations::open_follow_ups(tx, org, hall)).unwrap();
    if let (Some(task), true) = (dice.of(&tasks), dice.chance(4)) {
        return deed(move |w, s| {
            run(w, s, MANAGER, move |tx, cx| {
                evaluations::close_follow_up(tx, cx, hall, task.id, staff(9), Some(&[1]))
            })
        });
    }
    let done = live.tickets.iter().rev().filter(|(_, it)| it.state == TicketState::Done);
    let done: Vec<TicketId> = done.map(|(id, _)| *id).take(8).collect();
    let ticket = dice.of(&done)?;
    let through = if dice.chance(2) { Through::Pad } else { Through::Phone };
    let score = 1 + dice.roll(6) as i64;
    deed(move |w, s| {
        let setting = Arc::clone(&s.here.setting);
        let input = Give { ticket, score, reasons: vec![], through, has_text: false, text_enc: None };
        run(w, s, Actor::Guest, move |tx, cx| evaluations::give(tx, cx, &setting.rules, hall, &input))
    })
}
