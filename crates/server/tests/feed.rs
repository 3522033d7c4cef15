//! The feeds: what was missed comes once and in order, nobody hears what is not theirs, a board is made once for all
//! who look at it, and one who is slow holds up nobody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::BTreeSet;

use house::feed::{Feed, Said};
use house::{House, With, as_staff, open};
use kernel::{Actor, Event, HallId, Role};
use serde_json::{Value as Json, json};
use server::config::ScaledClock;
use store::{Fail, Refusal, append, once};
use testkit::{World, every_engine};

const HALL: HallId = HallId(1);
const OTHER: HallId = HallId(2);

const ROLES: [Role; 7] = [
    Role::Clerk,
    Role::Guide,
    Role::Cashier,
    Role::HallManager,
    Role::Command,
    Role::Auditor,
    Role::SystemAdmin,
];

/// A server at ten on a Monday, with an account of every role in the hall or above all halls.
fn day(w: &mut World) -> House {
    house::load(w);
    for role in ROLES {
        let everywhere = matches!(role, Role::Command | Role::Auditor | Role::SystemAdmin);
        let hall = (!everywhere).then_some(HALL);
        house::add_staff(w, role.as_str(), role, hall, "no password");
    }
    house::add_staff(w, "boss", Role::SecurityAdmin, None, "no password");
    open(w, |config| config.clock = ScaledClock::starting("2026-10-12 10:00", 1.0))
}

fn path(hall: HallId, rest: &str) -> String {
    format!("/api/v1/halls/{hall}{rest}")
}

fn post(house: &House, who: &str, path: &str, key: &str, body: &Json) -> Json {
    let answer = house.post(path, as_staff(who).key(key).json(body.to_string()));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

/// Takes a number in the hall.
fn take(house: &House, hall: HallId, key: &str) -> Json {
    let who = if hall == HALL { "hall_manager" } else { "elsewhere" };
    let body = json!({ "items": ["DF01"], "name": "王小明", "phone": "13800001234" });
    post(house, who, &path(hall, "/tickets"), key, &body)
}

fn follow(house: &House, who: &str, hall: HallId, last: Option<&str>) -> Feed {
    let with = last.map_or_else(|| as_staff(who), |last| as_staff(who).header("last-event-id", last));
    Feed::open(house.addr, &path(hall, "/feed"), &with)
}

fn heard(feed: &mut Feed, count: usize) -> Vec<Said> {
    (0..count).map(|_| feed.next()).collect()
}

#[every_engine]
fn a_feed_taken_up_again_says_what_was_missed_once_and_in_order_and_goes_on(w: &mut World) {
    let house = day(w);
    let mut feed = follow(&house, "auditor", HALL, None);
    take(&house, HALL, "t1");
    let first = heard(&mut feed, 2);
    drop(feed);
    (2..5).for_each(|n| drop(take(&house, HALL, &format!("t{n}"))));
    let mut feed = follow(&house, "auditor", HALL, Some(&first[0].id));
    take(&house, HALL, "t5");
    let rest = heard(&mut feed, 9);
    assert_eq!(rest[0], first[1], "the one after the last that was heard");
    let seqs: Vec<i64> = rest.iter().map(Said::seq).collect();
    let from = first[0].seq();
    assert_eq!(seqs, (from + 1..=from + 9).collect::<Vec<_>>());
    let issued = rest.iter().filter(|said| said.kind() == "ticket_issued").count();
    assert_eq!(issued, 5);
}

#[every_engine]
fn a_feed_taken_up_from_another_day_is_told_to_load_again(w: &mut World) {
    let house = day(w);
    for elsewhere in ["20261011-7", "20261013-1"] {
        let mut feed = follow(&house, "auditor", HALL, Some(elsewhere));
        assert_eq!(feed.next().name, "resync", "{elsewhere}");
        take(&house, HALL, elsewhere);
        assert_eq!(feed.next().kind(), "visit_opened");
    }
}

#[every_engine]
fn a_viewer_of_one_hall_never_hears_of_another(w: &mut World) {
    house::load(w);
    house::add_staff(w, "hall_manager", Role::HallManager, Some(HALL), "no password");
    house::add_staff(w, "elsewhere", Role::HallManager, Some(OTHER), "no password");
    house::add_staff(w, "auditor", Role::Auditor, None, "no password");
    let house = open(w, |config| config.clock = ScaledClock::starting("2026-10-12 10:00", 1.0));
    let mut feed = follow(&house, "auditor", OTHER, None);
    let mut board = Feed::open(house.addr, &path(OTHER, "/board/feed"), &With::default());
    assert_eq!(board.next().data["waiting"], 0);
    take(&house, HALL, "here");
    let ticket = take(&house, OTHER, "there");
    assert_eq!(feed.next().kind(), "visit_opened");
    assert_eq!(
        feed.next().data["event"]["ticket"],
        ticket["ticket"],
        "hall {HALL} is silent in hall {OTHER}"
    );
    // A forecast may be told before the number is taken, and with it a board on which nobody waits yet.
    let shown = loop {
        let shown = board.next();
        if shown.data["waiting"] != 0 {
            break shown;
        }
    };
    assert_eq!((&shown.data["hall"], &shown.data["waiting"]), (&json!(OTHER.to_string()), &json!(1)));
    // Taken up again, too: the place of one hall is no key to another.
    let again = follow(&house, "auditor", OTHER, Some("20261012-0")).next();
    assert_eq!(again.data["event"]["visit"], ticket["visit"]);
    for (who, hall) in [("hall_manager", OTHER), ("elsewhere", HALL)] {
        assert_eq!(house.get(&path(hall, "/feed"), as_staff(who)).code(), "other_hall");
    }
}

/// Whose business an event is.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Floor,
    Devices,
    Accounts,
}

#[every_engine]
fn each_role_hears_what_it_may_and_nothing_else(w: &mut World) {
    let house = day(w);
    let mut feeds = ROLES.map(|role| (role, follow(&house, role.as_str(), HALL, None)));
    let device = |key: &str| {
        let new = json!({ "kind": "gate", "name": key, "counter": null });
        post(&house, "hall_manager", &path(HALL, "/devices"), key, &new);
    };
    take(&house, HALL, "t1");
    device("d1");
    let staff = json!({ "login": "newcomer", "name": "示例", "roles": ["guide"], "hall": HALL.to_string(), "password": "abcdefghi1" });
    post(&house, "boss", "/api/v1/staff", "s1", &staff);
    take(&house, HALL, "t2");
    device("d2");
    let all = [
        ("visit_opened", Of::Floor),
        ("ticket_issued", Of::Floor),
        ("device_announced", Of::Devices),
        ("staff_changed", Of::Accounts),
        ("visit_opened", Of::Floor),
        ("ticket_issued", Of::Floor),
        ("device_announced", Of::Devices),
    ];
    for (role, feed) in &mut feeds {
        let may: &[Of] = match role {
            Role::Auditor => &[Of::Floor, Of::Devices, Of::Accounts],
            Role::SystemAdmin => &[Of::Devices],
            Role::Clerk | Role::Cashier => &[Of::Floor],
            _ => &[Of::Floor, Of::Devices],
        };
        let due: Vec<&str> = all.iter().filter(|(_, of)| may.contains(of)).map(|(kind, _)| *kind).collect();
        let said = heard(feed, due.len());
        assert_eq!(said.iter().map(Said::kind).collect::<Vec<_>>(), due, "{role}");
    }
    let boss = house.get(&path(HALL, "/feed"), as_staff("boss"));
    assert_eq!(boss.code(), "not_allowed");
}

/// Every name of a field in `json`.
fn fields(json: &Json, into: &mut BTreeSet<String>) {
    match json {
        Json::Object(map) => map.iter().for_each(|(name, value)| {
            into.insert(name.clone());
            fields(value, into);
        }),
        Json::Array(values) => values.iter().for_each(|value| fields(value, into)),
        _ => {}
    }
}

#[every_engine]
fn the_public_board_shows_numbers_and_counters_and_nobody(w: &mut World) {
    let house = day(w);
    let clerk = post(&house, "clerk", &path(HALL, "/counters/4/open"), "o1", &json!({}));
    assert_eq!(clerk["counter"]["state"], "open");
    let vip = json!({ "items": ["XZ01"], "name": "王小明", "phone": "13800001234", "vip": true, "needs": ["wheelchair"] });
    let waits = post(&house, "hall_manager", &path(HALL, "/tickets"), "v1", &vip);
    let called = take(&house, HALL, "t1");
    let mut feed = Feed::open(house.addr, &path(HALL, "/board/feed"), &With::default());
    post(&house, "clerk", &path(HALL, "/counters/4/call"), "c1", &json!({}));
    let board = loop {
        let said = feed.next();
        if said.data["calls"].as_array().is_some_and(|calls| !calls.is_empty()) {
            break said.data;
        }
    };
    let asked = house.get(&path(HALL, "/board"), With::default());
    let session = house.get("/api/v1/session", as_staff("clerk")).json();
    for shown in [board.to_string(), asked.text.clone()] {
        // In its quotes, as an id is written: the digits of a short one may stand in any time.
        let id = |ticket: &Json, name: &str| format!("\"{}\"", ticket[name].as_str().unwrap());
        let link = called["link"].as_str().unwrap().to_owned();
        let secret = [id(&waits, "visit"), id(&called, "visit"), link, id(&session, "staff")];
        for secret in secret.iter().map(String::as_str).chain(["王", "13800001234", "*", "wheelchair", "vip"])
        {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
    let mut names = BTreeSet::new();
    fields(&board, &mut names);
    for name in
        ["staff", "staff_name", "visit", "name_enc", "phone", "needs", "people", "link", "items", "why"]
    {
        assert!(!names.contains(name), "{name} is nobody's business: {names:?}");
    }
}

/// A counter of the server's metrics.
fn metric(house: &House, name: &str) -> u64 {
    let text = house.get("/metrics", With::default()).text;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
}

#[every_engine]
fn a_change_makes_one_board_for_three_hundred_listeners_and_no_query(w: &mut World) {
    let house = day(w);
    take(&house, HALL, "t0");
    let listener = |_| Feed::open(house.addr, &path(HALL, "/board/feed"), &With::default());
    let mut feeds: Vec<Feed> = (0..300).map(listener).collect();
    let begun = feeds.iter_mut().map(|feed| feed.next().seq()).max().unwrap();
    let made = || metric(&house, "gridhall_boards_made_total");
    let asked = || metric(&house, "gridhall_queries_total");
    let (boards, queries) = (made(), asked());
    let since = std::time::Instant::now();
    let alone = {
        // What the request itself asks the store, whoever listens.
        take(&house, HALL, "t1");
        asked() - queries
    };
    for feed in &mut feeds {
        while feed.next().seq() <= begun {}
    }
    // One for the change, one for the forecast after it, and one more for each 20 s that the forecast grows old.
    let most = 3 + since.elapsed().as_secs() / 20;
    assert!(made() - boards <= most, "{} boards for one change", made() - boards);
    // Timers look at every hall once in two seconds.
    let timers = (since.elapsed().as_secs() / 2 + 2) * 50;
    assert!(asked() - queries <= alone + timers, "{} queries for one change", asked() - queries);
}

/// Lets many things happen in the hall in one commit.
fn happen(house: &House, count: usize, key: &str) {
    let app = house.app().clone();
    let request = testkit::request(key);
    let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| -> Result<(), Fail<Refusal<Never>>> {
        once(tx, cx, "happen", &[HALL], &count, |tx| {
            for _ in 0..count {
                append(tx, cx, HALL, Event::ZoneCleaned { zone: "waiting".to_owned() })?;
            }
            Ok(())
        })
    };
    house.block_on(app.write("happen", HALL, Actor::System, &request, command)).unwrap();
}

kernel::refusals! {
    /// Nothing is refused here.
    pub enum Never {
        /// Never.
        Never = "never",
    }
}

#[every_engine]
fn one_who_does_not_listen_holds_up_nobody_and_is_told_to_load_again(w: &mut World) {
    let house = day(w);
    let slow = house.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        // As little room as there can be between the server and who does not read.
        socket.set_recv_buffer_size(2048).unwrap();
        socket.connect(house.addr).await.unwrap().into_std().unwrap()
    });
    slow.set_nonblocking(false).unwrap();
    let mut slow = Feed::on(slow, &path(HALL, "/feed"), &as_staff("auditor"));
    let mut quick = follow(&house, "auditor", HALL, None);
    let mut last = 0;
    // More than the server keeps for anybody.
    for n in 0..30 {
        happen(&house, 1000, &format!("many-{n}"));
        for said in heard(&mut quick, 1000) {
            assert!(last == 0 || said.seq() == last + 1, "{} after {last}", said.seq());
            last = said.seq();
        }
    }
    let mut before = 0;
    let told = loop {
        let said = slow.next();
        if said.name == "resync" {
            break said;
        }
        assert!(before == 0 || said.seq() == before + 1, "{} after {before}", said.seq());
        before = said.seq();
        assert!(before < last, "it was told everything, so nothing was tried");
    };
    assert_eq!(told.data, json!({}));
    let after = slow.next().seq();
    assert!(after > before, "{after} after {before}: no event comes twice");
}
