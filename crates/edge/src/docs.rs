//! `docs/devices.md`, written from the code: topics, payloads with examples, refusals. A test keeps the file fresh.

use std::fmt::Write;

use kernel::{DeviceAct, DeviceId, DeviceKind, DeviceOrderId, HallId, Org, TicketId, Time};

use crate::enrol::EnrolCode;
use crate::order::{CLOCK_SKEW_S_MAX, ORDER_LIFE_S_MAX, Order, OrderBody, OrderKey, PrintBytes, SignedOrder};
use crate::payload::{
    Ack, AckState, Beat, Config, Fact, FactReport, Health, Hello, Link, Paper, Payload, Screen, ScreenLine,
    V1,
};
use crate::{DeviceScope, Down, End, RefusalCode, Topic, Up};

/// A payload as the documentation shows it.
#[derive(Clone, Debug)]
pub struct Example {
    /// On which topic.
    pub topic: String,
    /// The payload.
    pub json: String,
    /// Its size limit in bytes.
    pub bytes_max: usize,
    /// Whether the broker keeps it.
    pub retained: bool,
    /// What it is for.
    pub about: &'static str,
}

const AT: Time = Time(1_791_763_200_000_000);
const SCOPE: DeviceScope =
    DeviceScope { org: Org(1407), hall: HallId(12), device: DeviceId(345), kind: DeviceKind::TicketPrinter };

fn example<P: Payload>(end: End, payload: &P, retained: bool, about: &'static str) -> Example {
    payload.check().expect("an example obeys its own rules");
    let json = String::from_utf8(payload.write()).expect("JSON is UTF-8");
    Example { topic: Topic::of(&SCOPE, end).format(), json, bytes_max: P::BYTES_MAX, retained, about }
}

/// One example of every payload. They obey the rules, so tests start from them.
///
/// # Panics
/// Never: a test reads every example.
#[must_use]
pub fn examples() -> Vec<Example> {
    let hello = Hello {
        v: V1,
        at: AT,
        kind: SCOPE.kind,
        model: "virtual".into(),
        firmware: "0.1.0".into(),
        speaks: 1,
    };
    let health = Health {
        v: V1,
        at: AT,
        paper: Some(Paper { left_percent: 72, jam: false }),
        temperature_c: Some(31),
        disk_used_percent: Some(41),
        slots_full: None,
    };
    let mut all = vec![
        example(End::Up(Up::Hello), &hello, false, "who it is; once after each connect"),
        example(End::Up(Up::Beat), &Beat { v: V1, at: AT, n: 17, uptime_s: 510 }, false, "that it lives"),
        example(End::Up(Up::Health), &health, false, "how it is: on connect, on change and now and then"),
    ];
    for fact in facts() {
        let fact = Fact { v: V1, at: AT, id: "b3-000017".into(), fact };
        all.push(example(End::Up(Up::Fact), &fact, false, "something happened at it"));
    }
    let ack = |state, why: Option<&str>| Ack {
        v: V1,
        at: AT,
        order: DeviceOrderId(9001),
        state,
        why: why.map(Into::into),
    };
    all.extend([
        example(End::Up(Up::Ack), &ack(AckState::Done, None), false, "an order was done"),
        example(
            End::Up(Up::Ack),
            &ack(AckState::Failed, Some("paper_out")),
            false,
            "an order could not be done",
        ),
        example(End::Up(Up::Link), &Link::connected(), true, "online, said right after connecting"),
        example(End::Up(Up::Link), &Link::lost(), true, "the last will"),
        example(End::Down(Down::Order), &signed(), false, "a signed order"),
    ]);
    let config = Config { v: V1, beat_s: 30, health_s: 300, volume_percent: 70, counter: Some("3".into()) };
    let screen = Screen {
        v: V1,
        at: AT,
        calling: vec![ScreenLine { ticket: "A012".into(), counter: "3".into() }],
        next: vec!["A013".into(), "B004".into()],
        notices: vec!["示例：今日 17:00 停止取号".into()],
    };
    all.push(example(End::Down(Down::Config), &config, true, "its settings"));
    all.push(example(End::Down(Down::Screen), &screen, true, "what a screen without a browser shows"));
    all
}

fn facts() -> Vec<FactReport> {
    vec![
        FactReport::CardRead { reading: "r-20261012-0007".into() },
        FactReport::Signed { signature: "s-20261012-0003".into() },
        FactReport::SlotOpened { slot: 3 },
        FactReport::Taken { slot: 3 },
        FactReport::Returned { slot: 3 },
        FactReport::Rated { ticket: TicketId(77), score: 5, reasons: vec!["friendly".into()] },
        FactReport::Passed { inward: true },
        FactReport::Pressed { button: "help".into() },
        FactReport::TornOff {},
        FactReport::Started {},
    ]
}

fn bodies() -> Vec<OrderBody> {
    vec![
        OrderBody::Call {
            ticket: "A012".into(),
            counter: "3".into(),
            text_zh: "请 A012 号到 3 号窗口办理业务".into(),
            text_en: "Number A012, please come to counter 3".into(),
            clip: Some("/clips/12/A012-3.opus".into()),
        },
        OrderBody::Show {
            text_zh: "请评价".into(),
            text_en: "Please rate us".into(),
            ticket: Some(TicketId(77)),
            for_s: 60,
        },
        OrderBody::Print { bytes: PrintBytes(b"\x1b@A012\n".to_vec()) },
        OrderBody::Open { slot: Some(3) },
        OrderBody::Restart {},
        OrderBody::Update {
            version: "0.2.0".into(),
            path: "/firmware/printer-0.2.0.bin".into(),
            sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".into(),
        },
    ]
}

fn order(body: OrderBody) -> Order {
    Order { id: DeviceOrderId(9001), device: SCOPE.device, body, issued_at: AT, expires_at: AT.plus_s(60) }
}

fn signed() -> SignedOrder {
    let key = OrderKey::from_secret(&[1; 32]);
    key.sign(&order(bodies().swap_remove(2))).expect("an example order is good")
}

/// The text of `docs/devices.md`.
///
/// # Panics
/// Never: writing to a `String` cannot fail.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from(HEAD);
    topics(&mut out);
    orders(&mut out);
    enrolment(&mut out);
    refusals(&mut out);
    out
}

fn put(out: &mut String, line: impl std::fmt::Display) {
    writeln!(out, "{line}").expect("a String takes every text");
}

fn topics(out: &mut String) {
    put(
        out,
        "## Payloads\n\nJSON, UTF-8, closed: an unknown field is refused. Times are UTC microseconds, ids are strings.\n",
    );
    let mut topic = String::new();
    for example in examples() {
        if example.topic != topic {
            topic.clone_from(&example.topic);
            let retained = if example.retained { ", retained" } else { "" };
            put(out, format_args!("### `{topic}`\n\nAt most {} bytes{retained}.\n", example.bytes_max));
        }
        put(out, format_args!("{}:\n\n```json\n{}\n```\n", example.about, example.json));
    }
    put(out, "Which kinds report which facts:\n\n| fact | kinds |\n|---|---|");
    for fact in facts() {
        let kinds: Vec<&str> =
            DeviceKind::ALL.iter().filter(|kind| fact.fits(**kind)).map(|k| k.as_str()).collect();
        let word = serde_json::to_value(&fact).expect("a fact is JSON")["what"].to_string();
        put(out, format_args!("| `{}` | {} |", word.trim_matches('"'), kinds.join(", ")));
    }
}

fn orders(out: &mut String) {
    put(
        out,
        format_args!(
            "{ORDERS}\n- `expires_at` is at most {ORDER_LIFE_S_MAX} s after `issued_at`; `issued_at` at most {CLOCK_SKEW_S_MAX} s ahead of the device's clock.\n"
        ),
    );
    put(out, "| act | kinds that obey it |\n|---|---|");
    for act in DeviceAct::ALL {
        let kinds: Vec<&str> =
            DeviceKind::ALL.iter().filter(|kind| kind.obeys(*act)).map(|k| k.as_str()).collect();
        put(out, format_args!("| `{act}` | {} |", kinds.join(", ")));
    }
    put(out, "\nThe text in `order`, for each act:\n");
    for body in bodies() {
        let json = serde_json::to_string(&order(body)).expect("an order is JSON");
        put(out, format_args!("```json\n{json}\n```\n"));
    }
}

fn enrolment(out: &mut String) {
    let code = EnrolCode::from_random([9; 16]);
    put(out, format_args!("{ENROLMENT}").to_string().replace("{code}", &code.to_string()));
}

fn refusals(out: &mut String) {
    put(
        out,
        "## Refusals\n\nThe server refuses a payload with one of these codes and the field; it never repeats what it refused.\n",
    );
    put(out, "| code | 中文 | English |\n|---|---|---|");
    for code in RefusalCode::ALL {
        put(out, format_args!("| `{}` | {} | {} |", code.as_str(), code.zh(), code.en()));
    }
}

const HEAD: &str = "<!-- Written by crates/edge/src/docs.rs. Do not edit: UPDATE_DOCS=1 cargo test -p edge --test docs -->

# The device plane

Devices speak MQTT 5 or 3.1.1 with the server's broker, or with an outside one. Each device has its own credential and
its own topics:

```
gh/v1/{org}/{hall}/{device}/up/{hello|beat|health|fact|ack|link}     the device publishes
gh/v1/{org}/{hall}/{device}/down/{order|config|screen}               the device subscribes
```

- A device publishes only to its own `up` topics, and subscribes only to its own `down` topics, `down/+` and `down/#`.
  Everything else is refused, and recorded as a trespass.
- The client id is `gh-{org}-{device}`, the user name `{org}/{hall}/{device}`, the password the credential. A second
  connection of a device takes over the first. With an outside broker the user name makes the rule one line:
  `pattern write gh/v1/%u/up/#` and `pattern read gh/v1/%u/down/#` (Mosquitto), `gh/v1/${username}/up/#` (EMQX).
- The last will is the `lost` message on `up/link`, retained. On connecting a device publishes `connected` there,
  retained, then `hello` and `health`; before that it subscribes, because open orders are sent again at its hello.
- No payload carries a name, a phone number or an id number.

";

const ORDERS: &str = "
## Orders

An order travels as `{v, order, sig}`: `order` is the order's exact JSON as a text, `sig` an Ed25519 signature
(base64url, no padding) over `gridhall-order-v1`, a line feed, and that text. The public key comes with enrolment.

A device checks the signature before it reads anything, then: is it for me; did this id come before; has it expired;
can my kind do it. An id that came before is not done again; what was acknowledged then is acknowledged again. A bad
signature is not answered. Otherwise the device acknowledges `taken`, then `done` or `failed`; or at once `expired` or
`refused`.

Ed25519, and not a keyed hash under the device's credential, because a stolen device, a second device or an outside
broker must not be able to write an order, and because the server then keeps no usable device secret.
";

const ENROLMENT: &str = "## Enrolment

A person with the right to do so announces a device; the server shows a one-time code such as `{code}`: seven random
symbols out of 31 (no 0 O 1 I U) and a check symbol that catches every mistyped symbol and every swap of neighbours.
The device sends it once, within its time:

```
POST /api/v1/devices/enrol   {\"code\": \"{code}\"}
→ {\"device\": \"345\", \"hall\": \"12\", \"org\": 1407, \"kind\": \"ticket_printer\", \"credential\": \"ghd1.…\",
   \"mqtt_url\": \"mqtt://127.0.0.1:1883\", \"server_key\": \"…\"}
```

The credential is 256 random bits; the server keeps its SM3 digest only, bound to the device.
";
