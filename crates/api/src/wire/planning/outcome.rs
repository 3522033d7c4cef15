//! What a plan comes to: figures, sites, catchments, who wins and who loses; the front of access against cost; what
//! becomes of halls as payments go online.

use kernel::{Grade, HallId, RunId, ScenarioId, SiteChange};

use crate::wire::wire;

wire! {
    /// The answer to a siting.
    pub struct PlanResult {
        /// The run.
        pub run: RunId,
        /// The scenario.
        pub scenario: ScenarioId,
        /// The scenario's name.
        pub scenario_name: String,
        /// What the plan is worth by its parts, in fen a year: less is better.
        pub objective: PlanObjective,
        /// No plan can be better than this, in fen a year.
        pub bound: f64,
        /// How far the plan can be from the best possible, in per mille; 0 when it is proven to be the best.
        pub gap_pm: f64,
        /// What the bound does not see in full, so that the gap holds it as well: choice, clerks, wait, balance,
        /// capacity.
        pub blind: Vec<String>,
        /// Whether the search came to its end.
        pub complete: bool,
        /// Today's figures, by the same model.
        pub now: PlanFigures,
        /// The plan's figures.
        pub planned: PlanFigures,
        /// One-off cost of all changes, in fen.
        pub once_fen: i64,
        /// Every site.
        pub sites: Vec<SiteOutcome>,
        /// Who goes where: the catchments.
        pub flows: Vec<PlanFlow>,
        /// What changes, each with what it does to people and cost; what touches most people first.
        pub changes: Vec<PlanChange>,
        /// Places that have it farther than today, those with most people times minutes first.
        pub losers: Vec<PlaceOutcome>,
        /// Places that have it nearer than today.
        pub winners: Vec<PlaceOutcome>,
    }

    /// What a plan is worth, in fen a year, each part already weighed.
    pub struct PlanObjective {
        /// All of it.
        pub total: f64,
        /// Cost.
        pub cost: f64,
        /// The way of visits.
        pub travel: f64,
        /// Waiting.
        pub wait: f64,
        /// People beyond 15 and 30 minutes.
        pub beyond: f64,
        /// The tenth that has it farthest.
        pub worst_tenth: f64,
        /// Halls that are unequally full.
        pub balance: f64,
    }

    /// Figures of a plan.
    pub struct PlanFigures {
        /// Cost of all halls with their clerks, in fen a year.
        pub yearly_fen: i64,
        /// Of which clerks.
        pub clerks_fen: i64,
        /// The way of a visit on average, one way, in minutes.
        pub travel_mean_min: f64,
        /// People who have at most 15 minutes to go, in per mille.
        pub within_15_pm: i64,
        /// At most 30 minutes.
        pub within_30_pm: i64,
        /// The way of the tenth of people who have it farthest, on average, in minutes.
        pub worst_tenth_min: f64,
        /// The way of a visit of the old, on average, in minutes.
        pub elders_mean_min: f64,
        /// The wait of a visit on average, in minutes.
        pub wait_mean_min: f64,
        /// People whom no hall that they can reach serves.
        pub unserved: i64,
        /// Counters of all halls.
        pub counters: i64,
        /// Halls by grade.
        pub grades: Vec<GradeCount>,
    }

    /// How many halls of a grade.
    pub struct GradeCount {
        /// The grade.
        pub grade: Grade,
        /// Halls.
        pub halls: i64,
    }

    /// A site in a plan.
    pub struct SiteOutcome {
        /// Its code.
        pub site: String,
        /// Its name.
        pub name: String,
        /// The hall that is there.
        pub hall: Option<HallId>,
        /// Metres east.
        pub x_m: i64,
        /// Metres north.
        pub y_m: i64,
        /// Grade now.
        pub grade_now: Option<Grade>,
        /// Grade in the plan; closed if absent.
        pub grade: Option<Grade>,
        /// What happens to it.
        pub change: SiteChange,
        /// Visits a year now.
        pub visits_now: i64,
        /// Visits a year in the plan.
        pub visits: i64,
        /// Visits in the plan by segment, in the order of `PlanCity::segments`.
        pub visits_by_segment: Vec<i64>,
        /// Visits by the most its grade allows, in per mille.
        pub full_pm: i64,
        /// Counters it needs.
        pub counters: i64,
        /// The wait on average, in minutes.
        pub wait_mean_min: f64,
        /// Its cost with its clerks, in fen a year.
        pub yearly_fen: i64,
        /// One-off cost of its change, in fen.
        pub once_fen: i64,
    }

    /// People of a place and segment who go to a site.
    pub struct PlanFlow {
        /// The place.
        pub place: String,
        /// The segment.
        pub segment: String,
        /// The site.
        pub site: String,
        /// Heads.
        pub people: i64,
        /// The way of the place and segment on average, in minutes.
        pub minutes: f64,
    }

    /// A change and what it does alone: "closing X sends 4,100 people 6 minutes further, saves 310,000 yuan a year; 12 %
    /// of them are over 65".
    pub struct PlanChange {
        /// The site.
        pub site: String,
        /// Its name.
        pub name: String,
        /// What happens to it.
        pub change: SiteChange,
        /// Grade now.
        pub grade_now: Option<Grade>,
        /// Grade in the plan.
        pub grade: Option<Grade>,
        /// Who go further.
        pub further: Felt,
        /// Who have less far to go.
        pub nearer: Felt,
        /// What it saves in a year in all halls together, in fen; less than 0 costs more.
        pub saves_fen: i64,
        /// Its one-off cost, in fen.
        pub once_fen: i64,
    }

    /// How a group of people feels a change.
    pub struct Felt {
        /// How many people.
        pub people: i64,
        /// By how many minutes one way on average, 0 or more.
        pub minutes: f64,
        /// Of them 65 or older, in per mille.
        pub over65_pm: i64,
    }

    /// What a plan does to a place and segment.
    pub struct PlaceOutcome {
        /// The place.
        pub place: String,
        /// Its name.
        pub name: String,
        /// The segment.
        pub segment: String,
        /// Heads.
        pub people: i64,
        /// Of them 65 or older, in per mille.
        pub over65_pm: i64,
        /// The way now, in minutes; absent when no hall serves them.
        pub minutes_now: Option<f64>,
        /// The way in the plan, in minutes.
        pub minutes: f64,
        /// The site that most of them go to in the plan.
        pub site: Option<String>,
    }

    /// Plans side by side.
    pub struct Comparison {
        /// Today's figures.
        pub now: PlanFigures,
        /// Each plan.
        pub plans: Vec<ComparedPlan>,
        /// Which of them is best in what, to be put into a sentence.
        pub findings: Vec<Finding>,
        /// Sites that the plans do not agree on.
        pub differences: Vec<SiteDifference>,
    }

    /// A plan among others.
    pub struct ComparedPlan {
        /// The run.
        pub run: RunId,
        /// The scenario.
        pub scenario: ScenarioId,
        /// The scenario's name.
        pub scenario_name: String,
        /// How far it can be from the best possible, in per mille.
        pub gap_pm: f64,
        /// Its figures.
        pub figures: PlanFigures,
        /// Changes of halls.
        pub changes: Vec<PlanChange>,
        /// One-off cost of all changes, in fen.
        pub once_fen: i64,
        /// Who go further than today.
        pub further: Felt,
        /// Who have less far to go than today.
        pub nearer: Felt,
        /// The places that lose most.
        pub losers: Vec<PlaceOutcome>,
    }

    /// A plan is best in something.
    pub struct Finding {
        /// least_cost, nearest, worst_tenth, elders, shortest_wait or fewest_lose.
        pub code: String,
        /// The plan.
        pub run: RunId,
        /// Its figure, in the unit of the code: fen, minutes or people.
        pub value: f64,
        /// The next best plan's figure.
        pub next: f64,
    }

    /// A site on which plans differ.
    pub struct SiteDifference {
        /// The site.
        pub site: String,
        /// Its name.
        pub name: String,
        /// Its grade now.
        pub grade_now: Option<Grade>,
        /// Its grade in each plan, in their order; closed if absent.
        pub grades: Vec<Option<Grade>>,
    }

    /// Access against cost: no plan is better in both than one of these.
    pub struct ParetoFront {
        /// The run.
        pub run: RunId,
        /// From the cheapest.
        pub points: Vec<FrontPoint>,
    }

    /// One plan of a front.
    pub struct FrontPoint {
        /// Its figures.
        pub figures: PlanFigures,
        /// How far it can be from the best possible at its cost, in per mille.
        pub gap_pm: f64,
        /// Grades of its open sites.
        pub open: Vec<OpenSite>,
    }

    /// A site that is open.
    pub struct OpenSite {
        /// The site.
        pub site: String,
        /// Its grade.
        pub grade: Grade,
    }

    /// What becomes of halls as payments go online.
    pub struct OnlineShift {
        /// The run.
        pub run: RunId,
        /// From no further shift on.
        pub steps: Vec<ShiftStep>,
    }

    /// The city when a further share of payments went online.
    pub struct ShiftStep {
        /// The further share, in per mille.
        pub online_pm: i64,
        /// Figures if nothing is changed.
        pub unchanged: PlanFigures,
        /// Figures when the advice is followed.
        pub adapted: PlanFigures,
        /// Every hall.
        pub halls: Vec<ShiftHall>,
    }

    /// A hall after a shift.
    pub struct ShiftHall {
        /// The site.
        pub site: String,
        /// Its name.
        pub name: String,
        /// Grade now.
        pub grade_now: Grade,
        /// Visits a year.
        pub visits: i64,
        /// Visits by the most its grade allows, in per mille.
        pub full_pm: i64,
        /// Counters it needs.
        pub counters: i64,
        /// keep, fewer_counters, share_clerk, self_service, regrade or close.
        pub advice: String,
        /// Whom it shares a clerk with, by site.
        pub shares_with: Vec<String>,
        /// On which weekdays the clerk is here, 1 for Monday.
        pub weekdays: Vec<i64>,
        /// What the advice saves in a year, in fen.
        pub saves_fen: i64,
    }
}
