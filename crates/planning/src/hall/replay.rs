//! One simulated day to look at: who moves where when, compact enough to be sent to a screen.

use serde::{Deserialize, Serialize};

use super::Simulator;
use super::floor::{Spot, Witness};
use super::guest::{Guest, NEVER};
use super::plan::Plan;

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "u16", into = "u16")]
pub enum Place {
    /// Gone. Written as 0.
    Exit,
    /// At the door. Written as 1.
    Entrance,
    /// In the waiting zone, for a counter. Written as 2.
    Waiting,
    /// In the queue of the kiosks. Written as 3.
    KioskQueue,
    /// At a kiosk: 16 and its number, below 100.
    Kiosk(u16),
    /// At one of the hall's counters: 100 and its number.
    Counter(u16),
}

impl From<Place> for u16 {
    fn from(place: Place) -> u16 {
        match place {
            Place::Exit => 0,
            Place::Entrance => 1,
            Place::Waiting => 2,
            Place::KioskQueue => 3,
            Place::Kiosk(number) => 16 + number,
            Place::Counter(number) => 100 + number,
        }
    }
}

impl From<u16> for Place {
    fn from(code: u16) -> Place {
        match code {
            1 => Place::Entrance,
            2 => Place::Waiting,
            3 => Place::KioskQueue,
            16..100 => Place::Kiosk(code - 16),
            100.. => Place::Counter(code - 100),
            _ => Place::Exit,
        }
    }
}

/// A day of a hall as moves, in columns: one entry of each of `at_ms`, `who` and `place` is one move.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// When the day begins, in seconds after midnight.
    pub from_s: u32,
    /// Which of the hall's segments each person belongs to; people are numbered as here.
    pub segments: Vec<u8>,
    /// What each came for.
    pub items: Vec<u16>,
    /// When each move is, in milliseconds after `from_s`; ascending.
    pub at_ms: Vec<u32>,
    /// Whose move it is.
    pub who: Vec<u32>,
    /// Where to.
    pub place: Vec<Place>,
}

/// A move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// In milliseconds after the beginning of the day.
    pub at_ms: u32,
    /// Who.
    pub who: u32,
    /// Where to.
    pub place: Place,
}

impl Replay {
    /// The moves in the order in which they happen.
    pub fn moves(&self) -> impl Iterator<Item = Moved> {
        let columns = self.at_ms.iter().zip(&self.who).zip(&self.place);
        columns.map(|((at_ms, who), place)| Moved { at_ms: *at_ms, who: *who, place: *place })
    }
}

/// Writes all moves down.
#[derive(Default)]
struct Tracer(Vec<(i64, u32, Spot)>);

impl Witness for Tracer {
    fn moved(&mut self, at_us: i64, who: u32, _: &Guest, to: Spot) {
        // Who is called at once was not seen to wait.
        if let (Spot::Station(_), Some((then_us, same, Spot::Waiting))) = (to, self.0.last())
            && (*then_us, *same) == (at_us, who)
        {
            self.0.pop();
        }
        self.0.push((at_us, who, to));
    }
}

impl Simulator {
    /// Plays one day and writes down who moves where when; `until_s` as in [`Simulator::play`]. The same seed and day as a
    /// study's are the same day.
    pub fn replay(&mut self, seed: u64, day: u32, until_s: Option<u32>) -> Replay {
        let until_us = until_s.map_or(NEVER, |s| i64::from(s) * 1_000_000);
        let mut tracer = Tracer::default();
        let (ready, stage) = self.parts();
        stage.day(ready, seed, day, until_us, &mut tracer);
        // Who lost patience is noticed later than it happens.
        tracer.0.sort_by_key(|(at_us, _, _)| *at_us);
        let plan = &ready.plan;
        let ms = |at_us: i64| ((at_us - plan.from_us).max(0) / 1_000).min(i64::from(u32::MAX)) as u32;
        Replay {
            from_s: (plan.from_us / 1_000_000) as u32,
            segments: stage.guests.iter().map(|guest| guest.segment).collect(),
            items: stage.guests.iter().map(|guest| guest.item).collect(),
            at_ms: tracer.0.iter().map(|(at_us, _, _)| ms(*at_us)).collect(),
            who: tracer.0.iter().map(|(_, who, _)| *who).collect(),
            place: tracer.0.iter().map(|(_, _, spot)| place(plan, *spot)).collect(),
        }
    }
}

fn place(plan: &Plan, spot: Spot) -> Place {
    match spot {
        Spot::Entrance => Place::Entrance,
        Spot::Waiting => Place::Waiting,
        Spot::KioskQueue => Place::KioskQueue,
        Spot::Kiosk(number) => Place::Kiosk(number as u16),
        Spot::Station(station) => Place::Counter(plan.stations[station].counter as u16),
        Spot::Exit => Place::Exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_code() {
        let all = [Place::Exit, Place::Entrance, Place::Waiting, Place::KioskQueue, Place::Kiosk(0)];
        for place in all.into_iter().chain([Place::Kiosk(63), Place::Counter(0), Place::Counter(999)]) {
            assert_eq!(Place::from(u16::from(place)), place);
        }
        assert_eq!(serde_json::to_string(&Place::Counter(3)).unwrap(), "103");
    }
}
