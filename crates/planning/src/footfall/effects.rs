//! Effects of weekday, billing cycle, holiday, season, weather and marks: a log-linear regression of robust
//! quasi-likelihood in which effects are drawn towards zero, and a hall's towards its kin's, as strongly as the data say.
//!
//! `ln E[people] = offset + level(t) + xᵀ(β + δ)`, with `β ~ N(0, τ₀²)` shared and `δ ~ N(0, τ₁²)` of the hall, one pair of
//! `τ` for each group of columns, estimated by EM (Dempster, Laird, Rubin 1977; Breslow, Clayton 1993 for the working
//! response). `level(t)` is a broken line that keeps a drifting level from being taken for an effect; it is not what is
//! forecast with. Counts are pulled in to three standard deviations (Huber 1964), so that no single day decides.

use super::columns::{Columns, Row};
use super::linear::{Factor, Symmetric, dot};
use super::series::Seen;

/// A hall as the regression sees it.
#[derive(Debug)]
pub(super) struct Case {
    /// Rows of its days.
    rows: Vec<Row>,
    /// Rows of its days in the broken line of its level.
    bends: Vec<Row>,
    /// Points of that line.
    bend_count: usize,
    /// Known logarithmic factors: online, opening hours.
    pub offset: Vec<f64>,
    /// People, and then those pulled in to what is likely.
    pub came: Vec<f64>,
    /// What the regression says of its own days.
    fitted: Vec<f64>,
    /// Working response.
    response: Vec<f64>,
    /// Working weight.
    weight: Vec<f64>,
    /// Excess of relative variance around the fit.
    pub alpha: f64,
    /// Days that were pulled in from afar.
    pub outliers: Vec<usize>,
}

/// Days between two points of the broken line.
const BEND_DAYS: i64 = 14;
/// How far the level goes from one point to the next, as a standard deviation of its logarithm.
const BEND_STEP: f64 = 0.15;
/// Counts further than so many standard deviations are pulled in.
const CLIP: f64 = 3.0;
/// And from so many on they are told as outliers.
const OUTLIER: f64 = 4.0;
/// Rounds of working response, and of EM within each.
const ROUNDS: [usize; 4] = [2, 3, 4, 4];

/// Variances of a group of columns.
#[derive(Debug, Clone, Copy)]
struct Spread {
    shared: f64,
    own: f64,
}

/// The regression of all halls of a call.
#[derive(Debug)]
pub(super) struct Effects {
    /// The halls.
    pub cases: Vec<Case>,
    spreads: Vec<Spread>,
    columns: Vec<std::ops::Range<usize>>,
    width: usize,
}

/// What was found from the days up to an origin.
#[derive(Debug)]
pub(super) struct Found {
    /// Effects of kin.
    pub shared: Vec<f64>,
    /// Effects of each hall.
    pub own: Vec<Vec<f64>>,
    shared_factor: Factor,
    own_factors: Vec<Factor>,
}

impl Found {
    /// The variance that hall `hall`'s effects leave to a day with `row`.
    pub fn doubt(&self, hall: usize, row: &Row) -> f64 {
        self.shared_factor.spread(row) + self.own_factors.get(hall).map_or(0.0, |own| own.spread(row))
    }
}

/// The effect of a row.
pub(super) fn effect(row: &Row, effects: &[f64]) -> f64 {
    row.iter().map(|&(column, value)| value * effects[column]).sum()
}

impl Case {
    /// A hall of `seen` days with known log factors `offset`.
    pub fn new(seen: &[Seen], offset: Vec<f64>, columns: &Columns) -> Self {
        let first = seen.first().map_or(0, |day| day.at);
        let bend = |at: i64| -> Row {
            let (left, past) = ((at - first) / BEND_DAYS, (at - first) % BEND_DAYS);
            let way = past as f64 / BEND_DAYS as f64;
            vec![(left as usize, 1.0 - way), (left as usize + 1, way)]
        };
        let bends: Vec<Row> = seen.iter().map(|day| bend(day.at)).collect();
        let came: Vec<f64> = seen.iter().map(|day| day.came).collect();
        let fitted = begin(&came, &offset);
        Self {
            rows: seen.iter().map(|day| columns.row(&day.features)).collect(),
            bend_count: bends.last().map_or(0, |row| row[1].0 + 1),
            bends,
            response: vec![0.0; came.len()],
            weight: vec![0.0; came.len()],
            offset,
            came,
            fitted,
            alpha: 0.05,
            outliers: Vec::new(),
        }
    }

    /// Pulls far counts in, and sets the working response and weights around the fit.
    fn work(&mut self, seen: &[Seen]) {
        self.outliers.clear();
        self.alpha =
            excess(seen.iter().map(|day| day.came).zip(self.fitted.iter().map(|eta| libm::exp(*eta))));
        for (t, day) in seen.iter().enumerate() {
            let mean = libm::exp(self.fitted[t]);
            let sd = (mean + self.alpha * mean * mean).sqrt();
            let away = (day.came - mean) / sd;
            if away.abs() > OUTLIER {
                self.outliers.push(t);
            }
            self.came[t] = mean + sd * away.clamp(-CLIP, CLIP);
            self.response[t] = self.fitted[t] - self.offset[t] + (self.came[t] - mean) / mean;
            self.weight[t] = mean / (1.0 + self.alpha * mean);
        }
    }

    /// The information on the effects in the first `days` days, freed from the level.
    fn information(&self, days: usize, width: usize) -> Information {
        let mut effects = Symmetric::zero(width);
        let mut level = self.level_prior();
        let mut cross = vec![vec![0.0; self.bend_count]; width];
        let (mut right, mut level_right) = (vec![0.0; width], vec![0.0; self.bend_count]);
        for t in 0..days {
            let (row, bend, weight) = (&self.rows[t], &self.bends[t], self.weight[t]);
            effects.add_outer(row, weight);
            level.add_outer(bend, weight);
            for &(i, a) in row {
                right[i] += weight * a * self.response[t];
                bend.iter().for_each(|&(j, b)| cross[i][j] += weight * a * b);
            }
            bend.iter().for_each(|&(j, b)| level_right[j] += weight * b * self.response[t]);
        }
        let factor = level.factor();
        factor.forward(&mut level_right);
        cross.iter_mut().for_each(|column| factor.forward(column));
        right.iter_mut().zip(&cross).for_each(|(right, column)| *right -= dot(column, &level_right));
        effects.less_products(|i| &cross[i]);
        Information { effects, right }
    }

    fn level_prior(&self) -> Symmetric {
        let mut level = Symmetric::zero(self.bend_count);
        let steps = 1.0 / (BEND_STEP * BEND_STEP);
        (1..self.bend_count).for_each(|j| level.add_outer(&[(j - 1, -1.0), (j, 1.0)], steps));
        level.add_diagonal(&vec![1e-6; self.bend_count]);
        level
    }

    /// What the regression says of its own days with `effects`.
    fn refit(&mut self, effects: &[f64]) {
        let mut level = self.level_prior();
        let mut right = vec![0.0; self.bend_count];
        for t in 0..self.came.len() {
            level.add_outer(&self.bends[t], self.weight[t]);
            let rest = self.weight[t] * (self.response[t] - effect(&self.rows[t], effects));
            self.bends[t].iter().for_each(|&(j, b)| right[j] += b * rest);
        }
        level.factor().solve(&mut right);
        for t in 0..self.came.len() {
            let level = effect(&self.bends[t], &right);
            let fitted = self.offset[t] + level + effect(&self.rows[t], effects);
            // A step of more than e² in one round is a step too far, not a finding.
            self.fitted[t] = fitted.clamp(self.fitted[t] - 2.0, self.fitted[t] + 2.0);
        }
    }
}

/// What a hall's days say about effects: `effects · x = right`.
struct Information {
    effects: Symmetric,
    right: Vec<f64>,
}

impl Effects {
    /// Fits the halls: `halls` are their days and known log factors.
    pub fn fit(halls: &[(&[Seen], Vec<f64>)], columns: &Columns) -> Self {
        let cases = halls.iter().map(|(seen, offset)| Case::new(seen, offset.clone(), columns)).collect();
        let mut effects = Self {
            cases,
            spreads: vec![Spread { shared: 0.04, own: 0.01 }; columns.groups.len()],
            columns: columns.groups.iter().map(|group| group.columns.clone()).collect(),
            width: columns.len(),
        };
        for rounds in ROUNDS {
            effects.cases.iter_mut().zip(halls).for_each(|(case, (seen, _))| case.work(seen));
            let all = effects.information(|_, case| case.came.len());
            for _ in 0..rounds {
                let found = effects.solve(&all);
                effects.learn_spreads(&found);
            }
            let found = effects.solve(&all);
            effects.cases.iter_mut().zip(&found.own).for_each(|(case, own)| case.refit(own));
        }
        effects.cases.iter_mut().zip(halls).for_each(|(case, (seen, _))| case.work(seen));
        effects
    }

    /// The effects found from the first `days` days of each hall, with the variances found from all.
    pub fn found(&self, days: impl Fn(usize, &Case) -> usize) -> Found {
        self.solve(&self.information(days))
    }

    fn information(&self, days: impl Fn(usize, &Case) -> usize) -> Vec<Information> {
        let of = |(hall, case): (usize, &Case)| case.information(days(hall, case), self.width);
        self.cases.iter().enumerate().map(of).collect()
    }

    /// One over the variance of each column.
    fn precision(&self, of: impl Fn(&Spread) -> f64) -> Vec<f64> {
        let mut precision = vec![0.0; self.width];
        for (columns, spread) in self.columns.iter().zip(&self.spreads) {
            precision[columns.clone()].fill(1.0 / of(spread).max(1e-8));
        }
        precision
    }

    /// The most likely effects under the variances: the shared ones with the halls' own integrated out, then the own.
    fn solve(&self, all: &[Information]) -> Found {
        let width = self.width;
        let own_precision = self.precision(|spread| spread.own);
        let alone = all.len() < 2;
        let mut shared = Symmetric::zero(width);
        shared.add_diagonal(&self.precision(|spread| spread.shared));
        let mut right = vec![0.0; width];
        let mut own_factors = Vec::new();
        for one in all {
            if alone {
                shared.add(&one.effects);
                right.iter_mut().zip(&one.right).for_each(|(a, b)| *a += b);
                continue;
            }
            let mut own = one.effects.clone();
            own.add_diagonal(&own_precision);
            let factor = own.factor();
            let mut halves = one.effects.clone();
            halves.cells.chunks_exact_mut(width.max(1)).for_each(|row| factor.forward(row));
            let mut half = one.right.clone();
            factor.forward(&mut half);
            for (i, (sum, own)) in right.iter_mut().zip(&one.right).enumerate() {
                *sum += own - dot(halves.row(i), &half);
            }
            shared.add(&one.effects);
            shared.less_products(|i| halves.row(i));
            own_factors.push(factor);
        }
        let shared_factor = shared.factor();
        shared_factor.solve(&mut right);
        let own = all.iter().enumerate().map(|(hall, one)| match own_factors.get(hall) {
            None => right.clone(),
            Some(factor) => {
                let told = one.effects.times(&right);
                let mut own: Vec<f64> = one.right.iter().zip(told).map(|(b, told)| b - told).collect();
                factor.solve(&mut own);
                own.iter().zip(&right).map(|(own, shared)| own + shared).collect()
            }
        });
        Found { own: own.collect(), shared: right, shared_factor, own_factors }
    }

    /// The step of EM that sets the variances to what the effects show. A pinch of a weak prior (one column of 10 %)
    /// keeps a group of few columns from vanishing by chance.
    fn learn_spreads(&mut self, found: &Found) {
        let doubt = found.shared_factor.inverse_diagonal();
        let own_doubts: Vec<Vec<f64>> = found.own_factors.iter().map(Factor::inverse_diagonal).collect();
        for (columns, spread) in self.columns.iter().zip(&mut self.spreads) {
            let squares: f64 = columns.clone().map(|c| found.shared[c] * found.shared[c] + doubt[c]).sum();
            spread.shared = (squares + 0.01) / (columns.len() as f64 + 1.0);
            if own_doubts.is_empty() {
                continue;
            }
            let of = |hall: usize, c: usize| {
                let away = found.own[hall][c] - found.shared[c];
                away * away + own_doubts[hall][c]
            };
            let all = (0..own_doubts.len()).flat_map(|hall| columns.clone().map(move |c| (hall, c)));
            let squares: f64 = all.map(|(hall, c)| of(hall, c)).sum();
            spread.own = (squares + 0.01) / ((columns.len() * own_doubts.len()) as f64 + 1.0);
        }
    }
}

/// A first fit: the mean of a fortnight around each day.
fn begin(came: &[f64], offset: &[f64]) -> Vec<f64> {
    let around = |t: usize| {
        let window = t.saturating_sub(7)..(t + 8).min(came.len());
        let people: f64 = came[window.clone()].iter().sum::<f64>() + 0.5;
        let factors: f64 = offset[window].iter().map(|offset| libm::exp(*offset)).sum();
        people / factors
    };
    (0..came.len()).map(|t| libm::log(around(t)) + offset[t]).collect()
}

/// The excess `α` of pairs of people who came and were expected: the one at which squared deviations, none counted
/// beyond three and a half standard deviations, add up to what `μ + α μ²` says.
pub(super) fn excess(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let mut alpha: f64 = 1.0;
    for _ in 0..6 {
        let (mut over, mut of) = (0.0, 1e-9);
        for (came, mean) in pairs.clone() {
            let limit = 3.5 * 3.5 * (mean + alpha * mean * mean);
            over += ((came - mean) * (came - mean)).min(limit) - mean;
            of += mean * mean;
        }
        alpha = (over / of).clamp(1e-3, 4.0);
    }
    alpha
}
