//! Figures of a hall or of all halls, counted when asked.

use std::sync::Arc;

use api::routes::{ObserveHall, ObserveOrg};
use api::{DayFigures, DaysQuery, Figures, GradeFigures, HallFigures, HourFigures, Observation};
use floor::observe::{self, Observed};
use kernel::HallId;

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::{App, Refused};

/// The most days of all halls together.
const ORG_DAYS_MAX: i32 = 31;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(observe_hall).on(observe_org)
}

async fn observe_hall(app: Arc<App>, ask: Ask<ObserveHall>) -> Result<Observation, Refused> {
    look(&app, &[ask.path.hall], &ask.query, observe::DAYS_MAX).await
}

async fn observe_org(app: Arc<App>, ask: Ask<ObserveOrg>) -> Result<Observation, Refused> {
    let halls: Vec<HallId> = app.live.halls(&app).await?.iter().map(|row| row.id).collect();
    look(&app, &halls, &ask.query, ORG_DAYS_MAX).await
}

async fn look(
    app: &Arc<App>,
    halls: &[HallId],
    query: &DaysQuery,
    days_max: i32,
) -> Result<Observation, Refused> {
    let days = observe::days(query.from, query.to, app.today()).map_err(|refusal| Refused::of(&refusal))?;
    if days.0.plus(days_max) <= days.1 {
        return Err(Refused::new("day_wrong").at("from").rule(format!("≤ {days_max} d")));
    }
    let mut observed = Vec::with_capacity(halls.len());
    for hall in halls {
        let row = app.live.hall(app, *hall).await?;
        let setting = app.live.today(app, *hall).await?;
        let wait_alert_s = setting.rules.wait_alert_min * 60;
        observed.push(Observed { hall: *hall, name: row.name, grade: setting.plan.grade, wait_alert_s });
    }
    let (org, now, zone) = (app.org, app.now(), app.zone);
    let seen = app.read(move |tx| observe::observe(tx, org, &observed, days, now, zone)).await?;
    Ok(wire(seen))
}

fn wire(seen: observe::Observation) -> Observation {
    let hall = |it: observe::HallFigures| HallFigures {
        hall: it.hall,
        name: it.name,
        grade: it.grade,
        figures: figures(it.figures),
    };
    let grade = |it: observe::GradeFigures| GradeFigures {
        grade: it.grade,
        halls: it.halls,
        figures: figures(it.figures),
    };
    let hour = |it: observe::HourFigures| HourFigures {
        hour: it.hour,
        issued: it.issued,
        served: it.served,
        wait_p50_s: it.wait_p50_s,
        wait_p90_s: it.wait_p90_s,
    };
    Observation {
        from: seen.from,
        to: seen.to,
        total: figures(seen.total),
        halls: seen.halls.into_iter().map(hall).collect(),
        grades: seen.grades.into_iter().map(grade).collect(),
        days: seen
            .days
            .into_iter()
            .map(|it| DayFigures { day: it.day, figures: figures(it.figures) })
            .collect(),
        hours: seen.hours.into_iter().map(hour).collect(),
    }
}

fn figures(it: observe::Figures) -> Figures {
    Figures {
        issued: it.issued,
        called: it.called,
        served: it.served,
        left: it.left,
        no_show: it.no_show,
        waiting: it.waiting,
        wait_p50_s: it.wait_p50_s,
        wait_p90_s: it.wait_p90_s,
        service_mean_s: it.service_mean_s,
        over_alert_pm: it.over_alert_pm,
        abandon_pm: it.abandon_pm,
        counter_use_pm: it.counter_use_pm,
        idle_min: it.idle_min,
        online_pm: it.online_pm,
        guided: it.guided,
        rating_asked: it.rating_asked,
        rating_given: it.rating_given,
        rating_mean_c: it.rating_mean_c,
        rating_good_pm: it.rating_good_pm,
    }
}
