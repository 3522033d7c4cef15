//! Loading a company pack: halls keep their ids, plans that people decided are left alone.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{HALL, demo_pack, events, load, with_halls};
use floor::halls::{halls, plan_in_force};
use floor::setup::stored_pack;
use kernel::{Event, HallId, Org};
use store::Refusal;
use testkit::{World, every_engine};

store::statements! {
    COUNT_ROWS = "SELECT (SELECT COUNT(*) FROM counter_now WHERE org = $1 AND state = 'closed'), (SELECT COUNT(*) FROM zone_now WHERE org = $1), (SELECT COUNT(*) FROM amenity WHERE org = $1)";
}

#[every_engine]
fn a_loaded_pack_reads_back_as_it_was(w: &mut World) {
    let org = w.org;
    assert_eq!(w.read(move |tx| stored_pack(tx, org)).unwrap(), None);
    with_halls(w);
    assert_eq!(w.read(move |tx| stored_pack(tx, org)).unwrap().as_ref(), Some(demo_pack()));
    assert_eq!(w.read(|tx| stored_pack(tx, Org(1408))).unwrap(), None);
}

#[every_engine]
fn every_hall_starts_with_the_plan_of_its_grade(w: &mut World) {
    with_halls(w);
    let org = w.org;
    let day = w.day();
    let pack = demo_pack();
    let rows = w.read(move |tx| halls(tx, org)).unwrap();
    assert_eq!(rows.len(), 44);
    let mut counters = 0;
    for row in &rows {
        let id = row.id;
        let plan = w.read(move |tx| plan_in_force(tx, org, id, day)).unwrap().unwrap().plan;
        let hall = pack.hall(&row.code).unwrap();
        assert_eq!(plan.counters.len() as i64, hall.windows, "{}", row.code);
        assert_eq!(plan.kiosks, hall.kiosks);
        assert_eq!(floor::halls::check_plan(pack, &plan, day), Ok(()), "{}", row.code);
        counters += hall.windows;
    }
    let before = pack.company.effective_from.plus(-1);
    assert_eq!(w.read(move |tx| plan_in_force(tx, org, HALL, before)).unwrap(), None);
    let params = [org.into()];
    let counted = w
        .read(move |tx| store::first(tx, &COUNT_ROWS, &params, |row| (row.int(0), row.int(1), row.int(2))))
        .unwrap()
        .unwrap();
    assert_eq!(counted.0, counters);
    assert!(counted.1 > 44 && counted.2 > 44);
}

#[every_engine]
fn a_counter_is_specialised_for_what_is_done_in_its_zone(w: &mut World) {
    with_halls(w);
    let (org, day) = (w.org, w.day());
    let a = demo_pack().halls.iter().position(|hall| hall.grade == kernel::Grade::A).unwrap() as i64 + 1;
    let plan = w.read(move |tx| plan_in_force(tx, org, HallId(a), day)).unwrap().unwrap().plan;
    let special =
        |kind: &str| plan.counters.iter().find(|counter| counter.kind == kind).unwrap().special.join(" ");
    assert_eq!(special("payment"), "payment account");
    assert_eq!(special("comprehensive"), "");
    assert_eq!(special("key_customer"), "connection_hv change_hv energy vendor complaint");
}

#[every_engine]
fn loading_again_adds_halls_and_keeps_ids_and_says_so(w: &mut World) {
    let whole = demo_pack().clone();
    let mut fewer = whole.clone();
    let late = fewer.halls.remove(0);
    fewer.company.version = "older".into();
    assert_eq!(load(w, fewer).unwrap().new_halls, 43);
    let org = w.org;
    let before = w.read(move |tx| halls(tx, org)).unwrap();
    let mut renamed = whole.clone();
    renamed.halls[5].name_zh = "改名厅（示例）".into();
    let loaded = load(w, renamed.clone()).unwrap();
    assert_eq!((loaded.new_halls, loaded.halls), (1, 44));
    let after = w.read(move |tx| halls(tx, org)).unwrap();
    for hall in &before {
        let now = after.iter().find(|it| it.code == hall.code).unwrap();
        assert_eq!(now.id, hall.id);
        assert_eq!(now.name, renamed.hall(&hall.code).unwrap().name_zh);
    }
    assert_eq!(after.iter().find(|hall| hall.code == late.code).unwrap().id, HallId(44));
    assert_eq!(events(w, HallId(44)), [Event::HallCreated { code: late.code }]);
    let loads = events(w, HallId::ORG);
    let [Event::PackLoaded { halls: 43, .. }, Event::PackLoaded { halls: 44, items, .. }] = loads[..] else {
        panic!("{loads:?}")
    };
    assert_eq!(items, demo_pack().catalogue.items.len() as i64);
}

#[every_engine]
fn a_pack_of_another_company_is_refused(w: &mut World) {
    let mut foreign = demo_pack().clone();
    foreign.company.org = Org(1408);
    let refused = load(w, foreign);
    assert!(matches!(&refused, Err(Refusal::Command(_))), "{refused:?}");
    assert_eq!(common::code(refused), "field_wrong");
    let org = w.org;
    assert_eq!(w.read(move |tx| stored_pack(tx, org)).unwrap(), None);
}
