//! One counter with any service time, and classes of priority.
//!
//! Formulas: Pollaczek 1930 and Khinchine 1932; Cobham 1954 for priorities without interruption; with interruption as in
//! Kleinrock, *Queueing Systems* II, 3.4. The first of the classes goes first.

use super::servers::erlang_b;
use super::{NoAnswer, above_zero, bearable};

/// What comes of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    /// Arrivals by unit of time, Poisson.
    pub arrivals: f64,
    /// The mean service.
    pub mean: f64,
    /// The mean of the service squared.
    pub mean_square: f64,
}

impl Class {
    fn load(&self) -> f64 {
        self.arrivals * self.mean
    }
}

/// M/G/1, first come first served: the mean wait.
///
/// # Errors
/// A number is none, or more comes than can be served.
pub fn waits(class: &Class) -> Result<f64, NoAnswer> {
    priorities(std::slice::from_ref(class)).map(|waits| waits[0])
}

/// M/G/1 with priorities, where a service that has begun is finished: the mean wait of each class.
///
/// # Errors
/// A number is none, or more comes than can be served.
pub fn priorities(classes: &[Class]) -> Result<Vec<f64>, NoAnswer> {
    check(classes)?;
    let rest = classes.iter().map(|class| class.arrivals * class.mean_square / 2.0).sum();
    Ok(cobham(rest, classes.iter().map(Class::load)))
}

/// M/M/c with priorities without interruption, the same exponential service for all: the mean wait of each class.
/// `arrivals` by class; `rate` of one server.
///
/// # Errors
/// A number is none, or more comes than can be served.
pub fn priorities_many(arrivals: &[f64], rate: f64, servers: u32) -> Result<Vec<f64>, NoAnswer> {
    above_zero("rate", rate)?;
    above_zero("servers", f64::from(servers))?;
    arrivals.iter().try_for_each(|class| above_zero("arrivals", *class))?;
    let (load, c) = (arrivals.iter().sum::<f64>() / rate, f64::from(servers));
    bearable(load, c)?;
    let blocked = erlang_b(load, servers)?;
    let p_wait = c * blocked / (c - load * (1.0 - blocked));
    Ok(cobham(p_wait / (c * rate), arrivals.iter().map(|class| class / rate / c)))
}

/// M/G/1 with priorities, where a higher class interrupts and the service is resumed: the mean time in the hall of each
/// class.
///
/// # Errors
/// A number is none, or more comes than can be served.
pub fn priorities_preemptive(classes: &[Class]) -> Result<Vec<f64>, NoAnswer> {
    check(classes)?;
    let (mut above, mut rest) = (0.0, 0.0);
    let stay = |class: &Class| {
        rest += class.arrivals * class.mean_square / 2.0;
        let with = above + class.load();
        let stay = class.mean / (1.0 - above) + rest / ((1.0 - above) * (1.0 - with));
        above = with;
        stay
    };
    Ok(classes.iter().map(stay).collect())
}

/// Cobham's waits: what a server still has to do when somebody comes, stretched by the load of the classes above, and of
/// those with one's own.
fn cobham(rest: f64, loads: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut above = 0.0;
    loads
        .map(|load| {
            let with = above + load;
            let wait = rest / ((1.0 - above) * (1.0 - with));
            above = with;
            wait
        })
        .collect()
}

fn check(classes: &[Class]) -> Result<(), NoAnswer> {
    for class in classes {
        above_zero("arrivals", class.arrivals)?;
        above_zero("mean", class.mean)?;
        above_zero("mean_square", class.mean_square)?;
    }
    bearable(classes.iter().map(Class::load).sum(), 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::ErlangC;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} is not {b}");
    }

    fn exponential(arrivals: f64, mean: f64) -> Class {
        Class { arrivals, mean, mean_square: 2.0 * mean * mean }
    }

    #[test]
    fn services_of_one_length_halve_the_wait() {
        near(waits(&exponential(0.8, 1.0)).unwrap(), ErlangC::new(0.8, 1.0, 1).unwrap().mean_wait());
        near(waits(&Class { arrivals: 0.8, mean: 1.0, mean_square: 1.0 }).unwrap(), 2.0);
        assert!(waits(&exponential(1.0, 1.0)).is_err());
    }

    #[test]
    fn priorities_move_waiting_about_and_make_none() {
        // The conservation law: the waits, weighted by the load, sum to that of one queue for all.
        let classes = [exponential(0.2, 0.5), exponential(0.3, 1.0), exponential(0.25, 1.5)];
        let load: f64 = classes.iter().map(Class::load).sum();
        let rest: f64 = classes.iter().map(|class| class.arrivals * class.mean_square / 2.0).sum();
        let waits = priorities(&classes).unwrap();
        let weighted: f64 = waits.iter().zip(&classes).map(|(wait, class)| wait * class.load()).sum();
        near(weighted, load * rest / (1.0 - load));
        assert!(waits.is_sorted());
        let many = priorities_many(&[0.4, 0.4, 0.4], 1.0 / 6.0, 8).unwrap();
        near(many.iter().sum::<f64>() / 3.0, ErlangC::new(1.2, 1.0 / 6.0, 8).unwrap().mean_wait());
    }

    #[test]
    fn who_interrupts_sees_nobody_below() {
        let classes = [exponential(0.2, 1.0), exponential(0.3, 1.0), exponential(0.3, 1.0)];
        let stays = priorities_preemptive(&classes).unwrap();
        near(stays[0], ErlangC::new(0.2, 1.0, 1).unwrap().mean_stay());
        // Exponential services alike: the number of people does not depend on whose turn it is.
        let people: f64 = stays.iter().zip(&classes).map(|(stay, class)| stay * class.arrivals).sum();
        near(people, 0.8 / 0.2);
    }
}
