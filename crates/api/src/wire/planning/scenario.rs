//! Scenarios: what is asked of the planner, and the runs that answer.

use kernel::{
    ChoiceRule, Day, Grade, HallId, ProposalId, RecordId, RunId, RunState, RunWork, ScenarioId, SiteRule,
    Time,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{PlanCity, PlanFigures};
use crate::wire::wire;

wire! {
    /// Every scenario, the one changed last on top.
    pub struct Scenarios {
        /// Scenarios.
        pub scenarios: Vec<ScenarioBrief>,
    }

    /// A scenario in a list.
    pub struct ScenarioBrief {
        /// Its id.
        pub id: ScenarioId,
        /// Its name.
        pub name: String,
        /// Counts its changes, from 1.
        pub version: i64,
        /// Who made it.
        pub author: String,
        /// When it was changed last.
        pub changed_us: Time,
        /// Its runs, the newest first.
        pub runs: Vec<RunBrief>,
    }

    /// A run in a list.
    pub struct RunBrief {
        /// Its id.
        pub id: RunId,
        /// What was asked.
        pub work: RunWork,
        /// The version of the scenario it is about.
        pub version: i64,
        /// How it stands.
        pub state: RunState,
        /// When it was asked for.
        pub asked_us: Time,
        /// When it ended.
        pub ended_us: Option<Time>,
        /// Where it came to.
        pub last: Option<ProgressPoint>,
    }

    /// A scenario.
    pub struct Scenario {
        /// Its id, name, version, author and runs.
        pub brief: ScenarioBrief,
        /// What is asked of the planner.
        pub settings: PlanSettings,
        /// The city as this scenario has it.
        pub city: PlanCity,
    }

    /// What is asked of the planner.
    pub struct PlanSettings {
        /// What counts how much.
        pub weights: PlanWeights,
        /// The most that all halls with their clerks may cost in a year, in fen; no limit if absent.
        pub yearly_max_fen: Option<i64>,
        /// The most that all changes may cost at once, in fen; no limit if absent.
        pub change_max_fen: Option<i64>,
        /// How people choose a hall.
        pub choice: ChoiceRule,
        /// For a choice by gravity: how steeply the draw of a hall falls with the way to it; the exponent of
        /// (minutes + 1).
        pub decay: f64,
        /// For a choice by gravity: halls so many minutes further than the nearest are not considered.
        pub further_min: f64,
        /// For a choice by gravity: whether the wait in the hall counts as way.
        pub wait_counts: bool,
        /// The share of payments now made in halls that goes online, in per mille.
        pub online_pm: i64,
        /// Each county keeps a hall of grade B or better.
        pub county_b: bool,
        /// Each cluster of townships has a hall.
        pub cluster_hall: bool,
        /// No hall is asked for more than its grade can do.
        pub capacity: bool,
        /// Counties in which no hall of today may close.
        pub close_none_in: Vec<String>,
    }

    /// What counts how much: everything brought to fen a year. A weight of 0 is not looked at.
    pub struct PlanWeights {
        /// A fen of cost counts as so many.
        pub cost: f64,
        /// Years over which one-off cost is spread.
        pub years: f64,
        /// A visit's minute of way, in fen.
        pub minute_fen: f64,
        /// A visit's minute of waiting, in fen.
        pub wait_minute_fen: f64,
        /// Each head with more than 15 minutes to go, in fen a year.
        pub beyond_15_fen: f64,
        /// Each head with more than 30 minutes to go, in fen a year on top.
        pub beyond_30_fen: f64,
        /// A head's minute in the tenth that has it farthest, in fen a year.
        pub worst_tenth_fen: f64,
        /// How much more the way of the old counts; 1 for no more.
        pub elders: f64,
        /// Each visit that would have to go elsewhere for all halls to be equally full, in fen.
        pub balance_fen: f64,
    }

    /// A new scenario.
    pub struct AddScenario {
        /// Its name.
        pub name: String,
        /// The scenario it begins as a copy of; the city of the pack if absent.
        pub copy: Option<ScenarioId>,
    }

    /// A change of a scenario. What is absent stays.
    pub struct ChangeScenario {
        /// The version that was changed; refused if somebody else changed it since.
        pub version: i64,
        /// Its name.
        pub name: Option<String>,
        /// What is asked of the planner.
        pub settings: Option<PlanSettings>,
        /// Sites that are set otherwise.
        pub sites: Option<Vec<SetSite>>,
    }

    /// A site as the scenario is to have it.
    pub struct SetSite {
        /// Its code.
        pub site: String,
        /// Whether the planner may decide on it.
        pub rule: SiteRule,
        /// The only grade it may have; any if absent.
        pub grade: Option<Grade>,
        /// Metres east.
        pub x_m: i64,
        /// Metres north.
        pub y_m: i64,
    }

    /// Asks for a run.
    pub struct StartRun {
        /// The version of the scenario that is meant.
        pub version: i64,
        /// What is asked.
        pub work: RunWork,
        /// How hard to search, from 1 to 10; 3 if absent.
        pub effort: Option<i64>,
        /// The seed of what is drawn, as a decimal number; one is given if absent.
        pub seed: Option<String>,
        /// Seconds after which the best so far is the answer; 120 if absent, 600 where the work is many plans; 3600 at most.
        pub limit_s: Option<i64>,
    }

    /// A run.
    pub struct Run {
        /// Its id, question and state.
        pub brief: RunBrief,
        /// The scenario.
        pub scenario: ScenarioId,
        /// The scenario's name.
        pub scenario_name: String,
        /// The seed: the same scenario, version, effort and seed give the same answer.
        pub seed: String,
        /// How hard it searches.
        pub effort: i64,
        /// Seconds it may take.
        pub limit_s: i64,
        /// Runs that are before it in the queue.
        pub ahead: i64,
        /// The best and the bound as they came, oldest first.
        pub series: Vec<ProgressPoint>,
        /// Whether the search came to its end, and was not stopped by time or by hand.
        pub complete: bool,
        /// Why there is no plan.
        pub refusal: Option<PlanRefusal>,
    }

    /// Where a run came to.
    pub struct ProgressPoint {
        /// Milliseconds since it began.
        pub at_ms: i64,
        /// Steps done.
        pub done: i64,
        /// Steps in all, as far as they are known.
        pub of: i64,
        /// The best found: less is better.
        pub best: Option<f64>,
        /// No plan can be better than this.
        pub bound: Option<f64>,
        /// How far the best can be from the best possible, in per mille.
        pub gap_pm: Option<f64>,
    }

    /// What the feed of a run says at each change.
    pub struct RunProgress {
        /// How it stands.
        pub state: RunState,
        /// Runs that are before it in the queue.
        pub ahead: i64,
        /// Where it came to.
        pub last: Option<ProgressPoint>,
    }

    /// Why the planner cannot answer, and what would help.
    pub struct PlanRefusal {
        /// A stable code.
        pub code: String,
        /// In words.
        pub message: String,
        /// What it is about: a place, site or field.
        pub subject: Option<String>,
        /// The smallest change that would make it possible, in words.
        pub relaxation: Option<String>,
    }

    /// A finished plan to be decided on.
    pub struct ProposeScenario {
        /// From which day halls change.
        pub from_day: Day,
        /// Why.
        pub reason: String,
    }

    /// Proposals of scenarios, the newest first.
    pub struct ScenarioProposals {
        /// Proposals.
        pub proposals: Vec<ScenarioProposal>,
    }

    /// A finished plan that was proposed.
    pub struct ScenarioProposal {
        /// Its id.
        pub id: ProposalId,
        /// The run whose plan it is.
        pub run: RunId,
        /// The scenario.
        pub scenario: ScenarioId,
        /// The scenario's name.
        pub scenario_name: String,
        /// From which day halls change.
        pub from_day: Day,
        /// Why.
        pub reason: String,
        /// proposed, approved or rejected.
        pub state: String,
        /// Who proposed it.
        pub proposed_by: String,
        /// When.
        pub proposed_us: Time,
        /// Who decided.
        pub decided_by: Option<String>,
        /// When.
        pub decided_us: Option<Time>,
        /// Whether the viewer may decide.
        pub may_decide: bool,
        /// What it changes in halls that are there; `plan` is the hall's own plan, once approved.
        pub halls: Vec<ProposedHall>,
        /// What a plan of a hall cannot say: halls to be opened or moved, which the company pack brings.
        pub by_hand: Vec<ByHand>,
        /// Today's figures.
        pub now: PlanFigures,
        /// The plan's figures.
        pub planned: PlanFigures,
    }

    /// A hall that changes.
    pub struct ProposedHall {
        /// The hall.
        pub hall: HallId,
        /// Its name.
        pub name: String,
        /// Its grade now.
        pub grade_now: Grade,
        /// Its grade from the day on; it closes if absent.
        pub grade: Option<Grade>,
        /// The hall's plan that says so.
        pub plan: Option<RecordId>,
    }

    /// What has to be done outside the plans of halls.
    pub struct ByHand {
        /// The site.
        pub site: String,
        /// Its name.
        pub name: String,
        /// The grade it is to have.
        pub grade: Grade,
        /// Whether the hall is there and moves; otherwise it is to be opened.
        pub moves: bool,
    }
}

/// Two to four runs to be set side by side.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Ids of finished runs of siting, with commas between.
    pub runs: String,
}

/// As which file a plan or a roster is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// xlsx or pdf.
    pub form: String,
}

/// A comparison as a file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareFormQuery {
    /// Ids of finished runs of siting, with commas between.
    pub runs: String,
    /// xlsx or pdf.
    pub form: String,
}
