//! The forecast of a hall: what everybody in it may still wait, and what somebody who came now would.

use std::collections::HashMap;
use std::sync::Arc;

use floor::Setting;
use floor::tickets::{HallLive, LiveTicket, service_of};
use kernel::{CounterState, PriorityClass, TicketId, TicketState, Time};
use queueing::{
    DeskNow, DeskState, Due, Forecaster, Learned, Person, ServiceTime, SkillSet, Snapshot, Waiting,
};

/// How often the hall is played forward. Enough for a P90 within a minute or two; about a millisecond.
const RUNS: u32 = 160;
/// What is expected of services that nothing is known about.
const UNKNOWN: ServiceTime = ServiceTime { mu: 6.0, sigma: 0.7 };

/// What can be said about the waits of a hall.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// When it was made.
    pub at: Time0,
    tickets: HashMap<TicketId, api::Wait>,
    newcomers: Vec<(SkillSet, api::Wait)>,
}

/// A time that starts at nothing.
pub type Time0 = Option<Time>;

/// Nothing can be said.
pub(crate) const UNSAID: api::Wait = api::Wait { p50_s: None, p90_s: None };

/// Shares of a hall's customers, counted from what happened so far today.
struct Shares {
    no_show: f64,
    gives_up_per_h: f64,
}

/// A hall as it stands, to be played forward.
pub(crate) struct Question {
    snapshot: Snapshot,
    setting: Arc<Setting>,
    seq: i64,
}

impl Question {
    /// Where the hall of `live` stands.
    pub(crate) fn of(
        setting: &Arc<Setting>,
        live: &HallLive,
        learned: &[(String, i64, Learned)],
        now: Time,
    ) -> Question {
        let hour = i64::from(now.second_of_day(setting.zone)) / 3600;
        let services: HashMap<&str, ServiceTime> = setting
            .items
            .keys()
            .filter_map(|item| Some((item.as_str(), service_of(setting, learned, item, hour)?)))
            .collect();
        let service = |items: &[String]| {
            let each: Vec<ServiceTime> =
                items.iter().filter_map(|item| services.get(item.as_str()).copied()).collect();
            ServiceTime::in_a_row(&each).unwrap_or(UNKNOWN)
        };
        let shares = shares(live);
        let snapshot = snapshot(setting, live, now, &service, &shares);
        Question { snapshot, setting: Arc::clone(setting), seq: live.seq }
    }
}

impl Outlook {
    /// Plays the hall forward. Takes a millisecond in most halls, and long in one where thousands wait.
    pub(crate) fn make(forecaster: &mut Forecaster, question: &Question) -> Outlook {
        let Question { snapshot, setting, seq } = question;
        let said = forecaster.forecast(snapshot, &setting.queue, seq.cast_unsigned(), RUNS);
        Outlook {
            at: Some(snapshot.now),
            tickets: said.tickets.iter().map(|it| (it.ticket, wait(&it.wait))).collect(),
            newcomers: said.newcomers.iter().map(|it| (it.needs, wait(&it.wait))).collect(),
        }
    }

    /// What a waiting ticket may still wait from `now`: the forecast less the time gone by since it was made.
    #[must_use]
    pub fn of_ticket(&self, ticket: TicketId, now: Time) -> api::Wait {
        let gone = self.at.map_or(0, |at| now.since_s(at).max(0));
        self.tickets.get(&ticket).map_or(UNSAID, |wait| api::Wait {
            p50_s: wait.p50_s.map(|s| (s - gone).max(0)),
            p90_s: wait.p90_s.map(|s| (s - gone).max(0)),
        })
    }

    /// What somebody who needs `skills` and came now would wait.
    #[must_use]
    pub fn of_newcomer(&self, skills: SkillSet) -> api::Wait {
        self.newcomers.iter().find(|(needs, _)| *needs == skills).map_or(UNSAID, |(_, wait)| wait.clone())
    }
}

fn wait(said: &queueing::Wait) -> api::Wait {
    api::Wait { p50_s: said.p50_s.map(i64::from), p90_s: said.p90_s.map(i64::from) }
}

/// What share does not come when called, and how fast people give up, from today, with a little caution at first.
#[allow(clippy::cast_precision_loss)]
fn shares(live: &HallLive) -> Shares {
    let no_show = live.count(TicketState::NoShow) as f64;
    let done = live.count(TicketState::Done) as f64;
    Shares { no_show: (no_show + 1.0) / (no_show + done + 25.0), gives_up_per_h: 0.0 }
}

fn snapshot(
    setting: &Setting,
    live: &HallLive,
    now: Time,
    service: &dyn Fn(&[String]) -> ServiceTime,
    shares: &Shares,
) -> Snapshot {
    let waiting = live.tickets.iter().filter(|(_, it)| it.state == TicketState::Waiting);
    let booked = live.tickets.iter().filter(|(_, it)| it.state == TicketState::Booked);
    Snapshot {
        now,
        desks: desks(setting, live, now, service, shares),
        waiting: waiting.map(|(id, it)| person(setting, *id, it, service, shares)).collect(),
        due: booked
            .filter_map(|(id, it)| {
                let slot =
                    it.slot_at.filter(|slot| *slot > now.plus_s(-setting.rules.appointment_late_min * 60))?;
                let mut person = person(setting, *id, it, service, shares);
                if person.waiting.class != PriorityClass::Care {
                    person.waiting.class = PriorityClass::Appointment;
                }
                Some(Due { at: slot.max(now), comes: 1.0 - shares.no_show, person })
            })
            .collect(),
        newcomers: skill_sets(setting),
    }
}

/// The different needs of the catalogue's items: few, though the items are many.
fn skill_sets(setting: &Setting) -> Vec<SkillSet> {
    let mut sets: Vec<SkillSet> = setting.items.values().map(|item| item.skills).collect();
    sets.sort_unstable_by_key(|set| set.0);
    sets.dedup();
    sets
}

fn person(
    setting: &Setting,
    id: TicketId,
    it: &LiveTicket,
    service: &dyn Fn(&[String]) -> ServiceTime,
    shares: &Shares,
) -> Person {
    Person {
        waiting: Waiting {
            ticket: id,
            class: it.class,
            queued_at: it.queued_at,
            not_before: it.not_before,
            needs: setting.needs_of(&it.items).unwrap_or(SkillSet::EMPTY),
            only_counter: it.only_counter,
            zone: it.zone.as_deref().and_then(|zone| setting.zone_index(zone)),
        },
        service: service(&it.items),
        no_show: shares.no_show,
        gives_up_per_h: shares.gives_up_per_h,
    }
}

fn desks(
    setting: &Setting,
    live: &HallLive,
    now: Time,
    service: &dyn Fn(&[String]) -> ServiceTime,
    shares: &Shares,
) -> Vec<DeskNow> {
    let closes_at = setting.closes_after(now);
    let counters = setting.plan.counters.iter();
    counters
        .map(|counter| {
            let open = live.counters.get(&counter.id).map_or(CounterState::Closed, |it| it.state);
            let state = match (open, live.at_counter(counter.id)) {
                (CounterState::Closed, _) => DeskState::Closed,
                (CounterState::Paused, _) => DeskState::Paused { back_at: None },
                (CounterState::Open, None) => DeskState::Idle,
                (CounterState::Open, Some((ticket, it))) => {
                    let service = service(&it.items);
                    match it.started_at {
                        Some(since) => DeskState::Serving { ticket, since, service },
                        None => {
                            let since = it.called_at.unwrap_or(now);
                            let no_show = if it.state == TicketState::Called { shares.no_show } else { 0.0 };
                            DeskState::Called { ticket, since, service, no_show }
                        }
                    }
                }
            };
            DeskNow { desk: setting.desk(counter), state, closes_at }
        })
        .collect()
}
