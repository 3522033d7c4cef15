//! The same device plane over an outside broker: Mosquitto with the two lines of `docs/devices.md`. Skipped, and said
//! so, where Mosquitto is not installed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use edge::order::{Order, OrderBody, OrderKey};
use edge::payload::{Ack, AckState, Payload};
use edge::{DeviceScope, Down, End, Topic, Up, enrol};
use kernel::{DeviceId, DeviceKind, DeviceOrderId, HallId, Org, Time};
use mqtt5::{ConnectOptions, MqttClient, PublishOptions, QoS, SubscribeOptions};
use server::broker::{Broker, BrokerConfig, BrokerEvent, DeviceGate, Later, start};
use server::clock::Clock;
use server::device::{DeviceConfig, Enrolled, VirtualDevice};
use tokio::sync::mpsc;

const NOW: Time = Time(1_791_763_200_000_000);
const GATE: DeviceScope =
    DeviceScope { org: Org(1407), hall: HallId(12), device: DeviceId(1), kind: DeviceKind::Gate };
const SPY: DeviceScope =
    DeviceScope { org: Org(1407), hall: HallId(12), device: DeviceId(2), kind: DeviceKind::Pad };

/// Knows the gate only; the outside broker checks passwords.
struct Known;

impl DeviceGate for Known {
    fn authenticate<'a>(&'a self, _: &'a str, _: &'a str, _: &'a [u8]) -> Later<'a, Option<DeviceScope>> {
        Box::pin(std::future::ready(None))
    }

    fn find(&self, org: Org, hall: HallId, device: DeviceId) -> Later<'_, Option<DeviceScope>> {
        let found = [GATE, SPY].into_iter().find(|it| (it.org, it.hall, it.device) == (org, hall, device));
        Box::pin(std::future::ready(found))
    }
}

/// A Mosquitto of our own; killed and swept away when it is dropped.
struct Mosquitto {
    child: Child,
    folder: PathBuf,
    url: String,
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn mosquitto() -> Option<Mosquitto> {
    let binary = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"]
        .into_iter()
        .find(|path| Path::new(path).exists())?;
    let folder = std::env::temp_dir().join(format!("gridhall-mosquitto-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let passwords = folder.join("passwords");
    let accounts =
        format!("gridhall:server\n{}:secret\n{}:secret\n", enrol::user_name(&GATE), enrol::user_name(&SPY));
    std::fs::write(&passwords, accounts).expect("written");
    let hashed =
        Command::new("mosquitto_passwd").arg("-U").arg(&passwords).status().expect("it comes with mosquitto");
    assert!(hashed.success());
    let acl = "user gridhall\ntopic read gh/v1/1407/+/+/up/+\ntopic write gh/v1/1407/+/+/down/+\n\n\
               pattern write gh/v1/%u/up/+\npattern read gh/v1/%u/down/+\n";
    std::fs::write(folder.join("acl"), acl).expect("written");
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|it| it.local_addr())
        .expect("a free port")
        .port();
    // Without this line it gives root up for an account that may not read our folder; for others it means nothing.
    let config = format!(
        "user root\nlistener {port} 127.0.0.1\nallow_anonymous false\npassword_file {0}/passwords\nacl_file {0}/acl\n\
         persistence false\nlog_dest stderr\n",
        folder.display()
    );
    std::fs::write(folder.join("conf"), config).expect("written");
    let mut child = Command::new(binary)
        .arg("-c")
        .arg(folder.join("conf"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("mosquitto starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let running = lines.by_ref().map_while(Result::ok).any(|line| line.contains("running"));
    assert!(running, "mosquitto ended at once");
    // Read on, or it stops when the pipe is full.
    std::thread::spawn(move || lines.for_each(drop));
    Some(Mosquitto { child, folder, url: format!("mqtt://127.0.0.1:{port}") })
}

async fn next(events: &mut mpsc::Receiver<BrokerEvent>) -> BrokerEvent {
    loop {
        let event = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
        match event.expect("an event within twenty seconds").expect("the connection stands") {
            BrokerEvent::Message { up: Up::Beat | Up::Health | Up::Fact, .. } => {}
            event => return event,
        }
    }
}

#[tokio::test]
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
async fn an_outside_mosquitto_keeps_devices_to_their_topics_and_gives_the_same_events() {
    let Some(outside) = mosquitto() else {
        eprintln!("SKIPPED: mosquitto is not installed, so the outside broker was not tested");
        return;
    };
    let config = BrokerConfig::External {
        url: outside.url.clone(),
        user_name: "gridhall".to_owned(),
        password: "server".to_owned(),
        org: Org(1407),
    };
    let (broker, mut events) = start(config, Arc::new(Known)).await.expect("a connection");
    let (spy, mut spied) = spy(&outside.url).await;

    let key = OrderKey::from_secret(&[5; 32]);
    let device = VirtualDevice::start(DeviceConfig {
        enrolled: Enrolled {
            device: GATE.device,
            kind: GATE.kind,
            hall: GATE.hall,
            org: GATE.org,
            credential: "secret".to_owned(),
            mqtt_url: outside.url.clone(),
            server_key: key.public().text(),
            heartbeat_s: 30,
        },
        mqtt_url: None,
        clock: Arc::new(Clock::scaled(NOW, 1.0)),
        seen_by: None,
        pictures: None,
    })
    .expect("a good key");
    assert_eq!(next(&mut events).await, BrokerEvent::Connected(GATE));
    assert!(matches!(next(&mut events).await, BrokerEvent::Message { up: Up::Hello, device: GATE, .. }));

    trespass(&spy).await;
    open_gate(&broker, &key).await;
    let BrokerEvent::Message { up: Up::Ack, bytes, .. } = next(&mut events).await else {
        panic!("not an ack")
    };
    let ack = Ack::read(&bytes).expect("a good ack");
    assert_eq!((ack.order, ack.state), (DeviceOrderId(1), AckState::Done));

    device.go_offline().await;
    assert_eq!(next(&mut events).await, BrokerEvent::Disconnected { device: GATE, orderly: false });
    device.come_online().await;
    assert_eq!(next(&mut events).await, BrokerEvent::Connected(GATE));
    device.stop().await;
    let mut last = next(&mut events).await;
    if matches!(last, BrokerEvent::Message { up: Up::Hello, .. }) {
        last = next(&mut events).await;
    }
    assert_eq!(last, BrokerEvent::Disconnected { device: GATE, orderly: true });
    assert!(spied.try_recv().is_err(), "the spy heard something");
    broker.stop().await;
}

async fn open_gate(broker: &Broker, key: &OrderKey) {
    let order = Order {
        id: DeviceOrderId(1),
        device: GATE.device,
        body: OrderBody::Open { slot: None },
        issued_at: NOW,
        expires_at: NOW.plus_s(60),
    };
    let topic = Topic::of(&GATE, End::Down(Down::Order));
    broker.publish(&topic, key.sign(&order).expect("a good order").write(), false).await.expect("sent");
}

/// A device that wants to hear everything.
async fn spy(url: &str) -> (MqttClient, mpsc::UnboundedReceiver<String>) {
    let options = ConnectOptions::new(enrol::client_id(&SPY))
        .with_automatic_reconnect(false)
        .with_credentials(enrol::user_name(&SPY), b"secret");
    let client = MqttClient::with_options(options.clone());
    Box::pin(client.connect_with_options(url, options)).await.expect("a device like any other");
    let (heard, spied) = mpsc::unbounded_channel();
    for filter in ["#", "gh/v1/1407/12/1/#", "gh/v1/1407/+/+/down/order"] {
        let heard = heard.clone();
        let hear = move |message: mqtt5::Message| {
            let _ = heard.send(message.topic);
        };
        // Mosquitto grants the filter and gives nothing for it; others refuse it. Both are right.
        let _ = client.subscribe_with_options(filter, SubscribeOptions::default(), hear).await;
    }
    (client, spied)
}

/// The spy forges an ack and an order; neither may arrive (the test reads what comes next).
async fn trespass(spy: &MqttClient) {
    let options = PublishOptions { qos: QoS::AtLeastOnce, ..PublishOptions::default() };
    for end in [End::Up(Up::Ack), End::Up(Up::Hello), End::Down(Down::Order)] {
        let _ =
            spy.publish_with_options(Topic::of(&GATE, end).format(), b"evil".to_vec(), options.clone()).await;
    }
}
