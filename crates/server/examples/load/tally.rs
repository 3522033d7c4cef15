//! What was measured: how often, how fast, and whether anything came twice.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// When a phase is measured.
#[derive(Clone, Copy)]
pub(crate) struct Window {
    from: Instant,
    to: Instant,
}

impl Window {
    /// Begins `warm` from now and is `span` long.
    pub(crate) fn after(warm: Duration, span: Duration) -> Window {
        let from = Instant::now() + warm;
        Window { from, to: from + span }
    }

    /// Whether the phase is over.
    pub(crate) fn is_over(self) -> bool {
        Instant::now() >= self.to
    }

    fn seconds(self) -> f64 {
        (self.to - self.from).as_secs_f64()
    }
}

/// What one client measured, or all of them together.
#[derive(Default)]
pub(crate) struct Tally {
    took_us: BTreeMap<&'static str, Vec<u32>>,
    seen: BTreeMap<&'static str, Vec<String>>,
    refused: BTreeMap<String, u64>,
}

impl Tally {
    /// Something was asked at `asked` and has been answered now.
    pub(crate) fn answered(&mut self, window: Window, kind: &'static str, asked: Instant) {
        let now = Instant::now();
        if now >= window.from && now < window.to {
            let us = u32::try_from((now - asked).as_micros()).unwrap_or(u32::MAX);
            self.took_us.entry(kind).or_default().push(us);
        }
    }

    /// A span was measured.
    pub(crate) fn span(&mut self, kind: &'static str, span: Duration) {
        self.took_us.entry(kind).or_default().push(u32::try_from(span.as_micros()).unwrap_or(u32::MAX));
    }

    /// Something that may be seen once only.
    pub(crate) fn saw(&mut self, kind: &'static str, what: String) {
        self.seen.entry(kind).or_default().push(what);
    }

    /// Something was refused, and why.
    pub(crate) fn refused(&mut self, why: String) {
        *self.refused.entry(why).or_default() += 1;
    }

    /// Takes another's measurements in.
    pub(crate) fn add(&mut self, other: Tally) {
        for (kind, took) in other.took_us {
            self.took_us.entry(kind).or_default().extend(took);
        }
        for (kind, seen) in other.seen {
            self.seen.entry(kind).or_default().extend(seen);
        }
        for (why, n) in other.refused {
            *self.refused.entry(why).or_default() += n;
        }
    }

    /// Says it as one object; without a window there is nothing per second.
    pub(crate) fn say(mut self, window: Option<Window>, mut head: Value) -> Value {
        let mut all = Vec::new();
        for (kind, took) in &mut self.took_us {
            head[*kind] = figures(took, window);
            all.extend_from_slice(took);
        }
        if window.is_some() {
            head["all"] = figures(&mut all, window);
        }
        for (kind, seen) in &mut self.seen {
            seen.sort_unstable();
            let twice = seen.windows(2).filter(|two| two[0] == two[1]).count();
            head[format!("{kind}_twice")] = json!(twice);
        }
        head["refused"] = json!(self.refused);
        head
    }
}

fn figures(took: &mut [u32], window: Option<Window>) -> Value {
    took.sort_unstable();
    let at =
        |share: f64| took.get((took.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(0);
    let ms = |us: u32| f64::from(us) / 1e3;
    let mut figures =
        json!({"n": took.len(), "p50_ms": ms(at(0.5)), "p99_ms": ms(at(0.99)), "max_ms": ms(at(1.0))});
    if let Some(window) = window {
        figures["per_s"] = json!((took.len() as f64 / window.seconds()).round());
    }
    figures
}
