//! Plans and comparisons as files to be kept and sent around. The words are of whoever asks.

use std::sync::Arc;

use api::routes::{ExportComparison, ExportPlan};
use api::{Lang, PlanChange, PlanFigures, PlanResult};
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use kernel::{Grade, SiteChange};

use super::results::{comparison, result_of};
use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::paper::{self, Cell, Form, Report, Table};
use crate::{App, Refused};

/// Places that lose most, in a report.
const LOSERS: usize = 40;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.raw(plan).raw(compare)
}

/// A report as a file to be saved under `name`.
pub(super) fn file(report: &Report, form: &str, lang: Lang, name: &str) -> Result<Response, Refused> {
    let form = Form::named(form)?;
    let mut response = Response::new(Body::from(paper::bytes(report, form, lang)?));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.media()));
    let saved = format!("attachment; filename=\"{name}.{}\"", form.ending());
    if let Ok(saved) = HeaderValue::from_str(&saved) {
        headers.insert(CONTENT_DISPOSITION, saved);
    }
    Ok(response)
}

/// One of two languages.
pub(super) fn say(lang: Lang, zh: &str, en: &str) -> String {
    if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn grade(grade: Option<Grade>) -> Cell {
    grade.map_or("–", Grade::as_str).into()
}

fn change(lang: Lang, it: SiteChange) -> Cell {
    let (zh, en) = match it {
        SiteChange::Same => ("不变", "same"),
        SiteChange::Opened => ("新设", "opened"),
        SiteChange::Closed => ("撤并", "closed"),
        SiteChange::Raised => ("升级", "raised"),
        SiteChange::Lowered => ("降级", "lowered"),
        SiteChange::Moved => ("迁址", "moved"),
    };
    say(lang, zh, en).into()
}

fn yuan(fen: i64) -> Cell {
    Cell::Number(fen as f64 / 100.0, 0)
}

/// Figures of plans side by side: a row for each figure, a column for each plan.
fn figures(lang: Lang, names: &[String], plans: &[&PlanFigures]) -> Table {
    type Of = fn(&PlanFigures) -> Cell;
    let rows: [(&str, &str, Of); 9] = [
        ("年度成本（元）", "Cost a year (yuan)", |it| yuan(it.yearly_fen)),
        ("其中窗口人员（元）", "of which clerks (yuan)", |it| yuan(it.clerks_fen)),
        ("平均路程（分钟）", "Mean way (min)", |it| Cell::Number(it.travel_mean_min, 1)),
        ("15 分钟内（‰）", "Within 15 min (‰)", |it| it.within_15_pm.into()),
        ("30 分钟内（‰）", "Within 30 min (‰)", |it| it.within_30_pm.into()),
        ("最远一成平均路程（分钟）", "Way of the farthest tenth (min)", |it| {
            Cell::Number(it.worst_tenth_min, 1)
        }),
        ("老人平均路程（分钟）", "Way of the old (min)", |it| Cell::Number(it.elders_mean_min, 1)),
        ("平均等候（分钟）", "Mean wait (min)", |it| Cell::Number(it.wait_mean_min, 1)),
        ("A/B/C/D 级厅数", "Halls of grade A/B/C/D", |it| {
            let each: Vec<String> = it.grades.iter().map(|grade| grade.halls.to_string()).collect();
            each.join(" / ").into()
        }),
    ];
    let head = std::iter::once((say(lang, "指标", "Figure"), 2.0));
    let row = |(zh, en, of): (&str, &str, Of)| {
        std::iter::once(say(lang, zh, en).into()).chain(plans.iter().map(|plan| of(plan))).collect()
    };
    Table {
        title: say(lang, "主要指标", "Figures"),
        columns: head.chain(names.iter().map(|name| (name.clone(), 1.5))).collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}

fn changes(lang: Lang, title: String, all: &[PlanChange]) -> Table {
    let columns = [
        (say(lang, "网点", "Site"), 3.0),
        (say(lang, "变化", "Change"), 0.8),
        (say(lang, "现等级", "Now"), 0.7),
        (say(lang, "新等级", "New"), 0.7),
        (say(lang, "更远人数", "Go further"), 1.0),
        (say(lang, "多走分钟", "Minutes more"), 1.0),
        (say(lang, "65 岁以上（‰）", "Over 65 (‰)"), 1.5),
        (say(lang, "更近人数", "Have it nearer"), 1.0),
        (say(lang, "年节约（元）", "Saves a year (yuan)"), 1.3),
        (say(lang, "一次性（元）", "Once (yuan)"), 1.2),
    ];
    let row = |it: &PlanChange| {
        vec![
            it.name.clone().into(),
            change(lang, it.change),
            grade(it.grade_now),
            grade(it.grade),
            it.further.people.into(),
            Cell::Number(it.further.minutes, 1),
            it.further.over65_pm.into(),
            it.nearer.people.into(),
            yuan(it.saves_fen),
            yuan(it.once_fen),
        ]
    };
    Table { title, columns: columns.into(), rows: all.iter().map(row).collect() }
}

fn losers(lang: Lang, title: String, all: &[api::PlaceOutcome]) -> Table {
    let columns = [
        (say(lang, "地点", "Place"), 2.0),
        (say(lang, "人群", "Segment"), 1.2),
        (say(lang, "人数", "People"), 1.0),
        (say(lang, "现路程（分钟）", "Way now (min)"), 1.2),
        (say(lang, "新路程（分钟）", "New way (min)"), 1.2),
        (say(lang, "去往", "Goes to"), 3.0),
    ];
    let segment = |code: &str| match code {
        "payment" => say(lang, "交费", "payment"),
        "connection" => say(lang, "办电", "connection"),
        "elder" => say(lang, "老人", "elders"),
        _ => say(lang, "企业", "firms"),
    };
    let row = |it: &api::PlaceOutcome| {
        vec![
            it.name.clone().into(),
            segment(&it.segment).into(),
            it.people.into(),
            it.minutes_now.map_or("–".into(), |min| Cell::Number(min, 1)),
            Cell::Number(it.minutes, 1),
            it.site.clone().unwrap_or_default().into(),
        ]
    };
    Table { title, columns: columns.into(), rows: all.iter().take(LOSERS).map(row).collect() }
}

fn sites(lang: Lang, plan: &PlanResult) -> Table {
    let columns = [
        (say(lang, "网点", "Site"), 3.0),
        (say(lang, "变化", "Change"), 0.8),
        (say(lang, "现等级", "Now"), 0.7),
        (say(lang, "新等级", "New"), 0.7),
        (say(lang, "年人次", "Visits a year"), 1.2),
        (say(lang, "满载（‰）", "Full (‰)"), 0.9),
        (say(lang, "窗口", "Counters"), 0.8),
        (say(lang, "等候（分钟）", "Wait (min)"), 1.0),
        (say(lang, "年成本（元）", "Cost a year (yuan)"), 1.3),
    ];
    let row = |it: &api::SiteOutcome| {
        vec![
            it.name.clone().into(),
            change(lang, it.change),
            grade(it.grade_now),
            grade(it.grade),
            it.visits.into(),
            it.full_pm.into(),
            it.counters.into(),
            Cell::Number(it.wait_mean_min, 1),
            yuan(it.yearly_fen),
        ]
    };
    let there = plan.sites.iter().filter(|it| it.grade.is_some() || it.grade_now.is_some());
    Table { title: say(lang, "营业厅", "Halls"), columns: columns.into(), rows: there.map(row).collect() }
}

fn note(app: &App, lang: Lang) -> String {
    let source = crate::planning::city::source(&app.pack, lang);
    let certainty = match (source.certainty.as_str(), lang) {
        ("S", _) => String::new(),
        (_, Lang::Zh) => "（待核定）".to_owned(),
        (mark, Lang::En) => format!(" ({mark}, to be verified)"),
    };
    format!("{}{certainty}。{}", source.text, source.source)
}

async fn plan(app: Arc<App>, ask: Ask<ExportPlan>) -> Result<Response, Refused> {
    Form::named(&ask.query.form)?;
    let (it, lang) = (result_of(&app, ask.path.run).await?, ask.lang);
    let names = [say(lang, "现状", "Now"), it.scenario_name.clone()];
    let gap = match lang {
        Lang::Zh => format!("与最优方案的差距不超过 {:.2}%。", it.gap_pm / 10.0),
        Lang::En => format!("At most {:.2}% from the best possible.", it.gap_pm / 10.0),
    };
    let report = Report {
        title: format!("{} – {}", say(lang, "网点布局方案", "Plan of halls"), it.scenario_name),
        notes: vec![note(&app, lang), gap],
        tables: vec![
            figures(lang, &names, &[&it.now, &it.planned]),
            changes(lang, say(lang, "变化", "Changes"), &it.changes),
            losers(lang, say(lang, "路程变远的地点", "Places that have it further"), &it.losers),
            sites(lang, &it),
        ],
    };
    file(&report, &ask.query.form, lang, &format!("plan-{}", it.run))
}

async fn compare(app: Arc<App>, ask: Ask<ExportComparison>) -> Result<Response, Refused> {
    Form::named(&ask.query.form)?;
    let (it, lang) = (comparison(&app, &ask.query.runs).await?, ask.lang);
    let mut names = vec![say(lang, "现状", "Now")];
    names.extend(it.plans.iter().map(|plan| plan.scenario_name.clone()));
    let all: Vec<&PlanFigures> =
        std::iter::once(&it.now).chain(it.plans.iter().map(|plan| &plan.figures)).collect();
    let mut tables = vec![figures(lang, &names, &all)];
    for (n, plan) in it.plans.iter().enumerate() {
        // Two scenarios may have one name, and two sheets may not.
        let title = |what: String| format!("{} {what} {}", n + 1, plan.scenario_name);
        tables.push(changes(lang, title(say(lang, "变化", "Changes")), &plan.changes));
        tables.push(losers(lang, title(say(lang, "变远", "Further")), &plan.losers));
    }
    let title = say(lang, "网点布局方案比较", "Plans of halls compared");
    file(&Report { title, notes: vec![note(&app, lang)], tables }, &ask.query.form, lang, "comparison")
}
