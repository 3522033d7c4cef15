//! Whether a city makes sense before anything is planned, and whether a constraint cannot be kept whatever is done.

use std::collections::BTreeMap;

use kernel::Grade;

use super::model::{Model, RowOf};
use super::search::options;
use super::{Choice, City, CityRefusal, Decay, GradeOffer, Relaxation, Segment, Travel};

/// No figure of a city is above this: sums of them stay exact enough.
const MOST: f64 = 1e12;

/// Checks the numbers and codes of a city.
pub(super) fn sense(city: &City) -> Result<(), CityRefusal> {
    codes(city)?;
    grades(city)?;
    places(city)?;
    figures(city)?;
    travel(city)?;
    references(city)
}

fn number(field: impl Into<String>, value: f64, least: f64, most: f64) -> Result<(), CityRefusal> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let rule = match (least, most) {
        (least, MOST) if least > 0.0 => "a number above 0".to_owned(),
        (_, MOST) => "a number of at least 0".to_owned(),
        (least, most) => format!("a number from {least} to {most}"),
    };
    Err(CityRefusal::Number { field: field.into(), rule })
}

fn money(field: impl Into<String>, fen: i64) -> Result<(), CityRefusal> {
    number(field, fen as f64, 0.0, MOST)
}

/// The least number that counts as above 0.
const SOME: f64 = 1e-9;

fn codes(city: &City) -> Result<(), CityRefusal> {
    let lists: [(&str, Vec<&String>); 2] = [
        ("places", city.places.iter().map(|place| &place.id).collect()),
        ("sites", city.sites.iter().map(|site| &site.id).collect()),
    ];
    for (list, ids) in lists {
        let mut seen = BTreeMap::new();
        for (n, id) in ids.into_iter().enumerate() {
            if seen.insert(id, n).is_some() {
                return Err(CityRefusal::Twice { field: format!("{list}[{n}].id"), id: id.clone() });
            }
        }
    }
    Ok(())
}

fn grades(city: &City) -> Result<(), CityRefusal> {
    for (n, offer) in city.grades.iter().enumerate() {
        let field = |name: &str| format!("grades[{n}].{name}");
        if city.grades[..n].iter().any(|other| other.grade == offer.grade) {
            return Err(CityRefusal::Twice { field: field("grade"), id: offer.grade.as_str().to_owned() });
        }
        for (name, fen) in [
            ("yearly", offer.yearly),
            ("open", offer.open),
            ("close", offer.close),
            ("regrade", offer.regrade),
        ] {
            money(field(name), fen)?;
        }
        number(field("visits_max"), offer.visits_max, 0.0, MOST)?;
        number(field("hours"), offer.hours, SOME, 8784.0)?;
        number(field("attraction"), offer.attraction, SOME, MOST)?;
    }
    let mut sorted: Vec<&GradeOffer> = city.grades.iter().collect();
    sorted.sort_by_key(|offer| offer.grade);
    for pair in sorted.windows(2) {
        if let Some(segment) = pair[1].serves.iter().find(|segment| !pair[0].serves.contains(segment)) {
            let (better, lower) = (pair[0].grade, pair[1].grade);
            return Err(CityRefusal::NotNested { better, lower, segment: *segment });
        }
    }
    Ok(())
}

fn places(city: &City) -> Result<(), CityRefusal> {
    for (n, place) in city.places.iter().enumerate() {
        for segment in Segment::ALL {
            let field = || format!("places[{n}].people.{}", word(segment));
            number(field(), *place.people.of(segment), 0.0, 1e10)?;
        }
        number(format!("places[{n}].over_65"), place.over_65, 0.0, 1.0)?;
    }
    let points = city.places.iter().map(|place| ("places", place.at));
    let points = points.enumerate().chain(city.sites.iter().map(|site| ("sites", site.at)).enumerate());
    for (n, (list, at)) in points {
        number(format!("{list}[{n}].at.x_m"), at.x_m, -1e9, 1e9)?;
        number(format!("{list}[{n}].at.y_m"), at.y_m, -1e9, 1e9)?;
    }
    Ok(())
}

fn figures(city: &City) -> Result<(), CityRefusal> {
    for segment in Segment::ALL {
        let habit = city.habits.of(segment);
        number(format!("habits.{}.visits", word(segment)), habit.visits, 0.0, 1e6)?;
        number(format!("habits.{}.online", word(segment)), habit.online, 0.0, 1.0)?;
    }
    let weights = &city.weights;
    for (name, value, least) in [
        ("cost", weights.cost, 0.0),
        ("years", weights.years, SOME),
        ("minute", weights.minute, 0.0),
        ("wait_minute", weights.wait_minute, 0.0),
        ("beyond_15", weights.beyond_15, 0.0),
        ("beyond_30", weights.beyond_30, 0.0),
        ("worst_tenth", weights.worst_tenth, 0.0),
        ("elders", weights.elders, 0.0),
        ("balance", weights.balance, 0.0),
    ] {
        number(format!("weights.{name}"), value, least, MOST)?;
    }
    if let Some(staffing) = &city.staffing {
        for segment in Segment::ALL {
            let field = format!("staffing.minutes.{}", word(segment));
            number(field, *staffing.minutes.of(segment), SOME, 1e6)?;
        }
        money("staffing.per_1000_hours", staffing.per_1000_hours)?;
        number("staffing.peak", staffing.peak, 1.0, 1000.0)?;
        number("staffing.wait_max_min", staffing.wait_max_min, SOME, 1e6)?;
    }
    if let Choice::Huff { decay, further_min, .. } = city.choice {
        number("choice.further_min", further_min, 0.0, MOST)?;
        match decay {
            Decay::Power { exponent } => number("choice.decay.exponent", exponent, SOME, 100.0)?,
            Decay::Exponential { per_min } => number("choice.decay.per_min", per_min, SOME, 100.0)?,
        }
    }
    for (name, budget) in
        [("yearly_max", city.constraints.yearly_max), ("change_max", city.constraints.change_max)]
    {
        budget.map_or(Ok(()), |fen| money(format!("constraints.{name}"), fen))?;
    }
    Ok(())
}

fn travel(city: &City) -> Result<(), CityRefusal> {
    match &city.travel {
        Travel::Straight { detour, km_per_hour, start_min } => {
            number("travel.detour", *detour, 1.0, 1000.0)?;
            number("travel.km_per_hour", *km_per_hour, SOME, MOST)?;
            number("travel.start_min", *start_min, 0.0, MOST)
        }
        Travel::Matrix { minutes } => {
            let rows = minutes.len() == city.places.len();
            if !rows || minutes.iter().any(|row| row.len() != city.sites.len()) {
                let rule = format!("{} rows of {} minutes", city.places.len(), city.sites.len());
                return Err(CityRefusal::Number { field: "travel.minutes".into(), rule });
            }
            for (p, row) in minutes.iter().enumerate() {
                for (s, minutes) in row.iter().enumerate() {
                    minutes
                        .map_or(Ok(()), |it| number(format!("travel.minutes[{p}][{s}]"), it, 0.0, MOST))?;
                }
            }
            Ok(())
        }
    }
}

/// Codes that constraints and sites speak of are there, and no two constraints about a site exclude each other.
fn references(city: &City) -> Result<(), CityRefusal> {
    let offered = |grade: Grade| city.grades.iter().any(|offer| offer.grade == grade);
    for (n, site) in city.sites.iter().enumerate() {
        if let Some(grade) = site.allowed.iter().find(|grade| !offered(**grade)) {
            return Err(CityRefusal::NoSuchGrade { field: format!("sites[{n}].allowed"), grade: *grade });
        }
        if let Some(grade) = site.grade.filter(|grade| !offered(*grade)) {
            return Err(CityRefusal::NoSuchGrade { field: format!("sites[{n}].grade"), grade });
        }
    }
    let rules = &city.constraints;
    let site = |field: String, id: &String| match city.sites.iter().find(|site| site.id == *id) {
        Some(site) => Ok(site),
        None => Err(CityRefusal::Unknown { field, id: id.clone() }),
    };
    for (name, ids) in [("open", &rules.open), ("forbid", &rules.forbid)] {
        for (n, id) in ids.iter().enumerate() {
            site(format!("constraints.{name}[{n}]"), id)?;
        }
    }
    for (n, fixed) in rules.fixed.iter().enumerate() {
        let at = site(format!("constraints.fixed[{n}].site"), &fixed.site)?;
        if !offered(fixed.grade) {
            let field = format!("constraints.fixed[{n}].grade");
            return Err(CityRefusal::NoSuchGrade { field, grade: fixed.grade });
        }
        let again = rules.fixed[..n].iter().any(|other| other.site == at.id);
        if again {
            return Err(CityRefusal::Twice {
                field: format!("constraints.fixed[{n}].site"),
                id: at.id.clone(),
            });
        }
    }
    let county = |code: &String| {
        city.places.iter().any(|place| place.county == *code)
            || city.sites.iter().any(|site| site.county == *code)
    };
    let listed = rules.quotas.iter().enumerate().flat_map(|(n, quota)| {
        quota.counties.iter().map(move |code| (format!("constraints.quotas[{n}].counties"), code))
    });
    let kept = rules.close_none_in.iter().map(|code| ("constraints.close_none_in".to_owned(), code));
    match listed.chain(kept).find(|(_, code)| !county(code)) {
        Some((field, code)) => Err(CityRefusal::Unknown { field, id: code.clone() }),
        None => conflicts(city),
    }
}

fn conflicts(city: &City) -> Result<(), CityRefusal> {
    let rules = &city.constraints;
    for site in &city.sites {
        let forbidden = rules.forbid.contains(&site.id);
        let opened = rules.open.contains(&site.id);
        let fixed = rules.fixed.iter().any(|fixed| fixed.site == site.id);
        let stays = site.grade.is_some() && rules.close_none_in.contains(&site.county);
        let conflict = |one: &str, other: &str| {
            Err(CityRefusal::Conflict { site: site.id.clone(), one: one.into(), other: other.into() })
        };
        if forbidden && (opened || fixed || stays) {
            let other = if opened {
                "open"
            } else if fixed {
                "fixed"
            } else {
                "close_none_in"
            };
            return conflict("forbid", other);
        }
        if site.allowed.is_empty() && (opened || stays) && !fixed {
            return conflict("allowed", if opened { "open" } else { "close_none_in" });
        }
    }
    Ok(())
}

/// Whether some constraint cannot be kept whatever is done, with the least that would have to give.
pub(super) fn possible(model: &Model<'_>) -> Result<(), CityRefusal> {
    served(model)?;
    reachable(model)?;
    rows(model)?;
    room(model)
}

/// Somebody comes, and every segment that does is served by some grade.
fn served(model: &Model<'_>) -> Result<(), CityRefusal> {
    let city = model.city;
    let people = |segment: Segment| city.places.iter().any(|place| *place.people.of(segment) > 0.0);
    for segment in Segment::ALL.into_iter().filter(|segment| people(*segment)) {
        if !city.grades.iter().any(|offer| offer.serves.contains(&segment)) {
            let grade = model.offers.first().map_or(Grade::A, |offer| offer.grade);
            return Err(CityRefusal::NowhereServed { segment, relax: Relaxation::Serve { grade, segment } });
        }
    }
    if model.visits > 0.0 { Ok(()) } else { Err(CityRefusal::NoDemand) }
}

/// Every place can reach a site that may serve it.
fn reachable(model: &Model<'_>) -> Result<(), CityRefusal> {
    let city = model.city;
    for node in &model.nodes {
        let serving =
            |site: &&u32| options(model.allowed[**site as usize]).any(|o| model.serves(o, node.layer));
        if model.near(node.place).iter().any(|site| serving(&site)) {
            continue;
        }
        let segment = Segment::ALL.into_iter().find(|segment| {
            let of = city.grades.iter().filter(|offer| offer.serves.contains(segment)).count();
            of == usize::from(model.last[node.layer as usize])
                && *city.places[node.place as usize].people.of(*segment) > 0.0
        });
        let place = city.places[node.place as usize].id.clone();
        let lowest = model.grade(model.last[node.layer as usize]);
        let relax = match (model.near(node.place).first(), lowest) {
            (Some(site), Some(grade)) => {
                let site = &city.sites[*site as usize];
                if city.constraints.forbid.contains(&site.id) && site.allowed.iter().any(|at| *at <= grade) {
                    Relaxation::Permit { site: site.id.clone() }
                } else {
                    Relaxation::Allow { site: site.id.clone(), grade }
                }
            }
            _ => Relaxation::Way { place: place.clone() },
        };
        return Err(CityRefusal::Unreachable { place, segment: segment.unwrap_or(Segment::Payment), relax });
    }
    Ok(())
}

/// Every count of halls can be kept by itself.
fn rows(model: &Model<'_>) -> Result<(), CityRefusal> {
    for row in &model.rows {
        let bits = |site: &u32| model.allowed[*site as usize];
        let possible = row.sites.iter().filter(|site| bits(site) & row.mask != 0).count() as u32;
        let sure = row.sites.iter().filter(|site| bits(site) & !row.mask == 0).count() as u32;
        if possible < row.least {
            return Err(lacking(model, row, possible));
        }
        if let (true, RowOf::AtMost { county, grade }) = (sure > row.most, &row.of) {
            return Err(CityRefusal::TooMany {
                county: county.clone(),
                grade: *grade,
                allowed: row.most,
                demanded: sure,
                relax: Relaxation::Halls { count: sure },
            });
        }
    }
    Ok(())
}

fn lacking(model: &Model<'_>, row: &super::model::Row, possible: u32) -> CityRefusal {
    let city = model.city;
    let lowest = 7_u32.saturating_sub(row.mask.leading_zeros()) as u8;
    let grade = model.grade(lowest).unwrap_or(Grade::D);
    // Of the sites that may not: one that is only forbidden, else one that may not have the grade, else one more site.
    let not = || row.sites.iter().filter(|site| model.allowed[**site as usize] & row.mask == 0);
    let permitted = not().map(|site| &city.sites[*site as usize]).find(|site| {
        city.constraints.forbid.contains(&site.id)
            && site.allowed.iter().any(|grade| row.mask >> model.option(Some(*grade)) & 1 == 1)
    });
    let within = match &row.of {
        RowOf::Quota { county, .. } => county.clone(),
        RowOf::Cluster { cluster } => cluster.clone(),
        RowOf::AtMost { county, .. } => county.clone().unwrap_or_default(),
    };
    let relax = match (permitted, not().next()) {
        (Some(site), _) => Relaxation::Permit { site: site.id.clone() },
        (None, Some(site)) => Relaxation::Allow { site: city.sites[*site as usize].id.clone(), grade },
        (None, None) => Relaxation::Site { within: within.clone() },
    };
    match &row.of {
        RowOf::Quota { county, at_least } => CityRefusal::Quota {
            county: county.clone(),
            at_least: *at_least,
            wanted: row.least,
            possible,
            relax,
        },
        _ => CityRefusal::Cluster { cluster: within, relax },
    }
}

/// All halls together can take the visits.
fn room(model: &Model<'_>) -> Result<(), CityRefusal> {
    if !model.city.constraints.capacity {
        return Ok(());
    }
    let most = |bits: u8| {
        options(bits)
            .filter_map(|option| model.offer(option))
            .map(|offer| offer.visits_max)
            .fold(0.0, f64::max)
    };
    let room: f64 = model.allowed.iter().map(|bits| most(*bits)).sum();
    if model.visits <= room {
        return Ok(());
    }
    let relax = Relaxation::Room { visits: model.visits - room };
    Err(CityRefusal::Capacity { visits: model.visits, room, relax })
}

/// A segment as a field is named.
fn word(segment: Segment) -> &'static str {
    match segment {
        Segment::Payment => "payment",
        Segment::Connection => "connection",
        Segment::Elder => "elder",
        Segment::Firm => "firm",
    }
}
