//! Bad payloads of a device, over a real MQTT connection.

use std::time::Duration;

use edge::{DeviceScope, End, Topic, Up, enrol};
use kernel::{DeviceId, DeviceKind, Org};
use mqtt5::{ConnectOptions, MqttClient, PublishOptions, QoS};
use serde_json::{Value as Json, json};
use testkit::{World, every_engine};

use crate::house::feed::Feed;
use crate::house::program::Program;
use crate::house::{With, as_staff, send};
use crate::{HALL, all_is_well, company, serve};

const AT: i64 = 1_791_763_200_000_000;

/// A gate as it comes out of its enrolment.
struct Gate {
    scope: DeviceScope,
    credential: String,
    url: String,
}

impl Gate {
    fn enrolled(server: &Program) -> Gate {
        let post = |who: With, path: &str, body: Json| {
            let answer = send(server.addr, "POST", path, &who.key("gate").json(body.to_string()));
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            answer.json()
        };
        let new = json!({ "kind": "gate", "name": "大门" });
        let announced = post(as_staff("hall_manager"), &format!("/api/v1/halls/{HALL}/devices"), new);
        let enrolled = post(With::default(), "/api/v1/devices/enrol", json!({ "code": announced["code"] }));
        let text = |name: &str| enrolled[name].as_str().unwrap().to_owned();
        let device = DeviceId(text("device").parse().unwrap());
        let scope = DeviceScope { org: Org(1407), hall: HALL, device, kind: DeviceKind::Gate };
        Gate { scope, credential: text("credential"), url: text("mqtt_url") }
    }

    async fn connect(&self) -> MqttClient {
        let options = ConnectOptions::new(enrol::client_id(&self.scope))
            .with_clean_start(true)
            .with_automatic_reconnect(false)
            .with_credentials(enrol::user_name(&self.scope), self.credential.clone().into_bytes());
        let client = MqttClient::with_options(options.clone());
        Box::pin(client.connect_with_options(&self.url, options)).await.expect("the device may connect");
        client
    }

    async fn publish(&self, client: &MqttClient, up: Up, bytes: Vec<u8>) -> bool {
        let options = PublishOptions { qos: QoS::AtLeastOnce, ..PublishOptions::default() };
        let topic = Topic::of(&self.scope, End::Up(up)).format();
        let sent = client.publish_with_options(topic, bytes, options);
        tokio::time::timeout(Duration::from_secs(20), sent).await.is_ok_and(|sent| sent.is_ok())
    }
}

fn fact(id: &str, fact: Json) -> Vec<u8> {
    json!({ "v": 1, "at": AT, "id": id, "fact": fact }).to_string().into_bytes()
}

/// What no device may say, and the code it is refused with.
fn bad() -> Vec<(Up, Vec<u8>, &'static str)> {
    let (malformed, range) = ("device_payload_malformed", "device_field_range");
    let beat = |at: i64, n: i64| json!({ "v": 1, "at": at, "n": n, "uptime_s": 5 }).to_string().into_bytes();
    let started = json!({ "what": "started" });
    let with = |name: &str, value: Json| {
        let mut all = json!({ "v": 1, "at": AT, "id": "x", "fact": started });
        all[name] = value;
        all.to_string().into_bytes()
    };
    let mut hello = json!({ "v": 1, "at": AT, "kind": "gate", "model": "m", "firmware": "1", "speaks": 1 });
    hello["kind"] = json!("kiosk");
    vec![
        (Up::Fact, vec![], malformed),
        (Up::Fact, b"{\"v\":1,\"at\":\xFF\xFE}".to_vec(), malformed),
        (Up::Fact, b"not json".to_vec(), malformed),
        (Up::Fact, format!("{{\"v\":1,\"fact\":{}", "[".repeat(1500)).into_bytes(), malformed),
        (Up::Fact, vec![b' '; 3000], "device_payload_too_large"),
        (Up::Fact, with("v", json!(9)), "device_payload_version"),
        (Up::Fact, with("v", json!("1")), "device_payload_version"),
        (Up::Fact, with("extra", json!(1)), malformed),
        (Up::Fact, with("fact", json!({ "what": "exploded" })), malformed),
        (Up::Fact, with("id", json!("王小明 13800001234")), "device_field_text"),
        (Up::Fact, fact("x", json!({ "what": "slot_opened", "slot": -1 })), range),
        (Up::Beat, beat(AT, -1), range),
        (Up::Beat, beat(0, 1), range),
        (Up::Beat, beat(i64::MAX, 1), range),
        (Up::Beat, beat(i64::MIN, 1), range),
        (Up::Beat, fact("x", started.clone()), "device_payload_malformed"),
        (Up::Health, format!("{{\"v\":1,\"at\":{AT},\"temperature_c\":-300}}").into_bytes(), range),
        (
            Up::Ack,
            format!("{{\"v\":1,\"at\":{AT},\"order\":\"x\",\"state\":\"done\"}}").into_bytes(),
            malformed,
        ),
        (Up::Hello, hello.to_string().into_bytes(), "device_kind"),
    ]
}

/// The codes of the refusals that the log tells of the device, in order.
fn told(server: &Program) -> Vec<String> {
    let log = server.log();
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
    let refusals = lines.filter(|line| line["message"] == "a device's message was refused");
    refusals.filter_map(|line| line["code"].as_str().map(str::to_owned)).collect()
}

#[every_engine]
fn a_bad_payload_is_refused_and_told_and_the_next_good_one_is_taken(w: &mut World) {
    company(w);
    let server = serve(w);
    let gate = Gate::enrolled(&server);
    let mut feed = Feed::open(server.addr, &format!("/api/v1/halls/{HALL}/feed"), &as_staff("auditor"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = runtime.block_on(gate.connect());
    assert_eq!(feed.next().kind(), "device_link");
    runtime.block_on(async {
        for (up, bytes, _) in bad() {
            assert!(gate.publish(&client, up, bytes).await, "the broker takes it; the server looks into it");
        }
        // Of another kind; about an order that was never given; and one that is good, twice.
        let rated = json!({ "what": "rated", "ticket": "7", "score": 1, "reasons": [] });
        gate.publish(&client, Up::Fact, fact("f0", rated)).await;
        let ack = json!({ "v": 1, "at": AT, "order": "999", "state": "done" }).to_string().into_bytes();
        gate.publish(&client, Up::Ack, ack).await;
        for _ in 0..2 {
            gate.publish(&client, Up::Fact, fact("f1", json!({ "what": "started" }))).await;
        }
        // More than any device may say at once: the broker need not keep the connection.
        gate.publish(&client, Up::Fact, vec![b'x'; 2_000_000]).await;
        drop(client);
        let client = gate.connect().await;
        gate.publish(&client, Up::Fact, fact("f2", json!({ "what": "passed", "inward": true }))).await;
        drop(client);
    });
    let mut facts = Vec::new();
    while facts.last().is_none_or(|fact| fact != "passed:in") {
        let said = feed.next();
        match said.kind() {
            "device_fact" => facts.push(said.data["event"]["fact"].as_str().unwrap().to_owned()),
            kind => assert_eq!(kind, "device_link", "nothing bad is an event: {said:?}"),
        }
    }
    assert_eq!(facts, ["started", "passed:in"]);
    let due: Vec<&str> = bad().into_iter().map(|(.., code)| code).collect();
    let told = told(&server);
    assert!(told.iter().zip(&due).all(|(told, due)| told == due), "{told:?} instead of {due:?}");
    assert!(told.len() >= due.len(), "only {told:?} of {due:?}");
    assert!(!server.log().contains("13800001234"), "what was refused is not repeated");
    all_is_well(w, server);
}
