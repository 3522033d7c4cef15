//! The device broker keeps every device to its own topics, on MQTT 5 and 3.1.1, embedded and outside.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use edge::payload::{Link, Payload};
use edge::{Access, DeviceScope, Down, End, Topic, Up, enrol};
use kernel::{DeviceId, DeviceKind, HallId, Org};
use mqtt5::{
    ConnectOptions, MqttClient, ProtocolVersion, PublishOptions, QoS, SubscribeOptions, WillMessage,
};
use server::broker::{Broker, BrokerConfig, BrokerEvent, DeviceGate, Later, TRESPASSES_TOLD_MAX, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

const ORG: Org = Org(1407);
const VERSIONS: [ProtocolVersion; 2] = [ProtocolVersion::V5, ProtocolVersion::V311];

/// Knows a few devices; the password of a device is `pw-` and its number.
struct Gate(HashMap<i64, DeviceScope>);

impl Gate {
    fn with(devices: &[DeviceScope]) -> Arc<Gate> {
        Arc::new(Gate(devices.iter().map(|scope| (scope.device.0, *scope)).collect()))
    }
}

impl DeviceGate for Gate {
    fn authenticate<'a>(
        &'a self,
        _: &'a str,
        user_name: &'a str,
        password: &'a [u8],
    ) -> Later<'a, Option<DeviceScope>> {
        let found = self.0.values().find(|scope| enrol::user_name(scope) == user_name).copied();
        let right = found.filter(|scope| password == format!("pw-{}", scope.device).as_bytes());
        Box::pin(std::future::ready(right))
    }

    fn find(&self, org: Org, hall: HallId, device: DeviceId) -> Later<'_, Option<DeviceScope>> {
        let found = self.0.get(&device.0).filter(|scope| (scope.org, scope.hall) == (org, hall)).copied();
        Box::pin(std::future::ready(found))
    }
}

fn device(id: i64, kind: DeviceKind) -> DeviceScope {
    DeviceScope { org: ORG, hall: HallId(12), device: DeviceId(id), kind }
}

struct World {
    broker: Broker,
    events: mpsc::Receiver<BrokerEvent>,
    url: String,
    a: DeviceScope,
    b: DeviceScope,
}

impl World {
    async fn new() -> World {
        let (a, b) = (device(1, DeviceKind::TicketPrinter), device(2, DeviceKind::Pad));
        let listen: SocketAddr = "127.0.0.1:0".parse().expect("an address");
        let config = BrokerConfig::Embedded { listen };
        let (broker, events) = start(config, Gate::with(&[a, b])).await.expect("the broker starts");
        let url = format!("mqtt://{}", broker.address().expect("an address"));
        World { broker, events, url, a, b }
    }

    /// The next event; a test that waits for one that never comes fails, and says so.
    async fn next(&mut self) -> BrokerEvent {
        tokio::time::timeout(Duration::from_secs(10), self.events.recv())
            .await
            .expect("an event within ten seconds")
            .expect("the broker runs")
    }

    async fn log_in(&mut self, scope: &DeviceScope, version: ProtocolVersion) -> MqttClient {
        let client = connect(&self.url, options(scope, version)).await;
        assert_eq!(self.next().await, BrokerEvent::Connected(*scope));
        client
    }
}

fn options(scope: &DeviceScope, version: ProtocolVersion) -> ConnectOptions {
    ConnectOptions::new(enrol::client_id(scope))
        .with_protocol_version(version)
        .with_clean_start(true)
        .with_automatic_reconnect(false)
        .with_credentials(enrol::user_name(scope), format!("pw-{}", scope.device).into_bytes())
}

async fn connect(url: &str, options: ConnectOptions) -> MqttClient {
    let client = MqttClient::with_options(options.clone());
    Box::pin(client.connect_with_options(url, options)).await.expect("the device may connect");
    client
}

fn at_least_once() -> PublishOptions {
    PublishOptions { qos: QoS::AtLeastOnce, ..PublishOptions::default() }
}

/// Subscribes, and gives what arrives.
async fn subscribe(
    client: &MqttClient,
    filter: &str,
) -> Result<mpsc::UnboundedReceiver<(String, Vec<u8>)>, String> {
    let (arrived, arriving) = mpsc::unbounded_channel();
    let options = SubscribeOptions { qos: QoS::AtLeastOnce, ..SubscribeOptions::default() };
    client
        .subscribe_with_options(filter, options, move |message| {
            let _ = arrived.send((message.topic, message.payload));
        })
        .await
        .map(|_| arriving)
        .map_err(|error| error.to_string())
}

async fn arrives(arriving: &mut mpsc::UnboundedReceiver<(String, Vec<u8>)>) -> (String, Vec<u8>) {
    tokio::time::timeout(Duration::from_secs(10), arriving.recv())
        .await
        .expect("within ten seconds")
        .expect("open")
}

fn down(scope: &DeviceScope) -> Topic {
    Topic::of(scope, End::Down(Down::Order))
}

fn up(scope: &DeviceScope, up: Up) -> String {
    Topic::of(scope, End::Up(up)).format()
}

/// What a wrong log-in is answered, byte for byte: the CONNACK of a hand-made CONNECT.
async fn connack(url: &str, version: u8, client_id: &str, user_name: &str, password: &str) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u16).to_be_bytes()[..], text.as_bytes()].concat();
    let mut body = [&text("MQTT")[..], &[version, 0b1100_0010, 0, 60]].concat();
    if version == 5 {
        body.push(0);
    }
    body.extend([text(client_id), text(user_name), text(password)].concat());
    let packet = [&[0x10, u8::try_from(body.len()).expect("short")][..], &body].concat();
    let mut socket =
        tokio::net::TcpStream::connect(url.trim_start_matches("mqtt://")).await.expect("a listener");
    socket.write_all(&packet).await.expect("written");
    let mut answer = vec![0; 64];
    let read =
        tokio::time::timeout(Duration::from_secs(10), socket.read(&mut answer)).await.expect("an answer");
    answer.truncate(read.expect("readable"));
    answer
}

#[tokio::test]
async fn a_wrong_password_gets_a_connack_with_its_reason_and_is_told() {
    let mut w = World::new().await;
    let name = enrol::user_name(&w.a);
    let id = enrol::client_id(&w.a);
    for (client_id, user_name, password) in [
        (id.as_str(), name.as_str(), "pw-2"),
        (&id, "1407/12/99", "pw-99"),
        (&id, "", ""),
        // The right password, but with another's client id, or none.
        (&enrol::client_id(&w.b), &name, "pw-1"),
        ("", &name, "pw-1"),
    ] {
        let v5 = connack(&w.url, 5, client_id, user_name, password).await;
        assert_eq!((v5[0], v5[2], v5[3]), (0x20, 0, 0x86), "MQTT 5 answered {v5:x?}");
        assert!(matches!(w.next().await, BrokerEvent::LogInRefused { .. }));
        let v311 = connack(&w.url, 4, client_id, user_name, password).await;
        assert_eq!(v311, [0x20, 2, 0, 4], "MQTT 3.1.1");
        assert!(matches!(w.next().await, BrokerEvent::LogInRefused { .. }));
    }
    let v5 = connack(&w.url, 5, &id, &name, "pw-1").await;
    assert_eq!((v5[0], v5[3]), (0x20, 0), "the right password is taken");
}

#[tokio::test]
async fn what_a_device_publishes_on_its_own_topics_reaches_the_server() {
    let mut w = World::new().await;
    for version in VERSIONS {
        let a = w.a;
        let client = w.log_in(&a, version).await;
        for up_word in [Up::Hello, Up::Beat, Up::Health, Up::Fact, Up::Ack] {
            client
                .publish_with_options(up(&a, up_word), b"{}".to_vec(), at_least_once())
                .await
                .expect("its own topic");
            assert_eq!(
                w.next().await,
                BrokerEvent::Message { device: a, up: up_word, bytes: b"{}".to_vec() }
            );
        }
        client.disconnect().await.expect("a good-bye");
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: a, orderly: true });
    }
}

#[tokio::test]
async fn a_device_that_publishes_outside_its_topics_is_refused_and_told() {
    let mut w = World::new().await;
    for version in VERSIONS {
        let (a, b) = (w.a, w.b);
        let victim = w.log_in(&b, version).await;
        let mut arriving = subscribe(&victim, &format!("{}/#", down(&b).format().trim_end_matches("/order")))
            .await
            .expect("own");
        let client = w.log_in(&a, version).await;
        let trespasses =
            [down(&b).format(), down(&a).format(), up(&b, Up::Ack), "gh/v1/1407".to_owned(), "x".to_owned()];
        for topic in &trespasses {
            let answer = client.publish_with_options(topic.clone(), b"evil".to_vec(), at_least_once()).await;
            // MQTT 3.1.1 has no reason in a PUBACK, so only MQTT 5 can tell the device itself.
            assert!(version == ProtocolVersion::V311 || answer.is_err(), "{topic} was taken: {answer:?}");
            let told = BrokerEvent::Trespass { device: a, topic: topic.clone(), access: Access::Publish };
            assert_eq!(w.next().await, told, "{version:?}");
        }
        // The victim hears the server, and nothing before it.
        w.broker.publish(&down(&b), b"order".to_vec(), false).await.expect("sent");
        assert_eq!(arrives(&mut arriving).await, (down(&b).format(), b"order".to_vec()));
        client.disconnect().await.ok();
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: a, orderly: true });
        victim.disconnect().await.expect("a good-bye");
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: b, orderly: true });
    }
}

#[tokio::test]
async fn a_device_that_subscribes_outside_its_topics_is_refused_and_told() {
    let mut w = World::new().await;
    for version in VERSIONS {
        let a = w.a;
        let client = w.log_in(&a, version).await;
        for filter in
            ["#", "gh/v1/1407/12/+/down/order", "gh/v1/1407/12/2/down/#", "gh/v1/1407/12/1/#", "$SYS/#"]
        {
            let answer = subscribe(&client, filter).await;
            assert!(answer.is_err(), "{filter} was granted");
            let told =
                BrokerEvent::Trespass { device: a, topic: filter.to_owned(), access: Access::Subscribe };
            assert_eq!(w.next().await, told, "{version:?}");
        }
        client.disconnect().await.expect("a good-bye");
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: a, orderly: true });
    }
}

#[tokio::test]
async fn a_flood_of_trespasses_is_told_only_so_often() {
    let mut w = World::new().await;
    let a = w.a;
    let client = w.log_in(&a, ProtocolVersion::V5).await;
    for n in 0..TRESPASSES_TOLD_MAX + 20 {
        for _ in 0..2 {
            assert!(
                client.publish_with_options(format!("x/{n}"), b"".to_vec(), at_least_once()).await.is_err()
            );
        }
    }
    client
        .publish_with_options(up(&a, Up::Beat), b"{}".to_vec(), at_least_once())
        .await
        .expect("its own topic");
    for n in 0..TRESPASSES_TOLD_MAX {
        let told = BrokerEvent::Trespass { device: a, topic: format!("x/{n}"), access: Access::Publish };
        assert_eq!(w.next().await, told);
    }
    assert!(matches!(w.next().await, BrokerEvent::Message { up: Up::Beat, .. }));
}

#[tokio::test]
async fn a_device_hears_its_own_orders_and_its_kept_settings_only() {
    let mut w = World::new().await;
    for version in VERSIONS {
        let (a, b) = (w.a, w.b);
        let config = |scope| Topic::of(scope, End::Down(Down::Config));
        w.broker.publish(&config(&a), b"for a".to_vec(), true).await.expect("sent");
        w.broker.publish(&config(&b), b"for b".to_vec(), true).await.expect("sent");
        let client = w.log_in(&a, version).await;
        let mut arriving = subscribe(&client, "gh/v1/1407/12/1/down/+").await.expect("own subtree");
        assert_eq!(arrives(&mut arriving).await, (config(&a).format(), b"for a".to_vec()));
        w.broker.publish(&down(&b), b"order of b".to_vec(), false).await.expect("sent");
        w.broker.publish(&down(&a), b"order of a".to_vec(), false).await.expect("sent");
        assert_eq!(arrives(&mut arriving).await, (down(&a).format(), b"order of a".to_vec()));
        client.disconnect().await.expect("a good-bye");
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: a, orderly: true });
    }
}

#[tokio::test]
async fn a_device_that_is_cut_off_is_told_as_lost_and_its_will_cannot_reach_another() {
    let mut w = World::new().await;
    for version in VERSIONS {
        let (a, b) = (w.a, w.b);
        let victim = w.log_in(&b, version).await;
        let mut arriving = subscribe(&victim, "gh/v1/1407/12/2/down/#").await.expect("own subtree");

        let fine = WillMessage::new(up(&a, Up::Link), Link::lost().write())
            .with_qos(QoS::AtLeastOnce)
            .with_retain(true);
        let client = connect(&w.url, options(&a, version).with_will(fine)).await;
        assert_eq!(w.next().await, BrokerEvent::Connected(a));
        client.disconnect_abnormally().await.expect("cut off");
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: a, orderly: false }, "{version:?}");

        let evil = WillMessage::new(down(&b).format(), b"evil".to_vec()).with_qos(QoS::AtLeastOnce);
        let client = connect(&w.url, options(&a, version).with_will(evil)).await;
        assert_eq!(w.next().await, BrokerEvent::Connected(a));
        let told = BrokerEvent::Trespass { device: a, topic: down(&b).format(), access: Access::Publish };
        assert_eq!(w.next().await, told);
        client.disconnect_abnormally().await.expect("cut off");
        let mut next = w.next().await;
        if next == told {
            next = w.next().await;
        }
        assert_eq!(next, BrokerEvent::Disconnected { device: a, orderly: false });
        w.broker.publish(&down(&b), b"order".to_vec(), false).await.expect("sent");
        assert_eq!(arrives(&mut arriving).await.1, b"order", "the first that the victim hears");
        victim.disconnect().await.expect("a good-bye");
        assert_eq!(w.next().await, BrokerEvent::Disconnected { device: b, orderly: true });
    }
}

#[tokio::test]
async fn a_second_connection_takes_over_and_the_device_is_not_told_as_gone() {
    let mut w = World::new().await;
    let a = w.a;
    let _first = w.log_in(&a, ProtocolVersion::V5).await;
    let second = w.log_in(&a, ProtocolVersion::V5).await;
    second
        .publish_with_options(up(&a, Up::Beat), b"{}".to_vec(), at_least_once())
        .await
        .expect("its own topic");
    assert!(matches!(w.next().await, BrokerEvent::Message { up: Up::Beat, .. }), "nothing between");
}

#[tokio::test]
async fn a_revoked_device_is_cut_off() {
    let mut w = World::new().await;
    let a = w.a;
    let client = w.log_in(&a, ProtocolVersion::V5).await;
    w.broker.disconnect(&a).await;
    assert!(matches!(w.next().await, BrokerEvent::Disconnected { .. }));
    let answer =
        client.publish_with_options(up(&a, Up::Beat), b"{}".to_vec(), PublishOptions::default()).await;
    drop(answer);
    w.broker.stop().await;
    let last = tokio::time::timeout(Duration::from_secs(10), w.events.recv()).await.expect("the events end");
    assert_eq!(last, None, "nothing of the revoked device came through");
}

#[tokio::test]
async fn a_packet_larger_than_any_payload_ends_the_connection() {
    let mut w = World::new().await;
    let a = w.a;
    let client = w.log_in(&a, ProtocolVersion::V311).await;
    let _ = client.publish(up(&a, Up::Fact), vec![b'x'; 100 * 1024]).await;
    assert!(matches!(w.next().await, BrokerEvent::Disconnected { orderly: false, .. }), "and no message");
}
