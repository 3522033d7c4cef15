//! A broker elsewhere (EMQX, Mosquitto), spoken to as its client with the server's own account.
//!
//! That broker checks passwords and topics itself: `docs/devices.md` gives the two lines that keep a device to its own.
//! What it lets through is checked here once more: only a known device's own `up` topics count.

use std::sync::Arc;
use std::time::Duration;

use edge::payload::{Link, Payload};
use edge::{End, Topic, Up, server_filters};
use kernel::Org;
use mqtt5::{ConnectOptions, MqttClient, PublishOptions, QoS, SubscribeOptions};
use tokio::sync::mpsc;

use super::{BrokerError, BrokerEvent, DeviceGate, EVENTS_WAITING_MAX};

/// A connection to the outside broker; comes back by itself when it is lost.
pub struct External {
    client: MqttClient,
}

pub(super) async fn start(
    url: &str,
    user_name: &str,
    password: &str,
    org: Org,
    gate: Arc<dyn DeviceGate>,
    events: mpsc::Sender<BrokerEvent>,
) -> Result<External, BrokerError> {
    let client_id = format!("gridhall-server-{org}");
    let options = ConnectOptions::new(client_id)
        .with_clean_start(true)
        .with_keep_alive(Duration::from_secs(30))
        .with_credentials(user_name, password.as_bytes());
    let client = MqttClient::with_options(options.clone());
    client.connect_with_options(url, options).await?;

    let (heard, hearing) = mpsc::channel(EVENTS_WAITING_MAX);
    for filter in server_filters(org) {
        let heard = heard.clone();
        let options = SubscribeOptions { qos: QoS::AtLeastOnce, ..SubscribeOptions::default() };
        let hear = move |message: mqtt5::Message| {
            // The client's callback may not wait; a server so far behind loses beats first, and says so.
            if heard.try_send((message.topic, message.payload)).is_err() {
                tracing::warn!("the server is behind: a message of the outside broker was dropped");
            }
        };
        client.subscribe_with_options(filter, options, hear).await?;
    }
    tokio::spawn(hear_devices(hearing, gate, events));
    Ok(External { client })
}

/// Turns what the outside broker delivers into the same events the embedded one gives.
async fn hear_devices(
    mut hearing: mpsc::Receiver<(String, Vec<u8>)>,
    gate: Arc<dyn DeviceGate>,
    events: mpsc::Sender<BrokerEvent>,
) {
    while let Some((topic, bytes)) = hearing.recv().await {
        let Ok(Topic { org, hall, device, end: End::Up(up) }) = Topic::parse(&topic) else { continue };
        let Some(device) = gate.find(org, hall, device).await else {
            tracing::warn!(%device, "the outside broker let an unknown device through");
            continue;
        };
        let event = match up {
            Up::Link => match Link::read(&bytes) {
                Ok(link) if link.online => BrokerEvent::Connected(device),
                Ok(link) => BrokerEvent::Disconnected { device, orderly: link.why == Link::leaving().why },
                Err(refusal) => {
                    tracing::warn!(device = %device.device, code = refusal.code.as_str(), "a link message was refused");
                    continue;
                }
            },
            _ => BrokerEvent::Message { device, up, bytes },
        };
        if events.send(event).await.is_err() {
            return;
        }
    }
}

impl External {
    pub(super) async fn publish(
        &self,
        topic: &Topic,
        bytes: Vec<u8>,
        retain: bool,
    ) -> Result<(), BrokerError> {
        let options = PublishOptions { qos: QoS::AtLeastOnce, retain, ..PublishOptions::default() };
        self.client.publish_with_options(topic.format(), bytes, options).await?;
        Ok(())
    }

    pub(super) async fn stop(self) {
        if let Err(error) = self.client.disconnect().await {
            tracing::debug!(%error, "the outside broker was gone before us");
        }
    }
}
