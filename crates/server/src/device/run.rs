//! Carries a [`Machine`] through time and over MQTT: connects with the last will, listens, ticks, comes back.
//!
//! Decides nothing itself: what an order means is the machine's.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use edge::payload::{Link, Payload};
use edge::{DeviceScope, Down, End, Topic, Up, enrol};
use kernel::DeviceId;
use mqtt5::{
    ConnectOptions, ConnectionEvent, MqttClient, MqttError, PublishOptions, QoS, SubscribeOptions,
    WillMessage,
};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::enrol::{EnrolFail, Enrolled};
use super::machine::{Deed, Did, Machine, Out};
use crate::clock::Clock;

/// What a virtual device needs to run.
pub struct DeviceConfig {
    /// What it got for its code.
    pub enrolled: Enrolled,
    /// Another broker address than the one it was given.
    pub mqtt_url: Option<String>,
    /// The server's clock: the same value in one process, or one set by what the server says.
    pub clock: Arc<Clock>,
    /// Where it tells what a bystander would see.
    pub seen_by: Option<mpsc::UnboundedSender<(DeviceId, Did)>>,
    /// A folder for pictures of what it prints.
    pub pictures: Option<PathBuf>,
}

/// What is done to a running device.
enum Hand {
    Deed(Deed),
    Offline,
    Online,
    Stop,
}

/// A virtual device that runs.
pub struct VirtualDevice {
    scope: DeviceScope,
    hands: mpsc::Sender<Hand>,
    task: JoinHandle<()>,
}

impl VirtualDevice {
    /// Starts a device. It connects by itself, and comes back when the connection is lost.
    pub fn start(config: DeviceConfig) -> Result<VirtualDevice, EnrolFail> {
        let scope = config.enrolled.scope();
        let machine = Machine::new(scope, config.enrolled.key()?, config.enrolled.heartbeat_s);
        let (hands, handed) = mpsc::channel(64);
        let task = tokio::spawn(run(config, machine, handed));
        Ok(VirtualDevice { scope, hands, task })
    }

    /// Who it is.
    #[must_use]
    pub fn scope(&self) -> DeviceScope {
        self.scope
    }

    /// Somebody does something at it.
    pub async fn deed(&self, deed: Deed) {
        // A device that has stopped feels nothing.
        let _ = self.hands.send(Hand::Deed(deed)).await;
    }

    /// Pulls its network cable: no good-bye.
    pub async fn go_offline(&self) {
        let _ = self.hands.send(Hand::Offline).await;
    }

    /// Puts the cable back.
    pub async fn come_online(&self) {
        let _ = self.hands.send(Hand::Online).await;
    }

    /// Switches it off, with a good-bye.
    pub async fn stop(self) {
        let _ = self.hands.send(Hand::Stop).await;
        if let Err(error) = self.task.await {
            tracing::error!(%error, device = %self.scope.device, "a virtual device did not end well");
        }
    }
}

/// What comes in over MQTT.
enum In {
    Message(Down, Vec<u8>),
    Lost,
}

/// Why a connection ended.
enum Ending {
    Lost,
    Restart,
    Offline,
    Stop,
}

/// Real time between attempts to connect, at first and at most.
const BACK_OFF_FIRST: Duration = Duration::from_millis(500);
const BACK_OFF_MAX: Duration = Duration::from_secs(30);

async fn run(config: DeviceConfig, mut machine: Machine, mut hands: mpsc::Receiver<Hand>) {
    let mut back_off = BACK_OFF_FIRST;
    loop {
        match connect(&config, machine.scope()).await {
            Ok((client, mut incoming)) => {
                back_off = BACK_OFF_FIRST;
                let ended = session(&config, &mut machine, &client, &mut incoming, &mut hands).await;
                match leave(ended, &client, &mut machine, &mut hands).await {
                    Some(()) => continue,
                    None => return,
                }
            }
            Err(error) => tracing::debug!(%error, device = %machine.scope().device, "no connection yet"),
        }
        tokio::select! {
            () = tokio::time::sleep(back_off) => back_off = (back_off * 2).min(BACK_OFF_MAX),
            hand = hands.recv() => if let None | Some(Hand::Stop) = hand { return },
        }
    }
}

/// Ends a connection as its reason asks; nothing when the device is switched off.
async fn leave(
    ended: Ending,
    client: &MqttClient,
    machine: &mut Machine,
    hands: &mut mpsc::Receiver<Hand>,
) -> Option<()> {
    match ended {
        Ending::Lost => tokio::time::sleep(BACK_OFF_FIRST).await,
        Ending::Restart => {
            good_bye(client, machine.scope()).await;
            machine.restarted();
        }
        Ending::Offline => {
            // The connection may be gone already; that is what was wanted.
            let _ = client.disconnect_abnormally().await;
            loop {
                match hands.recv().await? {
                    Hand::Online => break,
                    Hand::Stop => return None,
                    Hand::Offline | Hand::Deed(_) => {}
                }
            }
        }
        Ending::Stop => {
            good_bye(client, machine.scope()).await;
            return None;
        }
    }
    Some(())
}

async fn good_bye(client: &MqttClient, scope: &DeviceScope) {
    // Who leaves does not care whether it was heard: the last will says it otherwise.
    let _ = publish(client, scope, Up::Link, Link::leaving().write()).await;
    let _ = client.disconnect().await;
}

async fn connect(
    config: &DeviceConfig,
    scope: &DeviceScope,
) -> Result<(MqttClient, mpsc::UnboundedReceiver<In>), MqttError> {
    let link = Topic::of(scope, End::Up(Up::Link)).format();
    let will = WillMessage::new(link, Link::lost().write()).with_qos(QoS::AtLeastOnce).with_retain(true);
    let options = ConnectOptions::new(enrol::client_id(scope))
        .with_clean_start(true)
        .with_automatic_reconnect(false)
        .with_keep_alive(Duration::from_secs(60))
        .with_credentials(enrol::user_name(scope), config.enrolled.credential.as_bytes())
        .with_will(will);
    let client = MqttClient::with_options(options.clone());
    let (arrived, incoming) = mpsc::unbounded_channel();
    let lost = arrived.clone();
    client
        .on_connection_event(move |event| {
            if matches!(event, ConnectionEvent::Disconnected { .. }) {
                let _ = lost.send(In::Lost);
            }
        })
        .await?;
    let url = config.mqtt_url.as_deref().unwrap_or(&config.enrolled.mqtt_url);
    // Boxed: the client's future is large, and hundreds of devices run at once.
    Box::pin(client.connect_with_options(url, options)).await?;

    let own = Topic::of(scope, End::Down(Down::Order)).format();
    let filter = own.replace("/order", "/#");
    let hear = move |message: mqtt5::Message| {
        if let Ok(Topic { end: End::Down(down), .. }) = Topic::parse(&message.topic) {
            let _ = arrived.send(In::Message(down, message.payload));
        }
    };
    let options = SubscribeOptions { qos: QoS::AtLeastOnce, ..SubscribeOptions::default() };
    client.subscribe_with_options(filter, options, hear).await?;
    Ok((client, incoming))
}

async fn publish(client: &MqttClient, scope: &DeviceScope, up: Up, bytes: Vec<u8>) -> Result<(), MqttError> {
    // A beat that is lost is followed by the next; everything else is said until it is heard.
    let qos = if up == Up::Beat { QoS::AtMostOnce } else { QoS::AtLeastOnce };
    let options = PublishOptions { qos, retain: up == Up::Link, ..PublishOptions::default() };
    client.publish_with_options(Topic::of(scope, End::Up(up)).format(), bytes, options).await.map(drop)
}

/// One connection, from hello until it ends.
async fn session(
    config: &DeviceConfig,
    machine: &mut Machine,
    client: &MqttClient,
    incoming: &mut mpsc::UnboundedReceiver<In>,
    hands: &mut mpsc::Receiver<Hand>,
) -> Ending {
    let clock = &config.clock;
    let mut out = machine.connected(clock.now());
    loop {
        for out in std::mem::take(&mut out) {
            match out {
                Out::Publish(up, bytes) => {
                    if publish(client, machine.scope(), up, bytes).await.is_err() {
                        return Ending::Lost;
                    }
                }
                Out::Did(did) => tell(config, machine.scope().device, did),
                Out::Restart => return Ending::Restart,
            }
        }
        out = tokio::select! {
            came = incoming.recv() => match came {
                Some(In::Message(Down::Order, bytes)) => machine.order(&bytes, clock.now()),
                Some(In::Message(Down::Screen, bytes)) => machine.screen(&bytes),
                Some(In::Message(Down::Config, bytes)) => {
                    machine.config(&bytes);
                    Vec::new()
                }
                Some(In::Lost) | None => return Ending::Lost,
            },
            hand = hands.recv() => match hand {
                Some(Hand::Deed(deed)) => machine.deed(deed, clock.now()),
                Some(Hand::Offline) => return Ending::Offline,
                Some(Hand::Online) => Vec::new(),
                Some(Hand::Stop) | None => return Ending::Stop,
            },
            () = tokio::time::sleep(clock.until(machine.due())) => machine.tick(clock.now()),
        };
    }
}

fn tell(config: &DeviceConfig, device: DeviceId, did: Did) {
    if let (Some(folder), Did::Printed { order, bytes }) = (&config.pictures, &did)
        && let Ok(page) = edge::printer::render::render(bytes)
        && let Err(error) = std::fs::write(folder.join(format!("{device}-{order}.png")), page.png())
    {
        tracing::warn!(%error, "a picture of a slip was not written");
    }
    if let Some(seen_by) = &config.seen_by {
        // Nobody watches any more only while the simulation ends.
        let _ = seen_by.send((device, did));
    }
}
