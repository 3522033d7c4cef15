//! The device broker: one small face, two bodies. [`embedded`] runs the `mqtt5` broker in this process; [`external`]
//! speaks to an EMQX or Mosquitto by URL. Whoever listens sees the same events from both.
//!
//! Never decides who a device is (that is [`DeviceGate`], over the database) nor what its messages mean.

mod embedded;
mod external;

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use edge::{Access, DeviceScope, Topic, Up};
use kernel::{DeviceId, HallId, Org};
use tokio::sync::mpsc;

/// An answer that takes a while; object-safe.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who knows the devices and their credentials.
pub trait DeviceGate: Send + Sync {
    /// The device that `user_name` and `password` prove to be, or nothing. Must take as long for a wrong password as
    /// for an unknown name, and must not log the password.
    fn authenticate<'a>(
        &'a self,
        client_id: &'a str,
        user_name: &'a str,
        password: &'a [u8],
    ) -> Later<'a, Option<DeviceScope>>;

    /// The device at that place in the topics, if there is one and it is not revoked. Asked for messages from an
    /// outside broker, which has checked the password itself.
    fn find(&self, org: Org, hall: HallId, device: DeviceId) -> Later<'_, Option<DeviceScope>>;
}

/// What comes out of the device plane.
#[derive(Clone, Debug, PartialEq)]
pub enum BrokerEvent {
    /// A device connected.
    Connected(DeviceScope),
    /// A device is gone; orderly or by its last will. Not sent when a new connection of it took over.
    Disconnected {
        /// Which.
        device: DeviceScope,
        /// Whether it said good-bye.
        orderly: bool,
    },
    /// A device published on one of its own `up` topics. `link` is told as `Connected` and `Disconnected` instead.
    Message {
        /// Who.
        device: DeviceScope,
        /// About what.
        up: Up,
        /// Unread bytes: read them with `edge::payload`.
        bytes: Vec<u8>,
    },
    /// A device tried to touch a topic that is not its own, and was refused. One topic of a connection is told once,
    /// and at most [`TRESPASSES_TOLD_MAX`] topics. An outside broker does not tell.
    Trespass {
        /// Who.
        device: DeviceScope,
        /// What it tried, cut to 200 characters.
        topic: String,
        /// How.
        access: Access,
    },
    /// Somebody came with a wrong name or password, or a client id that is not the device's.
    LogInRefused {
        /// From where.
        from: SocketAddr,
    },
}

/// The most trespasses told of one connection, so that a broken device cannot flood the event log.
pub const TRESPASSES_TOLD_MAX: usize = 16;
/// Events waiting to be taken. Devices are slowed down when it is full.
const EVENTS_WAITING_MAX: usize = 1024;
/// No packet may be larger; the largest payload is an order of 48 KiB.
const PACKET_BYTES_MAX: usize = 64 * 1024;

/// Which broker to use.
#[derive(Clone, PartialEq, Eq)]
pub enum BrokerConfig {
    /// The one in this process.
    Embedded {
        /// Where to listen; port 0 takes a free one.
        listen: SocketAddr,
    },
    /// One that runs elsewhere.
    External {
        /// `mqtt://host:port` or `mqtts://host:port`.
        url: String,
        /// The server's own account there: reads every `up`, writes every `down` of the org.
        user_name: String,
        /// Its password.
        password: String,
        /// Whose devices.
        org: Org,
    },
}

impl fmt::Debug for BrokerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BrokerConfig::Embedded { listen } => write!(f, "Embedded({listen})"),
            BrokerConfig::External { url, org, .. } => write!(f, "External({url}, org {org})"),
        }
    }
}

/// Why the broker did not start, or a message did not go out.
#[derive(Debug)]
pub struct BrokerError(pub String);

impl fmt::Display for BrokerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device broker: {}", self.0)
    }
}

impl std::error::Error for BrokerError {}

impl From<mqtt5::MqttError> for BrokerError {
    fn from(error: mqtt5::MqttError) -> BrokerError {
        BrokerError(error.to_string())
    }
}

/// A running broker, or a connection to one.
pub enum Broker {
    /// In this process.
    Embedded(embedded::Embedded),
    /// Elsewhere.
    External(external::External),
}

/// Starts the broker (or connects to it), and gives the events of every device.
pub async fn start(
    config: BrokerConfig,
    gate: Arc<dyn DeviceGate>,
) -> Result<(Broker, mpsc::Receiver<BrokerEvent>), BrokerError> {
    let (events, taken) = mpsc::channel(EVENTS_WAITING_MAX);
    let broker = match config {
        BrokerConfig::Embedded { listen } => Broker::Embedded(embedded::start(listen, gate, events).await?),
        BrokerConfig::External { url, user_name, password, org } => {
            Broker::External(external::start(&url, &user_name, &password, org, gate, events).await?)
        }
    };
    Ok((broker, taken))
}

impl Broker {
    /// Sends `bytes` to a device. Not retained: a device that is away does not get it, so the sender sends open orders
    /// again at the device's hello, which it says as soon as it listens (`Connected` comes before that). Retained: kept, and given to the device whenever it comes.
    pub async fn publish(&self, topic: &Topic, bytes: Vec<u8>, retain: bool) -> Result<(), BrokerError> {
        match self {
            Broker::Embedded(broker) => {
                broker.publish(topic, bytes, retain).await;
                Ok(())
            }
            Broker::External(broker) => broker.publish(topic, bytes, retain).await,
        }
    }

    /// Ends the connection of a device whose credential was withdrawn. An outside broker must be told by its own means.
    pub async fn disconnect(&self, device: &DeviceScope) {
        if let Broker::Embedded(broker) = self {
            broker.disconnect(device).await;
        }
    }

    /// Where devices connect to, when the broker is in this process.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Broker::Embedded(broker) => Some(broker.address()),
            Broker::External(_) => None,
        }
    }

    /// Stops it; devices see the connection end.
    pub async fn stop(self) {
        match self {
            Broker::Embedded(broker) => broker.stop().await,
            Broker::External(broker) => broker.stop().await,
        }
    }
}
