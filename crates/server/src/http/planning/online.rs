//! What becomes of each hall as payments go online, and what is advised, in words that the screens have.

use std::collections::BTreeMap;

use api::ShiftHall;
use kernel::Grade;
use planning::site::city::{City, HallPlan, Plan, Site};

use super::view::{planned, pm, whole};
use crate::planning::many::ShiftStep;

/// A hall whose one clerk would be busy for less than this share of the week can share the clerk.
const SHARED_FULL: f64 = 0.5;
/// Days of a week on which halls with clerks are open.
const WEEKDAYS: i64 = 5;

/// A step on the wire.
pub(super) fn step(city: &City, it: &ShiftStep) -> api::ShiftStep {
    let shared = shared(city, &it.adapted);
    let halls = city.sites.iter().zip(&it.adapted.halls).zip(&it.unchanged.halls);
    let halls = halls.filter_map(|((site, adapted), now)| hall(site, adapted, now, &shared));
    let unchanged = planned(&it.unchanged);
    api::ShiftStep {
        online_pm: it.online_pm,
        unchanged,
        adapted: planned(&it.adapted),
        halls: halls.collect(),
    }
}

/// Halls that share a clerk: of each two, the weekdays of one.
type Shared = BTreeMap<String, (String, Vec<i64>)>;

fn hall(site: &Site, adapted: &HallPlan, now: &HallPlan, shared: &Shared) -> Option<ShiftHall> {
    let grade_now = site.grade?;
    let (advice, partner) = match adapted.after {
        None => ("close", None),
        Some(Grade::D) if grade_now != Grade::D => ("self_service", None),
        Some(_) if shared.contains_key(&site.id) => ("share_clerk", shared.get(&site.id)),
        Some(_) if adapted.crew.counters < now.crew.counters => ("fewer_counters", None),
        Some(_) => ("keep", None),
    };
    let yearly = |it: &HallPlan| it.yearly + it.crew.yearly;
    Some(ShiftHall {
        site: site.id.clone(),
        name: site.name.clone(),
        grade_now,
        visits: whole(now.visits.sum()),
        full_pm: pm(now.full),
        counters: i64::from(adapted.crew.counters),
        advice: advice.to_owned(),
        shares_with: partner.iter().map(|(other, _)| other.clone()).collect(),
        weekdays: partner.map(|(_, days)| days.clone()).unwrap_or_default(),
        saves_fen: yearly(now) - yearly(adapted),
    })
}

/// Pairs of halls of one county with a single clerk each who is idle more than half the time: the nearest two first. The
/// busier one has the clerk on three days, the other on two (流动服务).
fn shared(city: &City, plan: &Plan) -> Shared {
    let idle: Vec<(&Site, &HallPlan)> = city
        .sites
        .iter()
        .zip(&plan.halls)
        .filter(|(_, hall)| hall.after.is_some() && hall.crew.counters == 1 && hall.full < SHARED_FULL)
        .collect();
    let mut pairs = Vec::new();
    for (n, one) in idle.iter().enumerate() {
        for other in &idle[n + 1..] {
            let far = (one.0.at.x_m - other.0.at.x_m).hypot(one.0.at.y_m - other.0.at.y_m);
            if one.0.county == other.0.county {
                pairs.push((far, *one, *other));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut shared = Shared::new();
    for (_, one, other) in pairs {
        if shared.contains_key(&one.0.id) || shared.contains_key(&other.0.id) {
            continue;
        }
        let one_is_busier = one.1.visits.sum() >= other.1.visits.sum();
        let (busier, quieter) = if one_is_busier { (one, other) } else { (other, one) };
        let (many, few): (Vec<i64>, Vec<i64>) = (1..=WEEKDAYS).partition(|day| day % 2 == 1);
        shared.insert(busier.0.id.clone(), (quieter.0.id.clone(), many));
        shared.insert(quieter.0.id.clone(), (busier.0.id.clone(), few));
    }
    shared
}
