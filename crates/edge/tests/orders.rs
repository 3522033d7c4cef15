//! Which orders a device obeys, and that it obeys none twice.

use edge::order::{
    CLOCK_SKEW_S_MAX, ORDER_LIFE_S_MAX, Order, OrderBody, OrderKey, PrintBytes, Verdict, receive,
};
use edge::order_log::{OrderLog, Seen};
use edge::payload::{AckState, Payload};
use edge::{DeviceScope, RefusalCode};
use kernel::{DeviceId, DeviceKind, DeviceOrderId, HallId, Org, Time};
use proptest::prelude::*;

const NOW: Time = Time(1_791_763_200_000_000);
const PRINTER: DeviceScope =
    DeviceScope { org: Org(1407), hall: HallId(1), device: DeviceId(9), kind: DeviceKind::TicketPrinter };

fn key() -> OrderKey {
    OrderKey::from_secret(&[42; 32])
}

fn order(id: i64) -> Order {
    Order {
        id: DeviceOrderId(id),
        device: PRINTER.device,
        body: OrderBody::Print { bytes: PrintBytes(vec![27, 64, 10]) },
        issued_at: NOW,
        expires_at: NOW.plus_s(60),
    }
}

fn send(order: &Order) -> Vec<u8> {
    key().sign(order).expect("a good order").write()
}

fn verdict(bytes: &[u8], now: Time) -> Verdict {
    receive(bytes, &PRINTER, &key().public(), now, &mut OrderLog::new(8))
}

fn refused_for(verdict: Verdict) -> RefusalCode {
    match verdict {
        Verdict::Refuse(_, refusal) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn obeys_a_good_order_once_and_says_the_same_again() {
    let mut log = OrderLog::new(8);
    let bytes = send(&order(1));
    let mut again = || receive(&bytes, &PRINTER, &key().public(), NOW, &mut log);
    assert_eq!(again(), Verdict::Obey(order(1)));
    assert_eq!(again(), Verdict::Again(DeviceOrderId(1), Seen::Doing));
    log.done(DeviceOrderId(1), AckState::Failed, Some("jam".to_owned()));
    // Said again even after it expired: the server may have lost the first answer.
    let late = receive(&bytes, &PRINTER, &key().public(), NOW.plus_s(999), &mut log);
    assert_eq!(late, Verdict::Again(DeviceOrderId(1), Seen::Done(AckState::Failed, Some("jam".to_owned()))));
}

#[test]
fn refuses_an_order_with_any_byte_changed() {
    let bytes = send(&order(1));
    for place in 0..bytes.len() {
        let mut wrong = bytes.clone();
        wrong[place] ^= 1;
        assert!(matches!(verdict(&wrong, NOW), Verdict::Refuse(None, _)), "byte {place} changed, and obeyed");
    }
}

#[test]
fn refuses_an_order_signed_by_another_key() {
    let forged = OrderKey::from_secret(&[43; 32]).sign(&order(1)).unwrap().write();
    assert_eq!(refused_for(verdict(&forged, NOW)), RefusalCode::Signature);
}

#[test]
fn refuses_orders_too_late_too_early_and_for_others() {
    assert!(matches!(verdict(&send(&order(1)), NOW.plus_s(60)), Verdict::Obey(_)));
    assert_eq!(refused_for(verdict(&send(&order(1)), NOW.plus_s(61))), RefusalCode::Expired);
    assert!(matches!(verdict(&send(&order(1)), NOW.plus_s(-CLOCK_SKEW_S_MAX)), Verdict::Obey(_)));
    assert_eq!(refused_for(verdict(&send(&order(1)), NOW.plus_s(-CLOCK_SKEW_S_MAX - 1))), RefusalCode::Early);
    let other = Order { device: DeviceId(10), ..order(1) };
    assert_eq!(refused_for(verdict(&send(&other), NOW)), RefusalCode::OtherDevice);
    let open = Order { body: OrderBody::Open { slot: None }, ..order(1) };
    assert_eq!(refused_for(verdict(&send(&open), NOW)), RefusalCode::NotForKind);
}

#[test]
fn the_server_does_not_sign_what_no_device_would_obey() {
    let code = |order: &Order| key().sign(order).unwrap_err().code;
    assert_eq!(
        code(&Order { expires_at: NOW.plus_s(ORDER_LIFE_S_MAX + 1), ..order(1) }),
        RefusalCode::LongLived
    );
    assert_eq!(code(&Order { expires_at: NOW.plus_s(-1), ..order(1) }), RefusalCode::LongLived);
    let elsewhere = OrderBody::Update {
        version: "1.2".to_owned(),
        path: "//evil.example/x".to_owned(),
        sha256: "0".repeat(64),
    };
    assert_eq!(code(&Order { body: elsewhere, ..order(1) }), RefusalCode::Text);
    let empty = OrderBody::Print { bytes: PrintBytes(vec![]) };
    assert_eq!(code(&Order { body: empty, ..order(1) }), RefusalCode::TooLarge);
}

#[test]
fn the_largest_ticket_fits_into_an_order() {
    let body = OrderBody::Print { bytes: PrintBytes(vec![0xFF; edge::order::PRINT_BYTES_MAX]) };
    let bytes = send(&Order { body, ..order(1) });
    assert!(matches!(verdict(&bytes, NOW), Verdict::Obey(_)), "{} bytes", bytes.len());
}

#[test]
fn an_order_keeps_its_bytes_when_it_is_signed_again() {
    assert_eq!(send(&order(1)), send(&order(1)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However orders are repeated and mixed, and however small the log: none is obeyed twice.
    #[test]
    fn no_order_is_obeyed_twice(
        limit in 1usize..5,
        sent in prop::collection::vec((1i64..8, 0i64..90), 1..60),
    ) {
        let mut log = OrderLog::new(limit);
        let mut obeyed = std::collections::HashSet::new();
        let mut now = NOW;
        for (id, later) in sent {
            now = now.plus_s(later / 8);
            let order = Order { issued_at: NOW, expires_at: NOW.plus_s(20 * id), ..order(id) };
            match receive(&send(&order), &PRINTER, &key().public(), now, &mut log) {
                Verdict::Obey(order) => prop_assert!(obeyed.insert(order.id), "order {} was obeyed twice", order.id),
                Verdict::Again(id, _) => prop_assert!(obeyed.contains(&id)),
                Verdict::Refuse(..) => {}
            }
            prop_assert!(log.len() <= limit);
        }
    }
}
