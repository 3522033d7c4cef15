//! What queueing theory says exactly: for sizing before a simulation, and for proving the simulation right.
//!
//! Rates and times are in any one unit of time (per minute and minutes, say). Every function refuses what has no answer;
//! an overload is answered as an overload, never by a number.
//!
//! Read in this order: `servers` (several counters, one queue), `patience` (who gives up), `single` (any service time at one
//! counter, and priorities), `network` (one queue after another), `transient` (rates that change over the day).

mod network;
mod patience;
mod servers;
mod single;
mod transient;

pub use network::{Network, Station};
pub use patience::ErlangA;
pub use servers::{ErlangC, Finite, erlang_b};
pub use single::{Class, priorities, priorities_many, priorities_preemptive, waits};
pub use transient::{Transient, infinite_servers};

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoAnswer {
    /// A rate or a time is not finite, or not above 0 where it has to be, or there is no server.
    NotANumber {
        /// Which.
        field: &'static str,
    },
    /// As much work comes as can be done, or more: the queue grows for ever.
    Overload {
        /// Work that comes, in servers' time: arrivals times mean service.
        load: f64,
        /// Servers to do it.
        servers: f64,
    },
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoAnswer::NotANumber { field } => write!(f, "`{field}` must be finite and above 0"),
            NoAnswer::Overload { load, servers } => {
                write!(f, "the work of {load:.3} servers comes for {servers}: the queue grows for ever")
            }
        }
    }
}

/// Refuses what is not finite and above 0.
fn above_zero(field: &'static str, value: f64) -> Result<(), NoAnswer> {
    if value.is_finite() && value > 0.0 { Ok(()) } else { Err(NoAnswer::NotANumber { field }) }
}

/// Refuses a load that the servers cannot bear.
fn bearable(load: f64, servers: f64) -> Result<(), NoAnswer> {
    if load < servers { Ok(()) } else { Err(NoAnswer::Overload { load, servers }) }
}
