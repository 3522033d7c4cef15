//! The capacitated problem in the form that its parts read: plants by rows, costs of serving all of a place.
//!
//! Where the instance has a limit, being served by none is one more plant, always open, free and without end. Never holds a
//! candidate that is closed for good.

use super::super::distances::finite;
use super::super::instance::{Instance, Stance};
use super::super::problem::bearable;
use super::super::refused::Refused;

/// Plants, places and what it costs to bring them together.
#[derive(Debug)]
pub(super) struct Plants {
    /// The candidate behind each plant, or `None` for being served by none.
    pub candidates: Vec<Option<u32>>,
    pub opening: Vec<f64>,
    pub capacity: Vec<f64>,
    /// Plants that are open in every plan.
    pub forced: Vec<bool>,
    pub demand: Vec<f64>,
    /// The demand, or 1 where there is none: what prices are for.
    pub scale: Vec<f64>,
    /// The cost for each plant and place, plant by plant, of one unit of scale; `inf` where it cannot be.
    pub unit: Vec<f64>,
    /// All demand.
    pub total: f64,
}

impl Plants {
    pub fn new(instance: &Instance, demand: &[f64], capacity: &[f64]) -> Result<Self, Refused> {
        for (what, numbers, needs) in
            [("demand", demand, instance.places()), ("capacity", capacity, instance.candidates())]
        {
            if numbers.len() != needs {
                return Err(Refused::Length { what, has: numbers.len(), needs });
            }
            finite(what, numbers)?;
        }
        let total: f64 = demand.iter().sum();
        if !total.is_finite() {
            return Err(Refused::Number { what: "demand in all", at: 0 });
        }
        let usable =
            (0..instance.candidates()).filter(|&candidate| instance.stances()[candidate] != Stance::Closed);
        let usable: Vec<usize> = usable.collect();
        let room: f64 = usable.iter().map(|&candidate| capacity[candidate]).sum();
        if room < total && instance.limit().is_none() {
            return Err(Refused::Capacity { demand: total, capacity: room });
        }
        // What is nothing beside all the rest takes no room.
        let demand: Vec<f64> = demand.iter().map(|&d| if d > 1e-12 * total { d } else { 0.0 }).collect();
        let scale: Vec<f64> = demand.iter().map(|&d| if d > 0.0 { d } else { 1.0 }).collect();
        let mut plants = Self {
            candidates: usable.iter().map(|&candidate| Some(candidate as u32)).collect(),
            opening: usable.iter().map(|&candidate| instance.opening()[candidate]).collect(),
            capacity: usable.iter().map(|&candidate| capacity[candidate]).collect(),
            forced: usable.iter().map(|&candidate| instance.stances()[candidate] == Stance::Open).collect(),
            demand,
            unit: Vec::with_capacity((usable.len() + 1) * scale.len()),
            scale,
            total,
        };
        for &candidate in &usable {
            let row = plants.row(instance, |place| instance.distances().between(place, candidate));
            plants.unit.extend(row);
        }
        if let Some(limit) = instance.limit() {
            plants.candidates.push(None);
            plants.opening.push(0.0);
            plants.capacity.push(total);
            plants.forced.push(true);
            let row = plants.row(instance, |_| limit);
            plants.unit.extend(row);
        }
        bearable(instance, |place| {
            let costs = (0..plants.count()).map(|plant| plants.of(plant)[place]);
            let highest = costs.filter(|cost| *cost < f64::INFINITY).fold(0.0, f64::max);
            highest.max(highest * plants.scale[place])
        })?;
        if let Some(place) =
            (0..plants.places()).find(|&j| (0..plants.count()).all(|i| plants.of(i)[j].is_infinite()))
        {
            return Err(Refused::Unreachable { place });
        }
        Ok(plants)
    }

    fn row(&self, instance: &Instance, distance: impl Fn(usize) -> f64) -> Vec<f64> {
        let cost = |place: usize| match distance(place) {
            far if far == f64::INFINITY => far,
            near => instance.weights()[place] * near / self.scale[place],
        };
        (0..self.scale.len()).map(cost).collect()
    }

    /// How many plants.
    pub fn count(&self) -> usize {
        self.opening.len()
    }

    /// How many places.
    pub fn places(&self) -> usize {
        self.demand.len()
    }

    /// The costs of a plant, place by place.
    #[inline]
    pub fn of(&self, plant: usize) -> &[f64] {
        &self.unit[plant * self.demand.len()..(plant + 1) * self.demand.len()]
    }
}
