//! Bad requests over HTTP, at every route.

use api::{Method, RouteInfo, Who};
use kernel::{DeviceKind, Role};
use serde_json::{Value as Json, json};
use testkit::{World, every_engine};

use crate::house::{Answer, With, as_device, as_staff, method, send};
use crate::{HALL, all_is_well, allowed, company, routes, serve};

/// An address of the route with `value` for the parameter `name`, and things for the others that are not there.
fn address(info: &RouteInfo, name: &str, value: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(it) if it == name => value.to_owned(),
        Some("hall") => HALL.to_string(),
        Some(_) => "999999".to_owned(),
        None => part.to_owned(),
    };
    info.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn refused(answer: &Answer) -> bool {
    (400..500).contains(&answer.status) && !answer.code().is_empty()
}

/// Bodies that a route which takes `most` bytes does not take, with the code and field or line of the refusal.
fn bodies(most: usize) -> Vec<(String, &'static str, Json)> {
    let line = |line: i64| json!({ "line": line });
    vec![
        ("{\n\n7: 1}".to_owned(), "json_malformed", line(3)),
        ("{".to_owned(), "json_malformed", line(1)),
        ("\u{0}".to_owned(), "json_malformed", line(1)),
        ("{} {}".to_owned(), "", line(1)),
        (format!("{{\"a\": {}", "[".repeat(10_000)), "", json!({})),
        ("7".to_owned(), "field_wrong", line(1)),
        ("\"text\"".to_owned(), "field_wrong", line(1)),
        ("{\"surprise\": 1}".to_owned(), "field_wrong", json!({ "field": "surprise", "line": 1 })),
        (format!("{{\"surprise\": \"{}\"}}", "x".repeat(most)), "body_too_large", json!({})),
    ]
}

#[every_engine]
fn a_bad_body_is_refused_by_field_and_line_at_every_route(w: &mut World) {
    company(w);
    let server = serve(w);
    let mut wrong = Vec::new();
    for info in routes().into_iter().filter(|info| info.method == Method::Post) {
        for (n, (body, code, place)) in bodies(info.body_max).into_iter().enumerate() {
            let with = allowed(&info).key(format!("{}-{n}", info.id)).json(body);
            let answer = send(server.addr, "POST", &address(&info, "", ""), &with);
            let problem = if refused(&answer) { answer.json() } else { Json::Null };
            let named = place.as_object().unwrap().iter().all(|(name, value)| problem[name] == *value);
            // Where nothing is missing, the unknown field is named; where something is, that may come first.
            let named = named || (problem["field"].is_string() && place["field"].is_string());
            if !refused(&answer) || !named || !(code.is_empty() || answer.code() == code) {
                wrong.push(format!("{} body {n}: {} {}", info.id, answer.status, answer.text));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    all_is_well(w, server);
}

#[every_engine]
fn an_id_that_is_none_is_refused_by_its_name_at_every_route(w: &mut World) {
    company(w);
    let server = serve(w);
    let mut wrong = Vec::new();
    let values = ["abc", "1.5", "0x1", "99999999999999999999", "%00", "%D9%A1", "%FF", "1%2F2"];
    for info in routes() {
        let staff = !info.who.iter().any(|who| matches!(who, Who::Device(_)));
        for name in ["hall", "ticket", "counter", "device", "staff", "record"] {
            if !info.path.contains(&format!("{{{name}}}")) {
                continue;
            }
            for value in values {
                let with = allowed(&info).key("k").json("{}");
                let answer = send(server.addr, method(&info), &address(&info, name, value), &with);
                let told = answer.code() == "path_wrong" && answer.json()["field"] == name;
                if !refused(&answer) || (staff && !told) {
                    wrong.push(format!("{} {name}={value}: {} {}", info.id, answer.status, answer.text));
                }
            }
            for value in ["-1", "0", "9223372036854775807"] {
                let with = allowed(&info).key(format!("{}{name}{value}", info.id)).json("{}");
                let answer = send(server.addr, method(&info), &address(&info, name, value), &with);
                if answer.status >= 500 {
                    wrong.push(format!("{} {name}={value}: {} {}", info.id, answer.status, answer.text));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    all_is_well(w, server);
}

#[every_engine]
fn nothing_is_changed_without_a_request_id_and_the_token_of_the_page(w: &mut World) {
    company(w);
    let server = serve(w);
    let mut wrong = Vec::new();
    for info in routes().into_iter().filter(|info| info.method == Method::Post) {
        let mut check = |with: With, code: &str| {
            let answer = send(server.addr, "POST", &address(&info, "", ""), &with.json("{}"));
            if answer.code() != code {
                wrong.push(format!("{}: {} instead of {code}", info.id, answer.text));
            }
        };
        check(allowed(&info), "key_missing");
        for key in ["", "a b", "é", &"x".repeat(65)] {
            check(allowed(&info).key(key), "key_malformed");
        }
        if info.who.contains(&Who::Public) {
            continue;
        }
        if let Some(Who::Staff(_) | Who::AnyStaff) = info.who.first() {
            let cookie = allowed(&info).headers.into_iter().find(|(name, _)| *name == "cookie").unwrap().1;
            let cookie = With::default().header("cookie", cookie).key("k");
            check(cookie.clone(), "csrf");
            check(cookie.header("x-csrf-token", "made-up"), "csrf");
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    all_is_well(w, server);
}

#[every_engine]
fn what_belongs_to_another_hall_is_not_there(w: &mut World) {
    company(w);
    let server = serve(w);
    let post = |who: &str, path: &str, key: &str, body: Json| {
        send(server.addr, "POST", path, &as_staff(who).key(key).json(body.to_string()))
    };
    let manager = |path: &str, key: &str, body: Json| post("hall_manager", path, key, body);
    let take = manager("/api/v1/halls/1/tickets", "t1", json!({ "items": ["DF01"] }));
    let ticket = take.json()["ticket"].as_str().unwrap().to_owned();
    let gate = json!({ "kind": "gate", "name": "大门" });
    let device = manager("/api/v1/halls/1/devices", "d1", gate).json()["device"].as_str().unwrap().to_owned();
    let other = |rest: &str| format!("/api/v1/halls/2{rest}");
    let mut n = 0;
    let mut is = |code: &str, rest: String, body: Json| {
        n += 1;
        let answer = manager(&other(&rest), &format!("k{n}"), body);
        assert_eq!(answer.code(), code, "{rest}: {}", answer.text);
    };
    for step in ["leave", "park", "start", "finish", "undo", "no_show"] {
        is("ticket_unknown", format!("/tickets/{ticket}/move"), json!({ "step": step }));
    }
    is("ticket_unknown", format!("/tickets/{ticket}/items"), json!({ "items": ["DF01"] }));
    is("ticket_unknown", format!("/tickets/{ticket}/needs"), json!({ "needs": [], "consent": false }));
    is("device_unknown", format!("/devices/{device}/revoke"), json!({}));
    is("device_unknown", format!("/devices/{device}/orders"), json!({ "act": "restart", "text": "" }));
    is("counter_unknown", "/counters/99/open".to_owned(), json!({}));
    is("counter_unknown", "/counters/99/call".to_owned(), json!({}));
    let story = send(server.addr, "GET", &other(&format!("/tickets/{ticket}")), &as_staff("hall_manager"));
    assert_eq!(story.code(), "ticket_unknown");
    let kiosk = as_device(DeviceKind::Kiosk).key("k").json(json!({ "items": ["DF01"] }).to_string());
    assert_eq!(send(server.addr, "POST", &other("/tickets"), &kiosk).code(), "other_hall");
    // What was there is there still, and as it was.
    let story = send(server.addr, "GET", &format!("/api/v1/halls/1/tickets/{ticket}"), &as_staff("guide"));
    assert_eq!(story.json()["ticket"]["state"], "waiting", "{}", story.text);
    all_is_well(w, server);
}

#[every_engine]
fn a_request_id_used_for_something_else_is_refused_and_the_first_stands(w: &mut World) {
    company(w);
    let server = serve(w);
    let post = |path: &str, key: &str, body: Json| {
        send(server.addr, "POST", path, &as_staff("hall_manager").key(key).json(body.to_string()))
    };
    let tickets = "/api/v1/halls/1/tickets";
    let first = post(tickets, "k", json!({ "items": ["DF01"] }));
    assert_eq!(first.status, 200, "{}", first.text);
    for (path, body) in [
        (tickets, json!({ "items": ["DF04"] })),
        (tickets, json!({ "items": ["DF01"], "needs": ["elder"] })),
        ("/api/v1/halls/1/counters/4/open", json!({})),
        ("/api/v1/halls/1/loans", json!({ "kind": "umbrella" })),
    ] {
        let other = post(path, "k", body);
        assert_eq!((other.status, other.code().as_str()), (422, "request_reused"), "{path}: {}", other.text);
    }
    let again = post(tickets, "k", json!({ "items": ["DF01"] }));
    assert_eq!(again.json()["ticket"], first.json()["ticket"]);
    // Another's id of the same name is another id.
    let other = as_staff("guide").key("k").json(json!({ "items": ["DF01"] }).to_string());
    assert_ne!(send(server.addr, "POST", tickets, &other).json()["ticket"], first.json()["ticket"]);
    // A refused id stays refused, though what it asked for would be right by now.
    let call = "/api/v1/halls/1/counters/4/call";
    assert_eq!(post(call, "early", json!({})).code(), "counter_not_yours");
    assert_eq!(post("/api/v1/halls/1/counters/4/open", "o", json!({})).status, 200);
    assert_eq!(post(call, "early", json!({})).code(), "counter_not_yours");
    assert_eq!(post(call, "later", json!({})).status, 200);
    all_is_well(w, server);
}

#[every_engine]
fn a_link_that_was_made_up_and_one_that_has_expired_read_alike(w: &mut World) {
    company(w);
    let server = serve(w);
    let body = json!({ "items": ["DF01"] }).to_string();
    let taken = send(
        server.addr,
        "POST",
        "/api/v1/halls/1/tickets",
        &as_staff(Role::Guide.as_str()).key("t").json(body),
    );
    let link = taken.json()["link"].as_str().unwrap().replace("/v/", "/api/v1/visits/");
    let get = |addr, link: &str| send(addr, "GET", link, &With::default());
    assert_eq!(get(server.addr, &link).json()["tickets"][0]["label"], taken.json()["label"]);
    let made_up = format!("{}x", &link[..link.len() - 1]);
    let unknown = get(server.addr, &made_up);
    for (action, body) in [("leave", "{}"), ("defer", "{\"minutes\": 5}"), ("evaluation", "{\"score\": 5}")] {
        let with = With::default().key("k").json(body);
        let answer = send(server.addr, "POST", &format!("{made_up}/{action}"), &with);
        assert_eq!(answer.code(), unknown.code(), "{action}: {}", answer.text);
    }
    server.terminate();
    assert!(server.wait().success());
    let later = crate::house::program::Program::serve(w, "2026-10-20T10:00");
    let expired = get(later.addr, &link);
    let alike = |answer: &Answer| (answer.status, answer.code(), answer.json()["message"].clone());
    assert_eq!(alike(&expired), alike(&unknown));
    assert!(refused(&expired), "{}", expired.text);
    all_is_well(w, later);
}
