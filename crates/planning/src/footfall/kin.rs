//! The level of a hall that nobody has counted in yet, from its kin: grade, county, customers in its catchment.

use super::history::Traits;
use super::linear::{Symmetric, dot};

/// What is known of a level beforehand: mean and variance of its logarithm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior {
    /// Mean.
    pub mean: f64,
    /// Variance.
    pub variance: f64,
}

/// Halls differ by this much in the logarithm before anything is known: grades, counties, and the power with which
/// people come in proportion to customers.
const GRADE_SD: f64 = 0.7;
const COUNTY_SD: f64 = 0.3;
const POWER: (f64, f64) = (0.8, 0.4);

/// The prior for a hall with `traits`, from kin with their traits and logarithms of their levels; nothing without kin.
/// A Bayesian regression whose residual variance is found with it.
pub(super) fn prior(traits: &Traits, kin: &[(&Traits, f64)]) -> Option<Prior> {
    if kin.is_empty() {
        return None;
    }
    let grades = distinct(kin.iter().filter_map(|(kin, _)| kin.grade));
    let counties = distinct(kin.iter().filter_map(|(kin, _)| kin.county.clone()));
    // Without customers everywhere their number says nothing.
    let counted: Vec<f64> = kin.iter().filter_map(|(kin, _)| kin.customers).map(libm::log).collect();
    let use_customers = counted.len() == kin.len() && traits.customers.is_some();
    let middle = counted.iter().sum::<f64>() / counted.len().max(1) as f64;
    let width = 1 + grades.len() + counties.len() + usize::from(use_customers);
    let row = |of: &Traits| {
        let mut row = vec![0.0; width];
        row[0] = 1.0;
        let grade = grades.iter().position(|grade| of.grade == Some(*grade));
        let county = counties.iter().position(|county| of.county.as_ref() == Some(county));
        let places = [grade.map(|at| 1 + at), county.map(|at| 1 + grades.len() + at)];
        places.into_iter().flatten().for_each(|at| row[at] = 1.0);
        if let (true, Some(customers)) = (use_customers, of.customers) {
            row[width - 1] = libm::log(customers) - middle;
        }
        row
    };
    let mut precision = vec![1.0 / (COUNTY_SD * COUNTY_SD); width];
    precision[0] = 1e-4;
    precision[1..=grades.len()].fill(1.0 / (GRADE_SD * GRADE_SD));
    let mut believed = vec![0.0; width];
    if use_customers {
        precision[width - 1] = 1.0 / (POWER.1 * POWER.1);
        believed[width - 1] = POWER.0;
    }
    let rows: Vec<Vec<f64>> = kin.iter().map(|(kin, _)| row(kin)).collect();
    let asked = row(traits);
    let mut variance = 0.25;
    let mut prior = Prior { mean: 0.0, variance };
    for _ in 0..8 {
        let mut matrix = Symmetric::zero(width);
        matrix.add_diagonal(&precision);
        let mut right: Vec<f64> = precision.iter().zip(&believed).map(|(p, b)| p * b).collect();
        for (row, (_, level)) in rows.iter().zip(kin) {
            let sparse: Vec<(usize, f64)> = row.iter().copied().enumerate().collect();
            matrix.add_outer(&sparse, 1.0 / variance);
            right.iter_mut().zip(row).for_each(|(right, x)| *right += x * level / variance);
        }
        let factor = matrix.factor();
        factor.solve(&mut right);
        let spread = |row: &[f64]| factor.spread(&row.iter().copied().enumerate().collect::<Vec<_>>());
        prior = Prior { mean: dot(&asked, &right), variance: variance + spread(&asked) };
        // EM, with one hall's worth of a belief that kin differ by half.
        let misses = rows.iter().zip(kin).map(|(row, (_, level))| {
            let miss = level - dot(row, &right);
            miss * miss + spread(row)
        });
        variance = (misses.sum::<f64>() + 0.25) / (kin.len() as f64 + 1.0);
    }
    Some(prior)
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort();
    items.dedup();
    items
}
