//! Evaluations: asking, answering, and what a low score sets off. (answering is being written)
mod ask;

pub(crate) use ask::ask;
use store::Sql;

pub(crate) fn statements() -> Vec<&'static Sql> {
    ask::STATEMENTS.to_vec()
}
