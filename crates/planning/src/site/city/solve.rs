//! A city in, a plan out: check, search, bound, prove, report.

use std::collections::BTreeMap;

use kernel::Grade;

use super::exact::prove;
use super::layout::Layout;
use super::model::Model;
use super::report::{self, End};
use super::search::{self, Found};
use super::sizing::Sizing;
use super::worth::{Broken, Desk, Score};
use super::{City, CityRefusal, Effort, Plan, Relaxation, check};
use crate::Watch;

/// Plans a city; counters are sized by its own [`Staffing`](super::Staffing), if it has one.
///
/// The same city gives the same plan on any machine and with any number of threads, unless it is stopped.
///
/// # Errors
/// See [`CityRefusal`]: what makes no sense, what cannot be kept, and the least that would have to give.
pub fn plan(city: &City, watch: &dyn Watch) -> Result<Plan, CityRefusal> {
    plan_with(city, city.staffing.as_ref().map(|it| it as &dyn Sizing), &[], watch)
}

/// As [`plan`], with counters sized by the caller, and with plans to begin from: the grade of each site by its code; a site
/// that is not named has no hall. The answer is never worse than one of them that keeps the constraints.
///
/// # Errors
/// As [`plan`].
pub fn plan_with(
    city: &City,
    sizing: Option<&dyn Sizing>,
    from: &[BTreeMap<String, Grade>],
    watch: &dyn Watch,
) -> Result<Plan, CityRefusal> {
    check::sense(city)?;
    let model = Model::new(city, sizing);
    check::possible(&model)?;
    let from: Vec<Vec<u8>> = from.iter().map(|grades| of_grades(&model, grades)).collect();
    let outcome = solve(&model, &from, watch)?;
    Ok(report::plan(&model, &outcome.best.options, &outcome.end))
}

/// What an arrangement that somebody has set is worth, beside today and beside what no plan can be better than: the grade
/// of each site by its code; a site that is not named has no hall.
///
/// Constraints are not asked for: how far it breaks them can be seen by comparing the plan's figures with them. The gap is
/// to the best plan that keeps them.
///
/// # Errors
/// As [`plan`], where it is about numbers and codes; a grade that the city does not offer, or a site that it does not have.
pub fn weigh(
    city: &City,
    sizing: Option<&dyn Sizing>,
    grades: &BTreeMap<String, Grade>,
    watch: &dyn Watch,
) -> Result<Plan, CityRefusal> {
    check::sense(city)?;
    for (id, grade) in grades {
        if !city.sites.iter().any(|site| site.id == *id) {
            return Err(CityRefusal::Unknown { field: "grades".into(), id: id.clone() });
        }
        if !city.grades.iter().any(|offer| offer.grade == *grade) {
            return Err(CityRefusal::NoSuchGrade { field: format!("grades.{id}"), grade: *grade });
        }
    }
    let narrow = City { effort: Effort { nodes: 0, ..city.effort }, ..city.clone() };
    let model = Model::new(&narrow, sizing);
    check::possible(&model)?;
    let options = of_grades(&model, grades);
    let score = Desk::default().worth(&Layout::new(&model, options.clone()), city.effort.wait_rounds).score;
    let mut aim = Found { options: options.clone(), score: Score { broken: 0.0, ..score } };
    let proof = prove(&model, &mut aim, watch);
    let end = End { bound: proof.bound.min(score.value), stopped: proof.stopped, steps: proof.steps };
    Ok(report::plan(&model, &options, &end))
}

fn of_grades(model: &Model<'_>, grades: &BTreeMap<String, Grade>) -> Vec<u8> {
    model.city.sites.iter().map(|site| model.option(grades.get(&site.id).copied())).collect()
}

/// The best that was found, and how good it is.
struct Outcome {
    best: Found,
    end: End,
}

/// Searches and proves. `from` are plans to begin from besides the usual starts.
fn solve(model: &Model<'_>, from: &[Vec<u8>], watch: &dyn Watch) -> Result<Outcome, CityRefusal> {
    let (found, searched) = search::run(model, from, watch);
    let mut best = settle_waits(model, found);
    if !best.score.kept()
        && let Some(mended) = afford(model, watch)?
    {
        let (found, _) = search::run(model, &[mended], watch);
        best = settle_waits(model, found);
    }
    let proof = prove(model, &mut best, watch);
    if !best.score.kept() {
        return Err(not_found(model, &best, watch.stop()));
    }
    let end =
        End { bound: proof.bound, stopped: proof.stopped || watch.stop(), steps: searched + proof.steps };
    Ok(Outcome { best, end })
}

/// The best of what the starts found, each weighed with all rounds of waits.
fn settle_waits(model: &Model<'_>, found: Vec<Found>) -> Found {
    let mut desk = Desk::default();
    let mut best = Found { options: model.today.clone(), score: Score::WORST };
    for mut one in found {
        one.score = desk.worth(&Layout::new(model, one.options.clone()), model.city.effort.wait_rounds).score;
        if one.score.beats(&best.score) {
            best = one;
        }
    }
    best
}

/// When the search found no plan that keeps everything: the cheapest plan that keeps all but a budget, if that is within it
/// after all; a refusal if no plan is; nothing if it cannot be said.
fn afford(model: &Model<'_>, watch: &dyn Watch) -> Result<Option<Vec<u8>>, CityRefusal> {
    let rules = &model.city.constraints;
    for (yearly, budget) in [(true, rules.yearly_max), (false, rules.change_max)] {
        let Some(budget) = budget else { continue };
        let cheap = cheapest(model, yearly, watch)?;
        let cheapest = cheap.best.score.value.round() as i64;
        if cheapest <= budget {
            if yearly || rules.yearly_max.is_none() {
                return Ok(Some(cheap.best.options));
            }
            continue;
        }
        // Less a grain, so that rounding makes no fen of it.
        let at_least = (cheap.end.bound * (1.0 - 1e-12) - 1e-3).ceil() as i64;
        if at_least > budget {
            return Err(if yearly {
                let relax = Relaxation::Yearly { fen: cheapest };
                CityRefusal::Budget { budget, cheapest, at_least, relax }
            } else {
                let relax = Relaxation::Change { fen: cheapest };
                CityRefusal::ChangeBudget { budget, cheapest, at_least, relax }
            });
        }
    }
    Ok(None)
}

/// The plan with the least yearly (or one-off) cost that keeps everything but that budget. Its value is the cost in fen.
fn cheapest(model: &Model<'_>, yearly: bool, watch: &dyn Watch) -> Result<Outcome, CityRefusal> {
    let mut city = model.city.clone();
    let weights = &mut city.weights;
    (weights.minute, weights.wait_minute, weights.beyond_15, weights.beyond_30) = (0.0, 0.0, 0.0, 0.0);
    (weights.worst_tenth, weights.balance, weights.cost) = (0.0, 0.0, 1.0);
    if yearly {
        // So many years that one-off cost does not count beside a fen a year.
        weights.years = 1e15;
        city.constraints.yearly_max = None;
    } else {
        weights.years = 1.0;
        city.constraints.change_max = None;
        city.grades.iter_mut().for_each(|offer| offer.yearly = 0);
        // Yearly cost is no part of this question, and so neither is the yearly budget.
        city.constraints.yearly_max = None;
    }
    let sizing = if yearly { model.sizing } else { None };
    solve(&Model::new(&city, sizing), &[], watch)
}

/// The least yearly cost, fen, of plans that keep everything but the yearly budget, and the grades of one such plan.
pub(super) fn least_cost(
    city: &City,
    sizing: Option<&dyn Sizing>,
    watch: &dyn Watch,
) -> Result<(i64, BTreeMap<String, Grade>), CityRefusal> {
    check::sense(city)?;
    let model = Model::new(city, sizing);
    check::possible(&model)?;
    let best = cheapest(&model, true, watch)?.best;
    let sites = city.sites.iter().zip(&best.options);
    let grades = sites.filter_map(|(site, option)| Some((site.id.clone(), model.grade(*option)?))).collect();
    Ok((best.score.value.round() as i64, grades))
}

fn broken(model: &Model<'_>, found: &Found) -> Broken {
    let layout = Layout::new(model, found.options.clone());
    Desk::default().worth(&layout, model.city.effort.wait_rounds).broken
}

/// No plan was found, and none was proven impossible.
fn not_found(model: &Model<'_>, nearest: &Found, stopped: bool) -> CityRefusal {
    let broken = broken(model, nearest);
    let rules = &model.city.constraints;
    let relax = match (rules.yearly_max, rules.change_max) {
        (Some(budget), _) if broken.yearly_over > 0 => {
            Relaxation::Yearly { fen: budget + broken.yearly_over }
        }
        (_, Some(budget)) if broken.change_over > 0 => {
            Relaxation::Change { fen: budget + broken.change_over }
        }
        _ if broken.visits_over > 0.0 => Relaxation::Room { visits: broken.visits_over },
        _ => Relaxation::Halls { count: broken.halls_off },
    };
    CityRefusal::NotFound {
        yearly_over: broken.yearly_over,
        change_over: broken.change_over,
        visits_over: broken.visits_over,
        halls_off: broken.halls_off,
        stopped,
        relax,
    }
}
