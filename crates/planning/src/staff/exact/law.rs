//! The law of the hall's state, carried through time by uniformisation.

use libm::exp;

/// Terms of a uniformised step are summed until the rest is below this.
const REST: f64 = 1e-11;
/// Jumps of one uniformised step, at most.
const JUMPS_MAX: f64 = 16.0;
/// Too many busy with less than this probability are one less.
const THIN: f64 = 1e-10;

/// `v` becomes `Σ Poisson(n; jumps) Pⁿ v`, where `step(old, new)` is one application of P.
pub(super) fn uniformised(v: &mut [f64], jumps: f64, mut step: impl FnMut(&[f64], &mut [f64])) {
    let parts = (jumps / JUMPS_MAX).ceil().max(1.0);
    let jumps = jumps / parts;
    let mut now = v.to_vec();
    let mut next = vec![0.0; v.len()];
    for _ in 0..parts as usize {
        let mut weight = exp(-jumps);
        let mut sum = weight;
        now.copy_from_slice(v);
        v.iter_mut().for_each(|x| *x *= weight);
        let mut n = 0.0;
        while 1.0 - sum > REST && n < 20.0 * (jumps + 5.0) {
            step(&now, &mut next);
            std::mem::swap(&mut now, &mut next);
            n += 1.0;
            weight *= jumps / n;
            sum += weight;
            v.iter_mut().zip(&now).for_each(|(out, x)| *out += weight * x);
        }
    }
}

/// The rates of one quarter hour, per minute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    /// Of arrivals.
    pub arrive: f64,
    /// Of one busy counter.
    pub serve: f64,
    /// Of one who waits.
    pub leave: f64,
}

/// The law of the hall's state, layer by layer. The first layer: so many people in the hall, no more busy than open. The
/// layer `x` after it: `x` more busy than open, and so many waiting.
#[derive(Clone, Debug)]
pub(super) struct Law {
    open: usize,
    states: usize,
    p: Vec<f64>,
}

impl Law {
    /// An empty hall, and how many states a layer has.
    pub fn empty(states: usize) -> Self {
        let mut p = vec![0.0; states];
        p[0] = 1.0;
        Self { open: 0, states, p }
    }

    /// The most that are busy beyond those open.
    pub fn over(&self) -> usize {
        self.p.len() / self.states - 1
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Counters open or close: those that close finish their customer, those that open take who waits.
    pub fn opened(&mut self, open: usize) {
        let old = std::mem::replace(&mut self.open, open);
        if old == open {
            return;
        }
        let layers = (old + self.over()).saturating_sub(open) + 1;
        let law = std::mem::replace(&mut self.p, vec![0.0; layers * self.states]);
        for (x, layer) in law.chunks(self.states).enumerate() {
            for (n, p) in layer.iter().enumerate() {
                if x == 0 { self.put(n.min(old), n - n.min(old), *p) } else { self.put(old + x, n, *p) }
            }
        }
        self.thin();
    }

    fn put(&mut self, busy: usize, waiting: usize, p: f64) {
        let (layer, n) = if busy <= self.open { (0, busy + waiting) } else { (busy - self.open, waiting) };
        self.p[layer * self.states + n.min(self.states - 1)] += p;
    }

    /// Takes layers of which next to nothing is left for the ones below them.
    pub fn thin(&mut self) {
        while self.over() > 0 {
            let at = self.p.len() - self.states;
            if self.p[at..].iter().sum::<f64>() > THIN {
                break;
            }
            let layer = self.p.split_off(at);
            let busy = self.open + self.over();
            layer.into_iter().enumerate().for_each(|(n, p)| self.put(busy, n, p));
        }
    }

    /// Minutes pass.
    pub fn pass(&mut self, minutes: f64, chain: &Chain) {
        if minutes > 0.0 && chain.top > 0.0 {
            uniformised(&mut self.p, chain.top * minutes, |old, new| chain.jump(old, new));
        }
    }

    /// Mean number waiting.
    pub fn waiting(&self) -> f64 {
        let sum = |layer: &[f64]| layer.iter().enumerate().map(|(q, p)| q as f64 * p).sum::<f64>();
        let mut layers = self.p.chunks(self.states);
        let line = layers.next().map_or(0.0, |total| sum(&total[self.open.min(self.states)..]));
        line + layers.map(sum).sum::<f64>()
    }

    /// The chance that whoever comes now is at the counter in time.
    pub fn in_time(&self, hope: &[Vec<f64>]) -> f64 {
        // Whoever is further behind than was looked at is as the last.
        let dot = |law: &[f64], hope: &[f64]| {
            let near: f64 = law.iter().zip(hope).map(|(p, h)| p * h).sum();
            near + law.iter().skip(hope.len()).sum::<f64>() * hope.last().copied().unwrap_or(0.0)
        };
        let (free, line) = self.p[..self.states].split_at(self.open.min(self.states));
        let over = self.p.chunks(self.states).zip(hope).skip(1);
        free.iter().sum::<f64>() + dot(line, &hope[0]) + over.map(|(law, hope)| dot(law, hope)).sum::<f64>()
    }

    /// What lies in the last states.
    pub fn edge(&self) -> f64 {
        self.p.iter().skip(self.states - 1).step_by(self.states).sum()
    }
}

/// One application of the uniformised chain, as coefficients by state: what stays, comes from the state before, from the
/// state behind, and from the layer above.
#[derive(Debug)]
pub(super) struct Chain {
    top: f64,
    open: usize,
    states: usize,
    stay: Vec<f64>,
    behind: Vec<f64>,
    arrive: f64,
    serve: f64,
}

impl Chain {
    /// The chain of a law under the given rates, as long as the law keeps its layers.
    pub fn new(law: &Law, rates: Rates) -> Self {
        let (open, states, layers) = (law.open, law.states, law.over() + 1);
        let top = rates.arrive
            + (open + layers - 1) as f64 * rates.serve
            + if rates.leave > 0.0 { states as f64 * rates.leave } else { 0.0 };
        let down = |layer: usize, n: usize| {
            let busy = if layer == 0 { n.min(open) } else { open + layer };
            let line = if layer == 0 { n.saturating_sub(open) } else { n };
            (busy as f64 * rates.serve, line as f64 * rates.leave)
        };
        let (mut stay, mut behind) =
            (Vec::with_capacity(layers * states), Vec::with_capacity(layers * states));
        for layer in 0..layers {
            for n in 0..states {
                let arrive = if n + 1 < states { rates.arrive } else { 0.0 };
                let (serve, leave) = down(layer, n);
                stay.push((top - arrive - serve - leave) / top);
                // In the layers above, a service that ends leads down a layer, not to a shorter line.
                let (serve, leave) = if n + 1 < states { down(layer, n + 1) } else { (0.0, 0.0) };
                behind.push((if layer == 0 { serve + leave } else { leave }) / top);
            }
        }
        Self { top, open, states, stay, behind, arrive: rates.arrive / top, serve: rates.serve / top }
    }

    fn jump(&self, old: &[f64], new: &mut [f64]) {
        let states = self.states;
        for (layer, new) in new.chunks_mut(states).enumerate() {
            let from = layer * states;
            let (here, stay) = (&old[from..from + states], &self.stay[from..from + states]);
            let behind = &self.behind[from..from + states];
            new.iter_mut().zip(here).zip(stay).for_each(|((new, here), stay)| *new = here * stay);
            new[1..].iter_mut().zip(here).for_each(|(new, before)| *new += before * self.arrive);
            new.iter_mut().zip(&here[1..]).zip(behind).for_each(|((new, next), rate)| *new += next * rate);
            let Some(above) = old.get(from + states..from + 2 * states) else { continue };
            let rate = (self.open + layer + 1) as f64 * self.serve;
            // The first layer counts all in the hall, the others those who wait.
            let busy = if layer == 0 { self.open.min(states - 1) } else { 0 };
            new[busy..].iter_mut().zip(above).for_each(|(new, above)| *new += above * rate);
            new[states - 1] += above[states - busy..].iter().sum::<f64>() * rate;
        }
    }
}
