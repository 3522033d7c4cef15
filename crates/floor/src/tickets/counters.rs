//! Counters: who is at which, open, paused or closed. One clerk at one counter, one counter with one clerk.

use kernel::{CounterId, CounterState, Cx, Day, Event, HallId, Org, StaffId, Time};
use serde::{Deserialize, Serialize};
use store::{DbError, Fail, Refusal, Row, Tx, all, append, first, once, one_int};

use crate::Setting;

store::statements! {
    /// Where the counters of a hall stand.
    COUNTERS_NOW = "SELECT counter, state, staff, since_us, day FROM counter_now WHERE org = $1 AND hall = $2 ORDER BY counter LIMIT 200";
    /// Where one counter stands.
    COUNTER_NOW = "SELECT counter, state, staff, since_us, day FROM counter_now WHERE org = $1 AND hall = $2 AND counter = $3";
    /// The counter at which somebody is today.
    COUNTER_OF = "SELECT counter FROM counter_now WHERE org = $1 AND hall = $2 AND staff = $3 AND day = $4 AND state <> 'closed' ORDER BY counter LIMIT 1";
    /// Moves a counter.
    SET_COUNTER = "INSERT INTO counter_now (org, hall, counter, state, staff, since_us, open_s, day) VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT (org, hall, counter) DO UPDATE SET state = excluded.state, staff = excluded.staff, since_us = excluded.since_us, day = excluded.day";
    /// Whether a customer is at a counter.
    AT_COUNTER = "SELECT COUNT(*) FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND state IN ('called', 'arrived', 'serving') AND counter = $4";
    /// Adds to a counter's day.
    ADD_COUNTER_DAY = "INSERT INTO counter_day (org, hall, day, counter, open_s, busy_s) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org, hall, day, counter) DO UPDATE SET open_s = counter_day.open_s + excluded.open_s, busy_s = counter_day.busy_s + excluded.busy_s";
}

/// Where a counter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterNow {
    /// The counter.
    pub counter: CounterId,
    /// Its state.
    pub state: CounterState,
    /// Who is there.
    pub staff: Option<StaffId>,
    /// Since when.
    pub since: Time,
    /// The day this is about; a counter left open yesterday is closed today.
    pub day: Day,
}

kernel::refusals! {
    /// Why a counter was not opened, paused or closed.
    pub enum CounterRefusal {
        /// No such counter.
        Unknown = "counter_unknown",
        /// The hall is closed.
        HallClosed = "hall_closed",
        /// Another clerk is there.
        Taken = "counter_taken",
        /// The clerk is at another counter.
        AlreadyAt { rule } = "already_at_counter",
        /// The clerk is not at this counter.
        NotYours = "counter_not_yours",
        /// A customer is still there.
        Busy = "counter_busy",
    }
}

/// Opens, pauses or closes a counter for `staff`.
///
/// Invariant: at most one clerk at a counter, and a clerk at no more than one.
///
/// # Errors
/// As [`CounterRefusal`] says, or the database could not.
pub fn change_counter(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    counter: CounterId,
    staff: StaffId,
    to: CounterState,
) -> Result<CounterNow, Fail<Refusal<CounterRefusal>>> {
    once(tx, cx, "change_counter", &[setting.hall], &(counter, staff, to), |tx| {
        if setting.counter(counter).is_none() {
            return Err(Fail::Refused(CounterRefusal::Unknown));
        }
        let now = counter_now(tx, cx.org, setting, counter)?;
        if to == CounterState::Open {
            check_free(tx, cx, setting, &now, staff)?;
        } else if now.state == CounterState::Closed || now.staff != Some(staff) {
            return Err(Fail::Refused(CounterRefusal::NotYours));
        } else if to == CounterState::Closed && is_busy(tx, cx.org, setting, counter)? {
            return Err(Fail::Refused(CounterRefusal::Busy));
        }
        if now.state == to {
            return Ok(now);
        }
        if now.state == CounterState::Open {
            add_counter_day(tx, cx.org, setting, counter, cx.now.since_s(now.since), 0)?;
        }
        let staff = (to != CounterState::Closed).then_some(staff);
        let next = CounterNow { counter, state: to, staff, since: cx.now, day: setting.day };
        let params = [
            cx.org.into(),
            setting.hall.into(),
            counter.into(),
            to.as_str().into(),
            staff.into(),
            cx.now.into(),
            setting.day.into(),
        ];
        tx.execute(&SET_COUNTER, &params)?;
        append(tx, cx, setting.hall, Event::CounterChanged { counter, staff, state: to })?;
        Ok(next)
    })
}

fn check_free(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    now: &CounterNow,
    staff: StaffId,
) -> Result<(), Fail<CounterRefusal>> {
    if !setting.open_at(cx.now) {
        return Err(Fail::Refused(CounterRefusal::HallClosed));
    }
    if now.staff.is_some_and(|there| there != staff) {
        return Err(Fail::Refused(CounterRefusal::Taken));
    }
    match counter_of(tx, cx.org, setting.hall, setting.day, staff)? {
        Some(other) if other != now.counter => {
            Err(Fail::Refused(CounterRefusal::AlreadyAt { rule: other.to_string() }))
        }
        _ => Ok(()),
    }
}

/// Whether a customer is at `counter`.
pub(crate) fn is_busy(
    tx: &mut dyn Tx,
    org: Org,
    setting: &Setting,
    counter: CounterId,
) -> Result<bool, DbError> {
    let params = [org.into(), setting.hall.into(), setting.day.into(), counter.into()];
    Ok(one_int(tx, &AT_COUNTER, &params)? > 0)
}

/// Adds seconds to what is counted of a counter's day.
pub(crate) fn add_counter_day(
    tx: &mut dyn Tx,
    org: Org,
    setting: &Setting,
    counter: CounterId,
    open_s: i64,
    busy_s: i64,
) -> Result<(), DbError> {
    let day = setting.day;
    let params = [org.into(), setting.hall.into(), day.into(), counter.into(), open_s.into(), busy_s.into()];
    tx.execute(&ADD_COUNTER_DAY, &params).map(drop)
}

/// The counter at which `staff` is on `day`.
pub(crate) fn counter_of(
    tx: &mut dyn Tx,
    org: Org,
    hall: HallId,
    day: Day,
    staff: StaffId,
) -> Result<Option<CounterId>, DbError> {
    first(tx, &COUNTER_OF, &[org.into(), hall.into(), staff.into(), day.into()], |row| CounterId(row.int(0)))
}

/// Where `counter` stands on the setting's day.
pub(crate) fn counter_now(
    tx: &mut dyn Tx,
    org: Org,
    setting: &Setting,
    counter: CounterId,
) -> Result<CounterNow, DbError> {
    let found = first(tx, &COUNTER_NOW, &[org.into(), setting.hall.into(), counter.into()], read)?;
    Ok(today(found, counter, setting.day))
}

/// Where the counters of the plan stand on the setting's day, in the plan's order.
///
/// # Errors
/// The database could not.
pub fn counters_now(tx: &mut dyn Tx, org: Org, setting: &Setting) -> Result<Vec<CounterNow>, DbError> {
    let rows = all(tx, &COUNTERS_NOW, &[org.into(), setting.hall.into()], read)?;
    let find = |id| rows.iter().find(|row: &&CounterNow| row.counter == id).copied();
    let counters = setting.plan.counters.iter();
    Ok(counters.map(|counter| today(find(counter.id), counter.id, setting.day)).collect())
}

fn today(found: Option<CounterNow>, counter: CounterId, day: Day) -> CounterNow {
    let closed = CounterNow { counter, state: CounterState::Closed, staff: None, since: Time(0), day };
    found.filter(|row| row.day == day).unwrap_or(closed)
}

fn read(row: &dyn Row) -> CounterNow {
    CounterNow {
        counter: CounterId(row.int(0)),
        state: CounterState::parse(row.text(1)).expect("a stored state is a word of the list"),
        staff: row.opt_int(2).map(StaffId),
        since: Time(row.int(3)),
        day: Day::from_number(row.int(4)).expect("a stored day is a day"),
    }
}
