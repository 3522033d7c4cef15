//! One day in numbers: what a study keeps of it. Whole numbers all, so that their sums are exact whoever adds them.

use super::guest::{Ending, Guest};
use super::simulator::{Ready, Stage};

/// A group of people on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Row {
    pub came: u32,
    /// How the stays ended, in the order of [`Ending`].
    pub endings: [u32; Ending::COUNT],
    /// Were in a queue or at a counter or kiosk, and are gone.
    pub joined: u32,
    /// Of those: waited at all; were served after no longer than the target.
    pub waited: u32,
    pub within: u32,
    /// Time in queues: of those served, and of all.
    pub wait_served_us: i64,
    pub wait_us: i64,
    /// From coming to leaving, of those served.
    pub stay_us: i64,
    /// The wait that half, nine tenths and nineteen twentieths of those served did not exceed, and the longest.
    pub quantiles_ms: Option<[u32; 4]>,
}

impl Row {
    pub(super) fn served(&self) -> u32 {
        self.endings[Ending::Served as usize] + self.endings[Ending::ServedAtKiosk as usize]
    }

    fn add(&mut self, guest: &Guest, within_us: i64) {
        self.came += 1;
        self.endings[guest.ending as usize] += 1;
        self.wait_us += guest.waited_us;
        if !guest.joined || guest.ending == Ending::StillThere {
            return;
        }
        let served = i64::from(guest.ending.is_served());
        self.joined += 1;
        self.waited += u32::from(guest.waited_us > 0);
        self.within += u32::from(guest.waited_us <= within_us) * served as u32;
        self.wait_served_us += guest.waited_us * served;
        self.stay_us += (guest.left_us - guest.came_us.min(guest.joined_us)) * served;
    }

    /// All of both; the quantiles are not theirs.
    fn merge(&mut self, other: &Row) {
        self.came += other.came;
        self.endings.iter_mut().zip(other.endings).for_each(|(sum, n)| *sum += n);
        self.joined += other.joined;
        self.waited += other.waited;
        self.within += other.within;
        self.wait_served_us += other.wait_served_us;
        self.wait_us += other.wait_us;
        self.stay_us += other.stay_us;
    }
}

/// What a day was like beside its people.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct DayRow {
    /// How long clerks were busy, there and not at rest, and paid.
    pub busy_us: i64,
    pub there_us: i64,
    pub paid_us: i64,
    /// How long kiosks were used, of how long they stood there.
    pub kiosk_us: i64,
    pub kiosk_there_us: i64,
    /// Until when it was played, or the doors closed.
    pub length_us: i64,
    pub cost_fen: i64,
}

/// Which people count, and what is a short wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counting {
    /// Who came from then on, in microseconds after midnight.
    pub from_us: i64,
    /// When the first slot begins.
    pub first_us: i64,
    pub within_us: i64,
    pub slot_us: i64,
}

/// Counts days, keeping its buffers between them.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    /// The waits of those served, by segment.
    waits_ms: Vec<Vec<u32>>,
    /// By slot of coming: gone after having queued, of those within the target, and their waits in milliseconds.
    pub slots: Vec<[i64; 3]>,
}

impl Tally {
    pub(super) fn new(segments: usize, people_max: usize) -> Tally {
        let mut waits_ms = Vec::with_capacity(segments + 1);
        waits_ms.resize_with(segments + 1, || Vec::with_capacity(people_max));
        Tally { waits_ms, slots: Vec::new() }
    }

    /// Counts the people of the day that was played: a row for each segment, then one for all.
    pub(super) fn count(
        &mut self,
        stage: &mut Stage,
        until_us: i64,
        counting: &Counting,
        slots: usize,
        rows: &mut [Row],
    ) {
        rows.fill(Row::default());
        self.waits_ms.iter_mut().for_each(Vec::clear);
        self.slots.clear();
        self.slots.resize(slots, [0; 3]);
        for guest in &stage.guests {
            let came_us = guest.came_us;
            // People whose day was cut off before they came have not come.
            if came_us >= until_us {
                continue;
            }
            stage.floor.inside_by_minute.stay(came_us, guest.left_us);
            if came_us < counting.from_us {
                continue;
            }
            rows[guest.segment as usize].add(guest, counting.within_us);
            if !guest.joined || guest.ending == Ending::StillThere {
                continue;
            }
            let wait_ms = (guest.waited_us / 1_000).min(i64::from(u32::MAX)) as u32;
            let served = guest.ending.is_served();
            if served {
                self.waits_ms[guest.segment as usize].push(wait_ms);
            }
            if slots > 0 {
                let slot = ((came_us - counting.first_us).max(0) / counting.slot_us) as usize;
                let it = &mut self.slots[slot.min(slots - 1)];
                it[0] += 1;
                it[1] += i64::from(served && guest.waited_us <= counting.within_us);
                it[2] += i64::from(wait_ms);
            }
        }
        let Some((all, segments)) = rows.split_last_mut() else { return };
        segments.iter().for_each(|row| all.merge(row));
        let (all_ms, by_segment) = self.waits_ms.split_last_mut().expect("one more than segments");
        for (row, waits_ms) in segments.iter_mut().zip(by_segment) {
            all_ms.extend_from_slice(waits_ms);
            row.quantiles_ms = quantiles(waits_ms);
        }
        all.quantiles_ms = quantiles(all_ms);
    }
}

/// The least wait that at least a half, nine tenths, nineteen twentieths and all did not exceed.
fn quantiles(waits_ms: &mut [u32]) -> Option<[u32; 4]> {
    let n = waits_ms.len();
    // From the top down, so that each is sought among those below the one before.
    let place = |share: f64| (share * n as f64).ceil().max(1.0) as usize - 1;
    let longest = *waits_ms.iter().max()?;
    let (below, p95, _) = waits_ms.select_nth_unstable(place(0.95));
    let p95 = *p95;
    let sought = |below: &mut [u32], at: usize, else_: u32| {
        if at < below.len() { *below.select_nth_unstable(at).1 } else { else_ }
    };
    let p90 = sought(below, place(0.90), p95);
    let upper = place(0.90).min(below.len());
    let p50 = sought(&mut below[..upper], place(0.50), p90);
    Some([p50, p90, p95, longest])
}

/// What the day was like beside its people. `costs` are those of the hall.
pub(super) fn day_row(
    ready: &Ready,
    stage: &Stage,
    until_us: i64,
    costs: &super::Costs,
    all: &Row,
) -> DayRow {
    let plan = &ready.plan;
    let mut day = DayRow { length_us: plan.closes_us.min(until_us) - plan.from_us, ..DayRow::default() };
    for (at, station) in plan.stations.iter().enumerate() {
        let over_us = if station.stays { (stage.floor.last_us[at] - station.ends_us).max(0) } else { 0 };
        day.busy_us += stage.floor.busy_us[at];
        day.there_us += station.there_us + over_us;
        day.paid_us += station.paid_us + over_us;
    }
    let kiosks = plan.kiosks.as_ref().map_or(0, |kiosks| kiosks.count as i64);
    day.kiosk_us = stage.floor.kiosks.busy_us;
    day.kiosk_there_us = kiosks * day.length_us;
    let hours_fen = |us: i64, fen: i64| (i128::from(us) * i128::from(fen) / 3_600_000_000) as i64;
    let lost = [Ending::Left, Ending::FoundFull, Ending::SentHome, Ending::SentElsewhere];
    let lost: u32 = lost.iter().map(|ending| all.endings[*ending as usize]).sum();
    day.cost_fen = hours_fen(day.paid_us, costs.clerk_fen_per_h)
        + hours_fen(all.wait_us, costs.wait_fen_per_h)
        + kiosks * costs.kiosk_fen_per_day
        + i64::from(lost) * costs.lost_fen;
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_least_that_the_share_does_not_exceed() {
        let mut hundred: Vec<u32> = (1..=100).rev().collect();
        assert_eq!(quantiles(&mut hundred), Some([50, 90, 95, 100]));
        assert_eq!(quantiles(&mut [7]), Some([7, 7, 7, 7]));
        assert_eq!(quantiles(&mut [3, 9]), Some([3, 9, 9, 9]));
        assert_eq!(quantiles(&mut [5; 40]), Some([5, 5, 5, 5]));
        assert_eq!(quantiles(&mut []), None);
    }
}
