//! A city small enough to be read, and the commands as tests call them.

#![allow(dead_code, reason = "each test file uses what it needs")]

use centre::runs::{Asked, Run, StartRun, StartRunRefusal, start_run};
use centre::scenarios::{AddScenario, AddScenarioRefusal, Scenario, add_scenario};
use kernel::{Actor, Grade, RunId, RunWork, ScenarioId, StaffId};
use planning::site::city::{
    BySegment, Choice, City, Constraints, Effort, GradeOffer, Habit, Place, Point, Segment, Site, Travel,
    Weights,
};
use store::{Lane, Refusal};
use testkit::World;

pub const ANN: StaffId = StaffId(901);
pub const BEN: StaffId = StaffId(902);

fn point(x_m: f64, y_m: f64) -> Point {
    Point { x_m, y_m }
}

fn site(id: &str, at: Point, grade: Option<Grade>) -> Site {
    let (id, name) = (id.to_owned(), id.to_owned());
    Site { id, name, county: "c1".into(), cluster: None, at, grade, allowed: vec![Grade::B, Grade::C] }
}

fn offer(grade: Grade, yearly: i64) -> GradeOffer {
    GradeOffer {
        grade,
        serves: Segment::ALL.to_vec(),
        yearly,
        visits_max: 1e6,
        counters_max: 5,
        hours: 2_000.0,
        open: 1_000_000,
        close: 100_000,
        regrade: 100_000,
        attraction: 1.0,
    }
}

/// One county, two places, three sites of which two are halls.
pub fn city() -> City {
    let place = |id: &str, at: Point| Place {
        id: id.into(),
        name: id.into(),
        county: "c1".into(),
        cluster: None,
        at,
        people: BySegment { payment: 1_000.0, connection: 50.0, elder: 200.0, firm: 10.0 },
        over_65: 0.2,
    };
    City {
        places: vec![place("p1", point(0.0, 0.0)), place("p2", point(20_000.0, 0.0))],
        sites: vec![
            site("s1", point(0.0, 0.0), Some(Grade::B)),
            site("s2", point(20_000.0, 0.0), Some(Grade::C)),
            site("s3", point(10_000.0, 0.0), None),
        ],
        grades: vec![offer(Grade::B, 50_000_000), offer(Grade::C, 20_000_000)],
        habits: BySegment::each(|_| Habit { visits: 2.0, online: 0.5 }),
        travel: Travel::Straight { detour: 1.3, km_per_hour: 30.0, start_min: 2.0 },
        choice: Choice::Nearest,
        staffing: None,
        weights: Weights {
            cost: 1.0,
            years: 10.0,
            minute: 30.0,
            wait_minute: 0.0,
            beyond_15: 0.0,
            beyond_30: 0.0,
            worst_tenth: 0.0,
            elders: 1.5,
            balance: 0.0,
        },
        constraints: Constraints::default(),
        seed: 1,
        effort: Effort::default(),
    }
}

pub fn try_add(
    w: &mut World,
    name: &str,
    copy: Option<ScenarioId>,
) -> Result<Scenario, Refusal<AddScenarioRefusal>> {
    let request = w.fresh_request();
    let input = AddScenario { name: name.into(), copy };
    w.write(Lane(0), Actor::Staff(ANN), request, move |tx, cx| add_scenario(tx, cx, ANN, &input, &city()))
        .unwrap()
}

pub fn add(w: &mut World) -> Scenario {
    try_add(w, "近郊并厅", None).unwrap()
}

pub fn asked() -> Asked {
    Asked { work: RunWork::Site, seed: 7, effort: 3, limit_s: 60 }
}

pub fn try_start(w: &mut World, input: StartRun) -> Result<Run, Refusal<StartRunRefusal>> {
    let request = w.fresh_request();
    w.write(Lane(0), Actor::Staff(ANN), request, move |tx, cx| start_run(tx, cx, ANN, &input)).unwrap()
}

/// A run of a new scenario.
pub fn start(w: &mut World) -> Run {
    let scenario = add(w);
    try_start(w, StartRun { scenario: scenario.id, version: 1, asked: asked() }).unwrap()
}

/// Lets a run begin, as its worker does.
pub fn begin(w: &mut World, run: RunId) -> bool {
    let (org, now) = (w.org, w.now);
    let begin = move |tx: &mut dyn store::Tx| {
        centre::runs::begin_run(tx, org, run, now).map_err(store::Fail::<()>::from)
    };
    w.store.write_and_wait(Lane(0), begin).unwrap().unwrap()
}

/// Ends a run with this answer.
pub fn end(
    w: &mut World,
    run: RunId,
    complete: bool,
    result: &str,
) -> Result<kernel::RunState, Refusal<centre::runs::EndRunRefusal>> {
    end_as(w, run, false, complete, result)
}

/// Ends a run, with a plan or without one.
pub fn end_as(
    w: &mut World,
    run: RunId,
    failed: bool,
    complete: bool,
    result: &str,
) -> Result<kernel::RunState, Refusal<centre::runs::EndRunRefusal>> {
    let request = w.fresh_request();
    let result = result.to_owned();
    let input = centre::runs::EndRun { run, failed, complete, series: vec![], result };
    w.write(Lane(0), Actor::System, request, move |tx, cx| centre::runs::end_run(tx, cx, &input)).unwrap()
}
