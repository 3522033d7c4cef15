//! Why an instance is refused: what is wrong, where, and what would make it right, in Chinese and English. Never a panic,
//! and never a guess in the place of a refusal.

use std::fmt;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Nothing to serve, or nothing to open.
    Empty {
        /// What there is none of.
        what: &'static str,
    },
    /// A list has another length than it must have.
    Length {
        /// The list.
        what: &'static str,
        /// How long it is.
        has: usize,
        /// How long it must be.
        needs: usize,
    },
    /// Not a number, or negative, or infinite where it must not be.
    Number {
        /// Of what.
        what: &'static str,
        /// At which position, from 0.
        at: usize,
    },
    /// A place that reaches no candidate that may be open.
    Unreachable {
        /// The place, from 0.
        place: usize,
    },
    /// Every place reaches something, but not everything that has to be reached can be with so few open.
    NotCovered {
        /// How many may be open.
        open: usize,
        /// How many places the best plan found leaves unserved.
        unserved: usize,
    },
    /// The number to open does not fit the candidates: fewer may be opened, or more have to be.
    Count {
        /// How many were asked for.
        asked: usize,
        /// The least possible.
        least: usize,
        /// The most possible.
        most: usize,
    },
    /// All that may be open together cannot hold the demand.
    Capacity {
        /// Demand.
        demand: f64,
        /// Capacity of all that may be open.
        capacity: f64,
    },
    /// There is capacity enough, but not where the demand can reach it.
    Crowded,
    /// A text that is not in the format it should be in.
    Text {
        /// The line, from 1.
        line: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// More places or candidates than this code counts to.
    TooLarge {
        /// The most that is possible.
        most: usize,
    },
}

impl Refused {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "site_empty",
            Self::Length { .. } => "site_length",
            Self::Number { .. } => "site_number",
            Self::Unreachable { .. } => "site_unreachable",
            Self::NotCovered { .. } => "site_not_covered",
            Self::Count { .. } => "site_count",
            Self::Capacity { .. } => "site_capacity",
            Self::Crowded => "site_crowded",
            Self::Text { .. } => "site_text",
            Self::TooLarge { .. } => "site_too_large",
        }
    }

    /// The refusal in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Empty { what } => format!("没有{what}"),
            Self::Length { what, has, needs } => format!("{what}应有 {needs} 个，实有 {has} 个"),
            Self::Number { what, at } => format!("{what}第 {at} 项（从 0 起）不是合适的数"),
            Self::Unreachable { place } => {
                format!("第 {place} 个需求点（从 0 起）到不了任何可开设的候选点：请增加候选点或放宽距离")
            }
            Self::NotCovered { open, unserved } => {
                format!("开 {open} 处时仍有 {unserved} 个需求点无人服务：请多开几处或放宽距离")
            }
            Self::Count { asked, least, most } => format!("要开 {asked} 处，只能在 {least} 到 {most} 之间"),
            Self::Capacity { demand, capacity } => {
                format!("全部候选点的容量 {capacity} 小于需求 {demand}：至少还差 {}", demand - capacity)
            }
            Self::Crowded => "需求点到得了的候选点容量不足：请在其附近增加容量或放宽距离".into(),
            Self::Text { line, expected } => format!("第 {line} 行：应为 {expected}"),
            Self::TooLarge { most } => format!("太大：最多 {most}"),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { what } => write!(f, "no {what}"),
            Self::Length { what, has, needs } => write!(f, "{what}: {needs} needed, {has} given"),
            Self::Number { what, at } => write!(f, "{what} at {at} (from 0) is not a fit number"),
            Self::Unreachable { place } => write!(
                f,
                "place {place} (from 0) reaches no candidate that may be open: add one near it, or allow a longer way"
            ),
            Self::NotCovered { open, unserved } => write!(
                f,
                "with {open} open, {unserved} places are still served by none: open more, or allow a longer way"
            ),
            Self::Count { asked, least, most } => {
                write!(f, "{asked} to be open, possible are {least} to {most}")
            }
            Self::Capacity { demand, capacity } => write!(
                f,
                "all candidates together hold {capacity}, the demand is {demand}: {} more is the least that helps",
                demand - capacity
            ),
            Self::Crowded => write!(
                f,
                "the candidates within reach of some places hold less than these ask for: add capacity near them, or allow a \
                 longer way"
            ),
            Self::Text { line, expected } => write!(f, "line {line}: expected {expected}"),
            Self::TooLarge { most } => write!(f, "too large: {most} at the most"),
        }
    }
}

impl std::error::Error for Refused {}
