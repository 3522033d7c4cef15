//! Evaluations: asking, answering, and what a low score sets off. Questions that nobody answers stay and are counted.

mod ask;
mod close_follow_up;
mod figures;
mod give;

pub(crate) use ask::ask;
pub use close_follow_up::{CloseFollowUpRefusal, close_follow_up};
pub use figures::{
    Answer, Asked, DayEvaluations, FollowUpRow, evaluations_of_day, open_follow_ups, pending_at_counter,
    pending_of_ticket,
};
pub use give::{Give, GiveRefusal, Given, Reason, Through, give, reasons};

use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    [ask::STATEMENTS, close_follow_up::STATEMENTS, figures::STATEMENTS, give::STATEMENTS].concat()
}
