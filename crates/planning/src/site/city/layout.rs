//! An option for every site, with the nearest and second nearest hall of every node kept up to date.
//!
//! What a single change is worth can be read off at once (Whitaker 1983; Resende, Werneck 2007): opening helps those who
//! would have less far to go, closing sends those whose nearest it is to their second.

use super::model::{Model, Node};

/// No site.
pub(super) const NONE: u32 = u32::MAX;
/// Price of a head whom no hall serves, fen a year: above anything that a plan could save by it.
const LOST: f64 = 1e9;

/// The two nearest halls of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Two {
    pub(super) first: u32,
    pub(super) second: u32,
    pub(super) first_min: f64,
    pub(super) second_min: f64,
}

/// A plan under the hands of the search.
#[derive(Clone)]
pub(super) struct Layout<'m> {
    pub(super) model: &'m Model<'m>,
    option: Vec<u8>,
    pub(super) two: Vec<Two>,
    /// Halls that count in each row.
    counts: Vec<u32>,
}

/// What it costs that a node's people go so many minutes; a large price when there is no hall for them.
#[inline]
pub(super) fn price(node: &Node, minutes: f64, extra: f64) -> f64 {
    if minutes.is_finite() { node.price(minutes, extra) } else { node.heads * LOST }
}

impl<'m> Layout<'m> {
    /// The layout with these options.
    pub(super) fn new(model: &'m Model<'m>, option: Vec<u8>) -> Self {
        let counts = model
            .rows
            .iter()
            .map(|row| row.sites.iter().filter(|site| row.mask >> option[**site as usize] & 1 == 1).count())
            .map(|count| count as u32)
            .collect();
        let empty = Two { first: NONE, second: NONE, first_min: f64::INFINITY, second_min: f64::INFINITY };
        let mut layout = Self { model, option, two: vec![empty; model.nodes.len()], counts };
        for at in 0..layout.two.len() {
            layout.two[at] = layout.find(at);
        }
        layout
    }

    pub(super) fn options(&self) -> &[u8] {
        &self.option
    }

    pub(super) fn option(&self, site: usize) -> u8 {
        self.option[site]
    }

    /// The two nearest halls of a node, looked up from the nearest site on.
    fn find(&self, at: usize) -> Two {
        let node = &self.model.nodes[at];
        let mut open = self
            .model
            .near(node.place)
            .iter()
            .copied()
            .filter(|site| self.model.serves(self.option[*site as usize], node.layer));
        let (first, second) = (open.next().unwrap_or(NONE), open.next().unwrap_or(NONE));
        let minutes = |site| if site == NONE { f64::INFINITY } else { self.model.minutes(node.place, site) };
        Two { first, second, first_min: minutes(first), second_min: minutes(second) }
    }

    /// Gives a site another option.
    pub(super) fn set(&mut self, site: usize, option: u8) {
        let before = std::mem::replace(&mut self.option[site], option);
        for row in &self.model.rows_of[site] {
            let mask = self.model.rows[*row as usize].mask;
            let count = &mut self.counts[*row as usize];
            *count = *count + u32::from(mask >> option & 1) - u32::from(mask >> before & 1);
        }
        let site = site as u32;
        for at in 0..self.model.nodes.len() {
            let node = &self.model.nodes[at];
            match (self.model.serves(before, node.layer), self.model.serves(option, node.layer)) {
                (false, true) => self.add(at, site),
                (true, false) if self.two[at].first == site || self.two[at].second == site => {
                    self.two[at] = self.find(at);
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, at: usize, site: u32) {
        let minutes = self.model.minutes(self.model.nodes[at].place, site);
        if minutes == f64::INFINITY {
            return;
        }
        let two = &mut self.two[at];
        if (minutes, site) < (two.first_min, two.first) {
            (two.second, two.second_min) = (two.first, two.first_min);
            (two.first, two.first_min) = (site, minutes);
        } else if (minutes, site) < (two.second_min, two.second) {
            (two.second, two.second_min) = (site, minutes);
        }
    }

    /// Halls that are missing or too many, over all rows.
    pub(super) fn off(&self) -> u32 {
        let rows = self.model.rows.iter().zip(&self.counts);
        rows.map(|(row, count)| row.least.saturating_sub(*count) + count.saturating_sub(row.most)).sum()
    }

    /// How [`Layout::off`] changes when these sites get these options.
    pub(super) fn off_by(&self, changes: &[(u32, u8)]) -> i64 {
        let rows_of = |site: u32| &self.model.rows_of[site as usize];
        let mut by = 0;
        for (n, (site, _)) in changes.iter().enumerate() {
            for r in rows_of(*site) {
                // A row that two of the changes touch is weighed once, at the first of them.
                if changes[..n].iter().any(|(earlier, _)| rows_of(*earlier).contains(r)) {
                    continue;
                }
                let row = &self.model.rows[*r as usize];
                let bit = |option: u8| i64::from(row.mask >> option & 1);
                let touching = changes.iter().filter(|(site, _)| rows_of(*site).contains(r));
                let moved: i64 = touching.map(|(at, to)| bit(*to) - bit(self.option[*at as usize])).sum();
                let off =
                    |count: i64| (i64::from(row.least) - count).max(0) + (count - i64::from(row.most)).max(0);
                let count = i64::from(self.counts[*r as usize]);
                by += off(count + moved) - off(count);
            }
        }
        by
    }
}
