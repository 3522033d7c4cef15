//! Many days of a hall, and what they say of it: figures with their confidence intervals. Days are shared out among threads;
//! every sum is of whole numbers or is made in the order of the days, so that the answer is the same for any number of
//! threads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde::{Deserialize, Serialize};

use super::estimate::{Exact, Ratio, difference, errors, estimate, mean};
use super::guest::{Ending, NEVER};
use super::simulator::{Ready, Stage};
use super::tally::{Counting, DayRow, Row, Tally, day_row};
use super::{Estimate, Hall, HallRefusal, Live, check};
use crate::{Progress, Watch};

/// What to find out, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ask {
    /// What chance hangs on.
    pub seed: u64,
    /// How many days are played, at least 1. Days are independent of each other.
    pub days: u32,
    /// On how many threads, 1 to 256. The answer does not depend on it.
    pub threads: usize,
    /// How surely the intervals hold the truth, a half or more and below 1.
    pub level: f64,
    /// What counts as a short wait.
    pub within_s: u32,
    /// The length of the slots of coming by which waits are told apart.
    pub slot_s: u32,
    /// Count only those who come from then on, in seconds after midnight: a hall that begins empty is not in its stride.
    pub count_from_s: Option<u32>,
    /// Play no further, in seconds after midnight.
    pub until_s: Option<u32>,
}

impl Default for Ask {
    fn default() -> Ask {
        Ask {
            seed: 1,
            days: 200,
            threads: 1,
            level: 0.95,
            within_s: 900,
            slot_s: 900,
            count_from_s: None,
            until_s: None,
        }
    }
}

/// What becomes of a group of people. Numbers of people are those of one day; times are seconds. `None` where nobody was
/// there to be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Came.
    pub came: Option<Estimate>,
    /// Served at counters.
    pub served: Option<Estimate>,
    /// Served at kiosks.
    pub served_at_kiosk: Option<Estimate>,
    /// Sent online at the door.
    pub online: Option<Estimate>,
    /// Lost patience.
    pub left: Option<Estimate>,
    /// Found the hall full.
    pub found_full: Option<Estimate>,
    /// Were sent home at closing time.
    pub sent_home: Option<Estimate>,
    /// Were sent elsewhere.
    pub sent_elsewhere: Option<Estimate>,
    /// Are still there at the end.
    pub still_there: Option<Estimate>,
    /// The share of those who queued who lost patience.
    pub left_share: Option<Estimate>,
    /// The mean wait of those served, all queues together.
    pub wait_s: Option<Estimate>,
    /// The wait that half of those served on a day do not exceed.
    pub wait_p50_s: Option<Estimate>,
    /// The wait that nine in ten of those served on a day do not exceed.
    pub wait_p90_s: Option<Estimate>,
    /// The wait that nineteen in twenty of those served on a day do not exceed.
    pub wait_p95_s: Option<Estimate>,
    /// The longest wait of a day.
    pub wait_longest_s: Option<Estimate>,
    /// The mean time in queues of those who queued, served or not.
    pub queued_s: Option<Estimate>,
    /// The share of those who queued who had to wait at all.
    pub waited_share: Option<Estimate>,
    /// The share of those who queued who were served after a short wait ([`Ask::within_s`]).
    pub within_share: Option<Estimate>,
    /// The mean time from coming to leaving of those served.
    pub stay_s: Option<Estimate>,
}

/// A minute of the day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Minute {
    /// When it begins, in seconds after midnight.
    pub at_s: u32,
    /// How many wait then.
    pub waiting: Estimate,
    /// How many are in the hall, waiting or not.
    pub inside: Estimate,
}

/// Those who came in one slot of the day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlotFigures {
    /// When it begins, in seconds after midnight.
    pub from_s: u32,
    /// How many of them queued.
    pub queued: Option<Estimate>,
    /// The share of those who were served after a short wait.
    pub within_share: Option<Estimate>,
    /// Their mean time in queues.
    pub queued_s: Option<Estimate>,
}

/// What many days say of a hall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// How many days were played: fewer than asked for where somebody stopped it.
    pub days: u32,
    /// All people.
    pub all: Figures,
    /// Each of the hall's segments.
    pub segments: Vec<Figures>,
    /// The share of their time, rests left out, that clerks are busy.
    pub utilisation: Option<Estimate>,
    /// The same for each of the hall's clerks.
    pub clerks: Vec<Option<Estimate>>,
    /// The share of the time that kiosks are used.
    pub kiosk_utilisation: Option<Estimate>,
    /// The mean number of people waiting while the hall is open.
    pub queue: Option<Estimate>,
    /// The cost of a day, in fen.
    pub cost_fen: Option<Estimate>,
    /// Minute by minute, as far as anybody was ever there.
    pub minutes: Vec<Minute>,
    /// By when people came.
    pub slots: Vec<SlotFigures>,
}

/// What is to be expected for somebody who waits: over the days on which they are called.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Foreseen {
    /// On how many of the days they are called; on the others they lose patience first, or nobody takes them.
    pub called_share: f64,
    /// Seconds from now until the call: on half of those days it is no longer. `None` where they are never called.
    pub p50_s: Option<f64>,
    /// On nine in ten of those days it is no longer.
    pub p90_s: Option<f64>,
}

/// How a day that has come so far may end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Foresight {
    /// For each who waits, in the order of [`Live::waiting`].
    pub waiting: Vec<Foreseen>,
    /// The rest of the day.
    pub outcome: Outcome,
}

/// Two designs on the same people: what the second changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first design.
    pub first: Outcome,
    /// The second.
    pub second: Outcome,
    /// The second less the first, day by day.
    pub all: Figures,
    /// The same for each segment that both halls have.
    pub segments: Vec<Figures>,
    /// What the clerks are busier.
    pub utilisation: Option<Estimate>,
    /// What more a day costs, in fen.
    pub cost_fen: Option<Estimate>,
}

/// Plays many days of `hall`.
///
/// # Errors
/// The hall or the question makes no sense; the refusal names the cause and the least change.
pub fn simulate(hall: &Hall, ask: &Ask, watch: &dyn Watch) -> Result<Outcome, HallRefusal> {
    let ready = Ready::new(hall, None)?;
    Ok(days(hall, &ready, ask, watch)?.outcome(hall, &ready, ask))
}

/// Plays many ends of a day of `hall` that has come as far as `live`.
///
/// # Errors
/// The hall, the moment or the question makes no sense; the refusal names the cause and the least change.
pub fn foresee(hall: &Hall, live: &Live, ask: &Ask, watch: &dyn Watch) -> Result<Foresight, HallRefusal> {
    let ready = Ready::new(hall, Some(live))?;
    let days = days(hall, &ready, ask, watch)?;
    let waiting = (0..live.waiting.len()).map(|n| days.foreseen(n)).collect();
    Ok(Foresight { waiting, outcome: days.outcome(hall, &ready, ask) })
}

/// Plays the same days in two designs: people with the same number in the same segment want the same, take as long and are
/// as patient. Halls are compared segment by segment, in their order.
///
/// # Errors
/// One of the halls or the question makes no sense; the refusal names the cause and the least change.
pub fn compare(first: &Hall, second: &Hall, ask: &Ask, watch: &dyn Watch) -> Result<Comparison, HallRefusal> {
    let (one, two) = (Ready::new(first, None)?, Ready::new(second, None)?);
    let a = days(first, &one, ask, watch)?;
    let b = days(second, &two, ask, watch)?;
    // Who stopped it may have done so after days of the one that the other has not.
    let days: Vec<usize> = a.played.iter().copied().filter(|day| b.by_day[*day].is_some()).collect();
    let errors = errors(ask.level, days.len() as u32);
    let both = |of: fn(&DayRow) -> Ratio| difference(errors, a.each_day(&days, of), b.each_day(&days, of));
    let segments = a.segments.min(b.segments);
    let figures = |at: (usize, usize)| {
        Figures::by(|of| difference(errors, a.each_row(&days, at.0, of), b.each_row(&days, at.1, of)))
    };
    Ok(Comparison {
        all: figures((a.segments, b.segments)),
        segments: (0..segments).map(|n| figures((n, n))).collect(),
        utilisation: both(|day| (day.busy_us as f64, day.there_us as f64)),
        cost_fen: both(|day| (day.cost_fen as f64, 1.0)),
        first: a.outcome(first, &one, ask),
        second: b.outcome(second, &two, ask),
    })
}

/// What is kept of the days that were played.
struct Days {
    segments: usize,
    /// Day by day: a row for each segment and one for all.
    rows: Vec<Row>,
    by_day: Vec<Option<DayRow>>,
    /// The days that were played before somebody stopped it.
    played: Vec<usize>,
    /// Day by day, when each who waited at the beginning was called, in microseconds from then; [`NEVER`].
    calls_us: Vec<i64>,
    sums: Sums,
}

/// Sums over days, exact.
#[derive(Default)]
struct Sums {
    clerks: Vec<Exact>,
    /// How many wait, and how many are in the hall, minute by minute: the number and its square.
    waiting: Vec<[i64; 2]>,
    inside: Vec<[i64; 2]>,
    /// Queued, within the target, and waits in milliseconds, by slot.
    slots: Vec<[Exact; 3]>,
}

impl Sums {
    fn merge(&mut self, other: &Sums) {
        self.clerks.resize(other.clerks.len(), Exact::default());
        self.clerks.iter_mut().zip(&other.clerks).for_each(|(sum, it)| sum.merge(it));
        for (mine, other) in [(&mut self.waiting, &other.waiting), (&mut self.inside, &other.inside)] {
            mine.resize(other.len(), [0; 2]);
            mine.iter_mut().zip(other).for_each(|(sum, it)| (0..2).for_each(|n| sum[n] += it[n]));
        }
        self.slots.resize(other.slots.len(), Default::default());
        for (mine, other) in self.slots.iter_mut().zip(&other.slots) {
            mine.iter_mut().zip(other).for_each(|(sum, it)| sum.merge(it));
        }
    }
}

/// Plays the days, shared out among the threads in runs.
fn days(hall: &Hall, ready: &Ready, ask: &Ask, watch: &dyn Watch) -> Result<Days, HallRefusal> {
    check::ask(hall, ask)?;
    let count = ask.days as usize;
    let width = ready.plan.segments.len() + 1;
    let mut rows = vec![Row::default(); count * width];
    let mut by_day = vec![None; count];
    let done = AtomicU64::new(0);
    let mut calls_us = vec![NEVER; count * ready.waiting()];
    let each = count.div_ceil(ask.threads);
    // Without anybody who waits there is nothing to share out.
    let mut calls = calls_us.chunks_mut((each * ready.waiting()).max(1));
    let runs = rows.chunks_mut(each * width).zip(by_day.chunks_mut(each)).zip((0..).step_by(each));
    let parts = runs.map(|((rows, by_day), first)| {
        let part = Part { hall, ready, ask, first: first as u32, of: count as u32, done: &done };
        let calls_us = calls.next().unwrap_or_default();
        move || part.play(rows, by_day, calls_us, watch)
    });
    let parts: Vec<Sums> = if each == count {
        parts.map(|mut part| part()).collect()
    } else {
        thread::scope(|scope| {
            let started: Vec<_> = parts.map(|part| scope.spawn(part)).collect();
            let ended = started.into_iter().map(|thread| thread.join());
            ended.map(|sums| sums.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    };
    let mut sums = Sums::default();
    parts.iter().for_each(|part| sums.merge(part));
    let played = (0..count).filter(|day| by_day[*day].is_some()).collect();
    Ok(Days { segments: width - 1, rows, by_day, played, calls_us, sums })
}

/// A run of days that one thread plays.
struct Part<'a> {
    hall: &'a Hall,
    ready: &'a Ready,
    ask: &'a Ask,
    first: u32,
    of: u32,
    /// Days that were played, by all threads.
    done: &'a AtomicU64,
}

impl Part<'_> {
    fn play(
        &self,
        rows: &mut [Row],
        by_day: &mut [Option<DayRow>],
        calls_us: &mut [i64],
        watch: &dyn Watch,
    ) -> Sums {
        let mut calls = calls_us.chunks_mut(self.ready.waiting().max(1));
        let (plan, ask) = (&self.ready.plan, self.ask);
        let width = plan.segments.len() + 1;
        let until_us = ask.until_s.map_or(NEVER, |s| i64::from(s) * 1_000_000);
        let counting = counting(self.ready, ask);
        let slots = slots(self.ready, ask);
        let mut stage = Stage::new(self.ready);
        let mut tally = Tally::new(width - 1, stage.guests.capacity());
        let mut sums = Sums {
            clerks: vec![Exact::default(); plan.stations.len()],
            waiting: vec![[0; 2]; self.ready.minutes],
            inside: vec![[0; 2]; self.ready.minutes],
            slots: vec![Default::default(); slots],
        };
        for ((rows, by_day), day) in rows.chunks_mut(width).zip(by_day).zip(self.first..) {
            if watch.stop() {
                break;
            }
            stage.day(self.ready, ask.seed, day, until_us, &mut ());
            tally.count(&mut stage, until_us, &counting, slots, rows);
            *by_day = Some(day_row(self.ready, &stage, until_us, &self.hall.costs, &rows[width - 1]));
            sums.add(self.ready, &stage, &tally);
            if let Some(calls_us) = calls.next() {
                stage.calls(self.ready, calls_us);
            }
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            let of = u64::from(self.of);
            watch.tell(Progress { done, of, best: f64::INFINITY, bound: f64::NEG_INFINITY });
        }
        sums
    }
}

impl Sums {
    fn add(&mut self, ready: &Ready, stage: &Stage, tally: &Tally) {
        for (at, station) in ready.plan.stations.iter().enumerate() {
            let over_us = if station.stays { stage.floor.last_us[at] - station.ends_us } else { 0 };
            let there_ms = (station.there_us + over_us.max(0)) / 1_000;
            self.clerks[station.clerk].add(stage.floor.busy_us[at] / 1_000, there_ms);
        }
        let minutes =
            [(&mut self.waiting, &stage.floor.queue), (&mut self.inside, &stage.floor.inside_by_minute)];
        for (sums, counts) in minutes {
            for (sum, count) in sums.iter_mut().zip(counts.counts()) {
                let count = i64::from(count);
                sum[0] += count;
                sum[1] += count * count;
            }
        }
        for (sums, [queued, within, waits_ms]) in self.slots.iter_mut().zip(&tally.slots) {
            sums[0].add(*queued, 1);
            sums[1].add(*within, *queued);
            sums[2].add(*waits_ms, *queued);
        }
    }
}

/// Which people count.
fn counting(ready: &Ready, ask: &Ask) -> Counting {
    let from_us = ask.count_from_s.map_or(i64::MIN, |s| i64::from(s) * 1_000_000);
    Counting {
        from_us,
        first_us: from_us.max(ready.plan.from_us),
        within_us: i64::from(ask.within_s) * 1_000_000,
        slot_us: i64::from(ask.slot_s) * 1_000_000,
    }
}

/// How many slots there are; none where there would be too many to be of use.
fn slots(ready: &Ready, ask: &Ask) -> usize {
    const SLOTS_MAX: i64 = 2_000;
    let it = counting(ready, ask);
    let slots = (ready.plan.closes_us - it.first_us + it.slot_us - 1) / it.slot_us;
    if slots <= SLOTS_MAX { slots.max(0) as usize } else { 0 }
}

impl Days {
    /// What a group of people was like on each of `days`.
    fn each_row(
        &self,
        days: &[usize],
        at: usize,
        of: fn(&Row) -> Ratio,
    ) -> impl Iterator<Item = Ratio> + Clone {
        days.iter().map(move |day| of(&self.rows[day * (self.segments + 1) + at]))
    }

    /// What is to be expected for the `n`th of those who waited at the beginning.
    fn foreseen(&self, n: usize) -> Foreseen {
        let width = self.calls_us.len() / self.by_day.len();
        let on = |day: &usize| self.calls_us[day * width + n];
        let mut calls_us: Vec<i64> = self.played.iter().map(on).filter(|us| *us != NEVER).collect();
        calls_us.sort_unstable();
        let quantile = |share: f64| {
            let place = (share * calls_us.len() as f64).ceil().max(1.0) as usize - 1;
            calls_us.get(place).map(|us| *us as f64 / 1e6)
        };
        let called_share = calls_us.len() as f64 / self.played.len().max(1) as f64;
        Foreseen { called_share, p50_s: quantile(0.5), p90_s: quantile(0.9) }
    }

    /// What each of `days` was like.
    fn each_day(&self, days: &[usize], of: fn(&DayRow) -> Ratio) -> impl Iterator<Item = Ratio> + Clone {
        days.iter().map(move |day| self.by_day[*day].as_ref().map_or((0.0, 0.0), of))
    }

    fn outcome(&self, hall: &Hall, ready: &Ready, ask: &Ask) -> Outcome {
        let played = self.played.len() as u32;
        let errors = errors(ask.level, played);
        let day = |of: fn(&DayRow) -> Ratio| estimate(errors, self.each_day(&self.played, of));
        let figures = |at: usize| Figures::by(|of| estimate(errors, self.each_row(&self.played, at, of)));
        let waits_by_length = self
            .each_row(&self.played, self.segments, |all| (all.wait_us as f64, 0.0))
            .zip(self.each_day(&self.played, |day| (0.0, day.length_us as f64)));
        let uncounted_us = (counting(ready, ask).first_us - ready.plan.from_us) as f64;
        Outcome {
            days: played,
            all: figures(self.segments),
            segments: (0..self.segments).map(figures).collect(),
            utilisation: day(|day| (day.busy_us as f64, day.there_us as f64)),
            clerks: (0..hall.clerks.len())
                .map(|clerk| self.sums.clerks[clerk].estimate(errors, played, 1.0))
                .collect(),
            kiosk_utilisation: day(|day| (day.kiosk_us as f64, day.kiosk_there_us as f64)),
            queue: estimate(
                errors,
                waits_by_length.map(|(waits, length)| (waits.0, length.1 - uncounted_us)),
            ),
            cost_fen: day(|day| (day.cost_fen as f64, 1.0)),
            minutes: self.minutes(ready, errors, played),
            slots: self.slots(ready, ask, errors, played),
        }
    }

    fn minutes(&self, ready: &Ready, errors: Option<f64>, played: u32) -> Vec<Minute> {
        let from_s = (ready.plan.from_us / 1_000_000) as u32;
        let both = self.sums.waiting.iter().zip(&self.sums.inside).zip(0..);
        let mut minutes: Vec<Minute> = both
            .filter_map(|((waiting, inside), n)| {
                let waiting = mean(errors, played, *waiting)?;
                let inside = mean(errors, played, *inside)?;
                Some(Minute { at_s: from_s + n * 60, waiting, inside })
            })
            .collect();
        let used = minutes.iter().rposition(|minute| minute.inside.value > 0.0).map_or(0, |last| last + 1);
        minutes.truncate(used);
        minutes
    }

    fn slots(&self, ready: &Ready, ask: &Ask, errors: Option<f64>, played: u32) -> Vec<SlotFigures> {
        let from_s = (counting(ready, ask).first_us / 1_000_000) as u32;
        let slot = |([queued, within, waits_ms], n): (&[Exact; 3], u32)| SlotFigures {
            from_s: from_s + n * ask.slot_s,
            queued: queued.estimate(errors, played, 1.0),
            within_share: within.estimate(errors, played, 1.0),
            queued_s: waits_ms.estimate(errors, played, 1e-3),
        };
        self.sums.slots.iter().zip(0..).map(slot).collect()
    }
}

impl Figures {
    /// All figures, each from what it divides by what on a day.
    fn by(of: impl Fn(fn(&Row) -> Ratio) -> Option<Estimate>) -> Figures {
        const fn ended(row: &Row, ending: Ending) -> Ratio {
            (row.endings[ending as usize] as f64, 1.0)
        }
        const fn quantile(row: &Row, at: usize) -> Ratio {
            match row.quantiles_ms {
                Some(ms) => (ms[at] as f64 / 1e3, 1.0),
                None => (0.0, 0.0),
            }
        }
        Figures {
            came: of(|row| (f64::from(row.came), 1.0)),
            served: of(|row| ended(row, Ending::Served)),
            served_at_kiosk: of(|row| ended(row, Ending::ServedAtKiosk)),
            online: of(|row| ended(row, Ending::Online)),
            left: of(|row| ended(row, Ending::Left)),
            found_full: of(|row| ended(row, Ending::FoundFull)),
            sent_home: of(|row| ended(row, Ending::SentHome)),
            sent_elsewhere: of(|row| ended(row, Ending::SentElsewhere)),
            still_there: of(|row| ended(row, Ending::StillThere)),
            left_share: of(|row| (ended(row, Ending::Left).0, f64::from(row.joined))),
            wait_s: of(|row| (row.wait_served_us as f64 / 1e6, f64::from(row.served()))),
            wait_p50_s: of(|row| quantile(row, 0)),
            wait_p90_s: of(|row| quantile(row, 1)),
            wait_p95_s: of(|row| quantile(row, 2)),
            wait_longest_s: of(|row| quantile(row, 3)),
            queued_s: of(|row| (row.wait_us as f64 / 1e6, f64::from(row.joined))),
            waited_share: of(|row| (f64::from(row.waited), f64::from(row.joined))),
            within_share: of(|row| (f64::from(row.within), f64::from(row.joined))),
            stay_s: of(|row| (row.stay_us as f64 / 1e6, f64::from(row.served()))),
        }
    }
}
