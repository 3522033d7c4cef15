//! How sure we are of a fact of the field.

use serde::{Deserialize, Serialize};

/// The certainty of a rule or figure in a company pack. Screens mark everything but [`Certainty::S`] as 待核定.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Sourced: found in public material.
    S,
    /// Inferred from sourced facts.
    I,
    /// General knowledge: no text found, an editable default.
    K,
    /// An estimate.
    E,
}

impl Certainty {
    /// Whether a screen must show the value as 待核定 (to be verified locally).
    #[must_use]
    pub fn to_be_verified(self) -> bool {
        self != Certainty::S
    }

    /// The one-letter mark.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Certainty::S => "S",
            Certainty::I => "I",
            Certainty::K => "K",
            Certainty::E => "E",
        }
    }
}
