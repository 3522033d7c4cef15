//! What a version would cost on days on which it did not hold: the same document, moved to those days. An answer to
//! "what would they have paid", never a bill.

use kernel::Day;

use crate::period::Period;
use crate::tariff::{PricePart, Tariff};

/// `version` as though it held over all of `periods`. Prices of parts that hold on its first day are moved with it;
/// those that change later keep their days.
#[must_use]
pub fn as_if(version: &Tariff, periods: &[Period]) -> Tariff {
    let first = periods.iter().map(|it| it.from).min().unwrap_or(version.effective_from);
    let mut moved = Tariff { effective_to: None, ..version.clone() };
    if first >= version.effective_from {
        return moved;
    }
    moved.effective_from = first;
    for part in moved.components.iter_mut().flat_map(|it| &mut it.parts) {
        move_first(part, version.effective_from, first);
    }
    moved
}

/// The value that holds on `begins` holds from `first`; those before it are gone.
fn move_first(part: &mut PricePart, begins: Day, first: Day) {
    let held = part.values.iter().rposition(|(from, _)| *from <= begins);
    if let Some(held) = held {
        part.values.drain(..held);
        part.values[0].0 = first;
    }
}
