//! Evaluations of a day and follow-ups, for the hall's manager; the pad's rating.

use std::sync::Arc;

use api::routes::{CloseATask, ListEvaluations, RateAtPad};
use api::{Done, Evaluation, Evaluations, FollowUp, Lang, RatingReason};
use floor::Setting;
use floor::evaluations::{self, Answer, FollowUpRow, Through};

use crate::http::ask::Ask;
use crate::http::care::DONE;
use crate::http::mount::Mount;
use crate::http::ratings;
use crate::{App, Refused};

/// Letters of a note at most.
const NOTE_MAX: usize = 500;
/// What free text of customers is sealed for.
const TEXT_COLUMN: &str = "evaluation.text_enc";

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(list_evaluations).on(close_task).on(rate_at_pad)
}

async fn list_evaluations(app: Arc<App>, ask: Ask<ListEvaluations>) -> Result<Evaluations, Refused> {
    let (org, hall) = (app.org, ask.path.hall);
    let day = ask.query.day.unwrap_or_else(|| app.today());
    let setting = app.live.setting(&app, hall, day).await?;
    let (seen, open) = app
        .read(move |tx| {
            let seen = evaluations::evaluations_of_day(tx, org, hall, day)?;
            Ok((seen, evaluations::open_follow_ups(tx, org, hall)?))
        })
        .await?;
    Ok(Evaluations {
        asked: seen.asked,
        unanswered: seen.unanswered,
        scores: seen.scores.to_vec(),
        answers: seen.answers.into_iter().map(|it| answer(&app, &setting, ask.lang, it)).collect(),
        follow_ups: open.into_iter().map(|it| follow_up(&setting, it)).collect(),
    })
}

fn label(setting: &Setting, number: Option<&(String, i64)>) -> String {
    number.map_or_else(|| "—".to_owned(), |(prefix, number)| setting.label(prefix, *number))
}

fn answer(app: &App, setting: &Setting, lang: Lang, it: Answer) -> Evaluation {
    let words = |code: &String| {
        let reason = evaluations::reasons().iter().find(|reason| reason.code == code);
        let in_lang = reason.map(|reason| if lang == Lang::Zh { reason.zh } else { reason.en });
        in_lang.map_or_else(|| code.clone(), str::to_owned)
    };
    Evaluation {
        ticket: it.ticket,
        label: label(setting, it.number.as_ref()),
        score: it.score,
        reasons: it.reasons.iter().map(words).collect(),
        text: it.text_enc.and_then(|sealed| app.keys.open(TEXT_COLUMN, &sealed).ok()),
        channel: it.channel,
        answered_us: it.answered_at,
        staff: it.staff,
    }
}

fn follow_up(setting: &Setting, it: FollowUpRow) -> FollowUp {
    FollowUp {
        id: it.id,
        ticket: it.ticket,
        label: label(setting, it.number.as_ref()),
        score: it.score,
        opened_us: it.opened_at,
        due_us: it.opened_at.plus_s(setting.rules.follow_up_h * 3600),
        state: "open".to_owned(),
    }
}

async fn close_task(app: Arc<App>, ask: Ask<CloseATask>) -> Result<Done, Refused> {
    let (hall, record) = (ask.path.hall, ask.path.record);
    let staff = ask.caller.staff()?;
    let note = ask.body.note.trim();
    if note.chars().count() > NOTE_MAX {
        return Err(Refused::new("text_too_long").at("note").rule(format!("≤ {NOTE_MAX}")));
    }
    let note = (!note.is_empty()).then(|| app.keys.seal("follow_up.note_enc", note));
    app.write("close_follow_up", hall, ask.actor(), &ask.request, move |tx, cx| {
        evaluations::close_follow_up(tx, cx, hall, record, staff, note.as_deref())
    })
    .await?;
    Ok(DONE)
}

/// The pad of a counter rates what was served at that counter, and nothing else.
async fn rate_at_pad(app: Arc<App>, ask: Ask<RateAtPad>) -> Result<Done, Refused> {
    let (org, hall, ticket) = (app.org, ask.path.hall, ask.path.ticket);
    let (_, _, counter) = ask.caller.device()?;
    let asked = app.read(move |tx| evaluations::pending_of_ticket(tx, org, ticket)).await?;
    if !asked.is_some_and(|asked| counter.is_some() && asked.counter == counter) {
        return Err(Refused::new("evaluation_unknown"));
    }
    let actor = ask.caller.actor();
    ratings::rate(&app, hall, ticket, actor, &ask.request, ask.body, Through::Pad).await?;
    Ok(DONE)
}

/// The reasons one can choose from.
pub(crate) fn reasons() -> Vec<RatingReason> {
    let all = evaluations::reasons().iter();
    all.map(|it| RatingReason { code: it.code.into(), zh: it.zh.into(), en: it.en.into(), low: it.low })
        .collect()
}
