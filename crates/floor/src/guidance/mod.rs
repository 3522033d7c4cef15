//! Guidance (智能导览): from plain words to service items, from an item to the best way to get it done, and the
//! record of what was chosen.
//!
//! Never keeps what a person said: only the item and the way are stored.

mod choose;
mod guide;
mod ways;
mod words;

pub use choose::{ChooseWay, ChooseWayRefusal, TriageCount, choose_way, triage_counts};
pub use guide::{Guide, Match, TEXT_MAX};
pub use ways::{Elsewhere, Here, Way, ways};

use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    choose::STATEMENTS.to_vec()
}
