//! What a turn at a counter costs beside the service, and who is to be expected: learned from the day's events.
//!
//! Only what is measured from events is kept; what a day has not shown yet is the pack's prior.

use std::collections::{HashMap, VecDeque};

use floor::Setting;
use kernel::{CounterId, CounterState, Event, Move, PriorityClass, TicketId, TicketState, Time};
use queueing::{Learned, Pace, ServiceTime};
use store::StoredEvent;

/// Those with care who came in this span say how many are to be expected, in seconds.
const CARE_SPAN_S: i64 = 3600;
/// The rate is not taken from a shorter span than this: two who come together at opening are no rush.
const CARE_SPAN_S_MIN: i64 = 1800;

/// What is left of an observation's weight when the next comes: the last twenty or so count, for a hall has another pace
/// at noon than at nine.
const KEPT: f64 = 0.95;
/// How many observations the pack's prior is worth. Few: every turn is one, and soon there are more.
const PRIOR_WEIGHT: f64 = 4.0;

/// What the events of a hall's day have shown so far.
#[derive(Debug, Default)]
pub(crate) struct Paces {
    pick_up: Learned,
    approach: Learned,
    no_show: Learned,
    /// Since when a ticket can be called.
    ready: HashMap<TicketId, Time>,
    /// When a ticket was called first in this turn.
    called: HashMap<TicketId, Time>,
    /// The counter each ticket is at: a move away from it does not name it any more.
    at: HashMap<TicketId, CounterId>,
    /// Since when an open counter is free.
    free: HashMap<CounterId, Time>,
    /// The items of each ticket.
    items: HashMap<TicketId, Vec<String>>,
    /// Those with care who came lately, with what for.
    care: VecDeque<(Time, Vec<String>)>,
    /// When the first number of the day was given.
    first: Option<Time>,
}

/// One more observation, before which the older ones fade.
fn observe(learned: &mut Learned, s: i64) {
    let Learned { n, sum_ln, sum_ln2 } = *learned;
    *learned = Learned { n: n * KEPT, sum_ln: sum_ln * KEPT, sum_ln2: sum_ln2 * KEPT };
    learned.observe(s);
}

impl Paces {
    /// Takes one event of the day in.
    pub(crate) fn take(&mut self, stored: &StoredEvent) {
        let at = stored.at;
        match &stored.event {
            Event::TicketIssued { ticket, items, class, .. } => {
                self.first.get_or_insert(at);
                self.ready.insert(*ticket, at);
                if *class == PriorityClass::Care {
                    self.expect_more(at, items);
                }
                self.items.insert(*ticket, items.clone());
            }
            Event::NeedsRecorded { ticket, care: true, .. } => {
                if let Some(items) = self.items.get(ticket).cloned() {
                    self.expect_more(at, &items);
                }
            }
            Event::CounterChanged { counter, state, .. } => {
                if *state == CounterState::Open {
                    self.free.insert(*counter, at);
                } else {
                    self.free.remove(counter);
                }
            }
            Event::TicketMoved { ticket, step, from, to, counter, not_before, .. } => {
                self.step(at, *ticket, *step, *counter);
                if from.at_counter() && !to.at_counter() {
                    self.called.remove(ticket);
                    if let Some(counter) = self.at.remove(ticket) {
                        self.free.insert(counter, at);
                    }
                }
                if let Some(counter) = counter.filter(|_| to.at_counter()) {
                    self.at.insert(*ticket, counter);
                }
                if *to == TicketState::Waiting {
                    self.ready.insert(*ticket, not_before.unwrap_or(at).max(at));
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, at: Time, ticket: TicketId, step: Move, counter: Option<CounterId>) {
        let since = |from: Option<Time>| from.map(|from| at.since_s(from)).filter(|s| *s >= 0);
        match step {
            Move::Call => {
                let free = counter.and_then(|counter| self.free.get(&counter).copied());
                let both = free.zip(self.ready.get(&ticket).copied()).map(|(free, ready)| free.max(ready));
                if let Some(s) = since(both) {
                    observe(&mut self.pick_up, s);
                }
                self.called.insert(ticket, at);
            }
            Move::Start => {
                if let Some(s) = since(self.called.remove(&ticket)) {
                    observe(&mut self.approach, s);
                }
            }
            Move::NoShow => {
                if let Some(s) = since(self.called.remove(&ticket)) {
                    observe(&mut self.no_show, s);
                }
            }
            _ => {}
        }
    }

    fn expect_more(&mut self, at: Time, items: &[String]) {
        self.care.push_back((at, items.to_vec()));
        while self.care.front().is_some_and(|(then, _)| at.since_s(*then) > CARE_SPAN_S) {
            self.care.pop_front();
        }
    }

    /// The pace of the hall's counters: what was seen over the pack's prior.
    pub(crate) fn pace(&self, setting: &Setting) -> Pace {
        let rules = &setting.rules;
        let over = |seen: &Learned, median_s: i64| {
            #[allow(clippy::cast_precision_loss)]
            let prior = ServiceTime { mu: (median_s.max(1) as f64).ln(), sigma: rules.forecast_turn_sigma };
            Some(seen.with_prior(prior, PRIOR_WEIGHT))
        };
        Pace {
            pick_up: over(&self.pick_up, rules.forecast_pick_up_s),
            approach: over(&self.approach, rules.forecast_approach_s),
            no_show: over(&self.no_show, rules.call_no_show_s),
        }
    }

    /// How many with care come in an hour, and what those came for who came last.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn care_per_h(&self, now: Time) -> (f64, Vec<&[String]>) {
        let lately: Vec<&[String]> = self
            .care
            .iter()
            .filter(|(at, _)| now.since_s(*at) <= CARE_SPAN_S)
            .map(|(_, items)| items.as_slice())
            .collect();
        let open_s = self.first.map_or(0, |first| now.since_s(first));
        let span_s = open_s.clamp(CARE_SPAN_S_MIN, CARE_SPAN_S);
        (lately.len() as f64 * 3600.0 / span_s as f64, lately)
    }
}
