//! Sessions and screens seen lately, so that a request costs no query to know who asks.
//!
//! Never the last word: what a commit changes is forgotten before its answer goes out, and everything is read again
//! after a while.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{CounterId, DeviceId, DeviceKind, Event, HallId, StaffId, Time};
use people::SignedIn;
use store::{Committed, first};

use crate::clock::real_now_us;
use crate::draw::token_hash;
use crate::{App, Refused};

store::statements! {
    /// The device behind its screen's secret.
    SCREEN = "SELECT id, hall, kind, counter FROM device WHERE org = $1 AND screen_hash = $2 AND state = 'enrolled'";
}

/// Every statement of this file.
pub(crate) fn statements() -> &'static [&'static store::Sql] {
    STATEMENTS
}

/// The most entries kept of each sort; beyond, all are forgotten and read again.
const KEPT_MAX: usize = 20_000;
/// How long an entry is believed, in real time.
const BELIEVED_US: i64 = 60_000_000;
/// How often the use of a session is written down, in real time.
const TOUCH_US: i64 = 60_000_000;

/// A session as it is kept.
#[derive(Debug)]
pub struct KnownSession {
    /// Who.
    pub signed_in: SignedIn,
    /// The hash of its token.
    pub token_hash: [u8; 32],
    /// When it was last used, on the server's clock.
    seen_us: AtomicI64,
    /// When its use was last written down, in real time.
    touched_us: AtomicI64,
    read_us: i64,
}

/// A device's screen as it is kept.
#[derive(Debug)]
pub struct KnownScreen {
    /// The device.
    pub device: DeviceId,
    /// Its hall.
    pub hall: HallId,
    /// Its kind.
    pub kind: DeviceKind,
    /// The counter it belongs to.
    pub counter: Option<CounterId>,
    read_us: i64,
}

/// What is kept.
#[derive(Debug, Default)]
pub struct Known {
    sessions: RwLock<HashMap<[u8; 32], Arc<KnownSession>>>,
    screens: RwLock<HashMap<[u8; 32], Arc<KnownScreen>>>,
    /// Counts what was forgotten, so that an answer read before is not kept after.
    forgotten: AtomicU64,
}

fn get<V: Clone>(map: &RwLock<HashMap<[u8; 32], V>>, key: &[u8; 32]) -> Option<V> {
    map.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

fn keep<V>(map: &RwLock<HashMap<[u8; 32], V>>, key: [u8; 32], value: V, fresh: impl Fn() -> bool) {
    let mut map = map.write().unwrap_or_else(PoisonError::into_inner);
    // Whoever forgets counts first and then waits for this lock.
    if !fresh() {
        return;
    }
    if map.len() >= KEPT_MAX {
        map.clear();
    }
    map.insert(key, value);
}

impl Known {
    /// Forgets whatever a commit may have changed. Called on the store's thread, before the answers go out.
    pub fn forget(&self, committed: &Committed) {
        for stored in &committed.events {
            match stored.event {
                Event::StaffChanged { staff, .. } | Event::StaffLoggedOut { staff } => {
                    self.forget_staff(staff)
                }
                Event::DeviceRevoked { device } | Event::DeviceEnrolled { device, .. } => {
                    self.forgotten.fetch_add(1, Ordering::SeqCst);
                    let mut screens = self.screens.write().unwrap_or_else(PoisonError::into_inner);
                    screens.retain(|_, screen| screen.device != device);
                }
                _ => {}
            }
        }
    }

    fn forget_staff(&self, staff: StaffId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        let mut sessions = self.sessions.write().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.signed_in.staff != staff);
    }

    /// The session behind `token`, unless its time is over.
    ///
    /// # Errors
    /// The store could not be asked.
    pub(crate) async fn session(
        &self,
        app: &Arc<App>,
        token: &str,
    ) -> Result<Option<Arc<KnownSession>>, Refused> {
        let hash = token_hash(token);
        let now_us = real_now_us();
        let found = match get(&self.sessions, &hash).filter(|it| now_us - it.read_us < BELIEVED_US) {
            Some(session) => session,
            None => {
                let org = app.org;
                let forgotten = self.forgotten.load(Ordering::SeqCst);
                let read = app.read(move |tx| people::session(tx, org, &hash)).await?;
                let Some(signed_in) = read else { return Ok(None) };
                let seen =
                    get(&self.sessions, &hash).map_or(i64::MIN, |it| it.seen_us.load(Ordering::Relaxed));
                let session = Arc::new(KnownSession {
                    seen_us: AtomicI64::new(signed_in.seen.0.max(seen)),
                    touched_us: AtomicI64::new(now_us),
                    token_hash: hash,
                    signed_in,
                    read_us: now_us,
                });
                let fresh = || self.forgotten.load(Ordering::SeqCst) == forgotten;
                keep(&self.sessions, hash, Arc::clone(&session), fresh);
                session
            }
        };
        let now = app.now();
        let idle_us = app.clock.stretch_us(app.rules()?.session_idle_min * 60_000_000);
        let seen_us = found.seen_us.load(Ordering::Relaxed);
        if now >= found.signed_in.expires || now.0 >= seen_us.saturating_add(idle_us) {
            return Ok(None);
        }
        found.seen_us.fetch_max(now.0, Ordering::Relaxed);
        let touched_us = found.touched_us.load(Ordering::Relaxed);
        let due = now_us - touched_us >= TOUCH_US;
        let swap =
            |to| found.touched_us.compare_exchange(touched_us, to, Ordering::Relaxed, Ordering::Relaxed);
        if due && swap(now_us).is_ok() {
            touch(app, hash, now);
        }
        Ok(Some(found))
    }

    /// The screen behind `token`.
    ///
    /// # Errors
    /// The store could not be asked.
    pub(crate) async fn screen(&self, app: &App, token: &str) -> Result<Option<Arc<KnownScreen>>, Refused> {
        let hash = token_hash(token);
        let read_us = real_now_us();
        if let Some(screen) = get(&self.screens, &hash).filter(|it| read_us - it.read_us < BELIEVED_US) {
            return Ok(Some(screen));
        }
        let org = app.org;
        let forgotten = self.forgotten.load(Ordering::SeqCst);
        let read = app
            .read(move |tx| {
                first(tx, &SCREEN, &[org.into(), hash.as_slice().into()], |row| KnownScreen {
                    device: DeviceId(row.int(0)),
                    hall: HallId(row.int(1)),
                    kind: DeviceKind::parse(row.text(2)).expect("a stored kind is one of the list"),
                    counter: row.opt_int(3).map(CounterId),
                    read_us,
                })
            })
            .await?;
        let Some(screen) = read.map(Arc::new) else { return Ok(None) };
        keep(&self.screens, hash, Arc::clone(&screen), || self.forgotten.load(Ordering::SeqCst) == forgotten);
        Ok(Some(screen))
    }
}

/// Writes down that a session was used, without anybody waiting for it.
fn touch(app: &Arc<App>, hash: [u8; 32], now: Time) {
    let org = app.org;
    let command = move |tx: &mut dyn store::Tx| {
        people::touch_session(tx, org, &hash, now).map_err(store::Fail::<()>::from)
    };
    // Lost at worst: the session then ends a minute early after a restart.
    let _ = app.store.write(store::Lane(0), command, |_| {});
}
