//! What a command must know of a hall on a day beyond its rows: the plan in force, the rules, the catalogue.
//!
//! Built once per hall and day from the company pack and the plan; a plan takes effect from tomorrow at the earliest,
//! so a setting never changes during its day.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{CareNeed, CounterId, Day, HallId, PriorityClass, Time, Zone};
use pack::{Pack, Rules};
use queueing::{Desk, HeadStarts, ServiceTime, SkillSet, SpecialPolicy};

use crate::{DayHours, HallPlan, PlanCounter};

/// A hall on a day.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The hall.
    pub hall: HallId,
    /// Its code.
    pub code: String,
    /// The day.
    pub day: Day,
    /// The company's zone.
    pub zone: Zone,
    /// The plan in force.
    pub plan: Arc<HallPlan>,
    /// Opening hours; absent when the year's calendar was never published.
    pub hours: Option<DayHours>,
    /// The rules of the field.
    pub rules: Rules,
    /// Those of them that queueing needs.
    pub queue: queueing::Rules,
    /// The catalogue, by item code.
    pub items: Arc<BTreeMap<String, ItemFacts>>,
    /// Prefix of bookings.
    pub booked_prefix: String,
    /// The skills of the pack in their order, which is that of the bits.
    pub skills: Arc<Vec<String>>,
}

/// What the queue must know of a service item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemFacts {
    /// Skills a counter needs.
    pub skills: SkillSet,
    /// Ticket prefix.
    pub prefix: String,
    /// What its service takes, before anything was learned.
    pub service: ServiceTime,
    /// Whether a kiosk can do it.
    pub kiosk: bool,
}

impl Setting {
    /// The setting of the hall `code` on `day`; nothing if a rule has no value on that day.
    #[must_use]
    pub fn of(
        pack: &Pack,
        hall: HallId,
        code: &str,
        plan: Arc<HallPlan>,
        hours: Option<DayHours>,
        day: Day,
    ) -> Option<Setting> {
        let rules = pack.rules(Some(plan.grade), Some(code), day).ok()?;
        let skills: Vec<String> = pack.catalogue.skills.iter().map(|skill| skill.code.clone()).collect();
        let items = pack
            .items(day)
            .map(|item| {
                let facts = ItemFacts {
                    skills: skill_set(&skills, &item.skills),
                    prefix: item.prefix.clone(),
                    service: ServiceTime {
                        mu: item.service_time.median_s.max(1.0).ln(),
                        sigma: item.service_time.sigma,
                    },
                    kiosk: item.kiosk_doable(),
                };
                (item.code.clone(), facts)
            })
            .collect();
        let booked = pack.catalogue.prefixes.iter().find(|prefix| prefix.booked);
        Some(Setting {
            hall,
            code: code.to_owned(),
            day,
            zone: pack.zone(),
            plan,
            hours,
            queue: queue_rules(&rules),
            rules,
            items: Arc::new(items),
            booked_prefix: booked.map_or_else(|| "C".to_owned(), |prefix| prefix.prefix.clone()),
            skills: Arc::new(skills),
        })
    }

    /// Whether the hall is open at `now`.
    #[must_use]
    pub fn open_at(&self, now: Time) -> bool {
        self.closes_after(now).is_some()
    }

    /// When the span of opening hours that `now` is in ends.
    #[must_use]
    pub fn closes_after(&self, now: Time) -> Option<Time> {
        let minute = i64::from(now.second_of_day(self.zone)) / 60;
        let today = now.day(self.zone) == self.day;
        let spans = self.hours.as_ref().filter(|_| today).map_or(&[][..], |hours| &hours.spans);
        let span = spans.iter().find(|span| (span.from_min..span.to_min).contains(&minute))?;
        Some(self.day.start(self.zone).plus_s(span.to_min * 60))
    }

    /// The counter `id` of the plan.
    #[must_use]
    pub fn counter(&self, id: CounterId) -> Option<&PlanCounter> {
        self.plan.counters.iter().find(|counter| counter.id == id)
    }

    /// The counter as queueing sees it.
    #[must_use]
    pub fn desk(&self, counter: &PlanCounter) -> Desk {
        let special = self.skill_set(&counter.special);
        Desk {
            counter: counter.id,
            skills: self.skill_set(&counter.skills),
            zone: self.zone_index(&counter.zone),
            special,
            helps_general: special.is_empty() || self.rules.specialised_counters == "specialised_first",
        }
    }

    /// The place of a zone in the plan, which is how queueing names it.
    #[must_use]
    pub fn zone_index(&self, code: &str) -> Option<u8> {
        let index = self.plan.zones.iter().position(|zone| zone.code == code)?;
        u8::try_from(index).ok()
    }

    /// The bits of some skill codes; unknown codes have none.
    #[must_use]
    pub fn skill_set(&self, codes: &[String]) -> SkillSet {
        skill_set(&self.skills, codes)
    }

    /// Skills that all of `items` need together; nothing if an item is unknown.
    #[must_use]
    pub fn needs_of(&self, items: &[String]) -> Option<SkillSet> {
        items.iter().try_fold(SkillSet::EMPTY, |all, code| Some(all.union(self.items.get(code)?.skills)))
    }

    /// Whether some counter of the plan can do all of `needs`, in `zone` and at `counter` if they are given.
    #[must_use]
    pub fn can_serve(&self, needs: SkillSet, zone: Option<&str>, counter: Option<CounterId>) -> bool {
        self.plan.counters.iter().any(|it| {
            zone.is_none_or(|zone| it.zone == zone)
                && counter.is_none_or(|counter| it.id == counter)
                && self.skill_set(&it.skills).covers(needs)
        })
    }

    /// The class of somebody with `needs`.
    #[must_use]
    pub fn class_of(&self, needs: &[CareNeed], vip: bool) -> PriorityClass {
        if needs.iter().any(|need| self.rules.care_needs.contains(need)) {
            PriorityClass::Care
        } else if vip {
            PriorityClass::Vip
        } else {
            PriorityClass::Normal
        }
    }

    /// A number as printed, such as A012.
    #[must_use]
    pub fn label(&self, prefix: &str, number: i64) -> String {
        let width = usize::try_from(self.rules.number_digits).unwrap_or(3);
        format!("{prefix}{number:0width$}")
    }
}

fn skill_set(all: &[String], codes: &[String]) -> SkillSet {
    codes.iter().fold(SkillSet::EMPTY, |set, code| {
        let index = all.iter().position(|skill| skill == code).and_then(|index| u8::try_from(index).ok());
        index.and_then(SkillSet::one).map_or(set, |one| set.union(one))
    })
}

/// The part of the rules that queueing needs. A specialised counter prefers its own tickets by a bounded head start,
/// so that general tickets are not starved where it helps with them.
fn queue_rules(rules: &Rules) -> queueing::Rules {
    queueing::Rules {
        head_start_s: HeadStarts {
            care: rules.head_start_care_s,
            appointment: rules.head_start_appointment_s,
            normal: rules.head_start_normal_s,
            vip: rules.head_start_vip_s,
        },
        special: SpecialPolicy::HeadStart { s: rules.starvation_after_s },
        recall_max: u32::try_from(rules.recall_max).unwrap_or(0),
        undo_window_s: rules.undo_window_s,
        appointment_late_s: rules.appointment_late_min * 60,
        no_show_hold_s: rules.call_no_show_s,
        prior_weight: rules.forecast_prior_weight,
    }
}
