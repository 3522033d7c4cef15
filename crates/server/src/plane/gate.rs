//! Who knows the devices: their digests from the store, kept in memory until a device is enrolled or revoked.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use edge::DeviceScope;
use edge::enrol::{Credential, client_id, same_digest, user_name};
use floor::devices::{Key, key_of};
use kernel::{DeviceId, Event, HallId, Org};

use crate::App;
use crate::broker::{DeviceGate, Later};

/// The gate over the store.
pub(crate) struct Gate {
    app: Arc<App>,
    kept: Arc<RwLock<HashMap<DeviceId, Key>>>,
}

impl Gate {
    /// A gate that forgets a device's digest as soon as an event says that it changed.
    pub(crate) fn new(app: Arc<App>) -> Gate {
        let kept = Arc::<RwLock<HashMap<DeviceId, Key>>>::default();
        let (mut events, forgets) = (app.hub.listen(), Arc::clone(&kept));
        let closing = app.closing.clone();
        tokio::spawn(async move {
            let mut closing = closing;
            loop {
                let heard = tokio::select! {
                    heard = events.recv() => heard,
                    _ = closing.wait_for(|closing| *closing) => return,
                };
                let mut kept = forgets.write().unwrap_or_else(PoisonError::into_inner);
                match heard {
                    Ok(event) => {
                        if let Event::DeviceEnrolled { device, .. } | Event::DeviceRevoked { device } =
                            event.event
                        {
                            kept.remove(&device);
                        }
                    }
                    // Something was missed: nothing kept can be believed.
                    Err(_) => kept.clear(),
                }
            }
        });
        Gate { app, kept }
    }

    async fn key(&self, device: DeviceId) -> Option<Key> {
        if let Some(key) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(&device) {
            return Some(key.clone());
        }
        let org = self.app.org;
        let key = self.app.read(move |tx| key_of(tx, org, device)).await.ok().flatten()?;
        self.kept.write().unwrap_or_else(PoisonError::into_inner).insert(device, key.clone());
        Some(key)
    }

    fn scope(&self, key: &Key) -> DeviceScope {
        DeviceScope { org: self.app.org, hall: key.hall, device: key.device, kind: key.kind }
    }
}

impl DeviceGate for Gate {
    fn authenticate<'a>(
        &'a self,
        client: &'a str,
        user: &'a str,
        password: &'a [u8],
    ) -> Later<'a, Option<DeviceScope>> {
        Box::pin(async move {
            let device = client.rsplit('-').next().and_then(|id| id.parse().ok()).map(DeviceId);
            let key = match device.or_else(|| user.rsplit('/').next()?.parse().ok().map(DeviceId)) {
                Some(device) => self.key(device).await,
                None => None,
            };
            // An unknown device is checked against nothing, which takes as long and fails.
            let scope = key.as_ref().map(|key| self.scope(key));
            let asked = scope.unwrap_or(DeviceScope {
                org: self.app.org,
                hall: HallId::ORG,
                device: DeviceId(0),
                kind: kernel::DeviceKind::Kiosk,
            });
            let credential =
                std::str::from_utf8(password).ok().and_then(|text| Credential::parse(text).ok())?;
            let stored: [u8; 32] = key
                .as_ref()
                .and_then(|key| key.credential_hash.as_slice().try_into().ok())
                .unwrap_or([0; 32]);
            let right = same_digest(&credential.digest(&asked), &stored);
            scope.filter(|scope| right && client == client_id(scope) && user == user_name(scope))
        })
    }

    fn find(&self, org: Org, hall: HallId, device: DeviceId) -> Later<'_, Option<DeviceScope>> {
        Box::pin(async move {
            let key = self.key(device).await?;
            Some(self.scope(&key)).filter(|scope| scope.org == org && scope.hall == hall)
        })
    }
}
