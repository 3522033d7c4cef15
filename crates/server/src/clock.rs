//! The clock seam: real time, or a simulated day that runs faster.
//!
//! Never goes back while the process runs, so that events of one chain are in the order of their times.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kernel::Time;

/// What time it is.
#[derive(Debug)]
pub struct Clock {
    scaled: Option<Scaled>,
    latest: AtomicI64,
}

#[derive(Debug)]
struct Scaled {
    from: Time,
    since: Instant,
    speed: f64,
}

impl Clock {
    /// The time of the machine.
    #[must_use]
    pub fn real() -> Clock {
        Clock { scaled: None, latest: AtomicI64::new(i64::MIN) }
    }

    /// A clock that stands at `from` now and runs `speed` times as fast as real time.
    #[must_use]
    pub fn scaled(from: Time, speed: f64) -> Clock {
        let scaled = Scaled { from, since: Instant::now(), speed };
        Clock { scaled: Some(scaled), latest: AtomicI64::new(i64::MIN) }
    }

    /// Now.
    pub fn now(&self) -> Time {
        let now = match &self.scaled {
            None => real_now_us(),
            Some(scaled) => {
                let passed_us = scaled.since.elapsed().as_secs_f64() * 1e6 * scaled.speed;
                scaled.from.0.saturating_add(passed_us as i64)
            }
        };
        Time(self.latest.fetch_max(now, Ordering::Relaxed).max(now))
    }

    /// Seconds of server time per second of real time.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.scaled.as_ref().map_or(1.0, |scaled| scaled.speed)
    }

    /// What a span of real time is in server time. For spans that guard against people outside of the simulation,
    /// such as sessions and locks.
    #[must_use]
    pub fn stretch_us(&self, real_us: i64) -> i64 {
        (real_us as f64 * self.speed()) as i64
    }

    /// How long to really wait until server time is `due`.
    #[must_use]
    pub fn until(&self, due: Time) -> Duration {
        let ahead_us = due.0.saturating_sub(self.now().0).max(0);
        Duration::from_secs_f64(ahead_us as f64 / 1e6 / self.speed())
    }
}

/// Real time in UTC microseconds, whatever the server's clock says. For authenticators, ids and logs.
#[must_use]
pub fn real_now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_clock_starts_where_it_is_told_and_never_goes_back() {
        let clock = Clock::scaled(Time(1_000_000), 60.0);
        let first = clock.now();
        assert!(first >= Time(1_000_000) && first < Time(61_000_000), "{first:?}");
        assert!(clock.now() >= first);
        assert_eq!(clock.stretch_us(1_000_000), 60_000_000);
        assert!(clock.until(first.plus_s(6000)) <= Duration::from_secs(100));
    }
}
