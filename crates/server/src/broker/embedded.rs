//! The broker in this process: `mqtt5`, with our rule of topics asked at every publish, subscription and last will.
//!
//! Keeps nothing on disk: what must not be lost is in the database, and is sent again.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use edge::{Access, DeviceScope, End, Topic, Up, enrol, may};
use kernel::{DeviceId, DeviceKind, HallId, Org};
use mqtt5::QoS;
use mqtt5::broker::MqttBroker;
use mqtt5::broker::auth::{AuthProvider, AuthResult};
use mqtt5::broker::config::{BrokerConfig, StorageBackend, StorageConfig};
use mqtt5::broker::events::{
    BrokerEventHandler, ClientConnectEvent, ClientDisconnectEvent, ClientPublishEvent, PublishAction,
};
use mqtt5::broker::router::MessageRouter;
use mqtt5::broker::server::BrokerShutdownHandle;
use mqtt5::packet::connect::ConnectPacket;
use mqtt5::packet::publish::PublishPacket;
use mqtt5::types::ReasonCode;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{BrokerError, BrokerEvent, DeviceGate, Later, PACKET_BYTES_MAX, TRESPASSES_TOLD_MAX};

/// The running broker.
pub struct Embedded {
    router: Arc<MessageRouter>,
    address: SocketAddr,
    shutdown: BrokerShutdownHandle,
    task: JoinHandle<()>,
}

/// What the broker asks and tells: one value, as its auth provider and its event handler.
struct Rule {
    gate: Arc<dyn DeviceGate>,
    events: mpsc::Sender<BrokerEvent>,
    /// Weak: the router holds this value as its event handler.
    router: OnceLock<Weak<MessageRouter>>,
    /// Trespasses already told, by client id; forgotten when the device is gone.
    told: Mutex<HashMap<String, HashSet<(String, Access)>>>,
}

pub(super) async fn start(
    listen: SocketAddr,
    gate: Arc<dyn DeviceGate>,
    events: mpsc::Sender<BrokerEvent>,
) -> Result<Embedded, BrokerError> {
    let rule = Arc::new(Rule { gate, events, router: OnceLock::new(), told: Mutex::default() });
    let mut broker = MqttBroker::with_config(config(listen, Arc::clone(&rule)))
        .await?
        .with_auth_provider(Arc::clone(&rule) as _);
    let router = broker.router();
    rule.router.set(Arc::downgrade(&router)).map_err(|_| BrokerError("started twice".to_owned()))?;
    let address = broker.local_addr().ok_or_else(|| BrokerError(format!("nothing listens on {listen}")))?;
    let shutdown = broker.shutdown_handle();
    let mut ready = broker.ready_receiver();
    let task = tokio::spawn(async move {
        if let Err(error) = broker.run().await {
            tracing::error!(%error, "the device broker ended");
        }
    });
    // An error here means that `run` ended at once, and has said why.
    ready.wait_for(|ready| *ready).await.map_err(|_| BrokerError("ended before it was ready".to_owned()))?;
    Ok(Embedded { router, address, shutdown, task })
}

fn config(listen: SocketAddr, rule: Arc<Rule>) -> BrokerConfig {
    let mut config = BrokerConfig::default()
        .with_bind_address(listen)
        .with_max_packet_size(PACKET_BYTES_MAX)
        .with_max_subscriptions_per_client(8)
        .with_max_retained_messages(20_000)
        .with_max_retained_message_size(16 * 1024)
        .with_client_channel_capacity(64)
        .with_sys_topics_enabled(false)
        .with_storage(
            StorageConfig::default()
                .with_backend(StorageBackend::Memory)
                .with_persistence(false)
                .with_max_queued_messages_per_client(64)
                .with_max_queued_bytes_per_client(256 * 1024),
        )
        .with_event_handler(rule);
    config.topic_alias_maximum = 8;
    config.shared_subscription_available = false;
    config.max_message_rate_per_client = 200;
    config
}

impl Embedded {
    pub(super) async fn publish(&self, topic: &Topic, bytes: Vec<u8>, retain: bool) {
        let mut publish = PublishPacket::new(topic.format(), bytes, QoS::AtLeastOnce);
        publish.retain = retain;
        self.router.route_message(&publish, None).await;
    }

    pub(super) async fn disconnect(&self, device: &DeviceScope) {
        self.router.disconnect_client(&enrol::client_id(device)).await;
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) async fn stop(self) {
        self.shutdown.shutdown();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the device broker did not end well");
        }
    }
}

/// The broker's name for who has logged in: the scope as text, so that no table has to be kept beside its own.
fn user_id(scope: &DeviceScope) -> String {
    format!("{}/{}", enrol::user_name(scope), scope.kind)
}

fn scope_of(user_id: Option<&str>) -> Option<DeviceScope> {
    let mut parts = user_id?.split('/');
    let scope = DeviceScope {
        org: Org(parts.next()?.parse().ok()?),
        hall: HallId(parts.next()?.parse().ok()?),
        device: DeviceId(parts.next()?.parse().ok()?),
        kind: DeviceKind::parse(parts.next()?)?,
    };
    Some(scope)
}

impl Rule {
    /// Whether the device may; tells a trespass.
    fn allows(&self, client_id: &str, user_id: Option<&str>, topic: &str, access: Access) -> bool {
        let Some(device) = scope_of(user_id) else { return false };
        if may(&device, topic, access) {
            return true;
        }
        let topic: String = topic.chars().take(200).collect();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let told = told.entry(client_id.to_owned()).or_default();
        if told.len() < TRESPASSES_TOLD_MAX && told.insert((topic.clone(), access)) {
            self.tell_if_room(BrokerEvent::Trespass { device, topic, access });
        }
        false
    }

    /// For what hostile devices cause: dropped when nobody keeps up, so that they cannot slow the others down.
    fn tell_if_room(&self, event: BrokerEvent) {
        if let Err(error) = self.events.try_send(event) {
            tracing::warn!(%error, "an event of the device plane was dropped");
        }
    }

    /// For what good devices say: waits, and so slows the device down, when nobody keeps up.
    async fn tell(&self, event: BrokerEvent) {
        // Nobody listens any more only while the server stops.
        let _ = self.events.send(event).await;
    }
}

impl AuthProvider for Rule {
    fn authenticate<'a>(
        &'a self,
        connect: &'a ConnectPacket,
        client_addr: SocketAddr,
    ) -> Later<'a, mqtt5::Result<AuthResult>> {
        Box::pin(async move {
            let user_name = connect.username.as_deref().unwrap_or_default();
            let password = connect.password.as_deref().unwrap_or_default();
            let scope = self.gate.authenticate(&connect.client_id, user_name, password).await;
            // With another's client id a device would take over the other's session, or read its queue.
            match scope.filter(|scope| enrol::client_id(scope) == connect.client_id) {
                Some(scope) => Ok(AuthResult::success_with_user(user_id(&scope))),
                None => {
                    self.tell_if_room(BrokerEvent::LogInRefused { from: client_addr });
                    Ok(AuthResult::fail(ReasonCode::BadUsernameOrPassword))
                }
            }
        })
    }

    fn authorize_publish<'a>(
        &'a self,
        client_id: &str,
        user_id: Option<&'a str>,
        topic: &'a str,
    ) -> Later<'a, bool> {
        let allowed = self.allows(client_id, user_id, topic, Access::Publish);
        Box::pin(std::future::ready(allowed))
    }

    fn authorize_subscribe<'a>(
        &'a self,
        client_id: &str,
        user_id: Option<&'a str>,
        topic_filter: &'a str,
    ) -> Later<'a, bool> {
        let allowed = self.allows(client_id, user_id, topic_filter, Access::Subscribe);
        Box::pin(std::future::ready(allowed))
    }
}

impl BrokerEventHandler for Rule {
    fn on_client_connect<'a>(&'a self, event: ClientConnectEvent) -> Later<'a, ()> {
        Box::pin(async move {
            let Some(device) = scope_of(event.user_id.as_deref()) else { return };
            self.tell(BrokerEvent::Connected(device)).await;
            // The last will is refused when it fires; it is told now, while the device is there to be looked at.
            if let Some(topic) = &event.will_topic {
                self.allows(&event.client_id, event.user_id.as_deref(), topic, Access::Publish);
            }
        })
    }

    fn on_client_publish<'a>(&'a self, event: ClientPublishEvent) -> Later<'a, PublishAction> {
        Box::pin(async move {
            let device = scope_of(event.user_id.as_deref());
            let topic = Topic::parse(&event.topic).map(|topic| topic.end);
            if let (Some(device), Ok(End::Up(up))) = (device, topic)
                && up != Up::Link
            {
                self.tell(BrokerEvent::Message { device, up, bytes: event.payload.to_vec() }).await;
                // Nobody but the server reads `up`, and the server has it now.
                return PublishAction::Handled;
            }
            PublishAction::Continue
        })
    }

    fn on_client_disconnect<'a>(&'a self, event: ClientDisconnectEvent) -> Later<'a, ()> {
        Box::pin(async move {
            self.told.lock().unwrap_or_else(PoisonError::into_inner).remove(&*event.client_id);
            let Some(device) = scope_of(event.user_id.as_deref()) else { return };
            let router = self.router.get().and_then(Weak::upgrade);
            let taken_over = match router {
                Some(router) => router.is_connected(&event.client_id).await,
                None => false,
            };
            if !taken_over {
                self.tell(BrokerEvent::Disconnected { device, orderly: !event.unexpected }).await;
            }
        })
    }
}
