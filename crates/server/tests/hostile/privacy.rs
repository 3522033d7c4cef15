//! Names, numbers and secrets that people type go nowhere but into their own encrypted columns.

use kernel::{HallId, Role};
use serde_json::json;
use store::{chain_days, events_after};
use testkit::{World, every_engine};

use crate::house::{self, PASSWORD, With, as_staff, send};
use crate::{all_is_well, company, serve};

/// What a person types, and must not be found again.
const NAME: &str = "欧阳测试";
const PHONE: &str = "13987654321";
const WISH: &str = "坐轮椅请帮忙";
const STAFF: &str = "司马示例";

#[every_engine]
fn no_name_phone_or_secret_is_in_logs_events_metrics_or_addresses(w: &mut World) {
    company(w);
    w.restart();
    house::add_staff(w, "zhang", Role::Clerk, Some(HallId(1)), &server::passwords::hash_now(PASSWORD));
    w.store.engine().close();
    let server = serve(w);
    let mut n = 0;
    let mut post = |who: With, path: &str, body: String| {
        n += 1;
        send(server.addr, "POST", path, &who.key(format!("k{n}")).json(body))
    };
    let guide = || as_staff("guide");
    let halls = "/api/v1/halls/1";
    let person = json!({ "items": ["DF01"], "name": NAME, "phone": PHONE });
    let taken = post(guide(), &format!("{halls}/tickets"), person.to_string());
    let ticket = taken.json()["ticket"].as_str().unwrap().to_owned();
    let needs = json!({ "needs": ["wheelchair"], "preferences": [WISH], "consent": true });
    let noted = post(guide(), &format!("{halls}/tickets/{ticket}/needs"), needs.to_string());
    assert_eq!(noted.status, 200, "{}", noted.text);
    // Refused in every way there is: what was wrong is named, what was typed is not repeated into a log.
    for (path, body) in [
        ("/tickets", format!("{{\"items\": [\"DF01\"], \"phone\": {PHONE}}}")),
        ("/tickets", format!("{{\"items\": [\"DF01\"], \"name\": \"{NAME}\"")),
        ("/tickets", json!({ "items": [PHONE], "name": NAME }).to_string()),
        ("/tickets", json!({ "items": ["DF01"], "name": NAME.repeat(20) }).to_string()),
        ("/tickets", json!({ NAME: PHONE }).to_string()),
        ("/appointments", json!({ "items": ["DF01"], "slot_us": 1, "phone": PHONE }).to_string()),
        ("/guidance", json!({ "text": format!("{NAME} {PHONE} 交电费") }).to_string()),
        ("/loans", json!({ "kind": PHONE }).to_string()),
        ("/check-in", json!({ "code": PHONE }).to_string()),
    ] {
        post(guide(), &format!("{halls}{path}"), body);
    }
    let account = json!({ "login": "newcomer", "name": STAFF, "roles": ["guide"], "password": "abcdefghi1" });
    assert_eq!(post(as_staff("security_admin"), "/api/v1/staff", account.to_string()).status, 200);
    for password in [PASSWORD, "a wrong secret 7"] {
        let body = json!({ "login": "zhang", "password": password }).to_string();
        post(With::default(), "/api/v1/session", body);
    }
    let link = taken.json()["link"].as_str().unwrap().replace("/v/", "/api/v1/visits/");
    let page = send(server.addr, "GET", &link, &With::default()).text;
    let queue = send(server.addr, "GET", &format!("{halls}/queue"), &guide()).text;
    let board = send(server.addr, "GET", &format!("{halls}/board"), &With::default()).text;
    let metrics = send(server.addr, "GET", "/metrics", &With::default()).text;
    let log = server.log();
    assert!(log.lines().count() > 5, "the log says something: {log}");
    all_is_well(w, server);

    w.restart();
    let org = w.org;
    let events = w
        .read(move |tx| {
            let mut bodies = String::new();
            for (hall, day, ..) in chain_days(tx, org, None, 1000)? {
                events_after(tx, org, hall, day, 0, 10_000)?.iter().for_each(|it| bodies.push_str(&it.body));
            }
            Ok(bodies)
        })
        .unwrap();
    assert!(events.contains("needs_recorded"));
    let token = link.rsplit('/').next().unwrap();
    let secrets = [NAME, PHONE, WISH, STAFF, PASSWORD, "a wrong secret 7", "abcdefghi1", token];
    for (place, text) in [("log", &log), ("events", &events), ("metrics", &metrics), ("board", &board)] {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} is in the {place}");
        }
    }
    // Staff see them masked, whoever has the link not at all.
    for secret in [NAME, PHONE, STAFF] {
        assert!(!queue.contains(secret) && !page.contains(secret), "{secret}");
    }
    assert!(queue.contains("139****4321"), "{queue}");
    assert!(!taken.json()["link"].as_str().unwrap().contains(PHONE));
}
