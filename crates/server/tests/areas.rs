//! Halls, care, guidance, figures, ratings and devices over real HTTP: what a manager, a guide and a device do in a day.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use house::feed::Feed;
use house::{Answer, House, With, as_staff, open};
use kernel::{HallId, Role};
use serde_json::{Value as Json, json};
use server::config::{BrokerAt, ScaledClock};
use testkit::{World, every_engine};

/// The hall of the city, which has everything.
fn centre() -> HallId {
    let at = house::pack().halls.iter().position(|hall| hall.grade == kernel::Grade::A).unwrap();
    HallId(at as i64 + 1)
}

/// A server at ten o'clock on a Monday, with a clerk, a guide, two managers and the command centre.
fn day(w: &mut World) -> House {
    day_at(w, "2026-10-12 10:00")
}

fn day_at(w: &mut World, at: &str) -> House {
    house::load(w);
    let hall = Some(centre());
    house::add_staff(w, "guide", Role::Guide, hall, "no password");
    house::add_staff(w, "clerk", Role::Clerk, hall, "no password");
    house::add_staff(w, "manager", Role::HallManager, hall, "no password");
    house::add_staff(w, "second", Role::HallManager, hall, "no password");
    house::add_staff(w, "command", Role::Command, None, "no password");
    open(w, |config| {
        config.clock = ScaledClock::starting(at, 1.0);
        config.broker = BrokerAt::Own(([127, 0, 0, 1], 0).into());
    })
}

fn path(rest: &str) -> String {
    format!("/api/v1/halls/{}{rest}", centre())
}

fn post(house: &House, who: &str, address: &str, key: &str, body: &Json) -> Answer {
    let with = if who.is_empty() { With::default() } else { as_staff(who) };
    house.post(address, with.key(key).json(body.to_string()))
}

fn fine(answer: Answer) -> Json {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn get(house: &House, who: &str, address: &str) -> Json {
    fine(house.get(address, if who.is_empty() { With::default() } else { as_staff(who) }))
}

#[every_engine]
fn anybody_sees_what_a_hall_can_do_and_a_year_without_a_calendar_is_refused(w: &mut World) {
    let house = day(w);
    let today = get(&house, "", &path(""));
    assert_eq!(today["day_kind"], "workday");
    assert_eq!(today["hours_source"]["text"], "08:30–17:30");
    assert_eq!(today["hall"]["open"], true);
    assert!(today["items"].as_array().unwrap().len() > 50);
    assert_eq!(get(&house, "", &path("?day=2026-10-10"))["day_kind"], "make_up_workday");
    let refused = house.get(&path("?day=2031-01-06"), With::default());
    assert_eq!((refused.status, refused.code().as_str()), (422, "calendar_unpublished"));
    let items = get(&house, "", "/api/v1/items");
    assert_eq!(items["items"].as_array().unwrap().len(), house::pack().catalogue.items.len());
    assert_eq!(get(&house, "", "/api/v1/items/XZ12")["name"], "分布式光伏并网(自然人户用)");
    assert_eq!(house.get("/api/v1/items/nothing", With::default()).code(), "not_found");
}

#[every_engine]
fn plain_words_lead_to_an_item_and_the_choice_is_counted_in_the_figures(w: &mut World) {
    let house = day(w);
    let ask = |text: &str| post(&house, "", &path("/guidance"), text_key(text), &json!({ "text": text }));
    let told = fine(ask("交电费"));
    assert_eq!(told["suggestions"][0]["item"]["code"], "DF01");
    assert_eq!(told["suggestions"][0]["advice"], "online", "no kiosk is connected");
    assert_eq!(told["rooms_free"].as_array().unwrap().len(), 3);
    assert_eq!(fine(ask("今天天气真好"))["suggestions"], json!([]));
    assert_eq!(ask(" ").code(), "text_empty");
    assert_eq!(ask(&"长".repeat(300)).code(), "text_too_long");
    let chosen = json!({ "item": "DF01", "triage": "online", "to_hall": null });
    fine(post(&house, "", &path("/triage"), "c1", &chosen));
    fine(post(&house, "", &path("/triage"), "c1", &chosen));
    let seen = get(&house, "manager", &path("/observation"));
    assert_eq!((&seen["total"]["guided"], &seen["total"]["online_pm"]), (&json!(1), &json!(1000)));
    let all = get(&house, "command", "/api/v1/observation?from=2026-10-01&to=2026-10-12");
    assert_eq!((all["halls"].as_array().unwrap().len(), all["days"].as_array().unwrap().len()), (44, 12));
    let future = house.get("/api/v1/observation?to=2026-10-13", as_staff("command"));
    assert_eq!(future.code(), "day_wrong");
}

/// A key for a text: letters and digits only.
fn text_key(text: &str) -> &'static str {
    match text.chars().count() {
        1 => "k1",
        3 => "k3",
        6 => "k6",
        _ => "k300",
    }
}

#[every_engine]
fn a_guide_books_rooms_lends_things_and_keeps_the_corner(w: &mut World) {
    let house = day(w);
    let booking = json!({ "from_us": 1_791_777_600_000_000_i64, "quarters": 4 });
    let rooms = path("/rooms/R1/bookings");
    let booked = fine(post(&house, "guide", &rooms, "b1", &booking));
    assert_eq!(post(&house, "guide", &rooms, "b2", &booking).code(), "room_taken");
    assert_eq!(fine(post(&house, "guide", &rooms, "b1", &booking)), booked, "sent again");
    let list = get(&house, "guide", &path("/rooms"));
    assert_eq!(list["rooms"][0]["bookings"][0]["id"], booked["id"]);
    let release = path(&format!("/room-bookings/{}/release", booked["id"].as_str().unwrap()));
    fine(post(&house, "guide", &release, "r1", &json!({})));
    let far = json!({ "from_us": i64::MAX, "quarters": 1 });
    assert_eq!(post(&house, "guide", &rooms, "b3", &far).code(), "slot_too_far");

    let loan = fine(post(&house, "guide", &path("/loans"), "l1", &json!({ "kind": "umbrella" })));
    let amenities = get(&house, "guide", &path("/amenities"));
    assert_eq!(amenities["loans"][0]["id"], loan["id"]);
    let umbrella = amenities["kinds"].as_array().unwrap().iter().find(|it| it["kind"] == "umbrella").unwrap();
    assert_eq!((&umbrella["lent"], &umbrella["name"]), (&json!(1), &json!("爱心雨伞")));
    let stock = path("/amenities/umbrella/stock");
    assert_eq!(post(&house, "guide", &stock, "s1", &json!({ "total": 0 })).code(), "stock_below_lent");
    let back = path(&format!("/loans/{}/return", loan["id"].as_str().unwrap()));
    fine(post(&house, "guide", &back, "t1", &json!({})));
    assert_eq!(post(&house, "guide", &back, "t2", &json!({})).code(), "loan_returned");
    fine(post(&house, "guide", &stock, "s2", &json!({ "total": 3 })));
    let due = |house: &House| {
        let zones = get(house, "guide", &path("/amenities"))["zones"].clone();
        zones.as_array().unwrap().iter().find(|it| it["zone"] == "waiting").unwrap()["due"].clone()
    };
    assert_eq!(due(&house), true, "never cleaned");
    fine(post(&house, "guide", &path("/zones/waiting/cleaned"), "z1", &json!({})));
    assert_eq!(due(&house), false);
    fine(post(&house, "guide", &path("/child-corner"), "k1", &json!({ "children": 2 })));
    assert_eq!(get(&house, "guide", &path("/amenities"))["children"], 2);
    assert_eq!(
        post(&house, "guide", &path("/child-corner"), "k2", &json!({ "children": 99 })).code(),
        "children_wrong"
    );
}

#[every_engine]
fn a_plan_is_proposed_by_one_and_decided_by_another(w: &mut World) {
    let house = day(w);
    let mut plan = get(&house, "manager", &path("/plans"))["in_force"].clone();
    plan["kiosks"] = json!(9);
    let proposal = json!({ "from_day": "2026-10-20", "reason": "加装自助机", "plan": plan });
    let version = fine(post(&house, "manager", &path("/plans"), "p1", &proposal));
    assert_eq!(version["changes"].as_array().unwrap().len(), 1, "{}", version["changes"]);
    assert_eq!((&version["may_decide"], &version["state"]), (&json!(false), &json!("proposed")));
    assert_eq!(get(&house, "second", "/api/v1/plan-proposals")["versions"][0]["may_decide"], true);
    let decision = path(&format!("/plans/{}/decision", version["id"].as_str().unwrap()));
    let yes = json!({ "approve": true });
    assert_eq!(post(&house, "manager", &decision, "d1", &yes).code(), "plan_own");
    assert_eq!(fine(post(&house, "second", &decision, "d2", &yes))["state"], "approved");
    assert_eq!(get(&house, "", &path("?day=2026-10-20"))["day"], "2026-10-20");
    let plans = get(&house, "manager", &path("/plans"));
    assert_ne!(plans["in_force"]["kiosks"], 9);
    assert_eq!(plans["versions"][0]["changes"].as_array().unwrap().len(), 1);

    let mut special = proposal.clone();
    let skill = special["plan"]["counters"][0]["skills"][0].clone();
    special["plan"]["counters"][0]["special"] = json!([skill]);
    let said = fine(post(&house, "manager", &path("/plans"), "p4", &special));
    assert_eq!(said["plan"]["counters"][0]["special"], json!([skill]));
    assert!(said["changes"].to_string().contains("专席"), "{}", said["changes"]);

    let mut broken = proposal.clone();
    broken["plan"]["counters"][0]["zone"] = json!("cellar");
    let refused = post(&house, "manager", &path("/plans"), "p2", &broken);
    assert_eq!(
        (refused.code().as_str(), &refused.json()["field"]),
        ("plan_invalid", &json!("plan.counters[0].zone"))
    );
    broken["plan"]["hours"][2]["from_month_day"] = json!("spring");
    let refused = post(&house, "manager", &path("/plans"), "p3", &broken);
    assert_eq!(refused.json()["field"], "plan.hours[2].from_month_day");
}

#[every_engine]
fn a_device_is_announced_enrolled_once_and_ordered(w: &mut World) {
    let house = day(w);
    let new = json!({ "kind": "gate", "name": "大门", "counter": null });
    let announced = fine(post(&house, "manager", &path("/devices"), "a1", &new));
    assert_eq!(fine(post(&house, "manager", &path("/devices"), "a1", &new)), announced, "sent again");
    let code = json!({ "code": announced["code"] });
    let enrolled = fine(post(&house, "", "/api/v1/devices/enrol", "e1", &code));
    assert_eq!(fine(post(&house, "", "/api/v1/devices/enrol", "e1", &code)), enrolled, "sent again");
    assert_eq!(post(&house, "", "/api/v1/devices/enrol", "e2", &code).code(), "enrol_code");
    assert_eq!(
        post(&house, "", "/api/v1/devices/enrol", "e3", &json!({ "code": "nonsense" })).code(),
        "enrol_code"
    );
    let url = enrolled["mqtt_url"].as_str().unwrap();
    assert!(url.starts_with("mqtt://127.0.0.1:") && !url.ends_with(":0"), "{url}");
    let screen = enrolled["screen"].as_str().unwrap().to_owned();
    let as_gate = With::default().header("authorization", format!("Device {screen}"));
    let own = fine(house.get("/api/v1/device", as_gate.clone()));
    assert_eq!(
        (&own["name"], &own["kind"], &own["can_print"]),
        (&json!("大门"), &json!("gate"), &json!(false))
    );

    let id = announced["device"].as_str().unwrap();
    let orders = path(&format!("/devices/{id}/orders"));
    let order = |key: &str, act: &str, text: &str| {
        post(&house, "manager", &orders, key, &json!({ "act": act, "text": text }))
    };
    assert_eq!(fine(order("o1", "open", ""))["state"], "queued");
    assert_eq!(order("o2", "print", "x").code(), "order_act");
    assert_eq!(order("o3", "open", "-5").code(), "field_wrong");
    assert_eq!(order("o4", "update", "1.2").code(), "field_wrong");
    assert_eq!(get(&house, "manager", &orders)["orders"].as_array().unwrap().len(), 1);
    let list = get(&house, "manager", &path("/devices"));
    assert_eq!(
        (&list["devices"][0]["state"], &list["devices"][0]["faults"]),
        (&json!("enrolled"), &json!(["lost"]))
    );
    fine(post(&house, "manager", &path(&format!("/devices/{id}/revoke")), "v1", &json!({})));
    assert_eq!(house.get("/api/v1/device", as_gate).code(), "device_credential");
}

#[every_engine]
fn ratings_of_a_day_without_any_are_all_zero_and_an_unknown_task_cannot_be_closed(w: &mut World) {
    let house = day(w);
    let seen = get(&house, "manager", &path("/evaluations"));
    assert_eq!((&seen["asked"], &seen["scores"]), (&json!(0), &json!([0, 0, 0, 0, 0])));
    let close = path("/follow-ups/12/close");
    assert_eq!(post(&house, "manager", &close, "f1", &json!({ "note": "已回访" })).code(), "task_unknown");
    assert_eq!(post(&house, "manager", &close, "f2", &json!({ "note": " " })).code(), "note_missing");
}

#[every_engine]
fn what_a_person_prefers_is_shown_to_staff_and_lies_sealed_in_the_store(w: &mut World) {
    let house = day(w);
    let taken = json!({ "items": ["DF01", "JL01"], "needs": [], "people": 1, "print": false });
    let issued = fine(post(&house, "guide", &path("/tickets"), "t1", &taken));
    let needs = path(&format!("/tickets/{}/needs", issued["ticket"].as_str().unwrap()));
    let body = json!({ "needs": ["hearing"], "preferences": ["请大声说话"], "consent": true });
    let seen = fine(post(&house, "guide", &needs, "n1", &body));
    assert_eq!((&seen["preferences"], &seen["class"]), (&json!(["请大声说话"]), &json!("care")));
    let (org, visit) = (w.org, issued["visit"].as_str().unwrap().parse().unwrap());
    let read = house.app().read(move |tx| floor::tickets::visit(tx, org, kernel::VisitId(visit)));
    let kept = house.block_on(read).unwrap().unwrap();
    let sealed = kept.preferences_enc.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("大声"), "sealed");
    let none = json!({ "needs": ["hearing"], "preferences": [], "consent": false });
    assert_eq!(fine(post(&house, "guide", &needs, "n2", &none))["preferences"], json!([]));
}

#[every_engine]
fn a_booking_that_checks_in_is_told_how_long_and_the_same_when_it_asks_again(w: &mut World) {
    let house = day_at(w, "2026-10-12 10:20");
    let mut board = Feed::open(house.addr, &path("/board/feed"), &With::default());
    let counter = get(&house, "clerk", &path("/queue"))["counters"][0]["counter"].clone();
    fine(post(
        &house,
        "clerk",
        &path(&format!("/counters/{}/open", counter.as_str().unwrap())),
        "o1",
        &json!({}),
    ));
    while board.next().data["wait"]["p90_s"].is_null() {}
    let slots = get(&house, "", &path("/slots?item=DF01"))["slots"].clone();
    let slot = slots.as_array().unwrap().iter().find(|slot| slot["free"] != 0).unwrap();
    let booked = json!({ "items": ["DF01"], "slot_us": slot["at_us"], "needs": ["wheelchair"] });
    let booked = fine(post(&house, "", &path("/appointments"), "b1", &booked));
    let code = json!({ "code": booked["check_in_code"], "print": false });
    let first = fine(post(&house, "guide", &path("/check-in"), "c1", &code));
    assert!(first["wait"]["p90_s"].is_i64(), "{first}");
    assert_ne!(first["documents"], json!([]));
    let again = fine(post(&house, "guide", &path("/check-in"), "c1", &code));
    assert_eq!((&again["wait"], &again["documents"]), (&first["wait"], &first["documents"]));
}

#[test]
fn a_virtual_device_of_every_kind_enrols_itself_by_its_code_and_is_there() {
    testkit::on_sqlite(|w| {
        let house = day(w);
        let server_url = format!("http://{}", house.addr);
        let mut running = Vec::new();
        for kind in kernel::DeviceKind::ALL {
            let new = json!({ "kind": kind, "name": kind.as_str(), "counter": "1" });
            let key = format!("v-{kind}");
            let announced =
                fine(house.post(&path("/devices"), as_staff("manager").key(&key).json(new.to_string())));
            let code = announced["code"].as_str().unwrap().to_owned();
            let device = house.block_on(async {
                let enrolled = server::device::enrol(&server_url, &code).await.unwrap();
                let again = server::device::enrol(&server_url, &code).await.unwrap();
                assert_eq!(enrolled.credential, again.credential, "the answer may have been lost");
                let clock = std::sync::Arc::new(server::clock::Clock::real());
                server::device::VirtualDevice::start(server::device::DeviceConfig {
                    enrolled,
                    mqtt_url: None,
                    clock,
                    seen_by: None,
                    pictures: None,
                })
                .unwrap()
            });
            running.push(device);
        }
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let online = || {
            let list = get(&house, "manager", &path("/devices"));
            list["devices"].as_array().unwrap().iter().filter(|it| it["online"] == true).count()
        };
        while online() < running.len() {
            assert!(std::time::Instant::now() < until, "{} of {} came", online(), running.len());
            std::thread::yield_now();
        }
        for device in running {
            house.block_on(device.stop());
        }
    });
}
