//! Hostile bytes: every reader of the device plane refuses them, with a code and a field, and never panics.

use edge::order::SignedOrder;
use edge::payload::{Ack, Beat, Config, Fact, Health, Hello, Link, Payload, Screen};
use edge::{Access, DeviceScope, RefusalCode, Topic, may};
use kernel::{DeviceId, DeviceKind, HallId, Org};
use proptest::prelude::*;

const AT: &str = "1791763200000000";

fn refusal<P: Payload + std::fmt::Debug>(json: &str) -> (RefusalCode, String) {
    let refusal = P::read(json.as_bytes()).expect_err(json);
    assert!(!refusal.zh().is_empty() && !refusal.en().is_empty());
    (refusal.code, refusal.field)
}

#[test]
fn refuses_a_bad_field_by_its_name() {
    use RefusalCode::{Malformed, Range, Text, TooLarge, TooMany, Version};
    let beat = |tail: &str| refusal::<Beat>(&format!(r#"{{"v":1,"at":{AT},{tail}}}"#));
    assert_eq!(refusal::<Beat>(""), (Malformed, String::new()));
    assert_eq!(refusal::<Beat>("[]"), (Malformed, String::new()));
    assert_eq!(
        refusal::<Beat>(&format!(r#"{{"v":2,"at":{AT},"n":1,"uptime_s":0}}"#)),
        (Version, "v".to_owned())
    );
    assert_eq!(beat(r#""n":0,"uptime_s":0"#), (Range, "n".to_owned()));
    assert_eq!(beat(r#""n":1,"uptime_s":-1"#), (Range, "uptime_s".to_owned()));
    assert_eq!(beat(r#""n":1e99,"uptime_s":1"#), (Malformed, "n".to_owned()));
    assert_eq!(beat(r#""n":1,"uptime_s":1,"x":1"#).0, Malformed);
    assert_eq!(beat(r#""n":1,"n":2,"uptime_s":1"#).0, Malformed);
    assert_eq!(refusal::<Beat>(r#"{"v":1,"at":0,"n":1,"uptime_s":0}"#), (Range, "at".to_owned()));
    assert_eq!(refusal::<Beat>(&" ".repeat(300)), (TooLarge, String::new()));
    assert_eq!(
        refusal::<Beat>(&format!(r#"{{"v":1,"at":{AT},"n":1,"uptime_s":0}} {{}}"#)),
        (Malformed, String::new())
    );

    let fact = |fact: &str| refusal::<Fact>(&format!(r#"{{"v":1,"at":{AT},"id":"f1","fact":{fact}}}"#));
    assert_eq!(fact(r#"{"what":"slot_opened","slot":0}"#), (Range, "fact.slot".to_owned()));
    assert_eq!(
        fact(r#"{"what":"rated","ticket":"7","score":6,"reasons":[]}"#),
        (Range, "fact.score".to_owned())
    );
    let reasons =
        format!(r#"{{"what":"rated","ticket":"7","score":5,"reasons":[{}]}}"#, [r#""a""#; 9].join(","));
    assert_eq!(fact(&reasons), (TooMany, "fact.reasons".to_owned()));
    assert_eq!(
        fact(r#"{"what":"card_read","reading":"张三 140702199001011234"}"#),
        (Text, "fact.reading".to_owned())
    );
    assert_eq!(fact(r#"{"what":"card_read","reading":"r1","name":"张三"}"#).0, Malformed);
    assert_eq!(fact(r#"{"what":"torn_off","name":"张三"}"#).0, Malformed);
    assert_eq!(fact(r#"{"what":"exploded"}"#).0, Malformed);

    let health = |tail: &str| refusal::<Health>(&format!(r#"{{"v":1,"at":{AT},{tail}}}"#));
    assert_eq!(
        health(r#""paper":{"left_percent":101,"jam":false}"#),
        (Range, "paper.left_percent".to_owned())
    );
    assert_eq!(health(r#""temperature_c":999"#), (Range, "temperature_c".to_owned()));
    assert_eq!(health(r#""temperature_c":21.5"#), (Malformed, "temperature_c".to_owned()));

    let ack = |tail: &str| refusal::<Ack>(&format!(r#"{{"v":1,"at":{AT},{tail}}}"#));
    assert_eq!(ack(r#""order":"x","state":"done""#), (Malformed, "order".to_owned()));
    assert_eq!(ack(r#""order":"1","state":"failed""#), (Malformed, "why".to_owned()));
    assert_eq!(refusal::<Link>(r#"{"v":1,"online":false,"why":"\u0000"}"#), (Text, "why".to_owned()));
    let hello = format!(r#"{{"v":1,"at":{AT},"kind":"toaster","model":"m","firmware":"1","speaks":1}}"#);
    assert_eq!(refusal::<Hello>(&hello), (Malformed, "kind".to_owned()));
}

#[test]
fn refuses_text_that_would_command_a_screen() {
    for evil in ["\\u001b[2J", "\\u0000", "\\u0085", &"长".repeat(201)] {
        let json = format!(r#"{{"v":1,"at":{AT},"calling":[],"next":[],"notices":["{evil}"]}}"#);
        assert_eq!(refusal::<Screen>(&json), (RefusalCode::Text, "notices".to_owned()), "{evil}");
    }
}

#[test]
fn a_refusal_never_repeats_what_was_refused() {
    for secret in ["140702199001011234", "zhang_san"] {
        refuses_without_repeating(secret);
    }
}

fn refuses_without_repeating(secret: &str) {
    for json in [
        format!(r#"{{"v":1,"{secret}":1}}"#),
        format!(r#"{{"v":1,"at":"{secret}"}}"#),
        format!(r#"{{"v":1,"at":{AT},"id":"{secret}","fact":{{"what":"{secret}"}}}}"#),
    ] {
        let refusal = Fact::read(json.as_bytes()).expect_err("a hostile fact");
        assert!(!format!("{refusal:?} {refusal}").contains(secret), "{refusal:?}");
    }
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    let deep = format!("{{\"v\":1,\"fact\":{}", "[".repeat(2000));
    assert_eq!(refusal::<Fact>(&deep).0, RefusalCode::Malformed);
}

fn read_everything(bytes: &[u8]) {
    let _ = Hello::read(bytes);
    let _ = Beat::read(bytes);
    let _ = Health::read(bytes);
    let _ = Fact::read(bytes);
    let _ = Ack::read(bytes);
    let _ = Link::read(bytes);
    let _ = Config::read(bytes);
    let _ = Screen::read(bytes);
    let _ = SignedOrder::read(bytes);
    let _ = edge::printer::render::render(bytes);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_everything(&bytes);
    }

    #[test]
    fn no_damaged_payload_makes_a_reader_panic(which in 0usize..32, place in any::<usize>(), byte in any::<u8>()) {
        let examples = edge::docs::examples();
        let mut bytes = examples[which % examples.len()].json.clone().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        read_everything(&bytes);
    }

    #[test]
    fn no_topic_text_grants_another_devices_subtree(text in "(gh|\\$share|\\+|#)?/?(v1|\\+)/(1407|\\+)/(1|2|\\+|#)/(9|10|\\+|#)/(up|down|\\+|#)/?(order|beat|\\+|#)?") {
        let me = DeviceScope { org: Org(1407), hall: HallId(1), device: DeviceId(9), kind: DeviceKind::Pad };
        let own = text.starts_with("gh/v1/1407/1/9/");
        prop_assert!(own || !may(&me, &text, Access::Publish));
        prop_assert!(own || !may(&me, &text, Access::Subscribe));
        let _ = Topic::parse(&text);
    }
}
