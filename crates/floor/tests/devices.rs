//! Devices: a code works once, only changes are events, an order is answered once and in time.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{HALL, MANAGER, code, events, run, setting, with_halls};
use floor::devices::{
    Announce, AnnounceRefusal, Announced, DeviceSecrets, DeviceState, EnrolRefusal, Enrolled, Order,
    OrderDevice, OrderRefusal, announce, device, device_by_screen, devices_of, enrol, expire_orders, fact,
    halls_with_expired_orders, key_of, link, lost_devices, order, order_answered, order_row, order_sent,
    orders_of, report_health, revoke, seen, trespass, working_callers, working_kiosks, working_printer,
};
use kernel::{Actor, CounterId, DeviceAct, DeviceId, DeviceKind, DeviceOrderId, Event, HallId, OrderState};
use store::Refusal;
use testkit::{World, every_engine};

const NEW: Actor = Actor::Guest;

fn hash_of(device: DeviceId) -> [u8; 32] {
    let mut hash = [7; 32];
    hash[..8].copy_from_slice(&device.0.to_be_bytes());
    hash
}

fn secrets_of(enrolled: &Enrolled) -> DeviceSecrets {
    let mut screen_hash = hash_of(enrolled.device);
    screen_hash[31] = 1;
    DeviceSecrets { credential_hash: hash_of(enrolled.device), screen_hash }
}

fn announced(
    w: &mut World,
    kind: DeviceKind,
    name: &str,
    counter: Option<i64>,
) -> Result<Announced, Refusal<AnnounceRefusal>> {
    let s = setting(w, HALL);
    let input = Announce { kind, name: name.into(), counter: counter.map(CounterId) };
    run(w, MANAGER, move |tx, cx| announce(tx, cx, &s, &input, &hash_of))
}

fn enrolled(w: &mut World, device: DeviceId) -> Result<Enrolled, Refusal<EnrolRefusal>> {
    run(w, NEW, move |tx, cx| enrol(tx, cx, hash_of(device), &secrets_of))
}

/// A device that is there.
fn ready(w: &mut World, kind: DeviceKind) -> DeviceId {
    let id = announced(w, kind, "示例设备", None).unwrap().device;
    enrolled(w, id).unwrap();
    set_link(w, id, true);
    id
}

fn set_link(w: &mut World, id: DeviceId, online: bool) -> bool {
    run(w, Actor::Device(id), move |tx, cx| link(tx, cx, HALL, id, online, "last will")).unwrap()
}

fn report(w: &mut World, id: DeviceId, faults: &[&str]) -> bool {
    let faults: Vec<String> = faults.iter().map(|&it| it.into()).collect();
    run(w, Actor::Device(id), move |tx, cx| report_health(tx, cx, HALL, id, "{\"jam\":false}", &faults))
        .unwrap()
}

fn told(w: &mut World, id: DeviceId, act: DeviceAct) -> Result<Order, Refusal<OrderRefusal>> {
    let rules = setting(w, HALL).rules;
    let input = OrderDevice { device: id, act, body: format!("{{\"act\":\"{act}\"}}") };
    run(w, MANAGER, move |tx, cx| order(tx, cx, &rules, HALL, &input))
}

fn answered(w: &mut World, from: DeviceId, id: DeviceOrderId, done: bool) -> bool {
    run(w, Actor::Device(from), move |tx, cx| order_answered(tx, cx, from, id, done, "好\u{7}")).unwrap()
}

#[every_engine]
fn a_code_works_once_and_for_its_time(w: &mut World) {
    with_halls(w);
    let org = w.org;
    let one = announced(w, DeviceKind::Kiosk, " 大厅自助机 ", None).unwrap();
    let two = announced(w, DeviceKind::Pad, "评价器", Some(1)).unwrap();
    assert_eq!(one.expires, w.now.plus_s(setting(w, HALL).rules.device_enrol_min * 60));
    assert_eq!(w.read(move |tx| key_of(tx, org, one.device)).unwrap(), None);
    let enrolled_one = enrolled(w, one.device).unwrap();
    assert_eq!(enrolled_one, Enrolled { device: one.device, kind: DeviceKind::Kiosk, hall: HALL });
    assert_eq!(code(enrolled(w, one.device)), "enrol_code", "used");
    assert_eq!(code(enrolled(w, DeviceId(4711))), "enrol_code", "wrong");
    w.now = two.expires;
    assert_eq!(code(enrolled(w, two.device)), "enrol_code", "expired");
    let key = w.read(move |tx| key_of(tx, org, one.device)).unwrap().unwrap();
    assert_eq!((key.kind, &key.credential_hash[..]), (DeviceKind::Kiosk, &hash_of(one.device)[..]));
    let screen = secrets_of(&enrolled_one).screen_hash;
    let row = w.read(move |tx| device_by_screen(tx, org, &screen)).unwrap().unwrap();
    assert_eq!((row.id, row.name.as_str(), row.state), (one.device, "大厅自助机", DeviceState::Enrolled));
}

#[every_engine]
fn the_same_request_enrols_the_same_device_again(w: &mut World) {
    with_halls(w);
    let one = announced(w, DeviceKind::Kiosk, "自助机", None).unwrap().device;
    let request = w.fresh_request();
    let enrol_again = move |w: &mut World| {
        w.write(store::Lane(1), NEW, request.clone(), move |tx, cx| enrol(tx, cx, hash_of(one), &secrets_of))
    };
    assert_eq!(enrol_again(w).unwrap(), enrol_again(w).unwrap());
    let enrolments = events(w, HALL).iter().filter(|it| matches!(it, Event::DeviceEnrolled { .. })).count();
    assert_eq!(enrolments, 1);
}

#[every_engine]
fn refuses_a_device_without_a_name_or_of_an_unknown_counter(w: &mut World) {
    with_halls(w);
    assert_eq!(code(announced(w, DeviceKind::Pad, "  ", None)), "field_wrong");
    assert_eq!(code(announced(w, DeviceKind::Pad, &"长".repeat(41), None)), "field_wrong");
    assert_eq!(code(announced(w, DeviceKind::Pad, "评价器", Some(99))), "counter_unknown");
}

#[every_engine]
fn a_revoked_device_has_no_key_no_screen_no_orders_and_never_returns(w: &mut World) {
    with_halls(w);
    let org = w.org;
    let id = ready(w, DeviceKind::Gate);
    let open = told(w, id, DeviceAct::Open).unwrap();
    let away = move |w: &mut World, hall: HallId| run(w, MANAGER, move |tx, cx| revoke(tx, cx, hall, id));
    assert_eq!(code(away(w, HallId(2))), "device_unknown");
    away(w, HALL).unwrap();
    assert_eq!(code(away(w, HALL)), "device_unknown");
    assert_eq!(w.read(move |tx| key_of(tx, org, id)).unwrap(), None);
    let row = w.read(move |tx| device(tx, org, id)).unwrap().unwrap();
    assert_eq!((row.state, row.online), (DeviceState::Revoked, false));
    let state = w.read(move |tx| order_row(tx, org, open.id)).unwrap().unwrap().state;
    assert_eq!(state, OrderState::Expired);
    assert!(!set_link(w, id, true));
    assert_eq!(code(enrolled(w, id)), "enrol_code");
    assert_eq!(code(told(w, id, DeviceAct::Open)), "device_unknown");
}

#[every_engine]
fn only_a_change_of_link_or_of_faults_is_an_event(w: &mut World) {
    with_halls(w);
    let id = ready(w, DeviceKind::TicketPrinter);
    let before = events(w, HALL).len();
    assert!(!set_link(w, id, true));
    assert!(!report(w, id, &[]));
    assert!(report(w, id, &["paper_low"]));
    assert!(!report(w, id, &["paper_low"]));
    assert!(report(w, id, &[]));
    assert!(set_link(w, id, false));
    assert!(!set_link(w, id, false));
    let said = &events(w, HALL)[before..];
    let health = |faults: &[&str]| Event::DeviceHealth {
        device: id,
        ok: faults.is_empty(),
        faults: faults.iter().map(|&it| it.into()).collect(),
    };
    let gone = Event::DeviceLink { device: id, online: false, why: "last will".into() };
    assert_eq!(said, [health(&["paper_low"]), health(&[]), gone]);
}

#[every_engine]
fn a_device_that_is_silent_for_long_is_lost(w: &mut World) {
    with_halls(w);
    let (quiet, loud) = (ready(w, DeviceKind::Kiosk), ready(w, DeviceKind::Kiosk));
    let org = w.org;
    let now = w.pass_s(100).now;
    run(w, Actor::System, move |tx, cx| {
        seen(tx, cx.org, &[(loud, now), (quiet, now.plus_s(-90)), (quiet, now.plus_s(-95))])?;
        Ok::<(), store::Fail<()>>(())
    })
    .unwrap();
    let lost = w.read(move |tx| lost_devices(tx, org, now.plus_s(-60))).unwrap();
    assert_eq!(lost, [(quiet, HALL)]);
    let row = w.read(move |tx| device(tx, org, quiet)).unwrap().unwrap();
    assert_eq!(row.seen_at, Some(now.plus_s(-90)), "an older beat does not turn the clock back");
}

#[every_engine]
fn an_order_fits_the_kind_and_leaves_with_its_effect(w: &mut World) {
    with_halls(w);
    let (gate, caller) = (ready(w, DeviceKind::Gate), ready(w, DeviceKind::Caller));
    assert_eq!(code(told(w, gate, DeviceAct::Print)), "order_act");
    assert_eq!(code(told(w, caller, DeviceAct::Open)), "order_act");
    assert_eq!(code(told(w, DeviceId(1), DeviceAct::Restart)), "device_unknown");
    let given = told(w, gate, DeviceAct::Open).unwrap();
    assert_eq!(given.expires_at, w.now.plus_s(setting(w, HALL).rules.device_order_s));
    let (org, now) = (w.org, w.now);
    let due = w.read(move |tx| store::outbox_due(tx, org, now, 10)).unwrap();
    assert_eq!(due.len(), 1, "a refused order leaves no effect");
    assert_eq!(
        (due[0].kind.as_str(), &due[0].target, &due[0].body),
        ("device_order", &gate.to_string(), &given.id.to_string())
    );
    let id = given.id;
    assert_eq!(run(w, Actor::System, move |tx, cx| order_sent(tx, cx, HALL, id)), Ok(true));
    assert_eq!(run(w, Actor::System, move |tx, cx| order_sent(tx, cx, HALL, id)), Ok(false));
    assert_eq!(w.read(move |tx| orders_of(tx, org, gate)).unwrap()[0].state, OrderState::Sent);
}

#[every_engine]
fn an_order_is_answered_once_by_its_own_device(w: &mut World) {
    with_halls(w);
    let (gate, other) = (ready(w, DeviceKind::Gate), ready(w, DeviceKind::Gate));
    let given = told(w, gate, DeviceAct::Open).unwrap().id;
    assert!(!answered(w, other, given, true));
    assert!(answered(w, gate, given, false));
    assert!(!answered(w, gate, given, true));
    assert!(!answered(w, gate, DeviceOrderId(1), true));
    let org = w.org;
    let row = w.read(move |tx| order_row(tx, org, given)).unwrap().unwrap();
    assert_eq!((row.state, row.result.as_deref()), (OrderState::Failed, Some("好")));
    let states: Vec<OrderState> = events(w, HALL)
        .into_iter()
        .filter_map(|it| if let Event::DeviceOrdered { state, .. } = it { Some(state) } else { None })
        .collect();
    assert_eq!(states, [OrderState::Queued, OrderState::Failed]);
}

#[every_engine]
fn an_order_whose_time_ran_out_expires_and_a_late_answer_does_not_count(w: &mut World) {
    with_halls(w);
    let gate = ready(w, DeviceKind::Gate);
    let early = told(w, gate, DeviceAct::Open).unwrap();
    let later = told(w.pass_s(1), gate, DeviceAct::Open).unwrap();
    w.now = early.expires_at;
    let (org, now) = (w.org, w.now);
    assert_eq!(w.read(move |tx| halls_with_expired_orders(tx, org, now)).unwrap(), [HALL]);
    assert_eq!(run(w, Actor::System, |tx, cx| expire_orders(tx, cx, HALL)), Ok(1));
    assert_eq!(run(w, Actor::System, |tx, cx| expire_orders(tx, cx, HALL)), Ok(0));
    assert!(!answered(w, gate, early.id, true));
    assert!(answered(w, gate, later.id, true));
    let row = w.read(move |tx| order_row(tx, org, early.id)).unwrap().unwrap();
    assert_eq!((row.state, row.answered_at), (OrderState::Expired, Some(now)));
    assert_eq!(w.read(move |tx| halls_with_expired_orders(tx, org, now)).unwrap(), []);
}

#[every_engine]
fn the_printer_that_prints_is_there_with_paper_and_best_without_any_fault(w: &mut World) {
    with_halls(w);
    let org = w.org;
    let printer = move |w: &World| w.read(move |tx| working_printer(tx, org, HALL)).unwrap();
    assert_eq!(printer(w), None);
    let (one, two) = (ready(w, DeviceKind::TicketPrinter), ready(w, DeviceKind::TicketPrinter));
    assert_eq!(printer(w), Some(one));
    report(w, one, &["paper_low"]);
    assert_eq!(printer(w), Some(two));
    report(w, two, &["jam"]);
    assert_eq!(printer(w), Some(one));
    report(w, one, &["paper_out"]);
    assert_eq!(printer(w), None);
    report(w, two, &[]);
    set_link(w, two, false);
    assert_eq!(printer(w), None);
}

#[every_engine]
fn callers_that_speak_are_those_that_are_there(w: &mut World) {
    with_halls(w);
    let org = w.org;
    let callers = move |w: &World, hall| w.read(move |tx| working_callers(tx, org, hall)).unwrap();
    announced(w, DeviceKind::Caller, "未到", None).unwrap();
    let _display = ready(w, DeviceKind::Display);
    assert_eq!(callers(w, HALL), []);
    let (one, two) = (ready(w, DeviceKind::Caller), ready(w, DeviceKind::Caller));
    assert_eq!(callers(w, HALL), [one, two]);
    assert_eq!(callers(w, HallId(2)), []);
    set_link(w, one, false);
    assert_eq!(callers(w, HALL), [two]);
}

#[every_engine]
fn kiosks_that_work_are_counted(w: &mut World) {
    with_halls(w);
    let org = w.org;
    announced(w, DeviceKind::Kiosk, "未到", None).unwrap();
    let (one, _two) = (ready(w, DeviceKind::Kiosk), ready(w, DeviceKind::Kiosk));
    assert_eq!(w.read(move |tx| working_kiosks(tx, org, HALL)).unwrap(), 2);
    set_link(w, one, false);
    assert_eq!(w.read(move |tx| working_kiosks(tx, org, HALL)).unwrap(), 1);
    assert_eq!(w.read(move |tx| devices_of(tx, org, HALL)).unwrap().len(), 3);
}

#[every_engine]
fn what_a_hostile_device_says_is_kept_short_and_plain(w: &mut World) {
    with_halls(w);
    let id = ready(w, DeviceKind::Cabinet);
    run(w, Actor::Device(id), move |tx, cx| fact(tx, cx, HALL, id, "slot_opened")).unwrap();
    let topic = format!("gh/\n{}", "x".repeat(1000));
    run(w, Actor::Device(id), move |tx, cx| trespass(tx, cx, HALL, id, &topic, true)).unwrap();
    let said = events(w, HALL);
    let [.., Event::DeviceFact { fact, .. }, Event::DeviceTrespass { topic, publish: true, .. }] = &said[..]
    else {
        panic!("{said:?}")
    };
    assert_eq!((fact.as_str(), topic.len()), ("slot_opened", 120));
    assert!(topic.starts_with("gh/xxx"));
}

#[test]
fn every_kind_can_be_started_again_and_only_the_right_ones_print_speak_or_open() {
    let able = |act: DeviceAct| {
        let kinds = DeviceKind::ALL.iter().filter(|kind| kind.obeys(act));
        kinds.map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(able(DeviceAct::Call), "display caller");
    assert_eq!(able(DeviceAct::Show), "kiosk display pad id_reader signature_pad tablet");
    assert_eq!(able(DeviceAct::Print), "kiosk ticket_printer");
    assert_eq!(able(DeviceAct::Open), "cabinet gate");
    for act in [DeviceAct::Restart, DeviceAct::Update] {
        assert!(DeviceKind::ALL.iter().all(|kind| kind.obeys(act)));
    }
}

#[every_engine]
fn what_an_order_said_is_kept_only_until_it_is_over(w: &mut World) {
    with_halls(w);
    let printer = ready(w, DeviceKind::TicketPrinter);
    let (done, late) =
        (told(w, printer, DeviceAct::Print).unwrap(), told(w, printer, DeviceAct::Print).unwrap());
    let org = w.org;
    let body = |w: &World, id| w.read(move |tx| order_row(tx, org, id)).unwrap().unwrap().body;
    assert!(body(w, done.id).contains("print"), "it may have to be sent again");
    assert!(!serde_json::to_string(&done).unwrap().contains("print\\"), "nor is it in the kept answer");
    assert!(answered(w, printer, done.id, true));
    w.now = late.expires_at;
    assert_eq!(run(w, Actor::System, |tx, cx| expire_orders(tx, cx, HALL)), Ok(1));
    assert_eq!((body(w, done.id), body(w, late.id)), (String::new(), String::new()));
}
