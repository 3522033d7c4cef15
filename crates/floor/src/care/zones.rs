//! Zones: when they were cleaned, and children in the corner.

use kernel::{Cx, Event, HallId, Org, Time};
use store::{DbError, Fail, Refusal, Tx, all, append, once};

use crate::Setting;

store::statements! {
    /// Zones as they are now.
    ZONES_NOW = "SELECT zone, cleaned_us, people FROM zone_now WHERE org = $1 AND hall = $2 ORDER BY zone LIMIT 200";
    /// Marks a zone as cleaned.
    CLEANED = "INSERT INTO zone_now (org, hall, zone, cleaned_us, people) VALUES ($1, $2, $3, $4, 0) ON CONFLICT (org, hall, zone) DO UPDATE SET cleaned_us = excluded.cleaned_us";
    /// Sets how many are in a zone.
    SET_PEOPLE = "INSERT INTO zone_now (org, hall, zone, cleaned_us, people) VALUES ($1, $2, $3, NULL, $4) ON CONFLICT (org, hall, zone) DO UPDATE SET people = excluded.people";
}

/// The zone of the child corner in every pack.
const CHILD_CORNER: &str = "child";

/// A zone now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRow {
    /// Its code.
    pub zone: String,
    /// When it was cleaned last.
    pub cleaned_at: Option<Time>,
    /// People in it, where they are counted.
    pub people: i64,
}

impl ZoneRow {
    /// Whether it was not cleaned for longer than `every_min`.
    #[must_use]
    pub fn cleaning_due(&self, now: Time, every_min: i64) -> bool {
        self.cleaned_at.is_none_or(|at| now.since_s(at) >= every_min * 60)
    }

    /// Whether this is the child corner.
    #[must_use]
    pub fn is_child_corner(&self) -> bool {
        self.zone == CHILD_CORNER
    }
}

kernel::refusals! {
    /// Why a cleaning was not noted.
    pub enum CleanedRefusal {
        /// No such zone in this hall.
        Unknown = "zone_unknown",
    }
    /// Why the number of children was not taken.
    pub enum ChildrenRefusal {
        /// The hall has no child corner.
        NoCorner = "zone_unknown",
        /// More than it takes, or fewer than none.
        Wrong { field, rule } = "children_wrong",
    }
}

/// Notes that a zone was cleaned.
///
/// # Errors
/// As [`CleanedRefusal`] says, or the database could not.
pub fn mark_cleaned(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    zone: &str,
) -> Result<(), Fail<Refusal<CleanedRefusal>>> {
    let hall = setting.hall;
    once(tx, cx, "mark_cleaned", &[hall], &(hall, zone), |tx| {
        if setting.plan.zone(zone).is_none() {
            return Err(Fail::Refused(CleanedRefusal::Unknown));
        }
        tx.execute(&CLEANED, &[cx.org.into(), hall.into(), zone.into(), cx.now.into()])?;
        append(tx, cx, hall, Event::ZoneCleaned { zone: zone.to_owned() })?;
        Ok(())
    })
}

/// Says how many children are in the corner now; never more than the plan has places for.
///
/// # Errors
/// As [`ChildrenRefusal`] says, or the database could not.
pub fn set_children(
    tx: &mut dyn Tx,
    cx: &Cx,
    setting: &Setting,
    children: i64,
) -> Result<(), Fail<Refusal<ChildrenRefusal>>> {
    let hall = setting.hall;
    once(tx, cx, "set_children", &[hall], &(hall, children), |tx| {
        let places = setting.plan.child_corner_places;
        if places == 0 {
            return Err(Fail::Refused(ChildrenRefusal::NoCorner));
        }
        if !(0..=places).contains(&children) {
            let rule = format!("0–{places}");
            return Err(Fail::Refused(ChildrenRefusal::Wrong { field: "children".into(), rule }));
        }
        tx.execute(&SET_PEOPLE, &[cx.org.into(), hall.into(), CHILD_CORNER.into(), children.into()])?;
        append(tx, cx, hall, Event::ChildCornerChanged { children })?;
        Ok(())
    })
}

/// Zones as they are now, by code.
///
/// # Errors
/// The database could not.
pub fn zones_now(tx: &mut dyn Tx, org: Org, hall: HallId) -> Result<Vec<ZoneRow>, DbError> {
    all(tx, &ZONES_NOW, &[org.into(), hall.into()], |row| ZoneRow {
        zone: row.text(0).to_owned(),
        cleaned_at: row.opt_int(1).map(Time),
        people: row.int(2),
    })
}
