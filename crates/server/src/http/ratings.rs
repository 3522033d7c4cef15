//! Taking a rating, from the customer's page or from a pad.

use std::sync::Arc;

use api::Rate;
use floor::evaluations::{Give, Through, give, pending_of_ticket};
use kernel::{Actor, HallId, RequestId, TicketId};

use crate::{App, Refused};

/// Letters of the free text at most.
const TEXT_MAX: usize = 500;

/// Where the rating of a service stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rating {
    /// Whether it can be given on the phone now.
    pub(crate) may: bool,
    /// The score given.
    pub(crate) score: Option<i64>,
}

/// Where the rating of a ticket's service stands.
pub(crate) async fn rating_of(app: &Arc<App>, hall: HallId, ticket: TicketId) -> Result<Rating, Refused> {
    let org = app.org;
    let Some(asked) = app.read(move |tx| pending_of_ticket(tx, org, ticket)).await? else {
        return Ok(Rating::default());
    };
    let rules = &app.live.today(app, hall).await?.rules;
    let in_time = app.now().since_s(asked.asked_at) <= Through::Phone.window_s(rules);
    Ok(Rating { may: asked.score.is_none() && in_time, score: asked.score })
}

/// Takes a rating; free text is sealed before it goes anywhere.
pub(crate) async fn rate(
    app: &Arc<App>,
    hall: HallId,
    ticket: TicketId,
    actor: Actor,
    request: &RequestId,
    body: Rate,
    through: Through,
) -> Result<(), Refused> {
    let text = body.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > TEXT_MAX) {
        return Err(Refused::new("text_too_long").at("text").rule(format!("≤ {TEXT_MAX}")));
    }
    let input = Give {
        ticket,
        score: body.score,
        reasons: body.reasons,
        through,
        has_text: text.is_some(),
        text_enc: text.map(|text| app.keys.seal("evaluation.text_enc", text)),
    };
    let setting = app.live.today(app, hall).await?;
    app.write("give_rating", hall, actor, request, move |tx, cx| give(tx, cx, &setting.rules, hall, &input))
        .await
        .map(drop)
}
