//! The counter: who is there, who is next and why, calling.

use std::sync::Arc;

use api::routes::{CallNext, CloseDesk, GetDesk, OpenDesk, PauseDesk};
use api::{CallResult, Desk, Undo};
use floor::Setting;
use floor::tickets::{self, Ticket};
use kernel::{Actor, CounterId, CounterState, HallId, RequestId, TicketState};
use queueing::Waiting;

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::tickets::{desk_brief, found, show};
use crate::http::view;
use crate::http::who::Caller;
use crate::live::Now;
use crate::{App, Refused};

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount.on(get_desk).on(open_desk).on(pause_desk).on(close_desk).on(call_next)
}

async fn get_desk(app: Arc<App>, ask: Ask<GetDesk>) -> Result<Desk, Refused> {
    desk(&app, ask.path.hall, ask.path.counter, &ask.caller).await
}

async fn open_desk(app: Arc<App>, ask: Ask<OpenDesk>) -> Result<Desk, Refused> {
    change(&app, ask.path.hall, ask.path.counter, &ask.caller, &ask.request, CounterState::Open).await
}

async fn pause_desk(app: Arc<App>, ask: Ask<PauseDesk>) -> Result<Desk, Refused> {
    change(&app, ask.path.hall, ask.path.counter, &ask.caller, &ask.request, CounterState::Paused).await
}

async fn close_desk(app: Arc<App>, ask: Ask<CloseDesk>) -> Result<Desk, Refused> {
    change(&app, ask.path.hall, ask.path.counter, &ask.caller, &ask.request, CounterState::Closed).await
}

async fn change(
    app: &Arc<App>,
    hall: HallId,
    counter: CounterId,
    caller: &Caller,
    request: &RequestId,
    to: CounterState,
) -> Result<Desk, Refused> {
    let setting = app.live.today(app, hall).await?;
    let staff = caller.staff()?;
    app.write("change_counter", hall, caller.actor(), request, move |tx, cx| {
        tickets::change_counter(tx, cx, &setting, counter, staff, to)
    })
    .await?;
    desk(app, hall, counter, caller).await
}

async fn call_next(app: Arc<App>, ask: Ask<CallNext>) -> Result<CallResult, Refused> {
    let (hall, counter) = (ask.path.hall, ask.path.counter);
    let setting = app.live.today(&app, hall).await?;
    let staff = ask.caller.staff()?;
    let org = app.org;
    let found = app
        .write("call_next", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
            let called = tickets::call_next(tx, cx, &setting, counter, staff)?;
            Ok(match called.ticket {
                Some(id) => found(tx, org, hall, id)?,
                None => None,
            })
        })
        .await?;
    let ticket = match found {
        Some(found) => Some(show(&app, hall, &found, &ask.caller).await?),
        None => None,
    };
    Ok(CallResult { ticket })
}

/// A counter as the caller sees it now.
async fn desk(app: &Arc<App>, hall: HallId, counter: CounterId, caller: &Caller) -> Result<Desk, Refused> {
    let watch = app.live.watch(app, hall).await?;
    let (org, day, setting) = (app.org, app.today(), app.live.today(app, hall).await?);
    let planned = setting.counter(counter).cloned().ok_or(Refused::new("counter_unknown"))?;
    let staff = caller.staff().ok();
    let (found, last, names, states) = app
        .read({
            let setting = Arc::clone(&setting);
            move |tx| {
                let open = tickets::open_tickets(tx, org, hall, day)?;
                let here = |ticket: &Ticket| {
                    let state = ticket.standing.state;
                    ticket.standing.counter == Some(counter)
                        && (state.at_counter() || state == TicketState::Parked)
                };
                let here = open.into_iter().filter(here).collect();
                let last = match staff {
                    Some(staff) => tickets::last_moved_by(tx, org, hall, day, staff)?,
                    None => None,
                };
                let states = tickets::counters_now(tx, org, &setting)?;
                Ok((view::with_visits(tx, org, here)?, last, view::sealed_names(tx, org, hall)?, states))
            }
        })
        .await?;
    let names = view::staff_names(app, &names);
    let now = watch.now();
    let mut views = found.iter().map(|it| view::ticket_view(app, &now, it, caller));
    let ticket = views.by_ref().find(|it| it.state.at_counter());
    let parked = found.iter().filter(|it| it.ticket.standing.state == TicketState::Parked);
    let parked = parked.map(|it| view::ticket_view(app, &now, it, caller)).collect();
    let waiting = waiting(&setting, &now);
    let queue_desk = setting.desk(&planned);
    let next = queueing::choose(&setting.queue, app.now(), &queue_desk, &waiting);
    let able = waiting.iter().filter(|it| queueing::eligible(app.now(), &queue_desk, it).is_ok()).count();
    let label = |index: usize| {
        let it = now.live().tickets.get(&waiting[index].ticket)?;
        Some(setting.label(&it.prefix, it.number?))
    };
    let mut brief = desk_brief(&now, &planned, &names, staff);
    // The row is the truth; the read model may be a moment behind what this very request did.
    if let Some(state) = states.iter().find(|it| it.counter == counter) {
        brief.state = state.state;
        brief.mine = state.staff.is_some() && state.staff == staff;
        brief.since_us = state.since;
        brief.staff = state.staff.map(|it| names.get(&it).cloned().unwrap_or_else(|| "—".to_owned()));
    }
    Ok(Desk {
        counter: brief,
        grade: setting.plan.grade,
        ticket,
        parked,
        next_label: next.as_ref().and_then(|choice| label(choice.index)),
        next_why: next.as_ref().map(|choice| view::why_view(&now, &choice.why)),
        waiting: i64::try_from(able).unwrap_or(i64::MAX),
        wait: watch.shown().board.wait.clone(),
        served: served_at(&now, counter),
        undo: last.as_ref().and_then(|ticket| undo_view(app, &setting, ticket, caller.actor())),
        recall_max: setting.rules.recall_max,
        no_show_hold_s: setting.rules.call_no_show_s,
    })
}

/// Everybody who waits, as the routing rules see them, from the read model.
fn waiting(setting: &Setting, now: &Now<'_>) -> Vec<Waiting> {
    let tickets = now.live().tickets.iter().filter(|(_, it)| it.state == TicketState::Waiting);
    let waiting = tickets.filter_map(|(id, it)| {
        Some(Waiting {
            ticket: *id,
            class: it.class,
            queued_at: it.queued_at,
            not_before: it.not_before,
            needs: setting.needs_of(&it.items)?,
            only_counter: it.only_counter,
            zone: it.zone.as_deref().and_then(|zone| setting.zone_index(zone)),
        })
    });
    waiting.collect()
}

fn served_at(now: &Now<'_>, counter: CounterId) -> i64 {
    let done = now.live().tickets.values();
    let done = done.filter(|it| it.state == TicketState::Done && it.counter == Some(counter)).count();
    i64::try_from(done).unwrap_or(i64::MAX)
}

/// The last move of the viewer, as long as it can be taken back.
fn undo_view(app: &App, setting: &Setting, ticket: &Ticket, actor: Actor) -> Option<Undo> {
    let note = ticket.undo.as_ref()?;
    let last = queueing::LastMove { step: note.step, by: note.by, at: note.at };
    queueing::may_undo(&last, actor, app.now(), &setting.queue).ok()?;
    Some(Undo {
        ticket: ticket.id,
        label: setting.label(&ticket.prefix, ticket.number?),
        step: note.step,
        until_us: note.at.plus_s(setting.rules.undo_window_s),
    })
}
