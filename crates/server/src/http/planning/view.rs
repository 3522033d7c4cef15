//! From the planner's types to the wire, and back.

use std::collections::HashMap;
use std::sync::Arc;

use api::{
    Extent, Felt, GradeCount, Lang, PlaceOutcome, PlanChange, PlanCity, PlanCounty, PlanFigures, PlanFlow,
    PlanGrade, PlanObjective, PlanPlace, PlanResult, PlanSegment, PlanSettings, PlanSite, PlanWeights,
    SiteOutcome,
};
use centre::scenarios::{Ask, Body};
use kernel::{Grade, RequestId, SiteChange, StaffId};
use planning::site::city::{Access, BySegment, City, Cost, HallPlan, Plan, Segment, Site, Weights};

use crate::http::staff::NAME_COLUMN;
use crate::http::view::mask_name;
use crate::{App, Refused};

/// Room around the outermost point of a map, in metres.
const MARGIN_M: i64 = 3_000;

#[allow(clippy::cast_possible_truncation, reason = "figures of a city are far below 2^53")]
pub(super) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// A share in per mille.
pub(super) fn pm(share: f64) -> i64 {
    whole(share * 1000.0)
}

/// The seed that was sent; else one made of the request's own id, so that the same request is the same question.
pub(super) fn seed(app: &App, request: &RequestId, sent: Option<&str>) -> Result<i64, Refused> {
    let wrong = || Refused::new("field_wrong").at("seed").rule(format!("0–{}", i64::MAX));
    if let Some(sent) = sent {
        return sent.parse().ok().filter(|seed| *seed >= 0).ok_or_else(wrong);
    }
    let digest = app.keys.fingerprint(&["seed", request.as_str()]);
    i64::from_str_radix(&digest[..12], 16).map_err(|_| wrong())
}

/// Masked names of members of staff.
pub(super) async fn names(
    app: &App,
    staff: impl Iterator<Item = StaffId>,
) -> Result<HashMap<StaffId, String>, Refused> {
    let mut wanted: Vec<StaffId> = staff.collect();
    wanted.sort_unstable();
    wanted.dedup();
    let org = app.org;
    let sealed = app
        .read(move |tx| {
            let each = wanted.into_iter().map(|id| Ok((id, people::account(tx, org, id)?)));
            each.collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let open = |sealed: &[u8]| app.keys.open(NAME_COLUMN, sealed).ok();
    let named = sealed.into_iter().map(|(id, account)| {
        let name = account.and_then(|it| open(&it.name_enc)).map(|name| mask_name(&name));
        (id, name.unwrap_or_else(|| format!("#{id}")))
    });
    Ok(named.collect())
}

pub(super) const fn segment_code(segment: Segment) -> &'static str {
    match segment {
        Segment::Payment => "payment",
        Segment::Connection => "connection",
        Segment::Elder => "elder",
        Segment::Firm => "firm",
    }
}

fn by_segment(values: &BySegment<f64>) -> Vec<i64> {
    Segment::ALL.iter().map(|segment| whole(*values.of(*segment))).collect()
}

/// The city of a scenario as a map.
pub(super) async fn city(app: &App, body: &Body, lang: Lang) -> Result<PlanCity, Refused> {
    let halls = app.live.halls(app).await?;
    let city = &body.city;
    let id = |code: &str| halls.iter().find(|hall| hall.code == code).map(|hall| hall.id);
    let sites = city.sites.iter().enumerate().map(|(n, site)| {
        let set = body.set(n);
        PlanSite {
            code: site.id.clone(),
            name: site.name.clone(),
            hall: id(&site.id),
            county: site.county.clone(),
            cluster: site.cluster.clone(),
            x_m: whole(site.at.x_m),
            y_m: whole(site.at.y_m),
            grade_now: site.grade,
            allowed: site.allowed.clone(),
            rule: set.rule,
            grade: set.grade,
            moved: body.moved(n),
        }
    });
    let places = city.places.iter().map(|place| PlanPlace {
        code: place.id.clone(),
        name: place.name.clone(),
        county: place.county.clone(),
        cluster: place.cluster.clone(),
        x_m: whole(place.at.x_m),
        y_m: whole(place.at.y_m),
        people: by_segment(&place.people),
        over65_pm: pm(place.over_65),
        visits: by_segment(&BySegment::each(|segment| {
            let habit = city.habits.of(segment);
            place.people.of(segment) * habit.visits * (1.0 - habit.online)
        })),
    });
    Ok(PlanCity {
        extent: extent(city),
        counties: counties(app),
        segments: Segment::ALL.iter().map(|it| segment(city, *it)).collect(),
        places: places.collect(),
        sites: sites.collect(),
        grades: grades(city),
        source: crate::planning::city::source(&app.pack, lang),
    })
}

fn counties(app: &App) -> Vec<PlanCounty> {
    let counties = app.pack.counties.iter().map(|county| {
        let at = crate::planning::city::projected(&app.pack, county.lat_udeg, county.lon_udeg);
        PlanCounty {
            code: county.code.clone(),
            name: county.name_zh.clone(),
            name_en: county.name_en.clone(),
            x_m: whole(at.x_m),
            y_m: whole(at.y_m),
        }
    });
    counties.collect()
}

fn segment(city: &City, segment: Segment) -> PlanSegment {
    let habit = city.habits.of(segment);
    PlanSegment { code: segment_code(segment).into(), needs: habit.visits, online_pm: pm(habit.online) }
}

fn extent(city: &City) -> Extent {
    let points = || city.places.iter().map(|it| it.at).chain(city.sites.iter().map(|it| it.at));
    let xs = || points().map(|at| whole(at.x_m));
    let ys = || points().map(|at| whole(at.y_m));
    Extent {
        west_m: xs().min().unwrap_or(0) - MARGIN_M,
        east_m: xs().max().unwrap_or(0) + MARGIN_M,
        south_m: ys().min().unwrap_or(0) - MARGIN_M,
        north_m: ys().max().unwrap_or(0) + MARGIN_M,
    }
}

fn grades(city: &City) -> Vec<PlanGrade> {
    let grades = city.grades.iter().map(|it| PlanGrade {
        grade: it.grade,
        serves: it.serves.iter().map(|segment| segment_code(*segment).to_owned()).collect(),
        yearly_fen: it.yearly,
        visits_max: it.visits_max,
        counters_max: i64::from(it.counters_max),
        open_fen: it.open,
        close_fen: it.close,
        regrade_fen: it.regrade,
    });
    grades.collect()
}

/// What a scenario asks.
pub(super) fn settings(body: &Body) -> PlanSettings {
    let it = Ask::of(body);
    PlanSettings {
        weights: PlanWeights {
            cost: it.weights.cost,
            years: it.weights.years,
            minute_fen: it.weights.minute,
            wait_minute_fen: it.weights.wait_minute,
            beyond_15_fen: it.weights.beyond_15,
            beyond_30_fen: it.weights.beyond_30,
            worst_tenth_fen: it.weights.worst_tenth,
            elders: it.weights.elders,
            balance_fen: it.weights.balance,
        },
        yearly_max_fen: it.yearly_max,
        change_max_fen: it.change_max,
        choice: it.choice,
        decay: it.decay,
        further_min: it.further_min,
        wait_counts: it.wait_counts,
        online_pm: pm(it.online),
        county_b: it.county_b,
        cluster_hall: it.cluster_hall,
        capacity: it.capacity,
        close_none_in: it.close_none_in,
    }
}

/// What was sent to be asked.
#[allow(clippy::cast_precision_loss, reason = "a share in per mille")]
pub(super) fn ask(it: PlanSettings) -> Ask {
    Ask {
        weights: Weights {
            cost: it.weights.cost,
            years: it.weights.years,
            minute: it.weights.minute_fen,
            wait_minute: it.weights.wait_minute_fen,
            beyond_15: it.weights.beyond_15_fen,
            beyond_30: it.weights.beyond_30_fen,
            worst_tenth: it.weights.worst_tenth_fen,
            elders: it.weights.elders,
            balance: it.weights.balance_fen,
        },
        yearly_max: it.yearly_max_fen,
        change_max: it.change_max_fen,
        choice: it.choice,
        decay: it.decay,
        further_min: it.further_min,
        wait_counts: it.wait_counts,
        online: it.online_pm as f64 / 1000.0,
        county_b: it.county_b,
        cluster_hall: it.cluster_hall,
        capacity: it.capacity,
        close_none_in: it.close_none_in,
    }
}

/// Figures of an arrangement of halls.
pub(super) fn figures(
    access: &Access,
    cost: &Cost,
    counters: i64,
    grades: impl Iterator<Item = Grade>,
) -> PlanFigures {
    let mut count: Vec<GradeCount> =
        Grade::ALL.iter().map(|grade| GradeCount { grade: *grade, halls: 0 }).collect();
    for grade in grades {
        count.iter_mut().filter(|it| it.grade == grade).for_each(|it| it.halls += 1);
    }
    PlanFigures {
        yearly_fen: cost.yearly(),
        clerks_fen: cost.clerks,
        travel_mean_min: access.mean_min,
        within_15_pm: pm(access.within_15),
        within_30_pm: pm(access.within_30),
        worst_tenth_min: access.worst_tenth_min,
        elders_mean_min: access.elders_min,
        wait_mean_min: access.wait_min,
        unserved: whole(access.unserved),
        counters,
        grades: count,
    }
}

/// The figures of a plan.
pub(super) fn planned(plan: &Plan) -> PlanFigures {
    let counters = plan.halls.iter().map(|hall| i64::from(hall.crew.counters)).sum();
    figures(&plan.access_after, &plan.cost_after, counters, plan.halls.iter().filter_map(|hall| hall.after))
}

/// The figures of the city as it is, by the same model: its counters are those that its visits need, not those in the halls.
pub(super) fn before(plan: &Plan) -> PlanFigures {
    let access = plan.access_before.unwrap_or_default();
    let counters = plan.halls.iter().map(|hall| i64::from(hall.counters_before)).sum();
    figures(&access, &plan.cost_before, counters, plan.halls.iter().filter_map(|hall| hall.before))
}

pub(super) fn felt(it: &planning::site::city::Felt) -> Felt {
    Felt { people: whole(it.people), minutes: it.minutes, over65_pm: pm(it.over_65) }
}

fn change_of(before: Option<Grade>, after: Option<Grade>, moved: bool) -> SiteChange {
    match (before, after) {
        (None, Some(_)) => SiteChange::Opened,
        (Some(_), None) => SiteChange::Closed,
        // A is the highest, and the least in order.
        (Some(before), Some(after)) if after < before => SiteChange::Raised,
        (Some(before), Some(after)) if after > before => SiteChange::Lowered,
        (Some(_), Some(_)) if moved => SiteChange::Moved,
        _ => SiteChange::Same,
    }
}

/// What a run is about, for the view of its plan.
pub(super) struct About<'a> {
    /// The run.
    pub(super) run: kernel::RunId,
    /// The scenario.
    pub(super) scenario: kernel::ScenarioId,
    /// Its name.
    pub(super) scenario_name: String,
    /// The city that was planned.
    pub(super) city: &'a City,
    /// The city as the pack has it, to see what was moved.
    pub(super) first: &'a City,
    /// The halls that are there.
    pub(super) halls: Arc<Vec<floor::halls::HallRow>>,
}

impl About<'_> {
    fn moved(&self, site: &Site) -> bool {
        self.first.sites.iter().any(|it| it.id == site.id && it.at != site.at)
    }

    fn site(&self, site: &Site, it: &HallPlan) -> SiteOutcome {
        SiteOutcome {
            site: site.id.clone(),
            name: site.name.clone(),
            hall: self.halls.iter().find(|hall| hall.code == site.id).map(|hall| hall.id),
            x_m: whole(site.at.x_m),
            y_m: whole(site.at.y_m),
            grade_now: it.before,
            grade: it.after,
            change: change_of(it.before, it.after, self.moved(site)),
            visits_now: whole(it.visits_before),
            visits: whole(it.visits.sum()),
            visits_by_segment: by_segment(&it.visits),
            full_pm: pm(it.full),
            counters: i64::from(it.crew.counters),
            wait_mean_min: it.crew.wait_min,
            yearly_fen: it.yearly + it.crew.yearly,
            once_fen: it.change,
        }
    }

    fn name_of(&self, site: &str) -> String {
        self.city.sites.iter().find(|it| it.id == site).map_or_else(|| site.to_owned(), |it| it.name.clone())
    }

    /// What a plan changes, what touches most people first.
    pub(super) fn changes(&self, plan: &Plan) -> Vec<PlanChange> {
        let mut changes: Vec<PlanChange> = plan
            .changes
            .iter()
            .map(|it| PlanChange {
                site: it.site.clone(),
                name: self.name_of(&it.site),
                change: change_of(it.before, it.after, true),
                grade_now: it.before,
                grade: it.after,
                further: felt(&it.further),
                nearer: felt(&it.nearer),
                saves_fen: it.saves,
                once_fen: it.once,
            })
            .collect();
        changes.sort_by_key(|it| std::cmp::Reverse(it.further.people + it.nearer.people));
        changes
    }

    fn place(&self, plan: &Plan, it: &planning::site::city::Moved) -> PlaceOutcome {
        let named = self.city.places.iter().find(|place| place.id == it.place);
        let catchment = plan.catchments.iter().find(|c| c.place == it.place && c.segment == it.segment);
        let most = catchment.and_then(|c| c.shares.iter().max_by(|a, b| a.share.total_cmp(&b.share)));
        PlaceOutcome {
            place: it.place.clone(),
            name: named.map_or_else(|| it.place.clone(), |place| place.name.clone()),
            segment: segment_code(it.segment).to_owned(),
            people: whole(it.people),
            over65_pm: pm(it.over_65),
            minutes_now: it.before_min,
            minutes: it.after_min,
            site: most.map(|share| self.name_of(&share.site)),
        }
    }

    /// Who goes further, those with most people times minutes first; and who has less far to go.
    pub(super) fn moved_people(&self, plan: &Plan) -> (Vec<PlaceOutcome>, Vec<PlaceOutcome>) {
        let further = |it: &&planning::site::city::Moved| it.before_min.is_some_and(|min| it.after_min > min);
        let (losers, mut winners): (Vec<_>, Vec<_>) = plan.moved.iter().partition(further);
        winners.reverse();
        let of = |list: Vec<_>| list.into_iter().map(|it| self.place(plan, it)).collect();
        (of(losers), of(winners))
    }

    fn flows(&self, plan: &Plan) -> Vec<PlanFlow> {
        let mut flows = Vec::new();
        for it in &plan.catchments {
            let place = self.city.places.iter().find(|place| place.id == it.place);
            let people = place.map_or(0.0, |place| *place.people.of(it.segment));
            flows.extend(it.shares.iter().map(|share| PlanFlow {
                place: it.place.clone(),
                segment: segment_code(it.segment).to_owned(),
                site: share.site.clone(),
                people: whole(people * share.share),
                minutes: it.minutes,
            }));
        }
        flows
    }

    /// A plan on the wire.
    pub(super) fn result(&self, plan: &Plan) -> PlanResult {
        let (losers, winners) = self.moved_people(plan);
        let sites = self.city.sites.iter().zip(&plan.halls).map(|(site, it)| self.site(site, it));
        let blind = plan.bound.blind.iter().filter_map(|part| {
            serde_json::to_value(part).ok().and_then(|word| word.as_str().map(str::to_owned))
        });
        PlanResult {
            run: self.run,
            scenario: self.scenario,
            scenario_name: self.scenario_name.clone(),
            objective: objective(plan),
            bound: plan.bound.value,
            gap_pm: plan.bound.gap * 1000.0,
            blind: blind.collect(),
            complete: !plan.stopped,
            now: before(plan),
            planned: planned(plan),
            once_fen: plan.cost_after.change(),
            sites: sites.collect(),
            flows: self.flows(plan),
            changes: self.changes(plan),
            losers,
            winners,
        }
    }
}

fn objective(plan: &Plan) -> PlanObjective {
    let it = &plan.objective;
    PlanObjective {
        total: it.total,
        cost: it.cost,
        travel: it.travel,
        wait: it.wait,
        beyond: it.beyond,
        worst_tenth: it.worst_tenth,
        balance: it.balance,
    }
}
