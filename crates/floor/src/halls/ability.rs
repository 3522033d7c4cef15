//! What a hall can do on a day.

use kernel::Day;
use pack::{Pack, ServiceItem};

use crate::HallPlan;

/// What a hall can do, by item code in the catalogue's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ability {
    /// At its counters.
    pub items: Vec<String>,
    /// At its kiosks.
    pub kiosk_items: Vec<String>,
}

/// What a hall with `plan` can do on `day`. At a counter: an item whose skills all are among the hall's functions and
/// at one counter together. At a kiosk: an item that kiosks can do, where there is one.
#[must_use]
pub fn ability(pack: &Pack, plan: &HallPlan, day: Day) -> Ability {
    let at_counter = |item: &&ServiceItem| {
        item.skills.iter().all(|skill| plan.functions.contains(skill))
            && plan.counters.iter().any(|it| item.skills.iter().all(|skill| it.skills.contains(skill)))
    };
    let at_kiosk = |item: &&ServiceItem| plan.kiosks > 0 && item.kiosk_doable();
    let code = |item: &ServiceItem| item.code.clone();
    Ability {
        items: pack.items(day).filter(at_counter).map(code).collect(),
        kiosk_items: pack.items(day).filter(at_kiosk).map(code).collect(),
    }
}
