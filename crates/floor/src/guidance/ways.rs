//! Which ways there are to get an item done, best first: online, at a kiosk, in a room, at a counter here, at a hall
//! near by that waits so much less that the way there pays.

use kernel::{HallId, Triage};
use pack::{Rules, ServiceItem};

/// What this hall offers now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Here {
    /// Whether a counter of this hall does the item.
    pub counter: bool,
    /// Whether the hall is open now.
    pub open: bool,
    /// Half of those who come now wait no longer, in seconds.
    pub p50_s: Option<i64>,
    /// Nine of ten wait no longer, in seconds.
    pub p90_s: Option<i64>,
    /// Kiosks that work now.
    pub kiosks: i64,
    /// Rooms free now, by code.
    pub rooms: Vec<String>,
}

/// Another hall that does the item and is open now.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The hall.
    pub hall: HallId,
    /// Metres from here.
    pub distance_m: i64,
    /// Half of those who come now wait no longer, in seconds.
    pub p50_s: Option<i64>,
    /// Nine of ten wait no longer, in seconds.
    pub p90_s: Option<i64>,
}

/// One way.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What sort of way.
    pub triage: Triage,
    /// The other hall, if that is the way.
    pub hall: Option<HallId>,
    /// Metres to it.
    pub distance_m: Option<i64>,
    /// Half wait no longer, in seconds.
    pub p50_s: Option<i64>,
    /// Nine of ten wait no longer, in seconds.
    pub p90_s: Option<i64>,
    /// Kiosks that work here now.
    pub kiosks: Option<i64>,
    /// A room free now.
    pub room: Option<String>,
}

impl Way {
    fn of(triage: Triage) -> Way {
        Way { triage, hall: None, distance_m: None, p50_s: None, p90_s: None, kiosks: None, room: None }
    }
}

/// The ways to get `item` done, best first.
///
/// A kiosk that works is quickest; online saves the wait; an item that wants a quiet talk goes to a room when one is
/// free; then the counter here. Another hall is named when the pack's rules let it: near enough, and its P90 with the
/// way there is shorter than the P90 here by the minutes that the pack asks. It comes before the counter here then.
#[must_use]
pub fn ways(item: &ServiceItem, here: &Here, elsewhere: &[Elsewhere], rules: &Rules) -> Vec<Way> {
    let mut ways = Vec::new();
    if item.kiosk_doable() && here.kiosks > 0 && here.open {
        ways.push(Way { kiosks: Some(here.kiosks), ..Way::of(Triage::Kiosk) });
    }
    if item.online() {
        ways.push(Way::of(Triage::Online));
    }
    let room = here.rooms.first().filter(|_| item.room && here.open && here.counter);
    if let Some(room) = room {
        ways.insert(0, Way { room: Some(room.clone()), ..Way::of(Triage::Room) });
    }
    if let Some(better) = better_elsewhere(here, elsewhere, rules) {
        ways.push(Way {
            hall: Some(better.hall),
            distance_m: Some(better.distance_m),
            p50_s: better.p50_s,
            p90_s: better.p90_s,
            ..Way::of(Triage::OtherHall)
        });
    }
    if here.counter && here.open {
        ways.push(Way { p50_s: here.p50_s, p90_s: here.p90_s, ..Way::of(Triage::Counter) });
    }
    ways
}

/// The hall that is done with soonest, way included, if going there pays.
fn better_elsewhere<'a>(here: &Here, elsewhere: &'a [Elsewhere], rules: &Rules) -> Option<&'a Elsewhere> {
    let within_m = rules.guide_other_hall_km * 1000.0;
    #[allow(clippy::cast_precision_loss)]
    let metres = |it: &Elsewhere| it.distance_m as f64;
    // Both ends and the wait in seconds; a hall that cannot say what one would wait is not recommended.
    let total_s = |it: &Elsewhere| {
        let way_s = metres(it) / (rules.guide_travel_km_h * 1000.0 / 3600.0);
        #[allow(clippy::cast_possible_truncation)]
        it.p90_s.map(|wait_s| wait_s + way_s.ceil() as i64)
    };
    let near = elsewhere.iter().filter(|it| metres(it) <= within_m);
    let (total, best) = near.filter_map(|it| Some((total_s(it)?, it))).min_by_key(|(s, it)| (*s, it.hall))?;
    let pays = match (here.counter && here.open, here.p90_s) {
        // Not done here now: any hall near by that can say so is better.
        (false, _) => true,
        // Nobody can say how long it takes here: no ground to send people away.
        (true, None) => false,
        (true, Some(wait_s)) => wait_s - total >= rules.guide_other_hall_saved_min * 60,
    };
    pays.then_some(best)
}
