//! The device plane: between the broker and the floor. What devices tell becomes commands; what commands want of
//! devices is signed and sent; what goes silent or comes too late is noticed by timers.
//!
//! Never decides what a device may touch (the broker does, by `edge`) nor what an order means (the floor does).

mod gate;
mod outbox;
mod timers;
mod uplink;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use edge::DeviceScope;
use edge::order::OrderKey;
use kernel::{Actor, DeviceId, HallId, Refuse, RequestId, Time};
use store::{Fail, Refusal, Tx};
use tokio::task::JoinHandle;

use crate::broker::{self, Broker, BrokerConfig, BrokerError};
use crate::config::BrokerAt;
use crate::{App, Refused};

use gate::Gate;

pub(crate) use uplink::stretched_s;

/// The running plane.
pub struct Plane {
    stands: Arc<Stands>,
    tasks: Vec<JoinHandle<()>>,
}

/// What the plane's tasks share.
pub(crate) struct Stands {
    pub(crate) app: Arc<App>,
    /// Absent when the server was told to have no devices.
    pub(crate) broker: Option<Broker>,
    pub(crate) key: OrderKey,
    /// When each device was heard last; written down in batches.
    pub(crate) heard: Mutex<HashMap<DeviceId, Time>>,
    /// The faults that each device last reported, and when that was written down.
    pub(crate) reported: Mutex<HashMap<DeviceId, (Vec<String>, Instant)>>,
}

/// A report of health that says nothing new is written down this often, in real time.
const HEALTH_EVERY: Duration = Duration::from_secs(300);

impl Plane {
    /// Starts the broker and the tasks.
    ///
    /// # Errors
    /// The broker cannot listen, or the one elsewhere cannot be reached.
    pub async fn start(app: &Arc<App>) -> Result<Plane, BrokerError> {
        let gate = Arc::new(Gate::new(Arc::clone(app)));
        let config = match &app.config.broker {
            BrokerAt::None => None,
            BrokerAt::Own(listen) => Some(BrokerConfig::Embedded { listen: *listen }),
            BrokerAt::External(url) => Some(external(url, app)),
        };
        let (broker, events) = match config {
            Some(config) => {
                let (broker, events) = broker::start(config, gate).await?;
                (Some(broker), Some(events))
            }
            None => (None, None),
        };
        let stands = Arc::new(Stands {
            app: Arc::clone(app),
            broker,
            key: app.keys.order_key(),
            heard: Mutex::default(),
            reported: Mutex::default(),
        });
        let mut tasks = vec![
            tokio::spawn(outbox::deliver(Arc::clone(&stands))),
            tokio::spawn(timers::run(Arc::clone(&stands))),
        ];
        if let Some(events) = events {
            tasks.push(tokio::spawn(uplink::listen(Arc::clone(&stands), events)));
        }
        Ok(Plane { stands, tasks })
    }

    /// Where devices connect to, when the broker is in this process.
    #[must_use]
    pub fn address(&self) -> Option<std::net::SocketAddr> {
        self.stands.broker.as_ref().and_then(Broker::address)
    }

    /// Waits for the tasks, which end with the server, and stops the broker.
    pub async fn stop(self) {
        for task in self.tasks {
            if task.await.is_err() {
                tracing::error!("a task of the device plane had panicked");
            }
        }
        if let Some(stands) = Arc::into_inner(self.stands)
            && let Some(broker) = stands.broker
        {
            broker.stop().await;
        }
    }
}

/// A broker elsewhere: the account in the URL is the server's own.
fn external(url: &str, app: &App) -> BrokerConfig {
    let (scheme, rest) = url.split_once("://").unwrap_or(("mqtt", url));
    let (account, host) = rest.rsplit_once('@').unwrap_or(("", rest));
    let (user_name, password) = account.split_once(':').unwrap_or((account, ""));
    BrokerConfig::External {
        url: format!("{scheme}://{host}"),
        user_name: user_name.to_owned(),
        password: password.to_owned(),
        org: app.org,
    }
}

impl Stands {
    /// Remembers that a device was heard now.
    pub(crate) fn hear(&self, device: DeviceId) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.insert(device, self.app.now());
    }

    /// Whether a report of health is worth writing down: its faults changed, or the last one was long ago.
    pub(crate) fn is_news(&self, device: DeviceId, faults: &[String]) -> bool {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let known = reported.get(&device);
        if known.is_some_and(|(before, at)| before == faults && at.elapsed() < HEALTH_EVERY) {
            return false;
        }
        reported.insert(device, (faults.to_vec(), Instant::now()));
        true
    }

    /// Runs a command that a device or a timer caused. Nobody waits for its answer: what goes wrong is in the log.
    pub(crate) async fn run<O, E>(
        &self,
        name: &'static str,
        hall: HallId,
        actor: Actor,
        request: Option<RequestId>,
        command: impl FnMut(&mut dyn Tx, &kernel::Cx) -> Result<O, Fail<Refusal<E>>> + Send + 'static,
    ) -> Result<O, Refused>
    where
        O: Send + 'static,
        E: Refuse + Send + 'static,
    {
        let request = request.unwrap_or_else(|| self.app.draw.request());
        self.app.write(name, hall, actor, &request, command).await
    }
}

/// A device as an actor.
pub(crate) fn actor(device: &DeviceScope) -> Actor {
    Actor::Device(device.device)
}
