//! Keeping a hall in sight: one task for each hall that somebody looks at folds its events into the read model,
//! forecasts, and publishes the board.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api::Board;
use bytes::Bytes;
use floor::Setting;
use floor::halls::{HallRow, plan_in_force};
use floor::tickets::{HallLive, Told, learned_of, load_live};
use kernel::{Day, HallId, Org, PriorityClass, TicketId, TicketState, Time};
use queueing::{Forecaster, Learned, SkillSet};
use store::{DbError, Tx, events_after};
use tokio::sync::{OnceCell, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::board::{Usual, board, in_line};
use super::hub::Shared;
use super::outlook::{Outlook, Question};
use super::pace::Paces;
use crate::http::sse;
use crate::{App, Refused};

/// A board is made at most this often, in real time: a display cannot show more, and a burst costs one board.
const BOARD_EVERY: Duration = Duration::from_millis(15);
/// The pause after a board is at least so many times what it took to make: a hall in which thousands wait must not
/// keep a processor busy with its board alone.
const BOARD_PAUSE: u32 = 8;
/// A forecast is made at most this often, in real time.
const FORECAST_EVERY: Duration = Duration::from_millis(400);
/// The pause after a forecast, as for boards.
const FORECAST_PAUSE: u32 = 20;
/// A forecast is made anew after this much time of the hall, though nothing happened.
const FORECAST_AFTER_S: i64 = 20;
/// Events of a day read again to learn its pace; a day of the largest hall has fewer.
const EVENTS_OF_DAY_MAX: i64 = 50_000;
/// Events taken in at once.
const BATCH: usize = 512;

/// Every hall that is kept in sight, and the settings of halls on days.
#[derive(Default)]
pub struct Live {
    watches: Mutex<HashMap<HallId, Arc<OnceCell<Arc<Watch>>>>>,
    settings: Mutex<HashMap<(HallId, Day), Arc<Setting>>>,
    halls: OnceCell<Arc<Vec<HallRow>>>,
}

/// A hall in sight.
pub struct Watch {
    state: Mutex<State>,
    shown: watch::Sender<Arc<Shown>>,
}

/// What is known of a hall in sight.
pub(crate) struct State {
    pub(crate) row: HallRow,
    pub(crate) setting: Arc<Setting>,
    pub(crate) live: HallLive,
    pub(crate) outlook: Arc<Outlook>,
    pub(crate) usual: Usual,
    learned: Vec<(String, i64, Learned)>,
    paces: Paces,
}

/// A board, ready to be sent.
pub struct Shown {
    /// The board.
    pub board: Board,
    /// Its JSON.
    pub json: Bytes,
    /// The frame of the feed.
    pub frame: Bytes,
    /// How many wait before each who waits, those with a head start counted.
    ahead: HashMap<TicketId, i64>,
    outlook: Arc<Outlook>,
}

impl Shown {
    /// How many waited before `ticket` when the board was made; nothing if it did not wait then.
    #[must_use]
    pub fn ahead(&self, ticket: TicketId) -> Option<i64> {
        self.ahead.get(&ticket).copied()
    }

    /// The forecast to tell somebody of `class` who needs `skills` and takes a number now.
    #[must_use]
    pub fn told(&self, skills: SkillSet, class: PriorityClass) -> Told {
        let wait = self.outlook.of_newcomer(skills, class);
        Told { p50_s: wait.p50_s, p90_s: wait.p90_s }
    }
}

/// A look at a hall, while nobody else changes it.
pub struct Now<'w>(MutexGuard<'w, State>);

impl Live {
    /// All halls, by code.
    ///
    /// # Errors
    /// The database could not.
    pub async fn halls(&self, app: &App) -> Result<Arc<Vec<HallRow>>, Refused> {
        let org = app.org;
        let load = || async { app.read(move |tx| floor::halls::halls(tx, org)).await.map(Arc::new) };
        self.halls.get_or_try_init(load).await.cloned()
    }

    /// One hall.
    ///
    /// # Errors
    /// There is no such hall, or the database could not.
    pub async fn hall(&self, app: &App, hall: HallId) -> Result<HallRow, Refused> {
        let halls = self.halls(app).await?;
        halls.iter().find(|row| row.id == hall).cloned().ok_or(Refused::new("hall_unknown"))
    }

    /// One hall, if the list of halls has been read already.
    #[must_use]
    pub fn known_hall(&self, hall: HallId) -> Option<HallRow> {
        self.halls.get()?.iter().find(|row| row.id == hall).cloned()
    }

    /// What a command must know of a hall on a day.
    ///
    /// # Errors
    /// There is no such hall or no plan in force on that day, or the database could not.
    pub async fn setting(&self, app: &App, hall: HallId, day: Day) -> Result<Arc<Setting>, Refused> {
        if let Some(setting) = lock(&self.settings).get(&(hall, day)) {
            return Ok(Arc::clone(setting));
        }
        let row = self.hall(app, hall).await?;
        let org = app.org;
        let plan = app.read(move |tx| plan_in_force(tx, org, hall, day)).await?;
        let plan = Arc::new(plan.ok_or(Refused::new("plan_unknown"))?.plan);
        let hours = plan.hours_on(&app.pack.working_calendar(), day).ok();
        let mut setting = Setting::of(&app.pack, hall, &row.code, plan, hours, day)
            .ok_or_else(|| Refused::new("day_wrong").at("day"))?;
        for_hands(app, &mut setting);
        let setting = Arc::new(setting);
        // A plan takes effect from tomorrow at the earliest: what is said of today and before never changes, and what
        // is said of a day to come is not kept.
        if day <= app.today() {
            let mut settings = lock(&self.settings);
            settings.retain(|(_, kept), _| day.plus(-1) <= *kept);
            settings.insert((hall, day), Arc::clone(&setting));
        }
        Ok(setting)
    }

    /// What a command must know of a hall today.
    ///
    /// # Errors
    /// As [`Live::setting`].
    pub async fn today(&self, app: &App, hall: HallId) -> Result<Arc<Setting>, Refused> {
        self.setting(app, hall, app.today()).await
    }

    /// The hall in sight; takes it up if nobody has looked at it yet.
    ///
    /// # Errors
    /// As [`Live::setting`].
    pub async fn watch(&self, app: &Arc<App>, hall: HallId) -> Result<Arc<Watch>, Refused> {
        let cell = Arc::clone(lock(&self.watches).entry(hall).or_default());
        let watch = cell.get_or_try_init(|| take_up(Arc::clone(app), hall)).await;
        if watch.is_err() {
            lock(&self.watches).remove(&hall);
        }
        watch.cloned()
    }
}

/// Spans that real hands and wires need last as long in real time when the server's clock runs faster: a minute to
/// take a move back is a minute for the person who sits in front of a demonstration.
fn for_hands(app: &App, setting: &mut Setting) {
    let stretched = |seconds: i64| app.clock.stretch_us(seconds * 1_000_000) / 1_000_000;
    let rules = &mut setting.rules;
    for span in [&mut rules.undo_window_s, &mut rules.evaluation_pad_s, &mut rules.device_order_s] {
        *span = stretched(*span).min(3600);
    }
    setting.queue.undo_window_s = rules.undo_window_s;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch {
    /// The hall as it stands.
    #[must_use]
    pub fn now(&self) -> Now<'_> {
        Now(lock(&self.state))
    }

    /// The board as it was last made.
    #[must_use]
    pub fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.borrow())
    }

    /// Every board from now on; one who is slow sees the latest.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<Arc<Shown>> {
        self.shown.subscribe()
    }
}

impl Now<'_> {
    /// The setting of its day.
    #[must_use]
    pub fn setting(&self) -> &Arc<Setting> {
        &self.0.setting
    }

    /// The read model.
    #[must_use]
    pub fn live(&self) -> &HallLive {
        &self.0.live
    }

    /// The forecast.
    #[must_use]
    pub fn outlook(&self) -> &Outlook {
        &self.0.outlook
    }

    /// How many wait before `ticket`, those with a head start counted.
    #[must_use]
    pub fn ahead(&self, ticket: TicketId) -> i64 {
        let at = in_line(&self.0).iter().position(|(id, _)| *id == ticket);
        at.map_or(0, |at| i64::try_from(at).unwrap_or(i64::MAX))
    }

    /// Tickets in the order a general counter would call them.
    #[must_use]
    pub fn line(&self) -> Vec<TicketId> {
        in_line(&self.0).into_iter().map(|(id, _)| id).collect()
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        self.0.live.count(TicketState::Waiting)
    }
}

/// Takes a hall up: listens first and reads then, so that nothing falls in between.
async fn take_up(app: Arc<App>, hall: HallId) -> Result<Arc<Watch>, Refused> {
    let events = app.hub.keep(hall);
    let state = load(&app, hall).await?;
    let first = Arc::new(make(&app, &state));
    let watch = Arc::new(Watch { state: Mutex::new(state), shown: watch::Sender::new(first) });
    tokio::spawn(keep(Arc::clone(&app), hall, Arc::clone(&watch), events));
    Ok(watch)
}

async fn load(app: &App, hall: HallId) -> Result<State, Refused> {
    let row = app.live.hall(app, hall).await?;
    let setting = app.live.today(app, hall).await?;
    let (org, known) = (app.org, Arc::clone(&setting));
    let (live, learned, paces) = app.read(move |tx| read(tx, org, &known)).await?;
    let question = Question::of(&setting, &live, &learned, &paces, app.now());
    let outlook = Arc::new(Outlook::make(&mut Forecaster::default(), &question));
    let usual = Usual::of(&app.pack, &setting);
    Ok(State { row, setting, live, learned, outlook, usual, paces })
}

type Read = (HallLive, Vec<(String, i64, Learned)>, Paces);

fn read(tx: &mut dyn Tx, org: Org, setting: &Setting) -> Result<Read, DbError> {
    let live = load_live(tx, org, setting)?;
    let mut paces = Paces::default();
    let so_far = events_after(tx, org, setting.hall, setting.day, 0, EVENTS_OF_DAY_MAX)?;
    so_far.iter().filter(|event| event.seq <= live.seq).for_each(|event| paces.take(event));
    Ok((live, learned_of(tx, org, setting.hall)?, paces))
}

/// Plays the hall forward on a thread where that may take long, while everybody else looks at the last forecast.
async fn forecast(watch: &Watch, mut forecaster: Forecaster, now: Time) -> Forecaster {
    let question = {
        let state = lock(&watch.state);
        Question::of(&state.setting, &state.live, &state.learned, &state.paces, now)
    };
    let made = tokio::task::spawn_blocking(move || {
        let outlook = Outlook::make(&mut forecaster, &question);
        (outlook, forecaster)
    });
    match made.await {
        Ok((outlook, forecaster)) => {
            lock(&watch.state).outlook = Arc::new(outlook);
            forecaster
        }
        Err(_) => {
            tracing::error!("a forecast panicked");
            Forecaster::default()
        }
    }
}

fn make(app: &App, state: &State) -> Shown {
    app.metrics.boards.inc();
    let line = in_line(state);
    let board = board(&app.pack, state, &line, app.now());
    let ahead = line.iter().zip(0..).map(|((id, _), ahead)| (*id, ahead)).collect();
    let json: Bytes = serde_json::to_vec(&board).expect("a board is plain data").into();
    let frame = sse::event(Some((board.day, board.seq)), Some("board"), &json);
    Shown { board, json, frame, ahead, outlook: Arc::clone(&state.outlook) }
}

/// Keeps a hall in sight until the server closes.
async fn keep(app: Arc<App>, hall: HallId, watch: Arc<Watch>, mut events: mpsc::UnboundedReceiver<Shared>) {
    let mut tick = interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut batch = Vec::with_capacity(BATCH);
    let (mut forecast_due, mut stale) = (Instant::now() + FORECAST_EVERY, false);
    let mut forecaster = Forecaster::default();
    loop {
        batch.clear();
        let closed = tokio::select! {
            count = events.recv_many(&mut batch, BATCH) => count == 0,
            _ = tick.tick() => false,
            () = app.closed() => true,
        };
        if closed {
            return;
        }
        if !take_in(&watch, &batch) || lock(&watch.state).live.day != app.today() {
            match load(&app, hall).await {
                Ok(state) => *lock(&watch.state) = state,
                Err(refused) => {
                    tracing::error!(hall = hall.0, code = refused.code, "a hall could not be loaded again");
                    continue;
                }
            }
        }
        // The board goes out at once, the forecast after it: a display waits for numbers, not for minutes.
        let mut pause = Duration::ZERO;
        if !batch.is_empty() {
            let begun = Instant::now();
            watch.shown.send_replace(Arc::new(make(&app, &lock(&watch.state))));
            pause = BOARD_EVERY.max(begun.elapsed() * BOARD_PAUSE);
        }
        let now = app.now();
        stale |= !batch.is_empty() || lock(&watch.state).outlook.is_old(now, FORECAST_AFTER_S);
        if stale && forecast_due <= Instant::now() {
            let begun = Instant::now();
            stale = false;
            forecaster = forecast(&watch, forecaster, now).await;
            watch.shown.send_replace(Arc::new(make(&app, &lock(&watch.state))));
            forecast_due = Instant::now() + FORECAST_EVERY.max(begun.elapsed() * FORECAST_PAUSE);
        }
        tokio::time::sleep(pause).await;
    }
}

/// Folds events in; false when one is missing and the hall has to be read again.
fn take_in(watch: &Watch, batch: &[Shared]) -> bool {
    let mut state = lock(&watch.state);
    for event in batch {
        if event.day == state.live.day {
            if event.seq <= state.live.seq {
                continue;
            }
            if event.seq != state.live.seq + 1 {
                return false;
            }
            state.paces.take(event);
        }
        // What was learned from a service whose end is taken back is forgotten: the rows know what that was.
        let unlearned = |it: &kernel::Event| {
            let kernel::Event::TicketMoved { step, from, .. } = it else { return false };
            (*step, *from) == (kernel::Move::Undo, TicketState::Done)
        };
        if unlearned(&event.event) {
            return false;
        }
        state.live.apply(event);
        if let kernel::Event::ServiceTimed { item, service_s, hour, .. } = &event.event {
            let mut one = Learned::default();
            one.observe(*service_s);
            match state.learned.iter_mut().find(|(it, at, _)| it == item && at == hour) {
                Some((_, _, learned)) => *learned = learned.and(one),
                None => state.learned.push((item.clone(), *hour, one)),
            }
        }
    }
    true
}
