//! The simulated day against a real server: people at screens and virtual people share the halls.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use clap::Parser;
use house::feed::{Feed, Said};
use house::{House, as_staff, open};
use kernel::{Grade, HallId, Role};
use server::config::ScaledClock;
use server::day::{DayArgs, run_day};
use server::passwords::hash_now;
use testkit::{World, every_engine};

/// The command line of a day.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    day: DayArgs,
}

/// The largest hall at ten past nine, with its virtual staff at work at sixty times the speed. Gives the hall's id.
fn busy_hall(w: &mut World) -> (House, HallId) {
    house::load(w);
    let pack = house::pack();
    let at = pack.halls.iter().position(|hall| hall.grade == Grade::A).unwrap();
    let (hall, code) = (HallId(at as i64 + 1), pack.halls[at].code.clone());
    let hash = hash_now(&pack.accounts.demo_only_password);
    for account in pack.demo_accounts().iter().filter(|it| it.hall.as_ref() == Some(&code)) {
        house::add_staff(w, &account.login, account.role, Some(hall), &hash);
    }
    house::add_staff(w, "auditor", Role::Auditor, None, "no password");
    let house = open(w, |config| config.clock = ScaledClock::starting("2026-10-12 09:10", 60.0));
    let server = format!("http://{}", house.addr);
    let folder = format!("{}/../../packs/jinzhong", env!("CARGO_MANIFEST_DIR"));
    let words = ["day", "--server", &server, "--pack", &folder, "--halls", &code, "--no-devices"];
    let line = Line::parse_from(words);
    house.spawn(async move { run_day(line.day).await.unwrap() });
    (house, hall)
}

/// The counter of the next call that is heard.
fn next_call(feed: &mut Feed) -> String {
    loop {
        let said: Said = feed.next();
        if said.kind() == "ticket_moved" && said.data["event"]["step"] == "call" {
            return said.data["event"]["counter"].as_str().unwrap().to_owned();
        }
    }
}

#[every_engine]
fn a_virtual_clerk_whose_counter_a_person_takes_stands_back_and_the_others_go_on(w: &mut World) {
    let (house, hall) = busy_hall(w);
    let path = |rest: &str| format!("/api/v1/halls/{hall}{rest}");
    let mut feed = Feed::open(house.addr, &path("/feed"), &as_staff("auditor"));
    let counter = next_call(&mut feed);
    let desk = path(&format!("/counters/{counter}"));
    // A person logs in as the clerk of that counter, as the landing page offers, and pauses once the customer is gone.
    let code = &house::pack().halls[usize::try_from(hall.0).unwrap() - 1].code;
    let clerk = house::pack().demo_accounts().into_iter().find(|it| {
        it.role == Role::Clerk
            && it.hall.as_ref() == Some(code)
            && it.counter.map(|n| n.to_string()) == Some(counter.clone())
    });
    let person = clerk.unwrap().login;
    for n in 0.. {
        let with = as_staff(&person).key(format!("p{n}")).json("{}");
        if house.post(&format!("{desk}/pause"), with).status == 200 {
            break;
        }
        feed.next();
    }
    // Long enough for everybody in the hall to call more than once.
    let calls: Vec<String> = (0..20).map(|_| next_call(&mut feed)).collect();
    assert!(!calls.contains(&counter), "counter {counter} was taken by a person: {calls:?}");
    let stands = house.get(&desk, as_staff(&person));
    assert_eq!(stands.status, 200, "{}", stands.text);
    assert_eq!(stands.json()["counter"]["state"], "paused");
}
