//! Extra words for guidance (`guidance.toml`): domain words a general segmenter would split, and words that say nothing.

use kernel::Certainty;
use serde::{Deserialize, Serialize};

/// The whole of `guidance.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// Where it comes from.
    pub source: String,
    /// How sure we are.
    pub certainty: Certainty,
    /// Chinese words that say nothing about the item.
    pub stop_zh: Vec<String>,
    /// English words that say nothing about the item.
    pub stop_en: Vec<String>,
    /// Domain words.
    pub word: Vec<GuidanceWord>,
}

/// A domain word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidanceWord {
    /// The word.
    pub word: String,
    /// How much it tells, 1 is ordinary.
    pub weight: f64,
    /// Words that mean the same.
    #[serde(default)]
    pub same_as: Vec<String>,
}
