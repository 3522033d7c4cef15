//! Whoever waits at a terminal: sees the best and the bound move, and ends a search with Ctrl-C or a limit of time.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use planning::{Progress, Watch};

use crate::cli::Failed;

/// How often a line is written anew.
const EVERY: Duration = Duration::from_millis(250);

/// A person at a terminal.
pub(super) struct Console {
    stop: Arc<AtomicBool>,
    ends: Option<Instant>,
    shown: Option<Mutex<Instant>>,
}

impl Console {
    /// Watches until Ctrl-C, or for so many seconds.
    pub(super) fn watch(limit_s: Option<u64>) -> Result<Console, Failed> {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        // Ends with the process; a second Ctrl-C ends the process at once.
        std::thread::spawn(move || {
            runtime.block_on(async {
                if tokio::signal::ctrl_c().await.is_ok() && !told.swap(true, Ordering::Relaxed) {
                    drop(tokio::signal::ctrl_c().await);
                    std::process::exit(130);
                }
            });
        });
        let ends = limit_s.map(|limit| Instant::now() + Duration::from_secs(limit));
        let shown = std::io::stderr().is_terminal().then(|| Mutex::new(Instant::now()));
        Ok(Console { stop, ends, shown })
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.shown.is_some() {
            drop(write!(std::io::stderr(), "\r\x1b[K"));
        }
    }
}

impl Watch for Console {
    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.ends.is_some_and(|ends| Instant::now() >= ends)
    }

    fn tell(&self, progress: Progress) {
        let Some(shown) = &self.shown else { return };
        let Ok(mut last) = shown.try_lock() else { return };
        if last.elapsed() < EVERY {
            return;
        }
        *last = Instant::now();
        let part = 100.0 * progress.done as f64 / progress.of.max(1) as f64;
        let gap = (progress.best - progress.bound) / progress.best.abs() * 100.0;
        let known = if gap.is_finite() { format!("差距 gap {gap:.3} %") } else { String::new() };
        // A terminal that cannot be written to is no reason to end.
        drop(write!(std::io::stderr(), "\r\x1b[K{part:.0} %  best {:.6e}  {known}", progress.best));
    }
}
