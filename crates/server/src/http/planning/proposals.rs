//! Proposals of plans: made, listed, decided. Approved, they change the halls' own plans in the same commit.

use std::sync::Arc;

use api::routes::{DecideAScenario, ListScenarioProposals, ProposeAScenario};
use api::{ByHand, ProposedHall, ScenarioProposal, ScenarioProposals};
use centre::proposals::{DecideProposal, HallChange, Proposal, ProposalState, ProposeRun, proposals};
use kernel::{HallId, Role, RunWork};
use planning::site::city::{City, Plan};

use super::results::{Answered, answered};
use super::view;
use crate::flows::{Regrade, adopt_scenario, propose_scenario};
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::who::Caller;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(list).on(propose).on(decide)
}

/// Halls that a plan changes, and how many counters it gives each.
async fn regrades(app: &App, it: &Answered<Plan>) -> Result<Vec<Regrade>, Refused> {
    let halls = app.live.halls(app).await?;
    let mut found = Vec::new();
    for hall in &it.answer.halls {
        let Some(before) = hall.before.filter(|before| hall.after != Some(*before)) else { continue };
        let Some(row) = halls.iter().find(|row| row.code == hall.site) else { continue };
        let change = HallChange { hall: row.id, before, after: hall.after, plan: None };
        found.push(Regrade { change, code: row.code.clone(), counters: i64::from(hall.crew.counters) });
    }
    Ok(found)
}

/// What no plan of a hall can say: openings, and halls that move.
fn by_hand(it: &Answered<Plan>, first: &City) -> Vec<ByHand> {
    let mut found = Vec::new();
    for (site, hall) in it.city.sites.iter().zip(&it.answer.halls) {
        let Some(grade) = hall.after else { continue };
        let moves = first.sites.iter().any(|before| before.id == site.id && before.at != site.at);
        if hall.before.is_none() || moves {
            let moves = hall.before.is_some();
            found.push(ByHand { site: site.id.clone(), name: site.name.clone(), grade, moves });
        }
    }
    found
}

async fn wire(app: &Arc<App>, caller: &Caller, it: Proposal) -> Result<ScenarioProposal, Refused> {
    let found = answered::<Plan>(app, it.run, RunWork::Site).await?;
    let first = crate::planning::city::of_today(app).await?;
    let names = view::names(app, [Some(it.proposed_by), it.decided_by].into_iter().flatten()).await?;
    let halls = app.live.halls(app).await?;
    let proposed = |change: &HallChange| ProposedHall {
        hall: change.hall,
        name: halls.iter().find(|row| row.id == change.hall).map(|row| row.name.clone()).unwrap_or_default(),
        grade_now: change.before,
        grade: change.after,
        plan: change.plan,
    };
    let decides = caller.roles().contains(&Role::Command);
    let another = caller.staff().is_ok_and(|staff| staff != it.proposed_by);
    Ok(ScenarioProposal {
        id: it.id,
        run: it.run,
        scenario: found.run.scenario,
        scenario_name: found.scenario_name.clone(),
        from_day: it.from_day,
        state: it.state.as_str().to_owned(),
        proposed_by: names.get(&it.proposed_by).cloned().unwrap_or_default(),
        proposed_us: it.proposed_at,
        decided_by: it.decided_by.and_then(|staff| names.get(&staff).cloned()),
        decided_us: it.decided_at,
        may_decide: it.state == ProposalState::Proposed && decides && another,
        halls: it.halls.iter().map(proposed).collect(),
        by_hand: by_hand(&found, &first),
        now: view::before(&found.answer),
        planned: view::planned(&found.answer),
        reason: it.reason,
    })
}

async fn list(app: Arc<App>, ask: Ask<ListScenarioProposals>) -> Result<ScenarioProposals, Refused> {
    let org = app.org;
    let found = app.read(move |tx| proposals(tx, org)).await?;
    let mut listed = Vec::with_capacity(found.len());
    for it in found {
        listed.push(wire(&app, &ask.caller, it).await?);
    }
    Ok(ScenarioProposals { proposals: listed })
}

async fn propose(app: Arc<App>, ask: Ask<ProposeAScenario>) -> Result<ScenarioProposal, Refused> {
    let (staff, actor) = (ask.caller.staff()?, ask.caller.actor());
    let found = answered::<Plan>(&app, ask.path.run, RunWork::Site).await?;
    let changes = regrades(&app, &found).await?;
    let input = ProposeRun { run: ask.path.run, from_day: ask.body.from_day, reason: ask.body.reason };
    let pack = Arc::clone(&app.pack);
    let made = app
        .write("propose_scenario", HallId::ORG, actor, &ask.request, move |tx, cx| {
            propose_scenario(tx, cx, &pack, staff, &input, &changes)
        })
        .await?;
    wire(&app, &ask.caller, made).await
}

async fn decide(app: Arc<App>, ask: Ask<DecideAScenario>) -> Result<ScenarioProposal, Refused> {
    let (staff, actor, org) = (ask.caller.staff()?, ask.caller.actor(), app.org);
    let input = DecideProposal { proposal: ask.path.proposal, approve: ask.body.approve };
    let found = app.read(move |tx| centre::proposals::proposal(tx, org, input.proposal)).await?;
    let run = found.ok_or(Refused::new("proposal_unknown"))?.run;
    let changes = regrades(&app, &answered::<Plan>(&app, run, RunWork::Site).await?).await?;
    let pack = Arc::clone(&app.pack);
    let decided = app
        .write("adopt_scenario", HallId::ORG, actor, &ask.request, move |tx, cx| {
            adopt_scenario(tx, cx, &pack, staff, input, &changes)
        })
        .await?;
    wire(&app, &ask.caller, decided).await
}
