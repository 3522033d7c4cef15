//! A hall today, and its plan: versions, proposals, decisions.

use std::collections::HashMap;
use std::sync::Arc;

use api::routes::{DecideAPlan, GetHallToday, ListPlans, ListProposals, ProposeAPlan};
use api::{
    Counter, HallToday, HoursRule, Lang, Place, PlanProposals, PlanVersion, Plans, Sourced, Span, Zone,
};
use floor::HallPlan;
use floor::halls::{self, DecidePlan, PlanState, ProposePlan};
use kernel::{Certainty, CounterId, Day, DayKind, HallId, Role, StaffId, Time};

use crate::http::ask::Ask;
use crate::http::boards::hall_brief;
use crate::http::mount::Mount;
use crate::http::view;
use crate::http::who::Caller;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(hall_today).on(list_plans).on(list_proposals).on(propose).on(decide)
}

async fn hall_today(app: Arc<App>, ask: Ask<GetHallToday>) -> Result<HallToday, Refused> {
    let (org, hall, today) = (app.org, ask.path.hall, app.today());
    let day = ask.query.day.unwrap_or(today);
    let brief = hall_brief(&app, hall).await?;
    let setting = app.live.setting(&app, hall, day).await?;
    let Some(hours) = setting.hours.clone() else {
        return Err(Refused::new("calendar_unpublished").at("day").rule(day.year().to_string()));
    };
    let zones = app.read(move |tx| floor::care::zones_now(tx, org, hall)).await?;
    let cleaned: HashMap<String, Time> = match day == today {
        true => zones.into_iter().filter_map(|zone| Some((zone.zone, zone.cleaned_at?))).collect(),
        false => HashMap::new(),
    };
    let ability = halls::ability(&app.pack, &setting.plan, day);
    let plan = &setting.plan;
    Ok(HallToday {
        hall: brief,
        day,
        day_kind: day_kind_word(hours.kind).to_owned(),
        zones: plan.zones.iter().map(|it| zone(it, cleaned.get(&it.code).copied())).collect(),
        counters: plan.counters.iter().map(counter).collect(),
        rooms: plan.rooms.clone(),
        items: ability.items,
        kiosk_items: ability.kiosk_items,
        equipment: plan.equipment.clone(),
        hours_source: hours_source(plan, hours.kind, day, ask.lang),
        wait_warn_min: setting.rules.wait_warn_min,
        wait_alert_min: setting.rules.wait_alert_min,
    })
}

fn hours_source(plan: &HallPlan, kind: DayKind, day: Day, lang: Lang) -> Sourced {
    let closed = if lang == Lang::Zh { "不营业" } else { "closed" };
    let Some(rule) = plan.hours_rule(kind, day) else {
        return Sourced { text: closed.to_owned(), certainty: "K".to_owned(), source: String::new() };
    };
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let spans = rule.spans.iter().map(|span| format!("{}–{}", clock(span.from_min), clock(span.to_min)));
    let text = if rule.spans.is_empty() { closed.to_owned() } else { spans.collect::<Vec<_>>().join(", ") };
    Sourced { text, certainty: rule.certainty.mark().to_owned(), source: rule.source.clone() }
}

// The plan, to and from the wire ------------------------------------------------------------------------------------

const DAY_KINDS: [(DayKind, &str); 4] = [
    (DayKind::Workday, "workday"),
    (DayKind::MakeUpWorkday, "make_up_workday"),
    (DayKind::Weekend, "weekend"),
    (DayKind::Holiday, "holiday"),
];

fn day_kind_word(kind: DayKind) -> &'static str {
    DAY_KINDS.iter().find(|(it, _)| *it == kind).map_or("", |(_, word)| word)
}

fn zone(it: &floor::PlanZone, cleaned_us: Option<Time>) -> Zone {
    Zone {
        code: it.code.clone(),
        name: it.name.clone(),
        name_en: it.name_en.clone(),
        place: Place { x: it.x, y: it.y, w: it.w, h: it.h },
        cleaned_us,
    }
}

fn counter(it: &floor::PlanCounter) -> Counter {
    Counter {
        id: it.id,
        name: it.name.clone(),
        kind: it.kind.clone(),
        zone: it.zone.clone(),
        skills: it.skills.clone(),
        special: Some(it.special.clone()),
        x: it.x,
        y: it.y,
    }
}

fn wire_plan(plan: &HallPlan) -> api::HallPlan {
    let hours = |rule: &floor::HoursRule| HoursRule {
        from_month_day: format!("{:02}-{:02}", rule.from_month, rule.from_day),
        day_kind: day_kind_word(rule.day_kind).to_owned(),
        spans: rule.spans.iter().map(|it| Span { from_min: it.from_min, to_min: it.to_min }).collect(),
        certainty: rule.certainty.mark().to_owned(),
        source: rule.source.clone(),
    };
    api::HallPlan {
        grade: plan.grade,
        zones: plan.zones.iter().map(|it| zone(it, None)).collect(),
        counters: plan.counters.iter().map(counter).collect(),
        functions: plan.functions.clone(),
        hours: plan.hours.iter().map(hours).collect(),
        rooms: plan.rooms.clone(),
        equipment: plan.equipment.clone(),
        child_corner_places: plan.child_corner_places,
        kiosks: plan.kiosks,
    }
}

/// The plan that was sent. Where it does not say what a counter is specialised for, a counter of `in_force` keeps it,
/// as far as it keeps the skills.
fn plan_of(sent: api::HallPlan, in_force: &HallPlan) -> Result<HallPlan, Refused> {
    let hours = sent.hours.into_iter().enumerate().map(|(n, rule)| hours_rule(n, rule));
    let hours = hours.collect::<Result<Vec<_>, _>>()?;
    let special = |id: CounterId, kind: &str, skills: &[String]| {
        let before = in_force.counters.iter().find(|it| it.id == id && it.kind == kind);
        let kept = before.into_iter().flat_map(|it| &it.special).filter(|skill| skills.contains(skill));
        kept.cloned().collect()
    };
    let counter = |it: Counter| floor::PlanCounter {
        special: it.special.unwrap_or_else(|| special(it.id, &it.kind, &it.skills)),
        id: it.id,
        name: it.name,
        kind: it.kind,
        zone: it.zone,
        skills: it.skills,
        x: it.x,
        y: it.y,
    };
    let zone = |it: Zone| floor::PlanZone {
        code: it.code,
        name: it.name,
        name_en: it.name_en,
        x: it.place.x,
        y: it.place.y,
        w: it.place.w,
        h: it.place.h,
    };
    Ok(HallPlan {
        grade: sent.grade,
        zones: sent.zones.into_iter().map(zone).collect(),
        counters: sent.counters.into_iter().map(counter).collect(),
        functions: sent.functions,
        hours,
        rooms: sent.rooms,
        equipment: sent.equipment,
        child_corner_places: sent.child_corner_places,
        kiosks: sent.kiosks,
    })
}

fn hours_rule(n: usize, sent: HoursRule) -> Result<floor::HoursRule, Refused> {
    let wrong =
        |part: &str, rule: &str| Refused::new("field_wrong").at(format!("plan.hours[{n}].{part}")).rule(rule);
    let month_day = sent.from_month_day.split_once('-');
    let (from_month, from_day) = month_day
        .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)))
        .ok_or_else(|| wrong("from_month_day", "05-01"))?;
    let kind = DAY_KINDS.iter().find(|(_, word)| *word == sent.day_kind).map(|(kind, _)| *kind);
    let day_kind = kind.ok_or_else(|| wrong("day_kind", "workday, make_up_workday, weekend, holiday"))?;
    let marks = [Certainty::S, Certainty::I, Certainty::K, Certainty::E];
    let certainty = marks.into_iter().find(|it| it.mark() == sent.certainty);
    let spans = sent.spans.into_iter().map(|it| floor::Span { from_min: it.from_min, to_min: it.to_min });
    Ok(floor::HoursRule {
        from_month,
        from_day,
        day_kind,
        spans: spans.collect(),
        certainty: certainty.ok_or_else(|| wrong("certainty", "S, I, K, E"))?,
        source: sent.source,
    })
}

// Versions ----------------------------------------------------------------------------------------------------------

type Names = HashMap<StaffId, String>;

/// A version with the plan that it changes.
struct Changed {
    version: halls::PlanVersion,
    before: Option<HallPlan>,
    names: Names,
}

async fn changed(app: &Arc<App>, version: halls::PlanVersion) -> Result<Changed, Refused> {
    let (org, hall) = (app.org, version.hall);
    // An approved plan is itself in force from its day; what it changed is what held the day before.
    let day = match version.state {
        PlanState::Approved => version.from_day.plus(-1),
        PlanState::Proposed | PlanState::Rejected => version.from_day,
    };
    let (before, names) = app
        .read(move |tx| Ok((halls::plan_in_force(tx, org, hall, day)?, view::sealed_names(tx, org, hall)?)))
        .await?;
    let before = before.filter(|it| it.id != version.id).map(|it| it.plan);
    Ok(Changed { version, before, names: view::staff_names(app, &names) })
}

fn wire_version(app: &App, lang: Lang, caller: &Caller, it: &Changed) -> PlanVersion {
    let Changed { version, before, names } = it;
    let pack = if lang == Lang::Zh { "公司配置包" } else { "the company pack" };
    let name = |staff: StaffId| match names.get(&staff) {
        _ if staff == StaffId(0) => pack.to_owned(),
        Some(name) => name.clone(),
        None => format!("#{staff}"),
    };
    let changes = before.as_ref().map_or_else(Vec::new, |before| halls::changes(before, &version.plan));
    let words = |it: halls::Change| if lang == Lang::Zh { it.zh } else { it.en };
    PlanVersion {
        id: version.id,
        hall: version.hall,
        hall_name: view::hall_name(app, version.hall),
        from_day: version.from_day,
        state: version.state.as_str().to_owned(),
        reason: version.reason.clone(),
        proposed_by: name(version.proposed_by),
        proposed_us: version.proposed_at,
        decided_by: version.decided_by.map(name),
        decided_us: version.decided_at,
        may_decide: may_decide(caller, version),
        changes: changes.into_iter().map(words).collect(),
        plan: wire_plan(&version.plan),
    }
}

fn may_decide(caller: &Caller, version: &halls::PlanVersion) -> bool {
    let decides = caller.roles().iter().any(|role| matches!(role, Role::HallManager | Role::Command));
    let here = caller.bound_to().is_none_or(|hall| hall == version.hall);
    let another = caller.staff().is_ok_and(|staff| staff != version.proposed_by);
    version.state == PlanState::Proposed && decides && here && another
}

async fn in_force(app: &Arc<App>, hall: HallId) -> Result<HallPlan, Refused> {
    Ok(HallPlan::clone(&app.live.today(app, hall).await?.plan))
}

async fn list_plans(app: Arc<App>, ask: Ask<ListPlans>) -> Result<Plans, Refused> {
    let (org, hall) = (app.org, ask.path.hall);
    let plan = in_force(&app, hall).await?;
    let stored = app.read(move |tx| halls::plan_versions(tx, org, hall)).await?;
    let mut versions = Vec::with_capacity(stored.len());
    for version in stored {
        versions.push(wire_version(&app, ask.lang, &ask.caller, &changed(&app, version).await?));
    }
    Ok(Plans { in_force: wire_plan(&plan), versions })
}

async fn list_proposals(app: Arc<App>, ask: Ask<ListProposals>) -> Result<PlanProposals, Refused> {
    let org = app.org;
    app.live.halls(&app).await?;
    let stored = app.read(move |tx| halls::proposals(tx, org)).await?;
    let bound = ask.caller.bound_to();
    let mut versions = Vec::new();
    for version in stored.into_iter().filter(|it| bound.is_none_or(|hall| hall == it.hall)) {
        versions.push(wire_version(&app, ask.lang, &ask.caller, &changed(&app, version).await?));
    }
    Ok(PlanProposals { versions })
}

async fn propose(app: Arc<App>, ask: Ask<ProposeAPlan>) -> Result<PlanVersion, Refused> {
    let (hall, staff, actor) = (ask.path.hall, ask.caller.staff()?, ask.caller.actor());
    let plan = plan_of(ask.body.plan, &in_force(&app, hall).await?)?;
    let input = ProposePlan { from_day: ask.body.from_day, reason: ask.body.reason, plan };
    let pack = Arc::clone(&app.pack);
    let version = app
        .write("propose_plan", hall, actor, &ask.request, move |tx, cx| {
            halls::propose_plan(tx, cx, &pack, hall, staff, &input)
        })
        .await?;
    Ok(wire_version(&app, ask.lang, &ask.caller, &changed(&app, version).await?))
}

async fn decide(app: Arc<App>, ask: Ask<DecideAPlan>) -> Result<PlanVersion, Refused> {
    let (hall, staff) = (ask.path.hall, ask.caller.staff()?);
    let input = DecidePlan { plan: ask.path.record, approve: ask.body.approve };
    let version = app
        .write("decide_plan", hall, ask.actor(), &ask.request, move |tx, cx| {
            halls::decide_plan(tx, cx, hall, staff, input)
        })
        .await?;
    Ok(wire_version(&app, ask.lang, &ask.caller, &changed(&app, version).await?))
}
