//! What is asked: who is to be served, what may be opened, and what it costs. Never holds a number that is not finite, nor
//! a list that does not fit the distances.

use super::distances::{Distances, finite};
use super::refused::Refused;

/// Whether a candidate may, must or must not be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stance {
    /// As the solver thinks best.
    #[default]
    Free,
    /// It stays, or comes, whatever the solver thinks.
    Open,
    /// It must not be.
    Closed,
}

/// Places with weights, candidates with opening costs, and the distances between them.
///
/// A place costs its weight times the distance to the nearest open candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    distances: Distances,
    weights: Vec<f64>,
    opening: Vec<f64>,
    stances: Vec<Stance>,
    beyond: Option<f64>,
}

impl Instance {
    /// Every place weighs 1, opening is free of cost, every candidate is free to be opened.
    #[must_use]
    pub fn new(distances: Distances) -> Self {
        let (places, candidates) = (distances.places(), distances.candidates());
        Self {
            distances,
            weights: vec![1.0; places],
            opening: vec![0.0; candidates],
            stances: vec![Stance::Free; candidates],
            beyond: None,
        }
    }

    /// With a weight for each place, such as its people.
    ///
    /// # Errors
    /// Another number of weights than places, or one that is not finite or is negative.
    pub fn weighing(mut self, weights: Vec<f64>) -> Result<Self, Refused> {
        fits("weights", &weights, self.weights.len())?;
        self.weights = weights;
        Ok(self)
    }

    /// With the cost of opening each candidate, in the unit of weight times distance.
    ///
    /// # Errors
    /// Another number of costs than candidates, or one that is not finite or is negative.
    pub fn costing(mut self, opening: Vec<f64>) -> Result<Self, Refused> {
        fits("opening costs", &opening, self.opening.len())?;
        self.opening = opening;
        Ok(self)
    }

    /// With candidates that must, or must not, be open.
    ///
    /// # Errors
    /// Another number of stances than candidates.
    pub fn keeping(mut self, stances: Vec<Stance>) -> Result<Self, Refused> {
        if stances.len() != self.stances.len() {
            return Err(Refused::Length { what: "stances", has: stances.len(), needs: self.stances.len() });
        }
        self.stances = stances;
        Ok(self)
    }

    /// A place farther than `beyond` from everything open is served by none, and counts as if it were that far.
    ///
    /// # Errors
    /// A distance that is not finite or is negative.
    pub fn beyond(mut self, beyond: f64) -> Result<Self, Refused> {
        finite("beyond", &[beyond])?;
        self.beyond = Some(beyond);
        Ok(self)
    }

    /// The distances.
    #[must_use]
    pub fn distances(&self) -> &Distances {
        &self.distances
    }

    /// How many places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.weights.len()
    }

    /// How many candidates.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.opening.len()
    }

    /// The weight of each place.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The cost of opening each candidate.
    #[must_use]
    pub fn opening(&self) -> &[f64] {
        &self.opening
    }

    /// What must and must not be open.
    #[must_use]
    pub fn stances(&self) -> &[Stance] {
        &self.stances
    }

    /// The distance at which a place is served by none, if there is one.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        self.beyond
    }
}

fn fits(what: &'static str, numbers: &[f64], needs: usize) -> Result<(), Refused> {
    if numbers.len() != needs {
        return Err(Refused::Length { what, has: numbers.len(), needs });
    }
    finite(what, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_refuses_what_does_not_fit_it() {
        let instance = || Instance::new(Distances::double(2, 1, vec![1.0, 2.0]).unwrap());
        assert!(instance().weighing(vec![1.0, 0.0]).is_ok());
        assert_eq!(
            instance().weighing(vec![1.0]),
            Err(Refused::Length { what: "weights", has: 1, needs: 2 })
        );
        assert_eq!(instance().costing(vec![-1.0]), Err(Refused::Number { what: "opening costs", at: 0 }));
        assert_eq!(instance().keeping(vec![]), Err(Refused::Length { what: "stances", has: 0, needs: 1 }));
        assert_eq!(instance().beyond(f64::INFINITY), Err(Refused::Number { what: "beyond", at: 0 }));
    }
}
