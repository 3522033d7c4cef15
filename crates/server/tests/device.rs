//! Virtual devices behave as real ones must: once, in time, one call after the other, and honest about faults.

use std::sync::Arc;
use std::time::Duration;

use edge::order::{Order, OrderBody, OrderKey, PrintBytes};
use edge::payload::{Ack, AckState, Beat, Fact, FactReport, Health, Hello, Link, Payload};
use edge::printer::{Language, PaperWidth, TicketSlip, ticket};
use edge::{DeviceScope, Down, End, Topic, Up, enrol};
use kernel::{DeviceId, DeviceKind, DeviceOrderId, HallId, Org, Time, Zone};
use server::broker::{BrokerConfig, BrokerEvent, DeviceGate, Later, start};
use server::clock::Clock;
use server::device::{Breakage, Deed, DeviceConfig, Did, Enrolled, Machine, Out, VirtualDevice};
use tokio::sync::mpsc;

const NOW: Time = Time(1_791_763_200_000_000);

fn key() -> OrderKey {
    OrderKey::from_secret(&[5; 32])
}

fn scope(kind: DeviceKind) -> DeviceScope {
    DeviceScope { org: Org(1407), hall: HallId(12), device: DeviceId(345), kind }
}

fn machine(kind: DeviceKind) -> Machine {
    let mut machine = Machine::new(scope(kind), key().public(), 30);
    machine.connected(NOW);
    machine
}

fn order(id: i64, body: OrderBody) -> Vec<u8> {
    let order = Order {
        id: DeviceOrderId(id),
        device: DeviceId(345),
        body,
        issued_at: NOW,
        expires_at: NOW.plus_s(60),
    };
    key().sign(&order).expect("a good order").write()
}

fn call(id: i64, ticket: &str) -> Vec<u8> {
    let body = OrderBody::Call {
        ticket: ticket.to_owned(),
        counter: "3".to_owned(),
        text_zh: format!("请 {ticket} 号到 3 号窗口办理业务"),
        text_en: String::new(),
        clip: None,
    };
    order(id, body)
}

fn slip() -> Vec<u8> {
    let slip = TicketSlip {
        hall: "祁县供电营业厅".into(),
        number: "A012".into(),
        items: vec!["更名过户".into()],
        people_ahead: 5,
        wait_min: Some((12, 25)),
        issued_at: NOW,
        zone: Zone(480),
        documents: vec![],
        link: "https://hall.example.cn/t/1".into(),
        note: Some("示例".into()),
    };
    ticket(&slip, Language::Zh, PaperWidth::Mm80).expect("a good slip")
}

fn print(id: i64) -> Vec<u8> {
    order(id, OrderBody::Print { bytes: PrintBytes(slip()) })
}

fn acks(out: &[Out]) -> Vec<(i64, AckState, Option<String>)> {
    out.iter()
        .filter_map(|out| match out {
            Out::Publish(Up::Ack, bytes) => {
                Ack::read(bytes).ok().map(|ack| (ack.order.0, ack.state, ack.why))
            }
            _ => None,
        })
        .collect()
}

fn deeds(out: &[Out]) -> Vec<&Did> {
    out.iter().filter_map(|out| if let Out::Did(did) = out { Some(did) } else { None }).collect()
}

fn health(out: &[Out]) -> Health {
    let Some(Out::Publish(_, bytes)) = out.iter().find(|out| matches!(out, Out::Publish(Up::Health, _)))
    else {
        panic!("no health in {out:?}");
    };
    Health::read(bytes).expect("its own health")
}

#[test]
fn every_kind_says_only_what_the_rules_allow() {
    for kind in DeviceKind::ALL {
        let mut machine = Machine::new(scope(*kind), key().public(), 30);
        let mut out = machine.connected(NOW);
        for second in 0..4000 {
            out.extend(machine.tick(NOW.plus_s(second)));
        }
        for out in out {
            let Out::Publish(up, bytes) = out else { continue };
            let taken = match up {
                Up::Hello => Hello::read(&bytes).map(drop),
                Up::Beat => Beat::read(&bytes).map(drop),
                Up::Health => Health::read(&bytes).map(drop),
                Up::Fact => Fact::read(&bytes).map(drop),
                Up::Ack => Ack::read(&bytes).map(drop),
                Up::Link => Link::read(&bytes).map(drop),
            };
            assert_eq!(taken, Ok(()), "{kind} said {}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn beats_come_in_their_time_and_count_without_gaps() {
    let mut machine = machine(DeviceKind::Display);
    let mut beats = Vec::new();
    for second in 0..=150 {
        for out in machine.tick(NOW.plus_s(second)) {
            if let Out::Publish(Up::Beat, bytes) = out {
                let beat = Beat::read(&bytes).unwrap();
                beats.push((second, beat.n, beat.uptime_s));
            }
        }
    }
    assert_eq!(beats, [(30, 1, 30), (60, 2, 60), (90, 3, 90), (120, 4, 120), (150, 5, 150)]);
}

#[test]
fn an_order_sent_again_is_printed_once_and_acknowledged_twice() {
    let mut machine = machine(DeviceKind::TicketPrinter);
    let first = machine.order(&print(1), NOW);
    assert_eq!(deeds(&first), [&Did::Printed { order: DeviceOrderId(1), bytes: slip() }]);
    assert_eq!(acks(&first), [(1, AckState::Done, None)]);
    let again = machine.order(&print(1), NOW.plus_s(600));
    assert_eq!((deeds(&again).len(), acks(&again)), (0, vec![(1, AckState::Done, None)]));
}

#[test]
fn paper_runs_out_and_then_nothing_is_printed() {
    let mut machine = machine(DeviceKind::TicketPrinter);
    let mut printed = 0;
    let mut told = vec![100];
    // 255 lines of 30 dots each: fifty-odd of them make a roll of 50 m.
    let long = |id| order(id, OrderBody::Print { bytes: PrintBytes(vec![0x1B, b'd', 255]) });
    let failed = (1..200).find_map(|id| {
        let out = machine.order(&long(id), NOW);
        if out.iter().any(|out| matches!(out, Out::Publish(Up::Health, _))) {
            told.push(health(&out).paper.expect("a printer has paper").left_percent);
        }
        printed += deeds(&out).len();
        acks(&out).into_iter().find(|(_, state, _)| *state == AckState::Failed)
    });
    let (_, _, why) = failed.expect("a roll is not endless");
    assert_eq!(why.as_deref(), Some("paper_out"));
    assert!((50..60).contains(&printed), "{printed} slips from a roll");
    assert!(told.windows(2).all(|pair| pair[0] > pair[1]) && told.last() == Some(&0), "{told:?}");
    machine.deed(Deed::Repair, NOW);
    assert_eq!(acks(&machine.order(&long(600), NOW)), [(600, AckState::Done, None)]);
}

#[test]
fn a_jam_is_told_at_once_and_fails_prints() {
    let mut machine = machine(DeviceKind::Kiosk);
    let out = machine.deed(Deed::Break(Breakage::Jam), NOW);
    assert!(health(&out).paper.expect("a kiosk prints").jam);
    assert_eq!(acks(&machine.order(&print(1), NOW)), [(1, AckState::Failed, Some("jam".to_owned()))]);
    assert!(health(&machine.deed(Deed::Break(Breakage::Heat), NOW)).temperature_c > Some(80));
}

#[test]
fn calls_never_overlap_and_keep_their_order() {
    let mut machine = machine(DeviceKind::Caller);
    let mut out = Vec::new();
    for (id, ticket) in [(1, "A001"), (2, "A002"), (3, "B001")] {
        out.extend(machine.order(&call(id, ticket), NOW));
    }
    let mut now = NOW;
    while machine.due() < NOW.plus_s(29) {
        now = machine.due();
        out.extend(machine.tick(now));
    }
    let mut spoken_till = NOW;
    let mut spoken = Vec::new();
    for did in deeds(&out) {
        if let Did::Speaks { ticket, from, till, .. } = did {
            assert!(*from >= spoken_till && till > from, "{ticket} overlaps");
            spoken_till = *till;
            spoken.push(ticket.as_str());
        }
    }
    assert_eq!(spoken, ["A001", "A002", "B001"]);
    let taken = |id| (id, AckState::Taken, None);
    let done = |id| (id, AckState::Done, None);
    assert_eq!(acks(&out), [taken(1), taken(2), taken(3), done(1), done(2), done(3)]);
    assert!(now <= NOW.plus_s(29));
}

#[test]
fn a_call_whose_time_ran_out_in_the_queue_is_not_spoken() {
    let mut machine = machine(DeviceKind::Caller);
    for id in 1..=17 {
        machine.order(&call(id, "A001"), NOW);
    }
    assert_eq!(
        acks(&machine.order(&call(18, "A018"), NOW)),
        [(18, AckState::Failed, Some("calls_waiting".to_owned()))]
    );
    let late = machine.tick(NOW.plus_s(61));
    assert_eq!(acks(&late)[0], (1, AckState::Done, None));
    assert!(deeds(&late).is_empty());
    assert_eq!(acks(&late)[1..].iter().filter(|(_, state, _)| *state == AckState::Expired).count(), 16);
}

#[test]
fn a_restart_forgets_no_order() {
    let mut machine = machine(DeviceKind::TicketPrinter);
    machine.order(&print(1), NOW);
    let out = machine.order(&order(2, OrderBody::Restart {}), NOW);
    assert!(out.contains(&Out::Restart));
    machine.restarted();
    machine.connected(NOW.plus_s(5));
    assert!(deeds(&machine.order(&print(1), NOW.plus_s(6))).is_empty(), "printed once only");
    assert!(!machine.order(&order(2, OrderBody::Restart {}), NOW.plus_s(7)).contains(&Out::Restart));
}

#[test]
fn a_device_reports_only_facts_of_its_kind() {
    let rated = FactReport::Rated { ticket: kernel::TicketId(7), score: 5, reasons: vec![] };
    assert_eq!(machine(DeviceKind::Gate).deed(Deed::Fact(rated.clone()), NOW), []);
    let mut pad = machine(DeviceKind::Pad);
    let one = pad.deed(Deed::Fact(rated.clone()), NOW);
    let two = pad.deed(Deed::Fact(rated), NOW);
    assert!(one.len() == 1 && one != two, "two presses are two facts");
    let cabinet = machine(DeviceKind::Cabinet).order(&order(1, OrderBody::Open { slot: Some(3) }), NOW);
    assert_eq!(deeds(&cabinet), [&Did::Opened { slot: Some(3) }]);
    assert!(cabinet.iter().any(|out| matches!(out, Out::Publish(Up::Fact, _))));
}

/// Lets in whoever has the password `secret`.
struct Open(Vec<DeviceScope>);

impl DeviceGate for Open {
    fn authenticate<'a>(
        &'a self,
        _: &'a str,
        user_name: &'a str,
        password: &'a [u8],
    ) -> Later<'a, Option<DeviceScope>> {
        let found = self
            .0
            .iter()
            .find(|scope| enrol::user_name(scope) == user_name && password == b"secret")
            .copied();
        Box::pin(std::future::ready(found))
    }

    fn find(&self, _: Org, _: HallId, device: DeviceId) -> Later<'_, Option<DeviceScope>> {
        Box::pin(std::future::ready(self.0.iter().find(|scope| scope.device == device).copied()))
    }
}

struct Plane {
    broker: server::broker::Broker,
    events: mpsc::Receiver<BrokerEvent>,
    device: VirtualDevice,
    seen: mpsc::UnboundedReceiver<(DeviceId, Did)>,
}

impl Plane {
    async fn with(kind: DeviceKind) -> Plane {
        let listen = "127.0.0.1:0".parse().expect("an address");
        let (broker, events) = start(BrokerConfig::Embedded { listen }, Arc::new(Open(vec![scope(kind)])))
            .await
            .expect("the broker starts");
        let enrolled = Enrolled {
            device: DeviceId(345),
            kind,
            hall: HallId(12),
            org: Org(1407),
            credential: "secret".to_owned(),
            mqtt_url: format!("mqtt://{}", broker.address().expect("an address")),
            server_key: key().public().text(),
            heartbeat_s: 30,
        };
        let (seen_by, seen) = mpsc::unbounded_channel();
        let clock = Arc::new(Clock::scaled(NOW, 1.0));
        let config = DeviceConfig { enrolled, mqtt_url: None, clock, seen_by: Some(seen_by), pictures: None };
        Plane { broker, events, device: VirtualDevice::start(config).expect("a good key"), seen }
    }

    /// The next event that is neither a beat nor a report of health.
    async fn next(&mut self) -> BrokerEvent {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.events.recv());
            let event = next.await.expect("an event within twenty seconds").expect("the broker runs");
            if !matches!(event, BrokerEvent::Message { up: Up::Beat | Up::Health, .. }) {
                return event;
            }
        }
    }

    async fn ack(&mut self) -> Ack {
        match self.next().await {
            BrokerEvent::Message { up: Up::Ack, bytes, .. } => Ack::read(&bytes).expect("a good ack"),
            other => panic!("not an ack: {other:?}"),
        }
    }

    async fn comes(&mut self) {
        let me = self.device.scope();
        assert_eq!(self.next().await, BrokerEvent::Connected(me));
        // Hello comes when it listens: what was sent before it, it did not hear.
        assert!(matches!(self.next().await, BrokerEvent::Message { up: Up::Hello, .. }));
    }

    async fn starts(&mut self) {
        match self.next().await {
            BrokerEvent::Message { up: Up::Fact, bytes, .. } => {
                assert_eq!(Fact::read(&bytes).expect("a good fact").fact, FactReport::Started {});
            }
            other => panic!("not a fact: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_device_obeys_over_the_broker_once_and_comes_back_after_a_cut_and_a_restart() {
    let mut plane = Plane::with(DeviceKind::TicketPrinter).await;
    let orders = Topic::of(&scope(DeviceKind::TicketPrinter), End::Down(Down::Order));
    plane.comes().await;
    plane.starts().await;
    for _ in 0..2 {
        plane.broker.publish(&orders, print(1), false).await.expect("sent");
        let ack = plane.ack().await;
        assert_eq!((ack.order, ack.state), (DeviceOrderId(1), AckState::Done));
    }
    let (device, did) = plane.seen.recv().await.expect("a slip");
    assert_eq!((device, did), (DeviceId(345), Did::Printed { order: DeviceOrderId(1), bytes: slip() }));
    assert!(plane.seen.try_recv().is_err(), "one slip for two sendings");

    plane.device.go_offline().await;
    let me = plane.device.scope();
    assert_eq!(plane.next().await, BrokerEvent::Disconnected { device: me, orderly: false });
    plane.device.come_online().await;
    plane.comes().await;
    plane.broker.publish(&orders, order(2, OrderBody::Restart {}), false).await.expect("sent");
    assert_eq!(plane.ack().await.order, DeviceOrderId(2));
    assert_eq!(plane.next().await, BrokerEvent::Disconnected { device: me, orderly: true });
    plane.comes().await;
    plane.starts().await;
    let Plane { device, mut events, .. } = plane;
    device.stop().await;
    while let Some(event) = events.recv().await {
        if event == (BrokerEvent::Disconnected { device: me, orderly: true }) {
            return;
        }
    }
    panic!("no good-bye");
}
