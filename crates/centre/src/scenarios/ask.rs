//! What is asked of the planner beside the sites: weights, budgets, how people choose, what must hold. Pure.

use kernel::{ChoiceRule, Grade};
use planning::site::city::{Choice, Decay, Quota, Weights};
use serde::{Deserialize, Serialize};

use super::Body;
use super::body::Wrong;

/// A weight beyond this is a mistake of the form.
const WEIGHT_MAX: f64 = 1e9;
/// One-off cost is spread over no more years than this.
const YEARS_MAX: f64 = 100.0;
/// No hall draws by a higher power of the time to it.
const DECAY_MAX: f64 = 10.0;
/// Nobody considers a hall that is so many minutes further than the nearest.
const FURTHER_MAX: f64 = 1440.0;
/// Not all payments can go online: nobody would be left to plan for.
const ONLINE_MAX: f64 = 0.95;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// What counts how much.
    pub weights: Weights,
    /// Most yearly cost, fen.
    pub yearly_max: Option<i64>,
    /// Most one-off cost, fen.
    pub change_max: Option<i64>,
    /// How people choose.
    pub choice: ChoiceRule,
    /// Exponent of a choice by gravity.
    pub decay: f64,
    /// Halls so many minutes further than the nearest are not considered in a choice by gravity.
    pub further_min: f64,
    /// Whether the wait counts as way in a choice by gravity.
    pub wait_counts: bool,
    /// Share of the payments now made in halls that goes online, from 0 to 1.
    pub online: f64,
    /// Each county keeps a hall of grade B or better.
    pub county_b: bool,
    /// Each township cluster has a hall.
    pub cluster_hall: bool,
    /// No hall is asked for more than it can do.
    pub capacity: bool,
    /// Counties in which no hall of today may close.
    pub close_none_in: Vec<String>,
}

fn is_county_b(quota: &Quota) -> bool {
    quota.at_least == Grade::B && quota.count == 1 && quota.counties.is_empty()
}

impl Ask {
    /// What `body` asks.
    #[must_use]
    pub fn of(body: &Body) -> Ask {
        let (city, rules) = (&body.city, &body.city.constraints);
        let (choice, decay, further_min, wait_counts) = match city.choice {
            Choice::Nearest => (ChoiceRule::Nearest, 2.0, 30.0, false),
            Choice::Huff { decay, further_min, wait } => {
                let exponent = match decay {
                    Decay::Power { exponent } => exponent,
                    Decay::Exponential { per_min } => per_min,
                };
                (ChoiceRule::Gravity, exponent, further_min, wait)
            }
        };
        Ask {
            weights: city.weights,
            yearly_max: rules.yearly_max,
            change_max: rules.change_max,
            choice,
            decay,
            further_min,
            wait_counts,
            online: body.online,
            county_b: rules.quotas.iter().any(is_county_b),
            cluster_hall: rules.one_per_cluster,
            capacity: rules.capacity,
            close_none_in: rules.close_none_in.clone(),
        }
    }

    /// Lets `body` ask this.
    pub(crate) fn put(&self, body: &mut Body) -> Result<(), Wrong> {
        self.check(body)?;
        body.online = self.online;
        let city = &mut body.city;
        city.weights = self.weights;
        let exponential = matches!(city.choice, Choice::Huff { decay: Decay::Exponential { .. }, .. });
        city.choice = match self.choice {
            ChoiceRule::Nearest => Choice::Nearest,
            ChoiceRule::Gravity => Choice::Huff {
                decay: match exponential {
                    true => Decay::Exponential { per_min: self.decay },
                    false => Decay::Power { exponent: self.decay },
                },
                further_min: self.further_min,
                wait: self.wait_counts,
            },
        };
        let rules = &mut city.constraints;
        (rules.yearly_max, rules.change_max) = (self.yearly_max, self.change_max);
        rules.quotas.retain(|quota| !is_county_b(quota));
        if self.county_b {
            rules.quotas.push(Quota { at_least: Grade::B, count: 1, counties: Vec::new() });
        }
        rules.one_per_cluster = self.cluster_hall;
        rules.capacity = self.capacity;
        rules.close_none_in.clone_from(&self.close_none_in);
        Ok(())
    }

    fn check(&self, body: &Body) -> Result<(), Wrong> {
        let w = &self.weights;
        let numbers = [
            ("weights.cost", w.cost, 0.0, WEIGHT_MAX),
            ("weights.years", w.years, 0.1, YEARS_MAX),
            ("weights.minute_fen", w.minute, 0.0, WEIGHT_MAX),
            ("weights.wait_minute_fen", w.wait_minute, 0.0, WEIGHT_MAX),
            ("weights.beyond_15_fen", w.beyond_15, 0.0, WEIGHT_MAX),
            ("weights.beyond_30_fen", w.beyond_30, 0.0, WEIGHT_MAX),
            ("weights.worst_tenth_fen", w.worst_tenth, 0.0, WEIGHT_MAX),
            ("weights.elders", w.elders, 0.0, WEIGHT_MAX),
            ("weights.balance_fen", w.balance, 0.0, WEIGHT_MAX),
            ("decay", self.decay, 0.01, DECAY_MAX),
            ("further_min", self.further_min, 0.0, FURTHER_MAX),
            ("online_pm", self.online, 0.0, ONLINE_MAX),
        ];
        for (field, value, low, high) in numbers {
            // Written so that what is no number is refused as well.
            if !(low..=high).contains(&value) {
                return Err((format!("settings.{field}"), format!("{low}–{high}")));
            }
        }
        for (field, most) in [("yearly_max_fen", self.yearly_max), ("change_max_fen", self.change_max)] {
            if most.is_some_and(|most| most < 0) {
                return Err((format!("settings.{field}"), "≥ 0".to_owned()));
            }
        }
        let known = |county: &&String| !body.city.places.iter().any(|place| place.county == **county);
        match self.close_none_in.iter().find(known) {
            Some(county) => Err(("settings.close_none_in".to_owned(), county.clone())),
            None => Ok(()),
        }
    }
}
