//! A world for a test: a company, a clock set by hand, counted ids, a fresh store, and every event it published.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Actor, Cx, Day, Ids, Org, RequestId, Time, Zone};
use store::{ChainReport, DbError, Fail, Lane, Sql, Store, StoredEvent, Tx, Value, WriteFail};

use crate::Place;
use crate::place::Setup;
use crate::sample::broken_chains;

/// What a test begins with.
pub struct World {
    /// The store.
    pub store: Store,
    /// The company.
    pub org: Org,
    /// Its zone.
    pub zone: Zone,
    /// The time, for every command until it is set again.
    pub now: Time,
    /// The next id that a command draws.
    pub next_id: i64,
    next_request: i64,
    again: Option<RequestId>,
    published: Arc<Mutex<Vec<StoredEvent>>>,
    // Dropped last: the engine must be closed before its place goes away.
    place: Place,
}

impl World {
    /// A world at 09:00 on Monday, 2026-10-12, with an empty store in `place`.
    #[must_use]
    pub fn in_place(place: Place) -> World {
        World::with_queue(place, 4096)
    }

    /// As [`World::in_place`], with room for only `queue` waiting writes (on PostgreSQL, in each lane).
    #[must_use]
    pub fn with_queue(place: Place, queue: usize) -> World {
        place.migrate().expect("a new store can be migrated");
        let published = Arc::<Mutex<Vec<StoredEvent>>>::default();
        let store = Store::new(place.open(setup(queue, &published)).expect("a new store opens"));
        let zone = Zone(480);
        let now = Day::new(2026, 10, 12).expect("a day").start(zone).plus_s(9 * 3600);
        World { store, org: Org(1407), zone, now, next_id: 1, next_request: 1, again: None, published, place }
    }

    /// Another fresh world on the same engine, with room for only `queue` waiting writes.
    #[must_use]
    pub fn another(&self, queue: usize) -> World {
        World::with_queue(self.place.another(), queue)
    }

    /// Sets the clock to `time`, written `08:59` or `08:59:30`, on the day it stands at.
    pub fn at(&mut self, time: &str) -> &mut Self {
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().expect("a time like 08:59")).collect();
        let [hours, minutes, ref seconds @ ..] = parts[..] else { panic!("a time like 08:59") };
        let seconds = seconds.first().copied().unwrap_or(0);
        self.now = self.day().start(self.zone).plus_s(hours * 3600 + minutes * 60 + seconds);
        self
    }

    /// Sets the clock to the same time on another day, written `2026-10-12`.
    pub fn on(&mut self, day: &str) -> &mut Self {
        let since_midnight = self.now.since_s(self.day().start(self.zone));
        self.now = day.parse::<Day>().expect("a day like 2026-10-12").start(self.zone).plus_s(since_midnight);
        self
    }

    /// Lets `seconds` pass.
    pub fn pass_s(&mut self, seconds: i64) -> &mut Self {
        self.now = self.now.plus_s(seconds);
        self
    }

    /// The day the clock stands at.
    #[must_use]
    pub fn day(&self) -> Day {
        self.now.day(self.zone)
    }

    /// Lets the next command that wants a fresh request id have this one, as if it were sent again.
    pub fn send_again(&mut self, request: RequestId) {
        self.again = Some(request);
    }

    /// A request id that was not used before in this world, unless one is to be sent again.
    pub fn fresh_request(&mut self) -> RequestId {
        if let Some(again) = self.again.take() {
            return again;
        }
        self.next_request += 1;
        request(&format!("r-{}", self.next_request))
    }

    /// What a command of `actor` under `request` may know now. Draws a block of ids.
    pub fn cx(&mut self, actor: Actor, request: RequestId) -> Cx {
        let ids = Ids::block(self.next_id, Ids::BLOCK);
        self.next_id += Ids::BLOCK;
        Cx { now: self.now, org: self.org, zone: self.zone, actor, request, ids }
    }

    /// As [`World::cx`], under a request id that was not used before.
    pub fn fresh_cx(&mut self, actor: Actor) -> Cx {
        let request = self.fresh_request();
        self.cx(actor, request)
    }

    /// Runs `command` in `lane` as `actor` under `request`, and waits for its answer.
    ///
    /// # Errors
    /// As [`Store::write_and_wait`].
    pub fn write<O: Send + 'static, E: Send + 'static>(
        &mut self,
        lane: Lane,
        actor: Actor,
        request: RequestId,
        mut command: impl FnMut(&mut dyn Tx, &Cx) -> Result<O, Fail<E>> + Send + 'static,
    ) -> Result<Result<O, E>, WriteFail> {
        let cx = self.cx(actor, request);
        self.store.write_and_wait(lane, move |tx| command(tx, &cx))
    }

    /// Runs `query` on a snapshot and waits for its answer.
    ///
    /// # Errors
    /// As [`Store::read_and_wait`].
    pub fn read<O: Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Tx) -> Result<O, DbError> + Send + 'static,
    ) -> Result<O, DbError> {
        self.store.read_and_wait(query)
    }

    /// Every chain that does not verify.
    ///
    /// # Panics
    /// When the store cannot be read.
    #[must_use]
    pub fn broken_chains(&self) -> Vec<ChainReport> {
        let org = self.org;
        self.read(move |tx| broken_chains(tx, org)).expect("the store can be read")
    }

    /// Which of `statements` the engine cannot make sense of, with its words. None is run: each is only explained.
    #[must_use]
    pub fn refused_statements(&self, statements: &[&'static Sql]) -> Vec<String> {
        let refuses = |sql: &&'static Sql| {
            let explained = |text: &str| -> &'static str { Box::leak(format!("EXPLAIN {text}").into()) };
            let postgres = sql.postgres.map(explained);
            // The engines keep statements by their address, for ever: so this one must be there for ever.
            let explain: &'static Sql =
                Box::leak(Box::new(Sql { name: sql.name, text: explained(sql.text), postgres }));
            let params = vec![Value::Null; params_of(sql)];
            self.read(move |tx| tx.query(explain, &params, &mut |_| {})).err().map(|error| error.to_string())
        };
        statements.iter().filter_map(refuses).collect()
    }

    /// Every event published so far, in the order of publishing.
    #[must_use]
    pub fn published(&self) -> Vec<StoredEvent> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Events published after the first `count`.
    #[must_use]
    pub fn published_after(&self, count: usize) -> Vec<StoredEvent> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)[count..].to_vec()
    }

    /// Where the store lives.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether this world is on PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Schema { .. })
    }

    /// Closes the store and opens it again, as a restart of the server does.
    pub fn restart(&mut self) -> &mut Self {
        self.store.engine().close();
        self.store = Store::new(self.place.open(setup(4096, &self.published)).expect("it opens again"));
        self
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.store.engine().close();
    }
}

fn setup(queue: usize, published: &Arc<Mutex<Vec<StoredEvent>>>) -> Setup {
    let published = Arc::clone(published);
    Setup {
        queue,
        on_commit: Arc::new(move |committed| {
            published.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&committed.events);
        }),
    }
}

/// `text` as a request id.
///
/// # Panics
/// When it cannot be one.
#[must_use]
pub fn request(text: &str) -> RequestId {
    RequestId::new(text).unwrap_or_else(|| panic!("{text:?} cannot be a request id"))
}

/// The highest `$n` of a statement.
fn params_of(sql: &Sql) -> usize {
    let number = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok());
    sql.text.split('$').skip(1).filter_map(number).max().unwrap_or(0)
}
