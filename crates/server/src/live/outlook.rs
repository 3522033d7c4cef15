//! The forecast of a hall: what everybody in it may still wait, and what somebody who came now would.

use std::collections::HashMap;
use std::sync::Arc;

use floor::Setting;
use floor::tickets::{HallLive, LiveTicket, service_of};
use kernel::{CounterState, PriorityClass, TicketId, TicketState, Time};
use queueing::{
    DeskNow, DeskState, Due, Forecaster, Learned, Newcomer, Person, ServiceTime, SkillSet, Snapshot, Waiting,
};

use super::pace::Paces;

/// How often the hall is played forward. Enough for a P90 within a minute or two; about a millisecond.
const RUNS: u32 = 160;
/// How far ahead those are foreseen who will be called before others.
const AHEAD_H: f64 = 1.5;
/// At most so many of them: a crowd of more changes no forecast that anybody could keep.
const CHANCES_MAX: f64 = 120.0;
/// What is expected of services that nothing is known about.
const UNKNOWN: ServiceTime = ServiceTime { mu: 6.0, sigma: 0.7 };

/// What can be said about the waits of a hall.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// When it was made.
    pub at: Time0,
    tickets: HashMap<TicketId, api::Wait>,
    newcomers: Vec<(Newcomer, api::Wait)>,
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
        paces: &Paces,
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
        let shares = shares(live, now);
        let mut snapshot = snapshot(setting, live, now, &service, &shares);
        snapshot.pace = paces.pace(setting);
        snapshot.due.extend(expected(setting, paces, now, &service, &shares));
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
            newcomers: said.newcomers.iter().map(|it| (it.who, wait(&it.wait))).collect(),
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

    /// What somebody of `class` who needs `skills` and came now would wait. Several items together wait at least as
    /// long as the longest of them.
    #[must_use]
    pub fn of_newcomer(&self, skills: SkillSet, class: PriorityClass) -> api::Wait {
        // Key customers and bookings are told no less than everybody.
        let class = if class == PriorityClass::Care { class } else { PriorityClass::Normal };
        let of_class = || self.newcomers.iter().filter(move |(who, _)| who.class == class);
        if let Some((_, wait)) = of_class().find(|(who, _)| who.needs == skills) {
            return wait.clone();
        }
        let parts = of_class().filter(|(who, _)| skills.covers(who.needs)).map(|(_, wait)| wait);
        parts.max_by_key(|wait| (wait.p90_s.is_none(), wait.p90_s, wait.p50_s)).cloned().unwrap_or(UNSAID)
    }
}

fn wait(said: &queueing::Wait) -> api::Wait {
    api::Wait { p50_s: said.p50_s.map(i64::from), p90_s: said.p90_s.map(i64::from) }
}

/// What share does not come when called, and how fast people give up, from today, with a little caution at first.
#[allow(clippy::cast_precision_loss)]
fn shares(live: &HallLive, now: Time) -> Shares {
    let (mut no_show, mut done, mut left, mut waited_s) = (0.0, 0.0, 0.0, 0.0);
    for it in live.tickets.values().filter(|it| it.number.is_some()) {
        match it.state {
            TicketState::NoShow => no_show += 1.0,
            TicketState::Done => done += 1.0,
            TicketState::Left if it.called_at.is_none() => left += 1.0,
            _ => {}
        }
        let till = if it.state == TicketState::Waiting { Some(now) } else { it.called_at };
        waited_s += till.map_or(0, |till| till.since_s(it.queued_at).max(0)) as f64;
    }
    Shares {
        no_show: (no_show + 1.0) / (no_show + done + 25.0),
        gives_up_per_h: left / (waited_s / 3600.0 + 4.0),
    }
}

/// Those with care who will come and go before others, as often as they came lately: two chances of one half for each
/// that is expected, which scatter nearly as people do.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn expected(
    setting: &Setting,
    paces: &Paces,
    now: Time,
    service: &dyn Fn(&[String]) -> ServiceTime,
    shares: &Shares,
) -> Vec<Due> {
    let (per_h, items) = paces.care_per_h(now);
    let chances = (per_h * 2.0 * AHEAD_H).round().min(CHANCES_MAX);
    let step_s = AHEAD_H * 3600.0 / chances.max(1.0);
    let one = |(n, items): (i64, &[String])| {
        let at = now.plus_s(((n as f64 + 0.5) * step_s) as i64);
        let waiting = Waiting {
            // No ticket has such a number.
            ticket: TicketId(-1 - n),
            class: PriorityClass::Care,
            queued_at: at,
            not_before: None,
            needs: setting.needs_of(items).unwrap_or(SkillSet::EMPTY),
            only_counter: None,
            zone: None,
        };
        let (no_show, gives_up_per_h) = (shares.no_show, shares.gives_up_per_h);
        Due { at, comes: 0.5, person: Person { waiting, service: service(items), no_show, gives_up_per_h } }
    };
    (0..chances as i64).zip(items.into_iter().cycle()).map(one).collect()
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
        newcomers: newcomers(setting),
        pace: queueing::Pace::default(),
    }
}

/// The different needs of the catalogue's items: few, though the items are many. Each for everybody and for care.
fn newcomers(setting: &Setting) -> Vec<Newcomer> {
    let mut sets: Vec<SkillSet> = setting.items.values().map(|item| item.skills).collect();
    sets.sort_unstable_by_key(|set| set.0);
    sets.dedup();
    let classes = [PriorityClass::Normal, PriorityClass::Care];
    classes
        .into_iter()
        .flat_map(|class| sets.iter().map(move |needs| Newcomer { needs: *needs, class }))
        .collect()
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
