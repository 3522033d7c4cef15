//! Tariff documents in store. In force are the documents of the pack and the approved versions together: of one tariff
//! the later first day wins from that day on.
//!
//! Invariants: on any day at most one version of a tariff is in force, and whoever approves a version has neither
//! written nor proposed it. A version that is in force, or was, is never changed.

mod check;
mod decide;
mod load;
mod propose;
mod rows;
mod samples;
mod save_draft;
mod shelf;
mod withdraw;

pub use decide::{Decide, DecideRefusal, decide};
pub use load::{LoadTariffsRefusal, TariffsLoaded, load_tariffs};
pub use propose::{Propose, ProposeRefusal, propose};
pub use rows::{Stamp, State, Version, version, versions};
pub use samples::{SAMPLES, Sample};
pub use save_draft::{SaveDraft, SaveDraftRefusal, TEXT_BYTES_MAX, save_draft};
pub use shelf::{Shelf, shelf};
pub use withdraw::{Withdraw, WithdrawRefusal, withdraw};

use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    [
        rows::STATEMENTS,
        shelf::STATEMENTS,
        load::STATEMENTS,
        save_draft::STATEMENTS,
        propose::STATEMENTS,
        decide::STATEMENTS,
        withdraw::STATEMENTS,
    ]
    .concat()
}
