//! Versions of tariffs: drafted, proposed, decided by a second person, in force from their day, never two on one day.
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;
use std::path::Path;

use kernel::{Actor, Cx, Day, Event, HallId, RecordId, Refuse, StaffId};
use money::tariffs::{
    Decide, Propose, SaveDraft, Shelf, Stamp, State, TariffsLoaded, Withdraw, decide, load_tariffs, propose,
    save_draft, shelf, version, withdraw,
};
use store::{Fail, Lane, Refusal, Tx};
use testkit::{World, every_engine};

const WRITER: StaffId = StaffId(901);
const SECOND: StaffId = StaffId(902);
const THIRD: StaffId = StaffId(903);
const TIERED: &str = "residential_tiered";

fn files() -> BTreeMap<String, String> {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/jinzhong");
    let mut files = BTreeMap::new();
    for (folder, before) in [("tariffs", ""), ("samples", "samples/")] {
        for entry in std::fs::read_dir(pack.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            files.insert(format!("{before}{name}"), std::fs::read_to_string(&path).unwrap());
        }
    }
    files
}

/// A version of the monthly tiers from `from`, whose highest price is `price`.
fn text(from: &str, price: &str) -> String {
    let text = files().remove("residential_tiered.toml").unwrap();
    let text = text.replacen("2012-07-01", from, 1).replace("\"0.777\"", &format!("\"{price}\""));
    assert!(text.contains(from) && text.contains(price));
    text
}

fn run<O: Send + 'static, E: Send + 'static>(
    w: &mut World,
    staff: StaffId,
    command: impl FnMut(&mut dyn Tx, &Cx) -> Result<O, Fail<E>> + Send + 'static,
) -> Result<O, E> {
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(staff), request, command).unwrap()
}

fn load(w: &mut World, files: BTreeMap<String, String>) -> Result<TariffsLoaded, &'static str> {
    coded(run(w, StaffId(0), move |tx, cx| load_tariffs(tx, cx, &files)))
}

/// The answer, or the code of the refusal.
fn coded<O, E: Refuse>(answer: Result<O, Refusal<E>>) -> Result<O, &'static str> {
    answer.map_err(|refusal| match refusal {
        Refusal::Command(refusal) => refusal.code(),
        Refusal::RequestReused => "request_reused",
    })
}

fn save(w: &mut World, staff: StaffId, over: Option<Stamp>, text: &str) -> Result<Stamp, &'static str> {
    let input = SaveDraft {
        version: over.map(|it| it.id),
        edition: over.map_or(0, |it| it.edition),
        tariff: TIERED.into(),
        text: text.into(),
        reason: String::new(),
    };
    coded(run(w, staff, move |tx, cx| save_draft(tx, cx, staff, &input)))
}

fn offer(w: &mut World, staff: StaffId, it: Stamp) -> Result<Stamp, &'static str> {
    let input = Propose { version: it.id, edition: it.edition, reason: "按新文件调整".into() };
    coded(run(w, staff, move |tx, cx| propose(tx, cx, staff, &input)))
}

fn settle(w: &mut World, staff: StaffId, it: Stamp, approve: bool) -> Result<Stamp, &'static str> {
    let reason = if approve { "" } else { "第三档价格有误" };
    let input = Decide { version: it.id, edition: it.edition, approve, reason: reason.into() };
    coded(run(w, staff, move |tx, cx| decide(tx, cx, staff, &input)))
}

fn give_up(w: &mut World, staff: StaffId, it: Stamp) -> Result<Stamp, &'static str> {
    let input = Withdraw { version: it.id, edition: it.edition };
    coded(run(w, staff, move |tx, cx| withdraw(tx, cx, staff, input)))
}

/// A version that was drafted, proposed and approved.
fn approved(w: &mut World, from: &str, price: &str) -> Stamp {
    let draft = save(w, WRITER, None, &text(from, price)).unwrap();
    let proposed = offer(w, WRITER, draft).unwrap();
    settle(w, SECOND, proposed, true).unwrap()
}

fn on_shelf(w: &World) -> Shelf {
    let org = w.org;
    w.read(move |tx| shelf(tx, org)).unwrap()
}

/// The highest price of the monthly tiers on a day.
fn price_on(w: &World, day: &str) -> String {
    let book = on_shelf(w).book().unwrap();
    let day: Day = day.parse().unwrap();
    let version = book.in_force(TIERED, day).unwrap();
    let holding = book.versions().iter().filter(|it| it.id == TIERED && it.holds_on(day)).count();
    assert_eq!(holding, 1, "one version on one day");
    version.energy[0].tiers[2].prices[0].unwrap().to_string()
}

fn stored(w: &World, id: RecordId) -> money::tariffs::Version {
    let org = w.org;
    w.read(move |tx| version(tx, org, id)).unwrap().unwrap()
}

#[every_engine]
fn the_packs_documents_are_in_force_once_they_are_loaded(w: &mut World) {
    assert_eq!(on_shelf(w).book().unwrap().versions().len(), 0);
    let loaded = load(w, files()).unwrap();
    assert_eq!(loaded, TariffsLoaded { documents: 9, samples: 7 });
    assert_eq!(price_on(w, "2026-10-12"), "0.777");
    assert_eq!(on_shelf(w).samples().unwrap().len(), 7);
    // Loaded again, the files before are gone.
    let mut fewer = files();
    fewer.retain(|name, _| !name.starts_with("heating_") && !name.starts_with("samples/"));
    assert_eq!(load(w, fewer), Ok(TariffsLoaded { documents: 6, samples: 0 }));
    assert_eq!(on_shelf(w).book().unwrap().ids().len(), 6);
}

#[every_engine]
fn an_approved_version_holds_from_its_day_and_not_before(w: &mut World) {
    load(w, files()).unwrap();
    let draft = save(w, WRITER, None, &text("2027-01-01", "0.8")).unwrap();
    assert_eq!((draft.edition, draft.state), (1, State::Draft));
    let proposed = offer(w, WRITER, draft).unwrap();
    assert_eq!(price_on(w, "2027-01-01"), "0.777", "a proposal changes nothing");
    let done = settle(w, SECOND, proposed, true).unwrap();
    assert_eq!((done.edition, done.state), (3, State::Approved));
    assert_eq!(price_on(w, "2026-12-31"), "0.777");
    assert_eq!(price_on(w, "2027-01-01"), "0.8");
    let kept = stored(w, done.id);
    assert_eq!((kept.proposed_by, kept.decided_by), (Some(WRITER), Some(SECOND)));
    let events: Vec<Event> = w.published().into_iter().map(|it| it.event).collect();
    let [
        ..,
        Event::TariffProposed { digest: before, .. },
        Event::TariffDecided { approved: true, from_day, digest, .. },
    ] = &events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((before, digest.len(), from_day.to_string().as_str()), (digest, 64, "2027-01-01"));
    assert_eq!(w.broken_chains(), []);
}

#[every_engine]
fn whoever_wrote_or_proposed_a_version_does_not_approve_it(w: &mut World) {
    load(w, files()).unwrap();
    let draft = save(w, WRITER, None, &text("2027-01-01", "0.8")).unwrap();
    let proposed = offer(w, SECOND, draft).unwrap();
    assert_eq!(settle(w, SECOND, proposed, true), Err("tariff_own"), "proposed it");
    assert_eq!(settle(w, WRITER, proposed, true), Err("tariff_own"), "wrote it");
    assert_eq!(settle(w, THIRD, proposed, true).unwrap().state, State::Approved);
}

#[every_engine]
fn only_a_sound_document_may_be_proposed_and_its_line_is_named(w: &mut World) {
    load(w, files()).unwrap();
    let sound = text("2027-01-01", "0.8");
    let broken = sound.replace("upto_kwh = \"260\"", "upto_kwh = \"160\"");
    let line = broken.lines().position(|line| line.contains("\"160\"")).unwrap();
    let draft = save(w, WRITER, None, &broken).unwrap();
    let input = Propose { version: draft.id, edition: 1, reason: "调整".into() };
    let refused = run(w, WRITER, move |tx, cx| propose(tx, cx, WRITER, &input)).unwrap_err();
    let Refusal::Command(refused) = refused else { panic!("{refused:?}") };
    let details: BTreeMap<_, _> = refused.details().into_iter().collect();
    assert_eq!((refused.code(), details["rule"]), ("tariff_unsound", "tariff.tier_gap"));
    assert_eq!(details["line"], line.to_string(), "the line of its table's head");
    let fixed = save(w, WRITER, Some(draft), &sound).unwrap();
    assert_eq!(offer(w, WRITER, fixed).unwrap().state, State::Proposed);
    let other = save(w, WRITER, None, &sound.replacen(TIERED, "something_else", 1)).unwrap();
    assert_eq!(offer(w, WRITER, other), Err("tariff_unsound"), "a draft stays with its tariff");
}

#[every_engine]
fn no_version_begins_today_or_before_when_it_is_proposed_or_decided(w: &mut World) {
    load(w, files()).unwrap();
    let today = save(w, WRITER, None, &text("2026-10-12", "0.8")).unwrap();
    assert_eq!(offer(w, WRITER, today), Err("tariff_in_past"));
    let tomorrow = save(w, WRITER, Some(today), &text("2026-10-13", "0.8")).unwrap();
    let proposed = offer(w, WRITER, tomorrow).unwrap();
    w.on("2026-10-13");
    assert_eq!(settle(w, SECOND, proposed, true), Err("tariff_in_past"));
    let returned = settle(w, SECOND, proposed, false).unwrap();
    assert_eq!(returned.state, State::Returned);
    assert_eq!(stored(w, returned.id).verdict, "第三档价格有误");
}

#[every_engine]
fn two_versions_never_begin_on_one_day(w: &mut World) {
    load(w, files()).unwrap();
    let one = save(w, WRITER, None, &text("2027-01-01", "0.8")).unwrap();
    let other = save(w, WRITER, None, &text("2027-01-01", "0.9")).unwrap();
    let [one, other] = [one, other].map(|it| offer(w, WRITER, it).unwrap());
    settle(w, SECOND, one, true).unwrap();
    assert_eq!(settle(w, SECOND, other, true), Err("tariff_unsound"));
    assert_eq!(price_on(w, "2027-01-01"), "0.8");
    // Nor does a newer pack bring one.
    let mut newer = files();
    newer.insert("tiered_2027.toml".into(), text("2027-01-01", "0.9"));
    assert_eq!(load(w, newer), Err("tariff_unsound"));
    approved(w, "2027-07-01", "0.85");
    assert_eq!([price_on(w, "2027-06-30"), price_on(w, "2027-07-01")], ["0.8", "0.85"]);
}

#[every_engine]
fn a_lost_update_is_refused(w: &mut World) {
    load(w, files()).unwrap();
    let seen = save(w, WRITER, None, &text("2027-01-01", "0.8")).unwrap();
    let newer = save(w, SECOND, Some(seen), &text("2027-01-01", "0.81")).unwrap();
    assert_eq!(save(w, WRITER, Some(seen), &text("2027-01-01", "0.82")), Err("tariff_stale"));
    assert_eq!(offer(w, WRITER, seen), Err("tariff_stale"));
    assert_eq!(give_up(w, WRITER, seen), Err("tariff_stale"));
    let proposed = offer(w, WRITER, newer).unwrap();
    assert_eq!(settle(w, THIRD, newer, true), Err("tariff_stale"));
    assert_eq!(stored(w, proposed.id).text, text("2027-01-01", "0.81"));
}

#[every_engine]
fn a_proposal_is_not_written_in_and_what_is_decided_is_not_decided_again(w: &mut World) {
    load(w, files()).unwrap();
    let draft = save(w, WRITER, None, &text("2027-01-01", "0.8")).unwrap();
    assert_eq!(settle(w, SECOND, draft, true), Err("tariff_not_proposed"));
    let proposed = offer(w, WRITER, draft).unwrap();
    assert_eq!(save(w, WRITER, Some(proposed), &text("2027-01-01", "0.9")), Err("tariff_closed"));
    assert_eq!(offer(w, WRITER, proposed), Err("tariff_closed"));
    let returned = settle(w, SECOND, proposed, false).unwrap();
    let again = save(w, WRITER, Some(returned), &text("2027-01-01", "0.79")).unwrap();
    let proposed = offer(w, WRITER, again).unwrap();
    let done = settle(w, SECOND, proposed, true).unwrap();
    assert_eq!(settle(w, THIRD, done, false), Err("tariff_not_proposed"));
    assert_eq!(price_on(w, "2027-01-01"), "0.79");
}

#[every_engine]
fn a_version_is_given_up_before_its_day_and_never_after(w: &mut World) {
    load(w, files()).unwrap();
    let first = approved(w, "2027-01-01", "0.8");
    let second = approved(w, "2027-02-01", "0.9");
    let gone = give_up(w, SECOND, second).unwrap();
    assert_eq!(gone.state, State::Withdrawn);
    assert_eq!(give_up(w, SECOND, gone), Err("tariff_closed"));
    assert_eq!(price_on(w, "2027-02-01"), "0.8", "what was in force goes on");
    w.on("2027-01-01");
    assert_eq!(give_up(w, SECOND, first), Err("tariff_begun"));
    assert_eq!(approved(w, "2027-02-01", "0.91").state, State::Approved, "the day is free again");
}

#[every_engine]
fn a_reason_is_asked_for_and_an_id_that_is_not_there_is_said_so(w: &mut World) {
    load(w, files()).unwrap();
    let draft = save(w, WRITER, None, &text("2027-01-01", "0.8")).unwrap();
    let input = Propose { version: draft.id, edition: 1, reason: "  ".into() };
    assert_eq!(coded(run(w, WRITER, move |tx, cx| propose(tx, cx, WRITER, &input))), Err("field_wrong"));
    let proposed = offer(w, WRITER, draft).unwrap();
    let input =
        Decide { version: draft.id, edition: proposed.edition, approve: false, reason: String::new() };
    assert_eq!(coded(run(w, SECOND, move |tx, cx| decide(tx, cx, SECOND, &input))), Err("field_wrong"));
    let nobody = Stamp { id: RecordId(4711), edition: 1, state: State::Draft };
    assert_eq!(save(w, WRITER, Some(nobody), ""), Err("tariff_unknown"));
    assert_eq!(offer(w, WRITER, nobody), Err("tariff_unknown"));
    assert_eq!(settle(w, WRITER, nobody, true), Err("tariff_unknown"));
    assert_eq!(give_up(w, WRITER, nobody), Err("tariff_unknown"));
    let bad = SaveDraft {
        version: None,
        edition: 0,
        tariff: "No Word".into(),
        text: String::new(),
        reason: String::new(),
    };
    assert_eq!(coded(run(w, WRITER, move |tx, cx| save_draft(tx, cx, WRITER, &bad))), Err("field_wrong"));
}

#[every_engine]
fn the_same_request_drafts_once(w: &mut World) {
    load(w, files()).unwrap();
    let input = SaveDraft {
        version: None,
        edition: 0,
        tariff: TIERED.into(),
        text: text("2027-01-01", "0.8"),
        reason: String::new(),
    };
    let send = |w: &mut World| {
        let input = input.clone();
        w.send_again(testkit::request("twice"));
        run(w, WRITER, move |tx, cx| save_draft(tx, cx, WRITER, &input)).unwrap()
    };
    assert_eq!(send(w), send(w));
    let org = w.org;
    assert_eq!(w.read(move |tx| money::tariffs::versions(tx, org)).unwrap().len(), 1);
}

#[every_engine]
fn a_pack_with_a_broken_document_or_sample_is_not_loaded(w: &mut World) {
    let mut broken = files();
    broken.insert("residential_tiered.toml".into(), text("2012-07-01", "0.7x"));
    assert_eq!(load(w, broken), Err("tariff_unsound"));
    let mut broken = files();
    broken.remove("samples/shop.toml");
    assert_eq!(load(w, broken), Err("tariff_unsound"));
    assert_eq!(on_shelf(w).files.len(), 0);
    assert_eq!(w.published().iter().filter(|it| it.hall == HallId::ORG).count(), 0);
}

#[every_engine]
fn every_statement_of_money_prepares(w: &mut World) {
    assert_eq!(w.refused_statements(&money::statements()), Vec::<String>::new());
}
