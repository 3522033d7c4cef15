//! Runs and proposals: one answer each, what is over stays over, and nobody approves their own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use centre::proposals::{
    DecideProposal, DecideProposalRefusal, HallChange, Proposal, ProposalState, ProposeRun,
    ProposeRunRefusal, decide_proposal, propose_run,
};
use centre::runs::{
    Asked, CancelRunRefusal, EndRunRefusal, Point, Run, StartRun, StartRunRefusal, cancel_run,
};
use centre::scenarios::{ChangeScenario, change_scenario};
use common::{ANN, BEN, add, asked, begin, end, end_as, start, try_start};
use kernel::{Actor, Grade, HallId, ProposalId, Refuse, RunId, RunState, RunWork, ScenarioId, StaffId};
use store::{Lane, Refusal, once};
use testkit::{World, every_engine};

fn try_cancel(w: &mut World, run: RunId) -> Result<Run, Refusal<CancelRunRefusal>> {
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(ANN), request, move |tx, cx| cancel_run(tx, cx, run)).unwrap()
}

fn state(w: &World, run: RunId) -> RunState {
    let org = w.org;
    w.read(move |tx| centre::runs::run(tx, org, run)).unwrap().unwrap().run.state
}

fn propose(w: &mut World, staff: StaffId, input: ProposeRun) -> Result<Proposal, Refusal<ProposeRunRefusal>> {
    let request = w.fresh_request();
    let halls = vec![HallChange { hall: HallId(3), before: Grade::B, after: None, plan: None }];
    w.write(Lane(0), Actor::Staff(staff), request, move |tx, cx| {
        once(tx, cx, "test", &[HallId::ORG], &input, |tx| propose_run(tx, cx, staff, &input, halls.clone()))
    })
    .unwrap()
}

fn decide(
    w: &mut World,
    staff: StaffId,
    input: DecideProposal,
) -> Result<Proposal, Refusal<DecideProposalRefusal>> {
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(staff), request, move |tx, cx| {
        once(tx, cx, "test", &[HallId::ORG], &input, |tx| decide_proposal(tx, cx, staff, input))
    })
    .unwrap()
}

fn done(w: &mut World) -> Run {
    let run = start(w);
    assert!(begin(w, run.id));
    assert_eq!(end(w, run.id, true, "{}"), Ok(RunState::Done));
    run
}

fn tomorrow(w: &World, run: RunId) -> ProposeRun {
    ProposeRun { run, from_day: w.day().plus(1), reason: "并厅提效".into() }
}

#[every_engine]
fn a_run_keeps_the_city_it_was_asked_with_whatever_becomes_of_the_scenario(w: &mut World) {
    let run = start(w);
    let org = w.org;
    let snapshot =
        move |w: &World| w.read(move |tx| centre::runs::snapshot(tx, org, run.id)).unwrap().unwrap();
    let before = snapshot(w);
    assert_eq!((before.seed, before.sites.len()), (7, 3));
    let edit = centre::scenarios::SetSite {
        site: "s1".into(),
        rule: kernel::SiteRule::Closed,
        grade: None,
        at: planning::site::city::Point::default(),
    };
    let input =
        ChangeScenario { scenario: run.scenario, version: 1, name: None, ask: None, sites: vec![edit] };
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(ANN), request, move |tx, cx| change_scenario(tx, cx, &input))
        .unwrap()
        .unwrap();
    assert_eq!(snapshot(w), before);
    let stale = try_start(w, StartRun { scenario: run.scenario, version: 1, asked: asked() });
    assert_eq!(stale, Err(Refusal::Command(StartRunRefusal::Stale { rule: "2".into() })));
}

#[every_engine]
fn more_effort_is_more_steps_and_three_is_the_planners_own(w: &mut World) {
    let scenario = add(w).id;
    let org = w.org;
    let mut effort = |effort: i64| {
        let asked = Asked { effort, ..asked() };
        let id = try_start(w, StartRun { scenario, version: 1, asked }).unwrap().id;
        w.read(move |tx| centre::runs::snapshot(tx, org, id)).unwrap().unwrap().effort
    };
    let plain = planning::site::city::Effort::default();
    assert_eq!(effort(3), plain);
    assert!(effort(1).starts < plain.starts && effort(10).bound_rounds > plain.bound_rounds);
}

#[every_engine]
fn what_cannot_be_asked_is_refused_by_field_and_the_queue_has_an_end(w: &mut World) {
    let scenario = add(w).id;
    let wrong = [
        ("effort", Asked { effort: 0, ..asked() }),
        ("effort", Asked { effort: 11, ..asked() }),
        ("limit_s", Asked { limit_s: 3601, ..asked() }),
        ("seed", Asked { seed: -1, ..asked() }),
    ];
    for (field, asked) in wrong {
        let Err(Refusal::Command(refusal)) = try_start(w, StartRun { scenario, version: 1, asked }) else {
            panic!("{field} was taken")
        };
        assert_eq!((refusal.code(), refusal.details()[0]), ("field_wrong", ("field", field)));
    }
    let gone = StartRun { scenario: ScenarioId(5), version: 1, asked: asked() };
    assert_eq!(try_start(w, gone), Err(Refusal::Command(StartRunRefusal::Unknown)));
    for _ in 0..20 {
        try_start(w, StartRun { scenario, version: 1, asked: asked() }).unwrap();
    }
    let full = try_start(w, StartRun { scenario, version: 1, asked: asked() });
    assert_eq!(full, Err(Refusal::Command(StartRunRefusal::Full { rule: "≤ 20".into() })));
}

#[every_engine]
fn the_run_that_was_begun_goes_on_first_after_a_restart_and_then_the_oldest(w: &mut World) {
    let (first, second) = (start(w), start(w));
    let org = w.org;
    let next = move |w: &World| w.read(move |tx| centre::runs::take_next(tx, org)).unwrap().map(|run| run.id);
    assert_eq!(next(w), Some(first.id));
    assert!(begin(w, second.id));
    w.restart();
    assert_eq!(next(w), Some(second.id));
    assert!(begin(w, second.id), "taken up again");
    end(w, second.id, true, "{}").unwrap();
    assert_eq!(next(w), Some(first.id));
    assert_eq!(w.read(move |tx| centre::runs::ahead(tx, org, second.id)).unwrap(), 1);
}

#[every_engine]
fn a_run_has_one_answer_and_what_is_over_stays_over(w: &mut World) {
    let run = start(w);
    assert_eq!(end(w, run.id, true, "{}"), Err(Refusal::Command(EndRunRefusal::Over)), "not begun");
    assert!(begin(w, run.id));
    let org = w.org;
    let point = Point { at_ms: 5, done: 1, of: 2, best: Some(3.5), bound: None };
    let note = move |tx: &mut dyn store::Tx| {
        centre::runs::note_progress(tx, org, run.id, &[point]).map_err(store::Fail::<()>::from)
    };
    w.store.write_and_wait(Lane(0), note).unwrap().unwrap();
    let row = w.read(move |tx| centre::runs::run(tx, org, run.id)).unwrap().unwrap();
    assert_eq!((row.series, row.run.state), (vec![point], RunState::Running));
    assert_eq!(end(w, run.id, true, r#"{"a":1}"#), Ok(RunState::Done));
    assert_eq!(end(w, run.id, true, r#"{"a":2}"#), Err(Refusal::Command(EndRunRefusal::Over)));
    assert_eq!(w.read(move |tx| centre::runs::result(tx, org, run.id)).unwrap().unwrap(), r#"{"a":1}"#);
    assert!(!begin(w, run.id));
    assert_eq!(try_cancel(w, run.id), Err(Refusal::Command(CancelRunRefusal::Over)));
}

#[every_engine]
fn a_run_that_waits_is_cancelled_at_once_and_one_that_goes_on_keeps_the_best_it_had(w: &mut World) {
    let waits = start(w);
    assert_eq!(try_cancel(w, waits.id).unwrap().state, RunState::Cancelled);
    assert!(!begin(w, waits.id));
    let goes_on = start(w);
    assert!(begin(w, goes_on.id));
    let told = try_cancel(w, goes_on.id).unwrap();
    assert_eq!((told.state, told.stop), (RunState::Running, true));
    assert_eq!(end(w, goes_on.id, false, "{}"), Ok(RunState::Cancelled));
    // Nothing was found yet: there is no plan, and nothing was impossible.
    let early = start(w);
    assert!(begin(w, early.id));
    try_cancel(w, early.id).unwrap();
    assert_eq!(end_as(w, early.id, true, false, "{}"), Ok(RunState::Cancelled));
    let org = w.org;
    assert_eq!(w.read(move |tx| centre::runs::result(tx, org, early.id)).unwrap(), None);
    // Whoever is told to stop on the last step is done all the same.
    let on_the_line = start(w);
    assert!(begin(w, on_the_line.id));
    try_cancel(w, on_the_line.id).unwrap();
    assert_eq!(end(w, on_the_line.id, true, "{}"), Ok(RunState::Done));
    assert_eq!(try_cancel(w, RunId(5)), Err(Refusal::Command(CancelRunRefusal::Unknown)));
}

#[every_engine]
fn only_a_siting_that_is_done_can_be_proposed_and_only_once(w: &mut World) {
    let waits = start(w);
    let input = tomorrow(w, waits.id);
    assert_eq!(propose(w, ANN, input), Err(Refusal::Command(ProposeRunRefusal::NotDone)));
    begin(w, waits.id);
    try_cancel(w, waits.id).unwrap();
    end(w, waits.id, false, "{}").unwrap();
    assert_eq!(state(w, waits.id), RunState::Cancelled);
    let input = tomorrow(w, waits.id);
    assert_eq!(propose(w, ANN, input), Err(Refusal::Command(ProposeRunRefusal::NotDone)));
    let scenario = add(w).id;
    let asked = Asked { work: RunWork::Front, ..asked() };
    let front = try_start(w, StartRun { scenario, version: 1, asked }).unwrap().id;
    begin(w, front);
    end(w, front, true, "{}").unwrap();
    let input = tomorrow(w, front);
    assert_eq!(propose(w, ANN, input), Err(Refusal::Command(ProposeRunRefusal::NotDone)));
    let run = done(w).id;
    let today = ProposeRun { from_day: w.day(), ..tomorrow(w, run) };
    assert_eq!(propose(w, ANN, today).map_err(code), Err("plan_in_past"));
    let silent = ProposeRun { reason: " ".into(), ..tomorrow(w, run) };
    assert_eq!(propose(w, ANN, silent).map_err(code), Err("field_wrong"));
    let input = tomorrow(w, run);
    let proposed = propose(w, ANN, input.clone()).unwrap();
    assert_eq!((proposed.run, proposed.state), (run, ProposalState::Proposed));
    assert_eq!(propose(w, BEN, input), Err(Refusal::Command(ProposeRunRefusal::There)));
    let unknown = tomorrow(w, RunId(5));
    assert_eq!(propose(w, ANN, unknown), Err(Refusal::Command(ProposeRunRefusal::Unknown)));
}

fn code<E: Refuse>(refusal: Refusal<E>) -> &'static str {
    match refusal {
        Refusal::Command(refusal) => refusal.code(),
        Refusal::RequestReused => "request_reused",
    }
}

#[every_engine]
fn whoever_proposed_never_decides_and_a_decision_stands(w: &mut World) {
    let run = done(w).id;
    let input = tomorrow(w, run);
    let proposal = propose(w, ANN, input).unwrap().id;
    let yes = DecideProposal { proposal, approve: true };
    assert_eq!(decide(w, ANN, yes), Err(Refusal::Command(DecideProposalRefusal::Own)));
    assert_eq!(decide(w, BEN, yes).unwrap().state, ProposalState::Approved);
    let no = DecideProposal { approve: false, ..yes };
    assert_eq!(decide(w, BEN, no), Err(Refusal::Command(DecideProposalRefusal::Decided)));
    let gone = DecideProposal { proposal: ProposalId(5), approve: true };
    assert_eq!(decide(w, BEN, gone), Err(Refusal::Command(DecideProposalRefusal::Unknown)));
}

#[every_engine]
fn a_proposal_whose_day_has_come_can_only_be_rejected_and_then_proposed_again(w: &mut World) {
    let run = done(w).id;
    let input = tomorrow(w, run);
    let proposal = propose(w, ANN, input).unwrap().id;
    w.on("2026-10-13");
    let yes = DecideProposal { proposal, approve: true };
    assert_eq!(decide(w, BEN, yes).map_err(code), Err("plan_in_past"));
    let no = DecideProposal { approve: false, ..yes };
    assert_eq!(decide(w, BEN, no).unwrap().state, ProposalState::Rejected);
    let input = tomorrow(w, run);
    assert!(propose(w, ANN, input).is_ok());
    assert_eq!(w.broken_chains(), []);
}
