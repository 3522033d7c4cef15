//! Tariffs over real HTTP, as a catalogue admin, a second person and an auditor use them: from a draft that is wrong to
//! a version in force, priced.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use house::{Answer, House, as_staff, open};
use kernel::{Actor, Role};
use serde_json::{Value as Json, json};
use server::config::ScaledClock;
use store::Lane;
use testkit::{World, every_engine};

/// Texts of the pack's tariffs and samples, by the names under which a store keeps them.
fn files() -> BTreeMap<String, String> {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
    let mut files = BTreeMap::new();
    for (folder, before) in [("tariffs", ""), ("samples", "samples/")] {
        for entry in fs::read_dir(pack.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            files.insert(format!("{before}{name}"), fs::read_to_string(&path).unwrap());
        }
    }
    files
}

/// The monthly tiers as the pack has them.
fn tiered() -> String {
    files().remove("residential_tiered.toml").unwrap()
}

/// A server on 12 October 2026, with the pack's tariffs and everybody who has to do with them.
fn office(w: &mut World) -> House {
    house::load(w);
    let request = w.fresh_request();
    let files = files();
    w.write(Lane(0), Actor::System, request, move |tx, cx| money::tariffs::load_tariffs(tx, cx, &files))
        .unwrap()
        .unwrap();
    for (name, role) in [
        ("writer", Role::CatalogueAdmin),
        ("second", Role::CatalogueAdmin),
        ("command", Role::Command),
        ("auditor", Role::Auditor),
    ] {
        house::add_staff(w, name, role, None, "no password");
    }
    open(w, |config| config.clock = ScaledClock::starting("2026-10-12 10:00", 1.0))
}

fn post(house: &House, who: &str, address: &str, body: &Json) -> Answer {
    // The same request has the same key, another one another.
    let digest = server::draw::token_hash(&format!("{who} {address} {body}"));
    let key: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    house.post(address, as_staff(who).key(&key[..32]).json(body.to_string()))
}

fn fine(answer: Answer) -> Json {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn get(house: &House, who: &str, address: &str) -> Json {
    fine(house.get(address, as_staff(who)))
}

fn of<'j>(list: &'j Json, key: &str, is: &str) -> &'j Json {
    let found = list.as_array().unwrap().iter().find(|it| it[key] == is);
    found.unwrap_or_else(|| panic!("no {key} = {is} in {list}"))
}

#[every_engine]
fn a_draft_is_checked_mended_proposed_approved_by_a_second_person_and_priced_from_its_day(w: &mut World) {
    let house = office(w);
    // Written with a tier that does not rise, on a line that is named.
    let broken = tiered().replacen("2012-07-01", "2027-01-01", 1).replace("\"260\"", "\"160\"");
    let check = fine(post(&house, "writer", "/api/v1/tariff-checks", &json!({"text": broken})));
    let line = broken.lines().position(|line| line.contains("\"160\"")).unwrap();
    assert_eq!(check["findings"][0]["rule"], "tariff.tier_gap");
    assert_eq!(check["findings"][0]["line"], line, "the head of the tier");
    assert_eq!(check["sheet"], Json::Null);
    let save = json!({"edition": 0, "tariff": "residential_tiered", "text": broken});
    let draft = fine(post(&house, "writer", "/api/v1/tariff-drafts", &save));
    let id = draft["version"].as_str().unwrap();
    let proposal = format!("/api/v1/tariff-versions/{id}/proposal");
    let refused = post(&house, "writer", &proposal, &json!({"edition": 1, "reason": "调整"}));
    assert_eq!((refused.status, refused.code().as_str()), (422, "tariff_unsound"));
    assert_eq!((&refused.json()["line"], &refused.json()["rule"]), (&json!(line), &json!("tariff.tier_gap")));

    // Mended by edits, which leave the rest of the text as it was.
    let edits = json!([
        {"path": "energy[0].tier[1].upto_kwh", "how": "set", "text": "260"},
        {"path": "energy[0].tier[2].price", "how": "set", "text": "0.8"},
    ]);
    let body = json!({"text": broken, "edits": edits, "beside": "residential_tiered@2026-10-12"});
    let check = fine(post(&house, "writer", "/api/v1/tariff-checks", &body));
    assert_eq!(check["findings"], json!([]), "{check}");
    let text = check["text"].as_str().unwrap();
    assert_eq!(text, tiered().replacen("2012-07-01", "2027-01-01", 1).replace("\"0.777\"", "\"0.8\""));
    let change = of(&check["differences"], "field", "energy.tier[3].price");
    assert_eq!((&change["change"], &change["percent"]), (&json!("+0.023"), &json!("+3.0 %")));
    let save = json!({"version": id, "edition": 1, "tariff": "residential_tiered", "text": text});
    let saved = fine(post(&house, "writer", "/api/v1/tariff-drafts", &save));
    assert_eq!((&saved["edition"], &saved["may_write"]), (&json!(2), &json!(true)));
    // What somebody else saw before is not written over.
    let stale = post(
        &house,
        "second",
        "/api/v1/tariff-drafts",
        &json!({"version": id, "edition": 1, "tariff": "residential_tiered", "text": ""}),
    );
    assert_eq!((stale.status, stale.code().as_str()), (409, "tariff_stale"));

    let proposed = fine(post(&house, "writer", &proposal, &json!({"edition": 2, "reason": "第三档调整"})));
    assert_eq!((&proposed["state"], &proposed["may_decide"]), (&json!("proposed"), &json!(false)));
    let decision = format!("/api/v1/tariff-versions/{id}/decision");
    let own = post(&house, "writer", &decision, &json!({"edition": 3, "approve": true}));
    assert_eq!((own.status, own.code().as_str()), (403, "tariff_own"));
    assert_eq!(
        post(&house, "auditor", &decision, &json!({"edition": 3, "approve": true})).code(),
        "not_allowed"
    );
    let seen = get(&house, "command", &format!("/api/v1/tariff-versions/{id}"));
    assert_eq!(
        (&seen["brief"]["may_decide"], &seen["beside"]),
        (&json!(true), &json!("residential_tiered@2012-07-01"))
    );
    let approved = fine(post(&house, "command", &decision, &json!({"edition": 3, "approve": true})));
    assert_eq!(approved["state"], "approved");

    // In force from its day, and priced accordingly: January 2025, 300 kWh, 40 of them in the third tier.
    let on = |day: &str| {
        let all = get(&house, "auditor", &format!("/api/v1/tariffs?day={day}"));
        of(&all["tariffs"], "tariff", "residential_tiered")["in_force"].clone()
    };
    assert_eq!(on("2026-12-31"), "residential_tiered@2012-07-01");
    assert_eq!(on("2027-01-01"), id);
    let price = json!({"before": "residential_tiered@2026-12-31", "after": "residential_tiered@2027-01-01", "sample": "resident"});
    let prices = fine(post(&house, "auditor", "/api/v1/tariff-prices", &price));
    assert_eq!(prices["before"]["bills"][0]["total_fen"], 15_960);
    // 40 × 0.023 = 0.92
    assert_eq!(prices["after"]["bills"][0]["total_fen"], 16_052);
    let line = &prices["after"]["bills"][0]["lines"][2];
    assert_eq!(
        (&line["quantity"], &line["price"], &line["amount"]),
        (&json!("40"), &json!("0.8"), &json!("32.00"))
    );
    assert_eq!(line["rule"], "residential_tiered@2027-01-01#energy");
    assert!(line["steps"].as_array().unwrap().contains(&json!("40 × 0.8 = 32")), "{line}");
    let log = get(&house, "auditor", "/api/v1/halls/0/events");
    let kinds: Vec<&str> =
        log["events"].as_array().unwrap().iter().map(|it| it["event"]["kind"].as_str().unwrap()).collect();
    assert!(
        kinds.ends_with(&["tariff_drafted", "tariff_drafted", "tariff_proposed", "tariff_decided"]),
        "{kinds:?}"
    );
}

#[every_engine]
fn a_proposal_that_is_sent_back_says_why_and_a_draft_can_be_given_up(w: &mut World) {
    let house = office(w);
    let text = tiered().replacen("2012-07-01", "2027-01-01", 1);
    let save = json!({"edition": 0, "tariff": "residential_tiered", "text": text, "reason": "试"});
    let draft = fine(post(&house, "writer", "/api/v1/tariff-drafts", &save));
    let at = |what: &str| format!("/api/v1/tariff-versions/{}/{what}", draft["version"].as_str().unwrap());
    fine(post(&house, "writer", &at("proposal"), &json!({"edition": 1, "reason": "试"})));
    let silent = post(&house, "second", &at("decision"), &json!({"edition": 2, "approve": false}));
    assert_eq!((silent.code().as_str(), &silent.json()["field"]), ("field_wrong", &json!("reason")));
    let back = json!({"edition": 2, "approve": false, "reason": "没有依据"});
    let returned = fine(post(&house, "second", &at("decision"), &back));
    assert_eq!((&returned["state"], &returned["verdict"]), (&json!("returned"), &json!("没有依据")));
    let gone = fine(post(&house, "writer", &at("withdrawal"), &json!({"edition": 3})));
    assert_eq!(gone["state"], "withdrawn");
    let again = post(&house, "writer", &at("proposal"), &json!({"edition": 4, "reason": "试"}));
    assert_eq!((again.status, again.code().as_str()), (409, "tariff_closed"));
}

// One engine will do: nothing here is written.
#[test]
fn a_document_is_told_as_it_is_drawn() {
    testkit::on_sqlite(|w| {
        let house = office(w);
        let seen = get(&house, "auditor", "/api/v1/tariff-versions/industrial_two_part@2026-10-12?year=2026");
        let sheet = &seen["sheet"];
        assert_eq!(
            (seen["text"].as_str().unwrap().lines().next().unwrap().starts_with('#'), &seen["findings"]),
            (true, &json!([]))
        );
        assert_eq!(sheet["bands"], json!(["valley", "flat", "peak", "sharp"]));
        let winter = &sheet["tables"][1];
        assert_eq!((&winter["path"], &winter["certainty"]), (&json!("day[1].hours"), &json!("K")));
        assert_eq!(winter["seasons"][0]["spans"], json!(["01-01/01-31", "07-01/08-31", "12-01/12-31"]));
        assert_eq!(winter["spans"][6], json!({"from_min": 1080, "to_min": 1200, "band": "sharp"}));
        let days = sheet["days"].as_array().unwrap();
        assert_eq!((days.len(), &days[0]["kind"], &days[0]["table"]), (365, &json!("holiday"), &json!(1)));
        let part = &sheet["components"][0]["parts"][0];
        assert_eq!(
            (&part["values"][0]["price"], &part["values"][0]["path"]),
            (&Json::Null, &json!("components[0].part[0].value[0].price"))
        );
        assert_eq!(
            sheet["components"][0]["sums"][0]["price"],
            Json::Null,
            "nothing is made up where a part is blank"
        );
        assert!(
            sheet["terms"].as_array().unwrap().iter().any(|it| it["field"] == "two_part.contract.threshold")
        );
        assert!(sheet["to_verify"].as_array().unwrap().len() > 5);
        let tou = get(&house, "command", "/api/v1/tariff-versions/residential_tou@2026-10-12");
        assert_eq!(
            tou["sheet"]["ladders"][0]["tiers"][1]["prices"][1],
            json!({"band": "valley", "price": "0.3362", "path": "energy[0].tier[1].prices.valley"})
        );
        for nowhere in ["residential_tou@2001-01-01", "residential_tou@never", "4711", "words"] {
            let refused = house.get(&format!("/api/v1/tariff-versions/{nowhere}"), as_staff("auditor"));
            assert_eq!((refused.status, refused.code().as_str()), (404, "tariff_unknown"), "{nowhere}");
        }
        let same = get(
            &house,
            "auditor",
            "/api/v1/tariff-differences?one=residential_tou@2026-10-12&other=residential_tou@2020-01-01",
        );
        assert_eq!(same["differences"], json!([]));
        let list = get(&house, "writer", "/api/v1/tariffs");
        assert_eq!(
            (list["tariffs"].as_array().unwrap().len(), list["samples"].as_array().unwrap().len()),
            (9, 7)
        );
        assert_eq!((&list["may_draft"], &list["earliest"]), (&json!(true), &json!("2026-10-13")));
    });
}

// One engine will do: nothing here is written.
#[test]
fn a_load_of_ones_own_is_priced_or_refused_by_line_and_rule() {
    testkit::on_sqlite(|w| {
        let house = office(w);
        let ask = |load: Json| {
            let body = json!({"after": "residential_tiered@2026-10-12", "load": load});
            post(&house, "command", "/api/v1/tariff-prices", &body)
        };
        let load = json!({"name": "我家.csv", "text": "day,total\n2026-01-01,100\n2026-02-01,400\n", "class": "residential"});
        let priced = fine(ask(load));
        assert_eq!(
            (&priced["after"]["total_fen"], &priced["before"], &priced["to"]),
            (&json!(15_960), &Json::Null, &json!("2026-01-31"))
        );
        let falls = ask(
            json!({"name": "我家.csv", "text": "day,total\n2026-01-01,400\n2026-02-01,100\n", "class": "residential"}),
        );
        assert_eq!(
            (falls.status, falls.code().as_str(), &falls.json()["line"]),
            (422, "tariff_load", &json!(3))
        );
        assert!(falls.json()["rule"].as_str().unwrap().starts_with("load.reads_fall"), "{}", falls.text);
        // Not refused, but told beside: this customer may not take the tariff.
        let works = fine(ask(
            json!({"name": "w", "text": "day,total\n2026-01-01,100\n2026-02-01,400\n", "class": "industrial"}),
        ));
        assert_eq!(works["after"]["refused"]["rule"], "tariff.not_eligible");
        let wrong = ask(json!({"name": "w", "text": "day,total\n", "class": "industrial", "mode": "any"}));
        assert_eq!((wrong.code().as_str(), &wrong.json()["field"]), ("field_wrong", &json!("load.mode")));
        let both = post(
            &house,
            "command",
            "/api/v1/tariff-prices",
            &json!({"after": "residential_tiered@2026-10-12"}),
        );
        assert_eq!((both.code().as_str(), &both.json()["field"]), ("field_wrong", &json!("sample")));
        let nobody = post(
            &house,
            "command",
            "/api/v1/tariff-prices",
            &json!({"after": "residential_tiered@2026-10-12", "sample": "nobody"}),
        );
        assert_eq!((nobody.status, nobody.code().as_str()), (404, "tariff_sample_unknown"));
        // A year of quarters of an hour is not too large.
        let mut text = String::from("time,kwh\n");
        for day in 1..=28 {
            for quarter in 0..96 {
                text.push_str(&format!(
                    "2026-02-{day:02}T{:02}:{:02}+08:00,0.1\n",
                    quarter / 4,
                    quarter % 4 * 15
                ));
            }
        }
        assert!(text.len() > 64 << 10);
        let priced = fine(ask(json!({"name": "q", "text": text, "class": "residential"})));
        // 268.8 kWh: 170 × 0.477 + 90 × 0.527 + 8.8 × 0.777 = 81.09 + 47.43 + 6.84
        assert_eq!(priced["after"]["total_fen"], 13_536);
    });
}

// One engine will do: nothing here is written.
#[test]
fn advice_ranks_the_tariffs_of_a_load_and_tells_where_time_of_use_pays() {
    testkit::on_sqlite(|w| {
        let house = office(w);
        let ask = |body: Json| fine(post(&house, "auditor", "/api/v1/tariff-advice", &body));
        let advice = ask(json!({"sample": "resident"}));
        let ranked = advice["ranked"].as_array().unwrap();
        assert_eq!((ranked[0]["more_fen"].clone(), ranked[0]["refused"].clone()), (json!(0), Json::Null));
        assert_eq!(
            of(&advice["ranked"], "tariff", "industrial_two_part")["refused"]["rule"],
            "tariff.not_eligible"
        );
        assert_eq!(advice["break_even"]["share"], "0.13587");
        assert_eq!((&advice["heating"], &advice["modes"]), (&json!([]), &json!([])));
        let heating = ask(json!({"sample": "heating"}));
        assert_eq!(heating["heating"].as_array().unwrap().len(), 3);
        let works = ask(json!({"sample": "works"}));
        assert_eq!(works["modes"].as_array().unwrap().len(), 3);
        assert_eq!(
            works["modes"][0]["refused"]["rule"], "tariff.price_pending",
            "a blank price is said to be blank"
        );
        // A draft that makes time of use dearer turns the advice.
        let dear = files().remove("residential_tou.toml").unwrap().replace("\"0.507\"", "\"0.907\"");
        let turned = ask(json!({"sample": "resident", "text": dear}));
        assert_eq!(of(&turned["ranked"], "tariff", "residential_tou")["draft"], true);
        assert_ne!(turned["ranked"][0]["tariff"], "residential_tou");
    });
}

// One engine will do: nothing here is written.
#[test]
fn an_edit_that_names_nothing_is_refused_and_a_day_in_the_past_is_found() {
    testkit::on_sqlite(|w| {
        let house = office(w);
        let ask = |body: Json| post(&house, "writer", "/api/v1/tariff-checks", &body);
        let nowhere =
            ask(json!({"text": tiered(), "edits": [{"path": "energy[9].id", "how": "set", "text": "x"}]}));
        assert_eq!(
            (nowhere.code().as_str(), &nowhere.json()["rule"]),
            ("tariff_unsound", &json!("tariff.dangling"))
        );
        let how = ask(json!({"text": tiered(), "edits": [{"path": "energy[0].id", "how": "burn"}]}));
        assert_eq!((how.code().as_str(), &how.json()["field"]), ("field_wrong", &json!("edits[0].how")));
        let past = fine(ask(json!({"text": tiered().replacen("2012-07-01", "2026-10-12", 1)})));
        assert_eq!(
            (&past["findings"][0]["rule"], &past["findings"][0]["line"]),
            (&json!("tariff_in_past"), &json!(7))
        );
        let same_day = fine(ask(json!({"text": tiered()})));
        assert!(
            same_day["findings"].as_array().unwrap().iter().any(|it| it["rule"] == "tariff.versions_overlap"),
            "{same_day}"
        );
        let no_toml = fine(ask(json!({"text": "[tariff\nid = 1"})));
        assert_eq!(
            (&no_toml["findings"][0]["rule"], &no_toml["text"]),
            (&json!("tariff.syntax"), &json!("[tariff\nid = 1"))
        );
    });
}
