//! Advice on a load: the cheapest tariff, the choice of heating, capacity against demand, where time of use pays.

use std::sync::Arc;

use api::routes::AdviseOnTariffs;
use api::{TariffAdvice, TariffBreakEven, TariffMode, TariffRanked};
use kernel::Day;
use tariff::advice::{Compared, Cost, ModeCost, Used, as_if, break_even, compare, heating, modes};
use tariff::{Book, Load, Ratio, Refusal, Tariff, Way};

use super::{DRAFT, book, computed, loads, on_shelf, unsound, wire};
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// Binds what is here.
pub(super) fn routes(mount: Mount) -> Mount {
    mount.on(advise)
}

async fn advise(app: Arc<App>, ask: Ask<AdviseOnTariffs>) -> Result<TariffAdvice, Refused> {
    let shelf = on_shelf(&app).await?;
    let body = ask.body;
    let day = body.day.unwrap_or_else(|| app.today());
    let draft = match &body.text {
        Some(text) => Some(shelf.document(DRAFT, text).map_err(|refused| unsound(&refused[0]))?),
        None => None,
    };
    let stored = book(&shelf)?;
    let calendar = app.pack.working_calendar();
    computed(move || {
        let used = loads::used(&shelf, body.sample.as_deref(), body.load.as_ref())?;
        let compared = moved(&stored, draft.as_ref(), day, &used);
        let question = Used {
            book: &compared,
            calendar: &calendar,
            customer: &used.customer,
            load: &used.load,
            periods: &used.periods,
        };
        let name = draft.as_ref().map(|draft| draft.id.as_str());
        let all = |ranked: Vec<Compared>| ranked.into_iter().map(|it| told(it, name)).collect();
        let eligible =
            |it: &Compared| !matches!(&it.cost, Err(refusal) if refusal.rule == tariff::Rule::NotEligible);
        let own = used.tariff.as_deref().or(name);
        let ranked = compare(&question);
        Ok(TariffAdvice {
            break_even: even(&question, &ranked),
            ranked: all(ranked),
            heating: all(heating(&question).into_iter().filter(eligible).collect()),
            modes: own.map_or_else(Vec::new, |id| ways(modes(&question, id))),
        })
    })
    .await?
}

/// The versions of `day` as though each had held over the load, with the draft in the place of its tariff.
fn moved(stored: &Book, draft: Option<&Tariff>, day: Day, used: &loads::Used) -> Book {
    let of = |id: &&str| match draft {
        Some(draft) if draft.id == *id => Some(draft.clone()),
        _ => stored.in_force(id, day).ok().map(|it| Tariff::clone(it)),
    };
    let mut versions: Vec<Tariff> = stored.ids().iter().filter_map(of).collect();
    versions.extend(draft.filter(|draft| !stored.ids().contains(&draft.id.as_str())).cloned());
    Book::of_all(versions.iter().map(|version| as_if(version, &used.periods)))
}

fn sides(cost: Result<Cost, Refusal>) -> (Option<i64>, Option<api::TariffFinding>) {
    match cost {
        Ok(cost) => (Some(cost.total_fen), None),
        Err(refusal) => (None, Some(wire::finding(&refusal))),
    }
}

fn told(it: Compared, draft: Option<&str>) -> TariffRanked {
    let (total_fen, refused) = sides(it.cost);
    TariffRanked {
        draft: draft == Some(it.id.as_str()),
        tariff: it.id,
        name_zh: it.name_zh,
        name_en: it.name_en,
        total_fen,
        more_fen: it.more_fen,
        refused,
    }
}

/// Ways of charging capacity; none where the tariff has no such choice.
fn ways(found: Result<Vec<ModeCost>, Refusal>) -> Vec<TariffMode> {
    let mode = |it: ModeCost| {
        let (total_fen, refused) = sides(it.cost);
        let word = serde_json::to_value(it.mode).ok();
        let mode = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned();
        TariffMode { mode, total_fen, refused }
    };
    found.unwrap_or_default().into_iter().map(mode).collect()
}

/// Where the cheapest flat tariff and the cheapest by time of use of those that could be priced cost the same.
fn even(question: &Used, ranked: &[Compared]) -> Option<TariffBreakEven> {
    let priced = ranked.iter().filter(|it| it.cost.is_ok());
    let versions: Vec<_> =
        priced.filter_map(|it| question.book.versions().iter().find(|version| version.id == it.id)).collect();
    let flat = versions.iter().find(|it| it.bands.len() == 1)?;
    let found = versions
        .iter()
        .filter(|it| it.bands.len() > 1)
        .find_map(|banded| break_even(flat, banded).ok().flatten().map(|share| (banded.id.clone(), share)));
    let (banded, share) = found?;
    Some(TariffBreakEven {
        flat: flat.id.clone(),
        banded,
        share: share.to_string(),
        own_share: own_share(question.load).map(|share| share.to_string()),
    })
}

/// The share of valley kWh in all that was read by bands.
fn own_share(load: &Load) -> Option<Ratio> {
    let Load::Reads(reads) = load else { return None };
    let kwh = |only: Option<&str>| -> i128 {
        let bands = reads.iter().flat_map(|it| &it.bands);
        let wanted = bands.filter(|(band, _)| only.is_none_or(|only| band.as_str() == only));
        wanted.map(|(_, kwh)| i128::from(kwh.units())).sum()
    };
    let all = kwh(None);
    if all <= 0 {
        return None;
    }
    let share = tariff::divide(kwh(Some("valley")) * i128::from(Ratio::ONE), all, Way::HalfUp);
    i64::try_from(share).ok().map(Ratio::from_units)
}
