//! Planning over real HTTP: from a scenario to halls that change, and a hall simulated, staffed, rostered and forecast.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::sync::OnceLock;

use house::feed::Feed;
use house::program::Program;
use house::{Answer, House, as_staff, open};
use kernel::{HallId, Role};
use serde_json::{Value as Json, json};
use server::config::ScaledClock;
use testkit::{World, every_engine};

/// Three counties of the pack: enough for a plan to have a choice, and small enough for a test.
fn small() -> &'static pack::Pack {
    static PACK: OnceLock<pack::Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let mut pack = house::pack().clone();
        pack.counties.truncate(3);
        let kept: Vec<String> = pack.counties.iter().map(|county| county.code.clone()).collect();
        pack.towns.retain(|town| kept.contains(&town.county));
        pack.halls.retain(|hall| kept.contains(&hall.county));
        pack
    })
}

/// The middle of a county's halls, which has clerks.
fn county() -> HallId {
    let at = small().halls.iter().position(|hall| hall.grade == kernel::Grade::B).unwrap();
    HallId(at as i64 + 1)
}

fn people(w: &mut World) {
    house::load_pack(w, small());
    house::add_staff(w, "ann", Role::Command, None, "no password");
    house::add_staff(w, "ben", Role::Command, None, "no password");
    house::add_staff(w, "auditor", Role::Auditor, None, "no password");
    house::add_staff(w, "manager", Role::HallManager, Some(county()), "no password");
    for clerk in ["c1", "c2", "c3", "c4", "c5", "c6", "c7"] {
        house::add_staff(w, clerk, Role::Clerk, Some(county()), "no password");
    }
}

fn day(w: &mut World) -> House {
    people(w);
    open(w, |config| config.clock = ScaledClock::starting("2026-10-12 10:00", 1.0))
}

/// Where requests go: a server in this process, or a program.
trait Ask {
    fn ask(&self, method: &str, path: &str, with: house::With) -> Answer;

    fn look(&self, who: &str, path: &str) -> Json {
        fine(self.ask("GET", path, as_staff(who)))
    }
    fn tell(&self, who: &str, path: &str, key: &str, body: Json) -> Answer {
        self.ask("POST", path, as_staff(who).key(key).json(body.to_string()))
    }
}

impl Ask for House {
    fn ask(&self, method: &str, path: &str, with: house::With) -> Answer {
        self.send(method, path, with)
    }
}

impl Ask for Program {
    fn ask(&self, method: &str, path: &str, with: house::With) -> Answer {
        house::send(self.addr, method, path, &with)
    }
}

fn fine(answer: Answer) -> Json {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

const SCENARIOS: &str = "/api/v1/planning/scenarios";

fn add(at: &impl Ask, key: &str) -> Json {
    fine(at.tell("ann", SCENARIOS, key, json!({ "name": "并厅提效", "copy": null })))
}

fn id(of: &Json) -> String {
    of["brief"]["id"].as_str().unwrap().to_owned()
}

fn start(at: &impl Ask, scenario: &Json, key: &str, work: &str, effort: i64) -> Json {
    let path = format!("{SCENARIOS}/{}/runs", id(scenario));
    let version = &scenario["brief"]["version"];
    fine(at.tell(
        "ann",
        &path,
        key,
        json!({ "version": version, "work": work, "effort": effort, "seed": "7" }),
    ))
}

/// Follows a run until it is over; answers everything the feed said.
fn follow(addr: std::net::SocketAddr, run: &Json) -> Vec<Json> {
    let mut feed = Feed::open(addr, &format!("/api/v1/planning/runs/{}/feed", id(run)), &as_staff("ann"));
    let mut said = Vec::new();
    loop {
        let next = feed.next().data;
        let over = !["queued", "running"].contains(&next["state"].as_str().unwrap());
        said.push(next);
        if over {
            return said;
        }
    }
}

#[every_engine]
fn a_scenario_is_run_followed_compared_proposed_and_changes_the_halls_from_its_day(w: &mut World) {
    let house = day(w);
    let city = house.look("auditor", "/api/v1/planning/city");
    assert_eq!(city["counties"].as_array().unwrap().len(), small().counties.len());
    assert!(
        city["sites"].as_array().unwrap().iter().filter(|it| !it["hall"].is_null()).count()
            == small().halls.len()
    );
    assert!(city["extent"]["east_m"].as_i64().unwrap() > 20_000);
    // Every township is in the cluster of a supply station of its county, and a station in its own.
    let stations: Vec<_> = small().halls.iter().filter(|it| it.grade == kernel::Grade::C).collect();
    for site in city["sites"].as_array().unwrap() {
        let own = |it: &&&pack::Hall| site["county"] == it.county.as_str();
        let around: Vec<&str> = stations.iter().filter(own).map(|it| it.code.as_str()).collect();
        assert_eq!(site["cluster"].is_null(), around.is_empty(), "{site}");
        assert!(site["cluster"].as_str().is_none_or(|cluster| around.contains(&cluster)), "{site}");
        assert!(
            !around.contains(&site["code"].as_str().unwrap()) || site["cluster"] == site["code"],
            "{site}"
        );
    }

    let scenario = add(&house, "s-1");
    // Somebody closes the hall of a township by hand: something must change.
    let hall = city["sites"].as_array().unwrap().iter().find(|it| it["grade_now"] == "C").unwrap();
    let set = json!({ "site": hall["code"], "rule": "closed", "grade": null, "x_m": hall["x_m"], "y_m": hall["y_m"] });
    let path = format!("{SCENARIOS}/{}", id(&scenario));
    let change = json!({ "version": 1, "sites": [set] });
    let scenario = fine(house.tell("ann", &path, "s-2", change.clone()));
    assert_eq!(scenario["brief"]["version"], 2);
    assert_eq!(house.tell("ben", &path, "s-3", change).code(), "scenario_stale");

    let run = start(&house, &scenario, "r-1", "site", 1);
    let said = follow(house.addr, &run);
    let last = said.last().unwrap();
    assert_eq!(last["state"], "done", "{said:?}");
    assert!(last["last"]["best"].as_f64().unwrap() >= last["last"]["bound"].as_f64().unwrap() * 0.999_999);
    let run_path = format!("/api/v1/planning/runs/{}", id(&run));
    let result = house.look("auditor", &format!("{run_path}/result"));
    let closed = result["sites"].as_array().unwrap().iter().find(|it| it["site"] == hall["code"]).unwrap();
    assert_eq!((&closed["change"], &closed["grade"]), (&json!("closed"), &Json::Null));
    assert!(result["gap_pm"].as_f64().unwrap() >= 0.0);
    assert!(result["now"]["counters"].as_i64().unwrap() > 0, "what today's halls need is told too");
    let closing = result["changes"].as_array().unwrap().iter().find(|it| it["site"] == hall["code"]).unwrap();
    assert!(closing["further"]["people"].as_i64().unwrap() > 0, "{closing}");

    // The same snapshot and seed, the same answer.
    let again = start(&house, &scenario, "r-2", "site", 1);
    follow(house.addr, &again);
    let mut second = house.look("ann", &format!("/api/v1/planning/runs/{}/result", id(&again)));
    second["run"] = result["run"].clone();
    assert_eq!(second, result);
    let both = format!("/api/v1/planning/comparison?runs={},{}", id(&run), id(&again));
    let compared = house.look("auditor", &both);
    assert_eq!((compared["plans"].as_array().unwrap().len(), &compared["findings"]), (2, &json!([])));
    exported(&house, &run_path, &both);

    let body = json!({ "from_day": "2026-11-01", "reason": "撤并示例厅" });
    let proposed = fine(house.tell("ann", &format!("{run_path}/proposal"), "p-1", body.clone()));
    assert_eq!(house.tell("ann", &format!("{run_path}/proposal"), "p-2", body).code(), "proposal_there");
    let decision = format!("/api/v1/planning/proposals/{}/decision", proposed["id"].as_str().unwrap());
    let own = house.tell("ann", &decision, "d-1", json!({ "approve": true }));
    assert_eq!((own.status, own.code().as_str()), (403, "plan_own"));
    let before = house.look("ben", &format!("/api/v1/halls/{}", hall["hall"].as_str().unwrap()));
    assert_eq!(before["hall"]["open"], true);
    let decided = fine(house.tell("ben", &decision, "d-2", json!({ "approve": true })));
    assert_eq!(decided["state"], "approved");
    assert!(decided["halls"].as_array().unwrap().iter().all(|it| !it["plan"].is_null()), "{decided}");
    assert_eq!(house.tell("ben", &decision, "d-3", json!({ "approve": true })).code(), "plan_decided");

    let of =
        |day: &str| house.look("ann", &format!("/api/v1/halls/{}?day={day}", hall["hall"].as_str().unwrap()));
    assert_ne!(of("2026-10-30")["hours_source"]["text"], "不营业", "as it was, until its day");
    assert_eq!(of("2026-11-02")["hours_source"]["text"], "不营业");
    let plans = house.look("auditor", &format!("/api/v1/halls/{}/plans", hall["hall"].as_str().unwrap()));
    assert_eq!(plans["versions"][0]["state"], "approved");
    assert_eq!(plans["versions"][0]["from_day"], "2026-11-01");
    let kept = house.look("auditor", "/api/v1/planning/proposals");
    let of_hall = |it: &&Json| it["hall"] == hall["hall"];
    let change = kept["proposals"][0]["halls"].as_array().unwrap().iter().find(of_hall).unwrap();
    assert_eq!(change["plan"], plans["versions"][0]["id"]);
    assert_eq!(house.ask("DELETE", &path, as_staff("ann").key("x-1")).code(), "scenario_proposed");
}

/// Files of a plan and a comparison: what they are, and that they are refused in no form.
fn exported(house: &House, run: &str, both: &str) {
    let file = |path: &str| {
        let answer = house.ask("GET", path, as_staff("auditor"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    };
    let plan = file(&format!("{run}/export?form=pdf"));
    assert!(plan.text.starts_with("%PDF-") && plan.head.contains("application/pdf"));
    assert!(plan.header("content-disposition").unwrap().contains(".pdf"));
    assert!(file(&format!("{run}/export?form=xlsx")).text.starts_with("PK"));
    let both = both.replace("comparison?", "comparison/export?");
    assert!(file(&format!("{both}&form=xlsx")).text.starts_with("PK"));
    assert_eq!(house.ask("GET", &format!("{run}/export?form=doc"), as_staff("ann")).code(), "form_unknown");
}

#[every_engine]
fn a_run_that_waits_or_goes_on_can_be_cancelled_and_what_cannot_be_asked_is_refused_by_name(w: &mut World) {
    let house = day(w);
    let scenario = add(&house, "s-1");
    let first = start(&house, &scenario, "r-1", "site", 10);
    let second = start(&house, &scenario, "r-2", "front", 10);
    let cancel = |run: &Json, key: &str| {
        house.tell("ann", &format!("/api/v1/planning/runs/{}/cancel", id(run)), key, json!({}))
    };
    fine(cancel(&second, "c-2"));
    assert_eq!(follow(house.addr, &second).last().unwrap()["state"], "cancelled");
    assert_eq!(cancel(&second, "c-3").code(), "run_over");
    let told = cancel(&first, "c-1");
    let over = follow(house.addr, &first).last().unwrap()["state"].clone();
    assert!(told.status == 200 && over == "cancelled" || over == "done", "{} {over}", told.text);
    assert_eq!(
        house.ask("GET", &format!("/api/v1/planning/runs/{}/front", id(&first)), as_staff("ann")).code(),
        "run_other_work"
    );
    assert_eq!(house.ask("GET", "/api/v1/planning/runs/5", as_staff("ann")).code(), "run_unknown");
    let path = format!("{SCENARIOS}/{}/runs", id(&scenario));
    let ask = |key: &str, body: Json| house.tell("ann", &path, key, body);
    let wrong = [
        (json!({ "version": 1, "work": "site", "effort": 99 }), "field_wrong"),
        (json!({ "version": 1, "work": "site", "seed": "-3" }), "field_wrong"),
        (json!({ "version": 1, "work": "everything" }), "field_wrong"),
        (json!({ "version": 9, "work": "site" }), "scenario_stale"),
    ];
    for (n, (body, code)) in wrong.into_iter().enumerate() {
        assert_eq!(ask(&format!("w-{n}"), body).code(), code);
    }
    let compare = |runs: &str| {
        house.ask("GET", &format!("/api/v1/planning/comparison?runs={runs}"), as_staff("ann")).code()
    };
    assert_eq!(
        [compare("1"), compare("1,1"), compare("a,b")],
        ["compare_count", "compare_count", "query_wrong"]
    );
}

#[every_engine]
fn an_impossible_budget_fails_with_the_reason_and_the_least_that_would_help(w: &mut World) {
    let house = day(w);
    let scenario = add(&house, "s-1");
    let mut settings = scenario["settings"].clone();
    settings["yearly_max_fen"] = json!(100);
    let path = format!("{SCENARIOS}/{}", id(&scenario));
    let scenario = fine(house.tell("ann", &path, "s-2", json!({ "version": 1, "settings": settings })));
    let run = start(&house, &scenario, "r-1", "site", 1);
    assert_eq!(follow(house.addr, &run).last().unwrap()["state"], "failed");
    let run_path = format!("/api/v1/planning/runs/{}", id(&run));
    let refusal = house.look("ann", &run_path)["refusal"].clone();
    assert!(["budget", "not_found"].contains(&refusal["code"].as_str().unwrap()), "{refusal}");
    assert!(refusal["message"].as_str().unwrap().contains("预算"), "{refusal}");
    assert!(refusal["relaxation"].as_str().unwrap().contains("万元"), "{refusal}");
    assert_eq!(house.ask("GET", &format!("{run_path}/result"), as_staff("ann")).code(), "run_failed");
    let body = json!({ "from_day": "2026-11-01", "reason": "x" });
    assert_eq!(house.tell("ann", &format!("{run_path}/proposal"), "p", body).code(), "run_failed");
}

#[every_engine]
fn a_run_that_a_killed_server_had_begun_is_taken_up_again_and_comes_to_the_same(w: &mut World) {
    people(w);
    w.store.engine().close();
    let program = Program::serve(w, "2026-10-12T10:00");
    let scenario = add(&program, "s-1");
    let whole = start(&program, &scenario, "r-1", "site", 1);
    follow(program.addr, &whole);
    let result = |at: &Program, run: &Json| {
        let mut result = at.look("ann", &format!("/api/v1/planning/runs/{}/result", id(run)));
        result["run"] = Json::Null;
        result
    };
    let expected = result(&program, &whole);
    let broken = start(&program, &scenario, "r-2", "site", 1);
    let mut feed =
        Feed::open(program.addr, &format!("/api/v1/planning/runs/{}/feed", id(&broken)), &as_staff("ann"));
    while feed.next().data["state"] == "queued" {}
    program.kill();
    let program = Program::serve(w, "2026-10-12T10:00");
    assert_eq!(follow(program.addr, &broken).last().unwrap()["state"], "done");
    assert_eq!(result(&program, &broken), expected);
}

#[every_engine]
fn a_hall_is_simulated_watched_staffed_and_forecast_and_another_manager_is_kept_out(w: &mut World) {
    let house = day(w);
    let path = |rest: &str| format!("/api/v1/halls/{}{rest}", county());
    let plain = json!({});
    let body = json!({ "day": "2026-10-13", "days": 40, "seed": "3", "design": plain, "against": { "counters": 1 } });
    let sim = fine(house.tell("manager", &path("/simulation"), "h-1", body.clone()));
    assert_eq!(fine(house.tell("manager", &path("/simulation"), "h-2", body)), sim, "same seed, same days");
    assert!(sim["design"]["customers"]["value"].as_f64().unwrap() > 50.0, "{sim}");
    let wait = |which: &str| sim[which]["wait_mean_min"]["value"].as_f64().unwrap();
    assert!(wait("against") > wait("design"), "one counter waits longer than all");
    assert!(sim["wait_less_min"]["high"].as_f64().unwrap() < 0.0, "{}", sim["wait_less_min"]);
    assert!(sim["design"]["course"].as_array().unwrap().iter().any(|it| it["busy"].as_f64().unwrap() > 0.0));

    let watch = json!({ "day": "2026-10-13", "seed": "3", "design": plain });
    let replay = fine(house.tell("manager", &path("/replay"), "h-3", watch));
    let (desks, people) =
        (replay["desks"].as_array().unwrap().len() as i64, replay["people"].as_array().unwrap());
    assert!(people.len() > 50);
    for person in people {
        let (came, left) = (person["came_s"].as_f64().unwrap(), person["left_s"].as_f64().unwrap());
        assert!(came <= left, "time goes back: {person}");
        assert!(person["desk"].as_i64().is_none_or(|desk| (0..desks).contains(&desk)), "{person}");
    }

    let curve = fine(house.tell("manager", &path("/staffing"), "h-4", json!({ "day": "2026-10-13" })));
    assert!(curve["counter_quarters"].as_i64() >= curve["counter_quarters_bound"].as_i64());
    assert!(!curve["quarters"].as_array().unwrap().is_empty());
    let much = json!({ "day": "2026-10-13", "customers_pm": 9000 });
    assert_eq!(house.tell("manager", &path("/staffing"), "h-5", much).code(), "staffing_overload");

    let forecast = house.look("manager", &path("/footfall?days=14"));
    assert_eq!((forecast["days"].as_array().unwrap().len(), &forecast["example"]), (14, &json!(true)));
    for day in forecast["days"].as_array().unwrap() {
        let product: f64 =
            day["parts"].as_array().unwrap().iter().map(|it| it["value"].as_f64().unwrap()).product();
        assert!((product - day["people"].as_f64().unwrap()).abs() < 0.5 + product * 0.01, "{day}");
    }
    let elsewhere = house.ask("GET", "/api/v1/halls/1/footfall", as_staff("manager"));
    assert_eq!(elsewhere.code(), "other_hall");
    let wrong = json!({ "days": 0, "design": plain });
    assert_eq!(house.tell("manager", &path("/simulation"), "h-6", wrong).code(), "field_wrong");
    let wrong = json!({ "design": { "counters": -1 } });
    assert_eq!(house.tell("manager", &path("/replay"), "h-7", wrong).code(), "field_wrong");
}

#[every_engine]
fn a_month_is_rostered_changed_by_hand_within_the_rules_and_mended_after_an_absence(w: &mut World) {
    let house = day(w);
    let path = |rest: &str| format!("/api/v1/halls/{}/rosters/2026-11{rest}", county());
    assert_eq!(house.ask("GET", &path(""), as_staff("manager")).code(), "roster_unknown");
    let made =
        fine(house.tell("manager", &path(""), "m-1", json!({ "version": 0, "wishes": [], "seed": "5" })));
    assert_eq!((made["version"].as_i64(), made["people"].as_array().unwrap().len()), (Some(1), 7));
    assert!(made["work"].as_array().unwrap().len() > 60);
    let hard = |it: &Json| it["problems"].as_array().unwrap().iter().filter(|it| it["hard"] == true).count();
    assert_eq!(hard(&made), 0, "{}", made["problems"]);
    assert!(made["price"]["total"].as_i64() >= made["bound"].as_i64());
    assert_eq!(house.look("auditor", &path("")), made);
    assert_eq!(
        house.tell("manager", &path(""), "m-2", json!({ "version": 0, "wishes": [] })).code(),
        "roster_stale"
    );

    let first = &made["work"][0];
    let off =
        json!({ "version": 1, "moves": [{ "staff": first["staff"], "day": first["day"], "shift": null }] });
    let check = fine(house.tell("manager", &path("/check"), "m-3", off.clone()));
    assert_eq!(check["allowed"], true);
    let changed = fine(house.tell("manager", &path("/change"), "m-4", off));
    assert_eq!((changed["version"].as_i64(), changed["bound"].is_null()), (Some(2), true));
    let every_day: Vec<Json> = (1..=14)
        .map(|day| json!({ "staff": first["staff"], "day": format!("2026-11-{day:02}"), "shift": "中" }))
        .collect();
    let too_much = json!({ "version": 2, "moves": every_day });
    let check = fine(house.tell("manager", &path("/check"), "m-5", too_much.clone()));
    assert_eq!(check["allowed"], false);
    assert_eq!(house.tell("manager", &path("/change"), "m-6", too_much).code(), "roster_breaks");

    let away = json!({ "version": 2, "staff": first["staff"], "from": "2026-11-09", "to": "2026-11-13" });
    let mended = fine(house.tell("manager", &path("/absence"), "m-7", away));
    let roster = &mended["roster"];
    assert_eq!(hard(roster), 0);
    let away_days = |it: &&Json| {
        it["staff"] == first["staff"] && ("2026-11-09"..="2026-11-13").contains(&it["day"].as_str().unwrap())
    };
    assert_eq!(roster["work"].as_array().unwrap().iter().filter(away_days).count(), 0);
    assert!(mended["moves"].as_array().unwrap().len() < 40, "few changes: {}", mended["moves"]);
    let file = house.ask("GET", &path("/export?form=xlsx"), as_staff("auditor"));
    assert!(file.text.starts_with("PK"));
    let month = house.ask("GET", &format!("/api/v1/halls/{}/rosters/2026-13", county()), as_staff("manager"));
    assert_eq!(month.code(), "month_wrong");
}
