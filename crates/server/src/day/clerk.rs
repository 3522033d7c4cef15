//! A virtual clerk: opens the counter, calls, serves, finishes; and stands back when a person takes over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::{CallResult, Desk, MoveTicket, TicketView};
use kernel::{CounterId, CounterState, DeviceKind, Move, TicketId, TicketState, Time};
use pack::DemoAccount;
use serde_json::json;

use super::customer::Manner;
use super::dice::Dice;
use super::hall::{Place, log_in};
use super::http::{As, Fail};
use crate::device::Deed;

/// A clerk who finds that somebody else moves the counter stands back until nobody has moved it for so long, in real
/// time.
const STAND_BACK: Duration = Duration::from_secs(120);
/// Between two looks at a counter that somebody else has, in real time.
const PEEP: Duration = Duration::from_secs(3);
/// Between two looks at the board when nobody waits, in real time.
const IDLE_S: f64 = 0.7;
/// A customer who does not come is called again after so many seconds.
const RECALL_AFTER_S: f64 = 40.0;

struct Clerk {
    place: Arc<Place>,
    counter: CounterId,
    session: As,
    dice: Dice,
    /// How this clerk left the counter.
    left: Option<Stand>,
}

/// How a counter stands: whenever it is not as a clerk left it, somebody else has moved it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stand {
    state: CounterState,
    since: Time,
    ticket: Option<(TicketId, TicketState)>,
}

impl Stand {
    fn of(desk: &Desk) -> Stand {
        Stand {
            state: desk.counter.state,
            since: desk.counter.since_us,
            ticket: desk.ticket.as_ref().map(|ticket| (ticket.ticket, ticket.state)),
        }
    }
}

/// Why a clerk stops for a while.
enum Stop {
    /// Somebody else has moved the counter or the customer.
    TakenOver,
    /// The server could not be asked.
    Away,
}

/// A clerk's day: at the counter while the hall is open.
pub(crate) async fn work(place: Arc<Place>, account: DemoAccount, spans: Vec<(Time, Time)>) {
    let Some(counter) = account.counter.map(CounterId) else { return };
    let city = Arc::clone(&place.city);
    let dice = Dice::of(city.seed, &account.login);
    let Some((first, _)) = spans.first() else { return };
    city.until(first.plus_s(-600)).await;
    let Some(session) = log_in(&city, Some(&account)).await else { return };
    let mut clerk = Clerk { place, counter, session, dice, left: None };
    for (from, to) in spans {
        if city.clock.now() >= to {
            continue;
        }
        city.until(from.plus_s(5)).await;
        clerk.shift(to).await;
    }
}

impl Clerk {
    /// Serves until `to`, and whoever is at the counter then.
    async fn shift(&mut self, to: Time) {
        while self.place.city.clock.now() < to {
            match self.serve_next().await {
                Ok(true) => {}
                Ok(false) => tokio::time::sleep(Duration::from_secs_f64(IDLE_S)).await,
                Err(Stop::Away) => tokio::time::sleep(Duration::from_secs(2)).await,
                Err(Stop::TakenOver) => self.stand_back(to).await,
            }
        }
        self.left = None;
        let _ = self.post::<Desk>("close", &json!({})).await;
    }

    /// Leaves the counter to whoever has it, until it was not moved for a while and nobody stands there; a counter that
    /// somebody paused stays theirs.
    async fn stand_back(&mut self, to: Time) {
        self.left = None;
        let mut seen = None;
        let mut since = Instant::now();
        while self.place.city.clock.now() < to {
            tokio::time::sleep(PEEP).await;
            let Ok(desk) = self.desk().await else { continue };
            let stand = Stand::of(&desk);
            if seen != Some(stand) {
                (seen, since) = (Some(stand), Instant::now());
            }
            let free = stand.ticket.is_none() && stand.state != CounterState::Paused;
            if free && since.elapsed() >= STAND_BACK {
                return;
            }
        }
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        what: &str,
        body: &impl serde::Serialize,
    ) -> Result<T, Fail> {
        let path = self.place.path(&format!("counters/{}/{what}", self.counter));
        self.place.city.http.post(&path, Some(&self.session), body).await
    }

    /// Calls and serves one customer; false when nobody waits.
    async fn serve_next(&mut self) -> Result<bool, Stop> {
        let board = self.place.board.borrow().clone();
        let waits = board.is_some_and(|board| board.waiting > 0);
        let desk: Desk = self.desk().await?;
        let stand = Stand::of(&desk);
        // Somebody is here whom this clerk did not call, or something happened since: a person works at this counter,
        // under this or another account.
        let moved = self.left.is_some_and(|left| left != stand);
        if moved || stand.ticket.is_some() || stand.state == CounterState::Paused {
            tracing::debug!(counter = self.counter.0, "somebody else is at the counter");
            return Err(Stop::TakenOver);
        }
        self.left = Some(stand);
        if !desk.counter.mine || stand.state != CounterState::Open {
            match self.post::<Desk>("open", &json!({})).await {
                Ok(opened) => self.left = Some(Stand::of(&opened)),
                Err(Fail::Refused(_)) => return Err(Stop::TakenOver),
                Err(Fail::Network(_)) => return Err(Stop::Away),
            }
        }
        if !waits {
            return Ok(false);
        }
        let called: CallResult = match self.post("call", &json!({})).await {
            Ok(called) => called,
            Err(fail) if fail.code() == "counter_busy" => return Err(Stop::TakenOver),
            Err(_) => return Ok(false),
        };
        let Some(ticket) = called.ticket else { return Ok(false) };
        self.left = None;
        self.attend(&ticket).await?;
        Ok(true)
    }

    async fn desk(&self) -> Result<Desk, Stop> {
        let path = self.place.path(&format!("counters/{}", self.counter));
        self.place.city.http.get(&path, Some(&self.session)).await.map_err(|_| Stop::Away)
    }

    /// What happens between the call and the end of service.
    async fn attend(&mut self, ticket: &TicketView) -> Result<(), Stop> {
        let city = Arc::clone(&self.place.city);
        let manner = self.place.people.take(ticket.ticket).unwrap_or_else(|| self.stranger());
        if manner.misses_first_call {
            city.pass_s(RECALL_AFTER_S).await;
            self.step(ticket, Move::Recall).await?;
        }
        if manner.gone {
            city.pass_s(RECALL_AFTER_S * 2.0).await;
            while self.step_if(ticket, Move::NoShow).await? {
                city.pass_s(15.0).await;
            }
            return Ok(());
        }
        city.pass_s(manner.walk_s).await;
        self.step(ticket, Move::Arrive).await?;
        city.pass_s(4.0).await;
        self.step(ticket, Move::Start).await?;
        self.read_card().await;
        city.pass_s(self.service_s(ticket)).await;
        self.step(ticket, Move::Finish).await?;
        self.ask_to_rate(ticket, &manner).await;
        city.pass_s(6.0).await;
        Ok(())
    }

    /// Somebody the simulation does not know: a person who took a number at a real screen.
    fn stranger(&mut self) -> Manner {
        let arrivals = &self.place.city.pack.arrivals;
        let walk_s = self.dice.lognormal(&arrivals.walk);
        Manner { misses_first_call: false, gone: false, walk_s, waits_well: true }
    }

    /// A move of the customer at hand; a refusal means that somebody else was quicker.
    async fn step(&self, ticket: &TicketView, step: Move) -> Result<(), Stop> {
        match self.go(ticket, step).await {
            Ok(_) => Ok(()),
            Err(Fail::Refused(_)) => Err(Stop::TakenOver),
            Err(Fail::Network(_)) => Err(Stop::Away),
        }
    }

    /// Tries a move; true when it is too early and should be tried again.
    async fn step_if(&self, ticket: &TicketView, step: Move) -> Result<bool, Stop> {
        match self.go(ticket, step).await {
            Ok(_) => Ok(false),
            Err(Fail::Refused(problem)) => match problem.rule {
                Some(rule) if rule.starts_with('≥') => Ok(true),
                _ => Err(Stop::TakenOver),
            },
            Err(Fail::Network(_)) => Err(Stop::Away),
        }
    }

    async fn go(&self, ticket: &TicketView, step: Move) -> Result<TicketView, Fail> {
        let path = self.place.path(&format!("tickets/{}/move", ticket.ticket));
        let body = MoveTicket { step, counter: None, zone: None, to_hall: None, minutes: None };
        self.place.city.http.post(&path, Some(&self.session), &body).await
    }

    fn service_s(&mut self, ticket: &TicketView) -> f64 {
        let city = &self.place.city;
        let times = ticket.items.iter().filter_map(|item| city.pack.item(&item.code, city.day));
        let times: Vec<_> = times.map(|item| (item.service_time.median_s, item.service_time.sigma)).collect();
        times.into_iter().map(|(median_s, sigma)| self.dice.around(median_s, sigma)).sum::<f64>().max(20.0)
    }

    /// The card reader at the counter reads a card for most services.
    async fn read_card(&mut self) {
        let reading = format!("r{}", (self.dice.share() * 1e9) as u64);
        if let Some(reader) = self.place.device(DeviceKind::IdReader, Some(self.counter)) {
            reader.device.deed(Deed::Fact(edge::payload::FactReport::CardRead { reading })).await;
        }
    }

    /// The pad asks; some answer, and those who waited long are harder to please.
    async fn ask_to_rate(&mut self, ticket: &TicketView, manner: &Manner) {
        let city = Arc::clone(&self.place.city);
        let ratings = &city.pack.arrivals.ratings;
        if !self.dice.chance(ratings.answers_pad) {
            return;
        }
        let Some(pad) = self.place.device(DeviceKind::Pad, Some(self.counter)) else { return };
        let score = score(&mut self.dice, ticket, manner, ratings);
        let reasons = if score <= 2 { vec!["waited_long".to_owned()] } else { Vec::new() };
        city.pass_s(self.dice.between(3.0, 8.0)).await;
        let path = self.place.path(&format!("tickets/{}/evaluation", ticket.ticket));
        let body = json!({ "score": score, "reasons": reasons });
        let _ = city.http.post::<api::Done>(&path, Some(&pad.screen), &body).await;
    }
}

/// A score from 1 to 5: by the pack's shares, less one for every so many minutes of waiting.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
pub(crate) fn score(dice: &mut Dice, ticket: &TicketView, manner: &Manner, ratings: &pack::Ratings) -> i64 {
    let by_share: Vec<(i64, f64)> = (1..=5).zip(ratings.shares.iter().copied()).collect();
    let usual = dice.by_weight(&by_share, |(_, share)| *share).map_or(5, |(score, _)| *score);
    let waited_min = ticket.called_us.map_or(0, |called| called.since_s(ticket.queued_us) / 60).max(0) as f64;
    let less = if manner.waits_well { 0 } else { (waited_min / ratings.falls_after_min) as i64 };
    (usual - less).clamp(1, 5)
}
