//! One queue after another: open networks in which each station looks like an M/M/c of its own (J. R. Jackson 1957).

use super::{ErlangC, NoAnswer, above_zero};

/// A station of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Who comes from outside, by unit of time; 0 where nobody does.
    pub arrivals: f64,
    /// The service rate of one server.
    pub rate: f64,
    /// The servers.
    pub servers: u32,
    /// The share of those served here who go on to each station, this one included; the rest leave.
    pub onward: Vec<f64>,
}

/// An open network of queues.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Each station as it is by itself, with all who come to it.
    pub stations: Vec<ErlangC>,
    /// The mean time from coming into the network to leaving it.
    pub mean_stay: f64,
}

impl Network {
    /// Solves the traffic equations and then each station.
    ///
    /// # Errors
    /// A number is none, somebody never leaves, or a station has more to do than it can.
    pub fn new(stations: &[Station]) -> Result<Network, NoAnswer> {
        let outside: f64 = stations.iter().map(|station| station.arrivals).sum();
        above_zero("arrivals", outside)?;
        let flows = traffic(stations)?;
        let each = stations
            .iter()
            .zip(&flows)
            .map(|(station, flow)| ErlangC::new(*flow, station.rate, station.servers));
        let solved = each.collect::<Result<Vec<_>, _>>()?;
        let people: f64 = solved.iter().zip(&flows).map(|(station, flow)| flow * station.mean_stay()).sum();
        Ok(Network { stations: solved, mean_stay: people / outside })
    }
}

/// All who come to each station, from outside and from the others: Gauss' elimination with pivots.
fn traffic(stations: &[Station]) -> Result<Vec<f64>, NoAnswer> {
    let n = stations.len();
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|to| {
            let from = stations.iter().map(|station| -station.onward.get(to).copied().unwrap_or(0.0));
            let mut row: Vec<f64> = from.chain([stations[to].arrivals]).collect();
            row[to] += 1.0;
            row
        })
        .collect();
    for column in 0..n {
        let size = |row: &usize| rows[*row][column].abs();
        let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b))).unwrap_or(column);
        rows.swap(column, pivot);
        if !rows[column][column].is_finite() || rows[column][column].abs() < 1e-12 {
            return Err(NoAnswer::NotANumber { field: "onward" });
        }
        let (above, below) = rows.split_at_mut(column + 1);
        let lead = &above[column];
        for row in below {
            let factor = row[column] / lead[column];
            row.iter_mut().zip(lead).for_each(|(cell, of_lead)| *cell -= factor * of_lead);
        }
    }
    let mut flows = vec![0.0; n];
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|column| rows[row][column] * flows[column]).sum();
        flows[row] = (rows[row][n] - known) / rows[row][row];
    }
    Ok(flows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn two_counters_in_a_row_each_wait_as_if_alone() {
        let first = Station { arrivals: 0.5, rate: 1.0, servers: 1, onward: vec![0.0, 1.0] };
        let second = Station { arrivals: 0.0, rate: 2.0, servers: 1, onward: vec![] };
        let network = Network::new(&[first, second]).unwrap();
        // Stays 1/(μ - λ).
        near(network.mean_stay, 1.0 / 0.5 + 1.0 / 1.5);
        near(network.stations[1].mean_wait(), 1.0 / 1.5 - 0.5);
    }

    #[test]
    fn who_comes_back_loads_the_counter_again() {
        // A quarter come back: 4/3 of the flow; the whole stay is L/γ.
        let station = Station { arrivals: 0.6, rate: 1.0, servers: 1, onward: vec![0.25] };
        let network = Network::new(&[station]).unwrap();
        near(network.stations[0].utilisation(), 0.8);
        near(network.mean_stay, (0.8 / 0.2) / 0.6);
    }

    #[test]
    fn a_network_that_nobody_leaves_or_that_is_overloaded_has_no_answer() {
        let round = Station { arrivals: 0.1, rate: 1.0, servers: 1, onward: vec![1.0] };
        assert_eq!(Network::new(&[round]), Err(NoAnswer::NotANumber { field: "onward" }));
        let full = Station { arrivals: 0.6, rate: 1.0, servers: 1, onward: vec![0.5] };
        assert!(matches!(Network::new(&[full]), Err(NoAnswer::Overload { .. })));
    }
}
