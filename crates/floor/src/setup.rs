//! Taking a company pack into the store: its parts, its halls with their first plans, and the rows that a hall's day
//! stands on. Loading a newer pack adds halls and replaces parts; it never touches a plan that somebody decided.

use std::collections::BTreeSet;

use kernel::{Certainty, CounterId, CounterState, Cx, Day, DayKind, Event, HallId, Org, Time};
use pack::{CounterKind, GradeStandard, Hall, Pack, Season};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::{DbError, DbErrorKind, Fail, Refusal, Sql, Tx, all, append, once};

use crate::{HallPlan, HoursRule, PlanCounter, PlanZone, Span};

store::statements! {
    /// Stores a part of the pack.
    PUT_PART = "INSERT INTO pack_part (org, part, version, body, loaded_us) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org, part) DO UPDATE SET version = excluded.version, body = excluded.body, loaded_us = excluded.loaded_us";
    /// Every part of the pack.
    PARTS = "SELECT part, body FROM pack_part WHERE org = $1 ORDER BY part LIMIT 100";
    /// Ids and codes of the halls there are.
    HALL_CODES = "SELECT id, code FROM hall WHERE org = $1 ORDER BY id LIMIT 10000";
    /// A new hall.
    ADD_HALL = "INSERT INTO hall (org, id, code, name, name_en, county, town, lat_e6, lon_e6, coord_source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    /// The facts of a hall that are the pack's.
    CORRECT_HALL = "UPDATE hall SET name = $3, name_en = $4, county = $5, town = $6, lat_e6 = $7, lon_e6 = $8, coord_source = $9 WHERE org = $1 AND id = $2";
    /// The first plan of a hall, approved by the pack.
    ADD_FIRST_PLAN = "INSERT INTO hall_plan (org, id, hall, from_day, state, body, reason, proposed_by, proposed_us, decided_by, decided_us) VALUES ($1, $2, $3, $4, 'approved', $5, $6, 0, $7, 0, $7) ON CONFLICT DO NOTHING";
    /// A counter, closed until somebody opens it.
    ADD_COUNTER = "INSERT INTO counter_now (org, hall, counter, state, staff, since_us, open_s, day) VALUES ($1, $2, $3, $4, NULL, $5, 0, $6) ON CONFLICT DO NOTHING";
    /// What a hall lends or keeps ready.
    ADD_AMENITY = "INSERT INTO amenity (org, hall, kind, total, lent, counted_us) VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT DO NOTHING";
    /// A zone, with nobody in it and not cleaned yet.
    ADD_ZONE = "INSERT INTO zone_now (org, hall, zone, cleaned_us, people) VALUES ($1, $2, $3, NULL, 0) ON CONFLICT DO NOTHING";
}

pub(crate) fn statements() -> Vec<&'static Sql> {
    STATEMENTS.to_vec()
}

/// A pack was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Its version.
    pub version: String,
    /// Halls of the pack.
    pub halls: i64,
    /// Of these, the ones that were not there before.
    pub new_halls: i64,
    /// Service items.
    pub items: i64,
    /// Rules.
    pub rules: i64,
}

kernel::refusals! {
    /// Why a pack was not loaded.
    pub enum LoadPackRefusal {
        /// It is of another company than this store.
        OtherCompany { field, rule } = "field_wrong",
    }
}

/// Takes `pack` into the store. Halls keep the id they got when they first came: the order of coming, from 1.
///
/// Each new hall starts with a plan made of its grade's standard, in force from the pack's first day. The same pack
/// loaded again changes nothing but the date; a newer one adds halls and replaces parts and the halls' names and
/// places. A hall that the pack no longer has stays as it is.
///
/// # Errors
/// As [`LoadPackRefusal`] says, or the database could not.
pub fn load_pack(tx: &mut dyn Tx, cx: &Cx, pack: &Pack) -> Result<Loaded, Fail<Refusal<LoadPackRefusal>>> {
    let (known, new) = sort_halls(tx, cx.org, pack)?;
    let roots: Vec<HallId> = std::iter::once(HallId::ORG).chain(new.iter().map(|(id, _)| *id)).collect();
    once(tx, cx, "load_pack", &roots, pack, |tx| {
        if pack.company.org != cx.org {
            let rule = format!("{} ≠ {}", pack.company.org, cx.org);
            return Err(Fail::Refused(LoadPackRefusal::OtherCompany { field: "company.org".into(), rule }));
        }
        put_parts(tx, cx, pack)?;
        for (id, hall) in &known {
            correct_hall(tx, cx, *id, hall)?;
        }
        for (id, hall) in &new {
            add_hall(tx, cx, pack, *id, hall)?;
        }
        let loaded = Loaded {
            version: pack.company.version.clone(),
            halls: count(pack.halls.len()),
            new_halls: count(new.len()),
            items: count(pack.catalogue.items.iter().map(|item| &item.code).collect::<BTreeSet<_>>().len()),
            rules: count(pack.rules.len()),
        };
        let Loaded { version, halls, items, rules, .. } = loaded.clone();
        append(tx, cx, HallId::ORG, Event::PackLoaded { version, halls, items, rules })?;
        Ok(loaded)
    })
}

/// The pack as it was loaded last, if one ever was.
///
/// # Errors
/// The database could not, or the parts are not of this version's shape: load the pack again.
pub fn stored_pack(tx: &mut dyn Tx, org: Org) -> Result<Option<Pack>, DbError> {
    let parts = all(tx, &PARTS, &[org.into()], |row| format!("\"{}\":{}", row.text(0), row.text(1)))?;
    if parts.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(&format!("{{{}}}", parts.join(","))).map(Some).map_err(|error| DbError {
        kind: DbErrorKind::Broken,
        message: format!("the stored pack cannot be read, load it again: {error}"),
        during: PARTS.name,
    })
}

type Numbered<'a> = Vec<(HallId, &'a Hall)>;

/// The halls of the pack that are there already, and the new ones with the ids they will get.
fn sort_halls<'a>(
    tx: &mut dyn Tx,
    org: Org,
    pack: &'a Pack,
) -> Result<(Numbered<'a>, Numbered<'a>), DbError> {
    let codes = all(tx, &HALL_CODES, &[org.into()], |row| (row.int(0), row.text(1).to_owned()))?;
    let mut next = codes.iter().map(|(id, _)| *id).max().unwrap_or(0);
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for hall in &pack.halls {
        if let Some((id, _)) = codes.iter().find(|(_, code)| *code == hall.code) {
            known.push((HallId(*id), hall));
        } else {
            next += 1;
            new.push((HallId(next), hall));
        }
    }
    Ok((known, new))
}

fn put_parts(tx: &mut dyn Tx, cx: &Cx, pack: &Pack) -> Result<(), DbError> {
    let Ok(Json::Object(parts)) = serde_json::to_value(pack) else {
        unreachable!("a pack is a struct of plain data")
    };
    let parts: Map<String, Json> = parts;
    for (part, body) in &parts {
        let body = body.to_string();
        let version = &pack.company.version;
        tx.execute(&PUT_PART, &[cx.org.into(), part.into(), version.into(), (&body).into(), cx.now.into()])?;
    }
    Ok(())
}

fn correct_hall(tx: &mut dyn Tx, cx: &Cx, id: HallId, hall: &Hall) -> Result<(), DbError> {
    let town = hall.town.clone().unwrap_or_default();
    let params = [
        cx.org.into(),
        id.into(),
        (&hall.name_zh).into(),
        (&hall.name_en).into(),
        (&hall.county).into(),
        (&town).into(),
        hall.lat_udeg.into(),
        hall.lon_udeg.into(),
        (&hall.coord_source).into(),
    ];
    tx.execute(&CORRECT_HALL, &params).map(drop)
}

fn add_hall(tx: &mut dyn Tx, cx: &Cx, pack: &Pack, id: HallId, hall: &Hall) -> Result<(), DbError> {
    let town = hall.town.clone().unwrap_or_default();
    let params = [
        cx.org.into(),
        id.into(),
        (&hall.code).into(),
        (&hall.name_zh).into(),
        (&hall.name_en).into(),
        (&hall.county).into(),
        (&town).into(),
        hall.lat_udeg.into(),
        hall.lon_udeg.into(),
        (&hall.coord_source).into(),
    ];
    if tx.execute(&ADD_HALL, &params)? == 0 {
        // Another load of the same pack came between our look and our lock.
        return Err(DbError {
            kind: DbErrorKind::Conflict,
            message: format!("hall {} was added by another", hall.code),
            during: ADD_HALL.name,
        });
    }
    let from = pack.company.effective_from;
    let Some(plan) = first_plan(pack, hall, from) else {
        unreachable!("a checked pack has a standard for the grade of every hall")
    };
    let body = serde_json::to_string(&plan).expect("a plan is plain data");
    let reason = format!("{} {}", pack.company.name_zh, pack.company.version);
    // The first plan bears the hall's number: there can be only one.
    tx.execute(
        &ADD_FIRST_PLAN,
        &[
            cx.org.into(),
            id.0.into(),
            id.into(),
            from.into(),
            (&body).into(),
            (&reason).into(),
            cx.now.into(),
        ],
    )?;
    let (closed, day) = (CounterState::Closed.as_str(), cx.now.day(cx.zone));
    // Closed since ever: no event says that it was closed today.
    let since = Time(0);
    for counter in &plan.counters {
        let params = [cx.org.into(), id.into(), counter.id.into(), closed.into(), since.into(), day.into()];
        tx.execute(&ADD_COUNTER, &params)?;
    }
    for zone in &plan.zones {
        tx.execute(&ADD_ZONE, &[cx.org.into(), id.into(), (&zone.code).into()])?;
    }
    for amenity in pack.standard(hall.grade, from).into_iter().flat_map(|standard| &standard.amenity) {
        let params = [cx.org.into(), id.into(), (&amenity.code).into(), amenity.stock.into(), cx.now.into()];
        tx.execute(&ADD_AMENITY, &params)?;
    }
    append(tx, cx, id, Event::HallCreated { code: hall.code.clone() })
}

/// The plan that the standard of its grade makes for `hall` on `day`.
#[must_use]
pub fn first_plan(pack: &Pack, hall: &Hall, day: Day) -> Option<HallPlan> {
    let standard = pack.standard(hall.grade, day)?;
    Some(HallPlan {
        grade: hall.grade,
        zones: standard.zone.iter().map(|zone| plan_zone(pack, zone)).collect(),
        counters: pack.counters(hall, day).into_iter().map(|it| plan_counter(pack, it, day)).collect(),
        functions: standard.skills.clone(),
        hours: hours(pack, standard),
        rooms: standard.room.iter().map(|room| room.code.clone()).collect(),
        equipment: standard.equipment.iter().map(|it| format!("{} ×{}", it.name_zh, it.count)).collect(),
        child_corner_places: standard.child_corner_max,
        kiosks: hall.kiosks,
    })
}

fn plan_zone(pack: &Pack, zone: &pack::PlanZone) -> PlanZone {
    let kind = pack.grades.zone.iter().find(|kind| kind.code == zone.zone);
    PlanZone {
        code: zone.zone.clone(),
        name: kind.map_or_else(|| zone.zone.clone(), |kind| kind.name_zh.clone()),
        name_en: kind.map_or_else(|| zone.zone.clone(), |kind| kind.name_en.clone()),
        x: zone.x,
        y: zone.y,
        w: zone.w,
        h: zone.h,
    }
}

/// A counter other than a general one is specialised for what is done in the zone it stands in: for the main skills,
/// which items name first.
fn plan_counter(pack: &Pack, counter: &pack::PlanCounter, day: Day) -> PlanCounter {
    let there: BTreeSet<&String> =
        pack.items(day).filter(|item| item.zone == counter.zone).filter_map(|it| it.skills.first()).collect();
    let special = counter.skills.iter().filter(|skill| there.contains(skill)).cloned();
    let (kind, special) = match counter.kind {
        CounterKind::General => ("comprehensive", Vec::new()),
        CounterKind::Payment => ("payment", special.collect()),
        CounterKind::KeyAccount => ("key_customer", special.collect()),
    };
    PlanCounter {
        id: CounterId(counter.number),
        name: format!("{}号窗口", counter.number),
        kind: kind.to_owned(),
        zone: counter.zone.clone(),
        skills: counter.skills.clone(),
        special,
        x: counter.x,
        y: counter.y,
    }
}

fn hours(pack: &Pack, standard: &GradeStandard) -> Vec<HoursRule> {
    let kinds = [DayKind::Workday, DayKind::MakeUpWorkday, DayKind::Weekend, DayKind::Holiday];
    let rule = |season: &pack::SeasonSpan, day_kind: DayKind| {
        let holds = |opening: &&pack::Opening| {
            opening.days.contains(&day_kind)
                && (opening.season == Season::All || opening.season == season.season)
        };
        let span = |opening: &pack::Opening| Span {
            from_min: i64::from(opening.from.minutes()),
            to_min: i64::from(opening.to.minutes()),
        };
        let mut spans: Vec<Span> = standard.opening.iter().filter(holds).map(span).collect();
        spans.sort_unstable_by_key(|span| span.from_min);
        HoursRule {
            from_month: season.from_month,
            from_day: season.from_day,
            day_kind,
            spans,
            certainty: weaker(standard.certainty, season.certainty),
            source: standard.source.clone(),
        }
    };
    pack.grades.season.iter().flat_map(|season| kinds.map(|kind| rule(season, kind))).collect()
}

/// The less sure of two certainties.
fn weaker(one: Certainty, other: Certainty) -> Certainty {
    one.max(other)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).expect("a pack is small")
}
