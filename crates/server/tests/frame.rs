//! The frame of every route over real HTTP: who may ask what, precise refusals, the front end, starting and stopping.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use api::routes::GetClock;
use api::{RouteInfo, Who};
use house::{With, as_device, as_staff, method, open, routes};
use kernel::{DeviceKind, HallId, Role};
use server::http::ask::Ask;
use server::http::mount::Mount;
use testkit::{World, every_engine};

const HALL: HallId = HallId(1);

/// An address of the route, with things in it that are not there, but for the hall.
fn address(info: &RouteInfo) -> String {
    let parts = info.path.split('/').map(|part| match part {
        "{hall}" => "1".to_owned(),
        "{token}" => "no-such-token".to_owned(),
        part if part.starts_with('{') => "999999".to_owned(),
        part => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

// One engine will do: nothing here depends on what the store keeps.
#[test]
fn every_route_of_the_contract_has_a_handler() {
    testkit::on_sqlite(|w| {
        house::load(w);
        let house = open(w, |_| {});
        assert_eq!(server::http::missing_routes(house.app()), Vec::<&str>::new());
    });
}

#[every_engine]
fn exactly_those_whom_a_route_names_are_let_in(w: &mut World) {
    house::load(w);
    house::add_everybody(w, HALL);
    let house = open(w, |_| {});
    let missing: HashSet<&str> = server::http::missing_routes(house.app()).into_iter().collect();
    let mut wrong = Vec::new();
    for info in routes().into_iter().filter(|info| !missing.contains(info.id)) {
        let open_to_all = info.who.contains(&Who::Public) || info.who.contains(&Who::Visitor);
        let mut check = |who: &str, with: With, named: bool| {
            let with = with.key(format!("{}-{who}", info.id)).json("{}");
            let answer = house.send(method(&info), &address(&info), with);
            let code = answer.code();
            let kept_out =
                matches!(answer.status, 401 | 403) && !matches!(code.as_str(), "log_in_failed" | "plan_own");
            if kept_out == (named || open_to_all) {
                wrong.push(format!("{} for {who}: {} {code}", info.id, answer.status));
            }
        };
        check("nobody", With::default(), false);
        for role in Role::ALL {
            let named = info.who.iter().any(|who| match who {
                Who::AnyStaff => true,
                Who::Staff(roles) => roles.contains(role),
                _ => false,
            });
            check(role.as_str(), as_staff(role.as_str()), named);
        }
        for kind in DeviceKind::ALL {
            let named = info.who.iter().any(|who| matches!(who, Who::Device(kinds) if kinds.contains(kind)));
            check(kind.as_str(), as_device(*kind), named);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[every_engine]
fn staff_and_devices_stay_in_their_own_hall(w: &mut World) {
    house::load(w);
    house::add_staff(w, "clerk", Role::Clerk, Some(HALL), "no password");
    house::add_device(w, DeviceKind::Kiosk, HALL);
    let house = open(w, |_| {});
    assert_eq!(house.get("/api/v1/halls/1/queue", as_staff("clerk")).status, 200);
    let elsewhere = house.get("/api/v1/halls/2/queue", as_staff("clerk"));
    assert_eq!((elsewhere.status, elsewhere.code().as_str()), (403, "other_hall"));
    for dressed_up in ["01", "%31", "+1", "1.0"] {
        let answer = house.get(&format!("/api/v1/halls/{dressed_up}/queue"), as_staff("clerk"));
        assert!(
            matches!(answer.code().as_str(), "other_hall" | "path_wrong") || answer.status == 200,
            "{answer:?}"
        );
    }
    let take = |hall: &str| {
        let with = as_device(DeviceKind::Kiosk).key("k-1").json("{}");
        house.post(&format!("/api/v1/halls/{hall}/tickets"), with).code()
    };
    assert_eq!(take("2"), "other_hall");
    assert_ne!(take("1"), "other_hall");
}

#[every_engine]
fn what_changes_something_needs_the_token_of_the_page_and_a_request_id(w: &mut World) {
    house::load(w);
    house::add_staff(w, "clerk", Role::Clerk, Some(HALL), "no password");
    let house = open(w, |_| {});
    let cookie = With::default().header("cookie", "gh_session=token-of-clerk");
    let call = |with: With| house.post("/api/v1/halls/1/counters/1/close", with).code();
    assert_eq!(call(cookie.clone().key("k")), "csrf");
    assert_eq!(call(cookie.clone().key("k").header("x-csrf-token", "csrf-clerl")), "csrf");
    assert_eq!(call(as_staff("clerk")), "key_missing");
    assert_eq!(call(as_staff("clerk").key("a b")), "key_malformed");
    assert_eq!(call(as_staff("clerk").key("x".repeat(65))), "key_malformed");
    let fine = call(as_staff("clerk").key("k"));
    assert!(!matches!(fine.as_str(), "csrf" | "key_missing" | "key_malformed"), "{fine}");
    assert_eq!(house.get("/api/v1/session", cookie).status, 200, "reading needs none");
}

// One engine will do: nothing here depends on what the store keeps.
#[test]
fn refuses_what_is_malformed_by_code_field_and_line() {
    testkit::on_sqlite(|w| {
        house::load(w);
        let house = open(w, |_| {});
        let log_in = |with: With| house.post("/api/v1/session", with.key("k"));
        let refused = log_in(With::default().json("{\n\"login\": }"));
        let problem = refused.json();
        assert_eq!(
            (refused.status, &problem["code"], &problem["line"]),
            (400, &"json_malformed".into(), &2.into())
        );
        assert_eq!(refused.header("x-request-id"), problem["request"].as_str());
        let problem = log_in(With::default().json("{\"login\": 7}")).json();
        assert_eq!((&problem["code"], &problem["field"]), (&"field_wrong".into(), &"login".into()));
        assert_eq!(log_in(With::default().json(format!("{{\"login\": {}", "[".repeat(200)))).status, 400);
        let big = format!("{{\"login\": \"{}\"}}", "x".repeat(70_000));
        assert_eq!(log_in(With::default().json(big)).status, 413);
        let form = With { body: Some("login=a".into()), ..With::default() };
        assert_eq!(log_in(form.header("content-type", "text/plain")).status, 415);
        let halls = house.get("/api/v1/halls/abc/board", With::default());
        assert_eq!((halls.status, halls.code().as_str()), (404, "path_wrong"));
        assert_eq!(halls.json()["field"], "hall");
        let clock = house.get("/api/v1/clock?x=1", With::default());
        assert_eq!((clock.status, clock.json()["field"].as_str()), (400, Some("x")));
        assert_eq!(house.get("/api/v1/nothing", With::default()).code(), "not_found");
        assert_eq!(house.post("/api/v1/clock", With::default()).code(), "method_not_allowed");
        let english = house.get("/api/v1/nothing", With::default().header("accept-language", "en-GB"));
        assert_eq!(english.json()["message"], "There is nothing here.");
        let bad = With::default().header("authorization", "Device nonsense").key("k");
        assert_eq!(house.post("/api/v1/halls/1/tickets", bad).code(), "device_credential");
    });
}

// One engine will do: nothing here depends on what the store keeps.
#[test]
fn a_missing_page_or_asset_is_a_404_and_every_answer_is_guarded() {
    testkit::on_sqlite(|w| {
        house::load(w);
        let house = open(w, |_| {});
        for path in ["/assets/none.js", "/nowhere", "/v/", "/voice/none.ogg", "/build.json", "/..%2f..%2fetc"]
        {
            let answer = house.get(path, With::default());
            // Without a front end, every page says how to build it.
            assert!(matches!(answer.status, 404 | 503), "{path}: {}", answer.status);
            assert!(answer.head.contains("text/html"), "{path}");
        }
        for path in ["/", "/api/v1/clock", "/api/v1/nothing", "/healthz"] {
            let answer = house.get(path, With::default());
            assert!(
                answer.header("content-security-policy").is_some_and(|it| it.contains("default-src 'self'"))
            );
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        }
        assert_eq!(house.get("/readyz", With::default()).text, "ready\n");
        assert!(house.get("/metrics", With::default()).text.contains("gridhall_store_commits_total 0"));
        let metrics = house.get("/metrics", With::default()).text;
        assert!(
            metrics.contains("gridhall_requests_total{route=\"GetClock\",status=\"200\"} 1"),
            "{metrics}"
        );
    });
}

// One engine will do: nothing here depends on what the store keeps.
#[test]
fn a_panic_of_a_handler_is_one_refused_request() {
    testkit::on_sqlite(|w| {
        house::load(w);
        let house = open(w, |_| {});
        let mount = Mount::new(house.app().clone())
            .on(|_, _: Ask<GetClock>| async { panic!("a bug, as this test wants it") });
        use hyper::service::Service as _;
        let service = hyper_util::service::TowerToHyperService::new(mount.into_router());
        let request = axum::http::Request::get("/api/v1/clock").body(axum::body::Body::empty()).unwrap();
        let response = house.block_on(service.call(request)).unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(house.get("/api/v1/clock", With::default()).status, 200);
    });
}

#[test]
fn every_refusal_of_every_domain_has_words() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut codes = HashSet::new();
    for name in ["centre", "floor", "money", "people", "planning"] {
        codes_below(&crates.join(name).join("src"), &mut codes);
    }
    assert!(people::codes().into_iter().all(|code| codes.contains(code)), "the search does not find all");
    let known: HashSet<&str> = api::REFUSALS.iter().map(|text| text.code).collect();
    let mute: Vec<_> = codes.iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(mute.is_empty(), "no words for {mute:?}");
}

/// Every code in a `refusals!` block of the sources.
fn codes_below(folder: &Path, codes: &mut HashSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes_below(&path, codes);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for block in text.split("refusals! {").skip(1) {
            let block = block.split("\n}").next().unwrap_or_default();
            codes.extend(
                block.split("= \"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
        }
    }
}

#[every_engine]
fn every_statement_of_the_server_prepares(w: &mut World) {
    assert_eq!(w.refused_statements(&server::statements()), Vec::<String>::new());
}
