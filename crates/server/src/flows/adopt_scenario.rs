//! A plan of the whole city becomes plans of its halls: `centre` keeps the proposal, `floor` the plans of the halls.
//!
//! Invariant: an approved proposal and the plan of every hall it changes are one commit; a hall's plan is adopted exactly
//! as it would have been decided by itself, from tomorrow at the earliest and by a second person.

use centre::proposals::{
    DecideProposal, DecideProposalRefusal, HallChange, Proposal, ProposeRun, ProposeRunRefusal,
    decide_proposal, keep_plans, propose_run,
};
use floor::HallPlan;
use floor::halls::{AdoptPlan, adopt_plan, check_adopted, closed, plan_in_force, regraded};
use kernel::{Cx, Day, HallId, Ids, Refuse, StaffId};
use pack::Pack;
use serde::{Deserialize, Serialize};
use store::{Fail, Refusal, Tx, once};

/// Halls that one plan may change: each gets a plan with an id of its own, out of those that one command may draw.
const HALLS_MAX: usize = 200;
const _: () = assert!((HALLS_MAX as i64) < Ids::BLOCK);

/// A hall that is to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Regrade {
    /// What changes.
    pub(crate) change: HallChange,
    /// The hall's code in the pack.
    pub(crate) code: String,
    /// Counters that the plan of the city gives it.
    pub(crate) counters: i64,
}

/// Why a flow did not happen: one of the commands that it is made of refused, or a hall cannot be like that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FlowRefusal<E> {
    /// The command of `centre`.
    Centre(E),
    /// A hall's plan is not one that could be: which hall and field, and the rule.
    Hall { field: String, rule: String },
}

impl<E: Refuse> Refuse for FlowRefusal<E> {
    fn code(&self) -> &'static str {
        match self {
            FlowRefusal::Centre(refusal) => refusal.code(),
            FlowRefusal::Hall { .. } => "plan_invalid",
        }
    }

    fn details(&self) -> Vec<(&'static str, &str)> {
        match self {
            FlowRefusal::Centre(refusal) => refusal.details(),
            FlowRefusal::Hall { field, rule } => vec![("field", field), ("rule", rule)],
        }
    }
}

type Flown<E> = Result<Proposal, Fail<Refusal<FlowRefusal<E>>>>;

fn of_centre<E>(fail: Fail<E>) -> Fail<FlowRefusal<E>> {
    match fail {
        Fail::Refused(refusal) => Fail::Refused(FlowRefusal::Centre(refusal)),
        Fail::Db(error) => Fail::Db(error),
    }
}

/// The plan that a hall would have from `day` on, checked; nothing to check when it has none in force.
fn plan_to_be<E>(
    tx: &mut dyn Tx,
    cx: &Cx,
    pack: &Pack,
    it: &Regrade,
    day: Day,
) -> Result<HallPlan, Fail<FlowRefusal<E>>> {
    let wrong = |field: &str, rule: String| {
        Fail::Refused(FlowRefusal::Hall { field: format!("{}.{field}", it.code), rule })
    };
    let in_force = plan_in_force(tx, cx.org, it.change.hall, day)?;
    let Some(in_force) = in_force.map(|version| version.plan) else {
        return Err(wrong("plan", day.to_string()));
    };
    let plan = match it.change.after {
        None => closed(&in_force),
        Some(grade) => regraded(pack, &it.code, &in_force, grade, it.counters, day)
            .ok_or_else(|| wrong("grade", grade.as_str().to_owned()))?,
    };
    check_adopted(pack, &plan, day).map_err(|fault| wrong(&fault.field, fault.rule))?;
    Ok(plan)
}

/// Proposes the plan of a run, if every hall that it changes could be like that.
///
/// # Errors
/// The proposal or a hall's plan was refused, or the database could not.
pub(crate) fn propose_scenario(
    tx: &mut dyn Tx,
    cx: &Cx,
    pack: &Pack,
    staff: StaffId,
    input: &ProposeRun,
    halls: &[Regrade],
) -> Flown<ProposeRunRefusal> {
    once(tx, cx, "propose_scenario", &[HallId::ORG], &(staff, input), |tx| {
        if halls.len() > HALLS_MAX {
            let (field, rule) = ("halls".to_owned(), format!("≤ {HALLS_MAX}"));
            return Err(Fail::Refused(FlowRefusal::Hall { field, rule }));
        }
        for it in halls {
            plan_to_be(tx, cx, pack, it, input.from_day)?;
        }
        let changes = halls.iter().map(|it| it.change.clone()).collect();
        propose_run(tx, cx, staff, input, changes).map_err(of_centre)
    })
}

/// Decides on a proposal; approved, every hall that it changes gets its plan from its day on.
///
/// # Errors
/// The decision or a hall's plan was refused, or the database could not; then nothing has changed.
pub(crate) fn adopt_scenario(
    tx: &mut dyn Tx,
    cx: &Cx,
    pack: &Pack,
    staff: StaffId,
    input: DecideProposal,
    halls: &[Regrade],
) -> Flown<DecideProposalRefusal> {
    let roots: Vec<HallId> =
        std::iter::once(HallId::ORG).chain(halls.iter().map(|it| it.change.hall)).collect();
    once(tx, cx, "adopt_scenario", &roots, &(staff, input), |tx| {
        let mut decided = decide_proposal(tx, cx, staff, input).map_err(of_centre)?;
        if !input.approve {
            return Ok(decided);
        }
        let (from_day, proposed_by, proposed_at) =
            (decided.from_day, decided.proposed_by, decided.proposed_at);
        for change in &mut decided.halls {
            let it = halls.iter().find(|it| it.change.hall == change.hall);
            let it = it.expect("a proposal changes the halls of its run's plan, which never changes");
            let plan = plan_to_be(tx, cx, pack, it, from_day)?;
            let (hall, reason) = (change.hall, decided.reason.clone());
            let adopted =
                AdoptPlan { hall, from_day, reason, plan, proposed_by, proposed_at, decided_by: staff };
            change.plan = Some(adopt_plan(tx, cx, adopted)?.id);
        }
        keep_plans(tx, cx, &decided)?;
        Ok(decided)
    })
}
