//! The catalogue, guidance from plain words, and the way that was chosen.

use std::sync::Arc;

use api::routes::{ChooseWayOut, GetItem, GiveGuidance, ListItems};
use api::{Done, Guidance, Item, Items, Lang, Sourced, Suggestion, Wait, Way};
use floor::care::rooms_free;
use floor::devices::working_kiosks;
use floor::guidance::{self, ChooseWay, Elsewhere, Guide, Here, TEXT_MAX};
use floor::halls::nearest;
use kernel::{Channel, DeviceKind, HallId, PriorityClass, Triage};
use pack::{Rules, ServiceItem};

use crate::http::ask::Ask;
use crate::http::care::DONE;
use crate::http::mount::Mount;
use crate::http::promise::promise;
use crate::http::view;
use crate::http::who::Caller;
use crate::{App, Refused};

/// Halls near by that are looked at, at most.
const NEAR_MAX: usize = 8;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(list_items).on(get_item).on(give_guidance).on(choose_way)
}

async fn list_items(app: Arc<App>, ask: Ask<ListItems>) -> Result<Items, Refused> {
    let mut items: Vec<Item> = app.pack.items(app.today()).map(|it| item(&app, it, ask.lang)).collect();
    items.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(Items { items })
}

async fn get_item(app: Arc<App>, ask: Ask<GetItem>) -> Result<Item, Refused> {
    let found = app.pack.item(&ask.path.code, app.today());
    found.map(|it| item(&app, it, ask.lang)).ok_or(Refused::new("not_found"))
}

/// An item of the catalogue.
#[allow(clippy::cast_possible_truncation)]
fn item(app: &App, it: &ServiceItem, lang: Lang) -> Item {
    let category = app.pack.catalogue.categories.iter().find(|category| category.code == it.category);
    let code = std::slice::from_ref(&it.code);
    Item {
        code: it.code.clone(),
        category: category.map_or_else(|| it.category.clone(), |category| category.name_zh.clone()),
        category_en: category.map_or_else(|| it.category.clone(), |category| category.name_en.clone()),
        name: it.name_zh.clone(),
        name_en: it.name_en.clone(),
        synonyms: it.synonyms_zh.iter().chain(&it.synonyms_en).cloned().collect(),
        customers: it.customers.clone(),
        documents: view::documents_in(app, code, lang),
        online: it.online(),
        kiosk: it.kiosk_doable(),
        skills: it.skills.clone(),
        prefix: it.prefix.clone(),
        promise: Sourced {
            text: promise(&it.promise, lang),
            certainty: it.certainty.mark().to_owned(),
            source: format!("{}；{}", it.promise_basis_zh, it.source),
        },
        fee: it.fee_zh.clone(),
        service_p50_s: it.service_time.median_s.round() as i64,
        note: it.note_zh.clone(),
    }
}

async fn give_guidance(app: Arc<App>, ask: Ask<GiveGuidance>) -> Result<Guidance, Refused> {
    let (org, hall, now) = (app.org, ask.path.hall, app.now());
    let text = ask.body.text.trim();
    if text.is_empty() {
        return Err(Refused::new("text_empty").at("text"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(Refused::new("text_too_long").at("text").rule(format!("≤ {TEXT_MAX}")));
    }
    let setting = app.live.today(&app, hall).await?;
    let guide = guide(&app);
    let most = usize::try_from(setting.rules.guide_items_shown).unwrap_or(3);
    let found = guide.suggest(text, most);
    let (kiosks, rooms) = app
        .read({
            let setting = Arc::clone(&setting);
            move |tx| Ok((working_kiosks(tx, org, hall)?, rooms_free(tx, org, &setting, now)?))
        })
        .await?;
    let mut suggestions = Vec::with_capacity(found.len());
    for matched in found {
        let Some(known) = app.pack.item(&matched.item, setting.day) else { continue };
        let here = here(&app, hall, known, kiosks, &rooms).await?;
        let elsewhere = elsewhere(&app, hall, known, &setting.rules).await?;
        let ways = guidance::ways(known, &here, &elsewhere, &setting.rules);
        suggestions.push(Suggestion {
            item: item(&app, known, ask.lang),
            score: matched.score,
            matched: matched.matched,
            advice: ways.first().map_or(Triage::Counter, |way| way.triage),
            ways: ways.into_iter().map(|it| way(&app, hall, ask.lang, it)).collect(),
        });
    }
    Ok(Guidance { words: guide.words(text), suggestions, rooms_free: rooms })
}

/// The guide of today; made once a day, or when it is asked for first.
fn guide(app: &App) -> Arc<Guide> {
    let today = app.today();
    let mut kept = app.guide_of_day.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match kept.as_ref() {
        Some((day, guide)) if *day == today => Arc::clone(guide),
        _ => {
            let guide = Arc::new(Guide::of(&app.pack, today));
            *kept = Some((today, Arc::clone(&guide)));
            guide
        }
    }
}

/// What this hall offers for an item now.
async fn here(
    app: &Arc<App>,
    hall: HallId,
    item: &ServiceItem,
    kiosks: i64,
    rooms: &[String],
) -> Result<Here, Refused> {
    let watch = app.live.watch(app, hall).await?;
    let now = watch.now();
    let needs = now.setting().needs_of(std::slice::from_ref(&item.code));
    let told = needs.map(|needs| watch.shown().told(needs, PriorityClass::Normal)).unwrap_or_default();
    Ok(Here {
        counter: needs.is_some_and(|needs| now.setting().can_serve(needs, None, None)),
        open: now.setting().open_at(app.now()),
        p50_s: told.p50_s,
        p90_s: told.p90_s,
        kiosks,
        rooms: rooms.to_vec(),
    })
}

/// Halls near by that are open and do the item.
async fn elsewhere(
    app: &Arc<App>,
    from: HallId,
    item: &ServiceItem,
    rules: &Rules,
) -> Result<Vec<Elsewhere>, Refused> {
    let halls = app.live.halls(app).await?;
    let here = app.live.hall(app, from).await?;
    #[allow(clippy::cast_possible_truncation)]
    let within_m = (rules.guide_other_hall_km * 1000.0) as i64;
    let mut others = Vec::new();
    for near in nearest(&halls, &here, within_m).into_iter().take(NEAR_MAX) {
        let watch = app.live.watch(app, near.hall.id).await?;
        let now = watch.now();
        let needs = now.setting().needs_of(std::slice::from_ref(&item.code));
        let Some(needs) = needs.filter(|needs| now.setting().can_serve(*needs, None, None)) else { continue };
        if now.setting().open_at(app.now()) {
            let told = watch.shown().told(needs, PriorityClass::Normal);
            let (hall, distance_m) = (near.hall.id, near.distance_m);
            others.push(Elsewhere { hall, distance_m, p50_s: told.p50_s, p90_s: told.p90_s });
        }
    }
    Ok(others)
}

fn way(app: &App, here: HallId, lang: Lang, it: guidance::Way) -> Way {
    let hall = match it.triage {
        Triage::Counter => Some(here),
        _ => it.hall,
    };
    let online =
        if lang == Lang::Zh { "网上国网 App、95598 网站" } else { "the State Grid app, www.95598.cn" };
    let waits = matches!(it.triage, Triage::Counter | Triage::OtherHall);
    Way {
        triage: it.triage,
        hall,
        hall_name: hall.map(|hall| view::hall_name_in(app, hall, lang)),
        distance_m: it.distance_m,
        wait: waits.then_some(Wait { p50_s: it.p50_s, p90_s: it.p90_s }),
        kiosks: it.kiosks,
        online: (it.triage == Triage::Online).then(|| online.to_owned()),
    }
}

async fn choose_way(app: Arc<App>, ask: Ask<ChooseWayOut>) -> Result<Done, Refused> {
    let hall = ask.path.hall;
    let setting = app.live.today(&app, hall).await?;
    let channel = match &ask.caller {
        Caller::Device(screen) if screen.kind == DeviceKind::Kiosk => Channel::Kiosk,
        Caller::Device(_) | Caller::Staff(_) => Channel::Guide,
        Caller::Public | Caller::Visitor(_) => Channel::Phone,
    };
    let actor = ask.caller.actor();
    let api::ChooseWay { item, triage, to_hall } = ask.body;
    let input = ChooseWay { item, triage, to_hall, channel };
    app.write("choose_way", hall, actor, &ask.request, move |tx, cx| {
        guidance::choose_way(tx, cx, &setting, &input)
    })
    .await?;
    Ok(DONE)
}
