//! The charges of a bill, each in its file: what it is charged for, and by which rule.

pub(crate) mod components;
pub(crate) mod energy;
pub(crate) mod plain;
pub(crate) mod power_factor;
pub(crate) mod two_part;
