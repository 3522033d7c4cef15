//! What a virtual device does, without a socket or a clock: orders and hands in, messages and deeds out.
//!
//! Faithful where it matters: an order is done once, in its time, or not at all; calls never overlap; paper runs out.

use std::collections::VecDeque;

use edge::health::Fault;
use edge::order::{Order, OrderBody, ServerKey, Verdict, receive};
use edge::order_log::{OrderLog, Seen};
use edge::payload::{
    Ack, AckState, Beat, Config, Fact, FactReport, Health, Hello, Link, Paper, Payload, Screen, V1, has_paper,
};
use edge::printer::render;
use edge::{DeviceScope, RefusalCode, Up};
use kernel::{DeviceKind, DeviceOrderId, TicketId, Time};

/// Dots of a fresh roll: 50 m at 8 dots a millimetre.
const ROLL_DOTS: i64 = 400_000;
/// Orders remembered; a hall gives a printer fewer in a day.
const ORDERS_REMEMBERED: usize = 512;
/// Calls waiting to be spoken; more would be spoken long after they matter.
const CALLS_WAITING_MAX: usize = 16;

/// What a message to the world is.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    /// Publish on the own `up` topic; retained when it is the link.
    Publish(Up, Vec<u8>),
    /// Something a bystander would see or hear.
    Did(Did),
    /// Go down and come up again.
    Restart,
}

/// What a bystander sees or hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    /// A slip came out.
    Printed {
        /// By which order.
        order: DeviceOrderId,
        /// The ESC/POS bytes.
        bytes: Vec<u8>,
    },
    /// A call is being spoken.
    Speaks {
        /// By which order.
        order: DeviceOrderId,
        /// Number as printed.
        ticket: String,
        /// The counter.
        counter: String,
        /// From then.
        from: Time,
        /// Till then; the next call does not begin before.
        till: Time,
    },
    /// A text is shown.
    Shows {
        /// The Chinese text.
        text_zh: String,
        /// The ticket a pad asks about.
        ticket: Option<TicketId>,
    },
    /// A screen without a browser shows this.
    Screen(Screen),
    /// The gate, or a slot, opened.
    Opened {
        /// The slot of a cabinet.
        slot: Option<i64>,
    },
    /// A new version runs.
    Updated {
        /// Which.
        version: String,
    },
}

/// What somebody does at the device.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Reports a fact of its kind.
    Fact(FactReport),
    /// Puts a new roll in, clears a jam, cools it down.
    Repair,
    /// Breaks it.
    Break(Breakage),
}

/// How a device can be broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakage {
    /// The paper is used up.
    Paper,
    /// Paper is jammed.
    Jam,
    /// It overheats.
    Heat,
    /// The disk fills.
    Disk,
}

/// A virtual device.
#[derive(Debug)]
pub struct Machine {
    scope: DeviceScope,
    key: ServerKey,
    log: OrderLog,
    firmware: String,
    paper_dots: i64,
    jam: bool,
    hot: bool,
    disk_full: bool,
    slots_full: i64,
    calls: VecDeque<Order>,
    speaking: Option<(DeviceOrderId, Time)>,
    /// Whether it has not said yet that it started.
    fresh: bool,
    started: Time,
    facts: i64,
    beats: i64,
    beat_s: i64,
    health_s: i64,
    beat_due: Time,
    health_due: Time,
    told_paper: i64,
}

impl Machine {
    /// A device in good order, off.
    #[must_use]
    pub fn new(scope: DeviceScope, key: ServerKey, beat_s: i64) -> Machine {
        let beat_s = beat_s.max(1);
        Machine {
            scope,
            key,
            log: OrderLog::new(ORDERS_REMEMBERED),
            firmware: "0.1.0".to_owned(),
            paper_dots: ROLL_DOTS,
            jam: false,
            hot: false,
            disk_full: false,
            slots_full: if scope.kind == DeviceKind::Cabinet { 12 } else { 0 },
            calls: VecDeque::new(),
            speaking: None,
            fresh: true,
            started: Time(0),
            facts: 0,
            beats: 0,
            beat_s,
            health_s: beat_s * 10,
            beat_due: Time(0),
            health_due: Time(0),
            told_paper: 100,
        }
    }

    /// Who it is.
    #[must_use]
    pub fn scope(&self) -> &DeviceScope {
        &self.scope
    }

    /// Says who it is and how it is, after each connect.
    pub fn connected(&mut self, now: Time) -> Vec<Out> {
        let fresh = std::mem::take(&mut self.fresh);
        if fresh {
            self.started = now;
        }
        let hello = Hello {
            v: V1,
            at: now,
            kind: self.scope.kind,
            model: "gridhall-virtual".to_owned(),
            firmware: self.firmware.clone(),
            speaks: 1,
        };
        self.beat_due = now.plus_s(self.beat_s);
        let mut out = vec![
            Out::Publish(Up::Link, Link::connected().write()),
            Out::Publish(Up::Hello, hello.write()),
            self.health(now),
        ];
        if fresh {
            out.extend(self.fact(FactReport::Started {}, now));
        }
        out
    }

    /// When it next has something to do by itself.
    #[must_use]
    pub fn due(&self) -> Time {
        let calls = self.speaking.as_ref().map_or(Time(i64::MAX), |(_, till)| *till);
        calls.min(self.beat_due).min(self.health_due)
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Time) -> Vec<Out> {
        let mut out = Vec::new();
        if let Some((order, till)) = self.speaking
            && now >= till
        {
            self.speaking = None;
            out.push(self.ack(order, AckState::Done, None, now));
            out.extend(self.speak_next(now));
        }
        if now >= self.beat_due {
            self.beats += 1;
            let uptime_s = now.since_s(self.started).max(0);
            out.push(Out::Publish(Up::Beat, Beat { v: V1, at: now, n: self.beats, uptime_s }.write()));
            self.beat_due = now.plus_s(self.beat_s);
        }
        if now >= self.health_due {
            out.push(self.health(now));
        }
        out
    }

    /// Takes what came on its `down/order`.
    pub fn order(&mut self, bytes: &[u8], now: Time) -> Vec<Out> {
        match receive(bytes, &self.scope, &self.key, now, &mut self.log) {
            Verdict::Obey(order) => self.obey(order, now),
            Verdict::Again(order, Seen::Done(state, why)) => {
                vec![Out::Publish(Up::Ack, Ack { v: V1, at: now, order, state, why }.write())]
            }
            Verdict::Again(order, Seen::Doing) => {
                vec![Out::Publish(
                    Up::Ack,
                    Ack { v: V1, at: now, order, state: AckState::Taken, why: None }.write(),
                )]
            }
            Verdict::Refuse(Some(order), refusal) => {
                let expired = refusal.code == RefusalCode::Expired;
                let (state, why) = match expired {
                    true => (AckState::Expired, None),
                    false => (AckState::Refused, Some(refusal.code.as_str().to_owned())),
                };
                vec![Out::Publish(Up::Ack, Ack { v: V1, at: now, order, state, why }.write())]
            }
            Verdict::Refuse(None, refusal) => {
                tracing::warn!(device = %self.scope.device, code = refusal.code.as_str(), "an order was not believed");
                Vec::new()
            }
        }
    }

    /// Takes its settings.
    pub fn config(&mut self, bytes: &[u8]) {
        if let Ok(config) = Config::read(bytes) {
            (self.beat_s, self.health_s) = (config.beat_s, config.health_s);
        }
    }

    /// Takes what a screen shows.
    pub fn screen(&mut self, bytes: &[u8]) -> Vec<Out> {
        Screen::read(bytes).map(|screen| vec![Out::Did(Did::Screen(screen))]).unwrap_or_default()
    }

    /// Somebody does something at it. A fact that its kind cannot report is nothing.
    pub fn deed(&mut self, deed: Deed, now: Time) -> Vec<Out> {
        match deed {
            Deed::Fact(fact) => {
                match fact {
                    FactReport::Taken { .. } => self.slots_full = (self.slots_full - 1).max(0),
                    FactReport::Returned { .. } => self.slots_full = (self.slots_full + 1).min(999),
                    _ => {}
                }
                return self.fact(fact, now).into_iter().collect();
            }
            Deed::Repair => {
                (self.paper_dots, self.jam, self.hot, self.disk_full) = (ROLL_DOTS, false, false, false);
            }
            Deed::Break(Breakage::Paper) => self.paper_dots = 0,
            Deed::Break(Breakage::Jam) => self.jam = true,
            Deed::Break(Breakage::Heat) => self.hot = true,
            Deed::Break(Breakage::Disk) => self.disk_full = true,
        }
        vec![self.health(now)]
    }

    /// Comes up again after a restart: counts from the beginning, but forgets no order. Calls it had not spoken failed.
    pub fn restarted(&mut self) {
        (self.fresh, self.beats) = (true, 0);
        let speaking = self.speaking.take().map(|(order, _)| order);
        for order in
            speaking.into_iter().chain(std::mem::take(&mut self.calls).into_iter().map(|order| order.id))
        {
            self.log.done(order, AckState::Failed, Some("restarted".to_owned()));
        }
    }

    fn obey(&mut self, order: Order, now: Time) -> Vec<Out> {
        let id = order.id;
        match &order.body {
            OrderBody::Call { .. } => self.call(order, now),
            OrderBody::Show { text_zh, ticket, .. } => {
                let shows = Did::Shows { text_zh: text_zh.clone(), ticket: *ticket };
                vec![Out::Did(shows), self.ack(id, AckState::Done, None, now)]
            }
            OrderBody::Print { bytes } => self.print(id, bytes.0.clone(), now),
            OrderBody::Open { slot } => {
                let slot = *slot;
                let mut out = vec![Out::Did(Did::Opened { slot }), self.ack(id, AckState::Done, None, now)];
                if let Some(slot) = slot {
                    out.extend(self.fact(FactReport::SlotOpened { slot }, now));
                }
                out
            }
            OrderBody::Restart {} => vec![self.ack(id, AckState::Done, None, now), Out::Restart],
            OrderBody::Update { version, .. } => {
                self.firmware.clone_from(version);
                let updated = Did::Updated { version: version.clone() };
                vec![Out::Did(updated), self.ack(id, AckState::Done, None, now), Out::Restart]
            }
        }
    }

    fn call(&mut self, order: Order, now: Time) -> Vec<Out> {
        if self.calls.len() >= CALLS_WAITING_MAX {
            return vec![self.ack(order.id, AckState::Failed, Some("calls_waiting"), now)];
        }
        let taken = Ack { v: V1, at: now, order: order.id, state: AckState::Taken, why: None };
        let mut out = vec![Out::Publish(Up::Ack, taken.write())];
        self.calls.push_back(order);
        if self.speaking.is_none() {
            out.extend(self.speak_next(now));
        }
        out
    }

    /// Begins the next call whose time has not run out.
    fn speak_next(&mut self, now: Time) -> Vec<Out> {
        let mut out = Vec::new();
        while let Some(order) = self.calls.pop_front() {
            if now > order.expires_at {
                out.push(self.ack(order.id, AckState::Expired, None, now));
                continue;
            }
            if let OrderBody::Call { ticket, counter, text_zh, text_en, .. } = order.body {
                let till = Time(now.0 + speech_us(&text_zh, &text_en));
                self.speaking = Some((order.id, till));
                out.push(Out::Did(Did::Speaks { order: order.id, ticket, counter, from: now, till }));
                return out;
            }
        }
        out
    }

    fn print(&mut self, id: DeviceOrderId, bytes: Vec<u8>, now: Time) -> Vec<Out> {
        let fault = if self.jam {
            Some(Fault::Jam)
        } else if self.paper_dots == 0 {
            Some(Fault::PaperOut)
        } else {
            None
        };
        if let Some(fault) = fault {
            return vec![self.ack(id, AckState::Failed, Some(fault.as_str()), now)];
        }
        let Ok(page) = render::render(&bytes) else {
            return vec![self.ack(id, AckState::Failed, Some("bytes"), now)];
        };
        self.paper_dots = (self.paper_dots - i64::try_from(page.height).unwrap_or(ROLL_DOTS)).max(0);
        let mut out =
            vec![Out::Did(Did::Printed { order: id, bytes }), self.ack(id, AckState::Done, None, now)];
        if self.paper_percent() != self.told_paper {
            out.push(self.health(now));
        }
        out
    }

    /// What is left of the roll, rounded up: it is out only when it is out.
    fn paper_percent(&self) -> i64 {
        (self.paper_dots * 100 + ROLL_DOTS - 1) / ROLL_DOTS
    }

    fn health(&mut self, now: Time) -> Out {
        self.health_due = now.plus_s(self.health_s);
        self.told_paper = self.paper_percent();
        let paper = Paper { left_percent: self.told_paper, jam: self.jam };
        // Each device a little different, and by the hour, so that a floor of them does not look painted.
        let wave = (now.0 / 900_000_000 + self.scope.device.0).rem_euclid(7);
        let health = Health {
            v: V1,
            at: now,
            paper: has_paper(self.scope.kind).then_some(paper),
            temperature_c: Some(if self.hot { 85 } else { 28 + wave }),
            disk_used_percent: Some(if self.disk_full {
                99
            } else {
                30 + self.scope.device.0.rem_euclid(20)
            }),
            slots_full: (self.scope.kind == DeviceKind::Cabinet).then_some(self.slots_full),
        };
        Out::Publish(Up::Health, health.write())
    }

    fn ack(&mut self, order: DeviceOrderId, state: AckState, why: Option<&str>, now: Time) -> Out {
        let why = why.map(str::to_owned);
        self.log.done(order, state, why.clone());
        Out::Publish(Up::Ack, Ack { v: V1, at: now, order, state, why }.write())
    }

    fn fact(&mut self, fact: FactReport, now: Time) -> Option<Out> {
        if !fact.fits(self.scope.kind) {
            return None;
        }
        self.facts += 1;
        let id = format!("{}-{}", self.started.0, self.facts);
        Some(Out::Publish(Up::Fact, Fact { v: V1, at: now, id, fact }.write()))
    }
}

/// How long a call is spoken, in microseconds: a Chinese character takes about 0.22 s, an English letter 0.065 s.
fn speech_us(text_zh: &str, text_en: &str) -> i64 {
    let length = |text: &str, us: i64| i64::try_from(text.chars().count()).unwrap_or(0) * us;
    500_000 + length(text_zh, 220_000) + length(text_en, 65_000)
}
