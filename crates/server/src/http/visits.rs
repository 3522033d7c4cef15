//! The customer's own page, by its unguessable link: place in line, "I am late", leave, rate.

use std::sync::Arc;

use api::routes::{DeferVisit, GetVisit, LeaveVisit, RateVisit};
use api::{Lang, Route, VisitTicket, VisitView};
use floor::evaluations::Through;
use floor::tickets::{MoveTicket, Mover, Ticket, Visit, visit_by_token};
use kernel::{Actor, Move, TicketState};

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::ratings;
use crate::http::tickets::carry_out;
use crate::http::view;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(get_visit).on(defer_visit).on(leave_visit).on(rate_visit)
}

/// The visit of a link with its tickets; a link that was never given and one that has expired read alike.
async fn of_link(app: &Arc<App>, hash: [u8; 32]) -> Result<(Visit, Vec<Ticket>), Refused> {
    let org = app.org;
    let found = app
        .read(move |tx| match visit_by_token(tx, org, &hash)? {
            Some(visit) => view::of_visit(tx, org, visit).map(Some),
            None => Ok(None),
        })
        .await?;
    found.filter(|(visit, _)| visit.expires_at > app.now()).ok_or(Refused::new("link_expired"))
}

/// The ticket that the customer means: the one that is not over, else the last.
fn live(tickets: &[Ticket]) -> Option<&Ticket> {
    tickets.iter().rev().find(|it| !it.standing.state.is_over()).or_else(|| tickets.last())
}

async fn get_visit(app: Arc<App>, ask: Ask<GetVisit>) -> Result<VisitView, Refused> {
    look(&app, ask.caller.link()?, ask.lang).await
}

async fn look(app: &Arc<App>, hash: [u8; 32], lang: Lang) -> Result<VisitView, Refused> {
    let (visit, mut tickets) = of_link(app, hash).await?;
    let hall = tickets.last().map_or(visit.hall, |ticket| ticket.hall);
    let row = app.live.hall(app, hall).await?;
    tickets.sort_by_key(|it| (it.standing.state.is_over(), std::cmp::Reverse(it.id)));
    let mut shown = Vec::with_capacity(tickets.len());
    for ticket in &tickets {
        shown.push(visit_ticket(app, ticket, lang).await?);
    }
    let rules = &app.live.today(app, hall).await?.rules;
    Ok(VisitView {
        hall,
        hall_code: row.code,
        hall_name: row.name,
        hall_name_en: row.name_en,
        tickets: shown,
        defer_min_max: rules.defer_min,
        expires_us: visit.expires_at,
    })
}

async fn visit_ticket(app: &Arc<App>, ticket: &Ticket, lang: Lang) -> Result<VisitTicket, Refused> {
    let watch = app.live.watch(app, ticket.hall).await?;
    let setting = app.live.setting(app, ticket.hall, ticket.day).await?;
    let rating = ratings::rating_of(app, ticket.hall, ticket.id).await?;
    let name = view::hall_name_in(app, ticket.hall, lang);
    let now = watch.now();
    let standing = &ticket.standing;
    let counter = standing.counter.filter(|_| standing.state.at_counter());
    let waits = standing.state == TicketState::Waiting;
    // Whoever comes after the release still gets a number by the code, as a walk-in.
    let code_is_good = standing.state == TicketState::Booked
        || standing.state == TicketState::NoShow && ticket.number.is_none() && ticket.day == app.today();
    Ok(VisitTicket {
        ticket: ticket.id,
        hall: ticket.hall,
        hall_name: name,
        label: ticket.number.map(|number| setting.label(&ticket.prefix, number)),
        state: standing.state,
        class: standing.class,
        items: view::item_names(app, &ticket.items),
        ahead: if waits { now.ahead(ticket.id) } else { 0 },
        wait: view::wait_of(app, &now, ticket.id, standing.state),
        counter: counter.and_then(|id| setting.counter(id)).map(|counter| counter.name.clone()),
        counter_no: counter,
        called_us: standing.called_at.filter(|_| standing.state.at_counter()),
        not_before_us: standing.not_before.filter(|time| waits && *time > app.now()),
        slot_us: ticket.slot_at,
        check_in_code: ticket.check_in_code.clone().filter(|_| code_is_good),
        issued_us: ticket.issued_at,
        may_rate: rating.may,
        score: rating.score,
        may_leave: matches!(standing.state, TicketState::Waiting | TicketState::Booked),
        documents: view::documents_in(app, &ticket.items, lang),
    })
}

async fn defer_visit(app: Arc<App>, ask: Ask<DeferVisit>) -> Result<VisitView, Refused> {
    let minutes = Some(ask.body.minutes);
    step(&app, &ask, Move::Defer, minutes).await
}

async fn leave_visit(app: Arc<App>, ask: Ask<LeaveVisit>) -> Result<VisitView, Refused> {
    step(&app, &ask, Move::Leave, None).await
}

async fn step<R: Route>(
    app: &Arc<App>,
    ask: &Ask<R>,
    step: Move,
    minutes: Option<i64>,
) -> Result<VisitView, Refused> {
    let hash = ask.caller.link()?;
    let (visit, tickets) = of_link(app, hash).await?;
    let ticket = live(&tickets).ok_or(Refused::new("ticket_unknown"))?;
    let input = MoveTicket { ticket: ticket.id, step, counter: None, zone: None, to_hall: None, minutes };
    let (actor, mover) = (Actor::Customer(visit.id), Mover::Customer(visit.id));
    carry_out(app, (ticket.hall, ticket.day), actor, &ask.request, mover, input).await?;
    look(app, hash, ask.lang).await
}

async fn rate_visit(app: Arc<App>, ask: Ask<RateVisit>) -> Result<VisitView, Refused> {
    let (hash, lang) = (ask.caller.link()?, ask.lang);
    let (visit, tickets) = of_link(&app, hash).await?;
    let done = tickets.iter().rev().find(|it| it.standing.state == TicketState::Done);
    let ticket = done.ok_or(Refused::new("evaluation_unknown"))?;
    let actor = Actor::Customer(visit.id);
    ratings::rate(&app, ticket.hall, ticket.id, actor, &ask.request, ask.body, Through::Phone).await?;
    look(&app, hash, lang).await
}
