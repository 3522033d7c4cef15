//! Numbers, bookings and the queue: thin handlers over the floor's commands.

use std::sync::Arc;

use api::routes::{
    BookAppointment, CheckInAppointment, GetQueue, GetTicket, ListSlots, MoveTicketOn, PrintNumber,
    RecordTicketNeeds, SetTicketItems, TakeNumber,
};
use api::{Booked, DeskBrief, Lang, Queue, Slot, Slots, StoryMove, TicketIssued, TicketStory, TicketView};
use floor::Setting;
use floor::tickets::{self, BookTime, Issued, MoveTicket, Mover, RecordNeeds, SetItems};
use kernel::{
    Actor, Channel, CounterState, Day, DeviceKind, Event, HallId, Org, Role, TicketId, TicketState,
};
use store::{DbError, StoredEvent, Tx, events_after};

use crate::http::ask::Ask;
use crate::http::mount::Mount;
use crate::http::view::{self, Found};
use crate::http::who::Caller;
use crate::live::Now;
use crate::{App, Refused};

/// The longest name and phone number taken.
const NAME_MAX: usize = 40;
/// Candidates for a check-in code, drawn ahead.
const CODES: usize = 8;

/// Binds what is here.
pub(crate) fn routes(mount: Mount) -> Mount {
    mount
        .on(take_number)
        .on(list_slots)
        .on(book_appointment)
        .on(check_in)
        .on(get_queue)
        .on(get_ticket)
        .on(move_ticket)
        .on(set_items)
        .on(record_needs)
        .on(print_number)
}

/// How a customer came, by who asks.
fn channel(caller: &Caller) -> Channel {
    match caller {
        Caller::Device(screen) if screen.kind == DeviceKind::Kiosk => Channel::Kiosk,
        Caller::Device(_) => Channel::Guide,
        Caller::Staff(_) if caller.roles().contains(&Role::Guide) => Channel::Guide,
        Caller::Staff(_) => Channel::Counter,
        Caller::Public | Caller::Visitor(_) => Channel::Phone,
    }
}

/// Seals a name or phone number; an empty one is none.
fn seal(
    app: &App,
    column: &str,
    field: &'static str,
    text: Option<&String>,
) -> Result<Option<Vec<u8>>, Refused> {
    let Some(text) = text.map(|text| text.trim()).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > NAME_MAX {
        return Err(Refused::new("text_too_long").at(field).rule(format!("≤ {NAME_MAX}")));
    }
    Ok(Some(app.keys.seal(column, text)))
}

async fn take_number(app: Arc<App>, ask: Ask<TakeNumber>) -> Result<TicketIssued, Refused> {
    let hall = ask.path.hall;
    let watch = app.live.watch(&app, hall).await?;
    let setting = app.live.today(&app, hall).await?;
    let may_say_vip = matches!(ask.caller, Caller::Staff(_));
    let name_enc = seal(&app, "visit.name_enc", "name", ask.body.name.as_ref())?;
    let phone_enc = seal(&app, "visit.phone_enc", "phone", ask.body.phone.as_ref())?;
    let class = setting.class_of(&ask.body.needs, false);
    let skills = setting.needs_of(&ask.body.items);
    let told = skills.map(|skills| watch.shown().told(skills, class)).unwrap_or_default();
    let channel = channel(&ask.caller);
    let (command, body, lang) = (Arc::clone(&app), ask.body, ask.lang);
    let known = Arc::clone(&setting);
    let issued = app
        .write("take_number", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
            let input = tickets::TakeNumber {
                items: &body.items,
                needs: &body.needs,
                people: body.people,
                vip: body.vip && may_say_vip,
                channel,
                print: body.print,
                name_enc: name_enc.clone(),
                phone_enc: phone_enc.clone(),
            };
            let issued = tickets::take_number(tx, cx, &known, &input, told, &|visit| {
                view::link_hash(&command, visit)
            })?;
            Ok((issued, body.items.clone(), body.print))
        })
        .await?;
    let (issued, items, print) = issued;
    issued_view(&app, &setting, issued, &items, told, print, lang).await
}

/// Whether a printer of the hall works.
async fn can_print(app: &Arc<App>, hall: HallId) -> Result<bool, Refused> {
    let org = app.org;
    Ok(app.read(move |tx| floor::devices::working_printer(tx, org, hall)).await?.is_some())
}

/// What is answered for a number.
async fn issued_view(
    app: &Arc<App>,
    setting: &Setting,
    issued: Issued,
    items: &[String],
    told: tickets::Told,
    print: bool,
    lang: Lang,
) -> Result<TicketIssued, Refused> {
    let watch = app.live.watch(app, setting.hall).await?;
    // Not yet on the board means behind everybody who is.
    let shown = watch.shown();
    let ahead = shown.ahead(issued.ticket).unwrap_or(shown.board.waiting);
    let printing = print && can_print(app, setting.hall).await?;
    Ok(TicketIssued {
        ticket: issued.ticket,
        visit: issued.visit,
        hall: issued.hall,
        label: setting.label(&issued.prefix, issued.number),
        prefix: issued.prefix,
        number: issued.number,
        class: issued.class,
        link: view::link(app, issued.visit),
        ahead,
        wait: api::Wait { p50_s: told.p50_s, p90_s: told.p90_s },
        issued_us: issued.issued_at,
        documents: view::documents_in(app, items, lang),
        print: if printing { "queued" } else { "none" }.to_owned(),
    })
}

async fn list_slots(app: Arc<App>, ask: Ask<ListSlots>) -> Result<Slots, Refused> {
    let day = ask.query.day.unwrap_or_else(|| app.today());
    let setting = bookable(&app, ask.path.hall, day).await?;
    let (org, items, now) = (app.org, vec![ask.query.item], app.now());
    if setting.needs_of(&items).is_none() {
        return Err(Refused::new("item_unknown").at("item"));
    }
    let facts = app.read(move |tx| tickets::slots(tx, org, &setting, &items)).await?;
    let ahead = facts.into_iter().filter(|slot| slot.at > now);
    let slots = ahead.map(|slot| Slot {
        at_us: slot.at,
        minutes: slot.minutes,
        free: slot.free,
        capacity: slot.capacity,
    });
    Ok(Slots { day, slots: slots.collect() })
}

/// The setting of a day that can be booked: not before today, not further ahead than the rules say.
async fn bookable(app: &Arc<App>, hall: HallId, day: Day) -> Result<Arc<Setting>, Refused> {
    let today = app.today();
    if day < today {
        return Err(Refused::new("slot_past").at("day"));
    }
    let ahead = app.live.today(app, hall).await?.rules.appointment_days_ahead;
    if day > today.plus(i32::try_from(ahead).unwrap_or(i32::MAX)) {
        return Err(Refused::new("slot_too_far").at("day").rule(format!("≤ {ahead} d")));
    }
    let setting = app.live.setting(app, hall, day).await?;
    if setting.hours.is_none() {
        return Err(Refused::new("calendar_unpublished").at("day"));
    }
    Ok(setting)
}

async fn book_appointment(app: Arc<App>, ask: Ask<BookAppointment>) -> Result<Booked, Refused> {
    let hall = ask.path.hall;
    let setting = bookable(&app, hall, ask.body.slot_us.day(app.zone)).await?;
    let name_enc = seal(&app, "visit.name_enc", "name", ask.body.name.as_ref())?;
    let phone_enc = seal(&app, "visit.phone_enc", "phone", ask.body.phone.as_ref())?;
    let codes = check_in_codes();
    let (command, body, lang) = (Arc::clone(&app), ask.body, ask.lang);
    let (booked, items) = app
        .write("book_time", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
            let input = BookTime {
                items: &body.items,
                slot_at: body.slot_us,
                needs: &body.needs,
                channel: Channel::Phone,
                name_enc: name_enc.clone(),
                phone_enc: phone_enc.clone(),
            };
            let link = |visit| view::link_hash(&command, visit);
            Ok((tickets::book_time(tx, cx, &setting, &input, &codes, &link)?, body.items.clone()))
        })
        .await?;
    Ok(Booked {
        ticket: booked.ticket,
        visit: booked.visit,
        link: view::link(&app, booked.visit),
        check_in_code: booked.code,
        slot_us: booked.slot_at,
        check_in_from_us: booked.check_in_from,
        kept_until_us: booked.kept_until,
        documents: view::documents_in(&app, &items, lang),
    })
}

/// Six digits each: typed at a kiosk, good for one hall on one day.
fn check_in_codes() -> Vec<String> {
    let draw = || u32::from_le_bytes(crate::draw::random::<4>()) % 1_000_000;
    (0..CODES).map(|_| format!("{:06}", draw())).collect()
}

async fn check_in(app: Arc<App>, ask: Ask<CheckInAppointment>) -> Result<TicketIssued, Refused> {
    let hall = ask.path.hall;
    let setting = app.live.today(&app, hall).await?;
    let (known, code, print) = (Arc::clone(&setting), ask.body.code.trim().to_owned(), ask.body.print);
    let watch = app.live.watch(&app, hall).await?;
    let (org, seen, typed) = (app.org, Arc::clone(&setting), code.clone());
    let booking = app.read(move |tx| tickets::booking(tx, org, &seen, &typed)).await?;
    // As long as others who come now, at most: its slot can only bring it forward.
    let told = booking
        .and_then(|it| Some(watch.shown().told(setting.needs_of(&it.items)?, it.standing.class)))
        .unwrap_or_default();
    let issued = app
        .write("check_in", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
            tickets::check_in(tx, cx, &known, &code, print, told)
        })
        .await?;
    // From the row: a request sent again is told what the first was.
    told_view(&app, &setting, issued, print, ask.lang).await
}

/// What is answered for a number that the store has, with the forecast it was given.
async fn told_view(
    app: &Arc<App>,
    setting: &Setting,
    issued: Issued,
    print: bool,
    lang: Lang,
) -> Result<TicketIssued, Refused> {
    let (org, id) = (app.org, issued.ticket);
    let ticket = app.read(move |tx| tickets::ticket(tx, org, id)).await?;
    let ticket = ticket.ok_or(Refused::new("ticket_unknown"))?;
    let told = tickets::Told { p50_s: ticket.p50_s, p90_s: ticket.p90_s };
    issued_view(app, setting, issued, &ticket.items, told, print, lang).await
}

async fn print_number(app: Arc<App>, ask: Ask<PrintNumber>) -> Result<TicketIssued, Refused> {
    let (hall, id) = (ask.path.hall, ask.path.ticket);
    let setting = app.live.today(&app, hall).await?;
    let known = Arc::clone(&setting);
    let issued = app
        .write("print_again", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
            tickets::print_again(tx, cx, &known, id)
        })
        .await?;
    told_view(&app, &setting, issued, true, ask.lang).await
}

async fn get_queue(app: Arc<App>, ask: Ask<GetQueue>) -> Result<Queue, Refused> {
    let hall = ask.path.hall;
    let watch = app.live.watch(&app, hall).await?;
    let (org, day) = (app.org, app.today());
    let (found, names) = app
        .read(move |tx| {
            let tickets = tickets::open_tickets(tx, org, hall, day)?;
            let here = tickets.into_iter().filter(|ticket| ticket.standing.state != TicketState::Booked);
            Ok((view::with_visits(tx, org, here.collect())?, view::sealed_names(tx, org, hall)?))
        })
        .await?;
    let names = view::staff_names(&app, &names);
    let now = watch.now();
    let mut tickets: Vec<TicketView> =
        found.iter().map(|it| view::ticket_view(&app, &now, it, &ask.caller)).collect();
    let line = now.line();
    let place = |ticket: &TicketView| {
        let waits = ticket.state == TicketState::Waiting;
        let at = line.iter().position(|id| *id == ticket.ticket).filter(|_| waits);
        (at.is_none(), at.unwrap_or(0), ticket.queued_us, ticket.ticket)
    };
    tickets.sort_by_key(place);
    let desk = |counter: &floor::PlanCounter| desk_brief(&now, counter, &names, ask.caller.staff().ok());
    Ok(Queue {
        seq: now.live().seq,
        at_us: app.now(),
        tickets,
        counters: now.setting().plan.counters.iter().map(desk).collect(),
        booked: now.live().count(TicketState::Booked),
        served: now.live().count(TicketState::Done),
    })
}

/// A counter in lists.
pub(crate) fn desk_brief(
    now: &Now<'_>,
    counter: &floor::PlanCounter,
    names: &std::collections::HashMap<kernel::StaffId, String>,
    viewer: Option<kernel::StaffId>,
) -> DeskBrief {
    let open = now.live().counters.get(&counter.id).copied();
    let here = now.live().at_counter(counter.id).map(|(_, it)| it);
    let staff = open.and_then(|it| it.staff);
    DeskBrief {
        counter: counter.id,
        name: counter.name.clone(),
        state: open.map_or(CounterState::Closed, |it| it.state),
        staff: staff.map(|staff| names.get(&staff).cloned().unwrap_or_else(|| "—".to_owned())),
        since_us: open.map_or(kernel::Time(0), |it| it.since),
        label: here.and_then(|it| Some(now.setting().label(&it.prefix, it.number?))),
        ticket_state: here.map(|it| it.state),
        mine: staff.is_some() && staff == viewer,
    }
}

/// One ticket with its visit, if it is of this hall.
pub(crate) async fn find(app: &Arc<App>, hall: HallId, id: TicketId) -> Result<Found, Refused> {
    let org = app.org;
    let found = app.read(move |tx| found(tx, org, hall, id)).await?;
    found.ok_or(Refused::new("ticket_unknown"))
}

/// The same in a transaction that is open: a command that moves a ticket answers what it has just written, and nobody
/// has to look for it a second time.
pub(crate) fn found(tx: &mut dyn Tx, org: Org, hall: HallId, id: TicketId) -> Result<Option<Found>, DbError> {
    let found = tickets::ticket_and_visit(tx, org, id)?.filter(|(ticket, _)| ticket.hall == hall);
    Ok(found.map(|(ticket, visit)| Found { ticket, visit }))
}

/// One ticket as the caller sees it now.
async fn look(app: &Arc<App>, hall: HallId, id: TicketId, caller: &Caller) -> Result<TicketView, Refused> {
    let found = find(app, hall, id).await?;
    show(app, hall, &found, caller).await
}

/// A ticket that was found, as the caller sees it.
pub(crate) async fn show(
    app: &Arc<App>,
    hall: HallId,
    found: &Found,
    caller: &Caller,
) -> Result<TicketView, Refused> {
    let watch = app.live.watch(app, hall).await?;
    Ok(view::ticket_view(app, &watch.now(), found, caller))
}

async fn get_ticket(app: Arc<App>, ask: Ask<GetTicket>) -> Result<TicketStory, Refused> {
    let (hall, id) = (ask.path.hall, ask.path.ticket);
    let found = find(&app, hall, id).await?;
    let ticket = show(&app, hall, &found, &ask.caller).await?;
    let (org, day) = (app.org, found.ticket.day);
    // A day of one hall is a few thousand events; the story of a ticket is asked for by a person.
    let events = app.read(move |tx| events_after(tx, org, hall, day, 0, 50_000)).await?;
    let moves = events.iter().filter(|it| it.event.ticket() == Some(id)).filter_map(story_move);
    Ok(TicketStory { ticket, moves: moves.collect() })
}

fn story_move(stored: &StoredEvent) -> Option<StoryMove> {
    use kernel::Move;
    let by = match stored.actor {
        Actor::Staff(_) => "staff",
        Actor::Device(_) => "device",
        Actor::Customer(_) | Actor::Guest => "customer",
        Actor::System => "system",
    };
    let (step, from, to, counter) = match &stored.event {
        Event::TicketBooked { .. } => (Move::Book, None, TicketState::Booked, None),
        Event::TicketIssued { booked: false, .. } => (Move::Issue, None, TicketState::Waiting, None),
        Event::TicketMoved { step, from, to, counter, .. } => (*step, Some(*from), *to, *counter),
        _ => return None,
    };
    Some(StoryMove { at_us: stored.at, step, from, to, counter, by: by.to_owned() })
}

/// Who moves a ticket, for the rules.
pub(crate) fn mover(caller: &Caller) -> Result<Mover, Refused> {
    let senior = caller.roles().contains(&Role::HallManager);
    Mover::of(caller.actor(), senior).ok_or(Refused::new("not_allowed"))
}

async fn move_ticket(app: Arc<App>, ask: Ask<MoveTicketOn>) -> Result<TicketView, Refused> {
    let (hall, id) = (ask.path.hall, ask.path.ticket);
    let mover = mover(&ask.caller)?;
    let body = ask.body;
    let input = MoveTicket {
        ticket: id,
        step: body.step,
        counter: body.counter,
        zone: body.zone,
        to_hall: body.to_hall,
        minutes: body.minutes,
    };
    let (setting, other) = settings(&app, (hall, app.today()), &input).await?;
    let org = app.org;
    let found = app
        .write("move_ticket", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
            tickets::move_ticket(tx, cx, &setting, other.as_deref(), mover, &input)?;
            Ok(found(tx, org, hall, id)?)
        })
        .await?;
    show(&app, hall, &found.ok_or(Refused::new("ticket_unknown"))?, &ask.caller).await
}

/// The setting of that hall and day, and today's of the other hall that a move leads to.
async fn settings(
    app: &Arc<App>,
    (hall, day): (HallId, Day),
    input: &MoveTicket,
) -> Result<(Arc<Setting>, Option<Arc<Setting>>), Refused> {
    let setting = app.live.setting(app, hall, day).await?;
    let other = match input.to_hall.filter(|other| *other != hall) {
        Some(other) => Some(app.live.today(app, other).await?),
        None => None,
    };
    Ok((setting, other))
}

/// Runs a move of a ticket of that hall and day.
pub(crate) async fn carry_out(
    app: &Arc<App>,
    (hall, day): (HallId, Day),
    actor: Actor,
    request: &kernel::RequestId,
    mover: Mover,
    input: MoveTicket,
) -> Result<tickets::Moved, Refused> {
    let (setting, other) = settings(app, (hall, day), &input).await?;
    app.write("move_ticket", hall, actor, request, move |tx, cx| {
        tickets::move_ticket(tx, cx, &setting, other.as_deref(), mover, &input)
    })
    .await
}

async fn set_items(app: Arc<App>, ask: Ask<SetTicketItems>) -> Result<TicketView, Refused> {
    let (hall, id) = (ask.path.hall, ask.path.ticket);
    let setting = app.live.today(&app, hall).await?;
    let items = ask.body.items;
    app.write("set_items", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
        tickets::set_items(tx, cx, &setting, &SetItems { ticket: id, items: &items })
    })
    .await?;
    look(&app, hall, id, &ask.caller).await
}

async fn record_needs(app: Arc<App>, ask: Ask<RecordTicketNeeds>) -> Result<TicketView, Refused> {
    let (hall, id) = (ask.path.hall, ask.path.ticket);
    let setting = app.live.today(&app, hall).await?;
    let body = ask.body;
    let words = serde_json::to_string(&body.preferences).expect("words are plain data");
    let sealed = (!body.preferences.is_empty()).then(|| app.keys.seal(view::PREFERENCES_COLUMN, &words));
    app.write("record_needs", hall, ask.caller.actor(), &ask.request, move |tx, cx| {
        let input = RecordNeeds {
            ticket: id,
            needs: &body.needs,
            preferences: &body.preferences,
            preferences_enc: sealed.as_deref(),
            consent: body.consent,
        };
        tickets::record_needs(tx, cx, &setting, &input)
    })
    .await?;
    look(&app, hall, id, &ask.caller).await
}
