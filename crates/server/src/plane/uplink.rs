//! What devices tell: read with the rules of `edge`, turned into commands of the floor.

use std::collections::HashSet;
use std::sync::Arc;

use edge::health::{HealthRules, faults};
use edge::payload::{Ack, AckState, Beat, Config, Fact, FactReport, Health, Hello, Payload, V1};
use edge::{Access, DeviceScope, Down, End, Topic, Up};
use floor::devices;
use floor::evaluations::{Give, Through, give};
use kernel::RequestId;
use tokio::sync::mpsc;

use super::{Stands, actor};
use crate::broker::BrokerEvent;

/// Reports of health for each of so many beats.
const HEALTH_EVERY_BEATS: i64 = 5;

/// Takes what comes out of the broker until the server closes.
pub(super) async fn listen(stands: Arc<Stands>, mut events: mpsc::Receiver<BrokerEvent>) {
    let mut online = HashSet::new();
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = stands.app.closed() => None,
        };
        let Some(event) = event else { return };
        match &event {
            BrokerEvent::Connected(device) => drop(online.insert(device.device)),
            BrokerEvent::Disconnected { device, .. } => drop(online.remove(&device.device)),
            _ => {}
        }
        stands.app.metrics.devices_online.set(i64::try_from(online.len()).unwrap_or(i64::MAX));
        take(&stands, event).await;
    }
}

async fn take(stands: &Arc<Stands>, event: BrokerEvent) {
    match event {
        BrokerEvent::Connected(device) => {
            stands.hear(device.device);
            link(stands, &device, true, "connected").await;
            configure(stands, &device).await;
        }
        BrokerEvent::Disconnected { device, orderly } => {
            link(stands, &device, false, if orderly { "leaving" } else { "lost" }).await;
        }
        BrokerEvent::Message { device, up, bytes } => {
            stands.hear(device.device);
            if let Err(refusal) = message(stands, &device, up, &bytes).await {
                let (device, code) = (device.device.0, refusal.code.as_str());
                tracing::warn!(device, word = ?up, code, field = refusal.field, "a device's message was refused");
            }
        }
        BrokerEvent::Trespass { device, topic, access } => {
            let (hall, id, publish) = (device.hall, device.device, access == Access::Publish);
            tracing::warn!(device = id.0, publish, "a device tried a topic that is not its own");
            let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| {
                devices::trespass(tx, cx, hall, id, &topic, publish)
            };
            let _ = stands.run("device_trespass", hall, actor(&device), None, command).await;
        }
        BrokerEvent::LogInRefused { from } => {
            tracing::warn!(%from, "somebody came to the broker with a wrong name or password");
        }
    }
}

async fn link(stands: &Arc<Stands>, device: &DeviceScope, online: bool, why: &'static str) {
    let (hall, id) = (device.hall, device.device);
    let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| devices::link(tx, cx, hall, id, online, why);
    let _ = stands.run("device_link", hall, actor(device), None, command).await;
}

/// A span of real time on the server's clock, within what a device's settings take.
pub(crate) fn stretched_s(app: &crate::App, real_s: i64) -> i64 {
    (app.clock.stretch_us(real_s * 1_000_000) / 1_000_000).clamp(1, 3600)
}

/// Tells a device its settings; kept by the broker for when it comes back.
async fn configure(stands: &Arc<Stands>, device: &DeviceScope) {
    let (Some(broker), Ok(rules)) = (&stands.broker, stands.app.rules()) else { return };
    // Beats are for real wires and real batteries: where the clock runs faster, they are further apart on it.
    let beat_s = stretched_s(&stands.app, rules.device_heartbeat_s);
    let config = Config {
        v: V1,
        beat_s,
        health_s: (beat_s * HEALTH_EVERY_BEATS).clamp(1, 86_400),
        volume_percent: 70,
        counter: None,
    };
    let bytes = serde_json::to_vec(&config).expect("settings are plain data");
    let topic = Topic::of(device, End::Down(Down::Config));
    if let Err(error) = broker.publish(&topic, bytes, true).await {
        tracing::warn!(device = device.device.0, %error, "a device was not told its settings");
    }
}

async fn message(
    stands: &Arc<Stands>,
    device: &DeviceScope,
    up: Up,
    bytes: &[u8],
) -> Result<(), edge::Refusal> {
    match up {
        Up::Hello => {
            let hello = Hello::read(bytes)?;
            if hello.kind != device.kind {
                return Err(edge::Refusal::new(edge::RefusalCode::Kind, "kind"));
            }
            // Only now does it listen: what is sent at `Connected` can be gone before it has subscribed.
            super::outbox::send_again(stands, device).await;
            Ok(())
        }
        Up::Beat => Beat::read(bytes).map(drop),
        Up::Health => {
            let health = Health::read(bytes)?;
            report(stands, device, &health).await;
            Ok(())
        }
        Up::Fact => {
            let fact = Fact::read(bytes)?;
            tell(stands, device, fact).await;
            Ok(())
        }
        Up::Ack => {
            let ack = Ack::read(bytes)?;
            answer(stands, device, ack).await;
            Ok(())
        }
        // Said as Connected and Disconnected.
        Up::Link => Ok(()),
    }
}

async fn report(stands: &Arc<Stands>, device: &DeviceScope, health: &Health) {
    let Ok(rules) = stands.app.rules() else { return };
    let rules = HealthRules {
        paper_low_percent: rules.device_paper_low_pct,
        temperature_max_c: rules.device_temp_max_c,
        temperature_min_c: rules.device_temp_min_c,
        disk_used_max_percent: rules.device_disk_max_pct,
    };
    let faults: Vec<String> = faults(health, &rules).iter().map(|fault| fault.as_str().to_owned()).collect();
    let shown = api::Health {
        paper_pct: health.paper.map(|paper| paper.left_percent),
        jam: health.paper.is_some_and(|paper| paper.jam),
        temp_dc: health.temperature_c.map(|c| c * 10),
        disk_pct: health.disk_used_percent,
    };
    let shown = serde_json::to_string(&shown).expect("a report is plain data");
    let (hall, id) = (device.hall, device.device);
    if !stands.is_news(id, &faults) {
        return;
    }
    let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| {
        devices::report_health(tx, cx, hall, id, &shown, &faults)
    };
    let _ = stands.run("device_health", hall, actor(device), None, command).await;
}

/// A fact, counted once by the device's own number. A rating is taken as the pad's answer as well.
async fn tell(stands: &Arc<Stands>, device: &DeviceScope, fact: Fact) {
    if !fact.fact.fits(device.kind) {
        tracing::warn!(device = device.device.0, kind = %device.kind, "a device told a fact of another kind");
        return;
    }
    let (hall, id) = (device.hall, device.device);
    // The device's own number, with the device: two of them may count alike.
    let request = RequestId::new(&format!("fact:{id}:{}", fact.id));
    if let FactReport::Rated { ticket, score, reasons } = &fact.fact {
        let input = Give {
            ticket: *ticket,
            score: *score,
            reasons: reasons.clone(),
            through: Through::Pad,
            has_text: false,
            text_enc: None,
        };
        if let Ok(setting) = stands.app.live.today(&stands.app, hall).await {
            let request = RequestId::new(&format!("rated:{id}:{}", fact.id));
            let command =
                move |tx: &mut dyn store::Tx, cx: &kernel::Cx| give(tx, cx, &setting.rules, hall, &input);
            let _ = stands.run("give_rating", hall, actor(device), request, command).await;
        }
    }
    let short = fact.fact.in_short();
    let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| devices::fact(tx, cx, hall, id, &short);
    let _ = stands.run("device_fact", hall, actor(device), request, command).await;
}

async fn answer(stands: &Arc<Stands>, device: &DeviceScope, ack: Ack) {
    let done = match ack.state {
        // It has it and is at it: nothing to write down yet.
        AckState::Taken => return,
        AckState::Done => true,
        AckState::Failed | AckState::Expired | AckState::Refused => false,
    };
    let (id, order) = (device.device, ack.order);
    let result = ack.why.unwrap_or_default();
    let request = RequestId::new(&format!("ack:{order}"));
    let command = move |tx: &mut dyn store::Tx, cx: &kernel::Cx| {
        devices::order_answered(tx, cx, id, order, done, &result)
    };
    let _ = stands.run("order_answered", device.hall, actor(device), request, command).await;
}
