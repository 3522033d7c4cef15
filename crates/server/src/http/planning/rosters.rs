//! The roster of a hall's month: drafted, looked at, changed by hand, mended after an absence, taken away as a file.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use api::routes::{ChangeARoster, CheckRosterChange, ExportRoster, GetRoster, MakeARoster, RepairRoster};
use api::{HallDesign, Lang, Roster, RosterCheck, RosterMove, RosterRepair};
use axum::response::Response;
use centre::rosters::{PutRoster, RosterRow, put_roster, roster};
use kernel::{Actor, Day, HallId, RequestId, Role, StaffId};
use planning::roster::{self as planner, RosterEffort, RosterQuestion};
use planning::staff::{Effort, PlayedDays, Target, staff};

use super::export::{file, say};
use super::halls::{Deadline, compute, setting};
use super::roster_view::{check_of, wire};
use super::staffing::target;
use super::view::seed;
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::staff::NAME_COLUMN;
use crate::paper::{Cell, Form, Report, Table};
use crate::planning::hall as model;
use crate::planning::roster::{Needed, Worker, busiest, days_of, month, question, with, written};
use crate::{App, Refused};

/// Days that the counters of a kind of day are played on, and how often the judge is asked.
const PLAYED: u32 = 120;
const ASKS: u64 = 40;
/// Most moves of one change.
const MOVES_MAX: usize = 100;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(get).on(make).on(check).on(change).on(repair).raw(export)
}

/// Names of the people of a hall; a hall's own managers read them in full, as on the list of accounts.
pub(super) type Names = HashMap<String, String>;

async fn crew(app: &App, hall: HallId) -> Result<(Vec<(StaffId, bool)>, Names), Refused> {
    let org = app.org;
    let accounts = app.read(move |tx| people::accounts(tx, org)).await?;
    let works = |roles: &[Role]| roles.iter().any(|role| matches!(role, Role::Clerk | Role::Cashier));
    let here = accounts.into_iter().filter(|it| it.hall == Some(hall) && it.active && works(&it.roles));
    let (mut crew, mut names) = (Vec::new(), Names::new());
    for it in here {
        let name = app.keys.open(NAME_COLUMN, &it.name_enc).unwrap_or_else(|_| it.login.clone());
        names.insert(it.id.to_string(), name);
        crew.push((it.id, it.roles.contains(&Role::Clerk)));
    }
    crew.sort_unstable();
    Ok((crew, names))
}

async fn stored(app: &App, hall: HallId, month: Day) -> Result<RosterRow, Refused> {
    let org = app.org;
    app.read(move |tx| roster(tx, org, hall, month)).await?.ok_or(Refused::new("roster_unknown"))
}

async fn whole(app: &App, hall: HallId, month: Day, row: &RosterRow) -> Result<Roster, Refused> {
    let (_, names) = crew(app, hall).await?;
    Ok(wire(&app.pack, hall, month, row, &names))
}

async fn get(app: Arc<App>, ask: Ask<GetRoster>) -> Result<Roster, Refused> {
    let (hall, month) = (ask.path.hall, month(&ask.path.month)?);
    let row = stored(&app, hall, month).await?;
    whole(&app, hall, month, &row).await
}

/// What each day of a month needs: the staffing of the busiest day of its kind and weekday.
async fn needs(
    app: &App,
    hall: HallId,
    month: Day,
    target: Target,
    seed: u64,
) -> Result<BTreeMap<Day, Needed>, Refused> {
    let days = days_of(month);
    let mut jobs = Vec::new();
    let plain =
        HallDesign { counters: None, kiosks: None, one_for_all: None, customers_pm: None, online_pm: None };
    for (key, day) in busiest(&app.pack, &days) {
        let setting = setting(app, hall, Some(*day)).await?;
        let closed = setting.hours.as_ref().is_some_and(|hours| hours.spans.is_empty());
        if closed || setting.plan.counters.is_empty() {
            continue;
        }
        let day = model::hall(&app.pack, &setting, &plain)?;
        let work = model::work(&day, &model::spans(&setting)?);
        jobs.push((key, work.days(setting.plan.counters.len() as u32)));
    }
    let found = compute(move || {
        let watch = Deadline::soon();
        let mut found: BTreeMap<(&'static str, i8), Needed> = BTreeMap::new();
        for (key, parts) in jobs {
            let mut needed = Needed::new();
            for (from_min, day) in parts {
                let judge = PlayedDays::new(&day, &target, PLAYED, seed);
                let effort = Effort { asks: ASKS, seed, ..Effort::default() };
                // A day on which all counters would not do needs them all.
                let all = vec![day.counters_max; day.visitors.len()];
                let counters = staff(&day, &target, &judge, effort, &watch).map_or(all, |it| it.counters);
                needed.push((from_min, counters));
            }
            found.insert(key, needed);
        }
        Ok(found)
    })
    .await?;
    let of = |day: &Day| {
        let key = (crate::planning::footfall::kind_word(&app.pack, *day), day.weekday());
        (*day, found.get(&key).cloned().unwrap_or_default())
    };
    Ok(days.iter().map(of).collect())
}

async fn put(
    app: &App,
    hall: HallId,
    actor: Actor,
    request: &RequestId,
    input: PutRoster,
) -> Result<RosterRow, Refused> {
    app.write("put_roster", hall, actor, request, move |tx, cx| put_roster(tx, cx, hall, &input)).await
}

fn refused(refusal: &planner::RosterRefusal) -> Refused {
    Refused::of(refusal)
}

async fn make(app: Arc<App>, ask: Ask<MakeARoster>) -> Result<Roster, Refused> {
    let (hall, month, sent) = (ask.path.hall, month(&ask.path.month)?, ask.body);
    let seed = seed(&app, &ask.request, sent.seed.as_deref())?;
    let (crew, _) = crew(&app, hall).await?;
    if crew.is_empty() {
        return Err(Refused::new("roster_nobody"));
    }
    for wish in &sent.wishes {
        if !crew.iter().any(|(staff, _)| *staff == wish.staff) {
            return Err(Refused::new("staff_unknown").at("wishes").rule(wish.staff.to_string()));
        }
    }
    let target = target(sent.target_pm, sent.within_min)?;
    let needs = needs(&app, hall, month, target, seed.unsigned_abs()).await?;
    let off =
        |staff: StaffId| sent.wishes.iter().filter(move |it| it.staff == staff).map(|it| it.day).collect();
    let workers: Vec<Worker> = crew
        .iter()
        .map(|(staff, clerk)| Worker { key: staff.to_string(), comprehensive: *clerk, off: off(*staff) })
        .collect();
    let asked = question(&app.pack, month, &workers, |day| needs.get(&day).cloned().unwrap_or_default());
    let drafted = draft(asked, seed).await?;
    let (question, answer) = drafted;
    let (version, roster, bound) = (sent.version, answer.roster, Some(answer.bound));
    let input = PutRoster { month, version, seed, question, roster, bound };
    let row = put(&app, hall, ask.caller.actor(), &ask.request, input).await?;
    whole(&app, hall, month, &row).await
}

async fn draft(asked: RosterQuestion, seed: i64) -> Result<(RosterQuestion, planner::RosterAnswer), Refused> {
    compute(move || {
        let effort = RosterEffort { seed: seed.unsigned_abs(), ..RosterEffort::default() };
        let answer = planner::roster(&asked, effort, &Deadline::soon()).map_err(|it| refused(&it))?;
        Ok((asked, answer))
    })
    .await
}

/// A roster after some moves.
fn moved(row: &RosterRow, month: Day, moves: &[RosterMove]) -> Result<planner::Roster, Refused> {
    if moves.is_empty() || moves.len() > MOVES_MAX {
        return Err(Refused::new("field_wrong").at("moves").rule(format!("1–{MOVES_MAX}")));
    }
    let days = days_of(month);
    let mut roster = row.roster.clone();
    for (n, it) in moves.iter().enumerate() {
        let wrong = |field: &str, rule: String| {
            Refused::new("field_wrong").at(format!("moves[{n}].{field}")).rule(rule)
        };
        let key = it.staff.to_string();
        let person = row.question.people.iter().position(|person| person.key == key);
        let person = person.ok_or_else(|| wrong("staff", key.clone()))?;
        let day = days.iter().position(|day| *day == it.day);
        let day = day.ok_or_else(|| wrong("day", it.day.to_string()))?;
        let shift = it.shift.as_ref().map(|code| {
            let known = row.question.shifts.iter().position(|shift| shift.code == *code);
            known.ok_or_else(|| wrong("shift", code.clone()))
        });
        roster = with(&row.question, &roster, (person, day), shift.transpose()?);
    }
    Ok(roster)
}

fn fresh(row: &RosterRow, version: i64) -> Result<(), Refused> {
    if row.version == version {
        return Ok(());
    }
    Err(Refused::new("roster_stale").rule(row.version.to_string()))
}

async fn check(app: Arc<App>, ask: Ask<CheckRosterChange>) -> Result<RosterCheck, Refused> {
    let (hall, month) = (ask.path.hall, month(&ask.path.month)?);
    let row = stored(&app, hall, month).await?;
    fresh(&row, ask.body.version)?;
    let after = moved(&row, month, &ask.body.moves)?;
    Ok(check_of(month, &row, &after))
}

async fn change(app: Arc<App>, ask: Ask<ChangeARoster>) -> Result<Roster, Refused> {
    let (hall, month) = (ask.path.hall, month(&ask.path.month)?);
    let row = stored(&app, hall, month).await?;
    let roster = moved(&row, month, &ask.body.moves)?;
    let (version, seed, question) = (ask.body.version, row.seed, row.question);
    let input = PutRoster { month, version, seed, question, roster, bound: None };
    let row = put(&app, hall, ask.caller.actor(), &ask.request, input).await?;
    whole(&app, hall, month, &row).await
}

async fn repair(app: Arc<App>, ask: Ask<RepairRoster>) -> Result<RosterRepair, Refused> {
    let (hall, month, sent) = (ask.path.hall, month(&ask.path.month)?, ask.body);
    let row = stored(&app, hall, month).await?;
    let days = days_of(month);
    let mut asked = row.question.clone();
    let key = sent.staff.to_string();
    let person = asked.people.iter_mut().find(|person| person.key == key);
    let person = person.ok_or_else(|| Refused::new("staff_unknown").at("staff").rule(key.clone()))?;
    let away =
        days.iter().enumerate().filter(|(_, day)| (sent.from..=sent.to).contains(*day)).map(|(n, _)| n);
    person.away.extend(away);
    person.away.sort_unstable();
    person.away.dedup();
    if sent.from > sent.to || person.away.is_empty() {
        return Err(Refused::new("day_wrong").at("from").rule(written(month)));
    }
    let (was, seed) = (row.roster.clone(), row.seed);
    let (question, answer) = compute(move || {
        let effort = RosterEffort { seed: seed.unsigned_abs(), ..RosterEffort::default() };
        let answer =
            planner::mend_roster(&asked, &was, effort, &Deadline::soon()).map_err(|it| refused(&it))?;
        Ok((asked, answer))
    })
    .await?;
    let moves = answer.changes.iter().map(|it| RosterMove {
        staff: staff_of(&question, it.person),
        day: month.plus(i32::try_from(it.day).unwrap_or(0)),
        shift: it.is.map(|shift| question.shifts[shift].code.clone()),
    });
    let (moves, bound) = (moves.collect(), i64::from(answer.changes_bound));
    let input =
        PutRoster { month, version: sent.version, seed, question, roster: answer.roster, bound: None };
    let row = put(&app, hall, ask.caller.actor(), &ask.request, input).await?;
    Ok(RosterRepair { roster: whole(&app, hall, month, &row).await?, moves, moves_bound: bound })
}

/// The account of somebody in a question.
pub(super) fn staff_of(question: &RosterQuestion, person: usize) -> StaffId {
    let key = question.people.get(person).and_then(|it| it.key.parse().ok());
    key.unwrap_or(StaffId(0))
}

async fn export(app: Arc<App>, ask: Ask<ExportRoster>) -> Result<Response, Refused> {
    Form::named(&ask.query.form)?;
    let (hall, month, lang) = (ask.path.hall, month(&ask.path.month)?, ask.lang);
    let row = stored(&app, hall, month).await?;
    let it = whole(&app, hall, month, &row).await?;
    let name = crate::http::view::hall_name(&app, hall);
    let title = format!("{name} {} {}", it.month, say(lang, "排班表", "roster"));
    let report = Report { title, notes: vec![legend(&it)], tables: vec![board(lang, &it)] };
    file(&report, &ask.query.form, lang, &format!("roster-{}", it.month))
}

fn legend(it: &Roster) -> String {
    let clock = |min: i64| format!("{:02}:{:02}", min / 60, min % 60);
    let shift = |it: &api::RosterShift| format!("{} {}–{}", it.code, clock(it.from_min), clock(it.to_min));
    it.shifts.iter().map(shift).collect::<Vec<_>>().join("    ")
}

/// A row for each person, a column for each day.
fn board(lang: Lang, it: &Roster) -> Table {
    let mut columns = vec![(say(lang, "姓名", "Name"), 2.4)];
    columns.extend(it.days.iter().map(|day| (day.day.day_of_month().to_string(), 0.9)));
    columns.push((say(lang, "工时", "Hours"), 1.4));
    let row = |person: &api::RosterPerson| {
        let mut cells = vec![Cell::from(person.name.clone())];
        cells.extend(it.days.iter().map(|day| {
            let work = it.work.iter().find(|work| work.staff == person.staff && work.day == day.day);
            Cell::from(work.map_or_else(String::new, |work| work.shift.clone()))
        }));
        cells.push(Cell::Number(person.hours, 1));
        cells
    };
    Table { title: it.month.clone(), columns, rows: it.people.iter().map(row).collect() }
}
