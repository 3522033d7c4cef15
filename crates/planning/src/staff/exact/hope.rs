//! What somebody who comes may hope for: the chance to be at the counter in time, by what they find.
//!
//! Whoever comes later does not matter where the first to come is the first served, so that this is a pure death process.

use super::law::{Rates, uniformised};

/// The chance to be at the counter before the spans of `(open, minutes)` are over, by the number too many busy at their
/// beginning (0 to `over`) and the number ahead in the line. Carried from the end, where nobody who waits has made it. To
/// have walked out by then is worth `left`.
pub(super) fn backwards(spans: &[(usize, f64)], over: usize, rates: Rates, left: f64) -> Vec<Vec<f64>> {
    // The most too many busy in each span, and who is so far behind that they cannot make it.
    let mut most_over = vec![over];
    for pair in spans.windows(2) {
        let busy = pair[0].0 + most_over[most_over.len() - 1];
        most_over.push(busy.saturating_sub(pair[1].0));
    }
    let widest = spans.iter().zip(&most_over).map(|(span, over)| span.0 + over).max().unwrap_or(0);
    let minutes: f64 = spans.iter().map(|span| span.1).sum();
    let stages = widest as f64 * rates.serve * minutes;
    let reach = (stages + 10.0 * f64::sqrt(stages) + 10.0) * (1.0 + 3.0 * rates.leave * minutes);
    let len = reach.min(20_000.0) as usize + widest;
    let mut hope: Vec<Vec<f64>> = vec![];
    for (at, ((open, span), over)) in spans.iter().zip(&most_over).enumerate().rev() {
        hope = if at + 1 == spans.len() {
            vec![vec![0.0; len]; over + 1]
        } else {
            reopened(&hope, *open, *over, spans[at + 1].0, len)
        };
        hope = death(&hope, *open, *span, rates, left);
    }
    hope
}

/// What could be hoped for just before the counters went from `open` to `next`.
fn reopened(hope: &[Vec<f64>], open: usize, over: usize, next: usize, len: usize) -> Vec<Vec<f64>> {
    let value = |x: usize, q: usize| {
        let busy = open + x;
        match next.checked_sub(busy) {
            // Freed counters take those ahead, and then whoever asks.
            Some(free) if q < free => 1.0,
            Some(free) => hope[0][q - free],
            None => hope[busy - next][q],
        }
    };
    (0..=over).map(|x| (0..len).map(|q| value(x, q)).collect()).collect()
}

/// Carries the hope back over a span in which `open` stays.
fn death(hope: &[Vec<f64>], open: usize, minutes: f64, rates: Rates, left: f64) -> Vec<Vec<f64>> {
    let (layers, len) = (hope.len(), hope[0].len());
    let top = (open + layers) as f64 * rates.serve + (len + 1) as f64 * rates.leave;
    if minutes <= 0.0 || top <= 0.0 {
        return hope.to_vec();
    }
    let mut flat: Vec<f64> = hope.concat();
    uniformised(&mut flat, top * minutes, |old, new| {
        for x in 0..layers {
            let serve = (open + x) as f64 * rates.serve;
            let layer = &old[x * len..(x + 1) * len];
            for q in 0..len {
                let served = match (x, q) {
                    (0, 0) => 1.0,
                    (0, q) => layer[q - 1],
                    (x, q) => old[(x - 1) * len + q],
                };
                let line = q as f64 * rates.leave;
                let gone = if q == 0 { 0.0 } else { line * layer[q - 1] };
                let stays = (top - serve - line - rates.leave) * layer[q];
                new[x * len + q] = (serve * served + gone + left * rates.leave + stays) / top;
            }
        }
    });
    flat.chunks(len).map(<[f64]>::to_vec).collect()
}
