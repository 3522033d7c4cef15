//! The city of the pack as the planner is asked about it. Towns have no coordinates in a pack: their places are drawn
//! around the county's seat, and say so.

use api::{Lang, Sourced};
use kernel::{ChoiceRule, Grade};
use pack::{County, Pack, Town};
use planning::site::city::{
    Allowance, BySegment, Choice, City, Constraints, DayShape, Decay, Effort, GradeMax, GradeOffer, Habit,
    Place, Point, Quota, Segment, ShiftTerms, Site, Staffing, Travel, Weights,
};

use planning::staff::{Per, Target};

use crate::{App, Refused};

/// Mean radius of the earth, in metres (IUGG).
const EARTH_M: f64 = 6_371_008.8;
/// The golden angle, in radians: points a turn of it apart fill a circle evenly (Vogel 1979).
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;
/// Towns that are no townships: nobody is asked to open a hall there.
const NO_TOWNSHIP: &str = "statistical_or_development_unit";

/// The city of the pack, with the grades that halls have today by the plans in force.
///
/// # Errors
/// The database could not.
pub(crate) async fn of_today(app: &App) -> Result<City, Refused> {
    let (org, today) = (app.org, app.today());
    let rows = app.live.halls(app).await?;
    let codes: Vec<_> = rows.iter().map(|row| (row.id, row.code.clone())).collect();
    let grades = app
        .read(move |tx| {
            let each = codes.into_iter().map(|(id, code)| {
                let plan = floor::halls::plan_in_force(tx, org, id, today)?;
                let open = plan.filter(|it| !floor::halls::is_closed(&it.plan));
                Ok((code, open.map(|it| it.plan.grade)))
            });
            each.collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let now = |code: &str| grades.iter().find(|(known, _)| known == code).and_then(|(_, grade)| *grade);
    Ok(of_pack(&app.pack, now))
}

/// What the city's figures rest on.
pub(crate) fn source(pack: &Pack, lang: Lang) -> Sourced {
    let words = match lang {
        Lang::Zh => "规划参数；乡镇位置为示意",
        Lang::En => "Planning figures; places of towns are schematic",
    };
    let it = &pack.planning;
    Sourced { text: words.into(), certainty: it.certainty.mark().into(), source: it.source.clone() }
}

/// A point on the map: equirectangular around the middle of the company's counties, in metres. Over a city the error of
/// distances is below one in a thousand.
pub(crate) fn projected(pack: &Pack, lat_udeg: i64, lon_udeg: i64) -> Point {
    let radians = |udeg: i64| (udeg as f64 / 1e6).to_radians();
    let n = pack.counties.len().max(1) as i64;
    let lat = pack.counties.iter().map(|county| county.lat_udeg).sum::<i64>() / n;
    let lon = pack.counties.iter().map(|county| county.lon_udeg).sum::<i64>() / n;
    Point {
        x_m: (EARTH_M * (radians(lon_udeg) - radians(lon)) * radians(lat).cos()).round(),
        y_m: (EARTH_M * (radians(lat_udeg) - radians(lat))).round(),
    }
}

/// The city of a pack; `now` says which grade a hall has today, by its code.
pub(crate) fn of_pack(pack: &Pack, now: impl Fn(&str) -> Option<Grade>) -> City {
    let it = &pack.planning;
    let places: Vec<Place> = pack
        .counties
        .iter()
        .flat_map(|county| {
            towns_of(pack, county).into_iter().enumerate().map(move |(n, town)| (county, n, town))
        })
        .map(|(county, n, town)| place(pack, county, n, town))
        .collect();
    let sites = sites(pack, &places, now);
    City {
        constraints: constraints(pack, &sites),
        sites,
        places,
        grades: it.grade.iter().map(offer).collect(),
        habits: BySegment::each(|segment| {
            let group = group(pack, segment);
            Habit { visits: group.map_or(0.0, |it| it.needs), online: group.map_or(0.0, |it| it.online) }
        }),
        travel: Travel::Straight {
            detour: it.travel.detour,
            km_per_hour: it.travel.km_per_hour,
            start_min: it.travel.start_min,
        },
        choice: match it.choice.rule {
            ChoiceRule::Nearest => Choice::Nearest,
            ChoiceRule::Gravity => Choice::Huff {
                decay: Decay::Power { exponent: it.choice.decay },
                further_min: it.choice.further_min,
                wait: it.choice.wait_counts,
            },
        },
        staffing: Some(staffing(pack)),
        weights: weights(pack),
        seed: 1,
        effort: Effort::default(),
    }
}

/// Minutes of visits and cost of clerks; and, for whoever sizes without a day, its busiest hour.
fn staffing(pack: &Pack) -> Staffing {
    let by_hour = day_shape(pack).by_hour;
    let busiest = by_hour.iter().copied().fold(0.0, f64::max);
    Staffing {
        minutes: BySegment::each(|segment| group(pack, segment).map_or(0.0, |it| it.minutes)),
        per_1000_hours: pack.planning.staffing.per_1000_hours_yuan * 100,
        peak: busiest * by_hour.len() as f64 / by_hour.iter().sum::<f64>(),
        wait_max_min: pack.planning.staffing.within_min,
    }
}

/// The day that halls are staffed by: the pack's hours from the first shift's begin to the last one's end, its promise, and
/// the minutes of those who come to halls.
pub(crate) fn day_shape(pack: &Pack) -> DayShape {
    let it = &pack.planning;
    let minutes = |ends: &dyn Fn(&pack::PlanShift) -> i32| it.shift.iter().map(ends).collect::<Vec<_>>();
    let from = minutes(&|shift| shift.from.minutes()).into_iter().min().unwrap_or(0) / 60;
    let to = (minutes(&|shift| shift.to.minutes()).into_iter().max().unwrap_or(1440) + 59) / 60;
    let hours = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(24);
    let at_halls = |group: &pack::PlanSegment| group.share * group.needs * (1.0 - group.online);
    let all: f64 = it.segment.iter().map(at_halls).sum();
    DayShape {
        by_hour: pack.arrivals.hour.get(hours).map_or_else(Vec::new, <[f64]>::to_vec),
        target: Target { share: it.staffing.share, wait_min: it.staffing.within_min, per: Per::Hour },
        service_min: it.segment.iter().map(|group| at_halls(group) * group.minutes).sum::<f64>() / all,
    }
}

/// Further shares of payments online that are looked at.
const SHARES: [f64; 4] = [0.0, 0.1, 0.3, 0.5];
/// Weeks of a year.
const WEEKS: f64 = 52.0;

/// What the pack says of clerks who travel, for the question what becomes of halls as payments go online.
pub(crate) fn shift_terms(pack: &Pack) -> ShiftTerms {
    let it = &pack.planning.travelling;
    let hours = it.hours_a_day * f64::from(it.days) * WEEKS;
    // Days of the week count from 1 in a pack, as people do.
    let markets =
        it.market_days.iter().map(|(hall, days)| (hall.clone(), days.iter().map(|day| day - 1).collect()));
    ShiftTerms {
        shares: SHARES.to_vec(),
        minutes: BySegment::each(|segment| group(pack, segment).map_or(0.0, |it| it.minutes)),
        days: it.days,
        hours_a_day: it.hours_a_day,
        busy_max: it.busy_max,
        apart_max_m: it.apart_km * 1000.0,
        clerk_yearly: (pack.planning.staffing.per_1000_hours_yuan as f64 * 100.0 * hours / 1000.0).round()
            as i64,
        markets: markets.collect(),
    }
}

fn word(segment: Segment) -> &'static str {
    match segment {
        Segment::Payment => "payment",
        Segment::Connection => "connection",
        Segment::Elder => "elder",
        Segment::Firm => "firm",
    }
}

fn group(pack: &Pack, segment: Segment) -> Option<&pack::PlanSegment> {
    pack.planning.segment.iter().find(|it| it.segment == word(segment))
}

/// The towns of a county, those nearest to its seat first: subdistricts, towns, townships.
fn towns_of<'a>(pack: &'a Pack, county: &County) -> Vec<&'a Town> {
    let mut towns: Vec<&Town> =
        pack.towns.iter().filter(|town| town.county == county.code && town.kind != NO_TOWNSHIP).collect();
    let near = |town: &Town| ["subdistrict", "town"].iter().position(|kind| town.kind == *kind).unwrap_or(2);
    towns.sort_by_key(|town| (near(town), town.code.clone()));
    towns
}

fn place(pack: &Pack, county: &County, n: usize, town: &Town) -> Place {
    // A town whose hall has a position is where its hall is.
    let hall = pack.halls.iter().find(|hall| hall.town.as_deref() == Some(town.code.as_str()));
    let at = match hall {
        Some(hall) => projected(pack, hall.lat_udeg, hall.lon_udeg),
        None => around_seat(pack, county, n),
    };
    let people = town.population_demo as f64;
    Place {
        id: town.code.clone(),
        name: town.name_zh.clone(),
        county: town.county.clone(),
        cluster: cluster(pack, &town.county, at),
        at,
        people: BySegment::each(|segment| (people * group(pack, segment).map_or(0.0, |it| it.share)).round()),
        over_65: pack.planning.over_65,
    }
}

/// The cluster of townships that a point is in: that of the nearest hall of a township's supply station (供电所) in its
/// county, by the hall's code. No pack says which townships a station looks after.
fn cluster(pack: &Pack, county: &str, at: Point) -> Option<String> {
    let far = |hall: &&pack::Hall| {
        let of = projected(pack, hall.lat_udeg, hall.lon_udeg);
        (of.x_m - at.x_m).hypot(of.y_m - at.y_m)
    };
    let stations = pack.halls.iter().filter(|hall| hall.county == county && hall.grade == Grade::C);
    stations.min_by(|a, b| far(a).total_cmp(&far(b))).map(|hall| hall.code.clone())
}

/// The `n`-th place of a county: on a spiral around its seat that fills the county's area evenly.
fn around_seat(pack: &Pack, county: &County, n: usize) -> Point {
    let seat = projected(pack, county.lat_udeg, county.lon_udeg);
    let all = towns_of(pack, county).len().max(1) as f64;
    let radius = (county.area_km2 as f64 * 1e6 / std::f64::consts::PI).sqrt() * pack.planning.spread;
    let (far, turn) = (radius * ((n as f64 + 0.5) / all).sqrt(), GOLDEN_ANGLE * n as f64);
    Point { x_m: (seat.x_m + far * turn.cos()).round(), y_m: (seat.y_m + far * turn.sin()).round() }
}

fn sites(pack: &Pack, places: &[Place], now: impl Fn(&str) -> Option<Grade>) -> Vec<Site> {
    let may = |grade: Grade| pack.planning.grade.iter().find(|it| it.grade == grade).map(|it| it.may.clone());
    let halls = pack.halls.iter().map(|hall| {
        let grade = now(&hall.code);
        let at = projected(pack, hall.lat_udeg, hall.lon_udeg);
        Site {
            id: hall.code.clone(),
            name: hall.name_zh.clone(),
            county: hall.county.clone(),
            cluster: cluster(pack, &hall.county, at),
            at,
            grade,
            allowed: may(grade.unwrap_or(hall.grade)).unwrap_or_default(),
        }
    });
    let candidate = &pack.planning.candidate;
    let empty = |town: &&Town| {
        let has_hall = pack.halls.iter().any(|hall| hall.town.as_deref() == Some(town.code.as_str()));
        !has_hall && candidate.kinds.contains(&town.kind)
    };
    let towns = pack.towns.iter().filter(empty).filter_map(|town| {
        let place = places.iter().find(|place| place.id == town.code)?;
        Some(Site {
            id: town.code.clone(),
            name: town.name_zh.clone(),
            county: town.county.clone(),
            cluster: place.cluster.clone(),
            at: place.at,
            grade: None,
            allowed: candidate.grades.clone(),
        })
    });
    halls.chain(towns).collect()
}

fn offer(it: &pack::PlanGrade) -> GradeOffer {
    let serves = |segment: &Segment| it.serves.iter().any(|name| name == word(*segment));
    GradeOffer {
        grade: it.grade,
        serves: Segment::ALL.into_iter().filter(serves).collect(),
        yearly: it.yearly_yuan * 100,
        visits_max: it.visits_max,
        counters_max: it.counters_max,
        hours: it.hours,
        open: it.open_yuan * 100,
        close: it.close_yuan * 100,
        regrade: it.regrade_yuan * 100,
        attraction: it.attraction,
    }
}

fn weights(pack: &Pack) -> Weights {
    let it = &pack.planning.weights;
    Weights {
        cost: it.cost,
        years: it.years,
        minute: it.minute_yuan * 100.0,
        wait_minute: it.wait_minute_yuan * 100.0,
        beyond_15: it.beyond_15_yuan * 100.0,
        beyond_30: it.beyond_30_yuan * 100.0,
        worst_tenth: it.worst_tenth_yuan * 100.0,
        elders: it.elders,
        balance: it.balance_yuan * 100.0,
    }
}

fn constraints(pack: &Pack, sites: &[Site]) -> Constraints {
    let it = &pack.planning.constraints;
    let quota = Quota { at_least: Grade::B, count: 1, counties: Vec::new() };
    let kept = sites.iter().filter(|site| site.grade.is_some_and(|grade| it.keep.contains(&grade)));
    let city_a = GradeMax { grade: Grade::A, within: Allowance::City, count: it.city_a_max };
    Constraints {
        quotas: if it.county_b { vec![quota] } else { Vec::new() },
        at_most: vec![city_a],
        capacity: it.capacity,
        open: kept.map(|site| site.id.clone()).collect(),
        ..Constraints::default()
    }
}
