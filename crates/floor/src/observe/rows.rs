//! Counting the rows of one hall's day.

use kernel::{Day, Org, TicketState, Time, Triage, Zone};
use store::{DbError, Row, Tx, first};

use super::Observed;
use super::figures::{Hours, Tally};

store::statements! {
    /// Numbers given on a hall's day.
    GIVEN = "SELECT state, queued_us, issued_us, called_us, started_us, ended_us, served_s FROM ticket WHERE org = $1 AND hall = $2 AND day = $3 AND number IS NOT NULL ORDER BY id LIMIT 20000";
    /// What counters were open and busy, counted so far.
    COUNTER_SECONDS = "SELECT CAST(COALESCE(SUM(open_s), 0) AS BIGINT), CAST(COALESCE(SUM(busy_s), 0) AS BIGINT) FROM counter_day WHERE org = $1 AND hall = $2 AND day = $3";
    /// Counters open now and since when.
    OPEN_NOW = "SELECT since_us FROM counter_now WHERE org = $1 AND hall = $2 AND day = $3 AND state = 'open' ORDER BY counter LIMIT 200";
    /// Ways chosen.
    CHOSEN = "SELECT triage, n FROM triage_count WHERE org = $1 AND hall = $2 AND day = $3 ORDER BY triage LIMIT 20";
    /// Ratings.
    RATINGS = "SELECT COUNT(*), COUNT(score), CAST(COALESCE(SUM(score), 0) AS BIGINT), COUNT(CASE WHEN score >= 4 THEN 1 END) FROM evaluation WHERE org = $1 AND hall = $2 AND day = $3";
}

/// Counts what happened in a hall on `day`, up to `now`; hours are added to `hours`.
///
/// The wait of a ticket is from when it joined the queue to when it was called last; a booking without a number is
/// not counted, and one served here after another hall counts from its arrival here.
pub(super) fn tally(
    tx: &mut dyn Tx,
    org: Org,
    observed: &Observed,
    day: Day,
    now: Time,
    zone: Zone,
    hours: &mut Hours,
) -> Result<Tally, DbError> {
    let params = [org.into(), observed.hall.into(), day.into()];
    let mut tally = Tally::default();
    let today = now.day(zone) == day;
    tx.query(&GIVEN, &params, &mut |row| {
        ticket(&mut tally, hours, observed, row, today.then_some(now), zone)
    })?;
    let counted = first(tx, &COUNTER_SECONDS, &params, |row| (row.int(0), row.int(1)))?;
    let (open_s, busy_s) = counted.expect("a sum is one row");
    tally.open_s += open_s;
    tally.busy_s += busy_s;
    if today {
        tx.query(&OPEN_NOW, &params, &mut |row| tally.open_s += now.since_s(Time(row.int(0))).max(0))?;
    }
    tx.query(&CHOSEN, &params, &mut |row| {
        let (triage, n) = (Triage::parse(row.text(0)), row.int(1));
        tally.guided += n;
        if matches!(triage, Some(Triage::Online | Triage::Kiosk)) {
            tally.online += n;
        }
    })?;
    tx.query(&RATINGS, &params, &mut |row| {
        tally.rating_asked += row.int(0);
        tally.rating_given += row.int(1);
        tally.rating_sum += row.int(2);
        tally.rating_good += row.int(3);
    })?;
    Ok(tally)
}

fn ticket(
    tally: &mut Tally,
    hours: &mut Hours,
    observed: &Observed,
    row: &dyn Row,
    now: Option<Time>,
    zone: Zone,
) {
    let state = TicketState::parse(row.text(0));
    let (queued, issued) = (Time(row.int(1)), row.opt_int(2).map(Time));
    let (called, started, ended) =
        (row.opt_int(3).map(Time), row.opt_int(4).map(Time), row.opt_int(5).map(Time));
    let hour = hours.at(issued.unwrap_or(queued).second_of_day(zone));
    tally.issued += 1;
    hour.issued += 1;
    if let Some(called) = called {
        let wait_s = called.since_s(queued).max(0);
        tally.called += 1;
        tally.waits_s.push(wait_s);
        hour.waits_s.push(wait_s);
        tally.over_alert += i64::from(wait_s > observed.wait_alert_s);
    }
    match state {
        Some(TicketState::Done) => {
            tally.served += 1;
            tally.service_s += row.int(6);
            if let Some(ended) = ended {
                hours.at(ended.second_of_day(zone)).served += 1;
            }
        }
        Some(TicketState::Left) => tally.left += 1,
        Some(TicketState::NoShow) => tally.no_show += 1,
        Some(TicketState::Waiting) => tally.waiting += i64::from(now.is_some()),
        // Service under way is not in the counter's day yet.
        Some(TicketState::Serving) => {
            if let (Some(now), Some(started)) = (now, started) {
                tally.busy_s += now.since_s(started).max(0);
            }
        }
        _ => {}
    }
}
