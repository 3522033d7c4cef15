//! One hall: days simulated, and one to be watched.

use std::sync::Arc;
use std::time::Duration;

use api::routes::{ReplayDay, SimulateAHall};
use api::{
    DayReplay, Estimate, HallSimulation, ReplayDesk, ReplayPerson, SimulatedClass, SimulatedDay,
    SimulatedMinute,
};
use floor::Setting;
use kernel::{Day, HallId};
use planning::hall::{Ask as Study, Ending, Figures, Hall, Outcome, Record, Simulator, compare, simulate};
use planning::{Progress, Watch};

use super::view::seed;
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::planning::hall as model;
use crate::{App, Refused};

/// How often a day is played when nothing is said, and at most.
const DAYS: i64 = 200;
const DAYS_MAX: i64 = 2000;
/// The course of the day is told by so many minutes.
const COURSE_MIN: i64 = 5;
/// What a caller waits for is answered within this.
const LIMIT: Duration = Duration::from_secs(8);

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(simulation).on(replay)
}

/// Stops what somebody waits for before they are told to come back.
pub(super) struct Deadline(std::time::Instant);

impl Deadline {
    pub(super) fn soon() -> Deadline {
        Deadline(std::time::Instant::now() + LIMIT)
    }
}

impl Watch for Deadline {
    fn stop(&self) -> bool {
        std::time::Instant::now() >= self.0
    }
    fn tell(&self, _: Progress) {}
}

/// Computes on a thread that may take its time.
pub(super) async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refused::new("internal"))?
}

pub(super) async fn setting(app: &App, hall: HallId, day: Option<Day>) -> Result<Arc<Setting>, Refused> {
    app.live.setting(app, hall, day.unwrap_or_else(|| app.today())).await
}

fn impossible(error: impl std::fmt::Display) -> Refused {
    Refused::new("plan_impossible").rule(error.to_string())
}

// Simulation ----------------------------------------------------------------------------------------------------------

async fn simulation(app: Arc<App>, ask: Ask<SimulateAHall>) -> Result<HallSimulation, Refused> {
    let sent = ask.body;
    let days = sent.days.unwrap_or(DAYS);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Refused::new("field_wrong").at("days").rule(format!("1–{DAYS_MAX}")));
    }
    let seed = seed(&app, &ask.request, sent.seed.as_deref())?;
    let setting = setting(&app, ask.path.hall, sent.day).await?;
    let one = model::hall(&app.pack, &setting, &sent.design)?;
    let other = sent.against.map(|design| model::hall(&app.pack, &setting, &design)).transpose()?;
    let (source, day) = (model::source(&app.pack, ask.lang), setting.day);
    compute(move || {
        let study = Study { seed: seed.unsigned_abs(), days: days as u32, ..Study::default() };
        let watch = Deadline::soon();
        let (outcome, second, less) = match &other {
            None => (simulate(&one, &study, &watch).map_err(impossible)?, None, None),
            Some(other) => {
                let both = compare(&one, other, &study, &watch).map_err(impossible)?;
                (both.first, Some(both.second), both.all.wait_s)
            }
        };
        let against = match (&other, &second) {
            (Some(hall), Some(outcome)) => Some(simulated(hall, outcome, &study)?),
            _ => None,
        };
        Ok(HallSimulation {
            seed: seed.to_string(),
            day,
            days: i64::from(outcome.days),
            design: simulated(&one, &outcome, &study)?,
            against,
            // The planner says the second less the first.
            wait_less_min: less.map(|it| estimate(Some(it), -1.0 / 60.0)),
            source,
        })
    })
    .await
}

/// An estimate on the wire; nothing at all where nobody was there to be asked.
fn estimate(it: Option<planning::hall::Estimate>, unit: f64) -> Estimate {
    let (value, half) = it.map_or((0.0, 0.0), |it| (it.value * unit, it.half.unwrap_or(0.0) * unit.abs()));
    Estimate { value, low: value - half, high: value + half }
}

fn value(it: Option<planning::hall::Estimate>) -> f64 {
    it.map_or(0.0, |it| it.value)
}

fn simulated(hall: &Hall, outcome: &Outcome, study: &Study) -> Result<SimulatedDay, Refused> {
    let minutes = 1.0 / 60.0;
    let all = &outcome.all;
    let class = |(segment, it): (&planning::hall::Segment, &Figures)| SimulatedClass {
        class: segment.class.as_str().to_owned(),
        customers: value(it.came),
        wait_mean_min: value(it.wait_s) * minutes,
        wait_p90_min: value(it.wait_p90_s) * minutes,
        left_pm: value(it.left_share) * 1000.0,
    };
    Ok(SimulatedDay {
        customers: estimate(all.came, 1.0),
        wait_mean_min: estimate(all.wait_s, minutes),
        wait_p50_min: value(all.wait_p50_s) * minutes,
        wait_p90_min: estimate(all.wait_p90_s, minutes),
        wait_p95_min: value(all.wait_p95_s) * minutes,
        left_pm: estimate(all.left_share, 1000.0),
        use_pm: estimate(outcome.utilisation, 1000.0),
        cost_fen: value(outcome.cost_fen).round() as i64,
        classes: hall.segments.iter().zip(&outcome.segments).map(class).collect(),
        course: course(hall, study)?,
    })
}

/// How many wait and are served by five minutes of the day: over as many of the same days as can be told apart by eye.
fn course(hall: &Hall, study: &Study) -> Result<Vec<SimulatedMinute>, Refused> {
    let mut simulator = Simulator::new(hall).map_err(impossible)?;
    let days: Vec<Vec<Record>> =
        (0..study.days.min(100)).map(|day| simulator.play(study.seed, day, None).collect()).collect();
    let (from, to) = (i64::from(hall.opens_s / 60), i64::from(hall.closes_s / 60));
    let moment = |minute: i64| {
        let at_us = minute * 60_000_000;
        let at = |record: &Record, from: i64, to: Option<i64>| {
            from <= at_us && to.is_none_or(|to| at_us < to) && record.came_us <= at_us
        };
        let waits = |record: &&Record| {
            at(record, record.came_us, Some(record.called_us)) && record.called_us > record.came_us
        };
        let busy = |record: &&Record| record.clerk.is_some() && at(record, record.called_us, record.left_us);
        let mut waiting: Vec<i64> = days.iter().map(|day| day.iter().filter(waits).count() as i64).collect();
        waiting.sort_unstable();
        let mean = |sum: i64| sum as f64 / days.len().max(1) as f64;
        let second = u32::try_from(minute * 60).unwrap_or(0);
        let there =
            hall.clerks.iter().filter(|it| it.shifts.iter().any(|s| (s.from_s..s.to_s).contains(&second)));
        SimulatedMinute {
            minute,
            waiting: mean(waiting.iter().sum()),
            waiting_p90: floor::observe::nearest_rank(&waiting, 900).unwrap_or(0) as f64,
            busy: mean(days.iter().map(|day| day.iter().filter(busy).count() as i64).sum()),
            open: there.count() as f64,
        }
    };
    Ok((from / COURSE_MIN..=to / COURSE_MIN).map(|n| moment(n * COURSE_MIN)).collect())
}

// One day to be watched -----------------------------------------------------------------------------------------------

async fn replay(app: Arc<App>, ask: Ask<ReplayDay>) -> Result<DayReplay, Refused> {
    let seed = seed(&app, &ask.request, ask.body.seed.as_deref())?;
    let setting = setting(&app, ask.path.hall, ask.body.day).await?;
    let hall = model::hall(&app.pack, &setting, &ask.body.design)?;
    compute(move || {
        let mut simulator = Simulator::new(&hall).map_err(impossible)?;
        let records: Vec<Record> = simulator.play(seed.unsigned_abs(), 0, None).collect();
        Ok(watched(&setting, &hall, seed, &records))
    })
    .await
}

fn watched(setting: &Setting, hall: &Hall, seed: i64, records: &[Record]) -> DayReplay {
    let counters = hall.counters.iter().enumerate().map(|(n, it)| {
        let drawn = setting.plan.counters.get(n);
        ReplayDesk {
            name: it.name.clone(),
            kind: "counter".into(),
            x: drawn.map(|it| it.x),
            y: drawn.map(|it| it.y),
        }
    });
    let machines = hall.kiosks.as_ref().map_or(0, |it| it.count);
    let kiosks =
        (1..=machines).map(|n| ReplayDesk { name: format!("K{n}"), kind: "kiosk".into(), x: None, y: None });
    let mut order: Vec<&Record> = records.iter().collect();
    order.sort_by_key(|record| record.came_us);
    // Machines are alike and have one queue: whoever steps up takes the one that has been free longest.
    let mut free_us = vec![i64::MIN; machines as usize];
    let people = order.into_iter().map(|record| {
        let mut machine = || {
            let (n, until) = free_us.iter_mut().enumerate().min_by_key(|(_, until)| **until)?;
            *until = record.left_us.unwrap_or(i64::MAX);
            Some(hall.counters.len() + n)
        };
        let desk = match record.ending {
            Ending::ServedAtKiosk => machine(),
            _ => record.clerk.map(|clerk| hall.clerks[usize::from(clerk)].counter),
        };
        person(hall, record, desk)
    });
    let people: Vec<ReplayPerson> = people.collect();
    let last = people.iter().map(|it| it.left_s).fold(f64::from(hall.closes_s), f64::max);
    DayReplay {
        seed: seed.to_string(),
        day: setting.day,
        from_min: i64::from(hall.opens_s / 60),
        to_min: (last / 60.0).ceil() as i64,
        desks: counters.chain(kiosks).collect(),
        people,
    }
}

fn person(hall: &Hall, record: &Record, desk: Option<usize>) -> ReplayPerson {
    let seconds = |us: i64| us as f64 / 1e6;
    let called = desk.is_some().then(|| seconds(record.called_us));
    let end = match record.ending {
        Ending::Served | Ending::ServedAtKiosk => "served",
        Ending::Left => "gave_up",
        Ending::Online
        | Ending::FoundFull
        | Ending::SentHome
        | Ending::SentElsewhere
        | Ending::StillThere => "turned_away",
    };
    ReplayPerson {
        class: record.class.as_str().to_owned(),
        item: hall.items[usize::from(record.item)].name.clone(),
        came_s: seconds(record.came_us),
        called_s: called,
        began_s: called,
        left_s: seconds(record.left_us.unwrap_or(record.came_us)),
        desk: desk.and_then(|desk| i64::try_from(desk).ok()),
        end: end.to_owned(),
    }
}
