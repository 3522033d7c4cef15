//! The hub: every commit goes in once; whoever keeps a hall gets that hall's events in order, whoever listens gets all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::HallId;
use store::{Committed, StoredEvent};
use tokio::sync::{Notify, broadcast, mpsc};

/// How far a listener may fall behind.
const LAG_MAX: usize = 4096;

/// An event as it is handed around.
pub type Shared = Arc<StoredEvent>;

/// Where commits are published.
#[derive(Debug)]
pub struct Hub {
    events: broadcast::Sender<Shared>,
    keepers: Mutex<HashMap<HallId, mpsc::UnboundedSender<Shared>>>,
    outbox: Notify,
}

impl Hub {
    /// A hub without listeners.
    #[must_use]
    pub fn new() -> Hub {
        Hub { events: broadcast::channel(LAG_MAX).0, keepers: Mutex::default(), outbox: Notify::new() }
    }

    /// Publishes a commit. Called on a thread of the store: quick, and never waits.
    pub fn publish(&self, committed: &Committed) {
        if committed.outbox {
            self.outbox.notify_one();
        }
        if committed.events.is_empty() {
            return;
        }
        let keepers = self.keepers.lock().unwrap_or_else(PoisonError::into_inner);
        for event in &committed.events {
            let shared = Arc::new(event.clone());
            if let Some(keeper) = keepers.get(&event.hall) {
                // A keeper that is gone has ended with the server.
                let _ = keeper.send(Arc::clone(&shared));
            }
            // Nobody listening is no failure.
            let _ = self.events.send(shared);
        }
    }

    /// Every event from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Shared> {
        self.events.subscribe()
    }

    /// Every event of one hall from now on, without loss. The hall has one keeper; a second takes over from the first.
    #[must_use]
    pub fn keep(&self, hall: HallId) -> mpsc::UnboundedReceiver<Shared> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.keepers.lock().unwrap_or_else(PoisonError::into_inner).insert(hall, sender);
        receiver
    }

    /// Waits until something was put into the outbox.
    pub async fn outbox_filled(&self) {
        self.outbox.notified().await;
    }

    /// How many listen.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.events.receiver_count()
    }
}

impl Default for Hub {
    fn default() -> Self {
        Hub::new()
    }
}
