//! What pricing must know of a customer beyond the kWh: nothing that names them.

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::fixed::{Quantity, Ratio};

/// How capacity is charged; the codes are those of the marketing system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 0 不计算.
    None,
    /// 1 按容量.
    Capacity,
    /// 2 按合约需量.
    ContractDemand,
    /// 5 按实际需量.
    ActualDemand,
}

/// The standard of the power factor that a customer is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PowerFactorStandard {
    /// 0.90.
    #[serde(rename = "0.90")]
    P90,
    /// 0.85.
    #[serde(rename = "0.85")]
    P85,
    /// 0.80.
    #[serde(rename = "0.80")]
    P80,
}

impl PowerFactorStandard {
    /// Its column of the table, from 0.
    #[must_use]
    pub(crate) fn column(self) -> usize {
        self as usize
    }

    /// The standard as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        ["0.90", "0.85", "0.80"][self.column()]
    }
}

/// The capacity in service from a day on; a suspension or reduction (暂停, 减容) is a step down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityStep {
    /// The first day.
    pub from: Day,
    /// Transformers and high-voltage motors, kVA.
    pub kva: Quantity,
}

/// Whether a point's energy is added or is somebody else's behind the same meter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Added.
    #[default]
    Add,
    /// Taken off: a sub-meter that is billed on its own.
    Subtract,
}

/// A metering point of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The meter, as the load names it.
    pub meter: String,
    /// Ratio of the instrument transformers (CT × PT).
    #[serde(default = "one")]
    pub multiplier: Ratio,
    /// Added or taken off.
    #[serde(default)]
    pub part: Part,
    /// No-load loss of the transformer ahead of the meter, kW, in every hour of the period.
    #[serde(default)]
    pub transformer_loss_kw: Quantity,
    /// Load loss of the transformer ahead of the meter, as a share of the metered kWh.
    #[serde(default)]
    pub transformer_loss_share: Ratio,
    /// Loss of the line ahead of the meter, as a share of the metered kWh.
    #[serde(default)]
    pub line_loss_share: Ratio,
    /// Whether its active and reactive energy count in the power factor.
    #[serde(default = "yes")]
    pub power_factor: bool,
}

fn yes() -> bool {
    true
}

fn one() -> Ratio {
    Ratio::from_units(Ratio::ONE)
}

impl Point {
    /// A point without transformers, losses or sub-meters.
    #[must_use]
    pub fn plain(meter: &str) -> Point {
        let nothing = Ratio::ZERO;
        Point {
            meter: meter.to_owned(),
            multiplier: one(),
            part: Part::Add,
            transformer_loss_kw: nothing,
            transformer_loss_share: nothing,
            line_loss_share: nothing,
            power_factor: true,
        }
    }
}

/// A customer, as far as a price depends on them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Class of use, such as `residential` or `industrial`.
    #[serde(default)]
    pub class: String,
    /// What else a document may ask for: `low_income`, `coal_to_electric`, `agent_returned`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Persons of the household.
    #[serde(default)]
    pub persons: u32,
    /// Capacity in service, in the order of days.
    #[serde(default)]
    pub capacity: Vec<CapacityStep>,
    /// How capacity is charged.
    pub mode: Option<Mode>,
    /// Contracted demand, kW.
    pub contract_kw: Option<Quantity>,
    /// The power factor the customer is held to; none is 不考核.
    pub power_factor: Option<PowerFactorStandard>,
    /// First day of supply, if it lies within the periods.
    pub connected: Option<Day>,
    /// First day without supply, if it lies within the periods.
    pub closed: Option<Day>,
    /// kWh used in the calendar year before the first period, for yearly tiers.
    pub year_kwh_before: Option<Quantity>,
    /// Metering points; none means that the load is one point as it stands.
    #[serde(default)]
    pub point: Vec<Point>,
}
