//! What becomes of each hall as payments go online, and what is advised, in words that the screens have.

use api::ShiftHall;
use planning::site::city::{Advice, City, HallPlan, Round, ShiftStep, Site};

use super::view::{planned, pm, whole};

/// A step on the wire.
pub(super) fn step(city: &City, it: &ShiftStep) -> api::ShiftStep {
    let halls = it.halls.iter().filter_map(|shifted| {
        let at = city.sites.iter().position(|site| site.id == shifted.site)?;
        let (now, adapted) = (&it.unchanged.halls[at], &it.adapted.halls[at]);
        hall(&city.sites[at], shifted.advice, now, adapted, &it.rounds)
    });
    api::ShiftStep {
        online_pm: pm(it.share),
        unchanged: planned(&it.unchanged),
        adapted: planned(&it.adapted),
        halls: halls.collect(),
    }
}

/// A hall that is there today.
fn hall(
    site: &Site,
    advice: Advice,
    now: &HallPlan,
    adapted: &HallPlan,
    rounds: &[Round],
) -> Option<ShiftHall> {
    let grade_now = site.grade?;
    let here = |day: &Option<String>| day.as_deref() == Some(site.id.as_str());
    let round = rounds.iter().find(|round| round.days.iter().any(here));
    let mut shares_with: Vec<String> =
        round.iter().flat_map(|round| round.days.iter().flatten().cloned()).collect();
    shares_with.retain(|other| *other != site.id);
    shares_with.sort_unstable();
    shares_with.dedup();
    let days = round.iter().flat_map(|round| round.days.iter().zip(1..));
    let yearly = |it: &HallPlan| it.yearly + it.crew.yearly;
    Some(ShiftHall {
        site: site.id.clone(),
        name: site.name.clone(),
        grade_now,
        visits: whole(now.visits.sum()),
        full_pm: pm(now.full),
        counters: i64::from(adapted.crew.counters),
        advice: word(advice).to_owned(),
        shares_with,
        weekdays: days.filter(|(day, _)| here(day)).map(|(_, n)| n).collect(),
        saves_fen: yearly(now) - yearly(adapted),
    })
}

fn word(advice: Advice) -> &'static str {
    match advice {
        Advice::Keep => "keep",
        Advice::FewerCounters => "fewer_counters",
        Advice::ShareClerk => "share_clerk",
        Advice::SelfService => "self_service",
        Advice::Regrade => "regrade",
        Advice::Close => "close",
        Advice::Open => "open",
    }
}
